"""The only offset arithmetic of the house: a `View` is a cleaned reading of a text that remembers where it came from.

Problem: grammars want composed, unwrapped, mark-free text; records must point at the characters as read. A `View`
keeps, for each of its own characters, the half-open range of source characters it stands for; cleaning is a list of
`Edit`s, applied in order, and views compose. Nothing here ever changes the source text, and nothing here knows what the
text says.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Iterable, Sequence

from pipeline.frozen import dataclass

Span = tuple[int, int]
"""Half-open range of code points."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the view's characters `start:end` by `text` (empty to delete, start == end to insert)."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class View:
    """`text` with, for character i, its source range `starts[i]:ends[i]`. An inserted character has an empty range.
    `ordered`: no character stands for what is before an earlier one's."""

    text: str
    starts: array[int]
    ends: array[int]
    ordered: bool = False

    def __len__(self) -> int:
        return len(self.text)

    def span(self, start: int, end: int) -> Span:
        """The source range of the view's characters `start:end`: the hull of what they stand for."""
        if not 0 <= start <= end <= len(self.text):
            raise IndexError(f"{start}:{end} is not within the view's {len(self.text)} characters")
        if start == end:
            at = self.starts[start] if start < len(self.text) else (self.ends[-1] if self.text else 0)
            return at, at
        if self.ordered:
            return self.starts[start], self.ends[end - 1]
        return min(self.starts[start:end]), max(self.ends[start:end])

    def find(self, offset: int) -> int:
        """The first view position that stands for source offset `offset` or what follows it within this view."""
        for i, end in enumerate(self.ends):
            if end > offset:
                return i
        return len(self.text)

    def slice(self, start: int, end: int) -> View:
        return View(self.text[start:end], self.starts[start:end], self.ends[start:end], self.ordered)

    def apply(self, edits: Iterable[Edit]) -> View:
        """A new view with non-overlapping `edits` made. A replacement of the same length maps character by character;
        any other replacement maps each of its characters to the whole range it replaces."""
        in_order = sorted(edits, key=lambda e: (e.start, e.end))
        if not in_order:
            return self
        pieces: list[str] = []
        starts: array[int] = array("l")
        ends: array[int] = array("l")
        at = 0
        for edit in in_order:
            if edit.start < at or edit.end > len(self.text):
                raise ValueError(f"edit {edit} overlaps another or leaves the view")
            pieces += (self.text[at : edit.start], edit.text)
            starts += self.starts[at : edit.start]
            ends += self.ends[at : edit.start]
            if len(edit.text) == edit.end - edit.start:
                starts += self.starts[edit.start : edit.end]
                ends += self.ends[edit.start : edit.end]
            elif edit.text:
                low, high = self.span(edit.start, edit.end)
                if edit.start == edit.end > 0:  # within characters that share one range, an insertion shares it too
                    high = max(high, self.ends[edit.start - 1])
                starts.extend([low] * len(edit.text))
                ends.extend([high] * len(edit.text))
            at = edit.end
        pieces.append(self.text[at:])
        starts += self.starts[at:]
        ends += self.ends[at:]
        return View("".join(pieces), starts, ends, self.ordered)


def view_of(text: str, start: int = 0, end: int | None = None) -> View:
    """The identity view of `text[start:end]`."""
    end = len(text) if end is None else end
    offsets = _offsets(end + 1)
    return View(text[start:end], offsets[start:end], offsets[start + 1 : end + 1], ordered=True)


_counted: array[int] = array("l")


def _offsets(count: int) -> array[int]:
    """At least the first `count` offsets. Counted once for the longest text so far: a slice of them is a plain copy."""
    global _counted
    if len(_counted) < count:
        _counted = array("l", range(2 * count))
    return _counted


def join(views: Sequence[View], separator: str = " ") -> View:
    """Views one after the other; the separators are inserted characters (empty source range)."""
    if len(views) == 1:
        return views[0]
    text = separator.join(view.text for view in views)
    starts: array[int] = array("l")
    ends: array[int] = array("l")
    ordered = True
    for i, view in enumerate(views):
        ordered = ordered and view.ordered and not (ends and view.text and view.starts[0] < ends[-1])
        if i and separator:
            at = ends[-1] if ends else (view.starts[0] if view.text else 0)
            starts.extend([at] * len(separator))
            ends.extend([at] * len(separator))
        starts += view.starts
        ends += view.ends
    return View(text, starts, ends, ordered)


_CLUSTER = re.compile(r"[^\W\d_][\u0300-\u036f]+")
_COMBINING = re.compile(r"[\u0300-\u036f]")
_SPACES = r"[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]"
# Most runs are the one plain space between two words: the pattern passes over them.
_UNTIDY = re.compile(rf"{_SPACES}(?:(?<! )|(?={_SPACES})|(?<=\A.)|\Z){_SPACES}*")
_SPACE = re.compile(r"\s")
# NFC order of tone before shape (`e` + acute + circumflex) composes to two characters: shape marks go first.
_SHAPE_MARKS = "\u0302\u0306\u031b"


def compose(text: str) -> list[Edit]:
    """Canonical composition (NFC, never NFKC: it turns `12,5¹` into `12,51`) cluster by cluster."""
    edits: list[Edit] = []
    if _COMBINING.search(text) is None:
        return edits
    for match in _CLUSTER.finditer(text):
        cluster = match.group()
        apart = unicodedata.normalize("NFD", cluster)
        marks = sorted(apart[1:], key=lambda mark: mark not in _SHAPE_MARKS)
        composed = unicodedata.normalize("NFC", apart[0] + "".join(marks))
        if composed != cluster:
            edits.append(Edit(match.start(), match.end(), composed))
    return edits


def unwrap(text: str) -> list[Edit]:
    """Each run of white space becomes one plain space, none at the ends; soft hyphens and characters of no width go."""
    edits = []
    for match in _UNTIDY.finditer(text):
        inner = match.start() > 0 and match.end() < len(text) and _SPACE.search(match.group())
        edits.append(Edit(match.start(), match.end(), " " if inner else ""))
    return edits


def without(text: str, pattern: re.Pattern[str]) -> list[Edit]:
    """Every match of `pattern` deleted."""
    return [Edit(match.start(), match.end(), "") for match in pattern.finditer(text) if match.end() > match.start()]
