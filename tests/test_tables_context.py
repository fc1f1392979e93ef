"""What stands around a table: caption, unit, section, and what the whole table is about."""

from __future__ import annotations

import pytest
from grids import grid_document

from pipeline.document import Document, replace
from pipeline.grammar.table_context import surroundings, unit_note
from pipeline.grammar.table_grid import sheets
from pipeline.grammar.table_topic import topic
from pipeline.stages.tabulate import tabulate
from schemas.structure import Section

TABLE = "TT | Chỉ tiêu | TH 2021\n1 | Đàn bò (con) | 1.200"


def around(*before: str) -> tuple[str | None, str | None]:
    document = grid_document(TABLE, before=before, year=2021)
    found = surroundings(document, sheets(document)[0])
    return found.caption, found.unit


@pytest.mark.parametrize(
    ("before", "caption", "unit"),
    [
        (["Bảng 1. Tình hình chăn nuôi năm 2021"], "Bảng 1. Tình hình chăn nuôi năm 2021", None),
        (
            ["PHỤ LỤC II", "CHĂN NUÔI NĂM 2021", "(Kèm theo Báo cáo số 12/BC-UBND)"],
            "PHỤ LỤC II CHĂN NUÔI NĂM 2021",
            None,
        ),
        (["Biểu số 3: Chăn nuôi", "ĐVT: con"], "Biểu số 3: Chăn nuôi", "con"),
        (["Biểu số 3: Chăn nuôi (Đơn vị tính: con)"], "Biểu số 3: Chăn nuôi", "con"),
        (["- Kết quả chăn nuôi như sau:"], "Kết quả chăn nuôi như sau", None),
        (["Chăn nuôi ổn định, đàn bò đạt 1.200 con, tăng 2% so với cùng kỳ."], None, None),
        (["2. Chăn nuôi"], None, None),
        (["Nguyễn Văn A.", "PHỤ LỤC", "CHĂN NUÔI"], "PHỤ LỤC CHĂN NUÔI", None),
    ],
)
def test_captions_and_units_stand_above(before: list[str], caption: str | None, unit: str | None) -> None:
    assert around(*before) == (caption, unit)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("ĐVT: Triệu đồng", "Triệu đồng"),
        ("Đơn vị tính: 1.000 đồng", "1.000 đồng"),
        ("(Đơn vị: ha)", "ha"),
        ("Đơn vị thực hiện: UBND xã", None),
    ],
)
def test_the_unit_of_a_whole_table(text: str, unit: str | None) -> None:
    assert unit_note(text) == unit


@pytest.mark.parametrize(
    ("caption", "introduction", "subject"),
    [
        ("Bảng 3. Kết quả thu ngân sách năm 2022", None, "Thu ngân sách"),
        ("PHỤ LỤC II DANH MỤC CÁC DỰ ÁN ĐẦU TƯ CÔNG NĂM 2021", None, "Dự án đầu tư công"),
        ("Biểu số 2: Diện tích lúa các xã năm 2020 (Kèm theo Báo cáo số 1)", None, "Diện tích lúa"),
        ("Phụ lục 1: Một số chỉ tiêu kinh tế - xã hội chủ yếu năm 2023", None, ""),
        (
            None,
            "- Thu ngân sách trên địa bàn đạt 2.846 triệu đồng, bằng 67% dự toán, cụ thể:",
            "Thu ngân sách trên địa bàn",
        ),
        (None, None, ""),
    ],
)
def test_a_table_is_about_something(caption: str | None, introduction: str | None, subject: str) -> None:
    assert topic(caption, introduction) == subject


def with_section(document: Document, text: str) -> Document:
    start = document.text.index(text)
    section = Section(id="s1", label="I", level=1, source=document.source(start, start + len(text)))
    return replace(document, sections=(section,))


def test_a_table_belongs_to_the_section_above_it() -> None:
    document = with_section(grid_document(TABLE, before=["I. KẾT QUẢ", "Bảng 1. Chăn nuôi"]), "I. KẾT QUẢ")
    assert tabulate(document).tables[0].section == "s1"


def test_an_annex_after_the_signature_belongs_to_none() -> None:
    document = grid_document(TABLE, before=["I. KẾT QUẢ", "Nơi nhận:", "PHỤ LỤC"])
    assert tabulate(with_section(document, "I. KẾT QUẢ")).tables[0].section is None
