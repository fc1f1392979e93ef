"""Spaces that are too many or too few: `B Á O  C Á O`, `đượcthu gom`, `bằng102,3%`.

Signals in order: letters one by one with wider gaps between words; the same without wider gaps, where only one way of
cutting gives the fewest syllables; a word that is none but falls into two, one of them a word that reports glue; such a
word before a figure. Never: a space within or after a figure; names (`Đamrông`), foreign words (`vắcxin`), words
without an accent; anything that can be cut in two ways.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from pipeline.lexicon import table
from pipeline.repair.syllables import ACCENTED, WORD_LETTERS, composed, is_syllable

_JOINER = "\u2060"
_LETTER = r"[^\W\d_][\u0300-\u036f]*"
_SPACED = re.compile(rf"(?<!\S){_LETTER}(?:[ \u00a0]{{1,4}}{_LETTER}){{3,120}}(?!\S)")
_PERHAPS_SPACED = re.compile(r" [^\W\d_][\u0300-\u036f]* +[^\W\d_][\u0300-\u036f]*(?!\S)")
_GAP = re.compile(r"[ \u00a0]+")
_WORDS = re.compile(f"[{WORD_LETTERS}]+")
_WHOLE_WORDS = re.compile(rf"(?<![\w\u0300-\u036f])[{WORD_LETTERS}]+(?![\w\u0300-\u036f])")
_FIGURE_AFTER_WORD = re.compile(r"[0-9](?<=[^\W\d_].)")
_LAST_WORD = re.compile(r"(?<!\w)[^\W\d_]+$")
_FIGURE = re.compile(r"\d[\d.,]*\d|\d\s?%")
_YEAR = re.compile(r"(?:19|20)\d\d(?!\w)")
_ABBREVIATION_AFTER = re.compile(rf"([{WORD_LETTERS}]*[^\W\d_A-ZĐƯƠÔÊÂĂ])([A-ZĐ]{{2,}})")
_LONGEST_WORD, _LONGEST_GLUED = 12, 14
_LONGEST_SYLLABLE = 7


def joined(text: str) -> tuple[str, int]:
    """`text` with letters that were spaced out read as words (the spaces become nothing), and how many words."""
    if not _PERHAPS_SPACED.search(text):
        return text, 0
    pieces: list[str] | None = None
    count = 0
    for match in _SPACED.finditer(text):
        inner = _inner_spaces(match.group())
        if inner:
            pieces = pieces or list(text)
            for start, end in inner:
                pieces[match.start() + start : match.start() + end] = _JOINER * (end - start)
            count += 1
    return ("".join(pieces), count) if pieces else (text, 0)


def _inner_spaces(run: str) -> list[tuple[int, int]]:
    """The spaces of `run` that stand within words; none if it cannot be read for sure."""
    gaps = [match.span() for match in _GAP.finditer(run)]
    narrow = min(end - start for start, end in gaps)
    wide = [(start, end) for start, end in gaps if end - start > narrow]
    words = _between(run, wide)
    if not all(map(is_syllable, words)) or len(words) == len(gaps) + 1:
        letters = composed(_GAP.sub("", run))
        if len(letters) != len(gaps) + 1 or not (lengths := _fewest(letters)):
            return []
        ends, at = set(), 0
        for length in lengths:
            at += length
            ends.add(at)
        wide = [gap for i, gap in enumerate(gaps, start=1) if i in ends]
        words = _between(run, wide)
    if any(len(word) < 2 for word in words) or not any(ACCENTED.intersection(word) for word in words):
        return []
    return [gap for gap in gaps if gap not in wide]


def _between(run: str, wide: list[tuple[int, int]]) -> list[str]:
    starts = [0, *(end for _, end in wide)]
    ends = [*(start for start, _ in wide), len(run)]
    return [composed(_GAP.sub("", run[start:end])) for start, end in zip(starts, ends, strict=True)]


def _fewest(letters: str) -> tuple[int, ...]:
    """Lengths of the fewest syllables that make up `letters`; () where there is no way or more than one."""
    best: list[tuple[int, int, tuple[int, ...]] | None] = [(0, 1, ())]  # syllables, ways, one way
    for end in range(1, len(letters) + 1):
        found: tuple[int, int, tuple[int, ...]] | None = None
        for start in range(max(0, end - _LONGEST_SYLLABLE), end):
            before = best[start]
            if before is None or not is_syllable(letters[start:end]):
                continue
            count = before[0] + 1
            if found is None or count < found[0]:
                found = (count, before[1], (*before[2], end - start))
            elif count == found[0]:
                found = (count, found[1] + before[1], found[2])
        best.append(found)
    last = best[-1]
    return last[2] if last and last[1] == 1 else ()


def gaps(text: str) -> tuple[int, ...]:
    """Offsets in `text` where a space was lost: between two words, or between a word and a figure."""
    found = {m.start() for m in _FIGURE_AFTER_WORD.finditer(text) if _is_glued_to_figure(text, m.start())}
    cuts = {word: at for word in set(_WORDS.findall(text)) if (at := _cut(word))}
    if cuts:
        found.update(m.start() + cuts[m.group()] for m in _WHOLE_WORDS.finditer(text) if m.group() in cuts)
    return tuple(sorted(found))


def _is_glued_to_figure(text: str, at: int) -> bool:
    """Does a word that no footnote mark could follow end at `at`, where a figure begins?"""
    word = _LAST_WORD.search(text, max(0, at - _LONGEST_WORD), at)
    if word is None:
        return False
    figures, years = _before_figure()
    lower = word.group().lower()
    return bool((lower in figures and _FIGURE.match(text, at)) or (lower in years and _YEAR.match(text, at)))


@lru_cache(maxsize=1 << 15)  # the same words in every report
def _cut(word: str) -> int:
    """Where the one cut of `word` lies that gives two syllables, one of them a word that reports glue; 0 if none, or if
    it is a syllable itself."""
    if not 2 < len(word) <= _LONGEST_GLUED or is_syllable(word) or ACCENTED.isdisjoint(word) or word.isupper():
        return 0
    if (match := _ABBREVIATION_AFTER.fullmatch(word)) and match[1].lower() in _glue():
        return match.end(1)
    cuts = list(_cuts(word))
    if len(cuts) != 1:
        return 0
    left, right = word[: cuts[0]], word[cuts[0] :]
    if right[0].isupper():
        return cuts[0] if left.islower() and len(left) > 1 and len(right) > 1 else 0
    glued = _glue()
    return cuts[0] if word[1:].islower() and (left.lower() in glued or right in glued) else 0


def _cuts(word: str) -> Iterator[int]:
    for at in range(1, len(word)):
        if is_syllable(word[:at]) and is_syllable(word[at:]):
            yield at


@cache
def _glue() -> frozenset[str]:
    return frozenset(table("repairs")["glue"]["words"])


@cache
def _before_figure() -> tuple[frozenset[str], frozenset[str]]:
    raw = table("repairs")["glue"]
    return frozenset(raw["before_number"]), frozenset(raw["before_year"])
