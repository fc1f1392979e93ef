"""Over the years: this year's report beside last year's, an indicator by area, the projects of an area.

Which report is last year's, and what the comparison says, are `pipeline.reconcile`'s; a person may name another report.
Never: a value that no report states; years are drawn where a report states them and nowhere else.
"""

from __future__ import annotations

from collections import Counter
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request, Response

from pipeline.errors import ReportError
from pipeline.web import lists, years
from pipeline.web.access import OpenStore, Reader, Told
from pipeline.web.comparisons import compared, previous_of
from pipeline.web.pages.found import find
from pipeline.web.render import page
from pipeline.web.view.years import CHANGES, VERDICTS, indicator_rows, project_rows

router = APIRouter()
_DIGITS = "^([0-9a-f]{64})?$"
Words = Annotated[str, Query(max_length=300)]


@router.get("/compare")
def compare(
    request: Request,
    store: OpenStore,
    settings: Told,
    _: Reader,
    current: Annotated[str, Query(pattern=_DIGITS)] = "",
    previous: Annotated[str, Query(pattern=_DIGITS)] = "",
    q: Words = "",
) -> Response:
    """The comparison of a report, or the reports to choose one from."""
    if not current:
        rows, _count = lists.reports(store.engine, words=q)
        return page(request, "compare.html", rows=rows, q=q)
    now = find(store, current).report
    before = (f"sha256:{previous}",) if previous else previous_of(store, now.document.id)
    choices = lists.of_area(store.engine, now.document.id)
    if not before:
        return page(request, "compare.html", now=now, digits=current, choices=choices, result=None)
    if previous:
        find(store, previous)
    try:
        result = compared(store, settings.folder, now.document.id, before)
    except ReportError as error:
        raise HTTPException(422, f"{error.cause}; {error.next_step}") from error
    places = lists.places(store.engine, now.document.id)
    return page(
        request,
        "compare.html",
        now=now,
        digits=current,
        chosen=before[0][7:] if len(before) == 1 else "",
        choices=choices,
        result=result,
        indicators=indicator_rows(result, places),
        projects=project_rows(result),
        counts=Counter(one.status for one in result.indicators),
        verdicts=VERDICTS,
        changes=CHANGES,
    )


@router.get("/indicators")
def indicators(request: Request, store: OpenStore, _: Reader, name: Words = "", area: Words = "") -> Response:
    """Charts of an indicator over the years by area, with every value and its place."""
    found = lists.indicator_names(store.engine, words=name, area=area)
    exact = name if name in found else found[0] if len(found) == 1 else ""
    charts = years.charts(store.engine, exact, area) if exact else []
    return page(
        request, "indicators.html", words=name, area=area, exact=exact, names=found, charts=charts,
        areas=lists.areas(store.engine),
    )  # fmt: skip


@router.get("/projects")
def projects(request: Request, store: OpenStore, _: Reader, area: Words = "") -> Response:
    """The projects of an area, each a row, with its status and cost in the report of each year."""
    areas = lists.areas(store.engine)
    wanted = area or (areas[0] if len(areas) == 1 else "")
    columns, rows = years.projects(store, wanted) if wanted else ([], [])
    return page(request, "projects.html", area=wanted, areas=areas, columns=columns, rows=rows)
