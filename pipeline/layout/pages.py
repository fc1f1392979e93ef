"""Paragraphs from printed lines: what belongs together on pages that have geometry.

Problem: a page interrupts its text with line ends, page numbers, footnotes, tables and its own end; records need
sentences. Order of work: furniture is set aside, footnote zones are told from the body, the header block is found,
then lines are joined into paragraphs, an open paragraph going on after whatever interrupted it. Every line ends in
exactly one paragraph. Never: what a paragraph says (sections, header fields, quantities); any change of the text.
"""

from __future__ import annotations

import re
from dataclasses import field
from typing import Literal

from pipeline.document import Document, Mark, Paragraph, Role, replace
from pipeline.frozen import dataclass
from pipeline.layout import cells, letterhead, page_furniture, page_joins, page_notes
from pipeline.layout.page_lines import Measures, Print, measures_of, prints_of
from pipeline.text import Span

__all__ = ["paragraphs"]

_WRAPPED = re.compile(r"(?:,|\b(?:ngày|tháng|năm))$|CỘNG H(?:ÒA|OÀ) (?!.*NAM$)", re.IGNORECASE)
Align = Literal["left", "right", "center", "justify"]


@dataclass(slots=True)
class _Draft:
    """A paragraph in the making."""

    role: Role
    prints: list[Print]
    marker: str | None = None
    opening: int | None = None
    """Where a note's text begins, after its label."""


@dataclass(slots=True)
class _State:
    drafts: list[_Draft | list[Paragraph]] = field(default_factory=list)
    body: _Draft | None = None
    note: _Draft | None = None
    apart: bool = False
    """A table has stood since the last body line."""
    labels: list[tuple[int, page_notes.Label]] = field(default_factory=list)


def paragraphs(document: Document) -> Document:
    """Fill `paragraphs`, and `marks` with labels and references that are told by their place. Lines must have boxes."""
    prints = prints_of(document)
    widths = {page.number: page.width for page in document.pages}
    boxes = {grid.page: grid.box for grid in document.grids if grid.page is not None and grid.box is not None}
    measures = measures_of([p for p in prints if p.line.role != "note"] or prints, widths, boxes)
    for page in {p.page for p in prints} - measures.keys():
        measures[page] = next(iter(measures.values()))
    furniture = page_furniture.furniture_of(prints, document.pages)
    notes = page_notes.note_lines(prints, furniture, measures)
    head = _head(prints, furniture | notes)
    note_measures = _note_measures(prints, notes, measures)
    state = _State()
    grids = sorted(enumerate(document.grids), key=lambda pair: pair[1].start)
    for i, p in enumerate(prints):
        while grids and grids[0][1].start <= p.line.start:
            _grid(state, document, grids.pop(0)[0])
        if i in furniture:
            state.drafts.append(_Draft("furniture", [p]))
        elif i in notes:
            _note(state, p, document.wording, note_measures[p.page])
        elif i in head:
            _head_line(state, p)
        else:
            _body(state, p, measures[p.page])
    for number, _ in grids:
        _grid(state, document, number)
    marks = _labels(document, state)
    references = page_notes.plain_references(replace(document, marks=tuple(marks)), prints, notes, state.labels)
    marks = sorted([*marks, *references], key=lambda mark: mark.start)
    found: list[Paragraph] = []
    for draft in state.drafts:
        found += draft if isinstance(draft, list) else [_paragraph(draft, measures[draft.prints[0].page])]
    return replace(document, paragraphs=tuple(found), marks=tuple(marks))


def _head(prints: list[Print], others: set[int]) -> set[int]:
    """The header block: as worded, and the lines that follow its last line closely in the same column."""
    first = [i for i, p in enumerate(prints) if i not in others and p.page == prints[0].page][: letterhead.WINDOW]
    count = letterhead.length([prints[i].text for i in first])
    if not count:
        return set()
    while count < len(first):
        last, following = prints[first[count - 1]], prints[first[count]]
        near = 0 < following.bottom - last.bottom <= 1.5 * last.size
        aligned = min(abs(following.middle - last.middle), abs(following.x0 - last.x0)) <= 0.7 * last.size
        narrow = following.x1 - following.x0 <= 1.1 * max(prints[i].x1 - prints[i].x0 for i in first[:count])
        if not (near and aligned and narrow) or letterhead.is_kind(following.text):
            break
        count += 1
    return set(first[:count])


def _note_measures(prints: list[Print], notes: set[int], measures: dict[int, Measures]) -> dict[int, Measures]:
    own = measures_of([prints[i] for i in sorted(notes)]) if notes else {}
    return {page: replace(m, right=max(m.right, measures[page].right)) for page, m in own.items()}


def _head_line(state: _State, p: Print) -> None:
    """One paragraph a line, but a date or a name that its column was too narrow for stays whole."""
    last = state.drafts[-1] if state.drafts else None
    if isinstance(last, _Draft) and last.role == "head":
        a = last.prints[-1]
        last_text = " ".join(q.text for q in last.prints)
        near = 0 < p.bottom - a.bottom <= 1.5 * a.size and abs(p.middle - a.middle) <= a.size
        if near and (_WRAPPED.search(last_text) or p.text[:1].islower() or p.text.isdigit()):
            last.prints.append(p)
            return
    state.drafts.append(_Draft("head", [p]))


def _grid(state: _State, document: Document, number: int) -> None:
    state.drafts.append(list(cells.cell_paragraphs(document, number)))
    state.apart = True


def _body(state: _State, p: Print, measures: Measures) -> None:
    if state.body is not None and page_joins.goes_on(state.body.prints, p, measures, state.apart):
        state.body.prints.append(p)
    else:
        state.body = _Draft("body", [p])
        state.drafts.append(state.body)
    state.apart = False


def _note(state: _State, p: Print, text: str, measures: Measures) -> None:
    new_page = state.note is not None and state.note.prints[-1].page != p.page
    label = page_notes.label_of(p, text, state.labels[-1][1] if state.labels else None, new_page)
    if label is not None:
        opening = label.end + len(text[label.end : p.line.end]) - len(text[label.end : p.line.end].lstrip())
        state.note = _Draft("note", [p], label.marker, opening)
        state.labels.append((p.page, label))
        state.drafts.append(state.note)
    elif state.note is not None and _same_note(state.note.prints, p, measures):
        state.note.prints.append(p)
    else:
        state.note = _Draft("note", [p])
        state.drafts.append(state.note)


def _same_note(prints: list[Print], p: Print, measures: Measures) -> bool:
    """All lines up to the next label are one note; its own paragraphs are parted where a line plainly ends one."""
    if prints[-1].page != p.page:
        return True
    return page_joins.goes_on(prints, p, measures) or not page_joins.ended(prints[-1], p, measures)


def _labels(document: Document, state: _State) -> list[Mark]:
    known = {mark.start for mark in document.marks}
    labels = [Mark(label.start, label.end, label.marker, "label") for _, label in state.labels]
    return [*document.marks, *(mark for mark in labels if mark.start not in known)]


def _paragraph(draft: _Draft, measures: Measures) -> Paragraph:
    pieces: list[Span] = []
    for p in draft.prints:
        start, end = p.line.start, p.line.end
        if draft.opening is not None and start <= draft.opening <= end and not pieces:
            start = draft.opening
        if pieces and pieces[-1][1] + 1 == start:
            pieces[-1] = (pieces[-1][0], end)
        else:
            pieces.append((start, end))
    first = draft.prints[0]
    return Paragraph(
        draft.role,
        tuple(pieces),
        first.page,
        bold=all(p.line.bold for p in draft.prints),
        italic=all(p.line.italic for p in draft.prints),
        align=_align(draft.prints, measures),
        size=first.line.size,
        indent=round(first.x0 - measures.left, 2),
        marker=draft.marker,
    )


def _align(prints: list[Print], measures: Measures) -> Align:
    if all(measures.middling(p) for p in prints) and any(measures.centred(p) for p in prints):
        return "center"
    if len(prints) > 2 and all(abs(p.x1 - measures.right) < 0.3 * p.size for p in prints[:-1]):
        return "justify"
    if all(p.x0 > (measures.left + measures.right) / 2 for p in prints):
        return "right"
    return "left"
