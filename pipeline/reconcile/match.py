"""Which figure of this year belongs to which of last year, one to one.

Problem: ten thousand indicators of a province on each side are a hundred million pairs, nearly all absurd.
Signals, in order: pairs that a person confirmed or refused; blocks of the same dimension and area; inside a block, only
pairs that share the rarest content word of one of them (or are spelt alike without tone marks); among those, the
evidence. The best pair is taken first, and so on: a sum over all pairs would break up a certain pair to make two
doubtful ones.
Never: pairs below the threshold, or depends on the order of the input among unequal pairs.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.reconcile.catalogue import entry_of
from pipeline.reconcile.decisions import Decisions, plain
from pipeline.reconcile.evidence import Contents, Evidence, weigh
from pipeline.reconcile.indicators import Indicator, dimension
from pipeline.reconcile.names import bare
from schemas.reconciliation import Reason

THRESHOLD = 0.5
"""Least probability of a pair; chosen on the annotated pairs (benchmarks/reconcile.py)."""
_BY_FAR = 2.0
"""Bits by which a pair of those left over is likelier than any other of either."""
NOBODY_SAID = Decisions()
_MOST_CANDIDATES = 400
"""Names that share a rarest word; a block with more is of names so common that the whole key must agree."""


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
    pairs: list[Pair] = []
    for mine, theirs in _blocks(current, previous):
        scored = []
        said_now, said_then = ({side[i].key.content for i in at} for side, at in ((current, mine), (previous, theirs)))
        near = [
            (i, j)
            for i, j in sorted(candidates(current, previous, mine, theirs))
            if not decisions.refused(current[i].name, previous[j].name)
        ]
        for i, j in near:
            evidence = _best(current[i], previous[j], said_now, said_then)
            if evidence is not None and evidence.probability >= threshold:
                scored.append((evidence.bits, -i, -j, evidence))
        taken = list(_confirmed(current, previous, mine, theirs, decisions)) if decisions.same else []
        taken += _best_first(scored, {pair.current for pair in taken}, {pair.previous for pair in taken})
        used, there = {pair.current for pair in taken}, {pair.previous for pair in taken}
        left = [(i, j) for i, j in near if i not in used and j not in there]
        again = {
            (i, j): evidence
            for i, j in left
            if (evidence := _best(current[i], previous[j], said_now, said_then, left=True)) is not None
        }
        pairs += [*taken, *_left_over(again, threshold)]
    return sorted(pairs, key=lambda pair: pair.current)


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


def _best(
    current: Indicator, previous: Indicator, mine: Contents, theirs: Contents, *, left: bool = False
) -> Evidence | None:
    """The evidence by the names that fit best. A row's name belongs to its items; that of the figure before in a
    sentence is only tried where little is left."""
    found = [weigh(current, previous, mine, theirs, left=left)]
    if previous.whole is not None and (left or previous.item):
        found.append(weigh(current, replace(previous, key=previous.whole), mine, theirs, left=left))
    if current.whole is not None and left:
        found.append(weigh(replace(current, key=current.whole), previous, mine, theirs, left=left))
    return max((one for one in found if one is not None), key=lambda one: one.bits, default=None)


def _blocks(current: Sequence[Indicator], previous: Sequence[Indicator]) -> Iterator[tuple[list[int], list[int]]]:
    mine: dict[object, list[int]] = defaultdict(list)
    theirs: dict[object, list[int]] = defaultdict(list)
    for blocks, side in ((mine, current), (theirs, previous)):
        for i, one in enumerate(side):
            blocks[dimension(one.unit), one.area].append(i)
    for block, members in mine.items():
        if block in theirs:
            yield members, theirs[block]


def candidates(
    current: Sequence[Indicator], previous: Sequence[Indicator], mine: Iterable[int], theirs: Iterable[int]
) -> set[tuple[int, int]]:
    """Pairs worth weighing: one's content words are among the other's, or both are spelt alike but for tone marks.

    `a` within `b` needs `b` to hold the rarest word of `a`; where that is misspelt, `b` holds the second rarest."""
    mine, theirs = list(mine), list(theirs)
    often = Counter(
        word
        for side, at in ((current, mine), (previous, theirs))
        for i in at
        for key in side[i].keys
        for word in key.content
    )
    found: set[tuple[int, int]] = set()
    for first, at_first, second, at_second, turned in (
        (current, mine, previous, theirs, False),
        (previous, theirs, current, mine, True),
    ):
        index: dict[str, list[int]] = defaultdict(list)
        exact: dict[frozenset[str], list[int]] = defaultdict(list)
        unmarked: dict[str, list[int]] = defaultdict(list)
        coded: dict[str, list[int]] = defaultdict(list)
        for j in at_second:
            one = second[j]
            for key in one.keys:
                exact[key.content].append(j)
                for word in key.content:
                    index[word].append(j)
            if not turned:
                unmarked[_bare(one.key.content)].append(j)
                for code in _codes(one):
                    coded[code].append(j)
        for i in at_first:
            one = first[i]
            near = [j for key in one.keys for j in _sharing(key.content, often, index, exact)]
            near = [
                *near,
                *unmarked.get(_bare(one.key.content), ())[:_MOST_CANDIDATES],
                *(j for code in _codes(one) for j in coded.get(code, ())[:_MOST_CANDIDATES]),
            ]
            found.update((j, i) if turned else (i, j) for j in near)
    return found


def _sharing(
    content: frozenset[str],
    often: Mapping[str, int],
    index: Mapping[str, list[int]],
    exact: Mapping[frozenset[str], list[int]],
) -> list[int]:
    """Names that hold one of the rarest words of a content; where these are too many, those of the same content."""
    rarest = sorted(content, key=lambda word: (often[word], word))[: 2 if len(content) > 3 else 1]
    near = [j for word in rarest for j in index.get(word, ())]
    return near if len(near) <= _MOST_CANDIDATES else exact.get(content, [])[:_MOST_CANDIDATES]


def _codes(one: Indicator) -> Iterator[str]:
    """What identifies an indicator whatever its name: its code, its entry in the catalogue."""
    if one.code:
        yield one.code
    entry = entry_of(one.key, dimension(one.unit))
    if entry is not None:
        yield entry.id


def _bare(content: frozenset[str]) -> str:
    """Content without marks, in alphabetical order: misspelt tones give the same."""
    return " ".join(sorted(bare(word) for word in content))


def _confirmed(
    current: Sequence[Indicator],
    previous: Sequence[Indicator],
    mine: Iterable[int],
    theirs: Iterable[int],
    decisions: Decisions,
) -> Iterator[Pair]:
    """The first pair of each confirmation: a person's word needs no evidence."""
    by_name: dict[str, list[int]] = defaultdict(list)
    for j in theirs:
        by_name[plain(previous[j].name)].append(j)
    for i in mine:
        for name in sorted(decisions.confirmed(current[i].name)):
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
