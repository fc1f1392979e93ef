"""What was recognised and is no print: scribbles, rests of stamps and lines, one piece of ink read twice.

Signals: confidence of a line as a whole, of words without a letter or digit, and boxes that lie on each other. Never:
doubtful words within good lines, which are kept with their confidence.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from pipeline.frozen import replace
from pipeline.ocr.engine import Row, Word

__all__ = ["printed"]

_ROW = 0.4
"""Rows read with less confidence are scribbles and rests of stamps."""
_WORD = 0.5
"""The same for words without letter or digit, but the sign that opens a line."""
_LONE_SIGN = 0.8
_SAME_PLACE = 0.5


def printed(rows: Iterable[Row]) -> list[Row]:
    """The rows without what is no print."""
    kept = [row for row in map(_print, rows) if row is not None]
    twice = {id(word) for word in _covered([word for row in kept for word in row.words])}
    if not twice:
        return kept
    rest = [replace(row, words=tuple(word for word in row.words if id(word) not in twice)) for row in kept]
    return [row for row in rest if row.words]


def _print(row: Row) -> Row | None:
    words = [w for w in row.words if any(map(str.isalnum, w.text)) or w.confidence >= _WORD or w is row.words[0]]
    if not words:
        return None
    total = sum(len(w.text) for w in words)
    if sum(w.confidence * len(w.text) for w in words) < _ROW * total:
        return None
    if not any(c.isalnum() for w in words for c in w.text) and len(words) < 2 and words[0].confidence < _LONE_SIGN:
        return None
    return replace(row, words=tuple(words))


def _covered(words: list[Word]) -> Iterable[Word]:
    """Words over which a surer one lies."""
    words = sorted(words, key=lambda word: word.box[1])
    for i, word in enumerate(words):
        for other in islice(words, i + 1, None):
            if other.box[1] >= word.box[3]:
                break
            across = min(word.box[2], other.box[2]) - max(word.box[0], other.box[0])
            if across <= 0:
                continue
            down = min(word.box[3], other.box[3]) - other.box[1]
            lesser = min(word, other, key=lambda w: (w.confidence, len(w.text)))
            x0, top, x1, bottom = lesser.box
            if down > 0 and across * down > _SAME_PLACE * (x1 - x0) * (bottom - top):
                yield lesser
