"""What print looks like, measured in the ink: size, baseline and weight of words, where one row is really two columns.

Problem: a recogniser says which characters stand where, not how large, how heavy or how far raised they are; layout and
footnotes live on that. Signals: heights of characters whose share of the em is known (x, capitals, digits, ascenders of
office serif fonts); feet of characters that stand on the line; where letters run into each other and their boxes tell
nothing, the band of rows that is full of ink, from the line to the top of the small letters; mean length of the runs of
ink, which bold print doubles nearly. Sizes of one page are then drawn together, so that equal print is equal. Never: what
characters say.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median

import cv2
import numpy as np

from pipeline.frozen import dataclass, replace
from pipeline.ocr.engine import Image, PixelBox, Row, Symbol, Word, hull

__all__ = ["Stretch", "Weights", "evened_sizes", "stretches"]

_HEIGHTS = (  # characters, height in ems, in Times and its metric twins
    (frozenset("acemnorsuvwxz"), 0.46),
    (frozenset("ABCDEFHIKLMNPRSTUVXYZĐ"), 0.662),
    (frozenset("0123456789"), 0.676),
    (frozenset("CGOQSJ"), 0.69),
    (frozenset("bdhklđ"), 0.683),
)
_ON_LINE = frozenset("abcdehiklmnorstuvxzABCDEFGHIKLMNOPRSTUVXYZ0123456789đĐơưăâêô")
_X_HEIGHT = 0.46
_DENSE, _FULL = 4, 0.5
"""The rows of small letters: one of so many of a line has most ink, and they have at least this share of that."""
_SMALL_LETTERS, _LETTERS = 0.6, 8
"""Share of a stretch's characters that are small letters, and how many there are, for these rows to stand out."""
_TOO_LARGE = 0.9
"""Share of the size by boxes below which the size by rows is right: clean scans have 0.94 to 1.07."""
_SMALLEST, _LARGEST = 5.0, 40.0
"""Points; what measures less or more was not read right."""
_FEWEST = 4
"""Characters of known height that make a stretch's own size certain."""
_COLUMN_GAP = 1.1
"""Ems; as in readers.pdf_lines: a wider gap parts columns, unless the whole row is set so wide."""
_WIDER = 2.2
"""Times the row's usual gap that a column gap must be."""
_BOLDER = 1.25
"""Times the page's usual weight; bold serif print has about one and a half times."""
_ALL_BOLD = 0.15
"""Run of ink in ems above which print is bold whatever stands beside it."""
_ALIKE = 0.07
"""Sizes that differ by less than this share are one size."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words side by side on one baseline; lengths are pixels. `size` is the em (0: not known before `evened_sizes`),
    `weight` the mean run of ink, `raised` marks a footnote mark."""

    words: tuple[Word, ...]
    baseline: float
    size: float
    weight: float
    known: int = 0
    """Characters that the size was measured on."""
    bold: bool = False
    raised: bool = False

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def box(self) -> PixelBox:
        boxes = [word.box for word in self.words]
        return (
            min(b[0] for b in boxes),
            min(b[1] for b in boxes),
            max(b[2] for b in boxes),
            max(b[3] for b in boxes),
        )

    @property
    def confidence(self) -> float:
        weights = [len(word.text) for word in self.words]
        return sum(w.confidence * n for w, n in zip(self.words, weights, strict=True)) / sum(weights)


class Weights:
    """Mean length, in pixels, of the horizontal runs of ink within boxes."""

    def __init__(self, ink: Image) -> None:
        self._ink = ink

    def of(self, boxes: Iterable[PixelBox]) -> float:
        """Zero where no ink is."""
        inked = starts = 0
        for x0, top, x1, bottom in boxes:
            left, rows = max(round(x0), 1), slice(max(round(top), 0), max(round(bottom), 0))
            crop = self._ink[rows, left : max(round(x1), 0)]
            if crop.size:
                # A run starts where the pixel before is paper.
                before = self._ink[rows, left - 1 : left - 1 + crop.shape[1]]
                count = cv2.countNonZero(crop)
                inked, starts = inked + count, starts + count - cv2.countNonZero(cv2.bitwise_and(crop, before))
        return inked / starts if starts else 0.0

    def band(self, box: PixelBox) -> tuple[float, float]:
        """Top and bottom of the rows of small letters in a box that holds one line of these."""
        x0, top, x1, bottom = (max(round(v), 0) for v in box)
        rows = cv2.reduce(self._ink[top:bottom, x0:x1], 1, cv2.REDUCE_SUM, dtype=cv2.CV_32S)[:, 0]
        most = np.sort(rows)[-max(len(rows) // _DENSE, 1) :].mean()
        full = np.flatnonzero(rows > _FULL * most)
        if not len(full):
            return float(top), float(bottom)
        run = max(np.split(full, np.flatnonzero(np.diff(full) > 1) + 1), key=len)
        return float(top + run[0]), float(top + run[-1] + 1)

    def ink(self, box: PixelBox) -> int:
        """Pixels of ink in the box."""
        return _inked(self._ink, box)


def _inked(image: Image, box: PixelBox) -> int:
    x0, top, x1, bottom = box
    crop = image[max(round(top), 0) : max(round(bottom), 0), max(round(x0), 0) : max(round(x1), 0)]
    return int(cv2.countNonZero(crop)) if crop.size else 0


def stretches(row: Row, weights: Weights, dpi: float) -> list[Stretch]:
    """The row parted at column gaps, each part measured."""
    size = _size(row.words, dpi)
    return [_measured(part, row, size, weights, dpi) for part in _parted(row.words, size or dpi / 6)]


def _parted(words: Sequence[Word], size: float) -> list[tuple[Word, ...]]:
    gaps = [b.box[0] - a.box[2] for a, b in pairwise(words)]
    usual = median(gaps) if len(gaps) > 2 else 0.25 * size
    least = max(_COLUMN_GAP * size, _WIDER * usual)
    parts = [[words[0]]]
    for gap, word in zip(gaps, words[1:], strict=True):
        if gap > least:
            parts.append([])
        parts[-1].append(word)
    return [tuple(part) for part in parts]


def _measured(words: tuple[Word, ...], row: Row, size: float | None, weights: Weights, dpi: float) -> Stretch:
    symbols = [symbol for word in words for symbol in word.symbols]
    feet = [symbol.box[3] for symbol in symbols if symbol.text in _ON_LINE]
    baseline = median(feet) if feet else row.baseline
    letters = [word.box for word in words if any(map(str.isalnum, word.text))]
    known = sum(_share(symbol) is not None for symbol in symbols)
    size = _size(words, dpi) or size or 0.0
    small = sum(c.islower() for word in words for c in word.text)
    if small >= _LETTERS and small >= _SMALL_LETTERS * sum(len(word.text) for word in words):
        top, bottom = weights.band(hull([word.box for word in words]))
        if bottom - top < _TOO_LARGE * _X_HEIGHT * size:
            size, baseline = (bottom - top) / _X_HEIGHT, bottom
    return Stretch(words, baseline, size, weights.of(letters), known)


def _size(words: Iterable[Word], dpi: float) -> float | None:
    """The em by the heights of the characters; half a pixel less, as ink spreads. None where no height is known."""
    ems = []
    for word in words:
        for symbol in word.symbols:
            share = _share(symbol)
            if share is not None:
                ems.append((symbol.box[3] - symbol.box[1] - 0.5) / share)
    size = median(ems) if ems else 0.0
    return size if _SMALLEST <= size * 72 / dpi <= _LARGEST else None


def _share(symbol: Symbol) -> float | None:
    for characters, share in _HEIGHTS:
        if symbol.text in characters:
            return share
    return None


def evened_sizes(parts: Sequence[Stretch]) -> list[Stretch]:
    """The page's stretches with like sizes made equal and bold print told from the rest."""
    lengths = [len(part.text) for part in parts]
    sizes = _levels([part.size for part in parts], [part.known for part in parts])
    relative = [part.weight / size if size else 0.0 for part, size in zip(parts, sizes, strict=True)]
    usual = _weighted_median([w for w in relative if w], [n for w, n in zip(relative, lengths, strict=True) if w])
    usual = min(usual, _ALL_BOLD)
    result = []
    for part, size, weight in zip(parts, sizes, relative, strict=True):
        letters = sum(unicodedata.category(c)[0] in "LN" for c in part.text)
        result.append(replace(part, size=size, bold=letters >= 2 and weight > _BOLDER * usual))
    return result


def _levels(sizes: Sequence[float], counts: Sequence[int]) -> list[float]:
    """Each size replaced by that of the most print within reach."""
    levels: list[float] = []
    left = sorted((size, n) for size, n in zip(sizes, counts, strict=True) if size and n >= _FEWEST) or sorted(
        (size, n) for size, n in zip(sizes, counts, strict=True) if size
    )
    usual = _weighted_median([size for size, _ in left], [n for _, n in left])
    if not left:
        return [0.0 for _ in sizes]
    while left:
        best = max(left, key=lambda a: sum(n for s, n in left if abs(s - a[0]) <= _ALIKE * a[0] / 2))[0]
        near = [(s, n) for s, n in left if abs(s - best) <= _ALIKE * best]
        levels.append(_weighted_median([s for s, _ in near], [n for _, n in near]))
        left = [(s, n) for s, n in left if abs(s - best) > _ALIKE * best]
    return [min(levels, key=lambda level: abs(level - (size or usual))) for size in sizes]


def _weighted_median(values: Sequence[float], weights: Sequence[int]) -> float:
    if not values:
        return 0.0
    pairs = sorted(zip(values, weights, strict=True))
    half, passed = sum(weights) / 2, 0
    for value, weight in pairs:
        passed += weight
        if passed >= half:
            return value
    return pairs[-1][0]
