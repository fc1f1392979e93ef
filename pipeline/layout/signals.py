"""What the wording of a line says about its place in a text: does it end a sentence, does it open an item, is it prose.

All functions take cleaned text (composed, unwrapped, without marks). Never: geometry, source offsets, meaning.
"""

from __future__ import annotations

import re

_CLOSING_QUOTES = "\"'”’»›)]} "
_LONGEST_CAPITALS = 300
_LONGEST_BRACKET = 80
_OPENING_QUOTES = "\"'“‘«‹([{"
_SENTENCE_END = ".:;!?…"

BULLET = re.compile(r"[-–—+•●○▪■□*\uf0b7\uf02d\u2022]+(?=\s|[^\W\d_])|o(?=\s+[^\W\d_])")
NUMBERED = re.compile(
    r"""(?:
        [IVXLC]{1,6}\s?(?:[.)](?=\s|[^\W\d_])|[/:–-]\s)      # I.  II/  IV -
      | [A-ZĐ]\s?(?:[.)](?=\s|[^\W\d_])|/\s)               # A.  B)
      | \d{1,2}(?:\.\d{1,2}){1,4}[.)]?(?=\s+[^\W\d_])       # 1.1.  3.2.1  2.4)
      | \d{1,2}\s?(?:[.)](?=\s|[^\W\d_])|/\s)              # 1.  2)  3/
      | \d{1,2}\s?[-–]\s+(?=[^\W\d_])                      # 1- Về ...
      | [a-zđ]\s?(?:[.)](?=\s|[^\W\d_](?![./]))|/\s)       # a)  đ)  b/
      | \([\divxa-zđ]{1,4}\)(?=\s*\S)                   # (1)  (a)  (iv)
      | (?:Phần|PHẦN|Chương|CHƯƠNG|Mục|MỤC|Phụ\ lục|PHỤ\ LỤC|Biểu\ số|BIỂU\ SỐ)\ (?:(?:thứ|THỨ)\ \w+|[IVXLC\d]+\b)[.:]?
    )""",
    re.VERBOSE,
)
# No sentence or heading of these reports ends on such a word (compounds aside): the line was broken, not finished.
_JOINING = re.compile(
    r"(?:[,–(/]|\s-|\b(?:và|hoặc|của|cho|với|là|các|những|để|về|từ|gồm|như|(?<![Tt]iếp )(?<![Kk]èm )theo"
    r"|(?<![Tt]ồn )(?<![Hh]iện )(?<![Nn]ội )tại|(?<![Tt]ự )(?<![Ll]ý )do))$"
)
# Nor on such a word where the next line begins with a figure.
_COUNTING = re.compile(
    r"\b(?:đạt|bằng|đến|năm|tháng|ngày|quý|số|khoản|điều|hơn|gần|khoảng|ước|trên|dưới|còn|tăng|giảm|được|có|thứ|thêm|chiếm"
    r"|giai đoạn|nhiệm kỳ|kinh phí|trị giá|giải ngân|tổng mức đầu tư|bình quân|tối thiểu|tối đa|giao)$",
    re.IGNORECASE,
)
_INNER_SENTENCE = re.compile(r"[.;!?…]\s+[^\W\d_]")
_INNER_STOP = re.compile(r"[.!?…]\s+[^\W\d_]")
_INNER_LIST = re.compile(r",\s.*,\s")
RULE = re.compile(r"[\s\-–—_=*.~]{3,}$")


def ends_sentence(text: str) -> bool:
    """Does the text end with final punctuation (within closing quotes or brackets)?"""
    text = text.rstrip(_CLOSING_QUOTES)
    return text.endswith(tuple(_SENTENCE_END))


def dangles(text: str, following: str = "") -> bool:
    """Does it end with a comma or a word that must be followed by more, or with a word that counts a figure to come?"""
    if _JOINING.search(text):
        return True
    label = NUMBERED.match(following)
    words = following[label.end() :].lstrip() if label else ""
    if words[:1].isupper() and not is_capitals(words) and is_heading(text):
        return False  # `CHUYỂN ĐỔI SỐ` / `1. Bộ máy`
    return bool(following[:1].isdigit() and _COUNTING.search(text))


def is_unclosed(text: str) -> bool:
    """Is a bracket or quotation, opened shortly before the end, still open?"""
    end = text[-_LONGEST_BRACKET:]
    return end.rfind("(") > end.rfind(")") or end.rfind("“") > end.rfind("”")


def starts_lower(text: str) -> bool:
    """Does it go on in mid-sentence: a small letter, or punctuation that only follows a word?"""
    if text[:1] in ",;.)%/”":
        return not text.startswith("...")
    return text.lstrip(_OPENING_QUOTES)[:1].islower()


def item(text: str) -> re.Match[str] | None:
    """The bullet or number that opens an item or heading."""
    return BULLET.match(text) or NUMBERED.match(text)


def is_capitals(text: str) -> bool:
    """All letters are capitals (a heading, an agency, a rank)."""
    letters = list(filter(str.isalpha, text[:_LONGEST_CAPITALS]))
    return len(letters) >= 2 and sum(map(str.isupper, letters)) >= 0.9 * len(letters)


def is_heading(text: str) -> bool:
    """Reads as a heading: capitals, or a number and a short title without a sentence inside. `(1)` numbers items."""
    if is_capitals(text):
        return True
    label = NUMBERED.match(text) if text[:1] != "(" else None
    return label is not None and len(text) < 200 and not _INNER_STOP.search(text, label.end())


def is_running(text: str) -> bool:
    """No heading, and more than a name or title: a bullet's or item's text, or prose."""
    return not is_heading(text) and (item(text) is not None or text[:1].isdigit() or is_prose(text))


def is_prose(text: str) -> bool:
    """Running text: long, or with a sentence or list inside."""
    label = item(text)
    at = label.end() if label else 0
    return len(text) > 100 or bool(_INNER_SENTENCE.search(text, at) or _INNER_LIST.search(text, at))
