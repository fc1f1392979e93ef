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

from pipeline.grammar.clauses import Token
from pipeline.grammar.quantities import Quantity
from schemas.observation import Basis, Measure

_BASIS: dict[str, Basis] = {
    "basis_year": "previous_year",
    "basis_period": "previous_period",
    "basis_base": "base_year",
    "basis_plan": "plan",
    "basis_total": "total",
}
_YEAR = re.compile(r"(?:^|\s)(?:cuối |đầu |thực hiện |kết quả )?năm (?:học )?(\d{4})")
_RATE = re.compile(r"\b(?:tỷ lệ|tỉ lệ|tỷ trọng|tỉ trọng|tỷ suất|cơ cấu|độ che phủ|chỉ số|tỷ số)\b", re.IGNORECASE)
_PLAN_RATE = re.compile(r"\b(?:giải ngân|hoàn thành kế hoạch|thực hiện kế hoạch)\b", re.IGNORECASE)
_RESULT = re.compile(
    r"^(?:tổng )?(?:thu|chi|giải ngân|giá trị|sản lượng|diện tích|doanh thu|kim ngạch|năng suất|vốn)\b", re.IGNORECASE
)
_PERCENT = ("%", "permille")


def measure_of(
    unit: str, kinds: Sequence[str], core: str, after: Basis | None, after_fraction: bool, follows: bool
) -> Measure:
    """The measure of a figure in `unit`, with the function phrases `kinds` before it (nearest first)."""
    word = next((k for k in kinds if k in ("up", "down", "to", "ratio", "share")), None)
    if word in ("up", "down"):
        return "change"
    if unit == "times":
        return "ratio"
    if unit not in _PERCENT:
        return "level"
    if word == "share":
        return "share"
    if word == "ratio":
        return "ratio"
    if _RATE.search(core):
        return "ratio" if _PLAN_RATE.search(core) else "share"
    if after in ("plan", "previous_year", "previous_period", "base_year"):
        return "ratio"
    if core:
        return "ratio" if _RESULT.match(core) else "share"
    return "ratio" if follows or after_fraction else "share"


def sign_of(quantity: Quantity, measure: Measure, kinds: Sequence[str]) -> tuple[Decimal, Decimal]:
    """(low, high), negative where the figure is a decrease."""
    word = next((k for k in kinds if k in ("up", "down", "to", "ratio", "share")), None)
    if measure == "change" and word == "down" and quantity.low >= 0:
        return -quantity.high, -quantity.low
    return quantity.low, quantity.high


def basis_after(text: str, tokens: Sequence[Token], i: int, year: int | str | None) -> Basis | None:
    """The basis that the words behind figure `i` name, up to the next figure, comma or bracket."""
    at = tokens[i].end
    against = False
    for token in tokens[i + 1 :]:
        gap = text[at : token.start]
        if (stated := _year_basis(gap, year)) and against:
            return stated
        if token.kind in ("Q", ";", ")", "(", ":", "opener"):
            return None
        if token.kind == ",":
            return None
        if token.kind == "against":
            against = True
        elif token.kind in _BASIS and (against or len(gap.split()) <= 1):
            if token.kind == "basis_total" and not against:
                return None
            return _BASIS[token.kind]
        elif token.kind.startswith("X:") and against:
            if stated := _year_basis(text[max(at, token.start - 5) : token.end], year):
                return stated
        elif token.kind in ("up", "down", "share", "ratio", "estimate"):
            return None
        at = token.end
    return _year_basis(text[at : at + 40], year) if against else None


def basis_before(text: str, tokens: Sequence[Token], end: int, start: int, year: int | str | None) -> Basis | None:
    """The last basis that the words of `start:end` name after `so với` or beside a percentage."""
    found: Basis | None = None
    against = False
    for token in tokens:
        if token.end <= start or token.start >= end:
            continue
        if token.kind == "against":
            against = True
        elif (
            token.kind in _BASIS
            and token.kind != "basis_total"
            and (against or token.kind == "basis_plan" or token.kind == "basis_year")
        ):
            found = _BASIS[token.kind]
        elif token.kind.startswith("X:") and against:
            found = _year_basis(text[max(start, token.start - 5) : token.end], year) or found
    return found


def _year_basis(words: str, year: int | str | None) -> Basis | None:
    match = _YEAR.search(" " + words)
    if match is None or not isinstance(year, int):
        return None
    return "previous_year" if int(match[1]) >= year - 1 else "base_year"
