"""A report's records as rows of the tables, by the same rule that made the columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from pipeline.review.doubt import priorities
from pipeline.store.searching import words_of
from pipeline.store.tables import COUNTED, FIELDS, records
from schemas import Report

Row = dict[str, Any]

_YEAR = re.compile(r"\d{4}")


def header_row(report: Report, area: str | None) -> Row:
    """The columns of `document` but its key and version; `area` for a report whose header names none."""
    info = report.document
    row = {
        "hash": info.id, "file": info.file, "media_type": info.media_type, "pages": info.pages,
        "text_layer": info.text_layer, "ocr_confidence": info.ocr_confidence,
    }  # fmt: skip
    for name, value in info.header:
        _put(row, name, value, _HEADER)
    row["area_name"] = row["area_name"] or area
    row["words"] = words_of(row)
    return row


def counts(report: Report) -> Row:
    """The columns of `document` that count its records."""
    return {f"{name}_count": len(getattr(report, FIELDS[name])) for name in COUNTED}


def record_rows(report: Report, document_id: int, known: Report | None = None) -> Iterator[tuple[str, list[Row]]]:
    """Each table of records with the report's rows for it; but those that are the same in `known`."""
    urgent, before = priorities(report), priorities(known) if known else {}
    for table, field in FIELDS.items():
        columns = records[table].c.keys()
        wanted = getattr(report, field)
        if known is not None and "key" in columns:
            had = {record.id: record for record in getattr(known, field)}
            wanted = [r for r in wanted if had.get(r.id) != r or before.get(r.id) != urgent.get(r.id)]
        rows = [_row(record, columns, document_id) for record in wanted]
        if table == "observation":
            for row in rows:
                year = _YEAR.match(row["year"] or "")
                row["year_from"] = int(year.group()) if year else None
                row["priority"] = urgent[row["key"]]
        yield table, rows


def _row(record: BaseModel, columns: list[str], document_id: int) -> Row:
    row: Row = {"document_id": document_id}
    for name, value in record:
        _put(row, "key" if name == "id" else name, value, columns)
    return row


def _put(row: Row, name: str, value: Any, columns: list[str] | frozenset[str]) -> None:
    if name in columns:
        row[name] = str(value) if name == "year" and value is not None and columns is not _HEADER else _plain(value)
        return
    prefix = f"{name}_"
    for column in columns:
        if column.startswith(prefix):
            inner = getattr(value, column.removeprefix(prefix), None) if value is not None else None
            row[column] = _plain(inner)


def _plain(value: Any) -> Any:
    """Lists and records as JSON values; everything else as it is."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, tuple):
        return [_json(one) for one in value]
    return value


def _json(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, (list, tuple)):
        return [_json(one) for one in value]
    return float(value) if not isinstance(value, (str, int, float, type(None), Mapping)) else value


def _header_columns() -> frozenset[str]:
    from pipeline.store.tables import document

    return frozenset(document.c.keys())


_HEADER = _header_columns()
