"""What the reports of the store say over the years: an indicator by area, the projects of an area.

An indicator goes by the names that `pipeline.reconcile` holds for one. Values are compared only where unit, counted noun,
measure and stretch of the year are the same: each such group is a chart of its own. Where an area has several reports of
a year, the newest one speaks. Projects are followed from year to year by the rule of `pipeline.reconcile.projects`.
Never: a value between two years.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import Engine, func, select

from pipeline.deliver.charts import bars, lines
from pipeline.deliver.units import scale, vietnamese
from pipeline.deliver.wording import STATUSES
from pipeline.reconcile.catalogue import entry_of
from pipeline.reconcile.decisions import Decisions
from pipeline.reconcile.indicators import dimension
from pipeline.reconcile.names import name_key
from pipeline.reconcile.projects import reconcile_projects
from pipeline.store import Store
from pipeline.store.decisions import reviewed_report
from pipeline.store.tables import document, observation
from schemas.observation import Unit
from schemas.project import Project

_MOST_VALUES = 2000
_MOST_YEARS = 12
_MOST_NAMES = 3000
_REACHED = ("actual", "estimate")
_MEASURES = ("level", "share")


@dataclass(frozen=True, slots=True)
class Chart:
    """One group of comparable values: `rows` by area, the cells of a row by year: value, report, place. `names` are the
    other names under which reports state them."""

    title: str
    names: list[str]
    svg: str
    years: list[int]
    rows: list[tuple[str, dict[int, tuple[str, str, str]]]]


@dataclass(frozen=True, slots=True)
class Line:
    """A project over the years: status and cost in words, report and place, by year."""

    name: str
    cells: Mapping[int, tuple[str, str, str]]


def charts(engine: Engine, indicator: str, area: str = "") -> list[Chart]:
    """The charts of an indicator; the group with the most values first."""
    o, d = observation.c, document.c
    columns = (o.indicator, o.area_name, o.year_from, o.low, o.high, o.unit, o.counted, o.measure, o.period_start, o.period_end,
               o.source_start, o.source_end, o.condition, d.hash, d.date)  # fmt: skip
    query = select(*columns).join(document, d.id == o.document_id)
    names = _same(engine, indicator, area)
    query = query.where(o.indicator.in_(names), o.measure.in_(_MEASURES), o.scenario.in_(_REACHED))
    query = query.where(o.year_from.is_not(None), o.area_name.is_not(None), o.condition.is_(None))
    if area:
        query = query.where(o.area_name == area)
    with engine.connect() as connection:
        rows = connection.execute(query.order_by(d.date.desc(), o.id).limit(_MOST_VALUES)).all()
    groups: dict[tuple[Any, ...], dict[tuple[str, int], Any]] = defaultdict(dict)
    for row in rows:
        days = (row.period_start or "")[5:], (row.period_end or "")[5:]
        groups[row.unit, row.counted or "", row.measure, *days].setdefault((row.area_name, row.year_from), row)
    ordered = sorted(groups.items(), key=lambda one: (-len(one[1]), one[0]))
    return [_chart(indicator, group, values) for group, values in ordered]


def projects(store: Store, area: str) -> tuple[list[int], list[Line]]:
    """The years that have a report of the area, and its projects: those of the most years first."""
    d = document.c
    query = select(d.year, d.hash).where(d.area_name == area, d.year.is_not(None), d.project_count > 0)
    with store.engine.connect() as connection:
        rows = connection.execute(query.order_by(d.year, d.date)).all()
    newest = {row.year: row.hash for row in rows}
    years = sorted(newest)[-_MOST_YEARS:]
    found: list[dict[int, tuple[str, str, str]]] = []
    names: list[str] = []
    line_of: dict[str, int] = {}
    before: tuple[Project, ...] = ()
    for year in years:
        now = reviewed_report(store, newest[year])
        if now is None:
            continue
        current, known, line_of = now.report.projects, line_of, {}
        pairs = {one.current: one.previous for one in reconcile_projects(current, before, Decisions()) if one.current}
        for project in current:
            line = known.get(pairs.get(project.id) or "")
            if line is None:
                line = len(found)
                found.append({})
                names.append(project.name)
            names[line] = project.name
            line_of[project.id] = line
            place = f"{project.source.start}-{project.source.end}"
            found[line][year] = (_said(project), newest[year][7:], place)
        before = current
    lined = [Line(name, cells) for name, cells in zip(names, found, strict=True)]
    return years, sorted(lined, key=lambda one: (-len(one.cells), -max(one.cells), one.name))


def _same(engine: Engine, indicator: str, area: str) -> list[str]:
    """The names in the store that mean this indicator; of the more frequent ones, where there are very many."""
    o = observation.c
    query = select(o.indicator, o.unit).where(o.measure.in_(_MEASURES)).group_by(o.indicator, o.unit)
    if area:
        query = query.where(o.area_name == area)
    with engine.connect() as connection:
        own = connection.execute(query.where(o.indicator == indicator)).all()
        others = connection.execute(query.order_by(func.count().desc(), o.indicator, o.unit).limit(_MOST_NAMES)).all()
    wanted = {_meaning(name, unit) for name, unit in own}
    return sorted({indicator} | {name for name, unit in others if _meaning(name, unit) in wanted})


@lru_cache(maxsize=20_000)
def _meaning(name: str, unit: Unit) -> tuple[object, ...]:
    """What two names share that are one indicator: the catalogue's entry, else all that the name says."""
    kind = dimension(unit)
    key = name_key(name, kind)
    entry = entry_of(key, kind)
    return (kind, entry.id) if entry else (kind, key.content, frozenset(key.facets))


def _said(project: Project) -> str:
    cost = f"{vietnamese(project.cost / 1_000_000)} tr.đ" if project.cost is not None else ""
    return ", ".join(filter(None, (STATUSES.get(project.status or "", ""), cost))) or "có nêu"


def _chart(indicator: str, group: tuple[Any, ...], values: Mapping[tuple[str, int], Any]) -> Chart:
    unit, counted, _, start, end = group
    middle = {place: (Decimal(row.low) + Decimal(row.high)) / 2 for place, row in values.items()}
    shown = scale(unit, max(map(abs, middle.values())), counted or None)
    scaled = {place: value / shown.factor for place, value in middle.items()}
    stretch = "" if (start, end) in (("", ""), ("01-01", "12-31")) else f", từ {_day(start)} đến {_day(end)}"
    title = indicator + (f" ({shown.label})" if shown.label else "") + stretch
    by_area: dict[str, dict[int, tuple[str, str, str]]] = defaultdict(dict)
    for (area, year), row in sorted(values.items()):
        said = vietnamese(Decimal(row.low) / shown.factor)
        if row.high != row.low:
            said += f"–{vietnamese(Decimal(row.high) / shown.factor)}"
        by_area[area][year] = (said, row.hash[7:], f"{row.source_start}-{row.source_end}")
    several = any(len(cells) > 1 for cells in by_area.values())
    svg = (lines if several else bars)(scaled) if len(scaled) > 1 else ""
    names = sorted({row.indicator for row in values.values()} - {indicator})
    return Chart(title, names, svg, sorted({year for _, year in values}), sorted(by_area.items()))


def _day(day: str) -> str:
    return "/".join(reversed(day.split("-")))
