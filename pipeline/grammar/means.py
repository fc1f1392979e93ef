"""Of what a figure is the mean: `bình quân mỗi xã đạt 15 tiêu chí`, `bình quân 18,76 tiêu chí/xã`.

Signals, in order: the words `bình quân mỗi …` before the figure; its denominator.
Never: takes `mỗi` alone for a mean (`mỗi xã chọn 02 thôn`).
"""

from __future__ import annotations

import re

from pipeline.grammar.quantities import Quantity
from pipeline.grammar.words import Words

_EACH = re.compile(
    r"(?:bình quân|trung bình),? (?:mỗi|một) (\w+)\b|\bmỗi (\w+)(?= (?:chỉ |đã |mới )?(?:đạt|có) (?:bình quân|trung bình)\b)",
    re.IGNORECASE,
)


def mean_of(words: Words, left: int, quantity: Quantity) -> str:
    """What the mean is of, with `mỗi` where that is printed; empty where the figure is no mean."""
    if each := _EACH.search(words.text, left, quantity.lead):
        return f"mỗi {each[1] or each[2]}"
    return quantity.per.strip("/ ") if quantity.per and quantity.part == "single" else ""
