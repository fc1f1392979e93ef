"""A report's observations as indicators: one value for the report's year, and what the report says of the year before.

Problem: `Sản lượng lúa đạt 3.005 tấn, tăng 78 tấn so với năm trước` gives two observations, one of them a statement
about last year's figure; targets and parts of fractions are observations too, and no indicators.
Signals, in order: measure, scenario and basis of an observation; the year it is for; the key of its name, its
condition, unit and area, by which repeated values are one indicator; the order of the text, by which a statement
belongs to the level of the same name before it.
Never: changes a value, or invents one that was not printed.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from pipeline.check.intervals import Quantity, quantity
from pipeline.frozen import replace
from pipeline.grammar.folding import fold
from pipeline.reconcile.bases import later_sections, sentence_goes_on, year_against, year_of_figure
from pipeline.reconcile.names import NameKey, name_key, stated_facets
from schemas import Report
from schemas.observation import Observation, Scenario, Unit

_PERCENT: tuple[Unit, ...] = ("%", "permille")
_ONE = Decimal(1)
_DIMENSIONS: dict[Unit, tuple[Unit, Decimal]] = {
    "m2": ("ha", Decimal("0.0001")),
    "m": ("km", Decimal("0.001")),
    "permille": ("%", Decimal("0.1")),
    "VND/person/year": ("VND", _ONE),
    "VND/ha": ("VND", _ONE),
}
"""Units that are not the unit of their dimension: that unit, and how much of it one of them is. Income per head is
often typed as plain `triệu đồng`; there the name says what it is of."""
_PER_10000 = re.compile(r"(?:1 |một |10[.]?000 |/)?vạn dân|10[.]000 dân")
_GROWTH, _INDEX = "tốc độ tăng", "chỉ số"
_RATE = re.compile(r"(?:tỷ|tỉ) (?:lệ|suất|số)\b|tốc độ|chỉ số", re.IGNORECASE)
_ALLOTTED = re.compile(r"(?:tổng )?(?:số )?(?:kế hoạch vốn|kh vốn|khv|vốn .*\bgiao\b)", re.IGNORECASE)
"""what was allotted for the year is no target that a result is measured by alone: the year after has one too"""
_SECTION_NUMBER = re.compile(r"^[\dIVXivx.)a-đ ]{1,8}(?=\w{3})")


@dataclass(frozen=True, slots=True)
class Statement:
    """What a report says of an earlier year: a change or ratio against it, or its value (`kind` "previous"). `base` is
    that year; None where it is the year before, whichever that is."""

    kind: str
    figure: Quantity
    unit: Unit
    id: str = ""
    base: int | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator of one year. `figure` is in the canonical `unit`.

    `key` holds the stretch of the year and the season too; `whole` is the key with the name of the row that an item of
    a table stands under, or of the figure before it in its sentence, by which it may be known as well; `item` that it is one
    of a table; `order` is the place in the source;
    `incomparable` says why the value is not to be compared (a divided area, a rate over merged areas)."""

    id: str
    name: str
    key: NameKey
    unit: Unit
    figure: Quantity
    scenario: Scenario = "actual"
    counted: str | None = None
    code: str | None = None
    area: str | None = None
    area_code: str | None = None
    section: str | None = None
    statements: tuple[Statement, ...] = ()
    order: int = 0
    incomparable: str | None = None
    whole: NameKey | None = None
    item: bool = False

    @property
    def keys(self) -> tuple[NameKey, ...]:
        """By which names it may be known."""
        return (self.key,) if self.whole is None else (self.key, self.whole)

    @property
    def value(self) -> Decimal:
        return self.figure.value


def rated(name: str, unit: Unit) -> Unit:
    """The unit with what the name says it is per: `Số bác sĩ trên 1 vạn dân` of `9,6 bác sĩ` is no count."""
    return "per_10000" if unit == "count" and _PER_10000.search(fold(name)) else unit


def dimension(unit: Unit) -> Unit:
    """The unit to which figures of one kind are brought before they are compared."""
    return _DIMENSIONS[unit][0] if unit in _DIMENSIONS else unit


def converted(figure: Quantity, unit: Unit, to: Unit) -> Quantity | None:
    """The figure in another unit of the same dimension; None where there is no way from one to the other."""
    if unit == to:
        return figure
    if dimension(unit) != dimension(to):
        return None
    factor = _DIMENSIONS.get(unit, (unit, _ONE))[1] / _DIMENSIONS.get(to, (to, _ONE))[1]
    return replace(
        figure,
        value=figure.value * factor,
        allowed=figure.allowed.scaled(factor),
        resolution=figure.resolution * factor,
    )


def of_report(report: Report, year: int | None = None) -> tuple[Indicator, ...]:
    """The indicators of a report for its own year, in the order of the text."""
    year = year or year_of(report)
    later = later_sections(report, year) if year is not None else frozenset[str]()
    titles = {section.id: _SECTION_NUMBER.sub("", section.title or "").casefold() for section in report.sections}
    gathered = _Gathered()
    last: Observation | None = None
    for order, o in enumerate(sorted(report.observations, key=lambda o: o.source.start)):
        if o.section in later:
            continue  # what is planned for the years after
        key = _key(o)
        made = _indicator(o, key, titles.get(o.section or ""), order)
        if last is not None and sentence_goes_on(report, last, o) and last.indicator != o.indicator:
            made = replace(made, whole=_key(o, f"{last.indicator} {o.indicator}"))
        if statement := _statement(report, o, year):
            gathered.statement(_Place.of(o, key), statement, made)
        elif _is_level(o, year):
            gathered.level(_Place.of(o, key), made)
            last = o
    return gathered.indicators()


@dataclass(frozen=True, slots=True)
class _Place:
    """What a level and the statements about it have in common: the printed name, condition and area, and the season and
    span of the year as far as both name them."""

    name: str
    condition: str | None
    area: str | None
    stretch: tuple[frozenset[str], frozenset[str]] | None

    @classmethod
    def of(cls, o: Observation, key: NameKey) -> _Place:
        stretch = (key.facet("season") - {"whole"}, key.facet("span"))
        return cls(fold(o.indicator), o.condition, o.area.name if o.area else None, stretch)

    @property
    def loose(self) -> _Place:
        """The place without its stretch: `cùng kỳ năm trước` names none."""
        return replace(self, stretch=None)


class _Gathered:
    """Levels met so far, each value of an indicator once, and the statements that wait for a level."""

    def __init__(self) -> None:
        self._values: dict[tuple[object, ...], list[Indicator]] = {}
        self._open: dict[_Place, tuple[list[Indicator], int]] = {}
        self._waiting: dict[_Place, list[tuple[Statement, Indicator]]] = {}

    def level(self, place: _Place, made: Indicator) -> None:
        same = self._values.setdefault((made.key, made.unit, made.area), [])
        at = next((i for i, one in enumerate(same) if _same_value(one, made)), len(same))
        if at == len(same):
            same.append(made)
        self._open[place] = self._open[place.loose] = (same, at)
        for waiting in (self._waiting.pop(place, ()), self._waiting.pop(place.loose, ())):
            for statement, _ in waiting:
                _state(same, at, statement)

    def statement(self, place: _Place, statement: Statement, made: Indicator) -> None:
        """To the level of the same name before it, else to the next; `made` is the statement as an indicator."""
        target = self._open.get(place)
        if target is None and statement.kind == "previous":
            target = self._open.get(place.loose)  # its own period is last year's
        if target is None:
            waiting = place.loose if statement.kind == "previous" else place
            self._waiting.setdefault(waiting, []).append((statement, made))
        else:
            _state(*target, statement)

    def indicators(self) -> tuple[Indicator, ...]:
        """The levels, and the rates of growth of what is stated by its growth alone (`GRDP tăng 9,24%`)."""
        alone = [said for waiting in self._waiting.values() for said in waiting if not self._state_alike(*said)]
        levels = [one for same in self._values.values() for one in same]
        grown = [
            made
            if _INDEX in made.key.content
            else replace(made, key=replace(made.key, content=made.key.content | {_GROWTH}))
            for statement, made in alone
            if statement.kind == "change" and statement.unit == "%"
        ]
        return tuple(sorted((*levels, *grown), key=lambda one: one.order))

    def _state_alike(self, statement: Statement, made: Indicator) -> bool:
        """To the nearest level before it whose name says the same in other words; is there one?"""
        said = name_key(made.name)
        before = [
            (one.order, same, at)
            for same in self._values.values()
            for at, one in enumerate(same)
            if one.order < made.order and one.area == made.area and name_key(one.name) == said
        ]
        if not before:
            return False
        _, same, at = max(before, key=lambda one: one[0])
        _state(same, at, statement)
        return True


def _state(levels: list[Indicator], at: int, statement: Statement) -> None:
    levels[at] = replace(levels[at], statements=(*levels[at].statements, statement))


def year_of(report: Report) -> int | None:
    """The year that the report is for: its header's, else the one that most of its levels are for."""
    if report.document.header.year is not None:
        return report.document.header.year
    years = Counter(o.year for o in report.observations if isinstance(o.year, int) and o.scenario != "previous")
    return max(years, key=lambda year: (years[year], year)) if years else None


def area_of(report: Report) -> str | None:
    """The area that most of a report's observations are for."""
    areas = Counter(o.area.name for o in report.observations if o.area is not None)
    return areas.most_common(1)[0][0] if areas else None


def _indicator(o: Observation, key: NameKey, section: str | None, order: int) -> Indicator:
    area = o.area
    return Indicator(
        id=o.id, name=o.indicator, key=key, unit=rated(o.indicator, o.unit), figure=quantity(o), scenario=o.scenario,
        counted=o.counted, code=o.code, area=area.name if area else None, area_code=area.code if area else None,
        section=section, order=order,
    )  # fmt: skip


def _key(o: Observation, name: str | None = None) -> NameKey:
    """The key of an observation's name, or another for it, with what its condition and its period add to it."""
    name = " ".join(filter(None, (name or o.indicator, o.condition)))
    key = name_key(name, dimension(rated(name, o.unit)))
    if o.period is not None:
        for facet, values in stated_facets(o.period.label).items():
            if facet in ("season", "span") and not key.facet(facet):
                key = key.with_facet(facet, values)
    return key


def _is_level(o: Observation, year: int | None) -> bool:
    allotted = o.scenario == "plan" and o.measure == "level" and _ALLOTTED.match(o.indicator) is not None
    if not (o.scenario in ("actual", "estimate") or allotted) or (year is not None and not _is_of(o.year, year)):
        return False
    if o.measure in ("level", "share"):
        return o.unit != "pp"
    if o.measure == "ratio":
        return o.unit in _PERCENT and (o.basis in ("total", None) or _RATE.match(o.indicator) is not None)
    return _GROWTH in name_key(o.indicator).content


def _is_of(year: int | str | None, wanted: int) -> bool:
    return year is None or year == wanted or (isinstance(year, str) and year.startswith(str(wanted)))


def _statement(report: Report, o: Observation, year: int | None) -> Statement | None:
    """What an observation says of an earlier year, if anything."""
    if o.measure in ("level", "share") and o.scenario != "plan":
        if o.scenario == "previous":
            base = o.year if isinstance(o.year, int) else None if year is None else year - 1
        else:
            base = year_of_figure(report, o, year) if year is not None and _is_of(o.year, year) else None
            if base is None:
                return None
        return Statement("previous", quantity(o), o.unit, o.id, base)
    if o.scenario == "plan" or o.measure not in ("change", "ratio") or o.basis in (None, "plan", "total"):
        return None
    base = year_against(report, o, year) if year is not None else None
    if base is None and o.basis != "previous_year":
        return None  # against a month, a quarter, or a year that is not named
    return Statement(o.measure, quantity(o), o.unit, o.id, base)


def _same_value(one: Indicator, other: Indicator) -> bool:
    return one.figure.allowed.gap(other.figure.allowed) == 0
