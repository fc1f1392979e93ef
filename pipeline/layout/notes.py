"""Footnotes of a text without geometry: which lines open a note, and which marks in the text refer to it.

Problem: in a text edition the notes of each printed page stand in the middle of a sentence, or all at the end, and
their marks (`¹`, `[1]`, `(1)`, `*`, `[^1]`) look like exponents, list numbers, bullets. Signals in order: a Markdown
label (`[^1]:`); a superscript that opens a line; a bracketed or starred label with an unconsumed reference of the same
label before it; a plain number, a `(1)` whose reference stands apart from its word, or a reference that lost its
superscript (`cây lúa1`), only where a sentence is interrupted or another note stands just before. A superscript after
`m`, `km` … is an exponent unless the notes need it. Never: digits of running text as marks; a mark without its note
(Markdown's own marks apart).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import field
from typing import Literal

from pipeline.document import Mark
from pipeline.frozen import dataclass
from pipeline.layout.signals import dangles, ends_sentence, is_heading, starts_lower
from pipeline.layout.strand import Strand
from pipeline.text import View

Style = Literal["markdown", "superscript", "bracket", "parenthesis", "star", "plain", "flat"]
"""`plain`: a label that is a number like any other. `flat`: a reference whose superscript was lost (`cây lúa1`)."""

_SUPERSCRIPT_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")

_REFERENCE = re.compile(
    r"""\[\^(?P<markdown>[^\]\s]{1,20})\]
      | <sup>\s*[\[(]?(?P<tag>\d{1,3}|\*{1,3})[\])]?\s*</sup>
      | (?<=\S)\^[\[(]?(?P<caret>\d{1,3})[\])]?\^
      | (?<=\S)\s?(?P<superscript>[⁰¹²³⁴⁵⁶⁷⁸⁹]+)
      | (?<=\S)\s?\[(?P<bracket>\d{1,3}|\*{1,3})\]
      | (?:(?<=[\w%”"’)])\((?P<glued>\d{1,2})\)|(?<=[\w%”"’)])\s\((?P<spaced>\d{1,2})\)(?=\s*(?:[.,;:]|$)))
      | (?<![\w-])[^\W\d_A-ZĐ]{2,}(?P<flat>\d{1,2})(?=[\s.,;:)]|$)
      | (?<=[\w%”"’)])\s?(?:\((?P<starred>\*{1,3})\)|(?P<star>\*{1,3}))(?=[\s.,;:)]|$)
    """,
    re.VERBOSE,
)
_LABEL = re.compile(
    r"""\[\^(?P<markdown>[^\]\s]{1,20})\]:\s*
      | (?:<sup>\s*[\[(]?(?P<tag>\d{1,3}|\*{1,3})[\])]?\s*</sup>|(?P<superscript>[⁰¹²³⁴⁵⁶⁷⁸⁹]+))[.):]?\s*(?=[\w“"(\-])
      | \[(?P<bracket>\d{1,3}|\*{1,3})\][.:]?\s*(?=\S)
      | \((?P<parenthesis>\d{1,2})\)[.:]?\s*(?=\S)
      | (?:\((?P<starred>\*{1,3})\)|(?P<star>\*{1,3}))[.:]?\s*(?=[^\s*])
      | (?P<plain>\d{1,2})(?:[.):]\s*|\s+)(?=[^\W\d_]|[“"(])
    """,
    re.VERBOSE,
)
_STYLE_OF: dict[str, Style] = {
    "markdown": "markdown",
    "tag": "superscript",
    "caret": "superscript",
    "superscript": "superscript",
    "bracket": "bracket",
    "parenthesis": "parenthesis",
    "glued": "parenthesis",
    "spaced": "parenthesis",
    "starred": "star",
    "star": "star",
    "plain": "plain",
    "flat": "flat",
}
_REFERRED_BY: dict[Style, tuple[Style, ...]] = {
    "markdown": ("markdown",),
    "superscript": ("superscript", "flat"),
    "bracket": ("bracket", "superscript"),
    "parenthesis": ("parenthesis", "superscript"),
    "star": ("star",),
    "plain": ("superscript", "bracket", "parenthesis", "flat"),
}
"""Which references a label may answer, the likeliest first."""
_UNIT = re.compile(r"(?<![^\W\d_])(?:[kdcm]?m|[µμ]m|dam|hm)$", re.IGNORECASE)
_NOTES_HEAD = re.compile(r"(?:\*\s*)?(?:ghi chú|chú thích|chú giải)\s*:?$", re.IGNORECASE)


@dataclass(slots=True)
class _Reference:
    start: int
    end: int
    marker: str
    style: Style
    strand: int
    exponent: bool = False
    """Stands after a unit of length: an exponent unless a note has no other reference."""
    spaced: bool = False
    """A number in parentheses that stands apart from its word: as likely the number of an item."""


@dataclass(slots=True)
class Notes:
    """`openers`: strand index -> (marker, source offset where the note's text begins). `marks`: references, labels."""

    openers: dict[int, tuple[str, int]] = field(default_factory=dict)
    marks: list[Mark] = field(default_factory=list)


def find(
    strands: Sequence[Strand], body: Sequence[bool], cells: Sequence[tuple[int, View]], known: Iterable[str] = ()
) -> Notes:
    """The notes among `strands` (those with `body` true) and their references there and in table `cells`, given as the
    index of the strand that follows the table and the cell's view. `known`: markers of the notes that the file itself
    marks as such (Word); typed repetitions of their marks are references too."""
    references = [
        reference for i, strand in enumerate(strands) if body[i] for reference in _references(strand.view, i)
    ] + [reference for before, view in cells for reference in _references(view, before - 1)]
    references.sort(key=lambda r: r.start)
    open_: dict[str, list[_Reference]] = {}
    for reference in references:
        open_.setdefault(reference.marker, []).append(reference)
    notes = Notes()
    taken: list[_Reference] = []
    seen: set[Style] = set()
    last = -1
    for i, strand in enumerate(strands):
        match = _LABEL.match(strand.text) if body[i] else None
        if match is None:
            continue
        marker, style = _read(match)
        waiting = [r for r in open_.get(marker, ()) if r.strand < i]
        chosen = _answered(waiting, style)
        if not (chosen or style in ("markdown", "superscript")):
            continue
        is_firm = all(r.style == style and not r.spaced for r in chosen)
        if not is_firm and any(s != style for s in seen):
            continue
        if not is_firm and not _interrupts(strands, body, i, last, marker, notes):
            continue
        if style == "star" and _is_bulleted(strands, i, match.group()):
            continue
        for reference in chosen:
            open_[marker].remove(reference)
        taken += chosen
        start, end = strand.view.span(0, len(match.group().rstrip()))
        notes.openers[i] = (marker, strand.view.starts[match.end()] if match.end() < len(strand.view) else strand.end)
        notes.marks.append(Mark(start, end, marker, "label"))
        seen.add(style)
        last = i
    taken += _again(open_, {*known, *(marker for marker, _ in notes.openers.values())})
    taken = [r for r in taken if r.strand not in notes.openers]
    notes.marks += [Mark(r.start, r.end, r.marker, "reference") for r in taken]
    notes.marks.sort(key=lambda mark: mark.start)
    return notes


def _read(match: re.Match[str]) -> tuple[str, Style]:
    group = match.lastgroup or ""
    return match.group(group).translate(_SUPERSCRIPT_DIGITS), _STYLE_OF[group]


def _references(view: View, strand: int) -> list[_Reference]:
    label = _LABEL.match(view.text)
    found = []
    for match in _REFERENCE.finditer(view.text):
        if label and match.start() < label.end() and match.lastgroup != "markdown":
            continue
        marker, style = _read(match)
        low = match.start() + len(match.group()) - len(match.group().lstrip())
        low = match.start("flat") if style == "flat" else low
        after_unit = marker[0] in "23" and _UNIT.search(view.text[:low]) is not None
        if style == "flat" and after_unit:
            continue
        after_unit &= style == "superscript"
        if after_unit and len(marker) > 1 and match.lastgroup == "superscript":  # `m²³`: square metres, note 3
            low, marker, after_unit = low + 1, marker[1:], False
        start, end = view.span(low, match.end())
        found.append(_Reference(start, end, marker, style, strand, after_unit, match.lastgroup == "spaced"))
    return found


def _answered(waiting: list[_Reference], style: Style) -> list[_Reference]:
    """The references that a label of `style` answers: for a number the first that waits, for stars all of them."""
    for wanted in _REFERRED_BY[style]:
        fitting = [r for r in waiting if r.style == wanted and not r.exponent]
        fitting = fitting or [r for r in waiting if r.style == wanted]
        if fitting:
            return fitting if style == "star" else fitting[:1]
    return []


def _again(open_: dict[str, list[_Reference]], known: set[str]) -> list[_Reference]:
    """Further references to a note that was already found; Markdown's marks are marks with or without a note."""
    return [
        r
        for references in open_.values()
        for r in references
        if r.style == "markdown" or (r.marker in known and r.style in ("superscript", "bracket") and not r.exponent)
    ]


def _interrupts(strands: Sequence[Strand], body: Sequence[bool], i: int, last: int, marker: str, notes: Notes) -> bool:
    """Does line `i` break into an open sentence, or stand where notes are: after another note or the word for notes?"""
    if last >= 0 and _follows(strands, last, i) and _next_label(notes.openers[last][0]) == marker:
        return True
    before = next((strands[k] for k in range(i - 1, -1, -1) if body[k]), None)
    if before is None:
        return False
    text = before.text
    if _NOTES_HEAD.match(text):
        return True
    if ends_sentence(text) or is_heading(text):
        return False
    return dangles(text) or starts_lower(_behind_notes(strands, i, int(marker) if marker.isdecimal() else 0))


def _behind_notes(strands: Sequence[Strand], i: int, number: int) -> str:
    """The text of the first line after the notes that line `i` opens with note `number`."""
    for strand in strands[i + 1 :]:
        match = _LABEL.match(strand.text)
        if match is None or _read(match)[0] != str(number + 1):
            return strand.text
        number += 1
    return ""


def _follows(strands: Sequence[Strand], last: int, i: int) -> bool:
    return i - last == 1 or all(strands[k].gap == 0 for k in range(last + 1, i))


def _next_label(marker: str) -> str:
    return str(int(marker) + 1) if marker.isdecimal() else marker


def _is_bulleted(strands: Sequence[Strand], i: int, label: str) -> bool:
    """A star that opens two items in a row is a bullet."""
    star = label.strip()
    near = [strands[k].text for k in (i - 1, i + 1) if 0 <= k < len(strands)]
    return any(text.startswith(star) and not text.startswith(star + "*") for text in near)
