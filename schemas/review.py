"""What a person said of a figure, a project or a finding. Published with the record it is about, and only there."""

from __future__ import annotations

from typing import Literal

from schemas.source import Record

ReviewState = Literal["accepted", "corrected", "added", "confirmed"]
"""`accepted`: as it was read. `corrected`: what the report means, where it was read otherwise. `added`: nothing was
read there. `confirmed`: a finding that is one."""


class Review(Record):
    """`by` is the reviewer's name in the store, `at` the moment (ISO 8601, UTC)."""

    state: ReviewState
    by: str
    at: str
    note: str | None = None
