"""The bytes of a PDF to an open document of pdfium, and anew now and then while its pages are read.

Problem: pdfium keeps the bytes of every image that it has met until the document is closed, so a scan of many pages is
held in memory once more, page by page. Opening a document anew costs far less than recognising one page.
Never: what is on a page.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pypdfium2.raw as pdfium

from pipeline.errors import Reason, UnreadableInput

__all__ = ["Opened"]

_PICTURES = 8
"""Pages with pictures after which the document is opened anew."""


class Opened:
    """An open PDF; a context manager. `handle` is pdfium's and changes with `pictured`: handles of pages, fonts and
    objects that were got from it are to be dropped then. Raises UnreadableInput when the bytes cannot be opened."""

    def __init__(self, path: Path, data: bytes) -> None:
        self._data = data  # pdfium reads from these very bytes as long as the document is open
        self._pictures = 0
        self.handle = _load(path, data)

    def __enter__(self) -> Opened:
        return self

    def __exit__(self, *_: object) -> None:
        pdfium.FPDF_CloseDocument(self.handle)

    def pictured(self) -> bool:
        """To be told after each page with pictures; was the document opened anew?"""
        self._pictures += 1
        if self._pictures < _PICTURES:
            return False
        again = pdfium.FPDF_LoadMemDocument64(self._data, len(self._data), None)
        if not again:
            return False
        pdfium.FPDF_CloseDocument(self.handle)
        self.handle, self._pictures = again, 0
        return True


def _load(path: Path, data: bytes) -> Any:
    if not data or data.isspace():
        raise UnreadableInput(path, Reason.EMPTY)
    if data.find(b"%PDF-", 0, 1024) < 0:
        raise UnreadableInput(path, Reason.WRONG_SUFFIX)
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        error = pdfium.FPDF_GetLastError()
        if error in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            raise UnreadableInput(path, Reason.ENCRYPTED)
        raise UnreadableInput(path, Reason.TRUNCATED)
    return document
