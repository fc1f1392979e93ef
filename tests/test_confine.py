"""A worker can write into its folders alone, starts no program and reaches no network, where the kernel can hold it."""

from __future__ import annotations

import errno
import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.confine import means
from pipeline.errors import Reason
from pipeline.pool import Limits, Pool

Task = tuple[str, Path]


def attempts(own: Path, outside: Path) -> dict[str, Callable[[], object]]:
    """What a hostile document could make a worker try; `outside / "there"` exists."""
    there = outside / "there"
    return {
        "write its own": lambda: (own / "a").write_text("x"),
        "replace its own": lambda: (own / "b").write_text("x") and (own / "b").replace(own / "c"),
        "make a folder of its own": lambda: (own / "folder").mkdir(),
        "read outside": there.read_text,
        "write nowhere": lambda: Path(os.devnull).write_text("x"),
        "write outside": lambda: (outside / "new").write_text("x"),
        "change outside": lambda: there.write_text("y"),
        "cut outside": lambda: os.truncate(there, 0),
        "remove outside": there.unlink,
        "move outside": lambda: (own / "a").replace(outside / "moved"),
        "link outside": lambda: (outside / "link").symlink_to(there),
        "write beside": lambda: (own.parent / "run.json").write_text("x"),
        "start a program": lambda: subprocess.run(["/bin/sh", "-c", "true"], check=True),
        "open a socket": lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM),
        "open a datagram socket": lambda: socket.socket(socket.AF_INET6, socket.SOCK_DGRAM),
        "open a local socket": lambda: socket.socket(socket.AF_UNIX, socket.SOCK_STREAM),
        "load a page": lambda: urllib.request.urlopen("http://127.0.0.1:9/"),
    }


ALLOWED = {"write its own", "replace its own", "make a folder of its own", "read outside", "write nowhere"}
NETWORK = {"open a socket", "open a datagram socket", "open a local socket", "load a page"}


def try_it(task: Task) -> str:
    """Runs in a worker."""
    what, folder = task
    try:
        attempts(folder / "out" / "reports", folder / "elsewhere")[what]()
    except OSError as error:
        code = getattr(error, "reason", error).errno
        return f"{what}: {errno.errorcode.get(code, code)}"
    return f"{what}: done"


@pytest.fixture
def told(tmp_path: Path) -> dict[str, str]:
    """How each attempt ended in a worker that is shut in."""
    own, outside = tmp_path / "out" / "reports", tmp_path / "elsewhere"
    own.mkdir(parents=True)
    outside.mkdir()
    (outside / "there").write_text("x")

    def lost(task: Task, reason: Reason, detail: str) -> str:
        return f"{task[0]}: lost, {reason}, {detail}"

    pool: Pool[Task, str] = Pool(lost, 1, Limits(writable=(own,)))
    jobs = [(what, tmp_path) for what in attempts(own, outside)]
    ended = dict(line.split(": ", 1) for line in pool(try_it, jobs))
    assert (outside / "there").read_text() == "x" or "files" not in means()
    return ended


def test_a_worker_does_its_own_work(told: dict[str, str]) -> None:
    assert {what: told[what] for what in ALLOWED} == dict.fromkeys(ALLOWED, "done")


@pytest.mark.skipif("files" not in means(), reason="this kernel has no Landlock")
def test_a_worker_changes_nothing_outside_and_starts_no_program(told: dict[str, str]) -> None:
    refused = {what: how for what, how in told.items() if what not in ALLOWED | NETWORK}
    assert len(refused) == 8
    assert set(refused.values()) <= {"EACCES", "EPERM", "EXDEV"}


@pytest.mark.skipif("network" not in means(), reason="this kernel has no seccomp filter")
def test_a_worker_opens_no_socket(told: dict[str, str]) -> None:
    assert {what: told[what] for what in NETWORK} == dict.fromkeys(NETWORK, "EACCES")


def test_without_folders_a_worker_is_free(tmp_path: Path) -> None:
    pool: Pool[Path, str] = Pool(lambda task, reason, detail: "lost", 1)
    assert list(pool(_write, [tmp_path / "anywhere"])) == ["written"]


def _write(file: Path) -> str:
    file.write_text("x")
    return "written"


def test_no_test_reaches_beyond_this_machine() -> None:
    """The guard of `conftest.py`, here and in the Pythons that tests start; an address for documentation, RFC 5737."""
    from sitecustomize import OutboundConnectionError

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out, pytest.raises(OutboundConnectionError):
        out.connect(("192.0.2.1", 9))
    with pytest.raises(OutboundConnectionError):
        socket.getaddrinfo("example.invalid", 80)
    script = "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(('192.0.2.1', 9))"
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert "OutboundConnectionError" in ended.stderr
