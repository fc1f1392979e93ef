"""Capital letters of Vietnamese, for patterns: the letters of the alphabet do not lie in ranges of code points."""

from __future__ import annotations

import unicodedata

_BASES = "AĂÂEÊIOÔƠUƯY"
_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
_ACCENTED = "".join(
    letter for base in _BASES for tone in _TONES if not (letter := unicodedata.normalize("NFC", base + tone)).isascii()
)

CAPITAL = f"A-ZĐ{_ACCENTED}"
"""The inside of a character class that matches one (composed) capital letter."""

SMALL = f"a-zđ{_ACCENTED.lower()}"
"""The inside of a character class that matches one (composed) small letter."""


def is_capitals(text: str) -> bool:
    """Are (nearly) all of its letters capitals, and are there enough of them to tell?"""
    letters = [c for c in text if c.isalpha()]
    return len(letters) >= 3 and sum(c.isupper() for c in letters) >= 0.85 * len(letters)
