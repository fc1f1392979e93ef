"""Which words of a text are in a legacy encoding, and in which: mixed within a file, a line, a cell.

Problem: `n¨m` is TCVN3 for `năm`, `lóa` is TCVN3 for `lúa` and good Vietnamese too; a `.VnTime` font may hold Unicode.
Signals in order of precedence: a word that is no Vietnamese as it stands and is when decoded (or the other way round)
decides for itself; the nearest such word of its line; the line's font; the nearest line. A document has an encoding
only if enough different words show it, or one where the font says so too. Never: digits, ASCII, words of letters that
only Unicode has; a repair of single letters (that is `letters`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from functools import cache
from typing import Literal

from pipeline.frozen import dataclass
from pipeline.lexicon import table
from pipeline.repair.encodings import Encoding, encodings
from pipeline.repair.syllables import ACCENTED, LETTERS, composed, is_syllable

Line = tuple[int, int, str | None]
"""Start and end in the text, and the name of the font (None if unknown)."""
State = Literal["legacy", "unicode"]

_FEWEST_WORDS = 2
"""Different words that must show an encoding where no font does."""
_FEWEST_BESIDE, _LEAST_BESIDE = 3, 0.05
"""Different words, and their share, that must show another encoding beside the first."""
_FEWEST_SIGNS = 2
"""Different odd characters they must have: one alone is a letter lost in a conversion (`letters`)."""
_LEAST_EXPLAINED = 0.6
"""Share of the words with odd characters that the encodings found must explain."""
_CAPITALS, _FEWEST_CAPITALS = 0.9, 4
"""Share and number of capitals that say a line was typed in a font of capitals."""
_ONE_LETTER_WORDS = frozenset("ởổôýủồáốỞỔÔÝỦỒÁỐ")
_MARKS = "\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b"
_OPENING, _CLOSING = "«“‘„", "»”’…¹²³º"
_TONE_APART = re.compile(r"[ÌÒ](?<=[a-zâêôãõý].)")
_PARTS = re.compile(r"[–—…\u00ad-]")
_QUANTITY_SIGN = re.compile(r"(?:[kcdhm]?m[²³]|[µμ][mglAFsV]|°[CF])$")
_UNICODE_ONLY = frozenset(letter for letter in LETTERS if letter > "\xff")


@dataclass(slots=True)
class _Word:
    """A run of what may be letters at `start` of the text."""

    start: int
    text: str
    state: State | None = None
    """None: may be either."""


@dataclass(slots=True)
class Detector:
    """The judgement of one document's words; `found`: the encodings it has, likeliest first."""

    text: str
    lines: Sequence[Line]
    found: list[Encoding] = field(default_factory=list)
    decoded_lines: Counter[str] = field(default_factory=Counter)
    _plain: dict[str, bool] = field(default_factory=dict)
    _tries: dict[tuple[str, str], str | None] = field(default_factory=dict)

    def run(self) -> str:
        """The text with all legacy words decoded, as long as before."""
        self.found = self.encodings()
        return self._decoded() if self.found else self.text

    def encodings(self) -> list[Encoding]:
        """The encodings that the text shows, the likeliest first."""
        odd = _odd(self.text)
        if _TONE_APART.search(self.text):  # Windows-1258 may show itself by these letters alone
            odd |= frozenset("ÌÒ")
        return self._shown(odd) if odd else []

    def _shown(self, odd: frozenset[str]) -> list[Encoding]:
        """The encodings that the words with a character of `odd` show, taken together."""
        seen, fonts = self._evidence(odd)
        found: list[Encoding] = []
        left = set(seen)
        candidates = [(e, {word for word in seen if self._decode(e, word)}) for e in encodings()]
        while left and candidates:
            encoding, words = max(candidates, key=lambda c: sum(seen[word] for word in c[1] & left))
            candidates.remove((encoding, words))
            words &= left
            if not any(encoding.has_font(fonts[word]) for word in words):
                fewest = max(_FEWEST_BESIDE, _LEAST_BESIDE * len(seen)) if found else _FEWEST_WORDS
                signs = odd.intersection("".join(words))
                if len(words) < fewest or len(signs) < _FEWEST_SIGNS:
                    break
            found.append(encoding)
            left -= words
        unexplained = sum(seen[word] for word in left)
        by_font = any(encoding.has_font(font) for encoding in found for font in set(fonts.values()))
        return found if by_font or unexplained <= (1 - _LEAST_EXPLAINED) * seen.total() else []

    def _evidence(self, odd: frozenset[str]) -> tuple[Counter[str], dict[str, str]]:
        """The words with a character of `odd` that are no Vietnamese in Unicode, and the font each is first met in."""
        seen: Counter[str] = Counter()
        fonts: dict[str, str] = {}
        for start, word in _words_with(self.text, odd):
            abbreviation = word.isupper() and not _odd(word.translate(_always()))  # `QÐ`
            if not (abbreviation or self._is_plain(word) or _is_unicode(word)) and _has_letter(word):
                seen[word] += 1
                fonts.setdefault(word, self._font_at(start))
        return seen, fonts

    def _font_at(self, offset: int) -> str:
        i = bisect_right(self.lines, offset, key=lambda line: line[0]) - 1
        return (self.lines[i][2] or "") if i >= 0 else ""

    def _decoded(self) -> str:
        pieces = list(self.text)
        last: tuple[State, Encoding] = ("unicode", self.found[0])
        waiting: list[tuple[Line, list[_Word]]] = []
        decided = False
        for line in self.lines:
            words = [_Word(line[0] + m.start(), m.group()) for m in _word().finditer(self.text[line[0] : line[1]])]
            if all(_is_ascii(word.text) for word in words):
                continue
            encoding = self._encoding_of(line, words, last[1])
            self._judge(encoding, words)
            states = [word.state for word in words if word.state]
            if states:
                last = (states[-1], encoding)
            elif any(e.has_font(line[2]) for e in self.found):
                last = ("legacy", encoding)
            elif not decided:
                waiting.append((line, words))  # the first lines wait for one that tells
                continue
            decided = True
            for before, open_words in waiting:
                self._write(pieces, before, open_words, encoding, last[0])
            waiting = []
            self._write(pieces, line, words, encoding, last[0])
        for line, words in waiting:
            self._write(pieces, line, words, last[1], last[0])
        return "".join(pieces)

    def _encoding_of(self, line: Line, words: Sequence[_Word], last: Encoding) -> Encoding:
        """The encoding that most words of the line show; without any, the font's, then that of the line before."""
        odd = [word.text for word in words if not _is_ascii(word.text) and not self._is_plain(word.text)]
        votes = {e.name: sum(self._decode(e, word) is not None for word in odd) for e in self.found}
        return max(self.found, key=lambda e: (votes[e.name], e.has_font(line[2]), e is last))

    def _judge(self, encoding: Encoding, words: Sequence[_Word]) -> None:
        """What each word says of itself."""
        for word in words:
            if _is_ascii(word.text) or _QUANTITY_SIGN.match(word.text):  # `m³` stands in legacy text too
                continue
            plain, decoded = self._is_plain(word.text), self._decode(encoding, word.text)
            if _is_unicode(word.text):
                word.state = "unicode"
            elif plain != (decoded is not None) and _has_letter(word.text):
                word.state = "unicode" if plain else "legacy"

    def _write(
        self, pieces: list[str], line: Line, words: Sequence[_Word], encoding: Encoding, otherwise: State
    ) -> None:
        sure = [i for i, word in enumerate(words) if word.state]
        written = []
        for i, word in enumerate(words):
            at = bisect_right(sure, i)
            nearest = min(sure[max(at - 1, 0) : at + 1], key=lambda k: (abs(k - i), k > i), default=None)
            state = word.state or (words[nearest].state if nearest is not None else otherwise)
            if state == "legacy" and not _is_ascii(word.text) and self._may_be_letter(word, encoding, line):
                decoded = self._decode(encoding, word.text)
                if decoded is None and not self._is_plain(word.text):
                    decoded = _in_case(encoding, word.text)
                if decoded is not None:
                    written.append((word, decoded))
        if not written:
            return
        self.decoded_lines[encoding.name] += 1
        typed = [char for word, _ in written for char in word.text if char.isascii() and char.isalpha()]
        capitals = encoding.has_capital_font(line[2]) or (
            encoding.capitals is not None
            and len(typed) >= _FEWEST_CAPITALS
            and sum(char.isupper() for char in typed) >= _CAPITALS * len(typed)
        )
        if capitals:  # such a font draws the ASCII letters as capitals too
            written += [(word, word.text) for word in words if _is_ascii(word.text)]
        for word, decoded in written:
            pieces[word.start : word.start + len(decoded)] = _upper(decoded) if capitals else decoded

    def _may_be_letter(self, word: _Word, encoding: Encoding, line: Line) -> bool:
        """A sign that stands alone is a letter only if that is a word, or đ (đồng, `đ/c`), and it quotes nothing."""
        if len(word.text) > 1 or word.text.isalpha():
            return True
        letter = encoding.decode(word.text)
        after = self.text[word.start + 1 : line[1]]
        if letter in "đĐ":
            return True
        alone = word.start > line[0] and self.text[word.start - 1].isspace() and not after.lstrip()[:1].isdigit()
        return letter in _ONE_LETTER_WORDS and alone and not (word.text in "«“" and ("»" in after or "”" in after))

    def _is_plain(self, word: str) -> bool:
        """Good Vietnamese as it stands, or nothing that a legacy encoding explains."""
        if word not in self._plain:
            fixed = word.translate(_always())
            self._plain[word] = bool(_QUANTITY_SIGN.match(word)) or _is_vietnamese(composed(fixed))
        return self._plain[word]

    def _decode(self, encoding: Encoding, word: str) -> str | None:
        """`word` decoded where that gives good Vietnamese (quotes around it left as they are), else None."""
        key = (encoding.name, word)
        if key not in self._tries:
            self._tries[key] = _decode(encoding, word)
        return self._tries[key]


def shown_encoding(text: str) -> str | None:
    """The name of the legacy encoding that most words of `text` show, None if none does."""
    found = Detector(text, ()).encodings()
    return found[0].name if found else None


def _decode(encoding: Encoding, word: str) -> str | None:
    inner = word.lstrip(_OPENING).rstrip(_CLOSING)
    for core in (word, inner) if inner != word else (word,):
        if encoding.alphabet.isdisjoint(core):
            continue
        at = word.index(core)
        decoded = _in_case(encoding, core)
        if _is_vietnamese(shown := composed(decoded)) and not ACCENTED.isdisjoint(shown):
            return word[:at] + decoded + word[at + len(core) :]
    return None


def _in_case(encoding: Encoding, word: str) -> str:
    """`word` decoded; in capitals where its ASCII letters are and the encoding has none of its own (`CéNG`)."""
    decoded = encoding.decode(word)
    typed = [char for char in word if char.isascii() and char.isalpha()]
    capitals = encoding.capitals is not None and bool(typed) and all(char.isupper() for char in typed)
    return _upper(decoded) if capitals and (len(typed) > 1 or word[0] not in typed) else decoded


def _upper(text: str) -> str:
    """Capitals, letter by letter (`ß` has none of one character)."""
    return "".join(char.upper() if len(char.upper()) == 1 else char for char in text)


def _is_vietnamese(word: str) -> bool:
    inner = word.lstrip(_OPENING).rstrip(_CLOSING)
    return bool(inner) and all(map(is_syllable, _PARTS.split(inner)))


def _is_unicode(word: str) -> bool:
    """Has it a letter that no legacy encoding shows?"""
    return not _UNICODE_ONLY.isdisjoint(word)


def _is_ascii(word: str) -> bool:
    return word.isascii() and word.isalpha()


def _has_letter(word: str) -> bool:
    """Has it the letters of a word, not signs alone (`¹`, `«`, `±`)?"""
    return any(char.isascii() and char.isalpha() for char in word) or sum(char.isalpha() for char in word) > 1


def _odd(text: str) -> frozenset[str]:
    """The characters of `text` that a legacy encoding uses and Vietnamese in Unicode does not."""
    return frozenset(text) & _legacy_only()


@cache
def _legacy_only() -> frozenset[str]:
    used: Iterable[frozenset[str]] = (encoding.alphabet for encoding in encodings())
    return frozenset().union(*used) - LETTERS - frozenset("“”‘’„…–—•€‰\u00a0\t\n\r\f\v")


def _words_with(text: str, odd: frozenset[str]) -> Iterator[tuple[int, str]]:
    """The words of `text` that have a character of `odd`, with their offsets."""
    letters = _word_characters()
    at = 0
    for match in re.finditer(f"[{re.escape(''.join(odd))}]", text):
        if match.start() < at:
            continue
        start, at = match.span()
        while start and text[start - 1] in letters:
            start -= 1
        while at < len(text) and text[at] in letters:
            at += 1
        yield start, text[start:at]


@cache
def _word_characters() -> frozenset[str]:
    used = frozenset().union(*(encoding.alphabet for encoding in encodings()))
    return (used | LETTERS | frozenset(_MARKS) | frozenset("ƣƢƉɖ")) - frozenset("\u00a0\t\n\r\f\v")


@cache
def _word() -> re.Pattern[str]:
    return re.compile(f"[{re.escape(''.join(sorted(_word_characters())))}]+")


@cache
def _always() -> dict[int, str]:
    return str.maketrans(table("repairs")["always"]["letters"])
