"""A comparison of two years as rows of a table, contradictions first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from pipeline.deliver.units import scale, vietnamese
from pipeline.deliver.wording import STATUSES
from schemas import Reconciliation
from schemas.reconciliation import ChangeInterval, ReconciledIndicator, ReconciledProject

VERDICTS = {
    "contradicts": "mâu thuẫn", "restated": "điều chỉnh lại", "agrees": "khớp", "no_statement": "không nói đến năm trước",
    "new": "mới", "missing": "không còn nêu",
}  # fmt: skip
CHANGES = {
    "regressed": "lùi tiến độ", "cost_changed": "đổi kinh phí", "completed": "đã hoàn thành", "continued": "tiếp tục",
    "new": "mới", "missing": "không còn nêu",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """One indicator of either year; values in one scale, `place` where the current report states it."""

    one: ReconciledIndicator
    name: str
    before_name: str
    unit: str
    previous: str
    current: str
    computed: str
    stated: str
    place: str | None


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """One project of either year; costs in million VND."""

    one: ReconciledProject
    name: str
    before_name: str
    previous: str
    current: str


def indicator_rows(result: Reconciliation, places: Mapping[str, str]) -> list[IndicatorRow]:
    """Contradictions first, then what is improbable, then in the order of the comparison."""
    order = list(VERDICTS)
    ranked = sorted(result.indicators, key=lambda one: (order.index(one.status) > 0, not one.improbable))
    return [_indicator(one, places) for one in ranked]


def project_rows(result: Reconciliation) -> list[ProjectRow]:
    """Those that went back or changed their cost first."""
    order = list(CHANGES)
    return [_project(one) for one in sorted(result.projects, key=lambda one: order.index(one.status))]


def _indicator(one: ReconciledIndicator, places: Mapping[str, str]) -> IndicatorRow:
    values = [value for value in (one.current_value, one.previous_value) if value is not None]
    shown = scale(one.unit, max((abs(value) for value in values), default=Decimal(0)))
    name = one.current_name or one.previous_name or ""
    return IndicatorRow(
        one=one,
        name=name,
        before_name=one.previous_name if one.previous_name and one.previous_name != name else "",
        unit=shown.label,
        previous=_in(one.previous_value, shown.factor),
        current=_in(one.current_value, shown.factor),
        computed=_change(one.computed_change),
        stated=_stated(one),
        place=places.get(one.current or ""),
    )


def _in(value: Decimal | None, factor: Decimal) -> str:
    return "" if value is None else vietnamese(value / factor)


def _change(change: ChangeInterval | None) -> str:
    if change is None or change.low is None or change.high is None:
        return ""
    middle = (change.low + change.high) / 2
    shown = scale(change.unit, abs(middle)) if change.unit not in ("%", "pp") else None
    if shown is not None:
        return f"{vietnamese((middle / shown.factor).quantize(Decimal('0.01')))} {shown.label}"
    return f"{vietnamese(middle.quantize(Decimal('0.01')))}{'%' if change.unit == '%' else ' điểm %'}"


def _stated(one: ReconciledIndicator) -> str:
    if one.stated_change is not None:
        shown = scale(one.stated_change_unit or one.unit, abs(one.stated_change))
        gap = "" if shown.label == "%" else " "
        return f"{vietnamese(one.stated_change / shown.factor)}{gap}{shown.label}"
    if one.stated_ratio is not None:
        return f"bằng {vietnamese(one.stated_ratio)}%"
    if one.stated_previous is not None:
        shown = scale(one.unit, abs(one.stated_previous))
        return f"năm trước {vietnamese(one.stated_previous / shown.factor)} {shown.label}"
    return ""


def _project(one: ReconciledProject) -> ProjectRow:
    name = one.current_name or one.previous_name or ""
    return ProjectRow(
        one=one,
        name=name,
        before_name=one.previous_name if one.previous_name and one.previous_name != name else "",
        previous=_said(one.previous_status, one.previous_cost),
        current=_said(one.current_status, one.current_cost),
    )


def _said(status: str | None, cost: Decimal | None) -> str:
    words = STATUSES.get(status or "", "")
    return ", ".join(filter(None, (words, f"{vietnamese(cost / 1_000_000)} tr.đ" if cost is not None else "")))
