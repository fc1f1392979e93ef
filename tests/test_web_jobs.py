"""Jobs outlive the server: killed in the middle of reading, it finishes after the next start what was left behind."""

from __future__ import annotations

import datetime
import http.client
import json
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from conftest import ROOT
from served import finished, key, served, store_of, upload
from sqlalchemy import func, insert, select, update

from pipeline import store
from pipeline.store.service_tables import job, original
from pipeline.store.tables import document
from pipeline.web import accounts

_SERVER = """
import sys, uvicorn
from pathlib import Path
from pipeline.web.app import create_app
from pipeline.web.settings import Settings
if __name__ == "__main__":
    settings = Settings(store=sys.argv[1], files=Path(sys.argv[2]), stale_seconds=1, workers=1)
    uvicorn.run(create_app(settings), host="127.0.0.1", port=int(sys.argv[3]), log_level="warning")
"""


class Server:
    """A server process, and a program that asks it."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, header: Mapping[str, str]) -> None:
        self.process, self.port, self.header = process, port, header

    def ask(self, method: str, path: str, body: bytes | None = None, kind: str = "") -> Any:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request(method, path, body, {**self.header, "Content-Type": kind})
        return json.load(connection.getresponse())

    def upload(self, name: str, data: bytes) -> str:
        head = f'--x\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'.encode()
        body = head + data + b"\r\n--x--\r\n"
        answer = self.ask("POST", "/api/v1/reports", body, "multipart/form-data; boundary=x")
        return str(answer["uploads"][0]["job"])

    def states(self) -> list[str]:
        return [one["state"] for one in self.ask("GET", "/api/v1/jobs?limit=1000")["items"]]


@contextmanager
def server(folder: Path, header: Mapping[str, str]) -> Iterator[Server]:
    import socket

    script = folder / "server.py"
    script.write_text(_SERVER, "utf-8")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, script, f"sqlite:///{folder / 'store.db'}", folder / "files", str(port)]
    with subprocess.Popen(command, cwd=ROOT) as process:
        try:
            until(lambda: _answers(port))
            yield Server(process, port, header)
        finally:
            process.kill()


def _answers(port: int) -> bool:
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("GET", "/login")
        return connection.getresponse().status == 200
    except OSError:
        return False


def until(holds: Any, seconds: float = 60) -> None:
    end = monotonic() + seconds
    while not holds():
        assert monotonic() < end, "waited in vain"
        sleep(0.05)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_killed_server_finishes_its_jobs_after_the_next_start(tmp_path: Path, how: signal.Signals) -> None:
    with store.opened(f"sqlite:///{tmp_path / 'store.db'}") as opened:
        accounts.add(opened.engine, "máy", "review", None)
        header = {"Authorization": f"Bearer {accounts.add_key(opened.engine, 'máy', '')}"}
    text = (ROOT / "samples" / "ea-knang-2016" / "ea-knang-2016.txt").read_bytes()
    with server(tmp_path, header) as first:
        jobs = [first.upload(f"{i}.txt", text + f"\nBản {i}.\n".encode()) for i in range(2)]
        until(lambda: "running" in first.states())
        first.process.send_signal(how)
        first.process.wait(20)
    with store.opened(f"sqlite:///{tmp_path / 'store.db'}") as opened, opened.engine.connect() as connection:
        left = dict(connection.execute(select(job.c.state, func.count()).group_by(job.c.state)).all())
        assert left.get("done", 0) < 2
        assert left.get("running", 0) == (1 if how == signal.SIGKILL else 0)
    with server(tmp_path, header) as second:
        until(lambda: set(second.states()) == {"done"})
        assert {one["id"] for one in second.ask("GET", "/api/v1/jobs")["items"]} == set(jobs)
        assert len(second.ask("GET", "/api/v1/reports")["items"]) == 2


def test_what_brings_down_its_server_three_times_is_given_up(tmp_path: Path) -> None:
    long_ago = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    with served(tmp_path, stale_seconds=1) as client:
        header = key(client, "read")
        with store_of(client).engine.begin() as connection:
            hash_ = f"sha256:{'0' * 64}"
            row = {"hash": hash_, "file": "a.txt", "kind": "text", "size": 1, "uploaded_at": long_ago}
            connection.execute(insert(original).values(row))
            left = {"id": uuid.uuid4().hex, "kind": "read", "state": "running", "original": hash_, "attempts": 3,
                    "created_at": long_ago, "due_at": long_ago, "alive_at": long_ago}  # fmt: skip
            connection.execute(insert(job).values(left))
        state = finished(client, header, str(left["id"]))
        assert (state["state"], state["failure"]["reason"]) == ("failed", "crashed")


def test_a_job_that_never_reached_the_queue_is_found(tmp_path: Path, small_report: Path) -> None:
    with served(tmp_path, stale_seconds=1) as client:
        header = key(client, "review")
        (one,) = upload(client, header, small_report)
        finished(client, header, one["job"])
        past = datetime.datetime.now(datetime.UTC) - datetime.timedelta(minutes=1)
        with store_of(client).engine.begin() as connection:
            again = update(job).where(job.c.id == one["job"])
            connection.execute(again.values(state="queued", due_at=past, outcome=None, finished_at=None))
        assert finished(client, header, one["job"])["outcome"] == "unchanged"


def test_a_job_is_carried_out_once_whoever_takes_it(tmp_path: Path, small_report: Path) -> None:
    """The same job handed to the queue of two servers many times over."""
    with served(tmp_path, workers=2) as one, served(tmp_path, workers=2) as other:
        header = key(one, "review")
        (told,) = upload(one, header, small_report)
        for client in (one, other):
            client.app.state.work.begin([told["job"]] * 10)
        assert finished(other, header, told["job"])["outcome"] == "new"
        with store_of(one).engine.connect() as connection:
            assert connection.execute(select(job.c.attempts).where(job.c.kind == "read")).scalar_one() == 1
            assert connection.execute(select(func.count()).select_from(document)).scalar_one() == 1


def test_old_messages_are_forgotten_and_files_are_not(tmp_path: Path) -> None:
    long_ago = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    with served(tmp_path) as client, store_of(client).engine.begin() as connection:
        for kind in ("read", "webhook"):
            old = {"id": uuid.uuid4().hex, "kind": kind, "state": "done", "created_at": long_ago, "due_at": long_ago,
                   "finished_at": long_ago}  # fmt: skip
            connection.execute(insert(job).values(old))
    with served(tmp_path) as client, store_of(client).engine.connect() as connection:
        kept = select(job.c.kind).where(job.c.created_at == long_ago)
        assert connection.execute(kept).scalars().all() == ["read"]


def test_jobs_are_listed_newest_first_and_page_by_page(tmp_path: Path, small_report: Path) -> None:
    with served(tmp_path) as client:
        header = key(client, "review")
        jobs = []
        for i in range(5):
            copy = tmp_path / f"{i}.txt"
            copy.write_bytes(small_report.read_bytes() + f"{i}\n".encode())
            (one,) = upload(client, header, copy)
            jobs.append(one["job"])
        found, after = [], ""
        while after is not None:
            asked = {"limit": 2, **({"after": after} if after else {})}
            page = client.get("/api/v1/jobs", headers=header, params=asked).json()
            found += [one["id"] for one in page["items"]]
            after = page["next"]
        assert found == jobs[::-1]
        for one in jobs:
            assert finished(client, header, one)["state"] == "done"
        assert client.get("/api/v1/jobs", headers=header, params={"state": "failed"}).json()["items"] == []
