"""The cells of a table that is drawn by shading alone, without a single line.

Problem: cells set off by their background, a hair's breadth of white between them, have neither rulings nor, where they
are narrow, gutters that tell their columns apart. The edges of the shaded areas do; pdfplumber's table finder joins such
edges to cells. It takes longer than all the rest of a page: only pages with shaded areas in rows and columns and without
a ruled grid are given to it, and pdfplumber is imported for those alone. Never: pages shown turned; text.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

from pipeline.readers.pdf_grids import lattices
from pipeline.readers.pdf_page import RawPage, Rule

__all__ = ["is_shaded_table", "shading_rules"]

_FEWEST = 4
_MOST = 3000
"""More areas are a picture."""


def is_shaded_table(raw: RawPage) -> bool:
    """Do shaded areas stand in rows and columns, on a page with no ruled grid?"""
    if not _FEWEST <= len(raw.fills) <= _MOST or raw.turns:
        return False
    rows = {round(top) for _, top, _, _ in raw.fills}
    columns = {round(x0) for x0, _, _, _ in raw.fills}
    return 2 <= len(rows) < len(raw.fills) and 2 <= len(columns) < len(raw.fills) and not lattices(raw.rules)


def shading_rules(data: bytes, index: int) -> list[Rule]:
    """The sides of the cells of the shaded tables on page `index` (from 0) of the PDF, as if they were drawn."""
    import pdfplumber

    with pdfplumber.open(io.BytesIO(data), pages=[index + 1]) as document:
        page = document.pages[0]
        if page.rotation:
            return []
        left, top = page.bbox[:2]
        cells = [cell for table in page.find_tables() for cell in table.cells]
        return [rule for x0, y0, x1, y1 in cells for rule in _sides(x0 - left, y0 - top, x1 - left, y1 - top)]


def _sides(x0: float, y0: float, x1: float, y1: float) -> Iterator[Rule]:
    yield Rule(x0, y0, x1, y0)
    yield Rule(x0, y1, x1, y1)
    yield Rule(x0, y0, x0, y1)
    yield Rule(x1, y0, x1, y1)
