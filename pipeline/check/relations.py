"""Relations between quantities, each with its inverse: what the result must be, and what any one member would have to
be.

Problem: a report says the same thing in several figures (a total and its parts, a value and its percentage of the
plan). A relation holds if some value that the digits of the result allow is among those that the digits of the terms
allow.
Never: no decision about which figures belong together; that is what `parts`, `ratios`, `lists`, `repeats` and
`tables` do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import reduce
from operator import mul
from typing import Literal

from pipeline.check.intervals import HUNDRED, ZERO, Interval, Quantity, point
from pipeline.frozen import dataclass
from schemas.finding import Rule

Kind = Literal[
    "sum", "at_most", "same", "count", "ratio", "rate", "quotient", "product", "difference", "growth", "growth_by", "mean",
    "weighted_mean",
]  # fmt: skip
State = Literal["holds", "soft", "fails"]


@dataclass(frozen=True, slots=True)
class Relation:
    """`result` = kind(`terms`), all in canonical units (ha x t/ha = t)."""

    kind: Kind
    result: Quantity
    terms: tuple[Quantity, ...]

    def expected(self) -> Interval:
        """What the terms allow for the result."""
        return _EXPECTED[self.kind]([term.allowed for term in self.terms])

    def state(self) -> State:
        """`soft`: off by no more than one unit of the last digit, where a drafter cut digits off instead of
        rounding."""
        expected = self.expected()
        if self.kind == "at_most":
            low, high = expected.low, self.result.allowed.high
            return "fails" if low is not None and high is not None and low > high else "holds"
        gap = expected.gap(self.result.allowed)
        if gap == 0:
            return "holds"
        if self.kind in ("sum", "same", "count") or self.result.exact:
            return "fails"
        return "soft" if gap < self.result.resolution * _HALF and self._cut_off(expected) else "fails"

    def _cut_off(self, expected: Interval) -> bool:
        """Whole percentages are not rounded up by drafters; fine digits now and then are."""
        middle = expected.middle
        return middle is None or self.result.resolution < 1 or abs(middle) >= abs(self.result.value)

    def wanted(self, index: int) -> Interval | None:
        """What member `index` (0: the result, 1: the first term …) would have to be for the relation to hold."""
        if index == 0:
            return self.expected()
        others = [term.allowed for i, term in enumerate(self.terms, 1) if i != index]
        solve = _SOLVED.get(self.kind)
        return None if solve is None else solve(self.result.allowed, others, index)

    @property
    def members(self) -> tuple[Quantity, ...]:
        return (self.result, *self.terms)


_HALF = Decimal("0.5")
_MYRIAD = Decimal(10_000)
_PRICES = Decimal("0.5")  # percentage points that shares in current prices may move a mean of growths in constant ones


def _sum(terms: Sequence[Interval]) -> Interval:
    """End by end: most relations of a report are sums, of which no end is open."""
    low, high = terms[0].low, terms[0].high
    for term in terms[1:]:
        low = None if low is None or term.low is None else low + term.low
        high = None if high is None or term.high is None else high + term.high
    return Interval(low, high)


def _product(terms: Sequence[Interval]) -> Interval:
    return reduce(mul, terms)


def _growth(terms: Sequence[Interval]) -> Interval:
    """100 * (now / before - 1): `now` and `before` occur once each, so the bounds are exact."""
    return (terms[0] / terms[1]).scaled(HUNDRED) - point(HUNDRED)


def _growth_by(terms: Sequence[Interval]) -> Interval:
    """100 * change / (now - change), for a rise 100 / (now / change - 1)."""
    now, change = terms
    return (change / (now - change)).scaled(HUNDRED)


def _mean(terms: Sequence[Interval]) -> Interval:
    """Between the least and the greatest."""
    lows = [term.low for term in terms if term.low is not None]
    highs = [term.high for term in terms if term.high is not None]
    if len(lows) < len(terms) or len(highs) < len(terms):
        return Interval(None, None)
    return Interval(min(lows), max(highs))


def _weighted_mean(terms: Sequence[Interval]) -> Interval:
    """Of growths in percent and their shares: between the mean by shares of last year and by shares of this year."""
    growths, shares = (terms[: len(terms) // 2], terms[len(terms) // 2 :])
    pairs = [(g.middle, w.middle) for g, w in zip(growths, shares, strict=True)]
    if any(g is None or w is None or g <= -HUNDRED for g, w in pairs):
        return Interval(None, None)
    known = [(g, w) for g, w in pairs if g is not None and w is not None]
    whole = sum((w for _, w in known), ZERO)
    by_last = sum((g * w for g, w in known), ZERO) / whole
    by_this = HUNDRED * (whole / sum((w / (1 + g / HUNDRED) for g, w in known), ZERO) - 1)
    return Interval(min(by_last, by_this) - _PRICES, max(by_last, by_this) + _PRICES)


_EXPECTED: dict[Kind, Callable[[Sequence[Interval]], Interval]] = {
    "sum": _sum,
    "at_most": _sum,
    "same": lambda terms: terms[0],
    "count": lambda terms: terms[0],
    "ratio": lambda terms: (terms[0] / terms[1]).scaled(HUNDRED),
    "rate": lambda terms: (terms[0] / terms[1]).scaled(_MYRIAD),
    "quotient": lambda terms: terms[0] / terms[1],
    "product": _product,
    "difference": lambda terms: terms[0] - terms[1],
    "growth": _growth,
    "growth_by": _growth_by,
    "mean": _mean,
    "weighted_mean": _weighted_mean,
}


def _part(result: Interval, others: Sequence[Interval], index: int) -> Interval:
    return result - _sum(others) if others else result


def _ratio_member(result: Interval, others: Sequence[Interval], index: int) -> Interval:
    share = result.scaled(1 / HUNDRED)
    return others[0] * share if index == 1 else others[0] / share


def _rate_member(result: Interval, others: Sequence[Interval], index: int) -> Interval:
    return _ratio_member(result.scaled(HUNDRED / _MYRIAD), others, index)


def _grown(result: Interval, others: Sequence[Interval], index: int) -> Interval:
    level = (result + point(HUNDRED)).scaled(1 / HUNDRED)
    return others[0] * level if index == 1 else others[0] / level


_SOLVED: dict[Kind, Callable[[Interval, Sequence[Interval], int], Interval]] = {
    "sum": _part,
    "same": _part,
    "ratio": _ratio_member,
    "rate": _rate_member,
    "growth": _grown,
    "quotient": lambda result, others, index: others[0] * result if index == 1 else others[0] / result,
    "product": lambda result, others, index: result / _product(others),
    "difference": lambda result, others, index: others[0] + result if index == 1 else others[0] - result,
}


@dataclass(frozen=True, slots=True)
class Claim:
    """A relation that the text asserts. `certain`: nothing but this can be meant; otherwise a failure is only likely.
    `name` is the lexicon entry or the signal that found it; `items` names what a list holds."""

    rule: Rule
    relation: Relation
    name: str
    certain: bool = True
    items: tuple[str, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        relation = self.relation
        return tuple([q.observation.id for q in (relation.result, *relation.terms) if q.observation is not None])
