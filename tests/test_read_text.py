"""Plain text and Markdown: decoding, lines, markup, pipe tables."""

from __future__ import annotations

import codecs
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.document import Document
from pipeline.errors import Reason, UnreadableInput
from pipeline.readers.text import read

REPORT = (
    "BÁO CÁO\r\nKết quả năm 2022\r\n\r\nThu ngân sách đạt 45,2 tỷ đồng; trồng 1.250 ha rừng¹ – “vượt kế hoạch”.\r\n"
    "Ủy ban nhân dân xã đề nghị Hội đồng nhân dân xem xét./.\r\n"
)


def document(text: str, name: str = "bao-cao.txt") -> Document:
    return read(Path(name), text.encode())


ENCODED = {
    "UTF-8": REPORT.encode(),
    "UTF-8 with mark": codecs.BOM_UTF8 + REPORT.encode(),
    "UTF-16 little-endian with mark": codecs.BOM_UTF16_LE + REPORT.encode("utf-16-le"),
    "UTF-16 big-endian with mark": codecs.BOM_UTF16_BE + REPORT.encode("utf-16-be"),
    "UTF-16 little-endian": REPORT.encode("utf-16-le"),
    "UTF-16 big-endian": REPORT.encode("utf-16-be"),
    "UTF-32 with mark": codecs.BOM_UTF32_LE + REPORT.encode("utf-32-le"),
}


@pytest.mark.parametrize("data", ENCODED.values(), ids=ENCODED)
def test_encodings_give_the_same_text(data: bytes) -> None:
    found = read(Path("bao-cao.txt"), data)
    assert found.text == REPORT
    assert found.problems == ()


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_the_text_is_the_decoded_file_exactly(text: str, line_end: str) -> None:
    source = f"Báo cáo {text}{line_end}{text}"
    if source.startswith("\ufeff"):
        return
    found = document(source)
    assert found.text == source
    for line in found.lines:
        assert source[line.start : line.end] == source[line.start : line.end].rstrip() != ""
        assert not set(source[line.start : line.end]) & set("\r\n\f")


def test_decomposed_text_stays_decomposed() -> None:
    source = unicodedata.normalize("NFD", REPORT)
    assert document(source).text == source


def test_the_vietnamese_code_page() -> None:
    source = "Thu ngân sách đạt 45,2 tỷ đồng, vượt kế hoạch được giao; tiếp tục rà soát các khoản nợ đọng."
    data = b"".join(_cp1258(char) for char in source)
    found = read(Path("bao-cao.txt"), data)
    assert unicodedata.normalize("NFC", found.text) == source
    assert [problem.stage for problem in found.problems] == ["read"]


def _cp1258(char: str) -> bytes:
    """Code page 1258 has base letters with their shape, and tones as combining marks."""
    try:
        return char.encode("cp1258")
    except UnicodeEncodeError:
        base, *tones = unicodedata.normalize("NFD", char)
        shaped = unicodedata.normalize("NFC", base + "".join(t for t in tones if t in "\u0302\u0306\u031b"))
        return (shaped + "".join(t for t in tones if t not in "\u0302\u0306\u031b")).encode("cp1258")


def test_a_damaged_byte_is_replaced_and_told() -> None:
    data = (REPORT * 20).encode()[:-1] + b"\xe1\xbb"
    found = read(Path("bao-cao.txt"), data)
    assert found.text.endswith("\ufffd")
    assert "U+FFFD" in found.problems[0].message


UNREADABLE = {
    "empty": (b"", Reason.EMPTY),
    "blank": (b" \r\n\t\n", Reason.EMPTY),
    "mark alone": (codecs.BOM_UTF16_LE, Reason.EMPTY),
    "zero bytes": (b"\x00" * 100, Reason.EMPTY),
    "binary": (bytes(range(256)) * 8, Reason.UNSUPPORTED),
    "random high bytes": (bytes((i * 37 + 129) % 128 + 128 for i in range(2000)), Reason.UNSUPPORTED),
    "control characters": (b"\x01\x02\x03\x04abc" * 50, Reason.UNSUPPORTED),
}


@pytest.mark.parametrize(("data", "reason"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_is_no_text_is_refused(data: bytes, reason: Reason) -> None:
    with pytest.raises(UnreadableInput) as caught:
        read(Path("bao-cao.txt"), data)
    assert caught.value.reason is reason
    assert "\n" not in str(caught.value)


def shown(source: str) -> str:
    """The text without its markup."""
    found = document(source)
    kept = list(source)
    for mark in found.marks:
        assert mark.kind == "markup"
        kept[mark.start : mark.end] = [""] * (mark.end - mark.start)
    return "".join(kept)


MARKUP = {
    "**Trồng trọt**: 120 ha": "Trồng trọt: 120 ha",
    "*Chăn nuôi*: 50 con": "Chăn nuôi: 50 con",
    "***Lâm nghiệp***": "Lâm nghiệp",
    "“*Kỷ cương, sáng tạo*”": "“Kỷ cương, sáng tạo”",
    "(*lý do: thiếu vốn*)": "(lý do: thiếu vốn)",
    "**TM. ỦY BAN\nCHỦ TỊCH**": "TM. ỦY BAN\nCHỦ TỊCH",
    "**Thu *ngân sách* năm**": "Thu ngân sách năm",
    "__Ghi chú__ và _lưu ý_": "Ghi chú và lưu ý",
    "# I. KẾT QUẢ": "I. KẾT QUẢ",
    "### 1. Kinh tế ###": "1. Kinh tế",
    "> Trích dẫn": "Trích dẫn",
    r"\- Lúa 30 ha; 1\. Ngô; 5 \* 3": "- Lúa 30 ha; 1. Ngô; 5 * 3",
    "<u>Nơi nhận</u>:": "Nơi nhận:",
    r"\*không nghiêng\*": "*không nghiêng*",
}


@pytest.mark.parametrize(("source", "printed"), MARKUP.items())
def test_markup(source: str, printed: str) -> None:
    assert shown(source) == printed


NO_MARKUP = [
    "* Về kinh tế",
    "* Về kinh tế\n* Về xã hội",
    "*Về kinh tế:\n\n*Về xã hội:",
    "Sản lượng lúa* 45 tấn",
    "Lúa* 45 tấn, ngô* 12 tấn",
    "Lúa(*) 45 tấn, ngô(*) 12 tấn",
    "5 * 3 = 15",
    "2*3*4",
    "tệp bao_cao_2022.docx",
    "Ngày ____ tháng ____ năm 2023",
    "** Số liệu ước",
    "#1 và C#",
    "a < b, c > d; <5%; tỷ lệ <u",
    r"C:\Temp",
]


@pytest.mark.parametrize("source", NO_MARKUP)
def test_what_is_no_markup(source: str) -> None:
    assert shown(source) == source


def test_bold_and_italic_lines() -> None:
    found = document("**I. KẾT QUẢ**\n\n*Ghi chú*\n\nCó **một** chữ đậm\n\n**TM. UBND\nCHỦ TỊCH**\n\n# Đề mục\nthân\n")
    assert [(line.bold, line.italic) for line in found.lines] == [
        (True, False), (False, True), (False, False), (True, False), (True, False), (True, False), (False, False),
    ]  # fmt: skip


def table(found: Document, index: int = 0) -> list[list[str]]:
    grid = found.grids[index]
    rows = [[""] * grid.columns for _ in range(grid.rows)]
    for cell in grid.cells:
        rows[cell.row][cell.column] = " / ".join(found.text[start:end] for start, end in cell.pieces)
    return rows


def test_pipe_tables() -> None:
    found = document(
        "Biểu 1\n\n| Chỉ tiêu | ĐVT | KH |\n|:---|:-:|--:|\n| Lúa | ha | 1.200 |\n|  | tấn | 7.000 |\n\nHết.\n\n"
        "Tên | Số\n--- | ---\nThôn 1 | 25\n"
    )
    assert table(found) == [["Chỉ tiêu", "ĐVT", "KH"], ["Lúa", "ha", "1.200"], ["", "tấn", "7.000"]]
    assert table(found, 1) == [["Tên", "Số"], ["Thôn 1", "25"]]
    assert found.text[found.grids[0].start :].startswith("| Chỉ tiêu")
    assert found.text[: found.grids[0].end].endswith("7.000 |")


def test_pipe_tables_with_escapes_breaks_and_no_delimiter_row() -> None:
    found = document("| **Tên** | a \\| b |\n| Dòng 1<br/>Dòng 2 | 3 |\n")
    assert table(found) == [["**Tên**", "a \\| b"], ["Dòng 1 / Dòng 2", "3"]]
    assert [cell.bold for cell in found.grids[0].cells] == [True, False, False, False]


def test_tables_with_tabs() -> None:
    found = document("Biểu 1\n\nTT\tChỉ tiêu\tKH\n1\tLúa\t1.200\n\tTổng\t\n\nUBND\tCỘNG HÒA\nSố: 1\tNgày 2\n")
    assert len(found.grids) == 1
    assert table(found) == [["TT", "Chỉ tiêu", "KH"], ["1", "Lúa", "1.200"], ["", "Tổng", ""]]


@pytest.mark.parametrize(
    "source", ["a | b\n\nc | d\n", "Điện | nước ổn định\nTăng 5%\n", "| một dòng |\n", "---\n\n---\n"]
)
def test_what_is_no_table(source: str) -> None:
    assert document(source).grids == ()


def test_media_type_by_suffix() -> None:
    assert document("Báo cáo", "a.md").media_type == "text/markdown"
    assert document("Báo cáo", "a.txt").media_type == "text/plain"
