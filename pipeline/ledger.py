"""What a run writes down of itself: the journal, the reasons of failures, `run.json`.

The journal has a line for each report and each comparison written, with the code that wrote it: what a later run may
rely on. Never: a report, or a file of the data set.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from pipeline.errors import InternalError, Reason, shown
from pipeline.files import PART, write_atomically
from pipeline.inputs import real
from pipeline.jobs import Compared, Counts, Done, Outcome


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


def summary(outcome: Outcome, out: Path) -> dict[str, object]:
    """The content of `run.json`."""
    delivered = outcome.having("done", "reused", "duplicate")
    reports: list[dict[str, Any]] = [
        {
            "file": shown(one.job.file),
            "id": f"sha256:{one.job.digest}",
            "status": one.status,
            "output": one.job.report.relative_to(out).as_posix(),
            "sha256": one.sha256.hex(),
            "counts": one.counts._asdict(),
            "seconds": round(one.seconds, 3),
        }
        for one in delivered
    ]
    read = [one for one in delivered if one.status != "duplicate"]
    counts = {status: len(outcome.having(status)) for status in ("done", "reused", "duplicate", "failed")}
    totals = {name: sum(getattr(one.counts, name) for one in read) for name in Counts._fields}
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
            name: {"seconds": round(one.seconds, 3), "documents": one.documents, "longest": round(one.longest, 3)}
            for name, one in outcome.stages.items()
        },
        "counts": counts | {"skipped": len(outcome.skipped)} | totals,
        "reconciliation": _reconciliation(outcome, out),
        "files": dict(outcome.files),
        "reports": reports,
        "failed": [_reason(one) for one in outcome.having("failed")],
        "skipped": [shown(file) for file in outcome.skipped],
    }


def write_summary(outcome: Outcome, out: Path, told: Mapping[str, object]) -> None:
    """Write `run.json`; `told` is what the caller knows of the run."""
    write_atomically(out / "run.json", _dumps({**summary(outcome, out), **told}, indent=2))


def journal(out: Path) -> dict[str, dict[str, Any]]:
    """Entries by key of the reports that this code has written before."""
    return {entry["key"]: entry for entry in _entries(out) if "key" in entry}


def told_before(out: Path) -> dict[str, dict[str, Any]]:
    """Entries by key of all reports that lie in the results of a run, whatever code wrote them."""
    found = {entry["key"]: entry for entry in _entries(out, any_code=True) if "key" in entry}
    return {key: entry for key, entry in found.items() if (out / "reports" / f"{key}.json").exists()}


def comparisons(out: Path) -> dict[str, dict[str, Any]]:
    """Entries by the key of this year's report of the comparisons that this code has written before."""
    return {entry["compared"]: entry for entry in _entries(out) if "compared" in entry}


def _entries(out: Path, *, any_code: bool = False) -> Iterator[dict[str, Any]]:
    """The last line of each key, where this code wrote it (or any). A line cut short by a crash is passed over."""
    last: dict[tuple[str, str], dict[str, Any]] = {}
    try:
        lines = (out / "journal.jsonl").read_text("utf-8", "replace").splitlines()
    except FileNotFoundError:
        return
    for line in lines:
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if isinstance(entry, dict) and "code" in entry:
            last[entry.get("key", ""), entry.get("compared", "")] = entry
    yield from (entry for entry in last.values() if any_code or entry["code"] == code_version())


def record(done: Done, out: Path) -> None:
    """Put a result where a later run and a person find it."""
    if done.status == "failed":
        write_atomically(done.job.quarantine, _dumps(_reason(done), indent=2))
        done.job.report.unlink(missing_ok=True)
        return
    if done.status == "done":
        entry = {
            "key": done.job.key,
            "file": done.job.file.name,  # the report tells it: the same content under another name is read again
            "code": code_version(),
            "counts": done.counts,
            "sha256": done.sha256.hex(),
            "about": done.about,
        }
        _append(out, entry)


def record_comparison(one: Compared) -> None:
    """Put down what became of a comparison."""
    if one.error is not None:
        one.job.file.unlink(missing_ok=True)
        return
    _append(
        one.job.out,
        {
            "compared": one.job.current,
            "digest": one.job.digest,
            "code": code_version(),
            "counts": dict(one.counts),
            "sha256": one.sha256,
        },
    )


def _append(out: Path, entry: Mapping[str, object]) -> None:
    with (out / "journal.jsonl").open("a", encoding="utf-8") as stream:
        stream.write("\n" + _dumps(entry))  # a line of its own, whatever a crash has left before it


def clear_quarantine(out: Path, files: Iterable[Path]) -> None:
    """Take away what earlier runs said of these files: this run says it again, or it is no longer so."""
    tried = {shown(real(file)) for file in files}
    for reason in (out / "quarantine").glob("*.json"):
        if json.loads(reason.read_text("utf-8"))["path"] in tried:
            reason.unlink()


def sweep(out: Path) -> None:
    """Take away what workers were writing when they were killed; nobody writes now."""
    for folder in (out, out / "reports", out / "quarantine", out / "reconciliation"):
        for part in folder.glob(f".*{PART}"):
            part.unlink(missing_ok=True)
    for part in out.glob(f"crops/*/.*{PART}"):
        part.unlink(missing_ok=True)


def _reconciliation(outcome: Outcome, out: Path) -> dict[str, Any]:
    """The comparisons of two years: how many, their records by status, and which report with which."""
    totals: dict[str, int] = {}
    for one in outcome.compared:
        for status, count in one.counts.items():
            totals[status] = totals.get(status, 0) + count
    return {
        "compared": len(outcome.compared) - len(outcome.uncompared),
        "counts": dict(sorted(totals.items())),
        "pairs": [
            {
                "current": one.job.current,
                "previous": list(one.job.previous),
                "output": one.job.file.relative_to(out).as_posix(),
                "sha256": one.sha256,
            }
            for one in outcome.compared
            if one.error is None
        ],
        "failed": [{"current": one.job.current, "cause": str(one.error)} for one in outcome.uncompared],
    }


def _reason(done: Done) -> dict[str, object]:
    error = done.error or InternalError(done.job.file, Reason.INTERNAL)
    entry: dict[str, object] = {
        "file": shown(done.job.file),
        "path": shown(real(done.job.file)),
        "id": f"sha256:{done.job.digest}",
        "reason": error.reason.value,
        "cause": error.cause,
        "next_step": error.next_step,
    }
    return entry | ({"trace": done.trace} if done.trace else {})


def _dumps(value: object, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent)
