"""Tables made by hand, in the styles that offices use: what every cell becomes."""

from __future__ import annotations

from decimal import Decimal

import pytest
from grids import grid_document
from hypothesis import given
from hypothesis import strategies as st

from pipeline.document import Document
from pipeline.draft import Draft
from pipeline.grammar.table_grid import sheets
from pipeline.grammar.tables import TableReading, read_tables, table_observations
from pipeline.stages.tabulate import tabulate


def facts(document: Document, *fields: str) -> dict[str, list[object]]:
    """Printed figure -> the named fields of its observations."""
    found: dict[str, list[object]] = {}
    for draft in table_observations(document):
        values = tuple(getattr(draft, field) for field in fields)
        found.setdefault(document.text[draft.start : draft.number_end], []).append(
            values[0] if len(values) == 1 else values
        )
    return found


def only(document: Document) -> TableReading:
    (reading,) = read_tables(document)
    return reading


DISTRICT = """
STT | Chỉ tiêu | ĐVT | TH 2018 | Năm 2019 | < | So sánh (%) | < | KH 2020
^ | ^ | ^ | ^ | KH | Ước TH | ƯTH/KH | ƯTH 2019/TH 2018 | ^
A | B | C | 1 | 2 | 3 | 4=3/2 | 5=3/1 | 6
I | NÔNG NGHIỆP
1 | Tổng diện tích gieo trồng | ha | 5.000 | 5.100 | 5.150 | 100,98 | 103,0 | 5.200
1.1 | Cây lúa
| - Diện tích | ha | 3.000 | 3.050 | 3.060 | 100,33 | 102 | 3.100
| - Năng suất | tạ/ha | 50,5 | 51 | 51,2 | 100,39 | 101,39 | 51,5
2 | Số hộ nghèo | hộ | 120 | 101 | 95 | 94,06 | 79,17 | 80
| Trong đó: Hộ dân tộc thiểu số | " | 20 | 16 | - | … | | 10
3 | Tỷ lệ hộ nghèo | % | 3,2 | 2,7 | 2,5 | | | 2,1
"""


def test_head_rows_give_scenario_and_year() -> None:
    got = facts(grid_document(DISTRICT, year=2019), "measure", "basis", "scenario", "year")
    assert got["5.000"] == [("level", None, "previous", 2018)]
    assert got["5.100"] == [("level", None, "plan", 2019)]
    assert got["5.150"] == [("level", None, "estimate", 2019)]
    assert got["100,98"] == [("ratio", "plan", "estimate", 2019)]
    assert got["103,0"] == [("ratio", "previous_year", "estimate", 2019)]
    assert got["5.200"] == [("level", None, "plan", 2020)]
    assert got["3,2"] == [("share", None, "previous", 2018)]


def test_rows_take_their_heads_into_their_names() -> None:
    got = facts(grid_document(DISTRICT, year=2019), "indicator")
    assert got["5.000"] == ["Tổng diện tích gieo trồng"]
    assert got["3.060"] == ["Diện tích cây lúa"]
    assert got["51,2"] == ["Năng suất cây lúa"]
    assert got["16"] == ["Số hộ nghèo dân tộc thiểu số"]
    assert got["100,39"] == ["Năng suất cây lúa"]


def test_units_scale_and_ditto_marks_repeat() -> None:
    got = facts(grid_document(DISTRICT, year=2019), "low", "unit", "counted", "resolution")
    assert got["51,2"] == [(Decimal("5.12"), "t/ha", None, Decimal("0.01"))]
    assert got["16"] == [(16, "count", "hộ", 1)]
    assert got["3,2"] == [(Decimal("3.2"), "%", None, Decimal("0.1"))]


def test_every_numeral_is_a_figure_or_explained() -> None:
    document = grid_document(DISTRICT, year=2019)
    reading = only(document)
    taken = [(d.start, d.end) for d in reading.drafts] + [(n.start, n.end) for n in reading.numerals]
    digits = [i for i, c in enumerate(document.text) if c.isdigit()]
    assert [i for i in digits if not any(start <= i < end for start, end in taken)] == []
    assert {n.rule for n in reading.numerals} == {"table_head", "table_numbering", "table_ordinal"}
    assert all(n.kind == "non_indicator" for n in reading.numerals)


def test_empty_marks_are_no_figures() -> None:
    names = [d.scenario for d in only(grid_document(DISTRICT, year=2019)).drafts if "dân tộc" in d.indicator]
    assert sorted(names) == ["plan", "plan", "previous"]


def test_money_without_a_unit_is_in_doubt() -> None:
    """An annex of works that states no unit prints millions, as most do; it counts nothing, and nobody should rely on it."""
    works = """
TT | Tên công trình | Tổng mức đầu tư | Kế hoạch vốn
1 | Kè suối Đá | 12.000 | 4.000
2 | Cầu Bản Mạ | 9.500 | 2.000
"""
    got = facts(grid_document(works, year=2023), "low", "unit", "confidence")
    assert got["12.000"] == [(12_000_000_000, "VND", 0.4)]
    assert got["2.000"] == [(2_000_000_000, "VND", 0.4)]
    stated = works.replace("Kế hoạch vốn", "Kế hoạch vốn (tỷ đồng)").replace("4.000", "4,5").replace("2.000", "2,5")
    got = facts(grid_document(stated, year=2023), "low", "unit", "confidence")
    assert got["4,5"] == [(4_500_000_000, "VND", 0.95)]


def test_a_table_goes_on_over_pages() -> None:
    first = "TT | Chỉ tiêu | ĐVT | KH 2020 | TH 2020\n1 | Đàn trâu | con | 400 | 390"
    bare = "2 | Đàn bò | con | 1.200 | 1.230"
    repeated = "TT | Chỉ tiêu | ĐVT | KH 2020 | TH 2020\n3 | Đàn lợn | con | 5.000 | 5.400"
    document = tabulate(grid_document(first, bare, repeated, year=2020))
    (table,) = document.tables
    assert table.columns == ("TT", "Chỉ tiêu", "ĐVT", "KH 2020", "TH 2020")
    assert [row[1] for row in table.rows] == ["Đàn trâu", "Đàn bò", "Đàn lợn"]
    assert facts(document, "scenario", "low")["1.230"] == [("actual", 1230)]


def test_a_row_broken_by_a_page_end_is_one_row() -> None:
    first = "TT | Chỉ tiêu | ĐVT | TH 2020\n1 | Tỷ lệ hộ dân nông thôn sử dụng | % | 96"
    document = grid_document(first, "| nước hợp vệ sinh | |\n2 | Đàn bò | con | 1.200", year=2020)
    assert facts(document, "indicator") == {
        "96": ["Tỷ lệ hộ dân nông thôn sử dụng nước hợp vệ sinh"],
        "1.200": ["Đàn bò"],
    }


def test_a_table_that_begins_anew_is_another_table() -> None:
    one = "TT | Chỉ tiêu | ĐVT | TH 2020\n1 | Đàn trâu | con | 400\n2 | Đàn bò | con | 1.200"
    assert len(tabulate(grid_document(one, one, year=2020)).tables) == 2


def test_a_paragraph_between_two_tables_keeps_them_apart() -> None:
    one = "TT | Chỉ tiêu | KH 2020\n1 | Đàn trâu (con) | 400"
    document = grid_document(one, one, between=[["Tình hình chăn nuôi vẫn ổn định trong năm."]], year=2020)
    assert [reading.id for reading in read_tables(document)] == ["t1", "t2"]


def test_titles_inside_a_table_are_caption_and_unit() -> None:
    document = tabulate(
        grid_document(
            "Phụ lục 2: Thu ngân sách các xã năm 2023 | < | <\nĐVT: triệu đồng | < | <\n"
            "Tên xã | Dự toán | Thực hiện\nXã Đông | 1.200 | 1.310\nXã Tây | 800 | 790\nTổng cộng | 2.000 | 2.100",
            year=2023,
        )
    )
    assert document.tables[0].caption == "Phụ lục 2: Thu ngân sách các xã năm 2023"
    got = facts(document, "indicator", "low", "scenario")
    assert got["1.310"] == [("Thu ngân sách xã Đông", Decimal(1_310_000_000), "actual")]
    assert got["2.000"] == [("Thu ngân sách", Decimal(2_000_000_000), "plan")]


def test_places_down_and_indicators_across() -> None:
    document = grid_document(
        "TT | Tên xã | Số hộ | Hộ nghèo | < | Dân số | Trong đó | <\n"
        "^ | ^ | ^ | Số hộ | Tỷ lệ (%) | ^ | Nam | Nữ\n"
        "1 | Xã Tân An | 1.200 | 24 | 2,0 | 4.810 | 2.390 | 2.420\n"
        "| Toàn huyện | 9.999 | 64 | 3,2 | 40.000 | 20.001 | 19.999",
        year=2022,
    )
    got = facts(document, "indicator", "unit", "measure")
    assert got["1.200"] == [("Số hộ xã Tân An", "count", "level")]
    assert got["24"] == [("Số hộ nghèo xã Tân An", "count", "level")]
    assert got["2,0"] == [("Tỷ lệ hộ nghèo xã Tân An", "%", "share")]
    assert got["2.390"] == [("Dân số nam xã Tân An", "count", "level")]
    assert got["64"] == [("Số hộ nghèo", "count", "level")]


def test_indicators_down_and_places_across() -> None:
    document = grid_document(
        "Chỉ tiêu | Xã Đông | < | Xã Tây | <\n^ | KH | TH | KH | TH\nLúa (ha) | 100 | 101,5 | 200 | 198\n"
        "Số hộ nghèo | 12 | 10 | 5 | 6",
        year=2022,
    )
    got = facts(document, "indicator", "scenario")
    assert got["101,5"] == [("Diện tích lúa xã Đông", "actual")]
    assert got["5"] == [("Số hộ nghèo xã Tây", "plan")]


@pytest.mark.parametrize(
    ("head", "cells", "measure", "unit", "first"),
    [
        ("ƯTH2020/TH2019", ("1.0809", "1.0218", "0.9875"), "ratio", "times", "1.0809"),
        ("So sánh % (ƯTH2020/TH2019)", ("1.0809", "1.0218", "0.9875"), "ratio", "%", "108.09"),
        ("So sánh % (ƯTH2020/TH2019)", ("108.09", "102.18", "98.75"), "ratio", "%", "108.09"),
        ("So sánh", ("8.09", "2.18", "-1.25"), "change", "%", "8.09"),
        ("So sánh", ("9.75", "1.75", "-0.5"), "change", "ha", "9.75"),
        ("Ghi chú", ("108.09%", "102.18%", "98.75%"), "ratio", "%", "108.09"),
    ],
)
def test_figures_tell_what_a_comparison_is(
    head: str, cells: tuple[str, ...], measure: str, unit: str, first: str
) -> None:
    document = grid_document(
        f"TT | Loại rau | TH 2019 | ƯTH 2020 | {head}\n1 | Rau ăn lá | 120.5 | 130.25 | {cells[0]}\n"
        f"2 | Cà chua | 80.25 | 82 | {cells[1]}\n3 | Khoai tây | 40 | 39.5 | {cells[2]}",
        before=["Diện tích một số loại rau năm 2020", "ĐVT: ha"],
        year=2020,
    )
    draft = next(d for d in table_observations(document) if d.measure == measure)
    assert (draft.indicator, draft.low, draft.unit) == ("Diện tích rau ăn lá", Decimal(first), unit)
    assert (draft.basis, draft.scenario, draft.year) == ("previous_year", "estimate", 2020)


def test_a_decrease_is_negative() -> None:
    document = grid_document(
        "STT | Chỉ tiêu | Năm 2020 | Năm 2021 | Giảm so với năm 2020\n1 | Số vụ tai nạn (vụ) | 25 | 20 | 5\n"
        "2 | Giảm tỷ lệ hộ nghèo (%) | 1,5 | 1,2 |",
        year=2021,
    )
    got = facts(document, "low", "measure", "indicator")
    assert got["5"] == [(-5, "change", "Số vụ tai nạn")]
    assert got["1,2"] == [(Decimal("-1.2"), "change", "Tỷ lệ hộ nghèo")]


def test_rows_without_unit_follow_their_parent_or_the_caption() -> None:
    document = grid_document(
        "TT | Nội dung | Dự toán | Thực hiện | % TH/DT\nA | Tổng thu ngân sách | 250.000 | 262.500 | 105\n"
        "1 | Thu nội địa | 150.000 | 157.500 | 105\n- | Thuế tài nguyên | 50.000 | 45.000 | 90",
        before=["BIỂU THU NGÂN SÁCH NĂM 2021", "Đvt: Triệu đồng"],
        year=2021,
    )
    got = facts(document, "indicator", "low", "unit")
    assert got["45.000"] == [("Thu thuế tài nguyên", Decimal(45_000_000_000), "VND")]
    assert got["90"] == [("Thu thuế tài nguyên", 90, "%")]


def test_rows_of_one_name_take_on_what_tells_them_apart() -> None:
    document = grid_document(
        "TT | Chỉ tiêu | ĐVT | TH 2021\nI | Số trường tiểu học | trường | 12\n1 | Số giáo viên | người | 240\n"
        "II | Số trường THCS | trường | 8\n1 | Số giáo viên | người | 190",
        year=2021,
    )
    got = facts(document, "indicator")
    assert got["240"] == ["Số giáo viên trường tiểu học"]
    assert got["190"] == ["Số giáo viên trường THCS"]


def test_each_column_has_its_own_decimal_sign() -> None:
    document = grid_document(
        "TT | Chỉ tiêu | ĐVT | TH 2020 | TH 2021\n1 | Sản lượng lúa | tấn | 12903.5 | 1.234\n"
        "2 | Sản lượng ngô | tấn | 4250.25 | 2.345,5",
        year=2021,
    )
    got = facts(document, "low")
    assert got["12903.5"] == [Decimal("12903.5")]
    assert got["1.234"] == [Decimal(1234)]


def test_a_number_broken_over_two_lines_is_one() -> None:
    document = grid_document(
        "TT | Chỉ tiêu | ĐVT | TH 2021\n1 | Sản lượng lúa | Tấ⏎n | 121.18417⏎5\n2 | Sản lượng ngô | tấn | 12.5",
        year=2021,
    )
    draft = table_observations(document)[0]
    assert (draft.low, draft.unit, draft.resolution) == (Decimal("121.184175"), "t", Decimal("0.000001"))


def test_a_part_and_its_whole() -> None:
    document = grid_document("TT | Chỉ tiêu | ĐVT | TH 2021\n1 | Số thôn đạt chuẩn | thôn | 14/18", year=2021)
    assert [(d.low, d.scenario) for d in table_observations(document)] == [(14, "actual"), (18, "plan")]


def test_rows_of_years() -> None:
    document = grid_document("Năm | Số hộ nghèo | Tỷ lệ (%)\n2020 | 40 | 4,0\n2021 | 31 | 3,1", year=2021)
    got = facts(document, "scenario", "year")
    assert got["40"] == [("previous", 2020)]
    assert got["3,1"] == [("actual", 2021)]
    assert {n.rule for n in only(document).numerals} == {"table_year"}


def test_sentences_are_left_to_the_prose_grammar() -> None:
    document = grid_document(
        "TT | Nhiệm vụ | Kết quả thực hiện | Ghi chú\n"
        "1 | Làm đường giao thông nông thôn | Đã bê tông hóa 3,2 km đường thôn, đạt 105% kế hoạch |\n"
        "2 | Vận động quỹ | Hoàn thành | Quyết định 12",
        year=2022,
    )
    reading = only(document)
    assert reading.drafts == ()
    assert reading.prose == {(0, 1, 2)}


def test_the_header_block_is_no_table() -> None:
    document = grid_document(
        "UBND XÃ TÂN AN | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: 12/BC-UBND | Tân An, ngày 02 tháng 3 năm 2021",
        "Nơi nhận: | TM. ỦY BAN NHÂN DÂN\n- Lưu VT | CHỦ TỊCH",
    )
    assert tabulate(document).tables == ()
    assert read_tables(document) == []


def test_sources_hold_and_stand_within_their_cells() -> None:
    document = tabulate(grid_document(DISTRICT, year=2019))
    for draft in table_observations(document):
        assert document.text[draft.start].isdigit()
        assert draft.start < draft.number_end <= draft.end
    for table in document.tables:
        assert document.text[table.source.start : table.source.end] == table.source.text


_CELLS = st.sampled_from(
    ["", "-", "1", "1.234", "12,5", "95 %", "14/18", "(3)", "+2,1", "I", "a)", "Diện tích", "Trong đó: nữ", "Tổng",
     "ha", "KH 2021", "So sánh (%)", "2021", "8=7/4", '"', "đạt 12 tỷ đồng trong năm qua"]
)  # fmt: skip


@given(st.lists(st.lists(_CELLS, min_size=3, max_size=3), min_size=1, max_size=7))
def test_any_grid_is_read_and_every_digit_accounted_for(rows: list[list[str]]) -> None:
    document = tabulate(grid_document([" | ".join(row) for row in rows], year=2021))
    for sheet, reading in zip(sheets(document), read_tables(document), strict=True):
        assert len(sheet.body) == len(document.tables[0].rows)
        taken = [(d.start, d.end) for d in reading.drafts] + [(n.start, n.end) for n in reading.numerals]
        prose = [
            piece
            for key in reading.prose
            for cell in document.grids[key[0]].cells
            if (cell.row, cell.column) == key[1:]
            for piece in cell.pieces
        ]
        for i in range(sheet.start, sheet.end):
            if document.text[i].isdigit():
                assert any(start <= i < end for start, end in taken + prose)


def test_drafts_are_coherent() -> None:
    for draft in table_observations(grid_document(DISTRICT, year=2019)):
        assert isinstance(draft, Draft)
        assert draft.low <= draft.high
        assert draft.counted is None or draft.unit == "count"
