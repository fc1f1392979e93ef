"""How likely two figures are of one indicator, as a sum of evidence in bits, each piece with its reason.

Problem: names alone are not enough, nor are values.
Signals, in order: what forbids a pair (unit, area, facets that differ, names that do); what the names say
(`name_evidence`); facets and counted nouns; the stated change, where it leads from one value to the other exactly;
section and size of the values. The weights are set on the annotated pairs under
`samples/reconcile` (benchmarks/reconcile.py sweeps the threshold).
Never: pairs figures because their values are alike.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from pipeline.grammar.folding import fold
from pipeline.reconcile.catalogue import entry_of
from pipeline.reconcile.indicators import Indicator, converted, dimension
from pipeline.reconcile.name_evidence import COUNTED_ALIKE, NAME, Others, Said, name_reasons, titled
from pipeline.reconcile.names import NameKey, counted_alike, facets, implied_words
from pipeline.reconcile.verdicts import leads_to
from schemas.reconciliation import Reason

PRIOR = -3.0
"""Two figures with the same unit and area, taken at random, are rarely of one indicator."""
_PRIOR_LEFT = 0.0
"""Of those that are left over, hardly any other could be meant."""
_FACET_SAME = 1.5
_FACET_SILENT = -1.0
_COUNTED_SAME, _COUNTED_OTHER = 1.0, -3.0
_SECTION = 0.7
_MOST_PROOF = 9.0
_SIZES = ((0.07, 2.5), (0.2, 2.0), (0.5, 1.0), (1.0, 0.0), (2.0, -1.5), (3.3, -2.5))
"""Bits by how many times a value doubled or halved at most: most indicators change little in a year, and a part is
mostly far smaller than its whole. Shares change by points."""
_SIZE_FAR = -4.0
_POINTS = ((1.5, 1.0), (3.0, 0.7), (5.0, 0.3), (20.0, 0.0))
_NEAR = 0.7
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
    others = Others(mine, theirs, titled(current.section), titled(previous.section))
    near = left and _near_values(current, previous)
    named = name_reasons(current.key, previous.key, implied, others, proved=bool(proof) or near, alone=near)
    if named is None and not coded and not known:
        return None
    if known and entry is not None:
        named = [Reason(feature="catalogue", detail=entry.id, weight=NAME)]
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
        return [Reason(feature="counted", detail=f"{one} ~ {other}", weight=COUNTED_ALIKE)]
    return [Reason(feature="counted", detail=f"{one} / {other}", weight=_COUNTED_OTHER)]


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
