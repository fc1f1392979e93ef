"""Totals and parts that belong together by their words: the partitions of the lexicon, wherever one passage states them.

Never: a total of which a part is missing, or which holds in some reading of the passage.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.check.items import adds_up
from pipeline.check.lexicon import Partition, is_spoken_of, partitions
from pipeline.check.parts import may_end
from pipeline.check.passages import Figure, Passage, own_words, same_kind
from pipeline.check.plausible import plausible
from pipeline.check.relations import Claim, Relation


def spoken_of(places: Sequence[Passage], folded: str) -> tuple[Partition, ...]:
    """The partitions of which a report of these words may name all parts in one passage: there are few of them."""
    most = max((len(place.levels) for place in places), default=0)
    return tuple(p for p in partitions() if len(p.parts) < most and is_spoken_of(p.words, folded))


def in_passage(place: Passage, known: Sequence[Partition]) -> Iterator[Claim]:
    """Named partitions: a total and all of its parts, told by their words, in one sentence."""
    figures = place.levels
    if len(figures) < 3:
        return
    for entry in known:
        if not is_spoken_of(entry.words, place.folded):
            continue
        for total in figures:
            words = own_words(place, total)
            if not entry.total.search(words) or any(part.search(words) for part in entry.parts):
                continue
            later = [f for f in figures if f.index > total.index and f.sentence == total.sentence
                     and same_kind(total.o, f.o) and f.depth >= total.depth]  # fmt: skip
            claim = _partition(place, total, later, entry.parts, open_parts=entry.open_parts, name=entry.name)
            if claim is not None:
                yield claim
                break


def _partition(
    place: Passage, total: Figure, later: list[Figure], parts: Sequence[re.Pattern[str]], *, open_parts: bool, name: str
) -> Claim | None:
    groups = [[f for f in later if part.search(own_words(place, f))] for part in parts]
    if any(not group for group in groups):
        return None
    one_each = [group[0] for group in groups]
    if len(set(map(id, one_each))) < len(one_each):
        return None
    level = [f for f in later if f.depth == one_each[0].depth]
    matched = [f for f in later if any(f in group for group in groups)]
    readings = [level] if open_parts else [matched, one_each, level]
    for reading in (*readings, *(level[:n] for n in range(2, len(level)) if may_end(total, level, n))):
        relation = Relation("sum", total.q, tuple(f.q for f in reading))
        if len(reading) > 1 and relation.state() == "holds":
            return Claim("parts_sum_to_total", relation, name)
    relation = Relation("sum", total.q, tuple(f.q for f in readings[0]))
    if adds_up(place, total, readings[0]):
        return None  # `43 trường và trung tâm, gồm 15 trường mầm non, …, 02 trường THPT và 01 trung tâm`
    return Claim("parts_sum_to_total", relation, name) if plausible(relation, exhaustive=True) else None
