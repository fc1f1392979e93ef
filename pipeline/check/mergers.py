"""What a merged unit is made of, and what a number was raised to: totals whose parts stand in other clauses or sentences.

Problem: `sáp nhập xã Hòa Lạc (6.148 người) và xã Hòa Bình (5.207 người)` here, `sau sắp xếp, xã có 11.355 người` there;
`cấp mới 172 giấy, nâng tổng số giấy đã cấp từ 1.280 giấy lên 1.452 giấy`. Signals: words of a merger and parts told by
their own names; `từ … lên …` behind what was added. Never: a total far from its parts: other days, other borders.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipeline.check.lexicon import cues, pattern, says
from pipeline.check.passages import Figure, Passage, same_kind
from pipeline.check.relations import Claim, Relation
from pipeline.check.suggestions import looks_like_slip, slipped
from pipeline.grammar.letters import CAPITAL

_NEAR = Decimal("0.02")
"""How far a merged unit may be from its parts before we think of another day, or of other borders."""
_LATER = re.compile(r"(?<!\w)(?:cuối năm|đến nay|đến ngày|tính đến|hiện nay|hiện có|hiện tại)(?!\w)")
_BEHIND = re.compile(r"\s*(?:của|thuộc)?\s*(?:xã|phường|thị trấn|huyện|tỉnh)\s[^\W\d]")
_NAMED = re.compile(rf"[{CAPITAL}]\w*\s*(?:\(|có|với|:)?\s*$|[{CAPITAL}]\w*\s*\([^()]{{0,30}}$")
_RAISING = ("nâng", "đưa")
_RAISED = re.compile(r"(?<!\w)(?:nâng|đưa)(?!\w)[^.;]*(?<!\w)từ\s*$")
_TO = re.compile(r"^[^,.;]*(?<!\w)(?:lên|lên thành|thành)\s*$")
_ADDED = re.compile(r"(?<!\w)(?:mới|thêm|bổ sung|tăng thêm|phát triển)(?!\w)")


def in_document(places: Sequence[Passage], folded: str) -> Iterator[Claim]:
    """Each total of a merged unit against the parts that were told for it; each `từ … lên …` against what was added."""
    merged, raised = says(folded, cues("merger")), says(folded, _RAISING)
    parts: dict[str, list[Figure]] = defaultdict(list)
    wholes: list[Figure] = []
    for place in places:
        if raised and len(place.levels) > 1 and says(place.folded, _RAISING):
            yield from _raised(place)
        if merged and place.levels and says(place.folded, cues("merger")) and pattern("merger").search(place.folded):
            for figure in place.levels:
                if _is_of_a_part(place, figure):
                    parts[figure.o.unit].append(figure)
                elif pattern("merger", "of_whole").search(figure.lead):
                    wholes.append(figure)
    for whole in wholes:
        told = [f for f in parts[whole.o.unit] if same_kind(f.o, whole.o) and f.o.scenario != "plan"]
        if len(told) > 1:
            relation = Relation("sum", whole.q, tuple(f.q for f in told))
            if relation.state() == "holds" or (_LATER.search(whole.lead) is None and _contradicts(relation)):
                yield Claim("parts_sum_to_total", relation, "merger", certain=False)


def _is_of_a_part(place: Passage, figure: Figure) -> bool:
    """Is a figure told with a name of its own: `Hòa Lạc (6.148 người)`, `31,25 km2 của phường Đông Sơn`?"""
    before = place.text[max(0, figure.start - 60) : figure.start]
    return _NAMED.search(before) is not None or _BEHIND.match(place.text, figure.end) is not None


def _contradicts(relation: Relation) -> bool:
    expected = relation.expected().middle
    if expected is None or not relation.result.firm:
        return False
    apart = abs(expected - relation.result.value)
    slips = slipped(relation) or looks_like_slip(relation.result, relation.expected())
    return apart <= relation.result.value * _NEAR or (slips and apart <= relation.result.value / 10)


def _raised(place: Passage) -> Iterator[Claim]:
    """`cấp mới 172 giấy, nâng tổng số từ 1.280 giấy lên 1.452 giấy`: what was added makes the difference."""
    for i in range(2, len(place.figures)):
        added, before, now = place.figures[i - 2 : i + 1]
        if not _TO.match(now.lead) or not _RAISED.search(before.lead) or not _ADDED.search(added.label):
            continue
        alike = same_kind(before.o, now.o) and same_kind(added.o, now.o) and added.sentence == now.sentence
        if alike and added.counts_level and added.q.firm and now.q.firm:
            relation = Relation("sum", now.q, (before.q, added.q))
            apart = abs(before.o.low + added.o.low - now.o.low)
            if relation.state() == "holds" or (apart <= added.o.low and before.q.firm):
                yield Claim("parts_sum_to_total", relation, "raised", certain=False)
