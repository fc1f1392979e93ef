"""Documents with hand-made grids, for the tests of tables: one line of text per cell, one page, no geometry."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.document import Cell, Document, Grid, Page, Paragraph
from schemas.structure import Header


def grid_document(
    *tables: str | Sequence[str],
    before: Sequence[str] = (),
    between: Sequence[Sequence[str]] = (),
    year: int | None = None,
    pages: int = 1,
) -> Document:
    """A document of paragraphs `before` and then the `tables`, `between[i]` standing before table i + 1.

    A table is rows of cells parted by `|`, a row to a line. `<` is covered by the cell to its left, `^` by the one
    above; `⏎` breaks a line within a cell; cells left out at the end of a row are empty."""
    builder = _Builder()
    for text in before:
        builder.paragraph(text)
    for i, table in enumerate(tables):
        for text in between[i - 1] if i and i <= len(between) else ():
            builder.paragraph(text)
        builder.table(table.strip("\n").split("\n") if isinstance(table, str) else table)
    return builder.document(year)


class _Builder:
    def __init__(self) -> None:
        self.text = ""
        self.grids: list[Grid] = []
        self.paragraphs: list[Paragraph] = []

    def add(self, text: str) -> tuple[int, int]:
        start = len(self.text)
        self.text += text + "\n"
        return start, start + len(text)

    def paragraph(self, text: str) -> None:
        self.paragraphs.append(Paragraph("body", (self.add(text),)))

    def table(self, lines: Sequence[str]) -> None:
        rows = [[cell.strip() for cell in line.split("|")] for line in lines]
        width = max(map(len, rows))
        rows = [row + [""] * (width - len(row)) for row in rows]
        start, cells = len(self.text), []
        for r, row in enumerate(rows):
            for c, text in enumerate(row):
                if text in ("<", "^"):
                    continue
                across = next((n for n in range(1, len(row) - c) if row[c + n] != "<"), len(row) - c)
                down = next((n for n in range(1, len(rows) - r) if rows[r + n][c] != "^"), len(rows) - r)
                pieces = tuple(self.add(part) for part in text.split("⏎")) if text else ()
                cells.append(Cell(r, c, pieces, row_span=down, column_span=across))
                if pieces:
                    self.paragraphs.append(Paragraph("cell", pieces, grid=len(self.grids), row=r, column=c))
        self.grids.append(Grid(start, len(self.text), len(rows), len(rows[0]), tuple(cells)))

    def document(self, year: int | None) -> Document:
        return Document(
            file="made.txt",
            media_type="text/plain",
            sha256="0" * 64,
            text=self.text,
            pages=(Page(1, 0, len(self.text), 595.0, 842.0),),
            grids=tuple(self.grids),
            paragraphs=tuple(self.paragraphs),
            header=Header(year=year),
        )
