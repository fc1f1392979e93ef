"""A value beside the figures it is measured with: percentages and changes.

Problem: `giải quyết 45/50 đơn, đạt 92%`; `31 ca, tăng 17 ca so với cùng kỳ (14 ca)`. Signals, in order of precedence: x/y;
the basis in the parenthesis right behind its comparison (`so với năm 2019 (12.400 triệu đồng)`); a planned figure right
before; `từ … xuống còn …`; a count of which another is part.
Never: a percentage against a plan that is not printed beside it: a report may have two plans (tỉnh giao, HĐND giao).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from pipeline.check.bases import basis_told
from pipeline.check.intervals import HUNDRED, ZERO, Quantity
from pipeline.check.lexicon import basis_words, pattern
from pipeline.check.passages import Figure, Passage, same_kind
from pipeline.check.relations import Claim, Kind, Relation
from pipeline.check.suggestions import looks_like_slip, slipped
from schemas.finding import Rule

FAR = Decimal("0.25")
"""A stated value further than this from the computed one (relatively) is measured against something else."""
_FROM = re.compile(r"(?<!\w)từ(?!\w)")
_TO = re.compile(r"(?<!\w)(?:xuống|lên|còn|thành)(?!\w)")
_LEFT = re.compile(r"(?<!\w)(?:còn|còn lại|chỉ còn|lên|thành)(?: là)?\s*$")
_FROM_END = re.compile(r"(?<!\w)từ\s*$")
_MOVES = re.compile(r"(?:^|[,;(]\s*)(?:tăng|giảm)(?:\s\w+)?\s*$")
_AGAINST = re.compile(r"^[^;]*?so với\s*")
_THE_SAME = re.compile(r",\s*(?:tương đương|tương ứng)(?: với)?(?: (?:mức )?(?:tăng|giảm))?\s*$")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_JOINED = 90  # characters between x/y and its percentage
_OF_WHOM = re.compile(r"(?!.*(?:kế hoạch|chỉ tiêu|dự toán|so với|kh\b))[^,;:.()\d]{0,40}\(\s*")
"""between a percentage and the x/y in the parenthesis behind it: `86% hộ dân (18.640/20.412 hộ)`"""
_AMONG = re.compile(r"(?<!\w)(?:trong đó|trong số|riêng)(?!\w)")  # a percentage of something else
_HANGING = re.compile(
    r"(?:\(|,\s*(?:(?:đạt|chiếm|bằng|tương ứng|tương đương)\s)?)\s*(?:(?:đạt|chiếm|bằng)\s)?(?:tỷ lệ\s)?$"
)


def in_passage(place: Passage) -> Iterator[Claim]:
    """Ratios and changes within one passage."""
    if not place.parts:
        for figure in place.compared:
            yield from _compared(place, figure.index)
        return
    for i, figure in enumerate(place.figures):
        if figure.part:
            yield from _fraction(place, i)
        if figure.o.measure in ("change", "ratio"):
            yield from _compared(place, i)


def near(relation: Relation) -> bool:
    """Is the stated value so near to the computed one that both mean the same thing?"""
    expected = relation.expected()
    middle, stated = expected.middle, relation.result.value
    if middle is None:
        return not relation.result.firm
    return abs(middle - stated) <= max(abs(middle), abs(stated)) * FAR or looks_like_slip(relation.result, expected)


def _fraction(place: Passage, i: int) -> Iterator[Claim]:
    """x/y and the percentage that follows it, or the next one
    (`9/20 đơn vị đạt trên 80%, chiếm 45%`)."""
    part, whole = place.figures[i : i + 2]
    ahead = place.figures[i - 1] if i else None
    if ahead is not None and is_percentage(ahead) and ahead.depth < part.depth and _OF_WHOM.fullmatch(part.lead):
        yield from _ahead(ahead, part, whole)
    following = [f for f in place.figures[i + 2 : i + 4] if is_percentage(f) and f.clause == part.clause]
    if (
        not following
        or following[0].index != i + 2
        or len(following[0].lead) > _JOINED
        or _AMONG.search(following[0].lead)
        or not positive(part.q, whole.q)
    ):
        return
    claims = [Relation("ratio", share.q, (part.q, whole.q)) for share in following]
    for relation in claims:
        if relation.state() != "fails":
            yield Claim("ratio_matches_parts", relation, "fraction")
            return
    if _of_a_plan(place, following[0]) or whole.o.scenario == "previous":  # `giảm 12 vụ so với cùng kỳ (86/98 vụ)`
        return
    share, relation = next(
        ((f, r) for f, r in zip(following, claims, strict=True) if _bound(place, part, f)), (following[0], claims[0])
    )
    if _bound(place, part, share) or (near(relation) and not _holds_for_another(place, part, share, whole)):
        yield Claim("ratio_matches_parts", relation, "fraction")


def _ahead(share: Figure, part: Figure, whole: Figure) -> Iterator[Claim]:
    """`đạt 96,8% (1.246/1.328 hồ sơ)`: the parenthesis says what the percentage is of."""
    relation = Relation("ratio", share.q, (part.q, whole.q))
    if positive(part.q, whole.q) and (relation.state() != "fails" or near(relation)):
        yield Claim("ratio_matches_parts", relation, "fraction_behind")


def _of_a_plan(place: Passage, share: Figure) -> bool:
    """`12/15 xã đạt chuẩn, đạt 100% kế hoạch`: the plan was 12."""
    return share.o.low == HUNDRED and pattern("plan").match(place.after(share).strip()) is not None


def _bound(place: Passage, part: Figure, share: Figure) -> bool:
    """`45/50 hộ (90%)`: the percentage hangs on the fraction alone, whatever it says. A count's percentage of what is
    called a plan behind it does not: the plan may be another number than y."""
    hangs = share.q.firm and len(share.lead) <= _JOINED and _HANGING.search(share.lead) is not None
    return hangs and (part.o.unit != "count" or pattern("plan").match(place.after(share).strip()) is None)


def _compared(place: Passage, i: int) -> Iterator[Claim]:
    """A change or ratio whose basis is printed: in the parenthesis behind it, after `so với`, or right before the
    value."""
    moved = _from_to(place, i)
    if moved is not None:
        yield moved
    elif (ends := _since_start(place, i)) is not None:
        yield ends
    elif (named := _by_name(place, place.figures[i])) is not None:
        yield from comparison_of(place.figures[i], *named, "levels_by_name")
    elif (now := measured(place, i)) is not None and not _of_another(place.figures[i], now):
        against = list(_against(place, i, now))
        yield from against
        basis = None if against else basis_told(place.figures[i], now, place)
        if basis is not None:
            yield from comparison_of(place.figures[i], now, basis, "told_beside")


def _of_another(comparison: Figure, part: Figure) -> bool:
    """`làm rõ 24/30 vụ trộm cắp; số vụ trộm cắp giảm 14,3%`: the change of another number than the part told before"""
    own = comparison.o.measure == "change" and comparison.name != part.name and comparison.name in comparison.lead
    return part.part and own


def _against(place: Passage, i: int, now: Figure) -> Iterator[Claim]:
    """Comparison `i` of the value `now` against what stands beside them."""
    figures = place.figures
    comparison = figures[i]
    following = figures[i + 1] if i + 1 < len(figures) else None
    beyond = (
        figures[i + 2]
        if following is not None and following.depth > comparison.depth and i + 2 < len(figures)
        else None
    )
    for basis in (following, beyond):  # `tăng 36 tỷ đồng (9,7%) so với đầu năm là 368 tỷ đồng`
        if basis is not None and _is_basis(comparison, basis, now):
            yield from comparison_of(comparison, now, basis, "basis")
            return
    if following is not None and following.part and _repeats(place, comparison, following):
        yield from comparison_of(comparison, following, figures[i + 2], "basis")
        return
    aside = figures[i - 1] if i else None
    if aside is not None and _is_aside(aside, now, comparison):
        yield from comparison_of(comparison, now, aside, "basis_before")
        return
    if following is not None and following.o.unit == "%" and comparison.o.unit not in ("%", "pp", "times"):
        yield from _relative_change(comparison, now, following)
    before = figures[now.index - 1] if now.index else None
    if before is None or before.sentence != now.sentence or not same_kind(before.o, now.o) or before.whole:
        return
    if before.o.measure != now.o.measure:
        return
    own = comparison.name == now.name or _MOVES.search(comparison.lead) is not None
    if comparison.o.measure == "change" and _FROM.search(before.lead) and _TO.search(now.lead) and own:
        yield from comparison_of(comparison, now, before, "from_to")
    elif comparison.o.measure == "change" and now.index == i - 1 and comparison.o.unit not in ("%", "pp", "times"):
        relation = Relation("difference", comparison.q, (now.q, before.q))
        ends = (
            before.o.scenario == "previous" != now.o.scenario and before.name == now.name and before.depth == now.depth
        )
        said = ends and _MOVES.search(comparison.lead) is not None and near(relation)
        if relation.state() == "holds" or said or slipped(relation):
            yield Claim("change_matches_levels", relation, "levels_before", certain=False)
    elif (
        comparison.o.measure == "ratio"
        and comparison.o.basis == "plan"
        and before.o.scenario == "plan"
        and now.index == i - 1
        and pattern("plan").search(before.lead)
    ):
        yield from comparison_of(comparison, now, before, "plan_before")


def _by_name(place: Passage, change: Figure) -> tuple[Figure, Figure] | None:
    """`18 vụ, 07 người chết, 14 người bị thương; so với cùng kỳ (23 vụ, 09 người chết, 11 người bị thương) giảm 05 vụ, …`:
    the level of the change's own name in the sentence, and that in the parenthesis with last year's."""
    if change.o.measure != "change" or change.o.basis != "previous_year" or change.o.unit in ("%", "pp", "times"):
        return None
    levels = [f for f in place.figures[: change.index] if f.o.measure == "level" and f.sentence == change.sentence
              and _what(f) == _what(change) and same_kind(f.o, change.o)]  # fmt: skip
    if len(levels) != 2 or not levels[0].depth == change.depth < levels[1].depth:
        return None
    opened = next(f for f in place.figures if f.depth == levels[1].depth and f.index > levels[0].index)
    return (levels[0], levels[1]) if opened.o.scenario == "previous" and "(" in opened.lead else None


def _what(figure: Figure) -> str:
    """`người chết do tai nạn giao thông`: what is counted, whatever brought it about."""
    return figure.name.partition(" do ")[0]


def _from_to(place: Passage, i: int) -> Claim | None:
    """`giảm từ 342 hộ (3,91%) đầu năm xuống còn 271 hộ (3,1%), giảm 71 hộ`: both levels, then the change."""
    change = place.figures[i]
    if change.o.measure != "change" or change.o.unit in ("%", "pp", "times") or not _MOVES.search(change.lead):
        return None
    levels = [f for f in place.figures[:i] if f.clause == change.clause and f.depth == change.depth
              and same_kind(f.o, change.o)][-2:]  # fmt: skip
    if len(levels) < 2 or not _FROM_END.search(levels[0].lead) or not _TO.search(levels[1].lead):
        return None
    before, now = (_unsigned(f.q) for f in levels)
    relation = Relation("difference", change.q, (now, before))
    if relation.state() == "fails":
        relation = Relation("difference", _signed(_unsigned(change.q), now.value - before.value), (now, before))
    if relation.state() != "fails" or near(relation) or now.value != before.value:
        return Claim("change_matches_levels", relation, "from_to")
    return None


def _since_start(place: Passage, i: int) -> Claim | None:
    """`Hộ nghèo đầu năm 412 hộ, trong năm giảm 108 hộ, đến cuối năm còn 304 hộ`: what it was, the change, what is left."""
    change = place.figures[i]
    if not 0 < i < len(place.figures) - 1 or change.o.measure != "change" or change.o.unit in ("%", "pp", "times"):
        return None
    before, now = place.figures[i - 1], place.figures[i + 1]
    alike = before.name == change.name == now.name and same_kind(before.o, change.o) and same_kind(now.o, change.o)
    levels = before.counts_level and now.counts_level and before.o.scenario == "previous" != now.o.scenario
    told = before.sentence == now.sentence and before.depth == change.depth == now.depth
    if not (alike and levels and told) or _LEFT.search(now.lead) is None:
        return None
    relation = Relation("difference", change.q, (now.q, before.q))
    if relation.state() != "fails" or near(relation):
        return Claim("change_matches_levels", relation, "since_start", certain=relation.state() != "fails")
    return None


def _unsigned(q: Quantity) -> Quantity:
    """Levels that were read as changes: `giảm từ 342 hộ`."""
    return -q if q.value < 0 else q


def measured(place: Passage, i: int) -> Figure | None:
    """The value that comparison `i` is about: the nearest before it in its sentence, outside a parenthesis of its
    own."""
    comparison = place.figures[i]
    own = comparison.o
    earlier: Figure | None = None
    for figure in reversed(place.figures[:i]):
        if figure.sentence != comparison.sentence:
            return earlier
        if figure.depth > comparison.depth or figure.whole or _is_last_years(figure, comparison):
            continue
        basis = figure.o.scenario == "previous" or (figure.index and _AGAINST.match(figure.lead))
        if figure.o.measure == "level" and basis and own.scenario != "previous":
            earlier = earlier or figure  # `126 lượt, tăng 8 lượt so với năm trước là 118 lượt, giảm 14 lượt so với …`
            continue
        if figure.o.measure == "level":
            return figure
        if figure.o.measure == "share" and own.measure == "change" and own.unit in ("%", "pp", "times"):
            return figure  # `hộ nghèo 148 hộ, chiếm 10,5%, giảm 36 hộ`: the households are what fell
        if own.unit == "pp" and figure.o.unit == "%" and figure.o.measure == "ratio":
            return figure
    return earlier


def _is_last_years(figure: Figure, comparison: Figure) -> bool:
    """`24 vụ (cùng kỳ 31 vụ, giảm 07 vụ)`: in one parenthesis with its comparison stands what it is against."""
    return (
        figure.depth == comparison.depth > 0
        and figure.o.scenario == ("plan" if comparison.o.basis == "plan" else "previous")
        and figure.index == comparison.index - 1
    )


def _is_basis(comparison: Figure, basis: Figure, now: Figure) -> bool:
    """Is `basis` the figure that the comparison right before it is against?"""
    if basis.sentence != comparison.sentence or basis.whole or basis.part:
        return False
    planned = basis.o.scenario == "plan"  # `tăng 20 ha so với năm 2021 (kế hoạch 525 ha)`: beside it, not against it
    if (
        comparison.o.measure == "change"
        and planned != (comparison.o.basis == "plan")
        and basis.depth > comparison.depth
    ):
        return False
    if not same_kind(basis.o, now.o) and not _same_amount(basis, now):
        return False
    if len(set(_YEAR.findall(basis.lead))) > 1:  # `so với năm 2023, năm 2022 là …`
        return False
    if basis.depth > comparison.depth and basis.lead.count("(") == 1:
        words = basis.lead.rsplit("(", 1)[1]
        return ";" not in basis.lead and basis_words().fullmatch(words) is not None
    against = _AGAINST.match(basis.lead)
    rest = basis.lead[against.end() :] if against else None
    return rest is not None and basis.depth == comparison.depth and basis_words().fullmatch(rest) is not None


def _is_aside(aside: Figure, now: Figure, comparison: Figure) -> bool:
    """`19 ca (CK 34), giảm 15`: last year's value in a parenthesis between the value and its change."""
    alone = aside.index == now.index + 1 and aside.depth > now.depth and comparison.depth in (now.depth, aside.depth)
    last_year = aside.o.scenario == "previous" and comparison.o.measure == "change" and comparison.o.basis != "plan"
    return alone and last_year and same_kind(aside.o, now.o) and aside.clause == comparison.clause


def _repeats(place: Passage, change: Figure, part: Figure) -> bool:
    """`14 vụ, giảm 05 vụ (14/18 vụ)`: the value over what it was, in a parenthesis of its own."""
    if part.lead.strip() != "(" or part.depth <= change.depth or change.o.measure != "change":
        return False
    fallen = part.o.low < place.figures[part.index + 1].o.low
    if not same_kind(part.o, change.o) or fallen != (change.o.low < 0):
        return False
    before = place.figures[: change.index]
    return any(f.o.low == part.o.low and f.counts_level and same_kind(f.o, part.o) and f.sentence == change.sentence
               for f in before)  # fmt: skip


def _same_amount(basis: Figure, now: Figure) -> bool:
    """`45 triệu đồng/người/năm … (42 triệu đồng)`: the basis leaves out what the value has said."""
    return now.o.unit.startswith("VND/") and basis.o.unit == "VND"


def comparison_of(stated: Figure, now: Figure, before: Figure, name: str) -> Iterator[Claim]:
    """A stated change or ratio against its two levels; the reading that holds, else the likeliest one that fails."""
    kinds: list[tuple[Kind, Rule]]
    o = stated.o
    if o.measure == "ratio":
        kinds = [("quotient" if o.unit == "times" else "ratio", "ratio_matches_parts")]
    elif o.unit == "%" and now.o.unit == "%":
        kinds = [("difference", "change_matches_levels"), ("growth", "change_matches_levels")]
    elif o.unit == "%":
        kinds = [("growth", "change_matches_levels")]
    elif o.unit == "times":
        kinds = [("quotient", "change_matches_levels")]
    else:
        kinds = [("difference", "change_matches_levels")]
    if not positive(now.q, before.q):
        return
    relations = [(Relation(kind, stated.q, (now.q, before.q)), rule) for kind, rule in kinds]
    relations += [(Relation(r.kind, -r.result, r.terms), rule) for r, rule in relations if o.measure == "change"]
    for relation, rule in relations:
        if relation.state() != "fails":
            yield Claim(rule, relation, name)
            return
    relation, rule = relations[0]
    if o.unit == "times" and o.measure == "change":
        return  # `tăng 2,5 lần` is said of both 2.5 and 3.5 times the former value
    if rule == "change_matches_levels" or name == "basis" or near(relation):
        yield Claim(rule, relation, name)


def _relative_change(change: Figure, now: Figure, share: Figure) -> Iterator[Claim]:
    """`giảm 6 vụ (20%)`: the same change, as a percentage of the former value."""
    same = share.depth == change.depth and _THE_SAME.search(share.lead) is not None and share.o.measure == "change"
    if share.sentence != change.sentence or not (same or share.depth > change.depth) or len(share.lead) > 25:
        return
    if not same_kind(change.o, now.o) or now.o.low - change.o.low <= 0 or share.o.measure == "share":
        return
    relation = Relation("growth_by", _signed(share.q, change.o.low), (now.q, change.q))
    if relation.state() != "fails":
        yield Claim("change_matches_levels", relation, "relative_change")
    elif looks_like_slip(relation.result, relation.expected()) or (same and near(relation)):
        yield Claim("change_matches_levels", relation, "relative_change", certain=False)


def _holds_for_another(place: Passage, part: Figure, share: Figure, whole: Figure) -> bool:
    """Does the percentage fit some other figure of the passage that the part could be measured against?"""
    others = (f for f in place.figures if f is not whole and f is not part and f.o.measure == "level")
    return any(
        same_kind(f.o, part.o)
        and f.q.value != whole.q.value
        and positive(f.q)
        and Relation("ratio", share.q, (part.q, f.q)).state() != "fails"
        for f in others
    )


def is_percentage(figure: Figure) -> bool:
    return figure.o.unit == "%" and figure.o.measure in ("ratio", "share")


def positive(*quantities: Quantity) -> bool:
    return all(q.value > ZERO and q.allowed.low is not None and q.allowed.low >= ZERO for q in quantities)


def _signed(share: Quantity, change: Decimal) -> Quantity:
    return -share if change < 0 < share.value else share
