"""Columns computed from columns: `8=7/4` as the formula row says, or as the figures themselves show.

A relation is believed on the figures' evidence where at least two rows with different figures (or the only one) agree
within what the printed digits allow, and no more than one row in five disagrees; a copying error is the table's, not
ours.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import permutations
from typing import Literal

from pipeline.frozen import dataclass

Operation = Literal["ratio", "quotient", "growth", "growth_quotient", "difference", "sum", "other"]
"""ratio: subject / against * 100. quotient: subject / against. growth: their difference as a percentage of `against`;
growth_quotient: the same without the factor of 100. difference: subject - against."""


@dataclass(frozen=True, slots=True)
class Relation:
    """Column `subject` held against column `against` (indices)."""

    operation: Operation
    subject: int
    against: int

    @property
    def compares(self) -> bool:
        return self.operation not in ("sum", "other")


_FORMULA = re.compile(r"\(?\[?\s*\d{1,2}\s*\]?\)?\s*=\s*(?P<body>.+)", re.DOTALL)
_TERM = r"[(\[]*\s*([A-Za-zĐđ]?\d{0,2})\s*[)\]]*"
_TWO_TERMS = re.compile(rf"{_TERM}\s*([/:\-–+])\s*{_TERM}\s*(?:[)\]]*\s*[x*×.]?\s*100\s*%?|%)?\s*(?:-\s*100\s*%?)?")
_OPERATIONS: dict[str, Operation] = {"/": "ratio", ":": "ratio", "-": "difference", "–": "difference", "+": "sum"}


def formula_relations(numbering: Sequence[str]) -> dict[int, Relation]:
    """Column -> relation, from a formula row (`1`, `2`, `3=2/1`, `(5)=(4)/(3)*100`, `8=7-6`)."""
    places: dict[str, int] = {}
    for i, text in enumerate(numbering):
        places.setdefault(re.split(r"=", text)[0].strip(" ()[]").casefold(), i)
    relations = {}
    for i, text in enumerate(numbering):
        formula = _FORMULA.fullmatch(text.strip())
        terms = _TWO_TERMS.fullmatch(formula["body"].strip().strip("()")) if formula else None
        if terms is None:
            continue
        subject, against = places.get(terms[1].casefold()), places.get(terms[3].casefold())
        if subject is not None and against is not None:
            grows = _OPERATIONS[terms[2]] == "ratio" and re.search(r"-\s*100\s*%?$", text.strip()) is not None
            relations[i] = Relation("growth" if grows else _OPERATIONS[terms[2]], subject, against)
    return relations


def find_relation(
    figures: Mapping[int, Decimal], levels: Mapping[int, Mapping[int, Decimal]], column: int
) -> Relation | None:
    """Which two of `levels` (column -> row -> figure) give `figures` (row -> figure)? Nearest columns are tried
    first."""
    pairs = sorted(permutations(levels, 2), key=lambda pair: (abs(column - pair[0]) + abs(column - pair[1]), pair))
    for subject, against in pairs:
        for operation in ("ratio", "growth", "difference", "quotient", "growth_quotient"):
            if _agree(operation, figures, levels[subject], levels[against]):
                return Relation(operation, subject, against)
    return None


def _agree(
    operation: Operation, figures: Mapping[int, Decimal], subject: Mapping[int, Decimal], against: Mapping[int, Decimal]
) -> bool:
    right: set[Decimal] = set()
    tested = wrong = 0
    for row, figure in figures.items():
        if row not in subject or not against.get(row) or not figure:
            continue
        tested += 1
        if _close(figure, _computed(operation, subject[row], against[row])):
            right.add(figure)
        else:
            wrong += 1
    telling = right - {Decimal(100), Decimal(1)}
    return bool(telling) and (len(right) >= 2 or tested == 1) and wrong * 5 <= tested


def _computed(operation: Operation, subject: Decimal, against: Decimal) -> Decimal:
    if operation == "difference":
        return subject - against
    quotient = subject / against
    if operation.startswith("growth"):
        quotient -= 1
    return quotient * 100 if operation in ("ratio", "growth") else quotient


def _close(printed: Decimal, computed: Decimal) -> bool:
    """Do they agree within half of the last printed digit (and a little, for figures rounded twice)?"""
    exponent = printed.as_tuple().exponent
    step = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    return abs(printed - computed) <= max(step * Decimal("0.6"), abs(computed) * Decimal("0.0005"))
