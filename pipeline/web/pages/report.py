"""One report: its pages or its text at the left with every figure marked, its records at the right.

What changes with a decision is a fragment of its own (a row, the detail of a figure, the findings), so that the script
of the page puts in what the server rendered and knows nothing of reports.
"""

from __future__ import annotations

import json
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote as percent

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import HTMLResponse

from pipeline.deliver.quotes import quote
from pipeline.deliver.workbook import workbook_file
from pipeline.review.gold import gold
from pipeline.store import Store
from pipeline.web import drawing, kept, originals
from pipeline.web.access import OpenStore, Reader, Told
from pipeline.web.kept import State
from pipeline.web.page_images import USUAL_DPI, page_image
from pipeline.web.pages.found import Digits, Found, Opened, find
from pipeline.web.render import framed, page
from pipeline.web.view.crops import crop
from pipeline.web.view.figures import ACTIONS, CHOICES, place_name, span_of
from schemas.source import Source

router = APIRouter(prefix="/reports/{digits}")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_KEPT = "private, max-age=31536000, immutable"
_AROUND = 160
"""Characters of text on each side of a figure in its detail."""


@router.get("")
def report(request: Request, store: OpenStore, settings: Told, digits: Digits, _: Reader) -> Response:
    """The page. Its script shows the figure whose place is the query's `at`."""
    state = _state(store, digits)
    paged = state.whole == "pages"

    def draw() -> str:
        now = find(store, digits)
        return drawing.page(now.now, now.rows, paged=paged)

    content = kept.part(settings.folder, state, state.whole, draw)
    return framed(request, "report.html", content, subject=state.title)


@router.get("/text")
def text(store: OpenStore, settings: Told, digits: Digits, _: Reader) -> Response:
    """The text with its marks, for a report that is shown by its pages first."""

    def draw() -> str:
        now = find(store, digits)
        return drawing.words(now.now, now.rows)

    return HTMLResponse(kept.part(settings.folder, _state(store, digits), "words", draw))


@router.get("/pages/{number}.png")
def picture(store: OpenStore, settings: Told, now: Found, number: int, _: Reader) -> Response:
    """A page as a picture; a dot is 72/110 points."""
    found = originals.find(store.engine, now.report.document.id)
    drawn = found and page_image(settings.folder, found, number, USUAL_DPI)
    if not drawn:
        raise HTTPException(404, "không có ảnh của trang này")
    return Response(drawn, media_type="image/png", headers={"Cache-Control": _KEPT})


@router.get("/figures/{place}")
def figure(request: Request, now: Found, digits: Digits, place: str, _: Reader) -> Response:
    """The detail of one figure, or of a place where one can be added."""
    return page(request, "_detail.html", **detail(now, digits, place))


@router.get("/report.json")
def as_json(now: Found, _: Reader) -> Response:
    """The report's JSON, as people left it."""
    body = now.report.model_dump_json(indent=2) + "\n"
    return _download(body.encode(), "application/json", f"{_stem(now)}.json")


@router.get("/gold.json")
def as_gold(now: Found, _: Reader) -> Response:
    """The annotation for `make eval`."""
    body = json.dumps(gold(now.report), ensure_ascii=False, indent=1) + "\n"
    return _download(body.encode(), "application/json", f"{_stem(now)}.gold.json")


@router.get("/report.xlsx")
def as_workbook(now: Found, _: Reader) -> Response:
    """The report's workbook, as people left it."""
    loaded = json.loads(now.report.model_dump_json(), parse_float=Decimal)
    key = f"{_stem(now)}-{now.report.document.id[7:15]}"
    with tempfile.TemporaryDirectory(prefix="baocao-") as folder:
        target = Path(folder) / "bao-cao.xlsx"
        with workbook_file(target, 1) as book:
            book.add(key, loaded)
        return _download(target.read_bytes(), _XLSX, f"{_stem(now)}.xlsx")


def detail(now: Opened, digits: str, place: str) -> dict[str, Any]:
    """What the detail of a figure shows. Raises 404 for a place outside of the text."""
    row = now.by_place.get(place)
    source = row.source if row else _source(now, place)
    findings = [one for one in now.report.findings if row is not None and row.id in one.evidence]
    return {
        "digits": digits,
        "row": row,
        "place": place_name(source),
        "source": source,
        "words": quote(now.report.text, source.model_dump(), _AROUND),
        "findings": findings,
        "year": now.report.document.header.year,
        "log": reversed(row.log) if row else (),
        "crop": crop(source, USUAL_DPI) if source.boxes else None,
        "choices": CHOICES,
        "actions": ACTIONS,
    }


def _source(now: Opened, place: str) -> Source:
    try:
        start, end = span_of(place)
    except ValueError:
        raise HTTPException(404, "không có chỗ này trong văn bản") from None
    text = now.report.text
    if not 0 <= start < end <= len(text) or end - start > 200:
        raise HTTPException(404, "không có chỗ này trong văn bản")
    page_number = text.count("\f", 0, start) + 1 if now.report.document.pages else None
    return Source(page=page_number, start=start, end=end, text=text[start:end])


def _state(store: Store, digits: str) -> State:
    state = kept.state_of(store, f"sha256:{digits}")
    if state is None:
        raise HTTPException(404, "kho không có báo cáo này")
    return state


def _stem(now: Opened) -> str:
    return Path(now.report.document.file).stem


def _download(body: bytes, media_type: str, name: str) -> Response:
    disposition = f"attachment; filename*=UTF-8''{percent(name, safe='')}"
    return Response(body, media_type=media_type, headers={"Content-Disposition": disposition})
