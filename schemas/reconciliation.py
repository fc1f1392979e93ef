"""This year's report against last year's figures: one record per indicator and per project of either year."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from schemas.finding import Interval
from schemas.observation import Number, Unit
from schemas.project import Status as ProjectStatus
from schemas.source import Record

IndicatorStatus = Literal["agrees", "contradicts", "restated", "no_statement", "new", "missing"]
"""`agrees`: what the report says of last year fits last year's figure, as far as the printed digits go. `contradicts`:
no value that prints so does. `restated`: the report itself gives another value for last year. `no_statement`: the
report says nothing of last year, or what it says cannot be compared. `new`, `missing`: in one year only."""
ProjectChange = Literal["continued", "completed", "cost_changed", "regressed", "new", "missing"]
AreaRelation = Literal["same", "renamed", "merged", "split", "unknown"]
"""How the current area stands to the previous one: `merged` of several whole units, `split` where it took a part of
one."""


class Side(Record):
    """One of the two years; `file` as the caller named it (a folder or store adds which report was taken)."""

    file: str
    year: int | None = None


class Reason(Record):
    """One piece of evidence for or against a pair: `weight` in bits; the weights add up to the log odds of the
    match."""

    feature: str
    detail: str
    weight: float


class ChangeInterval(Record):
    """The change from the previous to the current value; in %, in points (pp) or in the indicator's own unit."""

    low: Number | None = None
    high: Number | None = None
    unit: str


class ReconciledIndicator(Record):
    """`match` is the probability that both figures are of one indicator (1 where a person confirmed it).
    `implied_previous` is what the stated change leaves for last year; `stated_ratio` this year in % of last year, where
    that was printed; `statements` the observations of the current report that were used."""

    current: str | None = None
    previous: str | None = None
    current_name: str | None = None
    previous_name: str | None = None
    code: str | None = None
    unit: Unit
    area: str | None = None
    match: float | None = Field(default=None, ge=0, le=1)
    confirmed: bool = False
    current_value: Number | None = None
    previous_value: Number | None = None
    computed_change: ChangeInterval | None = None
    stated_change: Number | None = None
    stated_change_unit: str | None = None
    stated_ratio: Number | None = None
    implied_previous: Interval | None = None
    stated_previous: Number | None = None
    statements: tuple[str, ...] = ()
    status: IndicatorStatus
    improbable: bool = False
    message: str
    reasons: tuple[Reason, ...] = ()


class ReconciledProject(Record):
    """One project of either year; costs in VND."""

    current: str | None = None
    previous: str | None = None
    current_name: str | None = None
    previous_name: str | None = None
    match: float | None = Field(default=None, ge=0, le=1)
    confirmed: bool = False
    current_status: ProjectStatus | None = None
    previous_status: ProjectStatus | None = None
    current_cost: Number | None = None
    previous_cost: Number | None = None
    status: ProjectChange
    message: str
    reasons: tuple[Reason, ...] = ()


class InputProblem(Record):
    """What of the input could not be used; `line` counts from 1 in a table, null elsewhere."""

    file: str
    line: int | None = None
    message: str


class AreaLink(Record):
    """How the areas of the two years were related, with the source of the relation in `message`."""

    current: str
    previous: tuple[str, ...]
    relation: AreaRelation
    message: str


class Reconciliation(Record):
    """The output contract of `baocao reconcile`. Indicators in the order of the current report, missing ones
    last in the order of the previous one."""

    current: Side
    previous: Side
    indicators: tuple[ReconciledIndicator, ...] = ()
    projects: tuple[ReconciledProject, ...] = ()
    areas: tuple[AreaLink, ...] = ()
    problems: tuple[InputProblem, ...] = ()
