"""The forms in which two or more numbers stand together: x/y, ranges, chains, `từ … lên …`; and numbers in words.

Signals, in order: a slash or `trong` between two numbers, with one unit for both or the same unit twice; a dash or
`đến` between rising numbers, with one unit; three or more numbers tied by dashes, which are a structure and no range;
a first level without a unit (`từ 5,4 xuống còn 3,8%`). Anything else is a number by itself.
Never: ties numbers of different units (`24 buổi/41 lượt người`, `17 ca/0 ca tử vong`).
"""

from __future__ import annotations

import re
from decimal import Decimal

from pipeline.frozen import replace
from pipeline.grammar.numeral_context import CUT_UNIT, share_of
from pipeline.grammar.quantity import Quantity, Reader, make
from pipeline.grammar.units import Measure
from pipeline.grammar.values import Value, read_word_value

FROM = re.compile(r"(?<!\w)từ (?:mức |trên |dưới |gần |khoảng )?$")
"""What stands before the first of two levels, or before a bound."""
_DASH = re.compile(r" ?- ?(?=\d)")
_TO = re.compile(r" ?(?:-|÷|~) ?(?=\d)| (?:đến|tới) (?=\d)")
_SLASH = re.compile(r" ?/ ?(?=\d)")
_SLASH_OR_OF = re.compile(r" ?/ ?(?=\d)| trong (?:tổng )?(?:số )?(?=\d)")
_LISTING = re.compile(r"(?:lần lượt|tương ứng|cơ cấu)(?: \w+){0,3}:? ?$")
_LEVEL = r"(?:lên|xuống|còn|thành|đến|tới)"
_RISE = re.compile(rf" ?{_LEVEL}(?: (?:{_LEVEL}|mức))?(?: (?:trên|hơn|gần|khoảng|dưới))? (?=\d)")
_HUNDREDTH = Decimal("0.01")
_LARGEST_DENOMINATOR = 10


def quantities_at(reader: Reader, at: int) -> list[Quantity]:
    """The quantities of the expression that begins with the digit at `at`: one, the two of a fraction, those of a
    chain; none where its digits have no single reading or belong to a non-indicator."""
    first = reader.value(at)
    if first is None:
        return []
    measure = reader.measure(first, guess=False)
    after = measure.end if measure else first.end
    of = _SLASH if measure or not first.is_plain else _SLASH_OR_OF
    if measure is None and (cut := CUT_UNIT.match(reader.folded, first.end)):
        after = cut.end("letter")  # `196h/260ha`: the other side of the slash says which unit
    if (slash := of.match(reader.folded, after)) and (second := reader.value(slash.end())):
        tied = _fraction(reader, first, measure, second)
    elif (link := _TO.match(reader.folded, after)) and (second := reader.value(link.end())):
        tied = _chain(reader, first, measure) or _range(reader, first, measure, second)
    else:
        tied = []
    if tied:
        return tied
    if measure is None and (shared := _risen(reader, first)):
        return [make(reader, first, shared, "level.from", own_end=first.end)]
    measure = measure or reader.measure(first)
    return [make(reader, first, measure, "number.unit" if measure else "number.bare")]


def quantity_in_words(reader: Reader, at: int) -> Quantity | None:
    """The number in words at `at`, where a unit, magnitude or known noun says that it counts."""
    value = read_word_value(reader.text, reader.folded, at)
    if value is None or reader.holds(at, value.end):
        return None
    measure = reader.measure(value, guess=False)
    if measure is None and value.magnitude is None:
        return None
    if measure is not None and measure.code == "count":
        noun = reader.text[measure.noun_start : measure.noun_end]
        if not noun[0].islower() and not noun.isupper():  # a name (`Ba Trại`), no noun
            return None
    return make(reader, value, measure, "words")


def _fraction(reader: Reader, first: Value, own: Measure | None, second: Value) -> list[Quantity]:
    """x/y with one unit for both (`36,2/38,5 tỷ đồng`, `52 ha/51 ha`), or a share (`2/3 số xã`)."""
    if _SLASH.match(reader.folded, second.end):
        return []
    small = first.is_plain and second.is_plain and first.low < second.low <= _LARGEST_DENOMINATOR
    if own is None and small and share_of().match(reader.folded, second.end):
        return [_share(reader, first, second)]
    measure = reader.measure(second)
    if (own is not None or first.magnitude is not None) and not _same_kind(reader, first, own, second, measure):
        return []
    scaled = first if first.magnitude or not second.magnitude else first.scaled(second)
    part = make(reader, scaled, own or measure, "fraction.part")
    whole = make(reader, second, measure, "fraction.whole")
    raw = reader.text[part.start : whole.end]
    return [
        replace(part, part="part", end=whole.end, raw=raw),
        replace(whole, part="whole", approx="exact", lead=whole.start),
    ]


def _same_kind(reader: Reader, first: Value, own: Measure | None, second: Value, measure: Measure | None) -> bool:
    """Whether x and y of `x unit/y unit` state the same thing twice; `17 ca/0 ca tử vong` does not."""
    if own is None:
        return first.currency and (second.currency if measure is None else measure.code == "VND")
    if measure is None or own.numerator != measure.numerator or own.per not in (None, measure.per) or second.low == 0:
        return False
    nouns = [reader.folded[m.noun_start : m.noun_end] for m in (own, measure)]
    return nouns[0] == nouns[1] or own.code != "count"


def _share(reader: Reader, first: Value, second: Value) -> Quantity:
    """`trên 2/3 số xã` is one share, in per cent to two decimals."""
    value = (first.low * 100 / second.low).quantize(_HUNDREDTH)
    whole = replace(first, end=second.end, number_end=second.number_end, low=value, high=value, resolution=_HUNDREDTH)
    percent = Measure(second.end, "%", "%", Decimal(1), second.end, second.end, None)
    return make(reader, whole, percent, "fraction.share")


def _range(reader: Reader, first: Value, own: Measure | None, second: Value) -> list[Quantity]:
    """`17-19%`, `từ 5 đến 7 tạ/ha`, `15,5% - 16%`; the ends must rise and share their unit."""
    measure = reader.measure(second)
    if own is not None:
        same = measure is not None and own.numerator == measure.numerator and own.per in (None, measure.per)
        if not same or _LISTING.search(reader.left(first.start)):
            return []
    scaled = first if first.magnitude or not second.magnitude else first.scaled(second)
    low, high = make(reader, scaled, own or measure, "range"), make(reader, second, measure, "range")
    if low.low >= high.low:
        return []
    approx = high.approx if low.approx == "exact" else low.approx
    resolution = min(low.resolution, high.resolution)
    raw = reader.text[low.start : high.end]
    return [replace(high, start=low.start, lead=low.lead, low=low.low, approx=approx, resolution=resolution, raw=raw)]


def _chain(reader: Reader, first: Value, own: Measure | None) -> list[Quantity]:
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
        return []
    last = links[-1][1]
    return [
        make(reader, value, measure or last, "chain", own_end=None if measure else value.end)
        for value, measure in links
    ]


def _risen(reader: Reader, first: Value) -> Measure | None:
    """The unit of the second number of `từ 5,4 xuống còn 3,8%`, which the first one leaves out."""
    rise = _RISE.match(reader.folded, first.end)
    if rise is None or not FROM.search(reader.left(first.start, 20)):
        return None
    second = reader.value(rise.end())
    if second is None or second.magnitude is not None:
        return None
    return reader.measure(second, guess=False)
