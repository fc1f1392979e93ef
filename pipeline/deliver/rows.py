"""The flat tables of a run: columns derived from the published schemas, rows read from report JSON.

One table per kind of record (`reports`, `observations`, `projects`, `findings`, `reconciliation`), one row per record;
`reconciliation` holds the indicators and projects of two years, told apart by `kind`. A nested record becomes columns
with its name before theirs (`period_start`, `source_page`); a list of plain values stays a list; a list of records
(boxes, mentions, reasons) has no flat form and stays in the JSON alone. Every delivered format - CSV, Parquet, the data
package's description - takes its columns from here, so a field added to a schema arrives in all of them. Never: a value
that is not in the JSON, or one that is rounded.
"""

from __future__ import annotations

import json
import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from schemas.finding import Finding
from schemas.observation import Observation
from schemas.project import Project
from schemas.reconciliation import ReconciledIndicator, ReconciledProject
from schemas.structure import DocumentInfo

Kind = Literal["string", "integer", "number", "boolean", "date", "strings", "numbers"]
Value = str | int | Decimal | bool | list[Any] | None
Loaded = Mapping[str, Any]
"""A report's JSON as loaded by `load`."""

_SCALARS: dict[type, Kind] = {str: "string", int: "integer", float: "number", Decimal: "number", bool: "boolean"}
_LISTS: dict[Kind, Kind] = {"string": "strings", "number": "numbers"}
_DATE = r"^\d{4}-\d{2}-\d{2}$"


@dataclass(frozen=True, slots=True)
class Years:
    """A report's comparison with the year before: the reconciliation's JSON, the keys of last year's reports, and their
    JSON files where there are any to quote."""

    reconciliation: Loaded
    previous: tuple[str, ...]
    files: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """`path` leads from the record to the value; `choices` are the values that an enumeration allows."""

    name: str
    kind: Kind
    path: tuple[str, ...]
    required: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """`columns` begin with `report`, the key of the report (`<stem>-<id8>`); `key` names a row within the data set."""

    name: str
    title: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]


@cache
def tables() -> tuple[Table, ...]:
    """All tables, `reports` first: the others refer to it by `report`."""
    report = Column("report", "string", (), required=True)
    counts = tuple(Column(name, "integer", ("counts", name), required=True) for name in COUNTED)
    issuer = Column("issuer", "string", ())
    years = (
        Column("id", "string", (), required=True),
        Column("kind", "string", (), required=True, choices=("indicator", "project")),
        Column("previous_reports", "strings", (), required=True),
        *_merged(ReconciledIndicator, ReconciledProject),
    )
    return (
        Table("reports", "Báo cáo đã đọc", (report, *_columns(DocumentInfo), *counts), ("report",)),
        Table("observations", "Số liệu", (report, issuer, *_columns(Observation)), ("report", "id")),
        Table("projects", "Dự án, công trình", (report, issuer, *_columns(Project)), ("report", "id")),
        Table("findings", "Phát hiện mâu thuẫn", (report, issuer, *_columns(Finding)), ("report", "id")),
        Table("reconciliation", "Đối chiếu với năm trước", (report, issuer, *years), ("report", "id")),
    )


COUNTED = ("observations", "projects", "findings", "problems")


def rows_of(table: Table, key: str, report: Loaded, years: Years | None = None) -> Iterator[list[Value]]:
    """The rows of one report, in the order of its records; values in the order of the table's columns. `years` is the
    report's comparison with the year before, where there is one."""
    document = report["document"]
    given: dict[str, Value] = {"report": key, "issuer": document["header"]["issuer"]}
    if table.name == "reconciliation":
        yield from _reconciled(table, given, years) if years else ()
        return
    if table.name == "reports":
        counts = {name: len(report[name]) for name in COUNTED}
        records: list[Any] = [{**document, "counts": counts}]
    else:
        records = report[table.name]
    for record in records:
        yield [_at(record, column.path) if column.path else given[column.name] for column in table.columns]


def load(path: Path) -> Loaded:
    """A report's JSON with its numbers as printed: integers, or decimals without binary rounding."""
    report: Loaded = json.loads(path.read_bytes(), parse_float=Decimal)
    return report


def _reconciled(table: Table, given: Mapping[str, Value], years: Years) -> Iterator[list[Value]]:
    """Indicators (`i1`, `i2`, …), then projects (`p1`, …), as they stand in the reconciliation's JSON."""
    for kind in ("indicator", "project"):
        for number, record in enumerate(years.reconciliation[f"{kind}s"], 1):
            of_row = {
                **given,
                "id": f"{kind[0]}{number}",
                "kind": kind,
                "previous_reports": list(years.previous),
            }
            yield [_at(record, column.path) if column.path else of_row[column.name] for column in table.columns]


def _at(record: Any, path: tuple[str, ...]) -> Value:
    for name in path:
        if record is None:
            return None
        record = record.get(name)  # an indicator has no status of a project, and the other way round
    value: Value = record
    return value


def _columns(model: type[BaseModel], path: tuple[str, ...] = (), optional: bool = False) -> Iterator[Column]:
    """The columns of a record; `optional` where the record itself may be missing."""
    for name, field in model.model_fields.items():
        here = (*path, name)
        nullable, inner = _without_none(field.annotation)
        required = not (optional or nullable)
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from _columns(inner, here, not required)
        elif (kind := _kind(inner, field)) is not None:
            choices = tuple(map(str, get_args(inner))) if get_origin(inner) is Literal else ()
            yield Column("_".join(here), kind, here, required, choices)


def _merged(*models: type[BaseModel]) -> Iterator[Column]:
    """The columns of records that share a table: those of one name are one, required where every record has it."""
    named: dict[str, list[Column]] = {}
    for model in models:
        for column in _columns(model):
            named.setdefault(column.name, []).append(column)
    for columns in named.values():
        required = len(columns) == len(models) and all(column.required for column in columns)
        choices = tuple(dict.fromkeys(choice for column in columns for choice in column.choices))
        yield replace(columns[0], required=required, choices=choices)


def _kind(annotation: Any, field: FieldInfo) -> Kind | None:
    """How a value is typed; None for what has no flat form."""
    origin = get_origin(annotation)
    if origin is Literal:
        return "string"
    if origin in (Union, types.UnionType):
        return "string"  # a year or a span of years
    if origin is tuple:
        inner = _bare(get_args(annotation)[0])
        return _LISTS.get(_SCALARS[inner]) if inner in _SCALARS else None
    if any(getattr(one, "pattern", None) == _DATE for one in field.metadata):
        return "date"
    return _SCALARS[annotation]


def _without_none(annotation: Any) -> tuple[bool, Any]:
    """Whether None is allowed, and the type without it and without its annotations."""
    if get_origin(annotation) not in (Union, types.UnionType):
        return False, _bare(annotation)
    parts = [part for part in get_args(annotation) if part is not type(None)]
    nullable = len(parts) < len(get_args(annotation))
    return nullable, _bare(parts[0]) if len(parts) == 1 else Union[tuple(parts)]  # noqa: UP007 - built from parts


def _bare(annotation: Any) -> Any:
    return get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation


def plain(value: Decimal | int) -> str:
    """A number without exponent and without digits that do not count: `1E+9` -> `1000000000`, `12.50` -> `12.5`."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
