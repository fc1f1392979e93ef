"""What stands after a number: a unit, a counted noun, and their denominators.

Signals, in order: the longest unit or counted noun of the lexicon (`đồng chí` beats `đồng`); acronyms; any other
lower-case word that the lexicon does not know as a verb or function word. Denominators (`/người/năm`, `/vạn dân`) give
a unit of their own where the lexicon has one, else stay with their numerator.
Never: looks at what stands before the number, converts between ha and m2, or carries a unit over from elsewhere.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from pipeline import lexicon
from pipeline.frozen import dataclass, replace
from pipeline.grammar.folding import fold
from pipeline.grammar.letters import any_word
from pipeline.grammar.numbers import ONE
from pipeline.lexicon.function_words import naming_words
from schemas.observation import Unit


@dataclass(frozen=True, slots=True)
class Measure:
    """A unit or counted noun. `end` is after the denominators; `noun_start:noun_end` is the noun of a count.

    `numerator` is the code without them."""

    end: int
    code: Unit
    numerator: Unit
    factor: Decimal
    noun_start: int
    noun_end: int
    per: str | None


_LISTED = re.compile(r"(?:, ?| và )(?=[^\W\d_])")
_OTHER = re.compile(r" khác(?!\w)")
_HAS_OWN_NUMBER = re.compile(r"[^,;.()\d]*\d|:")
_TIMES_OF = "lượt"
_WORDS = re.compile(r"[^\W_]+(?: [^\W_]+){0,5}")
_LETTERS = re.compile(r"[^\W\d_]+")
_ACRONYM = re.compile(rf"[A-ZĐÂĂÊÔƠƯ]{{2,7}}(?![\w-]|/(?! ?(?i:{naming_words('compared_with')})\b))")
_DENOMINATOR = re.compile(r" ?/ ?(?:1 (?=[^\W\d_]))?")  # `14 tiêu chí/1 xã`
_DENOMINATOR_WORDS = re.compile(r"[^\W\d_]+[23²³]?(?: [^\W\d_]+)?")


@cache
def _unit_pattern() -> re.Pattern[str]:
    return re.compile(any_word(map(fold, lexicon.units().forms), behind="") + r"(?!\w)|%")


@cache
def _units() -> dict[str, lexicon.UnitForm]:
    return {fold(form): unit for form, unit in lexicon.units().forms.items()}


@cache
def _nouns() -> dict[str, str]:
    return {fold(noun): kind for noun, kind in lexicon.counted().kinds.items()}


@cache
def _longer() -> frozenset[str]:
    return frozenset(fold(words) for words in lexicon.counted().longer)


@cache
def _denominators() -> dict[str, str]:
    return {fold(form): name for form, name in lexicon.units().denominators.items()}


@cache
def _denominator_pattern() -> re.Pattern[str]:
    return re.compile(any_word(_denominators(), behind="") + r"(?!\w)")


def read_measure(text: str, folded: str, at: int, *, guess: bool = True) -> Measure | None:
    """The unit or counted noun that begins at `at` or after one space; None where there is none.

    `guess` allows unknown nouns; they need the space."""
    spaced = folded.startswith(" ", at)
    start = at + 1 if spaced else at
    if start >= len(folded):
        return None
    if folded[start] == "/" and (rate := _bare_rate(folded, start)) is not None:
        return rate
    unit_end, form = _read_unit(folded, start)
    noun_end = _read_noun(folded, start)
    if noun_end > unit_end:
        return _with_denominators(folded, _count(text, folded, start, noun_end))
    if form is not None:
        measure = Measure(unit_end, form.code, form.code, form.factor, unit_end, unit_end, None)
        return _with_denominators(folded, measure)
    if guess and spaced:
        end = _guess_noun(text, folded, start)
        if end > start:
            return _with_denominators(folded, _count(text, folded, start, end))
    return None


def _bare_rate(folded: str, start: int) -> Measure | None:
    """The unit of a rate whose noun stands before it: `Bác sĩ: 8,4/vạn dân`."""
    per = _DENOMINATOR.match(folded, start)
    known = _denominator_pattern().match(folded, per.end()) if per is not None else None
    if known is None or _denominators()[known.group()] != "ten_thousand_people":
        return None
    end = known.end()
    return Measure(end, "per_10000", "per_10000", ONE, end, end, folded[start:end])


def follows(folded: str, at: int) -> bool:
    """Whether a known unit, magnitude word or counted noun begins at `at` or after one space."""
    start = at + 1 if folded.startswith(" ", at) else at
    if start >= len(folded) or folded[start] in ",.;:)(\"'-/+":
        return False
    return _read_unit(folded, start)[1] is not None or _read_noun(folded, start) > start or is_magnitude(folded, start)


@cache
def _magnitude_pattern() -> re.Pattern[str]:
    def branch(form: str) -> str:
        unless = lexicon.magnitudes()[form].unless
        return re.escape(form) + (f"(?! (?:{'|'.join(unless)})(?!\\w))" if unless else "")

    forms = sorted(lexicon.magnitudes(), key=len, reverse=True)
    # A currency may be glued to the magnitude or set off by a stop only (`tỷđồng`, `trđ`, `tr.đ`).
    return re.compile("(?:" + "|".join(map(branch, forms)) + r")(?:\.(?= ?đ(?:ồng)?(?!\w))|(?=đ(?:ồng)?(?!\w))|(?!\w))")


@dataclass(frozen=True, slots=True)
class MagnitudeWord:
    start: int
    end: int
    magnitude: lexicon.Magnitude


def read_magnitude(text: str, folded: str, at: int) -> MagnitudeWord | None:
    """The magnitude word at `at` or after one space. A capitalised one before another capital is a name
    (`Triệu Phong`)."""
    start = at + 1 if folded.startswith(" ", at) else at
    match = _magnitude_pattern().match(folded, start)
    if match is None:
        return None
    form = match.group().rstrip(".")
    end = match.end()
    if text[start].isupper() and not text[start:end].isupper() and text[end + 1 : end + 2].isupper():
        return None
    return MagnitudeWord(start, end, lexicon.magnitudes()[form])


def is_magnitude(folded: str, at: int) -> bool:
    return _magnitude_pattern().match(folded, at) is not None


def _read_unit(folded: str, start: int) -> tuple[int, lexicon.UnitForm | None]:
    match = _unit_pattern().match(folded, start)
    if match is None:
        return start, None
    return match.end(), _units()[match.group()]


_BASIS = re.compile(rf"(?:{naming_words('compared_with')})\b")
"""what stands behind a slash and is compared with, no denominator: `215 ha/KH 200 ha`"""
_AS_GOODS = re.compile(rf" (?:{naming_words('state_of_goods')})(?=/)")
_AND_NEXT = re.compile(r"[,/] ?[^\W\d_]+")


@cache
def _dotted_nouns() -> re.Pattern[str]:
    return re.compile(any_word([noun for noun in _nouns() if "." in noun], behind="") + r"(?!\w)")


def _read_noun(folded: str, start: int) -> int:
    """End of the longest known counted noun at `start`, or `start`."""
    if dotted := _dotted_nouns().match(folded, start):
        return dotted.end()  # `tấn.km`
    match = _WORDS.match(folded, start)
    nouns = _nouns()
    if match is None:
        slashed = "đ/c"
        return start + len(slashed) if folded.startswith(slashed, start) else start
    phrase = match.group()
    if " ".join(phrase.split()[:2]) in _longer():
        return start  # `đến 30/11 giải ngân 88 tỷ đồng`
    while phrase:
        if phrase in nouns:
            end = start + len(phrase)
            pair = _AND_NEXT.match(folded, end)  # `1.025 nhóm, lớp`
            return pair.end() if pair is not None and phrase + pair.group() in nouns else end
        phrase = phrase.rpartition(" ")[0]
    return start + 3 if folded.startswith("đ/c", start) else start


def _guess_noun(text: str, folded: str, start: int) -> int:
    """End of an unknown noun of one or two syllables at `start`, or `start`."""
    acronym = _ACRONYM.match(text, start)
    stop = lexicon.counted().stop
    if acronym is not None:
        return acronym.end() if folded[start : acronym.end()] not in stop else start
    first = _LETTERS.match(folded, start)
    if (
        first is None
        or not text[start].islower()
        or first.group() in stop
        or folded[first.end() : first.end() + 1].isdigit()
    ):
        return start
    if folded.startswith(" ", first.end()):
        second = _LETTERS.match(folded, first.end() + 1)
        if second is not None and f"{first.group()} {second.group()}" in stop:
            return start
        if second is not None and second.group() not in stop and text[second.start()].islower():
            return second.end()
    return first.end()


def _count(text: str, folded: str, start: int, end: int) -> Measure:
    """A counted noun, with nouns of the same kind listed after it (`cuộc họp, hội nghị`)."""
    kinds = _nouns()
    kind = kinds.get(folded[start:end])
    if folded[start:end] == _TIMES_OF and folded.startswith(" ", end):  # `214 lượt cơ sở`
        of = _read_noun(folded, end + 1)
        end = of if of > end + 1 else end
    last = end
    while kind is not None and (link := _LISTED.match(folded, last)):
        stop = _read_noun(folded, link.end())
        if kinds.get(folded[link.end() : stop]) != kind or not text[link.end()].islower():
            break
        if _HAS_OWN_NUMBER.match(folded, stop):  # `21 người, trẻ mồ côi 12 em`
            break
        last = other.end() if (other := _OTHER.match(folded, stop)) else stop
    return Measure(last, "count", "count", ONE, start, last, None)


def _with_denominators(folded: str, measure: Measure) -> Measure:
    at, names, per_start = measure.end, [], measure.end
    if measure.numerator == "t" and (goods := _AS_GOODS.match(folded, at)):
        at = per_start = goods.end()  # `28,6 tạ nhân/ha`
    while (slash := _DENOMINATOR.match(folded, at)) and not _BASIS.match(folded, slash.end()):
        known = _denominator_pattern().match(folded, slash.end())
        if known is not None:
            names.append(_denominators()[known.group()])
            at = known.end()
            continue
        noun = _read_noun(folded, slash.end())
        words = _DENOMINATOR_WORDS.match(folded, slash.end())
        if noun > slash.end():
            at = noun
        elif words is not None:
            at = slash.end() + len(words.group().split(" ")[0])
        else:
            break
        names.append("other")
    if not names:
        return measure
    code = lexicon.units().composites.get((measure.numerator, frozenset(names)))
    per = folded[per_start:at].strip()
    if code is None:
        return replace(measure, end=at, per=per)
    return replace(measure, end=at, per=per, code=code, noun_start=at, noun_end=at)
