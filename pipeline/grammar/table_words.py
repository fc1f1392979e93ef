"""The words of tables: the classes of `lexicon/table_heads.toml`, found in short texts such as heads and row labels.

Heads are not sentences: they are a few words in any order, so a class is found by its phrases alone, longest first, and
what no class claims is what the head itself names. Case, tone placement (hoà, hòa) and `tỉ`/`tỷ` are set aside.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from pipeline.frozen import dataclass
from pipeline.grammar.folding import fold

_TOKEN = re.compile(r"[^\W\d_]+|\d+(?:[.,]\d+)*|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number or sign of a text: `text` as printed, `key` folded, `start:end` in that text."""

    text: str
    key: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hit:
    """Tokens `start:end` are the phrase `phrase` (folded)."""

    start: int
    end: int
    phrase: str


@dataclass(frozen=True, slots=True)
class Words:
    """A class of phrases; `by_first` lists them by their first token, longest first."""

    by_first: dict[str, tuple[tuple[str, ...], ...]]

    def find(self, text: str | Sequence[Token]) -> list[Hit]:
        """Every phrase of the class in `text`, longest first, left to right, without overlap."""
        keys = [token.key for token in _tokens(text)]
        hits, at = [], 0
        while at < len(keys):
            length = self._length_at(keys, at)
            if length:
                hits.append(Hit(at, at + length, " ".join(keys[at : at + length])))
            at += length or 1
        return hits

    def leads(self, text: str | Sequence[Token]) -> int:
        """The number of tokens of the phrase that `text` begins with; 0 for none."""
        keys = [token.key for token in _tokens(text)]
        return self._length_at(keys, 0) if keys else 0

    def whole(self, text: str) -> bool:
        """Is `text` (signs set aside) one phrase of the class, or several with signs between?"""
        tokens = tokenize(text)
        covered = {i for hit in self.find(tokens) for i in range(hit.start, hit.end)}
        return bool(covered) and all(i in covered or not t.key[0].isalnum() for i, t in enumerate(tokens))

    def _length_at(self, keys: Sequence[str], at: int) -> int:
        for phrase in self.by_first.get(keys[at], ()):
            if tuple(keys[at : at + len(phrase)]) == phrase:
                return len(phrase)
        return 0


@lru_cache(maxsize=8192)
def tokenize(text: str) -> tuple[Token, ...]:
    """Words, numbers and signs; letters and digits part (`TH2019` is `TH`, `2019`)."""
    return tuple(Token(m.group(), fold(m.group()), m.start(), m.end()) for m in _TOKEN.finditer(text))


@cache
def words(name: str) -> Words:
    """The class `name` of the lexicon."""
    return word_class(_lexicon()[name]["phrases"])


def word_class(phrases: Iterable[str]) -> Words:
    """A class of the given phrases."""
    by_first: dict[str, list[tuple[str, ...]]] = {}
    for phrase in phrases:
        keys = tuple(token.key for token in tokenize(phrase))
        by_first.setdefault(keys[0], []).append(keys)
    return Words({first: tuple(sorted(set(group), key=lambda p: (-len(p), p))) for first, group in by_first.items()})


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """`short` stands for `long` over figures in `unit` (a canonical code; empty for any)."""

    short: str
    unit: str
    long: str


@cache
def abbreviations() -> tuple[Abbreviation, ...]:
    """The abbreviations of heads, those of one unit before those of any."""
    entries = [Abbreviation(**entry) for entry in _lexicon()["abbreviation"]]
    return tuple(sorted(entries, key=lambda entry: not entry.unit))


def spelt_out(text: str, unit: str | None) -> str:
    """`text` with its abbreviations written in full, as the unit of the figures allows (`DT` over ha, over đồng)."""
    for entry in abbreviations():
        if entry.short in text and entry.unit in ("", unit):
            text = re.sub(rf"(?<!\w){entry.short}(?!\w)", entry.long, text)
    return text


@cache
def _lexicon() -> dict[str, Any]:
    return tomllib.loads((files("pipeline.lexicon") / "table_heads.toml").read_text("utf-8"))


def _tokens(text: str | Sequence[Token]) -> Sequence[Token]:
    return tokenize(text) if isinstance(text, str) else text
