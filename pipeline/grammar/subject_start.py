"""Where the comma part that is a figure's subject begins.

Signals, in order: a label is a subject as a whole; a part of verbs or adverbs alone, one that ends in a preposition, and
one that goes on an enumeration need the part before it.
Never: reaches over another figure; it is given where that ends.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.grammar import names
from pipeline.grammar.clauses import Token
from pipeline.grammar.period_words import drop_periods
from pipeline.grammar.words import PREDICATE, Words

_DANGLING = re.compile(r"\s(?:cho|với|của)\s*$", re.IGNORECASE)
_BY_MEANS = re.compile(
    r"\W*(?:bằng|với|nhờ|từ|qua|thông qua|theo|trên cơ sở|thực hiện|triển khai(?: thực hiện)?|hưởng ứng|căn cứ|để|nhằm) ",
    re.IGNORECASE,
)
_AMONG = re.compile(r"\W*trong (?:tổng )?số ", re.IGNORECASE)
_ADVERBIAL = re.compile(
    r"\W*(?:về|nhờ|trong|do|tại|qua|theo|với|đối với|riêng|ngoài|bên cạnh|từ|ở|trên|vụ|toàn|cả|khi|sau|trước|để|bằng|mặc dù"
    r"|tuy|song|hiện|đến|nhìn|cùng|nhân|thông qua|căn cứ|hàng|hằng|mỗi|tính|so|hội|ban|phòng|ủy ban|các|những|trừ|nay|xã"
    r"|đợt|lần|huyện|tỉnh|phường|thôn|bản|ấp|vì|nếu|mà|nên|thì|nhưng|là)\b",
    re.IGNORECASE,
)
"""what stands before a comma and is no part of a list behind it: when, where, why, who"""
_PRICES = re.compile(r"\W*(?:tính )?(?:theo )?giá (?:so sánh|cố định|hiện hành|thực tế)\b", re.IGNORECASE)
_CLAUSE = re.compile(r"\b(?:bị|làm|gây|khiến|nên|đã|đang|vẫn|kéo dài|không|chưa)\b", re.IGNORECASE)  # words of no noun
_DESCRIBES = frozenset({"is", "up", "down"})
_FOUNDED = re.compile(r"\btrên cơ sở (?P<how>(?:sáp )?nhập|hợp nhất|sắp xếp|tách|chia tách)\b", re.IGNORECASE)
"""`Xã đi vào hoạt động từ 01/7 trên cơ sở | nhập nguyên trạng 03 xã`"""
_SINCE = re.compile(r"\s(?:sau|nhờ|từ khi)\s", re.IGNORECASE)
_PASSIVE = re.compile(r"(?:đã |đang )?(?:được|bị)", re.IGNORECASE)
_GIVES = re.compile(r"do|vì|bởi", re.IGNORECASE)
_TURNS = re.compile(r"nhưng|song|tuy nhiên", re.IGNORECASE)
_WHOLE = re.compile(r"(?:tổng|số|đàn|tỷ lệ|tỉ lệ|mức)\b", re.IGNORECASE)
_LONGEST_LISTED = 8  # words of a noun in a list


def part_start(words: Words, left: int, end: int, hole: tuple[int, int] | None, *, counts: bool, label: bool) -> int:
    """Where the subject's comma part begins; `counts`: a verb alone suffices, its object stands to the right."""
    outside = [t for t in words.between(left, end) if hole is None or not hole[0] <= t.start < hole[1]]
    if label:
        return left  # `Quản lý hành chính, Đảng, đoàn thể: 87,3 tỷ đồng`
    if counts and (founded := _FOUNDED.search(words.text, left, end)):
        return founded.start("how")
    left = _behind_turn(words, outside, left, end)
    starts = [left] + [t.end for t in outside if t.kind == ","]
    at = len(starts) - 1
    while at > 0:
        part = words.text[starts[at] : end]
        before = words.front(starts[at - 1], starts[at] - 1)
        headless = not names.split_head(words.front(starts[at], end))[0]
        acted = words.has(starts[at - 1], starts[at], ("aside",)) or words.agent_acts(starts[at - 1], starts[at])
        listed = bool(names.split_head(before)[0]) and not acted
        told = listed and not _ADVERBIAL.match(words.text, starts[at - 1])
        told = told and not words.has(starts[at - 1], starts[at], ("verb", "is"))
        # `Sản lượng điện (trên lưới), | ước đạt 310 triệu kWh`
        bare = not counts and headless and (bool(part.strip()) or told) and not words.plain(starts[at], end)
        short = (
            not counts
            and headless
            and 0 < len(part.split()) <= 2
            and part.islower()
            and words.has(starts[at - 1], starts[at], ("verb",))
        )
        dangling = _DANGLING.search(part) is not None and not words.has(starts[at], end, ("verb",))
        verbs = (
            bool(part.strip()) and not words.plain(starts[at], end) and not words.plain(starts[at - 1], starts[at] - 1)
        )
        acting = verbs and words.has(starts[at - 1], starts[at], ("verb",)) and words.has(starts[at], end, ("verb",))
        paired = at == 1 and not counts and headless and _paired(words, left, starts[1], end)
        paired = paired or (headless and _enumerated(words, starts[at - 1], starts[at], end, starts[0]))
        among = _AMONG.match(words.text, starts[at - 1])
        if among or (_BY_MEANS.match(words.text, starts[at - 1]) and words.has(starts[at], end, ("verb",))):
            break  # `Bằng vốn lồng ghép, các xã đã cứng hóa 38 km đường`
        set_off = at == 1 or (at == 2 and _PRICES.match(words.text, starts[1]))
        if (
            set_off
            and not drop_periods(words.plain(starts[at], end)).strip(" ,")
            and (_resumed(words, starts[0], starts[1] - 1) or said_of_it(words, left, end))
        ):
            return starts[0]  # `Giá trị sản xuất, theo giá hiện hành, | đạt 800 tỷ đồng`
        if not (bare or acting or dangling or short or paired or (listed and headless and part.strip())):
            break
        at -= 1
    return starts[at]


def _behind_turn(words: Words, outside: Sequence[Token], left: int, end: int) -> int:
    """`Thời tiết bất lợi nhưng | diện tích gieo cấy đạt 3.200 ha`: a new subject behind the turn."""
    turns = [t for t in outside if t.kind == "aside" and _TURNS.fullmatch(words.text, t.start, t.end)]
    for turn in reversed(turns):
        subject = words.front(turn.end, end)
        if names.split_head(subject)[0] or _WHOLE.match(subject):
            return turn.end
    return left


def said_of_it(words: Words, start: int, end: int) -> tuple[int, int] | None:
    """What is said of a subject between it and its predicate, where no figure tells it: `Thu ngoài quốc doanh | là khoản có
    tỷ trọng lớn, | đã thực hiện được 86 tỷ đồng`."""
    comma = next((t for t in reversed(words.starting_in(start, end)) if t.kind == ","), None)
    if comma is None or words.plain(comma.end, end):
        return None
    before = words.starting_in(start, comma.start)
    says = next((t for t in before if t.kind in _DESCRIBES or _GIVES.fullmatch(words.text, t.start, t.end)), None)
    if says is not None and _PASSIVE.fullmatch(words.text, says.start, says.end):
        return None  # `tỷ lệ rác thải | được thu gom, xử lý đạt 93%`
    if says is None or not names.split_head(words.front(start, says.start))[0]:
        return None
    after = _SINCE.search(words.text, start, says.start)
    return (after.start() if after else says.start), comma.end


def reason_of(words: Words, left: int, end: int) -> tuple[int, int] | None:
    """The reason between a measure and what it came to: `Thu tiền sử dụng đất | do thị trường trầm lắng nên | chỉ đạt 42
    tỷ đồng`; `end` is where `nên` stands."""
    gives = next((t for t in words.starting_in(left, end) if _GIVES.fullmatch(words.text, t.start, t.end)), None)
    if gives is None:
        return None
    subject = words.front(left, gives.start)
    told = next((t for t in words.tokens if t.start > end), None)
    bare = told is not None and told.kind == "to" and not words.plain(end, told.start).removeprefix("nên").strip()
    thing = (
        bare and bool(subject) and not words.has(left, gives.start, ("verb", "is"))
    )  # `Cây ngô | do … nên | chỉ còn 210 ha`
    return (gives.start, end) if thing or names.split_head(subject)[0] else None


def _paired(words: Words, left: int, comma: int, end: int) -> bool:
    """Is it one noun of two parts (`thịt trâu, bò 120 tấn`), rather than words before a new subject?"""
    before, part = words.text[left : comma - 1].split(), words.text[comma:end].split()
    if not (0 < len(before) <= 3 and 0 < len(part) <= 2) or not " ".join(part).islower():
        return False
    kinds = {t.kind for t in words.starting_in(left, end)} - {",", "compound"}
    events = kinds <= {"verb"} and len(before) == len(part) == 1  # `cháy, nổ 15 vụ`
    return (not kinds or events) and bool(words.front(left, comma - 1))


def _resumed(words: Words, left: int, comma: int) -> bool:
    """Is the sentence's subject set off by a comma before its predicate: `Tổng thu ngân sách xã, đạt 52 tỷ đồng`?"""
    if left > words.start or words.has(left, comma, PREDICATE):
        return False
    subject = words.front(left, comma)
    return bool(names.split_head(subject)[0]) or subject.lower().startswith("giải ngân ")


def _of_letters(before: str, part: str) -> bool:
    """`số nợ BHXH, BHYT`: of one measure"""
    letters = part.isupper() and before.split()[-1:] != [] and before.split()[-1].isupper()
    return letters and bool(names.split_head(before)[0])


def _enumerated(words: Words, left: int, comma: int, end: int, first: int) -> bool:
    """Are the words on either side of the comma nouns of one list (`thương mại, dịch vụ`, `đường trục thôn, liên thôn`)?"""
    before, part = words.text[left : comma - 1], words.text[comma:end].strip()
    listed = part[:1].islower() or _of_letters(words.front(first, comma - 1), part)
    if _ADVERBIAL.match(before) or not listed or _ADVERBIAL.match(part):
        return False
    if words.text.startswith(":", end) or _CLAUSE.search(before) or _CLAUSE.search(part):
        return False  # a label: `Trường học, trạm y tế: 29 trường`
    if not all(0 < len(said.split()) <= _LONGEST_LISTED for said in (before, part)):
        return False
    if any(t.kind != "compound" for t in words.starting_in(left, comma - 1)):
        return False
    at = next((t for t in words.starting_in(comma, end) if t.kind != "compound"), None)
    return at is None or (at.kind in ("verb", "silent", "is") and bool(words.text[comma : at.start].strip()))
