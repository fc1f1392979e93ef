"""What a comparison is against, where the report tells it beside the value rather than behind the comparison.

Problem: `84,6 tỷ đồng (dự toán 80 tỷ đồng, CK 77,4 tỷ đồng), đạt 105,8% dự toán, tăng 9,3% CK`; `42 vụ; CK 51 vụ; giảm 9 vụ`;
`8.214 triệu đồng (DT 11.500 triệu đồng; đạt 71,4%)`. Signals: the basis that the comparison names; a figure of the same
indicator in the sentence that is the plan or last year's, and the only one.
Never: a basis of another indicator, or one of several.
"""

from __future__ import annotations

import re

from pipeline.check.passages import Figure, Passage, same_kind

_MOVES = re.compile(r"(?:^|[,;(]\s*)(?:đã |cũng |nhưng )?(?:tăng|giảm)(?:\s(?:\w+))?\s*$")
_REACHES = re.compile(r"(?:^|[,;(]\s*)(?:(?:và )?(?:đạt|bằng)|=)\s*$")


def basis_told(comparison: Figure, now: Figure, place: Passage) -> Figure | None:
    """The figure of the sentence that comparison of `now` is against; None where it is not told, or more than once."""
    o = comparison.o
    if o.basis not in ("plan", "previous_year", "previous_period") or now.o.scenario in ("plan", "previous"):
        return None
    if (_MOVES if o.measure == "change" else _REACHES).search(comparison.lead) is None or now.whole:
        return None
    wanted = "plan" if o.basis == "plan" else "previous"
    told = [
        f
        for f in place.figures[: comparison.index]
        if f.sentence == now.sentence
        and f.o.scenario == wanted
        and f.o.measure == now.o.measure
        and f.o.indicator == now.o.indicator
        and same_kind(f.o, now.o)
        and not (f.part or f.whole)
    ]
    return told[0] if len(told) == 1 and now.o.indicator == o.indicator else None
