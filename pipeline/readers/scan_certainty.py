"""How certain the characters of a scanned page are: from the words of a reading to ranges of the document's text.

Lines are made of words that were joined, parted and set in order on the way; each word of a line finds itself again
by its place on the page. Every figure and every word read with doubt becomes a `Reading`; a line has the mean
of its words. Never: a change of what was read.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.document import Line, Reading
from pipeline.frozen import dataclass, replace
from pipeline.ocr.engine import Word
from pipeline.readers.page_writer import PageWriter

if TYPE_CHECKING:
    from pipeline.ocr.page import PageReading

__all__ = ["Certainty", "Place"]

_WORD = re.compile(r"\S+")
_DOUBT = 0.9
"""A word without digits is worth a record below this."""
_UNPLACED = 0.5
"""Confidence in words of a line that none was read at the place of: their print lies on that of others."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins in a writer: its first line, its first part of the text, its offset."""

    line: int
    part: int
    offset: int

    @classmethod
    def of(cls, writer: PageWriter) -> Place:
        return cls(len(writer.lines), len(writer.parts), writer.length)


class Certainty:
    """Collects the readings of a document, page by page."""

    def __init__(self) -> None:
        self.readings: list[Reading] = []

    def add(self, writer: PageWriter, since: Place, reading: PageReading) -> None:
        """Give the lines of the page that was just written their confidence."""
        scale = 72 / reading.dpi
        words = sorted(
            ((part.baseline * scale, word) for part in reading.stretches for word in part.words), key=lambda w: w[0]
        )
        heights = [height for height, _ in words]
        text = "".join(writer.parts[since.part :])
        for i in range(since.line, len(writer.lines)):
            line = writer.lines[i]
            if line.box is None or line.edges is None:
                continue
            low, high = bisect_left(heights, line.box[1]), bisect_left(heights, line.box[3] + 1)
            writer.lines[i] = self._line(line, text, since.offset, [w for _, w in words[low:high]], scale)

    def _line(self, line: Line, text: str, offset: int, words: Sequence[Word], scale: float) -> Line:
        """`text` begins at `offset` of the document's."""
        assert line.edges is not None
        total = weight = 0.0
        for match in _WORD.finditer(text, line.start - offset, line.end - offset):
            start, end = match.start() + offset, match.end() + offset
            x0, x1 = line.edges[start - line.start], line.edges[end - line.start]
            own = [w for w in words if min(w.box[2] * scale, x1) - max(w.box[0] * scale, x0) > 0.3]
            confidence = min((w.confidence for w in own), default=_UNPLACED)
            total, weight = total + confidence * len(match.group()), weight + len(match.group())
            if confidence < _DOUBT or any(map(str.isdigit, match.group())):
                alternatives = tuple(dict.fromkeys(a for w in own for a in w.alternatives))
                raw = "".join(w.raw or w.text for w in own) if any(w.raw for w in own) else ""
                self.readings.append(Reading(start, end, round(confidence, 3), alternatives, raw))
        return replace(line, confidence=round(total / weight, 3)) if weight else line
