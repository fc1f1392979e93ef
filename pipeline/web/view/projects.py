"""A project as a person sees it: a row of the table, and what people decided on it.

A project is named by its place, as a figure is. Projects that a person refused stay in sight, struck through.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.deliver.units import vietnamese
from pipeline.deliver.wording import STATUSES
from pipeline.review.apply import Reviewed
from pipeline.review.decision import Decision, facts_of
from pipeline.review.log import Standing
from pipeline.web.view.figures import STATES, place_name
from schemas.project import ProjectFacts
from schemas.source import Source

_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class ShownProject:
    """`place` names it; `id` is the record's (empty where refused), by which its places on the page are marked; `cost`
    in millions of VND in words; `seen` is the number of the last entry of its log."""

    place: str
    id: str
    facts: ProjectFacts
    cost: str
    status: str
    state: str
    seen: int
    log: tuple[Decision, ...]
    source: Source

    @property
    def state_words(self) -> str:
        return STATES[self.state]


def shown_projects(now: Reviewed) -> list[ShownProject]:
    """Every project of the report in reading order, refused ones among them."""
    rows = []
    for one in now.report.projects:
        standing = now.standing.get(now.names.get(one.id, ""))
        state = one.review.state if one.review else ""
        rows.append(_shown(one.source, one.id, facts_of(one), state, standing))
    for standing, source in now.refused:
        before = standing.holds.before if standing.holds else None
        if isinstance(before, ProjectFacts):
            rows.append(_shown(source, "", before, "rejected", standing))
    return sorted(rows, key=lambda row: (row.source.start, row.source.end))


def _shown(source: Source, id_: str, facts: ProjectFacts, state: str, standing: Standing | None) -> ShownProject:
    cost = vietnamese(facts.cost / _MILLION) if facts.cost is not None else ""
    seen, log = (standing.version, standing.entries) if standing else (0, ())
    return ShownProject(
        place_name(source), id_, facts, cost, STATUSES.get(facts.status or "", ""), state, seen, log, source
    )
