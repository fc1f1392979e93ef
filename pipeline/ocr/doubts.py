"""Figures in doubt, read again by the second reader; words in doubt, by the first at another size.

In doubt is a figure that was read with little confidence, or that has no shape of a number as reports print them (mixed
separators, groups that are not of three, letters among digits). Two readers that agree are near certainty; where they
differ the surer one is taken, the other reading is kept beside it and confidence says that either may be right. Never:
what the report ought to say (totals, percentages); a figure that both read the same is what the paper says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import cv2

from pipeline.frozen import replace
from pipeline.ocr.engine import Engine, EngineFailed, Image, Row, Word, figure, hull, moved, scaled
from pipeline.ocr.readers import Readers
from pipeline.ocr.separators import separated

__all__ = ["certain", "second_look"]

_VAGUE = 0.84
"""A word read with less confidence is looked at again."""
_SURER = 0.05
"""What a second look must add to the confidence."""
_OTHER_SIZE = 0.75
_AROUND = 0.5
"""Inches of the line that are read again beside a doubtful word."""
_EDGE = 12
_SURE, _SURE_ALONE = 0.92, 0.95
"""Tesseract's confidence above which a well-shaped figure is believed, within a line and alone, as in a cell, where no
words help it."""
_SECOND_SURE = 0.9
_EITHER = 0.6
"""Confidence in a figure that two readers see differently."""
_UNREAD = 0.75
"""The most that is believed of a figure in doubt that the second reader has no opinion on."""
_END = "./."
_SHAPED_BONUS = 0.3
"""What the shape of a number adds to the confidence in a reading."""
_FIGURES = re.compile(r"\W*\d[\d.,/%:;()+\-–⁄]*\W*")
_NEARLY = re.compile(r"(?=.*\d)[\dOoQlISBZA.,/%\-–()]{2,}")
"""Letters that are figures misread."""
_NUMBER = r"(?:\d{1,3}(?:\.\d{3})+|\d{1,4}|\d{5,})(?:,\d{1,2})?"
_SHAPED = re.compile(
    rf"[(\-–“\"]?(?:{_NUMBER}(?:[/\-–]{_NUMBER})*|\d{{1,2}}/\d{{1,2}}/\d{{4}}|\d{{1,2}}(?:\.\d{{1,2}}){{1,3}})%?(?:\./\.|[.,;:)”\"]{{0,3}})"
)


def certain(rows: Sequence[Row], grey: Image, readers: Readers) -> list[Row]:
    """The rows with their doubtful figures read again in the grey page without its ruling lines."""
    return [
        replace(
            row,
            words=tuple(
                _sure(word, grey, readers, _SURE_ALONE if len(row.words) == 1 else _SURE) for word in row.words
            ),
        )
        for row in rows
    ]


def _sure(word: Word, grey: Image, readers: Readers, sure: float) -> Word:
    spaced = separated(word, grey)
    return _again(spaced, grey, readers) if spaced is not word or _in_doubt(word, sure) else word


def second_look(rows: Sequence[Row], grey: Image, dpi: float, engine: Engine) -> list[Row]:
    """The rows with doubtful words read again with their line at another size, which parts what one size confuses
    (`năm` and `nắm`, `286` and `286G`); a word is exchanged only for a surer one, and the first reading is kept."""
    return [_looked_at(row, grey, dpi, engine) if any(map(_is_vague, row.words)) else row for row in rows]


def _is_vague(word: Word) -> bool:
    return word.confidence < _VAGUE and any(map(str.isalnum, word.text))


def _looked_at(row: Row, grey: Image, dpi: float, engine: Engine) -> Row:
    # Where lines touch, a word that was misread may reach into the next one: the height is that of the sure words.
    sure = [word.box for word in row.words if not _is_vague(word) and any(map(str.isalnum, word.text))]
    _, top, _, bottom = (round(v) for v in (hull(sure) if sure else row.box))
    vague = hull([word.box for word in row.words if _is_vague(word)])
    around = _AROUND * dpi
    near = [word.box for word in row.words if vague[0] - around < word.box[2] and word.box[0] < vague[2] + around]
    x0, _, x1, _ = (round(v) for v in hull(near))
    top, left = max(top - 4, 0), max(x0 - 4, 0)
    crop = grey[top : bottom + 5, left : x1 + 5]
    if min(crop.shape) < 8:
        return row
    crop = cv2.resize(crop, None, fx=_OTHER_SIZE, fy=_OTHER_SIZE, interpolation=cv2.INTER_AREA)
    crop = cv2.copyMakeBorder(crop, _EDGE, _EDGE, _EDGE, _EDGE, cv2.BORDER_CONSTANT, value=255)
    try:
        again = engine.read(crop, dpi * _OTHER_SIZE, "line")
    except EngineFailed:
        return row
    fit = 1 / _OTHER_SIZE
    seen = [w for r in again for w in moved(scaled(r, fit), left - _EDGE * fit, top - _EDGE * fit).words]
    return replace(row, words=tuple(_surer(word, seen) if _is_vague(word) else word for word in row.words))


def _surer(word: Word, seen: Sequence[Word]) -> Word:
    x0, _, x1, _ = word.box
    here = [w for w in seen if min(w.box[2], x1) - max(w.box[0], x0) > 0.7 * max(w.box[2] - w.box[0], x1 - x0)]
    if len(here) != 1:
        return word
    again = here[0]
    if again.text == word.text:
        return replace(word, confidence=max(word.confidence, again.confidence))
    if again.confidence < word.confidence + _SURER:
        return replace(word, alternatives=(again.text,))
    return replace(again, confidence=min(again.confidence, _SURE), alternatives=(word.text,), raw=word.text)


def _in_doubt(word: Word, sure: float) -> bool:
    if _FIGURES.fullmatch(word.text):
        return word.confidence < sure or not _SHAPED.fullmatch(word.text)
    return bool(_NEARLY.fullmatch(word.text)) and not word.text.isalpha()


def _again(word: Word, grey: Image, readers: Readers) -> Word:
    x0, top, x1, bottom = (round(v) for v in word.box)
    crop = grey[max(top - 3, 0) : bottom + 3, max(x0 - 3, 0) : x1 + 4]
    text, confidence = readers.digits.read(crop) if crop.size else ("", 0.0)
    if not any(map(str.isdigit, text)):
        return replace(word, confidence=min(word.confidence, _UNREAD))
    if _same(text, word.text.replace("⁄", "/").replace("–", "-")):
        return replace(word, confidence=1 - (1 - word.confidence) * (1 - confidence))
    first, second = (
        word.confidence + _SHAPED_BONUS * _is_shaped(word.text),
        confidence + _SHAPED_BONUS * _is_shaped(text),
    )
    if confidence >= _SECOND_SURE and second >= first:
        return figure(text, word.box, min(_EITHER, confidence), word.raw or word.text)
    return replace(word, confidence=min(_EITHER, word.confidence), alternatives=(*word.alternatives, text))


def _same(text: str, first: str) -> bool:
    """Do both say the same? Of the sign that ends a report the second reader, who knows only figures, makes one."""
    return text == first or (first.endswith(_END) and len(text) == len(first) and text[:-3] == first[:-3])


def _is_shaped(text: str) -> bool:
    return _SHAPED.fullmatch(text) is not None
