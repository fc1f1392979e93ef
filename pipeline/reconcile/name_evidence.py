"""What two names say of whether they are of one indicator, in bits, each piece with its reason.

Problem: what differs between two wordings of one indicator also differs between two indicators; only which words differ
tells them apart.
Signals, in order: content words of each side that the other has not, but for what a unit implies, a title says, marks
misspell, or drafters exchange; words that no other name of either year has; light words.
Never: looks at values or units.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Set
from dataclasses import dataclass, field
from functools import cache, lru_cache

from rapidfuzz.distance import Levenshtein

from pipeline.reconcile.indicators import Indicator
from pipeline.reconcile.names import NameKey, bare, counted_alike, distinct, loose, name_key, near_terms, opposed
from schemas.reconciliation import Reason

NAME = 8.0
_EXTRA_WORD = -5.0
_MORE_WORDS = -1.0
_DISTINCT = -12.0
_REPLACED = -2.0
_NEAR_TERM = -1.5
_LOOSE = -7.0
"""Words that tell two indicators apart where a report has both, and are left out where it has one."""
_ENOUGH_ALONE = 2
_ONLY_HERE, _MOST_ONLY = 2.0, 3
"""Bits for each word that of all names these two alone have, and for how many."""
_TYPO = -2.5
_LIGHT = -0.8
_TITLED = -1.0
_SHORT_WORD = 3
"""Words up to this length are never taken for misspellings of one another."""
_MOST_MARKS = 1
_FEW_WORDS = 3
"""A misspelt word is accepted beside at least so many that are spelt alike."""
COUNTED_ALIKE = -1.0
_SPAN = "span"


@dataclass(frozen=True, slots=True)
class Said:
    """What the names of one year say."""

    contents: Set[frozenset[str]] = frozenset()
    keys: Set[NameKey] = frozenset()
    often: Mapping[str, int] = field(default_factory=dict)
    """How many names have a word."""

    @classmethod
    def of(cls, indicators: Iterable[Indicator]) -> Said:
        keys = {one.key for one in indicators}
        contents = {key.content for key in keys}
        often = Counter(word for content in contents for word in content)
        return cls(contents, {key.with_facet(_SPAN, ()) for key in keys}, often)

    def named(self, key: NameKey) -> bool:
        """Is this the name of a figure, of whatever stretch of the year?"""
        return key.with_facet(_SPAN, ()) in self.keys


@dataclass(frozen=True, slots=True)
class Others:
    """What else speaks: the names of each year, and the words of the title that each of the two names stands under."""

    mine: Said
    theirs: Said
    title: frozenset[str] = frozenset()
    other_title: frozenset[str] = frozenset()

    def from_titles(self, a: NameKey, b: NameKey) -> frozenset[str]:
        """Words that one name has and the other leaves to the title above it, or that were taken into a name with the
        whole of its title."""
        only_a, only_b = a.content - b.content, b.content - a.content
        found = set[str]()
        for extra, content, other, own, its in (
            (only_a, a.content, only_b, self.title, self.other_title),
            (only_b, b.content, only_a, self.other_title, self.title),
        ):
            if (own <= content or len(extra & own) > 1) and extra & own and not other & own:
                found |= extra & own
            elif not other & its:
                found |= {word for word in extra & its if word not in distinct()}
        return frozenset(found)

    def have_alone(self, shared: frozenset[str]) -> frozenset[str]:
        """The words that no other name of either year has."""
        return frozenset(w for w in shared if max(self.mine.often.get(w, 0), self.theirs.often.get(w, 0)) <= 1)

    def tell_apart(self, content: frozenset[str], extra: frozenset[str], *, current: bool) -> bool:
        """Does the year that has the extra words also have an indicator without them?"""
        return bool(extra) and content - extra in (self.mine if current else self.theirs).contents


def name_reasons(
    a: NameKey, b: NameKey, implied: frozenset[str], others: Others, *, proved: bool, alone: bool
) -> list[Reason] | None:
    """What the names say; None where each has content that the other has not, or one has what makes it a part or a
    kind. Where a stated change proves the value (`proved`), one word for another is weighed like any difference."""
    shared, only_a, only_b = a.content & b.content, a.content - b.content, b.content - a.content
    silent = (only_a | only_b) & implied
    only_a, only_b = only_a - implied, only_b - implied
    titled = others.from_titles(a, b) if only_a or only_b else frozenset[str]()
    only_a, only_b = only_a - titled, only_b - titled
    typos = _misspelt(only_a, only_b) if only_a and only_b and len(shared) >= _FEW_WORDS else ()
    only_a -= {word for word, _ in typos}
    only_b -= {word for _, word in typos}
    swapped = _counted_alike(only_a, only_b, a.light, b.light) if only_a or only_b else None
    if swapped is not None:
        only_a, only_b = only_a - swapped[0], only_b - swapped[1]
    swaps = swapped is None and only_a and only_b
    near = _near_terms(a.content, b.content, only_a, only_b, others) if swaps else None
    if near is not None:
        only_a, only_b = only_a - {near[0]}, only_b - {near[1]}
    extra = sorted(only_a | only_b)
    facets_shared = sum(bool(values & b.facet(facet)) for facet, values in a.facets)
    met = len(shared) + len(typos) + (near is not None)
    if met + facets_shared < (2 if extra else 1):
        return None
    both = bool(only_a and only_b)
    if both and (not proved or _tells(extra) or any(pair <= set(extra) for pair in opposed())):
        return None
    alike = 2 * met / (len(a.content) + len(b.content) - len(silent) - len(titled))
    reasons = [Reason(feature="name", detail=f"chung: {', '.join(sorted(shared))}", weight=round(NAME * alike, 2))]
    if extra:
        side = "mỗi bên" if both else "kỳ này" if only_a else "kỳ trước"
        apart = others.tell_apart(a.content, only_a, current=True) or others.tell_apart(
            b.content, only_b, current=False
        )
        weight = _EXTRA_WORD + _MORE_WORDS * (len(extra) - 1) + (_REPLACED if both else 0.0)
        weight = min(weight, _bar(extra, others.have_alone(shared) if alone and not apart else (), apart=apart))
        reasons.append(Reason(feature="extra", detail=f"chỉ {side} có: {', '.join(extra)}", weight=weight))
    only = sorted(others.have_alone(shared)) if alone and extra and (not _tells(extra) or _loosely_told(extra)) else []
    if only:
        weight = _ONLY_HERE * min(len(only), _MOST_ONLY)
        reasons.append(Reason(feature="only", detail=f"không tên nào khác có: {', '.join(only)}", weight=weight))
    if swapped is not None:
        detail = f"{' '.join(sorted(swapped[0]))} ~ {' '.join(sorted(swapped[1]))}"
        reasons.append(Reason(feature="counted", detail=detail, weight=COUNTED_ALIKE))
    if near is not None:
        reasons.append(Reason(feature="near", detail=f"{near[0]} ~ {near[1]}", weight=_NEAR_TERM))
    if titled:
        detail = f"từ tên mục: {', '.join(sorted(titled))}"
        reasons.append(Reason(feature="title", detail=detail, weight=_TITLED))
    for one, other in typos:
        reasons.append(Reason(feature="spelling", detail=f"{one} ~ {other}", weight=_TYPO))
    # A word may be light in one name and content in the other (`Lao động`): then it differs from nothing.
    light = ((a.light ^ b.light) - a.content - b.content) | silent
    if light:
        reasons.append(Reason(feature="light", detail=", ".join(sorted(light)), weight=round(_LIGHT * len(light), 2)))
    return reasons


def _tells(extra: Iterable[str]) -> bool:
    """Is one of the words a number, or one that makes another indicator?"""
    return any(_is_distinct(word) or any(letter.isdigit() for letter in word) for word in extra)


def _bar(extra: Collection[str], alone: Collection[str], *, apart: bool) -> float:
    """The most that two names may weigh which differ in these words; `alone`: what they share and no other name has."""
    if not apart and not _tells(extra):
        return 0.0
    return _LOOSE if len(alone) >= _ENOUGH_ALONE and _loosely_told(extra) else _DISTINCT


def _loosely_told(extra: Iterable[str]) -> bool:
    """Are the telling words among these all of the kind that a drafter may leave out?"""
    return all(word in loose() or not _tells((word,)) for word in extra)


@lru_cache(maxsize=100_000)
def _is_distinct(word: str) -> bool:
    """Also a term that holds such a word of several syllables (`công nghiệp tiểu thủ công nghiệp`)."""
    return word in distinct() or any(" " in one and f" {one} " in f" {word} " for one in distinct())


def _counted_alike(
    only_a: frozenset[str], only_b: frozenset[str], light_a: frozenset[str], light_b: frozenset[str]
) -> tuple[frozenset[str], frozenset[str]] | None:
    """A noun for what is counted on each side, of one kind (`cháu`, `học sinh`), on one of them perhaps a light word;
    None where there are none."""
    if not (only_a & _counted_syllables() or only_b & _counted_syllables()):
        return None
    for nouns in _counted_words():
        mine = max((words for words in nouns.values() if words <= only_a), key=len, default=None)
        theirs = max((words for words in nouns.values() if words <= only_b), key=len, default=None)
        if mine is None and theirs is not None:
            mine = next((nouns[noun] for noun in sorted(light_a & nouns.keys())), None)
        if theirs is None and mine is not None:
            theirs = next((nouns[noun] for noun in sorted(light_b & nouns.keys())), None)
        if mine is not None and theirs is not None:
            return mine, theirs
    return None


def _near_terms(
    a: frozenset[str], b: frozenset[str], only_a: frozenset[str], only_b: frozenset[str], others: Others
) -> tuple[str, str] | None:
    """A term on each side that drafters use for one another, unless one of the years tells them apart."""
    for group in near_terms():
        mine, theirs = group.terms & only_a, group.terms & only_b
        if len(mine) == len(theirs) == 1 and (not group.beside or group.beside & a & b):
            if (a - mine) | theirs in others.mine.contents or (b - theirs) | mine in others.theirs.contents:
                return None
            return next(iter(mine)), next(iter(theirs))
    return None


@cache
def _counted_words() -> tuple[Mapping[str, frozenset[str]], ...]:
    """For each kind of thing its nouns, and what they are as content of a name."""
    return tuple({noun: name_key(noun).content for noun in nouns} for nouns in counted_alike())


@cache
def _counted_syllables() -> frozenset[str]:
    return frozenset(word for nouns in _counted_words() for words in nouns.values() for word in words)


def _misspelt(only_a: frozenset[str], only_b: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """Pairs of words that differ in tone or vowel marks alone: what typing and recognition get wrong. Another letter
    makes another word (`công`, `nông`)."""
    found = []
    left = set(only_b)
    for word in sorted(only_a):
        near = [other for other in sorted(left) if _near(word, other)]
        if near:
            found.append((word, near[0]))
            left.discard(near[0])
    return tuple(found)


@lru_cache(maxsize=100_000)
def _near(one: str, other: str) -> bool:
    if min(len(one), len(other)) <= _SHORT_WORD:
        return False
    return bare(one) == bare(other) and Levenshtein.distance(one, other) <= _MOST_MARKS


@lru_cache(maxsize=4096)
def titled(section: str | None) -> frozenset[str]:
    """The words of a section's title that would be content in a name."""
    return name_key(section).content if section else frozenset()
