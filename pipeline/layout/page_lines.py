"""A printed line as page layout sees it, and the measures of the page it stands on."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from pipeline.document import Document, Line, Mark
from pipeline.frozen import dataclass
from schemas.source import Box

__all__ = ["Measures", "Print", "measures_of", "prints_of"]

_FEW = 12
"""A page with fewer body lines does not show its own text area."""
_WIDE_GRID = 0.7
"""A grid that takes more of the page's width fills the text area."""
_MIRRORED = 40.0
"""Most, in points, by which the margins of left and right pages differ."""
_FLUSH = 1.0
"""Lines of justified text end within this many points of each other."""
_EM = 0.9
"""Share of the size beyond which a shift of the left edge is an indent."""


@dataclass(frozen=True, slots=True)
class Print:
    """A line with its box and its wording: composed, without marks. `label` is a raised mark that opens the line."""

    line: Line
    text: str
    page: int
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    label: Mark | None = None

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2

    def first_word(self) -> float:
        """Width of the first word in points."""
        word = self.text.split(" ", 1)[0]
        edges = self.line.edges
        if edges is not None and len(edges) > len(word):
            return edges[len(word)] - edges[0]
        return len(word) * (self.x1 - self.x0) / max(len(self.text), 1)


@dataclass(frozen=True, slots=True)
class Measures:
    """A page's text area: the usual left edge, the right edge, distance of lines and size of the body; `opening` is how
    far the document's paragraphs indent their first line (None: they do not); `justified`: most lines end flush."""

    left: float
    right: float
    pitch: float
    size: float
    opening: float | None = None
    justified: bool = False

    @property
    def indents(self) -> bool:
        return self.opening is not None

    def indented(self, item: Print) -> bool:
        return item.x0 > self.left + _EM * item.size

    def middling(self, item: Print) -> bool:
        """About the middle of the text area, as any full line is too."""
        return abs(item.middle - (self.left + self.right) / 2) <= 0.7 * item.size

    def centred(self, item: Print) -> bool:
        """In the middle of the text area, with room on both sides, and not where paragraphs open."""
        if self.opening is not None and abs(item.x0 - self.left - self.opening) < 2:
            return False
        return self.middling(item) and item.x0 > self.left + 2 * item.size

    def flush(self, item: Print) -> bool:
        """Does the line end at the right edge to the point? In justified text all lines but a paragraph's last do."""
        return item.x1 >= self.right - _FLUSH

    def short(self, item: Print, following: Print) -> bool:
        """Does the line end though the next line's first word had room? Then the break was wanted."""
        return self.right - item.x1 > following.first_word() + 0.45 * item.size


def prints_of(document: Document) -> list[Print]:
    """The lines outside grids that have a box, in reading order."""
    inside = sorted((grid.start, grid.end) for grid in document.grids)
    starts = [start for start, _ in inside]
    marks = sorted(document.marks, key=lambda mark: mark.start)
    mark_starts = [mark.start for mark in marks]
    prints = []
    for line in document.lines:
        if line.box is None or line.page is None:
            continue
        at = bisect_left(starts, line.start + 1) - 1
        if at >= 0 and line.start < inside[at][1]:
            continue
        raw = document.wording[line.start : line.end]
        label = None
        low, high = bisect_left(mark_starts, line.start), bisect_left(mark_starts, line.end)
        for mark in reversed(marks[low:high]):
            raw = raw[: mark.start - line.start] + raw[mark.end - line.start :]
            if mark.start == line.start and mark.kind == "label":
                label = mark
        text = raw if raw.isascii() else unicodedata.normalize("NFC", raw)
        size = line.size or (line.box[3] - line.box[1]) / 1.12
        prints.append(Print(line, " ".join(text.split()), line.page, *line.box, size, label))
    return prints


def measures_of(
    prints: Sequence[Print], widths: Mapping[int, float] | None = None, grids: Mapping[int, Box] | None = None
) -> dict[int, Measures]:
    """Measures for each page, from its body lines. A page with few lines borrows from the others of its width; where
    there are none, from its grid and the symmetry of its margins. `widths` and `grids` are by page."""
    widths, grids = widths or {}, grids or {}
    size = _most((round(p.size, 1), len(p.text)) for p in prints) or 12.0
    body = [p for p in prints if abs(p.size - size) <= 0.15 * size]
    pages: dict[int, list[Print]] = {}
    for p in body:
        pages.setdefault(p.page, []).append(p)
    areas = {page: _area(own, size) for page, own in pages.items()}
    opening = _opening(pages, areas, size)
    by_width: dict[float | None, list[Print]] = {}
    for p in body:
        by_width.setdefault(widths.get(p.page), []).append(p)
    every = {width: _area(alike, size) for width, alike in by_width.items()}
    measures = {}
    for page in {p.page for p in prints}:
        own, width = pages.get(page, []), widths.get(page)
        alike, area = by_width.get(width, []), every.get(width, _area([], size))
        if len(own) >= _FEW:
            area = areas[page].within(area)
        left, right = area.left, area.right
        if len(alike) < _FEW and width is not None:
            x0, _, x1, _ = grids.get(page, (left, 0.0, right, 0.0))
            wide = x1 - x0 > _WIDE_GRID * width
            left, right = min(left, x0), max(right, x1 if wide else width - min(left, x0))
        measures[page] = Measures(left, right, area.pitch, size, opening, area.justified)
    return measures


def _most(weighted: Iterable[tuple[float, int]]) -> float | None:
    counts: Counter[float] = Counter()
    for value, weight in weighted:
        counts[value] += weight
    return max(counts, key=lambda value: (counts[value], -value)) if counts else None


@dataclass(frozen=True, slots=True)
class _Area:
    """Where lines stand. `sure_left`: lines start at two edges at least, so the outer one is the margin; `justified`:
    most full lines end together, so that is the right margin."""

    left: float
    right: float
    pitch: float
    sure_left: bool = False
    justified: bool = False

    def within(self, every: _Area) -> _Area:
        """A page's area; where the page alone does not show a margin, that of all pages together. Margins of left and
        right pages differ by little: lines that end together far inside are items of one length."""
        left = self.left if self.sure_left else min(self.left, every.left)
        sure_right = self.justified and self.right > every.right - _MIRRORED
        right = self.right if sure_right else max(self.right, every.right)
        return _Area(left, right, self.pitch, self.sure_left, self.justified or every.justified)


def _area(prints: Sequence[Print], size: float) -> _Area:
    if not prints:
        return _Area(0.0, 0.0, 1.3 * size)
    long = [p for p in prints if p.x1 - p.x0 > 12 * size] or prints
    starts = Counter([round(p.x0) for p in long])
    least = min(max(2, 0.06 * len(long)), max(starts.values()))
    # The margin is the leftmost edge that lines keep; one line that hangs out of it does not move it.
    kept = [x0 for x0, count in starts.items() if count >= least]
    left = min(p.x0 for p in long if round(p.x0) in kept)
    ends = sorted((p.x1 for p in long), reverse=True)
    right = ends[2] if len(ends) >= 6 and ends[0] - ends[2] > size else ends[0]
    # Justified lines end together, but for punctuation that hangs over the edge.
    full = [x1 for x1 in ends if right - x1 < 4 * size]
    together = _most((round(x1), 1) for x1 in full) or right
    flush = sum(abs(x1 - together) <= _FLUSH for x1 in full)
    justified = len(full) >= _FEW / 2 and flush > 0.5 * len(full)
    if justified:
        right = together
    steps = [
        (round(2 * step) / 2, 1)
        for a, b in pairwise(prints)
        if a.page == b.page and 0.9 * size <= (step := b.bottom - a.bottom) <= 2.5 * size and right - a.x1 < 4 * size
    ]
    return _Area(left, right, _most(steps) or 1.3 * size, max(kept) - min(kept) > _EM * size, justified)


def _opening(pages: Mapping[int, Sequence[Print]], areas: Mapping[int, _Area], size: float) -> float | None:
    """The indent of lines that follow a short line, if most such lines are indented."""
    shifts: list[tuple[float, int]] = []
    flush = 0
    for page, prints in pages.items():
        left, right = areas[page].left, areas[page].right
        for a, b in pairwise(prints):
            if right - a.x1 > 6 * size and b.x1 - b.x0 > 20 * size:
                if b.x0 > left + _EM * size:
                    shifts.append((round(b.x0 - left), 1))
                else:
                    flush += 1
    return _most(shifts) if len(shifts) > flush else None
