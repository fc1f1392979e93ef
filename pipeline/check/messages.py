"""What a finding says, in Vietnamese: the relation spelled out with both sides, as the report prints its figures.

Never: a verdict on who is wrong; the message says what the figures give and what the report says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal

from pipeline.check.intervals import Interval, Quantity, is_subtracted
from pipeline.check.relations import Claim, Kind
from schemas.observation import Observation

_MAGNITUDES = ((Decimal(10) ** 9, "tỷ "), (Decimal(10) ** 6, "triệu "), (Decimal(1), ""))
_MILLION = Decimal(10) ** 6
_UNITS = {
    "VND": "đồng", "VND/person/year": "đồng/người/năm", "VND/person/month": "đồng/người/tháng", "VND/ha": "đồng/ha",
    "t": "tấn", "t/ha": "tấn/ha", "pp": "điểm %", "times": "lần", "person/km2": "người/km2", "permille": "‰",
    "degC": "°C", "per_10000": "/vạn dân",
}  # fmt: skip
_EACH = re.compile(r"[\d.,\s]+([^\d/]+/[^\d/]+)")  # `3,9 người/hộ`
_MOST_ITEMS = 12
_TENTH = Decimal("0.1")


def message(claim: Claim) -> str:
    """One line: what follows from the one side, and what the report says on the other."""
    return _WORDED[claim.relation.kind](claim)


def number(value: Decimal) -> str:
    """With a dot between thousands and a decimal comma; no digits that do not count."""
    plain = f"{value.normalize():f}"
    whole, _, fraction = plain.lstrip("-").partition(".")
    grouped = re.sub(r"(?<=\d)(?=(\d{3})+$)", ".", whole)
    return ("-" if value < 0 else "") + grouped + ("," + fraction if fraction else "")


def amount(q: Quantity, value: Decimal | None = None) -> str:
    """A value with the unit of its figure, in the magnitude in which money is mostly printed."""
    shown = q.value if value is None else value
    o = q.observation
    if o is None:
        return number(shown)
    if o.unit == "count":
        each = _EACH.fullmatch(o.source.text)
        noun = each[1] if each else o.counted
        return f"{number(shown)} {noun}" if noun else number(shown)
    if o.unit == "t/ha" and "tạ" in o.source.text:
        return f"{number(shown * 10)} tạ/ha"
    if o.unit.startswith("VND"):
        factor, name = next((f, n) for f, n in _MAGNITUDES if abs(shown) >= f or f == 1)
        return f"{number(shown / factor)} {name}{_UNITS[o.unit]}"
    if o.unit == "USD" and abs(shown) >= _MILLION:
        return f"{number(shown / _MILLION)} triệu USD"
    unit = _UNITS.get(o.unit, o.unit)
    return f"{number(shown)}{unit}" if unit in ("%", "‰") else f"{number(shown)} {unit}"


def _computed(claim: Claim) -> str:
    """The value that the terms give, rounded one place finer than the report prints it."""
    expected, result = claim.relation.expected(), claim.relation.result
    middle = expected.middle
    if middle is None:
        return _open(expected, result)
    if _adds(claim):
        return amount(result, sum((t.value for t in claim.relation.terms), Decimal(0)))
    exact = _POINT[claim.relation.kind]([t.value for t in claim.relation.terms])
    step = result.resolution / 10
    return amount(result, (exact / step).to_integral_value() * step)


_POINT: dict[Kind, Callable[[Sequence[Decimal]], Decimal]] = {
    "ratio": lambda v: v[0] / v[1] * 100,
    "rate": lambda v: v[0] / v[1] * 10_000,
    "quotient": lambda v: v[0] / v[1],
    "product": lambda v: v[0] * v[1],
    "difference": lambda v: v[0] - v[1],
    "growth": lambda v: (v[0] / v[1] - 1) * 100,
    "growth_by": lambda v: v[1] / (v[0] - v[1]) * 100,
    "same": lambda v: v[0],
    "count": lambda v: v[0],
}


def _adds(claim: Claim) -> bool:
    return claim.relation.kind in ("sum", "at_most")


def _open(expected: Interval, result: Quantity) -> str:
    if expected.low is not None:
        return f"ít nhất {amount(result, expected.low)}"
    return f"nhiều nhất {amount(result, expected.high)}" if expected.high is not None else "không xác định"


def _sum(claim: Claim) -> str:
    terms = claim.relation.terms
    shown = _chain(terms[:_MOST_ITEMS]) + (" + …" if len(terms) > _MOST_ITEMS else "")
    if claim.rule == "shares_sum_to_100":
        total = number(sum((t.value for t in terms), Decimal(0)))
        return f"Các tỷ trọng cộng lại không bằng 100%: {shown} = {total}%"
    return f"{_name(claim.relation.result)}: {shown} = {_computed(claim)}, báo cáo ghi {amount(claim.relation.result)}"


def _chain(terms: Sequence[Quantity]) -> str:
    """`112 + 2.845 - 2.790`"""
    shown = _bare(terms[0])
    for term in terms[1:]:
        shown += f" - {_bare(-term)}" if is_subtracted(term) else f" + {_bare(term)}"
    return shown


def _at_most(claim: Claim) -> str:
    result, terms = claim.relation.result, claim.relation.terms
    if len(terms) > 1:
        return f"{_sum(claim)} (các phần vượt quá tổng)"
    part, whole = terms[0], result
    if _name(part) == _name(whole):
        return f"{_name(whole)}: {_when(part)} {amount(part)}, nhiều hơn {_when(whole)} {amount(whole)}"
    return f"{_name(part)} {amount(part)}, nhiều hơn {_name(whole)} {amount(whole)}"


def _when(q: Quantity) -> str:
    period = q.observation.period if q.observation is not None else None
    return period.label if period is not None else "phần này"


def _ratio(claim: Claim) -> str:
    part, base = claim.relation.terms
    return (
        f"{_name(claim.relation.result)}: {_bare(part)} / {amount(base)} = {_computed(claim)}, "
        f"báo cáo ghi {amount(claim.relation.result)}"
    )


def _product(claim: Claim) -> str:
    shown = " × ".join(amount(t) for t in claim.relation.terms)
    return f"{_name(claim.relation.result)}: {shown} = {_computed(claim)}, báo cáo ghi {amount(claim.relation.result)}"


def _change(claim: Claim) -> str:
    relation = claim.relation
    if relation.kind == "growth_by":
        now, change = relation.terms
        return (
            f"{_name(now)}: {_moved(change)} còn {amount(now)} "
            f"là {_moved(relation.result, _rounded(claim))}, báo cáo ghi {_moved(relation.result)}"
        )
    now, before = relation.terms
    computed = _moved(relation.result, _rounded(claim))
    return (
        f"{_name(relation.result)}: {amount(now)} so với {amount(before)} là {computed}, "
        f"báo cáo ghi {_moved(relation.result)}"
    )


def _rounded(claim: Claim) -> Decimal:
    exact = _POINT[claim.relation.kind]([t.value for t in claim.relation.terms])
    step = claim.relation.result.resolution
    return (exact / step).to_integral_value() * step


def _moved(q: Quantity, value: Decimal | None = None) -> str:
    shown = q.value if value is None else value
    return f"{'giảm' if shown < 0 else 'tăng'} {amount(q, abs(shown))}"


def _same(claim: Claim) -> str:
    result, other = claim.relation.members
    return f"{_name(result)}: chỗ này ghi {_told(result)}, chỗ kia ghi {_told(other)}"


def _told(q: Quantity) -> str:
    return _moved(q) if q.observation is not None and q.observation.measure == "change" else amount(q)


def _count(claim: Claim) -> str:
    stated, items = claim.relation.members
    named = "; ".join(claim.items[:_MOST_ITEMS])
    return f"{_name(stated)}: báo cáo ghi {amount(stated)}, nhưng nêu tên {number(items.value)} ({named})"


def _mean(claim: Claim) -> str:
    """What the parts allow for the growth of the whole."""
    relation = claim.relation
    weighted = relation.kind == "weighted_mean"
    parts = relation.terms[: len(relation.terms) // 2] if weighted else relation.terms
    shown = "; ".join(f"{number(part.value)}%" for part in parts)
    by = "theo tốc độ và tỷ trọng của các khu vực" if weighted else "theo tốc độ của các khu vực"
    low, high = (
        number((end or Decimal(0)).quantize(_TENTH)) for end in (relation.expected().low, relation.expected().high)
    )
    return (
        f"{_name(relation.result)}: {by} ({shown}) chỉ có thể từ {low}% đến {high}%, "
        f"báo cáo ghi {amount(relation.result)}"
    )


_WORDED = {
    "sum": _sum, "at_most": _at_most, "ratio": _ratio, "rate": _ratio, "quotient": _ratio, "product": _product,
    "difference": _change, "growth": _change, "growth_by": _change, "same": _same, "count": _count,
    "mean": _mean, "weighted_mean": _mean,
}  # fmt: skip


def _name(q: Quantity) -> str:
    return q.observation.indicator if isinstance(q.observation, Observation) else "Tổng"


def _bare(q: Quantity) -> str:
    """Within a sum the unit is said once, by the result; money keeps its magnitude."""
    o = q.observation
    return amount(q) if o is not None and o.unit.startswith(("VND", "USD")) else number(q.value)
