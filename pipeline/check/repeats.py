"""The same fact stated twice with different values.

Problem: a chapter that sums up (`ĐÁNH GIÁ CHUNG`, `Tồn tại, hạn chế`), an annex or a table restates figures of other
chapters. Two figures are of the same fact where unit, measure, year, area, condition agree and, in order of precedence:
both hang on the same neighbour (`12 quyết định xử phạt với tổng số tiền …`); their names are the same; one of them
stands where facts are restated and says the other's name in its own words.
Without any of these, two digits swapped tie figures of one kind whose words overlap, and x/y ties to the only other x
of the same y. Never: a target against a result, an estimate for another date, a season against the year, a whole of x/y,
a name that many things bear (`kinh phí`, `số tiền`); and no pair whose values are far apart: those are two facts.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import fuzz

from pipeline.check.intervals import Quantity, quantity
from pipeline.check.lexicon import cues, filler, generic_names, pattern, says
from pipeline.check.passages import Figure, Passage, behind, head_noun, same_kind
from pipeline.check.relations import Claim, Relation
from pipeline.check.suggestions import looks_like_slip, slip, swaps
from pipeline.document import Document
from pipeline.frozen import dataclass
from pipeline.grammar.folding import fold
from pipeline.grammar.letters import CAPITAL
from schemas.observation import Observation

_WORD = re.compile(r"\w+")
# What follows says more of the same thing, not which part of it.
_NOT_NARROWER = re.compile(r"(?<=\w)\s+(?:chủ yếu|do|tập trung|phần lớn|vì|tuy|nhưng)(?!\w).*")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_UNIT = re.compile(
    rf"(?<!\w)(?:[Xx]ã|[Pp]hường|[Tt]hị trấn|[Hh]uyện|[Tt]hôn|[Bb]ản|[Ấấ]p|[Xx]óm)\s([{CAPITAL}]\w*(?:\s[{CAPITAL}]\w*)*)"
)
_GROSS_PRODUCT = re.compile(
    r"^(?:tốc độ )?(?:tăng trưởng )?(?:kinh tế )?\(?(?:tổng sản phẩm(?: trên địa bàn)?(?: \w+)?|grdp)\)?"
    r"(?: theo)?(?: giá so sánh(?: \w+)*)?$"
)
_COSTS = ("kinh phí", "tổng vốn đầu tư", "tổng kinh phí")  # of a work: all say what it costs
_COST = re.compile(rf"(?<=\w )(?:{'|'.join(_COSTS)})$")
_PAID = frozenset(["count", "VND"])
_ACRONYMS = frozenset({"grdp"})
_COUNT_WORDS = re.compile(r"^(?:tổng số|số lượng|số|tổng) (?=.)")
_NARROWING = frozenset(["yếu", "do", "trung", "lớn", "vì", "tuy", "nhưng"])
_RENAMED = frozenset(["grdp", "phẩm", "phí", "tư", "số", "tổng"])
"""A word of each of these forms: a name without any of them is as it should be."""
_FAR = Decimal("0.3")
_MONTH = timedelta(days=31)
_CLOSE = Decimal("0.12")  # of names that agree to the word, in chapters of which neither sums up
_SPECIFIC = 3  # words; such a name is hardly borne by two things
_ALIKE = 88
_SO_MANY = 1000
_SURE_DIGITS = 3  # so many or fewer digits may differ by a slip's worth and mean two things
_FULL_NAME = 4  # words; a shorter name may be any part of a longer one


@dataclass(slots=True)
class _Stated:
    """An observation with what names it. `words`, of the name and of what stands around the figure, are only gathered
    where they are asked for."""

    o: Observation
    name: str
    key: frozenset[str]
    """The words of the name that tell it from others."""
    restated: bool
    order: int
    where: tuple[Passage, Figure] | None
    _words: frozenset[str] | None = None

    @property
    def q(self) -> Quantity:
        return self.where[1].q if self.where else quantity(self.o)

    @property
    def words(self) -> frozenset[str]:
        if self._words is None:
            around = f"{self.where[1].label} {self.o.counted or ''} {behind(*self.where)}" if self.where else ""
            self._words = frozenset(_WORD.findall(f"{self.name} {around}")) - filler()
        return self._words


def repeats(document: Document, places: Sequence[Passage]) -> Iterator[Claim]:
    """Pairs of figures that state the same fact, agreeing or not."""
    summing_up = _restating_sections(document)
    wholes = {place.figures[part.index + 1].o.id for place in places for part in place.parts}
    titles = {s.id: int(year[0]) for s in document.sections if s.title and len(year := _YEAR.findall(s.title)) == 1}
    facts: dict[tuple[object, ...], list[Observation]] = defaultdict(list)
    for o in document.observations:
        if o.approx == "exact" and o.id not in wholes:
            facts[_fact(o, titles)].append(o)
    where = {f.o.id: (place, f) for place in places for f in place.figures}
    for same in facts.values():
        if len(same) > 1 and len({(o.section, o.table) for o in same}) > 1:  # else none is apart from another
            group = [_Stated(o, *_named(o.indicator), o.section in summing_up, i, where.get(o.id))
                     for i, o in enumerate(same)]  # fmt: skip
            yield from _same_name(group)
            yield from _restated(group)
            yield from _swapped(group)
    yield from _same_neighbour(places)
    yield from _same_company(places)
    yield from _same_fraction(places, summing_up)


def _restating_sections(document: Document) -> frozenset[str]:
    """Sections whose title, or whose chapter's title, says that they sum up."""
    found: set[str] = set()
    for section in document.sections:
        if section.parent in found or (section.title and pattern("restating").search(fold(section.title))):
            found.add(section.id)
    return frozenset(found)


def _fact(o: Observation, titles: dict[str, int]) -> tuple[object, ...]:
    """What must agree for two figures to be of the same fact. An estimate and a result may be: reports mix the words.
    `titles`: the years that sections are about by their titles."""
    scenario = o.scenario
    if scenario != "actual" and (scenario == "estimate" or _stands(o.indicator)):
        scenario = "actual"
    titled = titles.get(o.section) if o.section else None
    area = o.area and o.area.name
    return (o.unit, o.measure, o.basis, scenario, o.year, o.condition, area, None if titled == o.year else titled)


@lru_cache(8192)
def _named(name: str) -> tuple[str, frozenset[str]]:
    """A name in comparison form, and those of its words that tell it from others."""
    folded = fold(name)
    words = folded.split()
    if not _NARROWING.isdisjoint(words) or not "".join(words).isalnum():
        words = _WORD.findall(_NOT_NARROWER.sub("", folded))
    normal = " ".join(dict.fromkeys(words))
    if _RENAMED.isdisjoint(words):
        return normal, frozenset(words) - filler()
    normal = _COUNT_WORDS.sub("", _COST.sub("tổng mức đầu tư", _GROSS_PRODUCT.sub("grdp", normal)))
    return normal, frozenset(normal.split()) - filler()


def same_name(name: str) -> frozenset[str]:
    """What two names share that name one thing."""
    return _named(name)[1]


@lru_cache(8192)
def _stands(name: str) -> bool:
    normal = _named(name)[0]
    return says(normal, cues("standing")) and pattern("standing").search(normal) is not None


def _same_name(group: Sequence[_Stated]) -> Iterator[Claim]:
    """Equal names in different chapters, or in prose and table: the same words but for those that tell nothing."""
    by_name: dict[frozenset[str], list[_Stated]] = defaultdict(list)
    for one in group:
        by_name[one.key or frozenset((one.name,))].append(one)
    for named in by_name.values():
        first = named[0]
        name = first.name
        if len(named) < 2 or name in generic_names() or (len(name.split()) < 2 and name not in _ACRONYMS):
            continue
        for other in named[1:]:
            if _apart(first.o, other.o):
                restated = other.restated or first.restated or _table_and_prose(first, other)
                ratio = first.o.measure == "ratio"  # there may be two plans
                if ratio and not (restated and first.o.resolution == other.o.resolution):
                    continue
                alike = first.name == other.name
                if not (alike or restated):
                    continue
                one_date = first.o.scenario == other.o.scenario != "plan"  # what is to be expected is no result so far
                specific = alike and len(first.key) >= _SPECIFIC and one_date and not ratio
                yield from _pair(first, other, strict=ratio or not restated, specific=specific)


def _apart(a: Observation, b: Observation) -> bool:
    """Do the two stand so far apart that one restates the other, and do they speak of the same stretch of time?"""
    if a.table is not None and a.table == b.table:
        return False
    return not _other_time(a, b) and (a.section != b.section or (a.table is None) != (b.table is None))


def _other_time(a: Observation, b: Observation) -> bool:
    """Do both say for which stretch of time they are, and are they not about the same? `đến nay` and `6 tháng` are."""
    if a.period is None or b.period is None or None in (a.period.end, b.period.end):
        return False
    ends = [date.fromisoformat(one.period.end) for one in (a, b) if one.period and one.period.end]
    return a.period.start != b.period.start or abs(ends[0] - ends[1]) > _MONTH


def _table_and_prose(a: _Stated, b: _Stated) -> bool:
    return (a.o.table is None) != (b.o.table is None)


def _restated(group: Sequence[_Stated]) -> Iterator[Claim]:
    """A figure in a chapter that sums up, against the one elsewhere whose words it says."""
    again = [one for one in group if one.restated and one.o.table is None and one.o.measure != "ratio"]
    words = frozenset[str]().union(*(one.key for one in again))
    by_word: dict[str, list[_Stated]] = defaultdict(list)
    for other in group if words else ():
        for word in () if other.restated else words & other.key:
            by_word[word].append(other)
    for one in again if by_word else ():
        mine = one.key
        if len(mine) < 2:
            continue
        kin = {other.order: other for word in mine for other in by_word.get(word, ())}
        alike = [other for _, other in sorted(kin.items()) if _says(one, other) and _apart(other.o, one.o)]
        if not alike:
            continue
        holding = [other for other in alike if Relation("same", other.q, (one.q,)).state() != "fails"]
        if holding:
            yield from _pair(holding[0], one, strict=False)
        else:
            nearest = max(alike, key=lambda other: (len(one.words & other.words), -other.order))
            yield from _pair(nearest, one, strict=_narrower(one, nearest))


def _says(one: _Stated, other: _Stated) -> bool:
    """Does the summing-up figure say the other's name, which shares a word with its own, in its own words? All words of
    the shorter name must be there, and the names themselves be alike."""
    mine, its = one.key, other.key
    if len(its) < 2 or other.name in generic_names():
        return False
    if its <= one.words or (len(mine) >= _FULL_NAME and mine <= other.words):
        return True
    return fuzz.token_sort_ratio(one.name, other.name, score_cutoff=_ALIKE) >= _ALIKE


def _narrower(one: _Stated, other: _Stated) -> bool:
    """May `one` be a part of what `other` is, or share too few words with it?"""
    mine, its = one.key, other.key
    return mine != its and len(one.words & other.words) < 3


def _pair(first: _Stated, other: _Stated, *, strict: bool, specific: bool = False) -> Iterator[Claim]:
    """`strict`: nothing but the name ties the two, so that only a slip tells a contradiction from two facts, or a
    small difference where the name is `specific`."""
    relation = Relation("same", first.q, (other.q,))
    if relation.state() != "fails":
        yield Claim("same_indicator_same_value", relation, "name")
        return
    low, high = sorted((abs(first.q.value), abs(other.q.value)))
    if not first.q.firm or not other.q.firm or first.o.low != first.o.high or other.o.low != other.o.high:
        return
    strict = strict or "plan" in (first.o.scenario, other.o.scenario)
    apart = (high - low) / high if high else high
    near = apart <= (_CLOSE if strict else _FAR) and (specific or not strict)
    slipped = surely_slip(other.q, first.q) if strict else looks_like_slip(other.q, first.q.allowed)
    if near or slipped:
        yield Claim("same_indicator_same_value", relation, "name", certain=not strict)


def surely_slip(stated: Quantity, other: Quantity) -> bool:
    """Two digits swapped, or one wrong among four or more: two different facts hardly come so near to each other."""
    found = slip(stated, other.allowed)
    return found is not None and (
        found[0] == "swapped" or (found[0] == "digit" and len(_digits(stated.value, stated.resolution)) > _SURE_DIGITS)
    )


def _digits(value: Decimal, resolution: Decimal) -> str:
    """The digits that count, without trailing zeros."""
    return str(int(abs(value) / resolution)).rstrip("0") if resolution else ""


def _swapped(group: Sequence[_Stated]) -> Iterator[Claim]:
    """Figures of one kind that differ by two digits swapped and share words: `186.500 lượt khách`, `168.500 lượt`."""
    by_digits: dict[str, dict[Decimal, list[_Stated]]] = defaultdict(lambda: defaultdict(list))
    for one in group:
        o = one.o
        if o.table is not None or o.measure == "ratio" or abs(o.low) < o.resolution * _SO_MANY:
            continue
        if len(digits := _digits(o.low, o.resolution)) > _SURE_DIGITS:
            by_digits["".join(sorted(digits))][o.low].append(one)
    for by_value in by_digits.values():
        if len(by_value) > 1:
            yield from _swapped_values(by_value)


def _swapped_values(by_value: dict[Decimal, list[_Stated]]) -> Iterator[Claim]:
    for value, stated in by_value.items():
        for other in (b for meant in swaps(stated[0].q) if meant > value for b in by_value.get(meant, ())):
            for one in stated:
                if _apart(one.o, other.o) and _kin(one, other):
                    first, second = sorted((one, other), key=lambda s: s.order)
                    yield from _pair(first, second, strict=True)


def _kin(a: _Stated, b: _Stated) -> bool:
    """Do two figures share a word that tells them from others, beside their unit?"""
    if not same_kind(a.o, b.o):
        return False
    shared = a.words & b.words
    return len(shared - frozenset(fold(a.o.counted or "").split())) >= (1 if a.o.unit == "count" else 2)


def _same_fraction(places: Sequence[Passage], summing_up: frozenset[str]) -> Iterator[Claim]:
    """`11/19 tiêu chí` here and `12/19 tiêu chí` in a chapter that sums up, where no other x of the same y is said."""
    stated: dict[tuple[object, ...], list[Figure]] = defaultdict(list)
    for place in places:
        for part in place.parts:
            whole = place.figures[part.index + 1]
            if part.o.scenario in ("actual", "estimate") and head_noun(whole.o):
                stated[whole.o.low, head_noun(whole.o), whole.o.year].append(part)
    for parts in stated.values():
        said = [f for f in parts if f.o.section not in summing_up]
        if len(said) != 1:
            continue
        said_words = frozenset(said[0].name.split()) - filler()
        for again in parts:
            again_words = frozenset(again.name.split()) - filler()
            if again.o.section not in summing_up or said_words.isdisjoint(again_words) or _of_two(said[0].o, again.o):
                continue
            yield Claim("same_indicator_same_value", Relation("same", said[0].q, (again.q,)), "fraction", certain=False)


def _of_two(a: Observation, b: Observation) -> bool:
    """Do two names name two communes or villages?"""
    one, other = (_UNIT.search(o.indicator) for o in (a, b))
    return one is not None and other is not None and one[1] != other[1]


def _same_company(places: Sequence[Passage]) -> Iterator[Claim]:
    """`1.846 hộ, 7.412 nhân khẩu` here and `1.864 hộ, 7.412 nhân khẩu` there: who is told with the same people."""
    seen: dict[tuple[object, ...], Figure] = {}
    for place in places:
        for one, other in pairwise(place.levels) if "count" in place.units else ():
            if one.o.unit != "count" or other.o.unit != "count" or one.sentence != other.sentence:
                continue
            for figure, beside in ((one, other), (other, one)):
                if beside.o.low < _SO_MANY or figure.o.approx != "exact":
                    continue
                noun = head_noun(figure.o)
                if not noun or noun == head_noun(beside.o):
                    continue
                first = seen.setdefault((beside.o.low, head_noun(beside.o), noun, figure.o.year), figure)
                if first.o.section != figure.o.section and surely_slip(figure.q, first.q):
                    relation = Relation("same", first.q, (figure.q,))
                    yield Claim("same_indicator_same_value", relation, "company", certain=False)


def _same_neighbour(places: Sequence[Passage]) -> Iterator[Claim]:
    """`12 quyết định xử phạt với tổng số tiền 46,5 triệu đồng` here and `… 45,6 triệu đồng` there."""
    seen: dict[tuple[object, ...], Figure] = {}
    for place in places:
        for before, figure in pairwise(place.figures) if place.units >= _PAID else ():
            if figure.o.unit != "VND" or before.o.unit != "count" or figure.sentence != before.sentence:
                continue
            tail = re.search(r"(?:tổng )?(?:số tiền|trị giá|kinh phí)[^,;]*$", figure.lead.strip())
            if before.o.low < 2 or tail is None or not figure.counts_level:
                continue
            key = (before.o.low, head_noun(before.o), tail.group(), before.o.year)
            first = seen.setdefault(key, figure)
            if first is figure or first.o.section == figure.o.section:
                continue
            relation = Relation("same", first.q, (figure.q,))
            if relation.state() != "fails" or looks_like_slip(figure.q, first.q.allowed):
                yield Claim("same_indicator_same_value", relation, "neighbour")
