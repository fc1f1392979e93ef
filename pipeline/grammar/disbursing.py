"""How disbursements are named: `giải ngân 1.920 tỷ đồng`, of which capital or work, and the plan they are held against.

Signals, in order: the capital or work the sentence has just named; the item's topic; the investment capital that the
report speaks of. Capital follows the word (`Giải ngân vốn ngân sách tỉnh`), a work precedes it (`Cầu Vực Sành giải ngân`).
Never: takes a disbursement for the plan, or the plan for a disbursement.
"""

from __future__ import annotations

import re

from pipeline.grammar import names
from pipeline.grammar.names import Name
from pipeline.lexicon.function_words import naming_words

DISBURSED = "Giải ngân"
_CAPITAL = re.compile(
    r"(?:tổng |số )*(?:kế hoạch vốn|kh vốn|khv|(?:nguồn )?vốn|nguồn|ngân sách|kinh phí|ns\w*)\b", re.IGNORECASE
)
_COST = re.compile(r"(?i:tổng mức đầu tư|tmđt|tổng vốn đầu tư|kinh phí) (?=\w.*[A-ZĐ]|[A-ZĐ])")
_PLANNED = re.compile(r"\b(?:dự toán|kế hoạch|chỉ tiêu)(?: giao)? ", re.IGNORECASE)
_GIVEN = re.compile(
    rf"(?: được| đã)?(?: (?:{naming_words('giver')})(?: (?:nhân dân|tỉnh|huyện|thành phố|thị xã|xã))*)?(?: được| đã)? giao$",
    re.IGNORECASE,
)
_GRANTED = re.compile(r"(?: được| đã)* (?:giao|phân bổ|cấp)$", re.IGNORECASE)
_BARE = re.compile(r"(?:tỷ lệ |tỉ lệ |tổng |ước |giá trị |số |kết quả )*giải ngân(?: thêm| đạt| được)*$", re.IGNORECASE)


def disburses(name: Name) -> bool:
    return name.head == DISBURSED or "giải ngân" in name.verb


def work_of(name: Name) -> str:
    """The work that a cost is the cost of: `Cầu Bạch Đàn 2` of `Tổng mức đầu tư Cầu Bạch Đàn 2`."""
    cost = _COST.match(name.text)
    return name.text[cost.end() :] if cost is not None else ""


def disbursable(name: Name) -> bool:
    """Is it capital, or a thing that has some? No revenue, expenditure or other measure is disbursed."""
    return _CAPITAL.match(name.text) is not None or not (name.head or names.split_head(name.text)[0])


def disbursement(of: str, verb: str = "giải ngân") -> Name:
    """The name of what was disbursed of `of`, a capital or a work."""
    of = _GRANTED.sub("", of)
    if _CAPITAL.match(of):
        return Name(head=DISBURSED, thing=of if of[:2].isupper() else of[:1].lower() + of[1:])
    return Name(thing=of, verb=verb)


def with_capital(name: Name, capital: str) -> Name:
    """A disbursement that names no object is of the report's investment capital."""
    said = name.text
    of = capital if capital[:2].isupper() else capital[:1].lower() + capital[1:]
    return Name(thing=f"{said} {of}") if of and _BARE.match(said) else name


def executed(name: Name) -> Name:
    """What was done of a plan: `Dự toán chi y tế` -> `Chi y tế`."""
    planned = _GIVEN.sub("", name.text)
    said = _PLANNED.sub("", planned, count=1) if len(planned.split()) > 1 else planned
    return Name(thing=said, verb="" if " " in said else "thực hiện") if said else name


def of_plan(name: Name) -> Name:
    """What a disbursed sum is held against: `Cầu Vực Sành giải ngân` -> `Cầu Vực Sành kế hoạch vốn`."""
    if name.head == DISBURSED:
        planned = names.says(name.thing, "kế hoạch") or names.says(name.thing, "KH")
        return Name(head="" if planned else "Kế hoạch", thing=name.thing)
    if _CAPITAL.match(f"{name.head} {name.thing}".strip()):
        return Name(name.head, name.thing, name.verb.replace("giải ngân", "").strip())
    return Name(name.head, name.thing, name.verb.replace("giải ngân", "kế hoạch vốn"))
