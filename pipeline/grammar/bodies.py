"""Counts of administrative units in a row of bodies: `UBND 14 xã, thị trấn`, `Hội Nông dân và 14 xã` say how many there are.

Signals: the counted unit; the body that stands right before the figure, or earlier in the same row.
Never: takes units that something was done to for the number of them all.
"""

from __future__ import annotations

import re

from pipeline.grammar.words import Words

_UNITS = re.compile(
    r"(?:xã|phường|thị trấn|thị xã|huyện|quận|thành phố|đặc khu)(?:, (?:xã|phường|thị trấn|thị xã))*", re.IGNORECASE
)
_BODIES = re.compile(
    r"\b(?:UBND|HĐND|Đảng ủy|MTTQ|Công an)\s+$"
    r"|\b(?:(?:các )?(?:phòng|sở), (?:ban|ngành)(?:, (?:ngành|đoàn thể))?|đoàn thể"
    r"|(?:Phòng|Ban|Hội|Sở|Bệnh viện|Trung tâm|Công an|Mặt trận|UBND)"
    r" (?!hành|hữu|chống|ngừa|cháy|học|khám|nghị|thi|thảo|thao|diễn|chợ)[^,;:.\d]{1,40})(?: và| cùng|,)\s+$"
)
"""a body is written with a capital where it has a name: `Hội Nông dân`, not `trật tự xã hội`, `Ban hành`"""


def counts_bodies(words: Words, noun: str, lead: int) -> bool:
    """Does the figure at `lead` say how many units, `noun`, there are in all?"""
    return _UNITS.fullmatch(noun) is not None and _BODIES.search(words.text, words.start, lead) is not None
