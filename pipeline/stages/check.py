"""Contradictions within one report, and for every figure whether others bear it out.

Problem: 90 + 4 + 33 is 127, the report says 124. Each rule of `pipeline.check` reads which figures belong together
from structure and yields claims; a claim is tried on everything that the printed digits allow; what fails is a finding.
Never: an observation's value is changed, and a claim that can be read in a way that holds is not reported.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check import (
    balances,
    earlier,
    formulas,
    growths,
    lists,
    mean_products,
    mergers,
    partitions,
    parts,
    percentages,
    products,
    ratios,
    shares,
    siblings,
    stretches,
    wholes,
)
from pipeline.check.findings import judged, published, with_verdicts
from pipeline.check.parallels import parallel_lists
from pipeline.check.passages import Passage, holder, passages, spoken
from pipeline.check.relations import Claim
from pipeline.check.repeats import repeats
from pipeline.check.tables import relations_of
from pipeline.document import Document, replace


def check(document: Document) -> Document:
    """Fills `findings` and the verdict of each observation."""
    judgement = judged(lists.settled(document, claims(document)))
    findings = published(judgement, document.observations)
    return replace(document, findings=findings, observations=with_verdicts(document.observations, judgement.verdicts))


def claims(document: Document) -> Iterator[Claim]:
    """Every relation that the report states, holding or not."""
    places = passages(document)
    told = [place for place in places if place.figures]
    known = percentages.Known(told)
    words = spoken(told)
    spoken_of = partitions.spoken_of(told, words)
    for place in told:
        if place.parts or place.compared:
            yield from ratios.in_passage(place)
        if not products.UNITS.isdisjoint(place.units):
            yield from products.in_passage(place)
        if len(place.levels) > 2:
            yield from mean_products.in_passage(place)
        if place.percentages:
            yield from percentages.in_passage(place, known)
            if len(place.percentages) > 1 and len(place.levels) > 1:
                yield from siblings.in_passage(place, known)
        if len(place.levels) > 1:
            yield from parts.in_passage(place)
            yield from parts.closed_by_total(place)
        if len(place.percentages) > 1:
            yield from shares.in_passage(place)
        if spoken_of:
            yield from partitions.in_passage(place, spoken_of)
        if "count" in place.units:
            yield from lists.in_passage(place)
        if place.parts:
            yield from wholes.in_passage(place)
    yield from _bullets(places)
    yield from _notes(document, places)
    yield from parallel_lists(told)
    yield from balances.in_document(told, words)
    yield from growths.in_document(told)
    yield from mergers.in_document(told, words)
    yield from earlier.in_document(told)
    yield from stretches.in_document(document)
    yield from wholes.in_document(told)
    yield from products.by_name(document)
    yield from formulas.in_document(document, told)
    yield from relations_of(document)
    yield from repeats(document, told)


def _bullets(places: list[Passage]) -> Iterator[Claim]:
    """Each paragraph that ends with a colon against the items under it, or under the heading behind it: those with the
    mark of the first."""
    body = [place for place in places if place.note is None]
    for i, place in enumerate(body):
        if not place.figures or not place.text.rstrip().endswith(":"):
            continue
        items: list[Passage] = []
        heading = body[i + 1 : i + 2]
        titled = bool(heading) and not heading[0].figures and heading[0].mark is None
        for item in body[i + 1 + titled :]:
            if item.mark is None or item.mark == place.mark:
                break
            if not items or item.mark == items[0].mark:
                items.append(item)
        yield from parts.in_bullets(place, items)
        yield from lists.in_bullets(place, items)
        yield from percentages.in_bullets(place, items)


def _notes(document: Document, places: list[Passage]) -> Iterator[Claim]:
    """Each footnote against the sentence that its mark stands in."""
    texts: dict[str, list[Passage]] = {}
    for place in places:
        if place.note is not None:
            texts.setdefault(place.note, []).append(place)
    find = holder(places)
    for note in document.footnotes:
        held = find(note.anchor.start) if note.anchor is not None and note.id in texts else None
        if held is not None and held[0].note is None and held[0].figures:
            place, at = held
            yield from parts.in_note(place, at, texts[note.id])
            yield from lists.in_note(place, at, " ".join(one.text for one in texts[note.id]))
