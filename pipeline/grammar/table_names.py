"""The indicator of a cell: its row's full name and its column's words put together, and what the name says of the
figure.

Signals: words left in the head when scenario, year and comparison are read off; whether rows are indicators (`Diện tích
lúa`) or places (`Xã A`); which of the two begins with a measure noun, which comes first in the name.
Never: it adds no noun that neither row nor head nor caption prints.
"""

from __future__ import annotations

from decimal import Decimal

from pipeline.grammar.folding import fold
from pipeline.grammar.names import default_head, split_head
from pipeline.grammar.table_columns import Column
from pipeline.grammar.table_rows import NamedRow, compose, is_bare, lowered
from pipeline.grammar.table_words import tokenize, words
from pipeline.grammar.units import read_measure
from schemas.observation import Basis, Measure, Unit


def cell_name(row: NamedRow, column: Column, places: bool, topic: str) -> str:
    """The indicator of the cell at `row` and `column`; `places` says that rows are places or bodies, `topic` is what
    the table is about where neither row nor head says it."""
    head, name = column.head.name, row.name
    if not head and topic:
        if row.total and row.parent is None:
            return topic
        if places and not name.startswith(topic):
            head = topic
    if column.measure == "share":
        head, name = (_of_share(head, column), name) if head else ("", _of_share(name, column))
    if not head or head.casefold() == name.casefold():
        return name
    if not name:
        return head
    if row.total and (places or row.parent is None):
        return head
    if places or words("action").leads(head) or (split_head(head)[0] and not split_head(row.name)[0]):
        return f"{head} {lowered(name)}"
    if is_bare(row.name) and not is_bare(head):
        return compose(head, row.name)
    return f"{name} {lowered(head)}"


def with_measure(name: str, unit: Unit | None) -> str:
    """`Lúa` in ha is `Diện tích lúa`: the measure noun that the row's unit stands for, where the name has none."""
    if unit is None or split_head(name)[0] or any(split_head(word)[0] for word in _clauses(name)):
        return name
    noun = default_head(unit)
    return f"{noun} {lowered(name)}" if noun else name


def _clauses(name: str) -> list[str]:
    """The name from each of its words on: a measure noun may stand inside (`Trồng mới diện tích rừng`)."""
    parts = name.split(" ")
    return [" ".join(parts[i:]) for i in range(1, len(parts)) if len(parts[i]) > 2]


def _of_share(name: str, column: Column) -> str:
    """`Cơ cấu (%)` over `Nông nghiệp` is `Cơ cấu nông nghiệp`; a name that is a share already stays."""
    tokens = tokenize(column.head.text)
    hit = next(iter(words("share").find(tokens)), None)
    if hit is None or words("share").leads(name):
        return name
    noun = " ".join(token.text for token in tokens[hit.start : hit.end])
    return f"{noun[:1].upper()}{noun[1:].lower()} {lowered(name)}"


def measure_of_name(name: str, unit: Unit) -> tuple[Measure, Basis | None, int, str]:
    """What a level column's figure is, by its row's name: measure, basis, sign, and the name without a verb of change.

    A percentage is a share; a growth rate is a change against the year before; `Giảm tỷ lệ hộ nghèo` a change
    downwards; a rate of fulfilment a ratio to the plan."""
    if unit not in ("%", "pp", "permille", "times"):
        return "level", None, 1, name
    if words("rate_of_growth").find(name) and not words("natural_growth").find(name):
        return "change", "previous_year", 1, name
    tokens = tokenize(name)
    length = words("change").leads(tokens)
    if length and length < len(tokens) and split_head(name[tokens[length].start :])[0]:
        rest = name[tokens[length].start :]
        falls = any(token.key == "giảm" for token in tokens[:length])
        return "change", "previous_year", -1 if falls else 1, rest[:1].upper() + rest[1:]
    if words("rate_of_plan").leads(tokens):
        return "ratio", "plan", 1, name
    return ("level" if unit in ("pp", "times") else "share"), None, 1, name


def counted_noun(name: str) -> str | None:
    """What a count without a unit counts, by its name: `Số hồ sơ đúng hạn` -> `hồ sơ`; None where it does not
    tell."""
    head, thing = split_head(name)
    if not head or not thing or tokenize(head)[-1].key not in ("số", "lượt", "lượng"):
        return None
    phrase = f"1 {lowered(thing)}"
    measure = read_measure(phrase, fold(phrase), 1)
    if measure is None or measure.code != "count":
        return None
    return phrase[measure.noun_start : measure.noun_end]


def is_whole(value: Decimal) -> bool:
    return value == value.to_integral_value()
