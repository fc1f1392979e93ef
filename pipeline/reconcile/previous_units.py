"""The unit and the figure of a row that a person typed: `triệu đồng` and `536.096`, `1000 con` and `2,5`, `ha` and
`905,2`.

Signals, in order: a plain number beside a unit; else the quantity grammar on both together (`trên 1.200 tấn`, `17-19`).
A unit that no table knows is a counted noun if it reads like one. Never: a guess between two units.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from pipeline.check.intervals import Interval, Quantity
from pipeline.grammar.numbers import NumberStyle, parse_number
from pipeline.grammar.quantities import scan
from pipeline.reconcile.table_cells import Cell, Number
from schemas.observation import Unit

_THOUSANDS = re.compile(r"^(1(?:[. ]?000){1,3})\s*(?=\D)")
_MIXED = re.compile(r"[;,]|\s-\s|(?<!\w)(?:hoặc|và)(?!\w)")
_NOUN = re.compile(r"[^\W\d_]+(?: [^\W\d_]+){0,4}")
_PLAIN = re.compile(r"(?P<minus>[-−–]\s*|\()?(?P<number>\d[\d.,\s' ]*?)\)?\s*(?P<percent>%)?")
_HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class PrintedUnit:
    """One printed unit is `factor` canonical units."""

    code: Unit
    factor: Decimal
    counted: str | None = None


@lru_cache(maxsize=4096)
def read_unit(printed: str) -> PrintedUnit | None:
    """The unit that a cell names; None where it names none, or more than one."""
    text = re.sub(r"\s+", " ", printed).strip(" .:()")
    if not text:
        return None
    thousands = _THOUSANDS.match(text)
    factor = Decimal(re.sub(r"\D", "", thousands.group(1))) if thousands else Decimal(1)
    text = text[thousands.end() :] if thousands else text
    for form in (text, text.lower()):
        found = scan(f"1 {form}").quantities
        if len(found) == 1 and found[0].end == len(form) + 2 and found[0].unit is not None:
            one = found[0]
            unit: Unit = one.unit or "count"
            return PrintedUnit(unit, one.low * factor, one.counted)
    if _MIXED.search(text) or not _NOUN.fullmatch(text):
        return None
    return PrintedUnit("count", factor, text.lower())


def read_figure(cell: Cell, unit: PrintedUnit, style: NumberStyle) -> Quantity | None:
    """The figure of a cell in the canonical unit; None where it has no single reading."""
    if isinstance(cell, Number):
        return _figure(cell.value, cell.value, cell.resolution, unit)
    text = cell.strip()
    plain = _PLAIN.fullmatch(text)
    if plain is not None and not (plain["percent"] and unit.code != "%"):
        digits = re.sub(r"[\s' ]", "", plain["number"])
        parsed = parse_number(digits, style) if _grouped(plain["number"]) else None
        if parsed is None:
            return None
        value = -parsed[0] if plain["minus"] else parsed[0]
        return _figure(value, value, parsed[1], unit)
    found = scan(text, style).quantities
    if len(found) != 1 or found[0].part != "single":
        return None
    one = found[0]
    if one.unit is None or (one.unit == "count" and unit.code == "count"):
        return _figure(one.low, one.high, one.resolution, unit, one.approx)
    if one.unit != unit.code:
        return None
    return _figure(one.low, one.high, one.resolution, PrintedUnit(unit.code, Decimal(1)), one.approx)


def _grouped(number: str) -> bool:
    """Spaces in a number stand between groups of three, or nowhere."""
    groups = re.split(r"[\s' ]+", number.strip())
    return len(groups) == 1 or all(len(re.split("[.,]", group)[0]) == 3 for group in groups[1:])


def _figure(low: Decimal, high: Decimal, resolution: Decimal, unit: PrintedUnit, approx: str = "exact") -> Quantity:
    low, high, place = low * unit.factor, high * unit.factor, resolution * unit.factor
    exact = unit.code == "count" and place <= 1 and low == low.to_integral_value()
    half = Decimal(0) if exact else place * _HALF
    allowed = {
        "over": Interval(low - half, None), "under": Interval(None, high + half), "about": Interval(None, None),
    }.get(approx, Interval(low - half, high + half))  # fmt: skip
    return Quantity(low, allowed, place, exact)
