"""What a figure may have been before recognition: separators dropped or confused, digits and letters taken for others.

One slip at a time. Never: which of them it was (arbitration), readings that no report would print.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from pipeline.lexicon import table

__all__ = ["lookalikes"]

_PRINTED = re.compile(r"(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d{1,3})?")


def lookalikes(number: str) -> Iterator[str]:
    """Other numbers that are easily read as `number`, each once, the likelier first."""
    seen = {number}
    for other in (*_separated(number), *_swapped(number)):
        if other not in seen and _PRINTED.fullmatch(other) and not re.match(r"0[\d.]", other):
            seen.add(other)
            yield other


def _separated(number: str) -> Iterator[str]:
    digits = re.sub(r"\D", "", number)
    for at in range(1, len(digits)):
        yield f"{digits[:at]},{digits[at:]}"
    yield digits
    if len(digits) > 3:
        yield re.sub(r"(?<=\d)(?=(?:\d{3})+$)", ".", digits)
    # `4437` for `4,37`: a comma taken for a digit
    if number.isdecimal() and len(number) > 2:
        for at in range(1, len(number) - 1):
            yield f"{number[:at]},{number[at + 1 :]}"


def _swapped(number: str) -> Iterator[str]:
    alike = _alike()
    for at, digit in enumerate(number):
        for other in alike.get(digit, ""):
            yield number[:at] + other + number[at + 1 :]


@cache
def _alike() -> dict[str, str]:
    raw = table("recognition")["figures"]
    found: dict[str, str] = dict(raw["letters"])
    for first, second in raw["digits"]:
        found[first] = found.get(first, "") + second
        found[second] = found.get(second, "") + first
    return found
