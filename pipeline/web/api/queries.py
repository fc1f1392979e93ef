"""Pages of rows: filters, and a place in the order to go on from.

Reports come in the order in which they changed last, records in the order of their reports and, within one, in reading
order: an index serves either. Who reads again from time to time asks for what changed since `as_of` of the last time,
and replaces all rows of each report that comes. Never: a query that goes through rows only to pass them over.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, tuple_

from pipeline.store import Store
from pipeline.store.tables import document
from pipeline.web.api import paging
from pipeline.web.api.tables import Served

Condition = ColumnElement[bool]


def equal(pairs: Iterable[tuple[ColumnElement[Any], Any]]) -> list[Condition]:
    """A condition for each value that is given."""
    return [column == value for column, value in pairs if value is not None]


def page(
    store: Store,
    table: Served,
    conditions: Sequence[Condition],
    limit: int,
    after: str | None,
    of_reports: Sequence[Condition] = (),
) -> tuple[list[list[Any]], str | None]:
    """A page of the table's rows, and the cursor of the next page where there is one. `of_reports` are what is asked of
    the reports that records are of.

    The rows of a page are found by their ids first, and only those are joined and read whole: a planner that sees the
    join and the order at once may walk through all reports, and a sort carries whole rows."""
    source = table.source
    reports = source is document
    order = (document.c.updated_at, document.c.id) if reports else (source.c.document_id, source.c.id)
    chosen = select(source.c.id).where(*conditions)
    if of_reports:
        chosen = chosen.where(source.c.document_id.in_(select(document.c.id).where(*of_reports)))
    if after is not None:
        chosen = chosen.where(_beyond(order, after, of_reports=reports))
    found = chosen.order_by(*order).limit(limit + 1).subquery()
    query = select(*(column for column, _ in table.columns), *order).join(found, found.c.id == source.c.id)
    if not reports:
        query = query.join(document, document.c.id == source.c.document_id)
    with store.engine.connect() as connection:
        rows = connection.execute(query.order_by(*order)).all()
    values = [table.values(row) for row in rows[:limit]]
    if len(rows) <= limit:
        return values, None
    first, last = rows[limit - 1][-2:]
    return values, paging.cursor(first, last)


def since(moment: datetime.datetime) -> Condition:
    """Of reports that changed at that moment or later."""
    return document.c.updated_at >= moment


def containing(words: str, column: ColumnElement[Any]) -> Condition:
    """Every word stands in the column, whatever the case of its letters."""
    return and_(*(column.icontains(word, autoescape=True) for word in words.split()))


def _beyond(order: tuple[Any, Any], after: str, *, of_reports: bool) -> Condition:
    first, last = order
    if not of_reports:
        return tuple_(*order) > tuple_(*paging.row_and_row(after))
    moment, row = paging.moment_and_last(after)
    return or_(first > moment, and_(first == moment, last > int(row)))
