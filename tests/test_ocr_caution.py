"""Figures of poor pages are not believed, parted numbers are one again, and what is read well keeps its confidence."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("cv2")
import cv2

from pipeline.ocr.caution import cautious, doubtful_page, joined
from pipeline.ocr.engine import Row, Word, figure
from pipeline.ocr.prepare import prepare
from tests.test_ocr_details import lines_of_print

EM = 60.0
"""Pixels: 14 points at 300 dots an inch."""


def row(*words: str, space: float = 0.3, confidence: float = 0.95) -> Row:
    """Words set side by side, with this many ems between them."""
    found: list[Word] = []
    x = 100.0
    for text in words:
        found.append(figure(text, (x, 100.0, x + len(text) * EM / 2, 100.0 + 0.676 * EM), confidence))
        x = found[-1].box[2] + space * EM
    return Row(tuple(found), 140.0)


def believed(*words: str, space: float = 0.3, doubtful: bool = False) -> list[float]:
    """The confidence of each word of a row on a page with decimal commas."""
    return [word.confidence for word in cautious([row("tăng", "1,5%"), row(*words, space=space)], doubtful)[1].words]


@pytest.mark.parametrize(
    ("words", "one"),
    [
        (("5.", "890trđ,"), "5.890trđ,"),
        (("54,", "2%"), "54,2%"),
        (("95", ",2%;"), "95,2%;"),
        (("32.", "960"), "32.960"),
    ],
)
def test_a_number_parted_by_less_than_a_space_is_one_and_in_doubt(words: tuple[str, str], one: str) -> None:
    (word,) = joined(row(*words, space=0.08)).words
    assert word.text == "".join(s.text for s in word.symbols) == one
    assert word.confidence <= 0.6
    assert word.raw == " ".join(words)
    assert [w.text for w in joined(row(*words, space=0.3)).words] == list(words)


@pytest.mark.parametrize(
    "words",
    [
        *[("18:125", "tỷ"), ("90;6%.", "Từ"), ("31,500", "triệu"), ("đạt", "6.4"), ("6.4", "tỉ"), ("1,.5", "ha")],
        *[("2ð", "người"), ("2b8,7", "tỷ"), ("1z352", "tỷ"), ("346-giấy", "CNQSDĐ")],
    ],
)
def test_a_figure_in_an_odd_shape_is_not_believed(words: tuple[str, str]) -> None:
    assert min(believed(*words)) <= 0.8


@pytest.mark.parametrize(
    "words",
    [("1", "196", "em"), ("78.", "150"), ("95", ",2%"), ("41", "5trđ"), ("30/1", "1/2023,"), ("1", "150/1.100")],
)
def test_what_may_be_parts_of_one_number_is_not_believed(words: tuple[str, ...]) -> None:
    assert max(believed(*words)[:2]) <= 0.6


@pytest.mark.parametrize(
    "words",
    [
        ("31.500", "triệu"),
        ("90,6%.", "Từ"),
        ("3.1", "Hạ"),
        ("1.2",),
        ("lúc", "7:30"),
        ("tỷ", "1:500"),
        ("ngày", "12/5/2023,"),
    ],
)
def test_figures_as_reports_print_them_are_believed(words: tuple[str, ...]) -> None:
    assert set(believed(*words)) == {0.95}
    assert believed("tổ", "1,", "2,", "3") == [0.95] * 4
    assert believed("15", "120", space=2.0) == [0.95] * 2  # in two columns


def test_on_a_doubtful_page_words_are_believed_and_figures_are_not() -> None:
    assert believed("đạt", "6.840", "tỷ", doubtful=True) == [0.95, 0.85, 0.95]


def test_a_page_of_vague_words_or_dust_is_doubtful() -> None:
    good, vague = row(*["xã"] * 40), row(*["xã"] * 4, confidence=0.7)
    assert not doubtful_page([good], 0.0)
    assert doubtful_page([good, vague], 0.0)
    assert doubtful_page([good], 3.0)
    assert not doubtful_page([vague], 0.0)  # too few to tell


def test_dust_is_counted_and_print_is_not() -> None:
    clean = lines_of_print(60)
    dusty = clean.copy()
    random = np.random.default_rng(5)
    for _ in range(12 * round(clean.size / 150**2)):
        at = int(random.integers(clean.shape[1])), int(random.integers(clean.shape[0]))
        cv2.circle(dusty, at, round(float(random.uniform(0, 0.008)) * 150), 40, -1)
    assert prepare(clean, 150).dust < 0.1
    assert prepare(dusty, 150).dust > 1


@pytest.mark.parametrize(
    "words", [("s2",), ("12C",), ("T01,9",), ("025",), ("04.5",), ("|", "1"), ("1", "["), ("3", "34")]
)
def test_figures_among_letters_bars_and_figures_are_not_surely_read(words: tuple[str, ...]) -> None:
    sure = believed(*words)
    assert all(c < 0.9 for word, c in zip(words, sure, strict=True) if any(map(str.isdigit, word)))


@pytest.mark.parametrize("word", ["12km2", "m3", "N3", "0,6km", "0,25%", "05", "0", "100ha", "263/NQ-CP"])
def test_units_and_codes_keep_their_confidence(word: str) -> None:
    assert believed(word) == [0.95]


def stretched(text: str, times: float) -> Word:
    """A figure set this many times as wide as print is."""
    ems = sum(0.25 if c in ".,/" else 0.5 for c in text)
    return figure(text, (100.0, 100.0, 100.0 + times * ems * EM, 100.0 + 0.676 * EM), 0.96)


@pytest.mark.parametrize(("text", "times"), [("4826", 1.15), ("12.70", 1.22), ("41", 2.5), ("1.1150", 0.75)])
def test_a_figure_with_other_room_than_its_digits_take_is_not_believed(text: str, times: float) -> None:
    usual = [Row((stretched(other, 1.0),), 140.0) for other in ("4.788", "12.846", "102,7", "51.600", "2023", "38,6")]
    usual += [Row((stretched(other, 1.03),), 140.0) for other in ("6", "19", "31/12/2023", "98/98")]
    rows = cautious([*usual, Row((stretched(text, times),), 140.0)], doubtful=False)
    assert rows[-1].words[0].confidence <= 0.8
    assert {word.confidence for row in rows[:-1] for word in row.words} == {0.96}


def test_a_point_in_a_cell_beside_others_opens_no_line() -> None:
    cells = [Row((figure(text, (x, 100.0, x + 80, 140.0), 0.96),), 140.0) for x, text in ((0, "3.1"), (300, "34.7"))]
    comma = Row((figure("102,7", (300.0, 200.0, 400.0, 240.0), 0.96),), 240.0)
    label, value, _ = cautious([*cells, comma], doubtful=False)
    assert label.words[0].confidence == 0.96
    assert value.words[0].confidence <= 0.8


@pytest.mark.parametrize(
    "words", [("12h30", "ngày"), ("1.250m2.", "Đất"), ("2tr5", "một"), ("năm", "2026", "620"), ("5km2", "và")]
)
def test_figures_with_units_and_years_beside_figures_are_believed(words: tuple[str, ...]) -> None:
    assert min(believed(*words)) == 0.95


def test_a_figure_squeezed_between_lines_is_not_believed() -> None:
    line = row("tăng", "1,5%", "so", "với", "năm", "2023")
    above = figure("24", (110.0, 72.0, 150.0, 112.0), 0.95)
    usual, written = cautious([line, Row((above,), 100.0)], doubtful=False)
    assert written.words[0].confidence <= 0.8
    assert usual.words[1].confidence == 0.95
