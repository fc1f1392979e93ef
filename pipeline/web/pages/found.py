"""The report that a path names, as people left it; kept for a moment, because one page asks for it several times and
several people for one page. Never: anything of the person who asks is kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, HTTPException, Path
from sqlalchemy import select

from pipeline.review.apply import Reviewed
from pipeline.store import Store
from pipeline.store.decisions import reviewed_report
from pipeline.store.tables import document
from pipeline.web.access import OpenStore
from pipeline.web.remembered import Remembered
from pipeline.web.view.figures import Shown, shown
from schemas import Report

Digits = Annotated[str, Path(pattern="^[0-9a-f]{64}$")]


@dataclass(frozen=True, slots=True)
class Opened:
    """A report as people left it, with its figures as they are shown, in reading order and by place."""

    now: Reviewed
    rows: tuple[Shown, ...]
    by_place: dict[str, Shown] = field(repr=False)

    @property
    def report(self) -> Report:
        return self.now.report

    @property
    def digits(self) -> str:
        """The report's hash, as paths have it."""
        return self.report.document.id.removeprefix("sha256:")


_opened: Remembered[Opened] = Remembered(8)


def find(store: Store, digits: str) -> Opened:
    """The report with this hash. Raises 404. What is kept is known by its revision, so it is never out of date."""
    name = f"sha256:{digits}"
    with store.engine.connect() as connection:
        query = select(document.c.revision, document.c.updated_at).where(document.c.hash == name)
        state = connection.execute(query).one_or_none()
    if state is None:
        raise HTTPException(404, "kho không có báo cáo này")
    key = (str(store.engine.url), name, str(state))
    return _opened.get(key, lambda: _loaded(store, name))


def _loaded(store: Store, name: str) -> Opened:
    now = reviewed_report(store, name)
    if now is None:
        raise HTTPException(404, "kho không có báo cáo này")
    rows = tuple(shown(now))
    return Opened(now, rows, {row.place: row for row in rows})


def of_path(store: OpenStore, digits: Digits) -> Opened:
    """The report that the path names."""
    return find(store, digits)


Found = Annotated[Opened, Depends(of_path)]
