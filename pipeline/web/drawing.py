"""The parts of a report's page that are the same for everybody, drawn from the report and its log alone.

`page` is all between the bar and the end; what only some may do is marked `for-reviewers` and hidden by the frame around
it. `words` is the text with its marks, for a report that is shown by the pictures of its pages first. Both are pure: the
same report and log give the same markup, so that it can be drawn anywhere and kept (`pipeline.web.kept`).
Never: anything of the person who asks.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby

from pipeline.review.apply import Reviewed, review
from pipeline.review.decision import Decision
from pipeline.web.markup import drawn
from pipeline.web.view import outline
from pipeline.web.view.figures import Shown, shown
from pipeline.web.view.marks import pieces
from pipeline.web.view.projects import shown_projects
from schemas import Report

_LEVEL = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """What a worker is given to draw: a report as it was read and its log, both as JSON."""

    hash: str
    report: bytes
    log: tuple[str, ...]
    paged: bool


@dataclass(frozen=True, slots=True)
class Drawn:
    """The page of a report, `packed`; empty where it could not be drawn."""

    hash: str
    markup: bytes


def draw(asked: Asked) -> Drawn:
    """The page, in a process that does nothing else and leaves the cores to those who wait for an answer."""
    with suppress(AttributeError, OSError):
        os.setpriority(os.PRIO_PROCESS, 0, 10)
    log = [Decision.model_validate_json(entry) for entry in asked.log]
    markup = page(review(Report.model_validate_json(asked.report), log), paged=asked.paged)
    return Drawn(asked.hash, packed(markup.encode()))


def packed(markup: bytes) -> bytes:
    """Markup as it is kept."""
    return zlib.compress(markup, _LEVEL)


def unpacked(data: bytes) -> bytes:
    """The markup again. Raises zlib.error."""
    return zlib.decompress(data)


def page(now: Reviewed, rows: Sequence[Shown] | None = None, *, paged: bool) -> str:
    """The page of a report; `paged`: its original is at hand, so that its pages can be drawn."""
    report = now.report
    rows = shown(now) if rows is None else rows
    return drawn(
        "_report.html",
        digits=report.document.id.removeprefix("sha256:"),
        report=report,
        header=report.document.header,
        groups=_groups(report, rows),
        boxes=_boxes(rows) if paged else {},
        places=outline.places(report) if paged else {},
        pieces=() if paged else pieces(report, rows),
        projects=shown_projects(now),
        findings=list(outline.contradictions(now, rows)),
        tree=outline.tree(report),
        notes=outline.notes(report),
        lost=now.lost,
        strange=outline.unexplained(report, rows),
        paged=paged,
    )


def words(now: Reviewed, rows: Sequence[Shown] | None = None) -> str:
    """The text with its marks."""
    return drawn("_text.html", pieces=pieces(now.report, shown(now) if rows is None else rows))


def _boxes(rows: Sequence[Shown]) -> dict[int, list[Shown]]:
    found: dict[int, list[Shown]] = {}
    for row in rows:
        if row.source.page is not None and row.source.boxes:
            found.setdefault(row.source.page, []).append(row)
    return found


def _groups(report: Report, rows: Sequence[Shown]) -> list[tuple[str, list[Shown]]]:
    """The figures by section, in reading order, with the section's title."""
    titles = {one.id: " ".join(filter(None, (one.label, one.title))) for one in report.sections}
    return [(titles.get(section or "", ""), list(group)) for section, group in groupby(rows, lambda row: row.section)]
