"""The numbers and bullets that Word shows before a paragraph but does not store in it.

Problem: `I. `, `1.1. `, `- ` are in a part of their own, as level templates (`%1.%2.`) over counters; without them a
report has no section numbers. Signals in order: the paragraph's own list, then its style's; list overrides over the
shared definition. Never: the numbers of notes.
"""

from __future__ import annotations

import re

from pipeline.frozen import dataclass
from pipeline.readers.word_package import Element, W, child, integer, is_on, value
from pipeline.readers.word_styles import Styles

_PLACE = re.compile(r"%([1-9])")
_MOST_LETTERS = 780
"""The last number that Word itself writes in letters: `z` thirty times."""
_ROMAN_UNITS = (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1)
_ROMAN_LETTERS = ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i")
_COUNTING = ("", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")
_SYMBOLS = {
    "\uf02a": "*",
    "\uf02b": "+",
    "\uf02d": "-",
    "\uf076": "❖",
    "\uf0a3": "≤",
    "\uf0a7": "▪",
    "\uf0b0": "°",
    "\uf0b1": "±",
    "\uf0b3": "≥",
    "\uf0b7": "•",
    "\uf0d8": "➢",
    "\uf0fc": "✓",
}
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_LEVELS = 9


def symbol(char: str) -> str:
    """A character of a symbol font (private use area) as a common one."""
    return _PRIVATE.sub(lambda match: _SYMBOLS.get(match.group(), "•"), char)


def shown(number: int, form: str) -> str:
    """`number` in Word's number format `form`."""
    if form in ("none", "bullet"):
        return ""
    if form in ("upperRoman", "lowerRoman"):
        numeral = roman(number)
        return numeral.upper() if form == "upperRoman" else numeral
    if form in ("upperLetter", "lowerLetter") and 0 < number <= _MOST_LETTERS:
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    if form == "decimalZero":
        return f"{number:02d}"
    if form == "vietnameseCounting" and 0 < number < len(_COUNTING):
        return _COUNTING[number]
    return str(number)


def roman(number: int) -> str:
    """Lower-case Roman numeral; decimal outside 1..3999."""
    if not 0 < number < 4000:
        return str(number)
    parts = []
    for unit, letters in zip(_ROMAN_UNITS, _ROMAN_LETTERS, strict=True):
        count, number = divmod(number, unit)
        parts.append(letters * count)
    return "".join(parts)


@dataclass(frozen=True, slots=True)
class _Level:
    template: str
    form: str
    start: int
    suffix: str
    legal: bool
    restart: int | None
    style: str | None


class Numbering:
    """The part `numbering.xml` and the counters as they stand at the paragraph being read."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._definitions: dict[str, Element] = {}
        self._lists: dict[str, Element] = {}
        for element in root if root is not None else ():
            if element.tag == W + "abstractNum":
                self._definitions[value(element, "abstractNumId") or ""] = element
            elif element.tag == W + "num":
                self._lists[value(element, "numId") or ""] = element
        self._levels: dict[str, dict[int, _Level]] = {}
        self._counters: dict[str, list[int | None]] = {}
        self._started: set[tuple[str, int]] = set()

    def label(self, properties: Element | None) -> str:
        """The label that stands before a paragraph with `w:pPr` `properties`, its separator included; "" without one.
        Counts the paragraph: call once for each, in order."""
        reference = self._styles.paragraph_property(properties, "numPr")
        list_id = value(child(reference, "numId"))
        if list_id is None or list_id not in self._lists:
            return ""
        levels = self._levels_of(list_id)
        stated = value(child(reference, "ilvl"))
        at = integer(stated) if stated is not None else self._level_of_style(levels, properties)
        level = levels.get(at)
        if level is None:
            return ""
        numbers = self._count(list_id, at, levels)
        text = _PLACE.sub(lambda match: self._number(int(match.group(1)) - 1, numbers, levels, level), level.template)
        text = symbol(text) if level.form == "bullet" else text
        return text + {"nothing": "", "space": " "}.get(level.suffix, " ") if text.strip() else ""

    @staticmethod
    def _number(at: int, numbers: list[int | None], levels: dict[int, _Level], shown_in: _Level) -> str:
        level = levels.get(at)
        if level is None or at >= _LEVELS:
            return ""
        number = numbers[at]
        return shown(level.start if number is None else number, "decimal" if shown_in.legal else level.form)

    def _count(self, list_id: str, at: int, levels: dict[int, _Level]) -> list[int | None]:
        """Lists that share a definition share its counters, unless a list states its own start."""
        definition = value(child(self._lists[list_id], "abstractNumId")) or ""
        numbers = self._counters.setdefault(definition, [None] * _LEVELS)
        override = self._override(list_id, at)
        if override is not None and (list_id, at) not in self._started:
            numbers[at] = override
        else:
            current = numbers[at]
            numbers[at] = levels[at].start if current is None else current + 1
        self._started.add((list_id, at))
        for deeper in range(at + 1, _LEVELS):
            restart = levels[deeper].restart if deeper in levels else None
            if restart != 0 and (restart is None or at < restart):
                numbers[deeper] = None
        return numbers

    def _override(self, list_id: str, at: int) -> int | None:
        for override in self._lists[list_id].findall(W + "lvlOverride"):
            if integer(value(override, "ilvl")) == at:
                stated = value(child(override, "startOverride"))
                return None if stated is None else integer(stated, 1)
        return None

    @staticmethod
    def _level_of_style(levels: dict[int, _Level], properties: Element | None) -> int:
        style = value(child(properties, "pStyle"))
        return next((at for at, level in levels.items() if style and level.style == style), 0)

    def _levels_of(self, list_id: str) -> dict[int, _Level]:
        if list_id not in self._levels:
            element = self._definition(list_id)
            found = {integer(value(level, "ilvl")): _level(level) for level in _all(element, "lvl")}
            for override in _all(self._lists[list_id], "lvlOverride"):
                level = child(override, "lvl")
                if level is not None:
                    found[integer(value(override, "ilvl"))] = _level(level)
            self._levels[list_id] = {at: level for at, level in found.items() if 0 <= at < _LEVELS}
        return self._levels[list_id]

    def _definition(self, list_id: str) -> Element | None:
        element = self._definitions.get(value(child(self._lists.get(list_id), "abstractNumId")) or "")
        link = value(child(element, "numStyleLink"))
        linked = self._styles.list_of_style(link) if link else None
        if linked and linked != list_id and linked in self._lists:
            return self._definitions.get(value(child(self._lists[linked], "abstractNumId")) or "")
        return element


def _all(element: Element | None, name: str) -> list[Element]:
    return [] if element is None else element.findall(W + name)


def _level(element: Element) -> _Level:
    restart = value(child(element, "lvlRestart"))
    return _Level(
        template=value(child(element, "lvlText")) or "",
        form=value(child(element, "numFmt")) or "decimal",
        start=integer(value(child(element, "start")), 1),
        suffix=value(child(element, "suff")) or "tab",
        legal=bool(is_on(child(element, "isLgl"))),
        restart=None if restart is None else integer(restart),
        style=value(child(element, "pStyle")),
    )
