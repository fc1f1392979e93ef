"""Digits with separators -> exact value and place value of the last printed digit.

Problem: `.` groups thousands and `,` marks decimals, unless the document clearly does the reverse, and single figures
break the document's own habit (`41.73 ha` beside `5.264 con`).
Signals, in order: the numeral's own shape where only one reading is possible (`1.234,5`, `5.97`, `0,125`, `1.234.567`);
then the style of the document or column. Only `1.234` and `1,234` are left to the style.
Never: guesses from the size of a value, repairs digits, or reads what has no single reading (`1.2.3` is None) or more
digits than any figure (a JSON number would not hold them).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

from pipeline.frozen import dataclass
from pipeline.grammar.letters import CAPITAL


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """How a document or column writes numbers: `decimal` marks decimals, `group` groups thousands."""

    decimal: str = ","
    group: str = "."


VIETNAMESE = NumberStyle()
ENGLISH = NumberStyle(decimal=".", group=",")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A printed numeral at `start:end`; `resolution` is the place value of its last digit."""

    start: int
    end: int
    value: Decimal
    resolution: Decimal


ONE = Decimal(1)
_SEPARATED = re.compile(r"\d+(?:[.,]\d+)*")
# Thousands set apart by spaces or apostrophes (`1 234 567`, `1'234`).
_SPACED = re.compile(r"[1-9]\d{0,2}(?:(?: \d{3})+|(?:'\d{3})+)(?:,\d+)?(?!\d|[.,' ]\d)")
_LONGEST = 40
"""Digits and separators of a figure; the national debt in đồng, to the last xu, has 25."""
_PLACE_VALUES = [ONE.scaleb(-places) for places in range(_LONGEST)]
_GROUPS = {".": re.compile(r"\d{1,3}(?:\.\d{3})+"), ",": re.compile(r"\d{1,3}(?:,\d{3})+")}


def read_numeral(text: str, start: int, style: NumberStyle = VIETNAMESE) -> Numeral | None:
    """The numeral of digits and separators whose first digit is `text[start]`; None where it has no single reading."""
    match = _SEPARATED.match(text, start)
    if match is None:
        return None
    value = parse_number(match.group(), style)
    return None if value is None else Numeral(start, match.end(), *value)


def read_spaced(text: str, start: int) -> Numeral | None:
    """A numeral whose thousands are set apart by spaces or apostrophes. Two neighbouring numbers look the same, so the
    caller must have a reason (a unit right after it, or the column's style) to read one."""
    match = _SPACED.match(text, start)
    if match is None or match.end() - start > _LONGEST:
        return None
    value = _decimal(re.sub("[ ']", "", match.group()), ",", "")
    return Numeral(start, match.end(), *value)


def parse_number(raw: str, style: NumberStyle = VIETNAMESE) -> tuple[Decimal, Decimal] | None:
    """`1.234,5` -> (1234.5, 0.1). None where the separators fit neither style (`1.2.3`), or there is no end of digits."""
    if len(raw) > _LONGEST:
        return None
    if raw.isdecimal():
        return Decimal(raw), ONE
    marks = [c for c in raw if c in ".,"]
    last = marks[-1]
    if len(set(marks)) == 2:
        group = marks[0]
        whole, _, decimals = raw.rpartition(last)
        if marks.count(last) > 1 or not _GROUPS[group].fullmatch(whole) or not decimals:
            return None
        return _decimal(raw, last, group)
    grouped = _GROUPS[last].fullmatch(raw) is not None
    if len(marks) > 1:
        return _decimal(raw, "", last) if grouped and not raw.startswith("0") else None
    if not grouped or raw.startswith("0") or last == style.decimal:
        return _decimal(raw, last, "")
    return _decimal(raw, "", last)


def _decimal(raw: str, decimal: str, group: str) -> tuple[Decimal, Decimal]:
    digits = raw.replace(group, "") if group else raw
    if not decimal or decimal not in digits:
        return Decimal(digits), ONE
    places = len(digits) - digits.index(decimal) - 1
    return Decimal(digits.replace(decimal, ".")), _PLACE_VALUES[places]


_EVIDENCE = re.compile(r"\d(?<![\d.,/]\d)\d*(?:[.,]\d+)+(?![\d/]|[.,]\d)")
_PARAGRAPH_NUMBER = re.compile(
    rf"^[ \t]*(?:[-–+*•] ?)?\d{{1,2}}(?:\.\d{{1,2}})+(?:[.)/:]| (?=[{CAPITAL}]))", re.MULTILINE
)


def number_style(texts: Iterable[str]) -> NumberStyle:
    """The style of a document or column, by its numerals of one possible reading; Vietnamese unless more are English.

    `1.234,5`, `1.234.567` and `12,5` speak for the decimal comma; `1,234.5`, `1,234,567` and `12.5` for the decimal
    dot. Dates (`20.11.2021`) and the numbers that paragraphs begin with (`3.2. Lúa`) speak for nothing.
    """
    votes = Counter(map(_decimal_mark, _EVIDENCE.findall(_PARAGRAPH_NUMBER.sub("", "\n".join(texts)))))
    return ENGLISH if votes["."] > votes[","] else VIETNAMESE


@lru_cache(maxsize=4096)  # several stages ask for a document's style
def _decimal_mark(raw: str) -> str | None:
    marks = [c for c in raw if c in ".,"]
    last = marks[-1]
    other = "," if last == "." else "."
    if len(set(marks)) == 2:
        return last if marks.count(last) == 1 and _GROUPS[other].match(raw) else None
    if len(marks) > 1:
        return other if _GROUPS[last].fullmatch(raw) else None
    if not _GROUPS[last].fullmatch(raw) or raw.startswith("0"):
        return last
    return None
