"""Where print stands in two columns without ruling lines: the letterhead, and the closing block with its signature.

Problem: a recogniser told to read one column joins what stands side by side, and garbles it where the lines of the two
sides are not level. Signals: a white gutter near the middle of the page that is as high as several lines, with several
lines on either side. Never: tables with lines (cells), gaps within a line (measure).
"""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np

from pipeline.ocr.engine import Image
from pipeline.ocr.readers import CellBox

__all__ = ["columns"]

_SMALL = 40
"""Dots an inch at which gutters are looked for."""
_GUTTER, _HIGH = 0.22, 0.75
"""Inches that a gutter is wide and high at least."""
_FROM, _TO = 0.3, 0.7
"""Between these shares of the page's width a gutter lies."""
_LINES = 2
"""Lines on either side, at least."""
_ACCENT = 0.06
"""Inches."""
_INKED = 12
"""Mean ink of a small pixel from which on print is there."""


def columns(ink: Image, dpi: float, wanted: float) -> list[list[CellBox]]:
    """The two sides of each place with a gutter in `ink` (255 where ink is), in pixels at the resolution wanted."""
    small = cv2.resize(ink, None, fx=_SMALL / dpi, fy=_SMALL / dpi, interpolation=cv2.INTER_AREA) > _INKED
    scale = _SMALL / wanted
    width = small.shape[1]
    gutter = round(_GUTTER * _SMALL)
    best: list[tuple[int, int, int, int]] = []
    for x in range(round(_FROM * width), round(_TO * width) - gutter, 2):
        for run in _white_runs(small[:, x : x + gutter]):
            top, bottom = _between_lines(run, small.any(axis=1))
            lines = min(_lines(small[top:bottom, :x]), _lines(small[top:bottom, x + gutter :]))
            if lines >= _LINES:
                best.append((bottom - top, x, top, bottom))
    taken: list[tuple[int, int]] = []
    found = []
    for _, x, top, bottom in sorted(best, reverse=True):
        if any(top < b and a < bottom for a, b in taken):
            continue
        taken.append((top, bottom))
        middle, low, high = (x + gutter / 2) / scale, top / scale, bottom / scale
        found.append(
            [CellBox((0.0, low, middle, high), 0), CellBox((middle, low, ink.shape[1] * wanted / dpi, high), 1)]
        )
    return found


def _white_runs(window: np.ndarray) -> Iterator[tuple[int, int]]:
    """Stretches of rows without ink in the window that are high enough."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], (~window.any(axis=1)).astype(np.int8), [0]))))
    for top, bottom in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if bottom - top >= _HIGH * _SMALL:
            yield top, bottom


def _between_lines(run: tuple[int, int], inked: np.ndarray) -> tuple[int, int]:
    """The run without the parts of lines at its ends: an accent may stand higher than what closes the gutter."""
    top, bottom = run
    while 0 < top < bottom and inked[top]:
        top += 1
    while top < bottom < len(inked) and inked[bottom - 1]:
        bottom -= 1
    return top, bottom


def _lines(side: np.ndarray) -> int:
    """How many separate bands of ink, higher than an accent, lie above each other."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], side.any(axis=1).astype(np.int8), [0]))))
    return int(np.count_nonzero(edges[1::2] - edges[::2] > _ACCENT * _SMALL))
