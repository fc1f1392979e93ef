"""Projects as people left them: accepted, corrected, refused.

Rules: a decision belongs to the project whose source has the same characters, else to the one that begins there; where
none is read there any more, what the person saw is put in. A refused project is not delivered. A project whose group
is a figure that is no more belongs to no group. Never: a project without a decision changes in anything else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.review.decision import Decision, said, with_facts
from pipeline.review.log import Standing
from pipeline.review.place import Span, found, section_at, source_at
from schemas import Report
from schemas.project import Project, ProjectFacts
from schemas.source import Source


@dataclass(frozen=True, slots=True)
class Decided:
    """`names` what the log calls a project, by its id; `refused` those that a person refused, with where they stand;
    `lost` those whose words are gone from the text."""

    report: Report
    names: dict[str, str]
    refused: tuple[tuple[Standing, Source], ...]
    lost: tuple[Standing, ...]


def decided(report: Report, log: Mapping[str, Standing]) -> Decided:
    """The report with its projects as people left them."""
    names: dict[str, str] = {}
    refused: list[tuple[Standing, Source]] = []
    lost: list[Standing] = []
    left = {one.id: one for one in report.projects}
    added: list[Project] = []
    free = list(report.projects)
    for name, one in log.items():
        last = one.holds or one.entries[-1]
        span = found(report.text, last.place)
        if span is None:
            lost.append(one)
            continue
        read = _at(free, span)
        if read is not None:
            free.remove(read)
            names[read.id] = name
        if one.holds is None:
            continue
        if not isinstance(one.holds.after, ProjectFacts):
            refused.append((one, read.source if read else source_at(report, one.holds, span)))
            if read is not None:
                del left[read.id]
        elif read is not None:
            left[read.id] = with_facts(read, one.holds.after, said(one.holds))
        else:
            added.append(_new(report, one.holds, one.holds.after, span, _last(report) + 1 + len(added)))
            names[added[-1].id] = name
    figures = {o.id for o in report.observations}
    kept = [one if one.group is None or one.group in figures else _alone(one) for one in (*left.values(), *added)]
    if kept != list(report.projects):
        kept.sort(key=lambda one: (one.source.start, one.source.end))
        report = report.model_copy(update={"projects": tuple(kept)})
    return Decided(report, names, tuple(refused), tuple(lost))


def _at(projects: list[Project], span: Span) -> Project | None:
    same = (one for one in projects if (one.source.start, one.source.end) == span)
    return next(same, None) or next((one for one in projects if one.source.start == span[0]), None)


def _new(report: Report, decision: Decision, facts: ProjectFacts, span: Span, number: int) -> Project:
    source = source_at(report, decision, span)
    section = section_at(report, span)
    return Project(
        id=f"p{number}", **dict(facts), section=section, source=source, mentions=(source,), review=said(decision)
    )


def _alone(project: Project) -> Project:
    return project.model_copy(update={"group": None})


def _last(report: Report) -> int:
    return max((int(one.id[1:]) for one in report.projects), default=0)
