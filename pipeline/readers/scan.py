"""Scanned pages to pages like any other: recognised words become runs, ruling lines in the image become rules.

Problem: layout and everything after it live on runs with edges, sizes and baselines; a scan has pixels. Signals: what
`pipeline.ocr` measured. A page is set upright and straight before it is read; how, goes along with it.
Pages are recognised side by side on the cores at hand and written in order; only a few images are held at a time.
Never: what a PDF's own text is worth (pdf_layer), recognition itself, choice between readings of a figure.
"""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import cores
from pipeline.document import Document, Page
from pipeline.errors import Reason, UnreadableInput
from pipeline.frozen import dataclass
from pipeline.ocr.engine import EngineFailed, EngineMissing
from pipeline.readers.assembly import Assembly
from pipeline.readers.pdf_grids import lattices
from pipeline.readers.pdf_page import RawPage, Rule, Run
from pipeline.readers.scan_certainty import Place

if TYPE_CHECKING:
    from pipeline.ocr.engine import Image
    from pipeline.ocr.measure import Stretch
    from pipeline.ocr.page import PageReading
    from pipeline.ocr.readers import CellBox, Readers
    from pipeline.ocr.rulings import Ruling

__all__ = ["Recogniser", "ScannedPage", "cells_of", "raw_page", "read", "readers", "write_page"]

_POINTS = 72.0
_USUAL_SIZE = 12.0
"""Points of print that could not be measured."""
_FAILED = "trang quét không nhận dạng được"


@cache
def readers() -> Readers:
    """The recognisers of this process, made when the first scan is met. Raises EngineMissing."""
    try:
        import cv2

        from pipeline.ocr.digits import digits
        from pipeline.ocr.readers import Readers
        from pipeline.ocr.tesseract import Tesseract
    except ImportError as error:
        raise EngineMissing(f"chưa cài gói Python {error.name} để đọc bản quét", "cài bằng: make setup") from error
    cv2.setNumThreads(1)  # pages are read side by side instead: threads within one cost more than they give
    return Readers(Tesseract(), digits(), cells_of)


def cells_of(rulings: Sequence[Ruling], dpi: float) -> list[list[CellBox]]:
    """The cells of the tables that ruling lines make, in pixels."""
    from pipeline.ocr.readers import CellBox

    scale = _POINTS / dpi
    return [
        [
            CellBox((c.box[0] / scale, c.box[1] / scale, c.box[2] / scale, c.box[3] / scale), c.column, c.column_span)
            for c in lattice.cells
        ]
        for lattice in lattices(_rules(rulings, scale))
    ]


def _rules(rulings: Sequence[Ruling], scale: float) -> list[Rule]:
    rules = []
    for ruling in rulings:
        x0, top, x1, bottom = (v * scale for v in ruling.box)
        if ruling.horizontal:
            rules.append(Rule(x0, (top + bottom) / 2, x1, (top + bottom) / 2))
        else:
            rules.append(Rule((x0 + x1) / 2, top, (x0 + x1) / 2, bottom))
    return rules


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """What became of one page's image: its reading, or why there is none."""

    reading: PageReading | None
    failure: str = ""
    stamps: tuple[str, ...] = ()


class Recogniser:
    """Reads images of pages side by side; results come in the order of the submissions. A context manager."""

    def __init__(self) -> None:
        self._pool: ThreadPoolExecutor | None = None
        self.missing: EngineMissing | None = None
        """Set when a page should have been read and the engine is not there."""

    def __enter__(self) -> Recogniser:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    @property
    def ready(self) -> bool:
        """Is an engine there? Asked only when a page needs one."""
        try:
            readers()
        except EngineMissing as error:
            self.missing = error
        return self.missing is None

    def submit(self, image: Image, dpi: float) -> Future[ScannedPage]:
        """Recognise the image of a page in the background."""
        if self._pool is None:
            self._pool = ThreadPoolExecutor(cores.own(), thread_name_prefix="ocr")
        return self._pool.submit(_recognise, image, dpi, readers())


def _recognise(image: Image, dpi: float, by: Readers) -> ScannedPage:
    from pipeline.ocr.page import read_page
    from pipeline.readers.scan_stamps import stamps

    try:
        reading = read_page(image, dpi, by)
        return ScannedPage(reading, stamps=tuple(stamps(image, dpi, reading.turns, lambda: by.engine)))
    except EngineFailed as error:
        return ScannedPage(None, str(error))
    except Exception as error:  # noqa: BLE001 - whatever breaks on one page's pixels, the other pages are delivered
        return ScannedPage(None, f"{type(error).__name__}: {error}"[:200])


def ahead(pages: Iterable[Future[ScannedPage]]) -> Iterator[ScannedPage]:
    """The results in order, with a few images in work ahead of the one that is waited for."""
    waiting: deque[Future[ScannedPage]] = deque()
    for page in pages:
        waiting.append(page)
        if len(waiting) > cores.own():
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


# --- one page -----------------------------------------------------------------------------------------------------


def raw_page(reading: PageReading) -> RawPage:
    """The reading in points, as print would be."""
    scale = _POINTS / reading.dpi
    raw = RawPage(reading.width * scale, reading.height * scale, turns=reading.turns, angle=reading.angle)
    raw.rules = _rules(reading.rulings, scale)
    walls = [r for r in raw.rules if not r.horizontal]
    for stretch in reading.stretches:
        raw.runs += _runs(stretch, scale, walls)
    return raw


def _runs(stretch: Stretch, scale: float, walls: list[Rule]) -> Iterator[Run]:
    """The stretch as runs: its words joined by spaces, parted where a ruling line stands between two characters."""
    baseline, size = stretch.baseline * scale, stretch.size * scale
    near = [wall.x0 for wall in walls if wall.top < baseline - 0.3 * size < wall.bottom]
    text, edges, left, right = "", array("d"), 0.0, 0.0
    for word in stretch.words:
        for i, symbol in enumerate(word.symbols):
            x0, x1 = symbol.box[0] * scale, symbol.box[2] * scale
            x0 = max(x0, edges[-1]) if edges and not near else x0
            if text and any(right - 0.35 * size < x < (x0 + x1) / 2 and x > (left + right) / 2 for x in near):
                yield _run(text, edges, right, stretch, scale)
                text, edges = "", array("d")
            elif text and i == 0:
                text += " "
                edges.append(max(right, edges[-1]))
            step = (x1 - x0) / len(symbol.text)
            text += symbol.text
            edges.extend(x0 + k * step for k in range(len(symbol.text)))
            left, right = x0, x1
    if text:
        yield _run(text, edges, right, stretch, scale)


def _run(text: str, edges: array[float], right: float, stretch: Stretch, scale: float) -> Run:
    rising = array("d")
    for edge in (*edges, right):
        rising.append(max(edge, rising[-1]) if rising else edge)
    return Run(
        text, rising, stretch.baseline * scale, round(stretch.size * scale, 1) or _USUAL_SIZE, stretch.bold, False, ""
    )


def write_page(scanned: ScannedPage, assembly: Assembly, number: int) -> tuple[Page, str]:
    """Write a scanned page; what is to be told about it (empty: nothing)."""
    writer = assembly.writer
    start, place = writer.length, Place.of(writer)
    reading = scanned.reading
    if reading is None:
        return Page(number, start, start, 0.0, 0.0, "ocr", "ảnh quét"), f"{_FAILED}: {scanned.failure}"
    assembly.stamps += scanned.stamps
    raw = raw_page(reading)
    writer.page(raw, number)
    assembly.certainty.add(writer, place, reading)
    page = Page(number, start, writer.length, raw.width, raw.height, "ocr", _reason(reading), raw.turns, raw.angle)
    if writer.length > start:
        return page, ""
    return page, "ảnh quá nhiễu hoặc quá mờ, không đọc được chữ" if reading.dropped else "trang trắng hoặc không có chữ"


def _reason(reading: PageReading) -> str:
    said = ["ảnh quét"]
    if reading.turns:
        said.append(f"xoay {90 * reading.turns}°")
    if reading.angle:
        said.append(f"nghiêng {abs(reading.angle):.1f}° đã chỉnh".replace(".", ","))
    if reading.coloured:
        said.append("đã tách dấu và nét bút màu")
    return ", ".join(said)


# --- image files --------------------------------------------------------------------------------------------------


def read(path: Path, data: bytes) -> Document:
    """Read an image file (PNG, JPEG, TIFF with any number of pages). Raises UnreadableInput."""
    from pipeline.readers.scan_images import frames

    media_type, images = frames(path, data)
    assembly = Assembly()
    with Recogniser() as recogniser:
        if not recogniser.ready:
            raise no_engine(path, recogniser)
        assembly.add(partial(write_page, scanned) for scanned in ahead(_submitted(images, recogniser)))
    if assembly.is_empty:
        told = assembly.problems
        cause = told[0].message if len(told) == 1 else "không nhận dạng được chữ nào trong ảnh"
        raise UnreadableInput(path, Reason.NO_TEXT, cause, "quét lại rõ hơn, 200–300 dpi, đúng chiều")
    return assembly.document(path, media_type, data)


def _submitted(images: Iterable[tuple[Image, float] | str], recogniser: Recogniser) -> Iterator[Future[ScannedPage]]:
    for item in images:
        if isinstance(item, str):
            failed: Future[ScannedPage] = Future()
            failed.set_result(ScannedPage(None, item))
            yield failed
        else:
            yield recogniser.submit(*item)


def no_engine(path: Path, recogniser: Recogniser) -> UnreadableInput:
    """The failure of a file whose pages are images when nothing can read them."""
    assert recogniser.missing is not None
    return UnreadableInput(path, Reason.OCR_MISSING, recogniser.missing.cause, recogniser.missing.next_step)
