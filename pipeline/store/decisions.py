"""The log of people's decisions, and what follows from each: the rows of the report's records, in one transaction.

The tables of records hold every report as people left it; `version` holds it as it was read. So whatever asks the
store, by SQL or for whole reports, gets the corrected figures. Two people at one figure: each says which entry of its
log was the last one seen; the second to write gets a `Conflict` that names who was first, and nothing is lost. The
number of an entry is unique in the database too.
Never: an entry is changed or deleted, also where the report itself is.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.exc import StatementError

from pipeline.errors import UsageError
from pipeline.review.apply import Reviewed, review, reviewed
from pipeline.review.decision import Action, Decision, Subject
from pipeline.review.entry import Wanted
from pipeline.review.entry import entry as next_entry
from pipeline.store import tables
from pipeline.store.packing import json_in, unpacked
from pipeline.store.rows import counts, record_rows
from pipeline.store.tables import Moment, metadata
from schemas import Report

if TYPE_CHECKING:
    from pipeline.store import Store

decision = Table(
    "decision", metadata,
    Column("id", Integer, primary_key=True),
    Column("document", String(71), nullable=False),
    Column("subject", String(64), nullable=False, server_default="figure"),
    Column("figure", String(64), nullable=False),
    Column("number", Integer, nullable=False),
    Column("action", String(64), nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Moment, nullable=False, index=True),
    Column("entry", Text, nullable=False),
    UniqueConstraint("document", "figure", "number"),
)  # fmt: skip
"""One entry a row: `entry` is all of it as JSON, the other columns are what is asked for. `document` is the hash, not a
key: the log outlives the report."""


def decide(store: Store, wanted: Wanted) -> Decision:
    """Append an entry and rewrite what follows from it. Raises Conflict; UsageError where there is no such figure."""
    t = tables.document
    now = datetime.datetime.now(datetime.UTC)
    with _within_digits(), store.engine.begin() as connection:
        # The first statement writes: from here on nobody else writes to this report, on either database.
        locked = update(t).where(t.c.hash == wanted.document).values(revision=t.c.revision + 1, updated_at=now)
        document_id = connection.execute(locked.returning(t.c.id)).scalar_one_or_none()
        if document_id is None:
            raise UsageError("kho không có báo cáo này; có thể nó vừa bị xóa")
        raw = as_read(connection, document_id)
        log = log_of(connection, wanted.document)
        before = review(raw, log)
        entry = next_entry(before, wanted, now)
        connection.execute(
            insert(decision).values(
                document=entry.document, subject=entry.subject, figure=entry.figure, number=entry.number,
                action=entry.action, by=entry.by, at=now, entry=entry.model_dump_json(),
            )
        )  # fmt: skip
        after = review(raw, [*log, entry])
        write_rows(connection, document_id, before.report, after.report)
    return entry


@contextmanager
def _within_digits() -> Iterator[None]:
    """A number with more digits than the database keeps is refused in words."""
    try:
        yield
    except StatementError as error:
        if isinstance(error.orig, ValueError):
            raise UsageError(str(error.orig)) from error
        raise


def log_of(connection: Connection, document: str) -> list[Decision]:
    """The log of one document, in the order in which it was written."""
    query = select(decision.c.entry).where(decision.c.document == document).order_by(decision.c.id)
    return [Decision.model_validate_json(entry) for entry in connection.execute(query).scalars()]


def logs(connection: Connection) -> Mapping[str, list[Decision]]:
    """The log of every document that has one, by its hash."""
    found: dict[str, list[Decision]] = defaultdict(list)
    for entry in connection.execute(select(decision.c.entry).order_by(decision.c.id)).scalars():
        one = Decision.model_validate_json(entry)
        found[one.document].append(one)
    return found


def reviewed_report(store: Store, document: str) -> Reviewed | None:
    """One report as people left it, with its log; None where the store has no such hash."""
    with store.engine.connect() as connection:
        t = tables.document
        document_id = connection.execute(select(t.c.id).where(t.c.hash == document)).scalar_one_or_none()
        if document_id is None:
            return None
        return review(as_read(connection, document_id), log_of(connection, document))


def json_of(store: Store, document: str) -> bytes:
    """One report's JSON as people left it; where nobody decided anything, as it was kept. Raises NoResultFound."""
    with store.engine.connect() as connection:
        t, v = tables.document, tables.version
        query = select(v.c.report).join(t, (t.c.id == v.c.document_id) & (t.c.version == v.c.number))
        data = connection.execute(query.where(t.c.hash == document)).scalar_one()
        log = log_of(connection, document)
    return reviewed(unpacked(data), log).model_dump_json().encode() if log else json_in(data)


def as_read(connection: Connection, document_id: int) -> Report:
    """The current version of a report as it was imported."""
    t, v = tables.document, tables.version
    query = select(v.c.report).join(t, (t.c.id == v.c.document_id) & (t.c.version == v.c.number))
    return unpacked(connection.execute(query.where(t.c.id == document_id)).scalar_one())


def queue(store: Store, *, document: str | None = None, limit: int = 50, skip: int = 0) -> Sequence[Mapping[str, Any]]:
    """The figures that a person should look at, most urgent first, with hash, file, area and year of their report;
    `document` asks for one report only, `skip` leaves out the most urgent ones."""
    o, t = tables.observation, tables.document
    columns = (o, t.c.hash, t.c.file, t.c.area_name.label("document_area"), t.c.year.label("document_year"))
    query = select(*columns).join(t, t.c.id == o.c.document_id).where(o.c.priority > 0)
    if document is not None:
        query = query.where(t.c.hash == document)
    with store.engine.connect() as connection:
        rows = connection.execute(query.order_by(o.c.priority.desc(), o.c.id).limit(limit).offset(skip)).mappings()
        return [dict(row) for row in rows]


@dataclass(frozen=True, slots=True)
class Logged:
    """One entry of the log over all reports: `id` its place in it, the report it is of (None where that is gone), and
    whether it is the last of its figure, project or finding, so that it can be taken back."""

    id: int
    entry: Decision
    file: str | None
    area: str | None
    year: int | None
    last: bool


def logged(
    store: Store,
    *,
    document: str | None = None,
    by: str | None = None,
    subject: Subject | None = None,
    action: Action | None = None,
    since: datetime.datetime | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[Logged]:
    """The log over all reports, newest first, as far as it fits what is asked for; `before` an entry (its id)."""
    d, t, later = decision, tables.document, decision.alias()
    newer = select(later.c.id).where(
        later.c.document == d.c.document, later.c.figure == d.c.figure, later.c.number > d.c.number
    )
    query = select(d.c.id, d.c.entry, t.c.file, t.c.area_name, t.c.year, ~newer.exists())
    query = query.outerjoin(t, t.c.hash == d.c.document).order_by(d.c.id.desc()).limit(limit)
    pairs = ((d.c.document, document), (d.c.by, by), (d.c.subject, subject), (d.c.action, action))
    query = query.where(*(column == value for column, value in pairs if value is not None))
    if since is not None:
        query = query.where(d.c.at >= since)
    if before is not None:
        query = query.where(d.c.id < before)
    with store.engine.connect() as connection:
        found = connection.execute(query).all()
    return [
        Logged(id_, Decision.model_validate_json(entry), file, area, year, bool(last))
        for id_, entry, file, area, year, last in found
    ]


def deciders(store: Store) -> list[str]:
    """Who has decided anything."""
    with store.engine.connect() as connection:
        return list(connection.execute(select(decision.c.by).distinct().order_by(decision.c.by)).scalars())


def write_rows(connection: Connection, document_id: int, before: Report, after: Report) -> None:
    """Bring the rows of a report from one state to the other; rows that stay the same keep their ids."""
    for name, rows in record_rows(after, document_id, before):
        table = tables.records[name]
        if "key" not in table.c:
            continue
        had, has = ({record.id for record in getattr(side, tables.FIELDS[name])} for side in (before, after))
        if gone := had - has:
            connection.execute(delete(table).where(table.c.document_id == document_id, table.c.key.in_(gone)))
        for row in rows:
            if row["key"] in had:
                of_key = (table.c.document_id == document_id) & (table.c.key == row["key"])
                connection.execute(update(table).where(of_key).values(row))
        if fresh := [row for row in rows if row["key"] not in had]:
            connection.execute(insert(table), fresh)
    connection.execute(update(tables.document).where(tables.document.c.id == document_id).values(counts(after)))
