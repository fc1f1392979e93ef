"""A PDF page as pdfium sees it: runs of characters, ruling lines, images; and the way from PDF space to display space.

Coordinates are points from the page's top-left corner as displayed, page rotation and crop box applied.
"""

from __future__ import annotations

from array import array
from dataclasses import field

from pipeline.frozen import dataclass

__all__ = ["Frame", "RawPage", "Rule", "Run"]


@dataclass(slots=True)
class Run:
    """Characters of one text object on one baseline. `edges[i]` is the left x of character i, the last entry the right
    edge of the run (len = len(text) + 1). `upright` is False for text that does not run from left to right."""

    text: str
    edges: array[float]
    baseline: float
    size: float
    bold: bool
    italic: bool
    font: str
    upright: bool = True
    box: tuple[float, float, float, float] | None = None
    """Only for text that is not upright: where it stands."""

    @property
    def x0(self) -> float:
        return self.edges[0]

    @property
    def x1(self) -> float:
        return self.edges[-1]

    @property
    def middle(self) -> float:
        return self.baseline - 0.3 * self.size


@dataclass(frozen=True, slots=True)
class Rule:
    """A drawn straight line, horizontal or vertical."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def horizontal(self) -> bool:
        return self.x1 - self.x0 >= self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Frame:
    """From PDF user space to display space, by quarter turns clockwise."""

    left: float
    bottom: float
    right: float
    top: float
    turns: int = 0

    @property
    def size(self) -> tuple[float, float]:
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.turns % 2 else (width, height)

    def point(self, x: float, y: float) -> tuple[float, float]:
        match self.turns:
            case 0:
                return x - self.left, self.top - y
            case 1:
                return y - self.bottom, x - self.left
            case 2:
                return self.right - x, y - self.bottom
            case _:
                return self.top - y, self.right - x

    def direction(self, a: float, b: float) -> tuple[float, float]:
        return ((a, -b), (b, a), (-a, b), (-b, -a))[self.turns]


@dataclass(slots=True)
class RawPage:
    width: float
    height: float
    runs: list[Run] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    fills: list[tuple[float, float, float, float]] = field(default_factory=list)
    """Areas filled and not outlined: the background of cells, or of anything else."""
    stamps: list[str] = field(default_factory=list)
    """What stamps and typed remarks that were put onto the page say."""
    image_share: float = 0.0
    """Largest image's share of the page area."""
    invisible_share: float = 0.0
    """Share of the characters that are drawn invisibly: a recognition layer under a scan."""
    turns: int = 0
    """Quarter turns clockwise by which the page as displayed was turned to read it; coordinates are of the turned page."""
    angle: float = 0.0
    """Degrees (counter-clockwise positive) by which it was then straightened about its middle."""
