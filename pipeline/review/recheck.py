"""A finding whose figures a person has changed, tried again: does the report still contradict itself?

Problem: one figure of a finding was misread and is corrected; the sum may hold now, or fail all the same.
Signals: the relations that the finding's rule knows; the right one gives, with the figures as they were read, exactly
what the finding says was expected. It is tried with the figures as they are now.
Never: a finding is kept that cannot be tried, because a figure of it is gone or its terms were no figures; and none is
made that the report did not have.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.check.findings import finding_of
from pipeline.check.intervals import Quantity, printed, quantity
from pipeline.check.relations import Claim, Kind, Relation
from schemas.finding import Finding, Rule
from schemas.observation import Observation

_KINDS: dict[Rule, tuple[Kind, ...]] = {
    "parts_sum_to_total": ("sum", "at_most"),
    "same_indicator_same_value": ("same",),
    "ratio_matches_parts": ("ratio", "quotient"),
    "product_matches_factors": ("product",),
    "change_matches_levels": ("growth", "growth_by", "difference"),
    "shares_sum_to_100": ("sum",),
}
_WHOLE = printed(100, exact=True)


def tried_again(finding: Finding, read: Mapping[str, Observation], now: Mapping[str, Observation]) -> Finding | None:
    """The finding with the figures as they are now; None where it holds no more or cannot be tried."""
    if not all(i in read and i in now for i in finding.evidence):
        return None
    for kind in _KINDS.get(finding.rule, ()):
        before = _claim(finding, kind, [quantity(read[i]) for i in finding.evidence])
        if before is None or not _is_of(finding, before):
            continue
        after = _claim(finding, kind, [quantity(now[i]) for i in finding.evidence])
        if after is not None and _state(after) == "fails":
            return finding_of(after, finding.id, ())
        return None
    return None


def _claim(finding: Finding, kind: Kind, figures: Sequence[Quantity]) -> Claim | None:
    result, terms = figures[0], figures[1:]
    if finding.rule == "shares_sum_to_100":
        result, terms = _WHOLE, figures
    if not terms:
        return None
    return Claim(finding.rule, Relation(kind, result, tuple(terms)), "", certain=finding.severity == "error")


def _is_of(finding: Finding, claim: Claim) -> bool:
    """Is this the relation that the finding was made from?"""
    if _state(claim) != "fails":
        return False
    again = finding_of(claim, finding.id, ())
    return (again.expected, again.values, again.actual) == (finding.expected, finding.values, finding.actual)


def _state(claim: Claim) -> str:
    """Like the relation's own, but for figures that no such relation can be of (a share of nothing, a negative size)."""
    try:
        return claim.relation.state()
    except (ValueError, ArithmeticError, IndexError, TypeError):
        return "cannot be tried"
