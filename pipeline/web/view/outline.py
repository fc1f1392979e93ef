"""A report's order: sections as a tree with their figures, footnotes both ways, findings with their sides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.deliver.quotes import Quote, quote
from pipeline.deliver.units import written
from pipeline.deliver.wording import RULES, SEVERITIES
from pipeline.review.apply import Reviewed
from pipeline.review.decision import Decision
from pipeline.web.view.figures import STATES, Shown, by_id, place_name
from schemas import Report
from schemas.finding import Finding
from schemas.source import Source
from schemas.structure import Footnote, Section


@dataclass(slots=True)
class Branch:
    """A section, how many figures stand in it and below, and what is below."""

    section: Section
    figures: int
    below: list[Branch] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Side:
    """One figure of a finding with its words."""

    figure: Shown
    quote: Quote


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A finding as it is shown: the sum spelled out in `said`, its sides, the value that would mend it; what people
    decided: `state` (confirmed, dismissed or none), `seen` the number of the last entry of its `log`, `why`."""

    finding: Finding
    rule: str
    severity: str
    said: str
    sides: tuple[Side, ...]
    mend: tuple[Shown, str] | None
    state: str
    seen: int
    log: tuple[Decision, ...]
    why: str

    @property
    def state_words(self) -> str:
        return STATES[self.state]


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote with where it is called (None where nothing calls it) and the section that does."""

    footnote: Footnote
    section: Section | None


def tree(report: Report) -> list[Branch]:
    """The outermost sections; a section whose parent is unknown is one of them."""
    own = Counter(o.section for o in report.observations)
    branches = {one.id: Branch(one, own[one.id]) for one in report.sections}
    roots: list[Branch] = []
    for one in report.sections:
        above = branches.get(one.parent or "")
        (above.below if above else roots).append(branches[one.id])
    for one in reversed(report.sections):
        if one.parent in branches:
            branches[one.parent].figures += branches[one.id].figures
    return roots


def contradictions(now: Reviewed, rows: Sequence[Shown]) -> Iterator[Contradiction]:
    """Errors first, each group in reading order; last those that a person dismissed."""
    shown = by_id(list(rows))
    dismissed = {finding.id: standing for standing, finding in now.dismissed}
    ordered = [
        *sorted(now.report.findings, key=lambda one: one.severity != "error"),
        *(one for _, one in now.dismissed),
    ]
    for finding in ordered:
        standing = now.standing.get(now.names.get(finding.id, ""))
        sides = tuple(
            Side(shown[i], quote(now.report.text, shown[i].source.model_dump(), 70))
            for i in finding.evidence
            if i in shown
        )
        yield Contradiction(
            finding, RULES[finding.rule], SEVERITIES[finding.severity], finding.message, sides, _mend(finding, shown),
            "dismissed" if finding.id in dismissed else finding.review.state if finding.review else "",
            standing.version if standing else 0, standing.entries if standing else (),
            (standing.holds.note or "") if standing and standing.holds else "",
        )  # fmt: skip


def _mend(finding: Finding, shown: Mapping[str, Shown]) -> tuple[Shown, str] | None:
    suggestion = finding.suggestion
    row = shown.get(suggestion.observation) if suggestion else None
    if suggestion is None or row is None:
        return None
    return row, written({**row.figure.model_dump(), "low": suggestion.value, "high": suggestion.value})


def unexplained(report: Report, rows: Sequence[Shown]) -> list[tuple[str, Quote]]:
    """Numbers of which nobody knows what they are, but those that a person has made a figure of: place and words."""
    taken = [(row.source.start, row.source.end) for row in rows]
    return [
        (place_name(one), quote(report.text, one.model_dump(), 60))
        for one in report.unexplained
        if not any(start < one.end and one.start < end for start, end in taken)
    ]


def notes(report: Report) -> list[Note]:
    """The footnotes in their order."""
    sections = {one.id: one for one in report.sections}
    return [Note(one, sections.get(one.section or "")) for one in report.footnotes]


def places(report: Report) -> dict[int, list[tuple[str, Source]]]:
    """What else is boxed on each page: headings, projects, footnotes and their marks, by the name that links use."""
    found: dict[int, list[tuple[str, Source]]] = {}
    named = [(f"section-{one.id}", one.source) for one in report.sections]
    named += [(f"note-{one.id}", one.source) for one in report.footnotes]
    named += [(f"project-{one.id}", one.source) for one in report.projects]
    named += [(f"anchor-{one.id}", one.anchor) for one in report.footnotes if one.anchor is not None]
    for name, source in named:
        if source.page is not None and source.boxes:
            found.setdefault(source.page, []).append((name, source))
    return found
