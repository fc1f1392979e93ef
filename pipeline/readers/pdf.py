"""PDF to a Document: text in reading order, boxes of lines, edges of characters, grids, marks.

Problem: a PDF is glyphs at places, or pictures of glyphs, or both. For each page its own text is taken where it can be
believed (pdf_layer), else the page is rendered and recognised (scan) while the next ones are read; what becomes of runs
and rules is the same for both (page_writer). A page that gives nothing is a problem record. Never: paragraphs.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import Any

import pypdfium2.raw as pdfium

from pipeline import cores
from pipeline.document import Document, Page
from pipeline.errors import Reason, UnreadableInput
from pipeline.frozen import dataclass, replace
from pipeline.ocr.engine import EngineFailed, EngineMissing
from pipeline.readers import pdf_layer
from pipeline.readers.assembly import Assembly
from pipeline.readers.pdf_characters import read_page
from pipeline.readers.pdf_open import Opened
from pipeline.readers.pdf_page import RawPage
from pipeline.readers.pdf_shading import is_shaded_table, shading_rules
from pipeline.readers.scan import Recogniser, ScannedPage, no_engine, readers, write_page
from schemas.structure import Problem

__all__ = ["read"]

MEDIA_TYPE = "application/pdf"
MOST_PAGES = 2000
"""A file with more pages is no single report."""
_STAMP_DPI = 150.0
"""Dots an inch at which pages are looked at for stamps."""
_BLANK = "trang trắng hoặc không có chữ"
_BROKEN_TABLE = "bảng tham chiếu của tệp PDF hỏng: có thể thiếu trang hoặc chữ"


def read(path: Path, data: bytes) -> Document:
    """Read the bytes of the PDF named `path`. Raises UnreadableInput with the reason when there is nothing to read."""
    with Opened(path, data) as opened:
        count = pdfium.FPDF_GetPageCount(opened.handle)
        if count <= 0:
            raise UnreadableInput(path, Reason.NO_PAGES)
        if count > MOST_PAGES:
            raise UnreadableInput(path, Reason.TOO_LARGE, f"tệp có {count} trang, nhiều hơn {MOST_PAGES}")
        return _assemble(path, data, opened, count)


def _assemble(path: Path, data: bytes, opened: Opened, count: int) -> Document:
    assembly = Assembly()
    if not pdfium.FPDF_DocumentHasValidCrossReferenceTable(opened.handle):
        assembly.problems.append(Problem(stage="read", message=_BROKEN_TABLE))
    with Recogniser() as recogniser:
        assembly.add(partial(_write, found) for found in _ahead(_found(opened, data, count, recogniser)))
    if assembly.is_empty:
        if recogniser.missing is not None:
            raise no_engine(path, recogniser)
        raise UnreadableInput(path, Reason.NO_TEXT, "tệp chỉ có trang trắng")
    return assembly.document(path, MEDIA_TYPE, data)


# --- one page -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Found:
    """What a page gave: its own text, or its image on the way to recognition, and why that way."""

    raw: RawPage | None
    scanned: Future[ScannedPage] | None = None
    reason: str = ""
    message: str = ""


def _found(opened: Opened, data: bytes, count: int, recogniser: Recogniser) -> Iterator[_Found]:
    fonts: dict[int, tuple[str, bool, bool]] = {}
    for index in range(count):
        document = opened.handle
        try:
            raw = read_page(document, index, fonts)
        except ValueError:
            yield _Found(None, message="trang hỏng, không đọc được")
            continue
        doubt = pdf_layer.doubt(raw)
        if not doubt:
            raw.stamps += _pictured(document, index, raw)
            if is_shaded_table(raw):
                raw.rules += shading_rules(data, index)
            yield _Found(raw, reason=pdf_layer.trust(raw))
        elif not recogniser.ready:
            blank = not raw.runs and _is_blank(document, index)
            yield _Found(raw, reason=doubt, message=_BLANK if blank else f"{doubt}; {recogniser.missing}")
        else:
            yield _rendered(document, index, raw, doubt, recogniser)
        if (raw.image_share or doubt) and opened.pictured():
            fonts.clear()


def _pictured(document: Any, index: int, raw: RawPage) -> list[str]:
    """What the red stamps say that lie as pictures on a page whose text can be believed; nothing where no engine is."""
    if not (raw.image_share or raw.stamps):
        return []
    try:
        from pipeline.readers import pdf_render
        from pipeline.readers.scan_stamps import stamps

        image, dpi = pdf_render.render(document, index, _STAMP_DPI)
        return list(stamps(image, dpi, raw.turns, lambda: readers().engine))
    except (ImportError, ValueError, EngineMissing, EngineFailed):
        return []


def _is_blank(document: Any, index: int) -> bool:
    try:
        from pipeline.readers import pdf_render
    except ImportError:
        return False
    return pdf_render.is_blank(document, index)


def _rendered(document: Any, index: int, raw: RawPage, doubt: str, recogniser: Recogniser) -> _Found:
    from pipeline.readers import pdf_render

    try:
        image, dpi = pdf_render.render(document, index)
    except ValueError as error:
        return _Found(raw, reason=doubt, message=f"{doubt}; {error}")
    return _Found(raw, recogniser.submit(image, dpi), doubt)


def _ahead(pages: Iterator[_Found]) -> Iterator[_Found]:
    """The pages in order, as many images in work ahead of the one that is waited for as there are cores."""
    waiting: deque[_Found] = deque()
    for page in pages:
        waiting.append(page)
        if sum(one.scanned is not None for one in waiting) > cores.own():
            yield waiting.popleft()
    yield from waiting


def _write(found: _Found, assembly: Assembly, number: int) -> tuple[Page, str]:
    """Write the page; what is to be told about it (empty: nothing)."""
    if found.raw is not None:
        assembly.stamps += found.raw.stamps
    if found.scanned is not None:
        page, message = write_page(found.scanned.result(), assembly, number)
        if found.raw is not None and found.raw.runs:
            message = "; ".join(filter(None, (f"{found.reason}: đã nhận dạng lại từ ảnh", message)))
        return replace(page, reason=f"{found.reason}: {page.reason}"), message
    writer, raw = assembly.writer, found.raw
    start = writer.length
    if raw is None:
        return Page(number, start, start, 0.0, 0.0, "born-digital", "trang hỏng"), found.message
    writer.page(raw, number)
    origin = pdf_layer.origin(raw)
    page = Page(number, start, writer.length, raw.width, raw.height, origin, found.reason, raw.turns)
    return page, found.message
