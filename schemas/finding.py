"""A contradiction within one report that a careful reader could prove from the text alone."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from schemas.observation import Number
from schemas.review import Review
from schemas.source import IS_NONE, Record

Rule = Literal[
    "parts_sum_to_total", "same_indicator_same_value", "list_matches_count", "ratio_matches_parts",
    "product_matches_factors", "shares_sum_to_100", "change_matches_levels",
]  # fmt: skip
Severity = Literal["error", "warning"]


class Interval(Record):
    """What the printed digits allow, in the canonical unit; an open end is null."""

    low: Number | None = None
    high: Number | None = None


class Suggestion(Record):
    """The smallest change of digits that would mend a finding: `observation` would be `value`. Never applied.

    `change` says what went wrong if so: neighbouring digits `swapped`, a decimal or thousands `separator` misplaced,
    one `digit` wrong, one `lost` or `doubled`. `reading_in_doubt`: the characters were read with little confidence
    (OCR).
    """

    observation: str = Field(pattern=r"^o\d+$")
    value: Number
    change: Literal["swapped", "separator", "digit", "lost", "doubled"]
    reading_in_doubt: bool = False


class Finding(Record):
    """`values` are the normalised figures of the relation, total or result first; `evidence` their observation ids.
    `review` is there only where a person has confirmed it."""

    id: str = Field(pattern=r"^n\d+$")
    rule: Rule
    severity: Severity
    message: str = Field(min_length=1)
    values: tuple[Number, ...]
    expected: Interval
    actual: Number
    evidence: tuple[str, ...]
    suggestion: Suggestion | None = None
    review: Review | None = Field(default=None, exclude_if=IS_NONE)
