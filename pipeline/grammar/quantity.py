"""One quantity: what is said of it, and how value, unit and approximation words make one.

Signals: the value (`values`), the unit or counted noun after it (`units`), the approximation words right before or
after.
Never: looks for a second number; that is `expressions`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from typing import Literal

from pipeline import lexicon
from pipeline.frozen import dataclass
from pipeline.grammar.folding import fold
from pipeline.grammar.nonindicators import NonIndicator
from pipeline.grammar.numbers import NumberStyle
from pipeline.grammar.units import Measure, read_measure
from pipeline.grammar.values import Value, read_value
from schemas.observation import Approximation, Unit


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number or range. Offsets into the scanned text; `low`, `high`, `resolution` in the canonical unit.

    `start:end` runs from the first digit (or number word) to the end of the unit or counted noun, `number_end` closes
    the bare numeral, `lead` opens the approximation word. `part` and `whole` are the two numbers of x/y; the part's
    extent covers `x/y unit`. `per` is a denominator as printed (`/xã`), also where the unit already has it.
    A number printed with a minus sign is negative; a decrease in words is not.
    """

    start: int
    end: int
    number_end: int
    low: Decimal
    high: Decimal
    resolution: Decimal
    unit: Unit | None
    counted: str | None
    counted_start: int
    counted_end: int
    approx: Approximation
    lead: int
    magnitude: str | None
    part: Literal["single", "part", "whole"]
    rule: str
    raw: str
    per: str | None


_COMPARISON = "tăng|giảm|gấp|bằng|cao|hơn|vượt|lên|đến|trên|gần|khoảng|thêm|còn|thấp|lớn|nhiều|nhanh"
_COMPARES = re.compile(rf"(?<!\w)(?:{_COMPARISON})(?: \w+){{0,2}} ?$")
_WORD_BEFORE = re.compile(r"(\w+) $")
_LONGEST_LEAD = 16
_MOST_WORDS = 3
_TIMES = "lần"


class Reader:
    """One text in both forms with its non-indicators: what a number of it may be made of."""

    def __init__(self, text: str, style: NumberStyle, claims: Iterable[NonIndicator]) -> None:
        self.text, self.folded, self.style = text, fold(text), style
        self.blocked = bytearray(len(text))
        for claim in claims:
            self.blocked[claim.start : claim.end] = b"\x01" * (claim.end - claim.start)

    def holds(self, start: int, end: int) -> bool:
        """Whether a non-indicator holds some of `start:end`."""
        return self.blocked.find(1, start, end) >= 0

    def value(self, at: int) -> Value | None:
        """The value whose first digit is at `at`, unless a non-indicator holds some of it."""
        if at >= len(self.text) or self.blocked[at]:
            return None
        value = read_value(self.text, self.folded, at, self.style)
        return None if value is None or self.holds(at, value.end) else value

    def measure(self, value: Value, *, guess: bool = True) -> Measure | None:
        """What the value counts or measures. After tỷ and triệu only known nouns count (`4,1 triệu con`): `9,5 tỷ hoàn
        thành` is money. `lần` is a factor after a word of comparison, else an occasion (`họp 3 lần`)."""
        measure = read_measure(self.text, self.folded, value.end, guess=guess and value.magnitude is None)
        if measure is None or self.holds(value.end, measure.end):
            return None
        if measure.code == "times" and not self._multiplies(value):
            at = self.folded.index(_TIMES, value.end)
            end = at + len(_TIMES)
            return Measure(measure.end, "count", "count", Decimal(1), at, end, measure.per)
        return measure

    def _multiplies(self, value: Value) -> bool:
        return value.low % 1 != 0 or _COMPARES.search(self.folded, max(0, value.start - 25), value.start) is not None

    def left(self, at: int, width: int = 40) -> str:
        """The folded text right before `at`."""
        return self.folded[max(0, at - width) : at]


def make(reader: Reader, value: Value, measure: Measure | None, rule: str, *, own_end: int | None = None) -> Quantity:
    """Value and measure as one quantity; `own_end` closes it where the measure stands with another number."""
    text = reader.text
    factor = measure.factor if measure else Decimal(1)
    if _is_negative(text, value.start):
        factor = -factor
    unit: Unit | None = measure.code if measure else ("VND" if value.currency else None)
    end = own_end if own_end is not None else (measure.end if measure else value.end)
    approx, lead = _approximation(reader, value.start, end)
    noun = (measure.noun_start, measure.noun_end) if measure and unit == "count" else None
    counted_start, counted_end = noun or (end, end)
    low, high = sorted((value.low * factor, value.high * factor))
    return Quantity(
        start=value.start,
        end=end,
        number_end=value.number_end,
        low=low,
        high=high,
        resolution=value.resolution * abs(factor),
        unit=unit,
        counted=text[counted_start:counted_end] if noun else None,
        counted_start=counted_start,
        counted_end=counted_end,
        approx=approx,
        lead=lead,
        magnitude=value.magnitude,
        part="single",
        rule=rule,
        raw=text[value.start : end],
        per=measure.per if measure else None,
    )


def _is_negative(text: str, start: int) -> bool:
    """A minus sign after an opening bracket (`(-590 ha)`); elsewhere a dash before a digit is a bullet or a range."""
    return start > 1 and text[start - 1] in "-−–" and text[start - 2] == "("


@cache
def _approximation_patterns() -> tuple[tuple[str, ...], re.Pattern[str], re.Pattern[str]]:
    """What approximation words before a number end with, the pattern for them, and that for the words behind it."""
    words = lexicon.approximations()
    before = "|".join(re.escape(fold(w)) for w in sorted(words.before, key=len, reverse=True))
    after = "|".join(re.escape(fold(w)) for w in sorted(words.after, key=len, reverse=True))
    bases = "|".join(fold(w) for w in words.bases)
    # The basis may stand between (`đạt từ 95% kế hoạch năm trở lên`).
    endings = tuple({fold(w)[-2:] for w in words.before})
    return (
        (*endings, *(f"{ending} " for ending in endings)),
        re.compile(rf"(?:(?<=\W)|^)({before}) ?$"),
        re.compile(rf"(?: (?:{bases})(?: \w+)?)? ({after})(?!\w)"),
    )


def _approximation(reader: Reader, start: int, end: int) -> tuple[Approximation, int]:
    """The approximation of the number at `start:end`, and where its words begin. Words that disagree mean about."""
    words = lexicon.approximations()
    endings, before, after = _approximation_patterns()
    lead, kinds = start, set[Approximation]()
    for _ in range(_MOST_WORDS):
        left = reader.left(lead, _LONGEST_LEAD)
        match = before.search(left) if left.endswith(endings) else None
        if match is None:
            break
        begin = max(0, lead - _LONGEST_LEAD) + match.start(1)
        word = words.before[match.group(1)]
        previous = _WORD_BEFORE.search(reader.left(begin, 10))
        if previous is not None and previous.group(1) in word.not_after:
            break
        lead = begin
        kinds.add(word.approx)
    if match := after.match(reader.folded, end):
        kinds.add(words.after[match.group(1)])
    if not kinds:
        return "exact", start
    return (kinds.pop() if len(kinds) == 1 else "about"), lead
