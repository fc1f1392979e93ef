"""Items that say only what differs from the one before."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from pipeline import lexicon
from pipeline.grammar.parallel import from_shared_word, from_sibling

SIBLINGS = tomllib.loads((Path(lexicon.__file__).parent / "siblings.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", SIBLINGS)
def test_a_sibling_takes_the_place(name: str) -> None:
    example = SIBLINGS[name]["example"]
    assert from_sibling(example["said"], example["item"]) == example["read"]


@pytest.mark.parametrize(
    ("said", "item"),
    [
        ("học sinh tiểu học", "giáo viên THCS"),
        ("học sinh tiểu học", "tiểu học"),
        ("lúa vụ Hè Thu", "ngô"),
        ("lao động qua đào tạo", "nữ"),
    ],
)
def test_no_sibling(said: str, item: str) -> None:
    assert from_sibling(said, item) == ""


def test_a_shared_word() -> None:
    assert from_shared_word("trẻ em suy dinh dưỡng thể nhẹ cân", "thể thấp còi") == "trẻ em suy dinh dưỡng thể thấp còi"
    assert from_shared_word("bậc tiểu học", "bậc THCS") == ""
    assert from_shared_word("lúa", "") == ""
