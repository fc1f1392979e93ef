"""Single letters that a font, a converter or a keyboard put for Vietnamese ones, in text that is Unicode already.

Problem: `nƣớc`, `QÐ`, `Нội`, `đ−ợc`, `ngμnh`, `ựạt` look right or nearly so to a reader and match nothing. Signals in
order: a letter that no Vietnamese text means (always); a word that is no Vietnamese as it stands and is with the letter
meant (`certain`); the same, where the document shows such damage often enough. The text keeps its length. Never: a
digit, or a sign beside one; units (`µm`); a word that is Vietnamese as it stands (but for `ựi`, see `often`).
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from functools import cache, partial

from pipeline.frozen import dataclass
from pipeline.lexicon import table
from pipeline.repair.syllables import LETTERS, composed, is_syllable

_MARKS = "\u0300-\u036f"
_UNIT_SIGN = re.compile(r"[µμ][mglAFsVW](?![^\W\d_])")
_LONGEST_WORD = 12
"""A syllable with its marks apart."""
_JOINER = "\u2060"
"""What stands for a character that is nothing: views drop it."""
_LETTER = r"[^\W\d_]"
_IN_HEALTHY_LETTERS = (
    re.compile(r"ự(?<!\w.)(?=[^\W\d_])"),
    re.compile(r"ắ(?=nh|ch|u|(?!\w))"),
    re.compile(r"J(?<=[^\W\d_A-Z]J)"),
)
"""Damage in letters that healthy text has too, standing where no Vietnamese word has them."""


@dataclass(frozen=True, slots=True)
class _Swap:
    damaged: str
    meant: str
    initial: bool
    inner: bool
    certain: bool
    often: bool
    """Where the document shows damage often, also in words that are Vietnamese as they stand."""
    only_with: str | None
    """The encoding without which this is no damage."""


@dataclass(frozen=True, slots=True)
class _Repair:
    start: int
    text: str
    certain: bool


def repaired(text: str, encodings: Container[str] = ()) -> tuple[str, int]:
    """`text` with its letters put right, as long as before, and how many words needed it. `encodings`: names of the
    legacy encodings that it had."""
    present = frozenset(text)
    if (
        not encodings
        and present.isdisjoint(_suspects() | {"Õ"})
        and not any(one.search(text) for one in _IN_HEALTHY_LETTERS)
    ):
        return text, 0
    count = 0
    if not present.isdisjoint(always := _letters("always")):
        count += sum(text.count(char) for char in always)
        text = text.translate(_translation("always"))
    if "Õ" in present:
        text, found = _whole().subn(lambda m: _words()[m.group()], text)
        count += found
    swaps = tuple(swap for swap in _swap_table() if swap.only_with is None or swap.only_with in encodings)
    for repair in (_homoglyphs, _accents, partial(_swaps, table=swaps)):
        repairs = list(repair(text))
        if len(repairs) < _least():
            repairs = [one for one in repairs if one.certain]
        if repairs:
            text = _replaced(text, repairs)
            count += len(repairs)
    return text, count


def _replaced(text: str, repairs: list[_Repair]) -> str:
    pieces = list(text)
    for one in repairs:
        pieces[one.start : one.start + len(one.text)] = one.text
    return "".join(pieces)


def _homoglyphs(text: str) -> Iterator[_Repair]:
    """Words of Latin letters and others that look Latin; of the latter alone (`ТТ`), where the text has many."""
    alike = _translation("homoglyphs")
    for match in _word_with("".join(_letters("homoglyphs"))).finditer(text):
        word = match.group()
        meant = word.translate(alike)
        if all(char in LETTERS or char in _mark_set() for char in meant):
            certain = any(char in LETTERS for char in word) or is_syllable(composed(meant))
            if certain or len(word) > 1:
                yield _Repair(match.start(), meant, certain)


def _accents(text: str) -> Iterator[_Repair]:
    """Accents apart from their letter: the mark moves to it, what lay between becomes nothing."""
    spacing = _letters("accents")
    apart = re.compile(
        rf"(?<!{_LETTER})({_LETTER}*?[aăâeêioôơuưyAĂÂEÊIOÔƠUƯY])([ \u00a0]?)"
        rf"([{re.escape(''.join(spacing))}]|(?<=[ \u00a0])[{_MARKS}]+)({_LETTER}*)"
    )
    for match in apart.finditer(text):
        head, space, accent, tail = match.groups()
        marks = spacing.get(accent, accent)
        if is_syllable(composed(head + marks + tail)):
            yield _Repair(match.start(), head + marks + _JOINER * len(space) + tail, certain=True)


def _swaps(text: str, table: tuple[_Swap, ...]) -> Iterator[_Repair]:
    certain = tuple(swap for swap in table if swap.certain)
    often = tuple(swap for swap in table if swap.often)
    for match in _word_with("".join(swap.damaged for swap in table)).finditer(text):
        word, start, end = match.group(), match.start(), match.end()
        if len(word) > _LONGEST_WORD or _UNIT_SIGN.match(word):
            continue
        plain = is_syllable(composed(word))
        at_digit = text[start - 1 : start].isdigit() or text[end : end + 1].isdigit()
        for swaps, sure in ((often, False),) if plain else ((certain, True), (table, False)):
            meant = _swapped(word, swaps)
            if meant != word and len(word) > 1 and is_syllable(composed(meant)):
                if not (at_digit and any(char in word for char in "-−\u00ad")):
                    yield _Repair(start, meant, certain=sure)
                break


def _swapped(word: str, swaps: tuple[_Swap, ...]) -> str:
    out = list(word)
    for i, char in enumerate(word):
        for swap in swaps:
            if swap.damaged == char and (swap.initial if i == 0 else swap.inner):
                if swap.damaged.isupper() and not word[:i].islower():
                    continue  # a capital within a word of small letters is damage, among capitals it is itself
                out[i] = swap.meant.upper() if len(word) > 2 and word[1:].isupper() else swap.meant
    return "".join(out)


@cache
def _swap_table() -> tuple[_Swap, ...]:
    return tuple(
        _Swap(
            entry["from"],
            entry["to"],
            entry["where"] in ("initial", "any"),
            entry["where"] in ("inner", "any"),
            entry["certain"],
            entry.get("often", False),
            entry.get("only_with"),
        )
        for entry in table("repairs")["swap"]
    )


@cache
def _suspects() -> frozenset[str]:
    """Characters whose mere presence asks for a closer look: those that healthy text does not have."""
    swapped = {s.damaged for s in _swap_table() if s.only_with is None and s.damaged not in LETTERS}
    mark_apart = {chr(code) for code in range(0x300, 0x370)}
    return frozenset().union(_letters("always"), _letters("homoglyphs"), _letters("accents"), swapped, mark_apart)


@cache
def _word_with(characters: str) -> re.Pattern[str]:
    inner = rf"(?:{_LETTER}|[{_MARKS}{re.escape(characters)}])"
    return re.compile(rf"(?<!{inner}){inner}*[{re.escape(characters)}]{inner}*")


@cache
def _letters(name: str) -> dict[str, str]:
    raw = table("repairs")[name]
    found: dict[str, str] = raw["letters"] if "letters" in raw else raw["marks"]
    return found


@cache
def _translation(name: str) -> dict[int, str]:
    return {ord(damaged): meant for damaged, meant in _letters(name).items()}


@cache
def _mark_set() -> frozenset[str]:
    return frozenset(map(chr, range(0x300, 0x370)))


@cache
def _words() -> dict[str, str]:
    """Whole words that are no words, and what they were."""
    found: dict[str, str] = table("repairs")["whole"]["words"]
    return found


@cache
def _whole() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w{_MARKS}])(?:{'|'.join(_words())})(?![\w{_MARKS}])")


@cache
def _least() -> int:
    return int(table("repairs")["damage"]["least"])
