"""The occasion that a count belongs to: gifts given on a day, prizes won at a contest.

Signals: the counted noun (`suất quà`, `huy chương`), and the words that the sentence opens with (`Dịp Tết`, `Tại hội thi`).
Never: takes an occasion from another sentence, or gives one to other nouns.
"""

from __future__ import annotations

import re

from pipeline.grammar import names
from pipeline.grammar.period_words import drop_periods
from pipeline.grammar.words import Words
from pipeline.lexicon.function_words import naming_words

_GIFTS = re.compile(rf"(?:{naming_words('gift')})\b", re.IGNORECASE)
_GIVES = re.compile(r"(?:đã )?(?:trao|tặng|trao tặng)\b", re.IGNORECASE)
_GIVEN = re.compile(
    r"\W*(?:nhân |trong |vào )*(?P<occasion>(?:dịp|ngày|lễ|tết) [^,;:]{3,70}?)"
    r"(?:,| đã | tổ chức | UBND| huyện| xã| phường| thị xã| tỉnh"
    r"| trao| tặng| thăm| hỗ trợ| chi )",
    re.IGNORECASE,
)
_PRIZES = re.compile(rf"(?:{naming_words('prize')})\b", re.IGNORECASE)
_CONTEST = re.compile(
    rf"\W*(?:(?:tại|trong|tham gia|tham dự|dự|qua|kết quả) )*(?:(?:các|những) )?(?P<kind>(?:{naming_words('contest')})\b)"
    r"(?P<of>[^,;:()]*?)(?=,|:|\s(?:đoàn|đội|có|giành|đạt|đã|quy tụ|thu hút|với)\b)",
    re.IGNORECASE,
)
_EXAM = re.compile(r"kỳ thi|cuộc thi", re.IGNORECASE)


def occasion_of_gift(words: Words, noun: str, verb: str, end: int) -> str:
    """`Dịp Tết trao 50 suất quà`: the occasion in the words of the sentence before `end`; empty for other nouns."""
    if not (_GIFTS.match(noun) or _GIVES.match(verb)):
        return ""
    start = max((t.end for t in words.between(words.start, end) if t.kind == ";"), default=words.start)
    opens = _GIVEN.match(words.text, start, end)
    return names.trim(drop_periods(opens["occasion"])) if opens is not None else ""


def contest_of_prize(words: Words, noun: str, end: int) -> str:
    """`Tại kỳ thi học sinh giỏi cấp tỉnh, đoàn của huyện giành 86 giải`: the contest, in the words of the sentence before
    `end`; empty for other nouns."""
    opens = _CONTEST.match(words.text, words.start, end) if _PRIZES.match(noun) else None
    if opens is None:
        return ""
    of = names.trim(drop_periods(opens["of"]))
    return of if _EXAM.fullmatch(opens["kind"]) and of else f"{opens['kind'].lower()} {of}".strip()
