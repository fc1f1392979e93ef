"""Round trip: random figures said in random phrasings (tests/phrasings.py) are read back as they were meant."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from phrasings import YEAR, Fact, Said, paragraph

from pipeline.grammar.quantities import scan
from pipeline.grammar.statements import Context, read_statements

CASES = 1500
WRONG_AT_MOST = 0.005


def read_back(said: Said) -> tuple[Fact, ...]:
    statements = read_statements(said.text, scan(said.text), Context(report_year=YEAR, year=YEAR))
    return tuple(Fact(s.low, s.high, s.unit, s.measure, s.basis, s.scenario) for s in statements)


def wrong_facts(said: Said) -> int:
    """How many of the facts are read wrongly; all of them where figures are missed or made up."""
    read = read_back(said)
    if len(read) != len(said.facts):
        return len(said.facts)
    return sum(got != meant for got, meant in zip(read, said.facts, strict=True))


def test_what_is_said_is_read_back() -> None:
    wrong = {said: n for k in range(CASES) if (n := wrong_facts(said := paragraph(Random(k))))}
    stated = sum(len(paragraph(Random(k)).facts) for k in range(CASES))
    texts = "\n".join(said.text for said in wrong)
    assert sum(wrong.values()) <= WRONG_AT_MOST * stated, texts
    assert len(wrong) <= WRONG_AT_MOST * CASES, texts


@given(st.randoms(use_true_random=False))
@settings(max_examples=300)
def test_no_value_is_lost_or_changed(random: Random) -> None:
    """Whatever else is misread: each printed number is one quantity of the right size and unit."""
    said = paragraph(random)
    read = [(abs(q.low), abs(q.high), q.unit) for q in scan(said.text).quantities]
    meant = [(*sorted((abs(fact.low), abs(fact.high))), fact.unit) for fact in said.facts]
    assert read == meant
