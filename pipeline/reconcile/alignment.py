"""Last year's figures brought to this year's areas and stretch of the year, so that only like is compared with like.

Problem: a folder or table holds the figures of many areas; since July 2025 the area of a report may be a sum of last
year's areas, or hold only a part of one; a table says nowhere that its figures are for six months.
Signals: how each current area stands to the previous ones (`areas.relate`); the kind of figure, which says whether it
adds up; the span of the current report for a table that names none.
Never: adds rates, averages or indices, or adds up where one of the parts is lacking.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce

from pipeline.check.intervals import Quantity
from pipeline.frozen import replace
from pipeline.grammar.gazetteer import area_key
from pipeline.lexicon.function_words import noun_class
from pipeline.reconcile.areas import AreaName, Link, area_name, relate, system_of
from pipeline.reconcile.indicators import Indicator, dimension
from pipeline.reconcile.sources import Figures, Previous
from schemas.reconciliation import AreaLink, InputProblem

_ADDITIVE = frozenset({"VND", "USD", "ha", "m2", "m3", "km", "m", "t", "kWh", "MW", "count"})
_AVERAGE = re.compile(
    r"bình quân|\bbq|trung bình|mật độ|năng suất|tỷ lệ|tỉ lệ|tỷ suất|tỷ trọng|cơ cấu"
    r"|chỉ số|tốc độ|tuổi thọ|mức (?:sống|hỗ trợ|thu nhập)|/|đơn giá"
)
_MEAN_POPULATION = re.compile(r"dân số (?:trung bình|tb|bình quân)")


@dataclass(frozen=True, slots=True)
class Aligned:
    """Both sides, with the same `area` on figures of one area; `sides` are the previous sources that were used."""

    current: tuple[Indicator, ...]
    previous: tuple[Indicator, ...]
    sides: tuple[Figures, ...]
    links: tuple[AreaLink, ...]
    problems: tuple[InputProblem, ...]


def align(current: Figures, previous: Previous) -> Aligned:
    """Current figures, and the previous ones that are for the same areas."""
    groups = _groups(previous, current)
    areas = list(groups)
    then = system_of(previous.year, previous.sides[0].span, previous.sides[0].day)
    now = system_of(current.year, current.span, current.day)
    mine: list[Indicator] = []
    theirs: list[Indicator] = []
    links: list[AreaLink] = []
    used: set[int] = set()
    for area, members in _by_area(current.indicators, current.area).items():
        own = area is None or (current.area is not None and area.key == current.area.key)
        label = "" if own else area.key if area else ""
        mine += [replace(one, area=label) for one in _spanned(members, current.span)]
        link = _link(area, now, areas, then, own=own)
        used.update(link.parts)
        theirs += _brought(link, [groups[areas[i]] for i in link.parts], label)
        if own or link.relation not in ("same", "unknown"):
            links.append(_published(area, areas, link))
    rest = [area for i, area in enumerate(areas) if i not in used]
    sides = tuple(side for side in previous.sides if areas.index(side.area) in used)
    inside = {
        area for side in sides if side.document for area in _by_area(side.indicators, side.area) if area != side.area
    }
    for area in rest:
        if area in inside:  # a part of an area that was compared: its figures are missing this year
            theirs += [replace(one, area=area.key if area else "") for one in groups[area]]
    return Aligned(
        tuple(sorted(mine, key=lambda one: one.order)),
        tuple(theirs),
        sides,
        tuple(links),
        (*_other_spans(current, sides), *_passed_over(previous, rest, inside)),
    )


def _link(area: AreaName | None, now: str, areas: Sequence[AreaName | None], then: str, *, own: bool) -> Link:
    if area is None:
        only = tuple(range(len(areas))) if len(areas) == 1 else tuple(i for i, one in enumerate(areas) if one is None)
        return Link("same" if only else "unknown", only[:1], "báo cáo kỳ này không rõ địa bàn")
    link = relate(area, now, areas, then)  # type: ignore[arg-type]
    if link.relation == "unknown" and not link.parts and own and now == then and len(areas) == 1:
        other = areas[0]
        name = other.printed if other else "?"
        return Link("unknown", (0,), f"tên địa bàn khác nhau ({area.printed} / {name}): coi là một theo lệnh đã cho")
    return link


def _brought(link: Link, parts: Sequence[Sequence[Indicator]], label: str) -> Iterator[Indicator]:
    """The figures behind a current area, as figures of that area."""
    if not parts:
        return
    if len(parts) == 1:
        reason = None if link.comparable or link.relation == "unknown" else link.message
        yield from (replace(one, area=label, incomparable=reason) for one in parts[0])
        return
    same: dict[object, list[Indicator]] = defaultdict(list)
    for part in parts:
        for one in part:
            same[one.key, dimension(one.unit)].append(one)
    for members in same.values():
        if not link.comparable:
            yield replace(members[0], area=label, incomparable=link.message)
        elif not all(_adds_up(one) for one in members):
            reason = f"{link.message}; chỉ tiêu này không cộng được"
            yield replace(members[0], area=label, incomparable=reason)
        elif len(members) != len(parts):
            reason = f"{link.message}; chỉ có số của {len(members)}/{len(parts)} đơn vị"
            yield replace(members[0], area=label, incomparable=reason)
        else:
            yield _sum(members, label)


def _adds_up(one: Indicator) -> bool:
    name = _MEAN_POPULATION.sub("", one.name.casefold())
    met = one.counted in noun_class("criterion")  # criteria that each unit meets anew
    return one.unit in _ADDITIVE and _AVERAGE.search(name) is None and not met


def _sum(members: Sequence[Indicator], label: str) -> Indicator:
    first = members[0]
    assert all(one.unit == first.unit or dimension(one.unit) == dimension(first.unit) for one in members)
    figures = [one.figure for one in members]
    total = Quantity(
        value=sum((figure.value for figure in figures), start=figures[0].value * 0),
        allowed=reduce(lambda one, other: one + other, (figure.allowed for figure in figures)),
        resolution=max(figure.resolution for figure in figures),
        exact=all(figure.exact for figure in figures),
    )
    estimate = any(one.scenario == "estimate" for one in members)
    return replace(
        first, id="+".join(one.id for one in members), figure=total, area=label, statements=(),
        scenario="estimate" if estimate else first.scenario,
    )  # fmt: skip


def _groups(previous: Previous, current: Figures) -> dict[AreaName | None, list[Indicator]]:
    groups: dict[AreaName | None, list[Indicator]] = {}
    for side in previous.sides:
        span = side.span or (current.span if side.document is None else frozenset())
        for area, members in _by_area(side.indicators, side.area).items():
            groups.setdefault(area, []).extend(_spanned(members, span))
    return groups


def _by_area(indicators: Iterable[Indicator], main: AreaName | None) -> dict[AreaName | None, list[Indicator]]:
    """Figures by area; those that name none, or the main area in other words, are the main area's."""
    groups: dict[AreaName | None, list[Indicator]] = {main: []}
    for one in indicators:
        if one.area is None or (main is not None and area_key(one.area) in (main.key, "")):
            groups[main].append(one)
        else:
            groups.setdefault(area_name(one.area, None, one.area_code), []).append(one)
    return groups


def _spanned(indicators: Iterable[Indicator], span: frozenset[str]) -> Iterator[Indicator]:
    """Figures that name no stretch of the year are for the one their source covers; a season is one by itself."""
    for one in indicators:
        silent = not one.key.facet("span") and one.key.facet("season") <= {"whole"}
        yield replace(one, key=one.key.with_facet("span", span)) if span and silent else one


def _published(area: AreaName | None, areas: Sequence[AreaName | None], link: Link) -> AreaLink:
    names = tuple((areas[i].printed if areas[i] else "") for i in link.parts)  # type: ignore[union-attr]
    return AreaLink(current=area.printed if area else "", previous=names, relation=link.relation, message=link.message)


def _other_spans(current: Figures, sides: Sequence[Figures]) -> Iterator[InputProblem]:
    """A half-year is not compared with a year; figures that name their own span still are."""
    for side in sides:
        if side.document is not None and side.span != current.span:
            yield InputProblem(
                file=side.file, message="kỳ trước và kỳ này là hai quãng khác nhau của năm: không so được"
            )


def _passed_over(
    previous: Previous, rest: Sequence[AreaName | None], inside: set[AreaName | None]
) -> Iterator[InputProblem]:
    others = sorted(area.printed for area in rest if area is not None and area not in inside)
    if others:
        listed = ", ".join(others[:5]) + ("…" if len(others) > 5 else "")
        yield InputProblem(file=previous.file, message=f"bỏ qua số liệu của {len(others)} địa bàn khác: {listed}")
