"""Ruled tables read by themselves: column by column, because reading a whole page joins what stands in different cells.

A table is taken out of the page's image; each of its columns is read as one narrow column of text (heads of three lines
beside heads of one do no harm there), a merged cell by itself. Cells in which ink is and nothing, or nothing sure, was
read are read once more alone. Never: which lines make cells (readers.pdf_grids), which of two readings of a figure is
right (doubts).
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from pipeline.frozen import replace
from pipeline.ocr.engine import Engine, EngineFailed, Image, Layout, PixelBox, Row, Word, figure, hull, moved
from pipeline.ocr.junk import printed
from pipeline.ocr.prepare import Prepared
from pipeline.ocr.readers import CellBox, Readers

__all__ = ["read_columns", "read_grids", "without_grids"]

_INSET = 0.018
"""Inches of a cell's edge that may hold rests of its lines."""
_PAPER = 0.88
"""Share of white from which on all is paper: beside the pure white between cells, its grain would look like ink."""
_EDGE = 16
"""Pixels of white around what is read by itself."""
_FEWEST_INK = 0.0002
"""Square inches of ink that make a cell worth reading again."""
_DOUBT = 0.7
"""A cell with a word read with less confidence is read again by itself."""
_DASH, _ONE_LINE = 0.03, 0.2
"""Inches that the ink of a dash, and of a single line, is high at most."""
_OUTSIDE = 7
"""Pixels beside a table that hold rests of its outer lines."""
_STROKES, _BY_WALL = frozenset("1lI|!]["), 0.045
"""What recognition makes of the rest of a line, and inches from the line within which it stands."""
_SECOND = 0.7
"""Least confidence of the second reader that a cell holds a figure."""


def without_grids(grey: Image, grids: Sequence[Sequence[CellBox]], scale: float) -> Image:
    """The page with its tables painted white; the cells are in pixels of an image of which this is `scale` times."""
    if not grids:
        return grey
    grey = grey.copy()
    for cells in grids:
        x0, top, x1, bottom = (round(v * scale) for v in hull([cell.box for cell in cells]))
        grey[top:bottom, max(x0 - _OUTSIDE, 0) : x1 + _OUTSIDE] = 255
    return grey


def read_grids(page: Prepared, grids: Sequence[Sequence[CellBox]], dpi: float, readers: Readers) -> list[Row]:
    """The lines in the cells of all tables. Raises EngineFailed."""
    return [row for cells in grids for row in _read_grid(page, cells, dpi, readers)]


def read_columns(grey: Image, sides: Sequence[Sequence[CellBox]], dpi: float, engine: Engine) -> list[Row]:
    """The lines of print that stands in columns without ruling lines. Raises EngineFailed."""
    return [row for place in sides for side in place for row in _strip(grey, [side.box], dpi, engine, "page")]


def _read_grid(page: Prepared, cells: Sequence[CellBox], dpi: float, readers: Readers) -> list[Row]:
    rows: list[Row] = []
    for column in sorted({cell.column for cell in cells}):
        narrow = [cell.box for cell in cells if cell.column == column and cell.column_span == 1]
        if narrow:
            rows += _strip(page.grey, narrow, dpi, readers.engine)
    for cell in cells:
        if cell.column_span > 1:
            rows += _strip(page.grey, [cell.box], dpi, readers.engine)
    rows = printed(rows)
    for cell in cells:
        words = [word for row in rows for word in row.words if _inside(word, cell.box)]
        if min((word.confidence for word in words), default=0.0) < _DOUBT and _inked(page.ink, cell.box, dpi):
            again = printed(_alone(page, cell.box, dpi, readers))
            if again and _confidence([w for row in again for w in row.words]) > _confidence(words):
                gone = {id(word) for word in words}
                rows = [_less(row, gone) for row in rows]
                rows = [*(row for row in rows if row.words), *again]
    rests = {id(word) for row in rows for word in row.words if _is_of_wall(word, cells, dpi)}
    rows = [_less(row, rests) for row in rows] if rests else rows
    return [row for row in rows if row.words]


def _is_of_wall(word: Word, cells: Sequence[CellBox], dpi: float) -> bool:
    """Is it a stroke so near to the side of its cell that it is the rest of a line? Print keeps further away."""
    x0, top, x1, bottom = word.box
    if word.text not in _STROKES or x1 - x0 > 0.5 * (bottom - top):
        return False
    home = next((cell.box for cell in cells if _inside(word, cell.box)), None)
    return home is not None and min((x0 + x1) / 2 - home[0], home[2] - (x0 + x1) / 2) < _BY_WALL * dpi


def _confidence(words: Sequence[Word]) -> float:
    return sum(w.confidence * len(w.text) for w in words) / max(sum(len(w.text) for w in words), 1)


def _less(row: Row, gone: set[int]) -> Row:
    return replace(row, words=tuple(word for word in row.words if id(word) not in gone))


def _strip(grey: Image, boxes: Sequence[PixelBox], dpi: float, engine: Engine, layout: Layout = "block") -> list[Row]:
    """Cells that stand one above the other, read as one column of text."""
    x0, top, x1, bottom = (round(v) for v in hull(boxes))
    inset = round(_INSET * dpi)
    strip = np.full((bottom - top + 2 * _EDGE, x1 - x0 + 2 * _EDGE), 255, np.uint8)
    for box in boxes:
        a, b, c, d = _inner(box, inset)
        strip[b - top + _EDGE : d - top + _EDGE, a - x0 + _EDGE : c - x0 + _EDGE] = grey[b:d, a:c]
    if strip.min() > 200:
        return []
    strip = cv2.convertScaleAbs(strip, alpha=1 / _PAPER)
    return [moved(row, x0 - _EDGE, top - _EDGE) for row in engine.read(strip, dpi, layout)]


def _alone(page: Prepared, box: PixelBox, dpi: float, readers: Readers) -> list[Row]:
    """A cell by itself: a dash by its shape, a figure by the second reader, else text by the first."""
    x0, top, x1, bottom = _inner(box, round(_INSET * dpi))
    inked = np.argwhere(page.ink[top:bottom, x0:x1])
    if not len(inked):
        return []
    (y0, a), (y1, b) = inked.min(axis=0), inked.max(axis=0) + 1
    place = (float(x0 + a), float(top + y0), float(x0 + b), float(top + y1))
    if y1 - y0 <= _DASH * dpi and b - a > y1 - y0:
        return [Row((figure("-", place, 0.9),), place[3], place)]
    crop = page.grey[top:bottom, x0:x1]
    if y1 - y0 <= _ONE_LINE * dpi:
        text, confidence = readers.digits.read(crop[max(y0 - 2, 0) : y1 + 2, max(a - 2, 0) : b + 2])
        if any(map(str.isdigit, text)) and confidence >= _SECOND:
            return [Row((figure(text, place, confidence),), place[3], place)]
    crop = cv2.copyMakeBorder(crop, _EDGE, _EDGE, _EDGE, _EDGE, cv2.BORDER_CONSTANT, value=255)
    try:
        return [moved(row, x0 - _EDGE, top - _EDGE) for row in readers.engine.read(crop, dpi, "block")]
    except EngineFailed:
        return []


def _inside(word: Word, box: PixelBox) -> bool:
    x, y = (word.box[0] + word.box[2]) / 2, (word.box[1] + word.box[3]) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _inked(ink: Image, box: PixelBox, dpi: float) -> bool:
    x0, top, x1, bottom = _inner(box, round(_INSET * dpi))
    return bool(np.count_nonzero(ink[top:bottom, x0:x1]) > _FEWEST_INK * dpi * dpi)


def _inner(box: PixelBox, inset: int) -> tuple[int, int, int, int]:
    x0, top, x1, bottom = (round(v) for v in box)
    return x0 + inset, top + inset, max(x1 - inset, x0 + inset + 1), max(bottom - inset, top + inset + 1)
