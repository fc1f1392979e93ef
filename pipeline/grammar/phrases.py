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
from typing import Any

from pipeline.frozen import dataclass
from pipeline.lexicon.function_words import phrase_classes
from pipeline.text import Span

_WORD = re.compile(r"[^\W\d_]+|\d+|[^\w\s]|_")
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_MOST_KNOWN = 1 << 16


@dataclass(frozen=True, slots=True)
class Phrase:
    start: int
    end: int
    kind: str


@lru_cache(maxsize=_MOST_KNOWN)
def word_key(word: str) -> str:
    """Lower case, tone mark moved to the end (hoà = hòa), `tỉ` as `tỷ`: for comparison only, never for display."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    tone = "".join(c for c in decomposed if c in _TONES)
    bare = unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in _TONES))
    return ("ty" if bare == "ti" else "ky" if bare == "ki" else bare) + tone


_Node = dict[str | None, Any]
"""Next word -> the node behind it; None -> the class of the phrase that ends here."""


@cache
def _root() -> _Node:
    root: _Node = {}
    for kind, phrases in phrase_classes().items():
        for phrase in phrases:
            node = root
            for word in _WORD.findall(phrase):
                node = node.setdefault(word_key(word), {})
            node[None] = kind
    return root


class _Begun(dict[str, _Node | None]):
    """Word -> the node of the phrases that it begins: a look-up costs half of what it does in a cache that keeps order."""

    def __missing__(self, word: str) -> _Node | None:
        if len(self) == _MOST_KNOWN:
            self.clear()
        self[word] = _root().get(word_key(word))
        return self[word]


_BEGUN_BY = _Begun()


def find_phrases(text: str, within: Iterable[Span] | None = None) -> list[Phrase]:
    """The lexicon's phrases in `text`, in order, longest first where two overlap, none within another; `within`: only
    those that lie in one of these stretches."""
    out: list[Phrase] = []
    for start, end in ((0, len(text)),) if within is None else within:
        words = list(_WORD.finditer(text, start, end))
        taken = 0
        for i, word in enumerate(words):
            node = _BEGUN_BY[word[0]]
            if node is None or i < taken:
                continue
            at, kind = i, None
            while node is not None:
                at += 1
                if None in node:
                    kind, taken = node[None], at
                node = node.get(word_key(words[at][0])) if at < len(words) else None
            if kind is not None:
                out.append(Phrase(words[i].start(), words[taken - 1].end(), kind))
    return out
