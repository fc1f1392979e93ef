"""A PDF page to pixels, at the resolution of the scan it holds.

Bounds before anything is unpacked: an embedded image with more pixels than any scanner gives is a decompression bomb;
a page of any paper size is rendered with a bounded number of pixels. Never: what is on the page.
"""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium

from pipeline.ocr.engine import Image
from pipeline.readers.scan_images import MOST_PIXELS

__all__ = ["is_blank", "render"]

_LEAST, _USUAL, _MOST = 150.0, 300.0, 300.0
"""Dots an inch: of a coarse scan, of a page without a large image (drawn letters), and of a fine scan."""
_MOST_RENDERED = 25_000_000
_SHOWN = 0.5
"""An image over this share of the page sets the resolution."""


def render(document: Any, index: int, most: float = _MOST) -> tuple[Image, float]:
    """The page as displayed, grey or colour, and its dots an inch, `most` at the most. Raises ValueError, in Vietnamese,
    when refused."""
    page = pdfium.FPDF_LoadPage(document, index)
    if not page:
        raise ValueError("trang hỏng, không đọc được")
    try:
        return _render(page, min(_resolution(page), most))
    finally:
        pdfium.FPDF_ClosePage(page)


def is_blank(document: Any, index: int) -> bool:
    """Is nothing at all to be seen on the page?"""
    page = pdfium.FPDF_LoadPage(document, index)
    if not page:
        return True
    try:
        _resolution(page)
        image, _ = _render(page, 50.0)
    except ValueError:
        return False
    finally:
        pdfium.FPDF_ClosePage(page)
    return bool(image.min() > 200)


def _resolution(page: Any) -> float:
    width, height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
    dpi = 0.0
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    columns, rows = ctypes.c_uint(), ctypes.c_uint()
    for i in range(pdfium.FPDFPage_CountObjects(page)):
        target = pdfium.FPDFPage_GetObject(page, i)
        if pdfium.FPDFPageObj_GetType(target) != pdfium.FPDF_PAGEOBJ_IMAGE:
            continue
        pdfium.FPDFImageObj_GetImagePixelSize(target, columns, rows)
        if columns.value * rows.value > MOST_PIXELS:
            raise ValueError(f"ảnh {columns.value}×{rows.value} điểm ảnh, quá lớn cho một trang quét")
        pdfium.FPDFPageObj_GetBounds(target, left, bottom, right, top)
        across, down = right.value - left.value, top.value - bottom.value
        if across > 0 and down > 0 and across * down > _SHOWN * width * height:
            # The image may lie on its side on the page: its area tells the resolution either way.
            dpi = max(dpi, 72 * (columns.value * rows.value / (across * down)) ** 0.5)
    return min(max(dpi, _LEAST), _MOST) if dpi else _USUAL


def _render(page: Any, dpi: float) -> tuple[Image, float]:
    width, height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
    if width <= 0 or height <= 0:
        raise ValueError("trang không có khổ giấy")
    dpi = min(dpi, 72 * (_MOST_RENDERED / (width * height)) ** 0.5)
    columns, rows = max(round(width * dpi / 72), 1), max(round(height * dpi / 72), 1)
    bitmap = pdfium.FPDFBitmap_CreateEx(columns, rows, pdfium.FPDFBitmap_BGR, None, 0)
    if not bitmap:
        raise ValueError("không đủ bộ nhớ để dựng ảnh của trang")
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, columns, rows, 0xFFFFFFFF)
        flags = pdfium.FPDF_ANNOT
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, columns, rows, 0, flags)
        stride = pdfium.FPDFBitmap_GetStride(bitmap)
        address = pdfium.FPDFBitmap_GetBuffer(bitmap)
        buffer = (ctypes.c_ubyte * (stride * rows)).from_address(ctypes.cast(address, ctypes.c_void_p).value)
        pixels = np.frombuffer(buffer, np.uint8).reshape(rows, stride)[:, : columns * 3].reshape(rows, columns, 3)
        return _grey_or_colour(pixels), dpi
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)


def _grey_or_colour(pixels: Image) -> Image:
    """A copy; without colour, one channel."""
    sample = pixels[::7, ::7].astype(np.int16)
    colourful = np.max(sample, axis=2) - np.min(sample, axis=2) > 24
    return pixels.copy() if np.mean(colourful) > 0.0001 else np.ascontiguousarray(pixels[:, :, 1])
