"""Table cells as paragraphs; header and signature blocks that a drafter put into a table are told from data.

Signals, in order: the wording of the header block (letterhead); recipients at the head of a cell of a narrow table.
Never: what a table means (stages/tabulate).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.document import Document, Grid, Paragraph, Role, clean
from pipeline.layout import letterhead
from pipeline.text import Span, view_of

__all__ = ["cell_paragraphs", "has_head"]

_CLOSING = re.compile(r"nơi nhận\s*(?::|$)", re.IGNORECASE)
_HEAD_GRIDS = 2
"""A header block is among the first tables of a document."""


def cell_paragraphs(document: Document, index: int) -> Iterator[Paragraph]:
    """The paragraphs of grid `index`: one a cell; in a header or signature block one a line, the left column first."""
    grid = document.grids[index]
    by_line: Role | None = None
    if index < _HEAD_GRIDS and _is_head(document, grid):
        by_line = "head"
    elif _is_closing(document, grid):
        by_line = "body"
    cells = sorted(grid.cells, key=lambda cell: (cell.column, cell.row)) if by_line else grid.cells
    for cell in cells:
        groups: list[tuple[Span, ...]] = [(piece,) for piece in cell.pieces] if by_line else [cell.pieces]
        for pieces in groups:
            if pieces:
                yield Paragraph(
                    by_line or "cell",
                    pieces,
                    grid.page,
                    bold=cell.bold,
                    grid=index,
                    row=cell.row,
                    column=cell.column,
                )


def has_head(document: Document) -> bool:
    """Does the document set its header block in a table?"""
    return any(_is_head(document, grid) for grid in document.grids[:_HEAD_GRIDS])


def _is_head(document: Document, grid: Grid) -> bool:
    texts = (document.wording[start:end] for cell in grid.cells for start, end in cell.pieces)
    return grid.columns <= 4 and grid.rows <= 12 and letterhead.is_letterhead(clean(view_of(t)).text for t in texts)


def _is_closing(document: Document, grid: Grid) -> bool:
    first = (document.wording[cell.pieces[0][0] : cell.pieces[0][1]] for cell in grid.cells if cell.pieces)
    return grid.columns <= 3 and any(_CLOSING.match(clean(view_of(text)).text) for text in first)
