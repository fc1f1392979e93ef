"""Older stores are brought to the present schema with every record that is in them, and back."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from conftest import ROOT
from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import OperationalError

from pipeline import store
from pipeline.store.migrate import FOLDER, to_present
from pipeline.store.packing import packed
from schemas import Report

_RECORDS = ("observation", "section", "version")


@pytest.fixture(scope="module")
def report() -> Report:
    from pipeline.report import read_report

    return read_report(ROOT / "samples" / "reconcile" / "thach-lam-2021.txt")


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """An SQLite database whose foreign keys are enforced, as the store's are."""
    made = create_engine(f"sqlite:///{tmp_path / 'old.db'}")
    event.listen(made, "connect", lambda connection, _: connection.execute("PRAGMA foreign_keys=ON"))
    yield made
    made.dispose()


def move(connection: Connection, how: Callable[[Config, str], None]) -> None:
    """To the first schema, from whichever side."""
    config = Config()
    config.set_main_option("script_location", FOLDER.as_posix())
    config.attributes["connection"] = connection
    how(config, "0001")


def put(connection: Connection, table: str, **values: object) -> None:
    names = ", ".join(f'"{name}"' for name in values)
    places = ", ".join(f":{name}" for name in values)
    connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({places})"), values)  # noqa: S608 - our own names


def fill(connection: Connection, report: Report) -> None:
    """What the first program wrote."""
    data, digest = packed(report)
    put(connection, "document", id=1, hash=report.document.id, version=1, file="Báo cáo Đông.txt", year=2021,
        media_type="text/plain", text_layer="text", area_name="huyện Thạch Lâm", recipients=json.dumps([]))  # fmt: skip
    put(connection, "version", document_id=1, number=1, imported_at="2024-05-06 07:08:09.000000", schema_version="1.0",
        digest=digest, report=data)  # fmt: skip
    for o in report.observations:
        put(connection, "observation", document_id=1, key=o.id, indicator=o.indicator, path="[]", low=float(o.low),
            high=float(o.high), unit=o.unit, approx=o.approx, resolution=float(o.resolution), measure=o.measure,
            scenario=o.scenario, year="2021", confidence=o.confidence, verdict=o.verdict, source_start=o.source.start,
            source_end=o.source.end, source_text=o.source.text, year_from=2021)  # fmt: skip
    put(
        connection, "section", document_id=1, key="s1", label="I", level=1, source_start=0, source_end=0, source_text=""
    )


def held(engine: Engine) -> list[int]:
    with engine.connect() as connection:
        return [connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in _RECORDS]  # noqa: S608


def test_a_store_of_the_first_program_keeps_its_records(engine: Engine, report: Report, tmp_path: Path) -> None:
    with engine.begin() as connection:
        move(connection, command.upgrade)
        fill(connection, report)
    before = held(engine)
    to_present(engine)
    assert held(engine) == before == [len(report.observations), 1, 1]
    with engine.connect() as connection:
        row = connection.execute(text("SELECT * FROM document")).mappings().one()
    assert (row["observation_count"], row["project_count"], row["revision"]) == (len(report.observations), 0, 1)
    assert row["words"] == "bao cao dong.txt huyen thach lam 2021"
    with store.opened(f"sqlite:///{tmp_path / 'old.db'}") as opened:
        assert list(opened.reports()) == [report]
        with opened.engine.connect() as connection:
            from pipeline.store.tables import document

            moment = connection.execute(document.select()).one().updated_at
    assert moment == datetime.datetime(2024, 5, 6, 7, 8, 9, tzinfo=datetime.UTC)


def test_a_step_that_fails_leaves_nothing_half_done(engine: Engine, report: Report) -> None:
    with engine.begin() as connection:
        move(connection, command.upgrade)
        fill(connection, report)
    before = {
        name: [column["name"] for column in inspect(engine).get_columns(name)] for name in ("document", "project")
    }
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE decision (stranger INTEGER)"))
    with pytest.raises(OperationalError):
        to_present(engine)
    for name, columns in before.items():
        assert [column["name"] for column in inspect(engine).get_columns(name)] == columns
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE decision"))
    to_present(engine)
    assert held(engine) == [len(report.observations), 1, 1]


def test_the_steps_can_be_taken_back(engine: Engine, report: Report) -> None:
    with engine.begin() as connection:
        move(connection, command.upgrade)
        fill(connection, report)
    before = held(engine)
    to_present(engine)
    with engine.begin() as connection:
        move(connection, command.downgrade)
    assert held(engine) == before
    assert "updated_at" not in {column["name"] for column in inspect(engine).get_columns("document")}
    to_present(engine)
    assert held(engine) == before
