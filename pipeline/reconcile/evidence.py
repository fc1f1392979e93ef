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
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from pipeline.grammar.folding import fold
from pipeline.reconcile.catalogue import entry_of
from pipeline.reconcile.indicators import Indicator, dimension
from pipeline.reconcile.names import NameKey, bare, facets, implied_words
from pipeline.reconcile.verdicts import leads_to
from schemas.reconciliation import Reason

PRIOR = -3.0
"""Two figures with the same unit and area, taken at random, are rarely of one indicator."""
_NAME = 8.0
_EXTRA_WORD = -8.0
_MORE_WORDS = -3.0
_TYPO = -2.5
_LIGHT = -0.8
_FACET_SAME = 1.5
_FACET_SILENT = -1.0
_COUNTED_SAME, _COUNTED_OTHER = 1.0, -3.0
_SECTION = 0.7
_MOST_PROOF = 9.0
_SIZE_ALIKE, _SIZE_FAR = 0.7, -2.0
_CODE = 12.0
_ACTION = "action"
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

    @property
    def probability(self) -> float:
        return 1 / (1 + 2 ** -max(-60.0, min(60.0, self.bits)))


def weigh(current: Indicator, previous: Indicator) -> Evidence | None:
    """The evidence that both are one indicator; None where something forbids it."""
    if dimension(current.unit) != dimension(previous.unit):
        return None
    coded = current.code is not None and previous.code is not None
    if coded and current.code != previous.code:
        return None
    values = _values(current, previous)
    proved = any(reason.feature == "change" for reason in values)
    entry, other = (entry_of(one.key, dimension(one.unit)) for one in (current, previous))
    if entry is not None and other is not None and entry != other:
        return None
    known = entry is not None and entry == other
    named = _names(current.key, previous.key, implied_words(dimension(current.unit)), proved=proved)
    if named is None and not coded and not known:
        return None
    if known and entry is not None:
        named = [Reason(feature="catalogue", detail=entry.id, weight=_NAME)]
    faceted = _facets(current.key, previous.key)
    if faceted is None or _only_counted(current, previous):
        return None
    reasons = [Reason(feature="prior", detail="cùng đơn vị đo, cùng địa bàn", weight=PRIOR), *(named or ()), *faceted]
    if coded:
        reasons.append(Reason(feature="code", detail=f"cùng mã {current.code}", weight=_CODE))
    reasons += _counted(current, previous)
    if current.section and previous.section and _section_alike(current.section, previous.section):
        reasons.append(Reason(feature="section", detail=f"cùng mục {current.section!r}", weight=_SECTION))
    reasons += values
    return Evidence(tuple(reasons))


def _names(a: NameKey, b: NameKey, implied: frozenset[str], *, proved: bool) -> list[Reason] | None:
    """What the names say; None where each has content that the other has not. Where a stated change proves the value
    (`proved`), one word for another is weighed like any difference."""
    if a.content == b.content:
        shared, only_a, only_b = a.content, frozenset[str](), frozenset[str]()
    else:
        shared, only_a, only_b = a.content & b.content, a.content - b.content, b.content - a.content
    silent = (only_a | only_b) & implied
    only_a, only_b = only_a - implied, only_b - implied
    typos = _misspelt(only_a, only_b) if only_a and only_b and len(shared) >= _FEW_WORDS else ()
    only_a -= {word for word, _ in typos}
    only_b -= {word for _, word in typos}
    if only_a and only_b and not (proved and len(shared) >= _FEW_WORDS):
        return None
    if len(shared) + len(typos) < (2 if only_a or only_b else 1):
        return None
    extra = sorted(only_a | only_b)
    alike = 2 * (len(shared) + len(typos)) / (len(a.content) + len(b.content) - len(silent))
    reasons = [Reason(feature="name", detail=f"chung: {', '.join(sorted(shared))}", weight=round(_NAME * alike, 2))]
    if extra:
        side = "mỗi bên" if only_a and only_b else "kỳ này" if only_a else "kỳ trước"
        weight = _EXTRA_WORD + _MORE_WORDS * (len(extra) - 1)
        reasons.append(Reason(feature="extra", detail=f"chỉ {side} có: {', '.join(extra)}", weight=weight))
    for one, other in typos:
        reasons.append(Reason(feature="spelling", detail=f"{one} ~ {other}", weight=_TYPO))
    # A word may be light in one name and content in the other (`Lao động`): then it differs from nothing.
    light = ((a.light ^ b.light) - a.content - b.content) | silent
    if light:
        reasons.append(Reason(feature="light", detail=", ".join(sorted(light)), weight=round(_LIGHT * len(light), 2)))
    return reasons


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
    for facet in facets():
        mine, theirs = a.facet(facet.name), b.facet(facet.name)
        if not mine and not theirs:
            continue
        if not facet.agrees(mine, theirs):
            return None
        if mine and theirs:
            detail = f"{facet.name}: {', '.join(sorted(mine & theirs))}"
            reasons.append(Reason(feature="facet", detail=detail, weight=_FACET_SAME))
        elif facet.default is None:
            reasons.append(Reason(feature="facet", detail=f"{facet.name}: một bên không nêu", weight=_FACET_SILENT))
    return reasons


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
    return [Reason(feature="counted", detail=f"{one} / {other}", weight=_COUNTED_OTHER)]


@lru_cache(maxsize=4096)
def _section_alike(one: str, other: str) -> bool:
    a, b = set(fold(one).split()), set(fold(other).split())
    return len(a & b) >= 0.5 * min(len(a), len(b))


def _values(current: Indicator, previous: Indicator) -> list[Reason]:
    """What the values add: a stated change that leads from one to the other is hardly chance; sizes say little."""
    proof = max((leads_to(current, statement, previous) for statement in current.statements), default=0.0)
    if proof > 0:
        detail = "số kỳ trước cộng mức tăng, giảm đã nêu ra đúng số kỳ này"
        return [Reason(feature="change", detail=detail, weight=round(min(proof, _MOST_PROOF), 2))]
    now, then = abs(current.value), abs(previous.value)
    if not now or not then or dimension(current.unit) == "%" or current.unit != previous.unit:
        return []
    ratio = abs(math.log10(now / then))
    if ratio < 0.3:
        return [Reason(feature="size", detail="giá trị cùng cỡ", weight=_SIZE_ALIKE)]
    return [Reason(feature="size", detail="giá trị khác cỡ", weight=_SIZE_FAR)] if ratio > 1 else []
