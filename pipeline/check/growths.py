"""The growth of a whole against the growth of its parts, and their shares where the report has them.

Problem: `giá trị sản xuất tăng 8,6%, trong đó nông nghiệp tăng 3,2%, công nghiệp tăng 7,1%, dịch vụ tăng 8,2%`: a whole
cannot grow faster than each of its parts, nor slower. With shares it grew by their weighted mean: of last year's shares
the arithmetic one, of this year's the harmonic one, so that anything between both may be meant.
Signals: the words of whole and parts, as the lexicon's `mean` says; one sentence for the growths.
Never: an error; a whole of which a part is not told; shares of another year; a mean nearer than prices and taxes explain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from pipeline.check.intervals import HUNDRED, Quantity
from pipeline.check.lexicon import Mean, means
from pipeline.check.passages import Figure, Passage
from pipeline.check.relations import Claim, Relation

_SHARES = (Decimal(90), Decimal(101))


def in_document(places: Sequence[Passage]) -> Iterator[Claim]:
    """Every growth of a whole that is told with those of all of its parts."""
    shares: dict[str, list[Figure]] | None = None
    for entry in means():
        for place in places:
            if len(place.compared) <= len(entry.parts):
                continue
            moved = [f for f in place.compared if f.o.measure == "change" and f.o.unit == "%" and not f.depth]
            if len(moved) <= len(entry.parts):
                continue
            shares = _shares(places) if shares is None else shares
            for before, whole in pairwise([None, *moved]):
                assert whole is not None
                if before is not None and before.sentence == whole.sentence and before.clause == whole.clause:
                    continue
                parts = _parts(entry, whole, [f for f in moved if f.index > whole.index])
                if parts:
                    yield from _claim(entry, whole, parts, shares)


def _shares(places: Sequence[Passage]) -> dict[str, list[Figure]]:
    found: dict[str, list[Figure]] = {}
    for place in places:
        for figure in place.figures:
            if figure.o.measure == "share" and figure.o.unit == "%" and figure.o.scenario != "plan":
                found.setdefault(str(figure.o.year), []).append(figure)
    return found


def _said(figure: Figure, words: re.Pattern[str]) -> bool:
    return words.search(figure.label) is not None or words.search(figure.name) is not None


def _parts(entry: Mean, whole: Figure, later: Sequence[Figure]) -> list[Figure]:
    """One figure for each part, in the sentence of the whole, and what else is told there; nothing where one is missing."""
    if not _said(whole, entry.of) or any(_said(whole, part) for part in entry.parts):
        return []
    level = [f for f in later if f.sentence == whole.sentence and f.o.year == whole.o.year and f.o.basis == whole.o.basis
             and (f.o.scenario == "plan") == (whole.o.scenario == "plan")]  # fmt: skip
    chosen = [next((f for f in level if _said(f, part)), None) for part in entry.parts]
    found = [f for f in chosen if f is not None]
    if len(found) < len(entry.parts) or len({id(f) for f in found}) < len(found):
        return []
    rest = [f for f in level if entry.rest.search(f.label) and f not in found][:1]
    return [*found, *rest]


def _claim(entry: Mean, whole: Figure, parts: Sequence[Figure], shares: dict[str, list[Figure]]) -> Iterator[Claim]:
    weights = _weights(entry, parts, shares.get(str(whole.o.year), []))
    if weights is not None:
        relation = Relation("weighted_mean", whole.q, (*(f.q for f in parts), *weights))
    else:
        relation = Relation("mean", whole.q, tuple(f.q for f in parts))
    if weights is None and entry.rest_moves and len(parts) == len(entry.parts):
        return
    if all(q.firm and q.value > -HUNDRED for q in relation.members):
        yield Claim("parts_sum_to_total", relation, entry.name, certain=False)


def _weights(entry: Mean, parts: Sequence[Figure], shares: Sequence[Figure]) -> list[Quantity] | None:
    """The one share that the report has of each part; None unless they make up the whole."""
    words = [*entry.parts, entry.rest][: len(parts)]
    found = [[f for f in shares if _said(f, part)] for part in words]
    if any(len({f.o.low for f in one}) != 1 for one in found):
        return None
    weights = [one[0].q for one in found]
    return weights if _SHARES[0] <= sum(q.value for q in weights) <= _SHARES[1] else None
