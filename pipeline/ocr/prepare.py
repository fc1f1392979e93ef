"""The image of a page made fit for recognition: upright, straight, black on white, nothing but print.

Order of work: stamps and pen strokes in colour are taken out, uneven light is evened, faded print made black, what
touches the border or is far too big for print (scanner edges, punch holes) is painted white, the page is turned straight
by the angle at which its rows of print are sharpest, specks go. Never: recognition, ruling lines (rulings), scaling of
what is legible.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.frozen import dataclass
from pipeline.ocr.bends import flat
from pipeline.ocr.engine import Image

__all__ = ["Prepared", "finer", "pieces", "prepare", "turned"]

_STEEPEST = 8.0
"""Degrees; a page that lies more askew was not put on the glass to be read."""
_STEEP, _PLAINLY = 3.0, 1.5
"""Degrees beyond which few pages lie, and times by which their print must be sharper there: rows of bent print are not much
sharper at any angle than chance makes them at a steep one."""
_SKEW_STEPS = ((75, _STEEPEST, 0.5, 10_000), (75, 0.5, 0.1, 20_000), (150, 0.1, 0.025, 40_000))
"""How skew is searched, coarse to fine: rows an inch, degrees to either side, step, pixels of ink that are looked at."""
_SAMPLE, _EVERY = 40_000, 4
"""Skew is seen in every fourth column of pixels, or in more of them where these hold less ink than the first."""
_DOTTED = 0.075
"""Share of ink from which on a page is dithered; full pages of print have up to 0.06."""
_FEWEST = 1000
"""Pixels of ink that tell of skew."""
_STRAIGHT = 0.06
"""Degrees of skew that are not worth resampling the page for."""
_COLOURFUL = 40
"""Difference between the channels of a pixel from which on it has a colour."""
_COLOURED_SHARE = 0.0002
"""Share of the page that must be coloured for a stamp or a signature to be on it."""
_DARK = 120
"""Grey of coloured ink that covers print: a seal has 100, a pen 60, a text marker 200."""
_AROUND, _MARKED = 0.1, 0.4
"""Inches around print, and the share of them that is bright in colour where a text marker is."""
_STROKE, _STAMP = 0.05, 0.3
"""Inches: gaps within a stamp or signature, and how high and wide these are at least."""
_INK = 0.72
"""A pixel darker than this share of the light around it is ink."""
_SOME = 4
"""What is dark and what is light is told by one row of pixels of these."""
_PAPER = 245.0
"""The grey that paper is made."""
_DARKEST = 20
"""Percentile of the ink whose grey is that of its strokes' middle."""
_FADED, _FRESH = 80.0, 40.0
"""Print whose strokes are brighter than the first is made as dark as the second."""
_PALE, _PRINT, _KNEE = 220, 150, 100
"""Greys: below the first is something, below the second print; above the last all is made lighter on pages where
print shines through, so that the first becomes paper."""
_SHINING = 0.03
"""Area of pale shapes, as a share of that of print, on a page where print shines through; it is below 0.01 elsewhere."""
_SPECK = 0.011
"""Specks are smaller than this, in inches, both ways: a third of a full stop at 12 points."""
_DUST, _BESIDE = 0.02, 0.04
"""Inches: dust is no larger than the first; a full stop, or a piece of a letter, has ink beside it within the second."""
_BLANK = 0.0004
"""A page with a smaller share of ink is blank."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """The straightened grey page and its ink (255 where ink is); `angle` in degrees by which it was turned back."""

    grey: Image
    ink: Image
    angle: float
    coloured: bool
    """Coloured ink was taken out."""
    dust: float = 0.0
    """Specks as large as a full stop that were taken off, a square inch."""
    strokes: Image | None = None
    """Where dark ink in colour is, or was before it was taken out (255)."""

    @property
    def blank(self) -> bool:
        return bool(np.count_nonzero(self.ink) < _BLANK * self.ink.size)


def turned(image: Image, turns: int) -> Image:
    """The image turned clockwise by quarter turns."""
    return np.ascontiguousarray(np.rot90(image, -turns % 4)) if turns % 4 else image


def prepare(image: Image, dpi: float) -> Prepared:
    """Straighten and clean the image of an upright page scanned at `dpi` dots an inch."""
    grey, coloured, strokes = _without_colour(image, dpi)
    grey = _strong(_evened(grey, dpi))
    grey = grey if coloured else _alone(grey, dpi)
    ink = _ink(grey)
    grey, ink = _without_edges(grey, ink, dpi)
    angle = skew(ink, dpi)
    if abs(angle) >= _STRAIGHT:
        strokes = None if strokes is None else _rotated(strokes, ink, angle, 0)
        grey = _rotated(grey, ink, angle)
        ink = _ink(grey)
    else:
        angle = 0.0
    level = flat(grey, ink, dpi)
    if level is not None:
        grey, ink = level, _ink(level)
    specks, dust = _specks(ink, dpi)
    for left, top, right, bottom in specks:
        grey[top:bottom, left:right] = 255
        ink[top:bottom, left:right] = 0
    return Prepared(grey, ink, angle, coloured, dust * dpi * dpi / ink.size, strokes)


def finer(grey: Image, factor: float, like: Prepared) -> Prepared:
    """A prepared page enlarged by `factor`, `grey` being what is left of it."""
    if factor != 1:
        grey = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC)
    return Prepared(grey, _ink(grey), like.angle, like.coloured, like.dust)


def _without_colour(image: Image, dpi: float) -> tuple[Image, bool, Image | None]:
    """The page in grey without its seals, stamps and pen strokes; had it any; where dark ink in colour is: coloured ink is
    bright in its own channel, black print under it is dark in all. Print in colour, in lines as high as letters, stays."""
    if image.ndim == 2:
        return image.copy(), False, None
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    channels = cv2.split(image)
    brightest = cv2.max(cv2.max(channels[0], channels[1]), channels[2])
    darkest = cv2.min(cv2.min(channels[0], channels[1]), channels[2])
    coloured = cv2.compare(cv2.subtract(brightest, darkest), _COLOURFUL, cv2.CMP_GT)
    if np.count_nonzero(coloured) < _COLOURED_SHARE * coloured.size:
        return grey, False, None
    strokes = _dark(coloured, grey, dpi)
    pieces = cv2.dilate(coloured, np.ones((3, 3), np.uint8), iterations=max(1, round(_STROKE * dpi / 2)))
    _, _, stats, _ = cv2.connectedComponentsWithStats(pieces)
    places = cv2.compare(cv2.subtract(channels[2], cv2.max(channels[0], channels[1])), _COLOURFUL, cv2.CMP_GT)
    around = round(_STROKE * dpi)
    for x, y, width, height, _ in stats[1:].tolist():
        if min(width, height) > _STAMP * dpi:
            places[max(y - around, 0) : y + height + around, max(x - around, 0) : x + width + around] = 255
    own = (places > 0) & (coloured > 0)
    if np.count_nonzero(own) < _COLOURED_SHARE * own.size:
        return grey, False, strokes
    # The more colour a pixel has, the more of the stamp's own darkness is taken off it: its rims have less.
    colour = cv2.subtract(brightest, darkest)
    full, dark = float(np.median(colour[own])), float(np.median(brightest[own]))
    lighter = 1 + (_PAPER / dark - 1) * np.minimum(colour / np.float32(full), 1)
    return np.where(places > 0, np.minimum(brightest * lighter, 255), grey).astype(np.uint8), True, strokes


def _dark(coloured: Image, grey: Image, dpi: float) -> Image:
    """What of the coloured ink covers print. Under a text marker the rims of print are dark and in colour, too: they have
    bright colour all around."""
    dark = cv2.bitwise_and(coloured, cv2.compare(grey, _DARK, cv2.CMP_LT))
    around = cv2.blur(cv2.subtract(coloured, dark), (round(_AROUND * dpi) | 1,) * 2)
    dark[around > _MARKED * 255] = 0
    covering: Image = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
    return covering


def _evened(grey: Image, dpi: float) -> Image:
    """Divided by the light around each pixel, so that paper is white whatever its shade."""
    small = cv2.resize(grey, None, fx=0.125, fy=0.125, interpolation=cv2.INTER_AREA)
    span = max(3, round(dpi / 8 * 0.35)) | 1
    light = cv2.medianBlur(cv2.dilate(small, np.ones((3, 3), np.uint8)), min(span, 31))
    light = cv2.resize(light, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    # Where the surroundings are dark all over there is no paper to go by: a black edge stays black.
    even: Image = cv2.divide(grey, np.maximum(light, 90), scale=_PAPER)
    return even


def _strong(grey: Image) -> Image:
    """Faded print as dark as fresh print: everything after this knows ink by how dark it is."""
    threshold, _ = cv2.threshold(grey[::_SOME], 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    sample = grey[::3, ::3]
    dark = sample[sample <= threshold]
    black = float(np.percentile(dark, _DARKEST)) if dark.size else 0.0
    if black <= _FADED:
        return grey
    factor = (_PAPER - _FRESH) / max(_PAPER - black, 1.0)
    strong: Image = cv2.convertScaleAbs(cv2.subtract(grey, black), alpha=factor, beta=_FRESH)
    return strong


def _alone(grey: Image, dpi: float) -> Image:
    """The page without pale shapes as large as letters: print that shines through from the back."""
    step = max(1, round(dpi / 100))
    darkest = cv2.erode(cv2.GaussianBlur(grey, (0, 0), dpi / 220), np.ones((step + 1, step + 1), np.uint8))[
        ::step, ::step
    ]
    count, labels, stats = connected((darkest < _PALE).astype(np.uint8))
    high, area = stats[:, cv2.CC_STAT_HEIGHT], stats[:, cv2.CC_STAT_AREA]
    letters = (high >= 3) & (high <= 30) & (area >= 6) & (stats[:, cv2.CC_STAT_WIDTH] >= 2)
    letters[0] = False
    printed = np.zeros(count, bool)
    printed[labels[darkest < _PRINT]] = True
    pale = int(area[letters & ~printed].sum())
    if pale <= _SHINING * max(int(area[letters & printed].sum()), 1):
        return grey
    level = np.arange(256, dtype=np.float32)
    lighter = np.clip(_KNEE + (level - _KNEE) * ((_PAPER - _KNEE) / (_PALE - _KNEE)), 0, 255)
    alone: Image = cv2.LUT(grey, np.where(level > _KNEE, lighter, level).astype(np.uint8))
    return alone


def _ink(grey: Image) -> Image:
    threshold, _ = cv2.threshold(grey[::_SOME], 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    ink: Image = cv2.threshold(grey, min(threshold, 255 * _INK), 255, cv2.THRESH_BINARY_INV)[1]
    return ink


def _without_edges(grey: Image, ink: Image, dpi: float) -> tuple[Image, Image]:
    """Dark areas that touch the border, or are solid and larger than any letter, painted white."""
    scale = 0.25
    small = cv2.resize(ink, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    solid = cv2.morphologyEx(
        cv2.threshold(small, 160, 255, cv2.THRESH_BINARY)[1], cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)
    )
    count, labels, stats, _ = cv2.connectedComponentsWithStats(solid)
    height, width = solid.shape
    letter = 0.12 * dpi * scale
    margin = 0.02 * max(height, width)
    drop = np.zeros(count, bool)
    for i in range(1, count):
        x, y, w, h, area = stats[i]
        edge = x <= margin or y <= margin or x + w >= width - margin or y + h >= height - margin
        filled = area > 0.6 * w * h
        drop[i] = (edge and (filled or max(w, h) > 0.3 * max(height, width))) or (filled and min(w, h) > 1.2 * letter)
    if not drop.any():
        return grey, ink
    mask = cv2.dilate(drop[labels].astype(np.uint8), np.ones((7, 7), np.uint8))
    mask = cv2.resize(mask, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_NEAREST).astype(bool)
    grey[mask] = 255
    ink[mask] = 0
    return grey, ink


def pieces(ink: Image) -> NDArray[np.int32]:
    """The boxes (x0, top, x1, bottom) of what hangs together."""
    _, _, stats = connected(ink)
    boxes = stats[1:, :4].copy()
    boxes[:, 2:] += boxes[:, :2]
    return boxes


def connected(ink: Image) -> tuple[int, NDArray[Any], NDArray[np.int32]]:
    """How many pieces hang together, the first being the paper; the piece of each pixel; what OpenCV tells of each."""
    labels, way = cv2.CV_16U, cv2.CCL_SPAGHETTI
    try:  # half the time and memory, for all but pages of noise
        count, where, stats, _ = cv2.connectedComponentsWithStatsWithAlgorithm(ink, 8, labels, way)
    except cv2.error:
        count, where, stats, _ = cv2.connectedComponentsWithStats(ink)
    return count, where, np.asarray(stats, np.int32)


def skew(ink: Image, dpi: float) -> float:
    """Degrees by which the print lies turned (counter-clockwise positive): where the rows are sharpest."""
    best, size = 0.0, 0.0
    inked = cv2.countNonZero(ink)
    every = min(_EVERY, max(1, inked // _SAMPLE))
    thin = np.ascontiguousarray(ink[:, ::every])
    if inked > _DOTTED * ink.size:  # columns of dots at equal distances would tell of the dots, not of the print
        thin = cv2.resize(ink, thin.shape[::-1], interpolation=cv2.INTER_AREA)
    for rows, span, fine, most in _SKEW_STEPS:
        if rows != size:
            size, scale = rows, min(1.0, rows / dpi)
            small = cv2.resize(thin, (thin.shape[1], round(thin.shape[0] * scale)), interpolation=cv2.INTER_AREA)
            ys, xs = np.nonzero(small > 60)
            across = xs * (every * scale)
        if len(xs) < _FEWEST:
            return 0.0
        step = len(xs) // most + 1
        angles = np.arange(best - span, best + span + fine / 2, fine)
        sharp = np.array([_sharpness(across[::step], ys[::step], angle) for angle in angles])
        best = float(angles[np.argmax(np.where(np.abs(angles) > _STEEP, sharp / _PLAINLY, sharp))])
    return best if abs(best) < _STEEPEST else 0.0


def _sharpness(xs: np.ndarray, ys: np.ndarray, angle: float) -> float:
    """How much the ink gathers in rows when read at this angle."""
    slope = np.tan(np.radians(angle))
    rows = np.bincount((ys + xs * slope - min(0.0, xs.max() * slope)).astype(np.int64) + 1).astype(np.float64)
    return float(np.sum(np.diff(rows) ** 2))


def _rotated(grey: Image, ink: Image, angle: float, paper: int = 255) -> Image:
    """Where ink is; the rest is paper."""
    height, width = grey.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -angle, 1.0)
    x, y, w, h = cv2.boundingRect(ink)
    corners = matrix @ np.array([[x, x, x + w, x + w], [y, y + h, y, y + h], [1, 1, 1, 1]])
    left, top = np.maximum(corners.min(axis=1).astype(int) - 2, 0).tolist()
    right, bottom = np.minimum(corners.max(axis=1).astype(int) + 3, (width, height)).tolist()
    straight: Image = np.full_like(grey, paper)
    matrix[:, 2] -= left, top
    size = right - left, bottom - top
    straight[top:bottom, left:right] = cv2.warpAffine(grey, matrix, size, flags=cv2.INTER_CUBIC, borderValue=paper)
    return straight


def _specks(ink: Image, dpi: float) -> tuple[list[list[int]], int]:
    """Where stray dots are: too small for a full stop or the dot of a letter, or as small as these and alone; and how
    many are of the latter kind."""
    limit, most, beside = _SPECK * dpi, _DUST * dpi, round(_BESIDE * dpi)
    boxes = pieces(ink)
    boxes = boxes[np.max(boxes[:, 2:] - boxes[:, :2], axis=1, initial=0) <= most]
    x0, top, x1, bottom = boxes.T
    width, height = x1 - x0, bottom - top
    total = cv2.integral(ink)
    a, b = np.maximum(x0 - beside, 0), np.minimum(x1 + beside, ink.shape[1])
    c, d = np.maximum(top - beside, 0), np.minimum(bottom + beside, ink.shape[0])
    own = total[bottom, x1] - total[bottom, x0] - total[top, x1] + total[top, x0]
    alone = own == total[d, b] - total[d, a] - total[c, b] + total[c, a]
    tiny = (np.maximum(width, height) <= limit) | (width * height <= 0.5 * limit * limit)
    return boxes[tiny | alone].tolist(), int(np.count_nonzero(alone & ~tiny))
