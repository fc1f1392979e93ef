"""A sum that fails: a contradiction, or a list that was read wrongly?

Signals: how far the sum is from its total; a slip of digits that would explain the rest.
Never: a verdict on a total that may itself be rounded away.
"""

from __future__ import annotations

from decimal import Decimal

from pipeline.check.intervals import point
from pipeline.check.relations import Relation
from pipeline.check.suggestions import looks_like_slip, slipped

NEAR = Decimal("0.15")  # how far a full list may be from its total before we doubt our own reading, not the report
CLOSE = Decimal("0.01")


def plausible(relation: Relation, *, exhaustive: bool) -> bool:
    """Is a sum that fails a contradiction, or did we read the list wrongly? A full list must come near to its total;
    any other list so near that a slip explains the difference."""
    expected = relation.expected().middle
    total = relation.result.value
    if expected is None or not relation.result.firm or total <= 0:
        return False
    # Where something may be left out, rounding must not help a slip to explain what is missing.
    rounded = exhaustive or expected > total
    wanted = relation.expected() if rounded else point(expected)
    if looks_like_slip(relation.result, wanted) and abs(expected - total) <= total * NEAR:
        return True
    difference = abs(expected - total)
    if difference <= total / 2 and (slipped(relation) or _one_digit_off(relation, rounded=rounded)):
        return True
    if difference <= total * CLOSE and (exhaustive or expected > total):
        return True
    one_off = relation.result.exact and difference <= 1 and all(term.exact for term in relation.terms)
    return exhaustive and (difference <= total * NEAR or one_off)


def _one_digit_off(relation: Relation, *, rounded: bool) -> bool:
    """Would one digit of a part make the sum right, where there are so many that this is no chance?"""
    for i, member in enumerate(relation.members):
        wanted = relation.wanted(i)
        many = abs(member.value) >= 1000 * member.resolution
        if not many or wanted is None or wanted.middle is None:
            continue
        if looks_like_slip(member, wanted if rounded else point(wanted.middle), separators=False):
            return True
    return False
