"""The decisions over the extraction: one function that every delivery goes through.

Rules, in order:
1. A decision stands where its words stand now (`place`); words that are gone leave the decision in `lost`.
2. It belongs to the observation of the same characters, else to the one that begins at the same character: a figure
   begins with its first digit, however many of the words behind it are read as its unit.
3. accept, correct, add: the figure that the person saw holds, at the place and with the links of the observation; where
   none is read there any more, the figure is put in. reject: no figure.
4. A verdict is about a value: a figure whose value a person changed is unchecked. A finding that rests on such a figure
   is tried again (`recheck`); one that holds now, or that rests on a rejected figure, goes, and a figure that was
   contradicted only by such findings is unchecked again.

5. A number that nobody could explain is explained by the figure that a person adds there.
6. Then findings, as they are now, are confirmed or dismissed (`findings`), and projects accepted, corrected or refused
   (`projects`).

Never: an observation without a decision changes in anything but that verdict.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.review import findings, projects
from pipeline.review.decision import ALLOWED, Decision, said, with_figure
from pipeline.review.log import Standing, standing
from pipeline.review.place import Span, found, section_at, source_at
from pipeline.review.recheck import tried_again
from schemas import Report
from schemas.finding import Finding
from schemas.observation import Figure, Observation
from schemas.source import Source


@dataclass(frozen=True, slots=True)
class Reviewed:
    """`report` with all decisions; `names` what the log calls a record, by its id; `rejected` the figures and `refused` the
    projects that a person refused, with where they stand; `dismissed` the findings; `lost` the figures and projects whose
    words are gone from the text; `standing` the whole log by name."""

    report: Report
    names: dict[str, str]
    rejected: tuple[tuple[Standing, Source], ...]
    refused: tuple[tuple[Standing, Source], ...]
    dismissed: tuple[tuple[Standing, Finding], ...]
    lost: tuple[Standing, ...]
    standing: dict[str, Standing]


def reviewed(report: Report, log: Iterable[Decision]) -> Report:
    """The report as people left it. A report without decisions is returned as it is."""
    return review(report, log).report


def review(report: Report, log: Iterable[Decision]) -> Reviewed:
    """The report as people left it, and which record is what the log names."""
    every = standing(log)
    of = {subject: {name: one for name, one in every.items() if one.subject == subject} for subject in ALLOWED}
    figures = _figures(report, of["figure"])
    judged = findings.decided(figures.report, of["finding"])
    done = projects.decided(judged.report, of["project"])
    names = {**figures.names, **judged.names, **done.names}
    return Reviewed(
        done.report, names, figures.rejected, done.refused, judged.dismissed, (*figures.lost, *done.lost), every
    )


@dataclass(frozen=True, slots=True)
class _Figures:
    report: Report
    names: dict[str, str]
    rejected: tuple[tuple[Standing, Source], ...]
    lost: tuple[Standing, ...]


def _figures(report: Report, figures: dict[str, Standing]) -> _Figures:
    matched, spans, lost = _matched(report, figures)
    changed: dict[str, Observation | None] = {}
    added: list[tuple[Standing, Observation]] = []
    names: dict[str, str] = {}
    rejected: list[tuple[Standing, Source]] = []
    for name, one in figures.items():
        if name not in spans:
            continue
        read = matched.get(name)
        if read is not None:
            names[read.id] = name
        if one.holds is None:
            continue
        after = one.holds.after
        if not isinstance(after, Figure):
            rejected.append((one, read.source if read else source_at(report, one.holds, spans[name])))
            if read is not None:
                changed[read.id] = None
        elif read is not None:
            changed[read.id] = _restated(read, with_figure(read, after, said(one.holds)))
        else:
            added.append((one, _new(report, one.holds, after, spans[name])))
    observations = [changed.get(o.id, o) for o in report.observations]
    kept = [o for o in observations if o is not None]
    for number, (one, made) in enumerate(added, _last(report) + 1):
        kept.append(made.model_copy(update={"id": f"o{number}"}))
        names[f"o{number}"] = one.figure
    if added:
        kept.sort(key=lambda o: (o.source.start, o.source.end))
    result = report
    if changed or added:
        result = _with(report, kept, _moved(report, changed))
    return _Figures(result, names, tuple(rejected), tuple(lost))


def _matched(
    report: Report, figures: dict[str, Standing]
) -> tuple[dict[str, Observation], dict[str, Span], list[Standing]]:
    """The observation of each figure that has one, the place of each that still has one, and the others."""
    free = {(o.source.start, o.source.end): o for o in report.observations}
    matched: dict[str, Observation] = {}
    spans: dict[str, Span] = {}
    lost: list[Standing] = []
    for name, one in figures.items():
        span = found(report.text, (one.holds or one.entries[-1]).place)
        if span is None:
            lost.append(one)
            continue
        spans[name] = span
        if span in free:
            matched[name] = free.pop(span)
    by_start = {start: (start, end) for start, end in sorted(free)}
    for name, span in spans.items():
        if name not in matched and (same := by_start.pop(span[0], None)) is not None:
            matched[name] = free.pop(same)
    return matched, spans, lost


def _moved(report: Report, changed: dict[str, Observation | None]) -> set[str]:
    """The figures that are no more, or of another value."""
    read = {o.id: o for o in report.observations}
    return {i for i, now in changed.items() if now is None or _value(now) != _value(read[i])}


def _restated(read: Observation, now: Observation) -> Observation:
    return now if _value(now) == _value(read) else now.model_copy(update={"verdict": "unchecked"})


def _value(one: Observation) -> tuple[object, ...]:
    return one.low, one.high, one.unit, one.counted


def _with(report: Report, observations: list[Observation], moved: set[str]) -> Report:
    read, now = ({o.id: o for o in side} for side in (report.observations, observations))
    outdated = {finding.id for finding in report.findings if moved & set(finding.evidence)}
    tried = (tried_again(f, read, now) if f.id in outdated else f for f in report.findings)
    findings = tuple(finding for finding in tried if finding is not None)
    against = {i for finding in findings for i in finding.evidence}
    before = {i for finding in report.findings if finding.id in outdated for i in finding.evidence}
    verdicts = [_judged(o, o.id in against, o.id in before) for o in observations]
    added = [(o.source.start, o.source.end) for o in observations if o.review and o.review.state == "added"]
    strange = tuple(
        one for one in report.unexplained if not any(start < one.end and one.start < end for start, end in added)
    )
    changes = {"observations": tuple(verdicts), "findings": findings, "unexplained": strange}
    return Report.model_validate({**dict(report), **changes})


def _judged(one: Observation, against: bool, before: bool) -> Observation:
    """The verdict of a figure that findings which were tried again rested on."""
    if before and against != (one.verdict == "contradicted"):
        return one.model_copy(update={"verdict": "contradicted" if against else "unchecked"})
    return one


def _new(report: Report, decision: Decision, figure: Figure, span: Span) -> Observation:
    """An observation where none is read, in the section, footnote and table that hold its place."""
    source = source_at(report, decision, span)
    return Observation(
        id="o0",
        **dict(figure),
        section=section_at(report, span),
        footnote=_within(((note.id, note.source) for note in report.footnotes), span),
        table=_within(((table.id, table.source) for table in report.tables), span),
        source=source,
        review=said(decision),
    )


def _within(places: Iterator[tuple[str, Source]], span: Span) -> str | None:
    return next((name for name, source in places if source.start <= span[0] and span[1] <= source.end), None)


def _last(report: Report) -> int:
    return max((int(o.id[1:]) for o in report.observations), default=0)
