"""What comes in, what goes out and what is left, wherever a chapter says it: the balances of the lexicon.

Problem: `tồn kỳ trước 112 hồ sơ. Tiếp nhận 2.845 hồ sơ` in one sentence, `đã giải quyết 2.790, đang giải quyết 177` in the
next; `xuất khẩu 845, nhập khẩu 612, xuất siêu 223`. What a figure is, is said by the longest of a balance's words right
before it (else behind it). The terms are the nearest figures of their kind, in the paragraph of the result, else in the
paragraphs of its section around it. A balance that holds in any choice of terms holds.
Never: figures of different years, units, nouns or levels of government; a plan among results; a contradiction where
several figures could be one term, or where a term may go unnamed, unless a slip of digits explains it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations, product

from pipeline.check.lexicon import Balance, Role, balances, is_spoken_of, says
from pipeline.check.passages import Figure, Passage, behind, same_kind
from pipeline.check.relations import Claim, Relation
from pipeline.check.suggestions import looks_like_slip
from pipeline.frozen import dataclass
from pipeline.grammar.folding import fold

_AROUND = 5  # paragraphs from a result to its terms
_MOST = 4  # figures tried for one term
NEAR = Decimal("0.15")
"""How far a balance may be off, by its largest figure, before we doubt our own reading rather than the report."""
_AND = re.compile(r"\s(?:và|với)\s")
_LEVELS = re.compile(
    r"(?<!\w)(?:ngân sách|ns|cấp)\s+(?:nhà nước\s+)?(xã|phường|huyện|thị xã|thành phố|tỉnh|trung ương)(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Told:
    """A figure and what it is in a balance; `where` counts the paragraphs."""

    figure: Figure
    role: Role
    where: int
    section: str | None
    optional: bool = False


def in_document(places: Sequence[Passage], folded: str) -> Iterator[Claim]:
    """Every balance of a report of these words, holding or not."""
    of_units = {units: [place for place in places if not units.isdisjoint(place.units)]
                for units in {entry.units for entry in balances()}}  # fmt: skip
    for entry in balances():
        if not of_units[entry.units] or not is_spoken_of(entry.needed, folded):
            continue
        told = list(_told(_around(entry, of_units[entry.units]), entry))
        for one in told:
            if one.role.kind == "result":
                claim = _claim(entry, one, _beside(one, told))
                if claim is not None:
                    yield claim


def _around(entry: Balance, places: Sequence[Passage]) -> list[Passage]:
    """The passages that may tell a result, and those around them."""
    found = [i for i, place in enumerate(places) if says(place.folded, entry.results)]
    near = {k for i in found for k in range(max(0, i - _AROUND), min(len(places), i + _AROUND + 1))}
    return [places[k] for k in sorted(near)]


def _told(places: Sequence[Passage], entry: Balance) -> Iterator[Told]:
    for place in places:
        if not says(place.folded, entry.opening):
            continue
        for figure in place.figures:
            if _may_take_part(figure, entry) and (role := _role(place, figure, entry)) is not None:
                yield Told(figure, role, place.index, figure.o.section, role in entry.optional)


def _may_take_part(figure: Figure, entry: Balance) -> bool:
    o = figure.o
    level = o.measure == "level" or (o.measure == "share" and o.unit in ("permille", "%"))
    if not level or figure.part or figure.whole or o.unit not in entry.units or o.approx != "exact":
        return False
    return not entry.noun or o.counted is None or entry.noun.match(fold(o.counted)) is not None


def _role(place: Passage, figure: Figure, entry: Balance) -> Role | None:
    words = [figure.label, behind(place, figure)]
    if not says(words[0], entry.opening) and not says(words[1], entry.opening):
        return None
    words[1] = _AND.split(words[1], maxsplit=1)[0]
    if entry.trailing:
        words.reverse()
    if entry.never is not None and any(entry.never.search(text) for text in words):
        return None
    if figure.o.scenario == "previous" and not (entry.earlier and entry.earlier.search(words[0])):
        return None
    for text in words:
        found = [(len(match.group()), -i, role) for i, role in enumerate(entry.roles)
                 if (match := _longest(role, text)) is not None]  # fmt: skip
        if found:
            return max(found, key=lambda one: one[:2])[2]
    return None


def _longest(role: Role, text: str) -> re.Match[str] | None:
    return max(role.words.finditer(text), key=lambda match: len(match.group()), default=None)


def _beside(result: Told, told: Sequence[Told]) -> list[Told]:
    """The figures that may be terms: in the result's paragraph, and in those of its section around it, nearest first."""
    o = result.figure.o
    near = [one for one in told if one.figure is not result.figure
            and (one.where == result.where or (one.section == o.section and abs(one.where - result.where) <= _AROUND))
            and one.figure.o.unit == o.unit and same_kind(o, one.figure.o)
            and (one.optional or _of_the_same_time(one.figure, result.figure))]  # fmt: skip
    return sorted(near, key=lambda one: (abs(one.where - result.where), abs(one.figure.start - result.figure.start)))


def _of_the_same_time(one: Figure, other: Figure) -> bool:
    """Of one year, and not a plan among results; `chuyển nguồn sang năm sau`, which need not be there, may be neither."""
    return one.o.year == other.o.year and (one.o.scenario == "plan") == (other.o.scenario == "plan")


def _claim(entry: Balance, result: Told, beside: Sequence[Told]) -> Claim | None:
    """The balance in the first choice of terms that holds, else the likeliest that contradicts."""
    required = [_of(role, beside) for role in entry.required]
    if not all(required):
        return None
    optional = [found for role in entry.optional if (found := _of(role, beside))]
    for size in range(len(optional), -1, -1):
        for some in combinations(optional, size):
            for chosen in product(*required, *some):
                relation = _relation(result, chosen)
                if relation is not None and relation.state() == "holds":
                    return Claim("parts_sum_to_total", relation, entry.name)
    nearest = [found[0] for found in (*required, *optional)]
    relation = _relation(result, nearest)
    if relation is None or not _of_one_level([result, *nearest]):
        return None
    alone = all(len({one.figure.o.low for one in found}) == 1 for found in (*required, *optional))
    sure = alone and _complete(entry, nearest) and not _may_be_explained(entry, relation, nearest)
    if _contradicts(entry, relation, sure=sure):
        strict = entry.strict and alone and all(one.where == result.where for one in nearest)
        return Claim("parts_sum_to_total", relation, entry.name, certain=strict)
    return None


def _of(role: Role, beside: Sequence[Told]) -> list[Told]:
    return [one for one in beside if one.role is role][:_MOST]


def _relation(result: Told, chosen: Sequence[Told]) -> Relation | None:
    if len({id(one.figure) for one in chosen}) < len(chosen):
        return None
    ordered = sorted(chosen, key=lambda one: one.role.kind != "plus")
    terms = tuple(one.figure.q if one.role.kind == "plus" else -one.figure.q for one in ordered)
    return Relation("sum", result.figure.q, terms)


def _may_be_explained(entry: Balance, relation: Relation, chosen: Sequence[Told]) -> bool:
    """Would a term that need not be told, and is not, make up for the difference: what was sent back, a degree that
    nobody is named with?"""
    told = {id(one.role) for one in chosen}
    untold = {role.kind for role in entry.optional if id(role) not in told}
    expected = relation.expected().middle
    return expected is not None and ("plus" if expected < relation.result.value else "minus") in untold


def _complete(entry: Balance, chosen: Sequence[Told]) -> bool:
    """Is every term told that may make a difference: also what was carried over, where a balance has that?"""
    return not entry.carried or any(entry.carried.search(one.figure.label) for one in chosen)


def _of_one_level(told: Sequence[Told]) -> bool:
    """`tổng thu ngân sách xã` and `kết dư ngân sách huyện` have nothing to do with each other."""
    levels = {match[1] for one in told if (match := _LEVELS.search(one.figure.label))}
    return len(levels) < 2


def _contradicts(entry: Balance, relation: Relation, *, sure: bool) -> bool:
    """Does a balance that fails contradict, or was it read wrongly? Off by little, or by a slip where it is less sure."""
    expected = relation.expected().middle
    if expected is None or not relation.result.firm:
        return False
    difference = abs(expected - relation.result.value)
    largest = max(abs(member.value) for member in relation.members)
    if sure and not entry.slip and difference <= largest * NEAR:
        return True
    wanted = ((member, relation.wanted(i)) for i, member in enumerate(relation.members))
    slips = any(w is not None and looks_like_slip(member, w, separators=False) for member, w in wanted)
    return slips and difference <= largest / 2
