"""Known indicators: names of one entry are one indicator, names of two entries are two.

Problem: `Tỷ lệ đô thị hóa` and `Tỷ lệ dân số thành thị` share no word.
Signals: the whole key of a name (content, and facets that say other than their default) among the keys of the entry's
names. Never: part of a name, or a code that no source states.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline import lexicon
from pipeline.reconcile.indicators import dimension
from pipeline.reconcile.names import NameKey, facets, implied_words, name_key

_Lookup = tuple[str, frozenset[str], frozenset[tuple[str, frozenset[str]]]]
_LOOSE = frozenset({"price", "action", "span"})
"""Facets that an entry's names leave open: an indicator has them, a catalogue does not."""


@dataclass(frozen=True, slots=True)
class Entry:
    """`code` is the official one, `<system>:<number>`; None where no source gives it."""

    id: str
    code: str | None


@lru_cache(maxsize=100_000)
def entry_of(key: NameKey, unit: str) -> Entry | None:
    """The entry that a name's key belongs to, for a figure in the unit of its dimension."""
    place = _lookup(key, unit)
    return _entries().get(place) if place[1] else None  # `Tổng diện tích` names no thing


@cache
def _entries() -> Mapping[_Lookup, Entry]:
    found: dict[_Lookup, Entry] = {}
    for raw in lexicon.table("catalogue")["indicator"]:
        entry = Entry(raw["id"], raw.get("code"))
        for unit in raw["units"]:
            for name in raw["names"]:
                known = found.setdefault(_lookup(name_key(name, dimension(unit)), dimension(unit)), entry)
                if known.id != entry.id:
                    raise lexicon.LexiconError(f"catalogue: {name!r} is both {known.id} and {entry.id}")
    return found


def _lookup(key: NameKey, unit: str) -> _Lookup:
    defaults = _defaults()
    stated = frozenset(
        (name, values) for name, values in key.facets if name not in _LOOSE and values != defaults.get(name)
    )
    return unit, key.content - implied_words(unit), stated


@cache
def _defaults() -> Mapping[str, frozenset[str]]:
    return {facet.name: frozenset({facet.default}) for facet in facets() if facet.default}
