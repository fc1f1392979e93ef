"""Figures under a streak, a pen stroke or a number written over them are in doubt, those beside them are not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("cv2")
import cv2

from pipeline.ocr.caution import cautious
from pipeline.ocr.engine import Image, Row, figure
from pipeline.ocr.prepare import prepare
from pipeline.ocr.strokes import Strokes
from tests.test_ocr_details import DPI, drawn

GAP = 200
"""Pixels of white between the two figures of a line."""


def line(folder: Path, *texts: str) -> tuple[Image, Row]:
    """Figures in print side by side, as ink with white around it, and the row that was read."""
    words, ink, x = [], np.zeros((400, 1600), np.uint8), 100
    for text in texts:
        image = drawn(folder, text)
        height, width = image.shape
        ink[150 : 150 + height, x : x + width] = cv2.bitwise_not(image)
        words.append(figure(text, (float(x), 150.0, float(x + width), 150.0 + height), 0.97))
        x += width + GAP
    return cv2.threshold(ink, 100, 255, cv2.THRESH_BINARY)[1], Row(tuple(words), 182.0)


def believed(row: Row, strokes: Strokes) -> list[float]:
    return [word.confidence for word in cautious([row], doubtful=False, crossed=strokes.crossed([row]))[0].words]


def test_a_line_wiped_off_a_figure_leaves_it_in_doubt(tmp_path: Path) -> None:
    ink, row = line(tmp_path, "912", "4.826")
    wiped = np.zeros_like(ink)
    wiped[:, round(row.words[0].box[0]) + 10] = 255
    first, second = believed(row, Strokes(wiped, ink, 1.0, DPI))
    assert first < 0.9
    assert second == 0.97


@pytest.mark.parametrize("where", ["over it", "over what followed"])
def test_a_pen_stroke_over_a_figure_leaves_it_in_doubt(where: str, tmp_path: Path) -> None:
    ink, row = line(tmp_path, "17", "4.826")
    left, _, right, _ = row.words[0].box
    x = round(left + 10 if where == "over it" else right + 15)
    cv2.line(ink, (x, 90), (x + 15, 260), 255, 5)
    first, second = believed(row, Strokes(np.zeros_like(ink), ink, 1.0, DPI))
    assert first < 0.9
    assert second == 0.97


def test_rules_under_and_above_figures_and_brackets_are_no_strokes(tmp_path: Path) -> None:
    ink, row = line(tmp_path, "(17/25)", "31.500", "2.846,")
    wiped = np.zeros_like(ink)
    wiped[[round(row.words[0].box[1]), round(row.words[0].box[3])]] = 255
    assert believed(row, Strokes(wiped, ink, 1.0, DPI)) == [0.97, 0.97, 0.97]


def test_words_and_blank_pages_have_nothing_to_doubt(tmp_path: Path) -> None:
    ink = np.full((400, 400), 255, np.uint8)
    assert Strokes(ink, ink, 1.0, DPI).crossed([Row((figure("hai", (10, 10, 60, 40), 0.9),), 40.0)]) == set()
    assert Strokes(ink, ink, 1.0, DPI).crossed([]) == set()


@pytest.mark.parametrize(("colour", "doubted"), [((150, 50, 40), True), ((70, 50, 200), True), ((80, 245, 250), False)])
def test_a_pen_or_a_seal_in_colour_covers_print_and_a_text_marker_does_not(
    colour: tuple[int, int, int], doubted: bool, tmp_path: Path
) -> None:
    ink, row = line(tmp_path, "1.264", "4.826")
    page = cv2.cvtColor(cv2.bitwise_not(ink), cv2.COLOR_GRAY2BGR)
    layer = np.full_like(page, 255)
    x0, top, x1, bottom = (round(v) for v in row.words[0].box)
    if doubted:
        cv2.line(layer, (x0 - 40, bottom + 30), (x1 + 40, top - 30), colour, 8)
    else:
        layer[top - 10 : bottom + 10, x0 - 20 : x1 + 20] = colour
    strokes = prepare((page * (layer / 255.0)).astype(np.uint8), DPI).strokes
    assert strokes is not None
    first, second = believed(row, Strokes(strokes, ink, 1.0, DPI))
    assert (first < 0.9) == doubted
    assert second == 0.97


def test_a_figure_printed_in_colour_is_believed(tmp_path: Path) -> None:
    ink, row = line(tmp_path, "1.264", "4.826")
    assert believed(row, Strokes(ink, ink, 1.0, DPI)) == [0.97, 0.97]
