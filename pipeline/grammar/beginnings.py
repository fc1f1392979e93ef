"""With what a match of a pattern can begin: fifty shapes need not all be tried at every word of a report.

Signals: the parse of the pattern itself, so that a new rule needs no entry anywhere. Where the parser tells no further
(negated sets, `.`, `\\w`) anything may follow. Never: matches; and a set is never too small.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

DIGIT, SPACE = "0", " "
"""Stand for every digit and all white space."""
REACH = 4
"""How many characters of a match are looked at."""
_MOST = 512
_MOST_KNOWN = 1 << 16

Beginnings = set[tuple[str, bool]]
"""What a stretch of a pattern can begin with; True where that is all of it, and the next stretch goes on behind."""
_CATEGORIES = {op.CATEGORY_DIGIT: DIGIT, op.CATEGORY_SPACE: SPACE}
_NOTHING: Beginnings = {("", True)}
_ANYTHING: Beginnings = {("", False)}


class Table:
    """Some patterns (case-sensitive, no flags), to be tried only where they may match. `behind` are lookbehinds as seen
    from behind a match's first character (`(?<!\\w.)`: at the beginning of a word)."""

    def __init__(self, patterns: Sequence[str], behind: str) -> None:
        self._beginnings = [tuple(beginnings(pattern)) for pattern in patterns]
        self._known: dict[str, tuple[int, ...]] = {}
        found = {beginning for each in self._beginnings for beginning in each}
        firsts = {beginning[:1] for beginning in found}
        # A pattern that begins with a set of characters is sought much faster than one that begins by looking ahead.
        characters = "." if "" in firsts else _set(firsts)
        self._starts = re.compile(f"(?s:{characters}{behind}(?<=(?={_tree(found)}).))")

    def places(self, text: str) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Each place of `text` where patterns may match, and which, by their index, in order."""
        known = self._known
        for match in self._starts.finditer(text):
            start = match.start()
            here = text[start : start + REACH]
            yield start, known.get(here) or self._tried(here)

    def _tried(self, here: str) -> tuple[int, ...]:
        if len(self._known) == _MOST_KNOWN:
            self._known.clear()
        text = "".join(map(standing_for, here))
        self._known[here] = tuple(i for i, each in enumerate(self._beginnings) if text.startswith(each))
        return self._known[here]


def _tree(beginnings: Set[str]) -> str:
    """A pattern for any of the beginnings, each character looked at once."""
    if "" in beginnings:
        return ""
    behind: dict[str, list[str]] = {}
    for first in sorted({beginning[0] for beginning in beginnings}):
        rest = _tree({beginning[1:] for beginning in beginnings if beginning[0] == first})
        behind.setdefault(rest, []).append(first)
    return f"(?:{'|'.join(_set(firsts) + rest for rest, firsts in behind.items())})"


def _set(characters: Iterable[str]) -> str:
    return f"[{''.join(map(_class, sorted(characters)))}]"


def _class(character: str) -> str:
    return {DIGIT: r"\d", SPACE: r"\s"}.get(character, re.escape(character))


def beginnings(pattern: str) -> frozenset[str]:
    """What a match can begin with, with DIGIT and SPACE: the first REACH characters, or fewer where anything may follow."""
    found = {text for text, _ in _of_sequence(parser.parse(pattern), REACH)}
    return frozenset(text for text in found if not any(text[:n] in found for n in range(len(text))))


def _of_sequence(items: Iterable[tuple[Any, Any]], reach: int) -> Beginnings:
    found = _NOTHING
    for item in items:
        if not any(goes_on for _, goes_on in found):
            break
        found = _followed(found, item, reach)
    return found


def _followed(found: Beginnings, item: tuple[Any, Any], reach: int) -> Beginnings:
    """What `found` becomes where `item` comes next."""
    longer = {entry for entry in found if not entry[1]}
    for text in [text for text, goes_on in found if goes_on]:
        for more, goes_on in _of_item(*item, reach - len(text)):
            longer.add((text + more, goes_on and len(text + more) < reach))
    return longer if len(longer) <= _MOST else {(text, False) for text, _ in found}


def _of_item(kind: Any, value: Any, reach: int) -> Beginnings:
    if kind is op.LITERAL:
        return {(standing_for(chr(value)), True)}
    if kind is op.IN:
        return _of_set(value)
    if kind is op.SUBPATTERN:
        return _of_sequence(value[3], reach)
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT):
        return _of_repeat(value, reach)
    if kind is op.BRANCH:
        return set[tuple[str, bool]]().union(*(_of_sequence(branch, reach) for branch in value[1]))
    if kind in (op.AT, op.ASSERT, op.ASSERT_NOT):
        return _NOTHING
    return _ANYTHING


def _of_repeat(value: Any, reach: int) -> Beginnings:
    least, most, items = value
    repeated = _NOTHING
    found = set(_NOTHING) if least == 0 else set()
    for count in range(1, min(most, least + reach) + 1):
        for item in items:
            repeated = _followed(repeated, item, reach)
        found |= repeated if count >= least else {entry for entry in repeated if not entry[1]}
    return found


def _of_set(items: Iterable[tuple[Any, Any]]) -> Beginnings:
    found: Beginnings = set()
    for kind, value in items:
        if kind is op.LITERAL:
            found.add((standing_for(chr(value)), True))
        elif kind is op.RANGE and value[1] - value[0] < 0x100:
            found.update((standing_for(chr(code)), True) for code in range(value[0], value[1] + 1))
        elif kind is op.CATEGORY and value in _CATEGORIES:
            found.add((_CATEGORIES[value], True))
        else:
            return _ANYTHING
    return found


def standing_for(character: str) -> str:
    """The character, DIGIT or SPACE."""
    return DIGIT if character.isdecimal() else SPACE if character.isspace() else character
