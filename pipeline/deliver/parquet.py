"""Parquet with the types of the schemas: integers, doubles, dates, lists; enumerations as dictionaries.

Rows are written in groups of fixed size, whatever reports they come from, so that memory is bounded and the bytes
depend on the rows alone. A number is a double, as in the report's JSON.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.deliver.rows import Kind, Table, Value
from pipeline.files import atomic

GROUP = 20_000
"""Rows a group: some 20 MB of records at most."""

_TYPES: dict[Kind, Any] = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "strings": pa.list_(pa.string()),
    "numbers": pa.list_(pa.float64()),
}


class ParquetFile:
    """Rows as they come, at most one group of them in memory."""

    def __init__(self, stream: BinaryIO, table: Table) -> None:
        self._table = table
        self._schema = pa.schema(
            [
                pa.field(
                    column.name,
                    pa.dictionary(pa.int32(), pa.string()) if column.choices else _TYPES[column.kind],
                    nullable=not column.required,
                )
                for column in table.columns
            ]
        )
        self._writer = pq.ParquetWriter(stream, self._schema, compression="zstd")
        self._columns: list[list[Any]] = [[] for _ in table.columns]

    def add(self, rows: Iterable[Sequence[Value]]) -> None:
        """Rows of the table, values in the order of its columns."""
        for row in rows:
            for values, value, column in zip(self._columns, row, self._table.columns, strict=True):
                values.append(_typed(value, column.kind))
            if len(self._columns[0]) >= GROUP:
                self._flush()

    def done(self) -> None:
        """Write what is left."""
        if self._columns[0]:
            self._flush()

    def close(self) -> None:
        """Let go of the stream, also where something went wrong: the writer must not outlive it."""
        self._writer.close()

    def _flush(self) -> None:
        arrays = [pa.array(values, field.type) for values, field in zip(self._columns, self._schema, strict=True)]
        self._writer.write_table(pa.Table.from_arrays(arrays, schema=self._schema))
        self._columns = [[] for _ in self._table.columns]


@contextmanager
def parquet_file(target: Path, table: Table) -> Iterator[ParquetFile]:
    """A Parquet file of this table; it appears when the block ends well."""
    with atomic(target) as stream:
        file = ParquetFile(stream, table)
        try:
            yield file
            file.done()
        finally:
            file.close()


def _typed(value: Value, kind: Kind) -> Any:
    if value is None:
        return None
    if kind == "number":
        return float(Decimal(str(value)))
    if kind == "numbers" and isinstance(value, list):
        return [float(Decimal(str(one))) for one in value]
    if kind == "date":
        return date.fromisoformat(str(value))
    return str(value) if kind == "string" else value
