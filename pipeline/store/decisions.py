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
from collections.abc import Mapping, Sequence
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

from pipeline.errors import UsageError
from pipeline.review.apply import Reviewed, review, reviewed
from pipeline.review.decision import Action, Decision, figure_of, name_of, place_of
from pipeline.store import tables
from pipeline.store.packing import json_in, unpacked
from pipeline.store.rows import counts, record_rows
from pipeline.store.tables import Moment, metadata
from schemas import Report
from schemas.observation import Figure
from schemas.source import Box, Source

if TYPE_CHECKING:
    from pipeline.store import Store

decision = Table(
    "decision", metadata,
    Column("id", Integer, primary_key=True),
    Column("document", String(71), nullable=False),
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


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person decides about the figure at `text[start:end]`. `seen` is the number of the last entry of its log
    that the person saw (0: none); `figure` what is to hold, for correct and add; `page`, `boxes` for add."""

    document: str
    start: int
    end: int
    action: Action
    seen: int
    by: str
    figure: Figure | None = None
    note: str | None = None
    page: int | None = None
    boxes: tuple[Box, ...] = ()


class Conflict(Exception):
    """Somebody else decided on the figure in between; `newest` is the last entry."""

    def __init__(self, newest: Decision) -> None:
        super().__init__(f"{newest.by} đã quyết định về số này lúc {newest.at}; xem lại rồi quyết định")
        self.newest = newest


def decide(store: Store, wanted: Wanted) -> Decision:
    """Append an entry and rewrite what follows from it. Raises Conflict; UsageError where there is no such figure."""
    t = tables.document
    now = datetime.datetime.now(datetime.UTC)
    with store.engine.begin() as connection:
        # The first statement writes: from here on nobody else writes to this report, on either database.
        locked = update(t).where(t.c.hash == wanted.document).values(revision=t.c.revision + 1, updated_at=now)
        document_id = connection.execute(locked.returning(t.c.id)).scalar_one_or_none()
        if document_id is None:
            raise UsageError("kho không có báo cáo này; có thể nó vừa bị xóa")
        raw = as_read(connection, document_id)
        log = log_of(connection, wanted.document)
        before = review(raw, log)
        entry = _entry(before, wanted, now)
        connection.execute(
            insert(decision).values(
                document=entry.document, figure=entry.figure, number=entry.number, action=entry.action, by=entry.by,
                at=now, entry=entry.model_dump_json(),
            )
        )  # fmt: skip
        after = review(raw, [*log, entry])
        write_rows(connection, document_id, before.report, after.report)
    return entry


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


def queue(
    store: Store, *, document: str | None = None, limit: int = 50, after: int | None = None
) -> Sequence[Mapping[str, Any]]:
    """The figures that a person should look at, most urgent first, with hash, file, area and year of their report;
    `document` asks for one report only, `after` leaves out the figure with this row id."""
    o, t = tables.observation, tables.document
    columns = (o, t.c.hash, t.c.file, t.c.area_name.label("document_area"), t.c.year.label("document_year"))
    query = select(*columns).join(t, t.c.id == o.c.document_id).where(o.c.priority > 0)
    if document is not None:
        query = query.where(t.c.hash == document)
    if after is not None:
        query = query.where(o.c.id != after)
    with store.engine.connect() as connection:
        rows = connection.execute(query.order_by(o.c.priority.desc(), o.c.id).limit(limit)).mappings()
        return [dict(row) for row in rows]


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


def _entry(now: Reviewed, wanted: Wanted, at: datetime.datetime) -> Decision:
    """The next entry of the figure's log."""
    span = wanted.start, wanted.end
    report = now.report
    here = next((o for o in report.observations if (o.source.start, o.source.end) == span), None)
    refused = next((one for one, source in now.rejected if (source.start, source.end) == span), None)
    source = here.source if here else _source(report, wanted)
    name = now.names.get(here.id) if here else refused.figure if refused else None
    name = name or name_of(place_of(report, source))
    known = now.standing.get(name)
    if (known.version if known else 0) != wanted.seen:
        if known is None:
            raise UsageError("số này đã đổi chỗ từ khi trang được mở; tải lại trang rồi quyết định")
        raise Conflict(known.entries[-1])
    if wanted.action == "undo" and (known is None or known.holds is None):
        raise UsageError("không còn quyết định nào để hoàn tác ở số này")
    if here is None and wanted.action in ("accept", "correct", "reject"):
        raise UsageError("ở chỗ này không có số liệu nào; tải lại trang rồi quyết định")
    if here is not None and wanted.action == "add":
        raise UsageError("chỗ này đã là một số liệu; hãy sửa số liệu ấy")
    before = figure_of(here) if here else None
    after = wanted.figure if wanted.action in ("correct", "add") else before if wanted.action == "accept" else None
    return Decision(
        document=report.document.id, figure=name, number=wanted.seen + 1, action=wanted.action,
        place=place_of(report, source), before=before, after=after,
        undoes=known.holds.number if wanted.action == "undo" and known and known.holds else None,
        by=wanted.by, at=at.isoformat(timespec="seconds"), note=wanted.note or None,
    )  # fmt: skip


def _source(report: Report, wanted: Wanted) -> Source:
    if not 0 <= wanted.start < wanted.end <= len(report.text):
        raise UsageError("chỗ được chọn nằm ngoài văn bản")
    quote = report.text[wanted.start : wanted.end]
    return Source(page=wanted.page, start=wanted.start, end=wanted.end, text=quote, boxes=wanted.boxes)
