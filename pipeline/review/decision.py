"""The records of a review: a place in the text, the figure a person means, one entry of the log.

A figure is what a report states, without where it stands and how it was read: those are the extraction's and change
with it. Never: an entry is altered or removed.
"""

from __future__ import annotations

import hashlib
from typing import Literal

from pydantic import Field, model_validator

from schemas import Report
from schemas.observation import Figure, Observation
from schemas.review import Review
from schemas.source import Box, Record, Source

Action = Literal["accept", "correct", "reject", "add", "undo"]
AROUND = 32
"""Characters kept before and after a place, to find it again."""


class Place(Record):
    """`text[start:end] == quote` when the decision was made; `before`, `after` are the characters around it. `page` and
    `boxes` as in a source: for a figure that a person added."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    quote: str
    before: str
    after: str
    page: int | None = None
    boxes: tuple[Box, ...] = ()


class Decision(Record):
    """One entry of a document's log.

    `figure` names the figure within the document, `number` counts its entries from 1: who decides says which number was
    the last one seen. `before` is what held until then (None: nothing was read there), `after` what is to hold (None:
    no figure, or an undo). `undoes` is the number of the entry that an undo takes back.
    """

    document: str = Field(pattern=r"^sha256:[0-9a-f]{64}$")
    figure: str
    number: int = Field(ge=1)
    action: Action
    place: Place
    before: Figure | None = None
    after: Figure | None = None
    undoes: int | None = None
    by: str = Field(min_length=1)
    at: str
    note: str | None = None

    @model_validator(mode="after")
    def _is_coherent(self) -> Decision:
        if (self.after is None) != (self.action in ("reject", "undo")):
            raise ValueError(f"{self.action} with after={self.after}")
        if (self.undoes is None) != (self.action != "undo"):
            raise ValueError(f"{self.action} with undoes={self.undoes}")
        return self


def figure_of(one: Observation) -> Figure:
    """What an observation states."""
    return Figure(**{name: getattr(one, name) for name in Figure.model_fields})


def with_figure(one: Observation, figure: Figure, review: Review) -> Observation:
    """The observation at its place, stating what a person says."""
    changes = {name: getattr(figure, name) for name in Figure.model_fields}
    return Observation.model_validate({**dict(one), **changes, "review": review, "confidence": 1.0})


def place_of(report: Report, source: Source) -> Place:
    """The place of a source, with the characters around it."""
    text = report.text
    return Place(
        start=source.start,
        end=source.end,
        quote=source.text,
        before=text[max(0, source.start - AROUND) : source.start],
        after=text[source.end : source.end + AROUND],
        page=source.page,
        boxes=source.boxes,
    )


def name_of(place: Place) -> str:
    """The name that a figure gets with its first decision: place and words, so that no other figure gets it when the
    text around has moved."""
    words = hashlib.sha256("\0".join((place.before, place.quote, place.after)).encode()).hexdigest()
    return f"{place.start}-{place.end}-{words[:8]}"
