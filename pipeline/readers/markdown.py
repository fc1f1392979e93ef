"""The little Markdown that a plain-text report carries: what is syntax and no text, and what is a table.

Problem: `**TM. ỦY BAN NHÂN DÂN**` is printed without its asterisks, but `Cây lúa*` has a footnote and `* Về trồng trọt`
is a bullet. Signals in order: escapes; fixed line forms (heading, quotation, rule); emphasis runs that pair up within a
block and do not touch a letter or digit on their outer side. What does not pair stays text. Never: a change of the
text; syntax is covered by marks of kind "markup", which views leave out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.document import Cell, Grid, Line, Mark
from pipeline.text import Span

_ESCAPE = re.compile(r"\\(?=[!-/:-@\[-`{-~])")
_HEADING = re.compile(r"[ \t]{0,3}(#{1,6}[ \t]+)")
_HEADING_END = re.compile(r"[ \t]+#+[ \t]*\Z")
_QUOTATION = re.compile(r"[ \t]{0,3}((?:>[ \t]?)+)(?=\S)")
_TAG = re.compile(r"</?(?:b|i|u|em|strong|p|br|center|div|span|sub)\b[^<>\n]{0,80}>", re.IGNORECASE)
_EMPHASIS = re.compile(r"\*{1,3}(?!\*)|(?<![\w_])_{1,2}(?=[^\s_])|(?<=[^\s_])_{1,2}(?![\w_])")
_BLANK_LINES = re.compile(r"(?:\r\n|[\r\n])[ \t]*(?:\r\n|[\r\n])|\f")
_OPENING = "([{“‘\"'«<"
_CLOSING = ")]}”’\"'»>"

_BAR = re.compile(r"(?<!\\)\|")
_BLANKS = re.compile(r"[ \t]*")
_TAB = re.compile(r"\t")
_FEWEST_TABS = 2
_DELIMITER_ROW = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*\Z")
_BREAK = re.compile(r"[ \t]*<br[ \t]*/?>[ \t]*", re.IGNORECASE)


def markup(text: str, lines: Sequence[Line]) -> list[Mark]:
    """Marks over every character that is syntax, in order."""
    spans: list[Span] = [match.span() for match in _ESCAPE.finditer(text)]
    spans += [match.span() for match in _TAG.finditer(text)]
    for line in lines:
        spans += _of_line(text, line)
    at = 0
    for gap in [*_BLANK_LINES.finditer(text), None]:
        end = len(text) if gap is None else gap.start()
        spans += _emphasis(text, at, end)
        at = end if gap is None else gap.end()
    marks, covered = [], 0
    for start, end in sorted(spans):
        if start >= covered:
            marks.append(Mark(start, end, text[start:end].strip(), "markup"))
            covered = end
    return marks


def _of_line(text: str, line: Line) -> Iterator[Span]:
    if match := _HEADING.match(text, line.start, line.end):
        yield match.span(1)
        if (tail := _HEADING_END.search(text, match.end(), line.end)) and "\n" not in tail.group():
            yield tail.span()
    elif match := _QUOTATION.match(text, line.start, line.end):
        yield match.span(1)


def _emphasis(text: str, start: int, end: int) -> list[Span]:
    """Paired emphasis runs of one block (inside cells, of one cell): the innermost opener of the same length wins."""
    spans: list[Span] = []
    open_runs: list[Span] = []
    for match in _EMPHASIS.finditer(text, start, end):
        run = match.span()
        before = text[run[0] - 1] if run[0] > start else " "
        after = text[run[1]] if run[1] < end else " "
        if before == "\\" or (before in _OPENING and after in _CLOSING):
            continue
        closes = not before.isspace() and not after.isalnum()
        opens = not after.isspace() and not before.isalnum()
        partner = None
        if closes:
            partner = next((i for i in reversed(range(len(open_runs))) if _pairs(text, open_runs[i], run)), None)
        if partner is not None:
            spans += (open_runs[partner], run)
            del open_runs[partner:]
        elif opens:
            open_runs.append(run)
    return spans


def _pairs(text: str, opener: Span, closer: Span) -> bool:
    within = text[opener[1] : closer[0]]
    return text[slice(*opener)] == text[slice(*closer)] and within.strip() != "" and not _BAR.search(within)


def grids(text: str, lines: Sequence[Line]) -> list[Grid]:
    """Pipe tables: a row of bars over a delimiter row, or two rows and more that begin and end with a bar; and rows of
    cells parted by tabs, as tables come out of an office program."""
    found: list[Grid] = []
    at = 0
    while at < len(lines):
        if end := _table_end(text, lines, at):
            found.append(_grid(text, lines[at:end], _BAR))
        elif end := _tabbed_end(text, lines, at):
            found.append(_grid(text, lines[at:end], _TAB))
        at = end or at + 1
    return found


def _table_end(text: str, lines: Sequence[Line], first: int) -> int | None:
    """Index after the last row of the table that starts at line `first`; None where none starts."""
    rows = [text[line.start : line.end].strip() for line in lines[first : first + 2]]
    if len(rows) < 2 or not _BAR.search(rows[0]) or not _adjacent(text, lines[first], lines[first + 1]):
        return None
    fenced = all(row.startswith("|") and row.endswith("|") and len(row) > 1 for row in rows)
    if not fenced and not ("|" in rows[1] and _DELIMITER_ROW.match(rows[1])):
        return None
    at = first + 1
    while at < len(lines) and _adjacent(text, lines[at - 1], lines[at]) and _BAR.search(_text(text, lines[at])):
        at += 1
    return at


def _tabbed_end(text: str, lines: Sequence[Line], first: int) -> int | None:
    """Index after the last of two rows and more with the same number of tabs; two columns alone are no table."""
    tabs = text.count("\t", lines[first].start, _row_end(text, lines[first]))
    if tabs < _FEWEST_TABS:
        return None
    at = first + 1
    while at < len(lines) and _adjacent(text, lines[at - 1], lines[at]):
        if text.count("\t", lines[at].start, _row_end(text, lines[at])) != tabs:
            break
        at += 1
    return at if at - first > 1 else None


def _row_end(text: str, line: Line) -> int:
    """The end of the line with the tabs behind its last word: empty cells."""
    match = _BLANKS.match(text, line.end)
    return match.end() if match else line.end


def _text(text: str, line: Line) -> str:
    return text[line.start : line.end]


def _adjacent(text: str, upper: Line, lower: Line) -> bool:
    return not _BLANK_LINES.search(text, upper.end, lower.start)


def _grid(text: str, lines: Sequence[Line], divider: re.Pattern[str]) -> Grid:
    rows = [_cells_of_row(text, line, divider) for line in lines if not _DELIMITER_ROW.match(_text(text, line))]
    cells = tuple(
        Cell(row=r, column=c, pieces=tuple(_pieces(text, span)), bold=_is_bold(text, span))
        for r, spans in enumerate(rows)
        for c, span in enumerate(spans)
    )
    columns = max((len(spans) for spans in rows), default=0)
    return Grid(lines[0].start, lines[-1].end, rows=len(rows), columns=columns, cells=cells)


def _cells_of_row(text: str, line: Line, divider: re.Pattern[str]) -> list[Span]:
    end = _row_end(text, line) if divider is _TAB else line.end
    bars = [match.start() for match in divider.finditer(text, line.start, end)]
    if divider is _TAB or text[line.start : bars[0]].strip():
        bars.insert(0, line.start - 1)
    if divider is _TAB or text[bars[-1] + 1 : line.end].strip():
        bars.append(end)
    return [(left + 1, right) for left, right in pairwise(bars)]


def _pieces(text: str, cell: Span) -> Iterator[Span]:
    at = cell[0]
    for match in [*_BREAK.finditer(text, *cell), None]:
        end = cell[1] if match is None else match.start()
        piece = text[at:end]
        if content := piece.strip():
            start = at + piece.index(content)
            yield start, start + len(content)
        at = end if match is None else match.end()


def _is_bold(text: str, cell: Span) -> bool:
    content = text[slice(*cell)].strip()
    return content.startswith("**") and content.endswith("**") and len(content) > 4
