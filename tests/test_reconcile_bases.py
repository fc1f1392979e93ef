"""Which year a figure is compared with, or is of, by the words around it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import UnreadableInput
from pipeline.reconcile import reconcile
from pipeline.reconcile.previous_table import read_table
from pipeline.reconcile.sources import read_current, read_previous
from pipeline.reconcile.unmarked import name_marked

HEAD = """\
ỦY BAN NHÂN DÂN
HUYỆN TÂN LẬP

Tân Lập, ngày 10 tháng 12 năm 2024

BÁO CÁO
Tình hình kinh tế - xã hội năm 2024

I. KINH TẾ

"""


def against(tmp_path: Path, sentence: str, table: str, year: int) -> dict[str, str]:
    """The status of each indicator of a report of 2024 that holds the sentence, against a table."""
    report, rows = tmp_path / "2024.txt", tmp_path / "trước.csv"
    report.write_text(HEAD + sentence + "\n", "utf-8")
    rows.write_text("Chỉ tiêu,Đơn vị,Năm,Giá trị\n" + table, "utf-8")
    current = read_current(report)
    result = reconcile(current, read_previous(str(rows), current, year))
    return {one.previous_name or one.current_name or "": one.status for one in result.indicators}


BEEF_2022 = "Tổng đàn bò,con,2022,16840\n"
BEEF_2023 = "Tổng đàn bò,con,2023,17000\n"


@pytest.mark.parametrize(
    ("sentence", "table", "year", "status"),
    [
        ("Tổng đàn bò 17.350 con, tăng 350 con so với năm trước.", BEEF_2023, 2023, "agrees"),
        ("Tổng đàn bò 17.350 con, tăng 350 con so với năm 2023.", BEEF_2023, 2023, "agrees"),
        ("Tổng đàn bò 17.350 con, tăng 350 con so với cuối năm 2023.", BEEF_2023, 2023, "agrees"),
        ("Tổng đàn bò 17.350 con, tăng 350 con so với đầu năm.", BEEF_2023, 2023, "agrees"),
        ("Tổng đàn bò 17.350 con, tăng 35 con so với đầu năm.", BEEF_2023, 2023, "contradicts"),
        ("Tổng đàn bò 17.350 con, tăng 35 con so với quý trước.", BEEF_2023, 2023, "no_statement"),
        ("Tổng đàn bò 17.350 con, tăng 35 con so với năm 2020.", BEEF_2023, 2023, "no_statement"),
        # a table that is two years old: what is said of last year says nothing of it
        ("Tổng đàn bò 17.350 con, tăng 350 con so với năm trước.", BEEF_2022, 2022, "no_statement"),
        ("Tổng đàn bò 17.350 con, tăng 350 con so với đầu năm.", BEEF_2022, 2022, "no_statement"),
        ("Tổng đàn bò 17.350 con, tăng 510 con so với năm 2022.", BEEF_2022, 2022, "agrees"),
        ("Tổng đàn bò 17.350 con, bằng 105% so với năm 2022.", BEEF_2022, 2022, "contradicts"),
        ("Tổng đàn bò 17.350 con, năm 2022 là 16.840 con.", BEEF_2022, 2022, "agrees"),
        ("Tổng đàn bò 17.350 con, năm 2022 là 16.480 con.", BEEF_2022, 2022, "restated"),
    ],
)
def test_a_statement_is_of_the_year_that_it_names(
    tmp_path: Path, sentence: str, table: str, year: int, status: str
) -> None:
    assert against(tmp_path, sentence, table, year) == {"Tổng đàn bò": status}


def test_what_is_planned_for_the_next_year_is_no_figure_of_this_year(tmp_path: Path) -> None:
    sentence = "Tổng đàn bò 17.350 con.\n\nII. MỘT SỐ CHỈ TIÊU NĂM 2025\n\n- Tổng đàn bò 18.000 con.\n\n- Tổng đàn trâu 900 con."
    table = BEEF_2023 + "Tổng đàn trâu,con,2023,880\n"
    assert against(tmp_path, sentence, table, 2023) == {"Tổng đàn bò": "no_statement", "Tổng đàn trâu": "missing"}


def rows_of(tmp_path: Path, text: str) -> dict[tuple[int, str], tuple[int, str]]:
    file = tmp_path / "bảng.csv"
    file.write_text(text, "utf-8")
    table = read_table(file, file.read_bytes())
    return {(year, one.name): (int(one.value), one.scenario) for year, found in table.years.items() for one in found}


TWO_ROWS = """\
TT;Chỉ tiêu;ĐVT;Năm 2021;;Năm 2022;;So sánh 2022/2021 (%)
;;;Kế hoạch;Thực hiện;Kế hoạch;Ước TH;
A;B;C;(1);(2);(3);(4);(5)=4/2
1;Đàn bò;con;100;110;120;130;118
"""
ONE_ROW = """\
Chỉ tiêu;Đơn vị tính;Kết quả năm 2021;Năm 2022 (kế hoạch);Năm 2022 (ước thực hiện);Tăng so với 2021
Đàn bò;con;110;120;130;20
"""


@pytest.mark.parametrize("text", [TWO_ROWS, ONE_ROW])
def test_heads_of_years_in_one_row_or_two(tmp_path: Path, text: str) -> None:
    assert rows_of(tmp_path, text) == {(2021, "Đàn bò"): (110, "actual"), (2022, "Đàn bò"): (130, "estimate")}


def test_two_columns_of_one_year_without_a_difference_are_refused_by_their_values(tmp_path: Path) -> None:
    file = tmp_path / "bảng.csv"
    file.write_text("Chỉ tiêu;ĐVT;So sánh 2022/2021\nĐàn bò;con;118\n", "utf-8")
    with pytest.raises(UnreadableInput, match="thiếu cột"):
        read_table(file, file.read_bytes())


def test_an_item_row_is_known_by_its_own_name_and_with_that_of_its_row(tmp_path: Path) -> None:
    sentence = "Sản lượng khai thác thủy sản 418 tấn, sản lượng thủy sản nuôi trồng 1.870 tấn."
    table = "Tổng sản lượng thủy sản,tấn,2023,2100\n- Khai thác,tấn,2023,400\n- Nuôi trồng,tấn,2023,1700\n"
    assert against(tmp_path, sentence, table, 2023) == {
        "- Khai thác": "no_statement", "- Nuôi trồng": "no_statement", "Tổng sản lượng thủy sản": "missing",
    }  # fmt: skip


UNMARKED = """\
STT,Ten chi tieu,Don vi tinh,TH 2023,KH 2024
1,Dien tich lua ca nam,ha,"512,4",515
,- Lua vu xuan,ha,"246,0",250
2,Nang suat lua binh quan,ta/ha,"56,8",57
3,Thu nhap binh quan dau nguoi,trieu dong/nguoi/nam,"42,5",46
4,So ho ngheo,ho,98,70
"""


def test_a_table_typed_without_marks_is_read_and_paired(tmp_path: Path) -> None:
    report, rows = tmp_path / "2024.txt", tmp_path / "truoc.csv"
    report.write_text(
        HEAD + "Diện tích lúa cả năm 508,9 ha, giảm 3,5 ha so với năm trước; năng suất lúa 57,4 tạ/ha. Diện tích lúa xuân "
        "243,6 ha. Số hộ nghèo còn 73 hộ, giảm 30 hộ so với năm trước.\n\nThu nhập bình quân đầu người đạt 46,2 triệu "
        "đồng/người/năm.\n", "utf-8",
    )  # fmt: skip
    rows.write_text(UNMARKED, "utf-8")
    current = read_current(report)
    result = reconcile(current, read_previous(str(rows), current))
    assert {one.previous_name: one.status for one in result.indicators} == {
        "Dien tich lua ca nam": "agrees", "- Lua vu xuan": "no_statement", "Nang suat lua binh quan": "no_statement",
        "Thu nhap binh quan dau nguoi": "no_statement", "So ho ngheo": "contradicts",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Ty le che phu rung", "tỷ lệ che phủ rừng"),
        ("So vu tai nan giao thong", "số vụ tai nạn giao thông"),
        ("Tỷ lệ che phu rung", "Tỷ lệ che phu rung"),  # with a mark anywhere it is as it was meant
        ("XYZ 12", "XYZ 12"),
    ],
)
def test_marks_are_given_to_words_that_have_none(typed: str, meant: str) -> None:
    assert name_marked(typed) == meant
