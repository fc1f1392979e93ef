"""Decisions on projects and findings, one at a time, as on figures (`review`): the detail of one, and an entry of its log.

A project is named by its place; it is accepted, corrected or refused. A finding is named by its number; it is confirmed,
or dismissed with a reason. 409 tells who was first, 422 says in words what cannot be.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, get_args

from fastapi import APIRouter, Form, HTTPException, Path, Request, Response
from fastapi.responses import JSONResponse

from pipeline.deliver.quotes import quote
from pipeline.deliver.wording import STATUSES
from pipeline.review.decision import Action
from pipeline.review.entry import Wanted
from pipeline.review.typed import read_value
from pipeline.store import Store
from pipeline.store.decisions import decide
from pipeline.web.access import OpenStore, Reader, Reviewer
from pipeline.web.pages.found import Digits, Found, Opened, find
from pipeline.web.pages.review import Text, answered, following
from pipeline.web.render import fragment, page
from pipeline.web.view.figures import ACTIONS, span_of
from pipeline.web.view.outline import Contradiction, contradictions
from pipeline.web.view.projects import ShownProject, shown_projects
from schemas.project import ProjectFacts, Status

router = APIRouter(prefix="/reports/{digits}")
Place = Annotated[str, Path(pattern=r"^\d{1,9}-\d{1,9}$")]
FindingId = Annotated[str, Path(pattern=r"^n\d{1,9}$")]
_AROUND = 160


@router.get("/projects/{place}")
def project(request: Request, now: Found, place: Place, _: Reader) -> Response:
    """The detail of one project."""
    return page(request, "_project.html", **_project(now, place))


@router.get("/findings/{finding}")
def finding(request: Request, now: Found, finding: FindingId, _: Reader) -> Response:
    """The detail of one finding."""
    return page(request, "_finding.html", **_finding(now, finding))


@dataclass(frozen=True, slots=True)
class Typed:
    """What the form of a project says of it."""

    name: str
    cost: str
    status: str
    funding: str
    owner: str
    location: str

    def facts(self) -> ProjectFacts:
        """The same as a record. Raises ValueError in words."""
        name, funding, owner, location = (
            " ".join(one.split()) for one in (self.name, self.funding, self.owner, self.location)
        )
        if not name:
            raise ValueError("chưa ghi tên dự án")
        status: Any = self.status if self.status in get_args(Status) else None
        return ProjectFacts(
            name=name, cost=_cost(self.cost), status=status, funding=funding or None, owner=owner or None,
            location=location or None,
        )  # fmt: skip


@router.post("/projects/{place}/decisions")
def on_project(
    request: Request,
    store: OpenStore,
    digits: Digits,
    place: Place,
    user: Reviewer,
    action: Annotated[Action, Form()],
    seen: Annotated[int, Form(ge=0)],
    name: Text = "",
    cost: Text = "",
    status: Text = "",
    funding: Text = "",
    owner: Text = "",
    location: Text = "",
    note: Text = "",
) -> Response:
    """Write one entry of a project's log."""
    start, end = span_of(place)
    find(store, digits)

    def write() -> None:
        facts = Typed(name, cost, status, funding, owner, location).facts() if action == "correct" else None
        wanted = Wanted(f"sha256:{digits}", start, end, action, seen, user.name, note=note.strip() or None,
                        subject="project", facts=facts)  # fmt: skip
        decide(store, wanted)

    return answered(write, lambda code, message: _changed_project(request, store, digits, place, code, message))


@router.post("/findings/{finding}/decisions")
def on_finding(
    request: Request,
    store: OpenStore,
    digits: Digits,
    finding: FindingId,
    user: Reviewer,
    action: Annotated[Action, Form()],
    seen: Annotated[int, Form(ge=0)],
    note: Text = "",
) -> Response:
    """Write one entry of a finding's log."""
    find(store, digits)
    wanted = Wanted(f"sha256:{digits}", 0, 0, action, seen, user.name, note=note.strip() or None, subject="finding",
                    finding=finding)  # fmt: skip
    return answered(
        lambda: decide(store, wanted),
        lambda code, message: _changed_finding(request, store, digits, finding, code, message),
    )


def _project(now: Opened, place: str) -> dict[str, Any]:
    row = _row(now, place)
    return {
        "digits": now.digits,
        "row": row,
        "words": quote(now.report.text, row.source.model_dump(), _AROUND),
        "source": row.source,
        "statuses": STATUSES,
        "log": reversed(row.log),
        "actions": ACTIONS,
    }


def _finding(now: Opened, name: str) -> dict[str, Any]:
    one = _one(now, name)
    return {"digits": now.digits, "one": one, "log": reversed(one.log), "actions": ACTIONS}


def _row(now: Opened, place: str) -> ShownProject:
    row = next((one for one in shown_projects(now.now) if one.place == place), None)
    if row is None:
        raise HTTPException(404, "ở chỗ này không có dự án nào")
    return row


def _one(now: Opened, name: str) -> Contradiction:
    one = next((one for one in contradictions(now.now, now.rows) if one.finding.id == name), None)
    if one is None:
        raise HTTPException(404, "không có mâu thuẫn này")
    return one


def _changed_project(request: Request, store: Store, digits: str, place: str, status: int, message: str) -> Response:
    now = find(store, digits)
    row = _row(now, place)
    told = {
        "message": message,
        "row_id": f"project-{place}",
        "state": row.state,
        "row": fragment(request, "_project_row.html", row=row, digits=digits),
        "detail": fragment(request, "_project.html", **_project(now, place)),
    }
    return JSONResponse({**told, **following(now)}, status)


def _changed_finding(request: Request, store: Store, digits: str, name: str, status: int, message: str) -> Response:
    now = find(store, digits)
    told = {
        "message": message,
        "row_id": f"finding-{name}",
        "state": _one(now, name).state,
        "row": "",
        "detail": fragment(request, "_finding.html", **_finding(now, name)),
    }
    return JSONResponse({**told, **following(now)}, status)


def _cost(text: str) -> Decimal | None:
    """The cost that was typed, in VND; None where none was."""
    if not text.strip():
        return None
    read = read_value(text)
    if read.unit != "VND" or read.low != read.high or read.low < 0:
        raise ValueError(f"không đọc được kinh phí “{text}”; gõ như trong báo cáo, ví dụ: 9,5 tỷ đồng")
    return read.low
