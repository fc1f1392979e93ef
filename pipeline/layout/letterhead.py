"""The header block of Nghị định 30/2020 (agency, national name, motto, number, place, date) in a text without boxes.

Signals in order: the wording of the national name, motto, number and date lines; the line that names the kind of
document (`BÁO CÁO`), which ends the block; capitals. Never: what the fields mean (segment reads them).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipeline.layout.signals import is_capitals

WINDOW = 30
"""Lines from the start among which the block may stand."""
_LONGEST = 140

_MOTTO = re.compile(
    r"CỘNG\s+H(?:ÒA|OÀ)\s+XÃ\s+HỘI\s+CHỦ\s+NGHĨA|ĐẢNG\s+CỘNG\s+SẢN\s+VIỆT\s+NAM|Độc\s*lập\s*[-–—.]\s*Tự\s*do",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"Số\s*[:.]?\s*[\d\s.…_]*\s*[-/–]\s*[A-ZĐƯ]", re.IGNORECASE)
_DATE = re.compile(r"[^:;]{0,40},?\s*ngày[\s\d.…_]*tháng[\s\d.…_]*năm[\s\d.…_]*$", re.IGNORECASE)
_KIND = re.compile(
    r"(?:BÁO CÁO|KẾ HOẠCH|TỜ TRÌNH|THÔNG BÁO|CHƯƠNG TRÌNH|NGHỊ QUYẾT|QUYẾT ĐỊNH|CHỈ THỊ|ĐỀ ÁN|PHƯƠNG ÁN|BIÊN BẢN"
    r"|HƯỚNG DẪN|CÔNG ĐIỆN|KẾT LUẬN)\b"
)


def is_signal(text: str) -> bool:
    """Is this line by its wording part of a header block?"""
    return bool(_MOTTO.search(text) or _NUMBER.match(text) or (_DATE.match(text) and len(text) < 80))


def is_kind(text: str) -> bool:
    """Does this line name the kind of document, alone or with its subject in capitals?"""
    return bool(_KIND.match(text)) and is_capitals(text)


def is_kind_alone(text: str) -> bool:
    """Is the kind of document all that this line says?"""
    return _KIND.fullmatch(text) is not None


def is_letterhead(cells: Iterable[str]) -> bool:
    """Is this grid a header block? Its cells have the motto or national name, or both number and date."""
    found = list(cells)
    has_number = any(_NUMBER.match(text) for text in found)
    has_date = any(_DATE.match(text) for text in found)
    return any(_MOTTO.search(text) for text in found) or (has_number and has_date)


def length(texts: Sequence[str]) -> int:
    """How many lines from the start are header block (0 where the text begins with its title or body)."""
    last_signal = -1
    for i, text in enumerate(texts[:WINDOW]):
        if is_kind(text):
            if last_signal >= 0 or all(is_capitals(above) for above in texts[:i]):
                return i
            return 0
        if len(text) > _LONGEST:
            break
        if is_signal(text):
            last_signal = i
    return last_signal + 1
