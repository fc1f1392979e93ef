"""A sentence as tokens: quantities, function phrases, non-indicators and punctuation, with the plain words between them.

Signals: the quantity scan (its spans win over phrases), the phrase lexicon, punctuation outside numerals. A full stop ends
a sentence before white space and a capital, or glued to a capital after a small letter (`cùng kỳ.Trong đó`), but not after
an initial (`TP. Tuy Hòa`).
Never: names anything; it only says what stands where.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from operator import attrgetter

from pipeline.frozen import dataclass
from pipeline.grammar.phrases import find_phrases
from pipeline.grammar.quantities import NonIndicator, Quantity, Scan
from pipeline.grammar.token_context import in_context
from pipeline.lexicon.function_words import naming_words
from pipeline.text import Span

_STOP = re.compile(
    r"[.!?…](?:[.!?…]*(?=\s+[“\"‘(\[]?([^\W\d_]))|(?<=[^\W\d_A-Z)%]\.)(?=([^\W\d_])[^\W\d_])"
    r"|(?<!…)[.!?]*\s*(?=[-+•]\s)|[.!?…]*\s+(?=\d))"
)
_WORD_BEFORE = re.compile(r"[^\W\d_]{2,}$|[)%”\"]$")
_SHORTENED = re.compile(r"\b(?:tr|tp|tx|st|sl|dt|ng|kh|qđ|nq|đt|stt|bs|gs|ts|vv|[ivx]+)$", re.IGNORECASE)
_INITIAL = re.compile(r"(?:^|[\s(])(?:[A-ZĐ]|T[PXT]|KT|TM|TL|TUQ|Th?S|GS|BS|Tp|Tx)$")
_PUNCTUATION = re.compile(  # by its first character: a set of them is sought much faster than alternatives
    r"[,;:()\[\]\s/](?:(?<=[,;:()\[\]])|(?<=\s)[-–—+•]\s"
    rf"|(?:(?<=\w/)|(?<=\w )/)(?= ?(?i:{naming_words('compared_with')})\b))"  # `215 ha/KH 200 ha`
)


@dataclass(frozen=True, slots=True)
class Token:
    """`kind`: Q quantity, X non-indicator, a phrase class of the lexicon, or the punctuation mark itself."""

    start: int
    end: int
    kind: str
    quantity: Quantity | None = None


def _figure_opens(text: str, stop: re.Match[str], scan: Scan) -> bool:
    """Does a figure with its unit open a new sentence behind the mark: `… đạt chuẩn. 100% trạm y tế có bác sĩ`?"""
    if not any(q.start == stop.end() and (q.unit or q.counted) for q in scan.quantities):
        return False
    word = _WORD_BEFORE.search(text, max(0, stop.start() - 12), stop.start())
    if word is not None:
        return _SHORTENED.search(text, 0, stop.start()) is None
    return any(x.end == stop.start() and x.kind != "list_number" for x in scan.others)


def sentences(text: str, scan: Scan) -> Iterator[Span]:
    """The sentences of a paragraph, their end marks left out."""
    taken = [(q.start, q.end) for q in scan.quantities] + [(x.start, x.end) for x in scan.others]
    start = 0
    for match in _STOP.finditer(text):
        follows = match[1] or match[2]
        if follows and not follows.isupper():
            continue
        if _INITIAL.search(text[max(0, match.start() - 4) : match.start()]) and match.group() == ".":
            continue
        if any(a < match.start() < b - 1 for a, b in taken):
            continue
        if text[match.end() : match.end() + 1].isdigit() and not _figure_opens(text, match, scan):
            continue
        yield start, match.start()
        start = match.end()
    if text[start:].strip():
        yield start, len(text)


def tokens(
    text: str, start: int, end: int, quantities: Sequence[Quantity], others: Sequence[NonIndicator]
) -> list[Token]:
    """The tokens of `text[start:end]` in order; none overlaps another. `quantities` and `others` are those within."""
    out = [Token(q.lead if q.part != "whole" else q.start, _end(q), "Q", q) for q in quantities]
    out += [Token(x.start, x.end, "X:" + x.kind) for x in others]
    occupied = sorted((t.start, t.end) for t in out)
    free = [Token(p.start, p.end, p.kind) for p in find_phrases(text, _gaps(occupied, start, end))]
    marks = _PUNCTUATION.finditer(text, start, end)  # a slash before a plan parts as a comma does
    free += [Token(m.start(), m.end(), m.group().strip().replace("/", ",") or m.group()) for m in marks]
    free.sort(key=attrgetter("start"))
    i, reached = 0, start
    for token in free:
        if token.start < reached:
            continue  # a comma within a compound (`phòng, chống`)
        reached = token.end
        while i < len(occupied) and occupied[i][1] <= token.start:
            i += 1
        if i == len(occupied) or token.end <= occupied[i][0]:
            out.append(token)
    return in_context(text, start, end, sorted(out, key=attrgetter("start", "end")))


def _gaps(occupied: Sequence[Span], start: int, end: int) -> Iterator[Span]:
    """What the occupied spans leave free of `start:end`; a phrase never reaches into a figure (`gấp` | `hơn 2 lần`)."""
    at = start
    for a, b in occupied:
        if a > at:
            yield at, a
        at = max(at, b)
    if end > at:
        yield at, end


def _end(quantity: Quantity) -> int:
    """Where the quantity's own characters end: a part ends at its numeral, its unit stands behind the whole."""
    return quantity.number_end if quantity.part == "part" else quantity.end
