"""Within one run, a report against that of the year before: which with which, and what is delivered of it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from conftest import ROOT, SMALL_REPORT, Ended
from delivered import contents
from openpyxl import load_workbook

from pipeline import batch
from pipeline.errors import Exit
from pipeline.jobs import About, Compared, Comparing, Event
from pipeline.pool import Pool
from pipeline.reconcile.pairing import about, pairs
from pipeline.report import read_report
from schemas import Reconciliation

BOTH = ROOT / "samples" / "reconcile"


def of(year: int, **fields: str | None) -> About:
    """A report of a district's whole year."""
    return About(**{"year": year, "area": "huyện Thạch Lâm", "date": f"{year}-12-10", **fields})  # type: ignore[arg-type]


def test_the_year_before_of_the_same_area_and_stretch() -> None:
    there = {
        "a21": of(2021), "a22": of(2022), "a24": of(2024),
        "half22": of(2022, span="01-01/06-30"), "half23": of(2023, span="01-01/06-30"),
        "other": of(2021, area="huyện Kim Thạch"), "nowhere": of(2023, area=None), "undated": About(area="huyện Thạch Lâm"),
    }  # fmt: skip
    assert pairs(there) == {"a22": ("a21",), "half23": ("half22",)}


def test_an_area_is_known_by_code_or_by_name_and_province() -> None:
    here, there = "thị xã Tân Khánh", "TX. Tân Khánh"
    assert pairs({"a": of(2021, area=here), "b": of(2022, area=there)}) == {"b": ("a",)}
    provinces = {"a": of(2021, superior="tỉnh Lam Thuận"), "b": of(2022, superior="tỉnh Hà Đông")}
    assert pairs(provinces) == {}
    codes = {"a": of(2021, area="xã Cũ", code="00123"), "b": of(2022, area="xã Mới", code="00123")}
    assert pairs(codes) == {"b": ("a",)}


def test_of_several_reports_the_same_issuer_comes_first_then_the_newest() -> None:
    there = {
        "estimate": of(2021, date="2021-11-30", issuer="UBND huyện"),
        "final": of(2021, date="2022-01-15", issuer="UBND huyện"),
        "office": of(2021, date="2022-03-01", issuer="Chi cục Thống kê"),
        "now": of(2022, issuer="UBND HUYỆN"),
        "now, nobody said by whom": of(2022),
    }
    assert pairs(there) == {"now": ("final",), "now, nobody said by whom": ("office",)}


def test_units_made_of_whole_units_are_compared_with_all_of_them_and_divided_ones_with_none() -> None:
    from pipeline.grammar.gazetteer import gazetteer
    from pipeline.reconcile import areas

    units, table = gazetteer().units, areas._links()
    code, parts = next(
        (code, parts) for code, parts in table.into.items() if len(parts) > 1 and all(w for _, w in parts)
    )
    there = {old: of(2024, area=units["old"][old].name, code=old) for old, _ in parts}
    merged = of(2025, area=units["new"][code].name, code=code)
    assert {key: set(found) for key, found in pairs({**there, "now": merged}).items()} == {"now": set(there)}
    split, of_split = next((code, parts) for code, parts in table.into.items() if not all(w for _, w in parts))
    there = {old: of(2024, area=units["old"][old].name, code=old) for old, _ in of_split}
    assert pairs({**there, "now": of(2025, area=units["new"][split].name, code=split)}) == {}


def test_what_a_report_is_of(small_report: Path) -> None:
    whole = about(read_report(small_report))
    assert (whole.year, whole.span, whole.area, whole.date) == (2022, "", "xã Đông Lâm", "2022-12-10")
    half = SMALL_REPORT.replace("xã hội năm 2022", "xã hội 6 tháng đầu năm 2022")
    small_report.write_text(half, "utf-8")
    assert about(read_report(small_report)).span == "01-01/06-30"


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two years of one district, and a report of another area."""
    folder = tmp_path_factory.mktemp("years")
    (folder / "khác.txt").write_text(SMALL_REPORT, "utf-8")
    ended = batch.run([BOTH, folder / "khác.txt"], folder / "out")
    assert (ended.exit_code, len(ended.compared)) == (Exit.OK, 1)
    return folder / "out"


def test_the_table_has_every_record_of_the_reconciliation(out: Path) -> None:
    [file] = (out / "reconciliation").iterdir()
    result = Reconciliation.model_validate_json(file.read_bytes())
    assert (result.current.file, result.previous.file) == ("thach-lam-2022.txt", "thach-lam-2021.txt")
    rows = list(csv.DictReader(io.StringIO((out / "reconciliation.csv").read_text("utf-8-sig"), newline="")))
    assert [row["status"] for row in rows] == [one.status for one in (*result.indicators, *result.projects)]
    assert {row["report"] for row in rows} == {file.stem}
    assert len({row["id"] for row in rows}) == len(rows) > 70
    assert all(row["previous_reports"].startswith("thach-lam-2021-") for row in rows)
    typed = pq.read_table(out / "reconciliation.parquet")
    assert typed.num_rows == len(rows)
    assert [str(typed.schema.field(name).type) for name in ("current_value", "confirmed", "match")] == [
        "double",
        "bool",
        "double",
    ]
    assert typed.column("previous_reports")[0].as_py() == [rows[0]["previous_reports"]]


def test_descriptor_and_run_json_tell_of_it(out: Path) -> None:
    resources = {one["name"]: one for one in json.loads((out / "datapackage.json").read_text("utf-8"))["resources"]}
    assert {"reconciliation", "reconciliation-parquet"} <= set(resources)
    fields = {field["name"]: field for field in resources["reconciliation"]["schema"]["fields"]}
    assert {"contradicts", "regressed"} <= set(fields["status"]["constraints"]["enum"])
    told = json.loads((out / "run.json").read_text("utf-8"))
    assert told["reconciliation"]["compared"] == 1
    assert told["reconciliation"]["counts"]["contradicts"] == 3
    assert told["stages"]["reconcile"]["documents"] == 1
    [pair] = told["reconciliation"]["pairs"]
    assert (out / pair["output"]).exists()


def test_workbook_and_page_show_contradictions_first(out: Path) -> None:
    sheet = load_workbook(out / "bao-cao.xlsx")["Đối chiếu"]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in rows[:6]] == ["mâu thuẫn"] * 3 + ["ghi lại số khác"] * 2 + ["khớp"]
    assert all(isinstance(row[7], int | float) for row in rows[:3])
    page = (out / "index.html").read_text("utf-8")
    years = page[page.index('id="years"') : page.index('id="failed"')]
    assert years.count('class="error"') == 3
    first = years[years.index("<article") : years.index("</article>")]
    assert ["Kỳ này: thach-lam-2022.txt" in first, "Kỳ trước: thach-lam-2021.txt" in first] == [True, True]
    assert first.count("<mark>") >= 2
    assert "31 khớp" in years


def test_the_same_bytes_with_any_order_workers_and_resume_and_nothing_is_compared_twice(
    tmp_path: Path, out: Path
) -> None:
    def kept(folder: Path) -> dict[str, bytes]:
        return contents(folder, lambda file: file.name not in ("run.json", "journal.jsonl"))

    there = [BOTH / "thach-lam-2022.txt", BOTH / "thach-lam-2021.txt"]
    one, two = tmp_path / "one", tmp_path / "two"
    batch.run(there, one, executor=Pool(batch.lost, 2))
    batch.run(there[:1], two)
    assert list((two / "reconciliation").iterdir()) == []
    batch.run(there[::-1], two)
    assert kept(one) == kept(two)
    heard: list[Event] = []
    batch.run(there, two, tell=heard.append)
    assert [event.reused for event in heard if isinstance(event, Compared)] == [True]
    assert Comparing(1) in heard
    batch.run(there[:1], two)  # without last year's report there is nothing to compare with
    assert list((two / "reconciliation").iterdir()) == []
    assert (two / "reconciliation.csv").read_bytes().count(b"\r\n") == 1


def test_a_comparison_that_fails_costs_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ValueError("a bug")

    monkeypatch.setattr("pipeline.reconcile.reconcile", broken)
    ended = batch.run([BOTH], tmp_path / "out")
    assert ended.exit_code is Exit.SOME_FAILED
    assert len(ended.having("done")) == 2
    assert ended.files
    told = json.loads((tmp_path / "out" / "run.json").read_text("utf-8"))["reconciliation"]
    assert "ValueError: a bug" in told["failed"][0]["cause"]


def test_last_years_report_may_lie_in_the_results_of_an_earlier_run(tmp_path: Path, out: Path) -> None:
    last, this = tmp_path / "2021", tmp_path / "2022"
    batch.run([BOTH / "thach-lam-2021.txt"], last)
    ended = batch.run([BOTH / "thach-lam-2022.txt"], this, earlier=last)
    assert (ended.exit_code, len(ended.compared)) == (Exit.OK, 1)
    names = {path.name for path in (this / "reconciliation").iterdir()}
    assert names == {path.name for path in (out / "reconciliation").iterdir()}
    for name in names:
        assert (this / "reconciliation" / name).read_bytes() == (out / "reconciliation" / name).read_bytes()
    assert "Kỳ trước: thach-lam-2021.txt" in (this / "index.html").read_text("utf-8")
    assert [path.name for path in (this / "reports").iterdir()] == [f"{ended.compared[0].job.current}.json"]
    again = batch.run([BOTH / "thach-lam-2022.txt"], this, earlier=last)
    assert [one.reused for one in again.compared] == [True]
    assert batch.run([BOTH / "thach-lam-2022.txt"], this).compared == ()


def test_what_is_no_result_of_a_run_is_refused(
    baocao: Callable[..., Ended], small_report: Path, tmp_path: Path
) -> None:
    ended = baocao("run", small_report, "--out", tmp_path / "out", "--previous", tmp_path)
    assert (ended.code, ended.err.count("\n")) == (2, 1)
    assert "journal.jsonl" in ended.err
