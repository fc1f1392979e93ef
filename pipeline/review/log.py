"""The log of one report folded: for every figure, what holds now and what an undo would take back.

Entries of a figure are numbered from 1 without a gap. An undo takes back the newest entry that holds; deciding again
after an undo goes on from there. Never: an entry is dropped; the whole log stays readable.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.review.decision import Decision, Subject


@dataclass(frozen=True, slots=True)
class Standing:
    """The log of one figure, project or finding: `version` is the number of its last entry, `holds` the newest decision
    that was not taken back (None: as extracted)."""

    figure: str
    version: int
    holds: Decision | None
    entries: tuple[Decision, ...]

    @property
    def subject(self) -> Subject:
        return self.entries[0].subject


def standing(log: Iterable[Decision]) -> dict[str, Standing]:
    """Every figure of the log by its name, in the order of the first decision on it."""
    by_figure: dict[str, list[Decision]] = defaultdict(list)
    for entry in log:
        by_figure[entry.figure].append(entry)
    return {name: _folded(name, entries) for name, entries in by_figure.items()}


def _folded(name: str, entries: list[Decision]) -> Standing:
    entries = sorted(entries, key=lambda entry: entry.number)
    holding: list[Decision] = []
    for entry in entries:
        if entry.action == "undo":
            holding = [one for one in holding if one.number != entry.undoes]
        else:
            holding.append(entry)
    return Standing(name, entries[-1].number, holding[-1] if holding else None, tuple(entries))
