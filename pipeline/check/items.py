"""What the words of listed figures say of them: how long an item is, whom it counts, what cannot be a part.

Problem: `vận động 3.250 triệu đồng, trong đó quỹ 2.140 triệu đồng; tặng quà 905 triệu đồng`: a list has figures behind it
that are none of its items. Signals: the nouns, punctuation and the words that open an item.
Never: a sum; it is for `parts` to try one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.check.lexicon import pattern
from pipeline.check.passages import Figure, Passage, same_kind
from pipeline.grammar.folding import fold

_SHORT = 7  # words of a part
_WITH = re.compile(r"(?<!\w)(?:với|cho)(?: tổng số)?\s*$")
_NAMES = re.compile(r"\s*,\s*|\s+và\s+")


def item(figure: Figure) -> str:
    """A part's label without the words that open the list."""
    opening = pattern("lists", "exhaustive", "subset").match(figure.label)
    return figure.label[opening.end() :] if opening else figure.label


def are_plain(listed: Sequence[Figure]) -> bool:
    """Is each told with few words, and none that no part has?"""
    return all(len(item(f).split()) <= _SHORT and not pattern("no_part").search(item(f)) for f in listed)


def overlap(listed: Sequence[Figure]) -> bool:
    """May the parts hold the same one twice?"""
    told = pattern("overlapping_names")
    return any(pattern("overlapping").search(f.label) or told.search(f.name) for f in listed)


def of_other_years(total: Figure, listed: Sequence[Figure]) -> bool:
    """`57 nhà[1]` and `[1] Năm 2020: 62 nhà, năm 2021: 48 nhà`"""
    return isinstance(total.o.year, int) and all(isinstance(f.o.year, int) and f.o.year != total.o.year for f in listed)


def same_noun(a: Figure, b: Figure) -> bool:
    return a.o.counted is not None and b.o.counted is not None and same_kind(a.o, b.o)


def goes_with_item(total: Figure, figure: Figure) -> bool:
    """`24 lớp, gồm 14 lớp nông nghiệp với 490 học viên, …`: a count of something else, that says more of the item before."""
    return total.o.counted is not None and not same_kind(total.o, figure.o) and _WITH.search(figure.lead) is not None


def ends_within(place: Passage, listed: Sequence[Figure]) -> bool:
    """May a list whose first clause has one figure have ended with it? Not if each of the other clauses is one item."""
    clauses = [f.clause for f in listed]
    if clauses.count(clauses[0]) > 1:
        return False
    if len(set(clauses)) < len(clauses):
        return True
    opening = {f.clause: f for f in reversed(place.figures) if f.depth == listed[0].depth}
    return any(opening[f.clause] is not f for f in listed[1:])


def leaves_out(total: Figure, listed: Sequence[Figure]) -> bool:
    """`486 công chức, viên chức và người lao động, trong đó 62 công chức, 414 viên chức`: is one of those who are counted
    together told by no part?"""
    names = _NAMES.split(fold(total.o.counted or ""))
    told = [f"{f.label} {f.name} {fold(f.o.counted or '')}" for f in listed]
    found = [any(name in words for words in told) for name in names]
    return len(names) > 1 and any(found) and not all(found)


_MORE_PARTS = 3


def adds_up(place: Passage, total: Figure, listed: Sequence[Figure]) -> bool:
    """Do the parts add up to another figure before them, or to the total with what stands right behind them: `27.310 học
    sinh, trong đó nữ 13.120 em; chia theo cấp: …`, `43 trường và trung tâm, gồm 15 trường …, 02 trường và 01 trung tâm`?"""
    first, last = listed[0], listed[-1]
    summed = sum(f.o.low for f in listed)
    before = (f for f in place.figures[: first.index] if f is not total and f.sentence == first.sentence)
    if any(f.o.low == summed and f.o.unit == first.o.unit and f.counts_level for f in before):
        return True
    for f in place.figures[last.index + 1 : last.index + 1 + _MORE_PARTS]:
        if f.clause != last.clause or f.depth != last.depth or f.o.unit != last.o.unit or not f.counts_level:
            return False
        summed += f.o.low
        if summed == total.o.low:
            return True
    return False
