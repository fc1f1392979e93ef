"""Word files: body, tables and notes in reading order, as one text.

Problem: what Word shows is spread over parts: the body, notes, numbering, styles, page headers. The text is put
together as a reader sees it: automatic numbers before their paragraphs; each note right after the paragraph (or table)
that refers to it, opened by its mark, so that no sentence is interrupted and a note keeps its place; page headers and
footers at the end, as furniture. Paragraphs stand apart by a blank line, line breaks within one are line ends, cells
are parted by tabs. Never: text that Word does not print (hidden, deleted, field codes); anything outside the file.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from pathlib import Path
from typing import TypeVar

from pipeline.document import Cell, Document, Grid, Line, Mark, Role
from pipeline.errors import Reason, UnreadableInput
from pipeline.frozen import dataclass, replace
from pipeline.readers import word_tables
from pipeline.readers.word_notes import Note, Notes
from pipeline.readers.word_numbering import Numbering
from pipeline.readers.word_package import Element, Package, W, child
from pipeline.readers.word_runs import Inline, Run, inline
from pipeline.readers.word_styles import Align, Look, Styles
from pipeline.text import Span

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_WRAPPERS = {W + name for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo")}
_ALTERNATIVES = _MC + "AlternateContent"

_TEXTPATH = "{urn:schemas-microsoft-com:vml}textpath"

T = TypeVar("T")


def read(path: Path, data: bytes) -> Document:
    """The Word file `path` with the content `data`. Raises UnreadableInput: encrypted, damaged, too large, no text."""
    package = Package(path, data)
    body = child(package.xml(package.main), "body")
    if body is None:
        raise UnreadableInput(path, Reason.TRUNCATED, "tệp Word không có phần thân văn bản")
    styles = Styles(package.xml(package.part("styles")))
    reader = _Reader(styles, Numbering(package.xml(package.part("numbering")), styles), Notes(package, body))
    try:
        reader.blocks(body)
        reader.page_headers(package)
    except RecursionError as error:
        raise UnreadableInput(path, Reason.TRUNCATED, "tệp Word lồng nhau quá sâu") from error
    text = "".join(reader.chunks)
    if not text.strip():
        raise UnreadableInput(path, Reason.NO_TEXT if package.has_images() else Reason.EMPTY)
    return Document(
        file=path.name,
        media_type=MEDIA_TYPE,
        sha256=hashlib.sha256(data).hexdigest(),
        text=text,
        lines=tuple(reader.lines),
        marks=tuple(reader.marks),
        grids=tuple(reader.grids),
        stamps=tuple(_drawn(package)),
    )


def _drawn(package: Package) -> Iterator[str]:
    """Words drawn as shapes (WordArt, watermarks) in the body and on page headers: no text, but there to be seen."""
    parts = [package.main, *(part for kind in ("header", "footer") for part in package.related(package.main, kind))]
    for part in parts:
        root = package.xml(part)
        for shape in root.iter(_TEXTPATH) if root is not None else ():
            yield shape.get("string") or ""


@dataclass(slots=True)
class _Reader:
    """The walk over the body: the text so far and what stands where in it."""

    styles: Styles
    numbering: Numbering
    notes: Notes
    chunks: list[str] = field(default_factory=list)
    length: int = 0
    lines: list[Line] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    waiting: list[Note] = field(default_factory=list)
    """Notes referred to and not written yet."""
    carried: list[Run] = field(default_factory=list)
    """Runs of a paragraph whose end was deleted: they open the next one."""

    def blocks(self, parent: Element) -> None:
        """Paragraphs and tables, each with its notes after it."""
        for element in _blocks(parent):
            if element.tag == W + "p":
                runs, boxes, align = self._paragraph(element)
                self._paragraph_lines(runs, align)
                for box in boxes:
                    self.blocks(box)
            elif word_tables.is_frame(element):
                for cells in word_tables.rows(element):
                    self.blocks(cells[0].parts[0])
            else:
                self._table(element)
            written: set[Note] = set()  # a note may refer to itself
            while self.waiting:
                note = self.waiting.pop(0)
                if note not in written:
                    written.add(note)
                    self._note(note)

    def page_headers(self, package: Package) -> None:
        """Page headers and footers, each wording once."""
        seen: set[str] = set()
        for kind in ("header", "footer"):
            for part in package.related(package.main, kind):
                root = package.xml(part)
                for paragraph in root.iter(W + "p") if root is not None else ():
                    look = self.styles.paragraph_look(child(paragraph, "pPr"))
                    runs = [run for run in inline(paragraph, self.styles, look).runs if run.note is None]
                    text = "".join(run.text for run in runs).strip()
                    if text and text not in seen:
                        seen.add(text)
                        self._paragraph_lines(runs, None, "furniture")

    def _paragraph(self, paragraph: Element) -> tuple[list[Run], list[Element], Align | None]:
        """The runs of a paragraph with its automatic label, its text boxes, and how it is aligned."""
        properties = child(paragraph, "pPr")
        found: Inline = inline(paragraph, self.styles, self.styles.paragraph_look(properties))
        runs = self.carried + found.runs
        self.carried = []
        if child(properties, "rPr", "del") is not None:
            self.carried = runs
            return [], found.boxes, None
        visible = next((run for run in runs if run.text.strip() or run.note), None)
        if visible is not None and (label := self.numbering.label(properties)):
            runs.insert(0, Run(label, visible.look))
        return runs, found.boxes, self.styles.align(properties)

    def _paragraph_lines(self, runs: Sequence[Run], align: Align | None, role: Role | None = None) -> None:
        for i, line in enumerate(_lines(runs)):
            if self.length:
                self._write("\n" if i else "\n\n")
            self._line(line, align, role)

    def _line(self, runs: Sequence[Run], align: Align | None, role: Role | None = None) -> Span:
        """Write one line; the span of what is printed of it, outer blanks left out."""
        start, text = self.length, ""
        for run in runs:
            mark = self.notes.mark(run.note, run.text) if run.note else None
            if run.note is None:
                text += run.text
            elif mark is not None and run.note is not None:
                at = start + len(text)
                text += mark.printed
                self.marks.append(Mark(at, at + len(mark.printed), mark.marker, "reference"))
                self.waiting.append(run.note)
        self._write(text)
        end = start + len(text.rstrip())
        inked = [run for run in runs if run.text.strip() and run.note is None]
        self.lines.append(
            Line(
                start,
                end,
                size=_commonest((run.look.size, len(run.text)) for run in inked),
                bold=bool(inked) and all(run.look.bold for run in inked),
                italic=bool(inked) and all(run.look.italic for run in inked),
                align=align,
                role=role,
                font=_commonest((run.look.font, len(run.text)) for run in inked),
            )
        )
        return start + len(text) - len(text.lstrip()), end

    def _note(self, note: Note) -> None:
        """A note: its mark, then its paragraphs, as lines of role "note"."""
        mark = self.notes.mark(note)
        if mark is None:
            return
        first = True
        for paragraph in self.notes.content(note).iter(W + "p"):
            runs, _, align = self._paragraph(paragraph)
            if first and any(run.text.strip() for run in runs):
                first = False
                runs = _without_own_mark(runs, mark.marker)
                at = self.length + 2
                self.marks.append(Mark(at, at + len(mark.printed), mark.marker, "label"))
                runs.insert(0, Run(mark.printed + " ", runs[0].look if runs else Look()))
            self._paragraph_lines(runs, align, "note")

    def _table(self, table: Element) -> None:
        """A table, row by row; a cell's lines one under another."""
        self._write("\n\n" if self.length else "")
        start = self.length
        cells: list[Cell] = []
        rows = word_tables.rows(table)
        for r, row in enumerate(rows):
            self._write("\n" if r else "")
            for c, cell in enumerate(row):
                self._write("\t" if c else "")
                before = len(self.lines)
                pieces = [piece for part in cell.parts for piece in self._cell_lines(part)]
                cells.append(
                    Cell(
                        cell.row,
                        cell.column,
                        tuple(pieces),
                        cell.row_span,
                        cell.column_span,
                        bold=bool(pieces) and all(line.bold for line in self.lines[before:]),
                    )
                )
        columns = max((cell.column + cell.column_span for cell in cells), default=0)
        if any(cell.pieces for cell in cells):
            self.grids.append(Grid(start, self.length, len(rows), columns, tuple(cells)))

    def _cell_lines(self, part: Element) -> Iterator[Span]:
        """The lines of a cell; a table within it is read through, cell by cell."""
        before = self.length
        for element in _blocks(part):
            if element.tag == W + "tbl":
                inner = [e for row in word_tables.rows(element) for cell in row for e in cell.parts]
                for nested in inner:
                    if self.length > before:
                        self._write("\n")
                    yield from self._cell_lines(nested)
                continue
            runs, boxes, align = self._paragraph(element)
            for line in _lines(runs):
                if self.length > before:
                    self._write("\n")
                yield self._line(line, align)
            for box in boxes:
                yield from self._cell_lines(box)

    def _write(self, text: str) -> None:
        self.chunks.append(text)
        self.length += len(text)


def _blocks(parent: Element) -> Iterator[Element]:
    """Paragraphs and tables in order, wrappers opened; of alternatives the first that holds any."""
    for element in parent:
        if element.tag in (W + "p", W + "tbl"):
            yield element
        elif element.tag in _WRAPPERS:
            yield from _blocks(element)
        elif element.tag == _ALTERNATIVES:
            yield from next((found for alternative in element if (found := list(_blocks(alternative)))), [])


def _lines(runs: Sequence[Run]) -> list[list[Run]]:
    """The runs parted at line breaks; lines with nothing printed are left out."""
    lines: list[list[Run]] = [[]]
    for run in runs:
        for i, text in enumerate(run.text.split("\n")):
            if i:
                lines.append([])
            if text or run.note:
                lines[-1].append(replace(run, text=text))
    return [line for line in lines if any(run.text.strip() or run.note for run in line)]


def _without_own_mark(runs: Sequence[Run], marker: str) -> list[Run]:
    """A note's runs without the mark and blanks that its author typed at its start."""
    kept = list(runs)
    while kept and not kept[0].text.strip():
        kept.pop(0)
    if kept:
        text = kept[0].text.lstrip()
        text = text.removeprefix(marker).lstrip() if not marker.isalnum() else text
        kept[0] = replace(kept[0], text=text)
    return kept


def _commonest(values: Iterable[tuple[T, int]]) -> T | None:
    """The value with the most characters."""
    weights: Counter[T] = Counter()
    for found, weight in values:
        weights[found] += weight
    return max(weights, key=lambda v: weights[v], default=None)
