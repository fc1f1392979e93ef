"""Relations that have a name of their own in statistics: density, output a head, contributions to growth, what is left.

Problem: `26.480 nhân khẩu` and `4.862 ha` stand in one chapter, `545 người/km2` in another; `17/19 tiêu chí, còn 02 tiêu chí
chưa đạt`. Signals: unit and words of each member, as the lexicon's `formula`, `bound` and `contributions` say; of what is
left, the words right before and behind it.
Never: a contradiction where two figures could be the same member, unless all of them fail and only one is printed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import Literal

from pipeline.check.intervals import quantity
from pipeline.check.lexicon import Member, bounds, formulas, pattern, says
from pipeline.check.passages import Figure, Passage, behind, same_kind
from pipeline.check.plausible import plausible
from pipeline.check.ratios import near, positive
from pipeline.check.relations import Claim, Relation
from pipeline.check.suggestions import slipped
from pipeline.document import Document
from pipeline.grammar.folding import fold
from schemas.observation import Observation

_MOST_CHOICES = 60
_FEWEST_SHARES = 3  # contributions that make up a growth
_NEAR_BY = 30
_UNITS = "xã|phường|thị trấn|huyện|thị xã|thành phố|tỉnh"
_WHOLE_UNIT = re.compile(rf"(?<!\w)(?:toàn|cả|chung của|của) ({_UNITS})[^,;.]*$")
_ANY_UNIT = re.compile(rf"(?<!\w)({_UNITS})(?!\w)")
_FEWEST_LEFT = 3  # a total, a part and what is left
_WITHIN = 20  # a sum off by no more than one in so many
_MOVES = re.compile(
    r"(?<!\w)(?:phát sinh|tái|thêm|mới|tăng|giảm|sáp nhập|nhập|giải thể|chuyển|bổ sung|kỳ trước|tồn|trong đó|riêng)(?!\w)"
)
_LEFT = re.compile(r"(?<!\w)còn(?: lại)?\s*$")
_NOT_DONE = re.compile(r"^(?:\w+\s){0,3}?(?:chưa|không)(?:\s\w+){1,3}\s*$")


def in_document(document: Document, places: Sequence[Passage]) -> Iterator[Claim]:
    """Formulas, bounds and contributions over all figures of a report; what is left, passage by passage."""
    index = _Index(document.observations)
    sentences: _Sentences | None = None
    for entry in formulas():
        for result in index.members(entry.result):
            if entry.together:
                sentences = sentences or _Sentences(places)
                terms = [sentences.nearest(result, term) for term in entry.terms]
            else:
                terms = [index.beside(result, term) for term in entry.terms]
            claim = _formula(result, terms, entry.kind, entry.name)
            if claim is not None and (claim.certain or not _of_another(document.text, claim)):
                yield claim
    yield from _bounds(index.money)
    yield from _contributions(document, places)
    for place in places:
        if place.parts:
            yield from _left(place)
        if len(place.levels) >= _FEWEST_LEFT:
            yield from _remainder(place)
        if len(place.levels) > 1 and "VND" in place.units:
            yield from _bounds_beside(place)


class _Index:
    """A look-up of a report's sizes and counts by what tells a member."""

    def __init__(self, observations: Iterable[Observation]) -> None:
        self._by_unit: dict[str, list[Observation]] = defaultdict(list)
        self._each: list[Observation] = []  # `15,7 tiêu chí/xã` counts no criteria
        self._members: dict[Member, list[Observation]] = {}
        for o in observations:
            if o.measure == "level" and o.scenario != "previous":
                each = o.unit == "count" and "/" in o.source.text
                (self._each if each else self._by_unit[o.unit]).append(o)

    @property
    def money(self) -> list[Observation]:
        return self._by_unit["VND"]

    def members(self, member: Member) -> list[Observation]:
        """The figures that may be a member, in reading order. Looked up as they are asked for: few reports have a result."""
        if member not in self._members:
            self._members[member] = list(self._find(member))
        return self._members[member]

    def _find(self, member: Member) -> Iterator[Observation]:
        if member.printed is not None:
            yield from (o for o in self._each if member.printed.search(fold(o.source.text)))
            return
        for o in self._by_unit[member.unit]:
            if fold(o.indicator) in member.words or (o.counted and fold(o.counted) in member.counted):
                yield o

    def beside(self, result: Observation, member: Member) -> list[Observation]:
        """Those of the year and scenario of the result."""
        planned = result.scenario == "plan"
        found = [o for o in self.members(member) if o.year == result.year and o.id != result.id]
        return sorted((o for o in found if (o.scenario == "plan") == planned), key=lambda o: o.source.start)


class _Sentences:
    """A look-up of the figures that stand before another in its sentence."""

    def __init__(self, places: Sequence[Passage]) -> None:
        self._places = {f.o.id: (place, f) for place in places for f in place.figures if f.o.unit == "count"}

    def nearest(self, result: Observation, member: Member) -> list[Observation]:
        """The nearest member before the result, in its sentence."""
        if (found := self._places.get(result.id)) is None:
            return []
        place, figure = found
        before = [f.o for f in place.figures[: figure.index] if f.sentence == figure.sentence and f.counts_level]
        counted = [o for o in before if o.counted and "/" not in o.source.text and o.scenario != "previous"]
        return [o for o in counted if fold(o.counted or "") in member.counted][-1:]


def _formula(
    result: Observation, terms: Sequence[list[Observation]], kind: Literal["ratio", "rate", "quotient"], name: str
) -> Claim | None:
    relations = []
    for chosen in list(product(*terms))[:_MOST_CHOICES]:
        quantities = tuple(quantity(o) for o in chosen)
        if positive(*quantities):
            relations.append(Relation(kind, quantity(result), quantities))
    for relation in relations:
        if relation.state() != "fails":
            return Claim("product_matches_factors", relation, name)
    alike = {tuple(q.value for q in relation.terms) for relation in relations}
    if len(alike) == 1 and near(relations[0]):
        return Claim("product_matches_factors", relations[0], name, certain=False)
    return None


def _of_another(text: str, claim: Claim) -> bool:
    """`Thị trấn có …; mật độ dân số toàn huyện 512 người/km2`: is the result said to be of more than its terms are?"""
    result, *terms = (q.observation for q in claim.relation.members if q.observation is not None)
    whole = _WHOLE_UNIT.search(fold(text[max(0, result.source.start - _NEAR_BY) : result.source.start]))
    if whole is None or claim.relation.state() != "fails":
        return False
    told = (_ANY_UNIT.findall(fold(text[max(0, o.source.start - 2 * _NEAR_BY) : o.source.start])) for o in terms)
    return any(units and units[-1] != whole[1] for units in told)


def _bounds(money: Sequence[Observation]) -> Iterator[Claim]:
    """What was spent on a work so far, against what it may cost in all: names that agree but for these words."""
    for entry in bounds():
        whole = {entry.greater.sub("", name).strip(): o for o in money
                 if says(name := fold(o.indicator), entry.wholes) and entry.greater.search(name)}  # fmt: skip
        for o in money if whole else ():
            name = fold(o.indicator)
            of = whole.get(entry.lesser.sub("", name).strip()) if entry.lesser.search(name) else None
            if of is not None and of.id != o.id and name != entry.lesser.sub("", name):
                yield Claim("parts_sum_to_total", Relation("at_most", quantity(of), (quantity(o),)), entry.name,
                            certain=False)  # fmt: skip


def _bounds_beside(place: Passage) -> Iterator[Claim]:
    """The same in one clause, of the one work that it is about."""
    money = [f for f in place.levels if f.o.unit == "VND" and f.o.scenario != "plan"]
    for entry in bounds():
        for spent in money:
            if not entry.lesser.search(spent.label):
                continue
            beside = [f for f in money if f.index < spent.index and f.sentence == spent.sentence
                      and f.depth == spent.depth and f.clause == spent.clause]  # fmt: skip
            costs = [f for f in beside if entry.greater.search(f.label)]
            if len(costs) == 1:
                relation = Relation("at_most", costs[0].q, (spent.q,))
                yield Claim("parts_sum_to_total", relation, entry.name, certain=False)


def _contributions(document: Document, places: Sequence[Passage]) -> Iterator[Claim]:
    """Contributions in điểm phần trăm add up to the growth that they contribute to."""
    for place in places:
        if "pp" not in place.units:
            continue
        parts = [f for f in place.figures if f.o.unit == "pp" and f.o.measure == "level"]
        if len(parts) < _FEWEST_SHARES or not pattern("contributions").search(place.folded):
            continue
        growths = [o for o in document.observations if o.measure == "change" and o.unit == "%"
                   and o.basis == "previous_year" and pattern("contributions", "of").search(fold(o.indicator))]  # fmt: skip
        own = [
            o
            for o in growths
            if o.year == parts[0].o.year and (o.scenario == "plan") == (parts[0].o.scenario == "plan")
        ]
        relations = [Relation("sum", quantity(o), tuple(f.q for f in parts)) for o in own]
        for relation in relations:
            if relation.state() != "fails":
                yield Claim("parts_sum_to_total", relation, "contributions")
                break
        else:
            if len({o.low for o in own}) == 1 and plausible(relations[0], exhaustive=True):
                yield Claim("parts_sum_to_total", relations[0], "contributions", certain=False)


def _left(place: Passage) -> Iterator[Claim]:
    """`17/19 tiêu chí, còn 02 tiêu chí chưa đạt`: x and what is left make up y."""
    for whole in place.figures:
        if not whole.whole:
            continue
        part = place.figures[whole.index - 1]
        for rest in place.figures[whole.index + 1 : whole.index + 4]:
            if rest.sentence != whole.sentence or not _is_left(place, rest, whole):
                continue
            relation = Relation("sum", whole.q, (part.q, rest.q))
            if relation.state() == "holds" or plausible(relation, exhaustive=True):
                yield Claim("parts_sum_to_total", relation, "left", certain=False)
            break


def _remainder(place: Passage) -> Iterator[Claim]:
    """`dài 12,4 km, đã xong 8,6 km, còn lại 3,8 km`: the parts and what is left make up what was told first. What was merged
    or came anew makes other numbers of what is left."""
    for rest in place.levels:
        if _LEFT.search(rest.lead) is None or rest.o.scenario == "previous":
            continue
        told = [f for f in place.levels if f.sentence == rest.sentence and f.index <= rest.index
                and f.depth == rest.depth and same_kind(f.o, rest.o)]  # fmt: skip
        if len(told) < _FEWEST_LEFT or any(f.part or f.whole or f.o.scenario != rest.o.scenario for f in told):
            continue
        total, parts = told[0], told[1:]
        if any(f.q.value >= total.q.value or _MOVES.search(f.lead) for f in parts) or _MOVES.search(total.lead):
            continue
        relation = Relation("sum", total.q, tuple(f.q for f in parts))
        if relation.state() == "holds" or _nearly(relation):
            yield Claim("parts_sum_to_total", relation, "remainder", certain=False)


def _nearly(relation: Relation) -> bool:
    middle = relation.expected().middle
    near_by = middle is not None and abs(middle - relation.result.value) * _WITHIN <= relation.result.value
    return near_by or slipped(relation)


def _is_left(place: Passage, rest: Figure, whole: Figure) -> bool:
    """Is a figure called what is left, by few words, and by none that would say what it is left of?"""
    if not rest.counts_level or rest.part or not same_kind(rest.o, whole.o) or rest.o.low >= whole.o.low:
        return False
    words = behind(place, rest).strip()
    return (_LEFT.search(rest.lead) is not None and len(words.split()) <= 4) or _NOT_DONE.match(words) is not None
