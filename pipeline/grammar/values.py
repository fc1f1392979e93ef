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
from pipeline.grammar.number_words import read_number_words
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


# Words before a number word that make it something else than a count.
_NOT_AFTER = frozenset(
    "thứ tháng quý mùng mồng ngày hàng mấy vài lớp khóa cấp từng mỗi mọi các những cả khu xóm thôn tổ phường quận đường phố".split()
    + "số lần chương điều khoản hạng loại nhóm bậc tầng vòng đợt kỳ giai tiểu phần bước mức cũng trong mặt ông bà anh chị em cha".split()
)
# Words that follow a number word where it does not count: `một số`, `một trong`, `hai bên`, `ba không`.
_NOT_BEFORE = re.compile(
    r" (?:số|trong|phần|cách|bước|mặt|lần|cửa|thời|vài|ít|khi|là|chiều|bên|đầu|nửa|tháng|năm|ngày|quý|tuần|giờ|phút|vụ lúa|cấp|mùa|miền|nước|không|sạch|tại chỗ|giỏi|khâu|việc|chủ|nguyên tắc|điểm|con đường|tầng|loại|khía|phía|kỳ|mươi|bộ phận|khoản|lượt|chuyên|nhóm|nội dung|hoạt động|hệ thống|mục tiêu|khó khăn|hạn chế|vị trí|giải pháp|nhiệm vụ)(?!\w)"
)
_COUNTS_ONE = re.compile(r"(?:có|thêm|còn|chỉ|được|tăng|giảm|gồm|hơn|mới|và|lập) $")
_COUNTS_FIVE = re.compile(r"(?:có|gồm|thêm|đủ|được|khoảng|hơn|gần) $")
_BEFORE = re.compile(r"([^\W\d_]+) $")


def read_word_value(text: str, folded: str, at: int) -> Value | None:
    """A number in words at `at` where it counts; None in dates, ordinals, idioms and names (`thứ ba`, `một số`)."""
    numeral = read_number_words(folded, at)
    if numeral is None:
        return _five(text, folded, at)
    printed = text[at : numeral.end]
    if not printed.islower() and not (printed[0].isupper() and printed[1:].islower() and at == 0):
        return None
    left = folded[max(0, at - 12) : at]
    before = _BEFORE.search(left)
    if before is not None and before.group(1) in _NOT_AFTER:
        return None
    alone = " " not in folded[at : numeral.end]
    if alone and _NOT_BEFORE.match(folded, numeral.end):
        return None
    if folded[at : numeral.end] == "một" and not _COUNTS_ONE.search(left):
        return None
    return _with_scale(folded, numeral.start, numeral.end, numeral.value, numeral.resolution)


def _five(text: str, folded: str, at: int) -> Value | None:
    """`năm` alone is five only after a counting word (`có năm xã`); everywhere else it is the year."""
    end = at + 3
    if folded[at:end] != "năm" or text[at:end] != "năm" or not _COUNTS_FIVE.search(folded[max(0, at - 8) : at]):
        return None
    if re.compile(r" (?:học|nay|qua|sau|trước|tới|\d)").match(folded, end):
        return None
    return Value(at, end, end, Decimal(5), Decimal(5), Decimal(1))


def _with_scale(folded: str, start: int, end: int, value: Decimal, resolution: Decimal) -> Value:
    last = folded[start:end].split(" ")[-1]
    words = [w for w in folded[start:end].split(" ") if w in lexicon.magnitudes()]
    largest = max((lexicon.magnitudes()[w] for w in words), key=lambda m: m.factor, default=None)
    if largest is None or not largest.currency:
        return Value(start, end, end, value, value, resolution)
    return Value(start, end, end, value, value, resolution, last if last in words else words[-1], largest.factor, True)
