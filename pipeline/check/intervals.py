"""Interval arithmetic over printed digits: what a figure may be, given how it was printed.

Problem: `3.103 tỷ` is not 3103e9 but anything that rounds to it; `trên 1.100` is anything from 1.100 up. A relation is
contradicted only if no value that the printed digits allow satisfies it.
Signals: the place value of the last printed digit, whether the unit counts or measures, the approximation word.
Never: no binary floats, and no tolerance that the print does not give.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from pipeline.frozen import dataclass
from schemas.observation import Observation

ZERO = Decimal(0)
HUNDRED = Decimal(100)
_HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Interval:
    """Closed, in the canonical unit; an open end is None."""

    low: Decimal | None
    high: Decimal | None

    def __add__(self, other: Interval) -> Interval:
        return Interval(_both(self.low, other.low, Decimal.__add__), _both(self.high, other.high, Decimal.__add__))

    def __neg__(self) -> Interval:
        return Interval(None if self.high is None else -self.high, None if self.low is None else -self.low)

    def __sub__(self, other: Interval) -> Interval:
        return self + -other

    def __mul__(self, other: Interval) -> Interval:
        """Of quantities that are not negative: sizes, counts, yields, percentages."""
        if _negative(self) or _negative(other):
            raise ValueError("products are of quantities that are not negative")
        low = _both(self.low, other.low, Decimal.__mul__)
        return Interval(ZERO if low is None else low, _both(self.high, other.high, Decimal.__mul__))

    def __truediv__(self, other: Interval) -> Interval:
        """By a divisor that is not negative; the quotient is open where the divisor may be zero."""
        if _negative(other):
            raise ValueError("divisors are not negative")
        ends = [end for end in (other.low, other.high) if end]
        if len(ends) < 2:
            if self.low is not None and self.low >= 0 and other.low:
                return Interval(ZERO, None if self.high is None else self.high / other.low)
            return Interval(None, None)
        low = None if self.low is None else self.low / ends[self.low >= 0]
        high = None if self.high is None else self.high / ends[self.high < 0]
        return Interval(low, high)

    def scaled(self, factor: Decimal) -> Interval:
        """Times a positive factor."""
        return Interval(
            None if self.low is None else self.low * factor, None if self.high is None else self.high * factor
        )

    def gap(self, other: Interval) -> Decimal:
        """How far apart the two are; 0 where they share a value."""
        low, high = self.low, self.high
        if low is not None and other.high is not None and low > other.high:
            return low - other.high
        if other.low is not None and high is not None and other.low > high:
            return other.low - high
        return ZERO

    def holds(self, value: Decimal) -> bool:
        return (self.low is None or self.low <= value) and (self.high is None or value <= self.high)

    @property
    def middle(self) -> Decimal | None:
        """The value that exact digits would give; None where an end is open."""
        return None if self.low is None or self.high is None else (self.low + self.high) / 2


def point(value: Decimal | int) -> Interval:
    return Interval(Decimal(value), Decimal(value))


@dataclass(frozen=True, slots=True)
class Quantity:
    """A printed figure as relations see it. `allowed` holds every value that prints so; `exact` is True where it counts
    and every unit was printed; `observation` is None for a number that is counted, not printed (the items of a
    list)."""

    value: Decimal
    allowed: Interval
    resolution: Decimal
    exact: bool
    observation: Observation | None = None

    @property
    def firm(self) -> bool:
        """Were both ends printed, without `trên`, `gần`, `khoảng`?"""
        return self.allowed.low is not None and self.allowed.high is not None

    def __neg__(self) -> Quantity:
        return Quantity(-self.value, -self.allowed, self.resolution, self.exact, self.observation)


def is_subtracted(q: Quantity) -> bool:
    """Is this a size that a relation takes away: of the other sign than what was printed?"""
    return q.observation is not None and q.observation.measure != "change" and q.value == -q.observation.low != 0


def printed(
    value: Decimal | int | str, resolution: Decimal | int | str = 1, *, exact: bool = False, approx: str = "exact"
) -> Quantity:
    """The quantity of printed digits without a record: `printed("84.46", "0.01")`, `printed(128, exact=True)`."""
    number, place = Decimal(value), Decimal(resolution)
    return Quantity(number, _allowed(number, number, place, exact, approx), place, exact)


def quantity(o: Observation) -> Quantity:
    """The quantity of an observation: counts are exact unless printed in thousands or millions, measures are
    rounded."""
    low = o.low
    exact = o.unit == "count" and o.resolution <= 1 and low == low.to_integral_value()
    return Quantity(low, _allowed(low, o.high, o.resolution, exact, o.approx), o.resolution, exact, o)


def _allowed(low: Decimal, high: Decimal, resolution: Decimal, exact: bool, approx: str) -> Interval:
    if exact and approx == "exact":
        return Interval(low, high)
    half = ZERO if exact else resolution * _HALF
    if approx == "about":
        return Interval(None, None)
    if approx in ("over", "under"):
        # `giảm hơn 5%` is a change of -5 % or less.
        upward = (approx == "over") == (high >= 0)
        return Interval(low - half, None) if upward else Interval(None, high + half)
    return Interval(low - half, high + half)


def _negative(interval: Interval) -> bool:
    return interval.low is not None and interval.low < 0


def _both(a: Decimal | None, b: Decimal | None, operation: Callable[[Decimal, Decimal], Decimal]) -> Decimal | None:
    return None if a is None or b is None else operation(a, b)
