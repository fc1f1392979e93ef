"""Sheets that did not lie flat: lines of print that rise and fall across the page are made straight.

Signals: between neighbouring upright strips of the page the rows of print are shifted by a little; the shifts of all
strips, at several heights, are those of one smooth surface (a polynomial across, linear down the page). Used only where
it makes the rows of print sharper. Never: skew (prepare), the perspective of a photograph.
"""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.ocr.engine import Image

__all__ = ["flat"]

_SMALL = 100.0
"""Dots an inch at which shifts are measured."""
_STRIP, _BAND = 0.4, 2.0
"""Inches: width of a strip, least height of a stretch of it that is compared with its neighbour."""
_FURTHEST = 5
"""Small pixels by which neighbouring strips may be shifted."""
_ALIKE = 0.5
"""Correlation of two strips from which on their shift is believed."""
_FEWEST = 20
"""Shifts that make a surface."""
_DEGREE = 5
_LEAST = 0.012
"""Inches by which print must rise or fall for the page to be flattened."""
_SHARPER = 1.15
"""Times that the rows of print become sharper."""
_EVERY = 4
"""Whether they do is seen in one column of pixels of these."""
Floats = NDArray[np.float64]


def flat(grey: Image, ink: Image, dpi: float) -> Image | None:
    """The page made flat; None where it is flat, or has too little print to tell."""
    scale = min(1.0, _SMALL / dpi)
    small = cv2.resize(ink, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    surface = _surface(small.astype(np.float32))
    if surface is None:
        return None
    height, width = small.shape
    x, y = np.linspace(-1, 1, 65), np.linspace(-1, 1, 33)
    shift = _basis(*np.meshgrid(x, y)) @ surface
    shift -= np.median(shift)
    if np.ptp(np.percentile(shift, (2, 98))) < _LEAST * _SMALL:
        return None
    down = cv2.resize(shift.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
    thin = np.ascontiguousarray(small[:, ::_EVERY])
    straight = _moved(thin, np.ascontiguousarray(down[:, ::_EVERY]))
    if _sharpness(straight) < _SHARPER * _sharpness(thin):
        return None
    return _moved(grey, cv2.resize(down / np.float32(scale), grey.shape[::-1], interpolation=cv2.INTER_LINEAR), 255)


def _moved(image: Image, down: NDArray[np.float32], border: int = 0) -> Image:
    height, width = image.shape
    rows = np.arange(height, dtype=np.float32)[:, None] + down
    columns = np.tile(np.arange(width, dtype=np.float32), (height, 1))
    moved: Image = cv2.remap(image, columns, rows, cv2.INTER_CUBIC, borderValue=border)
    return moved


def _sharpness(ink: Image) -> float:
    return float(np.sum(np.diff(ink.sum(axis=1, dtype=np.float64)) ** 2))


def _basis(x: Floats, y: Floats) -> Floats:
    powers = [x**i for i in range(1, _DEGREE + 1)]
    return np.stack([p * (y if tilted else 1) for tilted in (False, True) for p in powers], axis=-1)


def _surface(small: NDArray[np.float32]) -> Floats | None:
    """Coefficients of the shift at each place, from the differences between strips; None where there are too few."""
    height, width = small.shape
    strips = max(round(width / (_STRIP * _SMALL)), 2)
    bands = max(int(height / (_BAND * _SMALL)), 1)
    edges, levels = np.linspace(0, width, strips + 1).astype(int), np.linspace(0, height, bands + 1).astype(int)
    profiles = np.stack([small[:, a:b].sum(axis=1) for a, b in pairwise(edges)])
    profiles = cv2.GaussianBlur(profiles, (0, 0), sigmaX=1.2, sigmaY=0.01)
    middles = (edges[1:] + edges[:-1]) / width - 1.0
    rows, shifts, weights = [], [], []
    for top, bottom in pairwise(levels):
        y = np.array((top + bottom) / height - 1.0)
        for k in range(strips - 1):
            shift, alike = _shift(profiles[k, top:bottom], profiles[k + 1, top:bottom])
            if alike >= _ALIKE:
                rows.append(_basis(middles[k + 1], y) - _basis(middles[k], y))
                shifts.append(shift)
                weights.append(alike)
    if len(rows) < _FEWEST:
        return None
    equations, wanted, trust = np.array(rows), np.array(shifts), np.array(weights)
    for _ in range(4):
        found: Floats = np.linalg.lstsq(equations * trust[:, None], wanted * trust, rcond=1e-3)[0]
        trust = np.array(weights) / (1 + (equations @ found - wanted) ** 2 / 0.25)
    return found


def _shift(one: NDArray[np.float32], other: NDArray[np.float32]) -> tuple[float, float]:
    """By how much the print of the other strip is lower, and how alike they are then."""
    inner = slice(_FURTHEST, len(one) - _FURTHEST)
    a = one[inner] - one[inner].mean()
    lagged = np.lib.stride_tricks.sliding_window_view(other, len(a))
    norms = np.sqrt((a @ a) * len(a)) * lagged.std(axis=1)
    scores = np.divide(lagged @ a, norms, out=np.zeros(len(norms), np.float32), where=norms > 0)
    best = int(np.argmax(scores))
    if best in (0, len(scores) - 1):
        return 0.0, 0.0
    before, at, after = scores[best - 1 : best + 2].tolist()
    curve = before - 2 * at + after
    return best - _FURTHEST + (0.5 * (before - after) / curve if curve else 0.0), at
