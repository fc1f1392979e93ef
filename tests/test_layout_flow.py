"""Layout of texts without boxes: paragraphs joined, notes set apart, header block and furniture told from the body."""

from __future__ import annotations

import textwrap
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.document import Document
from pipeline.layout.flow import paragraphs
from pipeline.readers.text import read


def laid_out(text: str, name: str = "bao-cao.txt") -> Document:
    return paragraphs(read(Path(name), text.encode()))


def texts(document: Document, role: str) -> list[str]:
    return [document.view(p).text for p in document.paragraphs if p.role == role]


def references(document: Document) -> list[tuple[str, str]]:
    return [(m.marker, document.text[: m.start].split()[-1]) for m in document.marks if m.kind == "reference"]


def notes(document: Document) -> list[tuple[str | None, str]]:
    return [(p.marker, document.view(p).text) for p in document.paragraphs if p.role == "note"]


# Footnotes: style -> (mark in the body, label of the note).
STYLES = {
    "superscript": ("¹", "¹ "),
    "superscript, glued label": ("¹", "¹"),
    "bracket": ("[1]", "[1] "),
    "parentheses": ("(1)", "(1) "),
    "star": ("*", "* "),
    "star in parentheses": ("(*)", "(*) "),
    "markdown": ("[^1]", "[^1]: "),
    "html": ("<sup>1</sup>", "<sup>1</sup> "),
    "superscript, numbered note": ("¹", "1. "),
    "superscript, bare number": ("¹", "1 "),
    "superscript, bracketed note": ("¹", "[1] "),
}


@pytest.mark.parametrize(("mark", "label"), STYLES.values(), ids=STYLES)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_note_in_mid_sentence_leaves_the_sentence_whole(mark: str, label: str, form: str) -> None:
    source = (
        f"Toàn huyện gieo trồng 1.250 ha ngô{mark}, tăng 3,5% so với cùng kỳ; đàn bò tăng, nhất là tại các"
        "\n\n"
        f"{label}Trong đó ngô lai 980 ha.\n\n"
        "xã vùng cao.\n\nTổng đàn lợn đạt 12.300 con.\n"
    )
    document = laid_out(unicodedata.normalize(form, source))
    assert texts(document, "body") == [
        "Toàn huyện gieo trồng 1.250 ha ngô, tăng 3,5% so với cùng kỳ; đàn bò tăng, nhất là tại các xã vùng cao.",
        "Tổng đàn lợn đạt 12.300 con.",
    ]
    assert [text for _, text in notes(document)] == ["Trong đó ngô lai 980 ha."]
    assert [m.kind for m in document.marks if m.kind != "markup"] == ["reference", "label"]
    roles = [p.role for p in document.paragraphs]
    assert roles == ["body", "note", "body"], "the note follows the paragraph that it interrupted"


@pytest.mark.parametrize(("mark", "label"), [v for k, v in STYLES.items() if "bare" not in k], ids=lambda v: v.strip())
def test_notes_collected_at_the_end(mark: str, label: str) -> None:
    second = [part.replace("1", "2").replace("¹", "²").replace("*", "**") for part in (mark, label)]
    document = laid_out(
        f"Thu ngân sách đạt 45 tỷ đồng{mark}.\n\nChi ngân sách 39 tỷ đồng{second[0]}.\n\nGhi chú:\n\n"
        f"{label}Không tính thu từ đất.\n\n{second[1]}Chưa gồm chi chuyển nguồn.\n"
    )
    assert [text for _, text in notes(document)] == ["Không tính thu từ đất.", "Chưa gồm chi chuyển nguồn."]
    assert texts(document, "body")[:2] == ["Thu ngân sách đạt 45 tỷ đồng.", "Chi ngân sách 39 tỷ đồng."]


def test_several_notes_and_a_capital_where_the_sentence_resumes() -> None:
    document = laid_out(
        "- Hoàn thành 4,5 km đường xã¹; xây mới 03 trạm bơm². Khởi công\n\n"
        "¹ Gồm đường Đồi Sim, đường Bến Cũ\n\n² Trạm bơm Bãi Ngang, Cồn Trên, Cồn Dưới.\n\n"
        "Trường Tiểu học Bãi Ngang (5,2 tỷ đồng).\n\n- Thu hút 02 dự án.\n"
    )
    assert texts(document, "body") == [
        "- Hoàn thành 4,5 km đường xã; xây mới 03 trạm bơm. Khởi công Trường Tiểu học Bãi Ngang (5,2 tỷ đồng).",
        "- Thu hút 02 dự án.",
    ]
    assert notes(document) == [
        ("1", "Gồm đường Đồi Sim, đường Bến Cũ"),
        ("2", "Trạm bơm Bãi Ngang, Cồn Trên, Cồn Dưới."),
    ]


def test_a_note_with_a_list_of_its_own() -> None:
    document = laid_out(
        "Đã khởi công 02 công trình¹, đang lập hồ sơ các\n\n¹ Gồm:\n\n- Đường Bến Đò;\n\n- Trạm bơm Cồn Trên.\n\n"
        "công trình còn lại.\n"
    )
    assert texts(document, "body") == ["Đã khởi công 02 công trình, đang lập hồ sơ các công trình còn lại."]
    assert notes(document) == [("1", "Gồm:"), (None, "- Đường Bến Đò;"), (None, "- Trạm bơm Cồn Trên.")]


def test_a_mark_that_lost_its_superscript() -> None:
    document = laid_out(
        "Vụ Hè Thu được mùa, nhất là cây lúa1. Mật độ 120 người/km2, khai thác 40 m3 cát, tổ chức các\n\n"
        "1 Diện tích 536 ha.\n\nlớp tập huấn cho nông dân xã KP1.\n"
    )
    (body,) = texts(document, "body")
    assert body.startswith(
        "Vụ Hè Thu được mùa, nhất là cây lúa. Mật độ 120 người/km2, khai thác 40 m3 cát, tổ chức các lớp"
    )
    assert notes(document) == [("1", "Diện tích 536 ha.")]


def test_notes_between_whole_paragraphs_join_nothing() -> None:
    document = laid_out(
        "3.1. Hạ tầng kinh tế¹\n\n¹ Theo giá so sánh.\n\nGiá trị xây dựng đạt 30 tỷ đồng.\n\n"
        "Chợ xã hoàn thành².\n\n² Vốn xã hội hóa.\n\nĐiện lưới phủ 100% số thôn.\n"
    )
    assert texts(document, "body") == [
        "3.1. Hạ tầng kinh tế",
        "Giá trị xây dựng đạt 30 tỷ đồng.",
        "Chợ xã hoàn thành.",
        "Điện lưới phủ 100% số thôn.",
    ]


def test_numbering_that_starts_anew_on_each_page() -> None:
    document = laid_out(
        "Có 12 hợp tác xã¹ hoạt động tốt, trong đó có các\n\n¹ Tăng 2 hợp tác xã.\n\nđơn vị mới.\n\n"
        "Có 8 làng nghề¹ được công nhận, chủ yếu tại các\n\n¹ Giảm 1 làng nghề.\n\nxã ven sông.\n"
    )
    assert notes(document) == [("1", "Tăng 2 hợp tác xã."), ("1", "Giảm 1 làng nghề.")]
    assert references(document) == [("1", "xã"), ("1", "nghề")]


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        ("Rừng trồng 2,5 km² và 300 m³ gỗ.", "Rừng trồng 2,5 km² và 300 m³ gỗ."),
        ("Thu hồi 14.200 m² đất; mở rộng 8 km² rừng.", "Thu hồi 14.200 m² đất; mở rộng 8 km² rừng."),
        ("Mật độ 120 người/km2, đào 40 m3 đất.", "Mật độ 120 người/km2, đào 40 m3 đất."),
        ("Đạt 10⁶ cây giống.", "Đạt 10⁶ cây giống."),
    ],
)
def test_exponents_are_no_marks(body: str, kept: str) -> None:
    document = laid_out(f"{body}\n\nCó 3 xã¹ đạt chuẩn.\n\n¹ Xã An, xã Bình, xã Cam.\n")
    assert texts(document, "body")[0] == kept
    assert references(document) == [("1", "xã")]


def test_a_mark_behind_a_unit() -> None:
    document = laid_out(
        "Trồng mới 45 ha¹ rừng; nạo vét 900 m³² kênh mương; san lấp 120 m² đất.\n\n¹ Rừng sản xuất.\n\n² Kênh chính.\n"
    )
    assert texts(document, "body") == ["Trồng mới 45 ha rừng; nạo vét 900 m³ kênh mương; san lấp 120 m² đất."]
    assert references(document) == [("1", "ha"), ("2", "m³")]


NEVER = {
    "bullets with stars": "* Về trồng trọt:\n\nLúa 300 ha.\n\n* Về chăn nuôi:\n\nBò 120 con.\n",
    "enumeration in the sentence, then as items": (
        "Có 3 khâu: (1) quy hoạch, (2) hạ tầng, (3) nhân lực.\n\n(1) Quy hoạch đã xong.\n\n(2) Hạ tầng đang làm.\n"
    ),
    "headings": "1. Kinh tế\n\nTăng 5%.\n\n2. Xã hội\n\nỔn định.\n",
    "a star at the end without a note": "Sản lượng đạt 40 tấn*.\n\nDoanh thu 2 tỷ đồng.\n",
    "a bracket without a note": "Theo tài liệu [1], năng suất 50 tạ/ha.\n\nSản lượng 12 tấn.\n",
    "legal points": "Căn cứ khoản 2 Điều 5, điểm a(1) mục này.\n\n(2) Tiếp tục thực hiện.\n",
    "numbers at the head of a line": "Đạt kế hoạch năm¹.\n\n12 xã hoàn thành chỉ tiêu.\n",
}


@pytest.mark.parametrize("source", NEVER.values(), ids=NEVER)
def test_what_is_no_note(source: str) -> None:
    document = laid_out(source)
    assert notes(document) == []
    assert [m for m in document.marks if m.kind != "markup"] == []


def test_a_star_in_a_table_answers_all_its_cells() -> None:
    document = laid_out(
        "| Chỉ tiêu | Kết quả |\n|---|---|\n| Đàn lợn* | 1.200 |\n| Đàn bò* | 310 |\n\n* Số liệu ước thực hiện.\n"
    )
    assert texts(document, "cell") == ["Chỉ tiêu", "Kết quả", "Đàn lợn", "1.200", "Đàn bò", "310"]
    assert notes(document) == [("*", "Số liệu ước thực hiện.")]


JOINED = {
    "small letter": ("Hoàn thành 12 công trình thủy lợi\n\nphục vụ sản xuất.", 1),
    "after a comma": ("Đã sửa chữa 3 cầu,\n\nHồ Bến Đò và 2 đập.", 1),
    "after a joining word": ("Phối hợp với\n\nSở Xây dựng lập quy hoạch.", 1),
    "a figure to come": ("Thu ngân sách đạt\n\n45 tỷ đồng.", 1),
    "sentence ended": ("Hoàn thành 12 công trình.\n\nphục vụ sản xuất.", 2),
    "heading": ("1. Kết quả trong năm\n\nTổng thu 45 tỷ đồng.", 2),
    "heading on a compound": ("2. Tồn tại\n\nCông tác giải phóng mặt bằng\n\nĐất ở còn thiếu.", 3),
    "heading with a semicolon": ("3. Quốc phòng; cải cách hành chính\n\nGiao quân đạt 100%.", 2),
    "open bracket": ("Sửa chữa đường ven hồ (đoạn từ\n\nCầu Mới đến chợ).", 1),
    "a figure after a cut": ("Trong năm đã ban hành\n\n1.286 văn bản các loại.", 1),
    "range": ("Thu hút vốn đầu tư nước ngoài 450\n\n- 500 triệu USD.", 1),
    "bullet": ("Kết quả, gồm\n\n- Lúa 300 ha;\n\n- ngô 20 ha.", 3),
    "numbered": ("Nhiệm vụ trọng tâm\n\na) giữ vững an ninh;\n\nb) phát triển kinh tế.", 3),
    "capitals": ("TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH", 2),
    "adjacent lines": ("- UBND tỉnh;\n- Các thôn;\n- Lưu: VT.", 3),
    "abbreviated đồng chí": ("Do đồng chí phụ trách và\n\nđ/c Phó Chủ tịch ký.", 1),
    "page end": ("Sản lượng tăng; tàu lớn vươn khơi, bám biển, nhờ vốn của\f\nQuỹ hỗ trợ ngư dân.", 1),
}


@pytest.mark.parametrize(("source", "count"), JOINED.values(), ids=JOINED)
def test_paragraphs_are_joined_where_a_sentence_was_broken(source: str, count: int) -> None:
    assert len(texts(laid_out(source), "body")) == count


WRAPPED = """\
Trong 6 tháng đầu năm, tình hình kinh tế - xã hội của huyện tiếp tục ổn định, sản xuất nông nghiệp được mùa, giá trị \
sản xuất đạt 1.245 tỷ đồng, tăng 6,2% so với cùng kỳ. Thu nhập bình quân đạt 52 triệu đồng/người.
- Trồng trọt: Tổng diện tích gieo trồng 8.450 ha, đạt 101% kế hoạch, trong đó lúa 6.120 ha, năng suất bình quân đạt \
61,5 tạ/ha, sản lượng 37.638 tấn; ngô 820 ha.
- Chăn nuôi: Đàn trâu 2.310 con, đàn bò 7.845 con, đàn lợn 41.200 con; công tác tiêm phòng được triển khai kịp thời, \
không để dịch bệnh lớn xảy ra trên địa bàn.
Công tác quản lý đất đai được tăng cường, đã cấp 1.120 giấy chứng nhận quyền sử dụng đất cho các hộ gia đình, cá nhân, \
đạt 98% kế hoạch năm.
""".splitlines()


@pytest.mark.parametrize("width", [60, 72, 78, 100])
@pytest.mark.parametrize("between", ["\n", "\n\n"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_hard_wrapped_files(width: int, between: str, line_end: str) -> None:
    source = between.join(textwrap.fill(p, width, break_on_hyphens=False) for p in WRAPPED) + "\n"
    assert texts(laid_out(source.replace("\n", line_end)), "body") == WRAPPED


def test_hard_wrapped_note_in_mid_sentence() -> None:
    body = WRAPPED[0].replace("ổn định", "ổn định¹")
    lines = textwrap.wrap(body, 78)
    note = textwrap.wrap(
        "¹ Riêng hai xã vùng cao bị ảnh hưởng của mưa đá đầu tháng 4, thiệt hại khoảng 120 ha lúa và hoa màu.", 78
    )
    source = "\n".join([*lines[:2], *note, *lines[2:], *textwrap.wrap(WRAPPED[1], 78), *textwrap.wrap(WRAPPED[2], 78)])
    document = laid_out(source)
    assert texts(document, "body") == WRAPPED[:3]
    assert notes(document) == [("1", " ".join(note)[2:])]


HEADS = {
    "lines": (
        "UBND HUYỆN ĐÔNG SƠN\nPHÒNG NÔNG NGHIỆP\n-------\nSố: 15/BC-NN\n\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        "Độc lập - Tự do - Hạnh phúc\n\nĐông Sơn, ngày 05 tháng 7 năm 2023\n"
    ),
    "side by side": (
        "UBND HUYỆN ĐÔNG SƠN          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        "PHÒNG NÔNG NGHIỆP                Độc lập - Tự do - Hạnh phúc\n"
        "Số: 15/BC-NN                 Đông Sơn, ngày 05 tháng 7 năm 2023\n"
    ),
    "tabs": (
        "UBND HUYỆN ĐÔNG SƠN\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nPHÒNG NÔNG NGHIỆP\tĐộc lập - Tự do - Hạnh phúc\n"
        "Số: 15/BC-NN\tĐông Sơn, ngày 05 tháng 7 năm 2023\n"
    ),
    "pipe table": (
        "| **UBND HUYỆN ĐÔNG SƠN**<br>PHÒNG NÔNG NGHIỆP |"
        " CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM<br>Độc lập - Tự do - Hạnh phúc |\n"
        "|:-:|:-:|\n| Số: 15/BC-NN | *Đông Sơn, ngày 05 tháng 7 năm 2023* |\n"
    ),
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_header_block(head: str, form: str) -> None:
    source = f"{head}\nBÁO CÁO\nKết quả sản xuất vụ Xuân năm 2023\n\nI. KẾT QUẢ\n\nĐạt 300 ha.\n"
    document = laid_out(unicodedata.normalize(form, source))
    assert texts(document, "head") == [
        "UBND HUYỆN ĐÔNG SƠN",
        "PHÒNG NÔNG NGHIỆP",
        "Số: 15/BC-NN",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Đông Sơn, ngày 05 tháng 7 năm 2023",
    ]
    assert texts(document, "body") == ["BÁO CÁO", "Kết quả sản xuất vụ Xuân năm 2023", "I. KẾT QUẢ", "Đạt 300 ha."]


def test_a_report_without_header_block() -> None:
    document = laid_out("BÁO CÁO\nTình hình năm 2022\n\nThực hiện Công văn số 12/UBND-VX, xã báo cáo như sau:\n")
    assert texts(document, "head") == []
    assert len(texts(document, "body")) == 3


def test_page_numbers_rules_and_stamps_are_furniture() -> None:
    document = laid_out(
        "Ký bởi: Văn phòng UBND\nThời gian ký: 02/03/2023 08:11:09 +07:00\n\nToàn xã có 12 thôn, trong đó có các\n\n"
        "2\f\nthôn vùng cao.\n\n________\n\nHết báo cáo.\n\n- 3 -\n"
    )
    assert texts(document, "body") == ["Toàn xã có 12 thôn, trong đó có các thôn vùng cao.", "Hết báo cáo."]
    assert len(texts(document, "furniture")) == 5


def test_notes_behind_the_signature() -> None:
    document = laid_out(
        "Thu chuyển nguồn 58 tỷ đồng(1).\n\nNơi nhận:\n- UBND tỉnh;\n- Lưu: VT.\n\nTRƯỞNG BAN\n\nPhạm Thị E\n\n"
        "(1) Chi đầu tư 41 tỷ đồng; chi khác 7 tỷ đồng.\n"
    )
    assert notes(document) == [("1", "Chi đầu tư 41 tỷ đồng; chi khác 7 tỷ đồng.")]
    assert texts(document, "body")[-2:] == ["TRƯỞNG BAN", "Phạm Thị E"]


def test_running_heads_are_furniture() -> None:
    pages = [f"Báo cáo năm 2022 - trang {n}\n\nThu đạt {n} tỷ đồng tại các\n\nxã {'abcd'[n - 1]}." for n in range(1, 5)]
    document = laid_out("\f".join(["Mở đầu báo cáo.", *pages]))
    assert len(texts(document, "furniture")) == 4
    assert texts(document, "body")[1:] == [f"Thu đạt {n} tỷ đồng tại các xã {'abcd'[n - 1]}." for n in range(1, 5)]


def test_recipients_beside_the_signature() -> None:
    document = laid_out(
        "Trên đây là báo cáo của xã./.\n\n"
        "Nơi nhận:                         TM. ỦY BAN NHÂN DÂN\n- UBND huyện;                          CHỦ TỊCH\n"
        "- Lưu: VT.\n                                        Trần Thị B\n"
    )
    assert texts(document, "body")[1:] == [
        "Nơi nhận:", "- UBND huyện;", "- Lưu: VT.", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Trần Thị B",
    ]  # fmt: skip


def test_markup_leaves_the_view_and_stays_in_the_text() -> None:
    source = "## 1\\. Phương châm\n\nThực hiện “*Kỷ cương, sáng tạo*” và **hiệu quả**.\n\n**TM. UBND XÃ\nCHỦ TỊCH**\n"
    document = laid_out(source)
    assert document.text == source
    assert texts(document, "body") == [
        "1. Phương châm",
        "Thực hiện “Kỷ cương, sáng tạo” và hiệu quả.",
        "TM. UBND XÃ",
        "CHỦ TỊCH",
    ]
    assert [p.bold for p in document.paragraphs] == [True, False, True, True]


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("ab.;: \n\n\f-*#|¹²1([])UBND%"), max_size=120))
def test_every_printed_character_is_in_exactly_one_paragraph_or_mark(source: str) -> None:
    """Whatever the text, layout loses nothing and tells nothing twice."""
    if not source.strip():
        return
    document = laid_out(source)
    seen = [0] * len(source)
    for paragraph in document.paragraphs:
        for start, end in paragraph.pieces:
            assert 0 <= start < end <= len(source)
            for i in range(start, end):
                seen[i] += 1
    assert max(seen, default=0) <= 1
    for mark in document.marks:
        seen[mark.start : mark.end] = [1] * (mark.end - mark.start)
    for grid in document.grids:
        seen[grid.start : grid.end] = [1] * (grid.end - grid.start)
    assert [source[i] for i in range(len(source)) if not seen[i] and not source[i].isspace()] == []


@pytest.mark.parametrize(
    "source",
    ["*a\n" * 5000, "*a **b " * 4000, "lúa¹ " * 4000 + "\n\n¹ x", "abc def\n\n" * 4000, "(" * 8000, "a\tb\tc\n" * 2000],
    ids=lambda s: s[:9],
)
def test_odd_texts_take_linear_time(source: str) -> None:
    began = time.process_time()
    laid_out(source)
    assert time.process_time() - began < 20
