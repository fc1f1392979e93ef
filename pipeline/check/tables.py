"""Relations inside tables: totals of rows and columns, percentages and differences between columns, products.

Problem: a table states each relation once a row or once a column, and its heads are read less surely than its figures.
So a relation is believed where the table itself bears it out: a percentage column belongs to the pair of columns that
it fits in most rows, a group of rows adds up to its head row if it does so in another column. Then what does not fit
is a contradiction. Signals for rows: numbering (A, I, 1, 1.1, a, -), words of a total, `Trong đó`.
Never: sums over rows of different units; a relation that holds in one row or column only by chance.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import field
from decimal import Decimal
from itertools import pairwise, permutations

from pipeline.check.intervals import Quantity, quantity
from pipeline.check.lexicon import pattern
from pipeline.check.passages import same_kind
from pipeline.check.plausible import plausible
from pipeline.check.ratios import near
from pipeline.check.relations import Claim, Kind, Relation
from pipeline.document import Document
from pipeline.frozen import dataclass
from pipeline.grammar.folding import fold
from schemas.finding import Rule
from schemas.observation import Observation

_ROMAN = re.compile(r"[IVXL]+")
_STYLES = (
    (re.compile(r"\d+\.\d+\.\d+.*"), 5),
    (re.compile(r"\d+\.\d+.*"), 4),
    (re.compile(r"\d+"), 3),
    (_ROMAN, 2),
    (re.compile(r"[A-ZĐ]"), 1),
    (re.compile(r"[a-zđ]"), 6),
    (re.compile(r"[-–+*•]"), 7),
)
_TOTAL, _UNNUMBERED = 0, 8
_TRIED_ROWS = 40
_MOST_COLUMNS = 14
_MAJORITY = Decimal("0.6")
_SURE = 4  # so many rows leave no doubt about what a column states


@dataclass(slots=True)
class Row:
    """A body row: `rank` by its numbering (0 for a total), `cells` by column."""

    label: str
    ordinal: str
    rank: int = _UNNUMBERED
    subset: bool = False
    cells: dict[int, Quantity] = field(default_factory=dict)


def relations_of(document: Document) -> Iterator[Claim]:
    """Every relation inside the document's tables, holding or not."""
    for rows in _tables(document):
        yield from _column_pairs(rows)
        yield from _column_sums(rows)
        yield from _row_sums(rows)
        yield from _products(rows)


def _tables(document: Document) -> Iterator[list[Row]]:
    """The figures of each table by row and column, with the words of each row."""
    cells = sorted((start, end, p.grid, p.row, p.column) for p in document.paragraphs if p.role == "cell"
                   for start, end in p.pieces)  # fmt: skip
    if not cells:
        return
    starts = [cell[0] for cell in cells]
    tables: dict[str, dict[tuple[int, int], dict[int, Quantity]]] = defaultdict(lambda: defaultdict(dict))
    for o in document.observations:
        if o.table is None:
            continue
        i = bisect_right(starts, o.source.start) - 1
        if i < 0 or o.source.start >= cells[i][1]:
            continue
        _, _, grid, row, column = cells[i]
        tables[o.table][grid or 0, row or 0].setdefault(column or 0, quantity(o))
    words: dict[tuple[int, int], list[tuple[int, str]]] = defaultdict(list)
    for start, end, grid, row, column in cells:
        words[grid or 0, row or 0].append((column or 0, document.text[start:end].strip()))
    for table in tables.values():
        rows = []
        for key in sorted(table):
            figures = table[key]
            texts = [text for column, text in sorted(words[key]) if column not in figures and column < max(figures)]
            rows.append(_row(texts, figures))
        _rank(rows)
        yield rows


def _row(texts: Sequence[str], figures: dict[int, Quantity]) -> Row:
    ordinal = texts[0].rstrip(".) ") if len(texts) > 1 or (texts and len(texts[0]) < 4) else ""
    if not any(style.fullmatch(ordinal) for style, _ in _STYLES):
        ordinal = ""
    label = fold(" ".join(texts[1:] if ordinal else texts)).strip(" -+*•:.")
    row = Row(label, ordinal, cells=figures)
    row.subset = pattern("table_subset").match(label) is not None
    return row


def _rank(rows: Sequence[Row]) -> None:
    """`I` is a letter where `H` stands before it, `C` and `D` are letters beside `B`."""
    ordinals = {row.ordinal for row in rows}
    roman = "II" in ordinals or ("I" in ordinals and "H" not in ordinals)
    for row in rows:
        total = pattern("table_total").match(row.label)
        if total and not row.ordinal and len(row.label) - total.end() < 25:
            row.rank = _TOTAL
            continue
        for style, rank in _STYLES:
            if style.fullmatch(row.ordinal):
                letter = rank == 2 and (not roman or (row.ordinal in "CDLM" and "B" in ordinals))
                row.rank = 1 if letter else rank
                break


Columns = dict[int, list[Quantity | None]]

# --- columns ---------------------------------------------------------------------------------------------------------


def _columns(rows: Sequence[Row]) -> Columns:
    """The columns that hold figures, each with a place for every row."""
    numbers = sorted({column for row in rows for column in row.cells})
    return {column: [row.cells.get(column) for row in rows] for column in numbers[:_MOST_COLUMNS]}


def _column_pairs(rows: Sequence[Row]) -> Iterator[Claim]:
    """Percentages and differences that one column states of two others."""
    columns = _columns(rows)
    for stated, figures in columns.items():
        kinds = _kinds(figures)
        if not kinds:
            continue
        others = [column for column in columns if column != stated]
        pairs = [(kind, now, before) for kind in kinds for now, before in permutations(others, 2)]
        fits = [_stated_by(columns, stated, *pair, limit=_TRIED_ROWS) for pair in pairs]
        holding: list[int] = [sum(_telling(r) and r.state() != "fails" for r in relations) for relations in fits]
        best = holding.index(max(holding)) if holding else -1
        if best < 0 or holding[best] < 2 or holding[best] < _MAJORITY * len(fits[best]):
            continue
        for relation in _stated_by(columns, stated, *pairs[best]):
            rule: Rule = "ratio_matches_parts" if relation.kind == "ratio" else "change_matches_levels"
            if relation.state() != "fails" or holding[best] >= _SURE or near(relation):
                yield Claim(rule, relation, "table_columns")


def _stated_by(
    columns: Columns, stated: int, kind: Kind, now: int, before: int, limit: int | None = None
) -> list[Relation]:
    """What column `stated` says of two others, row by row, in the first `limit` rows."""
    rows = zip(columns[stated][:limit], columns[now][:limit], columns[before][:limit], strict=True)
    return [Relation(kind, q, (a, b)) for q, a, b in rows if q and a and b and _comparable(kind, q, a, b)]


def _kinds(figures: Sequence[Quantity | None]) -> tuple[Kind, ...]:
    """What a column may state of two others, by what most of its figures are."""
    seen = Counter((q.observation.unit, q.observation.measure) for q in figures if q is not None and q.observation)
    if not seen:
        return ()
    unit, measure = seen.most_common(1)[0][0]
    if unit == "%":
        return ("growth", "ratio") if measure == "change" else ("ratio",) if measure in ("ratio", "share") else ()
    return ("difference",) if measure == "change" else ()


def _comparable(kind: Kind, stated: Quantity, a: Quantity, b: Quantity) -> bool:
    if stated.observation is None or a.observation is None or b.observation is None:
        return False
    if not same_kind(a.observation, b.observation) or a.observation.measure == "change" == b.observation.measure:
        return False
    if kind == "difference":
        return same_kind(stated.observation, a.observation)
    return a.observation.unit != "%" and a.value > 0 and b.value > 0


def _telling(relation: Relation) -> bool:
    """Would the relation hold by chance? `100 %` of two equal figures tells nothing."""
    a, b = relation.terms
    return a.value != b.value


def _column_sums(rows: Sequence[Row]) -> Iterator[Claim]:
    """A column that adds up the columns right behind it, or right before it, in most rows."""
    columns = _columns(rows)
    order = list(columns)
    for i, total in enumerate(order):
        for run in (*(order[i + 1 : j] for j in range(i + 3, len(order) + 1)), *(order[j:i] for j in range(i - 1))):
            telling = [r for r in _across(rows[:_TRIED_ROWS], total, run) if sum(t.value > 0 for t in r.terms) > 1]
            holding = sum(r.state() == "holds" for r in telling)
            if holding >= 3 and holding >= _MAJORITY * len(telling):
                for relation in _across(rows, total, run):
                    if relation.state() == "holds" or plausible(relation, exhaustive=True):
                        yield Claim("parts_sum_to_total", relation, "table_columns")
                break


def _across(rows: Sequence[Row], total: int, run: Sequence[int]) -> list[Relation]:
    return [relation for row in rows if (relation := _row_sum(row, total, run)) is not None]


def _row_sum(row: Row, total: int, run: Sequence[int]) -> Relation | None:
    result = row.cells.get(total)
    terms = [q for column in run if (q := row.cells.get(column)) is not None]
    return _sum(result, terms) if result is not None and len(terms) > 1 else None


def _sum(result: Quantity, terms: Sequence[Quantity]) -> Relation | None:
    """A sum of levels of one unit."""
    o = result.observation
    if o is None or o.measure != "level" or o.unit in ("%", "t/ha"):
        return None
    if any(t.observation is None or t.observation.measure != "level" or not _addable(o, t.observation) for t in terms):
        return None
    return Relation("sum", result, tuple(terms))


def _addable(total: Observation, part: Observation) -> bool:
    return total.unit == part.unit and (
        total.scenario == part.scenario or "plan" not in (total.scenario, part.scenario)
    )


# --- rows ------------------------------------------------------------------------------------------------------------


def _row_sums(rows: Sequence[Row]) -> Iterator[Claim]:
    """Each head row against the rows that it groups, column by column."""
    for head, children in _groups(rows):
        relations = []
        for column, result in head.cells.items():
            terms = [child.cells[column] for child in children if column in child.cells]
            relation = _sum(result, terms) if len(terms) > 1 else None
            if relation is not None:
                relations.append(relation)
        holding = sum(r.state() == "holds" and sum(t.value > 0 for t in r.terms) > 1 for r in relations)
        for relation in relations:
            if relation.state() == "holds":
                yield Claim("parts_sum_to_total", relation, "table_rows")
            elif any(child.subset for child in children) or not (holding or head.rank == _TOTAL):
                continue
            elif _within_reach(relation, holding) or plausible(
                relation, exhaustive=holding > 0 or _numbered(head, children)
            ):
                yield Claim("parts_sum_to_total", relation, "table_rows", certain=holding > 0)


def _numbered(head: Row, children: Sequence[Row]) -> bool:
    """Are they the rows 1, 2, 3 … and no other, each with the same columns? Then their total leaves none of them out;
    the figure of a whole province may (`Toàn tỉnh` under its largest districts)."""
    ordinals = [row.ordinal for row in children]
    return (
        len(children) > 2
        and not head.label.startswith("toàn")
        and ordinals == [str(i) for i in range(1, len(children) + 1)]
        and all(row.cells.keys() == children[0].cells.keys() for row in children)
    )


def _within_reach(relation: Relation, holding: int) -> bool:
    """A group that adds up in another column adds up here too, unless the rows do not all have this column's figure."""
    expected = relation.expected().middle
    total = relation.result.value
    return holding > 0 and expected is not None and total / 3 <= expected <= total * 3


def _groups(rows: Sequence[Row]) -> Iterator[tuple[Row, list[Row]]]:
    """Head rows with the rows of the next rank below them; a total heads all rows of the table's first rank."""
    for i, head in enumerate(rows):
        if head.rank == _TOTAL:
            body = [row for row in rows if row.rank != _TOTAL]
        else:
            body = []
            for k in range(i + 1, len(rows)):
                row = rows[k]
                if row.rank <= head.rank:
                    break
                body.append(row)
        if len(body) > 1:
            first = min(row.rank for row in body)
            children = [row for row in body if row.rank == first]
            if len(children) > 1:
                yield head, children


def _products(rows: Sequence[Row]) -> Iterator[Claim]:
    """Area, yield and output, in the columns of a row or in three rows of a column."""
    found: list[Relation] = []
    for row in rows:
        by_unit = {
            q.observation.unit: q for q in row.cells.values() if q.observation and q.observation.measure == "level"
        }
        units = Counter(
            q.observation.unit for q in row.cells.values() if q.observation and q.observation.measure == "level"
        )
        if all(units[unit] == 1 for unit in ("ha", "t/ha", "t")):
            found.append(Relation("product", by_unit["t"], (by_unit["ha"], by_unit["t/ha"])))
    for (area, harvest), (_, output) in pairwise(pairwise(rows)):
        for column in area.cells.keys() & harvest.cells.keys() & output.cells.keys():
            trio = [row.cells[column] for row in (area, harvest, output)]
            if [q.observation.unit for q in trio if q.observation and q.observation.measure == "level"] == [
                "ha",
                "t/ha",
                "t",
            ]:
                found.append(Relation("product", trio[2], (trio[0], trio[1])))
    holding = sum(relation.state() != "fails" for relation in found)
    for relation in found:
        if relation.state() != "fails" or (holding >= 2 and near(relation)):
            yield Claim("product_matches_factors", relation, "table_products")
