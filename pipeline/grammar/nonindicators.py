"""Numbers that state nothing about the area: dates, laws, names, list numbers, ages, classes, slogans.

Problem: half of a report's numerals are no indicators, and each kind is known by another sign.
Signals, in order of precedence: a list number that opens the paragraph; the number's own shape (lexicon patterns:
decree numbers, dates, ages, scales); a word before it that it completes to a name (lexicon heads), unless a unit or
counted noun after it says that it counts; quotation marks around a slogan. What only the single numeral's surroundings
tell is in `numeral_context`.
Never: decides what a quantity means, or takes a number whose unit is printed, except after a head that is always a
name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from pipeline import lexicon
from pipeline.frozen import dataclass
from pipeline.grammar.beginnings import Table
from pipeline.grammar.folding import fold
from pipeline.grammar.letters import CAPITAL, any_word
from pipeline.grammar.units import follows, read_magnitude, read_measure


@dataclass(frozen=True, slots=True)
class NonIndicator:
    """`text[start:end]` holds numbers that are no indicator; `kind` says what they are, `rule` how that was seen."""

    start: int
    end: int
    kind: str
    rule: str


_BULLET = r"(?:[-+*•] ?)?"
_LIST_NUMBER = re.compile(
    rf"{_BULLET}(?:\(\d{{1,2}}\)(?! ?=)"  # (1)
    rf"|\d{{1,2}}(?:\.\d{{1,2}}){{1,4}}\.?(?= [{CAPITAL}])"  # 8.1 Tình hình
    rf"|\d{{1,2}}(?:\.\d{{1,2}})*\.? ?[.)/:](?= ?[^\d\s])"  # 1. 3.2. 1) 1/
    rf"|\d{{1,2}}[.)/]$)"
)
_INLINE_LIST_NUMBER = re.compile(r"(?:(?<=[;:,.] )|(?<=[;:,.]))(?:\(\d{1,2}\)|(?<=[;:.] )\d{1,2}\)) ?(?=[^\W\d_\"])")
_RANGE_TAIL = re.compile(r" ?- ?\d+(?:[.,]\d+)?(?![\d.,])(?: (?:nghìn|ngàn|triệu|tỷ|tỉ))?")
_QUOTED = re.compile(r'"[^"]{1,120}"')
_BARE = re.compile(r"\d+(?:[.,]\d+)*")
_ITEM = re.compile(r"\d{1,4}(?:\.\d{1,2}(?!\d))*(?:/\d+(?![\w/]))*(?:[a-zđ](?!\w))?(?!\w|/)")
_ITEM_SEPARATOR = re.compile(r", ?| và | đến | ?- ?|; ?| & | hoặc ")
# `khu phố 1,2`: single digits tied by commas without spaces are a list too, where no unit follows.
_TIGHT_LIST = re.compile(r"\d(?:,\d)+(?![\d.,])|\d+(?:,\d+){2,}(?![\d.,])")
_COUNT_LABEL = re.compile(r"(?<!\w)(?:số|tổng) $")
_LISTED_BEFORE = re.compile(r"([^\W\d_]+(?: [^\W\d_]+){0,3}) \d[\d.]*(?:[,;]| và) (?:và )?$")
_LISTED_AFTER = re.compile(r"[\d.]+(?:[,;]| và) (?:và )?([^\W\d_]+(?: [^\W\d_]+){0,3}) \d[\d.]*(?=[,;.)]| và|$)")
_YEAR = re.compile(r"(?:19|20)\d\d(?![\w/]|[.,]\d)")
_WORD_BEFORE = re.compile(r"([^\W_]+) ?$")
_MEASURES = frozenset({"VND", "USD", "%", "pp", "permille", "ha", "m2", "m3", "km", "t", "t/ha", "kWh", "MW"})


@cache
def _shape_table(cased: bool) -> tuple[Table, tuple[lexicon.PatternRule, ...]]:
    """The rules, and where to try them; a match begins at a word's beginning and never inside a number."""
    rules = tuple(rule for rule in lexicon.nonindicators().patterns if rule.cased is cased)
    return Table([rule.pattern for rule in rules], r"(?<!\w.)(?<!\d[.,/].)"), rules


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Compiled when first tried: most reports need few of the rules."""
    return re.compile(rf"(?:{pattern})(?!\w)")


@cache
def _heads() -> tuple[re.Pattern[str], dict[str, lexicon.HeadRule]]:
    rules: dict[str, lexicon.HeadRule] = {}
    for rule in lexicon.nonindicators().heads:
        for word in rule.words:
            rules.setdefault(fold(word), rule)
    return re.compile(rf"({any_word(rules)})(?: (?:số|thứ):?)?[ .]?(?=\d)"), rules


@cache
def _in_place() -> re.Pattern[str]:
    """The place that a numbered place lies in: `thôn 5 xã An Mơ`."""
    return re.compile(rf",? (?:{'|'.join(lexicon.nonindicators().place_types)}) [{CAPITAL}]")


def find(text: str, folded: str) -> list[NonIndicator]:
    """Every non-indicator that its own shape or the words around it prove, in order, none overlapping another."""
    taken = bytearray(len(text))
    found: list[NonIndicator] = []
    for source in (
        _list_numbers(text),
        _shapes(text, folded, cased=True),
        _shapes(text, folded, cased=False),
        _named(text, folded),
        _quoted(text, folded),
    ):
        for claim in source:
            if taken.find(1, claim.start, claim.end) < 0:
                taken[claim.start : claim.end] = b"\x01" * (claim.end - claim.start)
                found.append(claim)
    return sorted(found, key=lambda claim: claim.start)


def _list_numbers(text: str) -> Iterator[NonIndicator]:
    if match := _LIST_NUMBER.match(text):
        yield NonIndicator(match.start(), match.end(), "list_number", "list.paragraph")
    for match in _INLINE_LIST_NUMBER.finditer(text) if ")" in text else ():
        yield NonIndicator(match.start(), match.end(), "list_number", "list.inline")


def _shapes(text: str, folded: str, *, cased: bool) -> Iterator[NonIndicator]:
    subject = text if cased else folded
    table, rules = _shape_table(cased)
    at = 0
    for start, tried in table.places(subject):
        if start < at:
            continue
        for i in tried:
            rule = rules[i]
            match = _compiled(rule.pattern).match(subject, start)
            if match is not None:
                if not (rule.open_ and follows(folded, match.end())):
                    at = match.end()
                    yield NonIndicator(start, at, rule.kind, rule.name)
                break


_DIGITS = re.compile(r"\d[\d.,]*(?<=\d)")


def _named(text: str, folded: str) -> Iterator[NonIndicator]:
    pattern, rules = _heads()
    for match in pattern.finditer(folded):
        rule = rules[match.group(1)]
        if _only_looks_named(text, folded, match, rule):
            continue
        numbered = " số" in folded[match.end(1) : match.end()]
        firm = rule.firm or numbered or _is_title(text, match)
        end = _items(text, folded, match.end(), firm=firm, tight=rule.kind != "law")
        if end is not None:
            kind, name = ("name", "name.numbered") if numbered and rule.kind == "class" else (rule.kind, rule.name)
            yield NonIndicator(match.end(), end, kind, name)


_UNITS_TOO = frozenset({"cv", "ct"})
_NUMBER_BEFORE = re.compile(r"\d\s?$")


def _only_looks_named(text: str, folded: str, match: re.Match[str], rule: lexicon.HeadRule) -> bool:
    """Whether the word before the number does not introduce a name after all, whatever follows."""
    start = match.start()
    if match.group(1) in _UNITS_TOO and _NUMBER_BEFORE.search(folded, max(0, start - 2), start):
        return True  # `dưới 90 CV 642 chiếc`: horsepower, no letter
    if rule.firm:  # `số` names a number, but not in `tổng số 15 xã`
        before = _WORD_BEFORE.search(folded, max(0, start - 12), start) if match.group(1) == "số" else None
        return before is not None and before.group(1) in lexicon.nonindicators().not_numbered
    if folded.endswith(lexicon.nonindicators().longer_words, 0, match.end(1)):
        return True
    if _COUNT_LABEL.search(folded, max(0, start - 8), start) or _listed_count(text, folded, match, rule):
        return True
    if rule.kind in ("name", "road"):  # `Nhật Bản 47 người` is no hamlet
        number = _DIGITS.match(folded, match.end())
        return number is not None and follows(folded, number.end()) and _ends_longer_name(text, start)
    # `Kế hoạch 2021` is a plan of a year, not plan number 2021.
    return _ends_longer_name(text, start) or _YEAR.match(folded, match.end()) is not None


def _listed_count(text: str, folded: str, match: re.Match[str], rule: lexicon.HeadRule) -> bool:
    """Documents in a list with their numbers count (`quyết định 12, công văn 94`); one kind of them repeated does not
    (`Nghị quyết 84, Nghị quyết 68`)."""
    if rule.name != "law.document" or not text[match.start()].islower():
        return False
    before = _LISTED_BEFORE.search(folded, max(0, match.start() - 40), match.start())
    siblings = (before, _LISTED_AFTER.match(folded, match.end()))
    return any(sibling and not sibling.group(1).endswith((match.group(1), " số")) for sibling in siblings)


def _ends_longer_name(text: str, at: int) -> bool:
    """Whether a capitalised word right before makes the word at `at` the end of a proper name (`Đồng Kỳ 19/19`)."""
    if not text[at].isupper():
        return False
    before = _WORD_BEFORE.search(text, max(0, at - 15), at)
    return before is not None and before.group(1).istitle()


def _is_title(text: str, match: re.Match[str]) -> bool:
    """A capital inside the sentence makes a name whatever follows (`HĐND Phường 7 khóa XII`)."""
    start = match.start()
    inside = start > 1 and text[start - 1] == " " and text[start - 2] not in ".;:-+"
    return inside and text[start].isupper() and not text[max(0, start - 40) : match.end(1)].isupper()


def _items(text: str, folded: str, at: int, *, firm: bool, tight: bool) -> int | None:
    """End of the list of name numbers at `at` (`2, 5, 9 và 11`); None where the number there counts something."""
    if tight and (commas := _TIGHT_LIST.match(folded, at)):
        return None if follows(folded, commas.end()) else commas.end()
    end = None
    start = at
    while (item := _ITEM.match(folded, start)) is not None:
        stop = item.end()
        if folded[stop : stop + 1] in ".," and folded[stop + 1 : stop + 2].isdigit():
            break
        if follows(folded, stop) and not (firm and end is None) and not _in_place().match(text, stop):
            break
        if (sum_of := read_magnitude(text, folded, stop)) is not None and sum_of.magnitude.currency:
            break  # `KP 3 tỷ 415 triệu đồng` is no quarter's name
        if (tail := _RANGE_TAIL.match(folded, stop)) and not firm:
            measure = read_measure(text, folded, tail.end(), guess=False)
            if measure is not None and measure.code in _MEASURES:
                break  # `ở mức 55-58 nghìn đồng`
        end = stop
        separator = _ITEM_SEPARATOR.match(folded, stop)
        if separator is None:
            break
        start = separator.end()
    return end


def _quoted(text: str, folded: str) -> Iterator[NonIndicator]:
    for quote in _QUOTED.finditer(folded):
        for digits in _BARE.finditer(folded, quote.start(), quote.end()):
            measure = read_measure(text, folded, digits.end(), guess=False)
            if measure is None or measure.code not in _MEASURES:
                yield NonIndicator(digits.start(), digits.end(), "slogan", "slogan.quoted")
