"""Numerals in digits and in words: a corpus, and what every rendering of a number must read back to."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.grammar.number_words import read_number_words
from pipeline.grammar.numbers import ENGLISH, VIETNAMESE, NumberStyle, number_style, parse_number, read_spaced

CORPUS = tomllib.loads(Path(__file__).with_name("corpus").joinpath("numbers.toml").read_text(encoding="utf-8"))
STYLES = {"vietnamese": VIETNAMESE, "english": ENGLISH}
DIGITS = [(said, entry) for entry in CORPUS["number"] for said in entry["say"]]
WORDS = [(said, entry) for entry in CORPUS["words"] for said in entry["say"]]


@pytest.mark.parametrize(("said", "entry"), DIGITS, ids=[f"{said}-{e.get('style', 'any')}" for said, e in DIGITS])
def test_digits_read_as(said: str, entry: dict[str, str]) -> None:
    value = parse_number(said, STYLES[entry.get("style", "vietnamese")])
    assert value == (Decimal(entry["read"]), Decimal(entry["resolution"]))


@pytest.mark.parametrize("said", CORPUS["never"]["say"])
def test_no_single_reading(said: str) -> None:
    assert parse_number(said, VIETNAMESE) is None
    assert parse_number(said, ENGLISH) is None


@pytest.mark.parametrize(("said", "entry"), WORDS, ids=[said for said, _ in WORDS])
def test_words_read_as(said: str, entry: dict[str, str]) -> None:
    numeral = read_number_words(said, 0)
    assert numeral is not None
    assert numeral.end == len(said)
    assert (numeral.value, numeral.resolution) == (Decimal(entry["read"]), Decimal(entry.get("resolution", "1")))


@pytest.mark.parametrize("said", ["ba bốn", "mươi", "trăm hai", "hai mốt mươi", "rưỡi", "tỷ hai"])
def test_words_that_make_no_number(said: str) -> None:
    numeral = read_number_words(said, 0)
    assert numeral is None or numeral.end < len(said)


@pytest.mark.parametrize(
    ("texts", "style"),
    [
        (["1.234,5 ha", "thu 3.103 tỷ đồng"], VIETNAMESE),
        (["1,234.5 ha", "3,103 tỷ", "1,234,567 đồng"], ENGLISH),
        (["41.73 ha", "1.234.567 đồng", "12,5%"], VIETNAMESE),
        (["ngày 20.11.2021", "3.2.1 Kinh tế", "1.234"], VIETNAMESE),
        (["1.1. Lúa: 4.675 ha", "1.2 Ngô: 2.780 ha", "- 1.3) Sắn", "năng suất 36,4 tạ/ha"], VIETNAMESE),
        (["12.5 ha lúa", "1.3 triệu đồng"], ENGLISH),
        ([], VIETNAMESE),
    ],
)
def test_style_by_unambiguous_evidence(texts: list[str], style: NumberStyle) -> None:
    assert number_style(texts) == style


def render(value: Decimal, style: NumberStyle, *, grouped: bool) -> str:
    """`value` as a document of that style would print it, all its decimals kept."""
    whole, _, decimals = f"{value:f}".partition(".")
    if grouped:
        whole = f"{int(whole):,}".replace(",", style.group)
    return whole + (style.decimal + decimals if decimals else "")


@given(
    st.decimals(min_value=0, max_value=10**13, allow_nan=False, allow_infinity=False, places=2),
    st.sampled_from([VIETNAMESE, ENGLISH]),
    st.booleans(),
)
def test_two_decimals_read_back_whatever_the_style(value: Decimal, style: NumberStyle, grouped: bool) -> None:
    printed = render(value, style, grouped=grouped)
    assert parse_number(printed, VIETNAMESE) == (value, Decimal("0.01"))
    assert parse_number(printed, ENGLISH) == (value, Decimal("0.01"))


@given(
    st.integers(min_value=0, max_value=10**15),
    st.integers(min_value=0, max_value=6),
    st.sampled_from([VIETNAMESE, ENGLISH]),
    st.booleans(),
)
def test_every_number_reads_back_in_its_own_style(digits: int, places: int, style: NumberStyle, grouped: bool) -> None:
    value = Decimal(digits).scaleb(-places)
    assert parse_number(render(value, style, grouped=grouped), style) == (value, Decimal(1).scaleb(-places))


@given(st.integers(min_value=1000, max_value=10**12), st.sampled_from([" ", "'"]))
def test_spaced_thousands_read_back(value: int, mark: str) -> None:
    printed = f"{value:,}".replace(",", mark)
    numeral = read_spaced(printed, 0)
    assert numeral is not None
    assert (numeral.value, numeral.end) == (value, len(printed))


UNITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]


def in_words(value: int) -> str:
    """0 < value < 1000 in words, as one writes them in the North."""
    hundreds, rest = divmod(value, 100)
    tens, ones = divmod(rest, 10)
    words = [UNITS[hundreds], "trăm"] if hundreds else []
    if tens:
        words += ["mười"] if tens == 1 else [UNITS[tens], "mươi"]
    elif hundreds and ones:
        words.append("linh")
    if ones:
        words.append("lăm" if ones == 5 and tens else "mốt" if ones == 1 and tens > 1 else UNITS[ones])
    return " ".join(words)


@given(st.integers(min_value=1, max_value=999))
def test_words_below_a_thousand_read_back(value: int) -> None:
    numeral = read_number_words(in_words(value), 0)
    assert numeral is not None
    assert (numeral.value, numeral.end) == (value, len(in_words(value)))


@given(st.integers(min_value=1, max_value=999), st.integers(min_value=1, max_value=999))
def test_scaled_words_read_back(millions: int, thousands: int) -> None:
    said = f"{in_words(millions)} triệu {in_words(thousands)} nghìn"
    numeral = read_number_words(said, 0)
    assert numeral is not None
    assert (numeral.value, numeral.resolution) == (millions * 10**6 + thousands * 1000, 1000)


@pytest.mark.parametrize("raw", ["9" * 41, "0," + "0" * 40 + "1", "1" + ".000" * 14, "9" * 200_000])
def test_digits_without_end_are_no_figure(raw: str) -> None:
    assert parse_number(raw) is None
    assert parse_number(raw[:20]) is not None or raw.startswith("1.")
