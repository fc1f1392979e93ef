"""Rows in the form that the asker takes: JSON, CSV or Parquet, by `Accept` or by `format`.

CSV and Parquet are those of `baocao run` (`pipeline.deliver`): the same columns, the same care for spreadsheets. In them
the next page stands in the header `Link`. Never: a form that was not asked for.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any, Literal

import pyarrow as pa
from fastapi import Depends, HTTPException, Query, Request, Response
from pydantic import BaseModel, create_model

from pipeline.deliver import csv
from pipeline.deliver.parquet import ParquetFile
from pipeline.deliver.rows import Column, Kind, Table

Format = Literal["json", "csv", "parquet"]
MEDIA_TYPES: dict[Format, str] = {
    "json": "application/json", "csv": "text/csv", "parquet": "application/vnd.apache.parquet",
}  # fmt: skip
_TYPES: dict[Kind, Any] = {
    "string": str, "integer": int, "number": float, "boolean": bool, "date": str, "strings": list[str],
    "numbers": list[float],
}  # fmt: skip


async def wanted(
    request: Request,
    format: Annotated[Format | None, Query(description="Wins over `Accept`.")] = None,  # noqa: A002
) -> Format:
    """The form asked for. 406 where there is none that is taken."""
    if format is not None:
        return format
    ranges = _ranges(request.headers.get("accept", "*/*"))
    best: tuple[float, Format] | None = None
    for name, media_type in MEDIA_TYPES.items():
        weight = max((weight for one, weight in ranges if _covers(one, media_type)), default=0.0)
        if weight > 0 and (best is None or weight > best[0]):
            best = weight, name
    if best is None:
        raise HTTPException(406, f"chỉ có: {', '.join(MEDIA_TYPES.values())}")
    return best[1]


Wanted = Annotated[Format, Depends(wanted)]


def rows(
    request: Request, form: Format, table: Table, found: Iterable[Sequence[Any]], following: str | None, as_of: str
) -> Response:
    """One page of rows, in the order of the table's columns."""
    link = {"Link": f'<{request.url.include_query_params(after=following)}>; rel="next"'} if following else {}
    headers = link | {"X-As-Of": as_of, "Vary": "Accept"}
    if form == "json":
        names = [column.name for column in table.columns]
        items = [dict(zip(names, row, strict=True)) for row in found]
        body = json.dumps({"items": items, "next": following, "as_of": as_of}, ensure_ascii=False, default=_plain)
        return Response(body, headers=headers, media_type=MEDIA_TYPES[form])
    headers["Content-Disposition"] = f'attachment; filename="{table.name}.{form}"'
    return Response(_FILES[form](table, found), headers=headers, media_type=MEDIA_TYPES[form])


def page_model(table: Table) -> type[BaseModel]:
    """The description of a page of the table's rows."""
    fields: dict[str, Any] = {}
    for column in table.columns:
        kind: Any = Literal[column.choices] if column.choices else _TYPES[column.kind]
        fields[column.name] = (kind if column.required else kind | None, ...)
    title = table.name.title().replace("_", "")
    row = create_model(f"{title}Row", __doc__=f"{table.title}.", **fields)
    return create_model(
        f"{title}Page",
        __doc__="One page; `next` is the `after` of the page that follows, `as_of` the moment it was true.",
        items=(list[row], ...),  # type: ignore[valid-type]  # made at run time
        next=(str | None, ...),
        as_of=(str, ...),
    )


def described(table: Table) -> dict[str, Any]:
    """The description of an answer in each form."""
    others = {media_type: {"schema": {"type": "string", "format": "binary"}} for media_type in MEDIA_TYPES.values()}
    del others[MEDIA_TYPES["json"]]
    next_page = {"description": "The next page (RFC 8288).", "schema": {"type": "string"}}
    return {"model": page_model(table), "content": others, "headers": {"Link": next_page}}


def _csv(table: Table, found: Iterable[Sequence[Any]]) -> bytes:
    out = io.BytesIO()
    file = csv.CsvFile(out, [column.name for column in table.columns])
    csv.add(file, table, ([_decimal(value) for value in row] for row in found))
    file.done()
    return out.getvalue()


def _parquet(table: Table, found: Iterable[Sequence[Any]]) -> bytes:
    out = pa.BufferOutputStream()
    file = ParquetFile(out, table)
    file.add(found)
    file.done()
    file.close()
    return bytes(out.getvalue())


_FILES: Mapping[Format, Callable[[Table, Iterable[Sequence[Any]]], bytes]] = {"csv": _csv, "parquet": _parquet}


def _decimal(value: Any) -> Any:
    return Decimal(repr(value)) if isinstance(value, float) else value


def _plain(value: Any) -> int | float:
    if not isinstance(value, Decimal):
        raise TypeError(f"{type(value).__name__} has no JSON form")
    return int(value) if value == value.to_integral_value() else float(value)


def _ranges(accept: str) -> list[tuple[str, float]]:
    """The media ranges with their weights (RFC 9110, 12.5.1); what cannot be read weighs nothing."""
    found = []
    for part in accept.split(","):
        name, *parameters = (one.strip().lower() for one in part.split(";"))
        weight = next((one[2:] for one in parameters if one.startswith("q=")), "1")
        try:
            found.append((name, float(weight)))
        except ValueError:
            continue
    return found


def _covers(asked: str, media_type: str) -> bool:
    return asked in (media_type, "*/*", f"{media_type.partition('/')[0]}/*")


def column(name: str, kind: Kind = "string", *, required: bool = False, choices: tuple[str, ...] = ()) -> Column:
    """A column that is filled by the query, not from a record."""
    return Column(name, kind, (), required, choices)
