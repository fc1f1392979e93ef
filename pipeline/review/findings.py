"""Findings as people judged them: a contradiction that is one, or one that the words of the report explain.

Problem: a finding has no place of its own and its number changes with the next reading.
Signals: its rule, and the places of the figures that it rests on, in their order, each found again by its words.
Rules: confirmed, it carries who said so. Dismissed, it is not delivered, and a figure that was contradicted by nothing
else is unchecked again. Never: a finding that is not there any more is brought back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.review.decision import Decision, said
from pipeline.review.log import Standing
from pipeline.review.place import found
from schemas import Report
from schemas.finding import Finding
from schemas.source import Source

Key = tuple[str, tuple[int, ...]]
"""The rule, and where each figure begins."""


@dataclass(frozen=True, slots=True)
class Judged:
    """`names` what the log calls a finding, by its id, dismissed ones among them."""

    report: Report
    names: dict[str, str]
    dismissed: tuple[tuple[Standing, Finding], ...]


def decided(report: Report, log: Mapping[str, Standing]) -> Judged:
    """The report with its findings confirmed or dismissed."""
    if not log:
        return Judged(report, {}, ())
    by_key: dict[Key, list[Finding]] = defaultdict(list)
    sources = {o.id: o.source for o in report.observations}
    for finding in report.findings:
        by_key[_key(finding, sources)].append(finding)
    names: dict[str, str] = {}
    confirmed: dict[str, Finding] = {}
    dismissed: list[tuple[Standing, Finding]] = []
    for name, one in log.items():
        same = by_key.get(_key_of(report, one.entries[-1]) or ("", ()))
        if not same:
            continue
        finding = same.pop(0)
        names[finding.id] = name
        if one.holds is not None and one.holds.action == "dismiss":
            dismissed.append((one, finding))
        elif one.holds is not None:
            confirmed[finding.id] = finding.model_copy(update={"review": said(one.holds)})
    gone = {finding.id for _, finding in dismissed}
    kept = tuple(confirmed.get(finding.id, finding) for finding in report.findings if finding.id not in gone)
    if confirmed or gone:
        report = _without(report, kept, {i for _, finding in dismissed for i in finding.evidence})
    return Judged(report, names, tuple(dismissed))


def sides_of(report: Report, finding: Finding) -> tuple[Source, ...]:
    """Where the figures stand that a finding rests on."""
    sources = {o.id: o.source for o in report.observations}
    return tuple(sources[i] for i in finding.evidence if i in sources)


def _without(report: Report, kept: tuple[Finding, ...], freed: set[str]) -> Report:
    against = {i for finding in kept for i in finding.evidence}
    figures = tuple(
        o.model_copy(update={"verdict": "unchecked"})
        if o.id in freed and o.id not in against and o.verdict == "contradicted"
        else o
        for o in report.observations
    )
    return report.model_copy(update={"findings": kept, "observations": figures})


def _key(finding: Finding, sources: Mapping[str, Source]) -> Key:
    return finding.rule, tuple(sources[i].start for i in finding.evidence if i in sources)


def _key_of(report: Report, entry: Decision) -> Key | None:
    spans = [found(report.text, side) for side in entry.sides]
    starts = tuple(span[0] for span in spans if span is not None)
    return (entry.rule, starts) if entry.rule and len(starts) == len(spans) else None
