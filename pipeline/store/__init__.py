"""Reports in a database: SQLite by default, PostgreSQL by URL.

    tables      the tables, derived from the records
    rows        records to rows
    decisions   what people decided, and the rows that follow from it
    migrations  the steps from an older store to the present one (Alembic)

A report is known by its document's hash. Importing it again changes nothing if its records are the same; else it
becomes the next version, and its rows replace those of the version before, all in one transaction. Every version is
kept whole, as it was read; the rows hold the report as people left it.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from pydantic_core import from_json
from sqlalchemy import Connection, Engine, create_engine, delete, event, func, insert, make_url, select, update
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, NoSuchModuleError, OperationalError

from pipeline.errors import UsageError
from pipeline.review.apply import reviewed
from pipeline.store import decisions, tables
from pipeline.store.packing import packed, unpacked
from pipeline.store.rows import counts, header_row, record_rows
from schemas import Report

DEFAULT_URL = "sqlite:///baocao.db"
_BATCH = 5000
_WAITS = (0.05, 0.2, 0.5)
"""Seconds before an import that met another writer is tried again."""
_DRIVER = {"postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}

Imported = Literal["new", "version", "unchanged"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One document in the store, for lists."""

    hash: str
    file: str
    year: int | None
    area: str | None
    issuer: str | None
    versions: int
    observations: int


@dataclass(frozen=True, slots=True)
class Store:
    """An open store. `name` is its URL without a password."""

    engine: Engine
    name: str

    def add(self, report: Report) -> Imported:
        """Import one report in one transaction."""
        return self.add_all([report])[0]

    def add_all(self, reports: Iterable[Report]) -> list[Imported]:
        """Import many reports, each in its own transaction, so that one that fails leaves the others."""
        with self.engine.connect() as connection:
            return [_added(connection, report) for report in reports]

    def entries(self) -> list[Entry]:
        """Every document, by year, area and file."""
        t, v, o = tables.document, tables.version, tables.observation
        counted = select(o.c.document_id, func.count().label("n")).group_by(o.c.document_id).subquery()
        versions = select(v.c.document_id, func.count().label("n")).group_by(v.c.document_id).subquery()
        query = (
            select(t.c.hash, t.c.file, t.c.year, t.c.area_name, t.c.issuer, versions.c.n, func.coalesce(counted.c.n, 0))
            .join(versions, versions.c.document_id == t.c.id)
            .outerjoin(counted, counted.c.document_id == t.c.id)
            .order_by(t.c.year, t.c.area_name, t.c.file, t.c.hash)
        )
        with self.engine.connect() as connection:
            return [Entry(*row) for row in connection.execute(query)]

    def years(self) -> set[int]:
        """The years that reports are for."""
        with self.engine.connect() as connection:
            found = connection.execute(select(tables.document.c.year).distinct()).scalars()
            return {year for year in found if year is not None}

    def reports(
        self, *, year: int | None = None, digits: str | None = None, version: int | None = None
    ) -> Iterator[Report]:
        """Whole reports, as people left them; those of one version as imported. `digits` are the first of its hash."""
        t, v = tables.document, tables.version
        wanted = v.c.number == (t.c.version if version is None else version)
        query = select(t.c.hash, v.c.report).join(t, (t.c.id == v.c.document_id) & wanted)
        query = query.order_by(t.c.year, t.c.file, t.c.hash)
        if year is not None:
            query = query.where(t.c.year == year)
        if digits is not None:
            query = query.where(t.c.hash.startswith(f"sha256:{digits.removeprefix('sha256:')}", autoescape=True))
        with self.engine.connect() as connection:
            logs = decisions.logs(connection) if version is None else {}
            for name, data in connection.execute(query):
                yield reviewed(unpacked(data), logs.get(name, ()))

    def observations(
        self,
        *,
        area: str | None = None,
        year: int | None = None,
        indicator: str | None = None,
        limit: int | None = None,
    ) -> list[Mapping[str, Any]]:
        """Rows of current observations by area, year and indicator; the index serves each prefix of the three."""
        o = tables.observation
        query = select(o).order_by(o.c.id)
        for column, value in ((o.c.area_name, area), (o.c.year_from, year), (o.c.indicator, indicator)):
            if value is not None:
                query = query.where(column == value)
        with self.engine.connect() as connection:
            return [dict(row) for row in connection.execute(query.limit(limit)).mappings()]


@contextmanager
def opened(url: str | None = None) -> Iterator[Store]:
    """The store at a URL, brought to the present schema. Raises UsageError where it cannot be opened."""
    from pipeline.store.migrate import to_present

    try:
        parsed = make_url(url or DEFAULT_URL)
        parsed = parsed.set(drivername=_DRIVER.get(parsed.drivername, parsed.drivername))
        name = parsed.render_as_string(hide_password=True)
        engine = create_engine(parsed, json_deserializer=from_json)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise UsageError(f"địa chỉ kho không đúng ({error}); ví dụ: {DEFAULT_URL}") from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
    try:
        try:
            to_present(engine)
        except (OperationalError, DBAPIError) as error:
            cause = str(error.orig).splitlines()[0]
            raise UsageError(f"{name}: không mở được kho ({cause}); kiểm tra địa chỉ và quyền truy cập") from error
        yield Store(engine, name)
    finally:
        engine.dispose()


def _added(connection: Connection, report: Report) -> Imported:
    """Import in one transaction, again where another writer put the same document in meanwhile: its version is there to
    be seen then. What fails for another reason fails each time."""
    for wait in _WAITS:
        try:
            with connection.begin():
                return _add(connection, report)
        except (IntegrityError, OperationalError):
            time.sleep(wait)
    with connection.begin():
        return _add(connection, report)


def _add(connection: Connection, report: Report) -> Imported:
    t, v = tables.document, tables.version
    data, digest = packed(report)
    shown = reviewed(report, decisions.log_of(connection, report.document.id))
    row = header_row(shown, _area(shown))
    known = connection.execute(
        select(t.c.id, t.c.version, v.c.digest)
        .join(v, (v.c.document_id == t.c.id) & (v.c.number == t.c.version))
        .where(t.c.hash == report.document.id)
        .with_for_update(of=t)
    ).one_or_none()
    if known is not None and known.digest == digest:
        return "unchanged"
    number = 1 if known is None else known.version + 1
    now = datetime.datetime.now(datetime.UTC)
    row |= {"updated_at": now, **counts(shown)}
    if known is None:
        document_id = connection.execute(insert(t).values(**row, version=number).returning(t.c.id)).scalar_one()
    else:
        document_id = known.id
        connection.execute(
            update(t).where(t.c.id == document_id).values(**row, version=number, revision=t.c.revision + 1)
        )
        for table in tables.records.values():
            connection.execute(delete(table).where(table.c.document_id == document_id))
    connection.execute(
        insert(v).values(
            document_id=document_id, number=number, imported_at=now,
            schema_version=report.schema_version, digest=digest, report=data,
        )
    )  # fmt: skip
    for name, rows in record_rows(shown, document_id):
        for start in range(0, len(rows), _BATCH):
            connection.execute(insert(tables.records[name]), rows[start : start + _BATCH])
    return "new" if known is None else "version"


def _area(report: Report) -> str | None:
    names: dict[str, int] = {}
    for o in report.observations:
        if o.area is not None:
            names[o.area.name] = names.get(o.area.name, 0) + 1
    return max(names, key=lambda name: names[name], default=None)


def _prepare_sqlite(connection: Any, _: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA busy_timeout=30000")
    cursor.close()
