"""`decisions`: the log of what people decided, and a decision from a program: the same rules as on the pages.

A figure and a project are named by where they stand (`start`, `end` of their source), a finding by its id or by the name
that the log has for it; an undo may go by that name (`name`) alone. `seen` is the number of the last entry about it that
the program knows: 409 tells that somebody else decided since. What is decided is in every delivery at once.
Never: a decision under another name than that of the key's account.
"""

from __future__ import annotations

import datetime

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from pipeline.errors import UsageError
from pipeline.review.decision import ALLOWED, Action, Decision, Subject
from pipeline.review.entry import Conflict, Wanted
from pipeline.store import Store
from pipeline.store.decisions import decide, logged
from pipeline.web.access import OpenStore, Reader, Reviewer
from pipeline.web.api import problems
from pipeline.web.api.paging import AfterRow, Limit, cursor
from pipeline.web.api.parameters import Hash, OfReport, Since, Text, full_hash
from schemas.observation import Figure
from schemas.project import ProjectFacts

router = APIRouter()
_MOST = 2**31 - 1
_LONGEST = 2000


class NewDecision(BaseModel):
    """What is decided about one figure, project or finding of a report. `figure` and `project` are what is to hold, whole,
    for `correct` and `add`; a dismissal has a `note` that says why."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    action: Action
    subject: Subject = "figure"
    start: int = Field(default=0, ge=0, le=_MOST)
    end: int = Field(default=0, ge=0, le=_MOST)
    finding: str = Field(default="", max_length=64)
    name: str = Field(default="", max_length=64)
    seen: int = Field(default=0, ge=0, le=_MOST)
    figure: Figure | None = None
    project: ProjectFacts | None = None
    note: str | None = Field(default=None, max_length=_LONGEST)

    @field_validator("note", "finding", "name")
    @classmethod
    def _can_be_kept(cls, value: str | None) -> str | None:
        if value is not None and "\0" in value:
            raise ValueError("no NUL: no database keeps one")
        return value

    @model_validator(mode="after")
    def _is_coherent(self) -> NewDecision:
        if self.action not in ALLOWED[self.subject]:
            raise ValueError(f"a {self.subject} takes: {', '.join(ALLOWED[self.subject])}")
        stated = self.figure if self.subject == "figure" else self.project
        if (stated is not None) != (self.action in ("correct", "add")):
            raise ValueError(f"`{self.subject}` belongs to correct and add, and to nothing else")
        if stated is not None and "\\u0000" in stated.model_dump_json():
            raise ValueError("no NUL: no database keeps one")
        return self


class Entry(BaseModel):
    """One entry of the log. `id` counts over all reports; `last`: nothing was decided about the same since."""

    id: int
    last: bool
    decision: Decision


class Entries(BaseModel):
    """One page of the log, the newest entries first."""

    items: list[Entry]
    next: str | None
    as_of: str


@router.get("/decisions", responses=problems.described(404))
def log(
    store: OpenStore,
    _: Reader,
    since: Since,
    report: OfReport = None,
    by: Text = None,
    subject: Subject | None = None,
    action: Action | None = None,
    limit: Limit = 100,
    after: AfterRow = None,
) -> Entries:
    """Who decided what, when and why; `updated_since` asks for what was decided since."""
    as_of = datetime.datetime.now(datetime.UTC).isoformat()
    document = full_hash(store, report) if report else None
    found = logged(
        store, document=document, by=by, subject=subject, action=action, since=since,
        before=int(after) if after else None, limit=limit + 1,
    )  # fmt: skip
    items = [Entry(id=one.id, last=one.last, decision=one.entry) for one in found[:limit]]
    return Entries(items=items, next=cursor(items[-1].id) if len(found) > limit else None, as_of=as_of)


@router.post("/reports/{report}/decisions", status_code=201, responses=problems.described(404, 409))
def add(store: OpenStore, user: Reviewer, report: Hash, wanted: NewDecision) -> Entry:
    """Decide about one figure, project or finding."""
    asked = Wanted(
        full_hash(store, report), wanted.start, wanted.end, wanted.action, wanted.seen, user.name, wanted.figure,
        (wanted.note or "").strip() or None, subject=wanted.subject, facts=wanted.project, finding=wanted.finding,
        name=wanted.name,
    )  # fmt: skip
    try:
        entry = decide(store, asked)
    except (Conflict, UsageError) as error:
        raise HTTPException(409, str(error)) from error
    return _of(store, entry)


def _of(store: Store, entry: Decision) -> Entry:
    found = logged(store, document=entry.document, limit=100)
    return next(
        Entry(id=one.id, last=one.last, decision=one.entry)
        for one in found
        if (one.entry.figure, one.entry.number) == (entry.figure, entry.number)
    )
