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


@cache
def _phrases() -> dict[str, list[tuple[list[str], str]]]:
    """First word -> the words behind it and the class of each phrase that it begins, longest first."""
    begun: dict[str, list[tuple[list[str], str]]] = {}
    for kind, phrases in phrase_classes().items():
        for phrase in phrases:
            first, *behind = map(word_key, _WORD.findall(phrase))
            begun.setdefault(first, []).append((behind, kind))
    for entries in begun.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return begun


def find_phrases(text: str, within: Iterable[Span] | None = None) -> list[Phrase]:
    """The lexicon's phrases in `text`, in order, longest first where two overlap, none within another; `within`: only
    those that lie in one of these stretches."""
    phrases = _phrases()
    out: list[Phrase] = []
    for start, end in ((0, len(text)),) if within is None else within:
        words = list(_WORD.finditer(text, start, end))
        keys = [word_key(word.group()) for word in words]
        taken = 0
        for i, key in enumerate(keys):
            if i < taken or key not in phrases:
                continue
            for behind, kind in phrases[key]:
                stop = i + 1 + len(behind)
                if keys[i + 1 : stop] == behind:
                    out.append(Phrase(words[i].start(), words[stop - 1].end(), kind))
                    taken = stop
                    break
    return out
