"""The store: the same behaviour on SQLite and on a real PostgreSQL server."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from conftest import ROOT, Ended
from sqlalchemy import func, select, text

from pipeline import store
from pipeline.store import tables
from schemas import Report
from schemas.observation import Observation


@pytest.fixture(scope="module")
def report() -> Report:
    from pipeline.report import read_report

    return read_report(ROOT / "samples" / "reconcile" / "thach-lam-2021.txt")


@pytest.fixture(params=["sqlite", "postgresql"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[store.Store]:
    """An empty store."""
    if request.param == "sqlite":
        with store.opened(f"sqlite:///{tmp_path / 'store.db'}") as one:
            yield one
        return
    with store.opened(request.getfixturevalue("server")) as one:
        with one.engine.begin() as connection:
            connection.execute(tables.document.delete())
        yield one


def count(opened: store.Store, name: str) -> int:
    with opened.engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(tables.metadata.tables[name])).scalar_one()


def changed(report: Report) -> Report:
    return report.model_copy(update={"observations": report.observations[:10]})


def test_every_field_of_a_record_is_a_column() -> None:
    for name, record in tables.RECORDS.items():
        columns = set(tables.records[name].c.keys())
        for field in record.model_fields:
            own = "key" if field == "id" else field
            assert own in columns or any(column.startswith(f"{field}_") for column in columns), f"{name}.{field}"


def test_a_report_comes_back_as_it_went_in(opened: store.Store, report: Report) -> None:
    assert opened.add(report) == "new"
    assert list(opened.reports(year=2021)) == [report]
    assert list(opened.reports(digits=report.document.id[7:15])) == [report]
    assert opened.years() == {2021}
    (entry,) = opened.entries()
    assert (entry.area, entry.versions, entry.observations) == ("huyện Thạch Lâm", 1, len(report.observations))


def test_rows_hold_the_values_exactly(opened: store.Store, report: Report) -> None:
    opened.add(report)
    rows = {row["key"]: row for row in opened.observations()}
    for o in report.observations:
        row = rows[o.id]
        assert (row["low"], row["high"], row["resolution"]) == (o.low, o.high, o.resolution)
        assert (row["indicator"], row["unit"], row["source_start"]) == (o.indicator, o.unit, o.source.start)


def test_importing_again_changes_nothing_and_other_records_make_a_version(opened: store.Store, report: Report) -> None:
    assert [opened.add(report), opened.add(report)] == ["new", "unchanged"]
    assert count(opened, "version") == 1
    assert opened.add(changed(report)) == "version"
    assert count(opened, "observation") == 10
    assert count(opened, "document") == 1
    assert list(opened.reports()) == [changed(report)]
    assert list(opened.reports(version=1)) == [report]


def test_an_import_that_fails_leaves_the_version_before(opened: store.Store, report: Report) -> None:
    opened.add(report)
    first: Observation = report.observations[0]
    twice = report.model_copy(update={"observations": (first, first)})  # the same id twice: the database refuses it
    with pytest.raises(Exception, match=r"(?i)unique"):
        opened.add(twice)
    assert count(opened, "observation") == len(report.observations)
    assert list(opened.reports()) == [report]


def test_what_a_finding_computes_can_be_stored(opened: store.Store) -> None:
    """A share of 34 in 55 has no end of digits; what was expected is kept as far as numbers go."""
    from pipeline.report import read_report

    file = ROOT / "samples" / "lam-thuan-2020" / "lam-thuan-2020.txt"
    ratios = read_report(file)
    assert any(f.rule == "ratio_matches_parts" for f in ratios.findings)
    assert opened.add(ratios) == "new"
    assert list(opened.reports(digits=ratios.document.id)) == [ratios]


def test_deleting_a_document_deletes_its_records(opened: store.Store, report: Report) -> None:
    opened.add(report)
    with opened.engine.begin() as connection:
        connection.execute(tables.document.delete())
    assert [count(opened, name) for name in ("version", "observation", "section")] == [0, 0, 0]


def test_the_migrations_make_the_tables(opened: store.Store) -> None:
    with opened.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, tables.metadata) == [], "run scripts/new_migration.py"


def test_a_query_by_area_year_and_indicator_uses_the_index(tmp_path: Path, report: Report) -> None:
    with store.opened(f"sqlite:///{tmp_path / 's.db'}") as opened:
        opened.add(report)
        found = opened.observations(area="huyện Thạch Lâm", year=2021, indicator="Thu nội địa")
        assert [row["low"] for row in found] == [Decimal(198310000000)]
        with opened.engine.connect() as connection:
            plan = connection.execute(
                text(
                    "EXPLAIN QUERY PLAN SELECT * FROM observation WHERE area_name='x' AND year_from=1 AND indicator='y'"
                )
            ).all()
        assert "ix_observation_area_year_indicator" in str(plan)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_writers_of_one_document_at_once_leave_one_version_and_all_end_well(
    request: pytest.FixtureRequest, tmp_path: Path, report: Report, kind: str
) -> None:
    url = f"sqlite:///{tmp_path / 's.db'}" if kind == "sqlite" else request.getfixturevalue("server")
    with store.opened(url) as opened, opened.engine.begin() as connection:
        connection.execute(tables.document.delete())
    done: list[str] = []
    together = threading.Barrier(4)

    def work() -> None:
        with store.opened(url) as opened:
            together.wait()
            done.append(opened.add(report))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == ["new", "unchanged", "unchanged", "unchanged"]
    with store.opened(url) as opened:
        assert (count(opened, "document"), count(opened, "version")) == (1, 1)
        assert count(opened, "observation") == len(report.observations)


def test_a_figure_with_more_digits_than_sqlite_keeps_is_refused(tmp_path: Path, report: Report) -> None:
    long = report.observations[0].model_copy(
        update={"low": Decimal("1234567890123456.789"), "high": Decimal("1234567890123456.789")}
    )
    with store.opened(f"sqlite:///{tmp_path / 's.db'}") as opened, pytest.raises(Exception, match="more digits"):
        opened.add(report.model_copy(update={"observations": (long,)}))


def test_the_command_imports_lists_and_exports(baocao: Callable[..., Ended], tmp_path: Path, report: Report) -> None:
    source = tmp_path / "in" / "a.json"
    source.parent.mkdir()
    source.write_text(report.model_dump_json(), "utf-8")
    (source.parent / "run.json").write_text("{}", "utf-8")
    bad = tmp_path / "bad.json"
    bad.write_text('{"schema_version": 1}', "utf-8")
    url = tmp_path / "s.db"
    ended = baocao("store", "import", source.parent, bad, "--store", url)
    assert (ended.code, ended.out) == (1, "")
    assert "đã nạp" in ended.err
    assert "bad.json" in ended.err
    assert "không đổi" in baocao("store", "import", source, "--store", url).err
    assert baocao("store", "list", "--store", url).out.splitlines()[1].split("\t")[1:3] == ["2021", "huyện Thạch Lâm"]
    assert baocao("store", "export", "--store", url, "--out", tmp_path / "out").code == 0
    (written,) = (tmp_path / "out").iterdir()
    assert Report.model_validate_json(written.read_bytes()) == report
    assert baocao("store", "export", "ffff", "--store", url, "--out", tmp_path / "out").code == 2
    assert baocao("store", "import", tmp_path / "out" / "none", "--store", url).code == 1
