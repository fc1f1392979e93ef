"""What the parse of a pattern says of its first character holds for everything that the pattern matches."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import lexicon
from pipeline.grammar.first_characters import DIGIT, first_characters, table
from pipeline.grammar.folding import fold
from pipeline.grammar.period_rules import RULES

STATED = {
    r"năm \d+": {"n"},
    r"(?:từ |đến )?\d\d": {"t", "đ", DIGIT},
    r"[1-3]|0?4": {DIGIT},
    r"(?<!mỗi )(?!x)ngày": {"n"},
    r"(?P<name>[ab])c": {"a", "b"},
    r"(?:a|b*)c": {"a", "b", "c"},
    r"x{0,2}y": {"x", "y"},
    r"\w+": None,
    r"[^a]": None,
    r".b": None,
    r"a*": None,
    r"(?:a|)": None,
}
RULE_PATTERNS = [rule.pattern for rule in lexicon.nonindicators().patterns] + [pattern for _, pattern, _ in RULES]


@pytest.mark.parametrize("pattern", STATED)
def test_first_characters(pattern: str) -> None:
    assert first_characters(pattern) == STATED[pattern]


@pytest.mark.parametrize("pattern", RULE_PATTERNS)
def test_rules_say_with_what_they_begin(pattern: str) -> None:
    assert first_characters(pattern) is not None


@given(st.data())
def test_nothing_else_begins_a_match(data: st.DataObject) -> None:
    pattern = data.draw(st.sampled_from(RULE_PATTERNS))
    text = data.draw(st.from_regex(pattern, fullmatch=True))
    first = first_characters(pattern)
    assert first is not None
    assert text[0] in first or (text[0].isdecimal() and DIGIT in first)


EXAMPLES = [(e["name"], e["example"]) for e in lexicon.table("nonindicators")["pattern"]]


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_table_tries_a_rule_wherever_it_matches(name: str, example: str) -> None:
    rules = lexicon.nonindicators().patterns
    places = table([rule.pattern for rule in rules], lambda group: group, r"(?<!\w.)")
    number = next(i for i, rule in enumerate(rules) if rule.name == name)
    text = example if rules[number].cased else fold(example)
    tried = {start for start, group in places.places(text) if number in group}
    found = {m.start() for m in re.finditer(rf"(?<!\w)(?:{rules[number].pattern})(?!\w)", text)}
    assert found
    assert found <= tried
