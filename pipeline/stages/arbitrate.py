"""Figures of a scan that were read in doubt, decided by what the report itself says of them.

Problem: a recogniser that is unsure of a figure has several readings of it, and the page cannot tell which is right.
Signals, in order: the relations of `pipeline.check` (pipeline.check.arbitration); the decimals of the other figures of
the column. A choice stands in the reading of the text (`Document.chosen`), figures are then extracted anew; raw reading,
alternatives and who decided are published with the figure. Never: the text, a figure read without doubt, a document
without recognised figures: what a report says wrongly, clearly printed, stays and is a finding.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from typing import cast

from pipeline.check.arbitration import Choice, Doubtful, borne_out, chosen
from pipeline.check.lookalikes import lookalikes
from pipeline.document import Document, Reading, replace
from pipeline.stages.check import claims
from pipeline.stages.extract import extract
from pipeline.stages.tabulate import tabulate
from pipeline.text import Edit
from schemas.observation import Observation
from schemas.reading import ChosenBy
from schemas.reading import Reading as Published

__all__ = ["arbitrate"]

_DOUBT = 0.9
"""A figure read with less certainty is in doubt."""
_DECIDED = 0.88
"""Certainty of a figure that the report itself decided: below what is accepted without a look."""
_COLUMN = 3
"""Figures of a column, read without doubt, that show how many decimals it has."""
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def arbitrate(document: Document) -> Document:
    """Settles the doubtful figures and says of each how it was read; a document without any comes back as it is."""
    if not any(reading.alternatives or reading.confidence < _DOUBT for reading in document.readings):
        return document
    doubtful = {d.observation.id: d for d in _doubtful(document)}
    stated = list(claims(document)) if doubtful else []
    choices = list(chosen(stated, doubtful))
    settled = {choice.observation for choice in choices}
    choices += [c for c in _by_column(document, doubtful) if c.observation not in settled]
    edits: dict[int, Edit] = {}
    said: dict[int, ChosenBy] = {}
    for choice in choices:
        start, end = _place(document, doubtful[choice.observation].observation)
        edits.setdefault(start, Edit(start, end, choice.number))
        said[start] = cast(ChosenBy, choice.rule)
    confirmed = borne_out(stated, {i: d for i, d in doubtful.items() if i not in {c.observation for c in choices}})
    for identifier, rule in confirmed.items():
        said[_place(document, doubtful[identifier].observation)[0]] = cast(ChosenBy, rule)
    if said:
        readings = tuple(
            replace(r, confidence=max(r.confidence, _DECIDED)) if any(r.start <= at < r.end for at in said) else r
            for r in document.readings
        )
        document = extract(tabulate(replace(document, chosen=tuple(edits.values()), readings=readings)))
    observations = tuple(_published(document, o, said) for o in document.observations)
    return replace(document, observations=observations)


def _doubtful(document: Document) -> Iterator[Doubtful]:
    for o in document.observations:
        reading = _reading(document, o)
        if reading is None or reading.confidence >= _DOUBT:
            continue
        start, end = _place(document, o)
        number = document.text[start:end]
        if start == end or o.low != o.high:
            continue
        before = document.text[reading.start : start]
        index = len(_NUMBER.findall(before))
        numbers = (_NUMBER.findall(other) for other in reading.alternatives)
        wanted = len(_NUMBER.findall(document.text[reading.start : reading.end]))
        seen = dict.fromkeys(found[index] for found in numbers if index < len(found) == wanted)
        seen.pop(number, None)
        yield Doubtful(o, number, reading.confidence, tuple(seen), tuple(lookalikes(number)))


def _reading(document: Document, o: Observation) -> Reading | None:
    """The recognised word in which the figure's number begins."""
    i = bisect_right(document.readings, o.source.start, key=lambda reading: reading.end)
    found = document.readings[i] if i < len(document.readings) else None
    return found if found is not None and found.start <= o.source.start else None


def _place(document: Document, o: Observation) -> tuple[int, int]:
    """Where the figure's number stands, up to a footnote mark or a lost space; an empty place where it is written in
    words."""
    match = _NUMBER.match(document.text, o.source.start)
    start, end = match.span() if match else (o.source.start, o.source.start)
    cuts = (*(mark.start for mark in document.marks), *document.gaps)
    return start, min((cut for cut in cuts if start <= cut < end), default=end)


def _by_column(document: Document, doubtful: dict[str, Doubtful]) -> Iterator[Choice]:
    """Readings with as many decimals as all sure figures of their column, where the figure as read has another number."""
    columns: dict[tuple[int, int], list[Observation]] = defaultdict(list)
    cells = {
        piece: (g, cell.column) for g, grid in enumerate(document.grids) for cell in grid.cells for piece in cell.pieces
    }
    starts = sorted(cells)
    for o in document.observations:
        i = bisect_right(starts, (o.source.start, len(document.text))) - 1
        if i >= 0 and starts[i][1] > o.source.start:
            columns[cells[starts[i]]].append(o)
    for column in columns.values():
        sure = [_decimals(document.text[slice(*_place(document, o))]) for o in column if o.id not in doubtful]
        if len(sure) < _COLUMN or len(set(sure)) > 1 or not sure[0]:
            continue
        for o in column:
            d = doubtful.get(o.id)
            if d is None or _decimals(d.number) == sure[0]:
                continue
            fits = [n for n in (*d.seen, *d.alike) if _decimals(n) == sure[0] and _digits(n) == _digits(d.number)]
            if len(dict.fromkeys(fits)) == 1:
                yield Choice(o.id, fits[0], "column_decimals")


def _decimals(number: str) -> int:
    return len(number.partition(",")[2])


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)


def _published(document: Document, o: Observation, said: dict[int, ChosenBy]) -> Observation:
    """The observation with how its number was read, where that was in doubt."""
    reading = _reading(document, o)
    place = _place(document, o)
    rule = said.get(place[0])
    if reading is None or not (reading.alternatives or rule):
        return o
    word = document.text[reading.start : reading.end]
    read_as = next((e.text for e in document.chosen if e.start == place[0]), document.text[slice(*place)] or word)
    raw = reading.raw or word
    others = dict.fromkeys((*reading.alternatives, word))
    kept = tuple(other for other in others if other not in (read_as, raw) and (rule or other != word))
    by: ChosenBy = rule or ("second_reader" if reading.raw else "first_reader")
    return o.model_copy(update={"reading": Published(raw=raw, read_as=read_as, alternatives=kept, chosen_by=by)})
