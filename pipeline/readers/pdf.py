"""Born-digital PDF to a Document: text in reading order, boxes of lines, edges of characters, grids, marks.

Problem: a PDF is glyphs at places. Signals, in order: pdfium's characters with their origins and text objects (runs), a
shared baseline (lines), drawn rulings (grids and their cells, footnote separator), free gutters (side-by-side blocks,
tables without rulings), size and raise (footnote marks). The page's text is the lines in reading order, one per line.
Never: paragraphs, roles that the file does not draw, recognition of scans (a page without text is a problem record).
"""

from __future__ import annotations

import ctypes
import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pypdfium2.raw as pdfium

from pipeline.document import Cell, Document, Grid, Line, Mark, Page, Role
from pipeline.errors import Reason, UnreadableInput
from pipeline.readers.pdf_characters import read_page
from pipeline.readers.pdf_columns import Block, blocks_of
from pipeline.readers.pdf_grids import Lattice, lattices
from pipeline.readers.pdf_lines import TextLine, lines_of
from pipeline.readers.pdf_notes import note_zone
from pipeline.readers.pdf_page import RawPage, Rule, Run
from schemas.source import Box
from schemas.structure import Problem

__all__ = ["read"]

MEDIA_TYPE = "application/pdf"
MOST_PAGES = 2000
"""A file with more pages is no single report."""
_PICTURE = 0.3
"""An image over this share of a page without text is a scan of it."""
_SCAN_IMAGE = 0.7
"""An image over this share of the page under invisible text makes the text a recognition layer."""


def read(path: Path, data: bytes) -> Document:
    """Read the bytes of the PDF named `path`. Raises UnreadableInput with the reason when there is nothing to read."""
    document, buffer = _open(path, data)
    try:
        count = pdfium.FPDF_GetPageCount(document)
        if count <= 0:
            raise UnreadableInput(path, Reason.NO_PAGES)
        if count > MOST_PAGES:
            raise UnreadableInput(path, Reason.TOO_LARGE, f"tệp có {count} trang, nhiều hơn {MOST_PAGES}")
        return _assemble(path, data, document, count)
    finally:
        pdfium.FPDF_CloseDocument(document)
        del buffer  # pdfium reads from it as long as the document is open


def _open(path: Path, data: bytes) -> tuple[Any, Any]:
    if not data.strip():
        raise UnreadableInput(path, Reason.EMPTY)
    if data.find(b"%PDF-", 0, 1024) < 0:
        raise UnreadableInput(path, Reason.WRONG_SUFFIX)
    buffer = (ctypes.c_ubyte * len(data)).from_buffer_copy(data)
    document = pdfium.FPDF_LoadMemDocument64(buffer, len(data), None)
    if not document:
        error = pdfium.FPDF_GetLastError()
        if error in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            raise UnreadableInput(path, Reason.ENCRYPTED)
        raise UnreadableInput(path, Reason.TRUNCATED)
    return document, buffer


# --- one page -----------------------------------------------------------------------------------------------------


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
    """The page's items in reading order, its lines outside grids, and the rules that belong to no grid."""
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
    rules = [r for r in raw.rules if not any(_within(r.x0, r.top, b) and _within(r.x1, r.bottom, b) for b in boxes)]
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


# --- the document -------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Writer:
    """The text as it grows, and the records that point into it."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    lines: list[Line] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)

    def put(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def line(self, line: TextLine, page: int, note: bool) -> tuple[int, int]:
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

    def grid(self, item: _Item, page: int) -> None:
        start = None
        cells = []
        for cell, lines in item.cells:
            pieces = tuple(self.line(line, page, False) for line in lines)
            if pieces and start is None:
                start = pieces[0][0]
            cells.append(Cell(cell.row, cell.column, pieces, cell.row_span, cell.column_span, cell.box, cell.bold))
        rows, columns = item.shape
        begin = self.length if start is None else start
        self.grids.append(Grid(begin, self.length, rows, columns, tuple(cells), page, item.box, item.ruled))


def _assemble(path: Path, data: bytes, document: Any, count: int) -> Document:
    fonts: dict[int, tuple[str, bool, bool]] = {}
    writer = _Writer()
    pages: list[Page] = []
    problems: list[Problem] = []
    open_notes = images = False
    if not pdfium.FPDF_DocumentHasValidCrossReferenceTable(document):
        problems.append(Problem(stage="read", message="bảng tham chiếu của tệp PDF hỏng: có thể thiếu trang hoặc chữ"))
    for number in range(1, count + 1):
        if number > 1:
            writer.put("\f")
        start = writer.length
        try:
            raw = read_page(document, number - 1, fonts)
        except ValueError:
            problems.append(Problem(stage="read", page=number, message="trang hỏng, không đọc được"))
            pages.append(Page(number, start, start, 0.0, 0.0, "born-digital", "trang hỏng"))
            continue
        images = images or raw.image_share > _PICTURE
        open_notes = _write_page(writer, raw, number, open_notes)
        origin, reason = _origin(raw)
        pages.append(Page(number, start, writer.length, raw.width, raw.height, origin, reason))
        if writer.length == start:
            message = (
                "trang không có chữ: là ảnh quét" if raw.image_share > _PICTURE else "trang trắng hoặc không có chữ"
            )
            problems.append(Problem(stage="read", page=number, message=message))
    text = "".join(writer.parts)
    if not text.strip():
        raise UnreadableInput(path, Reason.NO_TEXT, "" if images else "tệp chỉ có trang trắng")
    return Document(
        file=path.name,
        media_type=MEDIA_TYPE,
        sha256=hashlib.sha256(data).hexdigest(),
        text=text,
        pages=tuple(pages),
        lines=tuple(writer.lines),
        marks=tuple(writer.marks),
        grids=tuple(writer.grids),
        problems=tuple(problems),
    )


def _write_page(writer: _Writer, raw: RawPage, number: int, open_notes: bool) -> bool:
    """Write the page; True when it ends in footnotes."""
    items, plain, rules = _items(raw)
    zone = note_zone(plain, rules, raw.height, open_notes)
    noted = False
    for item in items:
        if item.cells:
            writer.grid(item, number)
        for line in item.lines:
            note = zone is not None and line.middle > zone and not line.text.strip(" -–").isdigit()
            noted = noted or note
            writer.line(line, number, note)
    return noted


def _origin(raw: RawPage) -> tuple[Literal["born-digital", "ocr"], str]:
    if raw.invisible_share > 0.5 and raw.image_share > _SCAN_IMAGE:
        return "ocr", "chữ ẩn trên ảnh quét"
    return "born-digital", "chữ của tệp, trang xoay" if raw.turned else "chữ của tệp"
