"""Counts told one after the other, each with its percentage of one whole.

Problem: `6.120 lao động, trong đó trực tiếp 3.860 người (63,1%), gián tiếp 2.260 người (39,6%)`; `hiệu quả 187 HTX, chiếm
65,8%; trung bình 68 HTX, chiếm 23,9%; yếu 29 HTX, chiếm 12,0%`, where the cooperatives are counted in another paragraph.
A percentage alone may be of anything; beside others of its list it is of what they are of. Signals: the same form of each
pair, the same words behind each percentage; a whole that most of them fit, or that the counts make up and one of them
fits. Never: a percentage that another figure of the passage explains; percentages of a plan; a pair of which the list
says something else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from pipeline.check.intervals import HUNDRED
from pipeline.check.passages import Figure, Passage, phrase_behind, same_kind
from pipeline.check.percentages import Known, explained, is_hanging
from pipeline.check.ratios import is_percentage, positive
from pipeline.check.relations import Claim, Relation

_ENOUGH = 2

Pair = tuple[Figure, Figure]


def in_passage(place: Passage, known: Known) -> Iterator[Claim]:
    """Each list of pairs against the whole that explains most of it."""
    for pairs in _lists(place):
        for whole in _wholes(place, pairs, known):
            relations = [Relation("ratio", share.q, (value.q, whole.q)) for value, share in pairs]
            failing = [pair for pair, r in zip(pairs, relations, strict=True) if r.state() == "fails"]
            if not _is_their_whole(whole, pairs, len(failing)):
                continue
            if not any(explained(place, share, value) for value, share in failing):
                yield from (Claim("ratio_matches_parts", r, "siblings", certain=False) for r in relations)
            break


def _lists(place: Passage) -> Iterator[list[Pair]]:
    """Pairs of one sentence with the same kind of count and the same words behind their percentages."""
    found = [(place.figures[share.index - 1], share) for share in place.percentages if share.index]
    pairs = [(value, share) for value, share in found if _is_pair(place, value, share)]
    for _, group in groupby(pairs, lambda pair: (pair[0].sentence, pair[0].depth, phrase_behind(place, pair[1]))):
        told = list(group)
        first = told[0][0]
        alike = [pair for pair in told if same_kind(pair[0].o, first.o)]
        if len(alike) >= _ENOUGH:
            yield alike


def _is_pair(place: Passage, value: Figure, share: Figure) -> bool:
    """`187 HTX, chiếm 65,8%`, `3.860 người (63,1%)`"""
    if not is_percentage(share) or share.o.basis == "plan" or not value.counts_level or value.part:
        return False
    told = value.o.scenario in ("actual", "estimate") and share.o.low <= HUNDRED and positive(value.q, share.q)
    return told and value.sentence == share.sentence and is_hanging(share)


def _wholes(place: Passage, pairs: Sequence[Pair], known: Known) -> Iterator[Figure]:
    """What stands before the list, nearest first; else what the counts make up, wherever it is told."""
    first = pairs[0][0]
    greatest = max(value.o.low for value, _ in pairs)
    for figure in reversed(place.figures[: first.index]):
        if figure.counts_level and figure.o.low >= greatest and _same_things(figure, first):
            yield figure
    made_up = sum(value.o.low for value, _ in pairs)
    for _, figure in known.levels[first.o.unit]:
        if (
            figure.o.low == made_up
            and figure.counts_level
            and figure.o.year == first.o.year
            and same_kind(figure.o, first.o)
        ):
            yield figure
            return


def _same_things(whole: Figure, part: Figure) -> bool:
    return whole.o.unit == part.o.unit and whole.o.year == part.o.year and whole.o.scenario == part.o.scenario


def _is_their_whole(whole: Figure, pairs: Sequence[Pair], failing: int) -> bool:
    """Do most of the pairs fit, or one of them where the counts make up the whole?"""
    holding = len(pairs) - failing
    full = Relation("sum", whole.q, tuple(value.q for value, _ in pairs)).state() == "holds"
    return (holding > failing and holding >= _ENOUGH) or (full and holding > 0 and failing < _ENOUGH)
