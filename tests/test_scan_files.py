"""Files as they come: scanned beside printed pages, text layers of garbage, pages of noise, bombs, missing engines."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Callable
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image
import pypdfium2
import pytest
import typst

pytest.importorskip("cv2")
from pipeline import cores
from pipeline.errors import UnreadableInput
from pipeline.ocr.engine import EngineMissing
from pipeline.ocr.readers import Readers
from pipeline.readers import pdf, read, scan
from pipeline.readers.pdf_page import RawPage
from pipeline.report import read_report
from tests.test_ocr import NoOp, Typed, page, saved

PRINTED = "Ủy ban nhân dân xã báo cáo kết quả thực hiện nhiệm vụ phát triển kinh tế - xã hội năm 2023 như sau."
GARBAGE = {
    "a foreign recogniser": "CONG HOA xA HQI CHiJ NGHiA VI~T NAM Dc}c l{tp - Tv do - H{tnh phuc UBND xa bao cao k~t qua tht1c "
    "hi~n nhi~m V\\l phat tri~n kinh t~ - xa h9i nam 2023, di~n tich lua 1.250 ha, nang suAt 57,8 t~/ha, san luqng 7.225 tAn. ",
    "bold letters dropped": "ÒA XÃ ỘI Ủ HĨA IỆT AM ộc ập - ự o - ạnh húc ết uả hực iện hiệm ụ hát riển inh ế ã ội ăm 2023 "
    "iện ích úa ăng uất ản ượng ổng ản hẩm ông ghiệp ịch ụ hương ại. ",
    "a broken character map": "ŒǼŧƀ Ĳŧ ŅųŊŦ ŅųŤǾŦŨ šŐŠŢŧ ŢŦǼ ŠųŊŦŊ ŧǾŤŅ ŨǼŦŢ ŅŤŠŅ ŦŨŢǾ ŊųŅŦ šŐŤ ŧŠŦŊ ǼŦŅų ŤŊŨŅ ŦǾŠŊ ŧųŢŤ "
    "ŅŨŊŦ ŤǼŠų. ",
}  # fmt: skip


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Callable[[NoOp], NoOp]:
    """Read scans with this engine."""

    def install(engine: NoOp) -> NoOp:
        monkeypatch.setattr(scan, "readers", lambda: Readers(engine, cells_of=scan.cells_of))
        return engine

    return install


def typeset(folder: Path, *pages: str) -> bytes:
    source = folder / "page.typ"
    body = "\n#pagebreak()\n".join('#"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"' for text in pages)
    source.write_text(f"#set document(date: none)\n{body}\n", "utf-8")
    return bytes(typst.compile(str(source)))


def mixed(folder: Path, *parts: str | PIL.Image.Image) -> Path:
    """A PDF of printed pages (text) and scanned ones (images), in order."""
    whole = pypdfium2.PdfDocument.new()
    for part in parts:
        data = typeset(folder, part) if isinstance(part, str) else saved(part, "PDF", resolution=75)
        one = pypdfium2.PdfDocument(data)
        whole.import_pages(one)
        one.close()
    target = folder / "mixed.pdf"
    whole.save(target)
    whole.close()
    return target


def test_printed_and_scanned_pages_of_one_file_are_read_each_in_its_way(
    use: Callable[[NoOp], NoOp], tmp_path: Path
) -> None:
    use(Typed("Toàn xã có 1.250 hộ."))
    file = mixed(tmp_path, PRINTED * 3, page(), PRINTED * 2, page())
    document = read(file)
    assert [one.origin for one in document.pages] == ["born-digital", "ocr", "born-digital", "ocr"]
    texts = document.text.split("\f")
    assert "phát triển kinh tế" in texts[0]
    assert texts[1] == texts[3] == "Toàn xã có 1.250 hộ."
    assert document.certainty(0, len(texts[0])) == 1.0
    report = read_report(file)
    assert report.document.text_layer == "mixed"
    assert report.document.ocr_confidence == pytest.approx(0.96)
    assert all(report.text[o.source.start : o.source.end] == o.source.text for o in report.observations)
    assert all(o.confidence < 1 for o in report.observations if o.source.page in (2, 4))


@pytest.mark.parametrize("kind", GARBAGE)
def test_a_text_layer_of_garbage_is_read_from_the_image_and_told(
    use: Callable[[NoOp], NoOp], tmp_path: Path, kind: str
) -> None:
    use(Typed("Toàn xã có 1.250 hộ."))
    document = read(mixed(tmp_path, PRINTED * 3, GARBAGE[kind] * 2))
    assert [one.origin for one in document.pages] == ["born-digital", "ocr"]
    assert document.text.split("\f")[1] == "Toàn xã có 1.250 hộ."
    assert "lớp chữ hỏng" in document.pages[1].reason
    assert [(p.page, "lớp chữ hỏng" in p.message) for p in document.problems] == [(2, True)]


def test_without_an_engine_the_printed_pages_are_delivered_and_the_command_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def missing() -> Readers:
        raise EngineMissing("chưa có dữ liệu tiếng Việt", "cài bằng: sudo apt-get install -y tesseract-ocr-vie")

    monkeypatch.setattr(scan, "readers", missing)
    document = read(mixed(tmp_path, PRINTED * 3, page()))
    assert "phát triển kinh tế" in document.text
    assert [(p.page, "apt-get install" in p.message) for p in document.problems] == [(2, True)]


@pytest.mark.parametrize("size", [(30_000, 30_000), (200_000, 100_000)])
def test_a_bomb_in_a_file_is_refused_before_it_is_unpacked_and_the_rest_is_read(
    use: Callable[[NoOp], NoOp], tmp_path: Path, size: tuple[int, int]
) -> None:
    use(Typed())
    small = saved(page(), "PDF", resolution=75)
    assert b"/Width 620" in small
    bomb = small.replace(b"/Width 620", b"/Width %d" % size[0]).replace(b"/Height 877", b"/Height %d" % size[1])
    whole = pypdfium2.PdfDocument(typeset(tmp_path, PRINTED * 3))
    other = pypdfium2.PdfDocument(bomb)
    whole.import_pages(other)
    whole.save(tmp_path / "bomb.pdf")
    document = read(tmp_path / "bomb.pdf")
    assert "phát triển kinh tế" in document.text
    assert [(p.page, "quá lớn" in p.message) for p in document.problems] == [(2, True)]


@pytest.mark.parametrize("shade", [0, 255])
def test_a_black_or_blank_page_beside_others_is_a_problem(
    use: Callable[[NoOp], NoOp], tmp_path: Path, shade: int
) -> None:
    use(Typed())
    document = read(mixed(tmp_path, page(), PIL.Image.new("L", (620, 877), shade)))
    assert document.text == "Toàn xã có 1.250 hộ.\f"
    assert [(p.page, "trang trắng" in p.message) for p in document.problems] == [(2, True)]


def test_noise_is_not_taken_for_words(use: Callable[[NoOp], NoOp], tmp_path: Path) -> None:
    engine = Typed("¬¡ [l. ƒ ‹ Ÿ š", confidence=0.2)
    use(engine)
    noise = PIL.Image.fromarray(np.random.default_rng(1).integers(0, 255, (877, 620)).astype(np.uint8))
    document = read(mixed(tmp_path, PRINTED * 3, noise))
    assert document.text.endswith("\f")
    assert [(p.page, "không đọc được chữ" in p.message) for p in document.problems] == [(2, True)]


def test_a_damaged_page_of_a_tiff_leaves_the_others(use: Callable[[NoOp], NoOp], tmp_path: Path) -> None:
    use(Typed())
    out = io.BytesIO()
    page().save(out, "TIFF", save_all=True, append_images=[page(), page()], compression="tiff_lzw")
    data = bytearray(out.getvalue())
    second = PIL.Image.open(io.BytesIO(bytes(data)))
    second.seek(1)
    (offset,) = second.tag_v2[273][:1]  # type: ignore[attr-defined]
    data[offset : offset + 60] = b"\xff" * 60
    file = tmp_path / "scan.tif"
    file.write_bytes(bytes(data))
    document = read(file)
    assert len(document.pages) == 3
    assert document.text.startswith("Toàn xã có 1.250 hộ.\f")
    assert document.text.endswith("\fToàn xã có 1.250 hộ.")


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "CMYK", "I;16", "LA"])
def test_every_kind_of_pixels_is_read(use: Callable[[NoOp], NoOp], tmp_path: Path, mode: str) -> None:
    use(Typed())
    image = page()
    image = PIL.Image.fromarray(np.asarray(image, np.uint16) * 257) if mode == "I;16" else image.convert(mode)
    file = tmp_path / "scan.tif"
    file.write_bytes(saved(image, "TIFF"))
    assert read(file).text == "Toàn xã có 1.250 hộ."


def test_images_are_held_a_few_at_a_time(use: Callable[[NoOp], NoOp], tmp_path: Path) -> None:
    """Pages are rendered as they are needed: with one at work, no more than one waits rendered."""
    rendered: list[int] = []
    done: list[int] = []

    class Counted(Typed):
        most = 0

        def read(self, image, dpi, layout="page"):  # type: ignore[no-untyped-def]
            self.most = max(self.most, len(rendered) - len(done))
            return super().read(image, dpi, layout)

    engine = use(Counted())
    file = mixed(tmp_path, *[page() for _ in range(8)])
    with pytest.MonkeyPatch.context() as patch:
        from pipeline.readers import pdf_render

        plain_render, plain_write = pdf_render.render, pdf.write_page
        patch.setattr(cores, "own", lambda: 1)
        patch.setattr(pdf_render, "render", lambda d, i: (rendered.append(i), plain_render(d, i))[1])
        patch.setattr(pdf, "write_page", lambda *a: (done.append(1), plain_write(*a))[1])
        assert len(read(file).pages) == 8
    assert isinstance(engine, Counted)
    assert engine.most <= 3


def test_a_long_scan_is_opened_anew_now_and_then_and_loses_no_page(
    use: Callable[[NoOp], NoOp], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handles: list[int] = []
    plain = pdf.read_page

    def seen(document: Any, index: int, fonts: dict[int, tuple[str, bool, bool]]) -> RawPage:
        handles.append(ctypes.cast(document, ctypes.c_void_p).value or 0)
        return plain(document, index, fonts)

    use(Typed("Toàn xã có 1.250 hộ."))
    monkeypatch.setattr(pdf, "read_page", seen)
    document = read(mixed(tmp_path, *[page() for _ in range(18)], PRINTED * 3))
    assert [len(list(same)) for _, same in groupby(handles)] == [8, 8, 3]
    assert document.text.split("\f")[:18] == ["Toàn xã có 1.250 hộ."] * 18
    assert document.pages[18].origin == "born-digital"


def test_a_file_of_images_alone_needs_the_engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def missing() -> Readers:
        raise EngineMissing("chưa có dữ liệu tiếng Việt", "cài bằng: sudo apt-get install -y tesseract-ocr-vie")

    monkeypatch.setattr(scan, "readers", missing)
    with pytest.raises(UnreadableInput, match="apt-get install -y tesseract-ocr-vie"):
        read(mixed(tmp_path, page()))
