"""Where one arrives: the reports of the store, what is being read, and the place to drop new files on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from markupsafe import Markup

from pipeline.store import Store
from pipeline.web import lists
from pipeline.web.access import OpenStore, Reader, Told
from pipeline.web.markup import drawn
from pipeline.web.remembered import Remembered
from pipeline.web.render import page

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Asked:
    """Which reports: those that hold these words, of this year, with findings only; `number` of the page from 1."""

    words: str
    year: int | None
    findings: bool
    number: int

    def turned(self, to: int) -> str:
        """The address of another page of the same list."""
        findings = {"findings": "true"} if self.findings else {}
        return "/?" + urlencode({"q": self.words, "year": self.year or "", **findings, "p": to})


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of the list drawn, the same for everybody; how many reports there are in all, and of which years."""

    table: Markup
    count: int
    years: list[int]


_listed: Remembered[Listed] = Remembered(256)


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
    asked = Asked(" ".join(q.split()), int(year) if year.isascii() and year.isdigit() else None, findings, p)
    state = str(store.engine.url), lists.revision(store.engine)
    return page(
        request,
        "reports.html",
        listed=_listed.get((*state, asked), lambda: _list(store, asked)),
        waiting=lists.waiting(store.engine),
        asked=asked,
        most_files=settings.upload_files,
        most_bytes=settings.upload_bytes,
    )


def _list(store: Store, asked: Asked) -> Listed:
    rows, count = lists.reports(
        store.engine, words=asked.words, year=asked.year, page=asked.number, findings=asked.findings
    )
    decided = lists.decided(store.engine, [row.hash for row in rows])
    pages = max(1, -(-count // lists.PAGE))
    table = drawn("_reports.html", rows=rows, decided=decided, asked=asked, pages=pages)
    return Listed(table, count, lists.years(store.engine))
