"""The phrase shapes of `periods`: name, pattern over lower-cased text, and what a match means.

Where several shapes could begin at one place the earlier in `RULES` wins, so longer shapes stand above the shorter ones
inside them. A builder returns None where the words around a match show that it is no period.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable
from datetime import date
from typing import Literal

from pipeline.frozen import dataclass
from pipeline.lexicon import table

Kind = Literal[
    "year", "span", "term", "half", "months", "quarter", "month", "week", "date", "dates", "as_of", "season",
    "school_year", "previous_year", "next_year", "previous_period", "year_start", "to_date", "citation", "anniversary",
    "prices",
]  # fmt: skip
"""half: first or last six months. months: another run of months. span: several years. term: term of office.
date, dates: a day, several days. as_of: the day a stock is counted at. to_date: a running total without a day.
previous_year, previous_period, year_start: what a comparison is against. prices: the year whose prices are used."""


@dataclass(frozen=True, slots=True)
class Context:
    """`text` is lower-cased; `report_year` and `report_date` stand in for what is not printed."""

    text: str
    report_year: int | None
    report_date: date | None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a matched phrase names."""

    kind: Kind
    year: int | str | None = None
    start: date | None = None
    end: date | None = None


Builder = Callable[[re.Match[str], Context], Reading | None]

_LEXICON = table("periods")


def _phrases(values: Iterable[str]) -> str:
    """An alternation, longest first; a space in a phrase is any run of spaces."""
    return "(?:" + "|".join(r"\s+".join(map(re.escape, v.split())) for v in sorted(values, key=len, reverse=True)) + ")"


def _listed(table: str) -> str:
    return _phrases(_LEXICON[table]["phrases"]) + _END


_END = r"(?!\w)"
_MONTH_WORDS: dict[str, int] = _LEXICON["month_words"]["words"]
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}

_Y = r"(?:19|20)\d\d(?!\d)"
_TO = r"\s*(?:[-–—÷]|đến|tới)\s*"
_D = r"(?:0?[1-9]|[12]\d|3[01])"
_M = r"(?:0?[1-9]|1[0-2])(?!\d)"
_LAST = r"năm\s+(?:trước|ngoái)"
_OF_YEAR = rf"(?:\s*[/.\-]\s*(?P<y>{_Y})|\s*,?\s*(?:của\s+)?năm\s*(?P<y2>{_Y})|\s+(?:của\s+)?(?P<last>{_LAST}))"
_DAY = (
    rf"(?:(?P<d>{_D})\s?[/.\-]\s?(?P<m>{_M})(?:\s?[/.\-]\s?(?P<y>{_Y})|\s+năm\s+(?P<y3>{_Y})|\s+(?P<last>{_LAST}))?"
    rf"|(?P<d2>{_D})\s+tháng\s*(?P<m2>{_M})(?:\s*[/\-]\s*(?P<y4>{_Y})|\s*,?\s*năm\s*(?P<y2>{_Y}))?)"
)
_COUNT = r"(?:0?[2-9]|1[01]|" + _phrases(w for w in _MONTH_WORDS if w != "một") + ")"
_QUARTER = r"(?:iv|i{1,3}|[1-4])(?!\w)"
_QUARTERS = rf"(?P<q>{_QUARTER}(?:\s*(?:,|và|-|–|đến)\s*(?:qu[ýí]\s+)?{_QUARTER})*)"
_UNTIL = r"(?:(?:tính|kể)\s+)?(?:đến|tới)"
_LATER_YEAR = rf"{_TO}(?P<z>{_Y}|\d\d(?!\d))"
_NAMED_SEASON = _phrases(_LEXICON["seasons"]["named"]).replace(r"\s+", r"\s*[-–]?\s*")
_NOT_WITHIN = r"(?<!đầu )(?<!cuối )(?<!giữa )(?<!đầu vụ )(?<!giữa vụ )(?<!cuối vụ )"
"""`cuối vụ mùa mưa lớn`: a time within a season is not what a figure is for."""
_SEASON_YEAR = rf"(?:\s*,?\s*(?:vụ\s+)?(?:năm\s*)?(?P<y>{_Y})(?:{_LATER_YEAR})?|\s+(?P<last>{_LAST}))?{_END}"

LISTED_YEAR = re.compile(
    rf"\s*(?:,\s*và|,|và|;)\s*(?P<y>{_Y})(?![/.,]?\d|\s*[-–]\s*\d|/?\w)(?!\s+(?!và\b)[^\W\d_]+\s+\d)"
)


def _safe(year: int | None, month: int, day: int) -> date | None:
    if year is None or not 1 <= month <= 12 or not 1 <= day <= monthrange(year, month)[1]:
        return None
    return date(year, month, day)


def _months(year: int | None, first: int, last: int) -> tuple[date | None, date | None]:
    return (None, None) if year is None else (date(year, first, 1), date(year, last, monthrange(year, last)[1]))


def _shift(context: Context, by: int) -> int | None:
    return None if context.report_year is None else context.report_year + by


def _year(m: re.Match[str], context: Context) -> int | None:
    """The printed year of a match, the year before where it says so, else the report's."""
    groups = m.groupdict()
    printed = next((groups[name] for name in ("y", "y2", "y3", "y4") if groups.get(name)), None)
    if printed:
        return int(printed)
    return _shift(context, -1) if groups.get("last") else context.report_year


def whole_year(year: int | None, kind: Kind) -> Reading:
    """January to December of `year`."""
    return Reading(kind, year, *_months(year, 1, 12))


_CITED_BEFORE = re.compile(r"(?:/[\w\-–]*[a-zđ][\w\-–]*|\bsố\s*:?\s*[\w/\-]+)\s*,?\s*\(?$")
_CITED_AFTER = re.compile(
    r"\s*,?\s*(?:của|do)\s+(?:chính phủ|thủ tướng|quốc hội|bộ|ubnd|hđnd|ủy ban|uỷ ban|hội đồng)\b"
)
_WORD_AFTER = re.compile(r"\s*(?:[^\W\d_]|%)")
_LINK_AFTER = re.compile(r"\s*(?:đã|là|toàn|có|thì|được|đạt|ước|thực|trên|và|so|hằng|hàng|của|thu|số|tại|các)\b")


def _day(m: re.Match[str], context: Context) -> Reading:
    g = m.groupdict()
    year = _year(m, context)
    at = _safe(year, int(g["m"] or g["m2"]), int(g["d"] or g["d2"]))
    lead = context.text[max(0, m.start() - 40) : m.start()]
    cited = _CITED_BEFORE.search(lead) or _CITED_AFTER.match(context.text, m.end())
    return Reading("citation" if cited else "date", year, at, at)


def _as_of(m: re.Match[str], context: Context) -> Reading | None:
    """`đến 30/4 đã` against `đến 14/18 chỉ tiêu`: after a bare d/m a counted noun makes it a fraction."""
    bare = not m["sure"] and m["d"] and not (m["y"] or m["y3"] or m["last"])
    if bare and _WORD_AFTER.match(context.text, m.end()) and not _LINK_AFTER.match(context.text, m.end()):
        return None
    reading = _day(m, context)
    return Reading("as_of", reading.year, None, reading.end)


def _date_pair(m: re.Match[str], context: Context) -> Reading:
    g = m.groupdict()
    last_year = int(g["y"]) if g.get("y") else context.report_year
    first_year = int(g["y0"]) if g.get("y0") else last_year
    first, last = _safe(first_year, int(g["m0"]), int(g["d0"])), _safe(last_year, int(g["m"]), int(g["d"]))
    if first and last and last < first:
        first = last = None
    same_day = (int(g["d0"]), int(g["m0"])) == (int(g["d"]), int(g["m"]))
    return Reading("anniversary" if same_day and first_year != last_year else "dates", last_year, first, last)


def _day_list(m: re.Match[str], context: Context) -> Reading:
    year, month = _year(m, context), int(m["m"])
    days = [int(d) for d in re.findall(r"\d+", m["days"])]
    return Reading("dates", year, _safe(year, month, min(days)), _safe(year, month, max(days)))


def _run_of_months(m: re.Match[str], context: Context) -> Reading:
    printed = " ".join(m["n"].split())
    n, year = int(printed) if printed.isdigit() else _MONTH_WORDS[printed], _year(m, context)
    from_end = (m.groupdict().get("side") or "đầu") != "đầu"
    return Reading("half" if n == 6 else "months", year, *_months(year, *((13 - n, 12) if from_end else (1, n))))


def _quarter(m: re.Match[str], context: Context) -> Reading:
    numbers = [_ROMAN.get(q) or int(q) for q in re.findall(r"iv|i{1,3}|[1-4]", m["q"])]
    year = _year(m, context)
    return Reading("quarter", year, *_months(year, min(numbers) * 3 - 2, max(numbers) * 3))


def _month(m: re.Match[str], context: Context) -> Reading:
    year, first = _year(m, context), int(m["m"])
    last = int(m.groupdict().get("m1") or first)
    return Reading("month", year, *_months(year, min(first, last), last))


def _until(build: Callable[[re.Match[str], Context], Reading]) -> Builder:
    """The end of what `build` reads, as the day a stock is counted at."""

    def end_of(m: re.Match[str], context: Context) -> Reading:
        reading = build(m, context)
        return Reading("as_of", reading.year, None, reading.end)

    return end_of


def _plain_year(m: re.Match[str], context: Context) -> Reading:
    return whole_year(_year(m, context), "year")


def _school_year(m: re.Match[str], context: Context) -> Reading:
    first, last = _two_years(m)
    year = context.report_year if context.report_year in (first, last) else last
    return Reading("school_year", year, date(first, 9, 1), date(last, 5, 31) if last > first else None)


def _season(m: re.Match[str], context: Context) -> Reading:
    return Reading("season", _two_years(m)[1] if m["y"] else _year(m, context))


def _two_years(m: re.Match[str]) -> tuple[int, int]:
    """`2021-2022`, `2021-22`; one year alone is both."""
    first, second = int(m["y"]), m["z"]
    return first, first if second is None else int(second) + (0 if len(second) == 4 else first // 100 * 100)


_LONGEST_TITLE = 120
_STANDARD_BEFORE = re.compile(
    r"\b(?:chuẩn|tiêu\s+chuẩn|tiêu\s+chí)(?:\s+(?:nghèo|mới|đa\s+chiều|quốc\s+gia|tiếp\s+cận|nông\s+thôn|nâng\s+cao"
    r"|kiểu\s+mẫu|về|xã|huyện|áp\s+dụng|cho|của|trung\s+ương|tỉnh))*\s+$"
)
"""`theo chuẩn nghèo giai đoạn 2022-2025`: the time of the standard, not of what is counted by it"""
_PROGRAMME_BEFORE = re.compile(
    r"(?:^|[.;]\s+|\n)\W*(?:thực\s+hiện|triển\s+khai|tiếp\s+tục|theo|áp\s+dụng|căn\s+cứ|hưởng\s+ứng)\s[^,;.:\d]*"
    r"\b(?:bộ\s+tiêu\s+chí|đề\s+án|nghị\s+quyết|quyết\s+định|kế\s+hoạch|chương\s+trình|quy\s+hoạch|chiến\s+lược|chỉ\s+thị"
    r"|phong\s+trào|cuộc\s+vận\s+động)\b[^,;.:\d]*$"
)
"""`Thực hiện Đề án … giai đoạn 2021-2025, xã đã …`: what is carried out, not when"""


def _several_years(name: Kind) -> Builder:
    def build(m: re.Match[str], context: Context) -> Reading:
        first, last = int(m["y"]), int(m["z"])
        lead = context.text[max(0, m.start() - _LONGEST_TITLE) : m.start()]
        standard = _STANDARD_BEFORE.search(lead) is not None
        carried_out = _PROGRAMME_BEFORE.search(lead) is not None and context.text.startswith(",", m.end())
        kind: Kind = "citation" if name == "span" and (standard or carried_out) else name
        if first > last:
            return Reading(kind, f"{first}-{last}")
        return Reading(kind, f"{first}-{last}", date(first, 1, 1), date(last, 12, 31))

    return build


def _year_start(m: re.Match[str], context: Context) -> Reading:
    year = _year(m, context)
    return Reading("year_start", year, _safe(year, 1, 1), _safe(year, 1, 1))


def _last_year(m: re.Match[str], context: Context) -> Reading:
    return Reading("previous_year", int(m["y"]) if m.groupdict().get("y") else _shift(context, -1))


def _to_date(m: re.Match[str], context: Context) -> Reading:
    return Reading("to_date", context.report_year, _safe(context.report_year, 1, 1), _within_year(context))


def _within_year(context: Context) -> date | None:
    day = context.report_date
    return day if day and day.year == context.report_year else None


_VAGUE_BEFORE = re.compile(r"(?:\d|các|những|nhiều|mấy|mỗi|hàng|vài|một số)\s*$")


def _vague_before(m: re.Match[str], context: Context) -> bool:
    """`các năm trước`, `5 năm sau`: years counted or meant loosely."""
    return bool(_VAGUE_BEFORE.search(context.text[max(0, m.start() - 8) : m.start()]))


def _unless_vague(build: Builder) -> Builder:
    return lambda m, context: None if _vague_before(m, context) else build(m, context)


_OF_PRICES = "(?:" + "|".join(f"(?<=giá {words} )" for words in _LEXICON["prices"]["phrases"]) + ")"


def _year_of_prices(m: re.Match[str], context: Context) -> Reading:
    return Reading("prices", int(m["y"]))


RULES: tuple[tuple[str, str, Builder], ...] = (
    (
        "date_pair",
        (
            rf"(?:từ\s+)?(?:ngày\s+)?(?P<d0>{_D})[/.](?P<m0>{_M})(?:[/.](?P<y0>{_Y}))?{_TO}(?:hết\s+)?(?:ngày\s+)?"
            rf"(?P<d>{_D})[/.](?P<m>{_M})[/.](?P<y>{_Y})"
        ),
        _date_pair,
    ),
    (
        "date_pair_without_year",
        rf"từ\s+ngày\s+(?P<d0>{_D})/(?P<m0>{_M}){_TO}(?:hết\s+)?(?:ngày\s+)?(?P<d>{_D})/(?P<m>{_M})(?![/\w])",
        _date_pair,
    ),
    (
        "as_of_day",
        rf"(?:(?P<told>tính|kể)\s+)?(?:đến|tới)(?P<sure>(?:\s+(?:hết|cuối|trước|thời\s+điểm))*\s+ngày|\s+hết)?\s*{_DAY}(?![\d/])",
        _as_of,
    ),
    ("as_of_quarter", rf"{_UNTIL}\s+(?:hết|cuối)\s+qu[ýí]\s+{_QUARTERS}{_OF_YEAR}?", _until(_quarter)),
    ("as_of_month", rf"{_UNTIL}(?:\s+(?:hết|cuối))?\s+tháng\s*(?P<m>{_M}){_OF_YEAR}?{_END}", _until(_month)),
    (
        "as_of_year",
        (
            rf"(?:{_UNTIL}\s+)?(?:hết|cuối)\s+năm\s*(?:(?P<y>{_Y})|(?P<last>trước|ngoái){_END})"
            rf"|{_UNTIL}\s+(?:hết|cuối)\s+năm{_END}(?!\s+học)"
        ),
        _until(_plain_year),
    ),
    (
        "day_list",
        rf"ngày\s+(?P<days>{_D}(?:\s*(?:,|-|–|và)\s*{_D})+)\s*/\s*(?P<m>{_M})(?:\s?/\s?(?P<y>{_Y}))?(?![/\w])",
        _day_list,
    ),
    ("day", rf"(?:từ\s+)?(?:ngày|mùng|mồng|hôm)\s*{_DAY}(?![/\w])", _day),
    ("day_alone", rf"(?P<d>{_D})[/.\-](?P<m>{_M})[/.\-](?P<y>{_Y})(?![/\w])", _day),
    (
        "months_of_half",
        (
            rf"(?P<n>{_COUNT})\s+tháng\s+(?P<side>đầu|cuối|còn\s+lại)(?:\s+(?:của\s+)?năm)?"
            rf"(?:\s*(?P<y>{_Y})|/(?P<y2>{_Y})|\s+(?P<last>trước|ngoái)|\s+nay)?{_END}(?!\s+học)"
        ),
        _run_of_months,
    ),
    (
        "months_of_year",
        rf"(?P<n>{_COUNT})\s*tháng(?:\s*/\s*(?P<y>{_Y})|\s*(?:của\s+)?năm\s*(?P<y2>{_Y})|\s+(?P<last>{_LAST}))",
        _run_of_months,
    ),
    ("months_short", rf"(?P<n>[2-9]|1[01])\s?t\s?/\s?(?P<y>{_Y})", _run_of_months),
    (
        "months_alone",
        r"(?<=trong )(?P<n>[369]|1[01])\s+tháng(?=\s*[,;:]|\s+(?:ước|đạt|toàn|thu|đã|qua|là)\b)",
        _run_of_months,
    ),
    ("quarter", rf"qu[ýí]\s+{_QUARTERS}{_OF_YEAR}?{_END}", _quarter),
    (
        "week",
        rf"tuần\s+(?:thứ\s+|lễ\s+)?\d\d?(?:\s*/\s*(?P<y>{_Y}))?{_END}",
        lambda m, context: Reading("week", _year(m, context)),
    ),
    (
        "month_range",
        rf"tháng\s+(?P<m>{_M}){_TO}(?:tháng\s+)?(?P<m1>{_M})(?:\s*/\s*(?P<y>{_Y})|\s+năm\s+(?P<y2>{_Y}))?{_END}",
        _month,
    ),
    ("month", rf"tháng\s*(?P<m>{_M}){_OF_YEAR}?{_END}", _month),
    ("school_year", rf"(?:năm|niên)\s+(?:học|khóa|khoá)\s+(?P<y>{_Y})(?:{_LATER_YEAR})?", _school_year),
    ("crop_year", rf"(?:niên\s+vụ|vụ\s+(?:ép|mía))\s+(?:năm\s+)?(?P<y>{_Y})(?:{_LATER_YEAR})?", _season),
    ("season", rf"{_NOT_WITHIN}(?:vụ\s+)?{_NAMED_SEASON}{_SEASON_YEAR}", _season),
    ("season_of_vu", rf"{_NOT_WITHIN}vụ\s+{_phrases(_LEXICON['seasons']['after_vu'])}{_SEASON_YEAR}", _season),
    ("term", rf"nhiệm\s+k[ỳì]\s+(?P<y>{_Y}){_TO}(?P<z>{_Y})", _several_years("term")),
    (
        "span",
        rf"(?:(?:giai\s+đoạn|thời\s+k[ỳì]|từ|trong|các)\s+)?(?:năm\s+)?(?P<y>{_Y}){_TO}(?:năm\s+)?(?P<z>{_Y})(?![/\w])",
        _several_years("span"),
    ),
    (
        "same_time_of_year",
        rf"cùng\s+k[ỳì](?:\s+(?:của\s+)?năm\s+(?P<y>{_Y})|\s+(?:của\s+)?{_LAST})?{_END}",
        _last_year,
    ),
    ("last_year", _listed("last_year"), _unless_vague(_last_year)),
    ("year_start", rf"(?<!từ )đầu\s+năm(?:\s*(?P<y>{_Y}))?{_END}(?!\s+học)", _year_start),
    ("to_date", _listed("cumulative"), _to_date),
    (
        "this_year",
        rf"{_listed('this_year')}(?!\s*(?:{_Y}|học|\d))",
        lambda m, context: whole_year(context.report_year, "year"),
    ),
    ("next_year", _listed("next_year"), _unless_vague(lambda m, context: whole_year(_shift(context, 1), "next_year"))),
    ("last_period", _listed("last_period"), _unless_vague(lambda m, c: Reading("previous_period", c.report_year))),
    ("year_of_prices", rf"{_OF_PRICES}(?:năm\s*)?(?P<y>{_Y})(?![/.,]?\d|/?\w)", _year_of_prices),
    ("year", rf"năm\s*(?P<y>{_Y})(?![/.,]?\d|/?\w)", _plain_year),
    ("year_compared", rf"(?<=so với )(?P<y>{_Y})(?![/.,]?\d|/?\w)", _plain_year),
    ("year_abbreviated", rf"(?:ưth|th|kh|sơ\s+bộ)\s*(?P<y>{_Y})(?![/.,]?\d|/?\w)", _plain_year),
)
