"""Values as an office writes them: the scale and the words of a unit, Vietnamese separators.

The table is `units.toml`; a unit that is not in it is written by its code (`ha`, `km`, `%`, `kWh`), a count by what it
counts. Never: rounding.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from pipeline.deliver.rows import plain

_WORDS = {"over": "trên ", "under": "dưới ", "about": "khoảng ", "exact": ""}


@dataclass(frozen=True, slots=True)
class Scale:
    """From the absolute value `least` on, values are shown divided by `factor`, with the unit `label`."""

    least: Decimal
    factor: Decimal
    label: str


@cache
def _table() -> Mapping[str, tuple[Scale, ...]]:
    text = files("pipeline.deliver").joinpath("units.toml").read_text("utf-8")
    return {unit["code"]: tuple(map(_scale, unit["scales"])) for unit in tomllib.loads(text)["unit"]}


def _scale(entry: Mapping[str, str]) -> Scale:
    return Scale(Decimal(entry.get("from", 0)), Decimal(entry.get("scale", 1)), entry["label"])


def scale(unit: str, largest: Decimal, counted: str | None = None) -> Scale:
    """How a row is shown whose largest absolute value is `largest` (canonical unit)."""
    if unit == "count":
        return Scale(Decimal(0), Decimal(1), counted or "")
    own = Scale(Decimal(0), Decimal(1), unit)
    return next((one for one in _table().get(unit, (own,)) if largest >= one.least), own)


def approximation(approx: str) -> str:
    """The word before a value that is not exact."""
    return _WORDS[approx]


def vietnamese(value: Decimal) -> str:
    """`1234.50` -> `1.234,5`."""
    whole, _, fraction = plain(abs(value)).partition(".")
    grouped = f"{int(whole):,}".replace(",", ".")
    return ("−" if value < 0 else "") + grouped + ("," + fraction if fraction else "")


def written(one: Mapping[str, Any]) -> str:
    """An observation's value in words and digits: `khoảng 3.103 tỷ đồng`, `17–19%`."""
    low, high = Decimal(str(one["low"])), Decimal(str(one["high"]))
    shown = scale(one["unit"], max(abs(low), abs(high)), one["counted"])
    text = vietnamese(low / shown.factor)
    if high != low:
        text += f"–{vietnamese(high / shown.factor)}"
    gap = "" if shown.label in ("", "%", "‰") else " "
    return approximation(one["approx"]) + text + gap + shown.label
