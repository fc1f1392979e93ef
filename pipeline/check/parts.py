"""Parts and totals in running text, lists and footnotes.

Problem: `124 nhiệm vụ: hoàn thành 90, chậm 4, đang thực hiện 33`. Signals, in order of precedence: a named partition
(lexicon); `gồm`, `chia ra`, `cụ thể`; a parenthesis or colon right behind the total; a footnote that hangs on it;
bullets behind a paragraph that ends with a colon; `trong đó`, which may leave parts out and then asks for equality
only where the sum comes so near to the total that a slip of digits explains the rest.
A list is read in every way that its punctuation allows: it contradicts only if none of them adds up.
Never: a sum over figures of different units, over x of other's y, or over both sides of a semicolon without trying one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipeline.check.intervals import ZERO
from pipeline.check.items import (
    adds_up,
    are_plain,
    ends_within,
    goes_with_item,
    item,
    leaves_out,
    of_other_years,
    overlap,
    same_noun,
)
from pipeline.check.lexicon import cues, pattern, says
from pipeline.check.passages import Figure, Passage, same_kind
from pipeline.check.plausible import NEAR, plausible
from pipeline.check.relations import Claim, Relation

_MOST_PARTS = 40
# A number between items that is no figure of its own.
_UNREAD = re.compile(r"(?<!số )(?<!năm )(?<![\w/])\d+(?![\w/])(?! (?:sao|tuổi)\b)")
_OPENING = re.compile(r"[.!?]\s")
_MORE = re.compile(r"[^.;)]*?(?:,|(?<!\w)(?:và|cùng|với)(?!\w))")  # behind the last figure: another item
_REST = re.compile(r"^[;,]?[^.;)]*(?<!\w)(?:còn lại|phần còn lại|số còn lại)(?: là)?(?! \d)")
_BUDGET = re.compile(r"\b(?:thu|chi)\b.*\bngân sách\b|^tổng (?:thu|chi)\b")
_MEANS = frozenset(
    {"t/ha", "VND/ha", "VND/person/year", "VND/person/month", "permille", "person/km2", "per_10000", "degC", "times"}
)
"""a mean is no sum of those of its parts: `năng suất 61 tạ/ha (vụ Xuân 65, vụ Mùa 57)`"""
_TOLD = 3  # parts of one noun
_NEARLY = Decimal("0.05")
_IN_ALL_WORDS = ("cộng", "tất cả")
_IN_ALL = re.compile(r"(?:tổng cộng|cộng|tất cả)(?: là| có)?$")
_DONE = re.compile(r"(?<!\w)đã (?:được )?(\w+ \w+)")
_OPEN = re.compile(r"(?:hiện |còn )?(?:đang|chưa)(?: được| xem xét| tiếp tục)? (\w+ \w+)")
_RUNS_ON = re.compile(r"[;.:]")


def in_passage(place: Passage) -> Iterator[Claim]:
    """Sums within one passage."""
    worded = says(place.folded, cues("lists", "exhaustive", "subset"))
    for i in range(1, len(place.figures)):
        said = _introduced(place, i, worded=worded)
        if said is None:
            continue
        total, exhaustive, certain = said
        exhaustive = exhaustive and not _rest_is_untold(place, i)
        listed = [f for f in _list_from(place, i) if not _is_yet_to_be(total, f) and not goes_with_item(total, f)]
        if not exhaustive and leaves_out(total, listed):
            continue
        if listed and _alike(total, listed) and not _taken_away(place, total, listed):
            closed = _closed(place, listed) and (exhaustive or not ends_within(place, listed))
            claims = _claim(total, listed, exhaustive=exhaustive, certain=certain, closed=closed, name="list")
            yield from (c for c in claims if c.relation.state() == "holds" or not adds_up(place, total, listed))


def closed_by_total(place: Passage) -> Iterator[Claim]:
    """`thôn Đông 412 hộ, thôn Đoài 386 hộ; tổng cộng 798 hộ`: the total stands last."""
    for total in place.levels if says(place.folded, _IN_ALL_WORDS) else ():
        if total.index < 2 or _IN_ALL.match(total.label) is None:
            continue
        listed = [f for f in place.levels if f.sentence == total.sentence and f.depth == total.depth
                  and f.index < total.index and same_noun(total, f)]  # fmt: skip
        if len(listed) < 2 or not are_plain(listed) or not _alike(total, listed):
            continue
        relation = Relation("sum", total.q, tuple(f.q for f in listed))
        if relation.state() == "holds" or plausible(relation, exhaustive=True):
            yield Claim("parts_sum_to_total", relation, "total_last", certain=False)


def _is_yet_to_be(total: Figure, part: Figure) -> bool:
    """`đã giải quyết 1.328 hồ sơ, trong đó …; đang giải quyết 142 hồ sơ`: what is under way is no part of what is done."""
    done, open_ = _DONE.search(total.label), _OPEN.match(part.label)
    return done is not None and open_ is not None and part.clause != total.clause and open_[1].startswith(done[1])


def _taken_away(place: Passage, total: Figure, listed: Sequence[Figure]) -> bool:
    """`… (thu hồi 06 giấy)`: does a figure beside the list say what it is more than its total by?"""
    over = sum((f.o.low for f in listed), ZERO) - total.o.low
    return over > 0 and any(
        f.o.low == over and f.sentence == total.sentence and pattern("taken_away").search(f.label) is not None
        for f in place.figures[total.index + 1 :]
    )


def in_note(anchor: Passage, at: int, note: Sequence[Passage]) -> Iterator[Claim]:
    """A footnote breaks down a figure of the sentence that its mark stands in. `at`: where, in the anchor's text."""
    before = [f for f in anchor.figures if f.start <= at]
    if not before or not note:
        return
    words = note[0].folded[:60]
    exhaustive = pattern("lists", "exhaustive").search(words) is not None
    listed = [f for place in note for f in place.figures if f.counts_level]
    for total in reversed([f for f in before if f.sentence == before[-1].sentence and f.counts_level]):
        parts = [f for f in listed if same_kind(total.o, f.o) or (exhaustive and f.o.unit == total.o.unit)]
        if len(parts) > 1:
            full = exhaustive or _overflows(total, parts)
            closed = (exhaustive or are_plain(parts)) and _closed(note[-1], parts) and _alike(total, parts)
            yield from _claim(total, parts, exhaustive=full, certain=exhaustive, closed=closed, name="note")
            return


def in_bullets(above: Passage, bullets: Sequence[Passage]) -> Iterator[Claim]:
    """Items under a paragraph that ends with a colon: one figure of each, against a figure of the last sentence above."""
    if not above.figures or len(bullets) < 2:
        return
    tail = above.after(above.figures[-1])
    exhaustive = pattern("lists", "exhaustive").search(tail) is not None
    last = above.figures[-1].sentence
    for total in reversed([f for f in above.figures if f.counts_level and f.depth == 0 and f.sentence == last]):
        columns = list(_columns(total, bullets))
        for listed in columns:
            relation = Relation("sum", total.q, tuple(f.q for f in listed))
            if relation.state() == "holds":
                yield Claim("parts_sum_to_total", relation, "bullets")
                return
        if columns:
            listed = next((one for one in columns if _alike(total, one)), columns[0])
            full = exhaustive or _overflows(total, listed)
            closed = exhaustive or (are_plain(listed) and _alike(total, listed))
            yield from _claim(total, listed, exhaustive=full, certain=exhaustive, closed=closed, name="bullets")
            return


def _columns(total: Figure, bullets: Sequence[Passage]) -> Iterator[list[Figure]]:
    """The first figures of all items, their second ones, and so on: `kế hoạch 42 tỷ đồng, giải ngân 37,8 tỷ đồng`."""
    rows = [[f for f in b.figures if f.counts_level and not f.depth and same_kind(total.o, f.o)] for b in bullets]
    by_clause = [[f for i, f in enumerate(row) if i == 0 or f.clause != row[i - 1].clause] for row in rows]
    if any(len(row) > 1 for row in by_clause):  # `- Ngân sách xã 21 tỷ đồng; vốn lồng ghép 74 tỷ đồng;`
        yield [f for row in by_clause for f in row]
        return
    for column in range(min(map(len, rows), default=0)):
        yield [row[column] for row in rows]


def _overflows(total: Figure, parts: Sequence[Figure]) -> bool:
    """Do the parts of a list of its own exceed the total? Then it does not matter whether the list is full."""
    return Relation("at_most", total.q, tuple(f.q for f in parts)).state() == "fails"


def _introduced(place: Passage, i: int, *, worded: bool) -> tuple[Figure, bool, bool] | None:
    """The total whose list figure `i` opens (by words only if `worded`): does it claim to be full, and beyond doubt?"""
    figure = place.figures[i]
    if not figure.counts_level or figure.o.unit in _MEANS:
        return None
    lead = figure.lead
    opened = figure.depth > place.figures[i - 1].depth
    colon = ":" in lead
    full = worded and pattern("lists", "exhaustive").search(lead) is not None
    some = worded and pattern("lists", "subset").search(lead) is not None
    if not (opened or colon or full or some):
        return None
    total = _total_before(place, i)
    if total is None:
        return None
    if some or full:
        return total, not some, not some
    adjacent = all(f.depth > total.depth for f in place.figures[total.index + 1 : i])
    follows = opened and (total.index == i - 1 or (same_noun(total, figure) and total.sentence == figure.sentence))
    if follows or (colon and adjacent and not _RUNS_ON.search(lead.rsplit(":", 1)[0])):
        return total, same_kind(total.o, figure.o) and not pattern("open_list").search(lead), False
    return None


def _closed(place: Passage, listed: Sequence[Figure]) -> bool:
    """Does nothing follow the last figure of a list that may be one more item, and is no item a part of another?"""
    if len(listed) < 2 or any(pattern("nested").search(item(f)) for f in listed):
        return False
    if any(f.depth and ")" in f.lead for f in listed[1:]):
        return False
    last = place.figures[listed[-1].index]
    following = place.figures[last.index + 1] if last.index + 1 < len(place.figures) else None
    if following is not None and following.depth == last.depth and following.clause == last.clause:
        return False
    return _MORE.match(place.after(last)) is None


def _alike(total: Figure, listed: Sequence[Figure]) -> bool:
    """Are all of the same year, and no plans among results: `2.940 tấn (KH 2.800; CK 2.716)`?"""
    apart = ("plan", "previous")
    return all(
        (f.o.scenario in apart or total.o.scenario in apart) <= (f.o.scenario == total.o.scenario) for f in listed
    )


def _residual(listed: Sequence[Figure]) -> bool:
    """`…, các khoản thu còn lại 32,5 tỷ đồng`: a list with a remainder is full."""
    return bool(listed) and pattern("residual").search(listed[-1].label) is not None


def _total_before(place: Passage, i: int) -> Figure | None:
    """The nearest figure before the list that can be its total, of the very noun if there is one; in the sentence
    before where a sentence opens the list."""
    first = place.figures[i]
    opening = _OPENING.split(first.lead)[-1].lstrip(" -+*•")
    opens_sentence = first.sentence > place.figures[i - 1].sentence and any(
        pattern("lists", kind).match(opening) for kind in ("exhaustive", "subset")
    )
    depth = first.depth - (1 if first.depth > place.figures[i - 1].depth else 0)
    nearest: Figure | None = None
    for candidate in reversed(place.figures[:i]):
        if candidate.sentence < first.sentence - opens_sentence:
            break
        if candidate.counts_level and candidate.depth <= depth and candidate.o.unit == first.o.unit:
            if first.o.unit != "count" or same_noun(candidate, first):
                return candidate
            nearest = nearest or candidate
    return nearest


def _list_from(place: Passage, i: int) -> list[Figure]:
    """Figures from `i` to the end of the list: the sentence's end, or the parenthesis that holds it."""
    first = place.figures[i]
    listed: list[Figure] = []
    of_item = -1
    for figure in place.figures[i : i + _MOST_PARTS]:
        if figure.sentence != first.sentence or figure.depth < first.depth:
            break
        if figure is not first and _of_item(first, figure):
            of_item = figure.clause
        if (
            figure.clause != of_item
            and figure.depth == first.depth
            and figure.o.unit == first.o.unit
            and figure.counts_level
        ):
            listed.append(figure)
    return listed


def _of_item(first: Figure, figure: Figure) -> bool:
    """`gồm chi đầu tư 86 tỷ đồng; chi thường xuyên 446 tỷ đồng, trong đó chi giáo dục 286 tỷ đồng`: a part of the item
    before it, where the list itself was opened as a full one."""
    opened = pattern("lists", "exhaustive").search(first.lead) is not None
    return opened and pattern("lists", "subset").search(figure.lead) is not None


def _readings(total: Figure, listed: Sequence[Figure]) -> Iterator[Sequence[Figure]]:
    """The ways to read a list, likeliest first: up to the semicolon or all of it, one figure a clause, without a figure
    that may itself be a part of a part, and its beginnings."""
    first_clause = [f for f in listed if f.clause == listed[0].clause]
    first = list(listed) if len(first_clause) < 2 else first_clause
    yield first
    per_clause: dict[int, Figure] = {}
    for f in listed:
        per_clause.setdefault(f.clause, f)
    nested = any(_is_nested(f) for f in first_clause[1:])  # `đúng tuyến 64 lượt, xong 60 lượt; trả lại 86 lượt`
    heads = [] if len(first_clause) > 1 and _uniform(total, first) and not nested else list(per_clause.values())
    whole = [heads, list(listed), [f for f in listed if same_kind(total.o, f.o)]]
    yield from (reading for reading in whole if len(reading) > 1 and reading != first)
    for base in (first, heads) if heads != first else (first,):
        uniform = _uniform(total, base)
        for n in range(len(base) - 1, 1, -1):
            if not uniform or _is_nested(base[n]):
                yield base[:n]
        parted = len({f.clause for f in base}) == len(base)  # where semicolons part all, all are parts
        for k in range(len(base)) if len(base) > 2 else ():
            if (not uniform and not parted) or _is_nested(base[k]):
                yield base[:k] + base[k + 1 :]


def may_end(total: Figure, listed: Sequence[Figure], n: int) -> bool:
    """May the list end before its figure `n`? Not within counts of the very noun that is counted."""
    return not _uniform(total, listed) or _is_nested(listed[n])


def _is_nested(figure: Figure) -> bool:
    """May a figure be a part of a part?"""
    return pattern("nested").search(figure.label) is not None


def _uniform(total: Figure, listed: Sequence[Figure]) -> bool:
    return total.o.counted is not None and all(same_noun(total, f) for f in listed)


def _claim(
    total: Figure, listed: Sequence[Figure], *, exhaustive: bool, certain: bool, closed: bool, name: str
) -> Iterator[Claim]:
    likeliest: Relation | None = None
    for reading in _readings(total, listed) if len(listed) > 1 else ():
        relation = Relation("sum", total.q, tuple(f.q for f in reading))
        if relation.state() == "holds":
            yield Claim("parts_sum_to_total", relation, name)
            return
        likeliest = likeliest or relation
    if likeliest is None or _sums_itself(listed) or of_other_years(total, listed):
        return
    full = (exhaustive and not _may_leave_out(total, likeliest)) or _residual(listed)
    read = not any(_UNREAD.search(f.lead) for f in listed[1:])
    sure = read and full and (_same_nouns(likeliest) or (closed and _within_reach(likeliest, listed)))
    if sure or plausible(likeliest, exhaustive=full):
        yield Claim("parts_sum_to_total", likeliest, name, certain=certain and not _much_is_left(likeliest))
        return
    bound = Relation("at_most", total.q, likeliest.terms)
    if not exhaustive and read and closed and _nearly_full(total, likeliest, listed):
        yield Claim("parts_sum_to_total", likeliest, name, certain=False)
    elif bound.state() == "holds":
        if not exhaustive:
            yield Claim("parts_sum_to_total", bound, name, certain=False)
    elif read and closed and _exceeds(bound, total, listed):
        yield Claim("parts_sum_to_total", bound, name, certain=False)


def _rest_is_untold(place: Passage, i: int) -> bool:
    """`bao gồm chi đầu tư 86 tỷ đồng; chi thường xuyên 446 tỷ đồng; còn lại là chi chuyển nguồn`"""
    last = [f for f in place.figures[i:] if f.sentence == place.figures[i].sentence][-1]
    return _REST.search(place.after(last)) is not None


def _may_leave_out(total: Figure, relation: Relation) -> bool:
    """A budget has more items than the ones that a sentence lists behind `gồm`; it never has less than they sum to."""
    expected = relation.expected().middle
    budget = total.o.unit == "VND" and _BUDGET.search(total.o.indicator.lower()) is not None
    return budget and expected is not None and expected < relation.result.value


def _much_is_left(relation: Relation) -> bool:
    """`cây hằng năm 12.405 ha, gồm: …` of which four fifths are told: who says `gồm` may still have named the main ones."""
    expected, total = relation.expected().middle, relation.result.value
    return expected is not None and expected < total * (1 - NEAR)


def _nearly_full(total: Figure, relation: Relation, listed: Sequence[Figure]) -> bool:
    """`64 trường hợp, trong đó: 38 trường hợp …, 14 trường hợp …, 10 trường hợp …`: who tells three parts of the very noun
    that make up nearly all, and no remainder, tells them all."""
    expected = relation.expected().middle
    if expected is None or len(listed) < _TOLD or not _uniform(total, listed) or not are_plain(listed):
        return False
    return abs(expected - relation.result.value) <= relation.result.value * _NEARLY


def _exceeds(bound: Relation, total: Figure, listed: Sequence[Figure]) -> bool:
    """Are these parts alone more than their total, though something may be left out? Not where a part may be counted
    twice, or is told with words that no part has; nor by so much that the total is another's."""
    expected = bound.expected().middle
    beside = listed[0].index == total.index + 1 and listed[0].depth > total.depth
    reach = 8 if beside or _same_nouns(bound) else 2
    return expected is not None and are_plain(listed) and not overlap(listed) and expected <= bound.result.value * reach


def _sums_itself(listed: Sequence[Figure]) -> bool:
    """`gồm 2.800 hồ sơ, có 2.672 hồ sơ chưa đến hạn và 128 hồ sơ quá hạn`: the first of a list is the total of the rest."""
    rest = tuple(f.q for f in listed[1:])
    return len(rest) > 1 and Relation("sum", listed[0].q, rest).state() == "holds"


def _within_reach(relation: Relation, listed: Sequence[Figure]) -> bool:
    """How far a list that leaves nothing out may be off: parts that overlap may exceed their total, and what is less
    than half of it is no list of its parts."""
    expected = relation.expected().middle
    total = relation.result.value
    if expected is None or not relation.result.firm or len(relation.terms) < len(listed):
        return False
    return total / 2 <= expected <= (total if overlap(listed) else total * 2)


def _same_nouns(relation: Relation) -> bool:
    """`25 đơn (15 đơn kiến nghị, 7 đơn phản ánh, 3 đơn khiếu nại)`: the very noun of the total before each part
    leaves no doubt about the list; only a sum far beyond or below half of the total does."""
    total = relation.result.observation
    counted = [term.observation for term in relation.terms]
    expected = relation.expected().middle
    return (
        total is not None
        and total.counted is not None
        and all(o is not None and o.counted is not None and same_kind(total, o) for o in counted)
        and expected is not None
        and relation.result.value / 2 <= expected <= relation.result.value * 8
    )
