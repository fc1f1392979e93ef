"""A place found again in a text that may have been read anew.

Problem: another version of a reader gives other offsets, or mends a character beside the figure.
Signals, in order: the same words at the same offsets with the same surroundings; else, of all places where the words
stand as a whole, the one whose surroundings agree the longest, ties to the nearest.
Never: other words than those that were decided on, or a place whose surroundings agree in nothing while another
figure could be meant.
"""

from __future__ import annotations

import re

from pipeline.review.decision import Decision, Place
from schemas import Report
from schemas.source import Source

_ENOUGH = 4
"""Characters of the surroundings, white space aside, that have to agree where the text has changed."""


Span = tuple[int, int]


def source_at(report: Report, decision: Decision, span: Span) -> Source:
    """The place in this text; page and boxes are those that the decision was made on."""
    start, end = span
    place = decision.place
    page = report.text.count("\f", 0, start) + 1 if report.document.pages else None
    boxes = place.boxes if page == place.page else ()
    return Source(page=page, start=start, end=end, text=report.text[start:end], boxes=boxes)


def section_at(report: Report, span: Span) -> str | None:
    """The last section that opens before the place."""
    before = [one for one in report.sections if one.source.start <= span[0]]
    return max(before, key=lambda one: one.source.start).id if before else None


def found(text: str, place: Place) -> tuple[int, int] | None:
    """Start and end of the place in `text`; None where it is gone."""
    if text[place.start : place.end] == place.quote and _agreeing(text, place, place.start, place.end) >= _full(place):
        return place.start, place.end
    best: tuple[int, int, int] | None = None
    for match in _whole(place.quote).finditer(text):
        agreeing = _agreeing(text, place, *match.span())
        rank = (agreeing, -abs(match.start() - place.start), match.start())
        if agreeing >= min(_ENOUGH, _full(place)) and (best is None or rank > best):
            best = rank
    if best is None:
        return None
    return best[2], best[2] + len(place.quote)


def _whole(quote: str) -> re.Pattern[str]:
    """The words, not within a longer word or number."""
    left = r"(?<![\w])(?<!\d[.,])" if quote[:1].isalnum() else ""
    right = r"(?![\w])(?![.,]\d)" if quote[-1:].isalnum() else ""
    return re.compile(left + re.escape(quote) + right)


def _agreeing(text: str, place: Place, start: int, end: int) -> int:
    """How many characters around agree, from the place outwards, white space aside."""
    before = text[max(0, start - 2 * len(place.before)) : start]
    after = text[end : end + 2 * len(place.after)]
    return _common(_tight(before)[::-1], _tight(place.before)[::-1]) + _common(_tight(after), _tight(place.after))


def _full(place: Place) -> int:
    return len(_tight(place.before)) + len(_tight(place.after))


def _tight(text: str) -> str:
    return "".join(text.split())


def _common(one: str, other: str) -> int:
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count
