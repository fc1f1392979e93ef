"""One line as layout without geometry sees it: its source piece, its cleaned wording, and the gap above it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import IntEnum

from pipeline.document import Document, Line, clean
from pipeline.frozen import dataclass
from pipeline.text import Edit, View, view_of

_NEWLINE = re.compile(r"\r\n|[\r\n\v\u2028\u2029]")


class Gap(IntEnum):
    """What stands between a line and the one before it."""

    NONE = 0
    BLANK = 1
    PAGE = 2


@dataclass(frozen=True, slots=True)
class Strand:
    """A line, or one column of it. `start:end` is its source piece without outer space; `indent` the blanks before."""

    start: int
    end: int
    view: View
    line: Line
    gap: Gap
    indent: int = 0

    @property
    def text(self) -> str:
        return self.view.text


def strands(document: Document) -> list[Strand]:
    """The lines outside grids, in order; lines that are markup alone are left out."""
    inside = sorted((grid.start, grid.end) for grid in document.grids)
    found = []
    at, grid, mark = 0, 0, 0
    marks = sorted(document.marks, key=lambda m: m.start)
    for line in document.lines:
        while grid < len(inside) and inside[grid][1] <= line.start:
            grid += 1
            at = max(at, inside[grid - 1][1])
        if grid < len(inside) and inside[grid][0] <= line.start:
            continue
        while mark < len(marks) and marks[mark].end <= line.start:
            mark += 1
        edits, i = [], mark
        while i < len(marks) and marks[i].start < line.end:
            edits.append(Edit(marks[i].start - line.start, marks[i].end - line.start, ""))
            i += 1
        strand = _strand(document.wording, line, edits, _gap(document.text, at, line.start))
        if strand.text:
            found.append(strand)
            at = line.end
    return found


def _strand(text: str, line: Line, edits: list[Edit], gap: Gap) -> Strand:
    raw = text[line.start : line.end]
    body = raw.strip()
    start = line.start + (len(raw) - len(raw.lstrip()) if body else 0)
    view = clean(view_of(text, line.start, line.end).apply(edits))
    return Strand(start, start + len(body), view, line, gap, len(raw[: start - line.start].expandtabs(4)))


def _gap(text: str, end: int, start: int) -> Gap:
    between = text[end:start]
    if "\f" in between:
        return Gap.PAGE
    return Gap.BLANK if end and len(_NEWLINE.findall(between)) > 1 else Gap.NONE


_WIDE = re.compile(r"(?:[ \u00a0]{3,}|[ \u00a0]*\t\s*)")


def columns(document: Document, strand: Strand, rightmost: int = 30) -> Iterator[tuple[int, Strand]]:
    """The strand cut at wide gaps, each part with its column (0 left, 1 right): blocks typed side by side."""
    raw = document.wording[strand.start : strand.end]
    at, column = 0, int(strand.indent >= rightmost)
    for match in [*_WIDE.finditer(raw), None]:
        end = len(raw) if match is None else match.start()
        if raw[at:end].strip():
            low, high = strand.start + at, strand.start + end
            keep = [i for i in range(len(strand.view)) if low <= strand.view.starts[i] < high]
            view = strand.view.slice(keep[0], keep[-1] + 1) if keep else strand.view.slice(0, 0)
            yield min(column, 1), Strand(low, high, clean(view), strand.line, strand.gap, strand.indent)
            column += 1
        at = end if match is None else match.end()
