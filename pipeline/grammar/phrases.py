"""Function phrases of the report's language, found by class: `so với`, `trong đó`, `ước đạt`, `ban hành` …

Signals: the lexicon's phrases only, longest first, at word boundaries, case and tone placement set aside. spaCy's
PhraseMatcher looks them up; the words are split here so that a number glued to a word (`bằng102,3%`) does not hide it.
Never: judges what a phrase means where it stands; that is the grammar's business.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from types import ModuleType
from typing import TYPE_CHECKING

from pipeline.lexicon.function_words import phrase_classes
from pipeline.text import Span

if TYPE_CHECKING:
    from spacy.matcher import PhraseMatcher
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

_WORD = re.compile(r"[^\W\d_]+|\d+|[^\w\s]|_")
_GAP = "\n"
"""Stands for any number of words that no phrase has, and between two stretches."""
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


@contextmanager
def _without_spacy_commands() -> Iterator[None]:
    """spaCy's package imports its command line (downloads, training: web clients and all) for `spacy.info` alone: a
    third of the time of its import. Here empty modules stand for it; afterwards it can be imported as ever."""
    absent = [
        name for name in ("spacy.cli", "spacy.cli.info") if name not in sys.modules and "spacy" not in sys.modules
    ]
    for name in absent:
        module = ModuleType(name)
        module.__dict__["info"] = None
        sys.modules[name] = module
    try:
        yield
    finally:
        for name in absent:
            del sys.modules[name]


@cache
def _matcher() -> tuple[Vocab, PhraseMatcher, type[Doc], frozenset[str]]:
    """The matcher, and the words that any phrase has: it need not see any other."""
    with _without_spacy_commands():
        from spacy.matcher import PhraseMatcher
        from spacy.tokens import Doc
        from spacy.vocab import Vocab

    vocab = Vocab()
    matcher = PhraseMatcher(vocab, attr="ORTH")
    known: set[str] = set()
    for kind, phrases in phrase_classes().items():
        docs = []
        for phrase in phrases:
            words = [word_key(word) for word in _WORD.findall(phrase)]
            docs.append(Doc(vocab, words=words))
            known.update(words)
        matcher.add(kind, docs)
    return vocab, matcher, Doc, frozenset(known)


def find_phrases(text: str, within: Iterable[Span] | None = None) -> list[Phrase]:
    """The lexicon's phrases in `text`, in order, longest first where two overlap, none within another; `within`: only
    those that lie in one of these stretches."""
    vocab, matcher, doc_of, known = _matcher()
    words: list[Span] = []
    keys: list[str] = []
    for start, end in ((0, len(text)),) if within is None else within:
        gap = bool(keys)
        for match in _WORD.finditer(text, start, end):
            word = word_key(match.group())
            if word not in known:
                gap = bool(keys)
                continue
            if gap:
                words.append((start, start))
                keys.append(_GAP)
                gap = False
            words.append(match.span())
            keys.append(word)
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
