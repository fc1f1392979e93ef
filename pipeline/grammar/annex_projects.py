"""Projects of an annex: one record for each item row of a list of projects, and the names of its money figures.

Problem: an annex mixes items with group rows (sector, funding source, status) whose figures are subtotals, with rows
that split one project's money by source, and with a total row; only items are projects.
Signals for an item, in order of precedence: a row that others hang under is a group, unless all of them split up its
money; group words (`Dự án chuyển tiếp`, `Lĩnh vực …`) and totals are groups; a Roman number or capital letter is a
group where other rows are numbered below it; what is left is an item. Status: the row's own progress cell, the groups
above it, the caption. Owner, place and funding are cells, filled down where they are merged.
Never: a subtotal is no project's cost, and a row without a name is no project.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import get_args

from pipeline.draft import ProjectDraft
from pipeline.grammar.table_cells import CellFigure, UnitReading, is_ditto, is_empty, read_figures
from pipeline.grammar.table_columns import Column
from pipeline.grammar.table_parts import TableParts
from pipeline.grammar.table_rows import NamedRow, lowered
from pipeline.grammar.table_words import tokenize, words
from schemas.project import Status

_FROM_SOURCE = re.compile(
    r"(?i)(?:từ|bằng|thuộc|sử dụng)\s+((?:nguồn|vốn|ngân sách|ctmtqg|chương trình)(?:\s+[^\W\d_]+){1,6}?)"
    r"(?=\s+năm\b|\s*[-,;(]|\s*\d|$)"
)
_PARENTHESES = re.compile(r"\([^()]*\)")
_STATUSES: tuple[Status, ...] = get_args(Status)
_WITH_WORDS: tuple[Status, ...] = tuple(status for status in _STATUSES if status != "implemented")


def is_annex(parts: TableParts) -> bool:
    """Is the table a list of projects: headed or captioned so, and with money in it?"""
    label = parts.label_column()
    if label is None:
        return False
    head = parts.columns[label].head.text
    listed = bool(words("project_label").find(head))
    if not listed and parts.around.caption is not None:
        listed = bool(words("project_list").find(parts.around.caption)) and not words("place").find(head)
    return listed and any(_is_money(column) for column in parts.columns)


def annex_projects(parts: TableParts) -> tuple[list[ProjectDraft], dict[tuple[int, int], str]]:
    """The projects of a list of projects, and the indicator names of its money figures by (body row, column)."""
    kinds = [_row_kind(parts, i) for i in range(len(parts.rows))]
    projects = [_project(parts, i) for i, kind in enumerate(kinds) if kind == "item"]
    return projects, dict(_money_names(parts, kinds))


def _is_money(column: Column) -> bool:
    if column.kind != "value" or column.measure in ("ratio", "share"):
        return False
    return bool(words("money").find(column.head.text)) or (
        column.head.unit is not None and column.head.unit.code == "VND"
    )


def _row_kind(parts: TableParts, i: int) -> str:
    """`item`, `group`, `part` (of the project above) or `none`."""
    row = parts.rows[i]
    if not row.label:
        return "none"
    if row.total or row.rank < 0:
        return "group"
    children = [child for child in parts.rows if child.parent == i and child.label]
    if children and not all(_splits(child) for child in children):
        return "group"
    parent = parts.rows[row.parent] if row.parent is not None else None
    if parent is not None and _splits(row) and not _is_group_label(parent):
        return "part"
    if _is_group_label(row):
        return "group"
    upper = row.style in ("letter", "roman")
    if upper and any(other.style not in ("letter", "roman", "") for other in parts.rows):
        return "group"
    return "item"


def _splits(row: NamedRow) -> bool:
    return bool(words("part_of_project").leads(row.label))


def _is_group_label(row: NamedRow) -> bool:
    """A heading by its words; `Giao thông nông thôn thôn Đông` with a long tail is still a name, so it must be short or
    be all about status."""
    tokens = [token for token in tokenize(row.label) if token.key[0].isalnum()]
    length = words("group_of_projects").leads(tokens)
    return bool(length) and (len(tokens) <= length + 6 or _status_of(row.label) is not None)


def _project(parts: TableParts, i: int) -> ProjectDraft:
    label = parts.label_column()
    assert label is not None
    cell = parts.sheet.body[i][label]
    name = parts.rows[i].label
    at = cell.view.text.find(name)
    start, end = cell.view.span(at, at + len(name)) if at >= 0 else (cell.pieces[0][0], cell.pieces[-1][1])
    cost = _cost(parts, i)
    amount = None
    span = None
    if cost is not None:
        figure, unit, column = cost
        amount = figure.low * unit.factor
        span = parts.sheet.body[i][column].view.span(figure.start, figure.end)
    return ProjectDraft(
        start=start,
        end=end,
        name=name,
        cost=amount,
        cost_span=span,
        status=_status(parts, i),
        funding=_cell(parts, i, "funding") or _funding_above(parts, i),
        owner=_cell(parts, i, "owner"),
        location=_cell(parts, i, "place"),
        section=parts.around.section,
        table=parts.id,
        confidence=0.95,
        rule="annex_row",
    )


def _cost(parts: TableParts, i: int) -> tuple[CellFigure, UnitReading, int] | None:
    """The figure of the row's cost, its unit and its column."""
    for name in ("cost", "cost_otherwise"):
        for column in parts.columns:
            cell = parts.sheet.body[i][column.index]
            if column.kind != "value" or is_empty(cell.text) or not words(name).find(column.head.text):
                continue
            unit = column.head.unit or parts.units[i]
            figures = read_figures(cell, parts.styles[column.index])
            if figures and unit is not None and unit.code == "VND":
                return figures[0], figures[0].unit or unit, column.index
    return None


def _cell(parts: TableParts, i: int, role: str) -> str | None:
    """The text of the row's cell in the column of that role; a ditto mark repeats the cell above."""
    for column in parts.columns:
        if column.kind not in ("text", "outer") or not words(role).find(column.head.text):
            continue
        text = parts.sheet.body[i][column.index].text
        if is_ditto(text):
            above = (row[column.index].text for row in reversed(parts.sheet.body[:i]))
            text = next((t for t in above if not is_ditto(t) and not is_empty(t)), "")
        if not is_empty(text):
            return text.strip(" .;")
    return None


def _funding_above(parts: TableParts, i: int) -> str | None:
    """The nearest group above that names a source of money."""
    at = parts.rows[i].parent
    while at is not None:
        if words("part_of_project").leads(parts.rows[at].label) or words("funding").leads(parts.rows[at].label):
            return parts.rows[at].label
        at = parts.rows[at].parent
    source = _FROM_SOURCE.search(parts.around.caption or "")
    return source.group(1).lower() if source else None


def _status(parts: TableParts, i: int) -> Status | None:
    own = _status_of(_cell(parts, i, "progress") or "")
    at = parts.rows[i].parent
    while own is None and at is not None:
        own = _status_of(parts.rows[at].label)
        at = parts.rows[at].parent
    return own or _status_of(parts.around.caption or "")


def _status_of(text: str) -> Status | None:
    """The status that a short text names; of two, the one named by the longer phrase, then the first."""
    tokens = tokenize(text)
    hits = [
        (hit.start - hit.end, hit.start, status)
        for status in _WITH_WORDS
        for hit in words(f"status_{status}").find(tokens)
    ]
    return min(hits)[2] if hits else None


def _money_names(parts: TableParts, kinds: list[str]) -> Iterator[tuple[tuple[int, int], str]]:
    """`<project> tổng mức đầu tư` for items, `<project> ngân sách tỉnh …` for their parts, `Tổng mức đầu tư
    <group>`."""
    for column in parts.columns:
        if column.kind != "value":
            continue
        compared = column.relation is not None and column.measure == "ratio"
        money = _money_words(parts.columns[column.relation.subject] if compared and column.relation else column)
        for i, kind in enumerate(kinds):
            row = parts.rows[i]
            if kind == "item":
                yield (i, column.index), f"{row.label} {lowered(money)}"
            elif kind == "part" and row.parent is not None:
                yield (i, column.index), f"{parts.rows[row.parent].label} {lowered(row.label)} {lowered(money)}"
            elif kind == "group":
                whole = f"{parts.topic} {lowered(money)}" if parts.topic else money
                yield (i, column.index), whole if row.total else f"{row.label} {lowered(money)}"


def _money_words(column: Column) -> str:
    """What a money column is called: its head without unit and year, abbreviations spelt out."""
    levels = [_PARENTHESES.sub(" ", level) for level in column.head.levels if level]
    if len(levels) > 1 and words("total").whole(levels[-1]):
        levels = levels[:-1]
    tokens = tokenize(levels[-1]) if levels else ()
    if levels and not words("money").find(tokens):
        money = next((level for level in reversed(levels) if words("money").find(level)), None)
        tokens = tokenize(f"{money} {levels[-1]}") if money else tokens
    kept = [token.text for token in tokens if not token.text[0].isdigit() and token.text not in "()%"]
    spelt = [_SPELT.get(word.casefold(), word) for word in kept]
    while spelt and (words("edge").leads(spelt[-1]) or not spelt[-1][0].isalnum()):
        spelt.pop()
    return " ".join(spelt) or "kinh phí"


_SPELT = {"tmđt": "tổng mức đầu tư", "kh": "kế hoạch", "khv": "kế hoạch vốn", "lk": "lũy kế", "gn": "giải ngân"}
