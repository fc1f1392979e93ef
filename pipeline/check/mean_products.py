"""Means against the sum and the number of those it is shared among.

Problem: `cho vay 46 tỷ đồng cho 812 hộ, bình quân 56,7 triệu đồng/hộ`; `bình quân mỗi xã đạt 14,9 tiêu chí; tổng số tiêu chí
của 14 xã là 208`. Signals: `bình quân` in the mean's name or words; the noun it is shared among, behind a slash or `mỗi`; a
count of that noun and a sum of the mean's kind in the same sentence.
Never: an error; a sum that another figure of the sentence could be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.check.passages import Figure, Passage, behind, same_kind
from pipeline.check.ratios import near, positive
from pipeline.check.relations import Claim, Relation
from pipeline.grammar.folding import fold

_MEAN = re.compile(r"(?<!\w)(?:bình quân|trung bình)(?!\w)")
_PER = re.compile(r"/\s?(?P<noun>[^\W\d]+)")
_EACH = re.compile(r"(?<!\w)(?:bình quân|trung bình)(?: cho)?(?: mỗi| một)? (?P<noun>\w+)")


def in_passage(place: Passage) -> Iterator[Claim]:
    """Each mean of a passage against the one sum and the one count that its sentence tells."""
    for mean in place.levels:
        if "bình" not in mean.lead + mean.name or not (_MEAN.search(mean.label) or _MEAN.search(mean.name)):
            continue
        noun = _shared_among(place, mean)
        beside = [
            f for f in place.levels if f is not mean and f.sentence == mean.sentence and f.o.scenario != "previous"
        ]
        counts = [f for f in beside if noun and f.o.unit == "count" and fold(f.o.counted or "").split()[:1] == [noun]]
        sums = [f for f in beside if f not in counts and _is_sum(f, mean)]
        if len(counts) != 1 or len(sums) != 1 or counts[0].part or counts[0].whole:
            continue
        if not positive(mean.q, counts[0].q, sums[0].q):
            continue
        relation = Relation("product", sums[0].q, (counts[0].q, mean.q))
        if relation.state() != "fails" or near(relation):
            yield Claim("product_matches_factors", relation, "mean", certain=False)


def _shared_among(place: Passage, mean: Figure) -> str:
    per = _PER.search(fold(mean.o.source.text)) or _PER.match(behind(place, mean))
    said = per or _EACH.search(mean.label) or _EACH.search(mean.name)
    return said["noun"].split()[0] if said is not None else ""


def _is_sum(figure: Figure, mean: Figure) -> bool:
    return same_kind(figure.o, mean.o) and figure.o.low > mean.o.low and _MEAN.search(figure.label) is None
