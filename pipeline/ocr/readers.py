"""Who reads a page: the engine for words, a second reader for figures, and who tells tables' cells from lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import field

from pipeline.frozen import dataclass
from pipeline.ocr.digits import DigitReader, NoDigits
from pipeline.ocr.engine import Engine, PixelBox
from pipeline.ocr.rulings import Ruling

__all__ = ["CellBox", "CellsOf", "Readers"]


@dataclass(frozen=True, slots=True)
class CellBox:
    """A cell of a ruled table: where it is, in which column it begins and how many it covers."""

    box: PixelBox
    column: int
    column_span: int = 1


CellsOf = Callable[[Sequence[Ruling], float], list[list[CellBox]]]
"""The cells of each table that ruling lines make at a resolution."""


def no_cells(rulings: Sequence[Ruling], dpi: float) -> list[list[CellBox]]:
    """For pages whose tables do not matter."""
    return []


@dataclass(frozen=True, slots=True)
class Readers:
    """What reading a page needs besides its image."""

    engine: Engine
    digits: DigitReader = field(default_factory=NoDigits)
    cells_of: CellsOf = no_cells
