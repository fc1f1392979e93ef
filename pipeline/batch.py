"""Many reports: which files, in what order, what is already done, and what becomes of those that fail.

A run writes into one folder and can be stopped and started again at any time:

    DIR/reports/<stem>-<id8>.json     one report each, `id8` the first 8 hex digits of the SHA-256 of the file read
    DIR/crops/<stem>-<id8>/           pictures of the places its findings speak of, where it is a PDF
    DIR/quarantine/<stem>-<id8>.json  why an input gave no report; renewed whenever the input is read again
    DIR/reconciliation/<key>.json     a report against that of the year before: `pipeline.comparisons`
    DIR/journal.jsonl                 one line per report or comparison written: what a resumed run may rely on
    DIR/{...}.csv, bao-cao.xlsx, ...  the data set of all reports of this run: `pipeline.deliver`
    DIR/run.json                      what this run delivered, how and in what time, in the order of the inputs

A report is reused when the same content was read by the same code before. Files appear whole or not at all. Inputs are
never moved, changed or copied. Times are in `run.json` and the journal alone: every other file has the same bytes after
any run over the same files. Nothing here prints: progress is told as events.
"""

from __future__ import annotations

import hashlib
import os
import stat
import traceback
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import chain
from pathlib import Path
from sys import intern
from time import monotonic
from typing import Any

from pipeline import ledger
from pipeline.comparisons import compare_years
from pipeline.errors import WORDING, InternalError, Reason, ReportError, UnreadableInput, UsageError, shown, unreadable
from pipeline.files import write_atomically
from pipeline.inputs import discover
from pipeline.jobs import (
    About,
    Began,
    Compared,
    Comparison,
    Counts,
    Delivering,
    Done,
    Event,
    Job,
    Outcome,
    StageTime,
    Status,
)
from pipeline.readers import MOST_BYTES

__all__ = ["Done", "Executor", "Job", "Outcome", "Status", "Work", "discover", "lost", "process", "run"]

Work = Callable[[Any], Any]
Executor = Callable[[Work, Sequence[Any]], Iterator[Any]]
"""How jobs are carried out: yields each result once, in any order. Work, jobs (`Job`, `Comparison`) and results (`Done`,
`Compared`) can be pickled. `pipeline.pool.Pool` does it on all cores."""
Tell = Callable[[Event], object]
"""Hears each event of a run as it happens."""
MOST_RESULT = 256 << 20
"""Characters of a report's JSON; a report of a thousand pages has a hundredth of that."""
_NO_TIME = StageTime()
_SEEN: dict[object, object] = {}
_NO_STAGES: Mapping[str, float] = {}
_OF_WORKERS = ("reports", "crops", "reconciliation")
"""What workers write into; all else is written by the run itself."""


def in_process(work: Work, jobs: Sequence[Any]) -> Iterator[Any]:
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
    earlier: Path | None = None,
    executor: Executor = in_process,
    settings: Mapping[str, object] | None = None,
    tell: Tell = lambda event: None,
) -> Outcome:
    """Read every report under `inputs` (files or folders) into `out`.

    `earlier` are the results of another run, whose reports may be those of the year before. `tell` hears each event as
    it happens. `settings` are noted in `run.json`. Ctrl-C ends the run early with all finished work kept. Raises
    `UsageError` if there is nothing to read or `out` cannot be written.
    """
    started = monotonic()
    files, skipped = discover(inputs, out)
    if not any(file.exists() for file in files):
        names = ", ".join(map(shown, inputs))
        raise UsageError(f"không có báo cáo nào để đọc trong {names}; cần tệp .txt, .md, .docx hoặc .pdf")
    _make_folders(out)
    results: dict[str, Done] = {}
    stages: dict[str, StageTime] = {}
    planned: list[Job] = []
    interrupted = False
    try:
        ledger.clear_quarantine(out, files)
        known = {} if force else ledger.journal(out)
        first: dict[str, tuple[Job, Done | None]] = {}
        for file in files:
            job, settled = _plan(file, out, known)
            planned.append(job)
            # Of equal files the same one is read whatever the order they are named in: the report tells its file's name.
            first[job.key] = min(first.get(job.key, (job, settled)), (job, settled), key=lambda one: _by_name(one[0]))
        settled_now = [done for _, done in first.values() if done is not None]
        jobs = {key: job for key, (job, _) in first.items()}
        to_do = [job for job, done in first.values() if done is None]
        tell(Began(len(first)))
        with closing(_iterated(executor(process, to_do))) as reading:
            for done in chain(settled_now, reading):
                ledger.record(done, out)
                tell(done)
                for name, seconds in done.stages.items():
                    stages[name] = stages.get(name, _NO_TIME).and_also(seconds)
                results[done.job.key] = _kept(done, jobs[done.job.key])
    except KeyboardInterrupt:
        interrupted = True
    ledger.sweep(out)
    finished = tuple(_as_copy(results[job.key], job) for job in planned if job.key in results)
    outcome = Outcome(finished, tuple(skipped), interrupted, monotonic() - started, stages)
    if not interrupted:
        try:
            read = outcome.having("done", "reused")
            compared = compare_years(read, out, executor, tell, force=force, earlier=earlier)
            for one in compared:
                if not one.reused:
                    stages["reconcile"] = stages.get("reconcile", _NO_TIME).and_also(one.seconds)
            outcome = replace(outcome, compared=compared)
            tell(Delivering())
            outcome = _delivered(outcome, out, started)
        except KeyboardInterrupt:
            outcome = replace(outcome, interrupted=True)
        ledger.sweep(out)
    told = {"inputs": [shown(one) for one in inputs], "settings": {"force": force, **(settings or {})}}
    ledger.write_summary(outcome, out, told)
    return outcome


def process(job: Job) -> Done:
    """Read one report and write its JSON. Never raises for a bad input: the failure is in the result."""
    clock = _Clock()
    started = clock.started
    try:
        from pipeline.deliver.crops import write_crops
        from pipeline.reconcile.pairing import about
        from pipeline.report import read_report, to_json

        report = read_report(job.file, clock.lap)
        text = to_json(report)
        if len(text) > MOST_RESULT:
            raise UnreadableInput(job.file, Reason.TOO_LARGE, "kết quả đọc được quá lớn")
        clock.lap("write")
        write_crops(job.file, report, job.crops)
        clock.lap("crops")
        what = about(report)
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
    records = (report.observations, report.projects, report.findings, report.problems)
    counts = Counts(report.document.pages or 0, *map(len, records))
    digest = hashlib.sha256(text.encode("utf-8", "replace")).digest()
    return Done(job, "done", counts, monotonic() - started, clock.laps, digest, what)


def lost(job: Job | Comparison, reason: Reason, detail: str) -> Done | Compared:
    """The failure of a job whose worker did not live to tell of it."""
    error = UnreadableInput(job.file, reason, f"{WORDING[reason][0]} ({detail})")
    return Done(job, "failed", error=error) if isinstance(job, Job) else Compared(job, error=error)


def _kept(done: Done, job: Job) -> Done:
    """What a run keeps of a result: with its own job and words it knows already, and without the seconds of stages."""
    about = About._make(map(_known, done.about))
    seconds = _known(round(done.seconds, 3))
    return replace(done, job=job, status=_known(done.status), seconds=seconds, stages=_NO_STAGES, about=about)


def _known(value: Any) -> Any:
    """The equal word, year or duration that the run has already: the same few come with every result."""
    return intern(value) if isinstance(value, str) else _SEEN.setdefault(value, value)


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
    previous = {
        one.job.current: tuple(map(one.job.report, one.job.previous)) for one in outcome.compared if one.error is None
    }
    reports = [
        Delivered(one.job.file, one.job.key, one.job.digest, previous.get(one.job.key, ()))
        for one in outcome.having("done", "reused")
    ]
    try:
        files = deliver(out, reports, [one.error for one in outcome.having("failed") if one.error])
    except OSError:
        raise
    except Exception as error:  # noqa: BLE001 - told in one line, beside the finished reports
        outcome = replace(outcome, undelivered=InternalError.wrap(out, error))
    else:
        outcome = replace(outcome, files=files)
    stages = {**outcome.stages, "deliver": StageTime(monotonic() - begun, len(reports), monotonic() - begun)}
    return replace(outcome, stages=stages, seconds=monotonic() - started)


def writable(out: Path) -> tuple[Path, ...]:
    """The folders of a run that its workers write into."""
    return tuple(out / folder for folder in _OF_WORKERS)


def _make_folders(out: Path) -> None:
    try:
        for folder in ("quarantine", *_OF_WORKERS):
            (out / folder).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = f"không ghi được vào {shown(out)} ({error.strerror})"
        raise UsageError(f"{reason}; chọn thư mục khác với --out") from error


def _plan(file: Path, out: Path, known: Mapping[str, Mapping[str, Any]]) -> tuple[Job, Done | None]:
    """The job for a file, and its result where that is clear without reading the report."""
    try:
        digest = _digest(file)
    except (OSError, ReportError) as error:
        digest = hashlib.sha256(os.fsencode(file)).hexdigest()
        job = Job(file, _key(file, digest), digest, out)
        told = error if isinstance(error, ReportError) else unreadable(file, error)
        return job, Done(job, "failed", error=told)
    job = Job(file, _key(file, digest), digest, out)
    entry = known.get(job.key)
    if entry and entry["file"] == file.name and job.report.exists():
        return job, Done(
            job, "reused", Counts(*entry["counts"]), sha256=bytes.fromhex(entry["sha256"]), about=About(*entry["about"])
        )
    return job, None


def _digest(file: Path) -> str:
    """The SHA-256 of the content. What is no ordinary file is not opened: a pipe may never end, nor a device."""
    about = file.stat()
    if not stat.S_ISREG(about.st_mode):
        raise UnreadableInput(file, Reason.UNSUPPORTED, "không phải là tệp thường", "chép nội dung ra một tệp")
    if about.st_size > MOST_BYTES:
        raise UnreadableInput(file, Reason.TOO_LARGE)
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _key(file: Path, digest: str) -> str:
    # A file name holds 255 bytes; the stem leaves room for the id, the suffix and the part file's marks.
    stem = os.fsencode(file.stem)[:180].decode("utf-8", "ignore")
    return f"{stem}-{digest[:8]}"


def _by_name(job: Job) -> tuple[str, str]:
    return job.file.name, shown(job.file)


def _as_copy(done: Done, job: Job) -> Done:
    """The result of the first of several equal files, told of another one: it shares the report, or the failure."""
    if done.job.file == job.file:
        return done
    if done.error is None:
        return replace(done, job=job, status="duplicate")
    error = done.error
    return replace(done, job=job, error=UnreadableInput(job.file, error.reason, error.cause, error.next_step))
