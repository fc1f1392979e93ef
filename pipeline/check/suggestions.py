"""The smallest change of digits that mends a contradiction, if one stands out.

Problem: a figure that fits nowhere is mostly a slip of the pen (or of OCR): two digits swapped, one digit wrong, one
lost or doubled, a separator misplaced. Signals, in order of precedence: swapped neighbours, a separator, one wrong
digit, a lost or doubled digit. Never: applied; and no suggestion where two members could be mended equally well.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from math import ceil, floor
from typing import Literal

from pipeline.check.intervals import Interval, Quantity, is_subtracted
from pipeline.check.relations import Relation
from schemas.finding import Suggestion

Slip = Literal["swapped", "separator", "digit", "lost", "doubled"]

_ORDER: tuple[Slip, ...] = ("swapped", "separator", "digit", "lost", "doubled")
_SURE_DIGITS = 3  # that count: one wrong digit in fewer, or in a round figure, explains almost anything
_DOUBT = 0.9
_HALF = Decimal("0.5")


def slip(quantity: Quantity, wanted: Interval, kinds: Sequence[Slip] = _ORDER) -> tuple[Slip, Decimal] | None:
    """The kind of slip that turns what is meant (`wanted`) into what is printed, with the value so mended."""
    if wanted.low is None or wanted.high is None or quantity.resolution <= 0:
        return None
    place = quantity.resolution.copy_sign(quantity.value)
    half = 0 if quantity.exact else _HALF
    low, high = sorted((wanted.low / place, wanted.high / place))
    low, high = low - half, high + half
    least, most = ceil(low), floor(high)  # what is meant is an integer, unless a separator moves
    digits = str(int(quantity.value / place))
    for kind in kinds:
        if kind == "separator":
            for moved in _separated(digits) if _separable(quantity) else ():
                if low <= moved <= high:
                    return kind, moved * place
        elif least <= most:
            for meant in _MEANT[kind](digits):
                if least <= meant <= most:
                    return kind, meant * place
    return None


def _separable(quantity: Quantity) -> bool:
    """Was a separator printed that may stand in the wrong place?"""
    o = quantity.observation
    return o is None or any(sign in o.source.text for sign in ".,")


def looks_like_slip(quantity: Quantity, wanted: Interval, *, separators: bool = True) -> bool:
    """Is the figure so near to what it should be that a slip explains it, and hardly anything else?"""
    return _likely_slip(quantity, wanted, separators=separators) is not None


def _likely_slip(quantity: Quantity, wanted: Interval, *, separators: bool = True) -> tuple[Slip, Decimal] | None:
    digits = str(int(abs(quantity.value) / quantity.resolution)).rstrip("0")
    kinds: list[Slip] = ["swapped"]
    if separators:
        kinds.append("separator")
    if len(digits) >= _SURE_DIGITS:
        kinds.append("digit")
    return slip(quantity, wanted, kinds)


def suggest(relation: Relation, borne_out: Collection[str] = ()) -> Suggestion | None:
    """The one member of a failed relation whose mending stands out, among those that no other figures bear out."""
    found: list[tuple[int, Quantity, Slip, Decimal]] = []
    if relation.kind in ("mean", "weighted_mean"):  # these leave room for many values
        return None
    for member, wanted in _mendable(relation, borne_out):
        mended = _likely_slip(member, wanted)
        if mended is not None:
            found.append((_ORDER.index(mended[0]), member, *mended))
    if not found:
        return None
    best = min(rank for rank, *_ in found)
    leaders = [entry for entry in found if entry[0] == best]
    if len(leaders) != 1:
        return None
    _, member, kind, value = leaders[0]
    assert member.observation is not None
    value = -value if is_subtracted(member) else value
    doubt = member.observation.confidence < _DOUBT
    return Suggestion(observation=member.observation.id, value=value, change=kind, reading_in_doubt=doubt)


def slipped(relation: Relation) -> bool:
    """Would two digits swapped in one of its members, and in no other, explain why the relation fails?"""
    if relation.kind in ("mean", "weighted_mean"):
        return False
    return sum(slip(member, wanted, ("swapped",)) is not None for member, wanted in _mendable(relation)) == 1


def _mendable(relation: Relation, borne_out: Collection[str] = ()) -> Iterator[tuple[Quantity, Interval]]:
    """The printed members that no other figures bear out, each with what it would have to be."""
    for i, member in enumerate(relation.members):
        if member.observation is None or not member.firm or member.observation.id in borne_out:
            continue
        try:
            wanted = relation.wanted(i)
        except (ValueError, ArithmeticError):  # a change below zero has no place in a product
            continue
        if wanted is not None:
            yield member, wanted


def swaps(quantity: Quantity) -> Iterator[Decimal]:
    """The values that two neighbouring digits swapped would give."""
    digits = str(int(abs(quantity.value) / quantity.resolution))
    for meant in _swapped(digits):
        yield (meant * quantity.resolution).copy_sign(quantity.value)


def _swapped(digits: str) -> Iterator[int]:
    for i, (a, b) in enumerate(pairwise(digits)):
        if a != b:
            yield int(digits[:i] + b + a + digits[i + 2 :])


def _separated(digits: str) -> Iterator[Decimal]:
    for power in (-3, -2, -1, 1, 2, 3):
        yield Decimal(digits).scaleb(power)


def _wrong(digits: str) -> Iterator[int]:
    value, place = int(digits), 10 ** len(digits)
    for printed in map(int, digits):
        place //= 10
        for digit in range(10):
            if digit != printed:
                yield value + (digit - printed) * place


def _lost(digits: str) -> Iterator[int]:
    for i in range(len(digits) + 1):
        for digit in _DIGITS:
            yield int(digits[:i] + digit + digits[i:])


def _doubled(digits: str) -> Iterator[int]:
    if len(digits) > 1:
        for i in range(len(digits)):
            yield int(digits[:i] + digits[i + 1 :])


_DIGITS = "0123456789"
_MEANT: dict[Slip, Callable[[str], Iterator[int]]] = {
    "swapped": _swapped, "digit": _wrong, "lost": _lost, "doubled": _doubled
}  # fmt: skip
