"""Two levels of one indicator in a rise or fall: `giảm từ 7,5% năm 2018 xuống còn 5,2% năm 2019`.

Signals: `từ` before the first figure; between the two nothing but a few words of what is counted, a period, and `lên`,
`xuống`, `còn`. The first figure is a level of an earlier time, not the size of the change; a period behind either figure
is that figure's own.
Never: reads a range (`tăng từ 5 đến 7%`) as two levels.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.grammar.periods import NOT_FOR_FIGURES, PeriodMention
from pipeline.grammar.words import Words

_FROM = re.compile(r"\btừ (?:(?:mức|trên|hơn|gần|khoảng|dưới|xấp xỉ) )*$", re.IGNORECASE)
_ARRIVES = re.compile(
    r"(?: \w+){0,4}?,? (?:(?:tăng|giảm|nâng|hạ) )?(?:lên|xuống|còn)(?: (?:còn|mức|đến|tới|thành|chỉ|đạt|ở|là)){0,3}",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"[()]")


def is_left(words: Words, i: int, periods: Sequence[PeriodMention]) -> bool:
    """Is figure `i` the level that a rise or fall sets out from?"""
    first = words.tokens[i].quantity
    if first is None:
        return False
    before = words.text[max(0, first.start - 30) : first.start]
    if "từ " not in before.lower() or not _FROM.search(before):
        return False
    following = next((t for t in words.tokens[i + 1 :] if t.kind == "Q"), None)
    if following is None:
        return False
    between = words.text[first.end : following.start]
    for mention in reversed(periods):
        if first.end <= mention.start and mention.end <= following.start:
            between = between[: mention.start - first.end] + between[mention.end - first.end :]
    lead = words.text[following.start : following.quantity.start] if following.quantity else ""
    between = between[: len(between) - len(lead)] if lead and between.endswith(lead) else between
    return _ARRIVES.fullmatch(" " + " ".join(_BRACKETS.sub(" ", between).split())) is not None


def is_reached(words: Words, i: int, periods: Sequence[PeriodMention]) -> bool:
    """Is figure `i` the level that a rise or fall comes to?"""
    before = next((j for j in range(i - 1, -1, -1) if words.tokens[j].kind == "Q"), None)
    return before is not None and is_left(words, before, periods)


def period_behind(words: Words, i: int, periods: Sequence[PeriodMention]) -> PeriodMention | None:
    """The period right behind figure `i`, before any other figure: `7,5% năm 2018`, `120 hộ nghèo (đầu năm)`."""
    figure = words.tokens[i]
    for mention in periods:
        if figure.end <= mention.start < words.end and mention.kind not in NOT_FOR_FIGURES:
            gap = _BRACKETS.sub(" ", words.text[figure.end : mention.start]).split()
            between = words.between(figure.end, mention.start)
            moved = any(t.kind in ("Q", "to", "up", "down", "against", ",", ";") for t in between)
            return mention if len(gap) <= 4 and not moved else None
    return None
