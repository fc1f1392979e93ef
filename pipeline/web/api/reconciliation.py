"""`reconciliation`: this year's figures against last year's, report by report.

Each report that is asked for stands against the one of the year before that the store has, or against the one that is
named. Rows are those of `baocao run`: indicators, then projects. A page holds the rows of a few reports. Never: a row of
a report that has no year before.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request, Response
from sqlalchemy import select

from pipeline.deliver.rows import Years, rows_of, tables
from pipeline.errors import ReportError
from pipeline.store import Store
from pipeline.store.tables import document
from pipeline.web.access import OpenStore, Reader, Told
from pipeline.web.api import formats, problems
from pipeline.web.api.formats import Wanted
from pipeline.web.api.paging import AfterRow, cursor
from pipeline.web.api.parameters import OfReport, Text, Year, full_hash
from pipeline.web.api.queries import Condition, equal
from pipeline.web.comparisons import compared, previous_of
from pipeline.web.settings import Settings
from schemas.reconciliation import IndicatorStatus, ProjectChange

router = APIRouter()
_TABLE = next(one for one in tables() if one.name == "reconciliation")
_STATUS = [at for at, column in enumerate(_TABLE.columns) if column.name == "status"]
_MOST = 10

Status = IndicatorStatus | ProjectChange


@router.get("/reconciliation", responses={200: formats.described(_TABLE), **problems.described(404, 409)})
def reconciliation(
    request: Request,
    store: OpenStore,
    settings: Told,
    _: Reader,
    form: Wanted,
    report: OfReport = None,
    previous: Annotated[OfReport, Query(description="Compare with this report, not with the year before's.")] = None,
    area: Annotated[Text, Query(description="The area that the report is of.")] = None,
    year: Annotated[Year, Query(description="The year that the report is of.")] = None,
    status: Annotated[list[Status] | None, Query(description="Only these verdicts.", max_length=20)] = None,
    limit: Annotated[int, Query(ge=1, le=_MOST, description="Reports of a page.")] = 5,
    after: AfterRow = None,
) -> Response:
    """Indicators and projects of two years, with verdicts."""
    as_of = datetime.datetime.now(datetime.UTC).isoformat()
    asked = equal([(document.c.area_name, area), (document.c.year, year)])
    if report is not None:
        asked.append(document.c.hash == full_hash(store, report))
    if after is not None:
        asked.append(document.c.id > int(after))
    named = full_hash(store, previous) if previous else None
    found = _reports(store, asked, limit + 1)
    rows = [row for one in found[:limit] for row in _rows(store, settings, one.hash, one.issuer, named)]
    if status:
        rows = [row for row in rows if any(row[at] in status for at in _STATUS)]
    following = cursor(found[limit - 1].id) if len(found) > limit else None
    return formats.rows(request, form, _TABLE, rows, following, as_of)


def _reports(store: Store, conditions: Iterable[Condition], most: int) -> Any:
    query = select(document.c.id, document.c.hash, document.c.issuer).where(*conditions).order_by(document.c.id)
    with store.engine.connect() as connection:
        return connection.execute(query.limit(most)).all()


def _rows(store: Store, settings: Settings, hash_: str, issuer: str | None, named: str | None) -> Iterable[list[Any]]:
    previous = (named,) if named else previous_of(store, hash_)
    if hash_ in previous:
        raise HTTPException(409, "`report` và `previous` là cùng một báo cáo")
    if not previous:
        return []
    try:
        found = compared(store, settings.folder, hash_, previous)
    except ReportError as error:
        raise HTTPException(404, f"không đối chiếu được: {error.cause}; {error.next_step}") from error
    of_report = {"document": {"header": {"issuer": issuer}}}
    return rows_of(_TABLE, hash_, of_report, Years(found.model_dump(mode="json"), previous))
