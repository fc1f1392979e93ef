"""Parts and totals in running text, lists and footnotes; shares that make up a whole.

Problem: `124 nhiệm vụ: hoàn thành 90, chậm 4, đang thực hiện 33`. Signals, in order of precedence: a named partition
(lexicon); `gồm`, `chia ra`, `cụ thể`; a parenthesis or colon right behind the total; a footnote that hangs on it;
bullets behind a paragraph that ends with a colon; `trong đó`, which may leave parts out and then asks for equality
only where the sum comes so near to the total that a slip of digits explains the rest.
A list is read in every way that its punctuation allows: it contradicts only if none of them adds up.
Never: a sum over figures of different units, over x of other's y, or over both sides of a semicolon without trying one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from pipeline.check.intervals import Quantity, printed
from pipeline.check.lexicon import any_of, partitions, pattern
from pipeline.check.passages import Figure, Passage, same_kind
from pipeline.check.relations import Claim, Relation
from pipeline.check.suggestions import looks_like_slip, slipped

NEAR = Decimal("0.15")
"""How far a full list may be from its total, relatively, before we doubt our own reading rather than the report."""
CLOSE = Decimal("0.01")
_MOST_PARTS = 40
_RUNS_ON = re.compile(r"[;.:]")


def in_passage(place: Passage) -> Iterator[Claim]:
    """Sums and shares within one passage."""
    seen: set[tuple[int, int]] = set()
    for i, figure in enumerate(place.figures):
        for total, exhaustive, certain in _introduced(place, i):
            key = (total.index, i)
            if key in seen:
                continue
            seen.add(key)
            readings = _readings(total, _list_from(place, i, inside=total.depth))
            yield from _claim(total, readings, exhaustive=exhaustive, certain=certain, name="list")
        if figure.o.unit == "%":
            yield from _shares(place, i)
    yield from _partitioned(place)


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
            yield from _claim(total, _readings(total, parts), exhaustive=full, certain=exhaustive, name="note")
            return


def in_bullets(above: Passage, bullets: Sequence[Passage]) -> Iterator[Claim]:
    """Items under a paragraph that ends with a colon: the first figure of each, against a figure above."""
    if not above.figures or len(bullets) < 2:
        return
    tail = above.after(above.figures[-1])
    exhaustive = pattern("lists", "exhaustive").search(tail) is not None
    last = above.figures[-1].sentence
    for total in reversed([f for f in above.figures if f.counts_level and f.depth == 0 and f.sentence == last]):
        parts = [next((f for f in b.figures if f.counts_level and same_kind(total.o, f.o)), None) for b in bullets]
        listed = [f for f in parts if f is not None]
        if len(listed) == len(bullets):
            full = exhaustive or _overflows(total, listed)
            yield from _claim(total, _readings(total, listed), exhaustive=full, certain=exhaustive, name="bullets")
            return


def _overflows(total: Figure, parts: Sequence[Figure]) -> bool:
    """Do the parts of a list of its own exceed the total? Then it does not matter whether the list is full."""
    return Relation("at_most", total.q, tuple(f.q for f in parts)).state() == "fails"


def _introduced(place: Passage, i: int) -> Iterator[tuple[Figure, bool, bool]]:
    """The totals whose list figure `i` opens, each with: does the list claim to be full, and is that beyond doubt?"""
    figure = place.figures[i]
    if i == 0 or not figure.counts_level:
        return
    lead = figure.lead
    full = pattern("lists", "exhaustive").search(lead)
    some = pattern("lists", "subset").search(lead)
    opened = figure.depth > place.figures[i - 1].depth
    colon = ":" in lead
    if not (full or some or opened or colon):
        return
    total = _total_before(place, i)
    if total is None:
        return
    adjacent = total.index == i - 1
    if full and not some:
        yield total, True, True
    elif some:
        yield total, False, False
    elif (opened and (adjacent or _same_noun(total, figure))) or (
        colon and adjacent and not _RUNS_ON.search(lead.rsplit(":", 1)[0])
    ):
        kin = same_kind(total.o, figure.o)
        yield total, kin, False


def _same_noun(a: Figure, b: Figure) -> bool:
    return a.o.counted is not None and b.o.counted is not None and same_kind(a.o, b.o)


def _total_before(place: Passage, i: int) -> Figure | None:
    """The nearest figure before the list that can be its total; in the sentence before where a sentence opens the
    list."""
    first = place.figures[i]
    opens_sentence = i > 0 and first.sentence > place.figures[i - 1].sentence
    depth = first.depth - (1 if first.depth > place.figures[i - 1].depth else 0)
    for candidate in reversed(place.figures[:i]):
        if candidate.sentence < first.sentence - (1 if opens_sentence else 0):
            return None
        if candidate.counts_level and candidate.depth <= depth and candidate.o.unit == first.o.unit:
            return candidate
    return None


def _list_from(place: Passage, i: int, inside: int) -> list[Figure]:
    """Figures from `i` to the end of the list: the sentence's end, or the parenthesis that holds it."""
    first = place.figures[i]
    listed = []
    for figure in place.figures[i : i + _MOST_PARTS]:
        if figure.sentence != first.sentence or figure.depth < first.depth:
            break
        if figure.depth == first.depth and figure.o.unit == first.o.unit and figure.counts_level:
            listed.append(figure)
    return listed


def _readings(total: Figure, listed: Sequence[Figure]) -> list[list[Figure]]:
    """The ways to read a list, likeliest first: up to the semicolon or all of it, one figure a clause, without a figure
    that may itself be a part of a part, and its beginnings."""
    if len(listed) < 2:
        return []
    alike = [f for f in listed if same_kind(total.o, f.o)]
    first_clause = [f for f in listed if f.clause == listed[0].clause]
    per_clause: dict[int, Figure] = {}
    for f in listed:
        per_clause.setdefault(f.clause, f)
    first = list(listed) if len(first_clause) < 2 else first_clause
    heads = [] if _uniform(total, first) and len(first_clause) > 1 else list(per_clause.values())
    readings = [first, heads, list(listed), alike]
    for base in (first, heads):
        readings += [base[:n] for n in range(len(base) - 1, 1, -1) if _may_end(total, base, n)]
        readings += [base[:k] + base[k + 1 :] for k in range(len(base)) if len(base) > 2 and _may_drop(total, base, k)]
    return [reading for reading in readings if len(reading) > 1]


def _may_end(total: Figure, listed: Sequence[Figure], n: int) -> bool:
    """May the list end before its figure `n`? Not within counts of the very noun that is counted."""
    return not _uniform(total, listed) or pattern("nested").search(listed[n].label) is not None


def _may_drop(total: Figure, listed: Sequence[Figure], k: int) -> bool:
    """May figure `k` be no part of the list, but of a part? Not where semicolons part all."""
    if len({f.clause for f in listed}) == len(listed):
        return pattern("nested").search(listed[k].label) is not None
    return not _uniform(total, listed) or pattern("nested").search(listed[k].label) is not None


def _uniform(total: Figure, listed: Sequence[Figure]) -> bool:
    return all(_same_noun(total, f) for f in listed)


def _claim(
    total: Figure, readings: Iterable[list[Figure]], *, exhaustive: bool, certain: bool, name: str
) -> Iterator[Claim]:
    likeliest: Relation | None = None
    for reading in readings:
        relation = Relation("sum", total.q, tuple(f.q for f in reading))
        if relation.state() == "holds":
            yield Claim("parts_sum_to_total", relation, name)
            return
        likeliest = likeliest or relation
    if likeliest is None:
        return
    if plausible(likeliest, exhaustive=exhaustive) or (exhaustive and _same_nouns(likeliest)):
        yield Claim("parts_sum_to_total", likeliest, name, certain=certain)
    elif Relation("at_most", total.q, likeliest.terms).state() == "holds" and not exhaustive:
        yield Claim("parts_sum_to_total", Relation("at_most", total.q, likeliest.terms), name)


def _same_nouns(relation: Relation) -> bool:
    """`25 đơn (15 đơn kiến nghị, 7 đơn phản ánh, 3 đơn khiếu nại)`: the very noun of the total before each part
    leaves no doubt about the list; only a sum beyond twice or below half of the total does."""
    total = relation.result.observation
    counted = [term.observation for term in relation.terms]
    expected = relation.expected().middle
    return (
        total is not None
        and total.counted is not None
        and all(o is not None and o.counted is not None and same_kind(total, o) for o in counted)
        and expected is not None
        and relation.result.value / 2 <= expected <= relation.result.value * 2
    )


def plausible(relation: Relation, *, exhaustive: bool) -> bool:
    """Is a sum that fails a contradiction, or did we read the list wrongly? A full list must come near to its total;
    any other list so near that a slip explains the difference."""
    expected = relation.expected().middle
    total = relation.result.value
    if expected is None or not relation.result.firm or total <= 0:
        return False
    if looks_like_slip(relation.result, relation.expected()) and abs(expected - total) <= total * NEAR:
        return True
    difference = abs(expected - total)
    if difference <= total / 2 and (slipped(relation) or _one_digit_off(relation)):
        return True
    if difference <= total * CLOSE:
        return True
    one_off = relation.result.exact and difference <= 1 and all(term.exact for term in relation.terms)
    return exhaustive and (difference <= total * NEAR or one_off)


def _one_digit_off(relation: Relation) -> bool:
    """Would one digit of a part make the sum right, where there are so many that this is no chance?"""
    for i, member in enumerate(relation.members):
        wanted = relation.wanted(i)
        many = abs(member.value) >= 1000 * member.resolution
        if many and wanted is not None and looks_like_slip(member, wanted, separators=False):
            return True
    return False


def _partitioned(place: Passage) -> Iterator[Claim]:
    """Named partitions: a total and all of its parts, told by their words, in one sentence."""
    figures = [f for f in place.figures if f.counts_level]
    if len(figures) < 3:
        return
    text = place.folded
    for entry in partitions():
        if not all(any(word in text for word in words) for words in entry.words):
            continue
        for total in figures:
            words = _words(place, total)
            if not entry.total.search(words) or any(part.search(words) for part in entry.parts):
                continue
            later = [f for f in figures if f.index > total.index and f.sentence == total.sentence
                     and same_kind(total.o, f.o) and f.depth >= total.depth]  # fmt: skip
            claim = _partition(place, total, later, entry.parts, open_parts=entry.open_parts, name=entry.name)
            if claim is not None:
                yield claim
                break


def _partition(
    place: Passage, total: Figure, later: list[Figure], parts: Sequence[re.Pattern[str]], *, open_parts: bool, name: str
) -> Claim | None:
    groups = [[f for f in later if part.search(_words(place, f))] for part in parts]
    if any(not group for group in groups):
        return None
    one_each = [group[0] for group in groups]
    if len(set(map(id, one_each))) < len(one_each):
        return None
    level = [f for f in later if f.depth == one_each[0].depth]
    matched = [f for f in later if any(f in group for group in groups)]
    readings = [level] if open_parts else [matched, one_each, level]
    for reading in (*readings, *(level[:n] for n in range(2, len(level)) if _may_end(total, level, n))):
        relation = Relation("sum", total.q, tuple(f.q for f in reading))
        if len(reading) > 1 and relation.state() == "holds":
            return Claim("parts_sum_to_total", relation, name)
    relation = Relation("sum", total.q, tuple(f.q for f in readings[0]))
    return Claim("parts_sum_to_total", relation, name) if plausible(relation, exhaustive=True) else None


def _words(place: Passage, figure: Figure) -> str:
    """A figure's own words: before it back to the last delimiter, and behind it up to the next."""
    behind = re.split(r"[,;:(.]", place.after(figure), maxsplit=1)[0]
    return f"{figure.label} {place.folded[figure.start : figure.end]} {behind}"


_MOVED = any_of(["đạt", "tăng", "giảm", "so với", "bằng"])
_STRUCTURE = any_of(["cơ cấu", "tỷ trọng"])
_FULL = printed(100, exact=True)
_CLASS = 4  # words of a class: `tốt 68,5%; khá 27,2%; trung bình 4,3%`


def _shares(place: Passage, i: int) -> Iterator[Claim]:
    """Shares in a row that make up a whole: `thương mại chiếm 48,6%, dịch vụ chiếm 37,2%, sản xuất chiếm 14,2%`."""
    figures = place.figures
    first = figures[i]
    if first.o.measure != "share" or (i and _follows(figures[i - 1], first)):
        return
    run = [first]
    for figure in figures[i + 1 : i + _MOST_PARTS]:
        if not _follows(run[-1], figure):
            break
        run.append(figure)
    introduced = _STRUCTURE.search(first.lead) is not None
    if len(run) < (2 if introduced else 3):
        both = Relation("sum", _FULL, tuple(f.q for f in run))
        if len(run) == 2 and (both.state() == "holds" or _two_halves(place, run)):
            yield Claim("shares_sum_to_100", both, "shares")
        return
    relation = Relation("sum", _FULL, tuple(f.q for f in run))
    if relation.state() == "holds":
        yield Claim("shares_sum_to_100", relation, "shares")
        return
    expected = relation.expected().middle
    classes = ":" in first.lead and all(len(f.label.split()) <= _CLASS and not _MOVED.search(f.lead) for f in run)
    chained = all("chiếm" in f.lead for f in run) or introduced or classes
    reach = Decimal(10) if introduced else Decimal(5)
    if expected is not None and chained and abs(expected - _FULL.value) <= reach:
        yield Claim("shares_sum_to_100", relation, "shares")


def _two_halves(place: Passage, run: Sequence[Figure]) -> bool:
    """`(ngân sách xã 70%, nhân dân đóng góp 30%)`: two shares that fill a parenthesis, and miss 100 by little."""
    first, last = run
    alone = first.lead.rstrip().rfind("(") >= 0 and place.after(last).lstrip().startswith(")")
    plain = not any(_MOVED.search(f.lead) for f in run)
    return first.depth > 0 and alone and plain and abs(first.o.low + last.o.low - _FULL.value) <= 5


def _follows(before: Figure, figure: Figure) -> bool:
    """Is the figure the next share of the same list: same sentence and parenthesis, few words between?"""
    return (
        figure.o.unit == "%" == before.o.unit
        and figure.o.measure == "share" == before.o.measure
        and figure.sentence == before.sentence
        and figure.depth == before.depth
        and figure.o.year == before.o.year
        and len(figure.lead) <= 80
    )


def open_list(words: str) -> bool:
    """Does the list say that it names some of its items only?"""
    return pattern("open_list").search(words) is not None or any(sign in words for sign in ("...", "…"))


def whole(value: int) -> Quantity:
    """A number that is counted, not printed."""
    return printed(value, exact=True)
