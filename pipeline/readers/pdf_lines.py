"""Runs of characters to lines: what stands on one baseline, side by side without a column gap.

Problem: a line of print is several runs (bold words, raised marks, words of a justified line), and two columns share
baselines. Signals, in order: overlap in height (a raised mark belongs to its line), the horizontal gap (a gap that no
space character covers and that is wider than a letter is a column gap), size and raise (a small raised digit is a
footnote mark unless it is the exponent of a unit). Never: reading order, paragraphs.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field

from pipeline.frozen import dataclass, replace
from pipeline.readers.pdf_page import Run

__all__ = ["TextLine", "cut", "lines_of", "rows_of"]

_ASCENT, _DESCENT = 0.9, 0.22
"""Line box around the baseline in ems; the figures in office fonts' own tables are too often wrong."""
_SAME_LINE = 0.4
"""Middles of two runs of one line differ by less than this share of the larger size."""
_SPACE_GAP = 0.16
"""A gap wider than this, in ems, between two runs is a space even if no space character stands there."""
_COLUMN_GAP = 1.1
"""A gap wider than this, in ems, that no space character covers parts two columns."""
_WIDE_SPACE = 2.0
"""The same, in ems, where space characters stand at its sides: they, and justification, widen gaps within a line."""
_TYPED_GAP = 6.0
"""Spaces typed within one run part columns when they are wider than this, in ems (blanks of forms are narrower)."""
_STRETCHED = 0.8
"""A run with more ems a character than this holds moves that pdfium shows as single spaces."""
_SPACES = re.compile(r"[ \u00a0]{8,}")
_MOVES = re.compile(r"[ \u00a0]+")
_RAISED = 0.12
"""A mark's baseline lies at least this much, in ems of its line, above the line's."""
_SMALL = 0.8
"""A mark's size is at most this share of its line's."""

_CONTROL = re.compile(r"[\x00-\x1f\x85\u2028\u2029]")
"""Line ends and tabs inside a run cannot stand in a line: each becomes a space."""
_MARK = re.compile(r"\s*[\[(]?(?P<marker>[1-9]\d{0,2}|\*{1,3}|[a-np-z]|[ivx]{1,4})[\])]?[\s,]*")
_UNIT = re.compile(r"(?<![^\W\d_])[kdchm]?m$", re.IGNORECASE)
_SUPERSCRIPT_FIGURES = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_SUPERSCRIPTS = str.maketrans(_SUPERSCRIPT_FIGURES, "0123456789")
_SUPERSCRIPT = re.compile(f"[{_SUPERSCRIPT_FIGURES}]+")
_LIST_LABEL = re.compile(
    r"(?:[-–+•*o§]|(?:\d{1,2}\.)*\d{1,2}[.)/]|\d{1,2}(?:\.\d{1,2})+|[IVX]{1,5}[.)/]|[a-zđ][.)/]|\([\da-z]{1,2}\))$"
)


@dataclass(slots=True)
class TextLine:
    """One printed line (or the part of it in one column). `marks` are (start, end, marker) within `text`; one that
    starts at 0 is a label."""

    text: str
    edges: array[float] | None
    x0: float
    top: float
    x1: float
    bottom: float
    baseline: float
    size: float
    bold: bool = False
    italic: bool = False
    font: str = ""
    marks: list[tuple[int, int, str]] = field(default_factory=list)

    @property
    def middle(self) -> float:
        return self.baseline - 0.3 * self.size


def rows_of(runs: Iterable[Run]) -> list[list[Run]]:
    """Runs that share a line's height, top to bottom, each row from left to right."""
    rows: list[list[Run]] = []
    reference = 0.0, 0.0  # middle and size of the row's largest run
    for run in sorted(runs, key=lambda run: run.middle):
        middle, size = reference
        if rows and run.middle - middle < _SAME_LINE * max(size, run.size):
            rows[-1].append(run)
            if run.size > size:
                reference = run.middle, run.size
        else:
            rows.append([run])
            reference = run.middle, run.size
    for row in rows:
        row.sort(key=lambda run: run.x0)
    return rows


def lines_of(runs: Sequence[Run], part_columns: bool = True) -> list[list[TextLine]]:
    """The rows of the page, each a list of lines that a column gap parts. Within a table cell nothing is parted."""
    rows = []
    parted = [part for run in runs if run.upright for part in (_at_typed_gaps(run) if part_columns else (run,))]
    for row in rows_of(parted):
        lines = [line for part in _parted(row, part_columns) if (line := _line(part)) is not None]
        if lines:
            rows.append(lines)
    for run in runs:
        if not run.upright and run.text.strip() and run.box is not None:
            x0, top, x1, bottom = run.box
            rows.append([TextLine(run.text.strip(), None, x0, top, x1, bottom, bottom, run.size, run.bold)])
    return rows


def _at_typed_gaps(run: Run) -> Iterator[Run]:
    """The run parted at the long stretches of spaces, and the wide moves, that columns are set with."""
    stretched = run.x1 - run.x0 > _STRETCHED * run.size * len(run.text)
    if not stretched and "  " not in run.text and "\u00a0" not in run.text:
        yield run
        return
    at = 0
    for match in (_MOVES if stretched else _SPACES).finditer(run.text):
        low, high = match.span()
        if not at < low < high < len(run.text):
            continue
        # From the letter before, taken as half an em: a space that pdfium puts in stands where the next letter does.
        gap = run.edges[high] - run.edges[low - 1] - 0.5 * run.size
        if gap > (_TYPED_GAP if high - low > 1 else _WIDE_SPACE) * run.size:
            edges = run.edges[at : low + 1]
            edges[-1] = min(edges[-1], edges[-2] + run.size)
            yield replace(run, text=run.text[at:low], edges=edges)
            at = high
    yield replace(run, text=run.text[at:], edges=run.edges[at:]) if at else run


def _parted(row: list[Run], part_columns: bool) -> list[list[Run]]:
    parts = [[row[0]]]
    for run in row[1:]:
        if part_columns and _is_column_gap(parts[-1], run) and not _is_label(parts[-1]):
            parts.append([run])
        else:
            parts[-1].append(run)
    return parts


def _is_column_gap(part: list[Run], run: Run) -> bool:
    last = max(part[-2:], key=lambda r: r.x1)
    size = max(last.size, run.size)
    uncovered = run.x0 - last.x1
    if not (last.text[-1:].isspace() or run.text[:1].isspace()):
        return uncovered > _COLUMN_GAP * size
    ink = run.edges[len(run.text) - len(run.text.lstrip())] - last.edges[len(last.text.rstrip())]
    return ink > _WIDE_SPACE * size and uncovered > _SPACE_GAP * size


def _is_label(part: list[Run]) -> bool:
    """A list label and what follows its tab are one line."""
    return len(part) <= 3 and bool(_LIST_LABEL.match("".join(run.text for run in part).strip()))


def _line(part: list[Run]) -> TextLine | None:
    """Join runs into a line: spaces where the print shows them, outer spaces dropped, marks found."""
    inked = [run for run in part if not run.text.isspace()]
    if not inked:
        return None
    main = inked[0]
    if len(inked) > 1:
        size = max(run.size for run in inked)
        main = max((run for run in inked if run.size > size * _SMALL), key=lambda run: len(run.text))
    text, edges, raised = _joined(part, main)
    low, high = len(text) - len(text.lstrip()), len(text.rstrip())
    text, edges = text[low:high], edges[low : high + 1]
    line = TextLine(
        text=_CONTROL.sub(" ", text),
        edges=edges,
        x0=min(edges),
        top=main.baseline - _ASCENT * main.size,
        x1=max(edges),
        bottom=main.baseline + _DESCENT * main.size,
        baseline=main.baseline,
        size=main.size,
        bold=_mostly(inked, [run.bold for run in inked]),
        italic=_mostly(inked, [run.italic for run in inked]),
        font=main.font,
    )
    line.marks = _marks(text, [(start - low, end - low) for start, end in raised])
    return line


def _mostly(runs: list[Run], told: list[bool]) -> bool:
    """Is it so of most of the characters?"""
    if all(told) or not any(told):
        return told[0]
    lengths = [len(run.text) for run in runs]
    return sum(length for length, so in zip(lengths, told, strict=True) if so) > sum(lengths) / 2


def _joined(part: list[Run], main: Run) -> tuple[str, array[float], list[tuple[int, int]]]:
    """Text, edges, and the stretches that are small and raised against the `main` run."""
    if len(part) == 1:
        return main.text, main.edges, []
    texts: list[str] = []
    edges: array[float] = array("d")
    length = 0
    raised: list[tuple[int, int]] = []
    for run in part:
        if texts:
            gap = run.x0 - edges[-1]
            if gap > _SPACE_GAP * main.size and not texts[-1][-1:].isspace() and not run.text[:1].isspace():
                texts.append(" ")
                length += 1
            else:
                edges.pop()
        if run.size <= _SMALL * main.size and main.baseline - run.baseline >= _RAISED * main.size:
            raised.append((length, length + len(run.text)))
        texts.append(run.text)
        edges.extend(run.edges)
        length += len(run.text)
    return "".join(texts), edges, raised


def cut(line: TextLine, gutters: Sequence[tuple[float, float]]) -> list[TextLine]:
    """The line parted at these column gutters: before the word that starts nearest to where the next column does."""
    if line.edges is None:
        return [line]
    words = [(line.edges[m.start()], m.start()) for m in re.finditer(r"\S+", line.text)]
    starts = [0]
    for low, high in gutters:
        near = [(abs(x - high), at) for x, at in words if x > low - 1]
        if line.x0 < low and near and (at := min(near)[1]) > starts[-1]:
            starts.append(at)
    return [_part(line, low, high) for low, high in zip(starts, [*starts[1:], len(line.text)], strict=True)]


def _part(line: TextLine, low: int, high: int) -> TextLine:
    assert line.edges is not None
    text = line.text[low:high]
    low += len(text) - len(text.lstrip())
    high = low + len(text.strip())
    edges = line.edges[low : high + 1]
    marks = [(a - low, b - low, marker) for a, b, marker in line.marks if low <= a and b <= high]
    return replace(line, text=text.strip(), edges=edges, x0=edges[0], x1=edges[-1], marks=marks)


def _marks(text: str, raised: list[tuple[int, int]]) -> list[tuple[int, int, str]]:
    if not raised and _SUPERSCRIPT.search(text) is None:
        return []
    marks = []
    spans = _merged([(max(a, 0), min(b, len(text))) for a, b in raised])
    if _SUPERSCRIPT.search(text):
        spans += [m.span() for m in _SUPERSCRIPT.finditer(text) if not any(a <= m.start() < b for a, b in spans)]
    for start, end in sorted(spans):
        if _UNIT.search(text[:start]) and text[start:end].translate(_SUPERSCRIPTS)[:1] in ("2", "3"):
            start += 1
        for m in re.finditer(r"[^\s,;]+", text[start:end]):
            marker = m.group().translate(_SUPERSCRIPTS)
            if found := _MARK.fullmatch(marker):
                marks.append((start + m.start(), start + m.end(), found["marker"]))
    return marks


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if start >= end:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged
