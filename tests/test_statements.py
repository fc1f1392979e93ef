"""What sentences state, row by row of the pattern catalogue: values, units, measures, bases, scenarios, years and names.

The tables in `tests/corpus/statements_*.toml` hold the phrasings; their notation is explained at the head of the first.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

import pytest
from rapidfuzz import fuzz

from pipeline.grammar.phrases import word_key
from pipeline.grammar.quantities import ENGLISH, VIETNAMESE, scan
from pipeline.grammar.statements import Context, Statement, read_statements
from schemas.observation import Approximation, Basis, Measure, Scenario

FILES = sorted((Path(__file__).parent / "corpus").glob("statements_*.toml"))
TABLES: list[dict[str, Any]] = [tomllib.loads(file.read_text(encoding="utf-8")) for file in FILES]
REPORT_YEAR = 2022
ALIKE = 60  # per cent, as the annotation guide's scorer asks

Kind = Literal["case", "never", "unsupported"]


class Said(NamedTuple):
    """One phrasing under its row."""

    row: str
    text: str
    entry: dict[str, Any]


def phrasings(kind: Kind) -> list[Said]:
    return [Said(e["id"], text, e) for table in TABLES for e in table.get(kind, ()) for text in e["say"]]


@dataclass(frozen=True)
class Expected:
    """One line of `read`."""

    printed: tuple[str, ...]
    low: Decimal
    high: Decimal
    unit: str
    measure: str
    basis: str | None
    scenario: str
    approx: str
    year: int | str
    name: str
    needed: tuple[str, ...]
    barred: tuple[str, ...]


def parse(line: str, year: int) -> Expected:
    """A line of the corpus: `printed | value unit [words] | name`."""
    printed, facts, name = (part.strip() for part in line.split(" | "))
    value, unit, *words = facts.split()
    low, _, high = value.partition("..")
    found: dict[str, Any] = {"measure": "level", "basis": None, "scenario": "actual", "approx": "exact", "year": year}
    for word in words:
        measure, _, basis = word.partition("/")
        if measure in get_args(Measure):
            assert not basis or basis in get_args(Basis), line
            found |= {"measure": measure, "basis": basis or None}
        elif word in get_args(Scenario):
            found["scenario"] = word
        elif word in get_args(Approximation):
            found["approx"] = word
        else:
            assert re.fullmatch(r"\d{4}(-\d{4})?", word), line
            found["year"] = int(word) if word.isdigit() else word
    barred = tuple(re.findall(r"!(\S+)", name))
    return Expected(
        printed=tuple(printed.split(" ~ ")),
        low=Decimal(low),
        high=Decimal(high or low),
        unit=unit,
        name=re.sub(r"\s*!\S+", "", name).replace("*", ""),
        needed=tuple(re.findall(r"\*([^*]+)\*", name)),
        barred=barred,
        **found,
    )


def words_of(phrase: str) -> list[str]:
    return [word_key(word) for word in re.findall(r"\w+", phrase)]


def read(text: str, entry: dict[str, Any]) -> list[Statement]:
    year = entry.get("year", REPORT_YEAR)
    text = " ".join(text.split())
    style = ENGLISH if entry.get("style") == "en" else VIETNAMESE
    return read_statements(text, scan(text, style), Context(report_year=year, year=year))


def faults(text: str, said: Statement, expected: Expected) -> list[str]:
    """What is wrong with one reading, in words; nothing where it is right."""
    q = said.quantity
    stated: dict[str, Any] = {
        "low": said.low,
        "high": said.high,
        "unit": said.unit,
        "measure": said.measure,
        "basis": said.basis,
        "scenario": said.scenario,
        "approx": q.approx,
        "year": said.year,
    }
    out = [f"{k} {v}, not {getattr(expected, k)}" for k, v in stated.items() if v != getattr(expected, k)]
    if (printed := text[q.start : q.number_end]) not in expected.printed:
        out.append(f"printed {printed!r}")
    name, wanted = words_of(said.indicator), words_of(expected.name)
    if fuzz.token_sort_ratio(" ".join(name), " ".join(wanted)) < ALIKE:
        out.append(f"named {said.indicator!r}, not {expected.name!r}")
    if missing := [w for phrase in expected.needed for w in words_of(phrase) if w not in name]:
        out.append(f"named {said.indicator!r} without {missing}")
    if extra := [w for phrase in expected.barred for w in words_of(phrase) if w in name]:
        out.append(f"named {said.indicator!r} with {extra}")
    return out


def judge(text: str, entry: dict[str, Any]) -> list[str]:
    """All that is wrong with how a phrasing is read."""
    year = entry.get("year", REPORT_YEAR)
    expected = [parse(line, year) for line in entry["read"]]
    statements = read(text, entry)
    text = " ".join(text.split())
    if len(statements) != len(expected):
        return [
            f"{len(statements)} observations, not {len(expected)}: " + "; ".join(s.quantity.raw for s in statements)
        ]
    return [fault for said, want in zip(statements, expected, strict=True) for fault in faults(text, said, want)]


def label(said: Said) -> str:
    return f"{said.row}: {said.text}"


@pytest.mark.parametrize("said", phrasings("case"), ids=label)
def test_states(said: Said) -> None:
    assert judge(said.text, said.entry) == []


@pytest.mark.parametrize("said", phrasings("never"), ids=label)
def test_states_nothing(said: Said) -> None:
    assert [s.quantity.raw for s in read(said.text, said.entry)] == []


@pytest.mark.parametrize("said", phrasings("unsupported"), ids=label)
def test_unsupported_is_still_so(said: Said) -> None:
    """Fails when a phrasing has come to be read: then it belongs among the cases."""
    assert said.entry["reason"]
    assert judge(said.text, said.entry) != []


def test_every_row_of_prose_is_covered() -> None:
    rows = {said.row for kind in get_args(Kind) for said in phrasings(kind)}
    catalogue = {"U": 24, "A": 7, "F": 8, "N": 16, "P": 10}
    in_tables_only = {"U7", "N6"}
    in_layout_only = {"N13"}
    wanted = {f"{letter}{n}" for letter, last in catalogue.items() for n in range(1, last + 1)}
    assert wanted - in_tables_only - in_layout_only <= rows
    assert {"5.1", "5.2", "5.3", "7"} <= {row.split()[0] for row in rows}
