"""How much of a text is Vietnamese at all: shares of words, by which a page's text layer is believed or not.

Two measures, because two kinds of garbage exist: letters lost or taken for others break syllables (`Quy t đ nh`,
`CHiJ`); a foreign OCR drops accents and leaves words that are still spelt well (`CONG HOA`). Thresholds were set on
data: see `LEAST_WELLFORMED`. Never: which words they are; single letters, abbreviations, codes and units do not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.repair.syllables import ACCENTED, composed, is_syllable

LEAST_WELLFORMED = 0.75
"""Below this share of well-formed words a page is no readable Vietnamese."""
LEAST_ACCENTED = 0.35
"""Below this share of accented words a page is Vietnamese without its accents, or another language."""
FEWEST_WORDS = 12
"""A page with fewer words is not judged."""

_LETTER = r"[^\W\d_²³¹º¼-¾⁰-₟]"
_WORD = re.compile(rf"(?<![^\W_]){_LETTER}(?:{_LETTER}|[\u0300-\u036f])+(?!\d)")
_LONGEST_ABBREVIATION = 7
_UNITS = frozenset(("trđ", "tr", "kv", "kva", "kw", "kwh", "mw", "mm", "cm", "mg", "ml", "vnd", "usd", "đvt"))


def wellformed(text: str) -> float:
    """The share of words that are well-formed Vietnamese syllables; 1.0 for a text without words."""
    words = list(_words(composed(text)))
    return sum(map(is_syllable, words)) / len(words) if words else 1.0


def accented(text: str) -> float:
    """The share of words with a letter or tone of Vietnamese (near 0.9 in these reports); 1.0 without words."""
    words = list(_words(composed(text)))
    return sum(not ACCENTED.isdisjoint(word) for word in words) / len(words) if words else 1.0


def is_readable(text: str) -> bool:
    """May this page's text layer be believed? True where there is too little text to judge."""
    words = list(_words(composed(text)))
    if len(words) < FEWEST_WORDS:
        return True
    good = sum(map(is_syllable, words))
    marked = sum(not ACCENTED.isdisjoint(word) for word in words)
    return good >= LEAST_WELLFORMED * len(words) and marked >= LEAST_ACCENTED * len(words)


def _words(text: str) -> Iterator[str]:
    for match in _WORD.finditer(text):
        word = match.group()
        if word.isupper() and len(word) <= _LONGEST_ABBREVIATION and not is_syllable(word):
            continue  # UBND, HĐND, TNHH
        if word.lower() not in _UNITS:
            yield word
