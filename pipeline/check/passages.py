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
from functools import lru_cache
from operator import attrgetter, itemgetter

from pipeline.check.intervals import Quantity, quantity
from pipeline.check.lexicon import pattern
from pipeline.document import Document
from pipeline.frozen import dataclass
from pipeline.grammar.folding import fold
from pipeline.grammar.letters import CAPITAL
from pipeline.text import Span
from schemas.observation import Observation

# A sentence ends at a full stop before a capital, a dash or the next figure; not after a one- or two-letter short form.
_EVENT = re.compile(
    r"[()\[\];.!?…](?:(?<=[()\[\];])"
    rf"|(?<![\s.(][A-ZĐ].)(?<!TP.)(?<!\bsố.)[.!?…]*(?=\s+[{CAPITAL}]|\s+[-–+*“\"]|\s*$))"
)
_OPENS = frozenset("([")
_CLOSES = frozenset(")]")
_DELIMITER = re.compile(r"[,;:()\[\].…]")
_STROKES = ("/", "∕", "⁄")
_NEXT_TO = (*_STROKES, "")  # the character before y of x/y, over a space or more
_STROKE = 40  # characters from one figure to the next that a stroke joins
_PLACE = attrgetter("start", "end")
_BREAK = re.compile(r"[,;(.]")
_PHRASE_END = re.compile(r"[,;:(.)]")
_END = re.compile(r"[,;:(.]")
_BULLET = re.compile(r"\s*(?:[-–—+*•]|\(?\d{1,2}\))\s")


@dataclass(slots=True, eq=False)
class Figure:
    """One observation in its passage. `lead`: the folded words between the figure before it (or the passage's start)
    and itself; `sentence`, `clause` (of semicolons) and `depth` (of parentheses) count from 0; `whole` is True for y
    of x/y, `part` for x."""

    o: Observation
    start: int
    end: int
    index: int = 0
    lead: str = ""
    sentence: int = 0
    clause: int = 0
    depth: int = 0
    part: bool = False
    whole: bool = False
    counts_level: bool = False
    """Is it a size or count of its own, that can be a part or a total?"""
    _q: Quantity | None = None
    _label: str | None = None
    _name: str | None = None
    _behind: str | None = None
    _phrase: str | None = None
    _is_plan: bool | None = None

    @property
    def q(self) -> Quantity:
        """What the printed digits allow."""
        if self._q is None:
            self._q = quantity(self.o)
        return self._q

    @property
    def label(self) -> str:
        """The words that name the figure in its list: what stands before it, back to the last delimiter."""
        if self._label is None:
            lead = self.lead.rstrip(" :")
            self._label = _DELIMITER.split(lead)[-1].strip(" -+*•:")
        return self._label

    @property
    def says_plan(self) -> bool:
        """Do the words right before a level call it a plan: `(KH 180`, `, dự toán giao 45 tỷ đồng`?"""
        if self._is_plan is None:
            words = _BREAK.split(self.lead)[-1] if self.o.measure == "level" else ""
            self._is_plan = pattern("plan").search(words) is not None
        return self._is_plan

    @property
    def name(self) -> str:
        """The folded name that extraction gave."""
        if self._name is None:
            self._name = _folded(self.o.indicator)
        return self._name


@dataclass(slots=True, eq=False)
class Passage:
    """One paragraph with its figures: its place in the document, the document's text, the source offsets of its pieces
    (lines), and the footnote it belongs to."""

    index: int
    source: str
    pieces: tuple[Span, ...]
    note: str | None
    figures: list[Figure] = field(default_factory=list)
    levels: list[Figure] = field(default_factory=list)
    """The figures that count or measure something of their own; below, others by what they are. Rules that need one begin
    by asking for it: most paragraphs have none."""
    percentages: list[Figure] = field(default_factory=list)
    compared: list[Figure] = field(default_factory=list)
    """Changes and ratios."""
    parts: list[Figure] = field(default_factory=list)
    """x of x/y."""
    units: set[str] = field(default_factory=set)
    _text: str | None = None
    _folded: str | None = None

    @property
    def text(self) -> str:
        """As printed, the pieces with a space between them."""
        if self._text is None:
            self._text = " ".join([self.source[start:end] for start, end in self.pieces]).replace("\n", " ")
        return self._text

    @property
    def folded(self) -> str:
        if self._folded is None:
            self._folded = fold(self.text)
        return self._folded

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
    found: list[Passage] = []
    notes = sorted((note.source.start, note.source.end, note.id) for note in document.footnotes)
    for index, paragraph in enumerate(document.paragraphs):
        if paragraph.role not in ("body", "note"):
            continue
        note = _note_at(notes, paragraph.start) if paragraph.role == "note" else None
        found.append(Passage(index, document.text, paragraph.pieces, note))
    spans = _spans(found)
    starts = [span[0] for span in spans]
    for o in document.observations:
        if o.table is not None:
            continue
        source = o.source
        i = bisect_right(starts, source.start) - 1
        if i < 0 or source.start >= spans[i][1]:
            continue
        _, end, shift, number = spans[i]
        found[number].figures.append(Figure(o, source.start + shift, min(source.end, end) + shift))
    for place in found:
        if place.figures:
            _walk(place)
            if not unicodedata.is_normalized("NFC", place.text):
                for figure in place.figures:
                    figure.lead = fold(unicodedata.normalize("NFC", figure.lead))
    return found


def behind(place: Passage, figure: Figure) -> str:
    """The folded words behind a figure, up to the next delimiter."""
    if figure._behind is None:
        after = place.after(figure)
        end = _END.search(after)
        figure._behind = after[: end.start()] if end else after
    return figure._behind


def phrase_behind(place: Passage, figure: Figure) -> str:
    """The same, up to a closing parenthesis too, without spaces around it."""
    if figure._phrase is None:
        figure._phrase = _PHRASE_END.split(place.after(figure), maxsplit=1)[0].strip()
    return figure._phrase


def own_words(place: Passage, figure: Figure) -> str:
    """A figure's own words: before it back to the last delimiter, its own, and behind it up to the next."""
    return f"{figure.label} {place.folded[figure.start : figure.end]} {behind(place, figure)}"


def spoken(places: Iterable[Passage]) -> str:
    """The folded words of passages: a phrase that is not there is in none of them."""
    return "\n".join([place.folded for place in places])


def head_noun(o: Observation) -> str:
    """The first word of what is counted: `hồ sơ trực tuyến` counts what `hồ sơ` counts."""
    return _first(o.counted) if o.counted else ""


def same_kind(a: Observation, b: Observation) -> bool:
    """May the two be compared: the same unit and, of counts, the same noun (where both print one)?"""
    if a.unit != b.unit:
        return False
    if a.unit != "count" or not a.counted or not b.counted:
        return True
    return a.counted == b.counted or _alike(a.counted, b.counted)


@lru_cache(4096)
def _alike(a: str, b: str) -> bool:
    one, other = _folded(a), _folded(b)
    return one.startswith(other) or other.startswith(one) or _first(a) == _first(b)


@lru_cache(4096)
def _first(noun: str) -> str:
    return _folded(noun).split()[0]


@lru_cache(4096)
def _folded(noun: str) -> str:
    return fold(noun)


def holder(places: Sequence[Passage]) -> Callable[[int], tuple[Passage, int] | None]:
    """A look-up: the passage that holds a source offset, and where in its text."""
    spans = _spans(places)
    starts = [span[0] for span in spans]

    def find(offset: int) -> tuple[Passage, int] | None:
        i = bisect_right(starts, offset) - 1
        if i < 0 or offset >= spans[i][1]:
            return None
        return places[spans[i][3]], offset + spans[i][2]

    return find


def _spans(places: Sequence[Passage]) -> list[tuple[int, int, int, int]]:
    """Of each piece the source offsets, what to add for the place in its passage's text, and which passage that is."""
    spans = []
    for number, place in enumerate(places):
        at = 0
        for start, end in place.pieces:
            spans.append((start, end, at - start, number))
            at += end - start + 1
    return sorted(spans)


def _note_at(notes: list[tuple[int, int, str]], offset: int) -> str | None:
    i = bisect_right(notes, offset, key=itemgetter(0)) - 1
    return notes[i][2] if i >= 0 and offset < notes[i][1] else None


def _walk(place: Passage) -> None:
    """Give every figure its place in sentence, clause and parentheses, and find the x/y among them."""
    place.figures.sort(key=_PLACE)
    text, folded, units = place.text, place.folded, place.units
    sentence = clause = depth = at = 0
    before: Figure | None = None
    for i, figure in enumerate(place.figures):
        start = figure.start
        chunk = text[at:start]
        if before is not None and _is_fraction(text, before, figure):
            before.part, figure.whole = True, True
            place.parts.append(before)
            before.end = min(before.end, start)
            chunk = text[before.end : start]
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
        figure.index, figure.lead = i, folded[start - len(chunk) : start]
        figure.sentence, figure.clause, figure.depth = sentence, clause, depth
        measure, unit = figure.o.measure, figure.o.unit
        units.add(unit)
        if measure == "level":
            if not figure.whole:
                figure.counts_level = True
                place.levels.append(figure)
        elif measure != "share":
            place.compared.append(figure)
        if unit == "%":
            place.percentages.append(figure)
        at, before = max(at, figure.end), figure


def _is_fraction(text: str, part: Figure, whole: Figure) -> bool:
    """`14/18 chỉ tiêu`, `210ha/305ha`: one figure, a stroke, the next of the same unit."""
    if text[whole.start - 2 : whole.start].rstrip()[-1:] not in _NEXT_TO:
        return False
    between = text[max(part.start, whole.start - _STROKE) : whole.start].rstrip()
    if not between.endswith(_STROKES) or part.o.measure != "level" or whole.o.measure != "level":
        return False
    return len(text[part.start : whole.start].rstrip()) < _STROKE and same_kind(part.o, whole.o)
