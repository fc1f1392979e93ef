"""A real cluster on this machine: a scheduler and two workers as processes, one of which dies in the middle."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import ROOT, Ended
from delivered import contents
from test_batch_pool import Task, tries, work

from pipeline import batch, cluster
from pipeline.cluster import Cluster
from pipeline.errors import Exit, UsageError
from pipeline.jobs import Done, Event
from pipeline.pool import Limits

DASK = Path(sys.executable).with_name("dask")
SAMPLES = ("kim-thach-2018", "long-thanh-2023")


class Machines:
    """A scheduler, and workers that can be started and killed."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._file = folder, folder / "scheduler.json"
        self._all: list[subprocess.Popen[bytes]] = []
        self._start("scheduler", "--port", "0", "--host", "127.0.0.1", "--no-dashboard")
        while not self._file.exists():
            time.sleep(0.05)
        self.address: str = json.loads(self._file.read_text())["address"]

    def worker(self, *options: str) -> subprocess.Popen[bytes]:
        """One more worker."""
        return self._start(
            "worker", "--nthreads", "1", "--host", "127.0.0.1", "--no-dashboard", *(options or ["--no-nanny"])
        )

    def _start(self, *what: str) -> subprocess.Popen[bytes]:
        path = os.pathsep.join((str(ROOT / "tests"), os.environ.get("PYTHONPATH", "")))
        process = subprocess.Popen(
            [DASK, *what, "--scheduler-file", self._file],
            cwd=self._folder,
            env=os.environ | {"PYTHONPATH": path},
            stderr=subprocess.DEVNULL,
        )
        self._all.append(process)
        return process

    def stop(self) -> None:
        for process in self._all[::-1]:
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    """A scheduler and a worker; the tests start others."""
    running = Machines(tmp_path_factory.mktemp("cluster"))
    running.worker()
    yield running
    running.stop()


def kept(out: Path) -> dict[str, bytes]:
    return contents(out, lambda file: file.name not in ("run.json", "journal.jsonl"))


@pytest.mark.timeout(300)
def test_the_same_bytes_though_a_worker_is_killed_in_the_middle(tmp_path: Path, machines: Machines) -> None:
    inputs = tmp_path / "in"
    inputs.mkdir()
    for sample in SAMPLES:
        for suffix in ("txt", "docx", "pdf"):
            shutil.copy(ROOT / "samples" / sample / f"{sample}.{suffix}", inputs)
    shutil.copytree(ROOT / "samples" / "reconcile", inputs / "hai năm")
    (inputs / "hỏng.pdf").write_bytes(b"%PDF-1.7\n1 0 obj<</Type/Cata")
    alone, spread = tmp_path / "alone", tmp_path / "spread"
    batch.run([inputs], alone)
    victim = machines.worker()
    finished = 0

    def kill_one(event: Event) -> None:
        nonlocal finished
        finished += isinstance(event, Done)
        if finished == 2 and victim.poll() is None:
            victim.kill()

    ended = batch.run([inputs], spread, executor=Cluster(machines.address, batch.lost, spread), tell=kill_one)
    assert (ended.exit_code, len(ended.having("done")), len(ended.compared)) == (Exit.SOME_FAILED, 8, 1)
    assert victim.wait(10) == -9
    assert kept(spread) == kept(alone)


@pytest.mark.timeout(300)
def test_documents_that_hang_crash_or_eat_memory_are_given_up_with_their_reason(
    tmp_path: Path, machines: Machines
) -> None:
    jobs: list[Task] = [(what, str(tmp_path)) for what in ("kill", "ok:1", "hang", "crash once", "ok:2", "eat")]
    executor = Cluster(
        machines.address,
        lambda job, reason, detail: f"{job[0]} lost: {reason}, {detail}",
        tmp_path,
        Limits(seconds=2, memory=1 << 30),
    )
    told = sorted(executor(work, jobs))
    assert [one for one in told if "lost" in one] == [
        "eat lost: out_of_memory, cần hơn 1024 MB",
        "hang lost: timeout, quá 2 giây",
        "kill lost: crashed, tín hiệu SIGKILL",
    ]
    assert {"crash once done", "ok:1 done", "ok:2 done"} < set(told)
    assert [tries(tmp_path, what) for what in ("kill", "ok:1")] == [2, 1]


@pytest.mark.timeout(300)
def test_the_command_names_places_that_every_machine_understands(
    baocao: Callable[..., Ended], small_report: Path, machines: Machines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(small_report.parent)
    ended = baocao("run", small_report.name, "--out", "out", "--cluster", machines.address, "--quiet")
    assert ended.code == 0, ended.err
    told = json.loads((small_report.parent / "out" / "run.json").read_text("utf-8"))
    assert (told["counts"]["done"], told["settings"]["cluster"]) == (1, machines.address)


def test_a_cluster_that_is_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_CONNECT", 1.0)
    executor = Cluster("tcp://127.0.0.1:9", batch.lost, tmp_path)
    with pytest.raises(UsageError, match="không có cụm Dask nào"):
        list(executor(work, [("ok", str(tmp_path))]))


@pytest.mark.timeout(300)
def test_machines_that_cannot_take_part_are_named(
    tmp_path: Path, machines: Machines, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UsageError, match="không thấy thư mục"):
        list(Cluster(machines.address, batch.lost, tmp_path / "nowhere")(work, [("ok", str(tmp_path))]))
    monkeypatch.setattr(cluster, "code_version", lambda: "another")
    with pytest.raises(UsageError, match="có bản baocao khác"):
        list(Cluster(machines.address, batch.lost, tmp_path)(work, [("ok", str(tmp_path))]))
