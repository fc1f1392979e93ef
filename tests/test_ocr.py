"""Scanned pages with engines that are made up: what becomes of a page does not depend on which recogniser reads it."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import PIL.Image
import pytest

pytest.importorskip("cv2")
from pipeline import cores
from pipeline.errors import Reason, UnreadableInput
from pipeline.ocr.engine import EngineFailed, EngineMissing, Image, Layout, Row, Symbol, Word
from pipeline.ocr.prepare import prepare, turned
from pipeline.ocr.readers import Readers
from pipeline.ocr.rulings import rulings, wiped
from pipeline.readers import read, scan

WHITE = 255


class NoOp:
    """Sees nothing."""

    name = "no-op"

    def read(self, image: Image, dpi: float, layout: Layout = "page") -> list[Row]:
        return []

    def turns(self, image: Image, dpi: float) -> int:
        return 0


class Crash(NoOp):
    """Breaks in a way nobody foresaw."""

    def read(self, image: Image, dpi: float, layout: Layout = "page") -> list[Row]:
        raise ZeroDivisionError("engine")


class Slow(NoOp):
    """Gives up after its time."""

    def read(self, image: Image, dpi: float, layout: Layout = "page") -> list[Row]:
        time.sleep(0.01)
        raise EngineFailed("nhận dạng chữ không xong sau 60 giây")


class Garbage(NoOp):
    """Sees characters everywhere, some outside the page, some without a place."""

    def read(self, image: Image, dpi: float, layout: Layout = "page") -> list[Row]:
        wild = Symbol("¶", (-40.0, -9.0, 9e6, 3.0), 0.1)
        return [
            Row((Word("¶", wild.box, 0.95, (wild,)), Word("12", (5.0, 5.0, 4.0, 4.0), 0.9, ())), -3.0, wild.box)
        ] * 50


class Typed(NoOp):
    """Reads each page as one sentence, and counts how many pages are read at a time."""

    def __init__(self, text: str = "Toàn xã có 1.250 hộ.", confidence: float = 0.96) -> None:
        self.text, self.confidence = text, confidence
        self.now, self.most, self.lock = 0, 0, threading.Lock()

    def read(self, image: Image, dpi: float, layout: Layout = "page") -> list[Row]:
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
        time.sleep(0.02)
        words, x = [], 200.0
        for text in self.text.split():
            symbols = tuple(Symbol(c, (x + 15 * i, 300.0, x + 15 * i + 13, 328.0)) for i, c in enumerate(text))
            words.append(Word(text, (x, 300.0, symbols[-1].box[2], 328.0), self.confidence, symbols))
            x = symbols[-1].box[2] + 12
        with self.lock:
            self.now -= 1
        return [Row(tuple(words), 328.0, (200.0, 300.0, x, 328.0))]


class Overlaid(NoOp):
    """Reads the line and, on it, a figure whose places run backwards, as of broken print in the lines of a table."""

    def read(self, image: Image, dpi: float, layout: Layout = "page") -> list[Row]:
        rows = Typed(confidence=0.99).read(image, dpi, layout)
        symbols = tuple(Symbol(c, (x, 300.0, x + 6, 328.0)) for c, x in zip("107", (560.0, 500.0, 300.0), strict=True))
        word = Word("107", (300.0, 300.0, 566.0, 328.0), 0.99, symbols)
        return [*rows, Row((word,), 328.0, word.box)]


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Callable[[NoOp], None]:
    """Read scans with this engine."""

    def install(engine: NoOp) -> None:
        monkeypatch.setattr(scan, "readers", lambda: Readers(engine, cells_of=scan.cells_of))

    return install


def page(width: int = 620, height: int = 877) -> PIL.Image.Image:
    """A page with some lines of grey ink."""
    pixels = np.full((height, width), WHITE, np.uint8)
    for top in range(height // 8, height // 2, 24):
        pixels[top : top + 8, width // 8 : width - width // 8 : 5] = 60
    return PIL.Image.fromarray(pixels)


def saved(image: PIL.Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


@pytest.mark.parametrize(("kind", "suffix"), [("PNG", ".png"), ("JPEG", ".jpg"), ("TIFF", ".tif")])
def test_images_are_read_by_content(use: Callable[[NoOp], None], tmp_path: Path, kind: str, suffix: str) -> None:
    use(Typed())
    file = tmp_path / f"scan{suffix}"
    file.write_bytes(saved(page(), kind))
    document = read(file)
    assert document.text == "Toàn xã có 1.250 hộ."
    assert [one.origin for one in document.pages] == ["ocr"]
    line = document.lines[0]
    assert line.edges is not None
    assert len(line.edges) == line.end - line.start + 1
    assert line.confidence == pytest.approx(0.96)
    start = document.text.index("1.250")
    assert document.certainty(start, start + 5) < 1.0


@pytest.mark.parametrize(("shade", "side", "believed"), [(0, 620, False), (60, 620, True), (0, 1654, True)])
def test_figures_of_a_coarse_page_in_black_and_white_are_in_doubt(
    use: Callable[[NoOp], None], tmp_path: Path, shade: int, side: int, believed: bool
) -> None:
    use(Typed())
    file = tmp_path / "scan.png"
    pixels = np.array(page(side, side * 877 // 620))
    pixels[pixels < WHITE] = shade
    file.write_bytes(saved(PIL.Image.fromarray(pixels), "PNG", dpi=(round(side / 8.27),) * 2))
    document = read(file)
    start = document.text.index("1.250")
    assert (document.certainty(start, start + 5) >= 0.9) == believed


def test_a_figure_that_cannot_be_placed_is_in_doubt(use: Callable[[NoOp], None], tmp_path: Path) -> None:
    use(Overlaid())
    file = tmp_path / "scan.png"
    file.write_bytes(saved(page(), "PNG"))
    document = read(file)
    figures = [reading for reading in document.readings if "7" in document.text[reading.start : reading.end]]
    assert figures
    assert all(reading.confidence < 0.9 for reading in figures)


def test_pages_of_a_tiff_come_in_order_several_at_a_time(
    use: Callable[[NoOp], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = Typed()
    use(engine)
    monkeypatch.setattr(cores, "own", lambda: 2)
    file = tmp_path / "scan.tiff"
    file.write_bytes(saved(page(), "TIFF", save_all=True, append_images=[page() for _ in range(5)]))
    document = read(file)
    assert [one.number for one in document.pages] == [1, 2, 3, 4, 5, 6]
    assert document.text.count("\f") == 5
    assert 1 <= engine.most <= 2


@pytest.mark.parametrize("engine", [NoOp(), Crash(), Slow()])
def test_a_file_that_gives_nothing_is_refused(use: Callable[[NoOp], None], tmp_path: Path, engine: NoOp) -> None:
    use(engine)
    file = tmp_path / "scan.png"
    file.write_bytes(saved(page(), "PNG"))
    with pytest.raises(UnreadableInput) as caught:
        read(file)
    assert caught.value.reason is Reason.NO_TEXT


def test_one_bad_page_is_a_problem_and_the_others_are_delivered(use: Callable[[NoOp], None], tmp_path: Path) -> None:
    class Second(Typed):
        seen = 0

        def read(self, image: Image, dpi: float, layout: Layout = "page") -> list[Row]:
            if layout == "page":
                self.seen += 1
                if self.seen == 2:
                    raise EngineFailed("hỏng")
            return super().read(image, dpi, layout)

    use(Second())
    file = tmp_path / "scan.tiff"
    file.write_bytes(saved(page(), "TIFF", save_all=True, append_images=[page(), page()]))
    document = read(file)
    assert len(document.pages) == 3
    assert len(document.problems) == 1
    assert "hỏng" in document.problems[0].message


def test_garbage_harms_nothing(use: Callable[[NoOp], None], tmp_path: Path) -> None:
    use(Garbage())
    file = tmp_path / "scan.png"
    file.write_bytes(saved(page(), "PNG"))
    try:
        document = read(file)
    except UnreadableInput:
        return
    assert all(0 <= line.start <= line.end <= len(document.text) for line in document.lines)


def test_a_missing_engine_names_package_and_command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from pipeline.ocr import tesseract

    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    monkeypatch.setattr(tesseract, "_PLACES", ())
    tesseract.data_folder.cache_clear()
    try:
        with pytest.raises(EngineMissing, match="apt-get install -y tesseract-ocr tesseract-ocr-vie"):
            tesseract.data_folder()
    finally:
        tesseract.data_folder.cache_clear()

    def missing() -> Readers:
        raise EngineMissing("chưa có dữ liệu tiếng Việt", "cài bằng: sudo apt-get install -y tesseract-ocr-vie")

    monkeypatch.setattr(scan, "readers", missing)
    file = tmp_path / "scan.png"
    file.write_bytes(saved(page(), "PNG"))
    with pytest.raises(UnreadableInput, match="tesseract-ocr-vie") as caught:
        read(file)
    assert caught.value.reason is Reason.OCR_MISSING


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (saved(PIL.Image.new("L", (1, 1), WHITE), "PNG"), Reason.NO_TEXT),
        (saved(PIL.Image.new("1", (30_000, 30_000), 1), "PNG"), Reason.TOO_LARGE),
        (saved(page(), "TIFF")[:200], Reason.NO_TEXT),
        (b"II*\x00" + b"\xff" * 40, Reason.TRUNCATED),
        (b"\x89PNG\r\n\x1a\n....", Reason.TRUNCATED),
    ],
    ids=["one pixel", "bomb", "cut TIFF", "junk TIFF", "junk PNG"],
)
def test_hostile_images_end_in_one_clear_refusal(
    use: Callable[[NoOp], None], tmp_path: Path, data: bytes, reason: Reason
) -> None:
    use(Typed())
    file = tmp_path / "scan.tif"
    file.write_bytes(data)
    with pytest.raises(UnreadableInput) as caught:
        read(file)
    assert caught.value.reason in (reason, Reason.TRUNCATED)


def test_a_black_page_and_a_white_page_are_blank() -> None:
    for shade in (0, WHITE):
        assert prepare(np.full((800, 600), shade, np.uint8), 100).blank


def test_skew_is_undone() -> None:
    straight = np.array(page(900, 1200))
    for angle in (-2.0, 1.0):
        turned_page = np.array(PIL.Image.fromarray(straight).rotate(angle, fillcolor=WHITE))
        assert prepare(turned_page, 110).angle == pytest.approx(angle, abs=0.15)
    assert (turned(turned(straight, 1), 3) == straight).all()


def test_red_ink_goes_and_black_stays() -> None:
    image = np.full((600, 600, 3), WHITE, np.uint8)
    image[100:120, 100:500:4] = 0
    image[300:420, 300:305] = (60, 60, 220)
    prepared = prepare(image, 150)
    assert prepared.coloured
    assert prepared.ink[100:120].any()
    assert not prepared.ink[300:420, 296:310].any()


def test_rulings_are_found_and_wiped_but_not_what_crosses_them() -> None:
    ink = np.zeros((400, 600), np.uint8)
    ink[200:202, 50:550] = 255
    ink[100:300, 300:302] = 255
    ink[98:100, 200:400] = ink[300:302, 200:400] = 255
    ink[0:400, 520:522] = 255  # a streak of the scanner
    ink[190:215, 120:123] = 255  # a letter's stem through the line
    found, pixels = rulings(ink, 150)
    assert [(r.horizontal, round(r.box[0])) for r in found if not r.horizontal] == [(False, 301)]
    assert pixels[50, 518:524].any()
    grey, rest = wiped(np.where(ink > 0, 0, WHITE).astype(np.uint8), ink, pixels, 150)
    assert not rest[200:202, 200:280].any()
    assert rest[192:198, 120:123].any()
    assert rest[204:213, 120:123].any()
    assert grey[201, 240] == WHITE
