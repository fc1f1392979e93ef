"""Boxes of records are places on the page as a viewer shows it, however the page was turned and straightened to read it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import PIL.Image
import pypdfium2
import pytest
import typst

pytest.importorskip("cv2")
from pipeline.document import Page
from pipeline.ocr.prepare import prepare, turned
from pipeline.report import read_report
from schemas.source import Box
from tests.test_ocr import WHITE
from tests.test_ocr_tesseract import is_installed

SET = '#set document(date: none)\n#set page(height: 400pt)\n#set text(font: "Tinos", size: 13pt, lang: "vi")\n'
BODY = (
    "1. Kết quả sản xuất nông nghiệp của xã\n\n"
    + "Trong năm, cán bộ và nhân dân trong xã đã nỗ lực thực hiện các nhiệm vụ được giao, đạt kết quả khá. " * 4
    + "\n\nDiện tích lúa cả năm 1.250 ha, năng suất 57,8 tạ/ha, sản lượng 7.225 tấn.\n\n"
    + "Công tác y tế, giáo dục, văn hoá tiếp tục được quan tâm và có nhiều chuyển biến tích cực. " * 4
)
FIGURES = ("1.250 ha", "57,8 tạ/ha", "7.225 tấn")


def printed(folder: Path, *, sideways: bool = False) -> Path:
    """A page of print, upright or set on its side."""
    source = folder / "page.typ"
    source.write_text(SET + (f"#rotate(90deg, reflow: true)[{BODY}]" if sideways else BODY), "utf-8")
    file = folder / "page.pdf"
    file.write_bytes(typst.compile(str(source)))
    return file


def boxes(file: Path) -> Iterator[tuple[str, Box]]:
    """Each figure of the report and its one box."""
    for observation in read_report(file).observations:
        (box,) = observation.source.boxes
        yield observation.source.text, box


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_print_on_its_side_is_boxed_where_a_viewer_shows_it(rotation: int, tmp_path: Path) -> None:
    """The ink of the page, as pdfium draws it, lies within the boxes of the figures and reaches their ends."""
    file = printed(tmp_path, sideways=True)
    document = pypdfium2.PdfDocument(file)
    document[0].set_rotation(rotation)
    document.save(tmp_path / "turned.pdf")
    picture = np.asarray(document[0].render(scale=4).to_pil().convert("L"))
    found = dict(boxes(tmp_path / "turned.pdf"))
    assert set(FIGURES) <= set(found)
    lying = rotation % 180 == 0
    for text in FIGURES:
        x0, top, x1, bottom = found[text]
        assert (bottom - top > x1 - x0) is lying
        crop = picture[round(top * 4) : round(bottom * 4), round(x0 * 4) : round(x1 * 4)]
        inked = np.argwhere(crop < 128)
        span = inked.max(axis=0) - inked.min(axis=0)
        assert span[0 if lying else 1] > 0.9 * crop.shape[0 if lying else 1]


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
@pytest.mark.parametrize("angle", [-2.5, 0.0, 1.5])
def test_a_place_is_found_again_on_the_page_before_it_was_straightened(turns: int, angle: float) -> None:
    upright = np.full((900, 700), WHITE, np.uint8)
    for top in range(150, 700, 30):
        upright[top : top + 10, 100:600:4] = 0
    upright[750:770, 480:520] = 0
    askew = PIL.Image.fromarray(upright).rotate(angle, fillcolor=WHITE, resample=PIL.Image.Resampling.BICUBIC)
    shown = turned(np.asarray(askew), -turns)
    straight = prepare(turned(shown, turns), 110)
    assert straight.angle == pytest.approx(angle, abs=0.15)
    place = Page(1, 0, 0, 700.0, 900.0, "ocr", turns=turns, angle=straight.angle)
    x0, top, x1, bottom = (round(side) for side in place.shown((480.0, 750.0, 520.0, 770.0)))
    assert np.count_nonzero(shown[top:bottom, x0:x1] < 128) > 0.9 * 40 * 20
    rest = shown.copy()
    rest[top - 1 : bottom + 1, x0 - 1 : x1 + 1] = WHITE
    blank = turned(rest, turns)[735:790, 450:550]
    assert not np.any(blank < 128)


@pytest.mark.skipif(not is_installed(), reason="Tesseract's Vietnamese data is not installed")
@pytest.mark.parametrize(("turns", "angle"), [(0, 2.0), (1, -1.5), (2, 0.0), (3, 1.0)])
def test_a_scan_on_its_side_is_boxed_where_a_viewer_shows_it(turns: int, angle: float, tmp_path: Path) -> None:
    file = printed(tmp_path)
    clean = pypdfium2.PdfDocument(file)[0].render(scale=200 / 72).to_pil().convert("L")
    where = dict(boxes(file))
    width, height = (side * 72 / 200 for side in clean.size)
    askew = clean.rotate(angle, fillcolor=WHITE, resample=PIL.Image.Resampling.BICUBIC)
    PIL.Image.fromarray(turned(np.asarray(askew), -turns)).save(tmp_path / "scan.png", dpi=(200, 200))
    page = Page(1, 0, 0, width, height, turns=turns, angle=angle)
    found = dict(boxes(tmp_path / "scan.png"))
    for text in FIGURES:
        wanted, got = page.shown(where[text]), found[text]
        middles = [abs((wanted[i] + wanted[i + 2]) / 2 - (got[i] + got[i + 2]) / 2) for i in (0, 1)]
        assert max(middles) < 3, text
