"""The single numeral between its neighbours: a day and month, a bare year, a code, the end of a name, or a count.

Signals, in order of precedence: letters glued before it; a hyphen to a word; the form of a day and month or of a year,
where neither a unit nor a fraction's percentage says that it counts; letters glued after it; a capitalised word before
it. A list of names with figures (`An Mơ 12, Hồng Sim 5`) counts.
Never: takes a number whose unit is printed.
"""

from __future__ import annotations

import re
from collections.abc import Set
from decimal import Decimal
from functools import cache

from pipeline import lexicon
from pipeline.grammar.folding import fold
from pipeline.grammar.letters import CAPITAL
from pipeline.grammar.nonindicators import NonIndicator
from pipeline.grammar.units import follows, read_measure

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NUMBER_OR_PAIR = re.compile(r"\d+(?:[.,]\d+)*(?: ?[-/] ?\d+(?:[.,]\d+)*)?")
_CODE = re.compile(r"\w+(?:[-./+]\w+)*")
_DAY_MONTH = re.compile(r"(?:3[01]|[12]\d|0?[1-9])/(?:1[0-2]|0?[1-9])(?![\d/]|[.,]\d)")
_YEAR = re.compile(r"(?:19|20)\d\d(?![\w/]|[.,]\d)")
_PERCENT_AFTER = re.compile(r"(?:, ?| |(?==))\(?(?:đạt |bằng |chiếm |tỷ lệ |= ?)*(\d+(?:[.,]\d+)?) ?%")
_GLUED_WORD = re.compile(r"[^\W\d_]+$")
_WORD_BEFORE = re.compile(r"([^\W\d_]+) $")
_NAMED_FIGURE = re.compile(rf"[{CAPITAL}]\w*(?: [^\W\d_]+){{0,4}} (\d{{1,3}})(?=[,;.)]| và|$)")
CUT_UNIT = re.compile(r" ?(?P<letter>[hktm]) ?/ ?\d+(?:[.,]\d+)* ?(?P=letter)(?:a|m|g|²|³|[23])(?!\w)")
"""What stands after x in `x h/y ha`: a unit of which a letter is lost, whole on the other side of the slash."""
_WORD = 20
_LIST = 400
# Longest word, longest list of names with figures, in characters; longer ones are no such thing.


@cache
def share_of() -> re.Pattern[str]:
    """Words after a fraction that make it a share of something (`2/3 số xã`)."""
    words = "|".join(fold(word) for word in lexicon.nonindicators().share_of)
    return re.compile(rf" (?:tổng )?(?:{words})(?!\w)")


@cache
def _counting_before() -> re.Pattern[str]:
    words = "|".join(fold(word) for word in lexicon.nonindicators().counting_before)
    return re.compile(rf"(?:(?<!\w)(?:{words})|:) ?$")


def by_context(text: str, folded: str, at: int, wholes: Set[Decimal] = frozenset()) -> NonIndicator | None:
    """The non-indicator that the digit at `at` belongs to by its immediate surroundings, None where it may count.

    `wholes` are the y of the fractions x/y read before: `7/12` after `9/12 tiêu chí` is no date."""
    if at and (text[at - 1].isalpha() or text[at - 1] == "_"):
        return _glued_before(text, folded, at)
    numeral = _NUMBER.match(folded, at)
    if numeral is None:
        return None
    end = numeral.end()
    if at > 1 and text[at - 1] == "-" and text[at - 2].isalpha() and not follows(folded, end):
        return NonIndicator(at, end, "name", "name.hyphenated")
    if (date := _DAY_MONTH.match(folded, at)) and not _is_fraction(text, folded, date, wholes):
        return NonIndicator(at, date.end(), "date", "date.bare_day_month")
    if (year := _YEAR.match(folded, at)) and not _counts_years(text, folded, at, year.end()):
        return NonIndicator(at, year.end(), "date", "date.bare_year")
    if text[end : end + 1].isalpha() and not follows(folded, end) and not CUT_UNIT.match(folded, end):
        code = _CODE.match(folded, at)
        return NonIndicator(at, code.end() if code else end, "name", "name.code")
    if _ends_name(text, folded, at, end):
        return NonIndicator(at, end, "name", "name.capitalised")
    return None


def _is_fraction(text: str, folded: str, pair: re.Match[str], wholes: Set[Decimal]) -> bool:
    """Whether `9/11` counts: a unit or `số xã` follows it, or the percentage that the two numbers make, or a list of
    such fractions holds it, or it stands between a counting word and any noun (`thực hiện 3/5 bước`)."""
    part, whole = (Decimal(number) for number in pair.group().split("/"))
    at, end = pair.span()
    if whole in wholes or follows(folded, end) or share_of().match(folded, end):
        return True
    if _counting_before().search(folded, max(0, at - 12), at) and read_measure(text, folded, end) is not None:
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
    return measure.code != "count" or _counting_before().search(folded, max(0, at - 12), at) is not None


def _glued_before(text: str, folded: str, at: int) -> NonIndicator | None:
    """Letters right before the digit: a unit of its own (`ĐVT: m2`), a word that lost its space (`bằng102,3%`), or a
    code (`H5N1`)."""
    word = _GLUED_WORD.search(text, max(0, at - _WORD), at)
    token = _CODE.match(folded, at)
    code = NonIndicator(at, token.end() if token else at + 1, "name", "name.code")
    if word is None:
        return code
    unit = read_measure(text, folded, word.start(), guess=False)
    if unit is not None and unit.code in ("m2", "m3") and unit.end > at:
        return NonIndicator(at, unit.end, "unit", "unit.alone")
    numeral = _NUMBER_OR_PAIR.match(folded, at)
    lost_space = len(word.group()) > 1 and word.group().islower()
    return None if lost_space and numeral is not None and follows(folded, numeral.end()) else code


def _ends_name(text: str, folded: str, at: int, end: int) -> bool:
    """A small number that closes a capitalised name (`Trại Mới 2`): no unit after it, no list of such figures."""
    if not (text[at:end].isdigit() and end - at <= 2 and text[at] != "0"):
        return False
    word = _WORD_BEFORE.search(text, max(0, at - _WORD), at)
    if word is None or not word.group(1)[0].isupper() or (word.group(1).isupper() and len(word.group(1)) > 1):
        return False
    before = word.start()
    opens_sentence = before < 2 or text[before - 1] != " " or text[before - 2] in ".:;-+(" or text[before - 2].isdigit()
    if opens_sentence or text[end : end + 1] in ("/", "%") or follows(folded, end):
        return False
    return not _lists_figures(text, at)


def _lists_figures(text: str, at: int) -> bool:
    """Whether names with their figures are listed here (`An Mơ 12, Hồng Sim 5`); numbers of names seldom pass 3."""
    left, right = max(0, at - _LIST), min(len(text), at + _LIST)
    start = max(left, *(text.rfind(mark, left, at) for mark in "(:."))
    end = min((i for mark in ").:" if (i := text.find(mark, at, right)) >= 0), default=right)
    figures = [int(figure) for figure in _NAMED_FIGURE.findall(text, start, end)]
    return len(figures) > 1 and max(figures) > 3
