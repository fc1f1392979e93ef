"""Which namings are one project, and what the namings say together.

Signals, in order: the same words (case, tone placement, generic words and punctuation set aside); names that are almost
the same and agree in every number and every proper word; one name that is the other with its place added after it.
Never: joins names that differ in a number (`khu 1`, `khu 2`), a stage or a place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from pipeline.draft import ProjectDraft
from pipeline.grammar.folding import fold
from pipeline.grammar.project_words import words

_WORD = re.compile(r"\w+")
_ALMOST = 94
_ADDED = re.compile(r",\s*")


@dataclass(frozen=True, slots=True)
class Named:
    """One project: its record, and the source spans of all its namings in reading order."""

    draft: ProjectDraft
    mentions: tuple[tuple[int, int], ...]


def merged(drafts: Iterable[ProjectDraft]) -> list[Named]:
    """One record per project, by first naming; what a record leaves open is filled from the later ones."""
    out: list[Named] = []
    keys: list[tuple[str, ...]] = []
    exact: dict[tuple[str, ...], int] = {}
    for draft in sorted(drafts, key=lambda d: (d.start, d.end)):
        key = name_key(draft.name)
        at = exact.get(key)
        if at is None:
            at = next(
                (i for i, other in enumerate(keys) if same_project(key, other, draft.name, out[i].draft.name)), None
            )
        if at is None:
            exact[key] = len(out)
            out.append(Named(draft, ((draft.start, draft.end),)))
            keys.append(key)
        else:
            exact[key] = at
            out[at] = _joined(out[at], draft)
    return out


def name_key(name: str) -> tuple[str, ...]:
    """The words of the name for comparison, a leading `dự án`, `công trình` left out."""
    folded = fold(name)
    if generic := words("generic").match(folded):
        folded = folded[generic.end() :] or folded
    return tuple(_WORD.findall(folded))


def same_project(key: Sequence[str], other: Sequence[str], name: str, other_name: str) -> bool:
    if [w for w in key if _numbered(w)] != [w for w in other if _numbered(w)]:
        return False
    if not key or not other:
        return False
    shorter, longer = sorted((name, other_name), key=len)
    added = _ADDED.match(longer, len(shorter))
    if added and fold(longer).startswith(fold(shorter)):
        return words("admin").match(fold(longer), added.end()) is not None
    if len(key) != len(other) or _proper_words(name) != _proper_words(other_name):
        return False
    return fuzz.ratio(" ".join(key), " ".join(other)) >= _ALMOST


def _numbered(word: str) -> bool:
    return any(c.isdigit() for c in word) or re.fullmatch(r"[ivx]+|[a-h]", word) is not None


def _proper_words(name: str) -> set[str]:
    return {fold(w) for w in _WORD.findall(name)[1:] if w[0].isupper()}


def _joined(known: Named, draft: ProjectDraft) -> Named:
    first = known.draft
    filled = replace(
        first,
        cost=first.cost if first.cost is not None else draft.cost,
        cost_span=first.cost_span if first.cost is not None else draft.cost_span,
        status=_status(first, draft),
        funding=first.funding or draft.funding,
        owner=first.owner or draft.owner,
        location=first.location or draft.location,
        group_span=first.group_span or draft.group_span,
        table=first.table or draft.table,
        confidence=max(first.confidence, draft.confidence),
    )
    return Named(filled, (*known.mentions, (draft.start, draft.end)))


def _status(first: ProjectDraft, draft: ProjectDraft):  # type: ignore[no-untyped-def]
    """The first status that says more than `implemented`."""
    return draft.status if first.status in (None, "implemented") and draft.status else first.status
