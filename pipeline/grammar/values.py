"""A number with its magnitude words: `3.103 tỷ`, `12 tỷ 346 triệu`, `3 nghìn 100 tỷ`, `1 tỷ 2`, `hai tỷ rưỡi`.

Signals: numerals and magnitude words in turn. A smaller magnitude adds its part, a larger one multiplies all before it.
A lone digit after a magnitude counts tenths of it (`1 tỷ 2` is 1,2 tỷ) unless something it could count follows.
Never: takes a capitalised place name for a magnitude (`Triệu Phong`), or `tỷ lệ` for tỷ.
"""

from __future__ import annotations

import re
from decimal import Decimal

from pipeline import lexicon
from pipeline.frozen import dataclass
from pipeline.grammar.number_words import counting_words
from pipeline.grammar.numbers import NumberStyle, Numeral, read_numeral, read_spaced
from pipeline.grammar.units import follows, read_magnitude, read_measure
from pipeline.text import Span


@dataclass(frozen=True, slots=True)
class Value:
    """`end` is after the magnitude words; `number_end` after the last digit (or number word) of the numeral, which for
    a compound is its end. `magnitude` as printed; `scale` its factor; `currency`: without a unit it speaks of money."""

    start: int
    end: int
    number_end: int
    low: Decimal
    high: Decimal
    resolution: Decimal
    magnitude: str | None = None
    scale: Decimal = Decimal(1)
    currency: bool = False

    @property
    def is_plain(self) -> bool:
        return self.magnitude is None and self.low == self.low.to_integral_value()

    def scaled(self, other: Value) -> Value:
        """This value under the magnitude of another (`36,2/38,5 tỷ`)."""
        return Value(
            self.start, self.end, self.number_end, self.low * other.scale, self.high * other.scale,
            self.resolution * other.scale, other.magnitude, other.scale, other.currency,
        )  # fmt: skip


_LONE_DIGIT = re.compile(r" ([1-9])(?![\d\w/%]|[.,]\d)")
_HALF = re.compile(r" r[ưu][ỡở]i(?!\w)")


@dataclass(frozen=True, slots=True)
class _Term:
    """One numeral with the magnitude words right after it: `3 nghìn tỷ`; `words` is their extent."""

    numeral: Numeral
    factor: Decimal
    currency: bool
    words: Span

    @property
    def end(self) -> int:
        return self.words[1]


def read_value(text: str, folded: str, at: int, style: NumberStyle) -> Value | None:
    """The number whose first digit is at `at`, with its magnitudes; None where the digits have no single reading."""
    numeral = read_numeral(folded, at, style)
    spaced = read_spaced(folded, at)
    if spaced is not None and _counts(text, folded, spaced.end):
        numeral = spaced
    if numeral is None:
        return None
    first = _term(text, folded, numeral)
    if first is None:
        return Value(at, numeral.end, numeral.end, numeral.value, numeral.value, numeral.resolution)
    total, step, last, currency = numeral.value * first.factor, first.factor, first, first.currency
    resolution = numeral.resolution * step
    while (following := _next_term(text, folded, last, step, style)) is not None:
        value, factor = following.numeral.value, following.factor
        total = (total + value) * factor if factor > step else total + value * factor
        resolution, step, last = following.numeral.resolution * factor, factor, following
        currency = currency or following.currency
    total, resolution, end = _tail(text, folded, last, total, step, resolution, style)
    number_end = end if end > first.end else numeral.end
    return Value(
        at, end, number_end, total, total, resolution, text[slice(*first.words)], first.factor, currency
    )  # fmt: skip


def _counts(text: str, folded: str, end: int) -> bool:
    """Does something that a number can count or measure stand at `end`?"""
    return follows(folded, end) or folded.startswith("%", end) or read_measure(text, folded, end) is not None


def _term(text: str, folded: str, numeral: Numeral) -> _Term | None:
    """The numeral with its magnitude words, which must rise (`nghìn tỷ`); None where there are none."""
    end, factor, step, currency = numeral.end, Decimal(1), Decimal(0), False
    start = end
    while (found := read_magnitude(text, folded, end)) is not None and found.magnitude.factor > step:
        start = found.start if end == numeral.end else start
        end, step = found.end, found.magnitude.factor
        factor, currency = factor * step, found.magnitude.currency
    return _Term(numeral, factor, currency, (start, end)) if end > numeral.end else None


def _next_term(text: str, folded: str, last: _Term, step: Decimal, style: NumberStyle) -> _Term | None:
    """The term that continues a compound: a smaller magnitude (`12 tỷ 346 triệu`), or, after nghìn, a larger one for
    both (`3 nghìn 100 tỷ`)."""
    numeral = read_numeral(folded, last.end + 1, style) if folded.startswith(" ", last.end) else None
    if numeral is None or numeral.value >= 1000:
        return None
    term = _term(text, folded, numeral)
    if term is None:
        return None
    larger = step == 1000 < term.factor and last.numeral.resolution == 1
    return term if term.factor < step or larger else None


def _tail(
    text: str, folded: str, last: _Term, total: Decimal, step: Decimal, resolution: Decimal, style: NumberStyle
) -> tuple[Decimal, Decimal, int]:
    """Value, resolution and end with what may close a compound without a magnitude of its own."""
    if half := _HALF.match(folded, last.end):
        return total + step / 2, step / 10, half.end()
    digit = _LONE_DIGIT.match(folded, last.end)
    if digit and _counts_tenths(text, folded, digit.end()):
        return total + int(digit.group(1)) * step / 10, step / 10, digit.end()
    rest = read_numeral(folded, last.end + 1, style) if step == 1000 and folded.startswith(" ", last.end) else None
    if rest is not None and rest.end - rest.start == 3 and follows(folded, rest.end):  # `1 nghìn 200 hộ`
        return total + rest.value, rest.resolution, rest.end
    return total, resolution, last.end


def _counts_tenths(text: str, folded: str, end: int) -> bool:
    measure = read_measure(text, folded, end)
    return measure is None or measure.code == "VND"


def read_word_value(text: str, folded: str, at: int) -> Value | None:
    """A number in words at `at`, where it counts."""
    numeral = counting_words(text, folded, at)
    if numeral is None:
        return None
    start, end, value = numeral.start, numeral.end, numeral.value
    words = [word for word in folded[start:end].split(" ") if word in lexicon.magnitudes()]
    largest = max((lexicon.magnitudes()[word] for word in words), key=lambda m: m.factor, default=None)
    if largest is None or not largest.currency:
        return Value(start, end, end, value, value, numeral.resolution)
    return Value(start, end, end, value, value, numeral.resolution, words[-1], largest.factor, currency=True)
