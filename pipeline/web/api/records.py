"""`observations`, `projects`, `findings`: records of all reports, as people left them, by what they are and where from."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from pipeline.store import Store
from pipeline.store.tables import document, records
from pipeline.web.access import OpenStore, Reader
from pipeline.web.api import formats, problems, queries
from pipeline.web.api.formats import Wanted
from pipeline.web.api.paging import AfterRecord, Limit
from pipeline.web.api.parameters import OfReport, Since, Text, Year, full_hash
from pipeline.web.api.queries import Condition, equal
from pipeline.web.api.tables import served
from schemas.finding import Rule, Severity
from schemas.observation import Measure, Scenario, Unit, Verdict
from schemas.project import Status

router = APIRouter()
_OBSERVATION, _PROJECT, _FINDING = (records[name] for name in ("observation", "project", "finding"))


def _responses(name: str) -> dict[int | str, dict[str, Any]]:
    return {200: formats.described(served(name).described), **problems.described(404)}


@router.get("/observations", responses=_responses("observations"))
def observations(
    request: Request,
    store: OpenStore,
    _: Reader,
    form: Wanted,
    since: Since,
    report: OfReport = None,
    area: Annotated[Text, Query(description="The area that the figure is of.")] = None,
    year: Annotated[Year, Query(description="The year (the first of several) that the figure is of.")] = None,
    indicator: Text = None,
    code: Text = None,
    unit: Unit | None = None,
    measure: Measure | None = None,
    scenario: Scenario | None = None,
    verdict: Verdict | None = None,
    limit: Limit = 100,
    after: AfterRecord = None,
) -> Response:
    """Stated quantities."""
    o = _OBSERVATION.c
    asked = equal([
        (o.area_name, area), (o.year_from, year), (o.indicator, indicator), (o.code, code), (o.unit, unit),
        (o.measure, measure), (o.scenario, scenario), (o.verdict, verdict),
    ])  # fmt: skip
    return _page(request, store, "observations", form, asked, _of(store, report, since), limit, after)


@router.get("/projects", responses=_responses("projects"))
def projects(
    request: Request,
    store: OpenStore,
    _: Reader,
    form: Wanted,
    since: Since,
    report: OfReport = None,
    area: Annotated[Text, Query(description="The area that the report is of.")] = None,
    year: Annotated[Year, Query(description="The year that the report is of.")] = None,
    name: Annotated[Text, Query(description="Words of the name.")] = None,
    status: Status | None = None,
    limit: Limit = 100,
    after: AfterRecord = None,
) -> Response:
    """Named works."""
    p = _PROJECT.c
    named = [queries.containing(name, p.name)] if name else []
    asked = [*equal([(p.status, status)]), *named]
    return _page(request, store, "projects", form, asked, _of(store, report, since, area, year), limit, after)


@router.get("/findings", responses=_responses("findings"))
def findings(
    request: Request,
    store: OpenStore,
    _: Reader,
    form: Wanted,
    since: Since,
    report: OfReport = None,
    area: Annotated[Text, Query(description="The area that the report is of.")] = None,
    year: Annotated[Year, Query(description="The year that the report is of.")] = None,
    rule: Rule | None = None,
    severity: Severity | None = None,
    limit: Limit = 100,
    after: AfterRecord = None,
) -> Response:
    """Where reports contradict themselves."""
    f = _FINDING.c
    asked = equal([(f.rule, rule), (f.severity, severity)])
    return _page(request, store, "findings", form, asked, _of(store, report, since, area, year), limit, after)


def _of(
    store: Store, report: str | None, since: datetime.datetime | None, area: str | None = None, year: int | None = None
) -> list[Condition]:
    """What is asked of the reports."""
    hash_ = full_hash(store, report) if report is not None else None
    found = equal([(document.c.hash, hash_), (document.c.area_name, area), (document.c.year, year)])
    return found if since is None else [*found, queries.since(since)]


def _page(
    request: Request,
    store: Store,
    name: str,
    form: formats.Format,
    conditions: Sequence[Condition],
    of_reports: Sequence[Condition],
    limit: int,
    after: str | None,
) -> Response:
    as_of = datetime.datetime.now(datetime.UTC).isoformat()
    rows, following = queries.page(store, served(name), conditions, limit, after, of_reports)
    return formats.rows(request, form, served(name).described, rows, following, as_of)
