"""A sheet with everything read off it: what the observation grammar and the project grammar both start from.

Order of reading: surroundings (caption, unit), number style of each column, figures, columns, row labels, row units.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipeline.document import Document
from pipeline.frozen import dataclass
from pipeline.grammar.names import split_head
from pipeline.grammar.numbers import ENGLISH, VIETNAMESE, NumberStyle, number_style
from pipeline.grammar.table_cells import UnitReading, is_ditto, is_empty, read_figures, read_unit
from pipeline.grammar.table_columns import Column, head_texts, read_columns
from pipeline.grammar.table_context import Surroundings, surroundings
from pipeline.grammar.table_grid import Sheet, SheetCell, is_number
from pipeline.grammar.table_rows import Label, NamedRow, name_rows, split_label
from pipeline.grammar.table_topic import topic
from pipeline.grammar.table_words import words


@dataclass(frozen=True, slots=True)
class TableParts:
    """A sheet with everything that was read off it: what the observation and the project grammar both start from."""

    id: str
    sheet: Sheet
    around: Surroundings
    columns: tuple[Column, ...]
    rows: tuple[NamedRow, ...]
    units: tuple[UnitReading | None, ...]
    styles: tuple[NumberStyle, ...]
    report_year: int | None
    topic: str

    def label_column(self) -> int | None:
        return next((c.index for c in self.columns if c.kind == "label"), None)


_YEAR = re.compile(r"(?:19|20)\d\d")
_DASH = re.compile(r"\s*[-–—]\s*")
_PARENTHESIS = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]")


def read_parts(document: Document, sheet: Sheet, identifier: str) -> TableParts:
    """Columns, rows and units of a sheet."""
    around = surroundings(document, sheet)
    styles = _styles(sheet)
    year = _report_year(document, sheet, around)
    plan = (
        around.caption is not None
        and bool(words("plan").find(around.caption))
        and not words("actual").find(around.caption)
        and not words("settled").find(around.caption)
    )
    columns = read_columns(sheet, _values(sheet, styles), year, plan)
    subject = topic(around.caption, around.introduction)
    labels = _labels(document, sheet, columns)
    rows = name_rows(labels, _root(sheet, columns, subject))
    return TableParts(
        id=identifier,
        sheet=sheet,
        around=around,
        columns=tuple(columns),
        rows=tuple(rows),
        units=tuple(_units(sheet, columns, rows, around)),
        styles=styles,
        report_year=year,
        topic=subject,
    )


def _root(sheet: Sheet, columns: Sequence[Column], subject: str) -> str:
    """What all rows are parts of: receipts or expenses by the head of the label column, else the measure noun of the
    table's subject, if all figures are in one unit and no head names another measure."""
    label = next((c for c in columns if c.kind == "label"), None)
    if label is None:
        return ""
    if words("income").find(label.head.text):
        return "Thu"
    if words("expense").find(label.head.text):
        return "Chi"
    unit = next((c.index for c in columns if c.kind == "unit"), None)
    printed = (
        {row[unit].text.casefold() for row in sheet.body if row[unit].text and not is_ditto(row[unit].text)}
        if unit
        else {""}
    )
    named = any(c.head.name for c in columns if c.kind == "value")
    return subject if len(printed) <= 1 and not named and split_head(subject)[0] else ""


def _report_year(document: Document, sheet: Sheet, around: Surroundings) -> int | None:
    """The report's year; for a table alone the first year of its caption, else the last of its heads."""
    if document.header.year:
        return document.header.year
    caption = _YEAR.search(around.caption or "")
    if caption:
        return int(caption.group())
    texts = " ".join(text for i in range(sheet.columns) for text in head_texts(sheet, i))
    results = [int(m.group(2)) for m in re.finditer(r"(?i)(th|thực hiện|ước\D{0,12})\D{0,12}((?:19|20)\d\d)", texts)]
    return max(results or [int(year) for year in _YEAR.findall(texts)], default=None)


def _styles(sheet: Sheet) -> tuple[NumberStyle, ...]:
    """How each column writes numbers; a column without evidence follows the table. Row numbers (`1.1`) prove
    nothing."""
    columns = [[row[i].text for row in sheet.body if is_number(row[i].text)] for i in range(sheet.columns)]
    numbered = bool(sheet.columns > 1 and len(columns[1]) * 2 < len(sheet.body))
    columns = [[] if i == 0 and numbered else texts for i, texts in enumerate(columns)]
    fallback = _told([text for texts in columns for text in texts]) or VIETNAMESE
    return tuple(_told(texts) or fallback for texts in columns)


def _told(texts: Sequence[str]) -> NumberStyle | None:
    """The style that the numerals prove; None where they prove nothing."""
    style = number_style(texts)
    if style == VIETNAMESE and number_style([*texts, "0.5"]) == ENGLISH:
        return None
    return style


def _values(sheet: Sheet, styles: Sequence[NumberStyle]) -> list[dict[int, Decimal]]:
    values: list[dict[int, Decimal]] = []
    for i in range(sheet.columns):
        column = {}
        for r, row in enumerate(sheet.body):
            figures = read_figures(row[i], styles[i]) if row[i].home and is_number(row[i].text) else []
            if len(figures) == 1:
                column[r] = figures[0].low
        values.append(column)
    return values


def _labels(document: Document, sheet: Sheet, columns: Sequence[Column]) -> list[Label]:
    at = {column.kind: column.index for column in reversed(columns)}
    figures = [column.index for column in columns if column.kind == "value"]
    labels = []
    for row in sheet.body:
        label = row[at["label"]] if "label" in at else None
        mark, text = split_label(label.text if label else "")
        ordinal = row[at["ordinal"]].text if "ordinal" in at else ""
        if label is not None and "ordinal" in at and row[at["ordinal"]].key == label.key:
            ordinal = ""  # `Tổng` merged over both columns
        text = _unit_of_label(text)[0]
        labels.append(
            Label(
                ordinal=ordinal or mark,
                text=text,
                indent=_indent(document, label) if label else None,
                bold=label.bold if label else False,
                values=any(not is_empty(row[i].text) and row[i].home for i in figures),
                outer=row[at["outer"]].text if "outer" in at else "",
            )
        )
    return labels


def _indent(document: Document, cell: SheetCell) -> float | None:
    """Where the text begins: the left edge of its first character in points, else the white space it is indented by."""
    if not cell.pieces:
        return None
    start, end = cell.pieces[0]
    place = next(iter(document.places(start, start + 1)), None)
    if place is not None:
        return place[1][0]
    indent = end - start - len(document.text[start:end].lstrip())
    return float(indent) if indent else None


def _unit_of_label(text: str) -> tuple[str, UnitReading | None]:
    """A label without the unit that it names in parentheses (`Diện tích (ha)`), and that unit."""
    for match in _PARENTHESIS.finditer(text):
        reading = read_unit(match.group(1))
        if reading is not None:
            return (text[: match.start()] + text[match.end() :]).strip(), reading
    return text, None


def _units(
    sheet: Sheet, columns: Sequence[Column], rows: Sequence[NamedRow], around: Surroundings
) -> Iterator[UnitReading | None]:
    """The unit of each row, by unit column, label, the row above it in the hierarchy, caption."""
    whole = read_unit(around.unit, guess=True) if around.unit else None
    at = {column.kind: column.index for column in reversed(columns)}
    units: list[UnitReading | None] = []
    for i, row in enumerate(sheet.body):
        unit = None
        if "unit" in at:
            printed = row[at["unit"]].text
            unit = (
                units[-1]
                if units and (is_ditto(printed) or _DASH.fullmatch(printed))
                else read_unit(printed, guess=True)
            )
        if unit is None and "label" in at:
            unit = _unit_of_label(row[at["label"]].text)[1]
        parent = rows[i].parent
        if unit is None and parent is not None and _same_kind(rows[i], rows[parent]):
            unit = units[parent]
        units.append(unit or whole)
    yield from units


def _same_kind(row: NamedRow, parent: NamedRow) -> bool:
    """May a row without a unit take its parent's: its name begins with the parent's measure noun."""
    return row.name.casefold().startswith(parent.name.split(" ")[0].casefold()) or row.name.startswith(parent.name)
