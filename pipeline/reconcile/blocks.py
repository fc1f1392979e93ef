"""Figures that may be of one indicator: those of one dimension and area, and of these the pairs worth weighing.

Problem: ten thousand indicators of a province on each side are a hundred million pairs, nearly all absurd.
Signals, in order: the dimension and area; the rarest content word of one of the names, or all of them without tone
marks; a code or entry of the catalogue; words that begin with the letters of the other name.
Never: weighs a pair.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

from pipeline.reconcile.catalogue import entry_of
from pipeline.reconcile.indicators import Indicator, dimension
from pipeline.reconcile.letters import Spelling
from pipeline.reconcile.name_evidence import Said
from pipeline.reconcile.names import bare, implied_words, rooted

_MOST_CANDIDATES = 400
"""Names that share a rarest word; a block with more is of names so common that the whole key must agree."""


@dataclass(frozen=True)
class Block:
    """The indices `mine` of `current` and `theirs` of `previous` that are of one dimension and area."""

    current: Sequence[Indicator]
    previous: Sequence[Indicator]
    mine: tuple[int, ...]
    theirs: tuple[int, ...]

    @cached_property
    def said_now(self) -> Said:
        return Said.of(self.current[i] for i in self.mine)

    @cached_property
    def said_then(self) -> Said:
        return Said.of(self.previous[j] for j in self.theirs)

    @cached_property
    def _spelt(self) -> tuple[Spelling, Spelling]:
        now = [(i, self.current[i]) for i in self.mine]
        then = [(j, self.previous[j]) for j in self.theirs]
        return Spelling(now, then), Spelling(then, now)

    def may_be_read(self, i: int, j: int) -> bool:
        """Has one of both names words that begin with letters of the other?"""
        return self._spelt[0].holds(i, j) or self._spelt[1].holds(j, i)

    def candidates(self) -> set[tuple[int, int]]:
        """Pairs worth weighing: one's content words are among the other's, or both are spelt alike but for tone marks.

        `a` within `b` needs `b` to hold the rarest word of `a`; where that is misspelt, `b` holds the second rarest."""
        often = Counter(
            word
            for side, at in ((self.current, self.mine), (self.previous, self.theirs))
            for i in at
            for key in side[i].keys
            for word in rooted(key.content)
        )
        found = set(_near(self.current, self.mine, self.previous, self.theirs, often, self._spelt[0]))
        turned = _near(self.previous, self.theirs, self.current, self.mine, often, self._spelt[1])
        return found | {(i, j) for j, i in turned}


def blocks(current: Sequence[Indicator], previous: Sequence[Indicator]) -> Iterator[Block]:
    mine: dict[object, list[int]] = defaultdict(list)
    theirs: dict[object, list[int]] = defaultdict(list)
    for members, side in ((mine, current), (theirs, previous)):
        for i, one in enumerate(side):
            members[dimension(one.unit), one.area].append(i)
    for block, at in mine.items():
        if block in theirs:
            yield Block(current, previous, tuple(at), tuple(theirs[block]))


def _near(
    first: Sequence[Indicator],
    at_first: Iterable[int],
    second: Sequence[Indicator],
    at_second: Iterable[int],
    often: Mapping[str, int],
    spelling: Spelling,
) -> Iterator[tuple[int, int]]:
    """For each of the first the second ones that it is to be weighed with."""
    index: dict[str, list[int]] = defaultdict(list)
    exact: dict[frozenset[str], list[int]] = defaultdict(list)
    unmarked: dict[str, list[int]] = defaultdict(list)
    coded: dict[str, list[int]] = defaultdict(list)
    for j in at_second:
        one = second[j]
        for key in one.keys:
            content = rooted(key.content)
            exact[content].append(j)
            for word in content:
                index[word].append(j)
        unmarked[_bare(one.key.content)].append(j)
        for code in _codes(one):
            coded[code].append(j)
    for i in at_first:
        one = first[i]
        silent = implied_words(dimension(one.unit))
        yield from ((i, j) for key in one.keys for j in _sharing(rooted(key.content), silent, often, index, exact))
        yield from ((i, j) for j in unmarked.get(_bare(one.key.content), ())[:_MOST_CANDIDATES])
        yield from ((i, j) for code in _codes(one) for j in coded.get(code, ())[:_MOST_CANDIDATES])
        yield from ((i, j) for j in _spelling_it(one, spelling.near(i), second))


def _sharing(
    content: frozenset[str],
    silent: frozenset[str],
    often: Mapping[str, int],
    index: Mapping[str, list[int]],
    exact: Mapping[frozenset[str], list[int]],
) -> list[int]:
    """Names that hold one of the rarest words of a content, `silent` ones aside; where these are too many, those of
    the same content."""
    rarest = sorted(content - silent or content, key=lambda word: (often[word], word))[:2]
    near = [j for word in rarest for j in index.get(word, ())]
    return near if len(near) <= _MOST_CANDIDATES else exact.get(content, [])[:_MOST_CANDIDATES]


def _spelling_it(one: Indicator, near: Set[int], second: Sequence[Indicator]) -> Iterable[int]:
    """Names with words that begin with its letters; where these are too many, those that share another word."""
    if len(near) <= _MOST_CANDIDATES:
        return near
    return [j for j in sorted(near) if one.key.content & second[j].key.content][:_MOST_CANDIDATES]


def _codes(one: Indicator) -> Iterator[str]:
    """What identifies an indicator whatever its name: its code, its entry in the catalogue."""
    if one.code:
        yield one.code
    entry = entry_of(one.key, dimension(one.unit))
    if entry is not None:
        yield entry.id


def _bare(content: frozenset[str]) -> str:
    """Content without marks, in alphabetical order: misspelt tones give the same."""
    return " ".join(sorted(bare(word) for word in content))
