"""Two factors and their product: area, yield and output; gifts, the money for each, and the sum.

Problem: `250 ha, năng suất 60 tạ/ha, sản lượng 1.500 tấn` in one clause; `Diện tích 4.120 ha. Năng suất 61,5 tạ/ha. Sản
lượng 25.338 tấn` in three sentences; `ngô 1.862 ha` in one list and `năng suất ngô 52 tạ/ha, sản lượng ngô 9.682 tấn` in
another. Signals, in order of precedence: the order of the figures in one clause; `năng suất` and `sản lượng` right before
them in the next sentences; names that are the same but for `diện tích`, `năng suất`, `sản lượng`.
Never: what is sown against what is harvested, where less than the product came out; names that several figures bear.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from pipeline.check.intervals import quantity
from pipeline.check.lexicon import Product, any_of, filler, pattern, products
from pipeline.check.passages import Figure, Passage
from pipeline.check.ratios import positive
from pipeline.check.relations import Claim, Relation
from pipeline.check.suggestions import looks_like_slip, slipped
from pipeline.document import Document
from pipeline.grammar.folding import fold
from schemas.observation import Observation

_ONE_PASSAGE = 400  # characters
_APART = 2  # sentences from one factor to the product
_BY_MUCH = Decimal("0.5")
_BY_LITTLE = Decimal("0.15")
_UNITS = ("ha", "t/ha", "t")
UNITS = frozenset(["t/ha", "VND", "VND/ha"])
"""Of the second factor: a passage without one of these needs no look."""
_WHAT = any_of(
    ["tổng diện tích", "diện tích", "năng suất", "tổng sản lượng", "sản lượng", "gieo trồng", "gieo cấy", "gieo sạ", "gieo",
     "thu hoạch", "bình quân", "cho", "sản phẩm", "kinh doanh", "cả năm", "cây", "bq"]
)  # fmt: skip
_NOT_ALL = ("trồng mới", "gieo", "thu hoạch", "kinh doanh", "cho sản phẩm")
_SOWN = ("gieo", "xuống giống", "trồng mới", "tổng diện tích")
_UNHARVESTED = Decimal("0.02")  # of what was sown: no slip
_FROM = re.compile(r"(?<!\w)(?:từ|trên)(?: tổng)?(?: diện tích)?(?: thu hoạch)?\s*$")
_WORD = re.compile(r"\w+")


def in_passage(place: Passage) -> Iterator[Claim]:
    """Products within one passage."""
    for i, figure in enumerate(place.figures):
        if figure.o.unit in UNITS and figure.counts_level and i:
            yield from _product(place, i)


def by_name(document: Document) -> Iterator[Claim]:
    """Area, yield and output of one crop and one time, wherever they stand: only where each is told once."""
    told: dict[tuple[object, ...], dict[str, list[Observation]]] = defaultdict(lambda: defaultdict(list))
    grown = [o for o in document.observations if o.unit in _UNITS and o.measure == "level" and o.low == o.high]
    for o in grown if len({o.unit for o in grown}) == len(_UNITS) else ():
        if crop := _crop(o.indicator):
            when = (o.year, o.period and (o.period.start, o.period.end), o.scenario == "plan", o.scenario == "previous")
            told[crop, when][o.unit].append(o)
    for by_unit in told.values():
        values = [{(o.low, o.resolution) for o in by_unit.get(unit, ())} for unit in _UNITS]
        if any(len(one) != 1 for one in values):
            continue
        area, harvest, output = (by_unit[unit][0] for unit in _UNITS)
        relation = Relation("product", quantity(output), (quantity(area), quantity(harvest)))
        if not positive(*relation.members):
            continue
        partly = any(word in fold(area.indicator) for word in _NOT_ALL)
        partly = partly or _another_area(grown, area, output)  # `cam 142 ha (đang thu hoạch 96 ha, năng suất …)`
        if relation.state() != "fails" or (not partly and _slips(relation)):
            yield Claim("product_matches_factors", relation, "crop_by_name", certain=False)


def _another_area(grown: list[Observation], area: Observation, output: Observation) -> bool:
    """Is another area told between the two, of which the yield may be?"""
    start, end = area.source.start, output.source.start
    return any(o.unit == "ha" and start < o.source.start < end and end - start < _ONE_PASSAGE for o in grown)


@lru_cache(4096)
def _crop(name: str) -> frozenset[str]:
    """The words of a name that say which crop it is."""
    return frozenset(_WORD.findall(_WHAT.sub(" ", fold(name)))) - filler()


def _slips(relation: Relation) -> bool:
    expected = relation.expected()
    middle = expected.middle
    return middle is not None and (
        slipped(relation) or (looks_like_slip(relation.result, expected) and relation.result.value * 2 > middle)
    )


def _product(place: Passage, i: int) -> Iterator[Claim]:
    """Two factors and their product, in this order: in one clause, or in sentences that say what they are."""
    second = place.figures[i]
    for entry in products():
        if second.o.unit != entry.factors[1] or second.o.measure != "level" or second.whole:
            continue
        if entry.each is not None and not entry.each.search(second.lead):
            continue
        first, result = (
            _beside(place, second, entry, apart=0)
            or _beside(place, second, entry, apart=_APART)
            or _output_ahead(place, second, entry)
            or (None, None)
        )
        if first is None or result is None or not positive(first.q, second.q):
            continue
        if first.o.scenario == "previous" or (result.o.scenario != second.o.scenario and "previous" in (
            result.o.scenario, second.o.scenario)):  # fmt: skip
            continue
        relation = Relation("product", result.q, (first.q, second.q))
        if relation.state() != "fails" or (
            _is_output(second, result) and _contradicts(relation, first, result, near=_near(first, second, result))
        ):
            yield Claim("product_matches_factors", relation, entry.name)
        return


def _beside(place: Passage, second: Figure, entry: Product, apart: int) -> tuple[Figure, Figure] | None:
    """The factor before and the product behind, at most so many sentences `apart`; these say what they are."""
    if apart and (entry.each is not None or not _says_yield(second)):
        return None
    before, following = range(second.index - 1, -1, -1), range(second.index + 1, len(place.figures))
    first = _nearest(place, before, entry.factors[0], second, stop=entry.factors[1], apart=apart)
    result = _nearest(place, following, entry.result, second, stop=entry.factors[0], apart=apart)
    if first is None or result is None or (apart and not _of_one_crop(first, second, result)):
        return None
    return first, result


def _output_ahead(place: Passage, second: Figure, entry: Product) -> tuple[Figure, Figure] | None:
    """`sản lượng 6.480 tấn, từ 720 ha với năng suất 90 tạ/ha`: what came of it first, then of what."""
    if second.index < 2:
        return None
    result, first = place.figures[second.index - 2 : second.index]
    together = result.clause == first.clause == second.clause and result.depth == first.depth == second.depth
    told = result.o.unit == entry.result and first.o.unit == entry.factors[0] and _says_yield(second)
    if together and told and result.counts_level and first.counts_level and _FROM.search(first.lead):
        return first, result
    return None


def _says_yield(figure: Figure) -> bool:
    return "năng suất" in figure.label or figure.label.startswith("ns")


def _of_one_crop(first: Figure, second: Figure, result: Figure) -> bool:
    """Does no name of yield or output say a crop that the area's does not?"""
    crop = _crop(first.o.indicator)
    return _is_output(second, result) and (_crop(second.o.indicator) | _crop(result.o.indicator)) <= crop


def _is_output(second: Figure, result: Figure) -> bool:
    """Does nothing but a comma part the product from its factor, or is it called the output?"""
    return second.clause == result.clause or pattern("output").search(result.label) is not None


def _nearest(place: Passage, order: range, unit: str, of: Figure, stop: str, apart: int) -> Figure | None:
    for k in order:
        figure = place.figures[k]
        if abs(figure.sentence - of.sentence) > apart:
            return None
        if figure.depth != of.depth:
            continue
        if figure.o.unit == unit and figure.counts_level and (figure.o.scenario == "plan") == (of.o.scenario == "plan"):
            return figure
        if figure.o.unit == stop and figure.o.measure == "level" and not figure.whole:
            return None
    return None


def _near(first: Figure, second: Figure, result: Figure) -> bool:
    """In one sentence, and of one crop: `sản lượng thóc` is not only of `lúa ruộng`."""
    harvest, output = _crop(second.o.indicator), _crop(result.o.indicator)
    return first.sentence == result.sentence and (harvest <= output or output <= harvest)


def _contradicts(relation: Relation, first: Figure, result: Figure, *, near: bool) -> bool:
    """Off by a slip, or a little, or by much where the words of one sentence say that it is the output: otherwise it is
    another subject's figure. What is sown or newly planted is not all harvested, so that less output than area x yield
    is no contradiction there."""
    middle = relation.expected().middle
    if middle is None:
        return True
    sown = any(word in first.lead for word in _SOWN)
    if sown and middle * (1 - _UNHARVESTED) <= relation.result.value < middle:
        return False
    if _slips(relation):
        return True
    if sown and relation.result.value < middle:
        return False
    said = near and pattern("output").search(result.lead) is not None
    return abs(middle - relation.result.value) <= middle * (_BY_MUCH if said else _BY_LITTLE)
