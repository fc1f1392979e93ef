"""Which reading of a doubtful figure the report bears out.

Problem: `53000` and `53.000`, `17` and `77` look alike in a scan, but only one of them fits the other figures. Signals, in
order: relations that fail as read and hold with one other reading of one doubtful figure (totals, percentages, changes
against last year, area x yield); relations that hold as read and with no other reading; the decimals of a column.
Readings that a reader saw come before those that are only alike. Never: a figure that was read without doubt, a choice
where two readings would do, a choice that breaks a relation that holds: what fails then is what the report says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.check.intervals import Quantity, quantity
from pipeline.check.relations import Claim, Kind, Relation
from pipeline.frozen import replace
from pipeline.grammar.numbers import parse_number
from schemas.observation import Observation

__all__ = ["Choice", "Doubtful", "borne_out", "chosen", "with_number"]

_TELLING: frozenset[Kind] = frozenset(
    {"sum", "same", "ratio", "quotient", "product", "difference", "growth", "growth_by"}
)
_GUESS = 0.75
"""Readings that nobody saw are tried only for figures read with less confidence."""


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A figure read in doubt: its number as read, numbers that readers saw instead, and numbers that look alike."""

    observation: Observation
    number: str
    confidence: float
    seen: tuple[str, ...]
    alike: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """The number that the report bears out, and by which rule."""

    observation: str
    number: str
    rule: str


def with_number(observation: Observation, read: str, number: str) -> Observation | None:
    """The observation as it would be with another number in place of the one read; None where it would be none."""
    old, new = parse_number(read), parse_number(number)
    if old is None or new is None or not old[0] or observation.low != observation.high:
        return None
    factor = abs(observation.low) / old[0]
    value = (new[0] * factor).copy_sign(observation.low)
    resolution = new[1] * (observation.resolution / old[1])
    return observation.model_copy(update={"low": value, "high": value, "resolution": resolution})


def chosen(claims: Sequence[Claim], doubtful: Mapping[str, Doubtful]) -> Iterator[Choice]:
    """For relations that fail: the one other reading of one figure that mends them, if there is one."""
    taken: set[str] = set()
    for claim in claims:
        if claim.relation.kind not in _TELLING or claim.relation.state() != "fails" or taken.intersection(claim.ids):
            continue
        in_doubt = [doubtful[i] for i in dict.fromkeys(claim.ids) if i in doubtful]
        for readings in (
            [(d, n) for d in in_doubt for n in d.seen],
            [(d, n) for d in in_doubt if d.confidence < _GUESS and claim.certain for n in d.alike],
        ):
            mends = {
                (d.observation.id, value.low): n
                for d, n in readings
                if (value := with_number(d.observation, d.number, n)) is not None and _mends(claim, value, claims)
            }
            if len(mends) == 1:
                (((identifier, _), number),) = mends.items()
                taken.add(identifier)
                yield Choice(identifier, number, claim.rule)
            if mends:
                break


def borne_out(claims: Sequence[Claim], doubtful: Mapping[str, Doubtful]) -> dict[str, str]:
    """Doubtful figures that a relation needs just as they were read, with its rule."""
    found: dict[str, str] = {}
    for claim in claims:
        if claim.relation.kind not in _TELLING or not claim.certain or claim.relation.state() != "holds":
            continue
        if not all(member.firm for member in claim.relation.members):
            continue
        for identifier in claim.ids:
            if (d := doubtful.get(identifier)) is None or identifier in found:
                continue
            others = [with_number(d.observation, d.number, n) for n in (*d.seen, *d.alike)]
            if not any(o and o.low != d.observation.low and _state(claim, o) == "holds" for o in others):
                found[identifier] = claim.rule
    return found


def _mends(claim: Claim, value: Observation, claims: Sequence[Claim]) -> bool:
    """Does the claim hold with this value, and every other claim on the figure that held before?"""
    if _state(claim, value) != "holds":
        return False
    return all(
        _state(other, value) != "fails"
        for other in claims
        if other is not claim and value.id in other.ids and other.relation.state() != "fails"
    )


def _state(claim: Claim, value: Observation) -> str:
    try:
        return _with(claim.relation, quantity(value)).state()
    except (ValueError, ArithmeticError):
        return "fails"


def _with(relation: Relation, value: Quantity) -> Relation:
    """The relation with another value of one of its members, under the sign that it has there."""

    def swapped(member: Quantity) -> Quantity:
        same = member.observation is not None and value.observation is not None
        if not same or member.observation.id != value.observation.id:  # type: ignore[union-attr]
            return member
        negated = member.value == -member.observation.low and member.value != Decimal(0)  # type: ignore[union-attr]
        return -value if negated else value

    return replace(relation, result=swapped(relation.result), terms=tuple(map(swapped, relation.terms)))
