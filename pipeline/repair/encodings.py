"""The encodings of Vietnamese before Unicode (TCVN3, VNI, VISCII, VPS, Windows-1258), misread as Latin-1 or cp1252.

Decoding keeps the length: a code of one byte becomes one letter, a code of two a letter and its combining mark, which
views compose. So an offset into the decoded text is an offset into the text as read. Tables are in encodings.toml.
Never: which encoding a text has (that is `detect`), ASCII, digits.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from pipeline.frozen import dataclass
from pipeline.lexicon import table

_TONE_MARKS = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
_CP1252 = {chr(byte): bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(0x80, 0xA0)}


@dataclass(frozen=True, slots=True)
class Encoding:
    """`codes`: a code as its bytes read as Latin-1 -> the letter it stands for (composed). `alphabet`: the characters,
    as Latin-1 or cp1252 shows them, that this encoding gives a meaning of its own. `fonts`, `capitals`: patterns of
    the names of fonts that have it, and of those that draw only capitals (None: no font is a sign)."""

    name: str
    codes: Mapping[str, str]
    alphabet: frozenset[str]
    fonts: re.Pattern[str] | None
    capitals: re.Pattern[str] | None
    _decoded: Mapping[str, str]
    _code: re.Pattern[str]

    def decode(self, text: str) -> str:
        """`text` with every code decoded, as long as before; what is no code stays."""
        return self._code.sub(lambda match: self._decoded[match.group()], text)

    def has_font(self, font: str | None) -> bool:
        return bool(font and self.fonts and self.fonts.search(_bare_font(font)))

    def has_capital_font(self, font: str | None) -> bool:
        return bool(font and self.capitals and self.capitals.search(_bare_font(font)))


@cache
def encodings() -> tuple[Encoding, ...]:
    """All of them, the commonest first."""
    return tuple(_encoding(name, raw) for name, raw in table("encodings").items())


def _encoding(name: str, raw: dict[str, str]) -> Encoding:
    codes = {}
    for letter, row in raw.items():
        if len(letter) == 1:
            for code, mark in zip(row.split(), _TONE_MARKS, strict=False):
                for one in code.split("/") if code != "." else ():
                    codes[bytes.fromhex(one).decode("latin-1")] = unicodedata.normalize("NFC", letter + mark)
    shown = {_as_cp1252(code): letter for code, letter in codes.items()} | codes
    for code, letter in list(shown.items()):  # a capital with the mark of a small letter: typed with the keys mixed up
        if len(code) == 2 and code[0].isupper():
            shown.setdefault(code[0] + code[1].lower(), letter)
    decoded = {code: _as_long_as(code, letter) for code, letter in shown.items()}
    longest_first = sorted(map(re.escape, decoded), key=len, reverse=True)
    return Encoding(
        name,
        MappingProxyType(codes),
        frozenset("".join(shown)).difference(map(chr, range(0x20, 0x7F))),
        re.compile(raw["fonts"]) if "fonts" in raw else None,
        re.compile(raw["capitals"]) if "capitals" in raw else None,
        MappingProxyType(decoded),
        re.compile("|".join(longest_first)),
    )


def _as_cp1252(code: str) -> str:
    """The code as a Windows program shows it: bytes 80-9F are letters and signs there, where cp1252 has any."""
    return "".join(_CP1252.get(char, char) for char in code)


def _as_long_as(code: str, letter: str) -> str:
    if len(code) == len(letter):
        return letter
    apart = unicodedata.normalize("NFD", letter)
    return unicodedata.normalize("NFC", apart[:-1]) + apart[-1]


def _bare_font(font: str) -> str:
    """A font's name without the prefix of a subset (`ABCDEF+`)."""
    return re.sub(r"^[A-Z]{6}\+", "", font).strip()
