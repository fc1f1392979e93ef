"""Shares that make up a whole: `tốt 68,5%; khá 27,2%; trung bình 4,3%`.

Never: shares of different wholes, or of years that differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipeline.check.intervals import printed
from pipeline.check.lexicon import any_of
from pipeline.check.passages import Figure, Passage
from pipeline.check.relations import Claim, Relation

_MOST_PARTS = 40
_MOVED = any_of(["đạt", "tăng", "giảm", "so với", "bằng"])
_STRUCTURE = any_of(["cơ cấu", "tỷ trọng"])
_FULL = printed(100, exact=True)
_SECTORS = 3
_TAXES = Decimal(2)  # percent at least
_CLASS = 4  # words of a class: `tốt 68,5%; khá 27,2%; trung bình 4,3%`


def in_passage(place: Passage) -> Iterator[Claim]:
    """Every run of shares of a passage."""
    for figure in place.percentages:
        if figure.o.measure == "share":
            yield from _run(place, figure.index)


def _run(place: Passage, i: int) -> Iterator[Claim]:
    """Shares in a row that make up a whole: `thương mại chiếm 48,6%, dịch vụ chiếm 37,2%, sản xuất chiếm 14,2%`."""
    figures = place.figures
    first = figures[i]
    if i and _follows(figures[i - 1], first):
        return
    run = [first]
    for figure in figures[i + 1 : i + _MOST_PARTS]:
        if not _follows(run[-1], figure):
            break
        run.append(figure)
    introduced = _STRUCTURE.search(first.lead) is not None
    if len(run) < (2 if introduced else 3):
        both = Relation("sum", _FULL, tuple(f.q for f in run))
        if len(run) == 2 and (both.state() == "holds" or _two_halves(place, run)):
            yield Claim("shares_sum_to_100", both, "shares")
        return
    relation = Relation("sum", _FULL, tuple(f.q for f in run))
    if relation.state() == "holds":
        yield Claim("shares_sum_to_100", relation, "shares")
        return
    expected = relation.expected().middle
    classes = ":" in first.lead and all(len(f.label.split()) <= _CLASS and not _MOVED.search(f.lead) for f in run)
    chained = all("chiếm" in f.lead for f in run) or introduced or classes or "lần lượt" in first.lead
    reach = 5 if not (introduced or classes) else 30 if len(run) > 2 else 10
    if expected is not None and chained and abs(expected - _FULL.value) <= reach and not _without_taxes(run, expected):
        yield Claim("shares_sum_to_100", relation, "shares")


def _without_taxes(run: Sequence[Figure], expected: Decimal) -> bool:
    """The three sectors of an economy leave a share to taxes on products, which reports do not always tell; those of its
    workers do not."""
    sectors = len(run) == _SECTORS and all(
        any(_said(f, word) for f in run) for word in ("nông", "công nghiệp", "dịch vụ")
    )
    return sectors and _FULL.value - expected >= _TAXES and not any(_said(f, "lao động") for f in run)


def _said(figure: Figure, word: str) -> bool:
    return word in figure.label or word in figure.name


def _two_halves(place: Passage, run: Sequence[Figure]) -> bool:
    """`(ngân sách xã 70%, nhân dân đóng góp 30%)`: two shares that fill a parenthesis, and miss 100 by little."""
    first, last = run
    alone = first.lead.rstrip().rfind("(") >= 0 and place.after(last).lstrip().startswith(")")
    plain = not any(_MOVED.search(f.lead) for f in run)
    return first.depth > 0 and alone and plain and abs(first.o.low + last.o.low - _FULL.value) <= 5


def _follows(before: Figure, figure: Figure) -> bool:
    """Is the figure the next share of the same list: same sentence and parenthesis, few words between?"""
    return (
        figure.o.unit == "%" == before.o.unit
        and figure.o.measure == "share" == before.o.measure
        and figure.sentence == before.sentence
        and figure.depth == before.depth
        and figure.o.year == before.o.year
        and len(figure.lead) <= 80
    )
