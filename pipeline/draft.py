"""Records in the making: what extraction found, before ids are given and everything is validated.

A draft points at source offsets of `Document.text`; `Document.source` turns them into the published source.
"""

from __future__ import annotations

from decimal import Decimal

from pipeline.frozen import dataclass
from pipeline.text import Span
from schemas.observation import Approximation, Basis, Measure, Scenario, Unit
from schemas.project import Status
from schemas.source import Period


@dataclass(frozen=True, slots=True)
class Draft:
    """An observation without its id. `start`, `end` and `number_end` are source offsets; `rule` says what named it."""

    start: int
    end: int
    number_end: int
    indicator: str
    low: Decimal
    high: Decimal
    unit: Unit
    resolution: Decimal
    counted: str | None = None
    approx: Approximation = "exact"
    measure: Measure = "level"
    basis: Basis | None = None
    scenario: Scenario = "actual"
    year: int | str | None = None
    period: Period | None = None
    as_of: str | None = None
    condition: str | None = None
    path: tuple[str, ...] = ()
    section: str | None = None
    footnote: str | None = None
    table: str | None = None
    confidence: float = 1.0
    rule: str = ""


@dataclass(frozen=True, slots=True)
class ProjectDraft:
    """A project without its id; `cost_span` is where its cost stands, `group_span` the count of the list it is in."""

    start: int
    end: int
    name: str
    cost: Decimal | None = None
    cost_span: Span | None = None
    status: Status | None = None
    funding: str | None = None
    owner: str | None = None
    location: str | None = None
    group_span: Span | None = None
    section: str | None = None
    footnote: str | None = None
    table: str | None = None
    confidence: float = 1.0
    rule: str = ""
