"""Function phrases of the report's language, found by class: `so với`, `trong đó`, `ước đạt`, `ban hành` …

Signals: the lexicon's phrases only, longest first, at word boundaries, case and tone placement set aside. spaCy's
PhraseMatcher looks them up; the words are split here so that a number glued to a word (`bằng102,3%`) does not hide it.
Never: judges what a phrase means where it stands; that is the grammar's business.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from pipeline.lexicon.function_words import phrase_classes
from pipeline.text import Span

if TYPE_CHECKING:
    from spacy.matcher import PhraseMatcher
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

_WORD = re.compile(r"[^\W\d_]+|\d+|[^\w\s]|_")
_BREAK = "\n"
"""Stands between two stretches: no phrase holds it."""
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
def _matcher() -> tuple[Vocab, PhraseMatcher, type[Doc]]:
    from spacy.matcher import PhraseMatcher
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

    vocab = Vocab()
    matcher = PhraseMatcher(vocab, attr="ORTH")
    for kind, phrases in phrase_classes().items():
        docs = []
        for phrase in phrases:
            words = [word_key(word) for word in _WORD.findall(phrase)]
            docs.append(Doc(vocab, words=words))
        matcher.add(kind, docs)
    return vocab, matcher, Doc


def find_phrases(text: str, within: Iterable[Span] | None = None) -> list[Phrase]:
    """The lexicon's phrases in `text`, in order, longest first where two overlap, none within another; `within`: only
    those that lie in one of these stretches."""
    vocab, matcher, doc_of = _matcher()
    words: list[Span] = []
    keys: list[str] = []
    for start, end in ((0, len(text)),) if within is None else within:
        if keys:
            words.append((start, start))
            keys.append(_BREAK)
        for match in _WORD.finditer(text, start, end):
            word = match.group()
            words.append(match.span())
            # Numbers are one symbol to the matcher: a phrase holds none, and the vocabulary stays bounded.
            keys.append("0" if word[0].isdigit() else word_key(word))
    if not keys:
        return []
    taken = -1
    out = []
    matches = sorted(matcher(doc_of(vocab, words=keys)), key=lambda m: (m[1], -m[2], m[0]))
    best: dict[int, tuple[int, int, int]] = {}
    for key, first, last in matches:
        if first not in best or last > best[first][2]:
            best[first] = (key, first, last)
    for key, first, last in sorted(best.values(), key=lambda m: m[1]):
        if first >= taken:
            out.append(Phrase(words[first][0], words[last - 1][1], vocab.strings[key]))
            taken = last
    return out
