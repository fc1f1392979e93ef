"""The report as checks read it: figures in reading order, with the words between them.

Problem: which figures belong together is said by structure (sentence, semicolon, parenthesis, colon, list, footnote
mark) and by a few words (`gồm`, `trong đó`, `kế hoạch`), not by the names that extraction gave. A `Passage` is one
paragraph; each of its `Figure`s knows the words before it and where it stands.
Never: no offsets are handed out and nothing of the text is changed; the words are for comparison only.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import field
from functools import cached_property, lru_cache

from pipeline.check.intervals import Quantity, quantity
from pipeline.document import Document
from pipeline.frozen import dataclass
from pipeline.grammar.folding import fold
from pipeline.grammar.letters import CAPITAL
from schemas.observation import Observation

# A sentence ends at a full stop before a capital, a dash or the next figure; not after a one- or two-letter short form.
_EVENT = re.compile(
    r"[()\[\];.!?…](?:(?<=[()\[\];])"
    rf"|(?<![\s.(][A-ZĐ].)(?<!TP.)(?<!\bsố.)[.!?…]*(?=\s+[{CAPITAL}]|\s+[-–+*“\"]|\s*$))"
)
_OPENS = frozenset("([")
_CLOSES = frozenset(")]")
_DELIMITERS = ",;:()[].…"
_WORD = re.compile(r"\w+")
_END = re.compile(r"[,;:(.]")
_BULLET = re.compile(r"\s*(?:[-–—+*•]|\(?\d{1,2}\))\s")


@dataclass(slots=True)
class Figure:
    """One observation in its passage. `lead`: the folded words between the figure before it (or the passage's start)
    and itself; `sentence`, `clause` (of semicolons) and `depth` (of parentheses) count from 0; `whole` is True for y
    of x/y, `part` for x."""

    o: Observation
    q: Quantity
    index: int
    lead: str
    sentence: int
    clause: int
    depth: int
    start: int
    end: int
    part: bool = False
    whole: bool = False
    _label: str | None = None

    @property
    def label(self) -> str:
        """The words that name the figure in its list: what stands before it, back to the last delimiter."""
        if self._label is None:
            lead = self.lead.rstrip(" :")
            self._label = lead[max(map(lead.rfind, _DELIMITERS)) + 1 :].strip(" -+*•:")
        return self._label

    @property
    def name(self) -> str:
        """The folded name that extraction gave."""
        return _folded(self.o.indicator)

    @property
    def counts_level(self) -> bool:
        """A size or count of its own, that can be a part or a total."""
        return self.o.measure == "level" and not self.whole


@dataclass()
class Passage:
    """One paragraph with its figures; `text` as printed (composed, unwrapped line by line), `index` its place in the
    document, `note` the footnote it belongs to."""

    index: int
    text: str
    pieces: list[tuple[int, int, int]]
    """(start, end, shift): the source offsets of each piece, and what to add for the place in `text`."""
    note: str | None
    figures: list[Figure] = field(default_factory=list)

    @cached_property
    def folded(self) -> str:
        return fold(self.text)

    @property
    def mark(self) -> str | None:
        """The kind of a list item's mark: `-`, `+`, or `(1)` and `1)` for any number; None where it is no item."""
        match = _BULLET.match(self.text)
        return re.sub(r"\d+", "1", match.group().strip()) if match else None

    def after(self, figure: Figure) -> str:
        """The folded words behind a figure, up to the next one."""
        following = figure.index + 1
        end = self.figures[following].start if following < len(self.figures) else len(self.text)
        return self.folded[figure.end : max(end, figure.end)]


def passages(document: Document) -> list[Passage]:
    """Body paragraphs and notes, in the order of the document's paragraphs."""
    spans: list[tuple[int, int, int, int]] = []
    found: list[Passage] = []
    notes = sorted((note.source.start, note.source.end, note.id) for note in document.footnotes)
    for index, paragraph in enumerate(document.paragraphs):
        if paragraph.role not in ("body", "note"):
            continue
        at, texts, pieces = 0, [], []
        for start, end in paragraph.pieces:
            spans.append((start, end, len(found), at - start))
            pieces.append((start, end, at - start))
            texts.append(document.text[start:end])
            at += end - start + 1
        text = " ".join(texts).replace("\n", " ")
        note = _note_at(notes, paragraph.start) if paragraph.role == "note" else None
        found.append(Passage(index, text, pieces, note))
    spans.sort()
    starts = [span[0] for span in spans]
    for o in document.observations:
        i = bisect_right(starts, o.source.start) - 1
        if o.table is not None or i < 0 or o.source.start >= spans[i][1]:
            continue
        _, end, number, shift = spans[i]
        place = found[number]
        at = o.source.start + shift
        place.figures.append(Figure(o, quantity(o), 0, "", 0, 0, 0, at, min(o.source.end, end) + shift))
    for place in found:
        if place.figures:
            _walk(place)
        if not unicodedata.is_normalized("NFC", place.text):
            for figure in place.figures:
                figure.lead = fold(unicodedata.normalize("NFC", figure.lead))
    return found


def behind(place: Passage, figure: Figure) -> str:
    """The folded words behind a figure, up to the next delimiter."""
    return _END.split(place.after(figure), maxsplit=1)[0]


def own_words(place: Passage, figure: Figure) -> str:
    """A figure's own words: before it back to the last delimiter, its own, and behind it up to the next."""
    return f"{figure.label} {place.folded[figure.start : figure.end]} {behind(place, figure)}"


def vocabulary(places: Iterable[Passage]) -> frozenset[str]:
    """Every folded word of the passages that hold figures: a phrase with a word that is not there is not there."""
    return frozenset().union(*(_WORD.findall(place.folded) for place in places if place.figures))


def head_noun(o: Observation) -> str:
    """The first word of what is counted: `hồ sơ trực tuyến` counts what `hồ sơ` counts."""
    return _folded(o.counted).split()[0] if o.counted else ""


def same_kind(a: Observation, b: Observation) -> bool:
    """May the two be compared: the same unit and, of counts, the same noun (where both print one)?"""
    if a.unit != b.unit:
        return False
    if a.unit != "count" or not a.counted or not b.counted:
        return True
    one, other = _folded(a.counted), _folded(b.counted)
    return one.startswith(other) or other.startswith(one) or one.split()[0] == other.split()[0]


@lru_cache(4096)
def _folded(noun: str) -> str:
    return fold(noun)


def holder(places: Sequence[Passage]) -> Callable[[int], tuple[Passage, int] | None]:
    """A look-up: the passage that holds a source offset, and where in its text."""
    spans = sorted((start, end, shift, i) for i, place in enumerate(places) for start, end, shift in place.pieces)
    starts = [span[0] for span in spans]

    def find(offset: int) -> tuple[Passage, int] | None:
        i = bisect_right(starts, offset) - 1
        if i < 0 or offset >= spans[i][1]:
            return None
        return places[spans[i][3]], offset + spans[i][2]

    return find


def _note_at(notes: list[tuple[int, int, str]], offset: int) -> str | None:
    return next((identifier for start, end, identifier in notes if start <= offset < end), None)


def _walk(place: Passage) -> None:
    """Give every figure its place in sentence, clause and parentheses, and find the x/y among them."""
    place.figures.sort(key=lambda f: (f.start, f.end))
    sentence = clause = depth = at = 0
    before: Figure | None = None
    for i, figure in enumerate(place.figures):
        chunk = place.text[at : figure.start]
        if before is not None and _is_fraction(place.text, before, figure):
            before.part, figure.whole = True, True
            before.end = min(before.end, figure.start)
            chunk = place.text[before.end : figure.start]
        for event in _EVENT.finditer(chunk):
            sign = chunk[event.start()]
            if sign in _OPENS:
                depth += 1
            elif sign in _CLOSES:
                depth = max(0, depth - 1)
            elif sign == ";":
                clause += depth == 0
            elif depth == 0:
                sentence, clause = sentence + 1, clause + 1
        figure.index, figure.lead = i, place.folded[figure.start - len(chunk) : figure.start]
        figure.sentence, figure.clause, figure.depth = sentence, clause, depth
        at, before = max(at, figure.end), figure


def _is_fraction(text: str, part: Figure, whole: Figure) -> bool:
    """`14/18 chỉ tiêu`, `210ha/305ha`: one figure, a stroke, the next of the same unit."""
    between = text[part.start : whole.start].rstrip()
    return (
        between.endswith(("/", "∕", "⁄"))
        and len(between) < 40
        and same_kind(part.o, whole.o)
        and part.o.measure == "level" == whole.o.measure
    )
