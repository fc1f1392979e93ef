"""Footnotes of a printed page: the zone at its foot, the label that opens each note, references that are not raised.

Signals, in order: the reader saw the separator rule (line role `note`); a raised label that opens a line near the foot;
a label and a size below the body's, down to the foot of the page; small lines at the foot after a page that ended in an
unfinished note. Never: joining of lines, what a note says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Literal

from pipeline.document import Document, Mark
from pipeline.frozen import dataclass
from pipeline.layout import signals
from pipeline.layout.page_lines import Measures, Print

__all__ = ["Label", "label_of", "note_lines", "plain_references"]

_SMALLER = 0.93
_LABEL = re.compile(r"(?P<open>[\[(])?(?P<marker>\d{1,3}|\*{1,3})(?(open)[\])])(?![.,]?\d)(?P<after>[.:)]?)\s*(?=\S)")


@dataclass(frozen=True, slots=True)
class Label:
    """A note's label as it stands in the text; `form` is how it is set: raised, in brackets, as asterisks or bare."""

    marker: str
    start: int
    end: int
    form: Literal["raised", "[", "(", "*", "bare"]


def note_lines(prints: Sequence[Print], furniture: set[int], measures: dict[int, Measures]) -> set[int]:
    """Indices of the lines that belong to footnote zones."""
    found = {i for i, p in enumerate(prints) if p.line.role == "note" and i not in furniture}
    by_page: dict[int, list[int]] = {}
    for i, p in enumerate(prints):
        if i not in furniture:
            by_page.setdefault(p.page, []).append(i)
    unfinished = False
    for page in sorted(by_page):
        indices = by_page[page]
        zone = [i for i in indices if i in found] or _zone(prints, indices, measures[page], unfinished)
        found.update(zone)
        unfinished = bool(zone) and not signals.ends_sentence(prints[zone[-1]].text)
    return found


def _zone(prints: Sequence[Print], indices: Sequence[int], measures: Measures, unfinished: bool) -> list[int]:
    """The lines from the first that opens a note to the foot of the page; none where anything else follows."""
    start = None
    for k in range(len(indices) - 1, -1, -1):
        p = prints[indices[k]]
        small = p.size < _SMALLER * measures.size
        if p.label is not None or (small and _LABEL.match(p.text) and _NOT_ITEM.match(p.text)):
            start = k
        elif not small and not _same_size_note(prints, indices, k):
            break
        elif small and unfinished:
            start = k
    if start is None or start == 0:
        return []
    return list(indices[start:])


# A small `1. ...` at the foot may be a list in small print (recipients, remarks); a note's label has no full stop.
_NOT_ITEM = re.compile(r"[\[(]?(?:\d{1,3}|\*{1,3})[\])]?(?![.)/\d,])")


def _same_size_note(prints: Sequence[Print], indices: Sequence[int], k: int) -> bool:
    """A line of body size can be a note's only if a raised label of that size opens a line above it on the page."""
    p = prints[indices[k]]
    return any(
        above.label is not None and abs(above.size - p.size) < 0.05 * p.size
        for above in (prints[i] for i in indices[max(0, k - 12) : k])
    )


def label_of(p: Print, text: str, last: Label | None, new_page: bool) -> Label | None:
    """The label that opens this line of a zone, if one does. A line may begin with any figure: a label that print does
    not raise is set like the `last` one and counts on from it (or from 1 on a new page)."""
    start = p.line.start
    if p.label is not None:
        return Label(p.label.marker, start, p.label.end, "raised")
    match = _LABEL.match(text[start : p.line.end])
    if match is None:
        return None
    marker = match["marker"]
    form: Any = match["open"] or ("bare" if marker.isdigit() else "*")
    label = Label(marker, start, start + match.end("after"), form)
    if last is None:
        return label if form != "bare" or marker == "1" or match["after"] else None
    if last.form == "raised" or (form == "bare" and last.form != "bare"):
        return None
    if form != last.form or not marker.isdigit():
        return label
    return label if int(marker) == int(last.marker) + 1 or (new_page and marker == "1") else None


def plain_references(
    document: Document, prints: Sequence[Print], notes: set[int], labels: Sequence[tuple[int, Label]]
) -> Iterator[Mark]:
    """References `[1]`, `(1)`, `*` printed on the line, for notes so labelled: the first such on the note's page, or on
    the page before, that no reference covers yet and that opens no line."""
    body: dict[int, list[Print]] = {}
    for i, p in enumerate(prints):
        if i not in notes:
            body.setdefault(p.page, []).append(p)
    taken = [(mark.start, mark.end) for mark in document.marks]
    known = {mark.marker for mark in document.marks if mark.kind == "reference"}
    for page, label in labels:
        if label.form in ("raised", "bare") or label.marker in known:
            continue
        form = re.escape(document.wording[label.start : label.end].rstrip(".:"))
        pattern = re.compile(rf"(?<=[^\s(\[*]){form}(?!\*)" if label.form == "*" else form)
        for p in body.get(page, []) + body.get(page - 1, []):
            match = pattern.search(document.wording, p.line.start + 1, p.line.end)
            if match and not any(start < match.end() and match.start() < end for start, end in taken):
                taken.append(match.span())
                yield Mark(match.start(), match.end(), label.marker, "reference")
                break
