"""The room that figures take: digits of one size are all equally wide, so a figure's width tells how many it has.

Problem: print that ran together, wore off or was covered leaves a recogniser with a digit or a separator too few or too
many, of which it is sure. Signals: the width of a figure in heights of its digits, against that of the other figures of
the page, whatever its typeface. Never: which character it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median

from pipeline.frozen import dataclass
from pipeline.ocr.engine import Row, Word

__all__ = ["misfits"]

_FIGURE = re.compile(r"\d[\d.,/:]*\d")
_WIDTHS = {".": 0.25, ",": 0.25, ":": 0.278, "/": 0.278}
"""Ems; digits have half of one."""
_DIGIT = 0.5
_WIDER, _NARROWER = 1.13, 0.78
"""Times the usual room: a separator lost from four digits adds an eighth, a digit lost from five characters a fifth.
Clean scans have 0.8 (`11`) to 1.1."""
_FEWEST = 8
"""Figures that tell the page's usual room."""


@dataclass(frozen=True, slots=True)
class _Room:
    word: Word
    width: float
    height: float
    ems: float


def misfits(rows: Sequence[Row]) -> set[int]:
    """The figures that are wider or narrower than what was read of them, by their `id`."""
    rooms = [room for row in rows for word in row.words if (room := _room(word)) is not None]
    if len(rooms) < _FEWEST:
        return set()
    height = median(room.height for room in rooms)
    usual = median(room.width / (room.ems * room.height) for room in rooms)
    return {
        id(room.word)
        for room in rooms
        if room.width > _WIDER * usual * room.ems * max(room.height, height)
        or room.width < _NARROWER * usual * room.ems * min(room.height, height)
    }


def _room(word: Word) -> _Room | None:
    """Of the figure alone, without unit and brackets; None where the word has none, or each character no place."""
    match = _FIGURE.search(word.text)
    if match is None or len(word.symbols) != len(word.text):
        return None
    symbols = word.symbols[match.start() : match.end()]
    heights = [s.box[3] - s.box[1] for s in symbols if s.text.isdigit()]
    ems = sum(_WIDTHS.get(s.text, _DIGIT) for s in symbols)
    # Beside a stop recognition often ends the last digit too soon.
    end = max(symbols[-1].box[2], *(s.box[0] for s in word.symbols[match.end() : match.end() + 1]), 0.0)
    return _Room(word, end - symbols[0].box[0], median(heights), ems)
