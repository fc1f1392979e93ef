"""A change against last year's figure, where the report states that figure elsewhere.

Problem: `Năm 2021 thu ngân sách đạt 81,2 tỷ đồng` in one sentence, `năm 2022 đạt 86,5 tỷ đồng, tăng 8,6% so với năm 2021` in
another. Signals: the name, unit and noun of the level that changed, a year before, for the same months.
Never: an error; a name that the report gives two values of that year; values of production, whose growth is told in
constant prices and their levels in current ones; a change that no slip explains and that is far from the computed one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from pipeline.check.passages import Figure, Passage
from pipeline.check.ratios import comparison_of, measured
from pipeline.check.relations import Claim
from pipeline.check.repeats import same_name
from pipeline.frozen import replace
from schemas.observation import Observation

_PRICED = re.compile(r"(?<!\w)(?:giá trị|grdp|gtsx|tổng sản phẩm|giá so sánh|giá hiện hành|tăng trưởng)(?!\w)")

_BUT = re.compile(r"(?<!\w)(?:loại trừ|trừ|không kể|không tính|chưa kể|nếu)(?!\w)")

Key = tuple[frozenset[str], str, str | None, int]


def in_document(places: Sequence[Passage]) -> Iterator[Claim]:
    """Each change against last year's level of its name, if one value of it is told."""
    moved = [
        (place, f) for place in places for f in place.compared if f.o.basis == "previous_year" and f.o.unit != "times"
    ]
    if not any(f.o.scenario == "previous" for place in places for f in place.levels) or not moved:
        return
    told: dict[Key, list[Figure]] = defaultdict(list)
    for place in places:
        for figure in place.levels:
            if figure.o.scenario == "previous" and (key := _key(figure.o, 0)) is not None:
                told[key].append(figure)
    once = {key: figures[0] for key, figures in told.items() if len({f.o.low for f in figures}) == 1}
    for place, change in moved:
        now = measured(place, change.index)
        key = _key(now.o, 1) if now is not None and now.o.scenario not in ("plan", "previous") else None
        before = once.get(key) if key is not None else None
        if now is None or before is None or not _same_months(now.o, before.o):
            continue
        if _BUT.search(change.lead) or not same_name(change.o.indicator) <= same_name(now.o.indicator):
            continue
        for claim in comparison_of(change, now, before, "earlier"):
            yield replace(claim, certain=False)


def _key(o: Observation, back: int) -> Key | None:
    if not isinstance(o.year, int) or o.measure != "level" or _PRICED.search(o.indicator.lower()):
        return None
    name = same_name(o.indicator)
    return (name, o.unit, o.counted, o.year - back) if len(name) > 1 else None


def _same_months(a: Observation, b: Observation) -> bool:
    """Nine months against nine months; what says nothing of months is of the report's own stretch."""
    if a.period is None or b.period is None:
        return a.period is None and b.period is None
    days = [(one.start or "")[4:] + (one.end or "")[4:] for one in (a.period, b.period)]
    return days[0] == days[1]
