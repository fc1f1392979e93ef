"""How many there are of a thing in all, told wherever a part of them is counted.

Problem: `huyện có 17 xã` here, `12/17 xã`, `16/17 xã` and `17/71 xã` there; `toàn xã có 8.214 hộ` in one chapter, `214/8.241
hộ nghèo` in another; `tiếp nhận 240 kiến nghị, đã trả lời 231/204 kiến nghị`. Signals: y of x/y, and figures that say
nothing but what they count. Never: a value that stands as often as the other, where few digits tell them apart; a
difference that no slip of digits explains: that is another whole.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipeline.check.passages import Figure, Passage, same_kind
from pipeline.check.relations import Claim, Relation
from pipeline.check.repeats import surely_slip
from pipeline.check.suggestions import slip
from pipeline.grammar.folding import fold

_OFTEN = 2  # so often told, a whole of few digits is no slip
_FEW = 1000
_PLAIN = re.compile(r"(?:(?:tổng số|số|tổng) )?")


def in_document(places: Sequence[Passage]) -> Iterator[Claim]:
    """Each whole that is told once against the one that a slip of digits makes of it."""
    told: dict[tuple[object, ...], dict[Decimal, list[Figure]]] = {}
    for place in places:
        for part in place.parts:
            if key := _what(place.figures[part.index + 1]):
                told[key] = defaultdict(list)
    for place in places if told else ():
        for figure in place.figures:
            if (key := _what(figure)) in told and (figure.whole or _says_nothing_else(figure)):
                told[key][figure.o.low].append(figure)
    for by_value in told.values():
        if len(by_value) > 1:
            yield from _odd_ones(list(by_value.values()))


def _what(figure: Figure) -> tuple[object, ...]:
    """What a figure counts, and when; nothing where it does not count."""
    return (fold(figure.o.counted), figure.o.year) if figure.o.counted else ()


def _says_nothing_else(figure: Figure) -> bool:
    o = figure.o
    if o.measure != "level" or o.approx != "exact" or o.scenario == "plan" or figure.part or figure.depth:
        return False
    counted = fold(o.counted or "")
    return figure.name.endswith(counted) and _PLAIN.sub("", figure.name, count=1) == counted


def _odd_ones(values: Sequence[Sequence[Figure]]) -> Iterator[Claim]:
    for odd in values:
        if len(odd) > 1:
            continue
        for other in values:
            often = len(other) >= _OFTEN or other[0].o.low >= _FEW
            if other is odd or not often or (len(other) == 1 and other[0].index > odd[0].index and not odd[0].whole):
                continue
            found = slip(odd[0].q, other[0].q.allowed)
            if found is None or not (found[0] == "swapped" or surely_slip(odd[0].q, other[0].q)):
                continue
            if odd[0].whole or other[0].whole:
                relation = Relation("same", other[0].q, (odd[0].q,))
                yield Claim("same_indicator_same_value", relation, "whole_of_all", certain=False)


def in_passage(place: Passage) -> Iterator[Claim]:
    """`Tiếp nhận 240 kiến nghị, đã trả lời 231/240 kiến nghị`: y of x/y is the figure that the sentence began with."""
    for whole in place.figures:
        if not whole.whole:
            continue
        sentence = [
            f for f in place.figures[: whole.index - 1] if f.sentence == whole.sentence and f.depth <= whole.depth
        ]
        counts = [f for f in sentence if f.counts_level and not f.part and f.o.counted and whole.o.counted]
        earlier = [f for f in counts if same_kind(f.o, whole.o)]
        relations = [Relation("same", f.q, (whole.q,)) for f in earlier]
        holding = [relation for relation in relations if relation.state() != "fails"]
        if holding:
            yield Claim("same_indicator_same_value", holding[0], "whole")
        elif relations and surely_slip(whole.q, earlier[0].q):
            yield Claim("same_indicator_same_value", relations[0], "whole", certain=False)
