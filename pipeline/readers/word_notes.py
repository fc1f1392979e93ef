"""The marks of Word's own footnotes and endnotes: counted in the order in which the text refers to them.

A decimal mark is shown as superscript (`¹`), another one in brackets (`[iv]`), a symbol as itself (`*`). Never: numbers
that start anew on each page (Word alone knows the pages; they go on counting, so that each note keeps a mark of its
own).
"""

from __future__ import annotations

from dataclasses import field

from pipeline.frozen import dataclass
from pipeline.readers.word_numbering import shown
from pipeline.readers.word_package import Element, Package, W, child, integer, value

Note = tuple[str, str]
"""Part (`footnotes`, `endnotes`) and id of a note."""

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SYMBOLS = "*†‡§"
_DEFAULT_FORM = {"footnotes": "decimal", "endnotes": "lowerRoman"}
_PROPERTIES = {"footnotes": "footnotePr", "endnotes": "endnotePr"}


@dataclass(frozen=True, slots=True)
class NoteMark:
    """A note's mark: `marker` without brackets, `printed` as it stands in the text."""

    marker: str
    printed: str


@dataclass(slots=True)
class _Series:
    notes: dict[str, Element]
    form: str
    next: int
    marks: dict[str, NoteMark] = field(default_factory=dict)


class Notes:
    """The notes of a file, and the marks they were given so far."""

    def __init__(self, package: Package, body: Element) -> None:
        settings = package.xml(package.part("settings"))
        self._series = {part: _series(package, part, settings, body) for part in _PROPERTIES}

    def mark(self, note: Note, own: str = "") -> NoteMark | None:
        """The mark of `note`, given at its first reference; `own` is a mark typed by the author. None: no such note."""
        part, id_ = note
        series = self._series[part]
        if id_ not in series.notes:
            return None
        if id_ not in series.marks:
            marker = own.strip("[]() ") or _shown(series.next, series.form)
            series.next += not own
            series.marks[id_] = NoteMark(marker, _printed(marker))
        return series.marks[id_]

    def content(self, note: Note) -> Element:
        part, id_ = note
        return self._series[part].notes[id_]


def _shown(number: int, form: str) -> str:
    if form == "chicago":
        return _SYMBOLS[(number - 1) % len(_SYMBOLS)] * ((number - 1) // len(_SYMBOLS) + 1)
    return shown(number, form) or str(number)


def _printed(marker: str) -> str:
    if marker.isascii() and marker.isdecimal():
        return marker.translate(_RAISED)
    return marker if not any(char.isalnum() for char in marker) else f"[{marker}]"


def _series(package: Package, part: str, settings: Element | None, body: Element) -> _Series:
    root = package.xml(package.part(part))
    elements = root.iterfind(W + part[:-1]) if root is not None else ()
    notes = {value(e, "id") or "": e for e in elements if value(e, "type") in (None, "normal")}
    form, start = _DEFAULT_FORM[part], 1
    sections = [child(section, _PROPERTIES[part]) for section in body.iter(W + "sectPr")]
    for properties in (child(settings, _PROPERTIES[part]), *sections):
        form = value(child(properties, "numFmt")) or form
        start = integer(value(child(properties, "numStart")), start)
    return _Series(notes, form, start)
