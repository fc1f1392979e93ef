"""What each column of a sheet holds: the rows' numbers, labels and units, figures of one scenario and year,
comparisons.

Problem: a head alone does not tell. `Đơn vị` is a unit or an office, `Tỷ lệ (%)` a share or the plan fulfilled, `Ghi
chú` may hold percentages, and `So sánh` may give 102,0 or 1.02.
Signals, in order of precedence: the formula row (`8=7/4`); the words of the head; what the cells hold; arithmetic - in
which rows is this column the quotient, the growth or the difference of two others.
Never: it does not name rows, and a figure that the arithmetic contradicts stays as printed (that is a finding's work).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Literal

from pipeline.frozen import dataclass, replace
from pipeline.grammar.table_cells import is_ditto, is_empty, is_figure, read_unit
from pipeline.grammar.table_grid import Row, Sheet, is_number, is_ordinal
from pipeline.grammar.table_heads import Head, Year, read_head
from pipeline.grammar.table_relations import Operation, Relation, find_relation, formula_relations
from pipeline.grammar.table_rows import compose
from pipeline.grammar.table_words import words
from schemas.observation import Basis, Measure, Scenario

Kind = Literal["ordinal", "label", "outer", "unit", "value", "text", "year", "empty"]
"""year: the calendar year of each row. outer: labels merged over several rows, left of the label. text: words that are
no label (notes, places, dates)."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column. For figures: `scenario`, `year`, `measure` (None: what the row says), `basis`; `relation` where it is
    computed from others; `scale` is what a printed figure must be multiplied by (100 for 1.02 under `So sánh %`)."""

    index: int
    kind: Kind
    head: Head
    scenario: Scenario = "actual"
    year: Year | None = None
    measure: Measure | None = None
    basis: Basis | None = None
    relation: Relation | None = None
    scale: Decimal = Decimal(1)


_YEAR = re.compile(r"(?:năm\s+)?(?:19|20)\d\d", re.IGNORECASE)

Values = Mapping[int, Decimal]
"""Body row -> the figure printed there."""


def head_texts(sheet: Sheet, column: int) -> list[str]:
    """The stack of head cells over a column, top-down."""
    return [row[column].text for row in sheet.head]


def read_columns(sheet: Sheet, values: Sequence[Values], report_year: int | None, plan: bool = False) -> list[Column]:
    """The columns of a sheet. `values` holds the figures of each column; `plan` says that its caption announces a
    plan."""
    heads = [read_head(head_texts(sheet, i), report_year) for i in range(sheet.columns)]
    kinds = _kinds(sheet, heads)
    columns = [Column(i, kind, head) for i, (kind, head) in enumerate(zip(kinds, heads, strict=True))]
    columns = _among([_level(column, report_year, plan) for column in columns])
    given = formula_relations([cell.text for cell in sheet.numbering]) if sheet.numbering else {}
    return [_compared(column, columns, values, given, report_year) for column in columns]


def _kinds(sheet: Sheet, heads: Sequence[Head]) -> list[Kind]:
    kinds: list[Kind | None] = [None] * sheet.columns
    cells = [_texts(sheet.body, i) for i in range(sheet.columns)]
    for i, texts in enumerate(cells):
        title = heads[i].text
        if _is_ordinal_column(i, title, texts, cells):
            kinds[i] = "ordinal"
        elif not texts:
            kinds[i] = "empty"
        elif _is_unit_column(title, texts):
            kinds[i] = "unit"
        elif i == 0 and all(_YEAR.fullmatch(text) for text in texts):
            kinds[i] = "year"
        elif words("identifier").whole(_lowest(sheet, i)) or _are_years(heads[i], texts):
            kinds[i] = "text"
    label = _label_column(sheet, heads, kinds, cells)
    for i, texts in enumerate(cells):
        if kinds[i] is not None:
            continue
        if i == label:
            kinds[i] = "label"
        elif label is not None and i < label and "value" not in kinds:
            kinds[i] = "outer"
        else:
            kinds[i] = "value" if _share(texts, lambda text: is_number(text) or is_figure(text)) >= 0.5 else "text"
    return [kind or "text" for kind in kinds]


def _lowest(sheet: Sheet, column: int) -> str:
    return next((text for text in reversed(head_texts(sheet, column)) if text), "")


def _are_years(head: Head, texts: Sequence[str]) -> bool:
    """Years of construction, of birth: numbers that count nothing."""
    return head.scenario is None and head.unit is None and all(_YEAR.fullmatch(text) for text in texts)


def _texts(body: Sequence[Row], column: int) -> list[str]:
    return [row[column].text for row in body if row[column].home and not is_empty(row[column].text)]


def _share(texts: Sequence[str], test: object) -> float:
    assert callable(test)
    return sum(bool(test(text)) for text in texts) / len(texts) if texts else 0.0


def _is_ordinal_column(i: int, title: str, texts: Sequence[str], cells: Sequence[Sequence[str]]) -> bool:
    if words("ordinal").whole(title):
        return True
    if i or title or len(cells) < 3:
        return False
    return len(texts) > 1 and _share(texts, is_ordinal) >= 0.8 and _share(cells[1], is_number) < 0.2


def _is_unit_column(title: str, texts: Sequence[str]) -> bool:
    if title and not words("unit").whole(title):
        return False
    alike = _share(texts, lambda text: is_ditto(text) or (not is_number(text) and read_unit(text) is not None))
    return alike >= (0.3 if words("unit").whole(title) else 0.9) and not all(is_ditto(text) for text in texts)


def _label_column(
    sheet: Sheet, heads: Sequence[Head], kinds: Sequence[Kind | None], cells: Sequence[Sequence[str]]
) -> int | None:
    """The column whose words name the rows: the first of words before the figures begin; the next one where the first
    is merged over several rows and the next is headed as a label."""
    wordy = []
    for i, texts in enumerate(cells):
        if kinds[i] is not None:
            continue
        if _share(texts, is_number) >= 0.5:
            break
        wordy.append(i)
    if not wordy:
        return None
    first, *others = wordy
    merged = any(row[first].row_span > 1 for row in sheet.body)
    if merged and others and words("label").find(heads[others[0]].text):
        return others[0]
    return next((i for i in wordy if words("project_label").find(heads[i].text)), first)


def _level(column: Column, report_year: int | None, plan: bool) -> Column:
    """Scenario and year of the column's own figures; a result of a year before the report's is `previous`."""
    head = column.head
    plan = plan and not words("settled").find(head.text)
    scenario: Scenario = head.scenario or ("plan" if plan else "actual")
    year = head.year if head.year is not None else report_year
    first = _first_year(year)
    if first is not None and report_year is not None:
        if scenario in ("actual", "estimate") and _last_year(year) < report_year:
            scenario = "previous"
        elif head.scenario is None and first > report_year:
            scenario = "plan"
    return replace(column, scenario=scenario, year=year, measure=head.measure, basis=head.basis)


def _among(columns: Sequence[Column]) -> list[Column]:
    """`Trong đó` over `Nam`, `Nữ` breaks down the column to its left: `Dân số nam`."""
    out: list[Column] = []
    whole = ""
    for column in columns:
        broken = any(words("among").leads(level) for level in column.head.levels)
        if column.kind == "value" and not broken:
            whole = column.head.name
        if broken and whole and column.head.name and not words("share").leads(column.head.name):
            column = replace(column, head=replace(column.head, name=compose(whole, column.head.name)))
        out.append(column)
    return out


def _first_year(year: Year | None) -> int | None:
    return None if year is None else int(str(year)[:4])


def _last_year(year: Year | None) -> int:
    return int(str(year)[-4:])


def _compared(
    column: Column,
    columns: Sequence[Column],
    values: Sequence[Values],
    given: Mapping[int, Relation],
    report_year: int | None,
) -> Column:
    """A comparison takes scenario and year from the column it compares, and its basis from the one it is held
    against."""
    if column.kind != "value":
        return column
    relation = given.get(column.index)
    asks = column.basis is not None or column.measure in ("ratio", "change") or column.head.basis_year is not None
    doubtful = column.head.percent and column.measure is None
    noted = bool(words("note").whole(column.head.text))
    if noted:
        column = replace(column, head=replace(column.head, name=""))
    rate = (
        column.measure == "share" and column.head.percent and not column.head.name
    )  # `Tỷ lệ (%)`: of what, figures show
    worded = asks or doubtful or noted or rate or bool(words("compare").find(column.head.text))
    if relation is None and worded:
        levels = [c.index for c in columns if c.kind == "value" and c.index != column.index and _is_level(c)]
        relation = find_relation(values[column.index], {i: values[i] for i in levels}, column.index)
    if relation is None or not relation.compares:
        return _by_words(column, columns, values, report_year) if asks or noted else column
    return _by_relation(column, columns, values, relation, report_year)


def _is_level(column: Column) -> bool:
    return column.measure is None and column.basis is None and not column.head.percent


def _by_relation(
    column: Column, columns: Sequence[Column], values: Sequence[Values], relation: Relation, report_year: int | None
) -> Column:
    subject, against = columns[relation.subject], columns[relation.against]
    if (
        against.scenario == subject.scenario == "actual"
        and relation.operation == "ratio"
        and against.year == subject.year
    ):
        return replace(column, scenario=subject.scenario, year=subject.year, measure="share", relation=relation)
    found = find_relation(values[column.index], {i: values[i] for i in (subject.index, against.index)}, column.index)
    operation: Operation = found.operation if found else relation.operation
    if column.measure == "change" and operation == "ratio":
        operation = "growth"
    own = column.head.scenario is not None and column.basis is not None
    own = own and (column.scenario, subject.scenario) != ("actual", "estimate")  # `% TH/KH` beside `Ước TH`
    return replace(
        column,
        scenario=column.scenario if own else subject.scenario,
        year=column.year if own and column.head.year else subject.year,
        measure="ratio" if operation in ("ratio", "quotient") else "change",
        basis=_basis_of(subject, against) or column.basis,
        relation=replace(relation, operation=operation),
        scale=Decimal(100) if operation == "quotient" and column.head.percent else Decimal(1),
    )


def _basis_of(subject: Column, against: Column) -> Basis | None:
    if against.scenario == "plan":
        return "plan"
    first, second = _first_year(subject.year), _first_year(against.year)
    if first is not None and second is not None and second < first - 1:
        return "base_year"
    return "previous_year" if first != second else None


def _by_words(column: Column, columns: Sequence[Column], values: Sequence[Values], report_year: int | None) -> Column:
    """No relation shows: the words of the head, and the nearest result to the left as the subject."""
    subject = _main(column, columns, report_year)
    own = column.head.scenario is not None and column.head.basis_year is not None
    scenario, year = (column.scenario, column.year) if own or subject is None else (subject.scenario, subject.year)
    if column.head.year is not None and column.measure != "ratio":
        year = column.head.year if own else year
    measure = column.measure or _measure_by_size(list(values[column.index].values()))
    basis = column.basis
    if basis is None and words("note").whole(column.head.text) and any(c.scenario == "plan" for c in columns):
        measure, basis = "ratio", "plan"
    return replace(column, scenario=scenario, year=year, measure=measure, basis=basis)


def _main(column: Column, columns: Sequence[Column], report_year: int | None) -> Column | None:
    """The result that a comparison without a subject is about: the nearest level to its left of the report's year."""
    levels = [c for c in columns if c.kind == "value" and _is_level(c)]
    before = [c for c in levels if c.index < column.index][::-1]
    results = [c for c in before if c.scenario in ("actual", "estimate") and c.year == report_year]
    return next(iter(results or [c for c in before if c.scenario in ("actual", "estimate")] or before or levels), None)


def _measure_by_size(figures: Sequence[Decimal]) -> Measure:
    """A comparison of unknown kind: figures below zero are changes; else most of them lie around one or a hundred."""
    return "change" if any(figure < 0 for figure in figures) else "ratio"
