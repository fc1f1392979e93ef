"""The inside of one Word paragraph: what a reader of the printed page would see, run by run.

Left out: hidden and deleted text, field codes (their results stay), comments. Superscript digits come out as
superscript characters (`m²`, `lúa¹`), so that they never read as digits of the figure before them; text in capitals by
style comes out in capitals. Text boxes are handed back, to be read after the paragraph. Never: paragraphs, tables,
labels.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import field

from pipeline.frozen import dataclass
from pipeline.readers.word_numbering import symbol
from pipeline.readers.word_package import Element, W, value
from pipeline.readers.word_styles import Look, Styles

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_RAISED = str.maketrans("0123456789+-()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾")
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_DIGITS = re.compile(r"\s*[\[(]?\d{1,3}[\])]?\s*|\s*[-+]\d\s*")
_BRACKETS = str.maketrans("", "", "[]()")

_SKIPPED = {
    W + name
    for name in (
        "pPr", "rPr", "del", "moveFrom", "delText", "delInstrText", "instrText", "rt", "commentReference",
        "annotationRef", "footnoteRef", "endnoteRef", "separator", "continuationSeparator", "lastRenderedPageBreak",
        "softHyphen", "sectPr", "sdtPr", "sdtEndPr",
    )
}  # fmt: skip
_CHARACTERS = {W + "tab": "\t", W + "ptab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-"}


@dataclass(frozen=True, slots=True)
class Run:
    """Some text and its look. `note` is (part, id) of the note that is referred to here, `text` then its own mark if it
    has one (`*`)."""

    text: str
    look: Look
    note: tuple[str, str] | None = None


@dataclass(slots=True)
class Inline:
    """The runs of a paragraph in order, and the text boxes anchored in it."""

    runs: list[Run] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)


def inline(paragraph: Element, styles: Styles, look: Look) -> Inline:
    """What `paragraph` (a `w:p`) shows, over the `look` its styles give it."""
    found = Inline()
    _Walk(styles, look, found).children(paragraph)
    return found


@dataclass(slots=True)
class _Walk:
    styles: Styles
    paragraph: Look
    found: Inline
    codes: list[bool] = field(default_factory=list)
    """Open fields, innermost last: True while still in the code, before the result."""

    def children(self, element: Element) -> None:
        for child in element:
            self._element(child)

    def _element(self, element: Element) -> None:
        tag = element.tag
        if tag in _SKIPPED or not isinstance(tag, str):
            return
        if tag == W + "r":
            self._run(element)
        elif tag == W + "sdt":
            for content in element.iterfind(W + "sdtContent"):
                self.children(content)
        elif tag == _MC + "AlternateContent":
            self._alternatives(element)
        elif tag == _M + "oMath":
            self._add("".join(_formula(element)), self.paragraph)
        else:
            self.children(element)

    def _alternatives(self, element: Element) -> None:
        """The first alternative that shows anything: the others repeat it for other programs."""
        for alternative in element:
            before = len(self.found.runs), len(self.found.boxes)
            self.children(alternative)
            if (len(self.found.runs), len(self.found.boxes)) != before:
                return

    def _run(self, run: Element) -> None:
        properties = run.find(W + "rPr")
        look = self.styles.run_look(properties, self.paragraph)
        for child in run:
            if child.tag == W + "fldChar":
                self._field(value(child, "fldCharType"))
            elif look.hidden or any(self.codes) or child.tag in _SKIPPED:
                continue
            elif child.tag == W + "t":
                self._add(child.text or "", look)
            elif child.tag in _CHARACTERS:
                self._add(_CHARACTERS[child.tag], look)
            elif child.tag == W + "sym":
                self._add(symbol(chr(_code_point(child))), look)
            elif child.tag in (W + "footnoteReference", W + "endnoteReference"):
                self._reference(run, child, look)
                if value(child, "customMarkFollows") in ("1", "true", "on"):
                    return
            elif child.tag == W + "txbxContent":
                self.found.boxes.append(child)
            else:
                self._nested(child)

    def _nested(self, element: Element) -> None:
        """Drawings and pictures: their text boxes alone."""
        if element.tag == _MC + "AlternateContent":
            for alternative in element:
                boxes = _outermost_boxes(alternative)
                if boxes:
                    self.found.boxes += boxes
                    return
        elif isinstance(element.tag, str):
            self.found.boxes += _outermost_boxes(element)

    def _field(self, kind: str | None) -> None:
        if kind == "begin":
            self.codes.append(True)
        elif kind == "separate" and self.codes:
            self.codes[-1] = False
        elif kind == "end" and self.codes:
            self.codes.pop()

    def _reference(self, run: Element, reference: Element, look: Look) -> None:
        part = "footnotes" if reference.tag == W + "footnoteReference" else "endnotes"
        mark = ""
        if value(reference, "customMarkFollows") in ("1", "true", "on"):
            mark = "".join(text.text or "" for text in run.iter(W + "t"))
        self.found.runs.append(Run(mark.strip(), look, (part, value(reference, "id") or "")))

    def _add(self, text: str, look: Look) -> None:
        if not text:
            return
        if look.capitals:
            text = text.upper()
        if look.raised and _DIGITS.fullmatch(text):
            text = text.translate(_BRACKETS).translate(_RAISED)
        elif look.lowered and _DIGITS.fullmatch(text):
            text = text.translate(_LOWERED)
        self.found.runs.append(Run(text, look))


def _code_point(element: Element) -> int:
    """The character of a `w:sym`, a bullet where it names none."""
    try:
        code = int(value(element, "char") or "", 16)
    except ValueError:
        return 0x2022
    return code if 0x20 <= code < 0xD800 or 0xE000 <= code <= 0xFFFD else 0x2022


def _outermost_boxes(element: Element) -> list[Element]:
    tag = W + "txbxContent"
    if element.tag == tag:
        return [element]
    boxes: list[Element] = []
    for child in element:
        boxes += _outermost_boxes(child)
    return boxes


def _formula(element: Element) -> Iterator[str]:
    """A formula on one line: fractions with a slash."""
    if element.tag == _M + "t":
        yield element.text or ""
    elif element.tag == _M + "f":
        for part in element:
            if part.tag == _M + "den":
                yield "/"
            yield from _formula(part)
    else:
        for part in element:
            yield from _formula(part)
