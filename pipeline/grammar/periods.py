"""Dates and periods in running text: which stretch of time a phrase names.

Problem: every figure of a report is for some time, and most numerals beside figures are themselves parts of dates. A
rule (`period_rules`) is a phrase shape: `6 tháng đầu năm 2024`, `quý I/2025`, `vụ Đông Xuân 2021-2022`, `đến 30/11`.

Signals in order of precedence: what is printed; the report's year where a phrase prints none (`quý III`, `cùng kỳ`,
`15/12`); never the date of today. A crop season that spans two years is for the year of its harvest, the later one; a
school year is for the report's year where it touches it, else for its later year.

Never a period: numbers of decrees (`23/2021/QĐ-TTg`), durations and ages (`50 năm giải phóng`, `6 tháng tuổi`),
fractions (`14/18 chỉ tiêu`). A date that only cites a document or an anniversary is reported as such: its
numerals are explained, but no figure is for it. An impossible date (`31/6/2019`) keeps its year and has no dates.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache, lru_cache

from pipeline.frozen import dataclass
from pipeline.grammar.beginnings import Table
from pipeline.grammar.folding import fold
from pipeline.grammar.period_rules import LISTED_YEAR, RULES, Context, Kind, Reading, whole_year
from schemas.source import Period

__all__ = ["NOT_FOR_FIGURES", "Kind", "PeriodMention", "as_period", "find_periods"]

NOT_FOR_FIGURES: frozenset[Kind] = frozenset({"citation", "anniversary", "term", "prices"})
"""Kinds that explain numerals but say nothing of what time a figure is for."""


@dataclass(frozen=True, slots=True)
class PeriodMention:
    """A period named at `text[start:end]`; `label` is that text with single spaces.

    `year`: the calendar year it belongs to, `"2021-2025"` for several, None where neither printed nor known.
    `start_date` and `end_date` are both included; None where open (`đến ngày …` has no start), unknown (seasons) or
    impossible.
    """

    start: int
    end: int
    label: str
    year: int | str | None
    start_date: date | None
    end_date: date | None
    kind: Kind


def find_periods(text: str, report_year: int | None = None, report_date: date | None = None) -> list[PeriodMention]:
    """Every period named in `text`, in order, none overlapping.

    `text` is the text of a view (composed, unwrapped). `report_year` stands in for years that are not printed,
    `report_date` ends running totals (`từ đầu năm đến nay`).
    """
    context = Context(fold(text), report_year, report_date)
    return [_mention(text, start, end, reading) for start, end, reading in _scan(context)]


@lru_cache(maxsize=256)  # the figures of a paragraph share its periods
def as_period(mention: PeriodMention) -> Period:
    """The published form: label and ISO dates."""
    start, end = mention.start_date, mention.end_date
    return Period(label=mention.label, start=start.isoformat() if start else None, end=end.isoformat() if end else None)


def _scan(context: Context) -> Iterator[tuple[int, int, Reading]]:
    text, at = context.text, 0
    for start, tried in _TABLE.places(text):
        if start < at:
            continue
        for place in tried:
            match = _compiled(place).match(text, start)
            reading = match and RULES[place][2](match, context)
            if match and reading:
                yield start, match.end(), reading
                at = match.end()
                if reading.kind == "year":
                    listed = list(_listed_years(text, at))
                    yield from listed
                    at = listed[-1][1] if listed else at
                break


def _listed_years(text: str, at: int) -> Iterator[tuple[int, int, Reading]]:
    """`năm 2021, 2022 và 2023`: the years that follow a year."""
    while match := LISTED_YEAR.match(text, at):
        yield match.start("y"), match.end(), whole_year(int(match["y"]), "year")
        at = match.end()


def _mention(text: str, start: int, end: int, reading: Reading) -> PeriodMention:
    label = " ".join(text[start:end].split())
    return PeriodMention(start, end, label, reading.year, reading.start, reading.end, reading.kind)


@cache
def _compiled(place: int) -> re.Pattern[str]:
    """The pattern of one rule. Most reports need few of them, and compiling all takes longer than reading a page."""
    return re.compile(RULES[place][1])


_TABLE = Table([pattern for _, pattern, _ in RULES], r"(?<![\w/].)")
