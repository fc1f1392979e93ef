"""The whole year as a name's own label: crops are told by season, and `cả năm` is the row that adds the seasons up.

Signals, in order: the words of the plan that a season's share is of (`bằng 41,2% kế hoạch cả năm (16.600 tấn)`); `cả năm`
between the subject and its figure (`DTGT rau cả năm 2.180 ha`); before the colon that opens the sentence (`Cả năm: NS ngô 44,4
tạ/ha`).
Never: labels anything but areas, yields and harvests: elsewhere `cả năm` is the period, which the record states by itself.
"""

from __future__ import annotations

import re

from pipeline.grammar import names
from pipeline.grammar.names import Name
from pipeline.grammar.standing import SEASON, Figure
from pipeline.grammar.words import Words

WHOLE = "cả năm"
_OF_CROPS = frozenset({"ha", "t", "t/ha"})
_LABEL = re.compile(rf"\W*{WHOLE}:", re.IGNORECASE)
_PLAN = re.compile(rf"(?:kế hoạch|kh|chỉ tiêu|mục tiêu) {WHOLE}\W*", re.IGNORECASE)


def of_whole_year(words: Words, f: Figure, name: Name) -> Name:
    """The name with `cả năm` where that is what tells it from its seasons."""
    if f.unit not in _OF_CROPS or f.measure != "level" or not name.thing:
        return name
    between = any(t.kind == "is" and words.text[t.start : t.end].lower().startswith(WHOLE) for t in f.run)
    if season := SEASON.search(name.text):
        yearly = Name(name.head, names.tidy(f"{SEASON.sub(' ', name.thing)} {WHOLE}"), name.verb)
        inherited = between and season[0].lower() not in f.core.lower()  # `Vụ Mùa …; diện tích ngô cả năm 1.842 ha`
        return yearly if inherited or (f.lone and _of_yearly_plan(words, f)) else name
    labelled = _LABEL.match(words.text, words.start) is not None
    return Name(name.head, f"{name.thing} {WHOLE}", name.verb) if between or labelled else name


def _of_yearly_plan(words: Words, f: Figure) -> bool:
    """Is it the value of `kế hoạch cả năm`, in parentheses behind those words?"""
    opened = words.text.rfind("(", words.start, f.quantity.lead)
    before = max(
        (t for t in words.tokens if t.kind == "basis_plan" and t.end <= opened), key=lambda t: t.end, default=None
    )
    return before is not None and _PLAN.fullmatch(words.text, before.start, opened) is not None
