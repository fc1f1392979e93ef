"""The sheet of the workbook that sets a report beside that of the year before, contradictions first.

A row per indicator and project of either year: the verdict, both names, both values in the scale an office writes, the
change between them, and the reconciliation's own sentence. Beyond the rows that a sheet takes, the last one says that
the rest is in `reconciliation.csv`. Never: a change that the reconciliation did not compute.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pipeline.deliver.rows import Loaded, Years
from pipeline.deliver.sheets import Sheet, cut, decimals, inside
from pipeline.deliver.units import scale
from pipeline.deliver.wording import STATUSES
from pipeline.verdicts import ALARMS, ORDER, PROJECT_ORDER, STATUS

COLUMNS = (
    ("Kết quả", 18), ("Báo cáo", 30), ("Năm trước", 30), ("Chỉ tiêu, dự án kỳ này", 44), ("Tên ở kỳ trước", 44), ("ĐVT", 14),
    ("Kỳ trước", 16), ("Kỳ này", 16), ("Thay đổi (%, điểm %)", 13), ("Khớp tên (%)", 10), ("Giải thích", 80),
)  # fmt: skip
_COMPUTED = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Looks:
    """Cell formats: of a number with so many decimals, of text, of an alarm by its severity."""

    number: Callable[[int], Any]
    text: Any
    alarm: Mapping[str, Any]


def add_years(sheet: Sheet, looks: Looks, report: Loaded, years: Years, own: str, most: int) -> None:
    """The rows of one report; `own` is the sheet with its figures, `most` the rows that the sheet may have."""
    for record in in_order(years.reconciliation):
        if sheet.row > most:
            return
        if sheet.row == most:
            sheet.texts(["", "", "", "Phần còn lại ở reconciliation.csv"])
            return
        _add(sheet, looks, record, report["document"]["file"], years.reconciliation["previous"]["file"], own)


def in_order(reconciliation: Loaded) -> Iterator[Loaded]:
    """Indicators, then projects, each with what a person should see first in front."""
    yield from sorted(reconciliation["indicators"], key=lambda one: (ORDER[one["status"]], not one["improbable"]))
    yield from sorted(reconciliation["projects"], key=lambda one: PROJECT_ORDER[one["status"]])


def _add(sheet: Sheet, looks: Looks, one: Loaded, current: str, previous: str, own: str) -> None:
    at = sheet.next_row()
    look = looks.alarm.get(ALARMS.get(one["status"], ""), looks.text)
    sheet.sheet.write_string(at, 0, STATUS[one["status"]], look)
    sheet.link(at, 1, inside(own), current)
    sheet.sheet.write_string(at, 2, cut(previous), looks.text)
    sheet.sheet.write_string(at, 3, cut(one["current_name"] or ""), looks.text)
    sheet.sheet.write_string(at, 4, cut(one["previous_name"] or ""), looks.text)
    if "unit" in one:
        values, unit = (one["previous_value"], one["current_value"]), one["unit"]
    else:
        values, unit = (one["previous_cost"], one["current_cost"]), "VND"
        states = [STATUSES[one[name]] for name in ("previous_status", "current_status") if one[name]]
        sheet.sheet.write_string(at, 8, " → ".join(states), looks.text)
    known = [abs(Decimal(str(value))) for value in values if value is not None]
    if known:
        shown = scale(unit, max(known))
        sheet.sheet.write_string(at, 5, shown.label, looks.text)
        for column, value in enumerate(values, 6):
            if value is not None:
                number = Decimal(str(value)) / shown.factor
                sheet.sheet.write_number(at, column, float(number), looks.number(decimals(number)))
    change = one.get("computed_change")
    if change and change["unit"] in ("%", "pp") and change["low"] is not None and change["high"] is not None:
        middle = ((Decimal(str(change["low"])) + Decimal(str(change["high"]))) / 2).quantize(_COMPUTED)
        sheet.sheet.write_number(at, 8, float(middle), looks.number(2))
    if one["match"] is not None:
        sheet.sheet.write_number(at, 9, round(float(one["match"]) * 100), looks.number(0))
    sheet.sheet.write_string(at, 10, cut(one["message"]), looks.text)
