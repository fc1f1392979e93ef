"""Numbers and sentences of a reconciliation, for people: Vietnamese separators, money in tỷ or triệu đồng."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

from pipeline.check.intervals import Interval
from pipeline.reconcile.indicators import Indicator
from pipeline.reconcile.verdicts import Check, Verdict

_UNITS = {
    "VND": "đồng", "t": "tấn", "t/ha": "tấn/ha", "pp": "điểm %", "permille": "‰", "VND/person/year": "đồng/người/năm",
    "VND/person/month": "đồng/người/tháng",
    "VND/ha": "đồng/ha", "times": "lần", "person/km2": "người/km²", "per_10000": "/vạn dân", "degC": "°C",
    "m2": "m²", "m3": "m³", "count": "",
}  # fmt: skip
_MONEY = ((Decimal(10**9), "tỷ"), (Decimal(10**6), "triệu"))
_DIGITS = Decimal("0.0001")


def number(value: Decimal) -> str:
    """`1234.5` -> `1.234,5`; at most four decimals."""
    rounded = value.quantize(_DIGITS, ROUND_HALF_EVEN) if value.as_tuple().exponent < -4 else value  # type: ignore[operator]
    text = f"{rounded:,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.translate(str.maketrans(",.", ".,"))


def amount(value: Decimal, unit: str, counted: str | None = None) -> str:
    """A value with its unit: `3.103 tỷ đồng`, `888,6 ha`, `14 doanh nghiệp`, `99,2%`."""
    if unit in ("%", "permille"):
        return number(value) + _UNITS.get(unit, unit)
    word = counted or "" if unit == "count" else _UNITS.get(unit, unit)
    for size, name in _MONEY:
        if unit.startswith("VND") and abs(value) >= size:
            return f"{number(value / size)} {name} {word}"
    return f"{number(value)} {word}".rstrip() if not word.startswith("/") else number(value) + word


def money(value: Decimal) -> str:
    return amount(value, "VND")


def span(interval: Interval, unit: str) -> str:
    """An interval: `từ 10,92% đến 10,97%`, `ít nhất …`, or one value."""
    low, high = interval.low, interval.high
    if low is None and high is None:
        return "không xác định"
    if low is None or high is None:
        return f"ít nhất {amount(low, unit)}" if low is not None else f"nhiều nhất {amount(high or Decimal(0), unit)}"
    return amount(low, unit) if low == high else f"từ {amount(low, unit)} đến {amount(high, unit)}"


def sentence(current: Indicator, previous: Indicator, verdict: Verdict) -> str:
    """What a person reads beside the pair."""
    step = f"{_value(previous)} → {_value(current)}"
    if previous.incomparable:
        return f"không so được: {previous.incomparable}"
    if verdict.status == "no_statement":
        told = "báo cáo không nêu mức tăng, giảm so với kỳ trước"
        return f"{step}; {told if not verdict.used else 'mức so sánh đã nêu không đối chiếu được với giá trị này'}"
    if verdict.status == "restated" and verdict.stated_previous is not None:
        own = amount(verdict.stated_previous.value, current.unit, current.counted)
        printed = _value(previous)
        why = ", số ước của kỳ trước được điều chỉnh" if previous.scenario == "estimate" else ""
        return f"báo cáo kỳ này ghi số kỳ trước là {own}, báo cáo kỳ trước ghi {printed}{why}"
    if verdict.check is None:
        return f"{step}; số kỳ trước ghi trong báo cáo khớp với báo cáo kỳ trước"
    change = span(verdict.check.change, verdict.check.change_unit)
    return f"{step} là {change}; báo cáo ghi {_said(verdict.check, current)}"


def _value(one: Indicator) -> str:
    return amount(one.value, one.unit, one.counted)


def _said(check: Check, current: Indicator) -> str:
    value, unit = check.statement.figure.value, check.statement.unit
    if check.statement.kind == "ratio":
        return f"bằng {amount(value, unit)} kỳ trước"
    word = "tăng" if value > 0 else "giảm" if value < 0 else "không đổi"
    return f"{word} {amount(abs(value), unit, current.counted)}" if value else word
