"""Is a PDF page's own text to be believed, or is the page read from its image? Decided page by page, reason kept.

Signals, in order: no text at all; an image over most of the page with hardly any text beside it (a scan that was signed
or stamped digitally); text that is no readable Vietnamese by its syllables and accents, neither as it stands nor with
legacy encodings undone; words that lost their first letters. Never: a count of characters alone, recognition.
"""

from __future__ import annotations

from typing import Literal

from pipeline.readers.pdf_page import RawPage
from pipeline.repair import is_readable, mend, quality

_FEWEST_WORDS = 15
_BEHEADED = 0.5
"""Share of words that begin with a vowel where first letters were dropped; in sound text of some lines it is at most 0.37."""

__all__ = ["doubt", "origin", "trust"]

_SCAN_IMAGE = 0.7
"""An image over this share of the page is the page."""
_STAMP_WORDS = 40
"""A page that is an image has more words of its own than this, or they are stamps and page numbers."""


def doubt(raw: RawPage) -> str:
    """Why the page is to be read from its image; empty where its text is good."""
    text = "\n".join(run.text for run in raw.runs)
    if not text.strip():
        return "trang không có chữ, chỉ có ảnh" if raw.image_share else "trang không có chữ"
    if raw.image_share > _SCAN_IMAGE and raw.invisible_share < 0.5 and len(text.split()) < _STAMP_WORDS:
        return "ảnh quét, chỉ có vài chữ chèn thêm"
    found = quality(text)
    if not found.is_readable and not is_readable(mend(text).reading):
        return "lớp chữ hỏng, không thành tiếng Việt"
    if found.words >= _FEWEST_WORDS and found.vowel_first > _BEHEADED:  # `ÒA XÃ ỘI`: what is left may well be syllables
        return "lớp chữ hỏng, mất chữ cái đầu của từ"
    return ""


def origin(raw: RawPage) -> Literal["born-digital", "ocr"]:
    """Where text that is believed comes from: hidden text over an image is another program's recognition."""
    return "ocr" if _is_hidden(raw) else "born-digital"


def trust(raw: RawPage) -> str:
    """What is said of a page whose text is believed."""
    if _is_hidden(raw):
        return "chữ ẩn trên ảnh quét"
    return "chữ của tệp, trang xoay" if raw.turns else "chữ của tệp"


def _is_hidden(raw: RawPage) -> bool:
    return raw.invisible_share > 0.5 and raw.image_share > _SCAN_IMAGE
