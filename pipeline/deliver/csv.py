"""CSV that spreadsheets open and programs parse: UTF-8 with a byte order mark, RFC 4180, cells that cannot be formulas.

A text cell that a spreadsheet would run (`=`, `+`, `-`, `@`, tab, line end at its start, their full-width forms too)
gets an apostrophe before it. Numbers have a decimal point, no exponent and no thousands marks, and are never touched: a
real negative stays a number. The values of a list stand in one cell, ` | ` between them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO

from pipeline.deliver.rows import Column, Table, Value, plain
from pipeline.files import atomic

BETWEEN = " | "
_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class CsvFile:
    """Rows as they come; nothing is kept."""

    def __init__(self, stream: BinaryIO, heads: Sequence[str]) -> None:
        self._text = io.TextIOWrapper(stream, "utf-8-sig", "replace", newline="", write_through=True)
        self._writer = csv.writer(self._text, lineterminator="\r\n")
        self._writer.writerow(heads)

    def add(self, cells: Iterable[str]) -> None:
        """One row of finished cells."""
        self._writer.writerow(cells)

    def done(self) -> None:
        """Hand everything to the stream and let go of it."""
        self._text.detach()


@contextmanager
def csv_file(target: Path, heads: Sequence[str]) -> Iterator[CsvFile]:
    """A CSV file with these column heads; it appears when the block ends well."""
    with atomic(target) as stream:
        file = CsvFile(stream, heads)
        yield file
        file.done()


def add(file: CsvFile, table: Table, rows: Iterable[Sequence[Value]]) -> None:
    """Rows of a table, values in the order of its columns."""
    for row in rows:
        file.add(cell(value, column) for value, column in zip(row, table.columns, strict=True))


def cell(value: Value, column: Column) -> str:
    """A value as its column prints it; a missing one is the empty cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return safe(BETWEEN.join(plain(one) if column.kind == "numbers" else str(one) for one in value), column)
    if isinstance(value, Decimal | int):
        return plain(value)
    return value if column.choices or column.kind == "date" else safe(value, column)


def safe(text: str, column: Column | None = None) -> str:
    """Text that no spreadsheet takes for a formula; lists of numbers are told apart from text by their column."""
    if column is not None and column.kind == "numbers" and _is_number(text):
        return text
    return f"'{text}" if text.startswith(_RUNS) else text


def _is_number(text: str) -> bool:
    return text.removeprefix("-").replace(".", "", 1).isdecimal()
