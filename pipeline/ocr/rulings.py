"""Ruling lines in the ink of a page: found, measured, and wiped out so that letters can be read without them.

Signals: long, thin runs of ink, horizontal and vertical; small breaks (specks, poor print) are bridged. A line that is
as thick as a letter's stem but no longer than a letter is print. Never: which lines make a table (readers.pdf_grids).
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.frozen import dataclass
from pipeline.ocr.engine import Image, PixelBox

__all__ = ["Ruling", "rulings", "wiped"]

_SHORTEST_ACROSS = 0.7
"""Inches; the line under a motto or above footnotes is longer, a dash or the bar of a letter shorter."""
_SHORTEST_DOWN = 0.22
"""Inches; a row of a table is higher, a capital with its diacritic lower."""
_THICKEST = 0.045
"""Inches; a thicker bar is a picture or a box filled with colour."""
_BREAK = 0.02
"""Inches; gaps that a line may have."""
_REACH = 0.1
"""Inches by which a vertical line may go beyond the horizontal ones that it meets, or fall short of them."""
_WOBBLE = 0.01
"""Inches by which a line may bend, or the page still lie askew."""
_LOOKED_AT = 8
"""Pixels of a run that are looked at before the whole of it."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """A drawn straight line and how thick it is, in pixels."""

    box: PixelBox
    horizontal: bool

    @property
    def thickness(self) -> float:
        x0, top, x1, bottom = self.box
        return bottom - top if self.horizontal else x1 - x0

    def scaled(self, factor: float) -> Ruling:
        """The line in the pixels of an image that is larger by `factor`."""
        x0, top, x1, bottom = self.box
        return Ruling((x0 * factor, top * factor, x1 * factor, bottom * factor), self.horizontal)


def rulings(ink: Image, dpi: float) -> tuple[list[Ruling], Image]:
    """The lines that frame something, and the pixels (255) of all. `ink` is 255 where ink is."""
    found: list[Ruling] = []
    pixels = np.zeros_like(ink)
    for horizontal in (True, False):
        lines = _strokes(ink, dpi, horizontal)
        outlines, _ = cv2.findContours(lines, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        for outline in outlines:
            x, y, w, h = cv2.boundingRect(outline)
            stroke = lines[y : y + h, x : x + w]
            length, breadth = (w, h) if horizontal else (h, w)
            thick = cv2.countNonZero(stroke) / length
            shortest = (_SHORTEST_ACROSS if horizontal else _SHORTEST_DOWN) * dpi
            if length < shortest or thick > _THICKEST * dpi or breadth > thick + max(4, 0.02 * length):
                continue
            if not horizontal and length < 8 * thick:
                continue
            pixels[y : y + h, x : x + w] |= stroke
            found.append(Ruling((x, y, x + w, y + h), horizontal))
    return [line for line in found if line.horizontal or _is_framed(line, found, dpi)], pixels


def _is_framed(line: Ruling, lines: list[Ruling], dpi: float) -> bool:
    """Does a vertical line begin and end at horizontal ones, as tables have it? The streaks of a scanner, folds and
    the edges of another sheet go on beyond them."""
    x0, top, x1, bottom = line.box
    near = _REACH * dpi
    met = [
        (other.box[1] + other.box[3]) / 2
        for other in lines
        if other.horizontal and other.box[0] - near <= (x0 + x1) / 2 <= other.box[2] + near
    ]
    met = [y for y in met if top - near <= y <= bottom + near]
    return len(met) > 1 and min(met) - top < near and bottom - max(met) < near


def _strokes(ink: Image, dpi: float, horizontal: bool) -> Image:
    """Runs of ink in one direction, breaks bridged."""
    length = round((_SHORTEST_ACROSS if horizontal else _SHORTEST_DOWN) * dpi * 0.8)
    gap, wobble = max(3, round(_BREAK * dpi)), max(1, round(_WOBBLE * dpi))

    def kernel(along: int, across: int) -> Image:
        return np.ones((across, along) if horizontal else (along, across), np.uint8)

    # A line that wanders over two pixel rows is in neither of them whole: thicken first, thin again after.
    thick = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, kernel(gap, 1))
    thick = cv2.morphologyEx(thick, cv2.MORPH_CLOSE, kernel(1, wobble)) if wobble > 1 else thick
    few = _with_lines(thick, length, horizontal)
    lines = np.zeros_like(ink)
    if len(few):
        part = thick[few] if horizontal else np.ascontiguousarray(thick[:, few])
        lines[few if horizontal else np.s_[:, few]] = cv2.morphologyEx(part, cv2.MORPH_OPEN, kernel(length, 1))
    return lines


def _with_lines(ink: Image, length: int, horizontal: bool) -> NDArray[np.intp]:
    """The rows (or columns) of pixels that may hold a run of ink of this length: a few pixels of each tell of nearly
    all that they hold none."""
    apart = max(1, length // _LOOKED_AT)
    some, run = (ink[:, ::apart], (1, length // apart)) if horizontal else (ink[::apart], (length // apart, 1))
    runs = cv2.erode(np.ascontiguousarray(some), np.ones(run, np.uint8))
    return np.flatnonzero(runs.any(axis=1 if horizontal else 0))


def wiped(grey: Image, ink: Image, pixels: Image, dpi: float) -> tuple[Image, Image]:
    """The page and its ink without the lines. What touches or crosses a line (a descender, the dot under an underlined
    `ộ`) keeps the line's ink in its own columns."""
    if not pixels.any():
        return grey, ink
    grey, ink = grey.copy(), ink.copy()
    reach = max(1, round(0.006 * dpi))
    fringed = np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)
    beside = cv2.getStructuringElement(cv2.MORPH_CROSS, (2 * reach + 3, 2 * reach + 3))
    rows = np.flatnonzero(pixels.any(axis=1))
    for band in np.split(rows, np.flatnonzero(np.diff(rows) > 6 * reach) + 1):
        here = slice(max(band[0] - 3 * reach, 0), band[-1] + 3 * reach + 1)
        fringe = cv2.dilate(pixels[here], fringed)
        rest = cv2.bitwise_and(ink[here], cv2.bitwise_not(fringe))
        gone = (fringe > 0) & (cv2.dilate(rest, beside) == 0)
        grey[here][gone] = 255
        ink[here][gone] = 0
    return grey, ink
