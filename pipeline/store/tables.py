"""The database's tables, derived from the published records: a field of a record is a column, under the same name.

Problem: a second definition of the records would drift from the first.
Signals: the type of each field decides its column; a record inside a record (period, area, source) becomes columns with
its name before theirs; lists become JSON. Beside the fields stand keys, and what queries go by: `year_from`, the first
year of a span of years; `priority`, how urgently a person should look at a figure (`pipeline.review.doubt`).
Never: a column that no record or query asks for.
"""

from __future__ import annotations

import datetime
import types
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from sqlalchemy import (
    JSON,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeEngine

from schemas.finding import Finding
from schemas.observation import Observation
from schemas.project import Project
from schemas.structure import Footnote, Header, Problem, Section
from schemas.structure import Table as ReportTable

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMING)

RECORDS: dict[str, type[BaseModel]] = {
    "observation": Observation, "project": Project, "finding": Finding, "section": Section, "footnote": Footnote,
    "report_table": ReportTable, "problem": Problem,
}  # fmt: skip
"""Tables of records of the current version of each report, and what they hold."""
FIELDS = {"observation": "observations", "project": "projects", "finding": "findings", "section": "sections",
          "footnote": "footnotes", "report_table": "tables", "problem": "problems"}  # fmt: skip
COUNTED = ("observation", "project", "finding", "problem")
"""Tables whose rows are counted in `document`, under `<name>_count`."""
_SHORT = 64
_FLAT = ("period", "area", "source", "expected")
"""Records inside records that become columns; all others are kept as JSON."""
_LEFT_OUT = {"boxes"}


class Exact(TypeDecorator[Decimal]):
    """A decimal as printed. PostgreSQL keeps it as NUMERIC; SQLite has only binary floats, which give any figure of up
    to 15 digits back as it was: a figure with more is refused rather than rounded."""

    impl = Numeric
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        plain: TypeEngine[Any] = Numeric(asdecimal=False) if dialect.name == "sqlite" else Numeric()
        return dialect.type_descriptor(plain)

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        if value is None or dialect.name != "sqlite":
            return value
        number = float(value)
        if Decimal(repr(number)) != value:
            raise ValueError(f"{value} has more digits than SQLite keeps; use a PostgreSQL store")
        return number

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return Decimal(repr(value)) if isinstance(value, float) else value if value is None else Decimal(value)


class Moment(TypeDecorator[datetime.datetime]):
    """A moment in UTC, on PostgreSQL and on SQLite, which keeps no zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_result_value(self, value: datetime.datetime | None, dialect: Dialect) -> datetime.datetime | None:
        return value.replace(tzinfo=datetime.UTC) if value is not None and value.tzinfo is None else value


def columns_of(record: type[BaseModel], prefix: str = "") -> Iterator[Column[Any]]:
    """The columns of a record's fields, in their order."""
    for name, field in record.model_fields.items():
        inner = _inner(field.annotation)
        if name in _LEFT_OUT:
            continue
        if isinstance(inner, type) and issubclass(inner, BaseModel) and name in _FLAT:
            optional = field.annotation is not inner
            for column in columns_of(inner, f"{prefix}{name}_"):
                column.nullable = column.nullable or optional
                yield column
            continue
        column_name = "key" if not prefix and name == "id" else prefix + name
        yield Column(column_name, _type(inner, field.annotation), nullable=_optional(field.annotation))


def _inner(annotation: Any) -> Any:
    """The type without `| None` and `Annotated`."""
    if get_origin(annotation) is Annotated:
        return _inner(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        kinds = [kind for kind in get_args(annotation) if kind is not type(None)]
        return _inner(kinds[0]) if len(kinds) == 1 else Union[tuple(kinds)]  # noqa: UP007 - built at run time
    return annotation


def _optional(annotation: Any) -> bool:
    return type(None) in get_args(annotation)


def _type(inner: Any, annotation: Any) -> TypeEngine[Any]:
    if inner is Decimal:
        return Exact()
    if inner is bool or inner is int:
        return Integer()
    if inner is float:
        return Float()
    if get_origin(inner) is Literal:
        return String(_SHORT)
    if inner is str:
        return Text()
    if get_origin(inner) is Union and set(get_args(inner)) == {int, str}:
        return String(_SHORT)  # a year, or a span of years
    return JSON()


document = Table(
    "document", metadata,
    Column("id", Integer, primary_key=True),
    Column("hash", String(71), nullable=False, unique=True),
    Column("version", Integer, nullable=False),
    Column("file", Text, nullable=False),
    Column("media_type", String(_SHORT), nullable=False),
    Column("pages", Integer),
    Column("text_layer", String(_SHORT), nullable=False),
    Column("ocr_confidence", Float),
    Column("observation_count", Integer, nullable=False, server_default="0"),
    Column("project_count", Integer, nullable=False, server_default="0"),
    Column("finding_count", Integer, nullable=False, server_default="0"),
    Column("problem_count", Integer, nullable=False, server_default="0"),
    Column("revision", Integer, nullable=False, server_default="1"),
    Column("words", Text, nullable=False, server_default=""),
    Column("updated_at", Moment, nullable=False, server_default="1970-01-01 00:00:00.000000"),
    *(column for column in columns_of(Header) if column.name != "key"),
    Index(None, "year", "area_name"),
    Index(None, "updated_at"),
    Index(None, "revision"),
)  # fmt: skip
"""One row per file content; its columns are those of the current version. The counts are of its records, `words` what it
is found by, for lists; `revision` grows and `updated_at` moves with whatever changes what is delivered of it: an import,
a person's decision."""

version = Table(
    "version", metadata,
    Column("document_id", ForeignKey("document.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("imported_at", Moment, nullable=False),
    Column("schema_version", String(_SHORT), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("report", LargeBinary, nullable=False),
)  # fmt: skip
"""Every version of a report, whole: `report` is its JSON, deflated; `digest` the SHA-256 of that JSON."""


def _records(name: str, record: type[BaseModel]) -> Table:
    own = list(columns_of(record))
    extra: list[Column[Any]] = []
    if name == "observation":
        extra = [Column("year_from", Integer), Column("priority", Float, nullable=False, server_default="0")]
    return Table(
        name, metadata,
        Column("id", Integer, primary_key=True),
        Column("document_id", ForeignKey("document.id", ondelete="CASCADE"), nullable=False),
        *own, *extra,
        Index(None, "document_id", "id"),
        *([UniqueConstraint("document_id", "key")] if any(column.name == "key" for column in own) else []),
    )  # fmt: skip


records = {name: _records(name, record) for name, record in RECORDS.items()}
observation = records["observation"]
project = records["project"]
Index("ix_observation_area_year_indicator", observation.c.area_name, observation.c.year_from, observation.c.indicator)
Index("ix_observation_indicator_year", observation.c.indicator, observation.c.year_from)
Index("ix_observation_priority", observation.c.priority)
Index("ix_project_name", project.c.name)
