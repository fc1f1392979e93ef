"""Many reports: which files, in what order, what is already done, and what becomes of those that fail.

A run writes into one folder and can be stopped and started again at any time:

    DIR/reports/<stem>-<id8>.json     one report each, `id8` the first 8 hex digits of the SHA-256 of the file read
    DIR/crops/<stem>-<id8>/           pictures of the places its findings speak of, where it is a PDF
    DIR/quarantine/<stem>-<id8>.json  why an input gave no report; renewed whenever the input is read again
    DIR/journal.jsonl                 one line per report written: what a resumed run may rely on
    DIR/{...}.csv, bao-cao.xlsx, ...  the data set of all reports of this run: `pipeline.deliver`
    DIR/run.json                      what this run delivered, how and in what time, in the order of the inputs

A report is reused when the same content was read by the same code before. Files appear whole or not at all. Inputs are
never moved, changed or copied. Times are in `run.json` and the journal alone: every other file has the same bytes after
any run over the same files. Nothing here prints: progress is reported through callbacks.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import traceback
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import metadata
from itertools import chain
from pathlib import Path
from time import monotonic
from typing import Any, Literal

from pipeline.errors import (
    WORDING,
    Exit,
    InternalError,
    Reason,
    ReportError,
    UnreadableInput,
    UsageError,
    shown,
    unreadable,
)
from pipeline.files import PART, write_atomically
from pipeline.inputs import discover

COUNTED = ("observations", "projects", "findings", "problems")

Status = Literal["done", "reused", "duplicate", "failed"]


@dataclass(frozen=True, slots=True)
class Job:
    """One input on its way: `key` is `<stem>-<id8>`, `digest` the SHA-256 of the content in hex."""

    file: Path
    key: str
    digest: str
    out: Path

    @property
    def report(self) -> Path:
        """Where the report goes."""
        return self.out / "reports" / f"{self.key}.json"

    @property
    def crops(self) -> Path:
        """Where the pictures for its findings go."""
        return self.out / "crops" / self.key

    @property
    def quarantine(self) -> Path:
        """Where the reason goes if there is no report."""
        return self.out / "quarantine" / f"{self.key}.json"


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one input: `counts` of pages and records, `stages` their seconds, `sha256` of the report's JSON.

    `trace` is set for errors of the program, for its developers.
    """

    job: Job
    status: Status
    counts: Mapping[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    stages: Mapping[str, float] = field(default_factory=dict)
    sha256: str = ""
    error: ReportError | None = None
    trace: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A whole run: one `Done` per finished input, in the order of the inputs.

    `files` are the names and hashes of the data set; it is not written when the run was interrupted. `undelivered` is
    why it could not be written.
    """

    done: tuple[Done, ...]
    skipped: tuple[Path, ...]
    interrupted: bool
    seconds: float
    deliver_seconds: float = 0.0
    files: Mapping[str, str] = field(default_factory=dict)
    undelivered: ReportError | None = None

    def having(self, *statuses: Status) -> list[Done]:
        """The finished inputs of these statuses."""
        return [one for one in self.done if one.status in statuses]

    @property
    def exit_code(self) -> Exit:
        """The exit code that the command documents."""
        if self.interrupted:
            return Exit.INTERRUPTED
        return Exit.SOME_FAILED if self.having("failed") or self.undelivered else Exit.OK


Work = Callable[[Job], Done]
Executor = Callable[[Work, Sequence[Job]], Iterator[Done]]
"""How jobs are carried out: yields each result once, in any order. `Work`, `Job` and `Done` can be pickled.
`pipeline.pool.Pool` does it on all cores."""


def in_process(work: Work, jobs: Sequence[Job]) -> Iterator[Done]:
    """Carry out the jobs one after the other, here: without limits, and no help against a crash."""
    for job in jobs:
        try:
            yield work(job)
        except MemoryError:
            yield lost(job, Reason.OUT_OF_MEMORY, "trong tiến trình chính")


def run(
    inputs: Sequence[Path],
    out: Path,
    *,
    force: bool = False,
    executor: Executor = in_process,
    settings: Mapping[str, object] | None = None,
    on_start: Callable[[int], object] = lambda total: None,
    on_done: Callable[[Done], object] = lambda done: None,
    on_deliver: Callable[[], object] = lambda: None,
) -> Outcome:
    """Read every report under `inputs` (files or folders) into `out`.

    `on_start` is told how many different inputs there are, `on_done` each result as it comes, `on_deliver` that the
    data set is being written. `settings` are noted in `run.json`. Ctrl-C ends the run early with all finished work
    kept. Raises `UsageError` if there is nothing to read or `out` cannot be written.
    """
    started = monotonic()
    files, skipped = discover(inputs, out)
    if not any(file.exists() for file in files):
        names = ", ".join(map(shown, inputs))
        raise UsageError(f"không có báo cáo nào để đọc trong {names}; cần tệp .txt, .md, .docx hoặc .pdf")
    _make_folders(out)
    results: dict[str, Done] = {}
    planned: list[Job] = []
    interrupted = False
    try:
        _clear_quarantine(out, files)
        known = {} if force else _journal(out)
        first: dict[str, tuple[Job, Done | None]] = {}
        for file in files:
            job, settled = _plan(file, out, known)
            planned.append(job)
            # Of equal files the same one is read whatever the order they are named in: the report tells its file's name.
            first[job.key] = min(first.get(job.key, (job, settled)), (job, settled), key=lambda one: _by_name(one[0]))
        settled_now = [done for _, done in first.values() if done is not None]
        to_do = [job for job, done in first.values() if done is None]
        on_start(len(first))
        with closing(_iterated(executor(process, to_do))) as reading:
            for done in chain(settled_now, reading):
                _record(done, out)
                results[done.job.key] = done
                on_done(done)
    except KeyboardInterrupt:
        interrupted = True
    _sweep(out)
    finished = tuple(_as_copy(results[job.key], job) for job in planned if job.key in results)
    outcome = Outcome(finished, tuple(skipped), interrupted, monotonic() - started)
    if not interrupted:
        on_deliver()
        outcome = _delivered(outcome, out, started)
    told = {"inputs": [shown(one) for one in inputs], "settings": {"force": force, **(settings or {})}}
    write_atomically(out / "run.json", _dumps(summary(outcome, out) | told, indent=2))
    return outcome


def process(job: Job) -> Done:
    """Read one report and write its JSON. Never raises for a bad input: the failure is in the result."""
    clock = _Clock()
    started = clock.started
    try:
        from pipeline.deliver.crops import write_crops
        from pipeline.report import read_report, to_json

        report = read_report(job.file, clock.lap)
        text = to_json(report)
        clock.lap("write")
        write_crops(job.file, report, job.crops)
        clock.lap("crops")
    except MemoryError:
        raise
    except ReportError as error:
        return Done(job, "failed", seconds=monotonic() - started, error=error)
    except OSError as error:
        return Done(job, "failed", seconds=monotonic() - started, error=unreadable(job.file, error))
    except Exception as error:  # noqa: BLE001 - whatever a bad file provokes, the other files are still read
        wrapped = InternalError.wrap(job.file, error)
        return Done(job, "failed", seconds=monotonic() - started, error=wrapped, trace=traceback.format_exc())
    write_atomically(job.report, text)  # a full disk is no fault of the input: it ends the run
    counts = {"pages": report.document.pages or 0} | {name: len(getattr(report, name)) for name in COUNTED}
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    return Done(job, "done", counts, monotonic() - started, clock.laps, digest)


def lost(job: Job, reason: Reason, detail: str) -> Done:
    """The failure of an input whose worker did not live to tell of it."""
    return Done(job, "failed", error=UnreadableInput(job.file, reason, f"{WORDING[reason][0]} ({detail})"))


class _Clock:
    """Seconds between the calls of `lap`, by name."""

    def __init__(self) -> None:
        self.started = self._last = monotonic()
        self.laps: dict[str, float] = {}

    def lap(self, name: str) -> None:
        now = monotonic()
        self.laps[name] = self.laps.get(name, 0.0) + now - self._last
        self._last = now


def _iterated(results: Iterator[Done]) -> Generator[Done]:
    """A generator, which can be closed: an executor's workers end when the run does, not when memory is tidied."""
    yield from results


def _delivered(outcome: Outcome, out: Path, started: float) -> Outcome:
    """The outcome with the data set written. Whatever one report does to it, the reports themselves are safe."""
    from pipeline.deliver import Delivered, deliver

    begun = monotonic()
    reports = [Delivered(one.job.file, one.job.key, one.job.digest) for one in outcome.having("done", "reused")]
    try:
        files = deliver(out, reports, [one.error for one in outcome.having("failed") if one.error])
    except OSError:
        raise
    except Exception as error:  # noqa: BLE001 - told in one line, beside the finished reports
        outcome = replace(outcome, undelivered=InternalError.wrap(out, error))
    else:
        outcome = replace(outcome, files=files)
    return replace(outcome, deliver_seconds=monotonic() - begun, seconds=monotonic() - started)


def summary(outcome: Outcome, out: Path) -> dict[str, object]:
    """The content of `run.json`."""
    delivered = outcome.having("done", "reused", "duplicate")
    reports: list[dict[str, Any]] = [
        {
            "file": shown(one.job.file),
            "id": f"sha256:{one.job.digest}",
            "status": one.status,
            "output": one.job.report.relative_to(out).as_posix(),
            "sha256": one.sha256,
            "counts": dict(one.counts),
            "seconds": round(one.seconds, 3),
        }
        for one in delivered
    ]
    stages: dict[str, float] = {}
    for one in outcome.having("done"):
        for name, seconds in one.stages.items():
            stages[name] = stages.get(name, 0.0) + seconds
    read = [one for one in delivered if one.status != "duplicate"]
    counts = {status: len(outcome.having(status)) for status in ("done", "reused", "duplicate", "failed")}
    totals = {name: sum(one.counts.get(name, 0) for one in read) for name in ("pages", *COUNTED)}
    return {
        "program": {
            "name": "baocao",
            "version": metadata.version("baocao"),
            "code": code_version(),
            "python": platform.python_version(),
        },
        "interrupted": outcome.interrupted,
        "undelivered": str(outcome.undelivered) if outcome.undelivered else None,
        "seconds": round(outcome.seconds, 3),
        "stages": {
            name: round(seconds, 3) for name, seconds in (stages | {"deliver": outcome.deliver_seconds}).items()
        },
        "counts": counts | {"skipped": len(outcome.skipped)} | totals,
        "files": dict(outcome.files),
        "reports": reports,
        "failed": [_reason(one) for one in outcome.having("failed")],
        "skipped": [shown(file) for file in outcome.skipped],
    }


@cache
def code_version() -> str:
    """12 hex digits that change whenever the code or the lexicon changes, so that no stale report is reused."""
    digest = hashlib.sha256()
    root = Path(__file__).parent
    for folder in (root, root.parent / "schemas"):
        for file in sorted(folder.rglob("*")):
            if file.suffix in {".py", ".toml"}:
                digest.update(file.relative_to(folder).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:12]


def _make_folders(out: Path) -> None:
    try:
        for folder in ("reports", "quarantine"):
            (out / folder).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = f"không ghi được vào {shown(out)} ({error.strerror})"
        raise UsageError(f"{reason}; chọn thư mục khác với --out") from error


def _sweep(out: Path) -> None:
    """Take away what workers were writing when they were killed; nobody writes now."""
    for folder in (out, out / "reports", out / "quarantine"):
        for part in folder.glob(f".*{PART}"):
            part.unlink(missing_ok=True)
    for part in out.glob(f"crops/*/.*{PART}"):
        part.unlink(missing_ok=True)


def _clear_quarantine(out: Path, files: Iterable[Path]) -> None:
    """Take away what earlier runs said of these files: this run says it again, or it is no longer so."""
    tried = {shown(file.resolve()) for file in files}
    for reason in (out / "quarantine").glob("*.json"):
        if json.loads(reason.read_text("utf-8"))["path"] in tried:
            reason.unlink()


def _plan(file: Path, out: Path, known: Mapping[str, Mapping[str, Any]]) -> tuple[Job, Done | None]:
    """The job for a file, and its result where that is clear without reading the report."""
    try:
        with file.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        digest = hashlib.sha256(os.fsencode(file)).hexdigest()
        job = Job(file, _key(file, digest), digest, out)
        return job, Done(job, "failed", error=unreadable(file, error))
    job = Job(file, _key(file, digest), digest, out)
    entry = known.get(job.key)
    if entry and entry["file"] == file.name and job.report.exists():
        return job, Done(job, "reused", entry["counts"], sha256=entry["sha256"])
    return job, None


def _key(file: Path, digest: str) -> str:
    # A file name holds 255 bytes; the stem leaves room for the id, the suffix and the part file's marks.
    stem = os.fsencode(file.stem)[:180].decode("utf-8", "ignore")
    return f"{stem}-{digest[:8]}"


def _by_name(job: Job) -> tuple[str, str]:
    return job.file.name, shown(job.file)


def _journal(out: Path) -> dict[str, dict[str, Any]]:
    """Entries by key of the reports that this code has written before. A line cut short by a crash is passed over."""
    known: dict[str, dict[str, Any]] = {}
    try:
        lines = (out / "journal.jsonl").read_text("utf-8").splitlines()
    except FileNotFoundError:
        return known
    for line in lines:
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        known.pop(entry["key"], None)
        if entry["code"] == code_version():
            known[entry["key"]] = entry
    return known


def _record(done: Done, out: Path) -> None:
    """Put a result where a later run and a person find it."""
    if done.status == "failed":
        write_atomically(done.job.quarantine, _dumps(_reason(done), indent=2))
        done.job.report.unlink(missing_ok=True)
        return
    if done.status == "done":
        counts = dict(done.counts)
        entry = {
            "key": done.job.key,
            "file": done.job.file.name,  # the report tells it: the same content under another name is read again
            "code": code_version(),
            "counts": counts,
            "sha256": done.sha256,
        }
        with (out / "journal.jsonl").open("a", encoding="utf-8") as stream:
            stream.write("\n" + _dumps(entry))  # a line of its own, whatever a crash has left before it


def _as_copy(done: Done, job: Job) -> Done:
    """The result of the first of several equal files, told of another one: it shares the report, or the failure."""
    if done.job.file == job.file:
        return done
    if done.error is None:
        return replace(done, job=job, status="duplicate")
    error = done.error
    return replace(done, job=job, error=UnreadableInput(job.file, error.reason, error.cause, error.next_step))


def _reason(done: Done) -> dict[str, object]:
    error = done.error or InternalError(done.job.file, Reason.INTERNAL)
    entry: dict[str, object] = {
        "file": shown(done.job.file),
        "path": shown(done.job.file.resolve()),
        "id": f"sha256:{done.job.digest}",
        "reason": error.reason.value,
        "cause": error.cause,
        "next_step": error.next_step,
    }
    return entry | ({"trace": done.trace} if done.trace else {})


def _dumps(value: object, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent)
