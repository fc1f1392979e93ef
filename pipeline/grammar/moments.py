"""When a figure is for, and whether it is a result, an estimate, a target or a value of an earlier period.

Signals, in order: the fraction's whole (a target); a figure alone in a parenthesis after a basis (`so với năm 2022
(48,2 triệu đồng)`); the period named beside the figure; the period that opens the sentence; plan words before it; `ước` in
force; what it breaks down; the section.
Never: takes the period of a basis (`so với năm 2019`) for the figure's own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.frozen import dataclass
from pipeline.grammar.names import split_head
from pipeline.grammar.periods import NOT_FOR_FIGURES, PeriodMention
from pipeline.grammar.standing import AREA, Figure
from pipeline.grammar.token_context import unscheduled
from pipeline.grammar.words import Words
from pipeline.lexicon.function_words import noun_class
from schemas.observation import Basis, Scenario

_FREE = ("X:", "aside", "link", "compound", "is", "estimate", "plan", "silent", ",")
_TARGETS = re.compile(r"^(?:tổng )?(?:kế hoạch|kh|khv|vốn giao|dự toán|chỉ tiêu)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Moment:
    """`period` is the mention the figure is for, where the sentence names one."""

    scenario: Scenario
    year: int | str | None
    period: PeriodMention | None = None


_ASKED = re.compile(  # by its first letter: a set of characters is sought much faster than alternatives
    r"[đĐkK](?<!\w.)(?i:(?<=đ)ề (?:nghị|xuất)|(?<=k)iến nghị) (?:với )?(?:các )?"
    r"(?:tỉnh|huyện|thành phố|Trung ương|Chính phủ|Bộ|HĐND|UBND|Sở|sở, ngành|cấp trên|cấp có thẩm quyền)\b[^;]*$"
)
"""what is asked of a superior is not done yet"""
_OUT_OF = re.compile(r"\W*(?:trong|trong số|trong tổng số)\s*", re.IGNORECASE)
_OF_A_YEAR = frozenset({"year", "quarter", "half", "months", "month"})
_PRELIMINARY = re.compile(r"\b(?:sơ bộ|chính thức|ước|riêng)\b", re.IGNORECASE)
_ADJACENT = re.compile(r"\s*(?:là |có |còn )?\s*")  # `số hộ nghèo đầu năm 12.480 hộ`
_RANKED = re.compile(r"\bnhất (?:trong|từ|giai đoạn)?\s*$", re.IGNORECASE)
"""`mức cao nhất trong giai đoạn 2019-2023 và gấp 1,5 lần năm 2019`"""
_CARRIED = re.compile(
    r"(?:năm trước|kỳ trước|năm \d{4}|các năm trước|quý trước|tháng trước)(?: được| còn)? (?:chuyển|kéo dài|mang)"
    r"|(?:chuyển nguồn|kết dư|chuyển) (?:từ )?(?:năm trước|năm \d{4}|các năm trước)(?: sang| chuyển)",
    re.IGNORECASE,
)
"""what an earlier period hands on is this one's"""


@dataclass(frozen=True, slots=True)
class Hold:
    """What is in force where a figure stands: the section's year and scenario, the report's year, `ước` and plan words
    of the sentence, scenario and year of the breakdown's parent, where the bracket opens and the basis it opens with, the
    periods of the paragraph, and the one that opens the sentence."""

    year: int | str | None
    report_year: int | None
    scenario: Scenario
    estimate: bool
    plan: bool
    parent: Scenario | None
    parent_year: int | str | None
    opened_at: int | None
    within: Basis | None
    periods: Sequence[PeriodMention]
    opening: PeriodMention | None
    compared_again: bool = False
    """a change in a parenthesis behind a change of the same thing"""


def moment_of(words: Words, figure: Figure, hold: Hold) -> Moment:
    """The moment of a figure."""
    level = figure.measure in ("level", "share")
    own = any(t.kind.startswith("basis_") for t in figure.run)  # `76% kế hoạch (cùng kỳ đạt 68,5%)`
    planned = figure.of_basis == "plan" and figure.measure == "ratio" and figure.lone  # `đạt 71% (kế hoạch 68%)`
    if figure.of_basis and (level or planned or not own):
        if figure.of_basis == "plan":
            return Moment("plan", hold.year)
        if figure.of_basis != "total":
            return Moment("previous", _year_of_basis(words, figure.of_basis, hold))
    if hold.within == "previous_year" and level and isinstance(hold.year, int):
        return Moment("previous", hold.year - 1)  # `(cùng kỳ 09 vụ, 04 người chết)`
    if hold.within == "previous_year" and hold.compared_again and isinstance(hold.year, int):
        return Moment("previous", hold.year - 1)  # `tăng 6,2% so với cùng kỳ (cùng kỳ: tăng 4,9%)`
    scenario = _scenario(words, figure, hold, level=level)
    if hold.parent == "plan" and scenario == "plan" and level:
        return Moment("plan", hold.parent_year or hold.year)  # `phấn đấu năm 2024 thu 62 tỷ đồng. Trong đó …`
    if level and _CARRIED.search(figure.raw):  # `vốn năm trước chuyển sang 2 tỷ đồng` is this year's
        return Moment(scenario, hold.year)
    apart = hold.opened_at is not None or words.text[figure.left - 1 : figure.left] == "/"  # `12 vụ/CK 15 vụ`
    apart = apart or (level and _opens_part(words, figure))
    if _of_last_year(figure, bracketed=apart) and isinstance(hold.year, int):
        return Moment("previous", hold.year - 1)
    mention = _beside(words, figure, hold) or hold.opening
    beside = mention is not None and _ADJACENT.fullmatch(
        words.text, mention.end, max(mention.end, figure.quantity.lead)
    )
    named = figure.core != "" and not AREA.match(figure.core)  # `Đầu năm huyện có 42 chợ tạm`
    return _of_mention(mention, scenario, hold, subjectless=level and (not named or beside is not None))


def moment_left(mention: PeriodMention | None, year: int | str | None) -> Moment:
    """The moment of the level that a rise sets out from: its own period, else the year before."""
    if mention is not None and isinstance(mention.year, int):
        return Moment("previous", mention.year, mention)
    return Moment("previous", year - 1 if isinstance(year, int) else year)


def moment_beside(mention: PeriodMention, moment: Moment, year: int | str | None) -> Moment:
    """The moment of a figure with a period right behind it that is its own."""
    if not isinstance(mention.year, int) or not isinstance(year, int) or mention.kind == "year_start":
        return moment
    if mention.year < year:
        return Moment("previous", mention.year, mention)
    return Moment("plan" if mention.year > year else moment.scenario, mention.year, mention)


def _of_mention(mention: PeriodMention | None, scenario: Scenario, hold: Hold, *, subjectless: bool) -> Moment:
    """The moment that a period named with the figure gives."""
    if mention is None:
        return Moment(scenario, hold.year)
    if isinstance(mention.year, str):
        return Moment(scenario, mention.year, mention)
    if not isinstance(hold.year, int) or mention.year is None:
        return Moment(scenario, hold.year, mention)
    if mention.kind in ("previous_year", "previous_period"):
        return Moment("previous", mention.year, mention)
    if mention.kind == "year_start":
        return Moment("previous" if subjectless else scenario, hold.year, mention)
    if _is_late_cutoff(mention, hold.year):
        return Moment(scenario, hold.year, mention)
    if mention.year > hold.year and mention.kind != "school_year":
        return Moment("plan", mention.year, mention)
    if mention.year < hold.year:
        earlier = hold.report_year is None or mention.year < hold.report_year
        return Moment("previous" if earlier and scenario != "plan" else scenario, mention.year, mention)
    return Moment(scenario, mention.year, mention)


def _scenario(words: Words, figure: Figure, hold: Hold, *, level: bool) -> Scenario:
    scenario = hold.scenario
    if hold.estimate and scenario == "actual":
        scenario = "estimate"
    if level and scenario == "actual" and hold.parent in ("plan", "estimate") and not figure.lone:
        acts = words.has(figure.core_start, figure.quantity.lead, ("verb", "silent", "aside"))
        sums = bool(split_head(figure.core)[0]) or _CARRIED.search(figure.raw) is not None  # `thu xuất nhập khẩu`
        scenario = hold.parent if sums or not acts else scenario  # a breakdown is as firm as what it breaks down
    if hold.plan or _is_target(words, figure, hold.opened_at):
        scenario = "plan"
    return scenario


def _is_target(words: Words, figure: Figure, opened_at: int | None) -> bool:
    """A plan word in the figure's own clause, or a plan named as its subject (`KH: 520 ha`, `(KH tăng 17-19%)`)."""
    if any(t.kind == "plan" for t in words.between(figure.core_start, figure.quantity.lead)):
        return True
    if _ASKED.search(words.text, words.start, figure.quantity.lead):
        return True
    if figure.measure == "change" and opened_at is not None:
        before = [t.kind for t in words.between(max(figure.left, opened_at), figure.quantity.lead)]
        turn = next((k for k, kind in enumerate(before) if kind in ("up", "down")), 0)
        if "basis_plan" in before[:turn] and "against" not in before:
            return True  # `(Nghị quyết đề ra tăng 7,5%)`
    told = figure.counted in noun_class("criterion") and figure.measure == "level" and figure.quantity.part == "single"
    if told and _OUT_OF.fullmatch(words.text, words.start, figure.quantity.lead):
        return True  # `Trong 15 chỉ tiêu tỉnh giao, có 12 chỉ tiêu đạt`
    kinds = [t.kind for t in figure.run]
    if "basis_plan" in kinds and figure.measure != "ratio" and "against" not in kinds:
        # `KH tăng 17-19%` is a target; `vượt KH 5,3%` says how far the result is beyond it
        return not any(k in ("up", "down") for k in kinds[kinds.index("basis_plan") :])
    if figure.measure != "level":
        return False
    named = _TARGETS.match(figure.core) is not None and not unscheduled(words.text, words.start, words.end)
    return named or _is_basis_value(words, figure)


def _is_basis_value(words: Words, figure: Figure) -> bool:
    """`đạt 81% dự toán huyện giao là 280 tỷ đồng`: what the ratio before it is held against."""
    if figure.core:
        return False
    start = max((t.end for t in words.between(words.start, figure.quantity.lead) if t.kind == "Q"), default=None)
    between = words.between(start, figure.quantity.lead) if start is not None else []
    between = between[1:] if between and between[0].kind == "against" else between
    if not between or between[0].kind != "basis_plan" or between[-1].kind not in ("is", ":"):
        return False
    return all(t.kind in ("basis_plan", "agent", "area", "compound", "is", ":") for t in between)


def _beside(words: Words, figure: Figure, hold: Hold) -> PeriodMention | None:
    """The last period named before the figure in its own clause, no basis."""
    if figure.measure == "change" and hold.opened_at is not None:
        opening = next((m for m in hold.periods if m.start > hold.opened_at and m.kind in _OF_A_YEAR), None)
        if opening is not None and _PRELIMINARY.sub("", words.text[hold.opened_at + 1 : opening.start]).strip():
            opening = None
        if opening is not None and not words.has(opening.end, figure.quantity.lead, ("against",)):
            return opening  # `tăng 3,5% (năm 2019 tăng 11,9%)`, `(sơ bộ quý I/2015 tăng 7,9%)`
    if figure.measure in ("change", "ratio"):
        spans = [
            m for m in hold.periods if figure.left <= m.start and m.end <= figure.quantity.lead and m.kind == "span"
        ]
        return spans[-1] if spans and not _RANKED.search(words.text[: spans[-1].start]) else None
    for mention in reversed(hold.periods):
        if not (figure.left <= mention.start and mention.end <= figure.quantity.lead):
            continue
        if mention.kind in NOT_FOR_FIGURES or words.has(figure.left, mention.start, ("against", "up", "down")):
            continue
        return mention
    return None


def opening(words: Words, periods: Sequence[PeriodMention]) -> PeriodMention | None:
    """The period that opens the sentence (`Quý I/2026, …`, `Năm học 2017-2018, …`) and so governs all of it."""
    for mention in periods:
        if words.start <= mention.start < words.end:
            front = words.between(words.start, mention.start)
            free = (
                (*_FREE, "basis_plan") if words.text.startswith(":", mention.end) else _FREE
            )  # `Kế hoạch năm 2024: …`
            opens = not words.plain(words.start, mention.start) and all(t.kind.startswith(free) for t in front)
            own = mention.kind not in NOT_FOR_FIGURES and mention.kind not in (
                "previous_year",
                "previous_period",
                "year_start",
            )
            return mention if opens and own else None
    return None


def _of_last_year(figure: Figure, *, bracketed: bool) -> bool:
    """`cùng kỳ đạt 57,3%`, `(CK 57.900)`: the earlier period is the figure's time, not what it is compared with."""
    kinds = [t.kind for t in figure.run]
    return (
        "basis_year" in kinds and ("is" in kinds or bracketed) and not {"against", "up", "down", "ratio"} & set(kinds)
    )


def _opens_part(words: Words, figure: Figure) -> bool:
    """`trộm cắp 41 vụ; CK 52 vụ; giảm 11 vụ`: does the earlier period open a part of its own?"""
    first = figure.run[-1] if figure.run else None
    if first is None or first.kind != "basis_year" or figure.core or figure.unit == "%":
        return False
    return words.start < first.start and words.text[: first.start].rstrip()[-1:] in (";", ",")


def _is_late_cutoff(mention: PeriodMention, year: int) -> bool:
    """Budgets and disbursement of a year are counted to the end of January after it (Luật Ngân sách nhà nước, Đ.64)."""
    end = mention.end_date
    if end is None or end.year != year + 1:
        return False
    return (mention.kind == "as_of" and end.month <= 2) or (mention.kind == "date" and (end.month, end.day) == (1, 31))


def _year_of_basis(words: Words, basis: str, hold: Hold) -> int | str | None:
    """The year of a value that a parenthesis gives for an earlier period."""
    if not isinstance(hold.year, int) or basis == "previous_period":
        return hold.year
    stop = hold.opened_at if hold.opened_at is not None else words.end
    said = [m.year for m in hold.periods if words.start <= m.start < stop and isinstance(m.year, int)]
    earlier = [y for y in said if isinstance(y, int) and y < hold.year]
    return earlier[-1] if earlier else hold.year - 1
