"""When a figure is for, and whether it is a result, an estimate, a target or a value of an earlier period.

Signals, in order: the fraction's whole (a target); a figure alone in a parenthesis after a basis (`so với năm 2022
(48,2 triệu đồng)`); a year or span of years beside the figure; `cùng kỳ năm trước` as its time; plan words before it;
`ước` in force; the scenario of the section.
Never: takes the year of a basis for the figure's own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.grammar.naming import Figure
from pipeline.grammar.words import Words
from schemas.observation import Scenario

_EARLIER = re.compile(r"\bnăm (?:trước|ngoái)\b|\bcùng kỳ\b", re.IGNORECASE)
_AGAINST = re.compile(r"\bso(?: sánh)?(?: với)?\b", re.IGNORECASE)
_YEAR = re.compile(r"\bnăm (\d{4})\b(?!\s*[-–]\s*\d{4})", re.IGNORECASE)
_SPAN = re.compile(
    r"(?:giai đoạn|nhiệm kỳ|trong các năm|từ năm|03 năm|3 năm|5 năm|năm năm) (\d{4})\s*(?:[-–]|đến(?: năm)?)\s*(\d{4})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Moment:
    scenario: Scenario
    year: int | str | None


def moment_of(
    words: Words, figure: Figure, *, year: int | str | None, report_year: int | None, scenario: Scenario,
    estimate: bool, plan: bool, opened_at: int | None, parent: Scenario | None,
) -> Moment:  # fmt: skip
    """The moment of a figure whose sentence stands in `scenario` for `year`; `opened_at`: where its bracket opens."""
    said = words.text[figure.left : figure.quantity.lead]
    level = figure.measure in ("level", "share")
    if figure.of_basis and level:
        if figure.of_basis == "plan":
            return Moment("plan", year)
        if figure.of_basis != "total":
            return Moment("previous", _year_of_basis(words, year, figure.of_basis, opened_at))
    if estimate and scenario == "actual":
        scenario = "estimate"
    if level and scenario == "actual" and parent in ("plan", "estimate") and not figure.lone:
        scenario = parent  # a breakdown is as firm as what it breaks down
    if plan or _is_target(words, figure, bracketed=opened_at is not None):
        scenario = "plan"
    if not isinstance(year, int):
        return Moment(scenario, year)
    if span := _SPAN.search(said):
        return Moment(scenario, f"{span[1]}-{span[2]}")
    if not level:
        return Moment(scenario, year)
    compared = _AGAINST.search(said) is not None or any(t.kind in ("up", "down") for t in figure.run)
    if (stated := _YEAR.search(said)) and not compared:
        y = int(stated[1])
        if y > year:
            return Moment("plan", y)
        if y < year:
            return Moment("previous" if report_year is None or y < report_year else scenario, y)
    elif _EARLIER.search(said) and not compared:
        return Moment("previous", year - 1)
    elif any(t.kind == "basis_period" for t in figure.run) and not compared:
        return Moment("previous", year)
    return Moment(scenario, year)


def _is_target(words: Words, figure: Figure, *, bracketed: bool) -> bool:
    """A plan word in the figure's own clause, or a plan named as its subject (`KH: 520 ha`, `(KH tăng 17-19%)`)."""
    if any(t.kind == "plan" for t in words.between(figure.core_start, figure.quantity.lead)):
        return True
    kinds = [t.kind for t in figure.run]
    if figure.measure == "change" and bracketed:
        before = [t.kind for t in words.between(figure.left, figure.quantity.lead)]
        if "basis_plan" in before and "against" not in before and before.index("basis_plan") < before.index("up" if "up" in before else "down"):
            return True  # `(Nghị quyết đề ra tăng 7,5%)`
    if "basis_plan" in kinds and figure.measure != "ratio" and "against" not in kinds:
        # `KH tăng 17-19%` is a target; `vượt KH 5,3%` says how far the result is beyond it
        return not any(k in ("up", "down") for k in kinds[kinds.index("basis_plan") :])
    first = figure.core.lower()
    return figure.measure == "level" and first.startswith(("kế hoạch vốn", "tổng kế hoạch vốn", "dự toán", "chỉ tiêu"))


def _year_of_basis(words: Words, year: int | str | None, basis: str, opened_at: int | None) -> int | str | None:
    """The year of a value that a parenthesis gives for an earlier period."""
    if not isinstance(year, int) or basis == "previous_period":
        return year
    earlier = [int(y) for y in _YEAR.findall(words.text[words.start : opened_at]) if int(y) < year]
    return earlier[-1] if earlier else year - 1
