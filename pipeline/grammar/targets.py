"""How targets were met: `vượt 05 chỉ tiêu`, `11 chỉ tiêu vượt`, `không đạt 2 chỉ tiêu`.

Signals, in order: the words right behind the count; those right before it. Never: reads beyond the count's own clause.
"""

from __future__ import annotations

import re

from pipeline.grammar.counts import Count
from pipeline.grammar.names import Name
from pipeline.grammar.quantities import Quantity
from pipeline.grammar.words import Words

_MET = re.compile(
    r"\s*(?P<how>đạt và vượt|vượt và đạt|vượt|hụt|(?:(?:không|chưa) )?đạt)(?=\s*(?:[,;.)(]|và \d|kế hoạch|KH\b|$))",
    re.IGNORECASE,
)
_MET_BEFORE = re.compile(r"\b(?P<how>(?<!đạt và )vượt|hụt|(?:(?:không|chưa) )?đạt|đạt và vượt)\s*$", re.IGNORECASE)


def how_met(words: Words, left: int, q: Quantity) -> str:
    """`vượt`, `đạt`, `không đạt` … of the targets that `q` counts; empty where nothing is said."""
    met = _MET.match(words.text, q.end) or _MET_BEFORE.search(words.text, left, q.lead)
    return met["how"].lower() if met else ""


def target_met(c: Count) -> Name | None:
    """`vượt 05 chỉ tiêu, đạt 10 chỉ tiêu, không đạt 2 chỉ tiêu`; `11 chỉ tiêu vượt`"""
    counted = c.noun in ("chỉ tiêu", "mục tiêu") and c.f.quantity.part == "single"
    met = how_met(c.words, c.f.left, c.f.quantity) if counted else ""
    return Name(thing=c.noun, verb=f"{met} kế hoạch" if c.noun == "chỉ tiêu" and met != "hụt" else met) if met else None
