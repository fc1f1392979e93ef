"""Figures in doubt, read again by the second reader.

In doubt is a figure that was read with little confidence, or that has no shape of a number as reports print them (mixed
separators, groups that are not of three, letters among digits). Two readers that agree are near certainty; where they
differ the surer one is taken, the other reading is kept beside it and confidence says that either may be right. Never:
what the report ought to say (totals, percentages); a figure that both read the same is what the paper says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.ocr.engine import Image, Row, Word, figure
from pipeline.ocr.readers import Readers

__all__ = ["certain"]

_SURE = 0.92
"""Tesseract's confidence above which a well-shaped figure is believed."""
_SECOND_SURE = 0.9
_EITHER = 0.6
"""Confidence in a figure that two readers see differently."""
_UNREAD = 0.75
"""The most that is believed of a figure in doubt that the second reader has no opinion on."""
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
        replace(row, words=tuple(_again(word, grey, readers) if _in_doubt(word) else word for word in row.words))
        for row in rows
    ]


def _in_doubt(word: Word) -> bool:
    if _FIGURES.fullmatch(word.text):
        return word.confidence < _SURE or not _SHAPED.fullmatch(word.text)
    return bool(_NEARLY.fullmatch(word.text)) and not word.text.isalpha()


def _again(word: Word, grey: Image, readers: Readers) -> Word:
    x0, top, x1, bottom = (round(v) for v in word.box)
    crop = grey[max(top - 3, 0) : bottom + 3, max(x0 - 3, 0) : x1 + 4]
    text, confidence = readers.digits.read(crop) if crop.size else ("", 0.0)
    if not any(map(str.isdigit, text)):
        return replace(word, confidence=min(word.confidence, _UNREAD))
    if text == word.text.replace("⁄", "/").replace("–", "-"):
        return replace(word, confidence=1 - (1 - word.confidence) * (1 - confidence))
    first, second = (
        word.confidence + _SHAPED_BONUS * _is_shaped(word.text),
        confidence + _SHAPED_BONUS * _is_shaped(text),
    )
    if confidence >= _SECOND_SURE and second >= first:
        return figure(text, word.box, min(_EITHER, confidence), (word.text,))
    return replace(word, confidence=min(_EITHER, word.confidence), alternatives=(text,))


def _is_shaped(text: str) -> bool:
    return _SHAPED.fullmatch(text) is not None
