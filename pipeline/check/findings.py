"""From claims to findings: what is published of a relation that fails, and the verdict on every observation.

Never: two findings for one slip. Where relations that share a figure fail and the same value of it would mend both, the
more certain one speaks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal

from pipeline.check.intervals import Interval, is_subtracted
from pipeline.check.messages import message
from pipeline.check.relations import Claim
from pipeline.check.suggestions import suggest
from schemas.finding import Finding
from schemas.finding import Interval as Range
from schemas.observation import Observation, Verdict

_STORED = Context(prec=15)
_RANK: dict[Verdict, int] = {"unchecked": 0, "consistent": 1, "proved": 2, "contradicted": 3}


@dataclass(frozen=True, slots=True)
class Judgement:
    """The claims that `failed` and are to be reported, the verdict on each observation of any claim by id, and the
    observations that other figures bear out, contradicted elsewhere or not."""

    failed: list[Claim]
    verdicts: dict[str, Verdict]
    borne_out: set[str]


def judged(claims: Iterable[Claim]) -> Judgement:
    """Every claim tried."""
    verdicts: dict[str, Verdict] = {}
    failed: list[Claim] = []
    borne_out: set[str] = set()
    sums: dict[str, list[frozenset[str]]] = defaultdict(list)
    for claim in claims:
        if claim.relation.kind == "sum" and claim.relation.result.observation is not None:
            sums[claim.relation.result.observation.id].append(frozenset(claim.ids))
        state = claim.relation.state()
        if state == "fails":
            failed.append(claim)
            continue
        firm = state == "holds" and claim.relation.kind != "at_most" and all(q.firm for q in claim.relation.members)
        _raise(verdicts, claim.ids, "proved" if firm else "consistent")
        if firm and claim.relation.kind != "same":
            borne_out.update(claim.ids)
    failed = [claim for claim in failed if not (_tied_by_name(claim) and borne_out.issuperset(claim.ids))]
    failed = [claim for claim in failed if claim.certain or not _read_in_part(claim, sums)]
    kept: list[Claim] = []
    speaks_of: dict[str, list[Claim]] = defaultdict(list)
    for claim in sorted(failed, key=lambda c: not c.certain):
        if any(_same_slip(claim, other, i) for i in claim.ids for other in speaks_of[i]):
            continue
        kept.append(claim)
        for i in claim.ids:
            speaks_of[i].append(claim)
        _raise(verdicts, claim.ids, "contradicted")
    return Judgement(kept, verdicts, borne_out)


def _tied_by_name(claim: Claim) -> bool:
    """Figures that only their names tie, and that other figures bear out both, are two facts."""
    return claim.relation.kind == "same" and not claim.certain


def _read_in_part(claim: Claim, sums: dict[str, list[frozenset[str]]]) -> bool:
    """Is there another sum of the same total with all of these parts and more?"""
    result = claim.relation.result.observation
    return result is not None and any(frozenset(claim.ids) < other for other in sums.get(result.id, ()))


def _same_slip(claim: Claim, other: Claim, shared: str) -> bool:
    """Would one other value of the shared figure mend both?"""
    if "list_matches_count" in (claim.rule, other.rule):
        return claim.rule == other.rule
    here, there = _wanted(claim, shared), _wanted(other, shared)
    return here is None or there is None or here.gap(there) == 0


def _wanted(claim: Claim, identifier: str) -> Interval | None:
    for i, member in enumerate(claim.relation.members):
        if member.observation is not None and member.observation.id == identifier:
            try:
                wanted = claim.relation.wanted(i)
            except (ValueError, ArithmeticError):
                return None
            return -wanted if wanted is not None and is_subtracted(member) else wanted
    return None


def published(judgement: Judgement, order: dict[str, int]) -> tuple[Finding, ...]:
    """Findings in reading order of their first figure; `order` gives each observation's place."""
    ordered = sorted(judgement.failed, key=lambda claim: min(order[i] for i in claim.ids))
    return tuple(finding_of(claim, f"n{n}", judgement.borne_out) for n, claim in enumerate(ordered, 1))


def finding_of(claim: Claim, identifier: str, borne_out: Collection[str]) -> Finding:
    """What is published of a claim that fails; no figure that is `borne_out` by others is suggested to be wrong."""
    relation = claim.relation
    expected = relation.expected()
    values = [-q.value if is_subtracted(q) else q.value for q in relation.members]
    if relation.result.observation is None:
        values = values[1:]
    return Finding(
        id=identifier,
        rule=claim.rule,
        severity="error" if claim.certain else "warning",
        message=message(claim),
        values=tuple(values),
        expected=Range(low=_kept(expected.low), high=_kept(expected.high)),
        actual=relation.result.value,
        evidence=claim.ids,
        suggestion=suggest(relation, borne_out),
    )


def _kept(end: Decimal | None) -> Decimal | None:
    """A computed end with as many digits as every store and every reader of JSON keeps."""
    return None if end is None else _STORED.plus(end)


def _raise(verdicts: dict[str, Verdict], ids: Iterable[str], verdict: Verdict) -> None:
    for i in ids:
        if _RANK[verdict] > _RANK[verdicts.get(i, "unchecked")]:
            verdicts[i] = verdict


def with_verdicts(observations: Sequence[Observation], verdicts: dict[str, Verdict]) -> tuple[Observation, ...]:
    return tuple(o.model_copy(update={"verdict": verdicts[o.id]}) if o.id in verdicts else o for o in observations)
