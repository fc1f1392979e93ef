"""Workers that hang, crash, are killed or eat memory: one document is lost, the run goes on, nothing is left behind."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import SMALL_REPORT
from delivered import contents

from pipeline import batch
from pipeline.cores import cores, own
from pipeline.errors import Exit, Reason
from pipeline.pool import Limits, Pool
from pipeline.progress import Pace

Task = tuple[str, str]
"""What to do, and a folder in which every try leaves a file."""

linux = pytest.mark.skipif(sys.platform != "linux", reason="the limit on data holds on Linux")


def work(task: Task) -> str:
    """What the workers of these tests do."""
    what, folder = task
    tries = len(list(Path(folder).glob(f"{what}-*")))
    Path(folder, f"{what}-{tries}").write_text(str(os.getpid()), "utf-8")
    match what.partition(":")[0]:
        case "hang":
            time.sleep(60)
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case "exit":
            os._exit(3)
        case "crash once" if tries == 0:
            os.abort()
        case "eat":
            bytearray(2 << 30)
        case "raise":
            raise OSError(28, "No space left on device")
    return f"{what} done"


def share(task: Task) -> str:
    """How many cores a worker has to itself."""
    return f"{task[0]}: {own()}"


def pool(workers: int = 2, **limits: float) -> Pool[Task, str]:
    return Pool(lambda task, reason, detail: f"{task[0]} lost: {reason}, {detail}", workers, Limits(**limits))  # type: ignore[arg-type]


def carried_out(folder: Path, *what: str, **limits: float) -> list[str]:
    return sorted(pool(**limits)(work, [(one, str(folder)) for one in what]))


def tries(folder: Path, what: str) -> int:
    return len(list(folder.glob(f"{what}-*")))


def test_every_job_has_one_result(tmp_path: Path) -> None:
    names = [f"ok:{number}" for number in range(7)]
    assert carried_out(tmp_path, *names) == [f"{name} done" for name in names]
    assert len({file.read_text() for file in tmp_path.iterdir()}) == 2
    assert carried_out(tmp_path) == []


def test_cores_without_a_job_go_to_the_jobs_there_are(tmp_path: Path) -> None:
    def told(workers: int, *names: str) -> set[str]:
        return set(pool(workers)(share, [(name, str(tmp_path)) for name in names]))

    assert told(4, "one") == {"one: 4"}
    assert told(4, "one", "two") == {"one: 2", "two: 2"}
    assert told(2, "one", "two", "three") == {"one: 1", "two: 1", "three: 1"}
    assert own() == cores()


def test_a_worker_that_dies_costs_one_job_and_is_tried_twice(tmp_path: Path) -> None:
    assert carried_out(tmp_path, "kill", "ok:1", "exit", "ok:2", "crash once") == [
        "crash once done", "exit lost: crashed, mã 3", "kill lost: crashed, tín hiệu SIGKILL", "ok:1 done", "ok:2 done",
    ]  # fmt: skip
    assert [tries(tmp_path, what) for what in ("kill", "exit", "crash once", "ok:1")] == [2, 2, 2, 1]


def test_a_hang_ends_at_its_limit(tmp_path: Path) -> None:
    started = time.monotonic()
    assert carried_out(tmp_path, "hang", "ok:1", seconds=1) == ["hang lost: timeout, quá 1 giây", "ok:1 done"]
    assert time.monotonic() - started < 40  # the job alone would take twice 60 seconds


@linux
def test_too_much_memory_is_refused(tmp_path: Path) -> None:
    told = carried_out(tmp_path, "eat", "ok:1", memory=1 << 30)
    assert told == ["eat lost: out_of_memory, cần hơn 1024 MB", "ok:1 done"]
    assert tries(tmp_path, "eat") == 2


def test_an_error_of_the_work_ends_the_run(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No space"):
        carried_out(tmp_path, "raise")


def test_a_worker_is_replaced_after_its_share(tmp_path: Path) -> None:
    list(pool(1, jobs=2)(work, [(f"ok:{number}", str(tmp_path)) for number in range(5)]))
    assert len({file.read_text() for file in tmp_path.iterdir()}) == 3


def test_no_worker_outlives_an_abandoned_run(tmp_path: Path) -> None:
    results = pool(2)(work, [("ok", str(tmp_path)), ("hang", str(tmp_path)), ("hang:2", str(tmp_path))])
    assert isinstance(results, Iterator)
    assert next(results) == "ok done"
    deadline = time.monotonic() + 20
    while not (tmp_path / "hang-0").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    results.close()  # type: ignore[attr-defined]
    worker = int((tmp_path / "hang-0").read_text())
    with pytest.raises(ProcessLookupError):
        os.kill(worker, 0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Five reports, two of them equal, and two files that give none."""
    root = tmp_path / "in"
    (root / "a").mkdir(parents=True)
    for number in range(4):
        (root / f"{number}.txt").write_text(SMALL_REPORT.replace("4.250", f"4.25{number}"), "utf-8")
    (root / "a" / "0.md").write_bytes((root / "0.txt").read_bytes())
    (root / "rỗng.txt").write_bytes(b"")
    (root / "hỏng.pdf").write_bytes(b"%PDF-1.7\n1 0 obj<</Type/Cata")
    return root


def data(out: Path) -> dict[str, bytes]:
    """What a run delivered; `run.json` and the journal tell times."""
    return contents(out, lambda file: file.name not in ("run.json", "journal.jsonl"))


def test_the_bytes_are_the_same_with_any_workers_order_and_resume(folder: Path, tmp_path: Path) -> None:
    files = sorted(folder.rglob("*.*"))
    one, two, three = (tmp_path / name for name in ("one", "two", "three"))
    ended = batch.run([folder], one, executor=Pool(batch.lost, 1))
    assert ended.exit_code is Exit.SOME_FAILED
    batch.run(files[::-1], two, executor=Pool(batch.lost, 2))
    assert data(one) == data(two)
    batch.run(files[:3], three)
    batch.run(files[::-1], three, executor=Pool(batch.lost, 2))
    assert data(one) == data(three)
    assert {"index.html", "bao-cao.xlsx", "observations.csv", "findings.parquet", "datapackage.json"} <= set(data(one))


def test_a_killed_document_is_quarantined_with_its_reason(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"

    def one_dies(work: batch.Work, jobs: list[batch.Job]) -> Iterator[batch.Done]:
        yield from map(work, jobs[1:])
        yield batch.lost(jobs[0], Reason.TIMEOUT, "quá 1 giây")

    batch.run([folder], out, executor=one_dies)  # type: ignore[arg-type]
    [told] = [json.loads(file.read_text("utf-8")) for file in (out / "quarantine").glob("0-*")]
    assert (told["reason"], told["cause"]) == ("timeout", "đọc quá lâu, đã dừng (quá 1 giây)")
    assert "--timeout" in told["next_step"]


def test_what_a_killed_worker_left_half_written_goes(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / "reports").mkdir(parents=True)
    half = out / "reports" / ".0-abc.json.123.part"
    half.write_text("{", "utf-8")
    batch.run([folder], out)
    assert not half.exists()


def test_run_json_tells_how_the_run_went(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    batch.run([folder], out, settings={"workers": 2})
    told = json.loads((out / "run.json").read_text("utf-8"))
    assert told["inputs"] == [str(folder)]
    assert told["settings"] == {"force": False, "workers": 2}
    assert {"read", "layout", "extract", "check", "deliver"} <= set(told["stages"])
    assert told["stages"]["extract"]["documents"] == 4
    assert 0 < told["stages"]["extract"]["longest"] <= told["stages"]["extract"]["seconds"]
    counts = ("done", "reused", "duplicate", "failed", "skipped")
    assert [told["counts"][name] for name in counts] == [4, 0, 1, 2, 0]
    assert {one["reason"] for one in told["failed"]} == {"empty", "truncated"}
    from pipeline.deliver.package import sha256

    for name, digest in told["files"].items():
        assert sha256(out / name) == digest
    for one in told["reports"]:
        assert sha256(out / one["output"]) == one["sha256"]
    batch.run([folder], out)
    again = json.loads((out / "run.json").read_text("utf-8"))
    assert [one["sha256"] for one in again["reports"]] == [one["sha256"] for one in told["reports"]]
    assert again["files"] == told["files"]


def test_a_delivery_that_breaks_costs_no_report(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ValueError("a bug")

    monkeypatch.setattr("pipeline.deliver.deliver", broken)
    ended = batch.run([folder], tmp_path / "out")
    assert ended.exit_code is Exit.SOME_FAILED
    assert "ValueError: a bug" in json.loads((tmp_path / "out" / "run.json").read_text("utf-8"))["undelivered"]
    assert len(list((tmp_path / "out" / "reports").iterdir())) == 4


def test_ctrl_c_while_tables_are_written_keeps_the_reports(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("pipeline.deliver.deliver", stopped)
    ended = batch.run([folder], tmp_path / "out")
    assert (ended.exit_code, len(ended.having("done"))) == (Exit.INTERRUPTED, 4)
    assert json.loads((tmp_path / "out" / "run.json").read_text("utf-8"))["interrupted"] is True


def test_pace_counts_what_was_read_now() -> None:
    clock = iter([0.0, *[10.0] * 20]).__next__
    pace = Pace(100, clock)
    pace.add(50, read=False)
    assert (pace.speed, pace.left, pace.line) == ("", "", "1/100 tệp")
    pace.add(30, read=True)
    pace.add(0, read=True)
    assert pace.speed == "3,1 trang/s"
    assert pace.left == "còn khoảng 8 phút"
    assert pace.line == "3/100 tệp, 3,1 trang/s, còn khoảng 8 phút"
