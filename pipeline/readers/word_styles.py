"""How Word text looks: a run's own properties, then its styles', then the document's defaults; the nearest wins.

Never: toggling of switches between style levels (Word's rule for nested emphasis); theme fonts.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal

from pipeline.readers.word_package import Element, W, child, integer, is_on, value

Align = Literal["left", "right", "center", "justify"]
_ALIGN: dict[str, Align] = {
    "left": "left",
    "start": "left",
    "right": "right",
    "end": "right",
    "center": "center",
    "both": "justify",
    "distribute": "justify",
}
_DEEPEST = 20
"""A chain of styles longer than this goes in circles."""


@dataclass(frozen=True, slots=True)
class Look:
    """What is said about some text; None where nothing is said. `size` in points, `raised` by vertAlign or position."""

    bold: bool | None = None
    italic: bool | None = None
    hidden: bool | None = None
    capitals: bool | None = None
    raised: bool | None = None
    lowered: bool | None = None
    size: float | None = None
    font: str | None = None

    def over(self, other: Look) -> Look:
        """This look where it says something, `other` elsewhere."""
        pairs = ((getattr(self, f.name), getattr(other, f.name)) for f in fields(self))
        return Look(*(mine if mine is not None else theirs for mine, theirs in pairs))


def look_of(properties: Element | None) -> Look:
    """The look that a `w:rPr` states, its styles aside."""
    if properties is None:
        return Look()
    align = value(child(properties, "vertAlign"))
    position = value(child(properties, "position"))
    size = value(child(properties, "sz"))
    fonts = child(properties, "rFonts")
    raised = None if align is None else align == "superscript"
    if raised is None and position is not None:
        raised = integer(position) >= _RAISED
    return Look(
        bold=is_on(child(properties, "b")),
        italic=is_on(child(properties, "i")),
        hidden=is_on(child(properties, "vanish")),
        capitals=is_on(child(properties, "caps")),
        raised=raised,
        lowered=None if align is None else align == "subscript",
        size=integer(size) / 2 if size else None,
        font=value(fonts, "ascii") or value(fonts, "hAnsi"),
    )


_RAISED = 4
"""Half-points by which text must be raised to read as superscript."""


class Styles:
    """The part `styles.xml`, asked by style id."""

    def __init__(self, root: Element | None) -> None:
        self._styles: dict[str, Element] = {}
        self._default: str | None = None
        self._looks: dict[str, Look] = {}
        for style in root.iter(W + "style") if root is not None else ():
            id_ = value(style, "styleId") or ""
            self._styles[id_] = style
            if value(style, "type") == "paragraph" and value(style, "default") in ("1", "true", "on"):
                self._default = id_
        self._base = look_of(child(root, "docDefaults", "rPrDefault", "rPr"))

    def paragraph_look(self, properties: Element | None) -> Look:
        """The look that a paragraph gives its runs."""
        return self._look(value(child(properties, "pStyle")) or self._default).over(self._base)

    def run_look(self, properties: Element | None, paragraph: Look) -> Look:
        own = look_of(properties)
        style = value(child(properties, "rStyle"))
        return own.over(self._look(style).over(paragraph)) if style else own.over(paragraph)

    def align(self, properties: Element | None) -> Align | None:
        stated = value(self.paragraph_property(properties, "jc"))
        return _ALIGN.get(stated or "")

    def paragraph_property(self, properties: Element | None, name: str) -> Element | None:
        """A `w:pPr` property of the paragraph itself or of the nearest style that has it."""
        own = child(properties, name)
        if own is not None:
            return own
        for style in self._chain(value(child(properties, "pStyle")) or self._default):
            found = child(style, "pPr", name)
            if found is not None:
                return found
        return None

    def list_of_style(self, id_: str) -> str | None:
        """The `numId` that numbering style `id_` stands for."""
        return value(child(self._styles.get(id_), "pPr", "numPr", "numId"))

    def _look(self, id_: str | None) -> Look:
        if id_ is None:
            return Look()
        if id_ not in self._looks:
            look = Look()
            for style in self._chain(id_):
                look = look.over(look_of(child(style, "rPr")))
            self._looks[id_] = look
        return self._looks[id_]

    def _chain(self, id_: str | None) -> list[Element]:
        """The style and those it is based on, nearest first."""
        chain: list[Element] = []
        while id_ is not None and id_ in self._styles and len(chain) < _DEEPEST:
            chain.append(self._styles[id_])
            id_ = value(child(chain[-1], "basedOn"))
        return chain
