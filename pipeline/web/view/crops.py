"""The strip of a page around a figure, cut out of the page's picture by the browser: nothing is drawn for it."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.source import Source

_WIDTH, _ABOVE = 420.0, 48.0
"""Points of page that the strip shows across, and above and below the figure."""


@dataclass(frozen=True, slots=True)
class Crop:
    """In dots of the picture: `view` is x, y, width and height of the strip, `frames` the figure's boxes."""

    view: str
    frames: tuple[tuple[float, float, float, float], ...]


def crop(source: Source, dpi: int) -> Crop:
    """The strip for a source that has boxes."""
    dots = dpi / 72
    left, right = min(box[0] for box in source.boxes), max(box[2] for box in source.boxes)
    top, bottom = min(box[1] for box in source.boxes), max(box[3] for box in source.boxes)
    x = max(0.0, (left + right - _WIDTH) / 2)
    view = (x, max(0.0, top - _ABOVE), _WIDTH, bottom - top + 2 * _ABOVE)
    frames = tuple(
        (
            round((x0 - 2) * dots, 1),
            round((y0 - 2) * dots, 1),
            round((x1 - x0 + 4) * dots, 1),
            round((y1 - y0 + 4) * dots, 1),
        )
        for x0, y0, x1, y1 in source.boxes
    )
    return Crop(" ".join(f"{side * dots:.0f}" for side in view), frames)
