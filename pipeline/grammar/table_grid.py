"""Grids become sheets: every cell read once, merged cells filled in, head rows told from body rows, pages joined.

Problem: a grid is what stands on one page; a reader of the table wants one sheet with a head of one to three rows,
whose merged cells hold for every row and column they cover, and a body that runs on over the pages.
Signals, in order of precedence: cell spans given by the reader; a formula row (`1 2 3=2/1`), which always closes the
head; what a row holds (an ordinal or a number opens the body); words that heads are made of (lexicon).
Never: it does not interpret a head or a row, and it leaves alone grids that only lay out the page (the header block of
Nghị định 30/2020, the recipients and the signature).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from pipeline.document import Cell, Document, Grid, Paragraph, replace
from pipeline.frozen import dataclass
from pipeline.grammar.folding import fold
from pipeline.grammar.table_words import words
from pipeline.text import Span, View, join, view_of


@dataclass(frozen=True, slots=True)
class SheetCell:
    """A cell with its cleaned text. `home` is True at the top left place of a merged cell and False at the other places
    it covers."""

    text: str
    view: View
    pieces: tuple[Span, ...]
    key: tuple[int, int, int]
    """Index of the grid, row and column of the cell as the reader gave them."""
    bold: bool = False
    row_span: int = 1
    column_span: int = 1
    home: bool = True


Row = tuple[SheetCell, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table over all its pages. Every row of `head` and `body` has `columns` cells; `titles` are full-width rows
    that stood above the head; `numbering` is the formula row (`A B 1 2=1*3`), printed form."""

    grids: tuple[int, ...]
    columns: int
    titles: tuple[SheetCell, ...]
    head: tuple[Row, ...]
    numbering: Row | None
    body: tuple[Row, ...]
    start: int
    end: int
    repeated: tuple[Row, ...] = ()
    """Heads and formula rows printed again at the top of later pages."""


_LAYOUT_ONLY = re.compile(r"cộng hòa xã hội|nơi nhận ?:|độc lập ?- ?tự do")
_BARE = re.compile(r"[\d.,%+-]+(?: [\d.,%+-]+)*")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NUMERIC = re.compile(r"[<>≥≤~(]*[-+–−]?\s*\d[\d\s.,]*(?:/\s*\d[\d.,]*)?\s*(?:%|‰)?\)?")
_NUMBERING = re.compile(r"\(?\[?\s*(?P<label>\d{1,2}|[A-Za-zĐđ])\s*\]?\)?\s*(?:=.*)?", re.DOTALL)
_ORDINAL = re.compile(r"(?:\d{1,3}(?:\.\d{1,3})*|[IVXLC]+|[A-ZĐ]{1,3}|[a-zđ])\s*[.)/]?|[-+*•–]")


def sheets(document: Document) -> list[Sheet]:
    """The tables of a document in reading order, grids that continue one another joined. Found once."""
    return document.once("sheets", lambda: _sheets(document), document.paragraphs, document.grids, document.chosen)


def _sheets(document: Document) -> list[Sheet]:
    found: list[Sheet] = []
    headings = [p for p in document.paragraphs if p.role == "body"]
    layout_only = [(p.start, p.end) for p in document.paragraphs if p.role == "head"]
    for index, grid in enumerate(document.grids):
        rows = _rows(document, index, grid)
        if not _is_table(rows, grid, layout_only):
            continue
        sheet = _sheet(rows, index, grid)
        if found and _continues(found[-1], sheet, headings):
            found[-1] = _joined(found[-1], sheet)
        else:
            found.append(sheet)
    return [sheet for sheet in found if sheet.body]


def is_number(text: str) -> bool:
    """Is the cell nothing but a number (with its sign, percent sign or `x/y`)?"""
    return _NUMERIC.fullmatch(text.strip()) is not None


def is_ordinal(text: str) -> bool:
    """Could the cell be a row's number: `1`, `1.1`, `II`, `A`, `a)`, `-`?"""
    return _ORDINAL.fullmatch(text.strip()) is not None


def _rows(document: Document, index: int, grid: Grid) -> list[Row]:
    """The grid as full rows: a merged cell stands at every place it covers, an empty place holds an empty cell."""
    places: dict[tuple[int, int], SheetCell] = {}
    for cell in grid.cells:
        read = _read(document, index, cell)
        for row in range(cell.row, min(cell.row + cell.row_span, grid.rows)):
            for column in range(cell.column, min(cell.column + cell.column_span, grid.columns)):
                home = (row, column) == (cell.row, cell.column)
                places[row, column] = read if home else replace(read, home=False)
    rows = []
    for row in range(grid.rows):
        blank = _read(document, index, Cell(row, 0, ()))
        rows.append(tuple(places.get((row, column), blank) for column in range(grid.columns)))
    return rows


def _read(document: Document, index: int, cell: Cell) -> SheetCell:
    view = _view(document, cell)
    return SheetCell(
        text=view.text,
        view=view,
        pieces=cell.pieces,
        key=(index, cell.row, cell.column),
        bold=cell.bold,
        row_span=cell.row_span,
        column_span=cell.column_span,
    )


def _view(document: Document, cell: Cell) -> View:
    """The cell's cleaned reading. Most cells are one bare number, which nothing can be cleaned off: those are cheap."""
    if len(cell.pieces) == 1 and not document.marks and not document.chosen:
        start, end = cell.pieces[0]
        if _BARE.fullmatch(document.text, start, end):
            return view_of(document.text, start, end)
    return document.view(Paragraph("cell", cell.pieces))


def _is_table(rows: Sequence[Row], grid: Grid, layout_only: Sequence[Span]) -> bool:
    if grid.columns < 2 or not grid.rows:
        return False
    if any(start < grid.end and grid.start < end for start, end in layout_only):
        return False
    return not any(_LAYOUT_ONLY.search(fold(cell.text)) for row in rows[:4] for cell in row)


def _sheet(rows: list[Row], index: int, grid: Grid) -> Sheet:
    titles: list[SheetCell] = []
    at = 0
    while at < len(rows) - 1 and _is_title(rows[at]):
        titles.append(rows[at][0] if rows[at][0].text else next(cell for cell in rows[at] if cell.text))
        at += 1
    height = _head_height(rows[at:])
    head = [_filled(rows[at:][:height], i) for i in range(height)]
    numbering = None
    if head and _is_numbering(head[-1]):
        numbering = head.pop()
    body = [row for row in rows[at + height :] if any(cell.text for cell in row)]
    if not head and numbering is None and titles and not _worded(titles):
        body = [*rows[:at], *body]  # a group row that opens a page is no title
        titles = []
    return Sheet((index,), grid.columns, tuple(titles), tuple(head), numbering, tuple(body), grid.start, grid.end)


def _is_title(row: Row) -> bool:
    """One text across the whole width, or alone in its row and about units."""
    texts = [cell for cell in row if cell.text and cell.home]
    if len(texts) != 1 or is_ordinal(texts[0].text):
        return False
    return texts[0].column_span >= len(row) or bool(words("unit_note").find(texts[0].text))


def _worded(cells: Sequence[SheetCell]) -> bool:
    return any(words(name).find(cell.text) for cell in cells for name in ("unit_note", "caption"))


def _head_height(rows: Sequence[Row]) -> int:
    """The number of rows, from the first, that belong to the head."""
    for height, row in enumerate(rows[:6]):
        if _is_numbering(row):
            return height + 1
    if not rows or _opens_body(rows[0]) or sum(bool(cell.text and cell.home) for cell in rows[0]) < 2:
        return 0
    height = max((cell.row_span for cell in rows[0] if cell.column_span < len(rows[0])), default=1)
    while height < len(rows) and not _opens_body(rows[height]) and _goes_on(rows[height - 1], rows[height]):
        height += 1
    return min(height, len(rows))


def _goes_on(above: Row, row: Row) -> bool:
    """Does `row` still belong to the head: it splits a merged cell of the row above, or fills what that row left empty
    while its own first place is empty or covered from above?"""
    if row[0].text and row[0].home:
        return False
    split = any(cell.column_span > 1 and cell.text for cell in above)
    empty_above = any(not a.text and b.text for a, b in zip(above, row, strict=True))
    return sum(bool(cell.text and cell.home) for cell in row) >= 2 and (split or empty_above)


def _opens_body(row: Row) -> bool:
    """A row with an ordinal or with a number that is no year."""
    first = row[0].text
    if first and is_ordinal(first) and not words("ordinal").whole(first):
        return True
    return any(is_number(cell.text) and not _YEAR.fullmatch(cell.text.strip()) for cell in row)


def _is_numbering(row: Row) -> bool:
    """A formula row: every cell numbers its column (`A`, `1`, `(2)`, `8=7/4`), the numbers ascending from 1."""
    texts = [cell.text.strip() for cell in row if cell.text.strip()]
    matches = [_NUMBERING.fullmatch(text) for text in texts]
    if len(texts) < 3 or not all(matches):
        return False
    numbers = [int(m["label"]) for m in matches if m is not None and m["label"].isdigit()]
    steps = [b - a for a, b in itertools.pairwise(numbers)]
    return len(numbers) >= 2 and numbers[0] in (1, 2) and all(step == 1 for step in steps)


def _filled(head: Sequence[Row], i: int) -> Row:
    """Head row `i` with the empty places that a merged cell covers, where the reader could not see the merging: an
    empty place with text below it takes the text to its left, if that too has text below it."""
    row = list(head[i])
    below = head[i + 1 :]
    if not below or any(cell.column_span > 1 for cell in row):
        return tuple(row)
    for column in range(1, len(row)):
        above = any(head[j][column].text for j in range(i))
        if row[column].text or above or not row[column - 1].text:
            continue
        if all(any(r[c].text and r[c].home for r in below) for c in (column - 1, column)):
            row[column] = replace(row[column - 1], home=False)
    return tuple(row)


def _continues(before: Sheet, sheet: Sheet, headings: Sequence[Paragraph]) -> bool:
    if before.columns != sheet.columns or sheet.titles:
        return False
    if any(before.end <= p.start and p.end <= sheet.start for p in headings):
        return False
    if not sheet.head:
        return True
    begins_anew = bool(sheet.body) and _first_cells(sheet) == _first_cells(before)
    return _texts(sheet.head) == _texts(before.head) and not begins_anew


def _first_cells(sheet: Sheet) -> list[str]:
    return [cell.text.casefold() for row in sheet.body[:1] for cell in row[:2]]


def _texts(rows: Sequence[Row]) -> list[list[str]]:
    return [[cell.text.casefold() for cell in row] for row in rows]


def _joined(before: Sheet, sheet: Sheet) -> Sheet:
    body = _row_rejoined(before.body, sheet.body) if not sheet.head else before.body + sheet.body
    again = (*sheet.head, sheet.numbering) if sheet.numbering is not None else sheet.head
    return replace(
        before,
        grids=before.grids + sheet.grids,
        body=body,
        end=sheet.end,
        repeated=before.repeated + again,
    )


def _row_rejoined(above: tuple[Row, ...], below: tuple[Row, ...]) -> tuple[Row, ...]:
    """Both bodies; a row that a page end broke in two (its rest has no number and a small first letter) is one."""
    if not above or not below:
        return above + below
    last, rest = above[-1], below[0]
    texts = [cell.text for cell in rest if cell.text]
    if rest[0].text or not texts or not all(text[0].islower() and not is_number(text) for text in texts):
        return above + below
    row = tuple(_goes_on_in(a, b) if b.text else a for a, b in zip(last, rest, strict=True))
    return (*above[:-1], row, *below[1:])


def _goes_on_in(cell: SheetCell, rest: SheetCell) -> SheetCell:
    view = join([cell.view, rest.view], " ") if cell.text else rest.view
    return replace(cell, text=view.text, view=view, pieces=cell.pieces + rest.pieces)
