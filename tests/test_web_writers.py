"""Several people at once, over the network: nothing that was decided is lost, and the API delivers what was decided."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from fastapi.testclient import TestClient
from served import key, served, store_of

from schemas import Report
from schemas.structure import Problem

AT_ONCE = 8


@pytest.fixture(scope="module")
def report() -> Report:
    from pipeline.report import read_report

    return read_report(ROOT / "samples" / "reconcile" / "thach-lam-2022.txt")


@pytest.fixture(params=["sqlite", "postgresql"])
def client(request: pytest.FixtureRequest, tmp_path: Path, report: Report) -> Iterator[TestClient]:
    told = {} if request.param == "sqlite" else {"store": request.getfixturevalue("server")}
    with served(tmp_path, **told) as one:
        store_of(one).add(report)
        one.headers.update(key(one, "review"))
        yield one


def decide(client: TestClient, report: Report, at: int, action: str, seen: int = 0, **typed: str) -> int:
    """The status that the decision on this figure is answered with."""
    source = report.observations[at].source
    path = f"/reports/{report.document.id[7:]}/decisions/{source.start}-{source.end}"
    return client.post(path, data={"action": action, "seen": str(seen), **typed}).status_code


def rows(client: TestClient, **asked: Any) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = client.get("/api/v1/observations", params={"limit": 1000, **asked}).json()["items"]
    return items


def test_of_those_who_decide_on_one_figure_at_once_one_is_heard(client: TestClient, report: Report) -> None:
    with ThreadPoolExecutor(AT_ONCE) as people:
        told = sorted(people.map(lambda _: decide(client, report, 3, "accept"), range(AT_ONCE)))
    assert told == [200] + [409] * (AT_ONCE - 1)
    assert decide(client, report, 3, "reject", seen=1) == 200


def test_those_who_decide_on_different_figures_at_once_are_all_heard(client: TestClient, report: Report) -> None:
    places = range(10, 10 + AT_ONCE)
    refused = {report.observations[at].source.start for at in places}
    with ThreadPoolExecutor(AT_ONCE) as people:
        assert set(people.map(lambda at: decide(client, report, at, "reject"), places)) == {200}
    assert refused & {row["source_start"] for row in rows(client)} == set()
    tag = client.get(f"/api/v1/reports/{report.document.id}").headers["etag"]
    assert int(tag.strip('"')) >= 1 + AT_ONCE


def test_a_correction_is_in_every_delivery_and_survives_a_new_reading(client: TestClient, report: Report) -> None:
    before = client.get("/api/v1/reports").json()["as_of"]
    address = f"/api/v1/reports/{report.document.id}"
    tag = client.get(address).headers["etag"]
    at = next(i for i, o in enumerate(report.observations) if o.measure == "level" and o.unit == "ha")
    place = report.observations[at].source.start
    assert decide(client, report, at, "correct", value="4.321 ha", indicator="Diện tích mới") == 200

    def corrected() -> dict[str, Any]:
        return next(row for row in rows(client, updated_since=before) if row["source_start"] == place)

    assert (corrected()["low"], corrected()["indicator"]) == (4321, "Diện tích mới")
    answer = client.get(address, headers={"if-none-match": tag})
    assert answer.status_code == 200
    whole = next(o for o in answer.json()["observations"] if o["source"]["start"] == place)
    assert (whole["low"], whole["indicator"]) == (4321, "Diện tích mới")
    another = Problem(stage="read", message="khác")
    again = report.model_copy(update={"problems": (*report.problems, another)})
    assert store_of(client).add(again) == "version"
    assert (corrected()["low"], corrected()["indicator"]) == (4321, "Diện tích mới")
