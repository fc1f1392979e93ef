"""Is a document marked as a state secret? Then nothing of it may be kept.

Signal: the stamp of secrecy on a line or in a cell of its own, in capitals (`MẬT`, `TỐI MẬT`, `TUYỆT MẬT`), or the
field `Độ mật: …`. Never: the words inside a sentence (`bí mật`, `mật ong`), urgency (`HỎA TỐC`), `LƯU HÀNH NỘI BỘ`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_STAMP = re.compile(r"[\W_]*(?:TUYỆT|TỐI)?\s*M\s*Ậ\s*T[\W_]*")
_FIELD = re.compile(r"\W*Độ\s+mật\s*:\s*(?:tuyệt\s+|tối\s+)?mật\W*", re.IGNORECASE)


def is_secret(lines: Iterable[str]) -> bool:
    """Does one of `lines` (or cells) carry a stamp of secrecy?"""
    return any(
        "M" in line.upper() and (_STAMP.fullmatch(line) or _FIELD.fullmatch(line)) for line in lines if len(line) < 40
    )
