"""Which reader reads what: by content; every refusal names a reason and a next step."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from pipeline.errors import Reason, UnreadableInput
from pipeline.readers import kind_of, read

TEXT = "BÁO CÁO\nKết quả năm 2022\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504


def zipped(*names: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return data.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.txt", TEXT.encode(), "text"),
        ("a.md", TEXT.encode(), "text"),
        ("a", TEXT.encode(), "text"),
        ("a.txt", b"\xff\xfe" + TEXT.encode("utf-16-le"), "text"),
        ("a.pdf", b"%PDF-1.7\n%...", "pdf"),
        ("a.pdf", b"\r\n\r\n%PDF-1.4", "pdf"),
        ("a.txt", b"%PDF-1.7\n%...", "pdf"),
        ("a.docx", zipped("word/document.xml"), "docx"),
        ("a.docm", zipped("word/document2.xml"), "docx"),
        ("a.zip", zipped("word/document.xml"), "docx"),
        ("a.pdf", TEXT.encode(), "text"),
        ("a.docx", TEXT.encode(), "text"),
    ],
)
def test_kind_by_content(name: str, data: bytes, kind: str) -> None:
    assert kind_of(Path(name), data) == kind


REFUSED = {
    "nothing.txt": (b"", Reason.EMPTY),
    "old.doc": (OLE + "WordDocument".encode("utf-16-le"), Reason.UNSUPPORTED),
    "locked.docx": (OLE + "EncryptedPackage".encode("utf-16-le"), Reason.ENCRYPTED),
    "old.xls": (OLE + "Workbook".encode("utf-16-le"), Reason.UNSUPPORTED),
    "sheet.xlsx": (zipped("xl/workbook.xml"), Reason.UNSUPPORTED),
    "slides.pptx": (zipped("ppt/presentation.xml"), Reason.UNSUPPORTED),
    "writer.odt": (zipped("content.xml", "mimetype"), Reason.UNSUPPORTED),
    "bundle.zip": (zipped("a.txt"), Reason.UNSUPPORTED),
    "cut.docx": (zipped("word/document.xml")[:60], Reason.TRUNCATED),
    "photo.jpg": (b"\xff\xd8\xff\xe0....", Reason.TRUNCATED),
    "scan.png": (b"\x89PNG\r\n\x1a\n....", Reason.TRUNCATED),
    "scan.tif": (b"II*\x00....", Reason.TRUNCATED),
    "page.txt": (b"<!DOCTYPE html><html>", Reason.UNSUPPORTED),
    "page.html": (b"\n<html lang='vi'>", Reason.UNSUPPORTED),
    "letter.rtf": (rb"{\rtf1\ansi", Reason.UNSUPPORTED),
    "junk.pdf": (b"\x00\x01\x02\x03" * 100, Reason.WRONG_SUFFIX),
    "junk.docx": (b"\x00\x01\x02\x03" * 100, Reason.WRONG_SUFFIX),
    "junk.txt": (b"\x00\x01\x02\x03" * 100, Reason.UNSUPPORTED),
    "blank.txt": (b" \n\n ", Reason.EMPTY),
}


@pytest.mark.parametrize(("name", "case"), REFUSED.items(), ids=REFUSED)
def test_every_refusal_is_one_line_with_a_next_step(name: str, case: tuple[bytes, Reason], tmp_path: Path) -> None:
    data, reason = case
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(UnreadableInput) as caught:
        read(path)
    assert caught.value.reason is reason
    assert caught.value.cause
    assert caught.value.next_step
    assert "\n" not in str(caught.value)


def test_an_old_word_file_is_told_the_command(tmp_path: Path) -> None:
    path = tmp_path / "bao-cao.doc"
    path.write_bytes(OLE)
    with pytest.raises(UnreadableInput, match=r"soffice --headless --convert-to docx bao-cao\.doc"):
        read(path)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput) as caught:
        read(tmp_path / "khong-co.txt")
    assert caught.value.reason is Reason.MISSING


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput):
        read(tmp_path)


def test_a_wrong_suffix_is_read_by_content_and_noted(tmp_path: Path) -> None:
    path = tmp_path / "bao-cao.pdf"
    path.write_text(TEXT, encoding="utf-8")
    document = read(path)
    assert document.text == TEXT
    assert [problem.stage for problem in document.problems] == ["read"]
    assert ".pdf" in document.problems[0].message


def test_a_right_suffix_is_not_noted(tmp_path: Path) -> None:
    path = tmp_path / "BAO CAO.TXT"
    path.write_text(TEXT, encoding="utf-8")
    assert read(path).problems == ()
