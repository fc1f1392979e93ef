"""The interface to a recogniser: what is asked of one, and what it answers.

An engine reads words from a clean, straight, grey image. Page order, tables, footnote marks and doubtful figures are
not its business, so that any recogniser (or a fake, in tests) can stand behind these two calls.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

from pipeline.frozen import dataclass, replace

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "Engine",
    "EngineFailed",
    "EngineMissing",
    "Image",
    "Layout",
    "PixelBox",
    "Row",
    "Symbol",
    "Word",
    "figure",
    "hull",
    "moved",
    "scaled",
]

Image: TypeAlias = "NDArray[np.uint8]"
"""Grey (height, width) or colour (height, width, 3: blue, green, red); 0 is black."""
PixelBox = tuple[float, float, float, float]
"""x0, top, x1, bottom in pixels of the image that was read, from its top-left corner."""
Layout = Literal["page", "block", "line"]
"""page: text in one column of lines of any size; block: lines of one size; line: a single line."""


class EngineMissing(Exception):
    """The recogniser or its language data is not installed. `cause` and `next_step` are told to a person, in
    Vietnamese, without a final full stop."""

    def __init__(self, cause: str, next_step: str) -> None:
        super().__init__(f"{cause}; {next_step}")
        self.cause = cause
        self.next_step = next_step

    def __reduce__(self) -> tuple[type[EngineMissing], tuple[str, str]]:
        return type(self), (self.cause, self.next_step)


class EngineFailed(Exception):
    """The recogniser gave up on one image: it broke down, or its time was over. The message is in Vietnamese."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """One character as printed (with its diacritics)."""

    text: str
    box: PixelBox
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Word:
    """Characters without a space; `confidence` from 0 to 1 is the engine's own."""

    text: str
    box: PixelBox
    confidence: float
    symbols: tuple[Symbol, ...] = ()
    alternatives: tuple[str, ...] = ()
    """Other readings of a figure that was read again."""
    raw: str = ""
    """The first reading, where another was taken."""


@dataclass(frozen=True, slots=True)
class Row:
    """Words that the engine found on one line, from left to right; `baseline` is the y its letters stand on."""

    words: tuple[Word, ...]
    baseline: float
    box: PixelBox = (0.0, 0.0, 0.0, 0.0)


class Engine(Protocol):
    """A recogniser of printed Vietnamese."""

    name: str

    def read(self, image: Image, dpi: float, layout: Layout = "page") -> list[Row]:
        """The lines of a grey image, from top to bottom. Raises EngineFailed."""
        ...

    def turns(self, image: Image, dpi: float) -> int:
        """How many quarter turns clockwise set the page upright (0 where it cannot tell). Raises EngineFailed."""
        ...


def hull(boxes: Sequence[PixelBox]) -> PixelBox:
    """The box around boxes."""
    return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)


def figure(text: str, box: PixelBox, confidence: float, raw: str = "") -> Word:
    """A word whose characters share its box evenly, as figures of print do."""
    step = (box[2] - box[0]) / len(text)
    symbols = tuple(
        Symbol(c, (box[0] + i * step, box[1], box[0] + (i + 1) * step, box[3]), confidence) for i, c in enumerate(text)
    )
    return Word(text, box, confidence, symbols, (raw,) if raw else (), raw)


def moved(row: Row, dx: float, dy: float) -> Row:
    """The row as seen from another corner."""
    return _replaced(row, lambda b: (b[0] + dx, b[1] + dy, b[2] + dx, b[3] + dy), row.baseline + dy)


def scaled(row: Row, factor: float) -> Row:
    """The row in the pixels of an image that is larger by `factor`."""
    return _replaced(row, lambda b: (b[0] * factor, b[1] * factor, b[2] * factor, b[3] * factor), row.baseline * factor)


def _replaced(row: Row, place: Callable[[PixelBox], PixelBox], baseline: float) -> Row:
    words = tuple(
        replace(
            word,
            box=place(word.box),
            symbols=tuple([Symbol(s.text, place(s.box), s.confidence) for s in word.symbols]),
        )
        for word in row.words
    )
    return Row(words, baseline, place(row.box))
