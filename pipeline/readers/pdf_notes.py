"""The footnote zone of a printed page, where the page itself marks it off: by the short rule that office programs draw
above footnotes.

Signals, in order: a horizontal rule of a footnote separator's length that starts at the text's left margin and
underlines nothing; the first line under it opens with a raised label, or is set smaller than the body, or goes on with
the notes of the page before. Never: zones without a rule (layout tells those from size, position and labels).
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.readers.pdf_lines import TextLine
from pipeline.readers.pdf_page import Rule

__all__ = ["note_zone"]

_SHORTEST, _LONGEST = 40.0, 0.62
"""Length of a separator: from this many points to this share of the text's width; a continued zone has a full line."""


def note_zone(lines: Sequence[TextLine], rules: Sequence[Rule], height: float, open_notes: bool) -> float | None:
    """The y of the separator on a page of that height, None if none; `open_notes`: the page before ended in notes."""
    if not lines:
        return None
    left = min(line.x0 for line in lines)
    right = max(line.x1 for line in lines)
    body = _usual_size(lines)
    for rule in sorted((r for r in rules if r.horizontal), key=lambda r: -r.top):
        length = rule.x1 - rule.x0
        if length < _SHORTEST or rule.x0 > left + 0.1 * (right - left) or rule.top < 0.15 * height:
            continue
        below = [line for line in lines if line.middle > rule.top]
        if not below or _underlines(rule, lines):
            continue
        first = min(below, key=lambda line: (line.top, line.x0))
        if first.top - rule.top > 2.5 * first.size:
            continue
        labelled = bool(first.marks) and first.marks[0][0] == 0
        smaller = all(line.size < 0.93 * body for line in below if len(line.text) > 4)
        short = length <= _LONGEST * (right - left)
        if (short and (labelled or smaller or open_notes)) or (not short and smaller and (labelled or open_notes)):
            return rule.top
    return None


def _usual_size(lines: Sequence[TextLine]) -> float:
    weight: dict[float, int] = {}
    for line in lines:
        size = round(line.size, 1)
        weight[size] = weight.get(size, 0) + len(line.text)
    return max(weight, key=lambda size: weight[size])


def _underlines(rule: Rule, lines: Sequence[TextLine]) -> bool:
    return any(
        -0.15 * line.size < rule.top - line.baseline < 0.35 * line.size
        and min(rule.x1, line.x1) - max(rule.x0, line.x0) > 0.5 * (rule.x1 - rule.x0)
        for line in lines
    )
