"""Paragraphs of a text without boxes (plain text, Markdown, Word), in reading order.

Problem: a text edition breaks sentences where its printed pages broke: at line ends, at page ends, and around the
footnotes of each page. Signals in order: what the file says (grids, note lines of Word, blank lines); bullets and item
numbers, which always open a paragraph; final punctuation; the case of the next letter; the width at which a
hard-wrapped file was wrapped. Output: body paragraphs whole, then the notes met while each was open; cells; header
block; furniture. Never: a change of the text, meaning of what is read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import field
from itertools import groupby, pairwise

from pipeline.document import Document, Paragraph, Role
from pipeline.frozen import dataclass
from pipeline.frozen import replace as changed
from pipeline.layout import cells, letterhead, notes
from pipeline.layout.signals import (
    BULLET,
    NUMBERED,
    RULE,
    dangles,
    ends_sentence,
    is_heading,
    is_prose,
    is_running,
    is_unclosed,
    item,
    starts_lower,
)
from pipeline.layout.strand import Gap, Strand, columns, strands
from pipeline.layout.wrapping import Wrapping, is_wrapped, wrapping
from pipeline.text import View

_PAGE_NUMBER = re.compile(r"(?:trang\s*)?[-–—]?\s*(\d{1,4})\s*[-–—]?(?:\s*/\s*\d{1,4})?$", re.IGNORECASE)
_STAMP = re.compile(r"(?:người ký|ký bởi|cơ quan|ngày ký|thời gian ký|giờ ký|email)\s*:", re.IGNORECASE)
_CLOSING = re.compile(r"nơi nhận\s*(?::|$)", re.IGNORECASE)
_ANNEX = re.compile(r"(?:PHỤ LỤC|Phụ lục|PHỤ BIỂU|Phụ biểu|BIỂU|Biểu|BẢNG|DANH MỤC)\b")
_LONGEST_CLOSING_LINE = 160
_CLOSES_BRACKET = re.compile(r"[^()]*\)")
_FEWEST_PAGES = 3
_DASHES = "-–"
_SHORTEST_CUT = 15
"""What is shorter and has no number may be a heading, however it goes on."""


@dataclass(slots=True)
class _Open:
    """A paragraph that may still go on."""

    role: Role
    pieces: list[Strand]
    starts: list[int]
    marker: str | None = None
    text: str = ""

    def __post_init__(self) -> None:
        self.text = self.last.text

    @property
    def last(self) -> Strand:
        return self.pieces[-1]

    def extend(self, strand: Strand) -> None:
        self.pieces.append(strand)
        self.starts.append(strand.start)
        self.text += " " + strand.text

    def closed(self) -> Paragraph:
        lines = [strand.line for strand in self.pieces]
        return Paragraph(
            role=self.role,
            pieces=tuple((start, strand.end) for start, strand in zip(self.starts, self.pieces, strict=True)),
            bold=all(line.bold for line in lines),
            italic=all(line.italic for line in lines),
            align=lines[0].align,
            size=lines[0].size,
            marker=self.marker,
        )


def paragraphs(document: Document) -> Document:
    """`document` with its paragraphs and footnote marks."""
    lines = strands(document)
    roles = _roles(document, lines)
    labels = [mark.marker for mark in document.marks if mark.kind == "label"]
    written = [role in ("body", "closing") for role in roles]
    found = notes.find(lines, written, _cells_between(document, lines), labels)
    behind = min((i for i in found.openers if roles[i] == "closing"), default=len(lines))
    roles[behind:] = ["body" if role == "closing" else role for role in roles[behind:]]  # notes behind the signature
    flow = _Flow(document, lines, found, wrapping(lines), _is_tidy(lines))
    for role, run in groupby(range(len(lines)), key=roles.__getitem__):
        if role in ("head", "closing"):
            flow.side_by_side([lines[i] for i in run], "head" if role == "head" else "body")
        else:
            for i in run:
                flow.take(i, role)
    flow.grids(len(document.text) + 1)
    flow.flush()
    marks = tuple(sorted((*document.marks, *found.marks), key=lambda mark: mark.start))
    return changed(document, paragraphs=tuple(flow.done), marks=marks)


def _roles(document: Document, lines: Sequence[Strand]) -> list[str]:
    """Each line's part in the text: head, closing (recipients and signature), furniture, note (Word says so), body."""
    head = 0 if cells.has_head(document) else letterhead.length([strand.text for strand in lines])
    furniture = _furniture(lines)
    roles = []
    closing = False
    for i, strand in enumerate(lines):
        if _CLOSING.match(strand.text):
            closing = True
        elif len(strand.text) > _LONGEST_CLOSING_LINE or _ANNEX.match(strand.text):
            closing = False
        if furniture[i] or strand.line.role:
            roles.append("furniture" if furniture[i] else str(strand.line.role))
        else:
            roles.append("head" if i < head else "closing" if closing else "body")
    return roles


@dataclass(slots=True)
class _Flow:
    """The walk over the lines: one open body paragraph, one open note, and what waits to be put after the former."""

    document: Document
    lines: list[Strand]
    found: notes.Notes
    wrapping: Wrapping | None
    is_tidy: bool
    done: list[Paragraph] = field(default_factory=list)
    waiting: list[Paragraph] = field(default_factory=list)
    body: _Open | None = None
    note: _Open | None = None
    grid: int = 0
    """Index of the next table."""
    in_title: bool = False
    """Between the line that names the kind of document and its first sentence or item."""
    interrupted: bool = False
    """Something that the printed page puts between two halves of a sentence has come since the body's last line."""

    def side_by_side(self, lines: Sequence[Strand], role: Role) -> None:
        """Header block or signature: columns apart, each line its own paragraph unless it plainly goes on."""
        self.flush()
        for strand in _by_column(self.document, lines):
            self.grids(strand.start)
            if self.body and not item(strand.text) and starts_lower(strand.text) and strand.gap is Gap.NONE:
                self.body.extend(strand)
            else:
                self.flush()
                self.body = _Open(role, [strand], [strand.start])
        self.flush()

    def take(self, i: int, role: str) -> None:
        """One line of the running text, of a note, or of the furniture."""
        strand = self.lines[i]
        self.grids(strand.start)
        if role == "furniture":
            self.interrupted |= strand.line.role is None
            self._close_note()
            self.waiting.append(_Open("furniture", [strand], [strand.start]).closed())
        elif role == "note":
            self._close_note()
            label = next((m for m in self.document.marks if m.kind == "label" and m.start == strand.start), None)
            start = _after(self.document.text, label.end) if label else strand.start
            self.note = _Open("note", [strand], [start], label.marker if label else None)
        elif i in self.found.openers:
            self.interrupted = True
            self._close_note()
            marker, start = self.found.openers[i]
            self.note = _Open("note", [strand], [start], marker)
        elif self.note and self.note.last.line.role is None and self._continues_note(strand):
            if item(strand.text) and strand.gap is not Gap.NONE:
                self._close_note()
                self.note = _Open("note", [strand], [strand.start])
            else:
                self.note.extend(strand)
        else:
            self._body(strand)

    def grids(self, before: int) -> None:
        """Emit the tables that stand before source offset `before`."""
        while self.grid < len(self.document.grids) and self.document.grids[self.grid].start < before:
            self.flush()
            self.done += cells.cell_paragraphs(self.document, self.grid)
            self.grid += 1

    def flush(self) -> None:
        self._close_note()
        if self.body:
            self.done.append(self.body.closed())
            self.body = None
        self.done += self.waiting
        self.waiting.clear()
        self.interrupted = False

    def _close_note(self) -> None:
        if self.note:
            self.waiting.append(self.note.closed())
            self.note = None

    def _body(self, strand: Strand) -> None:
        self._close_note()
        if self.body and self._continues(self.body, strand, self.interrupted):
            self.body.extend(strand)
            self.interrupted = False
        else:
            self.flush()
            self.body = _Open("body", [strand], [strand.start])
        is_kind = letterhead.is_kind(strand.text)
        self.in_title = is_kind or (self.in_title and not ends_sentence(strand.text) and not item(strand.text))

    def _continues(self, paragraph: _Open, strand: Strand, interrupted: bool) -> bool:
        """Does the line go on with the open paragraph?"""
        last, before, text = paragraph.last.text, paragraph.text, strand.text
        unclosed = is_unclosed(before)
        ended = ends_sentence(last) and not (unclosed and last.endswith((";", ":")))
        broken_off = not ended and (unclosed or dangles(last, text))
        if letterhead.is_kind_alone(last):
            return False
        if BULLET.match(text):
            closes = unclosed and _CLOSES_BRACKET.match(text) is not None
            return not ended and text[0] in _DASHES and (closes or self._goes_on_with_dash(before, text))
        if NUMBERED.match(text) and not broken_off:
            return False
        if strand.gap is Gap.NONE and not interrupted:
            return is_wrapped(paragraph.last, strand, ended, self.wrapping)
        if interrupted or strand.gap is Gap.PAGE:
            return broken_off or _resumes(before, text, ended)
        if ended:
            return starts_lower(text) and last.endswith(";") and is_prose(before)
        if starts_lower(text) or broken_off:
            return True
        if not self.document.media_type.startswith("text/"):
            return False  # Word knows its paragraphs
        if text[0].isdigit() and (self.in_title or _is_cut(before, text)):
            return True
        follows = text[0] == "(" or self.is_tidy
        return follows and not self.in_title and is_running(before) and not is_heading(text)

    def _goes_on_with_dash(self, before: str, text: str) -> bool:
        """A dash that begins a line within a pair (`quốc phòng - an ninh`, `450 - 500`), not a bullet."""
        after = text[1:].lstrip()
        if before[-1:].isdigit() and after[:1].isdigit():
            return True
        return self.in_title or (self.is_tidy and is_prose(before) and (after[:1].islower() or after[:1].isdigit()))

    def _continues_note(self, strand: Strand) -> bool:
        """Does the line go on with the open note rather than with the body that the note interrupted?"""
        assert self.note is not None  # the caller has looked
        last, text = self.note.last, strand.text
        ended = ends_sentence(last.text)
        body_waits = self.body is not None and _waits(self.body.text)
        if item(text):
            in_list = last.text.endswith(":") or (last.text.endswith(";") and BULLET.match(last.text))
            return bool(BULLET.match(text) and in_list)
        if body_waits and ended:
            return False
        if strand.gap is Gap.NONE:
            return is_wrapped(last, strand, ended, self.wrapping)
        return not ended and not body_waits and starts_lower(text)


def _waits(text: str) -> bool:
    """Is the paragraph unfinished, or finished by no more than a semicolon?"""
    return not ends_sentence(text) or text.endswith(";") or is_unclosed(text)


def _resumes(before: str, after: str, ended: bool) -> bool:
    """Does `after` go on with the paragraph `before` behind a page's notes or its end?"""
    if starts_lower(after):
        return True
    if is_heading(after) or is_heading(before):
        return False
    return before.endswith(";") if ended else is_running(before) or len(before) > _SHORTEST_CUT


def _is_cut(before: str, after: str) -> bool:
    """Was a sentence cut before a figure? No paragraph but a table's cell begins with one."""
    return not is_heading(before) and len(before) > _SHORTEST_CUT and len(after.split(" ", 3)) > 3


def _after(text: str, offset: int) -> int:
    """The first offset from `offset` on that is no blank."""
    while offset < len(text) and text[offset].isspace():
        offset += 1
    return offset


def _by_column(document: Document, lines: Sequence[Strand]) -> Iterator[Strand]:
    """Lines typed side by side with blanks or tabs: the left column first, then the right one."""
    parts = [part for strand in lines for part in columns(document, strand)]
    for wanted in (0, 1):
        yield from (strand for column, strand in parts if column == wanted)


def _furniture(lines: Sequence[Strand]) -> list[bool]:
    """Rules, signature stamps, running heads, and page numbers: a number alone, beside a page end or counting up."""
    numbers = [int(m.group(1)) if (m := _PAGE_NUMBER.match(strand.text)) else None for strand in lines]
    series = [(i, n) for i, n in enumerate(numbers) if n is not None]
    counted = {i for (i, n), (k, m) in pairwise(series) if m == n + 1 for i in (i, k)}
    repeated = _running_heads(lines)
    flags = []
    for i, strand in enumerate(lines):
        beside_page_end = strand.gap is Gap.PAGE or (i + 1 < len(lines) and lines[i + 1].gap is Gap.PAGE)
        is_number = numbers[i] is not None and (beside_page_end or i in counted)
        flags.append(is_number or i in repeated or bool(RULE.match(strand.text)) or bool(_STAMP.match(strand.text)))
    return flags


def _running_heads(lines: Sequence[Strand]) -> set[int]:
    """Lines at the top or foot of a page whose wording, figures aside, three pages share."""
    starts = [i for i, strand in enumerate(lines) if strand.gap is Gap.PAGE]
    edges = [*starts, *(i - 1 for i in starts if i)]
    wording = {i: re.sub(r"\d+", "#", lines[i].text) for i in edges}
    counts = Counter(wording.values())
    return {i for i, text in wording.items() if counts[text] >= _FEWEST_PAGES}


def _is_tidy(lines: Sequence[Strand]) -> bool:
    """Does the drafter end paragraphs with a full stop, so that one without was broken by whoever made the text?"""
    ends = [ends_sentence(upper.text) for upper, lower in pairwise(lines) if len(upper.text) > 100 and lower.gap]
    return len(ends) >= 5 and sum(ends) >= 0.9 * len(ends)


def _cells_between(document: Document, lines: Sequence[Strand]) -> list[tuple[int, View]]:
    """Each cell's view with the index of the first line after its table."""
    found = []
    for grid in document.grids:
        after = next((i for i, strand in enumerate(lines) if strand.start >= grid.end), len(lines))
        pieces = (Paragraph("cell", (piece,)) for cell in grid.cells for piece in cell.pieces)
        found += [(after, document.view(piece)) for piece in pieces]
    return found
