"""Many reports: which files, in what order, what is already done, and what becomes of those that fail.

A run writes into one folder and can be stopped and started again at any time:

    DIR/reports/<stem>-<id8>.json     one report each, `id8` the first 8 hex digits of the SHA-256 of the file read
    DIR/quarantine/<stem>-<id8>.json  why an input gave no report; renewed whenever the input is read again
    DIR/journal.jsonl                 one line per report written: what a resumed run may rely on
    DIR/run.json                      what this run delivered, in the order of the inputs

A report is reused when the same content was read by the same code before. Files appear whole or not at all. Inputs are
never moved, changed or copied. Nothing here prints: progress is reported through a callback.
"""

from __future__ import annotations

import hashlib
import json
import os
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import metadata
from itertools import chain
from pathlib import Path
from time import monotonic
from typing import Literal

from pipeline.errors import Exit, InternalError, Reason, ReportError, UnreadableInput, UsageError, shown, unreadable

REPORT_SUFFIXES = frozenset({".txt", ".text", ".md", ".markdown", ".docx", ".docm", ".pdf"})
"""What is read when it lies in a folder. A file named outright is always tried."""

OTHER_REPORT_SUFFIXES = frozenset({".doc", ".rtf", ".odt"})
"""Reports in formats that cannot be read: tried as well, so that they end in quarantine and not in silence."""

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
    def quarantine(self) -> Path:
        """Where the reason goes if there is no report."""
        return self.out / "quarantine" / f"{self.key}.json"


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one input. `trace` is set for errors of the program, for its developers."""

    job: Job
    status: Status
    counts: Mapping[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    error: ReportError | None = None
    trace: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A whole run: one `Done` per finished input, in the order of the inputs."""

    done: tuple[Done, ...]
    skipped: tuple[Path, ...]
    interrupted: bool
    seconds: float

    def having(self, *statuses: Status) -> list[Done]:
        """The finished inputs of these statuses."""
        return [one for one in self.done if one.status in statuses]

    @property
    def exit_code(self) -> Exit:
        """The exit code that the command documents."""
        if self.interrupted:
            return Exit.INTERRUPTED
        return Exit.SOME_FAILED if self.having("failed") else Exit.OK


Work = Callable[[Job], Done]
Executor = Callable[[Work, Sequence[Job]], Iterator[Done]]
"""How jobs are carried out: yields each result once, in any order. `Work`, `Job` and `Done` can be pickled."""


def in_process(work: Work, jobs: Sequence[Job]) -> Iterator[Done]:
    """Carry out the jobs one after the other, here."""
    return map(work, jobs)


def run(
    inputs: Sequence[Path],
    out: Path,
    *,
    force: bool = False,
    executor: Executor = in_process,
    on_start: Callable[[int], object] = lambda total: None,
    on_done: Callable[[Done], object] = lambda done: None,
) -> Outcome:
    """Read every report under `inputs` (files or folders) into `out`.

    `on_start` is told how many different inputs there are, `on_done` each result as it comes. Ctrl-C ends the
    run early with all finished work kept. Raises `UsageError` if there is nothing to read or `out` cannot be written.
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
        first: dict[str, Job | Done] = {}
        for file in files:
            job, settled = _plan(file, out, known)
            planned.append(job)
            first.setdefault(job.key, settled or job)
        settled_now = [one for one in first.values() if isinstance(one, Done)]
        to_do = [one for one in first.values() if isinstance(one, Job)]
        on_start(len(first))
        for done in chain(settled_now, executor(process, to_do)):
            _record(done, out)
            results[done.job.key] = done
            on_done(done)
    except KeyboardInterrupt:
        interrupted = True
    finished = tuple(_as_copy(results[job.key], job) for job in planned if job.key in results)
    outcome = Outcome(finished, tuple(skipped), interrupted, monotonic() - started)
    write_atomically(out / "run.json", _dumps(summary(outcome, out), indent=2))
    return outcome


def discover(inputs: Iterable[Path], out: Path) -> tuple[list[Path], list[Path]]:
    """The files to read, and the files in the folders that are no reports; both without repetition, in a fixed order.

    Folders are walked by name. Hidden files, Office lock files (`~$…`), what lies in `out`, and a folder's own README
    are left out.
    """
    files: dict[Path, Path] = {}
    skipped: dict[Path, Path] = {}
    for given in inputs:
        found = _walk(given, out.resolve()) if given.is_dir() else [given]
        for file in found:
            wanted = file is given or _is_report(file)
            (files if wanted else skipped).setdefault(file.resolve(), file)
    return list(files.values()), [file for real, file in skipped.items() if real not in files]


def process(job: Job) -> Done:
    """Read one report and write its JSON. Never raises for a bad input: the failure is in the result."""
    started = monotonic()
    try:
        from pipeline.report import read_report, to_json

        report = read_report(job.file)
        text = to_json(report)
    except ReportError as error:
        return Done(job, "failed", seconds=monotonic() - started, error=error)
    except OSError as error:
        return Done(job, "failed", seconds=monotonic() - started, error=unreadable(job.file, error))
    except Exception as error:  # noqa: BLE001 - whatever a bad file provokes, the other files are still read
        wrapped = InternalError.wrap(job.file, error)
        return Done(job, "failed", seconds=monotonic() - started, error=wrapped, trace=traceback.format_exc())
    write_atomically(job.report, text)  # a full disk is no fault of the input: it ends the run
    counts = {name: len(getattr(report, name)) for name in COUNTED}
    return Done(job, "done", {"pages": report.document.pages or 0} | counts, monotonic() - started)


def summary(outcome: Outcome, out: Path) -> dict[str, object]:
    """The content of `run.json`."""
    reports = [
        {
            "file": shown(one.job.file),
            "id": f"sha256:{one.job.digest}",
            "status": one.status,
            "output": one.job.report.relative_to(out).as_posix(),
            "counts": dict(one.counts),
            "seconds": round(one.seconds, 3),
        }
        for one in outcome.having("done", "reused", "duplicate")
    ]
    return {
        "program": {"name": "baocao", "version": metadata.version("baocao"), "code": code_version()},
        "interrupted": outcome.interrupted,
        "seconds": round(outcome.seconds, 3),
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


def write_atomically(target: Path, text: str) -> None:
    """Write UTF-8 so that `target` is either as before or complete, also after a power cut."""
    part = target.with_name(f".{target.name[:200]}.{os.getpid()}.part")
    try:
        with part.open("wb") as stream:
            stream.write(text.encode("utf-8", "replace"))
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _is_report(file: Path) -> bool:
    return file.suffix.lower() in REPORT_SUFFIXES | OTHER_REPORT_SUFFIXES and file.stem.lower() != "readme"


def _walk(folder: Path, out: Path) -> Iterator[Path]:
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name[0] != "." and Path(here, name).resolve() != out)
        for name in sorted(names):
            if not name.startswith((".", "~$")):
                yield Path(here, name)


def _make_folders(out: Path) -> None:
    try:
        for folder in ("reports", "quarantine"):
            (out / folder).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = f"không ghi được vào {shown(out)} ({error.strerror})"
        raise UsageError(f"{reason}; chọn thư mục khác với --out") from error


def _clear_quarantine(out: Path, files: Iterable[Path]) -> None:
    """Take away what earlier runs said of these files: this run says it again, or it is no longer so."""
    tried = {shown(file.resolve()) for file in files}
    for reason in (out / "quarantine").glob("*.json"):
        if json.loads(reason.read_text("utf-8"))["path"] in tried:
            reason.unlink()


def _plan(file: Path, out: Path, known: Mapping[str, Mapping[str, int]]) -> tuple[Job, Done | None]:
    """The job for a file, and its result where that is clear without reading the report."""
    try:
        with file.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        digest = hashlib.sha256(os.fsencode(file)).hexdigest()
        job = Job(file, _key(file, digest), digest, out)
        return job, Done(job, "failed", error=unreadable(file, error))
    job = Job(file, _key(file, digest), digest, out)
    if job.key in known and job.report.exists():
        return job, Done(job, "reused", known[job.key])
    return job, None


def _key(file: Path, digest: str) -> str:
    # A file name holds 255 bytes; the stem leaves room for the id, the suffix and the part file's marks.
    stem = os.fsencode(file.stem)[:180].decode("utf-8", "ignore")
    return f"{stem}-{digest[:8]}"


def _journal(out: Path) -> dict[str, dict[str, int]]:
    """Counts by key of the reports that this code has written before. A line cut short by a crash is passed over."""
    known: dict[str, dict[str, int]] = {}
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
            known[entry["key"]] = entry["counts"]
    return known


def _record(done: Done, out: Path) -> None:
    """Put a result where a later run and a person find it."""
    if done.status == "failed":
        write_atomically(done.job.quarantine, _dumps(_reason(done), indent=2))
        done.job.report.unlink(missing_ok=True)
        return
    if done.status == "done":
        entry = {"key": done.job.key, "code": code_version(), "counts": dict(done.counts)}
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
