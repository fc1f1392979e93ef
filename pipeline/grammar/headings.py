"""Labels and titles of numbered headings, one paragraph at a time.

Problem: `1. ` opens a heading, a numbered paragraph that runs on, or nothing at all. This module reads what the
paragraph itself can tell: the label in all its possible readings (`I.` is Roman one or the ninth letter), and how its
first words could be a title. What depends on neighbours (sequence, sisters, nesting) is `outline`.

Signals in order of precedence: the label's form; the end of the paragraph (a heading ends without a full stop);
capitals and bold; the length of the first sentence.

Never: dashes and bullets (list items), quantities (`1.286 văn bản`, `10-15%`), `V/v`, enumerations inside a paragraph
(`(1) …; (2) …`).
"""

from __future__ import annotations

import re
from typing import Literal

from pipeline.frozen import dataclass
from pipeline.grammar.letters import CAPITAL, is_capitals
from pipeline.lexicon import table

_LEXICON = table("numbering")
_TIERS: dict[str, int] = _LEXICON["words"]["tiers"]
_ORDINALS: dict[str, int] = _LEXICON["ordinals"]["words"]
_ALPHABET: str = _LEXICON["alphabet"]["letters"]

UPPER, DECIMAL, POINT = 1, 2, 3
"""Tiers of the families that have no word: `A.` and `I.`; `1.` and `1.1.`; `a)`, `(1)`, `1)`."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to take a label: the `family` it is counted in, its place there (from 1), and the family's tier: a new
    family of a lower tier never opens inside one of a higher tier."""

    family: str
    ordinal: int
    tier: int


@dataclass(frozen=True, slots=True)
class Label:
    """The label of `text[start:end]`; `text` as a report names it (`I`, `3.1`, `a)`, `Phần thứ nhất`); `rest` is where
    the words after it begin. `number` holds the components of a compound label (`("3", "1")`), one for a simple one."""

    text: str
    start: int
    end: int
    rest: int
    readings: tuple[Reading, ...]
    number: tuple[str, ...]


TitleKind = Literal["whole", "closed", "run_in", "none", "empty"]


@dataclass(frozen=True, slots=True)
class Title:
    """How the words after a label could be a title, `text[start:end]`.

    whole: the paragraph is the heading. closed: one short sentence with a full stop, a heading where text follows under
    it. run_in: the words before a colon or the first sentence, a heading where its sisters are. none: a paragraph that
    runs on. empty: the label stands alone.
    """

    kind: TitleKind
    start: int
    end: int


_LEAD = re.compile(r"[\s*_#>]*")
_AFTER = re.compile(r"[\s*_]*")
_WORD_LABEL = re.compile(
    rf"(?P<word>{'|'.join(sorted(_TIERS, key=len, reverse=True))})\s+(?P<th>thứ\s+)?"
    rf"(?P<n>{'|'.join(_ORDINALS)}|[ivxl]+|\d{{1,2}}|[a-zđ])(?!\w)\s*(?P<sep>[.:\-–—/]?)",
    re.IGNORECASE,
)
_COMPOUND = re.compile(
    r"(?P<n>(?:[IVX]+|[A-ZĐ]|[a-zđ]|\d{1,2})(?:\.(?:[IVX]+|[a-zđ]|[1-9]\d?))+)(?P<sep>[.)/:]|\s*[-–]\s|(?=\s|$))"
)
_SIMPLE = re.compile(
    r"(?P<n>[IVXL]+|[A-ZĐ]|[ivx]{2,5}(?=\s?\))|[a-zđ]|\d{1,2})(?P<sep>\s?[./)](?:[-–](?=\s))?|\s?[-–]\s?(?!\s*\d)|\s?:)(?!\d)"
)
_BRACKETED = re.compile(r"\((?P<n>\d{1,2}|[ivx]+|[a-zđ])\)")
_ROMAN_DIGITS = {"i": 1, "v": 5, "x": 10, "l": 50}


def read_label(text: str) -> Label | None:
    """The label that opens `text` (a view's text), or None."""
    start = _skip(_LEAD, text, 0)
    for read in (_word_label, _compound_label, _simple_label, _bracketed_label):
        label = read(text, start)
        if label is not None:
            return None if _enumerates_inside(text, label) else label
    return None


def _skip(pattern: re.Pattern[str], text: str, at: int) -> int:
    m = pattern.match(text, at)
    return m.end() if m else at


def _word_label(text: str, start: int) -> Label | None:
    m = _WORD_LABEL.match(text, start)
    if not m:
        return None
    rest = _skip(_AFTER, text, m.end())
    runs_on = not m["sep"] and rest < len(text) and not (text[rest].isupper() or text[rest] in '“"(')
    ordinal = _word_ordinal(m["n"].lower())
    if runs_on or ordinal is None:
        return None
    word = " ".join(m["word"].lower().split())
    number = m["n"].lower() if m["n"].lower() in _ORDINALS else m["n"].upper()
    name = f"{word.capitalize()} {'thứ ' if m['th'] else ''}{number}"
    return Label(name, start, m.end("n"), rest, (Reading(word, ordinal, _TIERS[word]),), (number,))


def _word_ordinal(n: str) -> int | None:
    if n in _ORDINALS:
        return _ORDINALS[n]
    if n.isdigit():
        return int(n)
    return roman(n) or (_ALPHABET.find(n) + 1 or None)


def _compound_label(text: str, start: int) -> Label | None:
    m = _COMPOUND.match(text, start)
    if not m or not any(part.isdigit() for part in m["n"].split(".")):
        return None
    rest = _skip(_AFTER, text, m.end())
    opens_lower = rest < len(text) and not (text[rest].isupper() or text[rest] in '“"(')
    if not m["sep"].strip() and (opens_lower or rest == len(text)):
        return None
    number = tuple(m["n"].split("."))
    ordinal = _component(number[-1])
    if ordinal is None or m["n"].startswith("0"):
        return None
    closing = ")" if m["sep"] == ")" else ""
    reading = Reading(f"compound-{len(number)}", ordinal, DECIMAL)
    return Label(m["n"] + closing, start, m.end("n") + len(closing), rest, (reading,), number)


def _component(part: str) -> int | None:
    return int(part) if part.isdigit() else roman(part.lower()) or (_ALPHABET.find(part.lower()) + 1 or None)


def _simple_label(text: str, start: int) -> Label | None:
    m = _SIMPLE.match(text, start)
    if not m or text[start : start + 3].lower() == "v/v":
        return None
    n, sep = m["n"], m["sep"].strip()[:1]  # `1/-`
    rest = _skip(_AFTER, text, m.end())
    follows = text[rest : rest + 1]
    spaced = rest > m.end() or not follows
    if sep in "-–:/" and not (spaced or follows.isupper()):
        return None
    readings = _simple_readings(n, sep)
    if not readings or (n.islower() and (sep == ":" or (sep in "-–" and not follows.isupper()))):
        return None
    shown = n + (")" if sep == ")" else "")
    if n.isdigit():
        shown = shown.lstrip("0") or shown
    return Label(shown, start, m.end("n") + (sep == ")"), rest, readings, (n.lstrip("0") or n,))


def _simple_readings(n: str, sep: str) -> tuple[Reading, ...]:
    if n.isdigit():
        return (Reading("decimal-bracket", int(n), POINT) if sep == ")" else Reading("decimal", int(n), DECIMAL),)
    readings: list[Reading] = []
    if (value := roman(n.lower())) and n.isupper():
        readings.append(Reading("roman", value, UPPER))
    if len(n) == 1 and (place := _ALPHABET.find(n.lower()) + 1):
        readings.append(Reading("letter", place, UPPER) if n.isupper() else Reading("point", place, POINT))
    if n.islower() and (value := roman(n)):
        readings.append(Reading("small-roman", value, POINT))
    return tuple(readings)


def _bracketed_label(text: str, start: int) -> Label | None:
    m = _BRACKETED.match(text, start)
    if not m:
        return None
    n = m["n"]
    if n.isdigit():
        readings: tuple[Reading, ...] = (Reading("bracketed", int(n), POINT),)
    else:
        readings = tuple(Reading(f"bracketed-{r.family}", r.ordinal, POINT) for r in _simple_readings(n, ")"))
    rest = _skip(_AFTER, text, m.end())
    return Label(m.group(), start, m.end(), rest, readings, (n,))


def _enumerates_inside(text: str, label: Label) -> bool:
    """`(1) …; (2) …` and `a) …; b) …` in one paragraph are a list within a sentence."""
    n, shown = label.number[-1], text[label.start : label.end]
    if not shown.endswith(")") or len(label.number) > 1:
        return False
    if n.isdigit():
        following = str(int(n) + 1)
    elif len(n) == 1 and 0 < _ALPHABET.find(n) + 1 < len(_ALPHABET):
        following = _ALPHABET[_ALPHABET.find(n) + 1]
    else:
        return False
    mark = re.escape(shown.replace(n, following))
    return re.search(rf"(?:[;,.:]|\bvà)\s*{mark}\s", text[label.rest :]) is not None


def roman(digits: str) -> int | None:
    """The value of a lower-case Roman numeral up to 39 in its usual spelling; None for anything else."""
    if not re.fullmatch(r"x{0,3}(?:ix|iv|v?i{0,3})", digits) or not digits:
        return None
    values = [_ROMAN_DIGITS[d] for d in digits]
    return sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))


_WHOLE_LIMIT, _CLOSED_LIMIT, _RUN_IN_LIMIT = 300, 120, 110
_ANNOUNCED = 60
_ANNOUNCES = re.compile(r"(?<!\w)(?:sau|gồm|sau đây)$", re.IGNORECASE)
_END_MARKS = re.compile(r"[\s*_:;.,…]+$")
_SENTENCE = re.compile(rf"[.;?!…][”\"')]*\s+(?=[{CAPITAL}“\"(\-+])")
_ABBREVIATION = re.compile(r"(?:\b(?:TP|Tp|TX|TT|P|Q|H|X|Th|ThS|TS|GS|PGS|BS|v|vv|Tr|St|No|Số)|\b[A-ZĐ])\.$")
_COLON = re.compile(rf":\s+(?=\S)|:(?=[{CAPITAL}])")


def read_title(text: str, label: Label, bold: bool = False) -> Title:
    """How the words after `label` could be a title; `bold`: the whole paragraph is bold."""
    start, end = label.rest, _trimmed(text, label.rest, len(text))
    if end <= start:
        return Title("empty", start, start)
    words = text[start:end]
    last = text[end : end + 1]
    stop = _first_stop(text, start)
    if len(words) <= _WHOLE_LIMIT and (is_capitals(words) or (bold and last != ";")):
        return Title("whole", start, end)
    colon = _colon(text, start, end)
    if colon is not None and not last and len(words) <= _CLOSED_LIMIT and not re.search(r"\d", text[colon:end]):
        colon = None  # `2. Về xã hội: y tế, giáo dục`: nothing ends the line, and no figure stands in it
    if stop is None and colon is None:
        if last == ":" and len(words) > _ANNOUNCED and not bold and _ANNOUNCES.search(words):
            return Title("none", start, start)  # a sentence that a list follows
        if last in ("", ":", " ", "*", "_") and len(words) <= _WHOLE_LIMIT:
            return Title("whole", start, end)
        closed = last == "." and len(words) <= _CLOSED_LIMIT and ";" not in words
        return Title("closed", start, end) if closed else Title("none", start, start)
    head_end = min(place for place in (stop, colon) if place is not None)
    if head_end - start > _RUN_IN_LIMIT or ";" in text[start : head_end + 1]:
        return Title("none", start, start)
    return Title("run_in", start, _trimmed(text, start, head_end))


def _trimmed(text: str, start: int, end: int) -> int:
    m = _END_MARKS.search(text, start, end)
    return m.start() if m else end


def _first_stop(text: str, start: int) -> int | None:
    """Where the first sentence ends, if another follows."""
    for m in _SENTENCE.finditer(text, start):
        if not _ABBREVIATION.search(text, max(start, m.start() - 6), m.start() + 1):
            return m.start()
    return None


def _colon(text: str, start: int, end: int) -> int | None:
    m = _COLON.search(text, start, end)
    return m.start() if m else None
