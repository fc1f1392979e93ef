"""What is said, and what is in force while a sentence is being read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import field
from datetime import date
from decimal import Decimal

from pipeline.frozen import dataclass
from pipeline.grammar import names
from pipeline.grammar.clauses import Token
from pipeline.grammar.comparisons import compares_again
from pipeline.grammar.folding import fold
from pipeline.grammar.letters import CAPITAL
from pipeline.grammar.moments import opening
from pipeline.grammar.names import Name
from pipeline.grammar.periods import PeriodMention
from pipeline.grammar.quantities import Quantity
from pipeline.grammar.standing import Leader
from pipeline.grammar.words import Words
from pipeline.lexicon.function_words import naming_words
from schemas.observation import Basis, Measure, Scenario, Unit


@dataclass(frozen=True, slots=True)
class Statement:
    """One quantity, read. The quantity's offsets are into the paragraph's view."""

    quantity: Quantity
    name: Name
    indicator: str
    low: Decimal
    high: Decimal
    unit: Unit
    counted: str | None
    resolution: Decimal
    measure: Measure
    basis: Basis | None
    scenario: Scenario
    year: int | str | None
    rule: str
    period: PeriodMention | None = None
    condition: str | None = None

    def leader(self) -> Leader:
        return Leader(self.name, self.unit, self.counted, self.measure, self.scenario, self.quantity, self.year)


@dataclass(slots=True)
class Context:
    """What is in force where a paragraph begins, and, after reading, where it ends."""

    report_year: int | None = None
    year: int | str | None = None
    scenario: Scenario = "actual"
    topic: str = ""
    parent: Leader | None = None
    last: Leader | None = None
    trail: list[tuple[int, Leader]] = field(default_factory=list)
    """each leader with the view offset behind it: what a footnote mark after it speaks of"""
    periods: list[PeriodMention] = field(default_factory=list)
    report_date: date | None = None
    item: str = ""
    """the subject that opens a list item (`- Đường vành đai phía Tây, tổng mức đầu tư …`)"""
    bullet: bool = False
    capital: str = ""
    programme: str = ""
    """`xây dựng NTM` in a section on that programme: its capital and criteria are the programme's"""
    said: list[Leader] = field(default_factory=list)
    """the leaders of the sentence before"""
    against: Basis | None = None
    """what the sentence before told changes against"""
    counts: list[Leader] = field(default_factory=list)
    """what the whole report has counted so far; y of x/y may be one of them"""


@dataclass(frozen=True, slots=True)
class Bracket:
    """What a parenthesis suspends and gives back."""

    left: int
    has_figure: bool
    estimate: bool
    plan: bool
    parent: Leader | None
    last: Leader | None
    opened_at: int
    basis: Basis | None
    within: Basis | None
    """the basis that its own first words name: `(cùng kỳ 09 vụ, 04 người chết)`"""
    words: str
    """what stands before it, where that may name what is in it"""
    opened_with: int
    leaders: int
    """leaders there were before the breakdown it interrupts, and when it opened"""

    def filled(self, out: Sequence[Statement]) -> bool:
        """Does it state a figure already?"""
        return bool(out) and out[-1].quantity.start > self.opened_at


@dataclass(slots=True)
class State:
    """What is in force at the token being read. Offsets are into the paragraph's view."""

    words: Words
    context: Context
    left: int
    """where the words that may be the next figure's subject begin"""
    opening: PeriodMention | None = None
    """the period that opens the sentence"""
    has_figure: bool = False
    """the comma part being read already states a figure"""
    estimate: bool = False
    estimate_at: int = 0
    plan: bool = False
    segment: int = 0
    """where the semicolon's segment begins"""
    fresh: bool = False
    """a semicolon was passed: a new subject ends the estimate"""
    parent: Leader | None = None
    outer: Leader | None = None
    opened_with: int = 0
    """leaders there were before the breakdown in force"""
    last: Leader | None = None
    topic: str = ""
    holder: str = ""
    """the named place or work that the sentence opens with, as far as its first semicolon"""
    per_inhabitants: bool = False
    """counts are so many for ten thousand inhabitants: `Bình quân một vạn dân có …`"""
    went: bool = False
    """a clause before the first figure said how its topic went: `Nghề nuôi ngọc trai phát triển nhanh, đến nay có 58 lồng`"""
    labelled: bool = False
    """this sentence names its topic before a colon"""
    against: Basis | None = None
    """what the sentence opens by comparing with: `So CK: giảm 02 vụ; …`"""
    label: str = ""
    """what stands before the sentence's first colon, also where a figure follows at once"""
    stack: list[Bracket] = field(default_factory=list)
    hole: tuple[int, int] | None = None
    """a parenthesis within the subject, to be left out of its name"""
    follow_end: int = 0
    """how far the words behind the last figure belong to it"""
    figure_end: int = 0
    respective: dict[int, tuple[str, list[Token], int]] = field(default_factory=dict)
    """figures named by an earlier list (`lần lượt là`): subject, function phrases and left edge by figure start"""
    out: list[Statement] = field(default_factory=list)
    leaders: list[Leader] = field(default_factory=list)


def state_of(words: Words, context: Context) -> State:
    """The state where a sentence begins."""
    against = compares_again(words)
    again = [*context.said[1:], *context.said[:1]] if against else []  # the sentence's first is what is compared first
    last = again[-1] if again else context.last
    return State(
        words, context, words.start, opening(words, context.periods), segment=words.start, estimate_at=words.start,
        parent=context.parent, outer=context.parent, last=last, topic=context.topic, holder=holder_of(words, words.start),
        follow_end=words.start, figure_end=words.start, against=against, leaders=again,
    )  # fmt: skip


_ENDS_SUBJECT = frozenset({"is", "to", "Q", "estimate", "share", "ratio", ",", ":", ";", "(", "opener"})
_FACILITY = re.compile(rf"(?:{fold(naming_words('facility'))})\b")


def holder_of(words: Words, start: int) -> str:
    """The named place or work that a sentence or clause opens with: `Khu công nghiệp Hòa Phú rộng 40 ha có 5 dự án`."""
    end = next((t.start for t in words.tokens if t.kind in _ENDS_SUBJECT and t.start > start), words.end)
    if not _FACILITY.search(fold(words.text), start, end):
        return ""
    said = _EXTENT.sub("", words.front(start, words.verb(start, end)[1]))
    several = _SEVERAL.match(words.text, start) and words.blank(words.start, start)
    return names.within(said) if _NAMED.match(said) or (several and said) else ""


def measure_opens(words: Words, start: int) -> bool:
    """Does a clause open with a bare measure, of what was spoken of before: `…; dư nợ đến cuối quý III là 40,2 tỷ đồng`?"""
    end = next((t.start for t in words.tokens if t.start > start and t.kind in _ENDS_SUBJECT), words.end)
    return _OF_HOLDER.match(words.text[start:end].strip()) is not None


_OF_HOLDER = re.compile(rf"(?:{naming_words('of_holder')})\b", re.IGNORECASE)
_SEVERAL = re.compile(
    r"\W*(?:các|những) (?:khu (?:công nghiệp|du lịch|kinh tế|đô thị)|cụm|chợ|bến|siêu thị|làng nghề|hợp tác xã)\b",
    re.IGNORECASE,
)
"""several of a kind: `Các khu du lịch có 54 dự án, hệ số sử dụng phòng 57,4%`"""
_NAMED = re.compile(rf"(?i:{naming_words('facility')})\b.* [{CAPITAL}]")
_EXTENT = re.compile(r" (?:dài|rộng|cao|sâu)$", re.IGNORECASE)
