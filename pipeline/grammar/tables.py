"""Observations of tables: every figure of every sheet with the name, unit, scenario and year that its row and head
give.

Problem: a cell holds a bare number; what it says stands in its row's label (and the labels above that), in the unit
column, in one to three head rows, in the caption. Every numeral of a table ends here as an observation, as explained
(row number, head, unit, formula row, note), or as left to the prose grammar.
Signals for the unit, in order of precedence: the cell; the head; the unit column (ditto marks followed); the label; the
rows above; the caption (`ĐVT: triệu đồng`); the measure noun (`Tỷ lệ` is a percentage, `Số hộ` a count).
Never: an empty cell, `-` or `…` is no value; a sentence in a cell is left to the prose grammar; no figure is corrected.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from pipeline.document import Document, Numeral
from pipeline.draft import Draft, ProjectDraft
from pipeline.frozen import dataclass
from pipeline.grammar.annex_projects import annex_projects, is_annex
from pipeline.grammar.incomes import income_unit
from pipeline.grammar.names import Name
from pipeline.grammar.periods import as_period
from pipeline.grammar.table_cells import PERCENT, CellFigure, UnitReading, is_empty, read_figures
from pipeline.grammar.table_columns import Column
from pipeline.grammar.table_grid import Row, Sheet, SheetCell, is_number, sheets
from pipeline.grammar.table_heads import Year
from pipeline.grammar.table_names import cell_name, counted_noun, is_whole, measure_of_name, with_measure
from pipeline.grammar.table_parts import TableParts, read_parts
from pipeline.grammar.table_rows import NamedRow
from pipeline.grammar.table_words import tokenize, words
from pipeline.text import Span
from schemas.observation import Scenario

CellKey = tuple[int, int, int]
"""Grid, row and column of a cell, as in `Document.grids` and `Paragraph`."""


@dataclass(frozen=True, slots=True)
class TableReading:
    """What one table says. `prose` are the cells whose sentences the prose grammar shall read; `numerals` explains
    every numeral of the other cells that is no figure."""

    id: str
    drafts: tuple[Draft, ...]
    projects: tuple[ProjectDraft, ...]
    numerals: tuple[Numeral, ...]
    prose: frozenset[CellKey]


_YEAR = re.compile(r"(?:19|20)\d\d")
_DIGITS = re.compile(r"\d+(?:[.,/]\d+)*")


def read_tables(document: Document) -> list[TableReading]:
    """Everything that the tables of a document say, table by table, in the order of `Document.tables`. Read once."""
    given = document.paragraphs, document.grids, document.header, document.sections, document.chosen
    return document.once("tables", lambda: _read_tables(document), *given)


def _read_tables(document: Document) -> list[TableReading]:
    readings = []
    for i, sheet in enumerate(sheets(document), 1):
        parts = read_parts(document, sheet, f"t{i}")
        names: Mapping[tuple[int, int], str] = {}
        projects: list[ProjectDraft] = []
        if is_annex(parts):
            projects, names = annex_projects(parts)
        drafts = list(_drafts(parts, names))
        prose = _prose(parts)
        numerals = tuple(_explained(parts, drafts, prose))
        readings.append(TableReading(parts.id, tuple(drafts), tuple(projects), numerals, prose))
    return readings


def table_observations(document: Document) -> list[Draft]:
    """The observations of all tables, in reading order."""
    return [draft for reading in read_tables(document) for draft in reading.drafts]


def _drafts(parts: TableParts, names: Mapping[tuple[int, int], str]) -> Iterator[Draft]:
    """One draft for each figure; `names` gives the indicators of a project annex by body row and column."""
    places = _rows_are_places(parts)
    for r, row in enumerate(parts.sheet.body):
        for column in parts.columns:
            cell = row[column.index]
            if column.kind != "value" or not cell.home or is_empty(cell.text) or _is_sentence(cell.text):
                continue
            row_unit = parts.units[r]
            name = names.get((r, column.index)) or with_measure(
                cell_name(parts.rows[r], column, places, parts.topic), row_unit.code if row_unit else None
            )
            for figure in read_figures(cell, parts.styles[column.index]):
                draft = _draft(parts, r, column, name or parts.around.caption or "", cell, figure)
                if draft is not None:
                    yield draft


def _rows_are_places(parts: TableParts) -> bool:
    """Are the rows places or bodies, so that the heads name what is counted? The head of their column or they say
    so."""
    label = parts.label_column()
    if label is None:
        return False
    title = parts.columns[label].head.text
    if words("entity").whole(title):
        return True
    labels = [row.label for row in parts.rows if row.label and not row.total]
    return sum(bool(words("place_noun").leads(label)) for label in labels) * 5 > len(labels) * 3


def _draft(parts: TableParts, r: int, column: Column, name: str, cell: SheetCell, figure: CellFigure) -> Draft | None:
    unit, confidence = _unit_of(parts, r, column, figure, name)
    if not name or unit is None:
        return None
    measure, basis, sign = column.measure, column.basis, 1
    if measure is None:
        measure, basis, sign, name = measure_of_name(name, unit.code)
    elif measure == "change" and _falls(column):
        sign = -1
    low, high = (figure.low, figure.high) if sign > 0 else (-figure.high, -figure.low)
    factor = unit.factor * column.scale
    scenario, year = _scenario_of(parts, r, column)
    start, end = cell.view.span(figure.start, figure.end)
    period = column.head.period
    return Draft(
        start=start,
        end=end,
        number_end=cell.view.span(figure.start, figure.number_end)[1],
        indicator=name[:1].upper() + name[1:],
        low=low * factor,
        high=high * factor,
        unit=income_unit(unit.code, unit.per, Name(thing=name)),
        resolution=figure.resolution * factor,
        counted=unit.counted if unit.code == "count" else None,
        approx=figure.approx,
        measure=measure,
        basis=basis,
        scenario="plan" if figure.whole else scenario,
        year=year,
        period=as_period(period) if period is not None and period.kind != "as_of" else None,
        as_of=period.end_date.isoformat()
        if period is not None and period.kind == "as_of" and period.end_date
        else None,
        path=_path(parts.rows, r),
        section=parts.around.section,
        table=parts.id,
        confidence=confidence,
        rule=f"table_{measure}",
    )


def _scenario_of(parts: TableParts, r: int, column: Column) -> tuple[Scenario, Year | None]:
    """The column's scenario and year, unless each row has a year of its own."""
    years = next((c.index for c in parts.columns if c.kind == "year"), None)
    printed = _YEAR.search(parts.sheet.body[r][years].text) if years is not None else None
    if printed is None:
        return column.scenario, column.year
    year = int(printed.group())
    earlier = parts.report_year is not None and year < parts.report_year
    return ("previous" if earlier and column.scenario in ("actual", "estimate") else column.scenario), year


def _falls(column: Column) -> bool:
    """Does the head say only `giảm`, so that a positive figure is a decrease?"""
    tokens = tokenize(column.head.text)
    keys = {tokens[i].key for hit in words("change").find(tokens) for i in range(hit.start, hit.end)}
    return "giảm" in keys and "tăng" not in keys


_OF_MONEY = re.compile(r"\b(?:tổng mức đầu tư|kế hoạch vốn|giải ngân|kinh phí|dự toán|tổng vốn)$", re.IGNORECASE)
_GUESSED = 0.4
"""how sure a unit is that no word of the table states"""


def _unit_of(
    parts: TableParts, r: int, column: Column, figure: CellFigure, name: str
) -> tuple[UnitReading | None, float]:
    """The unit of a figure, and how sure it is."""
    relation = column.relation
    if figure.unit is not None:
        return figure.unit, 0.95
    if column.measure == "ratio":
        quotient = relation is not None and relation.operation == "quotient" and column.scale == 1
        return (UnitReading("times", Decimal(1)) if quotient else PERCENT), 0.9
    if column.measure == "change" and (column.head.percent or (relation and relation.operation == "growth")):
        return PERCENT, 0.9
    if column.measure == "share":
        return PERCENT, 0.9
    stated = column.head.unit or parts.units[r]
    if stated is not None:
        return stated, 0.95
    if words("share").leads(name):
        return PERCENT, 0.7
    if _OF_MONEY.search(name):  # no annex of works counts money in pieces; most of them print millions
        told = (c.head.unit for c in parts.columns if c.head.unit is not None and c.head.unit.code == "VND")
        return next(told, None) or UnitReading("VND", Decimal(10**6)), _GUESSED
    counted = counted_noun(name)
    if is_whole(figure.low):
        return UnitReading("count", Decimal(1), counted), 0.8 if counted else 0.6
    return None, 0.0


def _path(rows: Sequence[NamedRow], r: int) -> tuple[str, ...]:
    """The labels that a row hangs under, outermost first."""
    path: list[str] = []
    at = rows[r].parent
    while at is not None:
        if rows[at].label:
            path.append(rows[at].label)
        at = rows[at].parent
    return tuple(reversed(path))


def _is_sentence(text: str, least: int = 4) -> bool:
    """Words (at least so many) with figures among them, not a figure with its unit."""
    return not is_number(text) and sum(token.key[0].isalpha() for token in tokenize(text)) >= least


def _prose(parts: TableParts) -> frozenset[CellKey]:
    """Cells to be read as prose: sentences with digits in a column of figures, results or notes; all wordy cells of a
    table that has no column of figures."""
    bare = not any(column.kind == "value" for column in parts.columns)
    keys = set()
    for row in parts.sheet.body:
        for column in parts.columns:
            cell = row[column.index]
            wordy = column.kind in ("value", "text") or (bare and column.kind in ("label", "outer"))
            least = 3 if column.kind == "text" else 4
            if wordy and cell.home and _DIGITS.search(cell.text) and _is_sentence(cell.text, least):
                keys.add(cell.key)
    return frozenset(keys)


def _explained(parts: TableParts, drafts: Sequence[Draft], prose: frozenset[CellKey]) -> Iterator[Numeral]:
    """Every numeral of the sheet that became no figure, with the rule that explains it."""
    spans = sorted((draft.start, draft.end) for draft in drafts)
    for rule, row in _all_rows(parts.sheet):
        for column, cell in zip(parts.columns, row, strict=True):
            if not cell.home or cell.key in prose:
                continue
            kind = rule or f"table_{column.kind}"
            for start, end in _numerals(cell):
                if not _covered(spans, start):
                    yield Numeral(start, end, "unexplained" if kind == "table_value" else "non_indicator", kind)
    for title in parts.sheet.titles:
        for start, end in _numerals(title):
            yield Numeral(start, end, "non_indicator", "table_title")


def _all_rows(sheet: Sheet) -> Iterator[tuple[str, Row]]:
    yield from (("table_head", row) for row in sheet.head)
    if sheet.numbering is not None:
        yield "table_numbering", sheet.numbering
    yield from (("table_head", row) for row in sheet.repeated)
    yield from (("", row) for row in sheet.body)


def _covered(spans: Sequence[Span], offset: int) -> bool:
    i = bisect_right(spans, offset, key=lambda span: span[0]) - 1
    return i >= 0 and offset < spans[i][1]


def _numerals(cell: SheetCell) -> Iterator[Span]:
    for match in _DIGITS.finditer(cell.text):
        yield cell.view.span(match.start(), match.end())
