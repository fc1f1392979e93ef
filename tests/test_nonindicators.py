"""Numbers that are no indicators: a corpus by kind, and what counts beside them."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from pipeline.grammar.quantities import scan
from tests.test_quantities import plain, spoken

CORPUS = tomllib.loads(Path(__file__).with_name("corpus").joinpath("nonindicators.toml").read_text(encoding="utf-8"))
KINDS = [(phrase, entry["kind"]) for entry in CORPUS["nonindicator"] for phrase in entry["say"]]
COUNTS = [(phrase, entry["read"]) for entry in CORPUS["counts"] for phrase in entry["say"]]


@pytest.mark.parametrize(("phrase", "kind"), KINDS, ids=[phrase for phrase, _ in KINDS])
def test_every_digit_is_of_the_kind(phrase: str, kind: str) -> None:
    found = scan(phrase)
    assert not found.quantities
    assert not found.unread
    digits = {i for i, c in enumerate(phrase) if c.isdigit()}
    of_kind = {i for other in found.others if other.kind == kind for i in range(other.start, other.end)}
    # A phrase may also name a date or a period; what it is listed for must be among them.
    assert digits & of_kind
    assert digits <= {i for other in found.others for i in range(other.start, other.end)}


@pytest.mark.parametrize(("phrase", "readings"), COUNTS, ids=[phrase for phrase, _ in COUNTS])
def test_counts_beside(phrase: str, readings: list[str]) -> None:
    assert [spoken(q) for q in scan(phrase).quantities] == [plain(reading) for reading in readings]


@pytest.mark.parametrize("phrase", CORPUS["never"]["say"])
def test_words_that_do_not_count(phrase: str) -> None:
    assert scan(phrase).quantities == ()
