"""The workbook as another program opens it, and the office table behind it."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from delivered import lay_out, report
from openpyxl import Workbook, load_workbook

from pipeline.deliver import deliver, load, workbook
from pipeline.deliver.office import office_rows
from pipeline.deliver.units import scale, vietnamese, written


@pytest.fixture
def book(tmp_path: Path) -> Any:
    deliver(tmp_path, lay_out(tmp_path, ("Xã 'Đông' [2022]: quý I? và nhiều chữ nữa", report()), ("hai", report())), [])
    return load_workbook(tmp_path / "bao-cao.xlsx")


def values(book: Workbook, sheet: str) -> list[tuple[Any, ...]]:
    return list(book[sheet].iter_rows(values_only=True))


def test_findings_come_first_then_index_projects_and_a_sheet_a_report(book: Workbook) -> None:
    assert book.sheetnames[:3] == ["Phát hiện", "Mục lục", "Dự án"]
    assert book.sheetnames[3] == "Xã 'Đông' _2022__ quý I_ và nhi"
    assert all(len(name) <= 31 for name in book.sheetnames)
    assert all(book[name].freeze_panes for name in book.sheetnames)
    assert [row[0] for row in values(book, "Phát hiện")] == ["Mức độ", "Mâu thuẫn", "Mâu thuẫn"]
    quoted = values(book, "Phát hiện")[1][4]
    assert [side[:3] for side in quoted.split("\n")] == ["(1)", "(2)", "(3)"]


def test_a_row_has_what_an_office_expects(book: Workbook) -> None:
    sheet = book["hai"]
    heads = [cell.value for cell in sheet[4]]
    assert heads[:7] == ["Chỉ tiêu", "ĐVT", "Thực hiện / ước", "Kế hoạch", "% KH", "Cùng kỳ", "% so cùng kỳ"]
    assert sheet["A5"].value == "I KINH TẾ"
    budget = next(row for row in sheet.iter_rows(min_row=5) if row[0].value == "Thu ngân sách")
    assert [cell.value for cell in budget[1:7]] == ["tỷ đồng", 12.5, 12.3, 102, None, 108.2]
    assert budget[2].number_format == "#,##0.0"
    assert "12,5 tỷ đồng" in budget[8].value
    output = next(row for row in sheet.iter_rows(min_row=5) if row[0].value == "Sản lượng")
    assert [output[2].value, output[5].value] == [4250, 4000]
    assert output[2].number_format == '"khoảng "#,##0'
    assert output[6].value == f"=C{output[2].row}/F{output[2].row}*100"
    wage = next(row for row in sheet.iter_rows(min_row=5) if row[0].value == "Lương")
    assert [wage[1].value, wage[2].value] == ["triệu đồng", "17–19"]


def test_negative_values_are_numbers_and_no_text_is_a_formula(book: Workbook) -> None:
    temperature = next(row for row in book["hai"].iter_rows(min_row=5) if row[0].value == "=Nhiệt độ")
    assert (temperature[0].data_type, temperature[2].value, temperature[2].data_type) == ("s", -4.5, "n")
    project = values(book, "Dự án")[1]
    assert project[:3] == ('=HYPERLINK("http://x")', 9500, "hoàn thành")
    for name in book.sheetnames:
        for row in book[name].iter_rows():
            for cell in row:
                assert cell.data_type != "f" or cell.value.startswith("=C")


def test_links_lead_to_sheet_json_and_page(book: Workbook) -> None:
    index = book["Mục lục"]
    assert index["A2"].hyperlink.location == "'Xã ''Đông'' _2022__ quý I_ và nhi'!A1"
    assert index["J2"].hyperlink.target.endswith(".json")
    assert index["K2"].hyperlink.target == "index.html"
    assert index["D2"].number_format == "dd/mm/yyyy"


def test_many_reports_share_sheets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "OWN_SHEETS", 1)
    monkeypatch.setattr(workbook, "MOST_ROWS", 15)
    deliver(tmp_path, lay_out(tmp_path, ("a", report()), ("b", report())), [])
    book = load_workbook(tmp_path / "bao-cao.xlsx")
    assert book.sheetnames == ["Phát hiện", "Mục lục", "Dự án", "Số liệu 1", "Số liệu 2"]
    assert [str(row[0])[:2] for row in values(book, "Số liệu 2")[:2]] == ["Bá", "b-"]
    assert book["Mục lục"]["A3"].hyperlink.location == "'Số liệu 2'!A1"


def test_rows_hold_back_nothing(tmp_path: Path) -> None:
    laid = lay_out(tmp_path, ("a", report()))
    loaded = load(tmp_path / "reports" / f"{laid[0].key}.json")
    told = office_rows(loaded)
    placed = sum(len(row.cells) + len(row.notes) for row in told)
    assert placed == len(loaded["observations"])
    assert [row.notes for row in told if row.notes] == [["giảm 250 người"]]
    assert [row.name for row in told][-2:] == [
        "Nhiệm vụ › Nhiệm vụ xong",
        "<b>Đang làm</b> (năm 2021-2025; @không tính)",
    ]


def test_a_second_value_opens_a_second_row(tmp_path: Path) -> None:
    whole = report()
    again = whole.observations[6].model_copy(update={"id": "o13"})
    other = whole.observations[6].model_copy(update={"id": "o14", "low": Decimal(99), "high": Decimal(99)})
    laid = lay_out(tmp_path, ("a", report(observations=(*whole.observations, again, other))))
    told = office_rows(load(tmp_path / "reports" / f"{laid[0].key}.json"))
    assert [row.cells["result"].low for row in told if row.name == "Sản lượng"] == [4250, 99]


def _examples() -> list[dict[str, Any]]:
    file = Path(workbook.__file__).parent / "units.toml"
    return tomllib.loads(file.read_text("utf-8"))["unit"]


@pytest.mark.parametrize("unit", _examples(), ids=lambda unit: unit["code"])
def test_units_are_shown_as_their_example_says(unit: dict[str, Any]) -> None:
    example = unit["example"]
    value = Decimal(example["value"])
    shown = scale(unit["code"], value)
    assert (value / shown.factor, shown.label) == (Decimal(example["shown"]), example["label"])


def test_values_read_as_vietnamese() -> None:
    assert vietnamese(Decimal("1234567.50")) == "1.234.567,5"
    assert vietnamese(Decimal("-0.25")) == "−0,25"
    told = {"low": 17, "high": 19, "unit": "%", "counted": None, "approx": "about"}
    assert written(told) == "khoảng 17–19%"
    assert written(told | {"unit": "count", "counted": "hộ", "approx": "exact"}) == "17–19 hộ"
