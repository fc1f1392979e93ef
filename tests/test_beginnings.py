"""What the parse of a pattern says of a match's first characters holds for everything that the pattern matches."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import lexicon
from pipeline.grammar.beginnings import DIGIT, REACH, Table, beginnings, standing_for
from pipeline.grammar.folding import fold
from pipeline.grammar.period_rules import RULES

STATED = {
    r"năm \d+": {"năm "},
    r"(?:từ |đến )?\d\d": {"từ " + DIGIT, "đến ", DIGIT * 2},
    r"[1-3]|0?4": {DIGIT},
    r"[1-3]x|0?4x": {DIGIT + "x", DIGIT * 2 + "x"},
    r"(?<!mỗi )(?!x)ngày": {"ngày"},
    r"(?P<name>[ab])c": {"ac", "bc"},
    r"(?:a|b*)cde": {"acde", "bbbb", "bbbc", "bbcd", "bcde", "cde"},
    r"x{0,2}yz": {"xxyz", "xyz", "yz"},
    r"(?:ab){2}": {"abab"},
    r"a\s+b": {"a b", "a  b", "a   "},
    r"a\w+": {"a"},
    r"a[^b]c": {"a"},
    r"\w+": {""},
    r"[^a]": {""},
    r".b": {""},
    r"a*": {""},
    r"(?:a|)": {""},
}
RULE_PATTERNS = [rule.pattern for rule in lexicon.nonindicators().patterns] + [pattern for _, pattern, _ in RULES]


@pytest.mark.parametrize("pattern", STATED)
def test_beginnings(pattern: str) -> None:
    assert beginnings(pattern) == STATED[pattern]


@pytest.mark.parametrize("pattern", RULE_PATTERNS)
def test_rules_say_with_what_they_begin(pattern: str) -> None:
    assert "" not in beginnings(pattern)


@given(st.data())
def test_nothing_else_begins_a_match(data: st.DataObject) -> None:
    pattern = data.draw(st.sampled_from(RULE_PATTERNS))
    text = data.draw(st.from_regex(pattern, fullmatch=True))
    first = "".join(map(standing_for, text[:REACH]))
    assert first.startswith(tuple(beginnings(pattern)))


EXAMPLES = [(e["name"], e["example"]) for e in lexicon.table("nonindicators")["pattern"]]


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_table_tries_a_rule_wherever_it_matches(name: str, example: str) -> None:
    rules = lexicon.nonindicators().patterns
    table = Table([rule.pattern for rule in rules], r"(?<!\w.)")
    number = next(i for i, rule in enumerate(rules) if rule.name == name)
    text = example if rules[number].cased else fold(example)
    tried = {start for start, group in table.places(text) if number in group}
    found = {m.start() for m in re.finditer(rf"(?<!\w)(?:{rules[number].pattern})(?!\w)", text)}
    assert found
    assert found <= tried
