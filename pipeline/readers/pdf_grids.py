"""Ruling lines to table grids: rows, columns and merged cells from drawn lines alone.

Problem: office tables are drawn as rectangles per cell, thin filled bars or long strokes, doubled and slightly apart;
heads are merged over columns and rows. Lines that touch form one table; their positions form a lattice; two lattice
cells are one cell where no line stands between them. Never: text, meaning, joining of tables over pages.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from pipeline.frozen import dataclass
from pipeline.readers.pdf_page import Rule

__all__ = ["Lattice", "LatticeCell", "lattices"]

_SNAP = 3.0
"""Lines closer than this, in points, are one line; ends this far from a line still touch it."""
_COVERED = 0.6
"""Share of a cell's side that a line must cover to be a wall."""
_MOST_CELLS = 20_000
_MOST_CROSSINGS = 1_000_000
"""Pages that would need more comparisons are drawings."""

Box = tuple[float, float, float, float]
_Segment = tuple[float, float, float]
"""Position, from, to."""


@dataclass(frozen=True, slots=True)
class LatticeCell:
    row: int
    column: int
    row_span: int
    column_span: int
    box: Box


@dataclass(frozen=True, slots=True)
class Lattice:
    """`xs`, `ys`: the lines' positions; `cells` row by row; `owner[row][column]`: index of the cell that covers it."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[LatticeCell, ...]
    owner: tuple[tuple[int, ...], ...]

    @property
    def box(self) -> Box:
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    def locate(self, x: float, y: float) -> int | None:
        """The index of the cell at a point; None outside the grid."""
        column, row = bisect_right(self.xs, x) - 1, bisect_right(self.ys, y) - 1
        if not (0 <= column < len(self.xs) - 1 and 0 <= row < len(self.ys) - 1):
            return None
        return self.owner[row][column]


def lattices(rules: Sequence[Rule]) -> list[Lattice]:
    """The grids of a page, top to bottom. A single box or a lone line is none."""
    across = _merged([(r.top, r.x0, r.x1) for r in rules if r.horizontal])
    down = _merged([(r.x0, r.top, r.bottom) for r in rules if not r.horizontal])
    found = []
    for horizontals, verticals in _touching(across, down):
        lattice = _lattice(horizontals, verticals)
        if lattice is not None:
            found.append(lattice)
    return sorted(found, key=lambda lattice: (lattice.ys[0], lattice.xs[0]))


def _merged(segments: list[_Segment]) -> list[_Segment]:
    """Collinear segments that overlap or nearly touch become one, at a common position."""
    merged: list[_Segment] = []
    for group in _near(sorted(segments)):
        at = sum(s[0] for s in group) / len(group)
        spans = sorted((s[1], s[2]) for s in group)
        low, high = spans[0]
        for start, end in spans[1:]:
            if start <= high + _SNAP:
                high = max(high, end)
            else:
                merged.append((at, low, high))
                low, high = start, end
        merged.append((at, low, high))
    return merged


def _near(segments: list[_Segment]) -> list[list[_Segment]]:
    groups: list[list[_Segment]] = []
    for segment in segments:
        if groups and segment[0] - groups[-1][0][0] <= _SNAP:
            groups[-1].append(segment)
        else:
            groups.append([segment])
    return groups


def _touching(across: list[_Segment], down: list[_Segment]) -> list[tuple[list[_Segment], list[_Segment]]]:
    """Horizontal and vertical lines grouped by touch."""
    if len(across) * len(down) > _MOST_CROSSINGS:
        return []
    parent = list(range(len(across) + len(down)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, (y, x0, x1) in enumerate(across):
        for j, (x, y0, y1) in enumerate(down):
            if x0 - _SNAP <= x <= x1 + _SNAP and y0 - _SNAP <= y <= y1 + _SNAP:
                parent[root(i)] = root(len(across) + j)
    groups: dict[int, tuple[list[_Segment], list[_Segment]]] = {}
    for i, segment in enumerate(across):
        groups.setdefault(root(i), ([], []))[0].append(segment)
    for j, segment in enumerate(down):
        groups.setdefault(root(len(across) + j), ([], []))[1].append(segment)
    return [group for group in groups.values() if group[0] and group[1]]


def _lattice(across: list[_Segment], down: list[_Segment]) -> Lattice | None:
    xs = _positions([s[0] for s in down], [end for s in across for end in s[1:]])
    ys = _positions([s[0] for s in across], [end for s in down for end in s[1:]])
    rows, columns = len(ys) - 1, len(xs) - 1
    if columns < 2 or rows < 1 or rows * columns > _MOST_CELLS:
        return None
    walls = _walls(down, xs, ys)
    floors = _walls(across, ys, xs)
    owner = [[-1] * columns for _ in range(rows)]
    cells: list[LatticeCell] = []
    for row in range(rows):
        for column in range(columns):
            if owner[row][column] >= 0:
                continue
            across_span = 1
            while (
                column + across_span < columns
                and owner[row][column + across_span] < 0
                and not walls[column + across_span][row]
            ):
                across_span += 1
            down_span = 1
            while row + down_span < rows and all(
                not floors[row + down_span][c] and owner[row + down_span][c] < 0
                for c in range(column, column + across_span)
            ):
                down_span += 1
            for r in range(row, row + down_span):
                owner[r][column : column + across_span] = [len(cells)] * across_span
            box = (xs[column], ys[row], xs[column + across_span], ys[row + down_span])
            cells.append(LatticeCell(row, column, down_span, across_span, box))
    if len(cells) < 2 or all(cell.column_span == columns for cell in cells):
        return None
    return Lattice(tuple(xs), tuple(ys), tuple(cells), tuple(tuple(line) for line in owner))


def _positions(lines: list[float], ends: list[float]) -> list[float]:
    """Where the lines stand, and the outer ends of the crossing lines where a table is open at its sides."""
    found: list[float] = []
    for at in sorted(lines):
        if not found or at - found[-1] > _SNAP:
            found.append(at)
    if min(ends) < found[0] - 2 * _SNAP:
        found.insert(0, min(ends))
    if max(ends) > found[-1] + 2 * _SNAP:
        found.append(max(ends))
    return found


def _walls(lines: list[_Segment], positions: list[float], steps: list[float]) -> list[list[bool]]:
    """walls[i][k]: does a line at positions[i] cover most of the way from steps[k] to steps[k + 1]?"""
    walls = [[False] * (len(steps) - 1) for _ in positions]
    for at, start, end in lines:
        i = min(range(len(positions)), key=lambda i: abs(positions[i] - at))
        for k in range(len(steps) - 1):
            low, high = steps[k], steps[k + 1]
            if min(end, high) - max(start, low) >= _COVERED * (high - low):
                walls[i][k] = True
    return walls
