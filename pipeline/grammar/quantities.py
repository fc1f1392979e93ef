"""Every number of a paragraph: a quantity with its unit, a non-indicator with its kind, or unread.

Problem: `12 tỷ 346 triệu đồng`, `17-19%`, `36,2/38,5 tỷ đồng`, `24 buổi/41 lượt người`, `ba mươi hai hộ` each follow
another grammar, and the same signs also make dates, decree numbers and chains of shares.
Signals, in order: the non-indicators that shape and context prove; then, from each number left, its magnitudes, the
second number that a dash, `đến` or slash ties to it, the unit or counted noun after it, the approximation word before it.
Never: names an indicator, decides level, change or ratio, carries a unit over from another number (except within one
range, fraction, chain or `từ … lên …`), or looks outside the paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import Literal

from pipeline import lexicon
from pipeline.grammar import nonindicators
from pipeline.grammar.folding import fold
from pipeline.grammar.nonindicators import OF, NonIndicator
from pipeline.grammar.numbers import ENGLISH, VIETNAMESE, NumberStyle, number_style
from pipeline.grammar.units import Measure, read_measure
from pipeline.grammar.values import Value, read_value, read_word_value
from pipeline.text import Span
from schemas.observation import Approximation, Unit

__all__ = ["ENGLISH", "VIETNAMESE", "NonIndicator", "NumberStyle", "Quantity", "Scan", "number_style", "scan"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number or range. Offsets into the scanned text; `low`, `high`, `resolution` in the canonical unit.

    `start:end` runs from the first digit (or number word) to the end of the unit or counted noun, `number_end` closes the
    bare numeral, `lead` opens the approximation word. `part` and `whole` are the two numbers of x/y; the part's extent
    covers `x/y unit`. A number printed with a minus sign is negative; a decrease in words is not.
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


@dataclass(frozen=True, slots=True)
class Scan:
    """Every digit run of the text is in exactly one of the three; quantities may also be number words."""

    quantities: tuple[Quantity, ...]
    others: tuple[NonIndicator, ...]
    unread: tuple[Span, ...]


_STARTS = re.compile(rf"\d|(?<!\w)(?:{'|'.join(lexicon.number_words().begin)})(?!\w)")
_DIGIT_RUN = re.compile(r"\d+")
_DASH = re.compile(r" ?- ?(?=\d)")
_TO = re.compile(r" ?(?:-|÷|~) ?(?=\d)| (?:đến|tới) (?=\d)")
_SLASH = re.compile(r" ?/ ?(?=\d)")
_SLASH_OR_OF = re.compile(r" ?/ ?(?=\d)| trong (?:tổng )?(?:số )?(?=\d)")
_LISTING = re.compile(r"(?:lần lượt|tương ứng|cơ cấu|tỷ lệ|tỷ trọng)(?: \w+){0,3}:? ?$")
_FROM = re.compile(r"(?<!\w)từ (?:mức |trên |dưới |gần |khoảng )?$")
_RISE = re.compile(r" ?(?:lên|xuống|còn|thành|đến|tới)(?: (?:đến|tới|còn|mức|thành))?(?: (?:trên|hơn|gần|khoảng|dưới))? (?=\d)")
_COMPARES = re.compile(r"(?<!\w)(?:tăng|giảm|gấp|bằng|cao|hơn|vượt|lên|đến|trên|gần|khoảng|thêm|còn|thấp|lớn|nhiều|nhanh)(?: \w+)?(?: \w+)? ?$")
# What stands between a count and the threshold that defines it: a few words, the last of them what was reached.
_CONDITION = re.compile(r"(?: [^\W\d_]+){0,5} (?:đạt|giải ngân|hoàn thành|thực hiện|thiệt hại)(?: tỷ lệ)?(?: từ)? ?")
_OF_WHOM = re.compile(r"(?<!\w)(?:của|tại|ở|trong|bàn|từ|các) $")
_FEW = 10


class _Reader:
    """One pass over one text; holds the text in both forms so that the grammar's functions can stay small."""

    def __init__(self, text: str, style: NumberStyle) -> None:
        self.text, self.folded, self.style = text, fold(text), style
        self.claims = nonindicators.find(text, self.folded)
        self.blocked = bytearray(len(text))
        for claim in self.claims:
            self.blocked[claim.start : claim.end] = b"\x01" * (claim.end - claim.start)

    def value(self, at: int) -> Value | None:
        """The value whose first digit is at `at`, unless a non-indicator holds that digit."""
        if at >= len(self.text) or self.blocked[at]:
            return None
        value = read_value(self.text, self.folded, at, self.style)
        return value if value is None or not any(self.blocked[at : value.end]) else None

    def measure(self, value: Value, *, guess: bool = True) -> Measure | None:
        # After tỷ and triệu only known nouns count (`4,1 triệu con`); `9,5 tỷ hoàn thành` is money.
        measure = read_measure(self.text, self.folded, value.end, guess=guess and value.magnitude is None)
        if measure is None or any(self.blocked[value.end : measure.end]):
            return None
        if measure.code == "times" and not self.multiplies(value):
            at = measure.end - len("lần")
            return Measure(measure.end, "count", "count", Decimal(1), at, measure.end, measure.per, known=True)
        return measure

    def multiplies(self, value: Value) -> bool:
        """Whether `lần` after this value is a factor (`gấp 2,5 lần`) and not an occasion (`họp 3 lần`)."""
        if value.low != value.low.to_integral_value():
            return True
        return _COMPARES.search(self.folded, max(0, value.start - 25), value.start) is not None

    def left(self, at: int, width: int = 40) -> str:
        return self.folded[max(0, at - width) : at]


def scan(text: str, style: NumberStyle = VIETNAMESE) -> Scan:
    """All numbers of a paragraph's view text (composed, single spaces, no footnote marks), in order."""
    if _STARTS.search(text.lower()) is None:
        return Scan((), (), ())
    reader = _Reader(text, style)
    quantities: list[Quantity] = []
    others = list(reader.claims)
    unread: list[Span] = []
    at = 0
    while match := _STARTS.search(reader.folded, at):
        start = match.start()
        if reader.blocked[start]:
            at = start + 1
            continue
        if not match.group().isdigit():
            quantity = _in_words(reader, start)
            quantities += [quantity] if quantity else []
            at = quantity.end if quantity else match.end()
            continue
        wholes = frozenset(q.low for q in quantities if q.part == "whole")
        claim = nonindicators.by_context(text, reader.folded, start, wholes)
        if claim is not None:
            others.append(claim)
            at = claim.end
            continue
        read = list(_quantities_at(reader, start))
        if read:
            quantities += read
            at = max(q.end for q in read)
        else:
            run = _DIGIT_RUN.match(reader.folded, start)
            at = run.end() if run else start + 1
            unread.append((start, at))
    thresholds = [q for before, q in pairwise(quantities) if _is_threshold(reader, before, q)]
    thresholds += [q for q, after in pairwise(quantities) if _defines(reader, q, after)]
    others += [NonIndicator(q.lead, q.end, "class", "class.threshold") for q in thresholds]
    others.sort(key=lambda claim: claim.start)
    kept = [q for q in quantities if q not in thresholds]
    return Scan(tuple(_continued(kept)), tuple(others), tuple(unread))


def _is_threshold(reader: _Reader, before: Quantity, quantity: Quantity) -> bool:
    """`07 xã đạt từ 10 đến 14 tiêu chí`: the second figure says which xã are counted, and states nothing of its own."""
    if before.unit not in ("count", "ha") or not _is_bounded(reader, quantity) or _OF_WHOM.search(reader.left(before.lead, 15)):
        return False
    between = reader.folded[before.end : quantity.lead]
    return _CONDITION.fullmatch(between) is not None


def _defines(reader: _Reader, quantity: Quantity, after: Quantity) -> bool:
    """`từ 30-50% là 45 nhà`: a class of damage or reach, and then how many are in it."""
    counts = quantity.unit == "%" and after.unit == "count" and _is_bounded(reader, quantity)
    return counts and reader.folded[quantity.end : after.lead] in (" ", " là ", ": ", " có ")


def _is_bounded(reader: _Reader, quantity: Quantity) -> bool:
    if quantity.unit not in ("%", "count") or quantity.part != "single":
        return False
    return quantity.approx in ("over", "under") or _FROM.search(reader.left(quantity.start, 20)) is not None


def _continued(quantities: list[Quantity]) -> Iterator[Quantity]:
    """A list of fractions names what it counts once: `xã A 19/19 tiêu chí; B 18/19; C 17/19`, the wholes alike."""
    named: Quantity | None = None
    for i, quantity in enumerate(quantities):
        whole = quantity if quantity.part == "whole" else quantities[i + 1] if quantity.part == "part" else None
        if whole is not None and whole.unit == "count":
            named = whole
        elif whole is not None and whole.unit is None and named is not None and whole.low == named.low:
            quantity = replace(quantity, unit="count", counted=named.counted, rule="fraction.continued")
        yield quantity


def _quantities_at(reader: _Reader, at: int) -> Iterator[Quantity]:
    """The quantities of the expression that begins with the digit at `at`: one, or two of a fraction, or a chain."""
    first = reader.value(at)
    if first is None:
        return
    measure = reader.measure(first, guess=False)
    after = measure.end if measure else first.end
    of = _SLASH if measure or not first.is_plain else _SLASH_OR_OF
    if (slash := of.match(reader.folded, after)) and (second := reader.value(slash.end())):
        pair = _fraction(reader, first, measure, second)
        if pair:
            yield from pair
            return
    if (link := _TO.match(reader.folded, after)) and (second := reader.value(link.end())):
        chain = _chain(reader, first, measure)
        if chain:
            yield from chain
            return
        ranged = _range(reader, first, measure, second)
        if ranged:
            yield ranged
            return
    if measure is None and (shared := _risen(reader, first)):
        yield _quantity(reader, first, shared, rule="level.from", own_end=first.end)
        return
    measure = measure or reader.measure(first)
    yield _quantity(reader, first, measure, rule="number.unit" if measure else "number.bare")


def _fraction(reader: _Reader, first: Value, own: Measure | None, second: Value) -> tuple[Quantity, ...] | None:
    """x/y with one unit for both (`36,2/38,5 tỷ đồng`, `52 ha/51 ha`), or a share (`2/3 số xã`)."""
    if _SLASH.match(reader.folded, second.end):
        return None
    if own is None and first.is_plain and second.is_plain and first.low < second.low <= _FEW:
        if OF.match(reader.folded, second.end):
            return (_share(reader, first, second),)
    measure = reader.measure(second)
    if (own is not None or first.magnitude is not None) and not _same_kind(reader, first, own, second, measure):
        return None
    part = first if first.magnitude or not second.magnitude else first.scaled(second)
    end = measure.end if measure else second.end
    whole = _quantity(reader, second, measure, rule="fraction.whole")
    return (
        replace(_quantity(reader, part, own or measure, rule="fraction.part"), part="part", end=end, raw=reader.text[first.start : end]),
        replace(whole, part="whole", approx="exact", lead=second.start),
    )


def _same_kind(reader: _Reader, first: Value, own: Measure | None, second: Value, measure: Measure | None) -> bool:
    """Whether x and y of `x unit/y unit` state the same thing twice; `17 ca/0 ca tử vong` does not."""
    if own is None:
        return first.currency and (second.currency if measure is None else measure.code == "VND")
    if measure is None or own.numerator != measure.numerator or own.per not in (None, measure.per) or second.low == 0:
        return False
    nouns = [reader.folded[m.noun_start : m.noun_end] for m in (own, measure)]
    return nouns[0] == nouns[1] or own.code != "count"


def _share(reader: _Reader, first: Value, second: Value) -> Quantity:
    """`trên 2/3 số xã` is one share, in per cent to two decimals."""
    hundredth = Decimal("0.01")
    value = (first.low * 100 / second.low).quantize(hundredth)
    whole = replace(first, end=second.end, number_end=second.number_end, low=value, high=value, resolution=hundredth)
    measure = Measure(second.end, "%", "%", Decimal(1), second.end, second.end, None, known=True)
    return _quantity(reader, whole, measure, rule="fraction.share")


def _range(reader: _Reader, first: Value, own: Measure | None, second: Value) -> Quantity | None:
    """`17-19%`, `từ 5 đến 7 tạ/ha`, `15,5% - 16%`; the ends must rise and share their unit."""
    measure = reader.measure(second)
    if own is not None and (measure is None or own.numerator != measure.numerator or own.per not in (None, measure.per)):
        return None
    if own is not None and _LISTING.search(reader.left(first.start)):
        return None
    low = first if first.magnitude or not second.magnitude else first.scaled(second)
    factors = [(m.factor if m else Decimal(1)) for m in (own or measure, measure)]
    if low.low * factors[0] >= second.low * factors[1]:
        return None
    quantity = _quantity(reader, replace(second, start=first.start, low=low.low, high=second.low), measure, rule="range")
    if low.low * factors[0] != low.low * factors[1]:
        quantity = replace(quantity, low=low.low * factors[0])
    return replace(quantity, resolution=min(quantity.resolution, low.resolution * factors[0]))


def _chain(reader: _Reader, first: Value, own: Measure | None) -> list[Quantity] | None:
    """Three or more numbers tied by dashes are a structure (`23,1% - 34,8% - 42,1%`); the last unit serves all."""
    links: list[tuple[Value, Measure | None]] = [(first, own)]
    while True:
        value, measure = links[-1]
        dash = _DASH.match(reader.folded, measure.end if measure else value.end)
        following = reader.value(dash.end()) if dash else None
        if following is None:
            break
        links.append((following, reader.measure(following, guess=False)))
    if len(links) < 3:
        return None
    last = links[-1][1]
    return [
        _quantity(reader, value, measure or last, rule="chain", own_end=None if measure else value.end)
        for value, measure in links
    ]


def _risen(reader: _Reader, first: Value) -> Measure | None:
    """The unit of the second number of `từ 5,4 xuống còn 3,8%`, which the first one leaves out."""
    rise = _RISE.match(reader.folded, first.end)
    if rise is None or not _FROM.search(reader.left(first.start, 20)):
        return None
    second = reader.value(rise.end())
    measure = reader.measure(second, guess=False) if second else None
    return measure if measure and second and not second.magnitude else None


def _in_words(reader: _Reader, at: int) -> Quantity | None:
    value = read_word_value(reader.text, reader.folded, at)
    if value is None or any(reader.blocked[at : value.end]):
        return None
    measure = reader.measure(value, guess=False)
    if measure is None and value.magnitude is None:
        return None
    if measure is not None and measure.code == "count" and not reader.text[measure.noun_start].islower():
        if not reader.text[measure.noun_start : measure.noun_end].isupper():
            return None
    return _quantity(reader, value, measure, rule="words")


@cache
def _approximation_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = lexicon.approximations()
    before = "|".join(re.escape(fold(w)) for w in sorted(words.before, key=len, reverse=True))
    after = "|".join(re.escape(fold(w)) for w in sorted(words.after, key=len, reverse=True))
        # The basis may stand between (`đạt từ 95% kế hoạch trở lên`).
    basis = r"(?: (?:kế hoạch|kh|dự toán|chỉ tiêu|nghị quyết|tổng số|số)(?: \w+)?)?"
    return re.compile(rf"(?:(?<=[^\w])|^)({before}) ?$"), re.compile(rf"{basis} ({after})(?!\w)")


def _approximation(reader: _Reader, start: int, end: int) -> tuple[Approximation, int]:
    """The approximation of the number at `start:end`, and where its words begin."""
    words = lexicon.approximations()
    before, after = _approximation_patterns()
    lead, kinds = start, set[Approximation]()
    while match := before.search(reader.left(lead, 16)):
        begin = max(0, lead - 16) + match.start(1)
        word = words.before[match.group(1)]
        previous = re.search(r"(\w+) $", reader.left(begin, 10))
        if previous and previous.group(1) in word.not_after:
            break
        lead = begin
        kinds.add(word.approx)
    if match := after.match(reader.folded, end):
        kinds.add(words.after[match.group(1)])
    if not kinds:
        return "exact", start
    return (kinds.pop() if len(kinds) == 1 else "about"), lead


def _quantity(reader: _Reader, value: Value, measure: Measure | None, *, rule: str, own_end: int | None = None) -> Quantity:
    """Value and measure as one quantity; `own_end` closes it where the measure stands with another number."""
    text = reader.text
    factor = measure.factor if measure else Decimal(1)
    unit: Unit | None = measure.code if measure else ("VND" if value.currency else None)
    end = own_end if own_end is not None else (measure.end if measure else value.end)
    sign = -1 if value.start and text[value.start - 1] in "-−–" and text[value.start - 2 : value.start - 1] == "(" else 1
    approx, lead = _approximation(reader, value.start, end)
    noun = measure is not None and unit == "count"
    counted_start, counted_end = (measure.noun_start, measure.noun_end) if noun and measure else (end, end)
    return Quantity(
        start=value.start,
        end=end,
        number_end=value.number_end,
        low=sign * value.low * factor,
        high=sign * value.high * factor,
        resolution=value.resolution * factor,
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
