"""The quantity grammar: a corpus of readings, and properties of every scan."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.grammar.quantities import Quantity, scan

CORPUS = tomllib.loads(Path(__file__).with_name("corpus").joinpath("quantities.toml").read_text(encoding="utf-8"))
PHRASES = [(phrase, entry["read"]) for entry in CORPUS["quantity"] for phrase in entry["say"]]


def spoken(quantity: Quantity) -> str:
    """A quantity in the corpus's notation: `[approx] [part] low[..high] unit [counted]`."""
    low, high = (f"{value.normalize():f}" for value in (quantity.low, quantity.high))
    words = [
        "" if quantity.approx == "exact" else quantity.approx,
        "" if quantity.part == "single" else quantity.part,
        low if low == high else f"{low}..{high}",
        quantity.unit or "-",
        quantity.counted or "",
    ]
    return " ".join(word for word in words if word)


def plain(reading: str) -> str:
    """The corpus may write values short (`3103e9`); here they are written out."""

    def written(word: str) -> str:
        return f"{Decimal(word).normalize():f}" if word.lstrip("-")[:1].isdigit() else word

    return " ".join("..".join(written(part) for part in word.split("..")) for word in reading.split())


@pytest.mark.parametrize(("phrase", "readings"), PHRASES, ids=[phrase for phrase, _ in PHRASES])
def test_reads_as(phrase: str, readings: list[str]) -> None:
    assert [spoken(q) for q in scan(phrase).quantities] == [plain(reading) for reading in readings]
