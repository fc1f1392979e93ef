"""Function phrases of the report's language, found by class: `so với`, `trong đó`, `ước đạt`, `ban hành` …

Signals: the lexicon's phrases only, longest first, at word boundaries, case and tone placement set aside. A number glued
to a word (`bằng102,3%`) does not hide it. Phrases are looked up by their first word: few words of a report begin any.
Never: judges what a phrase means where it stands; that is the grammar's business.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache

from pipeline.frozen import dataclass
from pipeline.lexicon.function_words import phrase_classes
from pipeline.text import Span

_WORD = re.compile(r"[^\W\d_]+|\d+|[^\w\s]|_")
_TONES = "\u0300\u0301\u0303\u0309\u0323"


@dataclass(frozen=True, slots=True)
class Phrase:
    start: int
    end: int
    kind: str


@lru_cache(maxsize=65536)
def word_key(word: str) -> str:
    """Lower case, tone mark moved to the end (hoà = hòa), `tỉ` as `tỷ`: for comparison only, never for display."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    tone = "".join(c for c in decomposed if c in _TONES)
    bare = unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in _TONES))
    return ("ty" if bare == "ti" else "ky" if bare == "ki" else bare) + tone


_Entries = list[tuple[list[str], str]]
"""The words behind a first word, and the class of the phrase; longest first."""


@cache
def _phrases() -> dict[str, _Entries]:
    """First word -> the phrases that it begins."""
    begun: dict[str, _Entries] = {}
    for kind, phrases in phrase_classes().items():
        for phrase in phrases:
            first, *behind = map(word_key, _WORD.findall(phrase))
            begun.setdefault(first, []).append((behind, kind))
    for entries in begun.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return begun


@lru_cache(maxsize=65536)
def _begun_by(word: str) -> _Entries | None:
    return _phrases().get(word_key(word))


def find_phrases(text: str, within: Iterable[Span] | None = None) -> list[Phrase]:
    """The lexicon's phrases in `text`, in order, longest first where two overlap, none within another; `within`: only
    those that lie in one of these stretches."""
    out: list[Phrase] = []
    for start, end in ((0, len(text)),) if within is None else within:
        words = list(_WORD.finditer(text, start, end))
        taken = 0
        for i, word in enumerate(words):
            if i < taken or (entries := _begun_by(word.group())) is None:
                continue
            longest = len(entries[0][0])
            keys = [word_key(following.group()) for following in words[i + 1 : i + 1 + longest]]
            for behind, kind in entries:
                if keys[: len(behind)] == behind:
                    taken = i + 1 + len(behind)
                    out.append(Phrase(word.start(), words[taken - 1].end(), kind))
                    break
    return out
