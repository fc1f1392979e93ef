"""Decisions in the store: they change what every query gives, outlive a new reading, and none of them gets lost."""

from __future__ import annotations

import csv
import json
import threading
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from conftest import ROOT, Ended
from sqlalchemy import select

from pipeline import store
from pipeline.errors import UsageError
from pipeline.report import read_report
from pipeline.review.decision import Action, figure_of
from pipeline.review.entry import Conflict, Wanted
from pipeline.store import decisions, tables
from pipeline.store.decisions import decide
from schemas import Report
from schemas.observation import Figure, Observation


@pytest.fixture(scope="module")
def report() -> Report:
    return read_report(ROOT / "samples" / "hung-khe-2024" / "hung-khe-2024.txt")


@pytest.fixture(params=["sqlite", "postgresql"])
def opened(request: pytest.FixtureRequest, tmp_path: Path, report: Report) -> Iterator[store.Store]:
    """A store that holds the report alone."""
    url = f"sqlite:///{tmp_path / 's.db'}" if request.param == "sqlite" else request.getfixturevalue("server")
    with store.opened(url) as one:
        with one.engine.begin() as connection:
            connection.execute(tables.document.delete())
            connection.execute(decisions.decision.delete())
        one.add(report)
        yield one


def wanted(one: Observation, report: Report, action: Action = "accept", seen: int = 0, **more: object) -> Wanted:
    span = {"document": report.document.id, "start": one.source.start, "end": one.source.end}
    return Wanted(**{**span, "action": action, "seen": seen, "by": "lan", **more})  # type: ignore[arg-type]


def corrected(one: Observation, **changes: object) -> Figure:
    return Figure.model_validate({**dict(figure_of(one)), **changes})


def test_every_query_gives_the_corrected_figure(opened: store.Store, report: Report) -> None:
    one = report.observations[3]
    right = corrected(one, low=Decimal(7), high=Decimal(7), indicator="Tên đúng")
    with opened.engine.connect() as connection:
        before = connection.execute(select(tables.document.c.revision, tables.document.c.updated_at)).one()
    decide(opened, wanted(one, report, "correct", figure=right, note="nhầm cột"))
    (now,) = (o for o in next(opened.reports()).observations if o.id == one.id)
    (row,) = opened.observations(indicator="Tên đúng")
    assert (now.low, row["low"], row["key"], row["priority"]) == (7, 7, one.id, 0)
    assert row["review"] == {"state": "corrected", "by": "lan", "at": now.review.at, "note": "nhầm cột"}  # type: ignore[union-attr]
    with opened.engine.connect() as connection:
        after = connection.execute(select(tables.document.c.revision, tables.document.c.updated_at)).one()
    assert (after.revision, after.updated_at > before.updated_at) == (before.revision + 1, True)
    assert list(opened.reports(version=1)) == [report]


def test_rows_that_nobody_touched_keep_their_ids(opened: store.Store, report: Report) -> None:
    before = {row["key"]: row for row in opened.observations()}
    one, other = report.observations[0], report.observations[1]
    decide(opened, wanted(one, report, "reject"))
    decide(opened, wanted(other, report))
    after = {row["key"]: row for row in opened.observations()}
    assert set(before) - set(after) == {one.id}
    assert {key for key in after if after[key] != before[key]} >= {other.id}
    assert all(after[key]["id"] == before[key]["id"] for key in after)
    (entry,) = opened.entries()
    assert entry.observations == len(report.observations) - 1
    decide(opened, wanted(one, report, "undo", seen=1))
    decide(opened, wanted(other, report, "undo", seen=1))
    assert list(opened.reports()) == [report]


def test_decisions_outlive_a_new_reading_and_the_deletion_of_the_report(opened: store.Store, report: Report) -> None:
    one = report.observations[3]
    decide(opened, wanted(one, report, "correct", figure=corrected(one, indicator="Tên đúng")))
    renumbered = tuple(o.model_copy(update={"id": f"o{n}"}) for n, o in enumerate(report.observations, 500))
    again = report.model_copy(update={"observations": renumbered, "findings": ()})
    assert opened.add(again) == "version"
    assert [row["key"] for row in opened.observations(indicator="Tên đúng")] == ["o503"]
    with opened.engine.begin() as connection:
        connection.execute(tables.document.delete())
    opened.add(report)
    assert [row["key"] for row in opened.observations(indicator="Tên đúng")] == [one.id]


def test_the_second_of_two_reviewers_is_told_who_was_first(opened: store.Store, report: Report) -> None:
    one = report.observations[3]
    decide(opened, wanted(one, report, "reject", by="an"))
    with pytest.raises(Conflict, match="an đã quyết định") as told:
        decide(opened, wanted(one, report, "accept", by="bình"))
    assert (told.value.newest.action, told.value.newest.by) == ("reject", "an")


def test_many_at_once_lose_nothing(opened: store.Store, report: Report) -> None:
    """Eight people, each on the same figure and on one of their own: one wins the first, all keep the second."""
    told: list[str] = []
    barrier = threading.Barrier(8)

    def work(number: int) -> None:
        barrier.wait()
        for index in (0, number + 1):
            try:
                entry = decide(opened, wanted(report.observations[index], report, by=f"người {number}"))
                told.append(f"{index} {entry.number}")
            except Conflict:
                told.append(f"{index} conflict")

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == sorted(["0 1", *["0 conflict"] * 7, *(f"{number + 1} 1" for number in range(8))])
    state = decisions.reviewed_report(opened, report.document.id)
    assert state is not None
    assert sum(len(one.entries) for one in state.standing.values()) == 9
    assert sum(o.review is not None for o in state.report.observations) == 9


def test_what_makes_no_sense_is_refused(opened: store.Store, report: Report) -> None:
    one = report.observations[0]
    for wrong in (
        wanted(one, report, "undo"),
        wanted(one, report, "add", figure=figure_of(one)),
        wanted(one, report, start=one.source.start + 1),
        wanted(one, report, seen=3),
        wanted(one, report, "add", start=0, end=10**9, figure=figure_of(one)),
        wanted(one, report, document="sha256:" + "0" * 64),
    ):
        with pytest.raises(UsageError):
            decide(opened, wrong)
    with opened.engine.connect() as connection:
        assert decisions.log_of(connection, report.document.id) == []
        assert connection.execute(select(tables.document.c.revision)).scalar_one() == 1


def test_the_queue_is_the_most_urgent_first_without_what_is_decided(opened: store.Store, report: Report) -> None:
    rows = decisions.queue(opened, limit=1000)
    assert [row["priority"] for row in rows] == sorted((row["priority"] for row in rows), reverse=True)
    first = next(o for o in report.observations if o.id == rows[0]["key"])
    assert first.verdict == "contradicted"
    assert rows[0]["hash"] == report.document.id
    decide(opened, wanted(first, report))
    assert first.id not in {row["key"] for row in decisions.queue(opened, limit=1000)}
    assert decisions.queue(opened, document="sha256:" + "0" * 64) == []


def test_exports_hold_the_corrected_figure(
    baocao: Callable[..., Ended], tmp_path: Path, report: Report, opened: store.Store
) -> None:
    one = report.observations[3]
    right = corrected(one, low=Decimal(98765), high=Decimal(98765), indicator="Tên đúng", unit="ha", counted=None)
    decide(opened, wanted(one, report, "correct", figure=right))
    url = opened.engine.url.render_as_string(hide_password=False)
    for form in ("json", "tables", "gold"):
        ended = baocao("store", "export", "--store", url, "--out", tmp_path / form, "--as", form)
        assert ended.code == 0, ended.err
    (exported,) = (tmp_path / "json").glob("*.json")
    (again,) = (tmp_path / "tables" / "reports").glob("*.json")
    assert exported.read_bytes() == again.read_bytes()
    assert Report.model_validate_json(again.read_bytes()) == next(opened.reports())
    with (tmp_path / "tables" / "observations.csv").open(encoding="utf-8-sig", newline="") as stream:
        (row,) = (row for row in csv.DictReader(stream) if row["indicator"] == "Tên đúng")
    assert (row["low"], row["review_state"], row["review_by"]) == ("98765", "corrected", "lan")
    book = openpyxl.load_workbook(tmp_path / "tables" / "bao-cao.xlsx")
    cells = [cell.value for sheet in book.worksheets for cells in sheet.iter_rows() for cell in cells]
    assert 98765 in cells
    (gold,) = (tmp_path / "gold").glob("*.gold.json")
    assert "Tên đúng" in {o["indicator"] for o in json.loads(gold.read_text("utf-8"))["observations"]}
