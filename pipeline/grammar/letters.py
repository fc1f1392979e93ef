"""Capital letters of Vietnamese, for patterns: the letters of the alphabet do not lie in ranges of code points."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_BASES = "AĂÂEÊIOÔƠUƯY"
_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
_ACCENTED = "".join(
    letter for base in _BASES for tone in _TONES if not (letter := unicodedata.normalize("NFC", base + tone)).isascii()
)

CAPITAL = f"A-ZĐ{_ACCENTED}"
"""The inside of a character class that matches one (composed) capital letter."""

SMALL = f"a-zđ{_ACCENTED.lower()}"
"""The inside of a character class that matches one (composed) small letter."""


def any_word(words: Iterable[str], behind: str = r"(?<!\w.)") -> str:
    """A pattern for any of the words (or their beginnings) where a word begins, longest first. By first letter, because a
    pattern that begins with letters is sought much faster than one that begins by looking back; `behind` is what has to
    hold behind that letter."""
    by_first: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        by_first.setdefault(re.escape(word[0]), []).append(re.escape(word[1:]))
    return "(?:" + "|".join(rf"{c}{behind}(?:{'|'.join(rest)})" for c, rest in by_first.items()) + ")"


def is_capitals(text: str) -> bool:
    """Are (nearly) all of its letters capitals, and are there enough of them to tell?"""
    letters = list(filter(str.isalpha, text))
    return len(letters) >= 3 and sum(map(str.isupper, letters)) >= 0.85 * len(letters)
