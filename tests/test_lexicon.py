"""The lexicon tables of the quantity grammar: each example is parsed by its own entry; broken tables are refused."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from importlib.resources import files
from typing import Any

import pytest

from pipeline import lexicon
from pipeline.grammar.folding import fold
from pipeline.grammar.nonindicators import find
from pipeline.grammar.number_words import counting_words
from pipeline.grammar.quantities import scan
from pipeline.lexicon.function_words import naming_words

UNIT_ENTRIES = [e for name in ("unit", "denominator", "composite") for e in lexicon.table("units")[name]]
NAMING = tomllib.loads(files("pipeline.lexicon").joinpath("naming.toml").read_text("utf-8"))
NOUNS = sorted(lexicon.counted().kinds)


@pytest.mark.parametrize("entry", UNIT_ENTRIES, ids=[e["example"]["text"] for e in UNIT_ENTRIES])
def test_unit_example(entry: dict[str, Any]) -> None:
    (quantity,) = scan(entry["example"]["text"]).quantities
    assert quantity.low == Decimal(entry["example"]["low"])
    if "code" in entry:
        assert quantity.unit == entry["code"]


@pytest.mark.parametrize("form", sorted(lexicon.units().forms))
def test_every_unit_form_is_read(form: str) -> None:
    unit = lexicon.units().forms[form]
    (quantity,) = scan(f"gấp 2,5 {form} so với").quantities
    assert (quantity.unit, quantity.low) == (unit.code, Decimal("2.5") * unit.factor)


@pytest.mark.parametrize("entry", lexicon.table("magnitudes")["magnitude"], ids=lambda e: e["forms"][0])
def test_magnitude_example(entry: dict[str, Any]) -> None:
    (quantity,) = scan(entry["example"]["text"]).quantities
    assert quantity.low == Decimal(entry["example"]["low"])
    assert quantity.magnitude in entry["forms"]


@pytest.mark.parametrize(
    "entry",
    [*lexicon.table("approximations")["before"], *lexicon.table("approximations")["after"]],
    ids=lambda e: e["example"]["text"],
)
def test_approximation_example(entry: dict[str, Any]) -> None:
    (quantity,) = scan(entry["example"]["text"]).quantities
    assert (quantity.low, quantity.approx) == (Decimal(entry["example"]["low"]), entry["approx"])


@pytest.mark.parametrize("noun", NOUNS)
def test_every_counted_noun_is_counted(noun: str) -> None:
    (quantity,) = scan(f"có 1.234 {noun} được").quantities
    assert (quantity.unit, quantity.counted) in (("count", noun), ("times", None))


@pytest.mark.parametrize("name", sorted(lexicon.table("number_words")))
def test_number_word_examples(name: str) -> None:
    text = fold(lexicon.table("number_words")[name]["example"])
    starts = [0, *(i + 1 for i, c in enumerate(text) if c == " ")]
    found = any(counting_words(text, text, at) for at in starts)
    assert found == (name in ("digits", "scales", "parts", "counts_one", "counts_five"))


RULES = [*lexicon.table("nonindicators")["pattern"], *lexicon.table("nonindicators")["head"]]


@pytest.mark.parametrize("entry", RULES, ids=[entry["name"] for entry in RULES])
def test_nonindicator_example_is_explained_by_its_rule(entry: dict[str, Any]) -> None:
    example = entry["example"]
    found = find(example, fold(example))
    claims = [claim for claim in found if claim.rule == entry["name"]]
    assert claims
    read = scan(example)
    assert not read.unread
    assert not [q for q in read.quantities for claim in claims if q.start < claim.end and claim.start < q.end]


def test_longer_words_example() -> None:
    (quantity,) = scan(lexicon.table("nonindicators")["longer_words"]["example"]).quantities
    assert quantity.low == 1205


def test_not_numbered_example() -> None:
    (quantity,) = scan(lexicon.table("nonindicators")["not_numbered"]["example"]).quantities
    assert quantity.low == 15


def a_unit(**changes: Any) -> dict[str, Any]:
    return {"unit": [{"code": "ha", "forms": ["ha"], "example": {}} | changes], "denominator": [], "composite": []}


@pytest.mark.parametrize(
    ("name", "broken", "message"),
    [
        ("units", a_unit(code="furlong"), "no canonical unit"),
        ("units", a_unit(forms=["Ha"]), "lower case"),
        ("units", a_unit(forms=["ha", "ha"]), "listed twice"),
        ("magnitudes", {"magnitude": [{"factor": "10", "forms": ["x"]}]}, "lacks"),
        ("magnitudes", {"magnitude": [{"factor": "10", "forms": ["x"], "example": {}, "colour": 1}]}, "unknown keys"),
        (
            "approximations",
            {"before": [{"approx": "maybe", "forms": ["x"], "not_after": [], "example": {}}], "after": []},
            "no approximation",
        ),
    ],
)
def test_broken_tables_are_refused(
    name: str, broken: dict[str, Any], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lexicon, "table", lambda _: broken)
    with pytest.raises(lexicon.LexiconError, match=message):
        getattr(lexicon, name).__wrapped__()


@pytest.mark.parametrize("kind", NAMING)
def test_naming_words_are_said_in_their_example(kind: str) -> None:
    words, example = NAMING[kind]["words"], NAMING[kind]["example"]
    assert len(set(words)) == len(words)
    assert re.search(rf"\b(?:{naming_words(kind)})\b", example, re.IGNORECASE)
