"""A report's figures as the rows of an office table: one indicator a row, what was reached, planned and last year's.

Observations of one indicator (same name, path, area, period and condition) share a row. Each takes the column that its
measure, basis and scenario name: a level is the result, the plan or last year's value; a ratio to the plan or to last
year, its percentage; a change in per cent against last year, 100 plus the change. What has no column of its own (other
bases, changes in units) is told in the row's note. A second, different value for a taken column opens a second row; the
same value said again is one. Never: a value that the report does not state.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from pipeline.deliver.rows import Loaded
from pipeline.deliver.units import written
from pipeline.deliver.wording import BASES

Slot = Literal["result", "plan", "plan_percent", "previous", "previous_percent"]
Loose = Mapping[str, Any]
"""An observation as loaded from JSON."""

_LEVELS: dict[str, Slot] = {"actual": "result", "estimate": "result", "plan": "plan", "previous": "previous"}
_RATIOS: dict[str, Slot] = {"plan": "plan_percent", "previous_year": "previous_percent"}


@dataclass(frozen=True, slots=True)
class Cell:
    """A value in the canonical unit of its row (% in the percentage columns), and the observation that states it."""

    low: Decimal
    high: Decimal
    observation: Loose


@dataclass(slots=True)
class Row:
    """One line of the table; `unit` and `counted` are those of its levels, None while it has none."""

    name: str
    first: Loose
    unit: str | None = None
    counted: str | None = None
    cells: dict[Slot, Cell] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def office_rows(report: Loaded) -> list[Row]:
    """The rows of a report in the order in which their indicators are first met."""
    found: list[Row] = []
    open_rows: dict[tuple[Any, ...], list[Row]] = {}
    for one in report["observations"]:
        of_same = open_rows.setdefault(_key(one), [])
        slot, cell = _slot(one)
        row = next((row for row in of_same if _takes(row, slot, cell)), None)
        if row is None:
            row = Row(_name(one, report["document"]["header"]), one)
            of_same.append(row)
            found.append(row)
        _put(row, slot, cell)
    return found


def _put(row: Row, slot: Slot | None, cell: Cell) -> None:
    if slot is None:
        note = _note(cell.observation)
        if note not in row.notes:
            row.notes.append(note)
        return
    row.cells.setdefault(slot, cell)
    if slot in _LEVELS.values():
        row.unit, row.counted = cell.observation["unit"], cell.observation["counted"]


def _key(one: Loose) -> tuple[Any, ...]:
    """What observations of one row share. Last year's values belong to the year whose report states them."""
    period = one["period"] or {}
    days = (str(period.get("start"))[4:], str(period.get("end"))[4:]) if period.get("start") else period.get("label")
    year = one["year"] + 1 if one["scenario"] == "previous" and isinstance(one["year"], int) else one["year"]
    area = (one["area"] or {}).get("name")
    return one["indicator"].casefold(), tuple(one["path"]), area, one["condition"], year, days


def _slot(one: Loose) -> tuple[Slot | None, Cell]:
    low, high = Decimal(str(one["low"])), Decimal(str(one["high"]))
    cell = Cell(low, high, one)
    if one["measure"] in ("level", "share"):
        return _LEVELS[one["scenario"]], cell
    if one["unit"] == "%" and one["measure"] == "ratio":
        return _RATIOS.get(one["basis"]), cell
    if one["unit"] == "%" and one["measure"] == "change" and one["basis"] in _RATIOS:
        return _RATIOS[one["basis"]], Cell(100 + low, 100 + high, one)
    return None, cell


def _takes(row: Row, slot: Slot | None, cell: Cell) -> bool:
    """Whether an observation can stand in this row."""
    if slot is None:
        return True
    taken = row.cells.get(slot)
    if taken is not None and (taken.low, taken.high) != (cell.low, cell.high):
        return False
    if slot not in _LEVELS.values() or row.unit is None:
        return True
    return (row.unit, row.counted) == (cell.observation["unit"], cell.observation["counted"])


def _name(one: Loose, header: Loose) -> str:
    """The indicator, with what sets it apart from the report's own area and year."""
    marks = []
    area = (one["area"] or {}).get("name")
    if area and area.casefold() not in (header["issuer"] or "").casefold():
        marks.append(area)
    own = header["period"] or {}
    period = one["period"] or {}
    if period.get("label") and period["label"] != own.get("label"):
        marks.append(period["label"])
    elif one["year"] is not None and one["scenario"] != "previous" and one["year"] != header["year"]:
        marks.append(f"năm {one['year']}")
    if one["condition"]:
        marks.append(one["condition"])
    name = " › ".join((*one["path"], one["indicator"]))
    return f"{name} ({'; '.join(marks)})" if marks else name


def _note(one: Loose) -> str:
    basis = BASES.get(one["basis"] or "", "")
    if one["measure"] != "change":
        return f"bằng {written(one)} {basis}".rstrip()
    low, high = one["low"], one["high"]
    word, value = ("giảm", {**one, "low": -high, "high": -low}) if high < 0 else ("tăng", one)
    return f"{word} {written(value)} {basis}".rstrip()


def section_titles(report: Loaded) -> dict[str, str]:
    """Label and title by section id."""
    return {one["id"]: " ".join(filter(None, (one["label"], one["title"]))) for one in report["sections"]}


def with_sections(rows: list[Row], titles: Mapping[str, str]) -> Iterator[tuple[str | None, Row]]:
    """Each row, with the title of its section where a new one begins."""
    last: str | None = None
    for row in rows:
        section = row.first["section"]
        begins = section is not None and section != last
        last = section
        yield (titles.get(section) if begins else None), row
