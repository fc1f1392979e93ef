"""What a person said of a figure. Published with the figure it is about, and only there."""

from __future__ import annotations

from typing import Literal

from schemas.source import Record

ReviewState = Literal["accepted", "corrected", "added"]
"""`accepted`: as it was read. `corrected`: what the report means, where it was read otherwise. `added`: nothing was
read there."""


class Review(Record):
    """`by` is the reviewer's name in the store, `at` the moment (ISO 8601, UTC)."""

    state: ReviewState
    by: str
    at: str
    note: str | None = None
