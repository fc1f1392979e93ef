"""Numbers that state nothing about the area: dates, laws, names, list numbers, ages, classes, slogans.

Problem: half of a report's numerals are no indicators, and each kind is known by another sign.
Signals, in order of precedence: a list number that opens the paragraph; the number's own shape (lexicon patterns: decree
numbers, dates, ages, scales); a word before it that it completes to a name (lexicon heads), unless a unit or counted noun
after it says that it counts; quotation marks around a slogan; then, numeral by numeral, letters glued to it, a day and
month, a bare year, a capitalised word before it.
Never: decides what a quantity means, or takes a number whose unit is printed, except after a head that is always a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from pipeline import lexicon
from pipeline.grammar.folding import fold
from pipeline.grammar.units import follows, read_measure


@dataclass(frozen=True, slots=True)
class NonIndicator:
    """`text[start:end]` holds numbers that are no indicator; `kind` says what they are, `rule` how that was seen."""

    start: int
    end: int
    kind: str
    rule: str


_LIST_NUMBER = re.compile(
    r"(?:[-+*•] ?)?(?:\(\d{1,2}\)(?! ?=)|\d{1,2}(?:\.\d{1,2}){1,4}\.?(?= [A-ZĐÀ-Ỹ])|\d{1,2}(?:\.\d{1,2})*\.? ?[.)/:](?= ?[^\d\s])|\d{1,2}[.)/]$)"
)
_INLINE_LIST_NUMBER = re.compile(r"(?:(?<=[;:,.] )|(?<=[;:,.]))\(\d{1,2}\) ?(?=[^\W\d_\"])|(?<=[;:.] )\d{1,2}\) ?(?=[^\W\d_\"])")
_QUOTED = re.compile(r'"[^"]{1,120}"')
_DIGITS = re.compile(r"\d+")
_BARE = re.compile(r"\d+(?:[.,]\d+)*")
_ITEM = re.compile(r"\d{1,4}(?:\.\d{1,2}(?!\d))*(?:/\d+(?![\w/]))*(?:[a-zđ](?!\w))?(?!\w|/)")
_ITEM_SEPARATOR = re.compile(r", ?| và | đến | ?- ?|; ?| & | hoặc ")
_COUNT_LABEL = re.compile(r"(?<!\w)(?:số|tổng) $")
_LISTED_BEFORE = re.compile(r"([^\W\d_]+(?: [^\W\d_]+){0,3}) \d[\d.]*(?:[,;]| và) (?:và )?$")
_LISTED_AFTER = re.compile(r"[\d.]+(?:[,;]| và) (?:và )?([^\W\d_]+(?: [^\W\d_]+){0,3}) \d[\d.]*(?=[,;.)]| và|$)")
_NAMED_FIGURE = re.compile(r"[A-ZĐÀ-Ỹ]\w*(?: [A-ZĐÀ-Ỹ]\w*)* (\d{1,3})(?=[,;.)]| và|$)")
_DAY_MONTH = re.compile(r"(?:3[01]|[12]\d|0?[1-9])/(?:1[0-2]|0?[1-9])(?![\d/]|[.,]\d)")
OF = re.compile(r" (?:tổng )?(?:số|diện tích|dân số|quân số|chiều dài|khối lượng|chặng|quãng)(?!\w)")
"""Words after a fraction that make it a share of something (`2/3 số xã`)."""
_PERCENT_AFTER = re.compile(r"(?:, ?| )\(?(?:đạt |bằng |chiếm |tỷ lệ )*(\d+(?:[.,]\d+)?) ?%")
_YEAR = re.compile(r"(?:19|20)\d\d(?![\w/]|[.,]\d)")
# The place that a numbered place lies in: `thôn 5 xã An Mơ`.
_IN_PLACE = re.compile(r",? (?:thôn|xã|phường|thị trấn|thị xã|huyện|quận|thành phố|tỉnh) [A-ZĐÀ-Ỹ]")
_WORD_BEFORE = re.compile(r"([^\W_]+)[ ]?$")
_COUNTING_BEFORE = re.compile(
    r"(?:có|được|gồm|đạt|là|với|cho|trên|hơn|gần|khoảng|dưới|tăng|giảm|thêm|còn|:|tổng số|trong số|ước|xấp xỉ) ?$"
)
# Words a typist glued to the number after them (`bằng102,3%`): all lower case, no code.
_MEASURE_KINDS = frozenset({"VND", "USD", "%", "pp", "permille", "ha", "m2", "m3", "km", "t", "t/ha", "kWh", "MW"})


@cache
def _patterns(cased: bool) -> tuple[re.Pattern[str], tuple[lexicon.PatternRule, ...]]:
    rules = tuple(rule for rule in lexicon.nonindicators().patterns if rule.cased is cased)
    # Patterns begin at a word's beginning and never inside a number.
    branches = "|".join(f"({rule.pattern})" for rule in rules)
    return re.compile(rf"(?<!\w)(?<!\d[.,/])(?:{branches})(?!\w)"), rules


@cache
def _heads() -> tuple[re.Pattern[str], dict[str, lexicon.HeadRule]]:
    rules: dict[str, lexicon.HeadRule] = {}
    for rule in lexicon.nonindicators().heads:
        for word in rule.words:
            rules.setdefault(fold(word), rule)
    words = "|".join(re.escape(word) for word in sorted(rules, key=len, reverse=True))
    return re.compile(rf"(?<!\w)({words})(?: (?:số|thứ):?)?[ .]?(?=\d)"), rules


def find(text: str, folded: str) -> list[NonIndicator]:
    """Every non-indicator that its own shape or the words around it prove, in order, none overlapping another."""
    taken = bytearray(len(text))
    found: list[NonIndicator] = []
    for source in (_list_numbers(text, folded), _shapes(text, cased=True), _shapes(folded), _named(text, folded), _quoted(text, folded)):
        for claim in source:
            if not any(taken[claim.start : claim.end]):
                taken[claim.start : claim.end] = b"\x01" * (claim.end - claim.start)
                found.append(claim)
    return sorted(found, key=lambda claim: claim.start)


def _list_numbers(text: str, folded: str) -> Iterator[NonIndicator]:
    if match := _LIST_NUMBER.match(text):
        yield NonIndicator(match.start(), match.end(), "list_number", "list.paragraph")
    for match in _INLINE_LIST_NUMBER.finditer(folded):
        yield NonIndicator(match.start(), match.end(), "list_number", "list.inline")


def _shapes(text: str, *, cased: bool = False) -> Iterator[NonIndicator]:
    pattern, rules = _patterns(cased)
    at = 0
    while match := pattern.search(text, at):
        rule = rules[match.lastindex - 1] if match.lastindex else None
        start, end = match.span()
        if rule is None or end == start or (rule.open_ and follows(text if not cased else fold(text), end)):
            at = start + 1
            continue
        yield NonIndicator(start, end, rule.kind, rule.name)
        at = end


def _named(text: str, folded: str) -> Iterator[NonIndicator]:
    pattern, rules = _heads()
    refused = lexicon.nonindicators().not_numbered
    for match in pattern.finditer(folded):
        word = match.group(1)
        rule = rules[word]
        if word == "số" and (before := _WORD_BEFORE.search(folded[max(0, match.start() - 12) : match.start()])):
            if before.group(1) in refused:
                continue
        if rule.kind not in ("name", "road") and _ends_longer_name(text, match.start()):
            continue
        if not rule.firm and (_COUNT_LABEL.search(folded, max(0, match.start() - 8), match.start()) or _listed_count(text, folded, match)):
            continue
        if rule.kind not in ("name", "road") and _YEAR.match(folded, match.end()):
            continue  # `Kế hoạch 2021` is a plan of a year, not plan number 2021
        numbered = " số" in folded[match.end(1) : match.end()]
        firm = rule.firm or numbered or _is_title(text, match)
        if (end := _items(text, folded, match.end(), firm=firm)) is not None:
            kind, name = ("name", "name.numbered") if numbered and rule.kind == "class" else (rule.kind, rule.name)
            yield NonIndicator(match.end(), end, kind, name)


def _listed_count(text: str, folded: str, match: re.Match[str]) -> bool:
    """Documents in a list with their numbers count (`quyết định 12, công văn 94`); one kind of them repeated does not
    (`Nghị quyết 84, Nghị quyết 68`)."""
    if not text[match.start()].islower() or _heads()[1][match.group(1)].name != "law.document":
        return False
    before = _LISTED_BEFORE.search(folded, max(0, match.start() - 40), match.start())
    siblings = (before, _LISTED_AFTER.match(folded, match.end()))
    return any(sibling is not None and not sibling.group(1).endswith(match.group(1)) for sibling in siblings)


def _ends_longer_name(text: str, at: int) -> bool:
    """Whether a capitalised word right before makes the word at `at` the end of a proper name (`Đồng Kỳ 19/19`)."""
    if not text[at].isupper():
        return False
    before = _WORD_BEFORE.search(text[max(0, at - 15) : at])
    return before is not None and before.group(1).istitle()


def _is_title(text: str, match: re.Match[str]) -> bool:
    """A capital inside the sentence makes a name whatever follows (`HĐND Phường 7 khóa XII`)."""
    start = match.start()
    return start > 1 and text[start].isupper() and text[start - 1] == " " and text[start - 2] not in ".;:-+" and not text[: match.end(1)].isupper()


def _items(text: str, folded: str, at: int, *, firm: bool) -> int | None:
    """End of the list of name numbers at `at` (`2, 5, 9 và 11`); None where the number there counts something."""
    end = None
    start = at
    while (item := _ITEM.match(folded, start)) is not None:
        stop = item.end()
        tight = folded[stop : stop + 1] in ".," and folded[stop + 1 : stop + 2].isdigit()
        if tight and (folded[stop] == "." or _BARE.match(folded, start).group().count(",") == 1 and not _is_tight_list(folded, start)):  # type: ignore[union-attr]
            break
        if not tight and follows(folded, stop) and not (firm and end is None) and not _IN_PLACE.match(text, stop):
            break
        end = stop
        separator = _ITEM_SEPARATOR.match(folded, stop)
        if separator is None:
            break
        start = separator.end()
    return end


def _is_tight_list(folded: str, at: int) -> bool:
    """`1,2` after a head reads as a list where both are single digits and no unit follows."""
    match = re.compile(r"\d,\d(?![\d.,])").match(folded, at)
    return match is not None and not follows(folded, match.end())


def _quoted(text: str, folded: str) -> Iterator[NonIndicator]:
    for quote in _QUOTED.finditer(folded):
        for digits in _BARE.finditer(folded, quote.start(), quote.end()):
            measure = read_measure(text, folded, digits.end(), guess=False)
            if measure is None or measure.code not in _MEASURE_KINDS:
                yield NonIndicator(digits.start(), digits.end(), "slogan", "slogan.quoted")


def by_context(text: str, folded: str, at: int, wholes: frozenset[Decimal] = frozenset()) -> NonIndicator | None:
    """The non-indicator that the digit at `at` belongs to by its immediate surroundings, None where it may count.

    `wholes` are the y of the fractions x/y read before: `7/12` after `9/12 tiêu chí` is no date."""
    if at and (text[at - 1].isalpha() or text[at - 1] == "_"):
        return _glued_before(text, folded, at)
    numeral = _BARE.match(folded, at)
    if numeral is None:
        return None
    end = numeral.end()
    if at > 1 and text[at - 1] == "-" and text[at - 2].isalpha() and not follows(folded, end):
        return NonIndicator(at, end, "name", "name.hyphenated")
    if (date := _DAY_MONTH.match(folded, at)) and not _is_fraction(folded, date.group(), date.end(), wholes):
        return NonIndicator(at, date.end(), "date", "date.bare_day_month")
    if (year := _YEAR.match(folded, at)) and not _counts_years(text, folded, at, year.end()):
        return NonIndicator(at, year.end(), "date", "date.bare_year")
    if end < len(text) and text[end].isalpha() and not follows(folded, end):
        code = re.compile(r"[\w./-]*\w").match(folded, at)
        return NonIndicator(at, code.end() if code else end, "name", "name.code")
    if _ends_name(text, folded, at, end):
        return NonIndicator(at, end, "name", "name.capitalised")
    return None


def _is_fraction(folded: str, raw: str, end: int, wholes: frozenset[Decimal]) -> bool:
    """Whether `9/11` counts: a unit or `số xã` follows it, or the percentage that the two numbers make, or a list of
    such fractions holds it."""
    part, whole = (Decimal(number) for number in raw.split("/"))
    if whole in wholes or follows(folded, end) or OF.match(folded, end):
        return True
    percent = _PERCENT_AFTER.match(folded, end)
    if percent is None:
        return False
    return abs(part / whole * 100 - Decimal(percent.group(1).replace(",", "."))) < 1


def _counts_years(text: str, folded: str, at: int, end: int) -> bool:
    """Whether four digits that look like a year count something: a unit follows, or a noun after a counting word."""
    measure = read_measure(text, folded, end, guess=False)
    if measure is None:
        return False
    return measure.code != "count" or _COUNTING_BEFORE.search(folded[max(0, at - 12) : at]) is not None


def _glued_before(text: str, folded: str, at: int) -> NonIndicator | None:
    start = at
    while start and (text[start - 1].isalnum() or text[start - 1] in "_.-/+") and not text[start - 1].isspace():
        start -= 1
    letters = re.compile(r"[^\W\d_]+$").search(text[:at])
    glued = letters.group() if letters else ""
    if len(glued) > 1 and glued.islower():
        numeral = re.compile(r"\d+(?:[.,]\d+)*(?: ?[-/] ?\d+(?:[.,]\d+)*)?").match(folded, at)
        if numeral and follows(folded, numeral.end()) and not _is_unit(text, folded, letters.start() if letters else at):
            return None
    token = re.compile(r"[\w]+(?:[-./+]\w+)*").match(folded, at)
    end = token.end() if token else at + 1
    if letters and _is_unit(text, folded, letters.start()):
        return NonIndicator(at, _DIGITS.match(folded, at).end(), "unit", "unit.alone")  # type: ignore[union-attr]
    return NonIndicator(at, end, "name", "name.code")


def _is_unit(text: str, folded: str, at: int) -> bool:
    measure = read_measure(text, folded, at, guess=False)
    return measure is not None and measure.code in ("m2", "m3", "person/km2")


def _ends_name(text: str, folded: str, at: int, end: int) -> bool:
    """A small number that closes a capitalised name (`Trại Mới 2`): no unit after it, no list of such figures."""
    if not (at > 1 and text[at - 1] == " " and text[at:end].isdigit() and end - at <= 2 and text[at] != "0"):
        return False
    word = re.compile(r"([^\W\d_]+) $").search(text[max(0, at - 15) : at])
    if word is None or not word.group(1)[0].isupper() or (word.group(1).isupper() and len(word.group(1)) > 1):
        return False
    if folded[end : end + 1] in "/%" or follows(folded, end):
        return False
    before = at - len(word.group())
    if _lists_figures(text, at):
        return False
    return before > 0 and text[before - 1] == " " and text[before - 2] not in ".:;-+(" and not text[before - 2].isdigit()


def _lists_figures(text: str, at: int) -> bool:
    """Whether names with their figures are listed here (`Đồng Mơ 12, Hồng Sim 5`); names with numbers seldom pass 3."""
    start = max(text.rfind(mark, 0, at) for mark in "(:.")
    end = min((i for mark in ").:" if (i := text.find(mark, at)) >= 0), default=len(text))
    figures = [int(figure) for figure in _NAMED_FIGURE.findall(text[start + 1 : end + 1])]
    return len(figures) > 1 and max(figures) > 3
