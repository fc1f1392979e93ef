"""Which figure a person should look at first: doubt times impact.

Doubt is the chance that one of these is right, taken as independent: the reading is wrong (1 - confidence, a fifth of
it where other figures prove the value), the figures around speak against it (`_VERDICTS`), a finding rests on it
(`_FINDINGS`), the finding's smallest mend is in this figure (`_MEND`), a number that nobody can explain stands within
`_NEAR` characters (`_UNEXPLAINED`): the words between were perhaps read amiss.
Impact is the mean of size and role. Size: the share of the report's figures of the same unit, counted noun and measure
that are smaller (equal ones half). Role: `_ROLES`, the first that fits: the result of a finding, a side of one, a total
(by its name, or named above other figures), any other figure.
Both lie between 0 and 1. A figure that a person has decided on is in no doubt. Never: the order depends on other
reports, so a report's figures keep their places when others come and go.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from functools import cache

from pipeline.check.lexicon import pattern
from schemas import Report
from schemas.finding import Finding
from schemas.observation import Observation

_PROVED = 0.2
_VERDICTS = {"contradicted": 0.5, "unchecked": 0.05, "consistent": 0.02, "proved": 0.0}
_FINDINGS = {"error": 0.5, "warning": 0.25}
_MEND = 0.5
_UNEXPLAINED, _NEAR = 0.15, 80
_ROLES = {"result": 1.0, "side": 0.8, "total": 0.6, "other": 0.2}


def priorities(report: Report) -> dict[str, float]:
    """Doubt times impact of every figure by its id; 0 where a person has decided."""
    findings: dict[str, list[Finding]] = defaultdict(list)
    for finding in report.findings:
        for identifier in finding.evidence:
            findings[identifier].append(finding)
    sizes = _sizes(report.observations)
    parents = {name for o in report.observations for name in o.path}
    strange = [source.start for source in report.unexplained]
    return {
        o.id: 0.0
        if o.review
        else round(doubt(o, findings[o.id], strange) * (sizes[o.id] + _role(o, findings, parents)) / 2, 6)
        for o in report.observations
    }


def doubt(one: Observation, findings: Sequence[Finding], strange: Sequence[int] = ()) -> float:
    """The chance that the figure is not what the report means, as far as can be told without looking; `findings` rest on
    it, `strange` are where unexplained numbers stand, in order."""
    sound = 1 - (1 - one.confidence) * (_PROVED if one.verdict == "proved" else 1)
    sound *= 1 - _VERDICTS[one.verdict]
    for finding in findings:
        sound *= 1 - _FINDINGS[finding.severity]
        if finding.suggestion is not None and finding.suggestion.observation == one.id:
            sound *= 1 - _MEND
    at = bisect_left(strange, one.source.start - _NEAR)
    if at < len(strange) and strange[at] < one.source.end + _NEAR:
        sound *= 1 - _UNEXPLAINED
    return 1 - sound


def _sizes(observations: tuple[Observation, ...]) -> dict[str, float]:
    of_class = defaultdict(list)
    for o in observations:
        of_class[o.unit, o.counted, o.measure].append(max(abs(o.low), abs(o.high)))
    for values in of_class.values():
        values.sort()
    sizes = {}
    for o in observations:
        values, own = of_class[o.unit, o.counted, o.measure], max(abs(o.low), abs(o.high))
        smaller, larger = bisect_left(values, own), bisect_right(values, own)
        sizes[o.id] = (smaller + larger) / 2 / len(values)
    return sizes


def _role(one: Observation, findings: dict[str, list[Finding]], parents: set[str]) -> float:
    if any(finding.evidence[:1] == (one.id,) for finding in findings[one.id]):
        return _ROLES["result"]
    if findings[one.id]:
        return _ROLES["side"]
    if one.indicator in parents or _total().match(one.indicator.casefold()):
        return _ROLES["total"]
    return _ROLES["other"]


@cache
def _total() -> re.Pattern[str]:
    return pattern("table_total")
