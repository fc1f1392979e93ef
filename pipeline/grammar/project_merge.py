"""Which namings are one project, and what the namings say together.

Signals, in order: the same words (case, tone placement, generic words and punctuation set aside); names that are almost
the same and agree in every number and every proper word; one name that is the other with its place added after it.
Never: joins names that differ in a number (`khu 1`, `khu 2`), a stage or a place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from rapidfuzz import fuzz

from pipeline.draft import ProjectDraft
from pipeline.frozen import dataclass, replace
from pipeline.grammar.folding import fold
from pipeline.grammar.project_words import words
from pipeline.text import Span
from schemas.project import Status

_WORD = re.compile(r"\w+")
_ALMOST = 94
_NUMBER = re.compile(r"\d|^[ivx]+$|^[a-h]$")
_ADDED = re.compile(r",\s*")


@dataclass(frozen=True, slots=True)
class Named:
    """One project: its record, and the source spans of all its namings in reading order."""

    draft: ProjectDraft
    mentions: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Key:
    """A name for comparison: its words, the numbers among them, the proper words, and the folded name."""

    words: tuple[str, ...]
    numbers: tuple[str, ...]
    proper: frozenset[str]
    folded: str


def merged(drafts: Iterable[ProjectDraft]) -> list[Named]:
    """One record per project, by first naming; what a record leaves open is filled from the later ones."""
    out: list[Named] = []
    exact: dict[tuple[str, ...], int] = {}
    alike: dict[tuple[str, ...], list[tuple[Key, int]]] = {}
    for draft in sorted(drafts, key=lambda d: (d.start, d.end)):
        key = name_key(draft.name)
        at = exact.get(key.words)
        if at is None:
            at = next((i for other, i in alike.get(key.numbers, ()) if same_project(key, other)), None)
        if at is None:
            at = len(out)
            out.append(Named(draft, ((draft.start, draft.end),)))
            alike.setdefault(key.numbers, []).append((key, at))
        else:
            out[at] = _joined(out[at], draft)
        exact[key.words] = at
    return out


def name_key(name: str) -> Key:
    """The words of the name for comparison, a leading `dự án`, `công trình` left out."""
    folded = fold(name)
    generic = words("generic").match(folded)
    start = generic.end() + 1 if generic and generic.end() < len(name) else 0
    found = tuple(_WORD.findall(folded, start))
    numbers = tuple(w for w in found if _NUMBER.search(w))
    proper = frozenset(fold(w) for w in _WORD.findall(name, start)[1:] if w[0].isupper())
    return Key(found, numbers, proper, folded[start:])


def same_project(key: Key, other: Key) -> bool:
    """Do two names that differ name one project?"""
    if key.numbers != other.numbers:
        return False
    shorter, longer = sorted((key.folded, other.folded), key=len)
    if added := _ADDED.match(longer, len(shorter)):
        return longer.startswith(shorter) and words("admin").match(longer, added.end()) is not None
    if len(key.words) != len(other.words) or key.proper != other.proper:
        return False
    return fuzz.ratio(" ".join(key.words), " ".join(other.words)) >= _ALMOST


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


def _status(first: ProjectDraft, draft: ProjectDraft) -> Status | None:
    """The first status that says more than `implemented`."""
    return draft.status if first.status in (None, "implemented") and draft.status else first.status
