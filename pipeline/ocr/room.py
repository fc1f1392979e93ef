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
_WIDER, _STRETCH, _NARROWER = 0.15, 0.03, 0.78
"""Ems more than the usual room, with a share of it for each em, and times it: a lost separator adds a quarter of an em.
Clean scans have up to 0.15 and down to 0.8 (`11`): where a narrow figure ends is not told exactly."""
_ALIKE = 0.15
"""Share by which the digits of one size are measured as higher or lower."""
_FEWEST = 8
"""Figures that tell the page's usual room."""


@dataclass(frozen=True, slots=True)
class _Room:
    """`ems` is what was read; `width` to the end of the last digit, `reach` to what follows it: beside a stop
    recognition often ends a digit too soon."""

    word: Word
    width: float
    reach: float
    height: float
    ems: float


def misfits(rows: Sequence[Row]) -> set[int]:
    """The figures that are wider or narrower than what was read of them, by their `id`."""
    rooms = [room for row in rows for word in row.words if (room := _room(word)) is not None]
    if len(rooms) < _FEWEST:
        return set()
    height = median(room.height for room in rooms)
    em = median(room.width / (room.ems * room.height) for room in rooms)  # in heights of a digit
    found = set()
    for room in rooms:
        alike = abs(room.height - height) < _ALIKE * height
        if room.width > (room.ems + _WIDER + _STRETCH * room.ems) * em * (
            height if alike else max(room.height, height)
        ) or (room.reach < _NARROWER * room.ems * em * min(room.height, height)):
            found.add(id(room.word))
    return found


def _room(word: Word) -> _Room | None:
    """Of the figure alone, without unit and brackets; None where the word has none, or each character no place."""
    match = _FIGURE.search(word.text)
    if match is None or len(word.symbols) != len(word.text):
        return None
    symbols = word.symbols[match.start() : match.end()]
    heights = [s.box[3] - s.box[1] for s in symbols if s.text.isdigit()]
    ems = sum(_WIDTHS.get(s.text, _DIGIT) for s in symbols)
    start, end = symbols[0].box[0], symbols[-1].box[2]
    reach = max(end, *(s.box[0] for s in word.symbols[match.end() : match.end() + 1]), 0.0)
    return _Room(word, end - start, reach - start, median(heights), ems)
