"""What the lexicon does not know of a set of reports: verbs that stand right before a figure, nouns that figures count.

Problem: every province has verbs of doing and things counted of its own, and whoever keeps the lexicon for it has to
find them without reading every report.
Signals, in order: the tokens of the sentence, for whatever the lexicon knows; of what is left, the word that touches a
figure from the left, function phrases between set aside, and the noun the scan had to guess; last, what part of speech
underthesea's tagger takes that word for in its clause, by spaCy's token patterns (`_PATTERNS`).
Never: changes how a report is read. The tagger stays off that path: as a source of verbs it left the score of our dev
split as it was (0.8329 with and without) and costs 3 to 5 ms a clause after an import of 1.3 s. Never looks into tables,
notes of signature, or clauses whose word before the figure is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pipeline import lexicon
from pipeline.document import Document
from pipeline.errors import shown
from pipeline.grammar import names
from pipeline.grammar.clauses import Token, sentences, tokens
from pipeline.grammar.folding import fold
from pipeline.grammar.phrases import find_phrases
from pipeline.grammar.quantities import Quantity, number_style
from pipeline.grammar.units import follows
from pipeline.stages.scanned import scanned
from pipeline.stages.segment import body_end
from pipeline.text import Span, View

if TYPE_CHECKING:
    from spacy.matcher import Matcher
    from spacy.vocab import Vocab

Kind = Literal["verb", "noun"]
Tagged = tuple[int, int, str]
"""Offsets of a word of the tagged text, and its part of speech (`V`, `N`, `Nc`, …)."""

_BREAKS = frozenset({"Q", ",", ";", ":", "(", ")", "[", "]", "opener", "-", "–", "—", "+", "•"})
_BETWEEN = frozenset({"link", "aside", "to", "each", "estimate", "is", "up", "down"})
"""Function phrases that may stand between the verb and its figure."""
_COPULAS = frozenset({"estimate", "is", "up", "down"})
"""Those of them that a subject rather than a verb may stand before (`doanh thu vận tải đạt 12 tỷ đồng`)."""
_AROUND = 45  # characters quoted on either side
_BEHIND = 60  # characters that the tagger sees of what is counted
_PATTERNS: dict[Kind, list[dict[str, object]]] = {
    "verb": [{"TAG": "V", "OP": "+"}],
    "noun": [{"ORTH": "các"}, {"TAG": {"REGEX": "^N"}}],
}
"""A run of verbs; what is behind the word for many."""
_MANY = "các "
"""Stands for the number before what it counts: the tagger glues digits to the next word (`1.250 suất`)."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A word that the lexicon lacks, in comparison form, where it stands: `start:end` are offsets into the text of the
    report, `line` counts from 1, `page` is None where the input has no pages, `quote` is one line with the word in
    square brackets."""

    kind: Kind
    word: str
    file: str
    start: int
    end: int
    line: int
    page: int | None
    quote: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A word that the lexicon lacks: how often, in how many files, and its first place by file and offset."""

    kind: Kind
    word: str
    mentions: int
    files: int
    example: Mention


def read_gaps(path: Path) -> list[Mention]:
    """The gaps of one report file, in reading order. Raises `UnreadableInput` where the file cannot be read."""
    from pipeline.readers import read
    from pipeline.stages.layout import layout
    from pipeline.stages.repair import repair
    from pipeline.stages.segment import segment

    return list(mentions(segment(layout(repair(read(path)))), shown(path)))


def mentions(document: Document, file: str) -> Iterator[Mention]:
    """The words of the running text and the notes that the lexicon lacks; `document` as segmented."""
    end = body_end(document)
    prose = [p for p in document.paragraphs if p.role == "note" or (p.role == "body" and p.start < end)]
    views = [document.view(paragraph) for paragraph in prose]
    style = number_style(view.text for view in views)
    for view in views:
        scan = scanned(document, view, style)
        for start, stop in sentences(view.text, scan):
            inside = [q for q in scan.quantities if start <= q.start < stop]
            others = [x for x in scan.others if start <= x.start < stop]
            said = tokens(view.text, start, stop, inside, others) if inside else []
            for i, token in enumerate(said):
                if token.quantity is None:
                    continue
                if verb := unknown_verb(view.text, said, i, start):
                    yield _mention(document, view, "verb", verb, file)
                if noun := unknown_noun(view.text, token.quantity, stop):
                    yield _mention(document, view, "noun", noun, file)


def summed(found: Iterable[Mention]) -> list[Gap]:
    """One gap for each word, the most frequent first; the same whatever the order of the mentions."""
    by_word: dict[tuple[Kind, str], list[Mention]] = {}
    for mention in found:
        by_word.setdefault((mention.kind, mention.word), []).append(mention)
    gaps = [
        Gap(kind, word, len(each), len({m.file for m in each}), min(each, key=lambda m: (m.file, m.start)))
        for (kind, word), each in by_word.items()
    ]
    return sorted(gaps, key=lambda gap: (gap.kind != "verb", -gap.mentions, -gap.files, gap.word))


def unknown_verb(text: str, said: list[Token], i: int, start: int) -> Span | None:
    """The verb that touches the figure `said[i]` from the left, over function phrases, if the lexicon lacks it: the run
    of adjoining verbs that no token covers. `start` is where the sentence begins."""
    end, j, copula = said[i].start, i - 1, False
    while j >= 0 and said[j].kind in _BETWEEN and not text[said[j].end : end].strip():
        end, copula = said[j].start, copula or said[j].kind in _COPULAS
        j -= 1
    free = said[j].end if j >= 0 else start
    end = free + len(text[free:end].rstrip())
    opened = next((t.end for t in reversed(said[: j + 1]) if t.kind in _BREAKS or t.kind.startswith("X:")), start)
    if end <= free or not text[end - 1].isalpha() or (copula and names.split_head(names.trim(text[opened:end]))[0]):
        return None
    runs = matched("verb", text[opened:end])
    begin = min((opened + a for a, b in runs if opened + b == end and opened + a >= free), default=end)
    before = said[j].start if j >= 0 and not text[said[j].end : begin].strip() else begin
    if begin == end or fold(text[begin:end]) in lexicon.counted().stop or _is_phrase(text, before, end):
        return None
    return begin, end


def _is_phrase(text: str, start: int, end: int) -> bool:
    """Do the words close a phrase of the lexicon that an earlier one hides (`đã giải quyết` hides `giải quyết xong`)?"""
    starts = [start] + [i + 1 for i in range(start, end) if text[i] == " "]
    return any(phrase.end == end for at in starts for phrase in find_phrases(text, [(at, end)]))


def unknown_noun(text: str, q: Quantity, stop: int) -> Span | None:
    """The noun that the figure counts, if the lexicon lacks it and the tagger too takes it for a noun."""
    start = q.counted_start
    if q.unit != "count" or not q.counted or not q.counted[0].isalpha() or follows(fold(text), start):
        return None
    counted = [b for a, b in matched("noun", _MANY + text[start : min(stop, start + _BEHIND)]) if a == 0]
    return (start, start + counted[0] - len(_MANY)) if counted else None


@cache
def _matcher() -> tuple[Vocab, Matcher]:
    from spacy.matcher import Matcher
    from spacy.vocab import Vocab

    vocab = Vocab()
    matcher = Matcher(vocab)
    for kind, pattern in _PATTERNS.items():
        matcher.add(kind, [pattern])
    return vocab, matcher


def matched(kind: Kind, clause: str) -> list[Span]:
    """Where the token pattern of `kind` holds in `clause`: every run of words that it fits."""
    from spacy.tokens import Doc

    words = tagged(clause)
    vocab, matcher = _matcher()
    # A capital makes a verb part of a name: its tag is another.
    tags = [part if clause[a].islower() else f"{part}-name" for a, _, part in words]
    doc = Doc(vocab, words=[clause[a:b] for a, b, _ in words], tags=tags)
    return [(words[i][0], words[j - 1][1]) for key, i, j in matcher(doc) if vocab.strings[key] == kind]


@lru_cache(maxsize=4096)
def tagged(clause: str) -> tuple[Tagged, ...]:
    """The words of `clause` with their parts of speech, in order. The tagger gives no offsets and moves tone marks
    (`hoà` to `hòa`): words are laid along the letters of the clause, and end where they no longer fit."""
    from underthesea import pos_tag

    letters = [i for i, letter in enumerate(clause) if not letter.isspace()]
    out: list[Tagged] = []
    at = 0
    for word, part in pos_tag(clause):
        length = sum(not letter.isspace() for letter in word)
        if not length or at + length > len(letters):
            break
        a, b = letters[at], letters[at + length - 1] + 1
        if fold(clause[a:b]).split() != fold(word).split():
            break
        out.append((a, b, part))
        at += length
    return tuple(out)


def _mention(document: Document, view: View, kind: Kind, span: Span, file: str) -> Mention:
    a, b = span
    start, end = view.span(a, b)
    before, after = view.text[max(0, a - _AROUND) : a], view.text[b : b + _AROUND]
    return Mention(
        kind=kind,
        word=fold(view.text[a:b]),
        file=file,
        start=start,
        end=end,
        line=document.text.count("\n", 0, start) + 1,
        page=document.page_at(start),
        quote=f"{'…' if a > _AROUND else ''}{before}[{view.text[a:b]}]{after}"
        f"{'…' if b + _AROUND < len(view.text) else ''}",
    )
