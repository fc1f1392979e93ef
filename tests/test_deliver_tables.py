"""The flat tables: their columns, and what CSV, Parquet, SDMX and the data package make of them."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import get_args

import pyarrow.parquet as pq
import pytest
from delivered import contents, lay_out, report
from hypothesis import given
from hypothesis import strategies as st

from pipeline.deliver import deliver, rows, sdmx
from pipeline.deliver.csv import cell, safe
from pipeline.deliver.package import sha256
from pipeline.deliver.rows import Column, plain
from pipeline.errors import Reason, UnreadableInput
from schemas.observation import Observation, Unit


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two reports and a failure, delivered."""
    folder = tmp_path_factory.mktemp("out")
    deliver(folder, lay_out(folder, ("một", report()), ("hai", report(findings=(), projects=()))), [_failure()])
    return folder


def _failure() -> UnreadableInput:
    return UnreadableInput("hỏng <b>.pdf", Reason.TRUNCATED)


def read_csv(file: Path) -> list[dict[str, str]]:
    """A CSV as a program reads it that knows of the byte order mark."""
    data = file.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.endswith(b"\r\n")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))


def heads(file: Path) -> list[str]:
    return next(csv.reader(io.StringIO(file.read_text("utf-8-sig"), newline="")))


def table(name: str) -> rows.Table:
    return next(one for one in rows.tables() if one.name == name)


def test_every_flat_field_of_an_observation_has_a_typed_column() -> None:
    columns = {column.name: column for column in table("observations").columns}
    nested = {"period", "area", "source", "reading", "review"}
    assert set(Observation.model_fields) - nested <= set(columns)
    assert {"period_start", "area_code", "source_page", "source_text"} <= set(columns)
    kinds = {name: columns[name].kind for name in ("low", "period_start", "path", "source_page", "year", "unit")}
    assert kinds == {
        "low": "number", "period_start": "date", "path": "strings", "source_page": "integer", "year": "string", "unit": "string",
    }  # fmt: skip
    assert columns["unit"].choices == get_args(Unit)
    assert columns["low"].required
    assert not columns["area_code"].required


def test_numbers_stay_numbers_and_text_that_could_run_is_made_safe(out: Path) -> None:
    first = [one for one in read_csv(out / "observations.csv") if one["report"].startswith("một")]
    assert [one["low"] for one in first[:6]] == ["12500000000", "102", "12300000000", "8.2", "-250", "-4.5"]
    assert first[5]["indicator"] == "'=Nhiệt độ"
    assert first[5]["source_text"] == "'-4,5 °C"
    assert first[11]["condition"] == "'@không tính"
    finding, project = read_csv(out / "findings.csv")[0], read_csv(out / "projects.csv")[0]
    assert finding["message"] == "'-128 + 39 = 167 <script>"
    assert (finding["values"], finding["evidence"]) == ("'-5 | 3", "o10 | o11 | o12")
    assert project["name"].startswith("'=HYPERLINK")


@given(st.text())
def test_no_text_cell_begins_like_a_formula(text: str) -> None:
    made = safe(text)
    assert made in (text, f"'{text}")
    assert made[:1] not in ("=", "+", "-", "@", "\t", "\r", "\n")


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4))
def test_a_number_is_written_whole(value: Decimal) -> None:
    shown = cell(value, Column("low", "number", ("low",)))
    assert Decimal(shown) == value
    assert "E" not in shown
    assert shown == plain(value)


def test_parquet_has_the_same_rows_with_types(out: Path) -> None:
    for one in rows.tables():
        parquet = pq.read_table(out / f"{one.name}.parquet")
        assert parquet.column_names == [column.name for column in one.columns]
        assert parquet.num_rows == len(read_csv(out / f"{one.name}.csv"))
    observations = pq.read_table(out / "observations.parquet").to_pylist()
    of_one = [row for row in observations if row["report"].startswith("một")]
    assert of_one[3]["low"] == 8.2
    assert (of_one[10]["path"], of_one[10]["year"], of_one[11]["year"]) == (["Nhiệm vụ"], None, "2021-2025")
    assert of_one[0]["period_end"].isoformat() == "2022-12-31"
    assert of_one[5]["indicator"] == "=Nhiệt độ"  # no spreadsheet opens this one


def test_the_descriptor_tells_what_the_files_are(out: Path) -> None:
    package = json.loads((out / "datapackage.json").read_text("utf-8"))
    resources = {one["name"]: one for one in package["resources"]}
    for one in resources.values():
        assert one["bytes"] == (out / one["path"]).stat().st_size
        assert one["hash"] == "sha256:" + sha256(out / one["path"])
    for one in rows.tables():
        fields = resources[one.name]["schema"]["fields"]
        assert [field["name"] for field in fields] == heads(out / f"{one.name}.csv")
    keys = [(row["report"], row["id"]) for row in read_csv(out / "observations.csv")]
    assert len(set(keys)) == len(keys)
    assert {row["report"] for row in read_csv(out / "reports.csv")} == {key for key, _ in keys}


def test_sdmx_keys_are_codes_and_unique(out: Path) -> None:
    lines = read_csv(out / "observations.sdmx.csv")
    keys = [tuple(line[name] for name in sdmx.DIMENSIONS) for line in lines]
    assert len(set(keys)) == len(keys)
    codes = [name for name in sdmx.DIMENSIONS if name != "TIME_PERIOD"]
    for line in lines:
        for name in (*codes, "UNIT_MEASURE"):
            assert line[name].replace("_", "").isalnum(), (name, line[name])
            assert line[name].isascii()
    budget = lines[0]
    assert (budget["INDICATOR"], budget["REF_AREA"], budget["FREQ"]) == ("THU_NGAN_SACH", "00123", "A")
    assert (budget["TIME_PERIOD"], budget["OBS_VALUE"], budget["OBS_STATUS"]) == ("2022", "12500000000", "E")


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2022-01-01", "2022-12-31", ("A", "2022")),
        ("2022-01-01", "2022-06-30", ("S", "2022-S1")),
        ("2022-07-01", "2022-09-30", ("Q", "2022-Q3")),
        ("2022-02-01", "2022-02-28", ("M", "2022-02")),
        ("2022-01-01", "2022-09-30", ("_O", "2022-01-01/P9M")),
        ("2021-09-01", "2022-05-31", ("_O", "2021-09-01/P9M")),
        ("2022-02-01", "2022-04-30", ("_O", "2022-02-01/P3M")),
        ("2022-01-05", "2022-01-11", ("_O", "2022-01-05/P7D")),
        ("2022-01-05", "2022-01-05", ("D", "2022-01-05")),
    ],
)
def test_a_period_is_an_sdmx_time(start: str, end: str, expected: tuple[str, str]) -> None:
    one = {"period": {"start": start, "end": end}, "as_of": None, "year": None}
    assert sdmx._time(one, {"year": 2022}) == expected


def test_the_order_of_the_reports_changes_nothing(tmp_path: Path) -> None:
    whole = []
    for name, turn in (("a", 1), ("b", -1)):
        folder = tmp_path / name
        laid = lay_out(folder, ("x", report()), ("y", report(findings=())), ("z", report(observations=(), findings=())))
        deliver(folder, laid[::turn], [_failure()])
        whole.append(contents(folder))
    assert whole[0] == whole[1]
    assert not [name for name in whole[0] if name.endswith(".part")]


def test_equal_content_is_delivered_once(tmp_path: Path) -> None:
    laid = lay_out(tmp_path, ("a", report()), ("b", report()))
    twins = [laid[0], type(laid[1])(laid[1].file, laid[1].key, laid[0].digest)]
    deliver(tmp_path, twins[::-1], [])
    assert [row["report"] for row in read_csv(tmp_path / "reports.csv")] == [laid[0].key]


def test_nothing_read_gives_empty_tables(tmp_path: Path) -> None:
    files = deliver(tmp_path, [], [_failure()])
    assert read_csv(tmp_path / "observations.csv") == []
    assert pq.read_table(tmp_path / "observations.parquet").num_rows == 0
    assert set(files) <= {file.name for file in tmp_path.iterdir()}


def test_a_delivery_that_breaks_leaves_the_old_files(tmp_path: Path) -> None:
    laid = lay_out(tmp_path, ("a", report()))
    deliver(tmp_path, laid, [])
    before = contents(tmp_path, lambda file: file.parent == tmp_path)
    (tmp_path / "reports" / f"{laid[0].key}.json").write_text("{", "utf-8")
    with pytest.raises(ValueError, match="Expecting"):
        deliver(tmp_path, laid, [])
    assert contents(tmp_path, lambda file: file.parent == tmp_path) == before
