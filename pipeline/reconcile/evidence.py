"""How likely two figures are of one indicator, as a sum of evidence in bits, each piece with its reason.

Problem: what differs between two wordings of one indicator also differs between two indicators; only which words differ
tells them apart.
Signals, in order: what forbids a pair (unit, area, facets that differ, a content word on each side that the other has
not); content words that only one side has; light words, facets and counted nouns; the stated change, where it leads
from one value to the other exactly; section and size of the values. The weights are set on the annotated pairs under
`samples/reconcile` (benchmarks/reconcile.py sweeps the threshold).
Never: pairs figures because their values are alike.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Set
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from rapidfuzz.distance import Levenshtein

from pipeline.grammar.folding import fold
from pipeline.reconcile.catalogue import entry_of
from pipeline.reconcile.indicators import Indicator, converted, dimension
from pipeline.reconcile.names import NameKey, bare, counted_alike, distinct, facets, implied_words, name_key, near_terms
from pipeline.reconcile.verdicts import leads_to
from schemas.reconciliation import Reason

PRIOR = -3.0
"""Two figures with the same unit and area, taken at random, are rarely of one indicator."""
_PRIOR_LEFT = 0.0
"""Of those that are left over, hardly any other could be meant."""
_NAME = 8.0
_EXTRA_WORD = -5.0
_MORE_WORDS = -1.0
_DISTINCT = -12.0
_REPLACED = -2.0
_NEAR_TERM = -1.5
_TYPO = -2.5
_LIGHT = -0.8
_TITLED = -1.0
_FACET_SAME = 1.5
_FACET_SILENT = -1.0
_COUNTED_SAME, _COUNTED_ALIKE, _COUNTED_OTHER = 1.0, -1.0, -3.0
_SECTION = 0.7
_MOST_PROOF = 9.0
_SIZES = ((0.07, 2.5), (0.2, 2.0), (0.5, 1.0), (1.0, 0.0), (2.0, -1.5), (3.3, -2.5))
"""Bits by how many times a value doubled or halved at most: most indicators change little in a year, and a part is
mostly far smaller than its whole. Shares change by points."""
_SIZE_FAR = -4.0
_POINTS = ((1.5, 1.0), (5.0, 0.3), (20.0, 0.0))
_NEAR = 1.0
"""Bits of sizes from which on values are near."""
_FEW = 20
_SIZE_OF_FEW = 1.0
"""Small counts are alike by chance."""
_SURE_NAME = -2.0
"""The same name with a value of another size is a jump, or an error of a report, not another indicator."""
_CODE = 12.0
_ACTION, _SEASON, _SPAN = "action", "season", "span"
_OF_ALL = frozenset({"received", "issued", "held", "happened", "found"})
"""Actions that make the things what they are counted as: there are no others (`Đơn khiếu nại`, `Đơn khiếu nại
nhận`)."""
_SHORT_WORD = 3
"""Words up to this length are never taken for misspellings of one another."""
_MOST_MARKS = 1
_FEW_WORDS = 3
"""A misspelt word is accepted beside at least so many that are spelt alike."""


@dataclass(frozen=True, slots=True)
class Evidence:
    reasons: tuple[Reason, ...]

    @property
    def bits(self) -> float:
        return sum(reason.weight for reason in self.reasons)

    def bits_of(self, feature: str) -> float:
        return sum(reason.weight for reason in self.reasons if reason.feature == feature)

    @property
    def probability(self) -> float:
        return 1 / (1 + 2 ** -max(-60.0, min(60.0, self.bits)))


@dataclass(frozen=True, slots=True)
class Said:
    """What the names of one year say."""

    contents: Set[frozenset[str]] = frozenset()
    keys: Set[NameKey] = frozenset()

    @classmethod
    def of(cls, indicators: Iterable[Indicator]) -> Said:
        keys = {one.key for one in indicators}
        return cls({key.content for key in keys}, {key.with_facet(_SPAN, ()) for key in keys})

    def named(self, key: NameKey) -> bool:
        """Is this the name of a figure, of whatever stretch of the year?"""
        return key.with_facet(_SPAN, ()) in self.keys


_NONE = Said()


def weigh(
    current: Indicator, previous: Indicator, mine: Said = _NONE, theirs: Said = _NONE, *, left: bool = False
) -> Evidence | None:
    """The evidence that both are one indicator; None where something forbids it. `mine`, `theirs`: what other names of
    each year say, by which a word is seen to tell two indicators apart. `left`: both are among the few that are left
    over when all others have found theirs."""
    if dimension(current.unit) != dimension(previous.unit):
        return None
    coded = current.code is not None and previous.code is not None
    if coded and current.code != previous.code:
        return None
    proof = _proof(current, previous)
    entry, other = (entry_of(one.key, dimension(one.unit)) for one in (current, previous))
    if entry is not None and other is not None and entry != other:
        return None
    known = entry is not None and entry == other
    implied = implied_words(dimension(current.unit))
    others = _Others(mine, theirs, _titled(current.section), _titled(previous.section))
    proved = bool(proof) or (left and _near_values(current, previous))
    named = _names(current.key, previous.key, implied, others, proved=proved)
    if named is None and not coded and not known:
        return None
    if known and entry is not None:
        named = [Reason(feature="catalogue", detail=entry.id, weight=_NAME)]
    faceted = _facets(current.key, previous.key)
    if faceted is None or _only_counted(current, previous) or _only_measured(current.key, previous.key, implied):
        return None
    prior = (
        Reason(feature="prior", detail="chỉ còn lại hai chỉ tiêu này giống nhau", weight=_PRIOR_LEFT)
        if left
        else Reason(feature="prior", detail="cùng đơn vị đo, cùng địa bàn", weight=PRIOR)
    )
    reasons = [prior, *(named or ()), *faceted]
    if coded:
        reasons.append(Reason(feature="code", detail=f"cùng mã {current.code}", weight=_CODE))
    reasons += _counted(current, previous)
    if current.section and previous.section and _section_alike(current.section, previous.section):
        reasons.append(Reason(feature="section", detail=f"cùng mục {current.section!r}", weight=_SECTION))
    reasons += proof or _sizes(current, previous)
    return Evidence(tuple(reasons))


@dataclass(frozen=True, slots=True)
class _Others:
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

    def tell_apart(self, content: frozenset[str], extra: frozenset[str], *, current: bool) -> bool:
        """Does the year that has the extra words also have an indicator without them?"""
        return bool(extra) and content - extra in (self.mine if current else self.theirs).contents


def _names(a: NameKey, b: NameKey, implied: frozenset[str], others: _Others, *, proved: bool) -> list[Reason] | None:
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
    swapped = _counted_alike(only_a, only_b) if only_a and only_b else None
    if swapped is not None:
        only_a, only_b = only_a - swapped[0], only_b - swapped[1]
    near = None if swapped is not None else _near_terms(a.content, b.content, only_a, only_b, others)
    if near is not None:
        only_a, only_b = only_a - {near[0]}, only_b - {near[1]}
    extra = sorted(only_a | only_b)
    facets_shared = sum(bool(values & b.facet(facet)) for facet, values in a.facets)
    met = len(shared) + len(typos) + (near is not None)
    if met + facets_shared < (2 if extra else 1):
        return None
    both = bool(only_a and only_b)
    if both and (not proved or _tells(extra)):
        return None
    alike = 2 * met / (len(a.content) + len(b.content) - len(silent) - len(titled))
    reasons = [Reason(feature="name", detail=f"chung: {', '.join(sorted(shared))}", weight=round(_NAME * alike, 2))]
    if extra:
        side = "mỗi bên" if both else "kỳ này" if only_a else "kỳ trước"
        apart = others.tell_apart(a.content, only_a, current=True) or others.tell_apart(
            b.content, only_b, current=False
        )
        weight = _EXTRA_WORD + _MORE_WORDS * (len(extra) - 1) + (_REPLACED if both else 0.0)
        weight = min(weight, _DISTINCT) if apart or _tells(extra) else weight
        reasons.append(Reason(feature="extra", detail=f"chỉ {side} có: {', '.join(extra)}", weight=weight))
    if swapped is not None:
        detail = f"{' '.join(sorted(swapped[0]))} ~ {' '.join(sorted(swapped[1]))}"
        reasons.append(Reason(feature="counted", detail=detail, weight=_COUNTED_ALIKE))
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


@lru_cache(maxsize=100_000)
def _is_distinct(word: str) -> bool:
    """Also a term that holds such a word of several syllables (`công nghiệp tiểu thủ công nghiệp`)."""
    return word in distinct() or any(" " in one and f" {one} " in f" {word} " for one in distinct())


def _counted_alike(only_a: frozenset[str], only_b: frozenset[str]) -> tuple[frozenset[str], frozenset[str]] | None:
    """A noun for what is counted on each side, of one kind (`cháu`, `học sinh`); None where there are none."""
    if not (only_a & _counted_syllables() and only_b & _counted_syllables()):
        return None
    for nouns in _counted_words():
        mine = max((noun for noun in nouns if noun <= only_a), key=len, default=None)
        theirs = max((noun for noun in nouns if noun <= only_b), key=len, default=None)
        if mine is not None and theirs is not None:
            return mine, theirs
    return None


def _near_terms(
    a: frozenset[str], b: frozenset[str], only_a: frozenset[str], only_b: frozenset[str], others: _Others
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
def _counted_words() -> tuple[tuple[frozenset[str], ...], ...]:
    return tuple(tuple(frozenset(noun.split()) for noun in nouns) for nouns in counted_alike())


@cache
def _counted_syllables() -> frozenset[str]:
    return frozenset(word for nouns in _counted_words() for noun in nouns for word in noun)


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


def _facets(a: NameKey, b: NameKey) -> list[Reason] | None:
    reasons = []
    whole = next((facet.default for facet in facets() if facet.name == _SEASON), None)
    seasonal = all(key.facet(_SEASON) - {whole} for key in (a, b))
    for facet in facets():
        mine, theirs = a.facet(facet.name), b.facet(facet.name)
        if (not mine and not theirs) or (seasonal and facet.name == _SPAN):
            continue  # a season is the same whatever stretch of the year a report is for
        if not facet.agrees(mine, theirs):
            return None
        if mine and theirs:
            detail = f"{facet.name}: {', '.join(sorted(mine & theirs))}"
            reasons.append(Reason(feature="facet", detail=detail, weight=_FACET_SAME))
        elif facet.default is None:
            reasons.append(Reason(feature="facet", detail=f"{facet.name}: một bên không nêu", weight=_FACET_SILENT))
    return reasons


def _only_measured(a: NameKey, b: NameKey, implied: frozenset[str]) -> bool:
    """Do the names say no more than a measure (`Tổng diện tích`, `Tổng diện tích gieo trồng`)? Then they must say more
    about it that is the same."""
    if not a.content | b.content <= implied:
        return False
    return a != b and not a.light & b.light and not set(a.facets) & set(b.facets)


def _only_counted(a: Indicator, b: Indicator) -> bool:
    """Do the names say no more than what is counted (`Hộ`, `Hộ tham gia`)? Then they must say the same, or name the
    same action (`Hồ sơ tiếp nhận`)."""
    mine, theirs = a.key.facet(_ACTION), b.key.facet(_ACTION)
    if mine & theirs or (mine ^ theirs and mine ^ theirs <= _OF_ALL and a.key.light == b.key.light):
        return False
    counted = set(fold(f"{a.counted or ''} {b.counted or ''}").split())
    return a.key.content | b.key.content <= counted and (a.key.light, a.key.facets) != (b.key.light, b.key.facets)


def _counted(a: Indicator, b: Indicator) -> list[Reason]:
    """What is counted: the same noun, or one that the other's name holds, or two different ones."""
    if not a.counted or not b.counted:
        return []
    one, other = fold(a.counted), fold(b.counted)
    if one == other:
        return [Reason(feature="counted", detail=one, weight=_COUNTED_SAME)]
    if one in other or other in one or one in fold(b.name) or other in fold(a.name):
        return []
    if any(one in nouns and other in nouns for nouns in counted_alike()):
        return [Reason(feature="counted", detail=f"{one} ~ {other}", weight=_COUNTED_ALIKE)]
    return [Reason(feature="counted", detail=f"{one} / {other}", weight=_COUNTED_OTHER)]


@lru_cache(maxsize=4096)
def _titled(section: str | None) -> frozenset[str]:
    """The words of a section's title that would be content in a name."""
    return name_key(section).content if section else frozenset()


@lru_cache(maxsize=4096)
def _section_alike(one: str, other: str) -> bool:
    a, b = set(fold(one).split()), set(fold(other).split())
    return len(a & b) >= 0.5 * min(len(a), len(b))


def _proof(current: Indicator, previous: Indicator) -> list[Reason]:
    """A stated change that leads from one value to the other is hardly chance."""
    if not current.statements:
        return []
    bits = max(leads_to(current, statement, previous) for statement in current.statements)
    detail = "số kỳ trước cộng mức tăng, giảm đã nêu ra đúng số kỳ này"
    return [Reason(feature="change", detail=detail, weight=round(min(bits, _MOST_PROOF), 2))] if bits > 0 else []


def _sizes(current: Indicator, previous: Indicator) -> list[Reason]:
    """Sizes say little, and the less the more alike the names are."""
    before = None if previous.incomparable else converted(previous.figure, previous.unit, current.unit)
    if before is None or not current.value or not before.value:
        return []
    bits = _size(abs(current.value), abs(before.value), share=dimension(current.unit) == "%")
    if current.key.content == previous.key.content:
        bits = max(bits, _SURE_NAME)
    if not bits:
        return []
    return [Reason(feature="size", detail=f"giá trị {'cùng' if bits > 0 else 'khác'} cỡ", weight=bits)]


def _near_values(current: Indicator, previous: Indicator) -> bool:
    """Do the values differ by no more than most indicators change in a year?"""
    return any(reason.weight >= _NEAR for reason in _sizes(current, previous))


def _size(now: Decimal, then: Decimal, *, share: bool) -> float:
    """What two values say, by how far they lie apart."""
    if share:
        return next((bits for most, bits in _POINTS if abs(now - then) <= most), _SURE_NAME)
    apart = abs(math.log2(now / then))
    bits = next((bits for most, bits in _SIZES if apart <= most), _SIZE_FAR)
    return min(bits, _SIZE_OF_FEW) if max(now, then) < _FEW else bits
