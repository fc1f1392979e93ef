"""Last year's figures from a table that a person made: one row per indicator, or one column per year.

Problem: heads in Vietnamese or English, a title above them, units in a column, in the name or nowhere, years in rows or
in the heads of columns, and here and there a row that cannot be read.
Signals, in order: the first row whose cells include the heads of an indicator and of a value (or of years); the unit
column, else the parentheses of the name; the way the column of figures writes decimals.
Never: guesses a unit, or keeps silent about a row that it could not use.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

from pipeline import lexicon
from pipeline.errors import Reason, UnreadableInput, shown
from pipeline.frozen import replace
from pipeline.grammar.folding import fold
from pipeline.grammar.numbers import NumberStyle, number_style
from pipeline.lexicon.function_words import measure_nouns
from pipeline.reconcile.indicators import Indicator, dimension, rated
from pipeline.reconcile.names import name_key, stated_facets
from pipeline.reconcile.previous_units import PrintedUnit, read_figure, read_unit
from pipeline.reconcile.table_cells import Cell, Number, Row, read_rows
from pipeline.reconcile.unmarked import name_marked, plain_letters, unit_marked
from schemas.observation import Scenario, Unit
from schemas.reconciliation import InputProblem

_ADD_COLUMN = "thêm cột vào dòng tiêu đề rồi chạy lại"
_HEAD_ROWS = 20
"""Rows at the top among which the head is looked for."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_YEAR_HEAD = re.compile(r"(?<![\d/])(?:n[ăa]m )?(?P<year>(?:19|20)\d\d)(?![\d/])")
_COLUMN_LABEL = re.compile(r"\(?(?:[A-Z]|\d{1,2})\)?(?:\s*=.*)?\)?")
_ITEM = re.compile(r"^\s*(?:[-–—+*•]|trong đó\s*:|tr\.?đ\s*:)\s*", re.IGNORECASE)
_ITEM_NUMBER = re.compile(r"|[-–+*•]|\d+(?:\.\d+)+\.?|[a-zđ][.)]?")
_UNIT_IN_NAME = re.compile(
    r"\((?:đvt|đơn vị tính|đơn vị)?\s*:?\s*([^()]+)\)\s*$|,\s*(?:đvt|đơn vị tính)\s*:\s*(.+)$", re.IGNORECASE
)


_Meaning = TypeVar("_Meaning")


@dataclass(frozen=True, slots=True)
class Table:
    """The usable rows by year, and what could not be used."""

    years: Mapping[int, tuple[Indicator, ...]]
    problems: tuple[InputProblem, ...]


@dataclass(frozen=True, slots=True)
class _Head:
    """Which column gives what."""

    fields: Mapping[str, int]
    figures: tuple[_Column, ...]


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of figures, with the year, scenario and stretch of the year that its head states."""

    at: int
    year: int | None = None
    scenario: Scenario = "actual"
    span: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Parent:
    """The row under which item rows (`- Lúa`) stand, and the measure at its head."""

    name: str = ""
    measure: str = ""


def read_table(path: Path, data: bytes) -> Table:
    """The figures of a CSV, XLSX or Parquet table. Raises UnreadableInput where there is no table of figures in it."""
    rows = read_rows(path, data)
    head, at = _find_head(path, rows)
    body = [row for row in rows[at + 1 :] if any(row.cells) and not _labels(row)]
    width = max(len(row.cells) for row in rows[: at + 1])
    styles = {
        column: _style(row.cells[column.at] for row in body if column.at < len(row.cells)) for column in head.figures
    }
    years: dict[int, list[Indicator]] = defaultdict(list)
    problems: list[InputProblem] = []
    parent = _Parent()
    for row in body:
        read = _Row(path, row, head, width)
        parent = read.parent(parent)
        for column in head.figures:
            made = read.figure(column, styles[column], parent)
            if isinstance(made, str):
                problems.append(InputProblem(file=shown(path), line=row.line, message=made))
            elif made is not None:
                years[made[0]].append(made[1])
    kept = {year: tuple(_once(path, found, problems)) for year, found in sorted(years.items())}
    if not kept and "unit" not in head.fields:
        raise UnreadableInput(path, Reason.UNSUPPORTED, "bảng thiếu cột unit (đơn vị)", _ADD_COLUMN)
    if not kept:
        raise UnreadableInput(path, Reason.NO_TEXT, "bảng không có dòng số liệu nào dùng được", _first(problems))
    return Table(kept, tuple(sorted(problems, key=lambda problem: problem.line or 0)))


def _first(problems: Sequence[InputProblem]) -> str:
    return f"dòng {problems[0].line}: {problems[0].message}" if problems else "điền số liệu vào bảng rồi chạy lại"


@cache
def _fields() -> dict[str, str]:
    table = lexicon.table("previous_tables")["heads"]
    return _both_ways({fold(form): field for field, forms in table.items() for form in forms})


@cache
def _scenarios() -> dict[str, Scenario]:
    table = lexicon.table("previous_tables")["scenarios"]
    return _both_ways({fold(form): scenario for scenario, forms in table.items() for form in forms})


def _both_ways(table: Mapping[str, _Meaning]) -> dict[str, _Meaning]:
    """The table with each word as it is typed without marks too, where that is no other word of it."""
    return {plain_letters(word): meaning for word, meaning in reversed(list(table.items()))} | dict(table)


@cache
def _blank() -> frozenset[str]:
    return frozenset(lexicon.table("previous_tables")["blank"]["words"])


def _plain(cell: Cell) -> str:
    return re.sub(r"[\s_.:*]+", " ", fold(cell)).strip() if isinstance(cell, str) else ""


def _labels(row: Row) -> bool:
    """A row that only letters and numbers its columns (`A | B | (1) | (2)`), as forms do below their head."""
    texts = [cell if isinstance(cell, str) else f"{cell.value:f}" for cell in row.cells if cell]
    return len(texts) > 1 and all(_COLUMN_LABEL.fullmatch(text.strip()) for text in texts)


def _find_head(path: Path, rows: Sequence[Row]) -> tuple[_Head, int]:
    """The head and its last row: one row, or two where the upper one spans columns of the lower (`Năm 2022` over `KH`,
    `TH`)."""
    best: _Head | None = None
    for at, row in enumerate(rows[:_HEAD_ROWS]):
        head = _head(row.cells)
        if "indicator" in head.fields:
            two = _head(_joined(row.cells, rows[at + 1].cells)) if at + 1 < len(rows) else head
            kept = head.fields.items() - _figure_fields(head)
            if len(two.figures) > len(head.figures) and two.fields.items() >= kept:
                return two, at + 1
            if head.figures:
                return head, at
        if best is None or len(head.fields) > len(best.fields):
            best = head
    found = best.fields if best is not None else {}
    needed = [("indicator", "chỉ tiêu"), ("unit", "đơn vị"), ("year", "năm"), ("value", "giá trị")]
    missing = ", ".join(f"{field} ({name})" for field, name in needed if field not in found)
    raise UnreadableInput(path, Reason.UNSUPPORTED, f"bảng thiếu cột {missing}", _ADD_COLUMN)


def _figure_fields(head: _Head) -> set[tuple[str, int]]:
    return {(field, at) for field, at in head.fields.items() if field in ("value", "year")}


def _joined(upper: Sequence[Cell], lower: Sequence[Cell]) -> list[Cell]:
    """Two rows of a head as one: a cell that spans several stands before what is under each of them."""
    joined: list[Cell] = []
    spanning = ""
    for column in range(max(len(upper), len(lower))):
        above, below = (_head_text(row[column]) if column < len(row) else "" for row in (upper, lower))
        spanning = above or spanning
        joined.append(f"{spanning} {below}".strip() if below else above)
    return joined


def _head_text(cell: Cell) -> str:
    return f"{cell.value:f}".removesuffix(".0") if isinstance(cell, Number) else cell


def _head(cells: Sequence[Cell]) -> _Head:
    fields: dict[str, int] = {}
    figures: list[_Column] = []
    for column, cell in enumerate(cells):
        text = _plain(_head_text(cell))
        field = _fields().get(text) or _fields().get(re.sub(r"\s*\(.*\)$", "", text))
        if field is not None:
            fields.setdefault(field, column)
        elif (made := _figure_column(column, text)) is not None:
            figures.append(made)
    if "value" in fields:  # a table by rows; columns of other years beside it are for comparison
        return _Head(fields, (_Column(fields["value"]),) if "year" in fields else ())
    return _Head(fields, tuple(figures))


def _figure_column(at: int, text: str) -> _Column | None:
    """`TH 2020`, `Ước thực hiện năm 2022`, `Năm 2022 (kế hoạch)`, `9 tháng năm 2023`; None for a head that says more."""
    years = _YEAR_HEAD.findall(text)
    if len(years) != 1:
        return None
    span = stated_facets(text).get("span", frozenset())
    said = re.sub(r"[()\s,-]+", " ", _YEAR_HEAD.sub(" ", text)).strip()
    for form in _spans() if span else ():
        said = re.sub(rf"(?<!\w){re.escape(form)}(?!\w)", " ", said).strip()
    scenario = _scenarios().get(re.sub(r"\s+", " ", said))
    return _Column(at, int(years[0]), scenario, span) if scenario is not None else None


@cache
def _spans() -> tuple[str, ...]:
    """Wordings of stretches of the year, the longest first."""
    spans = next(entry for entry in lexicon.table("indicator_names")["facet"] if entry["name"] == "span")
    return tuple(sorted((fold(form) for forms in spans["values"].values() for form in forms), key=len, reverse=True))


def _style(cells: Iterable[Cell]) -> NumberStyle:
    return number_style(cell for cell in cells if isinstance(cell, str))


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of the table, read by the head."""

    path: Path
    row: Row
    head: _Head
    width: int

    def text(self, field: str) -> str:
        at = self.head.fields.get(field)
        if at is None or at >= len(self.row.cells):
            return ""
        cell = self.row.cells[at]
        return f"{cell.value:f}".removesuffix(".0") if isinstance(cell, Number) else cell

    @property
    def name(self) -> str:
        """The indicator's name, with marks where it was typed without."""
        return name_marked(self.text("indicator").strip())

    def parent(self, last: _Parent) -> _Parent:
        """The row under which the item rows that follow stand."""
        name = self.name
        return last if self.is_item(name) else _Parent(_UNIT_IN_NAME.sub("", name), _measure(name))

    def is_item(self, name: str) -> bool:
        """By a dash or `trong đó`; in a numbered table by having no number, or one below another (`1.2`, `a`)."""
        if _ITEM.match(name) or "number" not in self.head.fields:
            return _ITEM.match(name) is not None
        return _ITEM_NUMBER.fullmatch(self.text("number").strip()) is not None

    def figure(self, column: _Column, style: NumberStyle, parent: _Parent) -> tuple[int, Indicator] | str | None:
        """Year and indicator of one cell; a message where it cannot be read; None where there is nothing to read."""
        cell = self.row.cells[column.at] if column.at < len(self.row.cells) else ""
        year = column.year
        blank = isinstance(cell, str) and cell.strip().casefold() in _blank()
        name = self.name
        if len([cell for cell in self.row.cells[self.width :] if cell]):
            return "dòng có nhiều ô hơn dòng tiêu đề (số có dấu phẩy phải đặt trong ngoặc kép)"
        if blank and year is not None:
            return None  # a heading row, or a year without a figure
        if not name:
            return "thiếu tên chỉ tiêu"
        if year is None:
            match = _YEAR.search(self.text("year"))
            if match is None:
                return None if blank else f"năm không đọc được: {self.text('year')!r}"
            year = int(match.group())
        if blank:
            return "không có giá trị"
        word = fold(self.text("scenario")).strip()
        if word not in _scenarios():
            return f"loại số liệu không rõ: {self.text('scenario')!r}"
        scenario = _scenarios()[word] if word else column.scenario
        if scenario == "plan":
            return None
        made = self._indicator(name, cell, scenario, style, parent)
        if isinstance(made, str):
            return made
        return year, replace(made, key=made.key.with_facet("span", column.span)) if column.span else made

    def _indicator(
        self, name: str, cell: Cell, scenario: Scenario, style: NumberStyle, parent: _Parent
    ) -> Indicator | str:
        printed = unit_marked(self.text("unit").strip())
        in_name = _UNIT_IN_NAME.search(name)
        if not printed and in_name is not None:
            printed = in_name.group(1) or in_name.group(2)
        if not printed and isinstance(cell, str) and cell.rstrip().endswith("%"):
            printed = "%"
        unit = read_unit(printed)
        if unit is None:
            return f"đơn vị không rõ hoặc pha trộn: {printed!r}" if printed else "thiếu đơn vị"
        figure = read_figure(cell, unit, style)
        if figure is None:
            return f"giá trị không đọc được: {cell if isinstance(cell, str) else cell.value!r}"
        bare = _ITEM.sub("", name)
        item = parent.name if self.is_item(name) else ""
        full = f"{parent.measure} {bare}" if item and parent.measure and not _measure(bare) else bare
        code = _unit(unit, printed, name)
        key = name_key(full, dimension(code))
        whole = name_key(f"{item} {bare}", dimension(code)) if item else None
        for field in ("season", "price", "period"):
            for facet, values in stated_facets(self.text(field)).items() if self.text(field) else ():
                if not key.facet(facet):
                    key = key.with_facet(facet, values)
        return Indicator(
            id=f"r{self.row.line}", name=self.text("indicator").strip(), key=key, whole=whole, item=bool(item), unit=code,
            figure=figure, scenario=scenario, counted=unit.counted, code=self.text("code") or None,
            area=self.text("area") or None, area_code=self.text("area_code") or None,
            section=self.text("section").casefold() or None, order=self.row.line,
        )  # fmt: skip


def _unit(unit: PrintedUnit, printed: str, name: str) -> Unit:
    if unit.code == "VND" and re.search(r"/\s*(?:người|ng)\b", fold(printed)):
        return "VND/person/year"
    return rated(name, unit.code)


def _measure(name: str) -> str:
    """The measure noun with which a name begins, or ""."""
    words = fold(_ITEM.sub("", name)).removeprefix("tổng ").removeprefix("số ")
    found = [noun for noun in measure_nouns() if re.match(rf"{re.escape(fold(noun))}(?!\w)", words)]
    return max(found, key=len, default="")


def _once(path: Path, found: Sequence[Indicator], problems: list[InputProblem]) -> Iterable[Indicator]:
    """Each indicator once: an actual value stands before an estimate, the first of two different values is kept."""
    first: dict[object, Indicator] = {}
    for one in sorted(found, key=lambda one: (one.scenario == "estimate", one.order)):
        place = (one.key, dimension(one.unit), one.area, one.counted)
        kept = first.setdefault(place, one)
        if kept is not one and kept.scenario == one.scenario and kept.value != one.value:
            message = f"chỉ tiêu đã có giá trị khác ở dòng {kept.order}: giữ dòng {kept.order}"
            problems.append(InputProblem(file=shown(path), line=one.order, message=message))
    return sorted(first.values(), key=lambda one: one.order)
