"""What stands beside a project's name: its cost, sizes, money source, investor, place and progress.

Problem: `(38 tỷ đồng, vốn ngân sách Trung ương)`, `, mặt đường rộng 15m, tổng mức đầu tư 86,5 tỷ đồng`, `của Công ty X
tại Cụm công nghiệp Y`: in parentheses or after the name, in any order; some sums are about the project, not its cost.
Signals for the cost, in order: a sum after a cost word; a bare sum that opens the parentheses. A sum after `giải ngân`,
`kế hoạch vốn` or a money source is no cost.
Never: takes a sum that stands outside the item's own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import field

from pipeline.frozen import dataclass
from pipeline.grammar.project_words import StatusHit, alternatives, named_values, status_hits, words
from pipeline.grammar.quantities import Quantity
from pipeline.text import Span
from schemas.project import Status

_BRACKET = re.compile(r"[()]")
_MANAGED = re.compile(r"(?<!\w)do (?P<owner>[^,;:()]{2,80}?) làm chủ đầu tư(?!\w)")
_INVESTED = re.compile(r"(?<!\w)do (?P<owner>(?!nhân dân)[^,;:()]{2,80}?) (?:đầu tư|quản lý)(?!\w)")
_OWNER = re.compile(r"(?<!\w)(?:chủ đầu tư|nhà đầu tư|cđt)(?: là)? ?:? ?(?P<owner>[^,;:()]{2,80})")
_OF = re.compile(rf"(?<!\w)(?:của|do) (?P<owner>(?:{alternatives('owners')})(?!\w)[^,;:()]{{1,80}})")
_OWNER_END = re.compile(
    r" (?:tại|vào|với|có|làm|đầu tư|thực hiện|và (?:dự án|công trình|nhà|khu|trung tâm)|tổng|vốn|ở)(?!\w)"
)
_PLACE = re.compile(r"(?<!\w)(?:tại|vào|ở|thuộc địa bàn|trên địa bàn|trong) (?P<place>[^,;:()]{2,60})")
_SITE = re.compile(rf"(?:{alternatives('admin')}|cụm|khu|ccn|kcn)(?!\w)")
_PLACE_END = re.compile(
    r" (?:với|có|do|đã|đang|được|tổng|vốn|năm|để|và|là|của|từ|trong|gồm|trị giá|kinh phí|dài)(?!\w)"
)
_FUNDED = re.compile(
    rf"(?<!\w)(?:(?:chủ yếu )?(?:sử dụng|từ|bằng|thuộc) )?(?P<fund>(?:{alternatives('funds')})(?!\w)[^,;:()]{{0,60}})"
)
_FUND_END = re.compile(
    r" (?:để|đầu tư(?! công| phát triển)|với|cho|hỗ trợ|là|đã|được|năm|do|khoảng|trên|gần|bố trí|giao|và các|\d)(?!\w)?"
)
_WHOLE = r"(?! đầu tư| sự nghiệp| vay)"  # `vốn đầu tư công` is named so
_FUND_LEAD = re.compile(
    rf"^(?:nguồn vốn{_WHOLE}|nguồn kinh phí|nguồn|vốn{_WHOLE}|bằng nguồn|từ nguồn|từ vốn{_WHOLE}|từ) (?=\S)"
)
_OTHER_SUM = re.compile(rf"(?<!\w)(?:{alternatives('not_costs')})(?!\w)")
_SPENDING = re.compile(r"(?<!\w)(?:kế hoạch|giải ngân|tạm ứng|lũy kế|thanh toán)(?!\w)")
_WORKLOAD = re.compile(r"\s*\bkhối lượng\b")
_HELD_UP = re.compile(r"\bvướng (?:giải phóng )?mặt bằng\b")
_REACH = 40


@dataclass(slots=True)
class Details:
    """What the parentheses and the words after a name say. `cost_word` names the sum; `loose`: the cost stands outside
    parentheses; `figures` are further quantities that only the project explains, each with what it is called."""

    cost: Quantity | None = None
    cost_word: str = "kinh phí"
    loose: bool = False
    total: bool = False
    status: Status | None = None
    status_at: int = -1
    funding: str | None = None
    owner: str | None = None
    location: str | None = None
    figures: list[tuple[Quantity, str]] = field(default_factory=list)


def read_details(
    text: str, folded: str, spans: Sequence[tuple[int, int, bool]], quantities: Sequence[Quantity]
) -> Details:
    """The details in `spans` (start, end, whether in parentheses) of one item, in reading order."""
    found = Details()
    for start, end, enclosed in spans:
        inside = [q for q in quantities if start <= q.start < end]
        _sums(text, folded, start, end, enclosed, inside, found)
        found.funding = found.funding or funding_in(text, folded, start, end)
        named_only = enclosed and words("owners").match(folded, start, end) is not None
        found.owner = found.owner or (text[start:end] if named_only else owner_in(text, folded, start, end))
        if not enclosed:
            found.location = found.location or location_in(text, folded, start, end)
        hit = progress(folded, start, end) if found.status in (None, "implemented") else None
        if hit and (found.status is None or hit.firm):
            found.status, found.status_at = hit.status, hit.start
    return found


def progress(folded: str, start: int, end: int) -> StatusHit | None:
    """The first firm word of status, or the first of any."""
    hits = list(status_hits(folded, start, end))
    return next((h for h in hits if h.firm), hits[0] if hits else None)


def _sums(
    text: str, folded: str, start: int, end: int, enclosed: bool, quantities: Sequence[Quantity], found: Details
) -> None:
    cost_words, cost_names = named_values("costs")
    size_words, size_names = named_values("sizes")
    at = start
    for q in quantities:
        lead = max(at, q.lead - _REACH)
        before = folded[lead : q.lead]
        clause = max(before.rfind(c) for c in ",;()") + 1
        near = before[clause:]
        if q.unit == "VND":
            cost = _last(cost_words, near)
            other = _last(_OTHER_SUM, near)
            money = _last(words("funds"), near)
            said = cost is not None and (other is None or cost.start() >= other.start()) and cost_names[cost.group()]
            if said == "kinh phí" and money and money.end() > cost.end():  # type: ignore[union-attr]
                said = False
            opens = all(figure.unit == "count" for figure, _ in found.figures) and (
                enclosed or lead + clause <= start + 1
            )
            bare = opens and near.strip(" :") in ("", "là", "vốn", *_ABOUT)
            if found.cost is None and (said or bare):
                found.cost, found.cost_word, found.loose = q, said or "kinh phí", not enclosed
                found.total = "tổng" in near and "tổng mức" not in near
            elif (
                money and other is None and enclosed and (fund := text[lead + clause + money.start() : q.lead].strip())
            ):
                found.figures.append((q, fund if fund.lower().startswith("vốn") else f"vốn {fund}"))
        elif q.unit in ("km", "m", "m2", "ha") and (size := _last(size_words, near)):
            found.figures.append((q, size_names[size.group()] + " "))
        elif q.unit == "%" and (_WORKLOAD.match(folded, q.end, end) or _WORKLOAD.search(near)):
            found.figures.append((q, "Khối lượng "))
        elif q.unit == "count" and q.counted and (held := _HELD_UP.search(near)):
            found.figures.append((q, f"{q.counted.capitalize()} {held[0].strip()} "))
        elif q.unit == "count" and q.counted and enclosed and q.part == "single":
            found.figures.append((q, f"Số {q.counted} "))
        at = q.end
    funds = [(q, called) for q, called in found.figures if q.unit == "VND"]
    if enclosed and found.cost is None and len(funds) == 1:
        found.cost = funds[0][0]
        found.figures.remove(funds[0])


_ABOUT = ("dự kiến", "khoảng", "dự kiến khoảng", "ước", "ước tính")
"""what a cost is told with that is not yet settled"""


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    matches = list(pattern.finditer(text))
    return matches[-1] if matches else None


def owner_in(text: str, folded: str, start: int, end: int) -> str | None:
    """`Chủ đầu tư: X`, `do X làm chủ đầu tư`, `của Công ty X`."""
    for pattern in (_MANAGED, _OWNER, _OF, _INVESTED):
        for match in pattern.finditer(folded, start, end):
            a, b = match.span("owner")
            if pattern in (_OWNER, _OF) and (stop := _OWNER_END.search(folded, a, b)):
                b = stop.start()
            owner = text[a:b].strip(' .-–“”"…')
            if owner and not owner[0].isdigit():
                return owner
    return None


def location_in(text: str, folded: str, start: int, end: int) -> str | None:
    """A place with a proper name after `tại`, `vào`."""
    for match in _PLACE.finditer(folded, start, end):
        a, b = match.span("place")
        if stop := _PLACE_END.search(folded, a, b):
            b = stop.start()
        place = text[a:b].strip(" .-–…")
        located = text[a].isupper() or _SITE.match(folded, a, b)
        if located and re.search(r" [A-ZĐÀ-Ỹ0-9]", place):
            return place
    return None


def funding_in(text: str, folded: str, start: int, end: int) -> str | None:
    """The source of money, without `nguồn`, `vốn`: `ngân sách tỉnh`, `TW`, `xã hội hóa`."""
    sources: list[str] = []
    for match in _FUNDED.finditer(folded, start, end):
        a, b = match.span("fund")
        if _SPENDING.search(folded, a, b) or named_values("costs")[0].fullmatch(folded[a:b].strip()):
            continue
        while (lead := _FUND_LEAD.match(folded[a:b])) is not None:
            a += lead.end()
        if stop := _FUND_END.search(folded, a, b):
            b = stop.start()
        source = text[a:b].strip(" .-–…:")
        named = a + len("vốn ") if folded.startswith("vốn ", a) else a
        if source and words("fund_names").match(folded, named, b) and not source[0].isdigit():
            sources.append(source)
    return ", ".join(dict.fromkeys(sources)) or None


def parentheses(folded: str, start: int, end: int) -> Iterator[Span]:
    """The contents of the parentheses of `folded[start:end]`, outermost only; one never closed ends at `;` or `end`."""
    at = start
    while (opened := folded.find("(", at, end)) >= 0:
        depth, i = 0, end
        for bracket in _BRACKET.finditer(folded, opened, end):
            depth += 1 if bracket[0] == "(" else -1
            i = bracket.end()
            if not depth:
                break
        if depth:
            semicolon = folded.find(";", opened, end)
            i = semicolon if semicolon >= 0 else end
            yield opened + 1, i
        else:
            yield opened + 1, i - 1
        at = i
    return
