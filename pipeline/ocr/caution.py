"""How far the figures of a page can be believed, whatever the recognisers say of each.

Problem: where print is poor, a recogniser is sure of what it did not see: a point whose tail was lost for a comma, a speck
for a separator, a number that it parted in two. Signals: the share of the page's words that were read with doubt, dust on
its paper, a figure beside what may be the rest of it or beside the bar that a streak is read as, a stroke through the
figure, more or less room than its digits take on this page, letters and signs that numbers do not hold, a decimal point
on a page of decimal commas. Numbers that were parted by less than a space are one again, in doubt. Never: a change of
what a figure says.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence, Set
from itertools import pairwise

from pipeline.frozen import replace
from pipeline.ocr.engine import Row, Word, hull
from pipeline.ocr.room import misfits

__all__ = ["cautious", "doubtful_page", "joined"]

_VAGUE = 0.87
"""A word read with less confidence was read with doubt."""
_VAGUE_SHARE, _DUST = 0.07, 0.5
"""Share of doubtful words, and specks as large as a full stop a square inch, from which on no figure of a page is sure.
Pages that are read without an error have up to 0.045 and 0.04."""
_FEWEST = 30
"""Words that make a share."""
_POOR_PAGE, _POOR_SHAPE, _PARTED, _CROSSED = 0.85, 0.8, 0.6, 0.7
"""The most that is believed of a figure on such a page, of one in an odd shape, of a part of one, of one under a stroke."""
_HEIGHT, _SPACE, _WIDE_SPACE, _LINE = 0.676, 0.2, 0.5, 0.8
"""Ems that figures are high, that part words at least, words of one line at most, and lines at least."""
_ODD = re.compile(r"\d[:;]\d|\d,\d{3}(?!\d)|[.,]{2}\d|(?<![\d.,/])0\d[.,]?\d")
_BARS = re.compile(r"[|\[\]{}\\!¦]+")
"""What a streak or the rest of a ruling line is read as."""
_AMONG = re.compile(r"\d(?![kdch]?m[23](?!\d)|(?:h|g|giờ|tr|tỷ)\d)[^\W\d_]+\d|\d[-–][^\W\d_]*[^\W\d_A-ZĐ]")
"""Letters where digits go on, but for squares, hours and `2tr5`; a word tied to a number, as by the line that struck it."""
_YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d$")
_TIMES = re.compile(r"\W*\d{1,2}:\d{2}\W*|\W*1:\d{3,6}\W*")
_POINT, _COMMA = re.compile(r"(?<![\d.])\d{1,3}\.\d{1,2}(?![\d.])"), re.compile(r"\d,\d{1,2}(?!\d)")
_BEGUN, _REST = re.compile(r".*\d[.,]"), re.compile(r"\d{1,3}(?!\d).*")


def doubtful_page(rows: Sequence[Row], dust: float) -> bool:
    """Was so much of the page read with doubt, or is there so much dust, that its figures are? `rows` as first read;
    `dust` in specks a square inch."""
    words = [word for row in rows for word in row.words if any(map(str.isalnum, word.text))]
    vague = sum(word.confidence < _VAGUE for word in words)
    return dust > _DUST or (len(words) >= _FEWEST and vague > _VAGUE_SHARE * len(words))


def joined(row: Row) -> Row:
    """The row with numbers that were parted behind or before their separator made one."""
    words: list[Word] = []
    for word in row.words:
        if words and _is_one(words[-1], word):
            last = words.pop()
            text, symbols = f"{last.text}{word.text}", (*last.symbols, *word.symbols)
            sure = min(last.confidence, word.confidence, _PARTED)
            word = Word(text, hull([last.box, word.box]), sure, symbols, raw=f"{last.text} {word.text}")
        words.append(word)
    return replace(row, words=tuple(words)) if len(words) < len(row.words) else row


def _is_one(left: Word, right: Word) -> bool:
    ends = _BEGUN.fullmatch(left.text) and _REST.fullmatch(right.text)
    begins = left.text[-1:].isdigit() and re.match(r"[.,]\d", right.text)
    return bool(ends or begins) and _gap(left, right) < _SPACE


def _gap(left: Word, right: Word) -> float:
    """Ems between two words."""
    digits = [s.box for word in (left, right) for s in word.symbols if s.text.isdigit()]
    height = max((bottom - top for _, top, _, bottom in digits), default=0.0)
    return (right.box[0] - left.box[2]) * _HEIGHT / height if height else 1.0


def cautious(rows: Sequence[Row], doubtful: bool, crossed: Set[int] = frozenset()) -> list[Row]:
    """The rows with no figure believed more than the page allows. `crossed`: `id` of the words that a stroke crosses."""
    commas = any(_COMMA.search(word.text) for row in rows for word in row.words)
    most = {id(word): _POOR_PAGE if doubtful else 1.0 for row in rows for word in row.words}
    most |= dict.fromkeys(misfits(rows) | _squeezed(rows), _POOR_SHAPE) | dict.fromkeys(crossed, _CROSSED)
    return [_cautious(row, most, commas, _begins_line(row, rows) if commas else True) for row in rows]


def _begins_line(row: Row, rows: Sequence[Row]) -> bool:
    """Has the row nothing on its left, as the label of an item and the number of a table's line?"""
    x0, top, _, bottom = row.words[0].box
    middle = (top + bottom) / 2
    return not any(
        other.words[0].box[0] < x0 and any(w.box[1] < middle < w.box[3] for w in other.words[:1])
        for other in rows
        if other is not row
    )


def _cautious(row: Row, most: Mapping[int, float], commas: bool, begins: bool) -> Row:
    limits = [
        min(most[id(word)], _limit(word, commas and not (begins and _may_be_label(row, i))))
        for i, word in enumerate(row.words)
    ]
    for i, word in enumerate(row.words):
        if _BARS.fullmatch(word.text):
            limits[max(i - 1, 0) : i + 2] = [min(limit, _POOR_SHAPE) for limit in limits[max(i - 1, 0) : i + 2]]
    for i, (left, right) in enumerate(pairwise(row.words)):
        if _may_be_one(left, right):
            limits[i], limits[i + 1] = min(limits[i], _PARTED), min(limits[i + 1], _PARTED)
    words = tuple(
        replace(word, confidence=limit) if limit < word.confidence and any(map(str.isdigit, word.text)) else word
        for word, limit in zip(row.words, limits, strict=True)
    )
    return replace(row, words=words)


def _may_be_label(row: Row, i: int) -> bool:
    """Does the word open its line, and is what follows no unit: `3.1. Thu`, a cell that says `1.2`?"""
    return i == 0 and not (len(row.words) > 1 and row.words[1].text[0].islower())


def _limit(word: Word, commas: bool) -> float:
    odd = _ODD.search(word.text) and not _TIMES.fullmatch(word.text)
    return _POOR_SHAPE if odd or _is_mixed(word.text) or (commas and _POINT.search(word.text)) else 1.0


def _is_mixed(text: str) -> bool:
    """Is a digit beside a letter in a way that neither units nor codes have: `s2`, `12C`, `T01,9`?"""
    if re.match(r"\W*m[23](?!\w)", text):
        return False
    if _AMONG.search(text) or (any(map(str.isdigit, text)) and any(map(_is_foreign, text))):
        return True
    start = re.match(r"\W*([^\W\d_])\d+([.,]\d)?", text)
    return bool(start and (start[1].islower() or start[2])) or any(
        a.isdigit() and b.isupper() for a, b in pairwise(text)
    )


def _is_foreign(character: str) -> bool:
    """Is it a letter that Vietnamese is not written with: `ð` for a 3?"""
    base = unicodedata.normalize("NFD", character)[0]
    return character.isalpha() and not base.isascii() and base not in "đĐ"


def _may_be_one(left: Word, right: Word) -> bool:
    """Do they look like a number that lost its separator, or the white in which it stood?"""
    begins = left.text[-1:].isdigit() and re.match(r"[.,]\d" if _YEAR.search(left.text) else r"[.,]?\d", right.text)
    ends = re.fullmatch(r".*\d\.", left.text) and re.match(r"\d{3}(?!\d)", right.text)
    return bool(begins or ends) and _gap(left, right) < _WIDE_SPACE


def _squeezed(rows: Sequence[Row]) -> set[int]:
    """The figures that stand alone nearer above or below other print than lines do, as what was written in between."""
    lone = [row.words[0] for row in rows if len(row.words) == 1 and any(map(str.isdigit, row.words[0].text))]
    return {id(word) for word in lone if any(_is_near(word, other) for row in rows for other in row.words)}


def _is_near(word: Word, other: Word) -> bool:
    across = min(word.box[2], other.box[2]) - max(word.box[0], other.box[0])
    height = min(word.box[3] - word.box[1], other.box[3] - other.box[1])
    between = abs(word.box[3] - other.box[3])
    return (
        other is not word
        and across > 0
        and 0 < between < _LINE * height / _HEIGHT
        and any(map(str.isalnum, other.text))
    )
