"""A report of the store against that of the year before, made by a worker and the last one kept until either changes.

Which report is whose previous one is the rule of `pipeline.reconcile.pairing`, which is given what the store knows of the
reports of the year before. Never: a comparison in the process that serves.
"""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from pipeline.comparisons import compare
from pipeline.errors import Reason, ReportError, UnreadableInput
from pipeline.files import atomic
from pipeline.jobs import About, Compared, Comparison
from pipeline.pool import Limits, Pool
from pipeline.reconcile.pairing import pairs, span_of
from pipeline.store import Store
from pipeline.store.tables import document
from schemas import Reconciliation
from schemas.source import Period

_LIMITS = Limits(seconds=300, memory=2 << 30)
_MOST_CANDIDATES = 1000


def previous_of(store: Store, hash_: str) -> tuple[str, ...]:
    """The hashes of last year's report, or of the reports that its area is a sum of; none where there is none."""
    with store.engine.connect() as connection:
        current = _rows(connection, document.c.hash == hash_)
        year = current[hash_].year if current else None
        if year is None:
            return ()
        before = _rows(connection, document.c.year == year - 1)
    return pairs({**before, **current}).get(hash_, ())


def compared(store: Store, folder: Path, hash_: str, previous: tuple[str, ...]) -> Reconciliation:
    """The comparison. Raises ReportError."""
    with store.engine.connect() as connection:
        query = select(document.c.hash, document.c.revision).where(document.c.hash.in_((hash_, *previous)))
        said = "\0".join(f"{name} {revision}" for name, revision in sorted(connection.execute(query).all()))
    digest = hashlib.sha256(f"{hash_}\0{said}".encode()).hexdigest()
    own = folder / "comparisons" / hash_.removeprefix("sha256:")
    kept = own / f"{digest}.json"
    try:
        return Reconciliation.model_validate_json(kept.read_bytes())
    except FileNotFoundError:
        own.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=own, prefix=".work-") as work:
        data = _made(store, Path(work), hash_, previous, digest).read_bytes()
    for old in own.glob("*.json"):
        old.unlink(missing_ok=True)
    with atomic(kept) as stream:
        stream.write(data)
    return Reconciliation.model_validate_json(data)


def _made(store: Store, work: Path, hash_: str, previous: tuple[str, ...], digest: str) -> Path:
    for name in ("reports", "reconciliation"):
        (work / name).mkdir()
    keys = {name: name.removeprefix("sha256:") for name in (hash_, *previous)}
    job = Comparison(keys[hash_], tuple(keys[name] for name in previous), digest, work)
    for name, key in keys.items():
        report = next(store.reports(digits=name), None)
        if report is None:
            raise UnreadableInput(name, Reason.MISSING)
        job.report(key).write_text(report.model_dump_json(), "utf-8")
    limits = replace(_LIMITS, writable=(work / "reconciliation",))
    pool: Pool[Comparison, Compared] = Pool(_lost, 1, limits)
    (done,) = pool(compare, [job])
    if done.error is not None:
        raise done.error
    return job.file


def _lost(job: Comparison, reason: Reason, detail: str) -> Compared:
    return Compared(job, error=ReportError(job.current, reason, detail))


def _rows(connection: Connection, which: Any) -> dict[str, About]:
    """What the rule needs to know of these reports, by their hashes."""
    d = document.c
    names = (
        "hash", "year", "area_name", "area_code", "area_scheme", "superior", "issuer", "date", "period_label", "period_start",
        "period_end",
    )  # fmt: skip
    found = connection.execute(select(*(d[name] for name in names)).where(which).limit(_MOST_CANDIDATES)).all()
    return {row.hash: _about(row) for row in found}


def _about(row: Any) -> About:
    span = ""
    if row.period_label is not None:
        span = span_of(Period(label=row.period_label, start=row.period_start, end=row.period_end))
    return About(row.year, span, row.area_name, row.area_code, row.superior, row.issuer, row.date, row.area_scheme)
