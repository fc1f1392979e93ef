"""Headers of Nghị định 30/2020 from paragraphs (tests/corpus/headers.toml), spelling of agencies, secrecy."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from laid_out import document

from pipeline.errors import UnreadableInput
from pipeline.grammar.agencies import issuer_from_body, read_agencies
from pipeline.grammar.secrecy import is_secret
from pipeline.grammar.signature import read_signature
from pipeline.stages.segment import segment

CORPUS: dict[str, Any] = tomllib.loads((Path(__file__).parent / "corpus" / "headers.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CORPUS["header"], ids=lambda case: case["name"])
def test_header_fields(case: dict[str, Any]) -> None:
    header = segment(document(("head", case["head"]), ("body", case["body"]), ("body", case["closing"]))).header
    got = {key: value for key, value in header.model_dump().items() if value not in (None, ())}
    if "period" in got:
        got["period"] = [got["period"][key] or "" for key in ("label", "start", "end")]
    if "area" in got:
        got["area"] = [value for value in got["area"].values() if value]
    if "recipients" in got:
        got["recipients"] = list(got["recipients"])
    assert got == case["fields"]


def test_closing_block_in_the_cells_of_a_table() -> None:
    cells = ["Nơi nhận: - UBND huyện (b/c); - TT Đảng ủy; - Lưu: VT.", "TM. ỦY BAN NHÂN DÂN CHỦ TỊCH Nguyễn Văn A"]
    body = ["BÁO CÁO", "Công tác năm 2020", "Thu 12 tỷ đồng."]
    header = segment(document(("body", body), ("cell", cells))).header
    assert header.recipients == ("UBND huyện (b/c)", "TT Đảng ủy", "Lưu: VT")
    assert (header.authority, header.signatory_position) == ("TM. ỦY BAN NHÂN DÂN", "Chủ tịch")
    assert header.signatory == "Nguyễn Văn A"


def test_head_lines_in_another_order_say_the_same() -> None:
    case = CORPUS["header"][0]
    turned = [case["head"][i] for i in (3, 0, 4, 1, 2, 5)]
    first, second = (
        segment(document(("head", head), ("body", case["body"]))).header for head in (case["head"], turned)
    )
    assert first == second


@pytest.mark.parametrize(
    ("lines", "body", "issuer", "superior"),
    [
        (["ỦY BAN NHÂN DÂN HUYỆN YÊN", "SƠN"], "", "UBND huyện Yên Sơn", None),
        (
            ["UBND THỊ XÃ HÀ TRUNG", "PHÒNG VĂN HÓA - XÃ HỘI"],
            "",
            "Phòng Văn hóa - Xã hội thị xã Hà Trung",
            "UBND thị xã Hà Trung",
        ),
        (["UBND TP. HÒA AN", "PHƯỜNG 3"], "", "UBND Phường 3", "UBND TP. Hòa An"),
        (["Ủy ban nhân dân", "xã Phú An"], "", "UBND xã Phú An", None),
        (["UBND XÃ HÀ TRUNG", "PHÒNG VĂN HÓA-XÃ HỘI"], "", "Phòng Văn hóa - Xã hội xã Hà Trung", "UBND xã Hà Trung"),
        (["PHÒNG VĂN HÓA-XÃ HỘI"], "Phòng Văn hoá – Xã hội báo cáo", "Phòng Văn hoá – Xã hội", None),
        (["UBND TỈNH AN BÌNH", "CHI CỤC KIỂM LÂM"], "", "Chi cục Kiểm lâm tỉnh An Bình", "UBND tỉnh An Bình"),
        (["UBND HUYỆN SƠN HÀ", "XÃ BA TƠ"], "", "UBND xã Ba Tơ", "UBND huyện Sơn Hà"),
        (["TRƯỜNG TIỂU HỌC KIM SƠN"], "Năm nay, Trường Tiểu học Kim Sơn có 12 lớp.", "Trường Tiểu học Kim Sơn", None),
        (["BAN CHỈ ĐẠO", "CHƯƠNG TRÌNH MTQG HUYỆN BA BỂ"], "", "Ban Chỉ đạo chương trình MTQG huyện Ba Bể", None),
        (["HỘI ĐỒNG NHÂN DÂN", "THÀNH PHỐ HÒA AN"], "", "HĐND thành phố Hòa An", None),
        (
            ["UBND TỈNH AN BÌNH", "SỞ NÔNG NGHIỆP VÀ PTNT"],
            "",
            "Sở Nông nghiệp và PTNT tỉnh An Bình",
            "UBND tỉnh An Bình",
        ),
        (["HĐND TỈNH AN BÌNH", "BAN PHÁP CHẾ"], "", "Ban Pháp chế HĐND tỉnh An Bình", "HĐND tỉnh An Bình"),
        (["CÔNG AN TỈNH AN BÌNH", "CÔNG AN HUYỆN SƠN HÀ"], "", "Công an huyện Sơn Hà", "Công an tỉnh An Bình"),
        (["THỊ ỦY HÒA AN", "VĂN PHÒNG"], "", "Văn phòng Thị ủy Hòa An", "Thị ủy Hòa An"),
        (
            ["ỦY BAN MTTQ VIỆT NAM", "HUYỆN SƠN HÀ", "BAN THƯỜNG TRỰC"],
            "",
            "Ban Thường trực Ủy ban MTTQ Việt Nam huyện Sơn Hà",
            "Ủy ban MTTQ Việt Nam huyện Sơn Hà",
        ),
        (["UBND HUYỆN SƠN HÀ", "TRƯỜNG MẦM NON HOA SEN"], "", "Trường Mầm non Hoa Sen", "UBND huyện Sơn Hà"),
        (["TỔNG CỤC THỐNG KÊ", "CỤC THỐNG KÊ TỈNH AN BÌNH"], "", "Cục Thống kê tỉnh An Bình", "Tổng cục Thống kê"),
        ([], "", None, None),
    ],
)
def test_agencies_as_running_text_writes_them(lines: list[str], body: str, issuer: str, superior: str) -> None:
    found = read_agencies(lines, body)
    assert (found.issuer, found.superior) == (issuer, superior)


@pytest.mark.parametrize(
    ("opening", "body", "issuer"),
    [
        ("Căn cứ Kế hoạch của UBND tỉnh, UBND huyện Sơn Hà báo cáo:", "", "UBND huyện Sơn Hà"),
        ("UBND xã báo cáo như sau:", "HĐND xã Phú An họp. Xã Tân Lập, xã Tân Lập.", "UBND xã Phú An"),
        ("UBND phường đã họp.", "Phường 7 có 5 khu phố. UBND phường 7 đã họp.", "UBND Phường 7"),
        ("Không có cơ quan nào.", "Không.", None),
    ],
)
def test_issuer_named_by_the_body(opening: str, body: str, issuer: str | None) -> None:
    assert issuer_from_body(opening, body) == issuer


@pytest.mark.parametrize(
    ("lines", "authority", "position", "signatory"),
    [
        (
            ["TM. ỦY BAN NHÂN DÂN", "XÃ PHÚ AN", "CHỦ TỊCH", "Nguyễn Văn A"],
            "TM. ỦY BAN NHÂN DÂN XÃ PHÚ AN",
            "Chủ tịch",
            "Nguyễn Văn A",
        ),
        (
            ["TM.ỦY BAN NHÂN DÂN CHỦ TỊCH", "Ký bởi: Ủy ban nhân dân", "Nguyễn Văn A"],
            "TM. ỦY BAN NHÂN DÂN",
            "Chủ tịch",
            "Nguyễn Văn A",
        ),
        (["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Nguyễn Văn A"], "KT. GIÁM ĐỐC", "Phó Giám đốc", "Nguyễn Văn A"),
        (["TUQ. CHỦ TỊCH", "TRƯỞNG PHÒNG", "N.V.A"], "TUQ. CHỦ TỊCH", "Trưởng phòng", "N.V.A"),
        (["HIỆU TRƯỞNG", "Trần Thị B"], None, "Hiệu trưởng", "Trần Thị B"),
        (["Biểu số 1", "Chỉ tiêu", "Ghi chú"], None, None, None),
        (
            ["KT. TRƯỞNG CÔNG AN HUYỆN", "PHÓ TRƯỞNG CÔNG AN HUYỆN", "Thượng tá Lê Văn D"],
            "KT. TRƯỞNG CÔNG AN HUYỆN",
            "Phó Trưởng Công an",
            "Lê Văn D",
        ),
        (
            ["TUQ. GIÁM ĐỐC", "CHÁNH VĂN PHÒNG", "(Đã ký)", "Ths. Vũ Thị E"],
            "TUQ. GIÁM ĐỐC",
            "Chánh Văn phòng",
            "Vũ Thị E",
        ),
        (["T/L BAN THƯỜNG VỤ", "CHÁNH VĂN PHÒNG", "Võ Văn G"], "TL. BAN THƯỜNG VỤ", "Chánh Văn phòng", "Võ Văn G"),
        ([], None, None, None),
    ],
)
def test_signature(lines: list[str], authority: str | None, position: str | None, signatory: str | None) -> None:
    found = read_signature(lines)
    assert (found.authority, found.position, found.signatory) == (authority, position, signatory)


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("Số: 05/BC-UBND", "05/BC-UBND"),
        ("Số:05 / BC–UBND", "05/BC-UBND"),
        ("Số 45-BC/HU", "45-BC/HU"),
        ("Số: 12/2023/BC-UBND", "12/2023/BC-UBND"),
        ("Số: 7/BC-SGD&ĐT", "7/BC-SGD&ĐT"),
        ("Số:      /BC-UBND", None),
        ("Số: ....../BC-UBND", None),
    ],
)
def test_number_as_printed_and_null_where_blank(line: str, number: str | None) -> None:
    header = segment(document(("head", ["UBND XÃ PHÚ AN", line]), ("body", ["Thu 12 tỷ đồng."]))).header
    assert (header.number, header.type, header.issuer) == (number, "Báo cáo", "UBND xã Phú An")


@pytest.mark.parametrize(
    ("lines", "place", "day"),
    [
        (["Phú An, ngày 5 tháng 3 năm 2020"], "Phú An", "2020-03-05"),
        (["Phú An, ngày 05 tháng 3", "năm 2020"], "Phú An", "2020-03-05"),
        (["Số: 1/BC-UBND Phú An, ngày 05/3/2020"], "Phú An", "2020-03-05"),
        (["Phường 7, ngày … tháng 3 năm 2020"], "Phường 7", None),
        (["Phú An, ngày      tháng      năm 2020"], "Phú An", None),
        (["TP. Hòa An, ngày 31 tháng 6 năm 2020"], "TP. Hòa An", None),
        ([], None, None),
    ],
)
def test_place_and_date(lines: list[str], place: str | None, day: str | None) -> None:
    header = segment(document(("head", lines), ("body", ["Thu 12 tỷ đồng."]))).header
    assert (header.place, header.date) == (place, day)


def test_the_date_of_a_cited_document_is_not_the_date() -> None:
    body = ["BÁO CÁO", "Công tác năm 2020", "Theo Công văn ngày 05 tháng 3 năm 2020.", "Nơi nhận:", "- Lưu: VT."]
    annex = ["PHỤ LỤC", "(Kèm theo Báo cáo số 12/BC-UBND, ngày 07 tháng 3 năm 2020 của UBND xã)"]
    header = segment(document(("body", body + annex))).header
    assert (header.date, header.place, header.number) == (None, None, None)


FRAGMENTS = [
    "Số: ",
    "/BC-UBND",
    "ngày ",
    " tháng ",
    " năm ",
    "UBND XÃ ",
    "BÁO CÁO",
    "TM. ",
    "KT. CHỦ TỊCH",
    "Nơi nhận:",
    "- ",
    "31",
    "0",
    "1930",
]
LINES = st.lists(st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=6), max_size=6).map("".join), max_size=6)


@given(LINES, LINES)
def test_no_header_is_too_broken_to_read(head: list[str], body: list[str]) -> None:
    laid_out = document(("head", head), ("body", body))
    if is_secret(head + body):
        with pytest.raises(UnreadableInput):
            segment(laid_out)
        return
    header = segment(laid_out).header
    assert header.number is None or header.number[0].isdigit()


def test_a_year_no_report_can_be_for_is_left_out() -> None:
    body = ["BÁO CÁO", "Công tác kỷ niệm năm 1930", "Thu 12 tỷ đồng."]
    header = segment(document(("head", ["Phú An, ngày 02 tháng 3 năm 2020"]), ("body", body))).header
    assert (header.year, header.period) == (2020, None)
