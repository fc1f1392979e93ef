"""How a figure measures: level, change, ratio or share, and against what.

Signals, in order: the change, ratio or share word nearest to the figure; the unit; the basis phrase that follows the
figure up to the next one (`so với cùng kỳ`, `kế hoạch`, `so với năm 2020`), then the one before it; whether the subject is
itself a rate.
Never: reads a basis across a semicolon, or calls a percentage a level.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from pipeline.grammar.clauses import Token
from pipeline.grammar.quantities import Quantity
from pipeline.grammar.standing import Leader
from pipeline.grammar.words import Words
from pipeline.lexicon.function_words import naming_words, no_measures
from schemas.observation import Basis, Measure

if TYPE_CHECKING:
    from pipeline.grammar.statements import Statement

_BASIS: dict[str, Basis] = {
    "basis_year": "previous_year",
    "basis_period": "previous_period",
    "basis_base": "base_year",
    "basis_plan": "plan",
    "basis_total": "total",
}
_YEAR = re.compile(
    r"(?:(?:^|\s)(?:cuối |đầu |thực hiện |kết quả )?(?:năm (?:học (?:\d{4}\s*[-–]\s*)?)?|vụ (?:[^\W\d]+ ){1,2})"
    r"|^\s*(?=(?:19|20)\d\d$))(\d{4})"
)
_PRICES = re.compile(r"\bgiá (?:so sánh|cố định)(?: năm)?\s*$")  # their year is no basis
_CAUSE = re.compile(r"\b(?:do|nhờ|vì|bởi)\b")
_MONTH = re.compile(r"^\s*(?:cuối )?(?:tháng \d{1,2}|quý (?:I{1,3}|IV|[1-4]))(?![\d/]|/\d)", re.IGNORECASE)
_YEAR_END = re.compile(r"\bcuối năm\b", re.IGNORECASE)
"""the end of last year is the beginning of this one"""
_TURN_OF_YEAR = re.compile(r"\b31/12/(\d{4})|\b0?1/0?1/(\d{4})")
_RATE = re.compile(r"\b(?:tỷ lệ|tỉ lệ|tỷ trọng|tỉ trọng|tỷ suất|cơ cấu|độ che phủ|chỉ số|tỷ số)\b", re.IGNORECASE)
_PLAN_RATE = re.compile(r"\b(?:giải ngân|hoàn thành kế hoạch|thực hiện kế hoạch)\b", re.IGNORECASE)
_RESULT = re.compile(
    r"^(?:tổng )?(?:thu|chi|giải ngân|giá trị|sản lượng|diện tích|doanh thu|kim ngạch|năng suất|vốn|thuế (?!sản phẩm|suất)|lệ phí"
    r"|nguồn (?!nước|nhân lực|lao động|điện|gốc|tin|rác|thải|cung))\b",
    re.IGNORECASE,
)
_DOING = re.compile("(?!chi trả nợ)(?:" + "|".join(map(re.escape, no_measures())) + ")", re.IGNORECASE)
"""`thu gom rác đạt 92%` is a share of the waste, no result of a plan"""
POOR = re.compile(r"\bhộ (?:nghèo|cận nghèo)\b", re.IGNORECASE)
_GROWTH = re.compile(
    r"\s*[-–+]?\s*(?:phấn đấu |mục tiêu |dự kiến )?(?:đưa )?(?:tốc độ (?:tăng|phát triển)|mức tăng|tăng trưởng)\b",
    re.IGNORECASE,
)
_WORKLOAD = re.compile(r"^\s*khối lượng\b", re.IGNORECASE)
_TARGET_WORDS = re.compile(r"kế hoạch|\bKH\b|chỉ tiêu|giao\b|dự toán|nghị quyết|được (?:phê )?duyệt", re.IGNORECASE)
_SET = re.compile(naming_words("setting"), re.IGNORECASE)
_PERCENT = ("%", "permille")
_NO_BASIS = frozenset({";", ",", ")", "(", ":", "opener", "up", "down", "share", "ratio"})
_TURNS = ("up", "down", "to", "ratio", "share")


_ALL_OF = re.compile(r"(?!chỉ tiêu|kế hoạch|kh\b|dự toán|tổng|so\b|và\b)\w+ \w+", re.IGNORECASE)


def measure_of(
    unit: str,
    kinds: Sequence[str],
    core: str,
    after: Basis | None,
    after_whole: bool,
    compared: Leader | None,
    follow: str,
) -> Measure:
    """The measure of a figure in `unit`, with the function phrases `kinds` before it (nearest first)."""
    word = next((k for k in kinds if k in _TURNS), None)
    if word in ("up", "down"):
        return "change"
    if unit == "times":
        return "ratio"
    if unit not in _PERCENT:
        return "level"
    if word in ("share", "to"):
        return "share"
    if word == "ratio":  # `tỷ lệ đỗ bằng 97%` says what it is
        poor = not core and compared is not None and POOR.search(compared.name.text)  # `hộ nghèo 45 hộ = 3,6%`
        return "share" if after is None and (says_rate(core) or poor) else "ratio"
    if _WORKLOAD.match(core) or _WORKLOAD.match(follow):
        return "ratio"
    if core and _RATE.search(core):
        return "ratio" if _PLAN_RATE.search(core) else "share"
    if after in ("plan", "previous_year", "previous_period", "base_year"):
        return "ratio"
    if core:
        return "ratio" if _RESULT.match(core) and not _DOING.match(core) else "share"
    return _bare_percentage(kinds, after_whole, compared, follow)


def _bare_percentage(kinds: Sequence[str], after_whole: bool, compared: Leader | None, follow: str) -> Measure:
    """The measure of a percentage that names no subject and no basis."""
    own = not after_whole or _ALL_OF.match(follow)  # `13/14 thôn đạt chuẩn, 100% cơ quan đạt chuẩn`
    if not kinds and follow[:1].islower() and own and not _WORKLOAD.match(follow):
        return "share"  # `98,4% số này được trợ giúp`
    if compared is not None and compared.measure == "share" and not after_whole:
        return "share"
    if compared is not None and POOR.search(compared.name.text) and not after_whole:
        return "share"  # the poverty rate is an indicator of its own
    return "ratio" if compared is not None or after_whole else "share"


def sign_of(quantity: Quantity, measure: Measure, kinds: Sequence[str]) -> tuple[Decimal, Decimal]:
    """(low, high), negative where the figure is a decrease."""
    word = next((k for k in kinds if k in _TURNS), None)
    if measure == "change" and word == "down" and quantity.low >= 0:
        return -quantity.high, -quantity.low
    return quantity.low, quantity.high


def basis_after(words: Words, i: int, year: int | str | None) -> Basis | None:
    """The basis that the words behind figure `i` name, up to the next figure, comma or bracket."""
    at = words.tokens[i].end
    against = False
    for token in words.tokens[i + 1 :]:
        if not against and (token.kind in _NO_BASIS or _CAUSE.search(words.text, words.tokens[i].end, token.start)):
            return None  # `giảm 3,1% do diện tích gieo trồng giảm`
        gap = words.text[at : token.start]
        if against and (stated := _year_basis(gap, year)):
            return stated
        if token.kind.startswith("X:") and not gap.strip() and at == words.tokens[i].end:
            return _year_basis(words.text[token.start - 1 : token.end], year)  # `gấp 1,6 lần năm 2015`
        if _passed(words, i, token, gap, against=against):
            at = token.end
            continue
        if token.kind == "estimate" and against:
            continue  # `tăng 5,3% so với ước thực hiện năm 2020`
        if token.kind in _NO_BASIS or token.kind in ("Q", "estimate"):
            return None
        if token.kind == "against":
            against = True
        elif token.kind in _BASIS and not against and gap.split() == ["theo"] and at > words.tokens[i].end:
            return None  # `tiết kiệm 5% chi thường xuyên theo Nghị quyết`
        elif token.kind in _BASIS and (against or len(gap.split()) <= 1):
            return None if token.kind == "basis_total" and not against and gap.strip() else _BASIS[token.kind]
        elif token.kind.startswith("X:") and against and (stated := _year_basis(_with_before(words, at, token), year)):
            return stated
        at = token.end
    return _year_basis(words.text[at : at + 40], year) if against else None


def _passed(words: Words, i: int, token: Token, gap: str, *, against: bool) -> bool:
    """Does the basis of figure `i` stand behind the token: `tăng 8 nhà nghỉ và 140 giường so với đầu năm`, `giảm 7 vụ so với
    45 vụ của năm 2022`, `gấp 3,1 lần về tổng vốn so với cùng kỳ`?"""
    if token.kind == "Q" and against:
        return not gap.strip() and words.tokens[i + 1].kind == "against"
    if token.kind == "Q":
        return gap.split() == ["và"]
    return token.kind == "basis_total" and words.text.endswith(" về ", 0, token.start)


def basis_before(words: Words, end: int, start: int, year: int | str | None, *, firm: bool = False) -> Basis | None:
    """The last basis that the words of `start:end` name; `firm`: only after `so với` (`KH tăng 5%` names none)."""
    found: Basis | None = None
    against = False
    for token in words.between(start, end):
        if token.kind == "against" or words.text.endswith("so với", 0, token.end):  # `tăng so với` is one phrase
            against = True
        elif token.kind in _BASIS and token.kind != "basis_total":
            if against or token.kind == "basis_year" or (token.kind == "basis_plan" and not firm):
                found = _BASIS[token.kind]
        elif token.kind.startswith("X:") and against and not _PRICES.search(words.text, start, token.start):
            found = _year_basis(words.text[max(start, token.start - 5) : token.end], year) or found
    return found


def basis_in_run(run: Sequence[Token]) -> Basis | None:
    """The basis between the change word and its figure: `vượt kế hoạch 5,3%`, `tăng so với cùng kỳ 12%`."""
    for k, token in enumerate(run):
        if token.kind in _BASIS and any(t.kind in ("up", "down", "ratio", "against") for t in run[k + 1 :]):
            return _BASIS[token.kind]
    return None


def compares_again(words: Words) -> Basis | None:
    """The basis that a sentence opens with to compare what the sentence before counted: `So CK: giảm 02 vụ; tăng 01
    người bị thương`."""
    if (
        len(words.tokens) < 3
        or words.tokens[0].kind != "against"
        or not words.blank(words.start, words.tokens[0].start)
    ):
        return None
    basis, at = None, words.tokens[0].end
    for token in words.tokens[1:]:
        if not words.blank(at, token.start):
            return None
        if token.kind in (":", ","):
            at = token.end
        elif token.kind in _BASIS or (basis is not None and token.kind.startswith("X:")):
            basis, at = basis or _BASIS[token.kind], token.end
        else:
            return basis if token.kind in ("up", "down") else None
    return None


def past_basis(words: Words, i: int) -> int:
    """Where the basis phrase that follows figure `i` ends; the figure's own end where none follows."""
    end = at = words.tokens[i].end
    for j, token in enumerate(words.tokens[i + 1 :], i + 1):
        if token.kind == "against" and words.text[at : token.start].split() == ["và"]:
            break  # `vượt 10% kế hoạch và so với cùng kỳ giảm 2%`: another comparison
        if token.kind == "against" and j + 1 < len(words.tokens) and words.tokens[j + 1].kind == "Q":
            break  # `giảm 7 vụ so với 45 vụ của năm 2022`: a figure of its own
        names_more = at > end and (
            token.kind.startswith("X:")
            or token.kind in ("agent", "area", "compound")
            or _SET.fullmatch(words.text, token.start, token.end)
        )
        if token.kind != "against" and token.kind not in _BASIS and not names_more:
            break
        at = token.end
    return at


def _with_before(words: Words, at: int, token: Token) -> str:
    """The token's characters with the few before it (`năm` before a bare year)."""
    return words.text[max(at, token.start - 15) : token.end]


def measured_growth(subject: str) -> bool:
    """Is the subject a growth rate (`Tốc độ tăng trưởng kinh tế đạt 8%`)?"""
    return _GROWTH.match(subject) is not None


def says_rate(subject: str) -> bool:
    """Does the subject say that it is a rate: `Tỷ lệ hộ cận nghèo cao (14,2%)`?"""
    return _RATE.search(subject) is not None and not _PLAN_RATE.search(subject)


def rate_said(subject: str) -> str:
    """The rate that the words say, without the clauses before it: `đã dập dịch, tăng tỷ lệ nuôi trang trại (60%)`."""
    rate = _RATE.search(subject)
    return subject[rate.start() :] if rate is not None and "," in subject[: rate.start()] else subject


def is_workload(core: str) -> bool:
    """Is the subject the share of a work that is done (`khối lượng thực hiện đạt 78%`)?"""
    return _WORKLOAD.match(core) is not None


def is_target(words: Words, whole: Quantity, unit: str) -> bool:
    """Is y of x/y a target, rather than the population that x is a part of?"""
    if unit != "count" or (whole.counted or "").startswith(("chỉ tiêu", "lao động", "thanh niên", "nhiệm vụ")):
        return True
    said = _OWN_TARGET.sub("", words.text[words.start : words.end])
    said = _BEYOND_PLAN.sub("", said)
    return _TARGET_WORDS.search(said) is not None


_OWN_TARGET = re.compile(r"\((?:KH|kế hoạch|chỉ tiêu|nghị quyết|NQ)\b[^()]*%[^()]*\)", re.IGNORECASE)
"""the plan of the share, not of the count: `22/31 trạm có bác sĩ, đạt tỷ lệ 71% (kế hoạch 68%)`"""
_BEYOND_PLAN = re.compile(
    r"(?<=%)(?:,? (?:và )?(?:vượt|cao hơn|thấp hơn|tăng|giảm)(?: so với)?(?: [\d,]+ ?(?:%|điểm %|điểm phần trăm))?(?: so với)?"
    r" (?:kế hoạch|KH|chỉ tiêu|nghị quyết|mục tiêu)\b)",
    re.IGNORECASE,
)
"""`48/62 trường đạt chuẩn, đạt 77,4%, vượt 2,4% kế hoạch`: how far the share is beyond its plan"""


def default_basis(
    words: Words,
    measure: Measure,
    run: Sequence[Token],
    before: Sequence[Statement],
    compared: Leader | None,
    follow: str,
    *,
    against: bool,
) -> Basis | None:
    """The basis of a comparison that names none: that of the comparison before it, else the usual one of its kind; none
    where it is `against` something else (`so với giá trị đề nghị`)."""
    if measure == "ratio" and _WORKLOAD.match(follow):
        return "total"
    if measure == "change":
        if any(words.text[t.start : t.end].lower().startswith("vượt") for t in run):
            return "plan"
        if against:
            return None
        if any(s.period is not None and s.period.kind == "year_start" for s in before[-5:]):
            return "previous_period"  # `giảm từ 342 hộ đầu năm xuống còn 271 hộ, giảm 71 hộ`
        if told := next((s.basis for s in reversed(before) if s.measure == "change" and s.basis), None):
            return told
        opened = basis_before(words, run[-1].start, words.start, None, firm=True) if run else None
        # `7 nhóm tăng giá so với tháng trước; 4 nhóm giảm gồm cát giảm 2,1%`
        return "previous_period" if opened == "previous_period" else "previous_year"
    if measure == "ratio" and before and before[-1].rule == "plan_of_last":
        return "plan"  # `142 giấy (KH 180), đạt 78,9%`
    if before and before[-1].quantity.part == "whole":
        beyond = len(before) > 1 and before[-2].quantity.part == "part" and before[-2].low > before[-1].low
        return "plan" if beyond or is_target(words, before[-1].quantity, before[-1].unit) else "total"
    if any(t.kind == "ratio" and (follow or words.text[t.start : t.end] != "=") for t in run):
        if follow and compared is not None:
            return "plan" if _TARGET_WORDS.search(follow) else "total"  # `bằng 35,7% GRDP`
        return next((s.basis for s in reversed(before) if s.measure == "ratio" and s.basis), "previous_year")
    if any(s.measure == "ratio" and s.basis == "plan" for s in before) and any(t.kind == "is" for t in run):
        return "plan"  # `hươu 1.120 con, đạt 96,1% kế hoạch; ngựa 640 con, đạt 102,4%`
    return "total" if compared is not None and compared.unit == "count" else "plan"


def _year_basis(said: str, year: int | str | None) -> Basis | None:
    match = _YEAR.search(" " + said)
    if not isinstance(year, int):
        return None
    day = _TURN_OF_YEAR.search(said)
    if day is not None and int(day[1] or day[2]) == (year - 1 if day[1] else year):
        return "previous_period"
    if match is None:
        return "previous_period" if _MONTH.search(said) else None  # `so với tháng 7`
    if int(match[1]) < year - 1:
        return "base_year"
    return "previous_period" if _YEAR_END.search(said) and int(match[1]) == year - 1 else "previous_year"
