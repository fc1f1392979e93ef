"""This year's report against last year's figures: pairs, verdicts, projects.

    sources     what CURRENT and PREVIOUS are: reports, folders, stores, tables
    bases       which year a figure is compared with, by the words around it
    unmarked    names and units typed without marks
    alignment   previous figures brought to the areas of the current report
    match       which figure belongs to which, with the reasons (blocks, names, letters, evidence)
    verdicts    what the report says of last year, against last year's figure
    projects    the same for projects
    render      the result for people

`reconcile` puts them in order. It never reads or writes a file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipeline.check.intervals import HUNDRED, Interval
from pipeline.frozen import replace
from pipeline.reconcile.alignment import align
from pipeline.reconcile.catalogue import entry_of
from pipeline.reconcile.decisions import Decisions
from pipeline.reconcile.indicators import Indicator, converted, dimension
from pipeline.reconcile.match import NOBODY_SAID, Pair, match
from pipeline.reconcile.projects import reconcile_projects
from pipeline.reconcile.sources import Figures, Previous
from pipeline.reconcile.verdicts import Check, computed_change, improbable, judge
from pipeline.reconcile.wording import amount, sentence
from schemas import finding
from schemas.reconciliation import ChangeInterval, ReconciledIndicator, Reconciliation, Side

__all__ = ["reconcile"]


def reconcile(current: Figures, previous: Previous, decisions: Decisions = NOBODY_SAID) -> Reconciliation:
    """One record per indicator and per project of either year."""
    both = align(_against(current, previous.year), previous)
    pairs = match(both.current, both.previous, decisions=decisions)
    projects = [project for side in both.sides for project in side.projects]
    return Reconciliation(
        current=Side(file=current.file, year=current.year),
        previous=Side(file=both.sides[0].file if len(both.sides) == 1 else previous.file, year=previous.year),
        indicators=tuple(_records(both.current, both.previous, pairs)),
        projects=tuple(reconcile_projects(current.projects, projects, decisions)),
        areas=both.links,
        problems=(*current.problems, *previous.problems, *both.problems),
    )


def _against(current: Figures, year: int | None) -> Figures:
    """The current figures with what they say of that year alone."""
    kept = tuple(
        replace(one, statements=tuple(said for said in one.statements if year is None or said.base in (None, year)))
        for one in current.indicators
    )
    return replace(current, indicators=kept)


def _records(
    current: Sequence[Indicator], previous: Sequence[Indicator], pairs: Sequence[Pair]
) -> Iterator[ReconciledIndicator]:
    """The current indicators in their order, then the missing ones in theirs."""
    paired = {pair.current: pair for pair in pairs}
    far = dict(zip(paired, improbable([(current[p.current], previous[p.previous]) for p in pairs]), strict=True))
    for i, one in enumerate(current):
        if i in paired:
            yield _pair(one, previous[paired[i].previous], paired[i], jump=far[i])
        else:
            value = amount(one.value, one.unit, one.counted)
            yield ReconciledIndicator(
                current=one.id, current_name=one.name, code=one.code or _code(one), unit=one.unit, area=one.area or None,
                current_value=one.value, status="new", message=f"{value}; kỳ trước không có chỉ tiêu này",
            )  # fmt: skip
    taken = {pair.previous for pair in pairs}
    for j, one in enumerate(previous):
        if j not in taken:
            value = amount(one.value, one.unit, one.counted)
            yield ReconciledIndicator(
                previous=one.id, previous_name=one.name, code=one.code or _code(one), unit=one.unit, area=one.area or None,
                previous_value=one.value, status="missing", message=f"kỳ trước {value}; kỳ này không nêu",
            )  # fmt: skip


def _pair(current: Indicator, previous: Indicator, pair: Pair, *, jump: bool) -> ReconciledIndicator:
    verdict = judge(current, previous)
    check = verdict.check
    change = (check.change, check.change_unit) if check is not None else computed_change(current, previous)
    if previous.incomparable:
        change = None
    message = sentence(current, previous, verdict) + ("; mức thay đổi bất thường, nên kiểm tra" if jump else "")
    return ReconciledIndicator(
        current=current.id,
        previous=previous.id,
        current_name=current.name,
        previous_name=previous.name,
        code=current.code or previous.code or _code(current),
        unit=current.unit,
        area=current.area or None,
        match=pair.probability,
        confirmed=pair.confirmed,
        current_value=current.value,
        previous_value=_previous_value(current, previous),
        computed_change=ChangeInterval(low=change[0].low, high=change[0].high, unit=change[1]) if change else None,
        stated_change=_stated_change(check),
        stated_change_unit=check.statement.unit if check is not None and check.statement.unit != "times" else None,
        stated_ratio=check.statement.figure.value if check is not None and check.statement.kind == "ratio" else None,
        implied_previous=_published(check.implied) if check is not None else None,
        stated_previous=verdict.stated_previous.value if verdict.stated_previous is not None else None,
        statements=verdict.used,
        status=verdict.status,
        improbable=jump,
        message=message,
        reasons=pair.reasons,
    )


def _previous_value(current: Indicator, previous: Indicator) -> Decimal | None:
    """Last year's value in the unit of the record; None where it is not to be compared."""
    figure = None if previous.incomparable else converted(previous.figure, previous.unit, current.unit)
    return figure.value if figure is not None else None


def _code(one: Indicator) -> str | None:
    entry = entry_of(one.key, dimension(one.unit))
    return entry.code if entry is not None else None


def _stated_change(check: Check | None) -> Decimal | None:
    """The change as stated; `bằng 156,5%` states one of 56,5 %, a factor (`gấp 2 lần`) none."""
    if check is None or check.statement.unit == "times":
        return None
    value = check.statement.figure.value
    return value - HUNDRED if check.statement.kind == "ratio" else value


def _published(interval: Interval) -> finding.Interval:
    return finding.Interval(low=interval.low, high=interval.high)
