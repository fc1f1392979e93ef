"""How a figure of a scan was recognised. Published with a figure that was read in doubt, and only there."""

from __future__ import annotations

from typing import Literal

from schemas.source import Record

ChosenBy = Literal[
    "first_reader", "second_reader", "column_decimals", "parts_sum_to_total", "same_indicator_same_value",
    "ratio_matches_parts", "product_matches_factors", "shares_sum_to_100", "change_matches_levels",
]  # fmt: skip
"""Who decided between readings: the reader of the page or the second reader, being surer; the decimals of the other
figures of its column; or the rule of a relation that one reading satisfies and the others do not."""


class Reading(Record):
    """`raw`: what the first reader saw. `read_as`: what the value was made from; it differs from the text at the
    figure's source only where the report itself decided. `alternatives`: readings that were not taken."""

    raw: str
    read_as: str
    alternatives: tuple[str, ...] = ()
    chosen_by: ChosenBy
