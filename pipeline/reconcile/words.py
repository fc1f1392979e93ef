"""Words of names and of the lexicon's phrases, folded alike."""

from __future__ import annotations

import re
from functools import cache

from pipeline.grammar.folding import fold

Words = tuple[str, ...]

WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
AND = "và"
"""One drafter writes it where the other has a comma."""


@cache
def split(phrase: str) -> Words:
    """The folded words of a phrase, but for `và`."""
    return tuple(word for word in WORD.findall(fold(phrase)) if word != AND)
