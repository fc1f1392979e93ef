"""Every number of a paragraph: a quantity with its unit, a non-indicator with its kind, or unread.

Problem: `12 tỷ 346 triệu đồng`, `17-19%`, `36,2/38,5 tỷ đồng`, `24 buổi/41 lượt người`, `ba mươi hai hộ` each follow
another grammar, and the same signs also make dates, decree numbers and chains of shares.
Signals, in order: the non-indicators that shape and words prove (`nonindicators`); from each number left, what its
neighbours make of it (`numeral_context`); then the expression it opens (`expressions`). Last, over the whole paragraph:
bounds that define a count (`07 xã đạt từ 10 đến 14 tiêu chí`), and fractions that go on counting the same thing.
Never: names an indicator, decides level, change or ratio, carries a unit over from another number (except within one
range, fraction, chain or list of fractions), or looks outside the paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from itertools import pairwise

from pipeline import lexicon
from pipeline.frozen import dataclass, replace
from pipeline.grammar.expressions import FROM, quantities_at, quantity_in_words
from pipeline.grammar.folding import fold
from pipeline.grammar.nonindicators import NonIndicator, find
from pipeline.grammar.numbers import ENGLISH, VIETNAMESE, NumberStyle, number_style
from pipeline.grammar.numeral_context import by_context
from pipeline.grammar.quantity import Quantity, Reader
from pipeline.text import Span

__all__ = ["ENGLISH", "VIETNAMESE", "NonIndicator", "NumberStyle", "Quantity", "Scan", "number_style", "scan"]


@dataclass(frozen=True, slots=True)
class Scan:
    """Every digit run of the text is in exactly one of the three; quantities may also be number words."""

    quantities: tuple[Quantity, ...]
    others: tuple[NonIndicator, ...]
    unread: tuple[Span, ...]


_UNREADABLE = re.compile(r"\d+(?:[.,]\d+)*")
# What stands between a count and the bound that defines it: a few words, the last of them what was reached.
_CONDITION = re.compile(
    r"(?: (?!(?:và|so) )[^\W\d_]+){0,5} (?:đạt|giải ngân|hoàn thành|thực hiện|thiệt hại)(?: tỷ lệ)?(?: từ)? ?"
)
_OF_WHOM = re.compile(r"(?<!\w)(?:của|tại|ở|trong|bàn|từ|các) $")
_IS = (" ", " là ", ": ", " có ")


@cache
def _starts() -> re.Pattern[str]:
    words = lexicon.number_words().begin
    # A pattern that begins with a set of characters is sought much faster than one that begins by looking back.
    firsts = "".join(sorted({word[0] for word in words}))
    rest = "|".join(f"(?<={word[0]}){word[1:]}" for word in words)
    return re.compile(rf"[\d{firsts}](?:(?<=\d)|(?<!\w.)(?:{rest})(?!\w))")


def scan(text: str, style: NumberStyle = VIETNAMESE) -> Scan:
    """All numbers of a paragraph's view text (composed, single spaces, no footnote marks), in order."""
    folded = fold(text)
    if _starts().search(folded) is None:
        return Scan((), (), ())
    begins = _starts()
    others = find(text, folded)
    reader = Reader(text, style, others)
    quantities: list[Quantity] = []
    unread: list[Span] = []
    wholes: set[Decimal] = set()
    at = 0
    while match := begins.search(folded, at):
        start = match.start()
        at = match.end()
        if reader.blocked[start]:
            at = reader.blocked.find(0, start)
            if at < 0:
                break
            continue
        if not match.group().isdigit():
            read = [quantity] if (quantity := quantity_in_words(reader, start)) else []
        elif claim := by_context(text, folded, start, wholes):
            others.append(claim)
            at = claim.end
            continue
        else:
            read = quantities_at(reader, start)
            if not read:
                run = _UNREADABLE.match(folded, start)
                at = run.end() if run else at
                unread.append((start, at))
        quantities += read
        for quantity in read:
            at = max(at, quantity.end)
            if quantity.part == "whole":
                wholes.add(quantity.low)
    bounds = list(dict.fromkeys(_bounds(reader, quantities)))
    others += [NonIndicator(quantity.lead, quantity.end, "class", "class.threshold") for quantity in bounds]
    kept = [quantity for quantity in quantities if quantity not in bounds]
    return Scan(tuple(_continued(kept)), tuple(sorted(others, key=lambda claim: claim.start)), tuple(unread))


def _bounds(reader: Reader, quantities: list[Quantity]) -> Iterator[Quantity]:
    """Figures that say which things another figure counts, and state nothing of their own: `07 xã đạt từ 10 đến 14
    tiêu chí`, `từ 30-50% là 45 nhà`."""
    for before, after in pairwise(quantities):
        if _is_bounded(reader, after) and before.unit in ("count", "ha"):
            between = reader.folded[before.end : after.lead]
            if _CONDITION.fullmatch(between) and not _OF_WHOM.search(reader.left(before.lead, 15)):
                yield after
        counted = before.unit == "%" and after.unit == "count" and _is_bounded(reader, before)
        if counted and reader.folded[before.end : after.lead] in _IS:
            yield before


def _is_bounded(reader: Reader, quantity: Quantity) -> bool:
    if quantity.unit not in ("%", "count") or quantity.part != "single":
        return False
    return quantity.approx in ("over", "under") or FROM.search(reader.left(quantity.start, 20)) is not None


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
