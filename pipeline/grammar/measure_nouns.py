"""Measure nouns that do not open the subject: behind the thing (`cây ngô diện tích 120 ha`, `đường xã được xây dựng với
kinh phí 45 tỷ đồng`), or behind the figure (`quản lý 640 ha diện tích vườn đồi`).

Signals: the noun that the unit measures by default (`ha`: diện tích), or one that `với` ties to the clause.
Never: takes another noun for the unit's.
"""

from __future__ import annotations

import re

from pipeline.grammar import names
from pipeline.grammar.names import Name

_TIED = re.compile(
    r"(?P<thing>\S.*?),? (?:với|có) (?P<noun>(?:tổng )?"
    r"(?:kinh phí|số tiền|mức đầu tư|trị giá|giá trị|diện tích|chiều dài|doanh thu)\b.*)",
    re.IGNORECASE,
)


def measure_tied(phrase: str) -> Name | None:
    """`Đường xã được xây dựng với kinh phí 45 tỷ đồng`"""
    tied = _TIED.fullmatch(phrase)
    if tied is None or names.split_head(phrase)[0]:
        return None
    return Name(head=tied["noun"][:1].upper() + tied["noun"][1:], thing=names.within(tied["thing"]))


def measure_behind_figure(follow: str, verb: str, unit: str) -> Name | None:
    """`các tổ đội quản lý 640 ha diện tích vườn đồi`"""
    head, thing = names.split_head(follow)
    if not head or not thing or not verb or head.lower() != names.default_head(unit).lower():
        return None
    return Name(head=head[:1].upper() + head[1:], thing=thing, verb=verb)


def measure_behind_thing(phrase: str, unit: str) -> Name | None:
    """`đối với cây ngô năng suất đạt 45 tạ/ha`"""
    default = names.default_head(unit)
    thing, noun, kind = phrase.partition(f" {default.lower()}") if default else (phrase, "", "")
    if not noun or (kind and not kind.startswith(" ")) or names.split_head(thing)[0] or thing.endswith(" và"):
        return None
    return Name(head=default, thing=f"{kind.strip()} {names.within(names.trim(thing))}")
