"""Uploading reports, and what became of them: jobs that survive a restart.

A file is refused at once when no reader reads its kind; else there is a job for it, the same one for the same content as
long as it is not done. Never: a request that waits for a report to be read.
"""

from __future__ import annotations

import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, HTTPException, Query, Request, UploadFile
from fastapi import Path as InPath
from pydantic import BaseModel
from sqlalchemy import and_, or_, select

from pipeline.errors import ReportError
from pipeline.store.service_tables import job, original
from pipeline.web import originals, reading
from pipeline.web.access import OpenStore, Reader, Reviewer, Told
from pipeline.web.api import paging, problems
from pipeline.web.api.paging import AfterJob, Limit
from pipeline.web.api.parameters import OfReport
from pipeline.web.work import State, Work

router = APIRouter()

_COLUMNS = (
    job.c.id, job.c.state, job.c.original.label("report"), original.c.file, job.c.created_at, job.c.finished_at,
    job.c.outcome, job.c.reason, job.c.cause, job.c.next_step,
)  # fmt: skip


class Failure(BaseModel):
    """Why there is no report: a code, what happened, what to do (in Vietnamese)."""

    reason: str
    cause: str
    next_step: str


class JobState(BaseModel):
    """One reading of one file. `report` is the hash of the file and of its report; `outcome` is `new`, `version` or
    `unchanged` where it is done."""

    id: str
    state: State
    report: str
    file: str
    created_at: datetime.datetime
    finished_at: datetime.datetime | None = None
    outcome: str | None = None
    failure: Failure | None = None


class Uploaded(BaseModel):
    """One file of an upload: its job, or why it was refused."""

    file: str
    report: str | None = None
    job: str | None = None
    refused: Failure | None = None


class Uploads(BaseModel):
    """The files of an upload, in its order."""

    uploads: list[Uploaded]


class Jobs(BaseModel):
    """One page of jobs, the newest first."""

    items: list[JobState]
    next: str | None


async def the_work(request: Request) -> Work:
    """The jobs of this service."""
    found: Work = request.app.state.work
    return found


@router.post("/reports", status_code=202, responses=problems.described(413))
def upload(
    store: OpenStore,
    settings: Told,
    user: Reviewer,
    work: Annotated[Work, Depends(the_work)],
    files: Annotated[list[UploadFile], File(min_length=1, description="Reports: text, Markdown, Word, PDF, scans.")],
    again: Annotated[bool, Query(description="Read again what is in the store already.")] = False,
) -> Uploads:
    """Take in reports to be read."""
    if len(files) > settings.upload_files:
        raise HTTPException(413, f"mỗi lần nhiều nhất {settings.upload_files} tệp")
    done = []
    for one in files:
        name = originals.plain_name(one.filename or "")
        try:
            found = originals.receive(store.engine, settings.folder, name, one.file, settings.upload_bytes, user.id)
        except ReportError as error:
            refused = Failure(reason=error.reason, cause=error.cause, next_step=error.next_step)
            done.append(Uploaded(file=name, refused=refused))
            continue
        made = reading.ask(work, found, user.id, again=again)
        done.append(Uploaded(file=found.file, report=found.hash, job=made))
    return Uploads(uploads=done)


@router.get("/jobs", responses=problems.described())
def jobs(
    store: OpenStore,
    _: Reader,
    state: State | None = None,
    report: OfReport = None,
    limit: Limit = 100,
    after: AfterJob = None,
) -> Jobs:
    """What was uploaded and what became of it, the newest first."""
    query = _asked().order_by(job.c.created_at.desc(), job.c.id.desc()).limit(limit + 1)
    if state is not None:
        query = query.where(job.c.state == state)
    if report is not None:
        digits = report.removeprefix("sha256:")
        query = query.where(job.c.original >= f"sha256:{digits}", job.c.original < f"sha256:{digits}g")
    if after is not None:
        query = query.where(_before(after))
    with store.engine.connect() as connection:
        found = connection.execute(query).mappings().all()
    items = [_state(row) for row in found[:limit]]
    last = items[-1] if len(found) > limit else None
    return Jobs(items=items, next=paging.cursor(last.created_at, last.id) if last else None)


@router.get("/jobs/{job}", responses=problems.described(404))
def one_job(
    store: OpenStore, _: Reader, job_id: Annotated[str, InPath(alias="job", pattern=r"^[0-9a-f]{32}$")]
) -> JobState:
    """What became of one upload."""
    with store.engine.connect() as connection:
        found = connection.execute(_asked().where(job.c.id == job_id)).mappings().one_or_none()
    if found is None:
        raise HTTPException(404, "không có việc này")
    return _state(found)


def _asked() -> Any:
    return select(*_COLUMNS).join(original, original.c.hash == job.c.original).where(job.c.kind == "read")


def _state(row: Any) -> JobState:
    told = {name: row[name] for name in ("reason", "cause", "next_step")}
    return JobState(
        **{name: row[name] for name in ("id", "state", "report", "file", "created_at", "finished_at", "outcome")},
        failure=Failure(**told) if row["state"] == "failed" and row["reason"] else None,
    )


def _before(after: str) -> Any:
    moment, job_id = paging.moment_and_last(after)
    return or_(job.c.created_at < moment, and_(job.c.created_at == moment, job.c.id < job_id))
