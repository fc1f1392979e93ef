"""The real recogniser on our own scan: run where Tesseract's Vietnamese data is installed."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("cv2")
pytest.importorskip("tesserocr")
from pipeline.ocr.engine import EngineMissing
from pipeline.ocr.prepare import turned
from pipeline.ocr.tesseract import Tesseract, data_folder
from pipeline.readers import pdf_render, scan
from pipeline.readers.pdf_open import Opened

SCAN = Path(__file__).parent.parent / "samples" / "tan-khanh-2023" / "tan-khanh-2023.scan.pdf"


def is_installed() -> bool:
    """Can scans be read here?"""
    try:
        data_folder()
    except EngineMissing:
        return False
    return True


pytestmark = pytest.mark.skipif(not is_installed(), reason="Tesseract's Vietnamese data is not installed")


def test_a_scanned_page_reads_like_its_print() -> None:
    with Opened(SCAN, SCAN.read_bytes()) as opened:
        image, dpi = pdf_render.render(opened.handle, 0)
    scanned = scan._recognise(image, dpi, scan.readers())
    assert scanned.reading is not None
    text = " ".join(stretch.text for stretch in scanned.reading.stretches)
    for words in ("TÌNH HÌNH THỰC HIỆN KẾ HOẠCH NĂM 2023", "218,6 tỷ", "102,3 tỷ đồng", "82,5% kế hoạch", "18/31"):
        assert words in text
    assert [stretch.text for stretch in scanned.reading.stretches if stretch.raised] == ["1", "1"]
    assert scanned.reading.confidence > 0.9


def test_a_blank_image_reads_as_nothing() -> None:
    import numpy as np

    assert Tesseract().read(np.full((300, 300), 255, np.uint8), 200) == []


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_page_on_its_side_or_head_is_set_upright(turns: int) -> None:
    with Opened(SCAN, SCAN.read_bytes()) as opened:
        image, dpi = pdf_render.render(opened.handle, 0)
    lying = turned(image[: image.shape[0] // 2], turns)
    scanned = scan._recognise(lying, dpi, scan.readers())
    assert scanned.reading is not None
    assert scanned.reading.turns == (4 - turns) % 4
    assert "TÌNH HÌNH THỰC HIỆN KẾ HOẠCH NĂM 2023" in " ".join(stretch.text for stretch in scanned.reading.stretches)
