"""Column heads: every phrasing of the corpus says what the corpus says it says."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.grammar.table_heads import flatten, read_head
from pipeline.grammar.table_words import tokenize, words

CORPUS = tomllib.loads((Path(__file__).parent / "corpus" / "table_heads.toml").read_text(encoding="utf-8"))
LEXICON = tomllib.loads(
    (Path(__file__).parent.parent / "pipeline" / "lexicon" / "table_heads.toml").read_text(encoding="utf-8")
)
CASES = [(head, case["expect"]) for case in CORPUS["case"] for head in case["heads"]]


def said(head: str) -> dict[str, Any]:
    """The fields of a head as the corpus writes them: nothing is the empty string."""
    read = read_head(head.split(" > "), 2021)
    scenario = read.scenario
    if (
        scenario in ("actual", "estimate", None)
        and isinstance(read.year, int)
        and read.year < 2021
        and not read.measure
    ):
        scenario = "previous"
    return {
        "scenario": scenario or "",
        "year": read.year if read.year is not None else 2021,
        "measure": read.measure or "",
        "basis": read.basis or "",
        "percent": read.percent,
        "unit": read.unit.code if read.unit else "",
        "period": read.period.label if read.period else "",
        "name": read.name,
    }


@pytest.mark.parametrize(("head", "expect"), CASES, ids=[head for head, _ in CASES])
def test_a_head_says_what_the_corpus_says(head: str, expect: dict[str, Any]) -> None:
    got = said(head)
    if "period" in expect:
        assert got.pop("period").startswith(expect["period"])
    assert {field: got[field] for field in expect if field != "period"} == {
        field: value for field, value in expect.items() if field != "period"
    }


@pytest.mark.parametrize("case", CORPUS["never"], ids=[case["field"] for case in CORPUS["never"]])
def test_what_a_head_must_never_say(case: dict[str, Any]) -> None:
    for head in case["heads"]:
        assert not said(head)[case["field"]], head


@pytest.mark.parametrize("name", [name for name, entry in LEXICON.items() if isinstance(entry, dict)])
def test_every_class_of_the_lexicon_finds_its_example(name: str) -> None:
    assert words(name).find(LEXICON[name]["example"])


def test_a_repeated_cell_is_said_once() -> None:
    assert flatten(["Năm 2021", "Năm 2021", "KH"]) == "Năm 2021 - KH"


@given(st.lists(st.text(max_size=20), max_size=4))
def test_any_head_is_read_without_complaint(levels: list[str]) -> None:
    head = read_head(levels, 2021)
    assert head.levels == tuple(levels)


@given(st.text(max_size=40))
def test_tokens_stand_where_they_say(text: str) -> None:
    for token in tokenize(text):
        assert text[token.start : token.end] == token.text
