"""Roman labels that recognition lost, by their siblings: a report that has II. and III. had I. before them.

Problem: `I.` is read as `L`, `U`, `___L`, `III.` as `IH.`; the heading is lost and with it all that hangs on it.
Signals: a later sibling whose predecessor is missing; between the two a line that opens with letters that such a numeral
is mistaken for, and goes on as the sibling does (in capitals, or bold). One such line, or nothing is done. The text
keeps its length. Never: a label whose place in the sequence is taken, Arabic numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import product

from pipeline.frozen import dataclass
from pipeline.lexicon import table

__all__ = ["Relabelled", "relabelled"]

_NUMERALS = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_LABEL = re.compile(r"(X?(?:IX|IV|V?I{0,3}))([./)]) ?(?=[^\W\d_])")
_OPENS = re.compile(r"([_\-~'\"*. ]{0,4})([^\W\d_]|[|!]|(?:[IVXHLTYUMNJWl|!ÍÌÏi1]){2,5})([./)]?)( ?)(?=[^\W\d_])")
_DIVISION = re.compile(r"[A-E]\s?[./)-]|(?:Phần|PHẦN|Chương|CHƯƠNG) (?:[IVX\d]|(?i:thứ|nhất))")
_JOINER = "\u2060"
_CAPITALS = 0.8


@dataclass(frozen=True, slots=True)
class Relabelled:
    """`reading`: as long as the text; `gaps`: where a space is to be thought; `labels`: how many were put right."""

    reading: str
    gaps: tuple[int, ...]
    labels: int


@dataclass(frozen=True, slots=True)
class _Heading:
    line: int
    value: int
    stop: str
    like: tuple[bool, bool]


def relabelled(text: str, lines: Sequence[tuple[int, int, bool]]) -> Relabelled:
    """The reading of `text` with lost labels put right; `lines`: start, end and boldness of the recognised lines."""
    headings = [h for i, (a, b, bold) in enumerate(lines) if (h := _heading(text[a:b], i, bold))]
    reading, gaps, count = list(text), [], 0
    for before, heading in zip([None, *headings], headings, strict=False):
        since = before.line + 1 if before else 0
        place = _lost(text, lines, range(since, heading.line), before, heading)
        if place is None:
            continue
        at, opening = place
        meant = f"{_NUMERALS[heading.value - 1]}{heading.stop}"
        room = opening.end()
        start = lines[at][0]
        if len(meant) > room:
            continue
        spaced = len(meant) < room and opening.group(4) == " "
        filled = meant + (_JOINER * (room - len(meant) - 1) + " " if spaced else _JOINER * (room - len(meant)))
        reading[start : start + room] = filled
        if not spaced:
            gaps.append(start + room)
        count += 1
    return Relabelled("".join(reading) if count else text, tuple(gaps), count)


def _heading(line: str, i: int, bold: bool) -> _Heading | None:
    match = _LABEL.match(line)
    if match is None or match.group(1) not in _NUMERALS[1:]:
        return None
    return _Heading(i, _NUMERALS.index(match.group(1)), match.group(2), _style(line[match.end() :], bold))


def _style(rest: str, bold: bool) -> tuple[bool, bool]:
    letters = [c for c in rest if c.isalpha()]
    return sum(map(str.isupper, letters)) > _CAPITALS * len(letters), bold


def _lost(
    text: str, lines: Sequence[tuple[int, int, bool]], between: range, before: _Heading | None, heading: _Heading
) -> tuple[int, re.Match[str]] | None:
    """The one line between two headings that opens with what the missing label is mistaken for."""
    wanted = heading.value - 1
    follows = before is not None and before.value == wanted - 1
    if wanted < 1 or (before is not None and before.value == wanted) or (wanted > 1 and not follows):
        return None
    found: list[tuple[int, re.Match[str]]] = []
    for i in between:
        start, end, bold = lines[i]
        line = text[start:end]
        if wanted == 1 and _DIVISION.match(line):
            found.clear()  # what stands before a new division is not of this sequence
        opening = _OPENS.match(line)
        if opening is None or _style(line[opening.end() :], bold) != heading.like or not _opens_title(line, opening):
            continue
        if _NUMERALS[wanted] in _numerals(opening.group(2)):
            found.append((i, opening))
    return found[0] if len(found) == 1 else None


def _opens_title(line: str, opening: re.Match[str]) -> bool:
    """Is what follows a title, and what opens the line apart from it?"""
    return line[opening.end()].isupper() and bool(opening.group(3) or opening.group(4))


def _numerals(token: str) -> Iterator[str]:
    """The numerals that may have been read so."""
    letters = table("recognition")["roman"]["letters"]
    for parts in product(*(letters.get(c, []) + ([c] if c in "IVX" else []) for c in token)):
        yield "".join(parts)
