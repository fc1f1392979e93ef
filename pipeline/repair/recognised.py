"""Words of recognised print put right: tone and vowel marks that a scan blurs, in words whose neighbours tell.

Problem: `phát triến`, `cụ thế`, `57 ta/ha`, `nắm 2023` read well enough for a person and match nothing. Signals, in
order: the neighbour of a word (pairs of syllables that the lexicon has, or that the document itself has more often);
that the word is no syllable, or was read in doubt; the number before a unit or after `năm`. One repair must stand out.
The text keeps its length. Never: a digit, a sign beside one (but `;` for the colon of `Đơn vị tính:`), capitals of an
abbreviation, a word beside which two others would do as well.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

from rapidfuzz.distance import Levenshtein

from pipeline.frozen import dataclass
from pipeline.lexicon import table
from pipeline.repair.syllables import composed, is_syllable

__all__ = ["Reworded", "reworded"]

_WORD = re.compile(r"[^\W\d_]+")
_TABLES = (
    "catalogue", "counted", "header", "heads", "indicator_names", "noun_classes", "number_words", "periods", "phrases",
    "project_names", "projects", "recognition", "relations", "siblings", "table_heads", "units", "verbs",
)  # fmt: skip
_OFTEN = 3
"""Times that a pair stands in the document for it to tell of a look-alike."""
_LONG = 5
"""Letters of a word that may have one letter wrong, not only marks."""
_JOINER = "\u2060"
_YEAR = r"(?:19|20)\d\d(?![\d.,]\d|\d)"
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    text: str
    low: str
    linked: bool
    """Nothing but a space or line end between it and the word before."""


@dataclass(frozen=True, slots=True)
class Reworded:
    """`reading`: as long as the text; `words`: how many were put right."""

    reading: str
    words: int


def reworded(text: str, spans: Sequence[tuple[int, int]], in_doubt: Callable[[int, int], bool]) -> Reworded:
    """The reading of `text` with the recognised words within `spans` put right; `in_doubt(start, end)` tells whether
    they were read with doubt."""
    edits: dict[int, str] = {}
    for start, end in spans:
        tokens = list(_tokens(text, start, end))
        known = _Known(tokens, in_doubt)
        for i in range(len(tokens)):
            word = _meant(tokens, i, known, in_doubt)
            if word:
                edits[tokens[i].start] = word
        edits.update(_by_number(text, start, end))
    if not edits:
        return Reworded(text, 0)
    letters = list(text)
    for at, word in edits.items():
        letters[at : at + len(word)] = word
    return Reworded("".join(letters), len(edits))


def _tokens(text: str, start: int, end: int) -> Iterator[_Token]:
    last = -1
    for match in _WORD.finditer(text, start, end):
        linked = last >= 0 and not text[last : match.start()].strip(" \n")
        last = match.end()
        yield _Token(match.start(), match.group(), match.group().lower(), linked)


class _Known:
    """Pairs of syllables: those of the lexicon, and those of the document that were read without doubt, often."""

    def __init__(self, tokens: Sequence[_Token], in_doubt: Callable[[int, int], bool]) -> None:
        self.counts: Counter[Pair] = Counter()
        for a, b in pairwise(tokens):
            if b.linked and not in_doubt(a.start, b.start + len(b.text)):
                self.counts[a.low, b.low] += 1
        after, before = _lexicon_pairs()
        self.after: dict[str, set[str]] = defaultdict(set)
        self.before: dict[str, set[str]] = defaultdict(set)
        for (first, second), count in self.counts.items():
            if count >= _OFTEN:
                self.after[first].add(second)
                self.before[second].add(first)
        self._after, self._before = after, before

    def following(self, word: str, named: bool) -> set[str]:
        """What may follow a word; of names (`named`) the lexicon knows nothing."""
        return self.after.get(word, set()) | (set() if named else self._after.get(word, set()))

    def preceding(self, word: str, named: bool) -> set[str]:
        """What may precede a word."""
        return self.before.get(word, set()) | (set() if named else self._before.get(word, set()))


def _meant(tokens: Sequence[_Token], i: int, known: _Known, in_doubt: Callable[[int, int], bool]) -> str:
    """What the word was meant to be, as long as it; empty where nothing stands out."""
    token = tokens[i]
    word, low = token.text, token.low
    if len(word) < 2 or _is_short_form(word):
        return ""
    named = word.istitle() and i > 0 and token.linked and tokens[i - 1].text.istitle()
    left = tokens[i - 1].low if i and token.linked else ""
    right = tokens[i + 1].low if i + 1 < len(tokens) and tokens[i + 1].linked else ""
    by_left, by_right = known.following(left, named), known.preceding(right, named)
    if low in by_left or low in by_right or any(known.counts[p] > 1 for p in ((left, low), (low, right))):
        return ""
    sound = is_syllable(composed(word))
    least = 1 if not sound or in_doubt(token.start, token.start + len(word)) else 2
    found = {}
    for other in by_left | by_right:
        if other != low and _alike(low, other, sound):
            found[other] = (other in by_left) + (other in by_right)
    best = max(found.values(), default=0)
    leaders = [other for other, votes in found.items() if votes == best]
    if best < least or len(leaders) != 1:
        return ""
    meant = _cased(leaders[0], word)
    return meant + _JOINER * (len(word) - len(meant)) if len(meant) <= len(word) else ""


def _is_short_form(word: str) -> bool:
    return word.isupper() and len(word) <= _LONG and word.isascii()


def _alike(low: str, other: str, sound: bool) -> bool:
    """May one be the other misread: by its marks, or in a long word that is none by one letter?"""
    if _bare(low) == _bare(other):
        return Levenshtein.distance(low, other) <= 2
    return not sound and len(low) >= _LONG and Levenshtein.distance(low, other) <= 1


@cache
def _bare(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", word.replace("đ", "d")) if not unicodedata.combining(c))


def _cased(word: str, like: str) -> str:
    if like.isupper():
        return word.upper()
    return word[:1].upper() + word[1:] if like[:1].isupper() else word


def _by_number(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    """Words beside a number: `nắm 2023`, `57 ta/ha`; and the colon of `Đơn vị tính;`."""
    raw = table("recognition")
    for word in raw["before_number"]["words"]:
        number = _YEAR if word == "năm" else r"\d{1,2}[/\s,.;)]"
        for match in re.finditer(rf"(?<![^\W_])([^\W\d_]{{{len(word)}}}) (?={number})", text[start:end]):
            said = match.group(1)
            if said != word and said.islower() and _bare(said) == _bare(word):
                yield start + match.start(1), word
    for match in re.finditer(r"(?<=\d )([^\W\d_]{2,5})(?=/[^\W\d_])", text[start:end]):
        meant = _units().get(_bare(match.group(1)), "")
        if len(meant) == len(match.group(1)) and meant != match.group(1):
            yield start + match.start(1), meant
    phrases = "|".join(raw["before_colon"]["phrases"])
    for match in re.finditer(rf"(?i)(?<![^\W_])(?:{phrases})(;)(?= )", text[start:end]):
        yield start + match.start(1), ":"


@cache
def _units() -> dict[str, str]:
    """Units by their letters without marks, where these are one unit's alone."""
    forms: dict[str, set[str]] = defaultdict(set)
    for unit in table("units")["unit"]:
        for form in unit["forms"]:
            if form.isalpha():
                forms[_bare(form)].add(form)
    return {bare: next(iter(found)) for bare, found in forms.items() if len(found) == 1}


@cache
def _lexicon_pairs() -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """For each syllable those that follow it, and those that precede it, in any phrase of the lexicon."""
    after: dict[str, set[str]] = defaultdict(set)
    before: dict[str, set[str]] = defaultdict(set)
    for name in _TABLES:
        for phrase in _strings(table(name)):
            words = _WORD.findall(composed(phrase.lower()))
            for a, b in pairwise(words):
                after[a].add(b)
                before[b].add(a)
    return dict(after), dict(before)


def _strings(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for key, value in node.items():
            if key != "example":
                yield key
                yield from _strings(value)
    elif isinstance(node, list):
        for value in node:
            yield from _strings(value)
