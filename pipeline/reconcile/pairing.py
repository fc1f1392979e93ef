"""Which report of a run is last year's of which: this year's annual report against the annual one of the year before.

Signals, in order: the year before exactly; the same stretch of the year (a half-year with a half-year, nine months with
nine months, a year with a year); the same area, by code or by name and province, or the whole units that the area was
made of in the reform of 2025. Of several such reports the one by the same issuer comes first, then the newest by its
date, then the one whose key sorts last, so that the choice does not depend on the order of the inputs.
Never: a comparison with a part of a divided unit, with another stretch of the year or across a missing year; a report
whose year or area is not known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from pipeline.grammar.folding import fold
from pipeline.grammar.gazetteer import area_key
from pipeline.jobs import About
from pipeline.reconcile import indicators
from pipeline.reconcile.areas import AreaName, area_name, relate, system_of
from pipeline.reconcile.names import stated_facets
from schemas import Report
from schemas.source import Period


def about(report: Report) -> About:
    """What the rule needs to know of a report."""
    header = report.document.header
    area = header.area
    return About(
        year=indicators.year_of(report),
        span=span_of(header.period) if header.period else "",
        area=area.name if area else indicators.area_of(report),
        code=area.code if area else None,
        superior=header.superior,
        issuer=header.issuer,
        date=header.date,
        scheme=area.scheme if area else None,
    )


def pairs(reports: Mapping[str, About]) -> dict[str, tuple[str, ...]]:
    """For each report that has one, the key of last year's, or the keys where its area is a sum of last year's areas."""
    known = {key: (one, area) for key, one in reports.items() if one.year and (area := _area(one)) is not None}
    by_time: dict[tuple[int, str], _Year] = defaultdict(_Year)
    for key, (one, area) in sorted(known.items()):
        by_time[one.year or 0, one.span].add(key, one, area)
    found = {}
    for key, (one, area) in sorted(known.items()):
        before = by_time.get(((one.year or 0) - 1, one.span))
        if before is not None and (previous := before.of(one, area)):
            found[key] = previous
    return found


def span_of(period: Period) -> str:
    """`01-01/06-30`, or what the label says where it gives no days; empty for the whole year."""
    if period.start and period.end:
        days = f"{period.start[5:]}/{period.end[5:]}"
        return "" if days == "01-01/12-31" and period.start[:4] == period.end[:4] else days
    return "+".join(sorted(stated_facets(period.label).get("span", frozenset())))


class _Year:
    """The reports of one stretch of one year, found by the name or code of their area."""

    def __init__(self) -> None:
        self._all: list[tuple[str, About, AreaName]] = []
        self._named: dict[str, list[tuple[str, About, AreaName]]] = defaultdict(list)

    def add(self, key: str, one: About, area: AreaName) -> None:
        self._all.append((key, one, area))
        for name in {area.key, area.code or area.key}:
            self._named[name].append((key, one, area))

    def of(self, current: About, area: AreaName) -> tuple[str, ...]:
        """The keys of last year's reports of this area; none where there is none that can be compared."""
        early = frozenset({"half"}) if _ends_early(current.span) else frozenset[str]()
        now, then = system_of(current.year, early, current.date), system_of((current.year or 0) - 1, early)
        if now == then:  # the same units: only those of its name or code can be meant
            candidates = {
                one[0]: one for name in (area.key, area.code or area.key) for one in self._named.get(name, ())
            }
            there: Iterable[tuple[str, About, AreaName]] = candidates.values()
        else:
            there = self._all
        ranked = sorted(there, key=lambda one: _rank(current, one[0], one[1]), reverse=True)
        link = relate(area, now, [one[2] for one in ranked], then)
        return tuple(ranked[part][0] for part in link.parts) if link.comparable else ()


def _ends_early(span: str) -> bool:
    """Whether the stretch ends in the first half of the year."""
    return span.rpartition("/")[2][:2] in ("01", "02", "03", "04", "05", "06") or span in ("half", "q1", "q2")


def _rank(current: About, key: str, one: About) -> tuple[bool, str, str]:
    same = bool(current.issuer) and fold(current.issuer or "") == fold(one.issuer or "")
    return same, one.date or "", key


def _area(one: About) -> AreaName | None:
    area = area_name(one.area, one.superior, one.code, one.scheme)
    return area if area is not None and area_key(area.printed) else None
