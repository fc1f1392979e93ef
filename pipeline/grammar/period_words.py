"""Dates, years and terms within the words of a name, which are no part of it.

Never: looks at words that have none of their beginnings, for most have not.
"""

from __future__ import annotations

import re
from functools import lru_cache

_PERIOD_WORDS = re.compile(
    r"(?:,?\s*|^)(?:trong |của |đến |tính đến |vào |(?:tại |đến )?thời điểm )?"
    r"(?:(?:ngày|tháng|quý|năm|giai đoạn|nhiệm kỳ) (?:\d|[IVX]+\b)[\d/.\-–IVX]*(?: [-–] (?:19|20)\d\d(?![\d.,]))?"
    r"(?: (?:tháng|năm) \d+[\d/.\-–]*)*"
    r"|(?:19|20)\d\d ?[-–/] ?(?:19|20)\d\d(?!\d)|\d+ tháng (?:đầu |cuối )?năm(?: \d{4}| nay)?"
    r"|(?:hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|mười một) tháng (?:đầu |cuối )năm(?: \d{4}| nay)?"
    r"|(?<![\w.,])\d{1,2} tháng(?=$| của )"
    r"|thời gian chỉnh lý(?: quyết toán| ngân sách)?"
    r"|(?:đến|từ|trước) \d{1,2}/\d{1,2}(?![\d/])"
    r"|(?<![\w.,])0?\d năm(?=\W*$|\W*\()"
    r"|\(\s*\d{1,2}/\d{1,2}/\d{4}\s*\)|\d{1,2}/\d{1,2}/\d{4})",
    re.IGNORECASE,
)
_PERIOD_WORD = re.compile(
    r"chỉnh lý|\d năm|\d tháng(?:$| của )"
    r"|\w+ tháng (?:đầu|cuối) năm|(?:ngày|tháng|quý|năm|đoạn|kỳ) (?:\d|[IVX]+\b)|\d tháng (?:đầu |cuối )?năm"
    r"|\d/\d|\d{4} ?[-–]",
    re.IGNORECASE,
)  # what each of these has: most words have none, and looking for it costs less


@lru_cache(maxsize=4096)  # the words before a figure are looked at again and again
def drop_periods(words: str) -> str:
    """Without dates, years and terms."""
    return _PERIOD_WORDS.sub(" ", words) if _PERIOD_WORD.search(words) else words
