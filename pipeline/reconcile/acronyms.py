"""Letters that one drafter writes for words that the other spells out (`Thuế TNCN`, `Thuế thu nhập cá nhân`).

Problem: every office has letters of its own, and no list holds them all.
Signals: capitals without a vowel, so no syllable, that the lexicon does not know; a run of words in any name of either
year that begins with these letters, and no other such run.
Never: chooses between two runs, or looks at values.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.grammar.folding import fold
from pipeline.reconcile.indicators import Indicator, dimension
from pipeline.reconcile.names import NameKey, name_key

_LETTERS = re.compile(r"\b[BCDĐGHKLMNPQRSTVX]{2,6}\b")
_WORD = re.compile(r"[^\W\d_]+")
_LONGEST = 6


def spelt_out(
    current: Sequence[Indicator], previous: Sequence[Indicator]
) -> tuple[tuple[Indicator, ...], tuple[Indicator, ...]]:
    """Both years, with what letters stand for in the keys of their names; the names stay as printed."""
    wanted = {letters for one in (*current, *previous) for letters in _letters(one)}
    meant = _meant(wanted, (one.name for one in (*current, *previous))) if wanted else {}
    if not meant:
        return tuple(current), tuple(previous)
    return tuple(_with(one, meant) for one in current), tuple(_with(one, meant) for one in previous)


def _letters(one: Indicator) -> Iterator[str]:
    for match in _LETTERS.finditer(one.name):
        if fold(match.group()) in one.key.content:
            yield match.group()


def _meant(wanted: Iterable[str], names: Iterable[str]) -> Mapping[str, str]:
    """For each of the letters the one run of words that they begin."""
    sought = {fold(letters) for letters in wanted}
    found: dict[str, set[str]] = defaultdict(set)
    for name in names:
        words = _WORD.findall(fold(name))
        for at in range(len(words)):
            for size in range(2, min(_LONGEST, len(words) - at) + 1):
                run = words[at : at + size]
                initials = "".join(word[0] for word in run)
                if initials in sought:
                    found[initials].add(" ".join(run))
    return {letters: next(iter(runs)) for letters, runs in found.items() if len(runs) == 1}


def _with(one: Indicator, meant: Mapping[str, str]) -> Indicator:
    if not any(fold(letters) in meant for letters in _letters(one)):
        return one
    name = _LETTERS.sub(lambda match: meant.get(fold(match.group()), match.group()), one.name)
    return replace(one, key=_with_facets(name_key(name, dimension(one.unit)), one.key))


def _with_facets(key: NameKey, known: NameKey) -> NameKey:
    """The key with the facets that were known from elsewhere (a column, a period)."""
    for facet, values in known.facets:
        if not key.facet(facet):
            key = key.with_facet(facet, values)
    return key
