"""Lists whose figures stand apart from their nouns: `A, B và C lần lượt là x, y và z`; `11 vụ, 17 đối tượng về ma túy`.

Signals: `lần lượt`, `tương ứng`, `theo thứ tự` before a chain of figures; as many nouns before it, parted by dashes,
semicolons or commas, as it has figures, or, where no nouns stand there, the indicators named last.
Never: spreads nouns over figures where the two counts differ.
"""

from __future__ import annotations

import re

from pipeline.grammar.clauses import Token
from pipeline.grammar.names import split_head, trim
from pipeline.grammar.parallel import from_shared_word, from_sibling
from pipeline.grammar.said import State

RESPECTIVELY = re.compile(r"lần lượt|tương ứng|theo thứ tự", re.IGNORECASE)
_SHARED = re.compile(r"(?:về|vi phạm|liên quan)\b", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:[-–;,]|và|;? ?và)\s*")
_DASHES = re.compile(r"\s[-–]\s")
_SEMICOLONS = re.compile(r";\s+(?:và\s+)?")
_COMMAS = re.compile(r"[,;]\s+|\s+và\s+")


def shared_follow(s: State, i: int) -> str:
    """What two counts share behind the second (`11 vụ, 17 đối tượng về ma túy`)."""
    tokens = s.words.tokens
    if i + 2 >= len(tokens) or tokens[i + 1].kind != "," or tokens[i + 2].kind != "Q":
        return ""
    second = tokens[i + 2].quantity
    if second is None or not s.words.blank(tokens[i + 1].end, tokens[i + 2].start):
        return ""
    follow, _ = s.words.follow(i + 2, second)
    behind = s.words.text[max(second.end, second.counted_end) :].lstrip()
    return follow if _SHARED.match(behind) else ""


def _in_place(first: str, item: str) -> str:
    return from_shared_word(first, item) or from_sibling(first, item) or item


def distribute(s: State, i: int, run: list[Token], end: int) -> str:
    """Names the figures of `A, B và C lần lượt là x, y và z` each by its own noun; returns the first one's."""
    tokens, text = s.words.tokens, s.words.text
    chain = [i]
    for j in range(i + 1, len(tokens)):
        if tokens[j].kind == "Q":
            if not _BETWEEN.fullmatch(text[tokens[chain[-1]].end : tokens[j].start]):
                break
            chain.append(j)
    said = [leader for leader in s.leaders if leader.unit == "%" or leader.measure == "level"][-len(chain) :]
    nouns = s.words.front(s.left, end, s.hole)
    if not nouns and len(said) == len(chain) > 1:
        for j, leader in zip(chain[1:], said[1:], strict=True):
            again = tokens[j].quantity
            assert again is not None
            s.respective[again.start] = (leader.name.text, run, s.left)
        return said[0].name.text
    for start in (s.left, s.figure_end):
        listed = trim(s.words.front(start, end, s.hole).rsplit(":", 1)[-1])
        head, rest = split_head(listed)
        for separator in (_DASHES, _SEMICOLONS, _COMMAS):
            items = [trim(item) for item in separator.split(rest)]
            if len(items) == len(chain) > 1:
                for j, item in zip(chain[1:], items[1:], strict=True):
                    q = tokens[j].quantity
                    assert q is not None
                    whole = item if split_head(item)[0] else f"{head} {_in_place(items[0], item)}".strip()
                    s.respective[q.start] = (whole, run, s.left)
                return f"{head} {items[0]}".strip()
    return ""
