"""`datapackage.json`: a Frictionless Data Package that says what the delivered tables are, column by column.

Types, enumerations and keys come from the same columns as the files. Sizes and hashes are of the files as written, so
that a receiver can tell a torn copy. Never: a time or a path of this machine.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.deliver import sdmx
from pipeline.deliver.csv import BETWEEN
from pipeline.deliver.rows import Column, Table

_TYPES = {"strings": "string", "numbers": "string"}
_NOTE = "Giá trị của danh sách cách nhau bằng '{}' trong CSV."


def descriptor(out: Path, tables: tuple[Table, ...], version: str) -> str:
    """The descriptor of the tables that lie in `out`, as JSON text."""
    package = {
        "profile": "data-package",
        "name": "baocao",
        "title": "Số liệu, dự án và phát hiện từ báo cáo hành chính",
        "version": version,
        "resources": [*_resources(out, tables)],
    }
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def _resources(out: Path, tables: tuple[Table, ...]) -> Iterator[dict[str, Any]]:
    for table in tables:
        yield {
            "name": table.name,
            "title": table.title,
            "profile": "tabular-data-resource",
            **_file(out / f"{table.name}.csv"),
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8-sig",
            "dialect": {
                "delimiter": ",",
                "lineTerminator": "\r\n",
                "quoteChar": '"',
                "doubleQuote": True,
                "header": True,
            },
            "schema": _schema(table),
        }
    for table in tables:
        yield {
            "name": f"{table.name}-parquet",
            "title": table.title,
            **_file(out / f"{table.name}.parquet"),
            "format": "parquet",
            "mediatype": "application/vnd.apache.parquet",
        }
    yield {
        "name": "observations-sdmx",
        "title": "Số liệu theo SDMX-CSV 2.0",
        "profile": "tabular-data-resource",
        **_file(out / "observations.sdmx.csv"),
        "format": "csv",
        "mediatype": "application/vnd.sdmx.data+csv; version=2.0.0",
        "encoding": "utf-8-sig",
        "schema": {"fields": [{"name": head, "type": "string"} for head in sdmx.HEADS]},
    }


def _schema(table: Table) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [_field(column) for column in table.columns],
        "missingValues": [""],
        "primaryKey": list(table.key),
    }
    if table.name != "reports":
        reference = {"resource": "reports", "fields": ["report"]}
        schema["foreignKeys"] = [{"fields": ["report"], "reference": reference}]
    return schema


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, "type": _TYPES.get(column.kind, column.kind)}
    if column.kind in _TYPES:
        field["description"] = _NOTE.format(BETWEEN)
    constraints: dict[str, Any] = {}
    if column.required and column.kind not in _TYPES:
        constraints["required"] = True
    if column.choices:
        constraints["enum"] = list(column.choices)
    return field | ({"constraints": constraints} if constraints else {})


def _file(path: Path) -> dict[str, Any]:
    return {"path": path.name, "bytes": path.stat().st_size, "hash": f"sha256:{sha256(path)}"}


def sha256(path: Path) -> str:
    """The content hash of a file, in hex, read in pieces."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
