"""The records of a review: a place in the text, the figure a person means, one entry of the log.

A figure is what a report states, without where it stands and how it was read: those are the extraction's and change
with it. Never: an entry is altered or removed.
"""

from __future__ import annotations

import hashlib
from typing import Literal

from pydantic import Field, model_validator

from schemas import Report
from schemas.finding import Rule
from schemas.observation import Figure, Observation
from schemas.project import Project, ProjectFacts
from schemas.review import Review, ReviewState
from schemas.source import Box, Record, Source

Subject = Literal["figure", "project", "finding"]
Action = Literal["accept", "correct", "reject", "add", "confirm", "dismiss", "undo"]
ALLOWED: dict[Subject, tuple[Action, ...]] = {
    "figure": ("accept", "correct", "reject", "add", "undo"),
    "project": ("accept", "correct", "reject", "undo"),
    "finding": ("confirm", "dismiss", "undo"),
}
_STATES: dict[Action, ReviewState] = {
    "accept": "accepted", "correct": "corrected", "add": "added", "confirm": "confirmed",
}  # fmt: skip
_STATED = ("accept", "correct", "add")
"""Actions that say what is to hold."""
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

    `figure` names what is decided on within the document, `number` counts its entries from 1: who decides says which
    number was the last one seen. `before` is what held until then (None: nothing was read there, or a finding), `after`
    what is to hold (None: nothing, an undo, or a finding). `undoes` is the number of the entry that an undo takes back.
    A finding is known by its `rule` and the places of its `sides`, the first of which is `place`; a dismissal has a
    `note` that says why.
    """

    subject: Subject = "figure"
    document: str = Field(pattern=r"^sha256:[0-9a-f]{64}$")
    figure: str
    number: int = Field(ge=1)
    action: Action
    place: Place
    before: Figure | ProjectFacts | None = None
    after: Figure | ProjectFacts | None = None
    undoes: int | None = None
    by: str = Field(min_length=1)
    at: str
    note: str | None = None
    rule: Rule | None = None
    sides: tuple[Place, ...] = ()

    @model_validator(mode="after")
    def _is_coherent(self) -> Decision:
        if self.action not in ALLOWED[self.subject]:
            raise ValueError(f"{self.action} of a {self.subject}")
        if (self.after is None) == (self.action in _STATED):
            raise ValueError(f"{self.action} with after={self.after}")
        if (self.undoes is None) != (self.action != "undo"):
            raise ValueError(f"{self.action} with undoes={self.undoes}")
        return self


def said(decision: Decision) -> Review:
    """What a decision that holds says of the record it is about."""
    return Review(state=_STATES[decision.action], by=decision.by, at=decision.at, note=decision.note)


def figure_of(one: Observation) -> Figure:
    """What an observation states."""
    return Figure(**{name: getattr(one, name) for name in Figure.model_fields})


def with_figure(one: Observation, figure: Figure, review: Review) -> Observation:
    """The observation at its place, stating what a person says."""
    changes = {name: getattr(figure, name) for name in Figure.model_fields}
    return Observation.model_validate({**dict(one), **changes, "review": review, "confidence": 1.0})


def facts_of(one: Project) -> ProjectFacts:
    """What a report says of a project."""
    return ProjectFacts(**{name: getattr(one, name) for name in ProjectFacts.model_fields})


def with_facts(one: Project, facts: ProjectFacts, review: Review) -> Project:
    """The project at its place, with what a person says of it."""
    changes = {name: getattr(facts, name) for name in ProjectFacts.model_fields}
    return Project.model_validate({**dict(one), **changes, "review": review, "confidence": 1.0})


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


def name_of(subject: Subject, *places: Place, rule: Rule | None = None) -> str:
    """The name that something gets with its first decision: place and words, so that nothing else gets it when the text
    around has moved."""
    said = "\0".join(part for place in places for part in (place.before, place.quote, place.after))
    words = hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()
    first = places[0]
    kind = {"figure": "", "project": "project-", "finding": f"{rule}-"}[subject]
    return f"{kind}{first.start}-{first.end}-{words[:8]}"
