"""A number with its magnitude words: `3.103 tỷ`, `12 tỷ 346 triệu`, `3 nghìn 100 tỷ`, `1 tỷ 2`, `hai tỷ rưỡi`.

Signals: numerals and magnitude words in turn. A smaller magnitude adds its part, a larger one multiplies all before it.
A lone digit after a magnitude counts tenths of it (`1 tỷ 2` is 1,2 tỷ) unless something it could count follows.
Never: takes a capitalised place name for a magnitude (`Triệu Phong`), or `tỷ lệ` for tỷ.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from pipeline import lexicon
from pipeline.grammar.number_words import counting_words
from pipeline.grammar.numbers import NumberStyle, Numeral, read_numeral, read_spaced
from pipeline.grammar.units import follows, read_magnitude, read_measure


@dataclass(frozen=True, slots=True)
class Value:
    """`end` is after the magnitude words; `number_end` after the last digit (or number word) of the numeral, which for a
    compound is its end. `magnitude` as printed; `scale` its factor; `currency`: without a unit it speaks of money."""

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
_NEXT = re.compile(r" ?(?=\d)")
_HALF = re.compile(r" r[ưu][ỡở]i(?!\w)")


def read_value(text: str, folded: str, at: int, style: NumberStyle) -> Value | None:
    """The number whose first digit is at `at`, with its magnitudes; None where the digits have no single reading."""
    spaced = read_spaced(folded, at)
    if spaced is not None and not follows(folded, spaced.end) and folded[spaced.end : spaced.end + 1] != "%":
        spaced = None
    numeral = spaced or read_numeral(folded, at, style)
    if numeral is None:
        return None
    total, resolution = numeral.value, numeral.resolution
    end = number_end = numeral.end
    words: list[tuple[int, int]] = []
    largest: lexicon.Magnitude | None = None
    pending: Decimal | None = numeral.value
    step = Decimal(0)  # the factor of the last magnitude read
    done = Decimal(0)
    while found := read_magnitude(text, folded, end):
        _, magnitude, stop = found
        words.append((stop - len(found[0]), stop))
        if pending is None:
            if magnitude.factor <= step and len(words) > 1 and magnitude.factor == step:
                words.pop()
                break
            done, resolution = done * magnitude.factor, resolution * magnitude.factor
        elif step and magnitude.factor > step:
            done, resolution = (done + pending) * magnitude.factor, resolution * magnitude.factor
        else:
            done, resolution = done + pending * magnitude.factor, resolution * magnitude.factor
        step = magnitude.factor
        largest = magnitude if largest is None or magnitude.currency or not largest.currency else largest
        end, pending, total = stop, None, done
        following = _NEXT.match(folded, end)
        second = read_numeral(folded, following.end(), style) if following and following.end() > end else None
        if second is None:
            continue
        further = read_magnitude(text, folded, second.end)
        if further is not None and (further[1].factor < step or step < further[1].factor and second.value < step) and second.value < 1000:
            pending, resolution, end, number_end = second.value, second.resolution, second.end, further[2]
        elif further is None and _fills_thousand(folded, second, step):
            total, resolution, end = total + second.value, second.resolution, second.end
            number_end = end
            break
    if not words:
        return Value(at, end, number_end, total, total, resolution)
    if half := _HALF.match(folded, end):
        total, resolution, end = total + step / 2, step / 10, half.end()
        number_end = end
    elif (digit := _LONE_DIGIT.match(folded, end)) and _counts_tenths(text, folded, digit.end()):
        total, resolution, end = total + int(digit.group(1)) * step / 10, step / 10, digit.end()
        number_end = end
    compound = number_end > numeral.end
    printed = text[words[0][0] : words[-1][1]] if not compound else text[words[0][0] : words[0][1]]
    scale = total / numeral.value if numeral.value and not compound else step
    currency = largest is not None and largest.currency
    return Value(at, end, end if compound else number_end, total, total, resolution, printed, scale, currency)


def _fills_thousand(folded: str, rest: Numeral, step: Decimal) -> bool:
    """`1 nghìn 200 hộ`: three digits after nghìn, with the unit of both."""
    return step == 1000 and rest.end - rest.start == 3 and follows(folded, rest.end)


def _counts_tenths(text: str, folded: str, end: int) -> bool:
    measure = read_measure(text, folded, end, guess=True)
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
