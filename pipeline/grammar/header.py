"""The header of a document after Nghị định 30/2020/NĐ-CP: kind, number, issuer, place, date, subject, period.

Problem: the header block stands in a two-column table, in lines, or not at all; its lines are wrapped, its number and
date often left blank (`Số:      /BC-UBND`, `ngày    tháng 6 năm 2026`), and the subject runs over several lines.

Signals in order of precedence: the wording of each part; the order of the parts; where there is no header block, the
opening and the closing of the body. Never: a number or date that is not printed, the date of a cited document.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date

from pipeline.frozen import dataclass
from pipeline.grammar.agencies import Agencies, issuer_from_body, names_agency, read_agencies, spelled, unit_of
from pipeline.grammar.folding import fold
from pipeline.grammar.gazetteer import REFORM, SCHEMES, area_key, locate
from pipeline.grammar.letters import CAPITAL, is_capitals
from pipeline.grammar.periods import NOT_FOR_FIGURES, PeriodMention, as_period, find_periods
from pipeline.grammar.signature import read_signature
from pipeline.lexicon import table
from schemas.source import Area
from schemas.structure import Header

_LEXICON = table("header")
_TYPES: dict[str, str] = _LEXICON["types"]["names"]
_TYPE_LINE = re.compile(rf"(?:{'|'.join(fold(name) for name in _TYPES.values())})(?!\w)")
_NAMES = {fold(name): name for name in _TYPES.values()}
_OPENING = re.compile(rf"(?:{'|'.join(_LEXICON['opening']['phrases'])})(?!\w)")

_MOTTO = re.compile(
    r"cộng\s*h[òo]a|xã\s+hội\s+chủ\s+nghĩa|^việt\s+nam$|đảng\s+cộng\s+sản|độc\s+lập|tự\s+do|hạnh\s+phúc"
)
_RIGHT = re.compile(
    r"(?<=\s)(?:cộng\s*h[òo]a\s+xã\s+hội\s+chủ|độc\s+lập\s*[-.]\s*tự\s+do|đảng\s+cộng\s+sản\s+việt\s+nam$)"
)
_SYMBOL = r"[A-ZĐ][A-Za-zĐđ]*(?:\s?[-–/.&]\s?[A-ZĐ][A-Za-zĐđ0-9]*)*"
_NUMBER = re.compile(
    rf"[Ss][ốỐ]\s*[:.]?\s*(?P<n>\d*(?:\s*/\s*(?:19|20)\d\d(?=\s*/))?)[\s.…_]*(?P<sep>[-/–])\s*(?P<symbol>{_SYMBOL})"
)
_BLANKS = r"[\s\d.…_]*"
_DATE = (
    rf"ngày(?:(?P<d>{_BLANKS})tháng(?P<m>{_BLANKS})năm(?P<y>{_BLANKS})|\s+(?P<d2>\d\d?)/(?P<m2>\d\d?)/(?P<y2>\d{{4}}))"
)
_DATELINE = re.compile(rf"^\W*(?P<place>[{CAPITAL}][\w .’'-]{{1,40}}?)\s*,\s*{_DATE}", re.MULTILINE | re.IGNORECASE)
_DATE_ALONE = re.compile(rf"\b{_DATE}", re.IGNORECASE)
_RULE = re.compile(r"[\s\-–—_*=.~•|]*")
_DISPATCH = re.compile(r"v/v\s*:?\s*|về\s+việc\s+")


@dataclass(frozen=True, slots=True)
class Parts:
    """The texts that a header is read from, each list in reading order: `head` the lines or cells above the kind of
    document, `title` the kind and the lines under it, `opening` the body's first paragraph, `closing` what stands after
    the body's end. `body` is the running text, for how names are spelled."""

    head: Sequence[str]
    title: Sequence[str]
    opening: str
    closing: Sequence[str]
    body: str


@dataclass(frozen=True, slots=True)
class _Dateline:
    place: str | None = None
    day: date | None = None
    year: int | None = None


def read_header(parts: Parts) -> Header:
    """Every header field that the document fills in."""
    number, symbol = _number("\n".join(parts.head))
    dateline = _dateline(parts.head, parts.closing)
    agencies = _agencies(parts)
    signature = read_signature(parts.closing)
    kind, subject = _kind_and_subject(parts, symbol)
    reported = _reported(subject, dateline)
    stamps = [line for line in parts.head if len(line) < 40]
    return Header(
        type=kind,
        number=number,
        issuer=agencies.issuer,
        superior=agencies.superior,
        area=_area(agencies, _day(dateline, reported), parts),
        place=dateline.place,
        date=dateline.day.isoformat() if dateline.day else None,
        subject=subject,
        year=_year(reported, dateline, parts),
        period=as_period(reported) if reported else None,
        signatory=signature.signatory,
        signatory_position=signature.position,
        authority=signature.authority,
        recipients=tuple(signature.recipients),
        security=_stamp(stamps, _LEXICON["circulation"]["names"]),
        urgency=_stamp(stamps, _LEXICON["urgency"]["names"]),
    )


def type_at(text: str) -> int | None:
    """Where the name of the kind of document ends, if the line opens with one and is a title (`BÁO CÁO`, `Báo cáo`,
    `BÁO CÁO TÌNH HÌNH …`); else None."""
    m = _TYPE_LINE.match(fold(text))
    if not m:
        return None
    rest = text[m.end() :].strip(" :*")
    return m.end() if not rest or text[: m.end()].isupper() else None


def opens_body(text: str) -> bool:
    """Does this line under the title begin the running text, rather than go on with the subject?"""
    stripped = text.rstrip()
    return len(text) > 400 or stripped.endswith((".", ":", ";", ",")) or bool(_OPENING.match(fold(text)))


def _number(block: str) -> tuple[str | None, str | None]:
    """The number as printed (null where blank) and its symbol (`BC-UBND`)."""
    m = _NUMBER.search(block)
    if not m:
        return None, None
    symbol = re.sub(r"\s+", "", m["symbol"]).replace("–", "-")
    printed = re.sub(r"\s+", "", m["n"])
    return (f"{printed}{m['sep']}{symbol}" if printed else None), symbol


def _dateline(head: Sequence[str], closing: Sequence[str]) -> _Dateline:
    """Place and date: `Sơn Hà, ngày 05 tháng 3 năm 2020`, wrapped or with blanks; in old forms above the signature."""
    block = "\n".join(_NUMBER.sub("", line).strip() for line in head)
    m = _DATELINE.search(block) or _DATE_ALONE.search(block) or _DATELINE.search("\n".join(closing))
    if not m:
        return _Dateline()
    found = m.groupdict()
    day, month, year = ("".join(re.findall(r"\d", found[part] or found[f"{part}2"] or "")) for part in "dmy")
    place = " ".join((found.get("place") or "").split())
    known_year = int(year) if len(year) == 4 and _plausible(year) else None
    try:
        return _Dateline(place or None, date(known_year or 0, int(month), int(day)), known_year)
    except ValueError:  # blanks, or no such day
        return _Dateline(place or None, None, known_year)


def _agencies(parts: Parts) -> Agencies:
    lines = [left for line in parts.head if _is_agency(left := _left_of_motto(line))]
    found = read_agencies(lines, parts.body)
    if found.issuer:
        return found
    issuer = issuer_from_body(parts.opening, parts.body)
    if issuer is None and (authority := read_signature(parts.closing).authority):
        issuer = spelled(authority.partition(".")[2].strip(), parts.body) or None
    return Agencies(issuer)


def _area(agencies: Agencies, day: date | None, parts: Parts) -> Area | None:
    """The unit whose agency reports, with its code in the list that was in force on `day`."""
    if not agencies.issuer:
        return None
    name = unit_of(agencies.issuer)
    if name is None or day is None:
        return Area(name=name or agencies.issuer)
    above = unit_of(agencies.superior) if agencies.superior else None
    if above and area_key(above) == area_key(name):
        above = None
    found = locate(name, day, above, lambda: " ".join((*parts.title, parts.opening, parts.body, *parts.closing)))
    return Area(name=name, code=found.code, scheme=SCHEMES[found.system]) if found else Area(name=name)


def _day(dateline: _Dateline, reported: PeriodMention | None) -> date | None:
    """A day that lies on the same side of the reform of 2025 as the document's: its own, else one of its year, else the
    last that it reports on."""
    if dateline.day or (dateline.year and dateline.year != REFORM.year):
        return dateline.day or date(dateline.year or 0, 1, 1)
    period = as_period(reported) if reported else None
    return date.fromisoformat(period.end) if period and period.end else None


def _left_of_motto(line: str) -> str:
    """What stands on a line before the national name or the motto: two columns that were read as one line."""
    m = _RIGHT.search(fold(line))
    return line[: m.start()].rstrip() if m else line


def _is_agency(line: str) -> bool:
    folded = fold(line).strip(" *_|")
    if not folded or _RULE.fullmatch(line) or _MOTTO.search(folded) or _DISPATCH.match(folded):
        return False
    if _NUMBER.search(line) or _DATE_ALONE.search(line) or folded.isdigit():
        return False
    stamps = (*_LEXICON["urgency"]["names"], *_LEXICON["circulation"]["names"], "dự thảo")
    printed_as_name = line.upper() == line or (names_agency(line) and len(line) < 80 and line[-1:] not in ".;:,")
    return printed_as_name and not any(folded.startswith(fold(stamp)) for stamp in stamps)


def _kind_and_subject(parts: Parts, symbol: str | None) -> tuple[str | None, str | None]:
    if not parts.title:
        dispatch = next((line for line in parts.head if _DISPATCH.match(fold(line))), None)
        subject = dispatch[_DISPATCH.match(fold(dispatch)).end() :] if dispatch else None  # type: ignore[union-attr]
        return _TYPES.get(re.split(r"[-/]", symbol or "")[0], "Công văn" if dispatch else None), subject
    first, *lines = parts.title
    end = type_at(first) or 0
    kind = _NAMES.get(fold(first[:end])) or _TYPES.get(re.split(r"[-/]", symbol or "")[0])
    lead = first[end:].strip(" :*")
    lines = [line.strip() for line in lines if not _RULE.fullmatch(line)]
    if lead and lines and is_capitals(lead) and not is_capitals(lines[0]):
        lead = lead[0] + lead[1:].lower()
    subject = " ".join(" ".join([lead, *lines]).split())
    return kind, _DISPATCH.sub("", subject, count=1) if _DISPATCH.match(fold(subject)) else subject or None


def _reported(subject: str | None, dateline: _Dateline) -> PeriodMention | None:
    """The period that the subject names first: what is reported on stands before what is planned."""
    mentions = find_periods(subject or "", dateline.year, dateline.day)
    usable = (m for m in mentions if m.kind not in NOT_FOR_FIGURES and m.kind not in ("to_date", "previous_year"))
    return next((m for m in usable if m.year is None or _plausible(m.year)), None)


def _plausible(year: int | str) -> bool:
    """A year that an administrative report can be for."""
    return all(1945 <= int(part) <= 2200 for part in str(year).split("-"))


def _year(reported: PeriodMention | None, dateline: _Dateline, parts: Parts) -> int | None:
    """The year reported on: the subject's, else the date's, else the first or the most frequent one of the body."""
    if reported and isinstance(reported.year, int):
        return reported.year
    if reported and isinstance(reported.year, str):
        first, last = sorted(int(y) for y in reported.year.split("-"))
        return dateline.year if dateline.year and first <= dateline.year <= last else last
    if dateline.year:
        return dateline.year
    for text in (parts.opening, parts.body):
        years = Counter(m.year for m in find_periods(text) if m.kind == "year" and isinstance(m.year, int))
        likely = [year for year in years if _plausible(year)]
        if likely:
            return likely[0] if text is parts.opening else max(likely, key=lambda y: (years[y], -y))
    return None


def _stamp(lines: Sequence[str], names: Sequence[str]) -> str | None:
    for line in lines:
        folded = fold(line).strip(" *_|")
        for name in names:
            if folded == fold(name):
                return name
    return None
