"""Letters of one name read as words of the other (`LPTB`, `Lệ phí trước bạ`).

Problem: every office has letters of its own, no list holds them all, and the same letters mean several things (`HS` is
hồ sơ, học sinh, hình sự).
Signals, in order: capitals that no table knows, or knows by the unit alone; a run of consecutive words in the other
year's name that begins with just these letters; what the rest of both names says, as for any pair.
Never: pairs names by the beginnings of two words alone, chooses between two readings that fit about as well, or looks at
values for it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

from pipeline.frozen import replace
from pipeline.grammar.folding import fold
from pipeline.reconcile.abbreviations import expanded, meaning
from pipeline.reconcile.indicators import Indicator, dimension
from pipeline.reconcile.names import NameKey, name_key, words_of
from schemas.reconciliation import Reason

_LETTERS = re.compile(r"(?<![^\W_])(?:[BCDĐGHKLMNPQRSTVXY][BCDĐGHKLMNPQRSTVX]|[A-ZĐƯƠÔÂ]{3,8})(?![^\W_])")
_ALL_CAPITALS = 12
"""A name of at least so many characters, all capitals, was typed so: its words are no letters."""
_ENOUGH = 3
"""Letters that say enough where they are all that the name says; else both names must have something beside them."""
_WEIGHTS = {2: -2.0, 3: -1.0}
_WEIGHT = -0.5
"""Bits by the number of letters: the fewer, the more words begin with them."""

Said = tuple[tuple[str, str], ...]
"""Letters and what they were read as."""
_Open = tuple[str, str]
"""Letters and what tables make of them by the unit alone; empty where nothing."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A pair with the letters of either name read by the other."""

    current: Indicator
    previous: Indicator
    mine: Said
    theirs: Said

    @property
    def reason(self) -> Reason:
        said = sorted({*self.mine, *self.theirs})
        weight = sum(_WEIGHTS.get(len(letters), _WEIGHT) for letters, _ in said)
        return Reason(
            feature="letters", detail=", ".join(f"{short.upper()} = {run}" for short, run in said), weight=weight
        )


def read(current: Indicator, previous: Indicator) -> Reading | None:
    """Both with their open letters read by the other's name; None where that says nothing, or too little."""
    mine, theirs = _said(current, previous), _said(previous, current)
    if not mine and not theirs:
        return None
    reading = Reading(_with(current, mine), _with(previous, theirs), mine, theirs)
    if _else_shared(reading):
        return reading
    long = any(len(letters) >= _ENOUGH for letters, _ in (*mine, *theirs))
    return reading if long and reading.current.key.content == reading.previous.key.content else None


class Spelling:
    """Which names of one year have words that begin with the letters of a name of the other."""

    def __init__(self, wanting: Iterable[tuple[int, Indicator]], named: Sequence[tuple[int, Indicator]]) -> None:
        open_ = {i: letters for i, one in wanting if (letters := _open(one.name, dimension(one.unit)))}
        places: dict[_Open, set[int]] = {letters: set() for wanted in open_.values() for letters in wanted}
        for j, one in named if places else ():
            unit = dimension(one.unit)
            initials = _initials(one.name, unit)
            for short, known in places:
                if short in initials and _differs(short, one.name, unit, known):
                    places[short, known].add(j)
        self._near = {i: tuple(places[letters] for letters in wanted) for i, wanted in open_.items()}

    def near(self, i: int) -> Set[int]:
        """The names that spell letters of name `i`."""
        return frozenset[int]().union(*self._near.get(i, ()))

    def holds(self, i: int, j: int) -> bool:
        return any(j in near for near in self._near.get(i, ()))


def undecided(readings: Mapping[tuple[int, int], tuple[Reading, float]], margin: float) -> set[tuple[int, int]]:
    """Of pairs with their reading and its bits, those that another reading of the same letters comes close to."""
    sides: dict[tuple[str, int], list[tuple[tuple[int, int], Said, float]]] = defaultdict(list)
    for pair, (reading, bits) in readings.items():
        sides["current", pair[0]].append((pair, reading.mine, bits))
        sides["previous", pair[1]].append((pair, reading.theirs, bits))
    return {
        pair
        for group in sides.values()
        for pair, said, bits in group
        if any(_contradict(said, other) and near > bits - margin for _, other, near in group)
    }


def _contradict(one: Said, other: Said) -> bool:
    mine, theirs = dict(one), dict(other)
    return any(mine[letters] != theirs[letters] for letters in mine.keys() & theirs.keys())


def _said(one: Indicator, other: Indicator) -> Said:
    unit = dimension(one.unit)
    runs = ((short, _run(short, one.name, other.name, unit), known) for short, known in _open(one.name, unit))
    return tuple((short, run) for short, run, known in runs if run is not None and run != known)


def _with(one: Indicator, said: Said) -> Indicator:
    if not said:
        return one
    runs = dict(said)
    name = _LETTERS.sub(lambda match: runs.get(fold(match.group()), match.group()), one.name)
    return replace(one, key=_with_facets(name_key(name, dimension(one.unit)), one.key), whole=None)


def _else_shared(reading: Reading) -> bool:
    """Do both names have something beside what was read?"""
    a, b = reading.current.key, reading.previous.key
    unit = dimension(reading.current.unit)
    keys = [name_key(run, unit) for _, run in (*reading.mine, *reading.theirs)]
    read_words = frozenset[str]().union(*(key.content | key.light for key in keys))
    shared = (a.content | a.light) & (b.content | b.light)
    return bool(shared - read_words) or any(values & b.facet(facet) for facet, values in a.facets)


@lru_cache(maxsize=200_000)
def _open(name: str, unit: str) -> tuple[_Open, ...]:
    """The letters of a name that tables leave open, folded, with what its unit makes of them."""
    if name.isupper() and len(name) >= _ALL_CAPITALS:
        return ()
    found = {fold(match.group()) for match in _LETTERS.finditer(name)}
    if not found:
        return ()
    words = words_of(name)
    meanings = ((letters, *meaning(letters, words, unit)) for letters in sorted(found) if letters in words)
    return tuple((letters, said) for letters, said, sure in meanings if not sure)


@lru_cache(maxsize=200_000)
def _run(letters: str, name: str, other: str, unit: str) -> str | None:
    """The one run of words in the other name that begins with the letters and does not stand in the name itself."""
    words, own = _spelt(other, unit), f" {' '.join(_spelt(name, unit))} "
    runs = {" ".join(words[at : at + len(letters)]) for at in _places(letters, _initials(other, unit))}
    left = {run for run in runs if f" {run} " not in own}
    return left.pop() if len(left) == 1 else None


def _differs(letters: str, name: str, unit: str, known: str) -> bool:
    """Has a name words that begin with the letters and are not what is known of them?"""
    words = _spelt(name, unit)
    return any(" ".join(words[at : at + len(letters)]) != known for at in _places(letters, _initials(name, unit)))


def _places(letters: str, initials: str) -> Iterator[int]:
    at = initials.find(letters)
    while at >= 0:
        yield at
        at = initials.find(letters, at + 1)


@lru_cache(maxsize=200_000)
def _initials(name: str, unit: str) -> str:
    return "".join(word[0] for word in _spelt(name, unit))


@lru_cache(maxsize=200_000)
def _spelt(name: str, unit: str) -> tuple[str, ...]:
    return expanded(words_of(name), unit)


def _with_facets(key: NameKey, known: NameKey) -> NameKey:
    """The key with the facets that were known from elsewhere (a column, a period)."""
    for facet, values in known.facets:
        if not key.facet(facet):
            key = key.with_facet(facet, values)
    return key
