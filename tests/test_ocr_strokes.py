"""Figures under a streak, a pen stroke or a number written over them are in doubt, those beside them are not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("cv2")
import cv2

from pipeline.ocr.caution import cautious
from pipeline.ocr.engine import Image, Row, figure
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
    x = round(row.words[0].box[0] + (10 if where == "over it" else 65))
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
