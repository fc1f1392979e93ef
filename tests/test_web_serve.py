"""`baocao serve` as a process: what it says at its first start, that it listens on this machine alone, that it ends."""

from __future__ import annotations

import http.client
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from conftest import Ended

from pipeline import store
from pipeline.web import accounts


@contextmanager
def serving(*arguments: object) -> Iterator[tuple[subprocess.Popen[str], list[str], int]]:
    """The process, what it said until it was ready, and its port."""
    command = [sys.executable, "-m", "pipeline", "serve", "--port", "0", *map(str, arguments)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        said: list[str] = []
        try:
            while not said or "http://" not in said[-1]:
                line = process.stderr.readline()
                assert line, f"it ended: {said}"
                said.append(line)
            yield process, said, int(said[-1].split("http://")[1].split()[0].rpartition(":")[2])
        finally:
            process.kill()


def test_the_first_start_says_how_to_make_an_administrator(tmp_path: Path) -> None:
    with serving("--store", tmp_path / "s.db") as (process, said, port):
        assert "baocao user add" in said[0]
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", "/", headers={"Accept": "text/html"})
        answer = connection.getresponse()
        assert (answer.status, answer.headers["location"]) == (303, "/login?to=/")
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    with store.opened(f"sqlite:///{tmp_path / 's.db'}") as opened:
        assert accounts.listing(opened.engine) == []
        accounts.add(opened.engine, "lan", "admin", "một mật khẩu đủ dài")
    with serving("--store", tmp_path / "s.db") as (process, said, port):
        assert len(said) == 1
        assert said[0].startswith("đang phục vụ tại http://127.0.0.1:")
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", "/login")
        assert connection.getresponse().status == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


def test_a_port_that_is_taken_is_told(baocao: Callable[..., Ended], tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ended = baocao("serve", "--port", taken.getsockname()[1], "--store", tmp_path / "s.db")
    assert ended.code == 2
    assert "--port" in ended.err
