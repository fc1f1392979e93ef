"""Numbered paragraphs to a section tree: which labels are headings, how they nest, and what their titles are.

Problem: reports mix numbering families (`Phần thứ nhất`, `A.`, `I.`, `1.`, `1.1.`, `a)`, `(1)`), leave levels out,
restart, repeat and skip numbers. No fixed ladder fits them all.

Signals in order of precedence: the components of a compound number (`3.1` is inside 3); the next number of a family
that is open; a family's tier (a new `1.` closes the open `a)`, a new `I.` closes `1.`); otherwise a new family opens
inside the section above it. A family that starts again at one inside itself is a list within the last section.

Titles: a paragraph that is all heading is its title; the first words of one that runs on are a title only where most of
its sisters are headings; else the section's title is None. Never: a label that neither continues nor begins a sequence
(a sentence that happens to start with `12.`); a bracketed list after a colon.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from itertools import pairwise

from pipeline.frozen import dataclass
from pipeline.grammar.headings import POINT, Label, Reading, Title

_LONGEST_GAP = 4
_LATEST_START = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A paragraph that opens with a label. `index` is its place among the body's paragraphs, `bold` whether all of it
    is bold, `after_head` whether an unnumbered heading stands right above it."""

    index: int
    label: Label
    title: Title
    bold: bool = False
    after_head: bool = False


@dataclass(slots=True)
class Node:
    """An accepted heading: `parent` is the position of its parent node, `titled` whether it has a title."""

    candidate: Candidate
    reading: Reading
    parent: int | None
    level: int
    titled: bool = False


@dataclass(slots=True)
class _Builder:
    nodes: list[Node] = field(default_factory=list)
    open: list[int] = field(default_factory=list)
    """Positions of the nodes that are open, outermost first."""

    def add(self, candidate: Candidate) -> None:
        place = self._compound(candidate) if len(candidate.label.number) > 1 else self._simple(candidate)
        if place is None:
            return
        reading, depth = place
        del self.open[depth:]
        self.nodes.append(Node(candidate, reading, self.open[-1] if self.open else None, depth + 1))
        self.open.append(len(self.nodes) - 1)

    def _at(self, depth: int) -> Node:
        return self.nodes[self.open[depth]]

    def _simple(self, candidate: Candidate) -> tuple[Reading, int] | None:
        continued = [
            (depth, reading)
            for reading in candidate.label.readings
            for depth in range(len(self.open))
            if self._at(depth).reading.family == reading.family
        ]
        next_ones = [(d, r) for d, r in continued if r.ordinal == self._at(d).reading.ordinal + 1]
        if next_ones:
            depth, reading = max(next_ones, key=lambda c: (self._at(c[0]).candidate.bold == candidate.bold, c[0]))
            return reading, depth
        first = next((r for r in candidate.label.readings if r.ordinal == 1), None)
        if first is not None:
            return self._start(first, candidate)
        if continued:
            depth, reading = max(continued, key=lambda c: c[0])
            return self._irregular(reading, depth, candidate)
        late = [r for r in candidate.label.readings if r.ordinal <= _LATEST_START and r.tier < POINT]
        return self._new(late[0]) if late and candidate.title.kind in ("whole", "empty") else None

    def _start(self, reading: Reading, candidate: Candidate) -> tuple[Reading, int]:
        """Number one: a new family, a new list inside the last section of the same family, or that number repeated."""
        same = [d for d in range(len(self.open)) if self._at(d).reading.family == reading.family]
        if not same:
            return self._new(reading)
        depth = same[-1]
        repeated = self._at(depth).reading.ordinal == 1 and self._at(depth).candidate.title.kind != "whole"
        return reading, depth if repeated or candidate.after_head else depth + 1

    def _new(self, reading: Reading) -> tuple[Reading, int]:
        depth = len(self.open)
        while depth and self._at(depth - 1).reading.tier > reading.tier:
            depth -= 1
        return reading, depth

    def _irregular(self, reading: Reading, depth: int, candidate: Candidate) -> tuple[Reading, int] | None:
        """A number skipped, repeated or gone back to."""
        gap = reading.ordinal - self._at(depth).reading.ordinal
        plausible = abs(gap) <= _LONGEST_GAP if candidate.title.kind == "whole" else -2 <= gap <= 2
        return (reading, depth) if plausible else None

    def _compound(self, candidate: Candidate) -> tuple[Reading, int] | None:
        (reading,), number = candidate.label.readings, candidate.label.number
        for depth in reversed(range(len(self.open))):
            if self._at(depth).candidate.label.number == number[:-1]:
                return reading, depth + 1
        for depth in reversed(range(len(self.open))):
            node = self._at(depth)
            if number[:-1] == (str(node.reading.ordinal),) and node.reading.family in ("roman", "letter"):
                return reading, depth + 1
        for depth in reversed(range(len(self.open))):  # a slip in the prefix: `3.1, 2.2, 3.3`
            if self._at(depth).reading.family == reading.family:
                return reading, depth
        if reading.ordinal > _LATEST_START:
            return None
        return self._new(reading)


def build(candidates: Sequence[Candidate]) -> list[Node]:
    """The section tree of candidates in reading order; nodes in that order, each with its parent's position."""
    builder = _Builder()
    for candidate in candidates:
        builder.add(candidate)
    _decide_titles(builder.nodes)
    return builder.nodes


def _decide_titles(nodes: list[Node]) -> None:
    over_text = [b.candidate.index > a.candidate.index + 1 or b.level > a.level for a, b in pairwise(nodes)] + [True]
    families: dict[tuple[int | None, str], list[int]] = {}
    for i, node in enumerate(nodes):
        families.setdefault((node.parent, node.reading.family), []).append(i)
    for sisters in families.values():
        kinds = [nodes[i].candidate.title.kind for i in sisters]
        whole = kinds.count("whole")
        run_in_are_heads = 0 < len(kinds) - whole <= whole
        # What follows the last sister may be the next chapter as well as its own text: the others tell.
        telling = [over_text[i] for i in sisters[:-1] or sisters if nodes[i].candidate.title.kind == "closed"]
        closed_are_heads = sum(telling) * 2 > len(telling) if telling else run_in_are_heads
        for i, kind in zip(sisters, kinds, strict=True):
            closed = kind == "closed" and closed_are_heads and over_text[i]
            nodes[i].titled = kind == "whole" or closed or (kind == "run_in" and run_in_are_heads)
