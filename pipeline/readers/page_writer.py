"""A page's runs and rules to the lines and grids of a Document, in reading order: the same for print and for scans.

Problem: runs stand at places; records need a text. Signals, in order: drawn rulings (grids and their cells, footnote
separator), a shared baseline (lines), free gutters (side-by-side blocks, tables without rulings). The page's text is
the lines in reading order, one per line. Never: paragraphs, roles that the page does not draw, where runs come from.
"""

from __future__ import annotations

from dataclasses import field
from typing import Any

from pipeline.document import Cell, Grid, Line, Mark, Role
from pipeline.frozen import dataclass
from pipeline.readers.pdf_columns import Block, blocks_of
from pipeline.readers.pdf_grids import Lattice, lattices
from pipeline.readers.pdf_lines import TextLine, lines_of
from pipeline.readers.pdf_notes import note_zone
from pipeline.readers.pdf_page import RawPage, Rule, Run
from schemas.source import Box

__all__ = ["PageWriter"]


@dataclass(slots=True)
class PageWriter:
    """The text as it grows, and the records that point into it."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    lines: list[Line] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    open_notes: bool = False
    """The last page ended in footnotes."""

    def page(self, raw: RawPage, number: int) -> None:
        """Write one page."""
        items, plain, rules = _items(raw)
        zone = note_zone(plain, rules, raw.height, self.open_notes)
        noted = False
        for item in items:
            if item.cells:
                self._grid(item, number)
            for line in item.lines:
                note = zone is not None and line.middle > zone and not line.text.strip(" -–").isdigit()
                noted = noted or note
                self._line(line, number, note)
        self.open_notes = noted

    def put(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def _line(self, line: TextLine, page: int, note: bool) -> tuple[int, int]:
        if self.parts and not self.parts[-1].endswith(("\n", "\f")):
            self.put("\n")
        start = self.length
        self.put(line.text)
        box = (line.x0, line.top, line.x1, line.bottom)
        role: Role | None = "note" if note else None
        self.lines.append(
            Line(
                start,
                self.length,
                page,
                box,
                line.edges,
                round(line.size, 2),
                line.bold,
                line.italic,
                role=role,
                font=line.font,
            )
        )
        for low, high, marker in line.marks:
            self.marks.append(Mark(start + low, start + high, marker, "reference" if low else "label"))
        return start, self.length

    def _grid(self, item: _Item, page: int) -> None:
        start = None
        cells = []
        for cell, lines in item.cells:
            pieces = tuple(self._line(line, page, False) for line in lines)
            if pieces and start is None:
                start = pieces[0][0]
            cells.append(Cell(cell.row, cell.column, pieces, cell.row_span, cell.column_span, cell.box, cell.bold))
        rows, columns = item.shape
        begin = self.length if start is None else start
        self.grids.append(Grid(begin, self.length, rows, columns, tuple(cells), page, item.box, item.ruled))


@dataclass(slots=True)
class _Item:
    """A stretch of a page in reading order: plain lines, or a grid with the lines of each cell."""

    top: float
    lines: list[TextLine] = field(default_factory=list)
    cells: list[tuple[Cell, list[TextLine]]] = field(default_factory=list)
    shape: tuple[int, int] = (0, 0)
    box: Box | None = None
    ruled: bool = True


def _items(raw: RawPage) -> tuple[list[_Item], list[TextLine], list[Rule]]:
    """The page's items in reading order, its lines outside grids, and the level rules that belong to no grid."""
    found = lattices(raw.rules)
    in_grid: list[dict[int, list[Run]]] = [{} for _ in found]
    outside: list[Run] = []
    for run in raw.runs:
        place = _place(run, found)
        if place is None:
            outside.append(run)
        else:
            in_grid[place[0]].setdefault(place[1], []).append(run)
    rows = lines_of(outside)
    items = []
    for lattice, runs in zip(found, in_grid, strict=True):
        if runs:
            items.append(_ruled(lattice, runs))
    boxes = [item.box for item in items if item.box is not None]
    for part in _between(rows, [item.top for item in items]):
        items += [_unruled(b) if b.cells is not None else _Item(b.top, b.lines) for b in blocks_of(part)]
    # Blocks were made from top to bottom, grids lie between them: a stable sort by top keeps both orders.
    items.sort(key=lambda item: item.top)
    level = [rule for rule in raw.rules if rule.horizontal]
    rules = [r for r in level if not any(_within(r.x0, r.top, b) and _within(r.x1, r.bottom, b) for b in boxes)]
    return items, [line for row in rows for line in row], rules


def _within(x: float, y: float, box: Box) -> bool:
    return box[0] - 2 <= x <= box[2] + 2 and box[1] - 2 <= y <= box[3] + 2


def _place(run: Run, found: list[Lattice]) -> tuple[int, int] | None:
    if not found:
        return None
    if run.box is not None:
        x, y = (run.box[0] + run.box[2]) / 2, (run.box[1] + run.box[3]) / 2
    else:
        x, y = (run.x0 + run.x1) / 2, run.middle
    for i, lattice in enumerate(found):
        cell = lattice.locate(x, y)
        if cell is not None:
            return i, cell
    return None


def _between(rows: list[list[TextLine]], tops: list[float]) -> list[list[list[TextLine]]]:
    """Rows parted where a grid stands between them."""
    parts: list[list[list[TextLine]]] = [[]]
    edges = sorted(tops)
    for row in rows:
        if edges and row[0].middle > edges[0]:
            parts.append([])
            edges = [top for top in edges if top >= row[0].middle]
        parts[-1].append(row)
    return [part for part in parts if part]


def _ruled(lattice: Lattice, runs: dict[int, list[Run]]) -> _Item:
    cells = []
    for i, cell in enumerate(lattice.cells):
        lines = [line for row in lines_of(runs.get(i, []), part_columns=False) for line in row]
        bold = bool(lines) and all(line.bold for line in lines)
        shape = Cell(cell.row, cell.column, (), cell.row_span, cell.column_span, cell.box, bold)
        cells.append((shape, lines))
    size = (len(lattice.ys) - 1, len(lattice.xs) - 1)
    return _Item(lattice.ys[0], cells=cells, shape=size, box=lattice.box)


def _unruled(block: Block) -> _Item:
    cells = []
    assert block.cells is not None
    for r, row in enumerate(block.cells):
        for c, lines in enumerate(row):
            bold = bool(lines) and all(line.bold for line in lines)
            cells.append((Cell(r, c, (), box=_hull(lines) if lines else None, bold=bold), list(lines)))
    shape = (len(block.cells), len(block.cells[0]))
    return _Item(block.top, cells=cells, shape=shape, box=_hull(block.lines), ruled=False)


def _hull(lines: Any) -> Box:
    return (
        min(line.x0 for line in lines),
        min(line.top for line in lines),
        max(line.x1 for line in lines),
        max(line.bottom for line in lines),
    )
