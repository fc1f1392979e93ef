"""The quantity grammar: a corpus of readings, and properties of every scan."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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


def assert_sound(text: str) -> None:
    """What holds of every scan: extents in bounds and in order, and every digit in one and only one place."""
    found = scan(text)
    for quantity in found.quantities:
        assert 0 <= quantity.lead <= quantity.start < quantity.number_end <= quantity.end <= len(text)
        assert quantity.raw == text[quantity.start : quantity.end]
        assert quantity.low <= quantity.high
        assert quantity.resolution > 0
        assert (quantity.counted is None) == (quantity.unit != "count")
    # A part's extent covers its whole; without parts, nothing overlaps.
    spans = [(q.start, q.end) for q in found.quantities if q.part != "part"]
    spans += [(q.start, q.number_end) for q in found.quantities if q.part == "part"]
    spans += [(o.start, o.end) for o in found.others] + list(found.unread)
    spans.sort()
    assert all(a[1] <= b[0] for a, b in pairwise(spans)), spans
    assert [q.start for q in found.quantities] == sorted(q.start for q in found.quantities)
    covered = {i for start, end in spans for i in range(start, end)}
    assert {i for i, c in enumerate(text) if c in "0123456789"} <= covered


PIECES = st.one_of(
    st.sampled_from([phrase for phrase, _ in PHRASES]),
    st.sampled_from([*"0123456789.,/-–%()\"“”:;+ ", "tỷ", "đồng", "ha", "m2", "đến", "ngày", "năm", "tuổi", "hai"]),
    st.sampled_from(["Phường", "số", "QL", "khu phố", "trong", "từ", "lên", "trên", "lần", "Km", "tháng", "xã", "đạt"]),
    st.integers(min_value=0, max_value=10**7).map(str),
)  # fmt: skip


@given(st.lists(PIECES, max_size=12), st.sampled_from(["", " "]))
@settings(max_examples=300, deadline=None)
def test_every_digit_has_one_place(pieces: list[str], glue: str) -> None:
    assert_sound(" ".join(glue.join(pieces).split()))


@given(st.text(alphabet="0123456789.,/-–% ()aăđhkmtỷ:+²İ", max_size=40))
@settings(max_examples=300, deadline=None)
def test_every_digit_has_one_place_in_noise(text: str) -> None:
    assert_sound(" ".join(text.split()))


@given(
    st.decimals(min_value=Decimal("0.01"), max_value=10**9, places=2), st.sampled_from(["tỷ đồng", "ha", "%", "tạ/ha"])
)
@settings(deadline=None)
def test_a_printed_value_reads_back(value: Decimal, unit: str) -> None:
    printed = f"{value:,}".translate(str.maketrans(",.", ".,"))
    (quantity,) = scan(f"ước đạt {printed} {unit} so với").quantities
    factor = {"tỷ đồng": Decimal(10**9), "tạ/ha": Decimal("0.1")}.get(unit, Decimal(1))
    assert quantity.low == quantity.high == value * factor
    assert quantity.resolution == Decimal("0.01") * factor
    assert quantity.raw == f"{printed} {unit}"
