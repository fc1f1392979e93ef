"""Footnotes: the text of each note, tied to its mark in the body.

Problem: markers restart on every page or are used again (`*`), notes run over several paragraphs and pages, and a mark
or a note may be missing. Layout has found the marks and the note paragraphs; this module pairs them.

Signals in order of precedence: the marker; the page; nearness, with the mark above its note. A mark is paired once.
Never: a mark guessed from digits. A note or mark without its partner is a problem of the report, not an error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pipeline.document import Document, Mark, Paragraph
from pipeline.frozen import dataclass
from schemas.structure import Footnote, Problem, Section


@dataclass(frozen=True, slots=True)
class _Note:
    marker: str
    paragraphs: tuple[Paragraph, ...]

    @property
    def start(self) -> int:
        return self.paragraphs[0].start

    @property
    def end(self) -> int:
        return max(paragraph.end for paragraph in self.paragraphs)


def footnotes(document: Document, section_at: Callable[[int], Section | None]) -> tuple[list[Footnote], list[Problem]]:
    """The notes in reading order, and a problem for every note or mark without its partner."""
    problems: list[Problem] = []
    notes = list(_notes(document, problems))
    free = [mark for mark in document.marks if mark.kind == "reference"]
    found: list[Footnote] = []
    for number, note in enumerate(notes, 1):
        mark = _nearest(document, note, free)
        if mark is None:
            problems.append(_problem(document, note.start, f"chú thích {note.marker} không có dấu trong văn bản"))
        else:
            free.remove(mark)
        section = section_at(mark.start if mark else note.start)
        found.append(
            Footnote(
                id=f"f{number}",
                marker=note.marker,
                text=" ".join(document.view(paragraph).text for paragraph in note.paragraphs),
                section=section.id if section else None,
                anchor=document.source(mark.start, mark.end) if mark else None,
                source=document.source(note.start, note.end),
            )
        )
    problems += [_problem(document, m.start, f"dấu chú thích {m.marker} không có nội dung chú thích") for m in free]
    return found, problems


def _notes(document: Document, problems: list[Problem]) -> Iterator[_Note]:
    """Note paragraphs put together: one with a marker opens a note, one without continues it."""
    marker, held = "", list[Paragraph]()
    for paragraph in document.paragraphs:
        if paragraph.role != "note":
            continue
        if paragraph.marker is not None:
            if held:
                yield _Note(marker, tuple(held))
            marker, held = paragraph.marker, [paragraph]
        elif held:
            held.append(paragraph)
        else:
            problems.append(_problem(document, paragraph.start, "đoạn chú thích không có số hiệu"))
    if held:
        yield _Note(marker, tuple(held))


def _nearest(document: Document, note: _Note, free: list[Mark]) -> Mark | None:
    same = [mark for mark in free if mark.marker == note.marker and not note.start <= mark.start < note.end]
    page = document.page_at(note.start)

    def distance(mark: Mark) -> tuple[bool, bool, int]:
        return document.page_at(mark.start) != page, mark.start > note.start, abs(mark.start - note.start)

    return min(same, key=distance, default=None)


def _problem(document: Document, offset: int, message: str) -> Problem:
    return Problem(stage="segment", page=document.page_at(offset), message=message)
