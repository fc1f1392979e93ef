"""What a reviewer types for a value, read as a report would be: `12,5 tỷ đồng`, `khoảng 17-19%`, `45 hộ`.

Signals, in order: a bare number takes the unit that the figure was shown in; a number with that very unit; else the
grammar that reads reports; else, where things are counted, the words after the number are what is counted.
Never: a guess. What cannot be read is a ValueError that says, in Vietnamese, how to type it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from pipeline.deliver.units import Scale, approximation, scale
from pipeline.grammar.numbers import parse_number
from pipeline.grammar.quantities import scan
from schemas.observation import Approximation, Figure, Unit

_APPROXIMATE: tuple[Approximation, ...] = ("over", "under", "about")
_BETWEEN = re.compile(r"(?<=\d) ?[–-] ?(?=[\d-])")
_NOUN = re.compile(r"[^\W\d_][^\d]{0,80}")
_NUMBER = re.compile(r"-?\d[\d.,]*")


@dataclass(frozen=True, slots=True)
class Typed:
    """A value in its canonical unit, with the place value of the last digit that was typed."""

    low: Decimal
    high: Decimal
    unit: Unit
    counted: str | None
    approx: Approximation
    resolution: Decimal


def read_value(text: str, like: Figure | None = None) -> Typed:
    """The value that was typed; `like` is the figure in whose place it stands."""
    wanted = " ".join(text.replace("−", "-").split())
    approx, rest = _approximation(wanted)
    if like is not None and (read := _in_unit(rest, approx, like, _shown(like))) is not None:
        return read
    if (read := _by_grammar(wanted)) is not None:
        return read
    number = _NUMBER.match(rest)
    noun = rest[number.end() :].strip() if number else ""
    if number and _NOUN.fullmatch(noun) and (one := parse_number(number.group())) is not None:
        return Typed(one[0], one[0], "count", noun, approx, one[1])
    raise ValueError(f"không đọc được giá trị “{text}”; gõ như trong báo cáo, ví dụ: 12,5 tỷ đồng; 17-19%; 45 hộ")


def _approximation(text: str) -> tuple[Approximation, str]:
    for approx in _APPROXIMATE:
        if text.casefold().startswith(word := approximation(approx)):
            return approx, text[len(word) :]
    return "exact", text


def _shown(like: Figure) -> Scale:
    return scale(like.unit, max(abs(like.low), abs(like.high)), like.counted)


def _in_unit(text: str, approx: Approximation, like: Figure, shown: Scale) -> Typed | None:
    """A bare number or range, or one with the unit in which the figure is shown."""
    bare = text.removesuffix(shown.label).strip() if shown.label else text
    ends = [_signed(part) for part in _BETWEEN.split(bare)]
    if not 1 <= len(ends) <= 2:
        return None
    values = [one for one in ends if one is not None]
    if len(values) < len(ends):
        return None
    (low, place), (high, other) = values[0], values[-1]
    if high < low:
        return None
    return Typed(
        low * shown.factor, high * shown.factor, like.unit, like.counted, approx, min(place, other) * shown.factor
    )


def _signed(text: str) -> tuple[Decimal, Decimal] | None:
    if not _NUMBER.fullmatch(text):
        return None
    one = parse_number(text.removeprefix("-"))
    return one if one is None or not text.startswith("-") else (-one[0], one[1])


def _by_grammar(text: str) -> Typed | None:
    """One quantity that takes up all that was typed."""
    read = scan(text)
    if len(read.quantities) != 1 or read.others or read.unread:
        return None
    (one,) = read.quantities
    if one.unit is None or one.lead > 0 or text[one.end :].strip():
        return None
    return Typed(one.low, one.high, one.unit, one.counted, one.approx, one.resolution)
