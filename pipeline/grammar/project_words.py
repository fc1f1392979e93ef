"""The words by which projects are recognised, as patterns over folded text (`lexicon/projects.toml`).

Patterns are compiled once. All of them match at word boundaries, the longest phrase first; offsets in folded text are
offsets in the text (`grammar.folding`). Never: decides what a phrase means where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, get_args

from pipeline.frozen import dataclass
from pipeline.grammar.folding import fold
from pipeline.lexicon import table
from schemas.project import Status

_AHEAD_REACH = 48
_WHEN = r"(?:(?:trong |đến |cuối |đầu )*(?:năm|quý|tháng) [^,;:]{1,24} )"
STATUSES: tuple[Status, ...] = get_args(Status)


@dataclass(frozen=True, slots=True)
class StatusHit:
    """A phrase at `start:end` that says how far a project is. `firm`: says more than that something is done at all."""

    start: int
    end: int
    status: Status

    @property
    def firm(self) -> bool:
        return self.status != "implemented"


@cache
def _raw() -> dict[str, Any]:
    return table("projects")


def one_of(phrases: Iterable[str]) -> str:
    """A pattern for any of the phrases, longer before shorter, with common beginnings written once: hundreds of plain
    alternatives tried at every word are most of the reading time."""
    return _branches(_tree(phrases))


def _tree(phrases: Iterable[str]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for phrase in phrases:
        node = tree
        for word in re.findall(r"\w+|\W", fold(phrase)):
            node = node.setdefault(word, {})
        node[""] = {}
    return tree


def _branches(tree: dict[str, Any], behind: str = "") -> str:
    """The alternatives by their first letter; `behind` is what has to hold behind it."""
    by_letter: dict[str, list[str]] = {}
    for word, below in sorted(tree.items(), key=lambda item: (-len(item[0]), item[0])):
        if word:
            by_letter.setdefault(word[0], []).append(_escape(word[1:]) + _below(below))
    return "|".join(
        _escape(c) + behind + (options[0] if len(options) == 1 else f"(?:{'|'.join(options)})")
        for c, options in by_letter.items()
    )


def _below(tree: dict[str, Any]) -> str:
    if set(tree) == {""}:
        return ""
    return f"(?:{_branches(tree)})" + ("?" if "" in tree else r"")


def _escape(text: str) -> str:
    return re.escape(text).replace(r"\ ", " ")


def _any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """Any of the phrases, as whole words. A pattern that begins with letters is sought much faster than one that begins
    by looking back, so the look back at the word's beginning stands behind its first letter."""
    begun = _branches(_tree(phrases), r"(?<!\w.)")
    return re.compile(rf"(?:{begun})(?!\w)")


@cache
def words(name: str) -> re.Pattern[str]:
    """The list `name` of the lexicon as one pattern."""
    return _any_of(_raw()[name]["phrases"])


@cache
def alternatives(name: str) -> str:
    """The list `name` as alternatives to be built into a larger pattern."""
    return one_of(_raw()[name]["phrases"])


@cache
def pattern(name: str) -> re.Pattern[str]:
    """The list `name` where a match is tried at one place, which begins a word."""
    return re.compile(rf"(?:{alternatives(name)})(?!\w)")


@cache
def heads() -> Mapping[str, str]:
    """Folded head of works -> its class: `line`, `house`, `area`, `plan`, `estate` or `place`."""
    return {fold(phrase): kind for kind, entry in _raw()["heads"].items() for phrase in entry["phrases"]}


@cache
def head_pattern() -> re.Pattern[str]:
    return _any_of(heads())


@cache
def work_words() -> re.Pattern[str]:
    """A head of works or a group noun."""
    return _any_of([*heads(), *_raw()["group"]["phrases"]])


@cache
def named_values(name: str) -> tuple[re.Pattern[str], Mapping[str, str]]:
    """`costs` or `sizes`: a pattern over all their words, and what each word is called."""
    called = {fold(p): what for what, phrases in _raw()[name].items() if what != "example" for p in phrases}
    return _any_of(called), called


@cache
def _statuses() -> tuple[re.Pattern[str], Mapping[str, Status], tuple[tuple[re.Pattern[str], Status], ...]]:
    by_phrase: dict[str, Status] = {}
    patterns: list[tuple[re.Pattern[str], Status]] = []
    for status in STATUSES:
        entry = _raw()["statuses"][status]
        for phrase in entry["phrases"]:
            by_phrase.setdefault(fold(phrase), status)
        patterns += [(re.compile(rf"(?<!\w)(?:{p})(?!\w)"), status) for p in entry.get("patterns", ())]
    neutral = _raw()["neutral"]["phrases"]
    return _any_of([*by_phrase, *neutral]), by_phrase, tuple(patterns)


@cache
def _ahead() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{one_of(_raw()['ahead']['phrases'])}) {_WHEN}?$")


_SUM = re.compile(r" (?:khoảng )?\d[\d.,]* (?:tỷ|triệu|tr)")


def status_hits(folded: str, start: int, end: int) -> Iterator[StatusHit]:
    """What `folded[start:end]` says of status, in order; behind `phấn đấu`, `sẽ`, `chưa` a phrase means the future."""
    phrases, by_phrase, patterns = _statuses()
    found = [m for m in phrases.finditer(folded, start, end) if m.group() in by_phrase]
    hits = [StatusHit(m.start(), m.end(), by_phrase[m.group()]) for m in found]
    for pattern, status in patterns:
        for m in pattern.finditer(folded, start, end):
            hits = [h for h in hits if h.end <= m.start() or m.end() <= h.start]
            hits.append(StatusHit(m.start(), m.end(), status))
    hits.sort(key=lambda h: h.start)
    for n, hit in enumerate(hits):
        if n and folded.endswith((" vì ", " do "), start, hit.start):
            continue  # `đang tạm dừng vì vướng mặt bằng`: why, not how far
        if folded.startswith("dự kiến", hit.start) and _SUM.match(folded, hit.end):
            continue  # `(dự kiến 27,8 tỷ đồng)`: the sum is not settled
        following = hits[n + 1].start if n + 1 < len(hits) else -1
        if following == hit.end + 1 and _ahead().search(folded, hit.start, following):
            continue
        if _ahead().search(folded, max(start, hit.start - _AHEAD_REACH), hit.start):
            later: Status = "ongoing" if hit.status in ("completed", "ongoing") else "planned"
            yield StatusHit(hit.start, hit.end, hit.status if hit.status == "suspended" else later)
        else:
            yield hit
