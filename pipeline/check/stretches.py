"""What was done in a stretch of time against what was done in stretches of it.

Problem: `quý I 212 tỷ đồng, quý II 254 tỷ đồng; 6 tháng đầu năm 476 tỷ đồng`; nine months that brought less than the first
six. Signals: figures of one name and unit with the days of their periods; the lexicon's `flow`: words of what adds up
over time. Never: what is counted at a moment (dư nợ, tổng đàn, dân số); names that several figures of a stretch bear;
plans, and what is only to be expected, against results.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache

from pipeline.check.intervals import quantity
from pipeline.check.lexicon import pattern
from pipeline.check.plausible import plausible
from pipeline.check.relations import Claim, Relation
from pipeline.document import Document
from pipeline.grammar.folding import fold
from schemas.observation import Observation

Days = tuple[date, date]
_DAY = timedelta(days=1)
_WORDS = 3  # of a name that hardly two things bear


def in_document(document: Document) -> Iterator[Claim]:
    """Each name with several stretches: those that make up another, and those that begin with it."""
    by_name: dict[str, list[Observation]] = defaultdict(list)
    for o in document.observations:
        if o.measure == "level" and o.period is not None:
            by_name[o.indicator].append(o)
    named: dict[tuple[object, ...], list[Observation]] = defaultdict(list)
    for name, told in by_name.items():
        for o in told if len(told) > 1 and _flows(name) else ():
            if o.low == o.high and o.approx == "exact" and o.scenario in ("actual", "estimate"):
                named[name, o.unit, o.counted, o.condition, o.area and o.area.name].append(o)
    for group in named.values():
        stretches: dict[Days, list[Observation]] = defaultdict(list)
        for o in group:
            days = _days(o)
            if days is not None:
                stretches[days].append(o)
        once = {days: found[0] for days, found in stretches.items() if len({o.low for o in found}) == 1}
        if len(once) == len(stretches) > 1:
            yield from _made_up(once)
            yield from _begun(once)


@lru_cache(4096)
def _flows(name: str) -> bool:
    """Does a figure of this name add up over time, and is it hardly the name of several things?"""
    folded = fold(name)
    flow = pattern("flow").search(folded) is not None and pattern("flow", "never").search(folded) is None
    return flow and len(folded.split()) >= _WORDS


def _days(o: Observation) -> Days | None:
    period = o.period
    if period is None or period.start is None or period.end is None:
        return None
    return _between(period.start, period.end)


@lru_cache(4096)
def _between(start: str, end: str) -> Days:
    return date.fromisoformat(start), date.fromisoformat(end)


def _made_up(once: dict[Days, Observation]) -> Iterator[Claim]:
    """Stretches that follow each other without a gap, against the one that holds just them."""
    for whole, total in once.items():
        inner = sorted(days for days in once if days != whole and whole[0] <= days[0] and days[1] <= whole[1])
        chain = _chain(inner, whole)
        if len(chain) > 1:
            relation = Relation("sum", quantity(total), tuple(quantity(once[days]) for days in chain))
            if relation.state() == "holds" or plausible(relation, exhaustive=True):
                yield Claim("parts_sum_to_total", relation, "stretches", certain=False)


def _chain(inner: Sequence[Days], whole: Days) -> list[Days]:
    chain: list[Days] = []
    begin = whole[0]
    for days in sorted(inner, key=lambda one: (one[0], one[1] - one[0])):
        if days[0] == begin:
            chain.append(days)
            begin = days[1] + _DAY
    return chain if begin == whole[1] + _DAY else []


def _begun(once: dict[Days, Observation]) -> Iterator[Claim]:
    """What the first months brought is a part of what more months did."""
    for short, less in once.items():
        for long, more in once.items():
            if short[0] == long[0] and short[1] < long[1] and less.low > 0 and more.low > 0:
                relation = Relation("at_most", quantity(more), (quantity(less),))
                near = relation.state() == "holds" or less.low <= 2 * more.low
                if near:
                    yield Claim("parts_sum_to_total", relation, "begun", certain=False)
