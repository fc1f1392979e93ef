"""The cells of a table of figures, whatever file holds it: CSV, XLSX or Parquet.

Problem: people save the same table with commas, semicolons or tabs, in UTF-8 or a Windows code page, with numbers as
text or as numbers that show fewer digits than they hold.
Signals: the file's opening bytes; for text, the separator that splits most lines alike; for numbers, how they are
shown.
Never: tells what a column means, or rounds a number.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.errors import Reason, UnreadableInput
from pipeline.readers.encoding import decode

_DELIMITERS = ",;\t|"
_SHOWN_DECIMALS = re.compile(r"0\.(0+)")
_MOST_DIGITS = 9
"""Decimals of a number without a display format beyond which they are noise of binary arithmetic."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number that the file holds as a number, with the place value of the last digit it shows."""

    value: Decimal
    resolution: Decimal


Cell = str | Number


@dataclass(frozen=True, slots=True)
class Row:
    """`line` counts from 1 as a person sees it: lines of a text file, rows of a sheet, records of a Parquet file."""

    line: int
    cells: tuple[Cell, ...]


def read_rows(path: Path, data: bytes) -> tuple[Row, ...]:
    """The rows of the first table in the file that has any. Raises UnreadableInput."""
    if not data:
        raise UnreadableInput(path, Reason.EMPTY)
    if data.startswith(b"PK"):
        rows = tuple(_xlsx(path, data))
    elif data.startswith(b"PAR1"):
        rows = tuple(_parquet(path, data))
    else:
        try:
            rows = tuple(_csv(decode(path, data)[0].lstrip("\ufeff")))
        except csv.Error as error:
            raise UnreadableInput(
                path, Reason.UNSUPPORTED, f"bảng không đọc được ({error})", "lưu lại bảng dạng CSV"
            ) from error
    if not any(cell for row in rows for cell in row.cells):
        raise UnreadableInput(path, Reason.EMPTY)
    return rows


def _csv(text: str) -> Iterator[Row]:
    delimiter = _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    before = 0
    for cells in reader:
        yield Row(before + 1, tuple(cell.strip() for cell in cells))
        before = reader.line_num


def _delimiter(text: str) -> str:
    """The separator that splits most lines into the same number of cells, at least two."""
    lines = [line for line in text.splitlines()[:200] if line.strip()]

    def score(delimiter: str) -> tuple[int, int]:
        sizes = Counter(len(cells) for cells in csv.reader(lines, delimiter=delimiter, skipinitialspace=True))
        sizes.pop(1, None)
        size, times = max(sizes.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
        return times, size

    return max(_DELIMITERS, key=score)


def _xlsx(path: Path, data: bytes) -> Iterator[Row]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(io.BytesIO(data), data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise UnreadableInput(path, Reason.TRUNCATED) from error
    for sheet in book.worksheets:
        rows = [
            Row(line, tuple(_sheet_cell(cell) for cell in cells))
            for line, cells in enumerate(sheet.iter_rows(), 1)
            if any(cell.value is not None for cell in cells)
        ]
        if rows:
            yield from rows
            return


def _sheet_cell(cell: Any) -> Cell:
    value, shown = cell.value, str(cell.number_format or "General")
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _number(value, shown)
    return _text(value)


def _parquet(path: Path, data: bytes) -> Iterator[Row]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(pa.BufferReader(data))
    except (pa.ArrowException, OSError) as error:
        raise UnreadableInput(path, Reason.TRUNCATED) from error
    yield Row(0, tuple(table.column_names))
    columns = [column.to_pylist() for column in table.columns]
    for line, values in enumerate(zip(*columns, strict=True), 1):
        yield Row(line, tuple(_parquet_cell(value) for value in values))


def _parquet_cell(value: Any) -> Cell:
    if isinstance(value, Decimal):
        return Number(value, _last_place(value))
    if isinstance(value, (int, float)) and not isinstance(value, bool) and value == value:
        return _number(value, "General")
    return _text(value if value == value else None)


def _number(value: float, shown: str) -> Number:
    exact = Decimal(repr(value))
    if "%" in shown:
        exact *= 100
    decimals = _SHOWN_DECIMALS.search(shown)
    if decimals is not None:
        return Number(exact, Decimal(1).scaleb(-len(decimals.group(1))))
    if "0" in shown:
        return Number(exact, max(Decimal(1), _last_place(exact)) if exact == exact.to_integral_value() else Decimal(1))
    exact = round(exact, _MOST_DIGITS).normalize() if -exact.as_tuple().exponent > _MOST_DIGITS else exact  # type: ignore[operator]
    return Number(exact, min(Decimal(1), _last_place(exact)))


def _last_place(value: Decimal) -> Decimal:
    exponent = value.normalize().as_tuple().exponent
    return Decimal(1).scaleb(exponent) if isinstance(exponent, int) and exponent < 0 else Decimal(1)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, (datetime.datetime, datetime.date)):
        return str(value.year)
    return str(value).strip()
