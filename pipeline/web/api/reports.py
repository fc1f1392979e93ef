"""`reports`: the list, one report whole, its original and its pages.

A whole report is the contract's JSON as people left it; its `ETag` is the revision of the report, so that who has it
already is told so. Never: an original that a browser would show in place.
"""

from __future__ import annotations

import datetime
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Path, Query, Request, Response
from fastapi.responses import FileResponse
from sqlalchemy import select

from pipeline.store.decisions import json_of
from pipeline.store.searching import holds
from pipeline.store.tables import document
from pipeline.web import originals
from pipeline.web.access import OpenStore, Reader, Told
from pipeline.web.api import formats, problems, queries
from pipeline.web.api.formats import Wanted
from pipeline.web.api.paging import AfterMoment, Limit
from pipeline.web.api.parameters import Hash, Since, Text, Year, full_hash
from pipeline.web.api.tables import served
from pipeline.web.page_images import LEAST_DPI, MOST_DPI, USUAL_DPI, page_image
from schemas import Report
from schemas.structure import TextLayer

router = APIRouter(prefix="/reports")

_SEARCH = "Words of its file, area, year, issuer, subject or number; diacritics and case do not count."
_MOST_PAGES = 10_000
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_DRAWN: dict[int | str, dict[str, Any]] = {
    200: {"content": {"image/png": _BINARY}, "description": "The page."},
    **problems.described(404),
}


@router.get("", responses={200: formats.described(served("reports").described), **problems.described()})
def listing(
    request: Request,
    store: OpenStore,
    _: Reader,
    form: Wanted,
    since: Since,
    area: Text = None,
    year: Year = None,
    type: Annotated[Text, Query(description="Kind of document, as its header names it.")] = None,  # noqa: A002
    issuer: Text = None,
    text_layer: TextLayer | None = None,
    search: Annotated[Text, Query(description=_SEARCH)] = None,
    findings: Annotated[bool | None, Query(description="Only reports with findings, or only those without.")] = None,
    limit: Limit = 100,
    after: AfterMoment = None,
) -> Response:
    """Reports in the order in which they changed last."""
    d = document.c
    asked = queries.equal([
        (d.area_name, area), (d.year, year), (d.type, type), (d.issuer, issuer), (d.text_layer, text_layer),
    ])  # fmt: skip
    if search is not None:
        asked.append(holds(d.words, search))
    if findings is not None:
        asked.append((d.finding_count > 0) == findings)
    if since is not None:
        asked.append(queries.since(since))
    as_of = datetime.datetime.now(datetime.UTC).isoformat()
    rows, following = queries.page(store, served("reports"), asked, limit, after)
    return formats.rows(request, form, served("reports").described, rows, following, as_of)


@router.get(
    "/{report}", response_model=Report, responses={304: {"description": "Unchanged."}, **problems.described(404)}
)
def one(request: Request, store: OpenStore, _: Reader, report: Hash) -> Response:
    """One report whole."""
    hash_ = full_hash(store, report)
    with store.engine.connect() as connection:
        revision = connection.execute(select(document.c.revision).where(document.c.hash == hash_)).scalar_one_or_none()
    tag = f'"{revision}"'
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers={"ETag": tag})
    return Response(json_of(store, hash_), headers={"ETag": tag}, media_type="application/json")


@router.get(
    "/{report}/original",
    response_class=FileResponse,
    responses={
        200: {"content": {"application/octet-stream": _BINARY}, "description": "The file."},
        **problems.described(404),
    },
)
def original(store: OpenStore, settings: Told, _: Reader, report: Hash) -> Response:
    """The file as it was uploaded, as a download."""
    found = originals.find(store.engine, full_hash(store, report))
    path = originals.place(settings.folder, found.hash) if found else None
    if found is None or path is None or not path.exists():
        raise HTTPException(404, "tệp gốc không có ở đây; báo cáo được nạp từ JSON")
    named = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(found.file)}"}
    return FileResponse(
        path, headers=named | {"Content-Security-Policy": "sandbox"}, media_type="application/octet-stream"
    )


@router.get("/{report}/pages/{number}", response_class=Response, responses=_DRAWN)
def page(
    store: OpenStore,
    settings: Told,
    _: Reader,
    report: Hash,
    number: Annotated[int, Path(ge=1, le=_MOST_PAGES)],
    dpi: Annotated[int, Query(ge=LEAST_DPI, le=MOST_DPI, description="Dots an inch.")] = USUAL_DPI,
) -> Response:
    """A picture of a page; the boxes of a record are in points from its top-left corner: `x * dpi / 72` dots."""
    hash_ = full_hash(store, report)
    found = originals.find(store.engine, hash_)
    if found is None or not originals.place(settings.folder, hash_).exists():
        raise HTTPException(404, "tệp gốc không có ở đây; báo cáo được nạp từ JSON")
    drawn = page_image(settings.folder, found, number, dpi)
    if drawn is None:
        raise HTTPException(404, "không có trang này, hoặc trang không vẽ được")
    return Response(drawn, headers={"Cache-Control": "private, max-age=86400"}, media_type="image/png")
