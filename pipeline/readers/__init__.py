"""Which reader reads a file: decided by its content, never by its name alone.

Signals in order: the opening bytes (PDF, zip, OLE, images); for a zip, the parts inside; what is left is text if it
decodes as text. A suffix that says otherwise is noted as a problem of the document. Readers are imported when first needed.
"""

from __future__ import annotations

import importlib
import io
import zipfile
from pathlib import Path
from typing import Literal, cast

from pipeline.document import Document
from pipeline.errors import Reason, UnreadableInput, unreadable
from pipeline.frozen import replace
from schemas.structure import Problem

Kind = Literal["pdf", "docx", "scan", "text"]

MOST_BYTES = 200 * 1024 * 1024
"""A larger file is no report."""

SUFFIXES: dict[Kind, set[str]] = {
    "pdf": {".pdf"},
    "docx": {".docx", ".docm", ".dotx", ".dotm"},
    "scan": {".png", ".jpg", ".jpeg", ".jpe", ".tif", ".tiff"},
    "text": {".txt", ".text", ".md", ".markdown", ".mdown", ""},
}
_NAMES: dict[Kind, str] = {"pdf": "PDF", "docx": "Word (.docx)", "scan": "ảnh", "text": "văn bản thuần"}
_PDF_WINDOW = 1024
"""A PDF's header may stand behind a few stray bytes."""
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = (  # opening bytes, what the file is, what to do
    (b"{\\rtf", "tệp RTF", "mở bằng Word hoặc LibreOffice rồi lưu thành .docx"),
    (b"Rar!\x1a\x07", "tệp nén RAR", "giải nén rồi chạy lại trên từng tệp"),
    (b"7z\xbc\xaf\x27\x1c", "tệp nén 7z", "giải nén rồi chạy lại trên từng tệp"),
    (b"\x1f\x8b", "tệp nén gzip", "giải nén rồi chạy lại trên từng tệp"),
)
_IMAGES = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")
_HTML = (b"<!doctype html", b"<html")


def read(path: Path) -> Document:
    """What the file says, by the reader that its content calls for. Raises UnreadableInput."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UnreadableInput(path, Reason.TOO_LARGE)
        data = path.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from error
    kind = kind_of(path, data)
    document = cast(Document, importlib.import_module(f"pipeline.readers.{kind}").read(path, data))
    if path.suffix.lower() in SUFFIXES[kind]:
        return document
    message = f"đuôi tệp là {path.suffix}, nội dung là {_NAMES[kind]}: đã đọc theo nội dung"
    return replace(document, problems=(Problem(stage="read", message=message), *document.problems))


def kind_of(path: Path, data: bytes) -> Kind:
    """The kind of reader for `data`. Raises UnreadableInput for what none of them reads."""
    if not data:
        raise UnreadableInput(path, Reason.EMPTY)
    if b"%PDF-" in data[:_PDF_WINDOW]:
        return "pdf"
    if data.startswith(_OLE):
        raise _ole(path, data)
    if data.startswith(b"PK"):
        return _zipped(path, data)
    if data.startswith(_IMAGES):
        return "scan"
    for magic, name, next_step in _OTHERS:
        if data.startswith(magic):
            raise UnreadableInput(path, Reason.UNSUPPORTED, f"{name} chưa được hỗ trợ", next_step)
    if data.lstrip()[:16].lower().startswith(_HTML):
        next_step = "mở bằng trình duyệt rồi in thành PDF, hoặc lưu phần văn bản thành .txt"
        raise UnreadableInput(path, Reason.UNSUPPORTED, "trang web HTML chưa được hỗ trợ", next_step)
    if path.suffix.lower() in SUFFIXES["pdf"] | SUFFIXES["docx"]:
        _refuse_binary(path, data)
    return "text"


def _refuse_binary(path: Path, data: bytes) -> None:
    """A file named as PDF or Word that opens like neither: junk is told apart from a text with the wrong suffix."""
    if b"\x00" in data[:_PDF_WINDOW]:
        raise UnreadableInput(path, Reason.WRONG_SUFFIX, f"nội dung không phải {path.suffix}")


def _ole(path: Path, data: bytes) -> UnreadableInput:
    """An OLE file is an encrypted .docx or a binary Office file; stream names stand in it as UTF-16."""
    streams = {name for name in ("EncryptedPackage", "WordDocument", "Workbook") if name.encode("utf-16-le") in data}
    if "EncryptedPackage" in streams:
        return UnreadableInput(path, Reason.ENCRYPTED)
    if "WordDocument" in streams or path.suffix.lower() == ".doc":
        next_step = f"chuyển sang .docx: soffice --headless --convert-to docx {path.name}"
        return UnreadableInput(path, Reason.UNSUPPORTED, "tệp Word cũ (.doc) chưa được hỗ trợ", next_step)
    if "Workbook" in streams or path.suffix.lower() == ".xls":
        return UnreadableInput(path, Reason.UNSUPPORTED, "tệp Excel cũ (.xls) chưa được hỗ trợ")
    return UnreadableInput(path, Reason.UNSUPPORTED)


def _zipped(path: Path, data: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise UnreadableInput(path, Reason.TRUNCATED) from error
    if any(name.startswith("word/") and name.endswith(".xml") for name in names):
        return "docx"
    for part, name, next_step in (
        ("xl/workbook.xml", "bảng tính Excel", "lưu trang cần đọc thành PDF hoặc chép bảng vào .docx"),
        ("ppt/presentation.xml", "bài trình chiếu PowerPoint", "xuất thành PDF rồi chạy lại"),
        ("content.xml", "tệp OpenDocument", f"soffice --headless --convert-to docx {path.name}"),
    ):
        if part in names:
            raise UnreadableInput(path, Reason.UNSUPPORTED, f"{name} chưa được hỗ trợ", next_step)
    raise UnreadableInput(path, Reason.UNSUPPORTED, "tệp nén không chứa văn bản Word", "giải nén rồi chạy lại")
