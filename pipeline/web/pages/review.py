"""Decisions: one at a time, from a report or from the queue over all reports.

A decision says which entry of the figure's log its maker saw last; 409 tells who was first and shows the figure as it is
now. What was typed and cannot be read is 422 in words. Never: a decision without a name behind it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Annotated, Any, get_args

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import ValidationError

from pipeline.deliver.units import written
from pipeline.errors import UsageError
from pipeline.review.boxed import nearest
from pipeline.review.decision import Action
from pipeline.review.entry import Conflict, Wanted
from pipeline.review.typed import read_value
from pipeline.store.decisions import decide, queue
from pipeline.web import lists
from pipeline.web.access import OpenStore, Reader, Reviewer
from pipeline.web.markup import drawn
from pipeline.web.pages.found import Digits, Found, Opened, find
from pipeline.web.pages.report import detail
from pipeline.web.render import fragment, page
from pipeline.web.view import outline
from pipeline.web.view.figures import span_of
from schemas.observation import Basis, Figure, Measure, Scenario

router = APIRouter()
_QUEUE = 100
LONGEST = 400
Text = Annotated[str, Form(max_length=LONGEST)]


@router.post("/reports/{digits}/decisions/{place}")
def decision(
    request: Request,
    store: OpenStore,
    digits: Digits,
    place: str,
    user: Reviewer,
    action: Annotated[Action, Form()],
    seen: Annotated[int, Form(ge=0)],
    value: Text = "",
    indicator: Text = "",
    measure: Text = "",
    basis: Text = "",
    scenario: Text = "",
    year: Text = "",
    condition: Text = "",
    note: Text = "",
    box: Text = "",
) -> Response:
    """Write one entry of the log; what changed on the page, or why nothing did."""
    now = find(store, digits)
    row = now.by_place.get(place)

    def write() -> None:
        start, end = span_of(place)
        wanted = Wanted(f"sha256:{digits}", start, end, action, seen, user.name, note=note.strip() or None)
        if action in ("correct", "add"):
            typed = {"value": value, "indicator": indicator, "measure": measure, "basis": basis, "scenario": scenario,
                     "year": year, "condition": condition}  # fmt: skip
            like = row.figure if row else None
            wanted = replace(wanted, figure=_figure(typed, like))
        if action == "add":
            paged = bool(now.report.document.pages)
            page_number = now.report.text.count("\f", 0, start) + 1 if paged else None
            wanted = replace(wanted, page=page_number, boxes=_box(box) if paged else ())
        decide(store, wanted)

    return answered(write, lambda status, message: _changed(request, store, digits, place, status, message))


def answered(write: Callable[[], object], shown: Callable[[int, str], Response]) -> Response:
    """What a decision is answered: what changed; with 409 who was first; with 422 what could not be read."""
    try:
        write()
    except Conflict as conflict:
        return shown(409, str(conflict))
    except (UsageError, ValueError) as error:
        return JSONResponse({"message": in_words(error)}, 422)
    return shown(200, "")


@router.get("/reports/{digits}/box")
def boxed(
    now: Found,
    _: Reader,
    number: Annotated[int, Query(ge=1)],
    x: Annotated[float, Query(ge=0, le=20_000)],
    y: Annotated[float, Query(ge=0, le=20_000)],
) -> Response:
    """The numbers of a page that are no figure yet, the likeliest for a box around this point first."""
    return JSONResponse([f"{start}-{end}" for start, end in nearest(now.report, number, x, y)])


@router.get("/review")
def todo(request: Request, store: OpenStore, _: Reader, p: Annotated[int, Query(ge=1, le=100_000)] = 1) -> Response:
    """The figures of all reports that a person should look at, most urgent first, a hundred a page. What is decided
    leaves the queue: the first page is always what is most urgent now."""
    rows = [
        {**row, "digits": row["hash"][7:], "place": f"{row['source_start']}-{row['source_end']}",
         "value": written({**row, "low": Decimal(row["low"]), "high": Decimal(row["high"])})}
        for row in queue(store, limit=_QUEUE + 1, skip=(p - 1) * _QUEUE)
    ]  # fmt: skip
    return page(
        request,
        "queue.html",
        rows=rows[:_QUEUE],
        number=p,
        first=(p - 1) * _QUEUE + 1,
        more=len(rows) > _QUEUE,
        left=lists.undecided(store.engine),
    )


def _changed(request: Request, store: OpenStore, digits: str, place: str, status: int, message: str) -> Response:
    """The figure as it is now, with what else of the page follows from it."""
    now = find(store, digits)
    row = now.by_place.get(place)
    told = {
        "message": message,
        "row_id": f"row-{place}",
        "place": place,
        "state": row.state if row else "",
        "row": fragment(request, "_row.html", row=row) if row else "",
        "detail": fragment(request, "_detail.html", **detail(now, digits, place)),
    }
    return JSONResponse({**told, **following(now)}, status)


def following(now: Opened) -> dict[str, Any]:
    """What of the page may follow from any decision: findings, counts, the verdict of every figure."""
    findings = list(outline.contradictions(now.now, now.rows))
    report = now.report
    counts = {"figures": len(report.observations), "findings": len(report.findings), "projects": len(report.projects)}
    return {
        "findings": drawn("_findings.html", findings=findings, digits=now.digits),
        "counts": counts,
        "verdicts": {one.place: one.verdict for one in now.rows},
    }


def _figure(typed: dict[str, str], like: Figure | None) -> Figure:
    """The figure that was typed into the form; what the form does not ask for stays as it was."""
    read = read_value(typed["value"], like)
    fields: dict[str, Any] = dict(like) if like else {}
    fields |= {"low": read.low, "high": read.high, "unit": read.unit, "counted": read.counted, "approx": read.approx,
               "resolution": read.resolution}  # fmt: skip
    name = " ".join(typed["indicator"].split())
    if not name:
        raise ValueError("chưa ghi tên chỉ tiêu")
    fields["indicator"] = name
    for field, allowed in (("measure", Measure), ("basis", Basis), ("scenario", Scenario)):
        if typed[field] or field == "basis":
            fields[field] = typed[field] if typed[field] in get_args(allowed) else None
    fields["condition"] = " ".join(typed["condition"].split()) or None
    year = _year(typed["year"])
    if year != fields.get("year"):
        fields |= {"year": year, "period": None}
    return Figure(**fields)


def _year(text: str) -> int | str | None:
    words = text.replace("–", "-").replace(" ", "")
    first, dash, last = words.partition("-")
    if not words:
        return None
    if not all(part.isascii() and part.isdigit() and len(part) == 4 for part in (first, last or first)):
        raise ValueError(f"năm “{text}” không đúng; gõ 2021 hoặc 2021-2025")
    return f"{first}-{last}" if dash else int(first)


def _box(text: str) -> tuple[tuple[float, float, float, float], ...]:
    """`x0,top,x1,bottom` in points, as the page's script sends it; nothing where no box was drawn."""
    if not text:
        return ()
    parts = [round(float(part), 2) for part in text.split(",")]
    if len(parts) != 4 or not (0 <= parts[0] <= parts[2] <= 20_000 and 0 <= parts[1] <= parts[3] <= 20_000):
        raise ValueError("khung được vẽ không đúng")
    return ((parts[0], parts[1], parts[2], parts[3]),)


def in_words(error: Exception) -> str:
    """An error in one line."""
    if isinstance(error, ValidationError):
        return error.errors()[0]["msg"]
    return str(error)
