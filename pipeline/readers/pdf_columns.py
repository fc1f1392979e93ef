"""Reading order: rows of lines to a sequence in which side-by-side blocks are read one after the other.

Problem: the header of an administrative document, its signature block and whole two-column pages put unrelated lines on
one baseline; a table without rulings does the same but is read row by row. Signals, in order: a free vertical gutter
shared by successive rows; how tightly the rows follow each other; how much of a column is numbers. Never: meaning.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from pipeline.frozen import dataclass
from pipeline.readers.pdf_lines import TextLine, cut

__all__ = ["Block", "blocks_of"]

_NUMERIC = re.compile(r"[-+(]{0,2}\d[\d.,]*\s*%?\)?|[-–x]|\d[\d.,]*\s*/\s*\d[\d.,]*")
_NARROWEST_GUTTER = 0.5
"""Of the gutter that the rows share, in ems."""
_TIGHT = 1.6
"""Baselines of one block's lines follow within this many ems."""
_LOOSE = 3.5
"""Rows that have lines on both sides of the gutter still belong together within this many ems."""
_NUMERIC_COLUMN = 0.6
"""Share of a table column's cells that are numbers, in at least one column."""
_FEWEST_NUMBERS = 3
_COLUMN_SPACE = 0.5
"""Narrowest gap between a table's columns, in ems: about two spaces."""

Row = list[TextLine]


@dataclass(frozen=True, slots=True)
class Block:
    """`columns` side by side, each from top to bottom; or, with `cells` set, a table without rulings: rows of cells, a
    cell being the lines in it."""

    columns: tuple[tuple[TextLine, ...], ...]
    cells: tuple[tuple[tuple[TextLine, ...], ...], ...] | None = None

    @property
    def lines(self) -> list[TextLine]:
        if self.cells is not None:
            return [line for row in self.cells for cell in row for line in cell]
        return [line for column in self.columns for line in column]

    @property
    def top(self) -> float:
        return min(line.top for line in self.lines)


def blocks_of(rows: Sequence[Row]) -> list[Block]:
    """The page's rows (from top to bottom) as blocks in reading order; a row of one line is a block of its own."""
    blocks = []
    i = 0
    while i < len(rows):
        if len(rows[i]) == 1 and not _starts_beside(rows, i):
            blocks.append(Block(((rows[i][0],),)))
            i += 1
            continue
        end, gutters = _extent(rows, i)
        blocks.append(_block(rows[i:end], gutters))
        i = end
    return blocks


def _starts_beside(rows: Sequence[Row], i: int) -> bool:
    """A single line that begins a block: the next row's line stands beside it (columns whose baselines are not level),
    or the next row has a gutter and the line tops one of its columns."""
    if i + 1 >= len(rows):
        return False
    line, below = rows[i][0], rows[i + 1]
    if len(below) > 1:
        column = [other for other in below if min(line.x1, other.x1) > max(line.x0, other.x0)]
        return len(column) == 1 and _aligned(line, column[0]) and _tight(line, column[0])
    other = below[0]
    overlap = min(line.bottom, other.bottom) - max(line.top, other.top)
    return overlap > 0.35 * min(line.size, other.size) and max(other.x0 - line.x1, line.x0 - other.x1) > 0.5 * line.size


def _aligned(line: TextLine, other: TextLine) -> bool:
    """A shared middle or left edge."""
    middle = abs((line.x0 + line.x1) / 2 - (other.x0 + other.x1) / 2)
    return min(middle, abs(line.x0 - other.x0)) <= 0.6 * line.size


def _tight(line: TextLine, below: TextLine) -> bool:
    return below.baseline - line.baseline <= _TIGHT * max(line.size, below.size)


def _extent(rows: Sequence[Row], start: int) -> tuple[int, list[tuple[float, float]]]:
    """How far the block that begins at `start` goes, and the gutters that all its rows leave free."""
    end = start + (1 if len(rows[start]) > 1 else 2)
    first = max(rows[start:end], key=len)
    if len(first) == 1:
        first = sorted(rows[start] + rows[start + 1], key=lambda line: line.x0)
    gutters = [(a.x1, b.x0) for a, b in pairwise(first)]
    gutters = [_free(gutter, rows[start]) for gutter in gutters]
    block = [line for row in rows[start:end] for line in row]
    for j in range(end, len(rows)):
        row = rows[j]
        size = max(line.size for line in row)
        left = [g for g in (_free(gutter, row) for gutter in gutters) if g[1] - g[0] >= _NARROWEST_GUTTER * size]
        if not left:
            break
        sided = any(any(line.x1 <= g[0] for line in row) and any(line.x0 >= g[1] for line in row) for g in left)
        step = row[0].baseline - max(line.baseline for line in block)
        if step > _LOOSE * size or (not sided and not _follows(row, block, left, size)):
            break
        if not sided and not any(len(r) > 1 for r in rows[j + 1 : j + 4]) and not _centred_under(row, block, left):
            break
        block += row
        gutters = left
        end = j + 1
    return end, gutters


def _free(gutter: tuple[float, float], row: Row) -> tuple[float, float]:
    """What the row leaves of the gutter: its widest free part."""
    low, high = gutter
    for line in row:
        if line.x1 <= low or line.x0 >= high:
            continue
        low, high = (low, line.x0) if line.x0 - low >= high - line.x1 else (line.x1, high)
    return (low, high) if low < high else (low, low)


def _same_side(line: TextLine, block: Sequence[TextLine], gutter: tuple[float, float]) -> list[TextLine]:
    on_left = line.x1 <= gutter[0]
    return [other for other in block if (other.x1 <= gutter[0]) == on_left]


def _follows(row: Row, block: Sequence[TextLine], gutters: Sequence[tuple[float, float]], size: float) -> bool:
    """Lines on one side only go on with that side's column when they follow its last line closely."""
    beside = _same_side(row[0], block, gutters[0])
    return bool(beside) and 0 < row[0].baseline - beside[-1].baseline <= _TIGHT * size


def _centred_under(row: Row, block: Sequence[TextLine], gutters: Sequence[tuple[float, float]]) -> bool:
    """The last lines of a block have no neighbour; they belong to it when they share an edge or the middle with the
    line above, and follow it closely."""
    column = _same_side(row[0], block, gutters[0])
    return bool(column) and _aligned(row[0], column[-1]) and _tight(column[-1], row[0])


def _block(rows: Sequence[Row], gutters: Sequence[tuple[float, float]]) -> Block:
    cells = _table(rows)
    if cells is not None:
        return Block((), cells)
    centres = [(low + high) / 2 for low, high in gutters]
    columns: list[list[TextLine]] = [[] for _ in range(len(centres) + 1)]
    for row in rows:
        for line in row:
            columns[sum((line.x0 + line.x1) / 2 > centre for centre in centres)].append(line)
    return Block(tuple(tuple(column) for column in columns if column))


def _table(rows: Sequence[Row]) -> tuple[tuple[tuple[TextLine, ...], ...], ...] | None:
    """The rows as cells, where they read as a table: a column beyond the first is mostly numbers."""
    if sum(any(_NUMERIC.fullmatch(line.text) for line in row[1:]) for row in rows) < _FEWEST_NUMBERS:
        return None
    gutters = _gutters(rows)
    table: list[list[tuple[TextLine, ...]]] = []
    for row in rows:
        cells: list[list[TextLine]] = [[] for _ in range(len(gutters) + 1)]
        for line in row:
            for part in cut(line, gutters):
                cells[sum((part.x0 + part.x1) > low + high for low, high in gutters)].append(part)
        table.append([tuple(cell) for cell in cells])
    for column in range(1, len(gutters) + 1):
        texts = [line.text for row in table for line in row[column]]
        numbers = sum(bool(_NUMERIC.fullmatch(text)) for text in texts)
        if numbers >= _FEWEST_NUMBERS and numbers >= _NUMERIC_COLUMN * len(texts):
            return tuple(tuple(row) for row in _continued(table))
    return None


def _gutters(rows: Sequence[Row]) -> list[tuple[float, float]]:
    """Where (nearly) all rows leave a gap between their words; a few rows may run over their column."""
    allowed = (len(rows) + 2) // 8
    size = max(line.size for row in rows for line in row)
    edges: list[tuple[float, int]] = []
    for row in rows:
        for x0, x1 in _chunks(row, _COLUMN_SPACE * size):
            edges += [(x0, 1), (x1, -1)]
    gutters: list[tuple[float, float]] = []
    covered = 0
    low: float | None = None
    for x, step in sorted(edges):
        if step > 0 and covered == allowed and low is not None and x - low >= _COLUMN_SPACE * size:
            gutters.append((low, x))
        covered += step
        low = x if step < 0 and covered == allowed else low if covered <= allowed else None
    return gutters


def _chunks(row: Row, space: float) -> list[tuple[float, float]]:
    """Stretches of words that no gap of that width parts."""
    words = sorted(word for line in row for word in _words(line))
    chunks = words[:1]
    for x0, x1 in words[1:]:
        if x0 - chunks[-1][1] < space:
            chunks[-1] = (chunks[-1][0], max(x1, chunks[-1][1]))
        else:
            chunks.append((x0, x1))
    return chunks


def _words(line: TextLine) -> list[tuple[float, float]]:
    if line.edges is None:
        return [(line.x0, line.x1)]
    return [(line.edges[m.start()], line.edges[m.end()]) for m in re.finditer(r"\S+", line.text)]


def _continued(table: list[list[tuple[TextLine, ...]]]) -> list[list[tuple[TextLine, ...]]]:
    """A row that only carries on text cells of the row above is part of that row: it has no numbers, and it follows
    more closely than rows do, or goes on with a small letter."""
    usual = _row_step(table)
    joined: list[list[tuple[TextLine, ...]]] = []
    for row in table:
        filled = [i for i, cell in enumerate(row) if cell]
        above = joined[-1] if joined else None
        if above is not None and len(filled) < len(row) and all(above[i] and _text(row[i]) for i in filled):
            step = min(row[i][0].baseline - above[i][-1].baseline for i in filled)
            small = all(row[i][0].text[:1].islower() for i in filled)
            if step < 0.92 * usual or (small and step < 1.1 * usual):
                for i in filled:
                    above[i] = above[i] + row[i]
                continue
        joined.append(list(row))
    return joined


def _text(cell: tuple[TextLine, ...]) -> bool:
    return not any(_NUMERIC.fullmatch(line.text) for line in cell)


def _row_step(table: list[list[tuple[TextLine, ...]]]) -> float:
    """Median distance of the baselines of successive rows that both have numbers."""
    with_numbers = [row for row in table if any(cell and not _text(cell) for cell in row)]
    baselines = [next(cell[0].baseline for cell in row if cell) for row in with_numbers]
    steps = sorted(b - a for a, b in pairwise(baselines))
    return steps[len(steps) // 2] if steps else 0.0
