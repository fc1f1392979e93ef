"""A page after a row, not after a number of rows: as quick for the last page as for the first, and never a row twice.

A cursor is the last row's place in the order: two numbers, a moment in microseconds and a row or job, or one row. Never:
an offset; a cursor that has to be kept.
"""

from __future__ import annotations

import datetime
from typing import Annotated

from fastapi import Query

MOST = 1000
_OF = "`next` of the page before."
_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_TICK = datetime.timedelta(microseconds=1)

Limit = Annotated[int, Query(ge=1, le=MOST, description="Rows of a page.")]
AfterRow = Annotated[str | None, Query(pattern=r"^[0-9]{1,9}$", description=_OF)]
AfterRecord = Annotated[str | None, Query(pattern=r"^[0-9]{1,9}-[0-9]{1,9}$", description=_OF)]
AfterMoment = Annotated[str | None, Query(pattern=r"^[0-9]{1,16}-[0-9]{1,9}$", description=_OF)]
AfterJob = Annotated[str | None, Query(pattern=r"^[0-9]{1,16}-[0-9a-f]{32}$", description=_OF)]


def cursor(*place: str | int | datetime.datetime) -> str:
    """A place in the order, as text."""
    return "-".join(str((one - _EPOCH) // _TICK if isinstance(one, datetime.datetime) else one) for one in place)


def row_and_row(after: str) -> tuple[int, int]:
    """The place that a record's cursor names."""
    first, last = after.split("-")
    return int(first), int(last)


def moment_and_last(after: str) -> tuple[datetime.datetime, str]:
    """The place that a report's or a job's cursor names."""
    moment, last = after.split("-")
    return _EPOCH + int(moment) * _TICK, last
