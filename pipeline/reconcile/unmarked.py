"""Names and units that were typed without tone and vowel marks (`Dien tich lua ca nam`, `trieu dong`).

Problem: without marks `ta` is tạ, tá or ta, and every table of the lexicon is of marked words.
Signals: a text that has several words and no letter but a to z; the longest run of its words that stands, without its
marks, in a phrase of the lexicon; of several such phrases the one that stands there most often.
Never: changes a text that has a single marked letter, or a word that the lexicon has not.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from pipeline import lexicon
from pipeline.grammar.folding import fold
from pipeline.reconcile.names import bare

_WORD = re.compile(r"[^\W\d_]+")
_LONGEST = 5
"""Words of the longest run that is looked up."""


def is_unmarked(text: str) -> bool:
    """Words, all of plain letters."""
    return text.isascii() and _WORD.search(text) is not None


def plain_letters(text: str) -> str:
    """`đ` and marked letters as they are typed without marks, folded."""
    return bare(fold(text)).replace("đ", "d")


def name_marked(name: str) -> str:
    """An unmarked name with the marks of the lexicon's words; any other as it is."""
    return _marked(name, _names()) if is_unmarked(name) else name


def unit_marked(unit: str) -> str:
    """The same for a unit."""
    return _marked(unit, _units()) if is_unmarked(unit) else unit


def _marked(text: str, known: Mapping[tuple[str, ...], str]) -> str:
    words = list(_WORD.finditer(text))
    out: list[str] = []
    at = end = 0
    while at < len(words):
        for size in range(min(_LONGEST, len(words) - at), 0, -1):
            found = known.get(tuple(word.group().lower() for word in words[at : at + size]))
            if found is not None or size == 1:
                run = words[at : at + size]
                out += [text[end : run[0].start()], found if found is not None else run[0].group()]
                at, end = at + size, run[-1].end()
                break
    return "".join([*out, text[end:]])


@cache
def _names() -> Mapping[tuple[str, ...], str]:
    tables = ("indicator_names", "abbreviations", "catalogue")
    phrases = [phrase for table in tables for phrase in _strings(lexicon.table(table))]
    return _runs([*phrases, *_strings(lexicon.table("heads")["measure"]["phrases"])])


@cache
def _units() -> Mapping[tuple[str, ...], str]:
    counted = [noun for kind in lexicon.table("counted")["kind"] for noun in kind["nouns"]]
    table = lexicon.units()
    units = [*table.forms, *table.denominators, *lexicon.magnitudes()]
    runs = (
        _WORD.findall(fold(phrase)) for phrase in [*counted, *units]
    )  # the last wins: a unit before a thing counted
    return {tuple(map(plain_letters, run)): " ".join(run) for run in runs if run}


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, Iterable):
        for one in value:
            yield from _strings(one)


def _runs(phrases: Iterable[str]) -> Mapping[tuple[str, ...], str]:
    """For each run of words without marks, the marked one that stands in the phrases most often."""
    seen: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for phrase in phrases:
        words = _WORD.findall(fold(phrase))
        for size in range(1, _LONGEST + 1):
            for at in range(len(words) - size + 1):
                run = words[at : at + size]
                seen[tuple(plain_letters(word) for word in run)][" ".join(run)] += 1
    return {run: min(counts, key=lambda one: (-counts[one], one)) for run, counts in seen.items()}
