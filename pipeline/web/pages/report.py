"""One report: its pages or its text at the left with every figure marked, its records at the right.

What changes with a decision is a fragment of its own (a row, the detail of a figure, the findings), so that the script
of the page puts in what the server rendered and knows nothing of reports.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import quote as percent

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from pipeline.deliver.quotes import quote
from pipeline.deliver.units import vietnamese
from pipeline.deliver.wording import STATUSES
from pipeline.deliver.workbook import workbook_file
from pipeline.review.gold import gold
from pipeline.web import originals
from pipeline.web.access import OpenStore, Reader, Told
from pipeline.web.page_images import USUAL_DPI, page_image
from pipeline.web.pages.found import Digits, Found, Opened
from pipeline.web.render import fragment, page
from pipeline.web.view import outline
from pipeline.web.view.crops import crop
from pipeline.web.view.figures import ACTIONS, CHOICES, Shown, place_name, span_of
from pipeline.web.view.marks import pieces
from schemas.project import Project
from schemas.source import Source

router = APIRouter(prefix="/reports/{digits}")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_KEPT = "private, max-age=31536000, immutable"
_AROUND = 160
"""Characters of text on each side of a figure in its detail."""


@router.get("")
def report(request: Request, store: OpenStore, digits: Digits, now: Found, _: Reader, at: str = "") -> Response:
    """The page; `at` is the place of the figure to show first."""
    rows = now.rows
    paged = bool(now.report.document.pages) and originals.find(store.engine, now.report.document.id) is not None
    return page(
        request,
        "report.html",
        digits=digits,
        report=now.report,
        header=now.report.document.header,
        rows=rows,
        table=now.drawn("table", lambda: fragment(request, "_rows.html", groups=_groups(now, rows))),
        pages=now.drawn("pages", lambda: _pages(request, now, digits)) if paged else "",
        words="" if paged else _words(request, now),
        projects=[(one, _millions(one), STATUSES.get(one.status or "", "")) for one in now.report.projects],
        findings=list(outline.contradictions(now.report, rows)),
        tree=outline.tree(now.report),
        notes=outline.notes(now.report),
        lost=now.now.lost,
        strange=outline.unexplained(now.report, rows),
        paged=paged,
        at=at,
    )


@router.get("/text")
def text(request: Request, now: Found, _: Reader) -> Response:
    """The text with its marks, for a report that is shown by its pages first."""
    return HTMLResponse(_words(request, now))


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


def _words(request: Request, now: Opened) -> Markup:
    return now.drawn("text", lambda: fragment(request, "_text.html", pieces=pieces(now.report, now.rows)))


def _pages(request: Request, now: Opened, digits: str) -> str:
    boxes: dict[int, list[Shown]] = {}
    for row in now.rows:
        if row.source.page is not None and row.source.boxes:
            boxes.setdefault(row.source.page, []).append(row)
    places = outline.places(now.report)
    return fragment(request, "_pages.html", digits=digits, report=now.report, boxes=boxes, places=places)


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


def _groups(now: Opened, rows: Sequence[Shown]) -> list[tuple[str, list[Shown]]]:
    """The figures by section, in reading order, with the section's title."""
    titles = {one.id: " ".join(filter(None, (one.label, one.title))) for one in now.report.sections}
    return [(titles.get(section or "", ""), list(group)) for section, group in groupby(rows, lambda row: row.section)]


def _millions(project: Project) -> str:
    return vietnamese(project.cost / 1_000_000) if project.cost is not None else ""


def _stem(now: Opened) -> str:
    return Path(now.report.document.file).stem


def _download(body: bytes, media_type: str, name: str) -> Response:
    disposition = f"attachment; filename*=UTF-8''{percent(name, safe='')}"
    return Response(body, media_type=media_type, headers={"Content-Disposition": disposition})
