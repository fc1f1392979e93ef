"""The smallest change of digits that mends a contradiction, if one stands out.

Problem: a figure that fits nowhere is mostly a slip of the pen (or of OCR): two digits swapped, one digit wrong, one
lost or doubled, a separator misplaced. Signals, in order of precedence: swapped neighbours, a separator, one wrong
digit, a lost or doubled digit. Never: applied; and no suggestion where two members could be mended equally well.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from pipeline.check.intervals import Interval, Quantity
from pipeline.check.relations import Relation
from schemas.finding import Suggestion

Slip = Literal["swapped", "separator", "digit", "lost", "doubled"]

_ORDER: tuple[Slip, ...] = ("swapped", "separator", "digit", "lost", "doubled")
_SURE_DIGITS = 3  # that count: one wrong digit in fewer, or in a round figure, explains almost anything
_DOUBT = 0.9


def slip(quantity: Quantity, wanted: Interval) -> tuple[Slip, Decimal] | None:
    """The kind of slip that turns what is meant (`wanted`) into what is printed, with the value so mended."""
    if wanted.low is None or wanted.high is None or quantity.resolution <= 0:
        return None
    digits = str(int(abs(quantity.value) / quantity.resolution))
    sign = -1 if quantity.value < 0 else 1
    half = Decimal(0) if quantity.exact else quantity.resolution / 2
    for kind in _ORDER:
        for candidate, place in _candidates(kind, digits):
            value = sign * Decimal(candidate) * quantity.resolution * place
            if wanted.gap(Interval(value - half, value + half)) == 0:
                return kind, value
    return None


def looks_like_slip(quantity: Quantity, wanted: Interval, *, separators: bool = True) -> bool:
    """Is the figure so near to what it should be that a slip explains it, and hardly anything else?"""
    digits = len(str(int(abs(quantity.value) / quantity.resolution)).rstrip("0"))
    found = slip(quantity, wanted)
    if found is None:
        return False
    kind = found[0]
    return kind == "swapped" or (separators and kind == "separator") or (kind == "digit" and digits >= _SURE_DIGITS)


def suggest(relation: Relation) -> Suggestion | None:
    """The one member of a failed relation whose mending stands out."""
    found: list[tuple[int, Quantity, Slip, Decimal]] = []
    for i, member in enumerate(relation.members):
        if member.observation is None or not member.firm:
            continue
        try:
            wanted = relation.wanted(i)
        except (ValueError, ArithmeticError):  # a change below zero has no place in a product
            continue
        mended = slip(member, wanted) if wanted is not None else None
        if mended is not None and looks_like_slip(member, wanted or Interval(None, None)):
            found.append((_ORDER.index(mended[0]), member, *mended))
    if not found:
        return None
    best = min(rank for rank, *_ in found)
    leaders = [entry for entry in found if entry[0] == best]
    if len(leaders) != 1:
        return None
    _, member, kind, value = leaders[0]
    assert member.observation is not None
    doubt = member.observation.confidence < _DOUBT
    return Suggestion(observation=member.observation.id, value=value, change=kind, reading_in_doubt=doubt)


def slipped(relation: Relation) -> bool:
    """Would two digits swapped in one of its members explain why the relation fails?"""
    mended = suggest(relation)
    return mended is not None and mended.change == "swapped"


def _candidates(kind: Slip, digits: str) -> Iterator[tuple[str, Decimal]]:
    """The digits as they may have been meant, with the place value they would have."""
    if kind == "separator":
        for power in (-3, -2, -1, 1, 2, 3):
            yield digits, _ONE.scaleb(power)
    else:
        for meant in _MEANT[kind](digits):
            yield meant, _ONE


def _swapped(digits: str) -> Iterator[str]:
    for i, (a, b) in enumerate(pairwise(digits)):
        if a != b:
            yield digits[:i] + b + a + digits[i + 2 :]


def _wrong(digits: str) -> Iterator[str]:
    for i, printed in enumerate(digits):
        for digit in _DIGITS.replace(printed, ""):
            yield digits[:i] + digit + digits[i + 1 :]


def _lost(digits: str) -> Iterator[str]:
    for i in range(len(digits) + 1):
        for digit in _DIGITS:
            yield digits[:i] + digit + digits[i:]


def _doubled(digits: str) -> Iterator[str]:
    if len(digits) > 1:
        for i in range(len(digits)):
            yield digits[:i] + digits[i + 1 :]


_ONE = Decimal(1)
_DIGITS = "0123456789"
_MEANT = {"swapped": _swapped, "digit": _wrong, "lost": _lost, "doubled": _doubled}
