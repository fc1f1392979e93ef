"""SDMX-CSV 2.0 of the observations: the form in which statistical offices exchange data.

A series is named by codes: indicator and area by their official code where the report's records have one, else by their
name in capital ASCII letters. `REPORT` and `OBS_ID` make every key unique and lead back to the record. Signals of time,
in order: the period's first and last day, the day of a stock, the year, the year of the report. Never: an observation
without any time; SDMX has no place for it, the other formats do.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from pipeline.deliver.csv import CsvFile, safe
from pipeline.deliver.rows import Loaded, plain

STRUCTURE = "BAOCAO:OBSERVATIONS(1.0)"
DIMENSIONS = (
    "REPORT", "OBS_ID", "FREQ", "REF_AREA", "INDICATOR", "MEASURE", "BASIS", "SCENARIO", "COUNTED", "TIME_PERIOD",
)  # fmt: skip
HEADS = (
    "STRUCTURE", "STRUCTURE_ID", "ACTION", *DIMENSIONS, "OBS_VALUE", "UNIT_MEASURE", "UNIT_MULT", "DECIMALS",
    "OBS_STATUS", "OBS_LOW", "OBS_HIGH", "CONF_SCORE", "INDICATOR_NAME", "AREA_NAME", "CONDITION", "SOURCE_TEXT",
)  # fmt: skip
_STATUS = {"actual": "A", "estimate": "E", "plan": "F", "previous": "A"}
"""Codes of SDMX's CL_OBS_STATUS: normal, estimated, forecast."""
_UNITS = {"%": "PT", "pp": "PT_POINT", "permille": "PM"}
"""Units that are no codes as they are."""
_FREQUENCY = {12: "A", 6: "S", 3: "Q", 1: "M"}


def add(file: CsvFile, key: str, report: Loaded) -> None:
    """The observations of one report that have a time."""
    for one in report["observations"]:
        if (time := _time(one, report["document"]["header"])) is not None:
            file.add(_cells(one, key, *time))


def _cells(one: Mapping[str, Any], key: str, frequency: str, time: str) -> Iterator[str]:
    low, high = (Decimal(str(one[end])) for end in ("low", "high"))
    area = one["area"] or {}
    yield from ("dataflow", STRUCTURE, "I", key[-8:].upper(), one["id"].upper(), frequency)
    yield code(area.get("code") or area.get("name"))
    yield code(one["code"] or one["indicator"])
    yield from (one["measure"].upper(), code(one["basis"]), one["scenario"].upper(), code(one["counted"]), time)
    yield plain(low if low == high else (low + high) / 2)
    yield from (
        _UNITS.get(one["unit"]) or code(one["unit"]),
        "0",
        str(_decimals(Decimal(str(one["resolution"])))),
        _STATUS[one["scenario"]],
    )
    yield from (plain(low), plain(high), plain(Decimal(str(one["confidence"]))))
    yield from map(safe, (one["indicator"], area.get("name") or "", one["condition"] or "", one["source"]["text"]))


def code(name: str | None) -> str:
    """A name as an SDMX code (capital letters, digits, `_`); `_Z`, not applicable, where there is none."""
    if not name:
        return "_Z"
    letters = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    plain_letters = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.sub(r"[^A-Z0-9]+", "_", plain_letters.upper()).strip("_") or "_Z"


def _time(one: Mapping[str, Any], header: Mapping[str, Any]) -> tuple[str, str] | None:
    """SDMX frequency and time period."""
    period = one["period"] or {}
    if period.get("start") and period.get("end"):
        return _stretch(date.fromisoformat(period["start"]), date.fromisoformat(period["end"]))
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", one["as_of"] or ""):
        return "D", one["as_of"]
    year = one["year"] if one["year"] is not None else header["year"]
    if span := re.fullmatch(r"(\d{4})-(\d{4})", str(year)):
        first, last = map(int, span.groups())
        return ("_O", f"{first}-01-01/P{last - first + 1}Y") if last >= first else None
    return ("A", str(year)) if year is not None and str(year).isdecimal() else None


def _stretch(start: date, end: date) -> tuple[str, str]:
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    whole = start.day == 1 and end.day == monthrange(end.year, end.month)[1]
    if not whole:
        return ("D", start.isoformat()) if start == end else ("_O", f"{start}/P{(end - start).days + 1}D")
    frequency = _FREQUENCY.get(months)
    if frequency is None or (start.month - 1) % months:
        return "_O", f"{start}/P{months}M"
    part = (start.month - 1) // months + 1
    shown = {"A": "", "S": f"-S{part}", "Q": f"-Q{part}", "M": f"-{part:02d}"}[frequency]
    return frequency, f"{start.year}{shown}"


def _decimals(resolution: Decimal) -> int:
    exponent = resolution.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
