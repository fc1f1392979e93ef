"""All repairs of a text in their fixed order: encodings, then letters, then spaces.

A healthy text comes back as the same object, after cheap tests. Never: a change of length; anything where the text
reads as Vietnamese.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field

from pipeline.frozen import dataclass
from pipeline.repair import letters, spacing
from pipeline.repair.detect import Detector, Line


@dataclass(frozen=True, slots=True)
class Mended:
    """`reading`: as long as the text, what to match on in its place. `gaps`: offsets where a space was lost.
    `encodings`: lines decoded, by encoding; `letters`, `joined`: words with letters put right, words put together."""

    reading: str
    gaps: tuple[int, ...] = ()
    encodings: Mapping[str, int] = field(default_factory=dict)
    letters: int = 0
    joined: int = 0


def mend(text: str, lines: Sequence[Line] | None = None) -> Mended:
    """The reading of `text`. `lines`: start, end and font name of each line (default: by line ends, no font)."""
    detector = Detector(text, _lines(text) if lines is None else lines)
    reading = detector.run()
    reading, put_right = letters.repaired(reading, detector.decoded_lines)
    reading, joined = spacing.joined(reading)
    assert len(reading) == len(text), "a repair changed the length of the text"
    return Mended(reading, spacing.gaps(reading), dict(detector.decoded_lines), put_right, joined)


def _lines(text: str) -> list[Line]:
    lines: list[Line] = []
    start = 0
    for piece in text.split("\n"):
        lines.append((start, start + len(piece), None))
        start += len(piece) + 1
    return lines
