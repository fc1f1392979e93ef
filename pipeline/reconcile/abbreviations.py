"""Abbreviations written out, as far as tables say what they mean.

Problem: `HS` is học sinh, hồ sơ or hình sự, `DT` diện tích or doanh thu; others (`NSNN`) mean one thing everywhere.
Signals, in order: letters that mean one thing; the unit of the figure; for letters of several meanings the first one
whose words stand in the same name (`HS tiếp nhận`), else what the unit makes likely.
Never: writes out letters that no table holds (`letters` reads those by the other year's name).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from pipeline import lexicon
from pipeline.grammar.folding import fold
from pipeline.reconcile.words import Words, split

_SIZES = (3, 2, 1)
"""Words of the longest abbreviations first (`hs th`)."""


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What letters say: under which units, beside which words of the name; empty where under any, beside any."""

    words: Words
    units: frozenset[str]
    beside: tuple[str, ...]


def expanded(words: Words, unit: str | None) -> Words:
    """Words with abbreviations written out, also those that only the writing out of another shows."""
    forms = _forms(unit)
    once = _written_out(words, forms)
    twice = once if once == words else _written_out(once, forms)
    return _written_out(twice, _chosen(twice, unit, sure=False))


def meaning(letters: str, words: Words, unit: str | None) -> tuple[str, bool]:
    """What tables say that letters mean in a name of these words, empty where nothing; and whether they say it by more
    than the unit."""
    forms = _forms(unit)
    if (letters,) in forms:
        return " ".join(forms[letters,]), True
    written = _written_out(words, forms)
    sure = _chosen(written, unit, sure=True).get((letters,))
    said = sure or _chosen(written, unit, sure=False).get((letters,), ())
    return " ".join(said), sure is not None


def _written_out(words: Words, forms: Mapping[Words, Words]) -> Words:
    out: list[str] = []
    at = 0
    while at < len(words):
        size = next((n for n in _SIZES if words[at : at + n] in forms), 0)
        out.extend(forms[words[at : at + size]] if size else words[at : at + 1])
        at += size or 1
    return tuple(out)


def _chosen(words: Words, unit: str | None, *, sure: bool) -> dict[Words, Words]:
    """For each of the letters of several meanings the first that fits; `sure`: by the words beside it alone."""
    there = [word for word in words if word in _meanings()]
    if not there:
        return {}
    text = f" {' '.join(words)} "
    found: dict[Words, Words] = {}
    for word in there:
        for meaning in _meanings()[word]:
            fits = not meaning.units or unit in meaning.units
            if fits and (any(beside in text for beside in meaning.beside) or not (meaning.beside or sure)):
                found[word,] = meaning.words
                break
    return found


@cache
def _forms(unit: str | None) -> Mapping[Words, Words]:
    bare = lexicon.table("indicator_names")["bare_seasons"]
    seasons = {
        (*split(crop), season): (*split(crop), *split(said))
        for crop in bare["crops"]
        for season, said in bare["seasons"].items()
    }
    abbreviations = lexicon.table("abbreviations")["always"]
    return seasons | {split(short): split(long) for short, long in abbreviations}


@cache
def _meanings() -> Mapping[str, tuple[_Meaning, ...]]:
    entries = lexicon.table("abbreviations")["ambiguous"]
    return {
        fold(letters): tuple(
            _Meaning(
                split(one["means"]),
                frozenset(one.get("units", ())),
                tuple(f" {' '.join(split(beside))} " for beside in one.get("beside", ())),
            )
            for one in meanings
        )
        for letters, meanings in entries.items()
    }
