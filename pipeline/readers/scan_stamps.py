"""What the red stamps of a scanned page say.

Problem: seals, stamps and pen strokes in colour are taken out of a page before it is read (ocr.prepare), and with them
the one that decides whether the page may be read at all: the mark of a state secret, in a red frame.
Signals, in order: pixels that are far more red than blue and green; pieces of them as high and wide as a line of
capitals or a framed one, wider than high (a seal is round); within them what is not the frame itself.
Never: text of the document, black marks (they are read with the page), more than a few pieces of a page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from pipeline.ocr.prepare import turned

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.ocr.engine import Engine, Image

__all__ = ["stamps"]

_RED = 40
"""How much more red than blue or green a pixel of the stamp has."""
_LEAST_SHARE = 0.00005
"""Share of the page that must be red for a stamp to be on it."""
_GAP = 0.12
"""Inches between letters that belong together, and between them and their frame."""
_LOWEST, _HIGHEST, _NARROWEST, _WIDEST = 0.1, 0.9, 0.25, 3.5
"""Inches: height and width of a stamp of one line."""
_LEAST_ASPECT = 1.3
"""A mark is wider than high; a seal is not."""
_MOST = 6
_FRAME = 0.6
"""A piece of ink as long as this share of the stamp, either way, and hollow, is its frame."""
_HOLLOW, _SIDE = 0.35, 0.85
_HEIGHT = 48
"""Pixels that letters are scaled to, frame and all, for the recogniser."""
_MARGIN = 12


def stamps(image: Image, dpi: float, turns: int, engine: Callable[[], Engine]) -> Iterator[str]:
    """The words on each red stamp of a page's image (blue, green, red; a grey one has none), top to bottom. `engine` is
    asked for where there is a stamp to read. Raises EngineFailed, EngineMissing."""
    if image.ndim == 2:
        return
    red = turned(cv2.subtract(image[..., 2], cv2.max(image[..., 0], image[..., 1])), turns)
    ink = (red > _RED).astype(np.uint8)
    if np.count_nonzero(ink) < _LEAST_SHARE * ink.size:
        return
    for x, y, width, height in _pieces(ink, dpi):
        piece = slice(y, y + height), slice(x, x + width)
        line = _print(red[piece], ink[piece])
        if line is not None:
            rows = engine().read(line, 300.0, "line")
            yield " ".join(word.text for row in rows for word in row.words)


def _pieces(ink: NDArray[Any], dpi: float) -> list[tuple[int, int, int, int]]:
    """x, y, width, height of what may be stamps of one line."""
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((3, max(3, round(2 * _GAP * dpi))), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    found = [
        (x, y, width, height)
        for x, y, width, height, _ in stats[1:].tolist()
        if _LOWEST <= height / dpi <= _HIGHEST
        and _NARROWEST <= width / dpi <= _WIDEST
        and width >= _LEAST_ASPECT * height
    ]
    return sorted(found, key=lambda piece: piece[1])[:_MOST]


def _print(red: NDArray[Any], ink: NDArray[Any]) -> Image | None:
    """The letters of one stamp, dark on white, without its frame or the boxes of single letters; None without any."""
    height, width = ink.shape
    along, down = (
        np.ones((1, max(3, round(_FRAME * width))), np.uint8),
        np.ones((max(3, round(_SIDE * height)), 1), np.uint8),
    )
    frame = cv2.morphologyEx(ink, cv2.MORPH_OPEN, along) | cv2.morphologyEx(ink, cv2.MORPH_OPEN, down)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink & (frame == 0))
    for i in range(1, count):
        _, _, wide, high, area = stats[i].tolist()
        boxed = high >= _FRAME * height and area < _HOLLOW * wide * high and _is_box(labels == i)
        if (wide >= _FRAME * width and area < _HOLLOW * wide * high) or boxed:
            frame[labels == i] = 1
    rows, columns = np.nonzero(ink & (frame == 0))
    if not len(rows):
        return None
    around = cv2.dilate(frame, np.ones((3, 3), np.uint8))
    soft = np.where(around > 0, 0, np.minimum(red * (255.0 / max(float(np.percentile(red[ink > 0], 75)), 1.0)), 255))
    letters = soft[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    factor = _HEIGHT / letters.shape[0]
    letters = cv2.resize((255 - letters).astype(np.uint8), None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC)
    line: Image = cv2.copyMakeBorder(letters, _MARGIN, _MARGIN, _MARGIN, _MARGIN, cv2.BORDER_CONSTANT, value=255)
    return line


def _is_box(shape: NDArray[Any]) -> bool:
    """Has it ink all along its four sides?"""
    rows, columns = np.nonzero(shape)
    inside = shape[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    deep = max(2, min(inside.shape) // 6)
    sides = (inside[:deep].any(0), inside[-deep:].any(0), inside[:, :deep].any(1), inside[:, -deep:].any(1))
    return all(side.mean() > 0.9 for side in sides)
