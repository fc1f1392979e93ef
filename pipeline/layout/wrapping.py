"""Was a text file hard-wrapped, and which of its line ends are only that?

Problem: in a wrapped file a line end means nothing where the line was full and a paragraph's end where it was not.
Signals in order: a blank line between paragraphs (then line ends within a block mean nothing); the case of the next
letter; whether the next line's first word would still have fitted, by the file's own width, strictly where the file was
filled word by word. Never: bullets and item numbers (the caller knows them).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pipeline.frozen import dataclass
from pipeline.layout.signals import dangles, ends_sentence, is_capitals, item, starts_lower
from pipeline.layout.strand import Gap, Strand

_FEWEST_LINES = 5
_NARROWEST, _WIDEST = 45, 160
_FULL = 0.8
"""Share of the usual width from which a line counts as full."""

_LONG = 0.6
"""Share of the width from which a line may go on, where blank lines part the paragraphs."""


@dataclass(frozen=True, slots=True)
class Wrapping:
    """`width`: the longest wrapped line, in characters. `strict`: filled word by word, so that a line is wrapped only
    where the next word did not fit. `spaced`: paragraphs stand apart by blank lines."""

    width: int
    strict: bool
    spaced: bool


def wrapping(lines: Sequence[Strand]) -> Wrapping | None:
    """How the file was wrapped; None where it was not."""
    pairs = [(upper, lower) for upper, lower in pairwise(lines) if lower.gap is Gap.NONE]
    lengths = sorted(_length(upper) for upper, _ in pairs)
    if len(lengths) < _FEWEST_LINES:
        return None
    usual = lengths[int(0.95 * (len(lengths) - 1))]
    full = sum(length >= _FULL * usual for length in lengths)
    if not (_NARROWEST <= usual <= _WIDEST and full >= 0.4 * len(lengths)):
        return None
    width = max(length for length in lengths if length <= 1.15 * usual)
    sure = [_needed(*pair) > width for pair in pairs if _is_sure(*pair)]
    return Wrapping(
        width,
        strict=len(sure) >= _FEWEST_LINES and sum(sure) >= 0.9 * len(sure),
        spaced=sum(line.gap is Gap.BLANK for line in lines) >= 0.15 * len(lines),
    )


def is_wrapped(upper: Strand, lower: Strand, ended: bool, file: Wrapping | None) -> bool:
    """Were two adjacent lines one, before the file was wrapped? `ended`: the upper one ends a sentence."""
    if not ended and (starts_lower(lower.text) or dangles(upper.text, lower.text)):
        return True
    if file is None or is_capitals(upper.text) != is_capitals(lower.text):
        return False
    if file.spaced and _length(upper) >= _LONG * file.width:
        return True
    if ended and lower.indent > upper.indent:
        return False
    return _needed(upper, lower) > (file.width if ended or file.strict else 0.85 * file.width)


def _is_sure(upper: Strand, lower: Strand) -> bool:
    return not ends_sentence(upper.text) and starts_lower(lower.text) and item(lower.text) is None


def _length(line: Strand) -> int:
    return len(line.text) + line.indent


def _needed(upper: Strand, lower: Strand) -> int:
    """The width that the upper line would have with the lower one's first word."""
    return _length(upper) + 1 + len(lower.text.split(" ", 1)[0])
