"""What a mere classifier counts: `312 máy gặt. Nông dân mua mới 42 chiếc` are machines.

Signals, in order: the herd that the sentence opens with (`Đàn hươu …, còn 2.140 con`); the nearest thing counted before it
that the classifier can count.
Never: takes people, households or places for things.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from pipeline.grammar.names import without_words
from pipeline.grammar.standing import VAGUE, Leader, Standing
from pipeline.grammar.words import Words
from pipeline.lexicon.function_words import diseases, naming_words, noun_class

PIECES = noun_class("piece")
PEOPLE = re.compile(rf"(?:{naming_words('people')})\b", re.IGNORECASE)
DOER = re.compile(rf"(?:(?:các|toàn|những) )?(?:{naming_words('doer')})\b", re.IGNORECASE)
_NO_PIECES = re.compile(
    rf"(?:{naming_words('people')}|xã|phường|thị trấn|thôn|bản|ấp|huyện|hộ|chỗ|giường|suất|lượt|trường|đợt|lần|lớp|vụ"
    r"|cơ sở|đơn vị|doanh nghiệp|dự án)\b",
    re.IGNORECASE,
)
_HERD = re.compile(r"\W*(?:tổng )?(?P<herd>đàn (?:gia (?:cầm|súc)|\w+)(?: (?:nái|thịt|sữa|lai|đẻ))?)\b", re.IGNORECASE)


def kind_before(words: Words, noun: str, s: Standing, lead: int) -> str:
    """The thing that `noun`, a classifier without a noun of its own, counts at `lead`; empty where none can be told."""
    start = max((t.end for t in words.between(words.start, lead) if t.kind == ";"), default=words.start)
    if noun == "con" and not words.has(start, lead, ("Q",)) and (herd := _HERD.match(words.text, start, lead)):
        return herd["herd"].lower()
    near = [*reversed(s.leaders), *([s.last] if s.last is not None else [])]
    if kind := next((kind for leader in near if (kind := _counted(leader, noun))), ""):
        return kind
    struck = disease_before(words, start, lead) if noun == "con" else None
    return struck[1] if struck is not None else ""  # `Dịch tả lợn châu Phi xảy ra tại 11 hộ, tiêu hủy 138 con`


def disease_before(words: Words, start: int, lead: int) -> tuple[str, str] | None:
    """The disease that the words name, and the animals that have it."""
    animals = diseases()
    said = [words.text[slice(*m.span())] for m in _diseases().finditer(words.text.lower(), start, lead)]
    return (said[-1][:1].lower() + said[-1][1:], animals[said[-1].lower()]) if said else None


@cache
def _diseases() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(sorted(diseases(), key=len, reverse=True))})\b")


def _counted(leader: Leader, noun: str) -> str:
    counted = leader.counted or ""
    told = leader.name.thing.strip()
    if noun != "con" and leader.unit == "count" and (counted == noun or "sức chứa" in leader.name.head.lower()):
        told = told.removeprefix(f"{noun} ")
        return "" if not told or told == noun or _NO_PIECES.match(told) else told  # `xe … mua thêm 58 chiếc`
    if leader.unit != "count" or not counted or counted in VAGUE or _NO_PIECES.match(counted):
        return ""
    if noun == "con":
        return without_words(counted, "con") if counted.startswith("con ") else ""
    return told if told.startswith(counted) else counted


def persons_told(leaders: Sequence[Leader], segment: int, counted: str | None) -> Leader | None:
    """Whom a plain count of persons compares, where another clause counted by the same word: `đào tạo cho 912 người; đưa 41
    lao động đi làm việc ở nước ngoài, | tăng 13 người`."""
    told = [x for x in leaders if x.quantity.start >= segment and x.unit == "count"]
    if counted not in noun_class("person") or not told or len(told) == len(leaders):
        return None
    same = any((x.counted or "").split()[:1] == [counted] for x in told)
    return told[-1] if not same and PEOPLE.match(told[-1].counted or "") else None


def of_people(noun: str, whole: Leader) -> bool:
    """Does a part that counts people break down a count of people: `cấp thẻ cho 420 công dân, gồm học sinh 115 em`?"""
    return noun in noun_class("person") and whole.unit == "count" and PEOPLE.match(whole.counted or "") is not None
