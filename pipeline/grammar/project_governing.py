"""What governs the names of a sentence: its status phrases, and what a group noun says of the list that it announces.

Signals for the status of a list, in order: a firm status phrase behind the group noun's last comma (`các quy hoạch …,
đến nay đã hoàn thành phê duyệt: …`); a firm verb before it; a firm qualifier (`công trình chuyển tiếp`); any verb.
Never: looks into parentheses or quotes, or beyond the sentence.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import cache

from pipeline.frozen import dataclass, replace
from pipeline.grammar.letters import any_word
from pipeline.grammar.project_details import funding_in, location_in, owner_in
from pipeline.grammar.project_parts import Reading, mask
from pipeline.grammar.project_words import StatusHit, alternatives, heads, one_of, status_hits, words
from pipeline.grammar.quantities import Quantity
from pipeline.text import Span
from schemas.project import Status


@dataclass(frozen=True, slots=True)
class Setting:
    """What a text inherits. `listed`: the text itself is a list of works (a bullet under its announcement, a note on a
    count), `whole`: all its sentences; `ahead`: it stands among targets; `head`: shared by items that leave it out;
    `group`: source offsets of the figure that counts the list, `count` its value."""

    status: Status | None = None
    ahead: bool = False
    listed: bool = False
    whole: bool = False
    head: str = ""
    count: int | None = None
    group: Span | None = None
    funding: str | None = None
    owner: str | None = None
    location: str | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """One naming of a project; offsets into the text read. `until` closes all that is said of it there; `cost_word` is
    what its sum is called; `figures` are further quantities with what they are called; `counted_at` is where the figure
    stands that counts the list."""

    start: int
    end: int
    until: int
    name: str
    cost: Quantity | None
    cost_word: str
    status: Status | None
    funding: str | None
    owner: str | None
    location: str | None
    figures: tuple[tuple[Quantity, str], ...]
    counted_at: int | None
    group: Span | None
    rule: str
    confidence: float


_WORDS = any_word(("hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười"))
_NUMBER = rf"(?:(?P<count>\d(?<![\w.,/]\d)\d{{0,2}})(?:/\d+)?|{_WORDS})"
_MANY = r"(?<!\w)(?:các|những|một số|nhiều|số)"
_LONGEST_COUNT = 16  # characters of a count before its noun
QUALIFIER_LIMIT = 220
"""How many characters of qualifiers a group noun may have before its list."""


@cache
def group_pattern() -> re.Pattern[str]:
    """A group noun with its count or plural word: `06 công trình`, `các dự án`, `dự án`."""
    return re.compile(rf"(?:{_NUMBER} |{_MANY} |(?<!\w))(?P<noun>(?:{alternatives('group')}))(?!\w)")


def groups_in(flat: str, start: int, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
    """Every group noun of `flat[start:end]`. The nouns alone are found much faster than with what may stand before."""
    at = start
    while noun := words("group").search(flat, at, end):
        match = group_pattern().search(flat, max(at, noun.start() - _LONGEST_COUNT), end)
        assert match is not None
        yield match
        at = match.end()


@cache
def kind_pattern() -> re.Pattern[str]:
    """A counted head of works: `03 nhà văn hóa`."""
    return re.compile(rf"{_NUMBER} (?P<noun>(?:{one_of(heads())}))(?!\w)")


class Sentence:
    """One sentence of a reading with what is hidden in it masked; `at` is how far its words have been used up."""

    def __init__(self, reading: Reading, setting: Setting, start: int, end: int) -> None:
        self.reading, self.setting, self.start, self.end = reading, setting, start, end
        self.text, self.folded = reading.text, reading.folded
        self.flat = mask(reading.folded, start, end)
        self.at = start
        self.hits = list(status_hits(self.flat, start, end))

    def clause_start(self, at: int) -> int:
        return max(self.flat.rfind(";", self.start, at) + 1, self.start)

    def clause_end(self, at: int) -> int:
        semicolon = self.flat.find(";", at, self.end)
        return semicolon if semicolon >= 0 else self.end

    def governing(self, at: int) -> StatusHit | None:
        """The status phrase that governs what begins at `at`: the last firm one of its clause, else of the sentence."""
        for start in (self.clause_start(at), self.start):
            hits = [h for h in self.hits if start <= h.start and h.end <= at]
            if hits:
                return next((h for h in reversed(hits) if h.firm), hits[-1])
        return None

    def group_setting(self, before: int, start: int, end: int, count: re.Match[str] | None) -> Setting:
        """What a group noun before `start` with its qualifiers `start:end` says of the list behind it."""
        verb = self.governing(before)
        inside = [h for h in self.hits if start <= h.start and h.end <= end]
        comma = self.flat.rfind(",", start, end)
        later = [h for h in inside if comma >= 0 and h.start > comma and h.firm]
        firm = next((h for h in inside if h.firm), None)
        told = later[-1] if later else verb if verb and verb.firm else firm or verb or (inside[0] if inside else None)
        clause = self.clause_start(before)
        folded, text = self.folded, self.text
        return replace(
            self.setting,
            status=told.status if told else self.setting.status,
            count=int(count["count"]) if count and count["count"] else None,
            funding=funding_in(text, folded, start, end)
            or funding_in(text, folded, clause, before)
            or self.setting.funding,
            owner=owner_in(text, folded, start, end) or self.setting.owner,
            location=location_in(text, folded, start, end) or self.setting.location,
        )

    def governed(self, at: int) -> Setting:
        """The setting of a name at `at`, or of the list that a status phrase opens there."""
        verb = self.governing(at)
        return replace(self.setting, status=verb.status if verb else self.setting.status, count=None, group=None)
