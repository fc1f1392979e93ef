"""The one value that travels through the stages: what was read, how it is laid out, and what it says.

`Document.text` is what was read, code point for code point, pages joined by a form feed; it is never edited. A reader
fills the first group of fields, layout the second, segment the third, extract and check the last; a stage adds fields and
never alters an earlier one. Boxes are points from the top-left corner of the page as it was read, upright and straight:
x0, top, x1, bottom; those of records (`source`) are places on the page as it is shown.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass as plain_dataclass
from dataclasses import field
from math import cos, radians, sin
from typing import Any, Literal, TypeVar

from pipeline.frozen import dataclass, replace
from pipeline.text import Edit, Span, View, compose, join, unwrap, view_of
from schemas.finding import Finding
from schemas.observation import Observation
from schemas.project import Project
from schemas.source import Box, Source
from schemas.structure import Footnote, Header, Problem, Section, Table

__all__ = [
    "Cell",
    "Document",
    "Grid",
    "Line",
    "Mark",
    "Numeral",
    "Page",
    "Paragraph",
    "Reading",
    "Role",
    "Views",
    "replace",
]

T = TypeVar("T")
Role = Literal["body", "note", "furniture", "head", "cell"]
"""body: running text and headings. note: text of a footnote. furniture: page numbers, running heads, signature stamps.
head: the header block of Nghị định 30/2020 (agency, motto, number, place and date). cell: inside a table grid."""


@dataclass(frozen=True, slots=True)
class Page:
    """Page `number` (from 1) is `text[start:end]`; `origin` says how its text was got, `reason` why so. `width` and
    `height` are those of the page as it was read: turned clockwise by `turns` quarters, then straightened by `angle`
    degrees (counter-clockwise positive) about its middle."""

    number: int
    start: int
    end: int
    width: float
    height: float
    origin: Literal["born-digital", "ocr"] = "born-digital"
    reason: str = ""
    turns: int = 0
    angle: float = 0.0

    def shown(self, box: Box) -> Box:
        """The box around a box of the page as read, on the page as it is shown."""
        if not self.turns and not self.angle:
            return box
        x0, top, x1, bottom = box
        corners = [self._shown(x, y) for x, y in ((x0, top), (x1, top), (x0, bottom), (x1, bottom))]
        xs, ys = zip(*corners, strict=True)
        return min(xs), min(ys), max(xs), max(ys)

    def _shown(self, x: float, y: float) -> tuple[float, float]:
        along, across = cos(radians(self.angle)), sin(radians(self.angle))
        dx, dy = x - self.width / 2, y - self.height / 2
        x, y = along * dx + across * dy + self.width / 2, along * dy - across * dx + self.height / 2
        return ((x, y), (y, self.width - x), (self.width - x, self.height - y), (self.height - y, x))[self.turns]


@dataclass(frozen=True, slots=True)
class Line:
    """One line as read (for text and Word files: one source line or Word paragraph), in reading order.

    `edges` holds the x of the left edge of each character and of the last right edge (len = end - start + 1) where the
    input has geometry. `role` is set by a reader only where the file itself says so (Word notes, page headers). `label`
    is an automatic number that Word shows before the paragraph; it is part of the text, `start` includes it.
    """

    start: int
    end: int
    page: int | None = None
    box: Box | None = None
    edges: array[float] | None = None
    size: float | None = None
    bold: bool = False
    italic: bool = False
    align: Literal["left", "right", "center", "justify"] | None = None
    role: Role | None = None
    confidence: float = 1.0
    font: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A word that was recognised in an image: every figure, and other words where recognition was in doubt.
    `text[start:end]` is the reading of the surer reader, `raw` the first reader's where that was another; `alternatives`
    are what the other reader saw."""

    start: int
    end: int
    confidence: float
    alternatives: tuple[str, ...] = ()
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters that are a footnote mark and no digits of the text: a `reference` in running text or a cell, or the
    `label` that opens a note; or the `markup` of a text file (`**`, `#`, the backslash of `\\-`), which is no text at all.
    `marker` is the mark without brackets: `1`, `*`. Views leave them all out."""

    start: int
    end: int
    marker: str
    kind: Literal["reference", "label", "markup"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a grid; `pieces` are its lines in reading order (empty for an empty cell)."""

    row: int
    column: int
    pieces: tuple[Span, ...]
    row_span: int = 1
    column_span: int = 1
    box: Box | None = None
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as it stands on one page: its extent in the text and its cells, row by row."""

    start: int
    end: int
    rows: int
    columns: int
    cells: tuple[Cell, ...]
    page: int | None = None
    box: Box | None = None
    ruled: bool = True


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that belong together, joined across lines, pages and intruding footnotes. `pieces` are the source spans in
    reading order; `glued[i]` is True where piece i+1 follows piece i without a space (a word broken in two)."""

    role: Role
    pieces: tuple[Span, ...]
    page: int | None = None
    bold: bool = False
    italic: bool = False
    align: Literal["left", "right", "center", "justify"] | None = None
    size: float | None = None
    indent: float | None = None
    marker: str | None = None
    """For a note: the marker of the footnote whose text this paragraph opens (None where it continues one)."""
    grid: int | None = None
    """For a cell: index into `Document.grids`; `row`, `column` say which cell."""
    row: int | None = None
    column: int | None = None

    @property
    def start(self) -> int:
        return self.pieces[0][0]

    @property
    def end(self) -> int:
        return self.pieces[-1][1]


@dataclass(frozen=True, slots=True)
class Numeral:
    """One numeral of the report and what became of it: an observation, a non-indicator by rule, or unexplained."""

    start: int
    end: int
    kind: Literal["observation", "non_indicator", "unexplained"]
    rule: str
    observation: str | None = None
    detail: str = ""


class Views:
    """The views of one text with one set of marks and of lost spaces, each built when first asked for."""

    __slots__ = ("_built", "_chosen", "_gaps", "_marks", "_starts", "_text")

    def __init__(
        self, text: str, marks: tuple[Mark, ...], gaps: tuple[int, ...], chosen: tuple[Edit, ...] = ()
    ) -> None:
        self._text = text
        self._gaps = gaps
        self._chosen = chosen
        self._marks = sorted(marks, key=lambda mark: mark.start)
        self._starts = [mark.start for mark in self._marks]
        self._built: dict[tuple[Span, ...], View] = {}

    def of(self, pieces: tuple[Span, ...]) -> View:
        """The cleaned reading of `text` at these spans, joined."""
        view = self._built.get(pieces)
        if view is None:
            view = clean(join([self._piece(start, end) for start, end in pieces], "\n"))
            self._built[pieces] = view
        return view

    def _piece(self, start: int, end: int) -> View:
        within = self._marks[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        edits = [Edit(mark.start - start, mark.end - start, "") for mark in within if mark.end <= end]
        lost = self._gaps[bisect_right(self._gaps, start) : bisect_left(self._gaps, end)]
        edits += [Edit(at - start, at - start, " ") for at in lost]
        edits += [
            Edit(e.start - start, e.end - start, e.text) for e in self._chosen if start <= e.start and e.end <= end
        ]
        return view_of(self._text, start, end).apply(edits)


@plain_dataclass(frozen=True, slots=True)
class Document:
    # read
    file: str
    media_type: str
    sha256: str
    text: str
    pages: tuple[Page, ...] = ()
    lines: tuple[Line, ...] = ()
    marks: tuple[Mark, ...] = ()
    grids: tuple[Grid, ...] = ()
    readings: tuple[Reading, ...] = ()
    stamps: tuple[str, ...] = ()
    """what the file shows beside its text: coloured stamps of scans, drawn letters of Word, stamps put onto PDF pages"""
    # repair: what damaged text was meant to say (None: what it says), and where a space was lost
    mended: str | None = None
    gaps: tuple[int, ...] = ()
    # layout
    paragraphs: tuple[Paragraph, ...] = ()
    # segment
    header: Header = Header()
    sections: tuple[Section, ...] = ()
    footnotes: tuple[Footnote, ...] = ()
    tables: tuple[Table, ...] = ()
    # extract
    observations: tuple[Observation, ...] = ()
    projects: tuple[Project, ...] = ()
    numerals: tuple[Numeral, ...] = ()
    # arbitrate: numbers that the report itself chose among the readings of a scan, in the place of those read
    chosen: tuple[Edit, ...] = ()
    # check
    findings: tuple[Finding, ...] = ()
    problems: tuple[Problem, ...] = ()
    # nothing of its own: what follows from the other fields, see `once`
    _kept: dict[tuple[Any, ...], tuple[Any, Any]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def views(self) -> Views:
        """The cleaned readings: composed, unwrapped, footnote marks taken out. Each is built once."""
        given = self.wording, self.marks, self.gaps, self.chosen
        return self.once("views", lambda: Views(*given), *given)

    def view(self, paragraph: Paragraph) -> View:
        """The paragraph's cleaned reading; for many paragraphs take `views` once."""
        return self.views.of(paragraph.pieces)

    @property
    def wording(self) -> str:
        """The text to match on: as long as `text`, legacy encodings decoded, damaged letters put right."""
        return self.text if self.mended is None else self.mended

    def once(self, name: str, make: Callable[[], T], *given: object) -> T:
        """What `make` makes of the objects `given` (immutable, compared by identity), made once for this document and all
        that `replace` makes of it: for what several stages need. Nobody changes what it returns."""
        key = (name, *map(id, given))
        kept = self._kept.get(key)
        if kept is None:
            kept = self._kept[key] = (make(), given)  # what was given lives on, so that its id stays its own
        made: T = kept[0]
        return made

    def page_at(self, offset: int) -> int | None:
        """The number of the page that holds `offset`; None where the input has no pages."""
        starts = self.once("page starts", lambda: [page.start for page in self.pages], self.pages)
        i = bisect_right(starts, offset) - 1
        return self.pages[i].number if i >= 0 else None

    def certainty(self, start: int, end: int) -> float:
        """How certainly `text[start:end]` was read: 1.0 for print, the least of its words' for what was recognised."""
        if not self.readings:
            return 1.0
        i = bisect_right(self.readings, start, key=lambda reading: reading.end)
        least = 1.0
        while i < len(self.readings) and self.readings[i].start < end:
            least = min(least, self.readings[i].confidence)
            i += 1
        return least

    def source(self, start: int, end: int) -> Source:
        """The record source of `text[start:end]`, with the page and one box for each line touched, as shown."""
        boxes = []
        for page, box in self.places(start, end):
            x0, top, x1, bottom = box if page is None else self.pages[page - 1].shown(box)
            boxes.append((round(x0, 2), round(top, 2), round(x1, 2), round(bottom, 2)))
        return Source(page=self.page_at(start), start=start, end=end, text=self.text[start:end], boxes=tuple(boxes))

    def places(self, start: int, end: int) -> list[tuple[int | None, Box]]:
        """Page and box of `text[start:end]` on each line touched that has a place, on the page as it was read."""
        lines = self.lines
        starts = self.once("line starts", lambda: [line.start for line in lines], lines)
        first = max(bisect_right(starts, start) - 1, 0)
        found = []
        for line in lines[first : bisect_left(starts, end, first)]:
            low, high = max(start, line.start), min(end, line.end)
            if line.box is None or low >= high:
                continue
            x0, top, x1, bottom = line.box
            if line.edges is not None:
                x0, x1 = line.edges[low - line.start], line.edges[high - line.start]
            found.append((line.page, (x0, top, max(x0, x1), bottom)))
        return found


def clean(view: View) -> View:
    """The edits that every reading needs, in their fixed order. Damage was repaired before: see `Document.wording`."""
    for edits in (compose, unwrap):
        if found := edits(view.text):
            view = view.apply(found)
    return view
