"""Figures that something crosses: what lies under it, or was taken away with it, nobody has seen.

Problem: a streak through a 9 leaves a 3, a pen over `17` leaves a 1, and a recogniser is sure of what is left. Signals:
a line that was wiped off the page, or a stroke in colour, runs through the figure; ink at the figure hangs together with
a piece much higher than print is. A figure that is in colour as a whole is print. Never: what the figure says.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

import cv2
import numpy as np

from pipeline.frozen import dataclass
from pipeline.ocr.engine import Image, PixelBox, Row, Word
from pipeline.ocr.prepare import connected

__all__ = ["Strokes"]

_SMALL = 100.0
"""Dots an inch at which pieces of ink are looked at."""
_INKED = 90
"""Mean ink of a small pixel from which on it is ink."""
_HIGHER = 2.1
"""Times the height of the page's figures that a piece is higher than any print: brackets have 1.3, and a figure with the
descender of the line above that touches it 2."""
_BESIDE, _EDGE = 0.8, 0.12
"""Heights of a figure beside it that a pen may have hidden a figure of it in; and those of its box's edge, where a
ruling line may touch it."""
_FEWEST = 3
"""Small pixels of a stroke that tell."""
_WHOLE = 0.6
"""Share of a figure's ink that is in colour where all of it is, but for its rims."""


@dataclass(frozen=True, slots=True)
class Strokes:
    """What may cross figures on a page: the pixels of lines that were `wiped` off it and of ink in colour, and the `ink`
    that is left, both 255 where something is, at a resolution of which that of the words' boxes is `scale` times."""

    wiped: Image
    ink: Image
    scale: float
    dpi: float

    def crossed(self, rows: Sequence[Row]) -> set[int]:
        """The figures that something crosses, by their `id`."""
        figures = [word for row in rows for word in row.words if any(map(str.isdigit, word.text))]
        heights = [
            bottom - top for word in figures for s in word.symbols if s.text.isdigit() for _, top, _, bottom in [s.box]
        ]
        if not heights:
            return set()
        height = median(heights) / self.scale
        pens = self._pieces(height)
        return {
            id(word)
            for word in figures
            if self._is_wiped(word.box) or (pens is not None and self._is_under(word, pens, height))
        }

    def _pieces(self, height: float) -> Image | None:
        """The ink of pieces that are higher than print, in small pixels; None where there are none."""
        factor = min(1.0, _SMALL / self.dpi)
        small = cv2.resize(self.ink, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
        _, where, stats = connected((small > _INKED).astype(np.uint8))
        high = stats[:, cv2.CC_STAT_HEIGHT] > _HIGHER * height * factor
        high[0] = False
        return high[where].astype(np.uint8) if high.any() else None

    def _is_wiped(self, box: PixelBox) -> bool:
        x0, top, x1, bottom = (v / self.scale for v in box)
        edge = _EDGE * (bottom - top)
        place = slice(round(top + edge), round(bottom - edge)), slice(round(x0 + edge), round(x1 - edge))
        gone, left = self.wiped[place], self.ink[place]
        if not gone.size or not gone.any():
            return False
        return cv2.countNonZero(cv2.bitwise_and(gone, left)) < _WHOLE * max(cv2.countNonZero(left), 1)

    def _is_under(self, word: Word, pens: Image, height: float) -> bool:
        factor = min(1.0, _SMALL / self.dpi)
        x0, top, x1, bottom = (v / self.scale * factor for v in word.box)
        beside = _BESIDE * height * factor
        crop = pens[max(round(top), 0) : round(bottom), max(round(x0 - beside), 0) : round(x1 + beside)]
        return bool(np.count_nonzero(crop) >= _FEWEST)
