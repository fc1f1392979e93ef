"""A figure in its words: the characters it was read from, with what stands before and after them.

Offsets are those of the report's text. The context ends at a paragraph's end or, where that is far, at a word's end.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

LONGEST = 300
"""Characters of a figure's own words that are shown."""
_SPACE = re.compile(r"\s+")
_BREAK = re.compile(r"\n\s*\n|\f")


class Quote(NamedTuple):
    """Text before, the figure, text after: white space is single spaces, `…` marks what is left out."""

    before: str
    figure: str
    after: str

    @property
    def line(self) -> str:
        """The whole in one line."""
        return f"{self.before}{self.figure}{self.after}".strip()


def quote(text: str, source: Mapping[str, Any], around: int = 90) -> Quote:
    """The words of `source` with up to `around` characters on each side."""
    start, end = source["start"], source["end"]
    before, after = text[max(0, start - around) : start], text[end : end + around]
    if cuts := [match.end() for match in _BREAK.finditer(before)]:
        before = before[cuts[-1] :]
    elif start > around:
        before = "…" + before.partition(" ")[2]
    if cut := _BREAK.search(after):
        after = after[: cut.start()]
    elif end + around < len(text):
        after = after.rpartition(" ")[0] + "…"
    figure = text[start:end]
    if len(figure) > LONGEST:
        figure = figure[:LONGEST] + "…"
    return Quote(_spaced(before).lstrip(), _spaced(figure), _spaced(after).rstrip())


def _spaced(text: str) -> str:
    return _SPACE.sub(" ", text)
