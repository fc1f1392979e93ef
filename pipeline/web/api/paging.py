"""A page after a row, not after a number of rows: as quick for the last page as for the first, and never a row twice.

A cursor is the last row's place in the order, made opaque. Never: an offset.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from typing import Annotated

from fastapi import HTTPException, Query

MOST = 1000
_LONGEST = 200

Limit = Annotated[int, Query(ge=1, le=MOST, description="Rows of a page.")]
After = Annotated[
    str | None,
    Query(max_length=_LONGEST, pattern=r"^[A-Za-z0-9_-]+$", description="`next` of the page before."),
]


def cursor(*place: str | int) -> str:
    """A place in the order, as text."""
    return base64.urlsafe_b64encode("|".join(map(str, place)).encode()).rstrip(b"=").decode()


def place(after: str, length: int) -> Sequence[str]:
    """The place that a cursor names. 422 for what is none."""
    try:
        found = base64.b64decode(after + "=" * (-len(after) % 4), b"-_", validate=True).decode().split("|")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise wrong_cursor() from error
    if len(found) != length:
        raise wrong_cursor()
    return found


def number(text: str) -> int:
    """A row's number in a cursor."""
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise wrong_cursor()
    return int(text)


def wrong_cursor() -> HTTPException:
    """422, in words."""
    return HTTPException(422, "`after` không phải `next` của trang trước")
