"""A report's text cut into pieces, so that each can be shown as what it is: a figure, a footnote's mark, a heading.

Every character is in exactly one piece, in order: the pieces joined are the text. Where figures overlap (`14/18 chỉ
tiêu`) the shorter one is on top. Never: markup; the template escapes every piece.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.web.view.figures import Shown
from schemas import Report
from schemas.structure import Footnote

_PAGE = "\f"


@dataclass(frozen=True, slots=True)
class Piece:
    """`text` stands at `start`; `section`, `note`, `projects` are what begins here, `anchor` the footnote whose mark this is;
    `page` the number of the page that begins here."""

    start: int
    text: str
    figure: Shown | None = None
    anchor: Footnote | None = None
    section: str | None = None
    note: Footnote | None = None
    page: int | None = None
    projects: tuple[str, ...] = ()


def pieces(report: Report, rows: Sequence[Shown]) -> Iterator[Piece]:
    """The pieces of the whole text."""
    text = report.text
    sections = {one.source.start: one.id for one in reversed(report.sections)}
    notes = {one.source.start: one for one in report.footnotes}
    anchors = {one.anchor.start: one for one in report.footnotes if one.anchor is not None}
    pages = _page_starts(report)
    projects: dict[int, tuple[str, ...]] = {}
    for project in report.projects:
        projects[project.source.start] = (*projects.get(project.source.start, ()), project.id)
    cuts = {0, len(text), *sections, *notes, *pages, *projects}
    for one in anchors.values():
        if one.anchor is not None:
            cuts |= {one.anchor.start, one.anchor.end}
    for row in rows:
        cuts |= {row.source.start, row.source.end}
    ordered = sorted(cuts)
    owner = _owners(ordered, rows)
    for at, (start, end) in enumerate(pairwise(ordered)):
        yield Piece(
            start, text[start:end].replace(_PAGE, ""), owner.get(at), anchors.get(start), sections.get(start),
            notes.get(start), pages.get(start), projects.get(start, ()),
        )  # fmt: skip


def _owners(cuts: list[int], rows: Sequence[Shown]) -> dict[int, Shown]:
    """The figure of each stretch between two cuts: the longest first, so that shorter ones write over them."""
    at = {cut: i for i, cut in enumerate(cuts)}
    owner: dict[int, Shown] = {}
    for row in sorted(rows, key=lambda one: one.source.start - one.source.end):
        for i in range(at[row.source.start], at[row.source.end]):
            owner[i] = row
    return owner


def _page_starts(report: Report) -> dict[int, int]:
    """The offset at which each page but the first begins: behind its form feed."""
    starts: dict[int, int] = {}
    at = report.text.find(_PAGE)
    while at >= 0:
        starts[at + 1] = len(starts) + 2
        at = report.text.find(_PAGE, at + 1)
    return starts
