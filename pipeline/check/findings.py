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
_set = object.__setattr__
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
    sums: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for claim in claims:
        relation, ids = claim.relation, claim.ids
        if relation.kind == "sum" and relation.result.observation is not None:
            sums[relation.result.observation.id].append(ids)
        state = relation.state()
        if state == "fails":
            failed.append(claim)
            continue
        firm = state == "holds" and relation.kind != "at_most" and all(q.firm for q in relation.members)
        _raise(verdicts, ids, "proved" if firm else "consistent")
        if firm and relation.kind != "same":
            borne_out.update(ids)
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


def _read_in_part(claim: Claim, sums: dict[str, list[tuple[str, ...]]]) -> bool:
    """Is there another sum of the same total with all of these parts and more?"""
    result, own = claim.relation.result.observation, frozenset(claim.ids)
    return result is not None and any(own < frozenset(other) for other in sums.get(result.id, ()))


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


def published(judgement: Judgement, observations: Sequence[Observation]) -> tuple[Finding, ...]:
    """Findings in the order of their first figures among the observations."""
    if not judgement.failed:
        return ()
    order = {o.id: i for i, o in enumerate(observations)}
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
    rank = _RANK[verdict]
    for i in ids:
        if rank > _RANK[verdicts.get(i, "unchecked")]:
            verdicts[i] = verdict


def with_verdicts(observations: Sequence[Observation], verdicts: dict[str, Verdict]) -> tuple[Observation, ...]:
    """The observations, each with its verdict where a relation gave one."""
    return tuple([o if (said := verdicts.get(o.id)) is None else _with_verdict(o, said) for o in observations])


def _with_verdict(o: Observation, verdict: Verdict) -> Observation:
    """What `model_copy` gives (but for which fields were given, which nobody asks), in a tenth of its time: every second
    figure of a report is copied so."""
    made = Observation.__new__(Observation)
    fields = o.__dict__.copy()
    fields["verdict"] = verdict
    _set(made, "__dict__", fields)
    _set(made, "__pydantic_fields_set__", o.__pydantic_fields_set__)
    _set(made, "__pydantic_extra__", None)
    _set(made, "__pydantic_private__", None)
    return made
