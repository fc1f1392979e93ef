"""What the routes of records have in common: text that a database can take, moments with a zone, the hash of a report."""

from __future__ import annotations

import datetime
import re
from typing import Annotated

from fastapi import Depends, HTTPException, Path, Query
from pydantic import AwareDatetime, BeforeValidator
from sqlalchemy import select

from pipeline.store import Store
from pipeline.store.tables import document

_DIGITS = r"^(sha256:)?[0-9a-f]{8,64}$"
_PRINTED = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}")
_FIRST, _LAST = (datetime.datetime(year, 1, 1, tzinfo=datetime.UTC) for year in (1900, 3000))

Text = Annotated[str | None, Query(min_length=1, max_length=300, pattern=r"^[^\x00]+$")]
Year = Annotated[int | None, Query(ge=1945, le=2200)]
Hash = Annotated[
    str, Path(pattern=_DIGITS, description="The report's hash: all of it, or its first 8 digits and more.")
]
OfReport = Annotated[str | None, Query(pattern=_DIGITS, description="The report's hash, or its first digits.")]


def _printed(value: object) -> object:
    """Only a printed moment: a bare number is no moment to a reader."""
    if not (isinstance(value, str) and _PRINTED.match(value)):
        raise ValueError("a date and time with its zone, as in 2026-01-31T07:00:00Z (RFC 3339)")
    return value


async def changed_since(
    updated_since: Annotated[
        Annotated[AwareDatetime, BeforeValidator(_printed)] | None,
        Query(description="Of reports that changed at that moment or later (`as_of` of before)."),
    ] = None,
) -> datetime.datetime | None:
    """A moment, in UTC."""
    if updated_since is None:
        return None
    try:
        return min(max(updated_since.astimezone(datetime.UTC), _FIRST), _LAST)
    except OverflowError as error:
        raise HTTPException(422, "`updated_since` nằm ngoài lịch") from error


Since = Annotated[datetime.datetime | None, Depends(changed_since)]


def full_hash(store: Store, digits: str) -> str:
    """The hash that begins like this. 404 where none does, or more than one."""
    digits = digits.removeprefix("sha256:")
    first, beyond = f"sha256:{digits}", f"sha256:{digits}g"  # no digit is a `g`
    query = select(document.c.hash).where(document.c.hash >= first, document.c.hash < beyond).limit(2)
    with store.engine.connect() as connection:
        found = connection.execute(query).scalars().all()
    if len(found) != 1:
        raise HTTPException(404, "kho không có báo cáo này" if not found else "nhiều báo cáo có mã bắt đầu như vậy")
    return str(found[0])
