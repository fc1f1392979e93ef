"""Two lists with the same labels: what was planned for each item, and what was done of it.

Problem: `Kế hoạch vốn …: vốn ngân sách tỉnh 60 tỷ đồng …` in one place, `Vốn ngân sách tỉnh: 45 tỷ đồng, đạt
80% kế hoạch` in another, or in a sentence before. The lists belong together if the percentage fits for most of their
items, or for one where each item is planned but once; then what does not fit is a contradiction. Never: a single pair,
which may be against another plan.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from pipeline.check.lexicon import pattern
from pipeline.check.passages import Figure, Passage, same_kind
from pipeline.check.ratios import near
from pipeline.check.relations import Claim, Relation

_ENOUGH = 2
_MOST_PLANS = 4  # of one label; a label that stands everywhere names nothing


def parallel_lists(places: Sequence[Passage]) -> Iterator[Claim]:
    """Results with their percentages of a plan, against the list of plans that most of them fit."""
    planned: dict[str, list[tuple[int, Figure]]] = defaultdict(list)
    done = [
        (place.index, value, share)
        for place in places
        for share in place.percentages
        if share.index and _is_share_of_plan(value := place.figures[share.index - 1], share)
    ]
    if len(done) < _ENOUGH:
        return
    labels = {_item(value) for _, value, _ in done if _item(value)}
    endings = tuple(labels)
    values = {id(value) for _, value, _ in done}
    for place in places:
        for figure in place.figures:
            if not figure.counts_level or figure.part or not figure.label.endswith(endings) or id(figure) in values:
                continue
            if (item := _item(figure)) in labels:
                planned[item].append((place.index, figure))
    for (there, _), relations in _by_list(done, planned).items():
        once = all(len(plans) == 1 for plans in planned.values() if any(at == there for at, _ in plans))
        holding = sum(relation.state() != "fails" for relation in relations)
        failing = len(relations) - holding
        if (holding >= _ENOUGH and holding > failing) or (holding and once and holding >= failing):
            for relation in relations:
                if relation.state() != "fails" or near(relation):
                    yield Claim("ratio_matches_parts", relation, "parallel_lists")


def _by_list(
    done: Sequence[tuple[int, Figure, Figure]], planned: dict[str, list[tuple[int, Figure]]]
) -> dict[tuple[int, int], list[Relation]]:
    """The ratios that each sentence with plans would give, by passage and sentence."""
    lists: dict[tuple[int, int], list[Relation]] = defaultdict(list)
    for here, value, share in done:
        plans = planned.get(_item(value), [])
        for there, plan in plans if len(plans) <= _MOST_PLANS else []:
            apart = there != here or plan.sentence < value.sentence
            if apart and same_kind(plan.o, value.o) and plan.o.low > 0 and value.o.low > 0:
                lists[there, plan.sentence if there == here else -1].append(
                    Relation("ratio", share.q, (value.q, plan.q))
                )
    return lists


def _item(figure: Figure) -> str:
    """The figure's label without the words that open a list."""
    label = figure.label
    for kind in ("exhaustive", "subset"):
        opening = pattern("lists", kind).match(label)
        label = label[opening.end() :].strip() if opening else label
    return label


def _is_share_of_plan(value: Figure, share: Figure) -> bool:
    return (
        value.counts_level
        and not value.part
        and share.o.unit == "%"
        and share.o.measure == "ratio"
        and share.o.basis == "plan"
        and share.sentence == value.sentence
        and share.clause == value.clause
    )
