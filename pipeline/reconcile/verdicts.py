"""What this year's report says of last year, against last year's figure.

Problem: `tăng 10,95% so với năm trước` is true of every previous value from 2.796,6 to 2.797,3 tỷ; `tỷ lệ hộ nghèo giảm
1,2%` and `tăng 2,5 lần` have two readings each.
Signals, in order: a value that the report itself gives for last year; changes and ratios against last year. Every
comparison is of intervals: what the printed digits of both reports allow. A statement with two readings contradicts
only if both do.
Never: a tolerance that the print does not give; a contradiction from a figure said to be `khoảng`.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.check.intervals import HUNDRED, ZERO, Interval, Quantity, point
from pipeline.reconcile.indicators import Indicator, Statement, converted, dimension
from schemas.reconciliation import IndicatorStatus

_SHARES = ("%", "permille")
_ONE = point(1)
_FEW_PAIRS = 8
_FAR = 4.5
"""Robust standard deviations from the middle of all changes at which one is improbable."""
_TENFOLD = math.log(10)
_LEAST_SPREAD = 0.15


@dataclass(frozen=True, slots=True)
class Check:
    """One statement against last year's figure. `implied` is what the statement leaves for last year in the reading
    that fits (the first, if none does); `change` is what the two values give, in `change_unit`."""

    statement: Statement
    holds: bool
    implied: Interval
    change: Interval
    change_unit: str


@dataclass(frozen=True, slots=True)
class Verdict:
    status: IndicatorStatus
    check: Check | None
    stated_previous: Quantity | None
    used: tuple[str, ...]


def judge(current: Indicator, previous: Indicator) -> Verdict:
    """The verdict on a pair of one dimension. A restatement explains changes that fit the restated value."""
    before = converted(previous.figure, previous.unit, current.unit)
    assert before is not None, "a pair has one dimension"
    if previous.incomparable:
        return Verdict("no_statement", None, None, ())
    stated = [
        one for one in current.statements if one.kind == "previous" and dimension(one.unit) == dimension(current.unit)
    ]
    checks = [check for one in current.statements if (check := _check(current, one, before)) is not None]
    used = tuple(one.id for one in current.statements)
    own = converted(stated[0].figure, stated[0].unit, current.unit) if stated else None
    first = next((check for check in checks if not check.holds), checks[0] if checks else None)
    if own is not None and own.allowed.gap(before.allowed) > 0:
        return Verdict("restated", first, own, used)
    if first is not None:
        return Verdict("agrees" if first.holds else "contradicts", first, own, used)
    return Verdict("no_statement" if own is None else "agrees", None, own, used)


def leads_to(current: Indicator, statement: Statement, previous: Indicator) -> float:
    """How surely the statement leads from the current value to the previous one, in bits: the fewer other values of its
    size it would lead to, the surer. 0 where it does not."""
    before = converted(previous.figure, previous.unit, current.unit)
    if before is None or not before.firm or previous.incomparable:
        return 0.0
    if statement.kind == "previous":
        own = converted(statement.figure, statement.unit, current.unit)
        implied = own.allowed if own is not None and own.allowed.gap(before.allowed) == 0 else None
    else:
        check = _check(current, statement, before)
        implied = check.implied if check is not None and check.holds else None
    if implied is None or implied.low is None or implied.high is None or not before.value:
        return 0.0
    width = max(implied.high - implied.low, before.resolution)
    return max(0.0, math.log2(abs(before.value) / width))


def computed_change(current: Indicator, previous: Indicator) -> tuple[Interval, str] | None:
    """The change between the two values: in points between shares, else in %; None where it has no finite bounds."""
    before = converted(previous.figure, previous.unit, current.unit)
    if before is None:
        return None
    return _change(current.figure.allowed, before.allowed, in_points=current.unit in _SHARES)


def _change(now: Interval, before: Interval, *, in_points: bool) -> tuple[Interval, str] | None:
    if in_points:
        return now - before, "pp"
    if before.low is None or before.low <= 0:
        return None
    return ((now / before) - _ONE).scaled(HUNDRED), "%"


def _check(current: Indicator, statement: Statement, before: Quantity) -> Check | None:
    """One change or ratio; None where it cannot be compared (another dimension, no bounds)."""
    readings = list(_implied(current, statement))
    if not readings:
        return None
    fitting = next((one for one in readings if one.gap(before.allowed) == 0), None)
    now, then = current.figure.allowed, before.allowed
    absolute = dimension(statement.unit) == dimension(current.unit) and statement.unit not in _SHARES
    if absolute:
        change, unit = now - then, str(current.unit)
    else:
        of_share = current.unit in _SHARES and statement.kind == "change"
        change, unit = _change(now, then, in_points=of_share) or (Interval(None, None), "%")
    return Check(statement, fitting is not None, fitting or readings[0], change, unit)


def _implied(current: Indicator, statement: Statement) -> Iterator[Interval]:
    """Last year's value by each reading of the statement."""
    now, said, unit = _at_least_zero(current.figure), statement.figure.allowed, statement.unit
    if statement.kind == "previous":
        return
    if statement.kind == "ratio":
        if unit in ("%", "times") and _positive(now) and _positive(said):
            yield now / (said.scaled(1 / HUNDRED) if unit == "%" else said)
        return
    if current.unit in _SHARES and unit in (*_SHARES, "pp"):
        points = converted(statement.figure, "%" if unit == "pp" else unit, current.unit)
        yield now - (points or statement.figure).allowed
        if unit == "pp":
            return
    elif dimension(unit) == dimension(current.unit):
        same = converted(statement.figure, unit, current.unit)
        assert same is not None
        yield now - same.allowed
        return
    if not _positive(now):
        return
    if unit == "%" and _positive(factor := said.scaled(1 / HUNDRED) + _ONE):
        yield now / factor
    elif unit == "times" and _positive(said):  # `tăng 2,5 lần`: to, or by
        yield now / said
        yield now / (said + _ONE)


def _at_least_zero(figure: Quantity) -> Interval:
    """A size that rounds to 0 is not below it."""
    low = figure.allowed.low
    return Interval(ZERO, figure.allowed.high) if low is not None and low < 0 <= figure.value else figure.allowed


def _positive(interval: Interval) -> bool:
    return interval.low is None or interval.low >= 0


def improbable(pairs: Sequence[tuple[Indicator, Indicator]]) -> list[bool]:
    """Which changes lie far outside the distribution of all changes of this comparison (logarithms of the ratios)."""
    logs = [_log_ratio(current, previous) for current, previous in pairs]
    known = [value for value in logs if value is not None]
    if len(known) < _FEW_PAIRS:
        return [value is not None and abs(value) > _TENFOLD for value in logs]
    middle = statistics.median(known)
    spread = max(1.4826 * statistics.median(abs(value - middle) for value in known), _LEAST_SPREAD)
    return [value is not None and abs(value - middle) > _FAR * spread for value in logs]


def _log_ratio(current: Indicator, previous: Indicator) -> float | None:
    before = converted(previous.figure, previous.unit, current.unit)
    if previous.incomparable or before is None or before.value <= 0 or current.value <= 0:
        return None
    return math.log(current.value / before.value)
