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
_UNIT = r"\d+ (?:xã|phường|thị trấn|thị xã|huyện|quận|thành phố|đặc khu)"
_BESIDE = re.compile(rf"{_UNIT}, $")
_ONLY_UNITS = re.compile(rf"\({_UNIT}(?:(?:, | và ){_UNIT})*\)")
_TOLD_BEFORE = re.compile(r"\d[\d.,]* (?:đơn vị|xã|huyện|địa phương|phường|cơ quan|UBND)\b[^,;]*$", re.IGNORECASE)
"""a body is written with a capital where it has a name: `Hội Nông dân`, not `trật tự xã hội`, `Ban hành`"""


def counts_bodies(words: Words, noun: str, lead: int) -> bool:
    """Does the figure at `lead` say how many units, `noun`, there are in all? So does one beside such a figure (`Hội Phụ nữ
    và 07 huyện, 02 thị xã`), and one of a parenthesis that tells nothing else (`thu quỹ cấp xã (11 phường, 02 xã) 1,2 tỷ`)."""
    if _UNITS.fullmatch(noun) is None:
        return False
    alone = next((m for m in _ONLY_UNITS.finditer(words.text) if m.start() < lead < m.end()), None)
    if alone is not None and not _TOLD_BEFORE.search(words.text, max(words.start, alone.start() - 60), alone.start()):
        return True
    if (beside := _BESIDE.search(words.text, words.start, lead)) is not None:
        lead = beside.start()
    return _UNITS.fullmatch(noun) is not None and _BODIES.search(words.text, words.start, lead) is not None
