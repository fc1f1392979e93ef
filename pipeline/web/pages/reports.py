"""Where one arrives: the reports of the store, what is being read, and the place to drop new files on."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from pipeline.web import lists
from pipeline.web.access import OpenStore, Reader, Told
from pipeline.web.render import page

router = APIRouter()


@router.get("/")
def home(
    request: Request,
    store: OpenStore,
    settings: Told,
    _: Reader,
    q: Annotated[str, Query(max_length=200)] = "",
    year: Annotated[str, Query(max_length=4)] = "",
    findings: bool = False,
    p: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> Response:
    """One page of the list."""
    chosen = int(year) if year.isascii() and year.isdigit() else None
    rows, count = lists.reports(store.engine, words=q, year=chosen, page=p, findings=findings)
    return page(
        request,
        "reports.html",
        rows=rows,
        count=count,
        decided=lists.decided(store.engine, [row.hash for row in rows]),
        waiting=lists.waiting(store.engine),
        years=lists.years(store.engine),
        asked={"q": q, "year": chosen or "", "findings": "true" if findings else ""},
        number=p,
        pages=max(1, -(-count // lists.PAGE)),
        most_files=settings.upload_files,
        most_bytes=settings.upload_bytes,
    )
