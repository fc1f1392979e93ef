"""Names of money that a plan gives or a budget takes in and spends: `Kế hoạch vốn`, `Thu phí tham quan`, `Vốn làm kè`.

Signals, in order: the item's label (`Phí tham quan: tính đến 10/11 thu 4,1 tỷ đồng`), for its plan, what was taken in or spent
of it, or what else was done with it; the plan as the object of who gave it (`huyện được giao kế hoạch vốn 320 tỷ đồng`).
Never: names money that has a subject of its own.
"""

from __future__ import annotations

import re

from pipeline.grammar import names
from pipeline.grammar.belonging import telling_label
from pipeline.grammar.names import Name
from pipeline.grammar.standing import MONEY, Figure, Standing, split

_PLAN = re.compile(r"(?:kế hoạch|kh|dự toán|chỉ tiêu)(?: vốn)?(?: được| đã)?(?: giao| phân bổ)?", re.IGNORECASE)
_FUNDS = re.compile(r"(?:nguồn |các )*(?:vốn|nguồn|kinh phí|ngân sách|nstw|nsđp|ns)\b", re.IGNORECASE)
_TAKEN_OR_SPENT = re.compile(r"(?:tổng |số )*(?:thu|chi)\b", re.IGNORECASE)
_GIVEN = re.compile(
    r"^.*\b(?:giao|phân bổ|bố trí|nhận|phê duyệt|thông báo)"
    r" (?=(?:tổng )?(?:kế hoạch vốn|kế hoạch (?:đầu tư|thu|chi)|dự toán)\b)",
    re.IGNORECASE,
)


def of_label(phrase: str, verb: str, f: Figure, s: Standing) -> Name | None:
    """`Vốn làm kè: kế hoạch 12,3 tỷ đồng, đã chi 10,2 tỷ đồng`: the plan, and what was done with it, of the label"""
    if f.unit not in MONEY or f.measure != "level" or not s.label:
        return None
    label = telling_label(s.label) or (s.label if verb == "chi" else "")  # `Sự nghiệp giáo dục: chi 12 tỷ đồng`
    if not label:
        return None
    done = not phrase and not f.follow
    if _TAKEN_OR_SPENT.match(label):
        planned_or_done = _PLAN.fullmatch(f.core) or (verb in ("thu", "chi") and done)
        return Name(thing=label) if planned_or_done else None
    if verb in ("thu", "chi") and done and not _FUNDS.match(label):
        return Name(head=verb.capitalize(), thing=names.within(label))
    if _PLAN.fullmatch(f.core):
        return Name(head="Kế hoạch", thing=names.within(label) if _FUNDS.match(label) else f"vốn {names.within(label)}")
    if verb and done and _FUNDS.match(label):
        return Name(head=verb[:1].upper() + verb[1:], thing=names.within(label))
    return None


def plan_given(phrase: str, f: Figure) -> Name | None:
    """`huyện được giao kế hoạch vốn 320 tỷ đồng`"""
    given = _GIVEN.match(phrase) if f.unit in MONEY and f.measure == "level" else None
    return split(Name(thing=phrase[given.end() :])) if given is not None else None
