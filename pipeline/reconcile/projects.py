"""Projects across two years: carried over, completed, dearer or cheaper, fallen back, gone, new.

Problem: no printed number identifies a project; its name changes with the drafter (`Nâng cấp, cải tạo đường Lê Lợi` /
`Đường Lê Lợi`), and neighbouring projects differ in one word or one number.
Signals, in order: numbers in the name (phase, street number, school), which must agree; the words that say which work
it is; location and owner; the same cost. Best pairs first, as with indicators.
Never: pairs projects by cost alone, or reads a silence about status as a change.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from rapidfuzz import fuzz

from pipeline import lexicon
from pipeline.grammar.folding import fold
from pipeline.reconcile.abbreviations import expanded
from pipeline.reconcile.decisions import Decisions, plain
from pipeline.reconcile.wording import money
from schemas import Report
from schemas.project import Project
from schemas.reconciliation import ProjectChange, Reason, ReconciledProject

_PRIOR, _NAME, _EXTRA, _LIGHT, _PLACE, _COST = -3.0, 8.0, -2.5, -0.2, 1.5, 3.0
_REPLACED = -6.0
_LEAST_ALIKE = 88.0
_WORDS = re.compile(r"[^\W\d_]+|\d+")
_STAGES = {
    "attracted": 0,
    "planned": 1,
    "approved": 2,
    "starting": 3,
    "suspended": 3,
    "ongoing": 4,
    "implemented": 4,
    "completed": 5,
}


@dataclass(frozen=True, slots=True)
class _Key:
    content: frozenset[str]
    light: frozenset[str]
    numbers: tuple[str, ...]
    text: str


@cache
def _light() -> dict[tuple[str, ...], None]:
    return {tuple(_WORDS.findall(fold(phrase))): None for phrase in lexicon.table("project_names")["light"]}


@lru_cache(maxsize=50_000)
def _key(name: str) -> _Key:
    words = expanded(tuple(word.lstrip("0") or word for word in _WORDS.findall(fold(name))), None)
    content: list[str] = []
    light: set[str] = set()
    at = 0
    while at < len(words):
        size = next((n for n in (4, 3, 2, 1) if words[at : at + n] in _light()), 0)
        if size:
            light.add(" ".join(words[at : at + size]))
        else:
            content.append(words[at])
        at += size or 1
    numbers = tuple(sorted(word for word in content if word.isdigit() or re.fullmatch(r"[ivx]{1,4}", word)))
    return _Key(frozenset(content or light), frozenset(light), numbers, " ".join(sorted(content)))


def reconcile_projects(
    current: Sequence[Project], previous: Sequence[Project], decisions: Decisions
) -> Iterator[ReconciledProject]:
    """One record per project of either year: those of the current report in its order, then the missing ones."""
    pairs = _match(current, previous, decisions)
    for i, now in enumerate(current):
        if i in pairs:
            j, probability, reasons, confirmed = pairs[i]
            yield _paired(now, previous[j], probability, reasons, confirmed)
        else:
            yield ReconciledProject(
                current=now.id, current_name=now.name, current_status=now.status, current_cost=now.cost, status="new",
                message="kỳ trước không có dự án này",
            )  # fmt: skip
    taken = {j for j, _, _, _ in pairs.values()}
    for j, then in enumerate(previous):
        if j not in taken:
            done = then.status == "completed"
            message = "đã hoàn thành ở kỳ trước, kỳ này không nêu" if done else "kỳ này không nêu dự án này"
            yield ReconciledProject(
                previous=then.id, previous_name=then.name, previous_status=then.status, previous_cost=then.cost,
                status="missing", message=message,
            )  # fmt: skip


def of_report(report: Report) -> tuple[Project, ...]:
    """The projects of a report in the order of the text."""
    return tuple(sorted(report.projects, key=lambda project: project.source.start))


def _match(
    current: Sequence[Project], previous: Sequence[Project], decisions: Decisions
) -> dict[int, tuple[int, float, tuple[Reason, ...], bool]]:
    index: dict[str, set[int]] = defaultdict(set)
    for j, project in enumerate(previous):
        for word in _key(project.name).content:
            index[word].add(j)
    pairs: dict[int, tuple[int, float, tuple[Reason, ...], bool]] = {}
    taken: set[int] = set()
    by_name = {plain(project.name): j for j, project in enumerate(previous)}
    for i, project in enumerate(current):
        for name in sorted(decisions.confirmed(project.name)):
            at = by_name.get(name)
            if at is not None and at not in taken and i not in pairs:
                reason = Reason(feature="confirmed", detail="người dùng xác nhận", weight=60.0)
                pairs[i] = (at, 1.0, (reason,), True)
                taken.add(at)
    scored = []
    for i, project in enumerate(current):
        for j in sorted(set[int]().union(*(index.get(word, ()) for word in _key(project.name).content))):
            if not decisions.refused(project.name, previous[j].name):
                reasons = _weigh(project, previous[j])
                bits = sum(reason.weight for reason in reasons)
                if reasons and bits > 0:
                    scored.append((bits, -i, -j, reasons))
    for bits, i, j, reasons in sorted(scored, key=lambda one: one[:3], reverse=True):
        if -i not in pairs and -j not in taken:
            pairs[-i] = (-j, round(1 / (1 + 2**-bits), 4), reasons, False)
            taken.add(-j)
    return pairs


def _weigh(now: Project, then: Project) -> tuple[Reason, ...]:
    """The evidence that both are one project; empty where something forbids it."""
    a, b = _key(now.name), _key(then.name)
    if a.numbers != b.numbers and a.numbers and b.numbers:
        return ()
    shared, only_a, only_b = a.content & b.content, a.content - b.content, b.content - a.content
    same_cost = now.cost is not None and now.cost == then.cost
    alike = 2 * len(shared) / (len(a.content) + len(b.content))
    reasons = [
        Reason(feature="prior", detail="", weight=_PRIOR),
        Reason(feature="name", detail=f"chung: {', '.join(sorted(shared))}", weight=round(_NAME * alike, 2)),
    ]
    places = _place_words(now) | _place_words(then)
    extra = sorted((only_a | only_b) - places)
    if only_a - places and only_b - places:
        if not same_cost and fuzz.ratio(a.text, b.text) < _LEAST_ALIKE:
            return ()
        reasons.append(Reason(feature="replaced", detail=", ".join(extra), weight=_REPLACED))
    elif extra:
        reasons.append(Reason(feature="extra", detail=", ".join(extra), weight=_EXTRA * len(extra)))
    if light := a.light ^ b.light:
        reasons.append(Reason(feature="light", detail=", ".join(sorted(light)), weight=round(_LIGHT * len(light), 2)))
    for label, one, other in (("location", now.location, then.location), ("owner", now.owner, then.owner)):
        if one and other:
            same = fuzz.token_set_ratio(fold(one), fold(other)) >= _LEAST_ALIKE
            reasons.append(Reason(feature=label, detail=f"{one} / {other}", weight=_PLACE if same else -_PLACE))
    if same_cost:
        reasons.append(Reason(feature="cost", detail=f"cùng {money(now.cost or Decimal(0))}", weight=_COST))
    return tuple(reasons)


def _place_words(project: Project) -> frozenset[str]:
    """A place may stand in the name or in its own field."""
    return frozenset(_WORDS.findall(fold(project.location or "")))


def _paired(
    now: Project, then: Project, probability: float, reasons: tuple[Reason, ...], confirmed: bool
) -> ReconciledProject:
    status, message = _change(now, then)
    return ReconciledProject(
        current=now.id, previous=then.id, current_name=now.name, previous_name=then.name, match=probability,
        confirmed=confirmed, current_status=now.status, previous_status=then.status, current_cost=now.cost,
        previous_cost=then.cost, status=status, message=message, reasons=reasons,
    )  # fmt: skip


def _change(now: Project, then: Project) -> tuple[ProjectChange, str]:
    parts: list[str] = []
    dearer = now.cost is not None and then.cost is not None and now.cost != then.cost
    if dearer:
        parts.append(f"kinh phí {money(then.cost or Decimal(0))} → {money(now.cost or Decimal(0))}")
    before, after = _STAGES.get(then.status or ""), _STAGES.get(now.status or "")
    if before is not None and after is not None and after < before and before == _STAGES["completed"]:
        return "regressed", "; ".join([f"kỳ trước đã hoàn thành, kỳ này là {now.status}", *parts])
    if now.status == "completed" and then.status != "completed":
        return "completed", "; ".join(["hoàn thành trong kỳ này", *parts])
    if dearer:
        return "cost_changed", "; ".join(parts)
    return "continued", "tiếp tục" if now.status != then.status or now.status is None else f"tiếp tục ({now.status})"
