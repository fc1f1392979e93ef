"""What a single cell prints: figures, a unit, a ditto mark, nothing.

Problem: a figure in a cell stands alone, so shapes that are unreadable in prose are plain here (`-3,1`, `(1.200)`,
`+5`, `121.18417` wrapped before its last digit), and a unit is a whole cell (`Triệu đồng`, `1.000 con`, `Ngườ⏎i`).
Signals: the shape of the whole cell; else the quantity grammar reads it. Never: a sentence is no figure here.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from pipeline.frozen import dataclass, replace
from pipeline.grammar.folding import fold
from pipeline.grammar.numbers import ENGLISH, VIETNAMESE, NumberStyle, parse_number
from pipeline.grammar.quantities import Quantity, scan
from pipeline.grammar.table_grid import SheetCell
from pipeline.grammar.units import read_measure
from pipeline.grammar.values import read_value
from schemas.observation import Approximation, Unit


@dataclass(frozen=True, slots=True)
class UnitReading:
    """A printed unit: one of it is `factor` of the canonical `code`; `counted` the noun where it counts, `per` what stands
    behind its slash."""

    code: Unit
    factor: Decimal
    counted: str | None = None
    per: str = ""


PERCENT = UnitReading("%", Decimal(1))


@dataclass(frozen=True, slots=True)
class CellFigure:
    """A figure as printed, its unit not yet applied unless the cell itself gives it (`unit`; then `low`, `high` and
    `resolution` are canonical). Offsets into the cell's view. `whole` is True for y of `x/y`."""

    start: int
    end: int
    number_end: int
    low: Decimal
    high: Decimal
    resolution: Decimal
    unit: UnitReading | None = None
    approx: Approximation = "exact"
    whole: bool = False


_EMPTY = re.compile(r"[\s\-–—−.…_xX*/]*")
_DITTO = re.compile(r"[\"“”„'’‘`〃]{1,4}|-?\s*(?:nt|n/t|như trên)\s*-?|//", re.IGNORECASE)
_SIGNED = re.compile(r"(?P<open>\()?\s*(?P<sign>[-+−–])?\s*(?P<digits>\d[\d.,' ]*)\s*(?P<percent>%)?\s*(?P<close>\))?")
_FRACTION = re.compile(r"(?P<part>\d[\d.,]*)\s*/\s*(?P<whole>\d[\d.,]*)")
_WRAPPED = re.compile(r"(?<=[\d.,]) (?=[\d.,])")
_THOUSANDS = re.compile(r"\d{1,3}(?: \d{3})+(?:[.,]\d+)?")
_ENGLISH_THOUSAND = re.compile(r"\s*1,000(?!\d)")
_POWER_OF_TEN = re.compile(r"10*(?:[.,]0+)*")
_LEADING_NUMBER = re.compile(r"\s*\d")


def is_empty(text: str) -> bool:
    """Nothing, or a sign for nothing: `-`, `…`, `x`."""
    return _EMPTY.fullmatch(text) is not None


def is_ditto(text: str) -> bool:
    """Does the cell repeat the one above: `"`, `''`, `nt`?"""
    return _DITTO.fullmatch(text.strip()) is not None


def read_figures(cell: SheetCell, style: NumberStyle) -> list[CellFigure]:
    """The figures of a cell: one, two for `x/y`, none where it holds none or a shape that cannot be read."""
    text = cell.text
    signed = _SIGNED.fullmatch(text.strip())
    if signed is not None:
        figure = _signed(cell, style, text)
        return [figure] if figure is not None else []
    fraction = _FRACTION.fullmatch(text.strip())
    if fraction is not None:
        return _fraction(text, style)
    return [_of_quantity(quantity) for quantity in scan(text, style).quantities if quantity.part != "whole"] + [
        replace(_of_quantity(quantity), whole=True)
        for quantity in scan(text, style).quantities
        if quantity.part == "whole"
    ]


def _signed(cell: SheetCell, style: NumberStyle, text: str) -> CellFigure | None:
    match = _SIGNED.search(text)
    assert match is not None
    raw = match["digits"].rstrip(" .,'")
    if " " in raw and not (_THOUSANDS.fullmatch(raw) or _is_wrapped(cell, raw)):
        return None
    parsed = parse_number(raw.replace(" ", "").replace("'", ""), style)
    if parsed is None:
        return None
    value, resolution = parsed
    negative = (match["sign"] or "+") in "-−–" or (match["open"] and match["close"] and not match["sign"])
    number_end = match.start("digits") + len(raw)
    end = match.end("percent") if match["percent"] else number_end
    unit = PERCENT if match["percent"] else None
    value = -value if negative else value
    return CellFigure(match.start("digits"), end, number_end, value, value, resolution, unit)


def _is_wrapped(cell: SheetCell, raw: str) -> bool:
    """Was one number broken over lines, and not two written one above the other? Its first line is long, its last
    short."""
    parts = raw.split(" ")
    return len(cell.pieces) == len(parts) and len(parts[-1]) < len(parts[0]) and len(parts[0]) >= 5


def _fraction(text: str, style: NumberStyle) -> list[CellFigure]:
    match = _FRACTION.search(text)
    assert match is not None
    figures = []
    for name in ("part", "whole"):
        parsed = parse_number(match[name].rstrip(".,"), style)
        if parsed is None:
            return []
        end = match.start(name) + len(match[name].rstrip(".,"))
        value, resolution = parsed
        figures.append(CellFigure(match.start(name), end, end, value, value, resolution, whole=name == "whole"))
    return figures


def _of_quantity(quantity: Quantity) -> CellFigure:
    unit = UnitReading(quantity.unit, Decimal(1), quantity.counted) if quantity.unit is not None else None
    return CellFigure(
        quantity.start,
        quantity.end,
        quantity.number_end,
        quantity.low,
        quantity.high,
        quantity.resolution,
        unit,
        quantity.approx,
    )


@lru_cache(maxsize=4096)
def read_unit(text: str, guess: bool = False) -> UnitReading | None:
    """The unit that a whole text names (`Triệu đồng`, `1.000 con`, `%`), None where it names none.

    `guess` takes any few words without digits for a counted noun: right in a unit column only."""
    text = " ".join(text.split()).strip(" .,:;")
    if not text:
        return None
    known = _known_unit(text) or _known_unit(text.replace(" ", ""))
    if known is not None or not guess:
        return known
    wordy = len(text.split(" ")) <= 5 and not any(c.isdigit() for c in text) and any(c.isalpha() for c in text)
    return UnitReading("count", Decimal(1), text.lower()) if wordy else None


def is_figure(text: str, style: NumberStyle = VIETNAMESE) -> bool:
    """Is the cell one figure with its unit and nothing else: `2,5 km`, `8 phòng học`?"""
    if not _LEADING_NUMBER.match(text):
        return False
    quantities = scan(text, style).quantities
    return len(quantities) == 1 and quantities[0].end == len(text.rstrip()) and quantities[0].unit is not None


def _known_unit(text: str) -> UnitReading | None:
    style = ENGLISH if _ENGLISH_THOUSAND.match(text) else VIETNAMESE
    counted = text if _LEADING_NUMBER.match(text) else f"1 {text}"
    folded = fold(counted)
    value = read_value(folded, folded, 0, style)  # folded on both sides: `Triệu Đồng` is no place here
    if value is None or not _POWER_OF_TEN.fullmatch(folded[: value.number_end]):
        return None  # `2,5 km` is a figure, `1.000 con` a unit
    measure = read_measure(folded, folded, value.end, guess=False)
    if measure is None:
        money = value.currency and value.end == len(counted)
        return UnitReading("VND", value.low) if money else None
    if measure.end != len(counted):
        return None
    noun = counted[measure.noun_start : measure.noun_end].lower() if measure.code == "count" else None
    return UnitReading(measure.code, value.low * measure.factor, noun or None, measure.per or "")
