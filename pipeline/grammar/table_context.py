"""What stands around a table: its caption, the unit of its figures, and the section it belongs to.

Signals: the paragraphs directly above the table, read upwards while they are titles (`Bảng 01: …`, `PHỤ LỤC …`, `ĐVT:
…`, `(Kèm theo …)`, centred, bold or capital lines), or one short paragraph that ends in a colon; then full-width rows
of the table itself. The section is the last heading before the table, unless the report was signed in between: an
annex belongs to no section.
Never: a paragraph of running text is no caption, however near.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from pipeline.document import Document, Paragraph
from pipeline.frozen import dataclass
from pipeline.grammar.table_grid import Sheet
from pipeline.grammar.table_words import tokenize, words

_MAX_TITLES = 6
_UNIT = re.compile(
    r"(?:đ\.?\s*v\.?\s*t|d\.?v\.?t|đơn\s+vị(?:\s+tính)?|đv\s+tính|đv)\s*:\s*(?P<unit>[^;()\n]+)", re.IGNORECASE
)
_ENUMERATED = re.compile(r"\s*(?:[IVX]+|\d{1,2}(?:\.\d{1,2})*|[a-zđ])\s*[.)/]\s+\S")
_RECIPIENTS = re.compile(r"nơi\s+nhận\s*:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`caption` and `unit` as printed (cleaned), None where there is none; `introduction` is the running text right
    above that ends in a colon; `start` where the titles begin."""

    caption: str | None
    introduction: str | None
    unit: str | None
    section: str | None
    start: int


def unit_note(text: str) -> str | None:
    """The unit after `ĐVT:`, `Đơn vị tính:` in a text."""
    match = _UNIT.search(text)
    return match["unit"].strip(" .,") if match else None


def surroundings(document: Document, sheet: Sheet) -> Surroundings:
    """Caption, unit and section of a sheet."""
    captions: list[str] = []
    unit: str | None = None
    start = sheet.start
    titles, introduction = _titles(document, sheet)
    for paragraph, text in titles:
        start = min(start, paragraph.start)
        unit = unit or unit_note(text)
        without = _UNIT.sub("", text).strip(" ()-–+")
        if without and not words("attached").find(text):
            captions.insert(0, without)
    for cell in sheet.titles:
        unit = unit or unit_note(cell.text)
        if without := _UNIT.sub("", cell.text).strip(" ()"):
            captions.append(without)
    caption = " ".join(captions).rstrip(" :") or None
    return Surroundings(caption, introduction, unit, _section(document, sheet), start)


def _titles(document: Document, sheet: Sheet) -> tuple[list[tuple[Paragraph, str]], str | None]:
    """Title paragraphs above the sheet, nearest first, and the running text above them if it ends in a colon."""
    body = [p for p in document.paragraphs if p.role == "body"]
    at = bisect_right(body, sheet.start, key=lambda p: p.start) - 1
    titles: list[tuple[Paragraph, str]] = []
    page = document.page_at(sheet.start) if body and body[at].page is not None else None
    floor = max((g.end for g in document.grids if g.end <= sheet.start), default=-1)
    while at >= 0 and len(titles) < _MAX_TITLES and body[at].start >= floor and body[at].page == page:
        text = document.view(body[at]).text
        nearest = all(unit_note(title) for _, title in titles)
        if not _is_title(body[at], text, nearest):
            return titles, text if text.endswith(":") else None
        titles.append((body[at], text))
        if words("annex_label").leads(tokenize(text)):
            break
        at -= 1
    return titles, None


def _is_title(paragraph: Paragraph, text: str, nearest: bool) -> bool:
    if not text or len(text) > 300 or text.endswith((".", ";", "./.")):
        return False
    if unit_note(text) and len(text) < 60:
        return True
    if words("attached").find(text) and text.startswith("("):
        return True
    if words("caption").leads(tokenize(text)):
        return True
    if _ENUMERATED.match(text) or text.startswith(("-", "+")):
        return nearest and text.endswith(":") and len(text) < 90 and text.startswith(("-", "+"))
    if text.isupper() or paragraph.align == "center" or (paragraph.bold and paragraph.align != "right"):
        return len(text) < 200
    return nearest and len(text) < 160 and text[0].isupper() and not text.endswith(("…", "!", "?"))


def _section(document: Document, sheet: Sheet) -> str | None:
    before = [section for section in document.sections if section.source.start <= sheet.start]
    if not before:
        return None
    last = before[-1]
    return None if _signed_between(document, last.source.end, sheet.start) else last.id


def _signed_between(document: Document, start: int, end: int) -> bool:
    """Do the recipients, which close a report, stand between two offsets?"""
    return _RECIPIENTS.search(document.wording, start, end) is not None
