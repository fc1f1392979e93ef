"""Work that survives a restart: jobs in the store, carried out by threads of this process, which start workers for it.

A job is queued, claimed by one thread of one server, renewed while it runs, and ends as done or failed. What a server that
died left behind is not renewed: whoever notices queues it again; what has brought down its server three times is given
up. Never: a job that two carry out at once, or one that is forgotten.
"""

from __future__ import annotations

import datetime
import logging
import threading
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from pipeline.cores import cores
from pipeline.errors import InternalError, Reason, ReportError, UnreadableInput
from pipeline.store import Store
from pipeline.store.service_tables import job
from pipeline.web import originals
from pipeline.web.queue import QuietConsumer, queue_of
from pipeline.web.settings import Settings

Kind = Literal["read", "webhook", "draw"]
State = Literal["queued", "running", "done", "failed"]
Row = Mapping[str, Any]

_MOST_DEATHS = 3
_KEPT_DAYS = 30
_OPEN = job.c.state.in_(("queued", "running"))
_log = logging.getLogger("baocao.work")


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of a job: `outcome` where it is done, `error` where it failed, `again` (seconds) where it is to be
    tried once more after a while."""

    outcome: str | None = None
    error: ReportError | None = None
    again: float | None = None


Handler = Callable[["Work", Row], Ended]


class Work:
    """The jobs of a store, and the threads of this process that carry them out."""

    def __init__(self, store: Store, settings: Settings, handlers: Mapping[Kind, Handler]) -> None:
        self.store, self.settings = store, settings
        self._handlers = handlers
        self._queue = queue_of(store.engine)
        self._task = self._queue.task(name="job")(self._carry_out)
        self._stopped = threading.Event()
        self._own: set[str] = set()
        threads = settings.workers or cores()
        self._consumer = QuietConsumer(self._queue, threads, periodic=False, max_delay=0.5)
        self._keeper = threading.Thread(target=self._keep, name="keeper", daemon=True)

    def start(self) -> None:
        """Take up what there is to do."""
        self._forget()
        originals.sweep(self.settings.folder)
        self._recover()
        self._draw()
        self._consumer.start()
        self._keeper.start()

    def stop(self) -> None:
        """Put back what is not finished: the next server does it."""
        self._stopped.set()
        self._consumer.stop()
        own = list(self._own)
        with self.store.engine.begin() as connection:
            connection.execute(
                update(job)
                .where(job.c.id.in_(own), job.c.state == "running")
                .values(state="queued", attempts=job.c.attempts - 1)
            )
        self._keeper.join()
        self._queue.storage.close()

    @property
    def stopping(self) -> bool:
        """Whether a long job should leave the rest to the next server."""
        return self._stopped.is_set()

    def add(self, connection: Connection, kind: Kind, **values: Any) -> str:
        """A new job in the caller's transaction; `begin` it when that is over. Its id."""
        job_id, now = uuid.uuid4().hex, _now()
        row = {"id": job_id, "kind": kind, "state": "queued", "created_at": now, "due_at": now, "attempts": 0}
        connection.execute(insert(job).values(row | values))
        return job_id

    def begin(self, jobs: Iterable[str]) -> None:
        """Hand jobs to the queue."""
        for job_id in jobs:
            self._task(job_id)

    def _carry_out(self, job_id: str) -> None:
        if self._stopped.is_set() or (row := self._claimed(job_id)) is None:
            return
        self._own.add(job_id)
        try:
            ended = self._ended(row)
            if not self._stopped.is_set():
                self._finish(row, ended)
        finally:
            self._own.discard(job_id)

    def _claimed(self, job_id: str) -> Row | None:
        """The job, which is now ours; None where it is another's or not yet due."""
        now = _now()
        claim = (
            update(job)
            .where(job.c.id == job_id, job.c.state == "queued", job.c.due_at <= now)
            .values(state="running", alive_at=now, attempts=job.c.attempts + 1)
            .returning(job)
        )
        with self.store.engine.begin() as connection:
            found = connection.execute(claim).mappings().one_or_none()
            return dict(found) if found is not None else None

    def _ended(self, row: Row) -> Ended:
        try:
            return self._handlers[row["kind"]](self, row)
        except ReportError as error:
            return Ended(error=error)
        except Exception as error:  # noqa: BLE001 - whatever one job provokes, the others are still done
            _log.exception("job %s", row["id"])
            return Ended(error=InternalError.wrap(row["kind"], error))

    def _finish(self, row: Row, ended: Ended) -> None:
        error, now = ended.error, _now()
        values: dict[str, Any] = {
            "outcome": ended.outcome,
            "reason": error and error.reason.value,
            "cause": error and error.cause,
            "next_step": error and error.next_step,
        }
        if ended.again is None:
            values |= {"state": "failed" if error else "done", "finished_at": now}
        else:
            values |= {"state": "queued", "due_at": now + datetime.timedelta(seconds=ended.again)}
        with self.store.engine.begin() as connection:
            connection.execute(update(job).where(job.c.id == row["id"], job.c.state == "running").values(values))
        if ended.again is not None:
            self._task.schedule((row["id"],), delay=ended.again)

    def _keep(self) -> None:
        """Renew what runs here, queue what was left behind elsewhere, until the end."""
        while not self._stopped.wait(self.settings.stale_seconds / 3):
            try:
                self._recover()
            except Exception:  # noqa: BLE001 - a database that is away comes back
                _log.exception("keeper")

    def _recover(self) -> None:
        now = _now()
        stale = now - datetime.timedelta(seconds=self.settings.stale_seconds)
        own, died = list(self._own), (job.c.state == "running") & (job.c.alive_at < stale)
        waiting = (job.c.state == "queued") & (job.c.due_at < stale)
        with self.store.engine.begin() as connection:
            if own:
                connection.execute(update(job).where(job.c.id.in_(own)).values(alive_at=now))
            if self._ids(connection, died):
                self._give_up(connection, died & (job.c.attempts >= _MOST_DEATHS))
                connection.execute(update(job).where(died).values(state="queued"))
            left = self._ids(connection, waiting)
        if left:
            known = {task.args[0] for task in (*self._queue.pending(), *self._queue.scheduled())}
            self.begin(job_id for job_id in left if job_id not in known)

    def _draw(self) -> None:
        """A job that draws what was imported while no server ran; one at a time."""
        with self.store.engine.begin() as connection:
            if self._ids(connection, (job.c.kind == "draw") & job.c.original.is_(None) & _OPEN):
                return
            made = self.add(connection, "draw")
        self.begin([made])

    def _forget(self) -> None:
        """Drop what was done, or given up, long ago; what became of files is kept."""
        long_ago = _now() - datetime.timedelta(days=_KEPT_DAYS)
        with self.store.engine.begin() as connection:
            connection.execute(delete(job).where(job.c.kind != "read", job.c.finished_at < long_ago))

    @staticmethod
    def _ids(connection: Connection, which: ColumnElement[bool]) -> list[str]:
        return list(connection.execute(select(job.c.id).where(which).order_by(job.c.due_at)).scalars())

    @staticmethod
    def _give_up(connection: Connection, which: ColumnElement[bool]) -> None:
        error = UnreadableInput("", Reason.CRASHED)
        told = {"reason": error.reason.value, "cause": error.cause, "next_step": error.next_step}
        connection.execute(update(job).where(which).values(state="failed", finished_at=_now(), **told))


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)
