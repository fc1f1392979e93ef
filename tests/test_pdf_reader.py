"""The PDF reader: what is printed comes out as text in reading order, each character with its place.

The pages are made here by typst (real pages, real fonts) or written byte by byte where the file must be broken.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pdfplumber
import pytest
import typst
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from pipeline.document import Document, Grid
from pipeline.errors import Reason, UnreadableInput
from pipeline.readers.pdf import MOST_PAGES, read

SHARED = ROOT.parent / "shared" / "data"
SAMPLES = sorted((ROOT / "samples").glob("*/*.pdf"))
SET = (
    "#set document(date: none)\n#set super(typographic: false)\n#set par(justify: true)\n"
    '#set text(font: "Libertinus Serif", size: 13pt, lang: "vi")\n'
)

Printer = Callable[[str], Document]


@pytest.fixture
def printed(tmp_path: Path) -> Printer:
    """Typesets typst markup and reads the PDF."""

    def print_and_read(markup: str) -> Document:
        source = tmp_path / "page.typ"
        source.write_text(SET + markup, "utf-8")
        return read(tmp_path / "page.pdf", typst.compile(str(source)))

    return print_and_read


def lines(document: Document) -> list[str]:
    return [document.text[line.start : line.end] for line in document.lines]


def rows(document: Document, grid: Grid) -> list[list[str]]:
    """Cell texts by row; a merged cell stands where it begins."""
    table = [[""] * grid.columns for _ in range(grid.rows)]
    for cell in grid.cells:
        table[cell.row][cell.column] = " ".join(document.text[start:end] for start, end in cell.pieces)
    return table


def pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    """A PDF file of these objects, the first being its catalog."""
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    end = b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, len(out))
    return out + head + table + end


def one_page(
    content: bytes, page: bytes = b"", count: int = 1, trailer: bytes = b"", more: tuple[bytes, ...] = ()
) -> bytes:
    return pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count %d >>" % count,
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R %s"
        b" /Resources << /Font << /F1 5 0 R >> >> >>" % page,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        *more,
        trailer=trailer,
    )


HELLO = b"BT /F1 12 Tf 72 700 Td (Dan so 4250 nguoi) Tj ET"
LOCK = b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>" % (b"41" * 32, b"42" * 32)

# Ways to set the same text: bold by printing twice, size in the matrix, gaps as moves, letter by letter, a raised o.
SETTINGS = {
    "printed twice": (b"BT /F1 12 Tf 72 700 Td (Dan so) Tj ET BT /F1 12 Tf 72.3 700 Td (Dan so) Tj ET", ["Dan so"]),
    "size in the matrix": (b"BT /F1 1 Tf 12 0 0 12 72 700 Tm (Dan so) Tj ET", ["Dan so"]),
    "space as a move": (b"BT /F1 12 Tf 72 700 Td [(Dan)-600(so)] TJ ET", ["Dan so"]),
    "columns as a move": (b"BT /F1 12 Tf 72 700 Td [(Dan so)-9000(Ha noi)] TJ ET", ["Dan so", "Ha noi"]),
    "letter by letter": (
        b"BT /F1 12 Tf 72 700 Td (D) Tj 8.7 0 Td (a) Tj 6.7 0 Td (n) Tj 10 0 Td (so) Tj ET",
        ["Dan so"],
    ),
    "degrees": (b"BT /F1 12 Tf 72 700 Td (37) Tj /F1 7 Tf 14 4 Td (o) Tj /F1 12 Tf 4 -4 Td (C) Tj ET", ["37oC"]),
}


@pytest.mark.parametrize("setting", SETTINGS)
def test_text_is_read_however_it_is_set(setting: str) -> None:
    content, expected = SETTINGS[setting]
    document = read(Path("x.pdf"), one_page(content))
    assert lines(document) == expected
    assert document.marks == ()
    assert document.lines[0].size == pytest.approx(12)


UNREADABLE = {
    "empty": (b"", Reason.EMPTY),
    "blanks": (b" \n\n", Reason.EMPTY),
    "not a pdf": (b"PK\x03\x04 anything", Reason.WRONG_SUFFIX),
    "only a header": (b"%PDF-1.7\n", Reason.TRUNCATED),
    "junk": (b"%PDF-1.4\n" + bytes(range(256)) * 20, Reason.TRUNCATED),
    "encrypted": (
        one_page(HELLO, trailer=b"/Encrypt 6 0 R /ID [<41><41>]", more=(LOCK,)),
        Reason.ENCRYPTED,
    ),
    "no pages": (pdf(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>"), Reason.NO_PAGES),
    "page tree in a circle": (
        pdf(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R] /Count 99999999 >>"),
        Reason.NO_PAGES,
    ),
    "too many pages": (one_page(HELLO, count=MOST_PAGES + 1), Reason.TOO_LARGE),
    "blank page": (one_page(b""), Reason.NO_TEXT),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_unreadable_file_is_refused_with_its_reason(name: str) -> None:
    data, reason = UNREADABLE[name]
    with pytest.raises(UnreadableInput) as refused:
        read(Path("x.pdf"), data)
    assert refused.value.reason is reason
    assert refused.value.next_step


def test_file_cut_short_is_refused_or_says_that_text_may_be_missing() -> None:
    whole = one_page(HELLO)
    assert read(Path("x.pdf"), whole).problems == ()
    for length in range(60, len(whole) - 30, 40):
        try:
            document = read(Path("x.pdf"), whole[:length])
        except UnreadableInput:
            continue
        assert document.problems, f"cut at {length} of {len(whole)} bytes"


@given(st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 255)), min_size=1, max_size=30))
def test_damaged_file_is_read_or_refused(damage: list[tuple[int, int]]) -> None:
    data = bytearray(one_page(HELLO))
    for at, value in damage:
        data[at % len(data)] = value
    try:
        document = read(Path("x.pdf"), bytes(data))
    except UnreadableInput:
        return
    assert document.text.strip()


def test_page_without_text_among_others_is_a_problem_of_that_page(printed: Printer) -> None:
    document = printed("Trang đầu.\n#pagebreak()\n#pagebreak()\nTrang cuối.")
    assert document.text == "Trang đầu.\f\fTrang cuối."
    assert [(problem.stage, problem.page) for problem in document.problems] == [("read", 2)]
    assert [document.text[page.start : page.end] for page in document.pages] == ["Trang đầu.", "", "Trang cuối."]


def test_line_has_the_edges_of_its_characters(printed: Printer) -> None:
    document = printed("Thu ngân sách đạt 3.103 tỷ đồng, tăng *10,95%* so với cùng kỳ.")
    (line,) = document.lines
    assert line.edges is not None
    assert line.box is not None
    assert len(line.edges) == line.end - line.start + 1
    assert all(a <= b for a, b in pairwise(line.edges))
    at = document.text.index("10,95%")
    source = document.source(at, at + 6)
    (box,) = source.boxes
    assert line.box[0] < box[0] < box[2] < line.box[2]
    # Six of the line's characters take about their share of its width.
    assert 0.5 < (box[2] - box[0]) / (6 * (line.box[2] - line.box[0]) / len(document.text)) < 2


def test_two_column_header_is_read_block_by_block(printed: Printer) -> None:
    document = printed(
        "#grid(columns: (40%, 60%), align: center, [UBND TỈNH BÌNH SƠN \\ *UBND HUYỆN AN HÒA* \\ Số: 15/BC-UBND],"
        " [*CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM* \\ *Độc lập - Tự do - Hạnh phúc* \\"
        " _An Hòa, ngày 05 tháng 7 năm 2023_])"
        "\n#align(center)[*BÁO CÁO*]\nToàn huyện có 12 xã."
    )
    assert lines(document) == [
        "UBND TỈNH BÌNH SƠN",
        "UBND HUYỆN AN HÒA",
        "Số: 15/BC-UBND",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "An Hòa, ngày 05 tháng 7 năm 2023",
        "BÁO CÁO",
        "Toàn huyện có 12 xã.",
    ]
    assert [line.bold for line in document.lines] == [False, True, False, True, True, False, True, False]
    assert document.lines[5].italic


def test_columns_that_are_not_level_stay_apart(printed: Printer) -> None:
    document = printed(
        "#grid(columns: (40%, 60%), align: center, [#v(9pt) ỦY BAN NHÂN DÂN \\ XÃ ĐÔNG LÂM], [CỘNG HÒA \\ Độc lập])"
    )
    assert lines(document) == ["ỦY BAN NHÂN DÂN", "XÃ ĐÔNG LÂM", "CỘNG HÒA", "Độc lập"]


def test_justified_line_is_not_taken_for_columns(printed: Printer) -> None:
    document = printed("#block(width: 5cm)[Thường trực Hội đồng nhân dân nghiêng nghiêng]")
    assert all(" " in line for line in lines(document)[:-1])
    assert " ".join(lines(document)) == "Thường trực Hội đồng nhân dân nghiêng nghiêng"


# What is printed -> the marks in it. A raised digit is a mark, unless it is the exponent of a length.
MARKS = {
    "cây lúa#super[1] đạt": ["1"],
    "1.234,5 ha#super[12] đất": ["12"],
    "1.234,5 ha¹ đất": ["1"],
    "ba dự án#super[3]#super[,]#super[4] mới": ["3", "4"],
    "ba dự án#super[3,4] mới": ["3", "4"],
    "được duyệt#super[(\\*)] trong": ["*"],
    "ngân sách#super[[2]] đạt": ["2"],
    "diện tích 450 m#super[2] sàn": [],
    "rộng 3,2 km#super[2] và": [],
    "chứa 12 triệu m#super[3] nước": [],
    "chứa 12 triệu m³ nước": [],
    "rộng 3,2 km#super[21] và": ["1"],
    "khí CO#sub[2] thải": [],
    "lúa 1, ngô 2": [],
}


@pytest.mark.parametrize("markup", MARKS)
def test_raised_digits_are_marks_and_exponents_are_not(printed: Printer, markup: str) -> None:
    document = printed(f"Toàn xã có {markup} trong năm.")
    assert [mark.marker for mark in document.marks] == MARKS[markup]
    assert all(mark.kind == "reference" for mark in document.marks)
    for mark in document.marks:
        assert mark.marker in document.text[mark.start : mark.end].translate(str.maketrans("¹²³", "123"))


def test_ruled_table_with_merged_heads(printed: Printer) -> None:
    document = printed(
        "Biểu số liệu:\n#table(columns: 5, table.cell(rowspan: 2)[TT], table.cell(rowspan: 2)[Chỉ tiêu],"
        " table.cell(colspan: 3)[Năm 2023], [KH], [TH], [TH/KH (%)],"
        " [1], [Thu ngân sách], [100], [105], [105,0], [2], [Chi ngân sách \\ địa phương], [90], [], [97,8])\nHết biểu."
    )
    (grid,) = document.grids
    assert rows(document, grid) == [
        ["TT", "Chỉ tiêu", "Năm 2023", "", ""],
        ["", "", "KH", "TH", "TH/KH (%)"],
        ["1", "Thu ngân sách", "100", "105", "105,0"],
        ["2", "Chi ngân sách địa phương", "90", "", "97,8"],
    ]
    spans = {(cell.row, cell.column): (cell.row_span, cell.column_span) for cell in grid.cells}
    assert spans[0, 0] == spans[0, 1] == (2, 1)
    assert spans[0, 2] == (1, 3)
    assert document.text[: grid.start].strip() == "Biểu số liệu:"
    assert document.text[grid.end :].strip() == "Hết biểu."


def test_table_open_at_its_sides(printed: Printer) -> None:
    document = printed(
        "#table(columns: 3, stroke: (x, y) => (left: if x > 0 {0.5pt}, top: if y > 0 {0.5pt}),"
        " [TT], [Loại cây], [TH], [1], [Lúa], [110], [2], [Ngô], [25])"
    )
    (grid,) = document.grids
    assert rows(document, grid) == [["TT", "Loại cây", "TH"], ["1", "Lúa", "110"], ["2", "Ngô", "25"]]


def test_table_without_rulings_is_found_by_its_columns(printed: Printer) -> None:
    document = printed(
        "Số liệu như sau:\n#grid(columns: (1cm, 6cm, 2cm, 2.5cm, 2.5cm), row-gutter: 8pt,"
        " [TT], [Chỉ tiêu], [ĐVT], [Năm 2022], [Năm 2023], [1], [Diện tích lúa], [ha], [800], [812,5],"
        " [2], [Sản lượng lương thực có hạt của toàn huyện], [tấn], [5.200], [5.310],"
        " [3], [Đàn trâu], [con], [1.050], [1.020], [4], [Đàn bò], [con], [3.150], [3.420])"
    )
    (grid,) = document.grids
    assert not grid.ruled
    assert rows(document, grid) == [
        ["TT", "Chỉ tiêu", "ĐVT", "Năm 2022", "Năm 2023"],
        ["1", "Diện tích lúa", "ha", "800", "812,5"],
        ["2", "Sản lượng lương thực có hạt của toàn huyện", "tấn", "5.200", "5.310"],
        ["3", "Đàn trâu", "con", "1.050", "1.020"],
        ["4", "Đàn bò", "con", "3.150", "3.420"],
    ]


@pytest.mark.parametrize(
    "markup",
    [
        "#rect[Khung một ô không phải là bảng.]",
        "#underline[Dòng gạch chân] \\ #line(length: 100%) \\ Dòng dưới.",
        "#grid(columns: 2, gutter: 3cm, [*Nơi nhận:* \\ - UBND huyện; \\ - Lưu: VT.], [*CHỦ TỊCH* \\ \\ Trần Văn A])",
    ],
)
def test_no_table_where_there_is_none(printed: Printer, markup: str) -> None:
    assert printed(markup).grids == ()


def test_page_printed_sideways_is_read_the_right_way(printed: Printer) -> None:
    table = "#table(columns: 3, [TT], [Chỉ tiêu], [Thực hiện], [1], [Thu ngân sách], [120], [2], [Chi ngân sách], [95])"
    upright, sideways = printed(table), printed(f"#rotate(90deg, reflow: true)[{table}]")
    assert rows(sideways, sideways.grids[0]) == rows(upright, upright.grids[0])
    assert sideways.text == upright.text


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_page_rotation_keeps_boxes_on_the_displayed_page(turn: int) -> None:
    document = read(Path("x.pdf"), one_page(HELLO, b"/Rotate %d" % turn))
    (page,), (line,) = document.pages, document.lines
    assert line.box is not None
    x0, top, x1, bottom = line.box
    assert 0 <= x0 < x1 <= page.width
    assert 0 <= top < bottom <= page.height
    assert document.text == "Dan so 4250 nguoi"


def test_crop_box_moves_the_origin() -> None:
    document = read(Path("x.pdf"), one_page(HELLO, b"/CropBox [50 600 400 800]"))
    (page,), (line,) = document.pages, document.lines
    assert (page.width, page.height) == (350, 200)
    assert line.box is not None
    assert line.box[0] == pytest.approx(22, abs=2)


def test_lines_under_the_footnote_rule_are_notes(printed: Printer) -> None:
    document = printed("Diện tích gieo trồng 888,6 ha#footnote[Trong đó lúa 536 ha.], tăng so với năm trước.")
    assert [line.role for line in document.lines] == [None, "note"]
    assert [(mark.marker, mark.kind) for mark in document.marks] == [("1", "reference"), ("1", "label")]


FILES = [*SAMPLES, *(p for p in sorted(SHARED.glob("**/*.pdf")) if "scan" not in p.name)]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_spans_boxes_and_edges_hold_on_every_report(file: Path) -> None:
    document = read(file, file.read_bytes())
    assert len(document.text.split("\f")) == len(document.pages)
    covered = set()
    for line in document.lines:
        text = document.text[line.start : line.end]
        assert text == text.strip()
        assert text
        assert "\n" not in text
        assert "\ufffe" not in text
        page = document.pages[(line.page or 0) - 1]
        assert page.start <= line.start < line.end <= page.end
        assert line.box is not None
        assert line.box[0] <= line.box[2]
        assert line.edges is None or len(line.edges) == len(text) + 1
        assert covered.isdisjoint(range(line.start, line.end))
        covered.update(range(line.start, line.end))
    assert all(char.isspace() for i, char in enumerate(document.text) if i not in covered)
    for mark in document.marks:
        assert document.text[mark.start : mark.end].strip()
    for grid in document.grids:
        pieces = [piece for cell in grid.cells for piece in cell.pieces]
        assert all(grid.start <= start < end <= grid.end for start, end in pieces)
        assert len(pieces) == len(set(pieces))


def drawn(thing: dict[str, object]) -> bool:
    """Is it more than a shaded area? (pdfplumber takes the white shading of paragraphs for table cells.)"""
    return thing["object_type"] != "rect" or bool(thing["stroke"]) or min(thing["width"], thing["height"]) < 3


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_ruled_grids_are_those_that_pdfplumber_finds(file: Path) -> None:
    document = read(file, file.read_bytes())
    with pdfplumber.open(file) as reference:
        for page in reference.pages[:6]:
            if not (page.rects or page.lines or page.curves):
                continue
            tables = page.filter(drawn).find_tables()
            theirs = [len(table.cells) for table in tables if len(table.rows[0].cells) > 1]
            ours = [len(grid.cells) for grid in document.grids if grid.page == page.page_number and grid.ruled]
            assert ours == theirs
            page.close()
