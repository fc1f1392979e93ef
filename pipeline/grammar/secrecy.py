"""Is a document marked as a state secret? Then nothing of it may be kept.

Problem: the mark (`MẬT`, `TỐI MẬT`, `TUYỆT MẬT`) stands in a frame under the number, on each page or annex, in a page
header or beside other words of the letterhead; its letters are often spaced or boxed one by one; a recogniser reads its
diacritics wrong.
Signals, in order: the mark in capitals alone on a line, in a cell, or between wide gaps of a line; single letters on
lines of their own that spell it; the mark at the end of the line of the number; the field `Độ mật: …`. On a stamp that
was recognised in an image its letters count without their diacritics.
Never: the words inside a sentence (`bí mật`, `mật ong`), the end of a wrapped `BÍ` / `MẬT`, urgency (`HỎA TỐC`),
`LƯU HÀNH NỘI BỘ`. Where in doubt a document is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from unicodedata import combining, normalize

from rapidfuzz import fuzz

_LEVELS = ("MẬT", "TỐI MẬT", "TUYỆT MẬT")
_LEADS = ("", "ĐỘ", "TÀI LIỆU", "VĂN BẢN", "HỒ SƠ")
_MARKS = frozenset((lead + level).replace(" ", "") for lead in _LEADS for level in _LEVELS)
_FIELD = re.compile(r"\W*(?:mức\s+)?độ\s+mật\s*[:.]?\s*(?:tuyệt\s+|tối\s+)?mật\W*", re.IGNORECASE)
_NUMBERED = re.compile(r"\W*số\s*[:.].*\s(?:TUYỆT\s+|TỐI\s+)?MẬT\W*", re.IGNORECASE)
_APART = re.compile(r"\s{2,}|[\t|│]")
_NO_LETTER = re.compile(r"[\W_\d]+")
_HALF = re.compile(r"\b(?:BÍ|BẢO|CƠ)\W*$")
_LONGEST, _LONGEST_ROW = 60, 200
_FEW_LETTERS = re.compile(r"(?:[\W_\d]*[^\W_\d]){0,2}[\W_\d]*")
_LIKE = 75
"""Likeness, of 100, from which on the letters on a stamp are taken for one of the longer marks."""
_LONGEST_STAMP = 10


def is_secret(lines: Iterable[str]) -> bool:
    """Does one of `lines` (or cells, in their order) carry a mark of secrecy?"""
    spelt, before = "", ""
    for line in lines:
        text = line.strip()
        few = not (text[:3].isalpha() and len(text) > 2) and _FEW_LETTERS.fullmatch(text)
        spelt = spelt + _letters(text) if few else ""
        if spelt in _MARKS or (_says(text) and not _HALF.search(before)):
            return True
        before = text[-_LONGEST:] if text else before
    return False


def is_secret_stamp(words: str) -> bool:
    """Is this what a stamp says that a recogniser read: with any diacritics, a frame taken for letters, some lost?"""
    plain = _plain(_letters(words)).strip("IL")
    if sum(letter.islower() for letter in plain) > 1:
        return False
    plain = plain.upper()
    return ("MAT" in plain and len(plain) <= _LONGEST_STAMP) or any(fuzz.ratio(plain, m) >= _LIKE for m in _LONG_MARKS)


def _says(text: str) -> bool:
    in_capitals = "M" in text and "T" in text
    if len(text) > _LONGEST_ROW or not (in_capitals or "mật" in text.lower()):
        return False
    if len(text) <= _LONGEST and (_letters(text) in _MARKS or _FIELD.fullmatch(text)):
        return True
    return bool(_NUMBERED.fullmatch(text)) or any(_letters(part) in _MARKS for part in _parts(text))


def _parts(text: str) -> Iterator[str]:
    return (part for part in _APART.split(text) if part)


def _letters(text: str) -> str:
    """The letters alone, as printed; a mark is in capitals."""
    return _NO_LETTER.sub("", normalize("NFC", text)) if len(text) <= _LONGEST_ROW else ""


def _plain(letters: str) -> str:
    return "".join(c for c in normalize("NFD", letters.replace("Đ", "D")) if not combining(c))


_LONG_MARKS = tuple(_plain(level.replace(" ", "")) for level in _LEVELS[1:])
