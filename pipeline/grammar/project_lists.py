"""A list of works as items: where one ends and the next begins, and what stands with each.

Problem: semicolons separate items or open a new clause; commas separate items only where semicolons do not.
Signals, in order: the stated count of the list decides between the two readings; where at least two parts between
semicolons are items, commas do not separate, except between houses in several places and roads with the same head;
what a part between commas is: `grammar.project_parts`.
Never: reads on behind a part that is no item, or takes a sum behind the last of several names for the last one's cost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import field

from pipeline.frozen import dataclass
from pipeline.grammar.project_details import Details, parentheses, progress, read_details
from pipeline.grammar.project_names import Lead, is_proper_only, name_end, read_lead, restored, shared_head, trim_end
from pipeline.grammar.project_parts import Part, Reading, head_after, is_admin, mask, read_parts, split
from pipeline.grammar.project_words import head_pattern, words
from pipeline.text import Span

_ELLIPSIS = re.compile(r"\.\.\.|…")
_PART_OF_NAME = re.compile(
    r"(?:giai đoạn|gđ|đoạn|khu|cơ sở|điểm|phía|tuyến|nhánh|số|hạng mục|lô|phân khu|đợt|km|từ|kể cả|cũ|mới)"
)
_MIN_LETTERS = 4
_QUOTES = '“”"'


@dataclass(slots=True)
class Item:
    """One item: `name` stands at `start:end` (less an elided head), everything about it before `until`."""

    start: int
    end: int
    until: int
    name: str
    lead: Lead
    elided: bool
    details: Details = field(default_factory=Details)

    @property
    def headed(self) -> bool:
        return self.elided or self.lead.head > self.lead.built or self.lead.name > self.lead.start

    @property
    def named(self) -> bool:
        return self.elided or (self.lead.proper is not None and self.lead.proper < self.end)


@dataclass(frozen=True, slots=True)
class ItemList:
    """The items, where the list stopped, and the head that a following list may leave out."""

    items: list[Item]
    end: int
    head: str


def read_list(
    reading: Reading, start: int, end: int, *, listed: bool, count: int | None = None, head: str = ""
) -> ItemList:
    """The list of works that begins at `start` and ends before `end`. `listed`: the text presents it as a list of
    works, so that items without a head or a proper part count; `head`: shared with the list before."""
    flat = mask(reading.folded, start, end)
    if ellipsis := _ELLIPSIS.search(flat, start):
        end = ellipsis.start()
        flat = flat[:end]
    segments = list(split(flat, re.compile(";"), start, end))
    by_comma = _grouped(reading, list(read_parts(reading, flat, *segments[0], listed, head)))
    by_semicolon = _by_semicolon(reading, flat, segments, listed, head) if len(segments) > 1 else []
    chosen, separated = by_comma, False
    if len(by_semicolon) > 1 and (count is None or len(by_comma) != count or len(by_semicolon) == count):
        chosen, separated = by_semicolon, True
    items = list(_items(reading, chosen, head, separated, listed))
    _settle_totals(items, separated)
    stop = items[-1].until if items else start
    first = next((shared_head(reading.text, item.lead) for item in items if not item.elided), "")
    return ItemList(items, stop, first or head)


def _by_semicolon(reading: Reading, flat: str, segments: list[Span], listed: bool, head: str) -> list[list[Part]]:
    groups: list[list[Part]] = []
    for a, b in segments:
        parts = list(read_parts(reading, flat, a, b, listed, head))
        if not parts or parts[0].kind != "item":
            break
        if len(parts) > 1 and _streets(reading, parts):
            groups += _grouped(reading, parts)
        else:
            groups += _held_together(reading, parts)
        if lead := parts[0].lead:
            head = head_after(reading.text, lead, head)
    return groups


def _held_together(reading: Reading, parts: list[Part]) -> list[list[Part]]:
    """The parts as one item, but `Nhà văn hóa thôn 1, thôn 2` as two: a house stands in one place only."""
    groups: list[list[Part]] = []
    for part in parts:
        if part.kind == "end":
            break
        place = part.kind == "item" and is_admin(reading.folded, part.start, part.end)
        if not groups or (place and parts[0].lead and parts[0].lead.kind == "house"):
            groups.append([part])
        else:
            groups[-1].append(Part("join", part.start, part.end) if part.kind == "item" else part)
    return groups


def _streets(reading: Reading, parts: list[Part]) -> bool:
    """`Đường A, Đường B; Cầu C`: commas separate after all, where each part opens with the same printed head."""
    opened = [
        head_pattern().match(reading.folded, p.lead.renew, p.end) if p.lead else None for p in parts if p.kind == "item"
    ]
    first = opened[0]
    same = all(m is not None and first is not None and m.group() == first.group() for m in opened)
    return same and len(opened) > 1 and all(reading.text[p.start].isupper() for p in parts if p.kind == "item")


def _grouped(reading: Reading, parts: list[Part]) -> list[list[Part]]:
    """Each item with the parts that belong to it."""
    groups: list[list[Part]] = []
    for part in parts:
        if part.kind == "end":
            break
        if part.kind == "item":
            groups.append([part])
        elif groups:
            groups[-1].append(part)
        else:
            break
    return groups


def _items(reading: Reading, groups: list[list[Part]], head: str, separated: bool, listed: bool) -> Iterator[Item]:
    text, folded = reading.text, reading.folded
    kind = None
    for group in groups:
        first = group[0]
        until = group[-1].end
        lead = first.lead or read_lead(text, folded, first.start, first.end)
        reach = first.end
        for part in group[1:]:
            if part.kind not in ("place", "join"):
                break
            reach = part.end
        end, spans = _extent(reading, lead, reach, until)
        start = lead.name if listed else lead.built
        elided = False
        bare = lead.head == lead.name or is_admin(folded, lead.name, end)
        if head and bare and is_proper_only(text, folded, lead.name, end, head):
            elided = kind != "house" or len(groups) > 2 or separated
        start, end = _inside(text, start, end)
        name = text[start:end]
        if sum(c.isalpha() for c in name) < _MIN_LETTERS and not elided:
            continue
        if elided:
            name = restored(head, name)
        else:
            own = shared_head(text, lead)
            head, kind = own or head, lead.last if own else kind
            name = _with_level(name, folded[start:end], head)
        name = " ".join(name.split())
        item = Item(start, end, until=until, name=name, lead=lead, elided=elided)
        item.details = read_details(text, folded, spans, reading.quantities)
        yield item


def _inside(text: str, start: int, end: int) -> Span:
    """Without white space, and without quotes that hold the whole name or nothing of it."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    opened = sum(text[start:end].count(c) for c in _QUOTES)
    if opened % 2 and text[end - 1] in _QUOTES:
        end -= 1
    return start, end


def _with_level(name: str, folded: str, head: str) -> str:
    """`Tiểu học Tân Mỹ` after a school is `Trường Tiểu học Tân Mỹ`."""
    if head.lower().startswith("trường") and words("levels").match(folded):
        return f"Trường {name}"
    return name


def _extent(reading: Reading, lead: Lead, reach: int, until: int) -> tuple[int, list[tuple[int, int, bool]]]:
    """Where the name ends, and the spans of its details behind it."""
    text, folded = reading.text, reading.folded
    flat = mask(folded, lead.start, until)
    end = name_end(text, flat, lead, _before_sums(reading, lead, reach))
    spans: list[tuple[int, int, bool]] = []
    shut = False
    outside = end
    for a, b in parentheses(folded, lead.start, until):
        if a - 1 >= end and (shut or text[end : a - 1].strip()):
            shut = True
        if not shut and _belongs(reading, a, b):
            end = max(end, min(b + 1, until))
            outside = end
            continue
        if a - 1 < end:
            end = trim_end(text, lead.start, a - 1)
            outside = end
        shut = True
        if outside < a - 1:
            spans.append((outside, a - 1, False))
        spans.append((a, b, True))
        outside = min(b + 1, until)
    if outside < until:
        spans.append((outside, until, False))
    return end, spans


def _before_sums(reading: Reading, lead: Lead, reach: int) -> int:
    """`vỉa hè đường Trần Phú 4,5 tỷ đồng`: a measured figure behind the proper part is no part of the name."""
    for q in reading.quantities:
        behind = lead.proper is not None and lead.proper < q.start < reach and q.unit not in (None, "count", "%")
        if behind and not any(a <= q.start < b for a, b in parentheses(reading.folded, lead.start, reach)):
            return q.lead
    return reach


def _belongs(reading: Reading, start: int, end: int) -> bool:
    """Are the words in parentheses part of the name (`giai đoạn 2`, `đoạn Km0 - Km3`), not details?"""
    folded = reading.folded
    if any(start <= q.start < end and q.unit not in (None, "count") for q in reading.quantities):
        return False
    if end - start > 60 or progress(folded, start, end) is not None:
        return False
    if (
        words("funds").search(folded, start, end)
        or words("owners").match(folded, start, end)
        or ";" in folded[start:end]
    ):
        return False
    return _PART_OF_NAME.match(folded, start, end) is not None or reading.text[start : start + 1].isupper()


def _settle_totals(items: list[Item], separated: bool) -> None:
    """A sum behind the last of several items is the list's total, unless the others have theirs behind the name too."""
    if len(items) < 2:
        return
    last = items[-1].details
    others = [item.details for item in items[:-1]]
    shared = last.total or not (separated or any(d.cost is not None for d in others))
    if last.loose and shared and not any(d.loose for d in others):
        last.cost = None
    behind = last.status_at >= items[-1].end and not separated
    if behind and all(d.status is None for d in others):
        for details in others:
            details.status = last.status
