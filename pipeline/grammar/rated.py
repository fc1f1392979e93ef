"""A percentage told before its value: `cây chè đạt 96,5% kế hoạch với 1.158 ha`, `trạm đạt chuẩn đạt 80% với 12/15 trạm`.

Signals, in order: `với` ties the value to the percentage before it, with nothing between but what that is a percentage of;
the percentage names its subject itself, the value does not.
Never: ties figures over a comma, or to a percentage that compares what was told before it.
"""

from __future__ import annotations

import re

from pipeline.frozen import replace
from pipeline.grammar import names
from pipeline.grammar.names import Name
from pipeline.grammar.passives import told
from pipeline.grammar.said import State, Statement
from pipeline.grammar.standing import CLASSIFIERS, MONEY, halves

_TIED = re.compile(
    r"(?: tổng (?:đàn|số|diện tích)\b[^;:.()\d]{0,50}|[^,;:.()\d]{0,60})\bvới\s+(?:\w+ )?", re.IGNORECASE
)
_OF_ALL = re.compile(r" tổng (?:đàn|số|diện tích)\b", re.IGNORECASE)
_BECAUSE = re.compile(r"\s+(?:do|vì|bởi)\s")
_RATE = re.compile(r"\b(?:tỷ lệ|tỉ lệ|tỷ trọng|chiếm)\b", re.IGNORECASE)


def tied_to_rate(s: State, said: Statement) -> Statement:
    """The value by the name of the percentage it is tied to; that percentage, in `s.out`, by the value's full name."""
    rate = s.out[-1] if s.out else None
    if rate is None or rate.unit != "%" or said.measure != "level" or said.unit == "%" or rate.rule == "compared":
        return said
    if rate.measure not in ("ratio", "share") or said.quantity.part == "whole":
        return said
    if not _TIED.fullmatch(s.words.text, rate.quantity.end, said.quantity.lead):
        return said
    before = s.words.text[s.segment : rate.quantity.lead]
    planned = any(x.measure == "ratio" and x.basis == "plan" for x in s.out[:-1])
    if rate.measure == "share" and said.unit in MONEY and planned and not _RATE.search(before):
        name = Name(thing=rate.name.thing)  # `… A đạt 17,2% dự toán với 860 triệu đồng; B đạt 26% với 1.300 triệu đồng`
        s.out[-1] = replace(rate, measure="ratio", basis="plan", name=name, indicator=told(name))
        return replace(said, name=name, indicator=told(name))
    if rate.measure == "share":
        if said.counted in CLASSIFIERS and said.quantity.part == "single" and said.rule == "linked_count":
            name = Name(thing=rate.name.thing)  # `học sinh bán trú chiếm 22,4% với 3.360 em`
            return replace(said, name=name, indicator=told(name))
        if said.quantity.part != "part" or _RATE.search(before):
            return said
        # `tiêm phòng … đạt 77,6% tổng đàn dê, cừu với 7.760/10.000 con`
        whole_told = _OF_ALL.match(s.words.text, rate.quantity.end)
        name = Name(thing=rate.name.thing) if whole_told else _once(said.name)
        s.out[-1] = replace(rate, measure="ratio", basis="total", name=name, indicator=told(name))
        return replace(said, name=name, indicator=told(name))
    of_reason = _BECAUSE.match(s.words.text, said.quantity.end) is not None
    if rate.basis != "plan" or (said.rule not in ("linked_count", "inherited", "other_measure") and not of_reason):
        return said
    name = rate.name
    head = names.default_head(said.unit)
    if head and not halves(name)[0]:
        name = Name(head, names.within(f"{name.thing} {name.verb}".strip()))  # `cây chè` -> `Diện tích cây chè`
    s.out[-1] = replace(rate, name=name, indicator=told(name))
    return replace(said, name=name, indicator=told(name))


def _once(name: Name) -> Name:
    """`Số số trạm y tế đạt chuẩn`: the number said once"""
    doubled = name.head == "Số" and name.thing.lower().startswith("số ")
    return Name(name.head, name.thing[len("số ") :], name.verb) if doubled else name
