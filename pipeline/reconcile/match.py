"""Which figure of this year belongs to which of last year, one to one.

Problem: a figure may resemble many of the other year, and be none of them.
Signals, in order: pairs that a person confirmed or refused; the evidence for the pairs worth weighing (`blocks`); where
it forbids a pair, or speaks against it, that of the names with their letters read. The best pair is taken first, and so
on: a sum over all pairs would break up a certain pair to make two doubtful ones.
Never: pairs below the threshold, or depends on the order of the input among unequal pairs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.frozen import replace
from pipeline.reconcile.blocks import Block, blocks
from pipeline.reconcile.decisions import Decisions, plain
from pipeline.reconcile.evidence import Evidence, weigh
from pipeline.reconcile.indicators import Indicator
from pipeline.reconcile.letters import Reading, read, undecided
from pipeline.reconcile.name_evidence import Said
from schemas.reconciliation import Reason

THRESHOLD = 0.5
"""Least probability of a pair; chosen on the annotated pairs (benchmarks/reconcile.py)."""
_BY_FAR = 2.0
"""Bits by which a pair of those left over is likelier than any other of either."""
NOBODY_SAID = Decisions()


@dataclass(frozen=True, slots=True)
class Pair:
    current: int
    previous: int
    probability: float
    reasons: tuple[Reason, ...]
    confirmed: bool = False


def match(
    current: Sequence[Indicator],
    previous: Sequence[Indicator],
    *,
    decisions: Decisions = NOBODY_SAID,
    threshold: float = THRESHOLD,
) -> list[Pair]:
    """The pairs, in the order of `current`. Figures of one area bear the same `area` on both sides."""
    return sorted(
        (pair for block in blocks(current, previous) for pair in _matched(block, decisions, threshold)),
        key=lambda pair: pair.current,
    )


def _matched(block: Block, decisions: Decisions, threshold: float) -> list[Pair]:
    """The pairs of one block."""
    current, previous = block.current, block.previous
    near = [(i, j) for i, j in sorted(block.candidates()) if not decisions.refused(current[i].name, previous[j].name)]
    found = _weighed(block, near)
    scored = [
        (evidence.bits, -i, -j, evidence) for (i, j), evidence in found.items() if evidence.probability >= threshold
    ]
    taken = list(_confirmed(block, decisions)) if decisions.same else []
    taken += _best_first(scored, {pair.current for pair in taken}, {pair.previous for pair in taken})
    used, there = {pair.current for pair in taken}, {pair.previous for pair in taken}
    left = [(i, j) for i, j in near if i not in used and j not in there]
    return [*taken, *_left_over(_weighed(block, left, left=True), threshold)]


def _weighed(block: Block, pairs: Iterable[tuple[int, int]], *, left: bool = False) -> dict[tuple[int, int], Evidence]:
    """The evidence of each pair that nothing forbids, and no other reading of its letters."""
    found: dict[tuple[int, int], Evidence] = {}
    readings: dict[tuple[int, int], tuple[Reading, float]] = {}
    mine, theirs = block.said_now, block.said_then
    for i, j in pairs:
        one, other = block.current[i], block.previous[j]
        best = _best(one, other, mine, theirs, left=left)
        reading = read(one, other) if (best is None or best.bits < 0) and block.may_be_read(i, j) else None
        weighed = weigh(reading.current, reading.previous, mine, theirs, left=left) if reading else None
        if reading is not None and weighed is not None:
            best = Evidence((*weighed.reasons, reading.reason))
            readings[i, j] = reading, best.bits - best.bits_of("size")
        if best is not None:
            found[i, j] = best
    unclear = undecided(readings, _BY_FAR)
    return {pair: evidence for pair, evidence in found.items() if pair not in unclear}


def _left_over(found: Mapping[tuple[int, int], Evidence], threshold: float) -> Iterator[Pair]:
    """Of what is left, the pairs that are each other's best by far."""
    by_current: dict[int, list[float]] = defaultdict(list)
    by_previous: dict[int, list[float]] = defaultdict(list)
    for (i, j), evidence in found.items():
        by_current[i].append(evidence.bits)
        by_previous[j].append(evidence.bits)
    for (i, j), evidence in sorted(found.items(), key=lambda item: item[0]):
        rivals = sorted(by_current[i])[-2:-1] + sorted(by_previous[j])[-2:-1]
        best = evidence.bits == max(by_current[i]) == max(by_previous[j])
        if evidence.probability >= threshold and best and all(evidence.bits - bits >= _BY_FAR for bits in rivals):
            yield Pair(i, j, round(evidence.probability, 4), evidence.reasons)


def _best(current: Indicator, previous: Indicator, mine: Said, theirs: Said, *, left: bool = False) -> Evidence | None:
    """The evidence by the names that fit best. A row's name belongs to its items; that of the figure before in a
    sentence is only tried where little is left, and where both together are not the name of another figure."""
    found = [weigh(current, previous, mine, theirs, left=left)]
    if previous.whole is not None and (previous.item or (left and not theirs.named(previous.whole))):
        found.append(weigh(current, replace(previous, key=previous.whole), mine, theirs, left=left))
    if current.whole is not None and left and not mine.named(current.whole):
        found.append(weigh(replace(current, key=current.whole), previous, mine, theirs, left=left))
    return max((one for one in found if one is not None), key=lambda one: one.bits, default=None)


def _confirmed(block: Block, decisions: Decisions) -> Iterator[Pair]:
    """The first pair of each confirmation: a person's word needs no evidence."""
    by_name: dict[str, list[int]] = defaultdict(list)
    for j in block.theirs:
        by_name[plain(block.previous[j].name)].append(j)
    for i in block.mine:
        for name in sorted(decisions.confirmed(block.current[i].name)):
            if by_name[name]:
                reason = Reason(feature="confirmed", detail="người dùng xác nhận", weight=60.0)
                yield Pair(i, by_name[name].pop(0), 1.0, (reason,), confirmed=True)
                break


def _best_first(
    scored: list[tuple[float, int, int, Evidence]], used_current: set[int], used_previous: set[int]
) -> Iterator[Pair]:
    for _, i, j, evidence in sorted(scored, key=lambda one: one[:3], reverse=True):
        if -i not in used_current and -j not in used_previous:
            used_current.add(-i)
            used_previous.add(-j)
            yield Pair(-i, -j, round(evidence.probability, 4), evidence.reasons)
