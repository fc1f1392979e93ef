"""One named public or investment project, work or planning scheme."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from schemas.observation import Number
from schemas.review import Review
from schemas.source import IS_NONE, Confidence, Record, Source

Status = Literal[
    "attracted", "planned", "approved", "starting", "ongoing", "completed", "suspended", "implemented",
]  # fmt: skip


class ProjectFacts(Record):
    """What a report says of a project, apart from where it stands; also what a reviewer answers for. `name` as printed
    with an elided head restored; `cost` in VND."""

    name: str = Field(min_length=1)
    cost: Number | None = Field(default=None, ge=0)
    status: Status | None = None
    funding: str | None = None
    owner: str | None = None
    location: str | None = None


class _Numbered(Record):
    """Published before the project's own fields."""

    id: str = Field(pattern=r"^p\d+$")


class Project(ProjectFacts, _Numbered):
    """`name` as printed with an elided head restored; `cost` in VND; `group` the observation that counts the list it
    stands in; `mentions` every place that names it, the first of them being `source`; `review` is there only where a
    person has decided on it."""

    group: str | None = None
    section: str | None = None
    footnote: str | None = None
    table: str | None = None
    confidence: Confidence = 1.0
    source: Source
    mentions: tuple[Source, ...] = ()
    review: Review | None = Field(default=None, exclude_if=IS_NONE)
