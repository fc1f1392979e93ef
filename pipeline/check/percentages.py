"""A percentage and the two figures that it is computed from, where they are not printed as x/y.

Problem: `thu 34,2 tỷ đồng, dự toán giao 45 tỷ đồng, đạt 76%`; `kiến nghị thu hồi 14,5 tỷ, đã thu hồi 11,9 tỷ, đạt 82,1%`;
`hộ nghèo 38 hộ, tỷ lệ 2,56%` where the households are counted elsewhere. The value is the nearest before its percentage.
What it is measured against, in order of precedence: a planned figure right behind the value or behind the percentage;
the figure that the words behind the percentage name (`bằng 43,8% vốn đăng ký`); a whole that the lexicon names for the
value's words; the figure of its kind before it.
Never: a contradiction where the percentage fits another figure that it could be measured against.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from pipeline.check.intervals import HUNDRED, Interval
from pipeline.check.lexicon import Whole, filler, pattern, wholes
from pipeline.check.passages import Figure, Passage, head_noun, phrase_behind, same_kind
from pipeline.check.ratios import is_percentage, near, positive
from pipeline.check.relations import Claim, Relation
from pipeline.check.suggestions import looks_like_slip, slipped
from pipeline.grammar.folding import fold

_TIED = 40  # characters between a value's last word and its percentage
_BETWEEN = 3  # figures that may stand between a value and its percentage
_HANGING = re.compile(r"[(,](?:\s*(?:mới|chỉ|ước))?\s*(?:(?:đạt|chiếm|bằng|tương ứng|tương đương|với)\s)?(?:tỷ lệ\s)?$")
_RATE_OF = re.compile(r"tỷ lệ ((?:\w+ ?){1,3}?)(?: là| đạt)?")
_LISTS = re.compile(r":\s*\w")  # `đạt 83,1% kế hoạch: cao đẳng 1.240 người`: the parts, no plan
_PLAN_BEHIND = re.compile(r"[^,;()]{0,50}\(?(?:[^,;()]{0,30}:)?\s*$")
_TIME = re.compile(r"(?<!\w)(?:cùng kỳ|ck|năm|tháng|quý|so)(?!\w)")
_WORD = re.compile(r"\w+")
_OUT_OF = re.compile(r"(?<!\w)(?:trên|trong|/)\s*(?:tổng số|tổng|tổng cộng)(?:\s\w+){0,4}\s*$")
_YEAR = re.compile(r"(?<!\w)năm (\d{4})(?!\d)")
_ALL = re.compile(r"(?<!\w)toàn (?:xã|phường|huyện|quận|thị xã|thị trấn|thành phố|tỉnh)(?: hiện)? có$")
_MOST_FIT = 2  # items whose shares are of the figure above them
_NAMED = 8  # words behind a percentage that may name its basis


_Borne = tuple[Passage, Figure, frozenset[str]]


class Known:
    """Every size and count of a report by unit, in order of size: is there one that would explain a percentage?"""

    def __init__(self, places: Sequence[Passage]) -> None:
        self._places = places
        self._by_word: dict[str, dict[str, list[_Borne]]] = {}

    @cached_property
    def levels(self) -> dict[str, list[tuple[Passage, Figure]]]:
        found: dict[str, list[tuple[Passage, Figure]]] = defaultdict(list)
        for place in self._places:
            for figure in place.figures:
                if figure.o.measure == "level":
                    found[figure.o.unit].append((place, figure))
        return found

    @cached_property
    def _sizes(self) -> dict[tuple[str, str], list[Decimal]]:
        sizes: dict[tuple[str, str], set[Decimal]] = defaultdict(set)
        for unit, told in self.levels.items():
            for _, figure in told:
                sizes[unit, head_noun(figure.o)].add(figure.o.low)
        return {kind: sorted(values) for kind, values in sizes.items()}

    @cached_property
    def _nouns(self) -> frozenset[str]:
        return frozenset(noun for _, noun in self._sizes)

    def bearing(self, unit: str, words: frozenset[str]) -> list[tuple[Passage, Figure]]:
        """The figures whose own words and name hold all of these, in reading order."""
        if unit not in self._by_word:
            by_word = self._by_word[unit] = defaultdict(list)
            for place, figure in self.levels[unit]:
                if figure.counts_level:
                    own = frozenset(f"{figure.label} {figure.name}".split())
                    if not "".join(own).isalnum():
                        own = frozenset(_WORD.findall(f"{figure.label} {figure.name}"))
                    for word in own:
                        by_word[word].append((place, figure, own))
        rarest = min((self._by_word[unit].get(word, []) for word in words), key=len)
        return [(place, figure) for place, figure, own in rarest if words <= own]

    def wholes(self, entry: Whole) -> list[Figure]:
        """The counts that the lexicon names as the whole of a part."""
        return [f for f in self._named_wholes if _is_whole(entry, f)]

    @cached_property
    def _named_wholes(self) -> list[Figure]:
        named = frozenset[str]().union(*(entry.whole for entry in wholes()))
        return [f for _, f in self.levels["count"] if f.name in named or (f.o.counted and fold(f.o.counted) in named)]

    def explains(self, share: Figure, part: Figure) -> bool:
        """Is there a figure of the part's unit, and of its noun, of which it would be this percentage?"""
        wanted = Relation("ratio", share.q, (part.q, part.q)).wanted(2)
        nouns = {head_noun(part.o), ""} if head_noun(part.o) else self._nouns
        return wanted is not None and any(self._within((part.o.unit, noun), wanted) for noun in nouns)

    def _within(self, kind: tuple[str, str], wanted: Interval) -> bool:
        sizes = self._sizes.get(kind, [])
        if wanted.low is None:
            return True
        i = bisect_left(sizes, wanted.low)
        return i < len(sizes) and (wanted.high is None or sizes[i] <= wanted.high)


def in_passage(place: Passage, known: Known) -> Iterator[Claim]:
    """Each percentage of a passage against the first of its possible bases that fits, or the likeliest that does not."""
    for share in place.percentages:
        if not is_percentage(share) or (share.o.measure == "ratio" and share.o.scenario == "previous"):
            continue
        value = _value_of(place, share)
        if value is None or not positive(value.q, share.q):
            continue
        for find in (_out_of, _planned, _plan_said_before, _named, _whole_by_words, _before):
            claim = find(place, share, value, known)
            if claim is not None:
                yield claim
                break


def in_bullets(above: Passage, bullets: Sequence[Passage]) -> Iterator[Claim]:
    """`chi thường xuyên 498,4 tỷ đồng, trong đó:` and items `giáo dục 268,7 tỷ đồng, chiếm 53,9%`: shares of the figure
    above, if they are that for most items."""
    if not above.figures:
        return
    last = above.figures[-1].sentence
    for total in reversed([f for f in above.figures if f.counts_level and not f.depth and f.sentence == last]):
        relations = [
            Relation("ratio", share.q, (value.q, total.q))
            for item in bullets
            for value, share in pairwise(item.figures)
            if share.o.measure == "share" and share.o.unit == "%" and value.counts_level and _tied(share, value)
            and same_kind(value.o, total.o) and positive(value.q, total.q)
        ]  # fmt: skip
        holding = sum(relation.state() != "fails" for relation in relations)
        if holding >= _MOST_FIT and holding > len(relations) - holding:
            for relation in relations:
                if relation.state() != "fails" or near(relation):
                    yield Claim("ratio_matches_parts", relation, "share_of_head")
            return


def _value_of(place: Passage, share: Figure) -> Figure | None:
    """The size or count right before a percentage, over plans in parentheses and other percentages of the same."""
    for figure in reversed(place.figures[max(0, share.index - _BETWEEN) : share.index]):
        if figure.clause != share.clause or figure.part or figure.whole:
            return None
        if figure.depth > share.depth or figure.o.measure in ("ratio", "share", "change"):
            continue
        if figure.says_plan and any(_level_of(f, figure) for f in place.figures[: figure.index][-1:]):
            continue
        return figure if figure.o.measure == "level" and figure.o.unit != "%" else None
    return None


def _level_of(figure: Figure, plan: Figure) -> bool:
    return figure.counts_level and same_kind(figure.o, plan.o) and figure.clause == plan.clause and not figure.says_plan


def _planned(place: Passage, share: Figure, value: Figure, known: Known) -> Claim | None:
    """`v (KH b), đạt p`, `v, dự toán giao b, đạt p`, `v, đạt p dự toán được giao là b`."""
    plans = [f for f in place.figures[value.index + 1 : share.index] if f.says_plan]
    behind = place.figures[share.index + 1 : share.index + 2]
    plans += [f for f in behind if f.clause == share.clause and f.says_plan and _PLAN_BEHIND.match(f.lead)
              and not _LISTS.search(f.lead) and not f.lead.rstrip().endswith("với")]  # fmt: skip
    plans = [f for f in plans if same_kind(f.o, value.o) and not f.part and not f.whole and positive(f.q)]
    relations = [Relation("ratio", share.q, (value.q, plan.q)) for plan in plans]
    for relation in relations:
        if relation.state() != "fails":
            return Claim("ratio_matches_parts", relation, "plan")
    if not relations or share.o.measure == "share" or explained(place, share, value):
        return None
    shares = [f for f in place.figures if f.clause == share.clause and f.o.measure == "ratio" and f.o.basis == "plan"]
    if near(relations[0]) or (len(plans) == 1 and len(shares) == 1):
        return Claim("ratio_matches_parts", relations[0], "plan")
    return None


def _out_of(place: Passage, share: Figure, value: Figure, known: Known) -> Claim | None:
    """`1.746 học sinh được công nhận trên tổng số 1.757 em dự xét, đạt 99,4%`: x out of y, in words."""
    if share.index < 2 or share.o.measure == "change":
        return None
    part, whole = place.figures[share.index - 2 : share.index]
    if whole is not value or not _OUT_OF.search(whole.lead) or len(share.lead) > _TIED + 20:
        return None
    in_order = part.counts_level and part.sentence == whole.sentence == share.sentence and part.o.unit == whole.o.unit
    if (
        not in_order
        or not positive(part.q, whole.q)
        or part.o.low > whole.o.low
        or pattern("plan").search(phrase_behind(place, share))
    ):
        return None
    return Claim("ratio_matches_parts", Relation("ratio", share.q, (part.q, whole.q)), "out_of")


def _plan_said_before(place: Passage, share: Figure, value: Figure, known: Known) -> Claim | None:
    """`Kế hoạch vốn … là 142,6 tỷ đồng. Đến nay đã giải ngân 98,4 tỷ đồng, đạt 69% kế hoạch vốn`: the plan opens what is
    said of it, and no other is told."""
    if share.o.basis != "plan" or share.o.measure != "ratio" or not value.index or not _tied(share, value):
        return None
    plan = place.figures[value.index - 1]
    told = [f for f in place.figures if f.o.measure == "level" and f.o.unit == value.o.unit
            and (f.says_plan or f.o.scenario == "plan")]  # fmt: skip
    if told != [plan] or plan.sentence < value.sentence - 1 or plan.depth or not positive(plan.q, value.q):
        return None
    if any(int(year) != value.o.year for year in _YEAR.findall(plan.lead)):
        return None
    relation = Relation("ratio", share.q, (value.q, plan.q))
    if not same_kind(plan.o, value.o) or (relation.state() == "fails" and not _alone(place, share, plan, relation)):
        return None
    return Claim("ratio_matches_parts", relation, "plan_before", certain=False)


def _alone(place: Passage, share: Figure, plan: Figure, relation: Relation) -> bool:
    """Is this the one percentage of a plan behind the plan, of the very capital that the plan is of, and near to it?"""
    shares = [f for f in place.figures if f.o.measure == "ratio" and f.o.basis == "plan"]
    named = (
        frozenset(_WORD.findall(phrase_behind(place, share)))
        - filler()
        - frozenset(_WORD.findall("kế hoạch giao dự toán đề ra"))
    )
    return shares == [share] and named <= frozenset(_WORD.findall(f"{plan.label} {plan.name}")) and near(relation)


def _named(place: Passage, share: Figure, value: Figure, known: Known) -> Claim | None:
    """`bằng 43,8% vốn đăng ký`: the nearest figures before that bear all of these words."""
    phrase = phrase_behind(place, share)
    words = frozenset(_WORD.findall(phrase)) - filler()
    if not words or len(words) > _NAMED or pattern("plan").search(phrase) or _TIME.search(phrase):
        return None
    bearing = [f for where, f in known.bearing(value.o.unit, words) if f is not value and f.o.low >= value.o.low
               and (where.index, f.index) < (place.index, share.index)]  # fmt: skip
    relations = [Relation("ratio", share.q, (value.q, f.q)) for f in reversed(bearing)]
    for relation in relations:
        if relation.state() != "fails":
            return Claim("ratio_matches_parts", relation, "named_basis")
    if len(relations) == 1 and near(relations[0]) and not known.explains(share, value):
        return Claim("ratio_matches_parts", relations[0], "named_basis", certain=False)
    return None


def _whole_by_words(place: Passage, share: Figure, value: Figure, known: Known) -> Claim | None:
    """A whole that the lexicon names for the value's words, wherever it is counted: `hộ nghèo` of `tổng số hộ`."""
    if not _tied(share, value) or value.o.unit != "count":
        return None
    for entry in wholes():
        if not (entry.part.search(value.name) or entry.part.search(value.label)):
            continue
        found = [f for f in known.wholes(entry) if f is not value and f.o.low > value.o.low
                 and f.o.year == value.o.year and f.o.scenario == value.o.scenario]  # fmt: skip
        relations = [Relation("ratio", share.q, (value.q, f.q)) for f in found]
        for relation in relations:
            if relation.state() != "fails":
                return Claim("ratio_matches_parts", relation, entry.name)
        sizes = {f.o.low for f in found}
        if len(sizes) == 1 and not known.explains(share, value) and near(relations[0]):
            return Claim("ratio_matches_parts", relations[0], entry.name, certain=False)
    return None


def _is_whole(entry: Whole, figure: Figure) -> bool:
    """By its whole name, or counted of a whole unit: `toàn xã có 1.842 hộ`."""
    counted = figure.o.counted
    return figure.name in entry.whole or (
        counted is not None and fold(counted) in entry.whole and _ALL.search(figure.label) is not None
    )


def _before(place: Passage, share: Figure, value: Figure, known: Known) -> Claim | None:
    """`có 150 trẻ, trong đó 12 trẻ suy dinh dưỡng, chiếm 8%`: a whole of the value's kind before it."""
    if not _tied(share, value):
        return None
    wholes_before = [f for f in place.figures[: value.index] if f.o.measure == "level" and _countable_with(f, value)]
    before = place.figures[value.index - 1] if value.index else None
    if not wholes_before and before is not None and _of_whom(before, value):
        wholes_before = [before]
    wholes_before = [f for f in wholes_before if positive(f.q) and f.o.scenario != "previous"]
    relations = [Relation("ratio", share.q, (value.q, f.q)) for f in reversed(wholes_before)]
    for relation in relations:
        if relation.state() != "fails":
            return Claim("ratio_matches_parts", relation, "share_of_whole")
    if not relations or wholes_before[-1].sentence != value.sentence:
        return None
    whole, relation = wholes_before[-1], relations[0]
    if pattern("plan").search(phrase_behind(place, share)) and whole.o.scenario != "plan":
        return None
    if slipped(relation) or looks_like_slip(share.q, relation.expected(), separators=False):
        return Claim("ratio_matches_parts", relation, "share_of_whole", certain=False)
    if not _bound(place, share, value, whole) or known.explains(share, value):
        return None
    return Claim("ratio_matches_parts", relation, "share_of_whole", certain=False)


def _of_whom(whole: Figure, value: Figure) -> bool:
    """`86 người, trong đó có 58 đảng viên (72,5%)`: other words for some of them."""
    counts = whole.counts_level and whole.o.unit == value.o.unit == "count" and whole.depth == value.depth
    return counts and value.o.low <= whole.o.low and pattern("lists", "subset").search(value.lead) is not None


def _countable_with(whole: Figure, value: Figure) -> bool:
    """`1.120 lao động, trong đó lao động nữ 672 người`: the value's words say the noun of the whole."""
    if same_kind(whole.o, value.o):
        return True
    noun = fold(whole.o.counted or "")
    return whole.o.unit == value.o.unit == "count" and bool(noun) and noun in value.label


def is_hanging(share: Figure) -> bool:
    """`(63,1%`, `, chiếm 65,8%`: does it hang on the figure before it?"""
    return len(share.lead) <= _TIED and _HANGING.search(share.lead) is not None


def _says_rate_of(share: Figure, value: Figure) -> bool:
    """`dự thi 1.246 em, đỗ 1.218 em, tỷ lệ đỗ 97,8%`: does it say that it is the rate of what the value counts?"""
    rate = _RATE_OF.fullmatch(share.label)
    return rate is not None and set(rate[1].split()) <= set(value.name.split()) and value.index == share.index - 1


def _tied(share: Figure, value: Figure) -> bool:
    return len(share.lead) <= _TIED and value.index == share.index - 1


def _bound(place: Passage, share: Figure, value: Figure, whole: Figure) -> bool:
    """Is nothing else said than that the value is this percentage of the whole right before it?"""
    hangs = _HANGING.search(share.lead) is not None or _says_rate_of(share, value)
    hangs = hangs and whole.index == value.index - 1
    if phrase_behind(place, share) or not hangs or pattern("plan").search(value.lead):
        return False
    if share.o.low > HUNDRED or value.o.low > whole.o.low:
        return False
    relation = Relation("ratio", share.q, (value.q, whole.q))
    return pattern("lists", "subset").search(value.lead) is not None or near(relation)


def explained(place: Passage, share: Figure, value: Figure) -> bool:
    """Does the percentage fit some other figure of the passage that the value could be measured against?"""
    others: Sequence[Figure] = [f for f in place.figures if f is not value and f.o.measure == "level"]
    return any(same_kind(f.o, value.o) and positive(f.q)
               and Relation("ratio", share.q, (value.q, f.q)).state() != "fails" for f in others)  # fmt: skip
