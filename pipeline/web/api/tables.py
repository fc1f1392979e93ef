"""The tables that the API hands out: those of `baocao run`, with what a reader of a store needs besides.

`report` is the document's hash here; `report_year`, `report_area` and `updated_at` say of which report a row is and when
what is delivered of it changed last. Never: a column under another name than in the files of a run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any

from sqlalchemy import ColumnElement, Table

from pipeline.deliver.rows import Column
from pipeline.deliver.rows import Table as Delivered
from pipeline.deliver.rows import tables as delivered
from pipeline.store.tables import Moment, document, records

_OF_RECORD = {"observations": "observation", "projects": "project", "findings": "finding"}
_UPDATED = Column("updated_at", "string", (), required=True)
_GIVEN = {
    "report": document.c.hash, "issuer": document.c.issuer, "report_year": document.c.year,
    "report_area": document.c.area_name, "updated_at": document.c.updated_at,
}  # fmt: skip


@dataclass(frozen=True)
class Served:
    """A table that is handed out: its description, and the column of the store behind each of its columns; a path leads
    on where that holds a record as JSON."""

    described: Delivered
    source: Table
    columns: tuple[tuple[ColumnElement[Any], tuple[str, ...]], ...]

    @cached_property
    def _made(self) -> list[tuple[int, tuple[str, ...]]]:
        """The columns whose values are not as the store has them: the others, most of them, are not looked at."""
        return [(at, path) for at, (column, path) in enumerate(self.columns) if path or isinstance(column.type, Moment)]

    def values(self, row: Sequence[Any]) -> list[Any]:
        """A row of the store, which begins with these columns, as one of the table."""
        values = list(row[: len(self.columns)])
        for at, path in self._made:
            values[at] = _value(values[at], path)
        return values


@cache
def served(name: str) -> Served:
    """`reports`, `observations`, `projects` or `findings`."""
    table = next(one for one in delivered() if one.name == name)
    if name == "reports":
        return _reports(table)
    source = records[_OF_RECORD[name]]
    extra = (Column("report_year", "integer", ()), Column("report_area", "string", ()), _UPDATED)
    report, issuer, *own = table.columns
    columns = (report, issuer, *extra, *own)
    found = tuple((_GIVEN[one.name], ()) if one.name in _GIVEN else _of_record(source, one) for one in columns)
    return Served(replace(table, columns=columns), source, found)


def _reports(table: Delivered) -> Served:
    extra = (
        Column("area", "string", ()),
        Column("version", "integer", (), required=True),
        Column("revision", "integer", (), required=True),
        _UPDATED,
    )
    names = {"report": "hash", "id": "hash", "area": "area_name"}
    names |= {name: f"{name[:-1]}_count" for name in ("observations", "projects", "findings", "problems")}
    columns = (*table.columns, *extra)
    found = tuple((document.c[names.get(one.name, one.name.removeprefix("header_"))], ()) for one in columns)
    return Served(replace(table, columns=columns), document, found)


def _of_record(source: Table, column: Column) -> tuple[ColumnElement[Any], tuple[str, ...]]:
    if column.name == "id":
        return source.c.key, ()
    if column.name in source.c:
        return source.c[column.name], ()
    return source.c[column.path[0]], column.path[1:]


def _value(value: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        if value is None:
            return None
        value = value.get(name)
    return value.isoformat() if hasattr(value, "isoformat") else value
