"""Numbers in words (`hai`, `ba mươi hai`, `một nghìn hai trăm`, `hai tỷ rưỡi`) -> exact value and resolution.

Signals: the closed set of number words, read by place (units, tens, hundreds, then the scale words). Where a number
word counts and where it is part of another word (`thứ ba`, `năm 2021`, `một số`) is for the caller to judge by its
neighbours; here only `năm` alone is refused, which nearly always is a year.
Never: reads Roman numerals, ordinals or fractions.
"""

from __future__ import annotations

import re
from decimal import Decimal

from pipeline.grammar.numbers import ONE, Numeral

_DIGITS = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "nhăm": 5, "sáu": 6,
    "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9,
}  # fmt: skip
_SCALES = {"nghìn": 10**3, "ngàn": 10**3, "vạn": 10**4, "triệu": 10**6, "tỷ": 10**9}
_WORDS = "|".join([*_DIGITS, *_SCALES, "mười", "mươi", "trăm", "chục", "lẻ", "linh", "rưỡi", "rưởi"])
_RUN = re.compile(rf"(?:{_WORDS})(?: (?:{_WORDS}))*(?!\w)")
STARTS = ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "bẩy", "tám", "chín", "mười")
"""Words that begin a number in words."""


def read_number_words(folded: str, start: int) -> Numeral | None:
    """The longest number in words at `folded[start]`, None where the words there make no number."""
    match = _RUN.match(folded, start)
    if match is None:
        return None
    words = match.group().split(" ")
    while words:
        end = start + len(" ".join(words))
        if words != ["năm"] and (read := _value(words)) is not None and words[-1] not in ("lẻ", "linh", "không"):
            return Numeral(start, end, Decimal(read[0]), Decimal(read[1]))
        words.pop()
    return None


def _value(words: list[str]) -> tuple[Decimal, Decimal] | None:
    """Sum of groups below a thousand, each scaled by the scale words after it; scales must fall."""
    total, group, resolution = Decimal(0), None, ONE
    ceiling: Decimal | None = None
    at = 0
    while at < len(words):
        word = words[at]
        if word in _SCALES:
            scale = Decimal(_SCALES[word])
            if group is None and total == 0:
                return None
            if group is None:  # `nghìn tỷ`
                total, resolution, ceiling = total * scale, resolution * scale, scale
            else:
                if ceiling is not None and scale >= ceiling:
                    total, group, scale_of = (total + group) * scale, None, scale
                else:
                    total, group, scale_of = total + group * scale, None, scale
                ceiling, resolution = scale, scale_of
            at += 1
        elif word in ("rưỡi", "rưởi"):
            if group is not None or ceiling is None or at + 1 != len(words):
                return None
            return total + ceiling / 2, ceiling / 10
        else:
            if group is not None:
                return None
            taken = _below_thousand(words, at)
            if taken is None:
                return None
            group, at = Decimal(taken[0]), taken[1]
            resolution = ONE
    return (total + group if group is not None else total), resolution


def _below_thousand(words: list[str], at: int) -> tuple[int, int] | None:
    """Value and next position of the hundreds, tens and units that begin at `at`."""
    total, start = 0, at

    def word(i: int) -> str:
        return words[i] if i < len(words) else ""

    if word(at) in _DIGITS and word(at + 1) == "trăm":
        total, at = _DIGITS[words[at]] * 100, at + 2
        if word(at) in ("lẻ", "linh"):
            return (total + _DIGITS[words[at + 1]], at + 2) if word(at + 1) in _DIGITS else None
    if word(at) == "mười":
        total, at = total + 10, at + 1
        if word(at) in _DIGITS and word(at + 1) not in ("mươi", "trăm"):
            total, at = total + _DIGITS[words[at]], at + 1
    elif word(at) in _DIGITS and word(at + 1) in ("mươi", "chục"):
        total, at = total + _DIGITS[words[at]] * 10, at + 2
        if word(at) in _DIGITS and word(at + 1) not in ("mươi", "trăm"):
            total, at = total + _DIGITS[words[at]], at + 1
    elif word(at) in _DIGITS and at == start:
        total, at = _DIGITS[words[at]], at + 1
        if word(at) in _DIGITS:  # `ba bốn`: no number of one reading
            return None
    return (total, at) if at > start else None
