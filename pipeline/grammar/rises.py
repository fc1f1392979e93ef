"""Two levels of one indicator in a rise or fall: `giảm từ 7,5% năm 2018 xuống còn 5,2% năm 2019`.

Signals: `từ` before the first figure; between the two nothing but a few words of what is counted, a period, and `lên`,
`xuống`, `còn`. The first figure is a level of an earlier time, not the size of the change; a period behind either figure
is that figure's own.
Never: reads a range (`tăng từ 5 đến 7%`) as two levels.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.grammar.clauses import Token
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
    if is_compared(words, i):
        return True
    before = words.text[max(0, first.start - 30) : first.start]
    if "từ " not in before.lower() or not _FROM.search(before):
        return False
    following = next((t for t in _past_bracket(words, i) if t.kind == "Q"), None)
    if following is None:
        return False
    between = words.text[first.end : following.start]
    if between.lstrip().startswith("(") and ")" in between:
        between = between[between.index(")") + 1 :]
        start = following.start - len(between)
    else:
        start = first.end
    for mention in reversed(periods):
        if start <= mention.start and mention.end <= following.start:
            between = between[: mention.start - start] + between[mention.end - start :]
    lead = words.text[following.start : following.quantity.start] if following.quantity else ""
    between = between[: len(between) - len(lead)] if lead and between.endswith(lead) else between
    return _ARRIVES.fullmatch(" " + " ".join(_BRACKETS.sub(" ", between).split())) is not None


def is_compared(words: Words, i: int) -> bool:
    """Is figure `i` the level that a change right before it is measured against: `giảm 7 vụ so với 45 vụ của năm 2022`?"""
    if i < 2 or words.tokens[i - 1].kind != "against" or words.tokens[i - 2].kind != "Q":
        return False
    return words.blank(words.tokens[i - 1].end, words.tokens[i].start) and words.blank(
        words.tokens[i - 2].end, words.tokens[i - 1].start
    )


def _past_bracket(words: Words, i: int) -> Iterator[Token]:
    """The tokens behind figure `i`, without a parenthesis right behind it: `từ 342 hộ (3,91%) xuống còn 271 hộ`."""
    depth = 0
    for token in words.tokens[i + 1 :]:
        depth += (token.kind == "(") - (token.kind == ")")
        if depth == 0:
            yield token


def is_reached(words: Words, i: int, periods: Sequence[PeriodMention]) -> bool:
    """Is figure `i` the level that a rise or fall comes to?"""
    before = _before(words, i)
    return before is not None and not is_compared(words, before) and is_left(words, before, periods)


def beside_left(words: Words, i: int, periods: Sequence[PeriodMention]) -> bool:
    """Does figure `i` say in a parenthesis what the level that a rise or fall sets out from is (`từ 342 hộ (3,91%)`)?"""
    opening = i > 0 and words.tokens[i - 1].kind == "("
    return opening and i > 1 and words.tokens[i - 2].kind == "Q" and is_left(words, i - 2, periods)


def _before(words: Words, i: int) -> int | None:
    """The figure before figure `i`, over a parenthesis that is closed before it."""
    depth = 0
    for j in range(i - 1, -1, -1):
        kind = words.tokens[j].kind
        if kind == "Q" and depth == 0:
            return j
        depth += (kind == ")") - (kind == "(")
    return None


def period_behind(words: Words, i: int, periods: Sequence[PeriodMention]) -> PeriodMention | None:
    """The period right behind figure `i`, before any other figure: `7,5% năm 2018`, `120 hộ nghèo (đầu năm)`."""
    figure = words.tokens[i]
    if i + 3 < len(words.tokens) and [t.kind for t in words.tokens[i + 1 : i + 4]] == ["(", "Q", ")"]:
        figure = words.tokens[i + 3]  # `342 hộ (3,91%) đầu năm`
    for mention in periods:
        if figure.end <= mention.start < words.end and mention.kind not in NOT_FOR_FIGURES:
            gap = _BRACKETS.sub(" ", words.text[figure.end : mention.start]).split()
            between = words.between(figure.end, mention.start)
            moved = any(t.kind in ("Q", "to", "up", "down", "against", ",", ";") for t in between)
            return mention if len(gap) <= 4 and not moved else None
    return None
