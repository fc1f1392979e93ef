"""With which characters a match of a pattern can begin: fifty shapes need not all be tried at every word of a report.

Signals: the parse of the pattern itself, so that a new rule needs no entry anywhere. What the parser tells of no further
(negated sets, `.`, `\\w`) may begin with anything. Never: matches; and a set is never too small.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, Generic, TypeVar

from pipeline.frozen import dataclass

T = TypeVar("T")
DIGIT = "0"
"""Stands for every digit."""
_DIGITS = "0123456789"


@dataclass(frozen=True, slots=True)
class Table(Generic[T]):
    """`starts` matches the one character that any of the patterns can begin with, where they may begin at all; `at` holds
    what is to be tried there."""

    starts: re.Pattern[str]
    _at: dict[str, T]
    _otherwise: T

    def places(self, text: str) -> Iterator[tuple[int, T]]:
        """Each place of `text` where a pattern may begin, with what is to be tried there."""
        known, otherwise = self._at, self._otherwise
        for match in self.starts.finditer(text):
            start = match.start()
            yield start, known.get(text[start], otherwise)


def table(patterns: Sequence[str], make: Callable[[tuple[int, ...]], T], behind: str) -> Table[T]:
    """`make` gets the places of the patterns (case-sensitive, no flags) that can begin with one character, in order.
    `behind` are lookbehinds as seen from behind that character (`(?<!\\w.)`: at the beginning of a word)."""
    firsts = [first_characters(pattern) for pattern in patterns]
    free = tuple(i for i, first in enumerate(firsts) if first is None)
    known = sorted(set[str]().union(*(first for first in firsts if first is not None)))
    made: dict[tuple[int, ...], T] = {}
    at: dict[str, T] = {}
    for character in known:
        group = tuple(i for i, first in enumerate(firsts) if first is None or character in first)
        if group not in made:
            made[group] = make(group)
        at |= dict.fromkeys(_DIGITS if character == DIGIT else character, made[group])
    characters = "." if free else f"[{''.join(map(_class, known))}]"
    return Table(re.compile(f"(?s:{characters}{behind})"), at, make(free))


def _class(character: str) -> str:
    return r"\d" if character == DIGIT else re.escape(character)


def first_characters(pattern: str) -> frozenset[str] | None:
    """The characters that a match can begin with, DIGIT for all digits; None for any character, or for an empty match."""
    found, passable = _of_sequence(parser.parse(pattern))
    return None if passable or found is None else frozenset(DIGIT if c.isdecimal() else c for c in found)


def _of_sequence(items: Iterable[tuple[Any, Any]]) -> tuple[set[str] | None, bool]:
    """The first characters of a sequence, and whether it can be passed without one."""
    found: set[str] = set()
    for item in items:
        first, passable = _of_item(*item)
        if first is None:
            return None, passable
        found |= first
        if not passable:
            return found, False
    return found, True


def _of_item(kind: Any, value: Any) -> tuple[set[str] | None, bool]:
    if kind is op.LITERAL:
        return {chr(value)}, False
    if kind is op.IN:
        return _of_set(value), False
    if kind is op.SUBPATTERN:
        return _of_sequence(value[3])
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT):
        first, passable = _of_sequence(value[2])
        return first, passable or value[0] == 0
    if kind is op.BRANCH:
        parts = [_of_sequence(branch) for branch in value[1]]
        if any(first is None for first, _ in parts):
            return None, any(passable for _, passable in parts)
        return set[str]().union(*(first or () for first, _ in parts)), any(passable for _, passable in parts)
    if kind in (op.AT, op.ASSERT, op.ASSERT_NOT):
        return set(), True
    return None, False


def _of_set(items: Iterable[tuple[Any, Any]]) -> set[str] | None:
    found: set[str] = set()
    for kind, value in items:
        if kind is op.LITERAL:
            found.add(chr(value))
        elif kind is op.RANGE and value[1] - value[0] < 0x100:
            found.update(map(chr, range(value[0], value[1] + 1)))
        elif kind is op.CATEGORY and value is op.CATEGORY_DIGIT:
            found.add(DIGIT)
        else:
            return None
    return found
