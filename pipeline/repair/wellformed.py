"""How much of a text is Vietnamese at all: shares of words, by which a page's text layer is believed or not.

Two measures, because two kinds of garbage exist: letters lost or taken for others break syllables (`Quy t đ nh`,
`CHiJ`); a foreign OCR drops accents and leaves words that are still spelt well (`CONG HOA`). Thresholds were set on
data: see `LEAST_WELLFORMED`. Never: which words they are; single letters, abbreviations, codes and units do not count.
"""

from __future__ import annotations

import re
import unicodedata

from pipeline.frozen import dataclass
from pipeline.repair.syllables import ACCENTED, WORD_LETTERS, composed, is_syllable

LEAST_WELLFORMED = 0.75
"""Below this share of well-formed words a page is garbage. Measured: 0.98 and more on 73 pages of reports, 0.9 and more
on printed forms; 0.62-0.86 with the accents lost, 0.57-0.78 with six accented letters of ten lost, 0.64-0.77 with
three of ten turned into other letters."""
SOUND = 0.9
"""From this share on, nothing is wrong with a page."""
LEAST_ACCENTED = 0.35
"""Below this share of accented words a page has lost its accents, or is in another language (reports: 0.82-0.94)."""
FEWEST_WORDS = 12
"""A page with fewer words is not judged."""

_WORD = re.compile(rf"[{WORD_LETTERS}\u0300-\u036f]{{2,}}")
_LONGEST_ABBREVIATION = 7
_MOST_KNOWN = 1 << 15
_SHIFTS, _FIELD = (96, 64, 32, 0), (1 << 32) - 1
"""Where four counts stand in one number; none comes near the 32 bits of a field."""
_VOWELS = frozenset("aeiouy")
_UNITS = frozenset(("trđ", "tr", "kv", "kva", "kw", "kwh", "mw", "mm", "cm", "mg", "ml", "vnd", "usd", "đvt"))


@dataclass(frozen=True, slots=True)
class Quality:
    """Of a text: how many words it has, and the shares (0..1) of them that are well-formed syllables, that have an
    accent, that begin with a vowel."""

    words: int
    wellformed: float
    accented: float
    vowel_first: float

    @property
    def is_readable(self) -> bool:
        """May the text be believed? True where there is too little of it to judge."""
        return self.words < FEWEST_WORDS or (self.wellformed >= LEAST_WELLFORMED and self.accented >= LEAST_ACCENTED)


def quality(text: str) -> Quality:
    """How much of `text` is Vietnamese."""
    sums = sum(map(_KNOWN.__getitem__, composed(text).split()))
    total, good, marked, open_ = ((sums >> shift) & _FIELD for shift in _SHIFTS)
    return Quality(total, good / total, marked / total, open_ / total) if total else Quality(0, 1.0, 1.0, 0.0)


def wellformed(text: str) -> float:
    """The share of words that are well-formed Vietnamese syllables; 1.0 for a text without words."""
    return quality(text).wellformed


def is_readable(text: str) -> bool:
    """May this page's text layer be believed? True where there is too little text to judge."""
    return quality(text).is_readable


def _counts(piece: str) -> int:
    """Of what stands between two spaces: how many words count, and how many of them are well-formed syllables, have an
    accent, begin with a vowel; the four side by side in one number, as adding up one is much faster."""
    words = [(word, is_syllable(word)) for word in _WORD.findall(piece)]
    kept = [(word, syllable) for word, syllable in words if syllable or not _is_short_form(word)]
    accented = sum(not ACCENTED.isdisjoint(word) for word, _ in kept)
    vowels = sum(unicodedata.normalize("NFD", word[0])[0].lower() in _VOWELS for word, _ in kept)
    counts = (len(kept), sum(syllable for _, syllable in kept), accented, vowels)
    return sum(count << shift for count, shift in zip(counts, _SHIFTS, strict=True))


class _Known(dict[str, int]):
    """The counts of pieces seen before: a look-up costs half of what it does in a cache that keeps them in order."""

    def __missing__(self, piece: str) -> int:
        if len(self) == _MOST_KNOWN:
            self.clear()
        self[piece] = _counts(piece)
        return self[piece]


_KNOWN = _Known()


def _is_short_form(word: str) -> bool:
    """An abbreviation (`UBND`, `TNHH`), or a unit."""
    return (word.isupper() and len(word) <= _LONGEST_ABBREVIATION) or word.lower() in _UNITS
