"""`reconciliation`: this year's figures against last year's, report by report.

Asked for one report, or for those of an area and year, each against the report of the year before that the store has, or
against the one that is named. Rows are those of `baocao run`: indicators, then projects. Never: many comparisons in one
request - what is asked for is narrowed down first.
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
from pipeline.web.api.parameters import OfReport, Text, Year, full_hash
from pipeline.web.api.queries import equal
from pipeline.web.comparisons import compared, previous_of
from schemas import Reconciliation
from schemas.reconciliation import IndicatorStatus, ProjectChange

router = APIRouter()
_TABLE = next(one for one in tables() if one.name == "reconciliation")
_MOST = 10


@router.get("/reconciliation", responses={200: formats.described(_TABLE), **problems.described(404)})
def reconciliation(
    request: Request,
    store: OpenStore,
    settings: Told,
    _: Reader,
    form: Wanted,
    report: OfReport = None,
    previous: Annotated[OfReport, Query(description="Compare with this report, not with the year before's.")] = None,
    area: Text = None,
    year: Year = None,
    status: Annotated[list[IndicatorStatus | ProjectChange] | None, Query(description="Only these verdicts.")] = None,
) -> Response:
    """Indicators and projects of two years, with verdicts."""
    as_of = datetime.datetime.now(datetime.UTC).isoformat()
    rows: list[list[Any]] = []
    for hash_ in _asked(store, report, area, year):
        before = (full_hash(store, previous),) if previous else previous_of(store, hash_)
        if hash_ in before:
            raise HTTPException(422, "`report` và `previous` là cùng một báo cáo")
        if before:
            try:
                found = compared(store, settings.folder, hash_, before)
            except ReportError as error:
                raise HTTPException(404, f"không đối chiếu được: {error.cause}; {error.next_step}") from error
            rows += _rows(store, hash_, before, found)
    if status:
        places = [at for at, column in enumerate(_TABLE.columns) if column.name == "status"]
        rows = [row for row in rows if any(row[at] in status for at in places)]
    return formats.rows(request, form, _TABLE, rows, None, as_of)


def _asked(store: Store, report: str | None, area: str | None, year: int | None) -> Iterable[str]:
    if report is not None:
        return [full_hash(store, report)]
    if area is None:
        raise HTTPException(422, "cần `report`, hoặc `area` (và `year`)")
    query = select(document.c.hash).where(*equal([(document.c.area_name, area), (document.c.year, year)]))
    with store.engine.connect() as connection:
        found = connection.execute(query.order_by(document.c.year, document.c.hash).limit(_MOST + 1)).scalars().all()
    if len(found) > _MOST:
        raise HTTPException(422, f"quá {_MOST} báo cáo; thêm `year`")
    return found


def _rows(store: Store, hash_: str, previous: tuple[str, ...], found: Reconciliation) -> Iterable[list[Any]]:
    with store.engine.connect() as connection:
        issuer = connection.execute(select(document.c.issuer).where(document.c.hash == hash_)).scalar_one_or_none()
    of_report = {"document": {"header": {"issuer": issuer}}}
    return rows_of(_TABLE, hash_, of_report, Years(found.model_dump(mode="json"), previous))
