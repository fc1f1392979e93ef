"""What PREVIOUS may be, and what is said of a bad one."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import ROOT, Ended

from pipeline.errors import UnreadableInput, UsageError
from pipeline.reconcile.previous_table import read_table
from pipeline.reconcile.previous_units import read_unit
from pipeline.reconcile.sources import choose_year

SAMPLES = ROOT / "samples" / "reconcile"
HEAD = "indicator,unit,year,value\n"
ROWS = [
    ("Thu nội địa", "triệu đồng", 2021, 54120.5),
    ("Diện tích lúa", "ha", 2021, 527.4),
    ("Số hộ nghèo", "hộ", 2021, 176),
]


def table(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    file = tmp_path / "2021.csv"
    file.write_bytes(text.encode(encoding))
    return file


def values(file: Path, year: int = 2021) -> dict[str, tuple[str, Decimal, Decimal]]:
    return {
        one.name: (one.unit, one.value, one.figure.resolution)
        for one in read_table(file, file.read_bytes()).years[year]
    }


CONTRACT = (
    HEAD
    + """\
Thu nội địa,triệu đồng,2021,"54.120,5"
Diện tích lúa,ha,2021,"527,4"
Số hộ nghèo,hộ,2021,176
"""
)
SEMICOLONS = """\
Chỉ tiêu;Đơn vị tính;Năm;Thực hiện
Thu nội địa;tr.đ;2021;54.120,5
Diện tích lúa;Ha;Năm 2021;527,4
Số hộ nghèo;Hộ;2021;176
"""
WIDE = """\
BÁO CÁO
Biểu 1

TT\tTên chỉ tiêu\tĐVT\tTH 2020\tTH 2021\tKH 2022
1\tThu nội địa\ttỷ đồng\t50,1\t54,1205\t60
2\tDiện tích lúa\tha\t530,0\t527,4\t525
3\tSố hộ nghèo\thộ\t180\t176\t150
"""
UNIT_IN_NAME = (
    HEAD
    + """\
Thu nội địa (triệu đồng),,2021,54120.5
Diện tích lúa (ha),,2021,527.4
Số hộ nghèo (hộ),,2021,176
"""
)
ENGLISH = (
    "\ufeff"
    + HEAD
    + """\
Thu nội địa,1000 đồng,2021,"54,120,500"
Diện tích lúa,m2,2021,"5,274,000.0"
Số hộ nghèo,hộ,2021,176
"""
)


@pytest.mark.parametrize("text", [CONTRACT, SEMICOLONS, WIDE, UNIT_IN_NAME, ENGLISH])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_people_type_the_same_table_in_many_ways(tmp_path: Path, text: str, encoding: str) -> None:
    found = values(table(tmp_path, text, encoding))
    names = {name.partition(" (")[0]: (unit, value) for name, (unit, value, _) in found.items()}
    assert names["Thu nội địa"] == ("VND", Decimal("54120500000"))
    assert names["Số hộ nghèo"] == ("count", Decimal(176))
    unit, area = names["Diện tích lúa"]
    assert area * {"ha": 10_000, "m2": 1}[unit] == 5_274_000


def test_a_number_keeps_the_digits_that_were_shown(tmp_path: Path) -> None:
    found = values(table(tmp_path, HEAD + 'A,ha,2021,"268,0"\nB,triệu đồng,2021,536.096\nC,tỷ đồng,2021,"2796,8"\n'))
    assert [place for _, _, place in found.values()] == [Decimal("0.1"), Decimal(10**6), Decimal(10**8)]


def test_a_workbook_and_a_parquet_file_read_like_the_text(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Biểu số liệu năm 2021"])
    sheet.append(["Chỉ tiêu", "Đơn vị", "Năm", "Giá trị"])
    for row in ROWS:
        sheet.append(row)
    sheet["D4"].number_format = "#,##0.00"
    book.save(tmp_path / "a.xlsx")
    names, units, years, figures = zip(*ROWS, strict=True)
    pq.write_table(
        pa.table({"indicator": names, "unit": units, "year": years, "value": figures}), tmp_path / "a.parquet"
    )
    sheet_values, parquet_values = values(tmp_path / "a.xlsx"), values(tmp_path / "a.parquet")
    assert {name: row[:2] for name, row in sheet_values.items()} == {
        name: row[:2] for name, row in parquet_values.items()
    }
    assert sheet_values["Diện tích lúa"] == ("ha", Decimal("527.4"), Decimal("0.01"))
    assert parquet_values["Diện tích lúa"] == ("ha", Decimal("527.4"), Decimal("0.1"))


def test_bad_rows_are_told_by_line_and_the_rest_is_used(tmp_path: Path) -> None:
    text = HEAD + (
        "Thu nội địa,triệu đồng,2021,54120\n"
        "Chi,ha; tấn,2021,12\n"
        "Đàn bò,con,2021,1.2.3\n"
        ",con,2021,5\n"
        "Đàn trâu,con,2021,\n"
        "Đàn dê,con,hai nghìn,7\n"
        "Thu nội địa,tỷ đồng,2021,60\n"
        "Diện tích,ha,2021,2796,8\n"
        "Đàn gà,,2021,9\n"
    )
    file = table(tmp_path, text)
    read = read_table(file, file.read_bytes())
    assert [one.name for one in read.years[2021]] == ["Thu nội địa"]
    assert {problem.line for problem in read.problems} == set(range(3, 11))
    assert "pha trộn" in read.problems[0].message


def test_an_item_row_takes_the_measure_of_its_head(tmp_path: Path) -> None:
    file = table(tmp_path, HEAD + "Diện tích gieo trồng,ha,2021,900\n- Lúa,ha,2021,500\n+ Ngô,ha,2021,100\n")
    keys = [one.key.content for one in read_table(file, file.read_bytes()).years[2021]]
    assert keys[1:] == [{"diện tích", "lúa"}, {"diện tích", "ngô"}]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("chỉ tiêu,giá trị\nA,5\n", "unit (đơn vị), year (năm)"),
        ("a,b,c\n1,2,3\n", "thiếu cột"),
        (HEAD + "A,con,2021,x\n", "không có dòng số liệu nào"),
        ("", "rỗng"),
    ],
)
def test_a_table_without_figures_is_refused(tmp_path: Path, text: str, said: str) -> None:
    file = table(tmp_path, text)
    with pytest.raises(UnreadableInput, match=r"2021\.csv") as caught:
        read_table(file, file.read_bytes())
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("printed", "code", "factor"),
    [("tỷ đồng", "VND", 10**9), ("Tr.đ", "VND", 10**6), ("1000 con", "count", 1000), ("tạ/ha", "t/ha", Decimal("0.1")),
     ("Triệu đồng/người/năm", "VND/person/year", 10**6), ("HTX", "count", 1), ("giường/vạn dân", "per_10000", 1)],
)  # fmt: skip
def test_units_as_people_type_them(printed: str, code: str, factor: Decimal) -> None:
    unit = read_unit(printed)
    assert unit is not None
    assert (unit.code, unit.factor) == (code, factor)


@pytest.mark.parametrize("printed", ["ha; tấn", "tỷ đồng, %", "vụ và người", ""])
def test_two_units_are_none(printed: str) -> None:
    assert read_unit(printed) is None


def test_the_year_before_is_taken() -> None:
    assert choose_year([2019, 2020, 2021], 2021, None, "x") == 2020
    assert choose_year([2019], 2021, None, "x") == 2019
    assert choose_year([2018, 2019], 2021, 2018, "x") == 2018


@pytest.mark.parametrize(
    ("years", "wanted", "said"),
    [
        ([2018, 2019], None, "--year"),
        ([2021], None, "chính là năm"),
        ([2022], None, "không trước"),
        ([2020], 2019, "không có"),
    ],
)
def test_or_the_choice_is_asked_for(years: list[int], wanted: int | None, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        choose_year(years, 2021, wanted, "x")


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both sample reports as JSON."""
    from pipeline.report import read_report, to_json

    folder = tmp_path_factory.mktemp("reports")
    for year in (2021, 2022):
        (folder / f"{year}.json").write_text(to_json(read_report(SAMPLES / f"thach-lam-{year}.txt")), "utf-8")
    return folder


def statuses(ended: Ended) -> list[tuple[str | None, str | None, str]]:
    assert ended.code == 0, ended.err
    return [(one["current"], one["previous"], one["status"]) for one in json.loads(ended.out)["indicators"]]


def test_every_way_to_give_the_previous_report_gives_the_same(
    baocao: Callable[..., Ended], reports: Path, tmp_path: Path
) -> None:
    wanted = statuses(baocao("reconcile", reports / "2022.json", reports / "2021.json"))
    assert len(wanted) > 60
    assert statuses(baocao("reconcile", SAMPLES / "thach-lam-2022.txt", SAMPLES / "thach-lam-2021.txt")) == wanted
    assert statuses(baocao("reconcile", reports / "2022.json", reports)) == wanted
    assert baocao("store", "import", reports, "--store", tmp_path / "s.db").code == 0
    assert statuses(baocao("reconcile", reports / "2022.json", f"sqlite:///{tmp_path / 's.db'}")) == wanted
    assert statuses(baocao("reconcile", reports / "2022.json", tmp_path / "s.db")) == wanted


@pytest.mark.parametrize(
    ("current", "previous", "code", "said"),
    [
        ("2022.json", "2022.json", 2, "cùng một báo cáo"),
        ("2021.json", "2022.json", 2, "không trước năm 2021"),
        ("2022.json", "none.csv", 1, "không tìm thấy"),
        (".", "2021.json", 2, "thư mục"),
        ("2022.json", "sqlite:////nowhere/at/all.db", 2, "không mở được kho"),
        ("2022.json", "what://x", 2, "địa chỉ kho không đúng"),
    ],
)
def test_a_bad_pair_is_one_line(
    baocao: Callable[..., Ended], reports: Path, current: str, previous: str, code: int, said: str
) -> None:
    ended = baocao("reconcile", reports / current, previous if "://" in previous else reports / previous)
    assert (ended.code, ended.out) == (code, "")
    assert said in ended.err
    assert len(ended.err.splitlines()) == 1


def test_a_person_confirms_and_refuses(baocao: Callable[..., Ended], reports: Path, tmp_path: Path) -> None:
    pairs = tmp_path / "pairs.csv"
    pairs.write_text("current,previous,decision\nThu nội địa,Chi thường xuyên,same\nĐàn bò,tổng đàn BÒ,khác\n", "utf-8")
    ended = baocao("reconcile", reports / "2022.json", reports / "2021.json", "--pairs", pairs)
    found = {one["current_name"]: one for one in json.loads(ended.out)["indicators"] if one["current"]}
    assert (found["Thu nội địa"]["previous_name"], found["Thu nội địa"]["confirmed"]) == ("Chi thường xuyên", True)
    assert found["Đàn bò"]["previous"] is None
    pairs.write_text("current,previous,decision\nA,B,maybe\n", "utf-8")
    ended = baocao("reconcile", reports / "2022.json", reports / "2021.json", "--pairs", pairs)
    assert (ended.code, "dòng 2" in ended.err) == (1, True)


def test_people_see_contradictions_first(baocao: Callable[..., Ended], reports: Path, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    arguments = ("reconcile", reports / "2022.json", reports / "2021.json", "--format")
    markdown = [line for line in baocao(*arguments, "md").out.splitlines() if line.startswith("| ")]
    assert markdown[1].startswith("| mâu thuẫn |")
    assert "MÂU THUẪN" in baocao(*arguments, "table").out.upper()
    assert baocao(*arguments, "xlsx").code == 2
    assert baocao(*arguments, "xlsx", "--out", tmp_path / "a.xlsx").code == 0
    sheet = load_workbook(tmp_path / "a.xlsx")["Chỉ tiêu"]
    assert sheet["A2"].value == "mâu thuẫn"
    assert sheet.max_row == len(markdown)


def test_six_months_are_compared_with_six_months(baocao: Callable[..., Ended], reports: Path, tmp_path: Path) -> None:
    text = (SAMPLES / "thach-lam-2022.txt").read_text("utf-8")
    half = tmp_path / "half.txt"
    half.write_text(text.replace("xã hội năm 2022", "xã hội 6 tháng đầu năm 2022"), "utf-8")
    rows = 'Thu nội địa,tỷ đồng,2021,"198,31"\nĐàn bò 6 tháng,con,2021,18430\nĐàn trâu 9 tháng,con,2021,6215\n'
    found = json.loads(baocao("reconcile", half, table(tmp_path, HEAD + rows)).out)["indicators"]
    assert {one["previous_name"]: one["status"] for one in found if one["previous"]} == {
        "Thu nội địa": "agrees",
        "Đàn bò 6 tháng": "agrees",
        "Đàn trâu 9 tháng": "missing",
    }
    whole = baocao("reconcile", half, reports / "2021.json")
    assert "hai quãng khác nhau" in whole.err
    revenue = [one["status"] for one in json.loads(whole.out)["indicators"] if one["previous_name"] == "Thu nội địa"]
    assert revenue == ["missing"]


def test_a_missing_unit_column_is_named(tmp_path: Path) -> None:
    file = table(tmp_path, "indicator,year,value\nDiện tích lúa,2021,5\n")
    with pytest.raises(UnreadableInput, match="unit"):
        read_table(file, file.read_bytes())
