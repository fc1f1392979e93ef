"""The whole log: who decided what, when and why, over all reports, newest first; the last decision on anything can be taken
back here. Never: an entry that is removed; what is taken back stays in sight with the entry that did it."""

from __future__ import annotations

from typing import Annotated, get_args
from urllib.parse import urlencode

from fastapi import APIRouter, Form, HTTPException, Query, Request, Response
from fastapi.responses import RedirectResponse

from pipeline.errors import UsageError
from pipeline.review.decision import Subject
from pipeline.review.entry import Conflict, Wanted
from pipeline.store.decisions import decide, deciders, logged
from pipeline.web.access import OpenStore, Reader, Reviewer
from pipeline.web.render import page
from pipeline.web.view.figures import ACTIONS
from pipeline.web.view.log import SUBJECTS, about, changes

router = APIRouter(prefix="/log")
_PAGE = 50
_HASH = "^[0-9a-f]{64}$"


@router.get("")
def log(
    request: Request,
    store: OpenStore,
    _: Reader,
    by: Annotated[str, Query(max_length=64)] = "",
    subject: Annotated[str, Query(max_length=20)] = "",
    report: Annotated[str, Query(pattern="^([0-9a-f]{64})?$")] = "",
    before: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None,
) -> Response:
    """One page of the log."""
    wanted = next((one for one in get_args(Subject) if one == subject), None)
    found = logged(
        store, by=by or None, subject=wanted, document=f"sha256:{report}" if report else None, before=before,
        limit=_PAGE + 1,
    )  # fmt: skip
    asked = {"by": by, "subject": wanted or "", "report": report}
    rows = [(one, about(one.entry), list(changes(one.entry))) for one in found[:_PAGE]]
    following = urlencode({**asked, "before": found[_PAGE - 1].id}) if len(found) > _PAGE else ""
    return page(
        request, "log.html", rows=rows, asked=asked, following=following, later=before is not None,
        people=deciders(store), subjects=SUBJECTS, actions=ACTIONS,
    )  # fmt: skip


@router.post("/undo")
def undo(
    store: OpenStore,
    user: Reviewer,
    report: Annotated[str, Form(pattern=_HASH)],
    name: Annotated[str, Form(max_length=64)],
    seen: Annotated[int, Form(ge=1)],
) -> Response:
    """Take back the last decision on what the log names, and show the log again."""
    wanted = Wanted(f"sha256:{report}", 0, 0, "undo", seen, user.name, name=name)
    try:
        decide(store, wanted)
    except Conflict as conflict:
        raise HTTPException(409, str(conflict)) from conflict
    except UsageError as error:
        raise HTTPException(422, str(error)) from error
    return RedirectResponse("/log", 303)
