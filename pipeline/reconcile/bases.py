"""Which year a figure of a report is compared with, or is itself of, by the words around it.

Problem: `tăng 25% so với năm 2022` in a report of 2024 says nothing of 2023; `tăng 9,5% so với cuối năm 2022` in one of
2023 does, of what the report of 2022 ended with; `năm 2022 là 53.120 con` is no figure of 2024; what stands under `Chỉ
tiêu năm 2025` is none of 2024.
Signals, in order: a year named after the comparison in the same sentence, then before it; the start of the year or the
end of the one before; the title of the section, and of those it stands in.
Never: looks beyond the sentence, or at what an observation states itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from schemas import Report
from schemas.observation import Observation
from schemas.structure import Section

_NEAR = 90
"""Characters on each side in which a comparison names its year."""
_SENTENCE = re.compile(r"[;\n]|\.(?!\d)")
_END_OF_SENTENCE = re.compile(r"\n|[.](?!\d)")
_AGAINST = re.compile(
    r"(?:so với|so|bằng|gấp)\s(?:(?!tháng|quý|quí)[^,;()]){0,30}?năm\s*(?P<year>(?:19|20)\d\d)"
    r"|^\s*(?:của )?năm (?P<bare>(?:19|20)\d\d)",
    re.IGNORECASE,
)
_END = re.compile(
    r"so với\s[^,;()]{0,20}?(?:(?P<start>đầu năm|cuối năm (?:trước|ngoái)|31/12 năm trước)(?!\s*\d)"
    r"|(?:cuối năm|31[/-]12[/-])\s*(?P<year>(?:19|20)\d\d))",
    re.IGNORECASE,
)
_OF_YEAR = re.compile(r"năm (?P<year>(?:19|20)\d\d)\s*(?:là|đạt|có|được|:)?\s*$", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def year_against(report: Report, o: Observation, year: int) -> int | None:
    """The year that a change or ratio of a report for `year` is against; None where it is none."""
    if o.basis == "previous_year":
        return year - 1
    after = _SENTENCE.split(report.text[o.source.end : o.source.end + _NEAR], maxsplit=1)[0]
    before = _SENTENCE.split(report.text[max(0, o.source.start - _NEAR) : o.source.start])[-1]
    for words in (after, before):
        if o.basis == "base_year" and (match := _AGAINST.search(words)) is not None:
            return int(match["year"] or match["bare"])
        if o.basis == "previous_period" and (match := _END.search(words)) is not None:
            return int(match["year"]) if match["year"] else year - 1
    return None


def sentence_goes_on(report: Report, one: Observation, other: Observation) -> bool:
    """Do both figures stand in one sentence, close to each other?"""
    between = report.text[one.source.end : other.source.start]
    return 0 < len(between) <= _NEAR and _END_OF_SENTENCE.search(between) is None


def year_of_figure(report: Report, o: Observation, year: int) -> int | None:
    """The earlier year that the words right before a figure give it (`năm 2022 là 53.120 con`)."""
    match = _OF_YEAR.search(report.text[max(0, o.source.start - _NEAR) : o.source.start])
    return int(match["year"]) if match is not None and int(match["year"]) < year else None


def later_sections(report: Report, year: int) -> frozenset[str]:
    """The sections whose own title, or that of one they stand in, is of later years alone."""
    by_id: Mapping[str, Section] = {section.id: section for section in report.sections}

    def is_later(section: Section | None) -> bool:
        while section is not None:
            years = [int(found) for found in _YEAR.findall(section.title or "")]
            if years:
                return min(years) > year
            section = by_id.get(section.parent or "")
        return False

    return frozenset(section.id for section in report.sections if is_later(section))
