"""What stands between two commas of a list of works: an item, its place, an attribute, more of the name, or the end.

Problem: commas separate items, stand within a name, and set off attributes.
Signals, in order: parentheses and quotes hold together; a head of works of its own; nothing but a proper part after a
shared head; place words; attribute words in small letters; words that open another subject.
Never: splits at `và` where the left side has no proper part yet, or at a comma between two verbs of one name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from pipeline.frozen import dataclass
from pipeline.grammar.project_details import parentheses, progress
from pipeline.grammar.project_names import Lead, begin, is_definite, is_proper_only, name_end, read_lead, shared_head
from pipeline.grammar.project_words import alternatives, head_pattern, heads, named_values, pattern, words
from pipeline.grammar.quantities import Quantity
from pipeline.text import Span

PartKind = Literal["item", "place", "attribute", "join", "end"]
_HIDDEN = "\x00"
_QUOTED = re.compile(r"\"[^\"]{1,200}\"")
_COMMA = re.compile(r",(?!\d)(?: và(?= ))?")
_AND = re.compile(r" (?:và|cùng với) ")
_BETWEEN = re.compile(r"(?<!\w)(?:giữa|nối|từ)(?!\w)")
_ATTRIBUTE = re.compile(
    rf"(?:{alternatives('stop')}|{alternatives('funds')}|{alternatives('not_costs')}|{alternatives('attributes')})(?!\w)"
)
_TO_SUM = re.compile(rf"[ ,(]*(?:với |có )?(?:{named_values('costs')[0].pattern})?[ :]*(?:là |khoảng |dự kiến )*")
_HEAD_WORDS = 4


@dataclass(frozen=True, slots=True)
class Reading:
    """A paragraph to be read: its text, the folded text (same offsets) and the quantities in it."""

    text: str
    folded: str
    quantities: Sequence[Quantity]


@dataclass(frozen=True, slots=True)
class Part:
    kind: PartKind
    start: int
    end: int
    lead: Lead | None = None


def mask(folded: str, start: int, end: int) -> str:
    """`folded[:end]` with everything before `start`, in parentheses and in quotes hidden; same offsets."""
    flat = _HIDDEN * start + folded[start:end]
    for a, b in parentheses(folded, start, end):
        behind = min(b + 1, end)
        flat = flat[: a - 1] + _HIDDEN * (behind - a + 1) + flat[behind:]
    return _QUOTED.sub(lambda m: '"' + _HIDDEN * (len(m.group()) - 2) + '"', flat)


def split(flat: str, separator: re.Pattern[str], start: int, end: int) -> Iterator[Span]:
    at = start
    for match in separator.finditer(flat, start, end):
        if _verbs_at(flat, at, match):
            continue
        yield at, match.start()
        at = match.end()
    yield at, end


def _verbs_at(flat: str, start: int, comma: re.Match[str]) -> bool:
    """`Cải tạo, nâng cấp đường …`: the comma stands between two verbs of one name."""
    after = comma.end() + (flat[comma.end() : comma.end() + 1] == " ")
    before = flat[max(start, comma.start() - 16) : comma.start()]
    return any(m.end() == len(before) for m in words("renew").finditer(before)) and bool(
        words("renew").match(flat, after)
    )


def read_parts(reading: Reading, flat: str, start: int, end: int, listed: bool, head: str) -> Iterator[Part]:
    """The parts between commas and splitting `và`, each with what it is, up to the one that ends the list."""
    previous: Lead | None = None
    for a, b in split(flat, _COMMA, start, end):
        for c, d in _at_and(reading, flat, a, b, listed, head, previous):
            part = _part(reading, flat, c, d, previous, listed, head)
            if part.kind == "item" and part.lead:
                previous = part.lead
                head = head_after(reading.text, part.lead, head)
            yield part
            if part.kind == "end":
                return


def _at_and(
    reading: Reading, flat: str, start: int, end: int, listed: bool, head: str, previous: Lead | None
) -> list[Span]:
    for match in _AND.finditer(flat, start, end):
        left = read_lead(reading.text, flat, start, match.start())
        first = begin(reading.text, start, match.start())
        summed = listed and left.head > left.renew and has_own_sum(reading, flat, left, match.start())
        joined = (
            summed
            or left.proper is not None
            or (bool(head) and is_proper_only(reading.text, flat, first, match.start(), head))
        )
        if not joined or _BETWEEN.search(flat, start, match.start()):
            continue
        own = head if head and is_admin(flat, first, match.start()) else shared_head(reading.text, left) or head
        right = _part(reading, flat, match.end(), end, left, listed, own)
        if right.kind == "item" and (right.lead is None or right.lead.proper is not None or not previous):
            following = _at_and(reading, flat, match.end(), end, listed, own, left)
            return [(start, match.start()), *following]
    return [(start, end)]


def _part(reading: Reading, flat: str, start: int, end: int, previous: Lead | None, listed: bool, head: str) -> Part:
    """What the words `start:end` are, seen from the items before."""
    text = reading.text
    at = begin(text, start, end)
    while at < end and flat[at] in ' \x00"' and flat[at] != '"':
        at += 1
    if at >= end or not any(c.isalnum() for c in flat[at:end]):
        quoted = at < end and '"' in flat[at:end]
        return (
            Part("item", at, end, read_lead(text, flat, at, end))
            if quoted and listed
            else Part("attribute", start, end)
        )
    word = head_pattern().match(flat, at, end)
    own = word is not None and heads()[word.group()] != "place" and not words("not_works").match(flat, at, end)
    if is_admin(flat, at, end):
        if not own and previous is not None:
            bare = previous.head == previous.name
            shares = bool(head) and (bare or text[at].islower()) and is_proper_only(text, flat, at, end, head)
            return Part("item" if shares else "place", at, end, read_lead(text, flat, at, end) if shares else None)
        if not own and not (head or word):
            return Part("end", start, end)
    if text[at].isdigit():
        return _numeric(reading, flat, at, end, previous, listed)
    if text[at].islower() and not own and _ATTRIBUTE.match(flat, at, end):
        return Part("end" if _governs_another(reading, flat, at, end) else "attribute", at, end)
    refused = words("refused").match(flat, at, end)
    lead = read_lead(text, flat, at, end)
    headed = lead.head > lead.renew or lead.renew > lead.built or lead.name > lead.start
    if refused and not (word and word.end() > refused.end()) and not (headed and lead.renew >= refused.end()):
        hit = progress(reading.folded, at, end)
        return Part("attribute" if hit and hit.start == at and previous else "end", at, end)
    return _worded(reading, flat, at, end, lead, headed, own, previous, listed, head)


def _is_long(flat: str, lead: Lead, at: int) -> bool:
    """Is the item before `at` a name by its length (`sân bê tông trường tiểu học`), not a head waiting for its name?"""
    return len(flat[lead.name : at].split()) > _HEAD_WORDS


def _governs_another(reading: Reading, flat: str, at: int, end: int) -> bool:
    """`…, hoàn thành Bệnh viện Sản - Nhi tỉnh`: a verb of its own opens the next statement."""
    hit = progress(flat, at, end)
    if hit is None or hit.start > at + len("tiếp tục "):
        return False
    lead = read_lead(reading.text, flat, hit.end, end)
    return lead.head > lead.renew and lead.proper is not None


def _numeric(reading: Reading, flat: str, at: int, end: int, previous: Lead | None, listed: bool) -> Part:
    """`kênh cấp 1, 2` goes on; `02 phòng học Trường Mầm non Hoa Mai` is an item; other numbers are measures."""
    if re.match(r"\d+[a-zđ]?(?: ?$| (?:thuộc|của|tại|và) )", flat[at:end]):
        return Part("join", at, end)
    number = re.compile(r"\d+ ").match(flat, at, end)
    if number and listed and (head := head_pattern().match(flat, number.end(), end)):
        lead = read_lead(reading.text, flat, number.end(), end)
        if lead.proper is not None and head:
            return Part("item", at, end, Lead(at, at, at, at, lead.head, lead.proper, lead.kind, lead.last))
    return Part("attribute" if previous else "end", at, end)


def _worded(
    reading: Reading, flat: str, at: int, end: int, lead: Lead, headed: bool, own: bool, previous: Lead | None,
    listed: bool, head: str,
) -> Part:  # fmt: skip
    text = reading.text
    capital = text[at].isupper() or text[at] in "“\"'"
    open_before = (
        previous is not None and previous.proper is None and not (listed and own and _is_long(flat, previous, at))
    )
    if not headed and (head and is_proper_only(text, flat, at, name_end(text, flat, lead, end), head)):
        return Part("item", at, end, lead)
    if headed and lead.proper is not None:
        return Part("join" if open_before and not capital and lead.name == lead.start else "item", at, end, lead)
    if open_before and not capital:
        return Part("join", at, end)
    if headed and has_own_sum(reading, flat, lead, end):
        return Part("item", at, end, lead)
    if listed and (capital or (own and previous is None)):
        return Part("item", at, end, lead)
    if listed and own and previous is not None and not previous.proper:
        return Part("item", at, end, lead)
    if previous is not None and progress(reading.folded, at, end) is not None:
        return Part("attribute", at, end)
    return Part("end", at, end)


def has_own_sum(reading: Reading, flat: str, lead: Lead, end: int) -> bool:
    """`Trạm Y tế phường (8,5 tỷ đồng)`: without a proper part, but the only one of its kind and with its own sum."""
    hidden = flat.find("\x00", lead.head, end)
    end = hidden if hidden >= 0 else end
    if not is_definite(reading.text, flat, lead, end):
        return False
    stop = name_end(reading.text, flat, lead, end)
    return any(
        q.unit == "VND" and q.start > stop and _TO_SUM.fullmatch(reading.folded, stop, q.lead)
        for q in reading.quantities
    )


def is_admin(folded: str, start: int, end: int) -> bool:
    return pattern("admin").match(folded, start, end) is not None


def head_after(text: str, lead: Lead, head: str) -> str:
    """The head that the items behind this one may leave out: its own, unless it left it out itself."""
    return head if head and lead.kind in (None, "place") else shared_head(text, lead) or head
