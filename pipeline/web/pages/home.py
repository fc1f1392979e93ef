"""Where one arrives: the reports of the store."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from pipeline.web.access import OpenStore, Reader
from pipeline.web.render import page

router = APIRouter()


@router.get("/")
def home(request: Request, store: OpenStore, _: Reader) -> Response:
    """The reports by year, area and file."""
    return page(request, "home.html", entries=store.entries())
