"""The API's answers: filters, pages, forms, what changed since, errors - over the real store, SQLite and PostgreSQL."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import pyarrow.parquet as pq
import pytest
from conftest import ROOT
from fastapi.testclient import TestClient
from served import key, served, store_of

from pipeline.store import service_tables, tables
from schemas import Report

_SAMPLES = ROOT / "samples"
_FILES = [_SAMPLES / "ea-knang-2016" / "ea-knang-2016.txt"] + [
    _SAMPLES / "reconcile" / f"thach-lam-{year}.txt" for year in (2021, 2022)
]


@pytest.fixture(scope="module")
def reports() -> list[Report]:
    from pipeline.report import read_report

    return [read_report(file) for file in _FILES]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def client(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, reports: list[Report]
) -> Iterator[TestClient]:
    """The service over a store that holds the reports."""
    told = {} if request.param == "sqlite" else {"store": request.getfixturevalue("server")}
    with served(tmp_path_factory.mktemp("served"), **told) as one:
        store_of(one).add_all(reports)
        one.headers.update(key(one, "read"))
        yield one


def get(client: TestClient, path: str, **asked: Any) -> Any:
    answer = client.get(f"/api/v1/{path}", params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def every(client: TestClient, path: str, **asked: Any) -> list[dict[str, Any]]:
    """All rows, page by page."""
    rows, after = [], None
    while True:
        page = get(client, path, **asked, **({"after": after} if after else {}))
        rows += page["items"]
        after = page["next"]
        if after is None:
            return rows
        assert len(page["items"]) == asked.get("limit", 100)


def test_the_reports_are_listed_with_their_counts(client: TestClient, reports: list[Report]) -> None:
    rows = every(client, "reports", limit=1)
    assert {row["report"] for row in rows} == {report.document.id for report in reports}
    for row in rows:
        (report,) = (one for one in reports if one.document.id == row["report"])
        assert (row["observations"], row["findings"]) == (len(report.observations), len(report.findings))
        assert (row["header_year"], row["version"]) == (report.document.header.year, 1)
    assert [row["area"] for row in rows[1:]] == ["huyện Thạch Lâm"] * 2


def test_a_whole_report_is_the_one_that_was_imported(client: TestClient, reports: list[Report]) -> None:
    for report in reports:
        answer = client.get(f"/api/v1/reports/{report.document.id}")
        assert Report.model_validate_json(answer.content) == report
        again = client.get(f"/api/v1/reports/{report.document.id}", headers={"if-none-match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_pages_give_every_record_once_in_order(client: TestClient, reports: list[Report]) -> None:
    rows = every(client, "observations", limit=37)
    assert len(rows) == sum(len(report.observations) for report in reports)
    assert len({(row["report"], row["id"]) for row in rows}) == len(rows)
    for report in reports:
        own = [row["id"] for row in rows if row["report"] == report.document.id]
        assert own == [o.id for o in report.observations]


def test_a_row_says_what_the_record_says(client: TestClient, reports: list[Report]) -> None:
    (report, *_) = reports
    rows = {row["id"]: row for row in every(client, "observations", report=report.document.id, limit=1000)}
    for record in report.model_dump(mode="json")["observations"]:
        row = rows[record["id"]]
        for name in ("indicator", "low", "high", "unit", "resolution", "measure", "path", "verdict", "confidence"):
            assert row[name] == record[name], name
        assert row["source_text"] == record["source"]["text"]
        assert row["year"] == (None if record["year"] is None else str(record["year"]))


@pytest.mark.parametrize(
    ("path", "asked", "field"),
    [
        ("observations", {"unit": "%"}, "unit"),
        ("observations", {"measure": "change"}, "measure"),
        ("observations", {"verdict": "proved"}, "verdict"),
        ("observations", {"scenario": "plan"}, "scenario"),
        ("projects", {"status": "completed"}, "status"),
        ("reports", {"header_year": 2021}, "header_year"),
    ],
)
def test_a_filter_gives_what_it_names_and_all_of_it(
    client: TestClient, path: str, asked: dict[str, Any], field: str
) -> None:
    wanted = {name.removeprefix("header_"): value for name, value in asked.items()}
    rows, all_rows = every(client, path, **wanted), every(client, path)
    assert rows == [row for row in all_rows if row[field] == asked[field]]
    assert 0 < len(rows) < len(all_rows)


def test_filters_narrow_down_together(client: TestClient, reports: list[Report]) -> None:
    rows = every(client, "observations", area="huyện Thạch Lâm", year=2021, indicator="Thu nội địa")
    assert {row["low"] for row in rows} == {198310000000}
    assert every(client, "observations", area="nơi khác") == []
    assert every(client, "reports", search="thach-lam 1999.txt") == []
    (row,) = every(client, "reports", search="LAM-2021 thach")
    assert row["header_year"] == 2021
    assert len(every(client, "reports", area="huyện Thạch Lâm", year=2022)) == 1


def test_csv_and_parquet_hold_the_same_rows_as_json(client: TestClient) -> None:
    rows = get(client, "observations", limit=50)
    for how in (
        {"params": {"limit": 50, "format": "csv"}},
        {"params": {"limit": 50}, "headers": {"accept": "text/csv"}},
    ):
        answer = client.get("/api/v1/observations", **how)
        assert answer.headers["content-type"].startswith("text/csv")
        assert f"after={rows['next']}" in answer.headers["link"]
        read = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert [row["source_text"].removeprefix("'") for row in read] == [row["source_text"] for row in rows["items"]]
        assert [float(row["low"]) for row in read] == [row["low"] for row in rows["items"]]
    answer = client.get(
        "/api/v1/observations", params={"limit": 50}, headers={"accept": "application/vnd.apache.parquet"}
    )
    read = pq.read_table(io.BytesIO(answer.content)).to_pylist()
    assert [(row["report"], row["id"], row["low"]) for row in read] == [
        (row["report"], row["id"], row["low"]) for row in rows["items"]
    ]


@pytest.mark.parametrize(
    ("accept", "given"),
    [
        ("*/*", "application/json"),
        ("text/*", "text/csv"),
        ("text/csv;q=0.3, application/json;q=0.9", "application/json"),
        ("application/json;q=0, text/csv", "text/csv"),
        ("image/png", None),
    ],
)
def test_the_form_is_the_one_that_is_accepted(client: TestClient, accept: str, given: str | None) -> None:
    answer = client.get("/api/v1/findings", headers={"accept": accept})
    assert answer.status_code == (406 if given is None else 200)
    assert answer.headers["content-type"].startswith(given or "application/problem+json")


def test_what_changed_since_is_all_of_what_changed(client: TestClient, reports: list[Report]) -> None:
    before = get(client, "reports")["as_of"]
    assert every(client, "reports", updated_since=before) == []
    assert every(client, "observations", updated_since=before) == []
    report = reports[0]
    try:
        store_of(client).add(report.model_copy(update={"observations": report.observations[:7]}))
        (row,) = every(client, "reports", updated_since=before)
        assert (row["report"], row["version"], row["observations"]) == (report.document.id, 2, 7)
        assert len(every(client, "observations", updated_since=before, limit=3)) == 7
        assert every(client, "reports")[-1]["report"] == report.document.id
    finally:
        store_of(client).add(report)


@pytest.mark.parametrize(
    ("path", "asked", "status"),
    [
        ("reports", {"limit": 0}, 422),
        ("reports", {"limit": 1001}, 422),
        ("reports", {"after": "xx"}, 422),
        ("observations", {"after": "1-2"}, 200),
        ("observations", {"after": "1-2-3"}, 422),
        ("observations", {"after": "9" * 12 + "-1"}, 422),
        ("observations", {"updated_since": "0.5"}, 422),
        ("reports", {"after": "9999999999999999-1"}, 200),
        ("observations", {"unit": "parsec"}, 422),
        ("observations", {"updated_since": "2020-01-01"}, 422),
        ("observations", {"updated_since": "0001-01-01T00:00:00+14:00"}, 422),
        ("observations", {"area": "a\x00b"}, 422),
        ("observations", {"report": "sha256:00000000"}, 404),
        ("observations", {"report": "nothing"}, 422),
        ("reports/00000000", {}, 404),
        ("jobs/00000000000000000000000000000000", {}, 404),
        ("reconciliation", {"after": "x"}, 422),
        ("reconciliation", {"report": "00000000"}, 404),
    ],
)
def test_a_wrong_request_is_told_what_is_wrong(
    client: TestClient, path: str, asked: dict[str, Any], status: int
) -> None:
    answer = client.get(f"/api/v1/{path}", params=asked)
    assert answer.status_code == status, answer.text
    if status != 200:
        assert answer.headers["content-type"] == "application/problem+json"
        assert {"title", "status", "detail"} <= answer.json().keys()


def test_a_program_must_have_a_key(client: TestClient) -> None:
    answer = client.get("/api/v1/reports", headers={"Authorization": "Bearer baocao_sai"})
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


def test_two_years_are_compared(client: TestClient, reports: list[Report]) -> None:
    from pipeline import reconcile
    from pipeline.reconcile.sources import Previous, of_report

    last, this = reports[-2:]
    rows = get(client, "reconciliation", report=this.document.id)["items"]
    sides = [of_report(one, one.document.file) for one in (this, last)]
    expected = reconcile.reconcile(sides[0], Previous(sides[1].file, sides[1].year, (sides[1],)))
    assert [
        (row["current_name"], row["previous_name"], row["status"]) for row in rows if row["kind"] == "indicator"
    ] == [(one.current_name, one.previous_name, one.status) for one in expected.indicators]
    assert {tuple(row["previous_reports"]) for row in rows} == {(last.document.id,)}
    agreeing = get(client, "reconciliation", area="huyện Thạch Lâm", year=this.document.header.year, status="agrees")
    assert agreeing["items"] == [row for row in rows if row["status"] == "agrees"]
    assert get(client, "reconciliation", report=reports[0].document.id)["items"] == []
    named = get(client, "reconciliation", report=this.document.id, previous=last.document.id)["items"]
    assert named == rows
    same = {"report": this.document.id, "previous": this.document.id}
    assert client.get("/api/v1/reconciliation", params=same).status_code == 409


def test_comparisons_are_paged_by_report(client: TestClient) -> None:
    every_row = get(client, "reconciliation", limit=10)
    assert every_row["next"] is None
    rows, after = [], {}
    for _ in range(3):
        page = get(client, "reconciliation", limit=1, **after)
        rows += page["items"]
        after = {"after": page["next"]}
    assert page["next"] is None
    assert rows == every_row["items"] != []


def test_a_method_that_no_route_takes_is_told_those_that_are_taken(client: TestClient) -> None:
    answer = client.put("/api/v1/reports")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST")


def test_the_store_of_the_service_has_the_tables_of_the_migrations(client: TestClient) -> None:
    from sqlalchemy import inspect

    there = set(inspect(store_of(client).engine).get_table_names())
    assert {service_tables.job.name, tables.document.name} <= there
