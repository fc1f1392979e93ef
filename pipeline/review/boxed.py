"""Which number of a page a drawn box is around, where the page's letters are not at hand.

Problem: a person draws a box on the picture of a page; a figure is a place in the text.
Signals: every record of the page knows its characters and its boxes; between two known places the text runs on evenly,
line by line. Numbers that are no figure yet are placed so, and the nearest comes first.
Never: an answer that is taken without a person's look; the page shows the words before anything is added.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence

from schemas import Report
from schemas.source import Source

_NUMBER = re.compile(r"(?<![\w.,/])\d+(?:[.,]\d+)*(?:\s?%)?")
_ACROSS = 0.25
"""How much a distance along the line counts against one from line to line."""
MOST = 8
Point = tuple[float, float]


def nearest(report: Report, page: int, x: float, y: float) -> list[tuple[int, int]]:
    """Start and end of the page's numbers that are no figure, nearest to the point (PDF points) first; at most MOST."""
    known = _known(report.sources(), page)
    taken = sorted((o.source.start, o.source.end) for o in report.observations)
    found = []
    for start, end in _numbers(report.text, page):
        at = bisect_left(taken, (start + 1, 0))
        if (at and taken[at - 1][1] > start) or (at < len(taken) and taken[at][0] < end):
            continue
        where = _placed(known, start)
        if where is not None:
            found.append(((abs(where[0] - x) * _ACROSS + abs(where[1] - y)), start, end))
    return [(start, end) for _, start, end in sorted(found)[:MOST]]


def _numbers(text: str, page: int) -> list[tuple[int, int]]:
    start = 0
    for _ in range(page - 1):
        start = text.find("\f", start) + 1
        if start == 0:
            return []
    end = text.find("\f", start)
    return [match.span() for match in _NUMBER.finditer(text, start, len(text) if end < 0 else end)]


def _known(sources: Iterable[Source], page: int) -> list[tuple[int, Point]]:
    """First and last character of each line of every source on the page, with where it stands, in reading order."""
    points: dict[int, Point] = {}
    for source in sources:
        if source.page == page and source.boxes:
            first, last = source.boxes[0], source.boxes[-1]
            points[source.start] = (first[0], (first[1] + first[3]) / 2)
            points[source.end] = (last[2], (last[1] + last[3]) / 2)
    return sorted(points.items())


def _placed(known: Sequence[tuple[int, Point]], at: int) -> Point | None:
    """Where a character stands: between the known ones around it; None on a page without any."""
    if not known:
        return None
    i = bisect_left(known, (at, (0.0, 0.0)))
    if i == 0 or i == len(known):
        return known[min(i, len(known) - 1)][1]
    (start, (x0, y0)), (end, (x1, y1)) = known[i - 1], known[i]
    share = (at - start) / (end - start)
    if abs(y1 - y0) < 2:
        return x0 + (x1 - x0) * share, y0
    return (x0 + x1) / 2, y0 + (y1 - y0) * share
