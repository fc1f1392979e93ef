"""A job of the kind `read`: an original becomes a report in the store.

The worker pool of `baocao run` reads it, one process a report, shut in, with the same limits and the same reasons when it
fails; this process takes over the JSON. When it is over, webhooks are told. Never: a reader in the process that serves.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, select

from pipeline import batch
from pipeline.errors import Reason, ReportError, UnreadableInput
from pipeline.jobs import Job
from pipeline.pool import Pool
from pipeline.store import Imported
from pipeline.store.service_tables import job
from pipeline.store.tables import document
from pipeline.web import originals, webhooks
from pipeline.web.originals import Original
from pipeline.web.work import Ended, Row, Work
from schemas import Report


def ask(work: Work, found: Original, account_id: int, *, again: bool) -> str:
    """The id of the job that reads this original: one that is at it already, a new one, or - where the report is in the
    store and `again` is not wanted - one that is done."""
    with work.store.engine.begin() as connection:
        if (busy := _busy(connection, found.hash)) is not None:
            return busy
        made = work.add(connection, "read", original=found.hash, account_id=account_id, payload={"again": again})
    work.begin([made])
    return made


def run(work: Work, row: Row) -> Ended:
    """Read the original, put the report into the store, tell the webhooks, have its page drawn."""
    try:
        outcome = _outcome(work, row)
    except ReportError as error:
        if error.reason is Reason.SECRET:
            originals.destroy(work.settings.folder, row["original"])
        webhooks.tell(work, "report.failed", row["original"], error=error)
        raise
    webhooks.tell(work, "report.done", row["original"], outcome=outcome)
    with work.store.engine.begin() as connection:
        drawing = work.add(connection, "draw", original=row["original"])
    work.begin([drawing])
    return Ended(outcome=outcome)


def _outcome(work: Work, row: Row) -> Imported:
    found = originals.find(work.store.engine, row["original"])
    if found is None:
        raise UnreadableInput(row["original"], Reason.MISSING)
    if not row["payload"]["again"] and _in_store(work, found.hash):
        return "unchanged"
    return work.store.add(_read(work, found))


def _read(work: Work, found: Original) -> Report:
    folder = work.settings.folder
    with originals.named(folder, found) as file:
        own = tuple(file.parent / name for name in ("reports", "crops"))
        for part in own:
            part.mkdir()
        asked = Job(file, file.stem, found.hash.removeprefix("sha256:"), file.parent)
        pool: Pool[Job, Any] = Pool(batch.lost, 1, replace(work.settings.limits, writable=own))
        (done,) = pool(batch.process, [asked])
        if done.error is not None:
            raise done.error
        return Report.model_validate_json(asked.report.read_bytes())


def _busy(connection: Connection, hash_: str) -> str | None:
    query = select(job.c.id).where(
        job.c.original == hash_, job.c.kind == "read", job.c.state.in_(("queued", "running"))
    )
    return connection.execute(query.limit(1)).scalar_one_or_none()


def _in_store(work: Work, hash_: str) -> bool:
    with work.store.engine.connect() as connection:
        return connection.execute(select(document.c.id).where(document.c.hash == hash_)).first() is not None
