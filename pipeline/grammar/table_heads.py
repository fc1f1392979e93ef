"""What a column head says: scenario, year, comparison and unit of its figures, and the words that name an indicator.

Problem: a head is a stack of one to three cells read top-down (`Năm 2019` over `Ước TH cả năm`; `So sánh (%)` over
`KH`), in which a few words of a closed vocabulary say everything, and what they do not claim is the name of an
indicator or of a breakdown (`Số hộ nghèo`, `Xã A`).
Signals, in order of precedence: a comparison (`so với`, `ƯTH 2020/TH 2019`, `% KH`), which parts subject and basis; a
change (`Tăng, giảm`); a ratio (`Đạt (%)`); a share (`Cơ cấu (%)`); else a level with its scenario (ước, kế hoạch, thực
hiện, cùng kỳ). A year that is printed counts; `năm trước`, `cùng kỳ`, `năm sau` count from the report's year.
Never: it does not look at the cells below (table_columns does), and does not guess what an empty head means.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.frozen import dataclass, replace
from pipeline.grammar.names import split_head
from pipeline.grammar.periods import NOT_FOR_FIGURES, PeriodMention, find_periods
from pipeline.grammar.table_cells import UnitReading, read_unit
from pipeline.grammar.table_rows import clean_label, compose, lowered
from pipeline.grammar.table_words import Token, spelt_out, tokenize, words
from schemas.observation import Basis, Measure, Scenario

Year = int | str


@dataclass(frozen=True, slots=True)
class Head:
    """One column head. `scenario`, `year`, `measure`, `basis` are None where the head does not say; `name` holds the
    words left over; `percent` is True where it asks for percentages."""

    text: str
    scenario: Scenario | None = None
    year: Year | None = None
    period: PeriodMention | None = None
    measure: Measure | None = None
    basis: Basis | None = None
    basis_year: Year | None = None
    unit: UnitReading | None = None
    percent: bool = False
    name: str = ""
    levels: tuple[str, ...] = ()


_YEARS = re.compile(r"(?P<first>(?:19|20)\d\d)(?:\s*[-–]\s*(?P<last>(?:19|20)\d\d))?(?!\d)")
_MONTHS_OF_YEAR = re.compile(r"(?i)(\d{1,2}\s*)(?:tháng|t)\s*[-/]?\s*(?=(?:19|20)\d\d)")
_RUN_OF_MONTHS = re.compile(r"(?i)\b(\d{1,2}\s*tháng)\b(?!\s*(?:đầu|cuối|năm|/|\d))")
_SPAN_LENGTH = re.compile(r"(?i)\b\d{1,2}\s+năm(?=\s+(?:19|20)\d\d\s*[-–])")
_IGNORED = frozenset({"year", "span", "previous_year", "next_year", "previous_period", "to_date", "year_start"})
_WITH = re.compile(r"(?i)\bvới\b")
_PARENTHESIS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_UNIT_NOTE = re.compile(r"(?:đ\.?v\.?t|đơn vị(?: tính)?|đv tính)\s*:\s*([^;()]+)", re.IGNORECASE)
_ENDS = " \t,;:.-–/+*()=%"


def flatten(levels: Sequence[str]) -> str:
    """The stack of head cells as one title, repeated cells once."""
    kept: list[str] = []
    for level in levels:
        if level and (not kept or level != kept[-1]):
            kept.append(level)
    return " - ".join(kept)


def read_head(levels: Sequence[str], report_year: int | None) -> Head:
    """Read a column head from its cells, top-down."""
    return replace(_read(levels, report_year), levels=tuple(levels))


def _read(levels: Sequence[str], report_year: int | None) -> Head:
    text = flatten(levels)
    bare, unit, percent = _unit_off(" | ".join(dict.fromkeys(level for level in levels if level)))
    bare = spelt_out(bare, unit.code if unit is not None else None)
    subject, basis = _compared(bare)
    if basis is not None:
        return _comparison(text, subject, basis, unit, percent, report_year)
    return _with_counted(_plain(text, bare, unit, percent, report_year))


def _with_counted(head: Head) -> Head:
    """`Đúng hạn (hồ sơ)` counts `Hồ sơ đúng hạn`, `Tổng số (đơn)` counts `Tổng số đơn`."""
    noun = head.unit.counted if head.unit is not None else None
    if noun and not head.name and words("total").find(head.text):
        return replace(head, name=f"Tổng số {noun}")
    if not noun or not head.name or split_head(head.name)[0] or noun in head.name.lower():
        return head
    return replace(head, name=f"{noun[:1].upper()}{noun[1:]} {lowered(head.name)}")


def _unit_off(text: str) -> tuple[str, UnitReading | None, bool]:
    """The text without its unit in parentheses or after ĐVT, the unit, and whether it is a percentage."""
    unit: UnitReading | None = None
    for pattern in (_UNIT_NOTE, _PARENTHESIS):
        for match in list(pattern.finditer(text))[::-1]:
            reading = read_unit(match.group(1))
            if reading is not None:
                unit = unit or reading
                text = text[: match.start()] + " " + text[match.end() :]
    percent = (unit is not None and unit.code == "%") or "%" in text
    return text.replace("%", " "), unit, percent


def _compared(text: str) -> tuple[str, str | None]:
    """Subject and basis of a comparison; the basis is None where the head compares nothing."""
    tokens = tokenize(text)
    hits = [hit for hit in words("compare").find(tokens) if hit.phrase != "/" or _is_quotient(text, tokens, hit.start)]
    if not hits:
        return text, None
    first = hits[0]
    before, after = _between(text, tokens, 0, first.start), _between(text, tokens, first.end, len(tokens))
    joint = _joint(after) if hits[0].phrase in ("so sánh", "so", "ss") else None
    if joint is not None:  # `So sánh KH 2022 với TH 2021`
        return f"{before} {after[: joint[0]]}".strip(), after[joint[1] :]
    inner = _compared(after)
    if inner[1] is not None:  # `So sánh (%)` over `ƯTH 2020/TH 2019`
        return f"{before} {inner[0]}".strip(), inner[1]
    return before, after


def _joint(text: str) -> tuple[int, int] | None:
    """Where `với` parts two scenarios or years."""
    for match in _WITH.finditer(text):
        sides = text[: match.start()], text[match.end() :]
        if all(_scenario(side)[0] or _years(side)[0] for side in sides):
            return match.span()
    return None


def _is_quotient(text: str, tokens: Sequence[Token], at: int) -> bool:
    """`ƯTH 2020/TH 2019`, `TH/KH`: a scenario on either side; not `tăng/giảm`, `xã/phường` or a date."""
    left, right = _between(text, tokens, 0, at), _between(text, tokens, at + 1, len(tokens))
    return all(_scenario(side)[0] is not None for side in (left.split("|")[-1], right.split("|")[0]))


def _between(text: str, tokens: Sequence[Token], start: int, end: int) -> str:
    return text[tokens[start].start : tokens[end - 1].end] if start < end else ""


def _comparison(
    text: str, subject: str, basis: str, unit: UnitReading | None, percent: bool, report_year: int | None
) -> Head:
    changes = bool(words("change").find(subject) or words("change").find(basis))
    level = _plain(text, subject, None, False, report_year)
    if not _scenario(basis)[0] and not _years(basis)[0] and _scenario(subject)[0]:
        level, basis = _plain(text, "", None, False, report_year), subject  # `KH so sánh`
    kind, basis_year = _basis(basis, level.year or report_year, report_year)
    measure: Measure | None = "change" if changes else "ratio" if percent else None
    return Head(
        text,
        level.scenario,
        level.year,
        level.period,
        measure,
        kind,
        basis_year,
        unit,
        percent,
        _without(level.name, "change"),
    )


def _basis(text: str, subject_year: Year | None, report_year: int | None) -> tuple[Basis | None, Year | None]:
    """What a comparison is against, and the year of that."""
    scenario, _ = _scenario(text)
    year, _ = _years(text)
    if words("previous_period").find(text):
        return "previous_period", year
    if scenario == "plan":
        return "plan", year
    if year is not None and isinstance(year, int) and isinstance(subject_year, int):
        if year == subject_year - 1:
            return "previous_year", year
        return ("base_year" if year < subject_year else None), year
    if scenario == "previous":
        before = report_year - 1 if report_year else None
        return "previous_year", before
    return None, year


def _plain(text: str, bare: str, unit: UnitReading | None, percent: bool, report_year: int | None) -> Head:
    """A head without a comparison phrase: a change, a ratio, a share, or a level."""
    scenario, _ = _scenario(bare)
    period, bare = _period(bare, report_year)
    year, rest = _years(bare)
    if year is None and period is not None:
        year = period.year
    if year is None and report_year is not None:
        if words("next_year").find(bare):
            year = report_year + 1
        elif scenario == "previous":
            year = report_year - 1
    measure: Measure | None = None
    basis: Basis | None = None
    if words("change").find(bare):
        measure, basis = "change", _change_basis(scenario)
    elif percent and (scenario in ("plan", "previous") or _is_fulfilment(rest)):
        measure, basis = "ratio", "previous_year" if scenario == "previous" else "plan"
        scenario = None
    elif percent and words("share").find(bare):
        measure = "share"
    name = _name(rest, _scenario(rest)[1])
    if measure in ("change", "ratio"):
        name = _without(name, "change" if measure == "change" else "ratio")
    return Head(text, scenario, year, period, measure, basis, None, unit, percent, name)


def _is_fulfilment(text: str) -> bool:
    """`Đạt (%)`, `Tỷ lệ hoàn thành (%)`: words of fulfilment and nothing fulfilled (not `Tỷ lệ trường đạt chuẩn`)."""
    return bool(words("ratio").find(text)) and not _without(_name(text, _scenario(text)[1]), "ratio")


def _change_basis(scenario: Scenario | None) -> Basis | None:
    return "plan" if scenario == "plan" else "previous_year" if scenario == "previous" else None


def _scenario(text: str) -> tuple[Scenario | None, list[tuple[int, int]]]:
    """The scenario that the words name, and the character spans of those words. `ước` outweighs `thực hiện`, `cùng kỳ`
    outweighs both (`TH cùng kỳ`), and a plan word outweighs `thực hiện` (`thực hiện kế hoạch` is no scenario's
    name)."""
    tokens = tokenize(text)
    found: dict[Scenario, list[tuple[int, int]]] = {}
    order: tuple[Scenario, ...] = ("previous", "estimate", "plan", "actual")
    at = 0
    while at < len(tokens):
        best = max(order, key=lambda name: words(name).leads(tokens[at:]))
        length = words(best).leads(tokens[at:])
        if length >= words("plain").leads(tokens[at:]) and length:
            found.setdefault(best, []).append((tokens[at].start, tokens[at + length - 1].end))
        at += max(length, words("plain").leads(tokens[at:]), 1)
    spans = [span for group in found.values() for span in group]
    return next((name for name in order if name in found), None), spans


def _period(text: str, report_year: int | None) -> tuple[PeriodMention | None, str]:
    """The part of a year that a head names (`6 tháng 2019`, `quý II`, `đến 30/6/2020`), and the text without it."""
    spelt = _RUN_OF_MONTHS.sub(r"\1 đầu năm", _MONTHS_OF_YEAR.sub(r"\1tháng năm ", _SPAN_LENGTH.sub(" ", text)))
    for mention in find_periods(spelt, report_year):
        if mention.kind not in _IGNORED and mention.kind not in NOT_FOR_FIGURES:
            gap = " " * (mention.end - mention.start)
            printed = next(iter(_YEARS.findall(spelt[mention.start : mention.end])), None)
            rest = spelt[: mention.start] + gap + spelt[mention.end :]
            year = mention.year if mention.kind in ("school_year", "season") else printed and printed[0]
            return mention, f"{rest} {year}" if printed else rest
    return None, spelt


def _years(text: str) -> tuple[Year | None, str]:
    """The year (or span of years) printed, and the text with the years blanked out."""
    match = _YEARS.search(text)
    if match is None:
        return None, text
    blanked = _YEARS.sub(lambda m: " " * len(m.group()), text)
    if match["last"] and int(match["last"]) == int(match["first"]) + 1:
        return int(match["last"]), blanked  # a school year or season is for the year it ends in
    if match["last"]:
        return f"{match['first']}-{match['last']}", blanked
    return int(match["first"]), blanked


def _name(text: str, claimed: Sequence[tuple[int, int]]) -> str:
    """What is left of a head when scenario, year and period are read off: a name, or nothing but filler."""
    for start, end in claimed:
        text = text[:start] + " " * (end - start) + text[end:]
    name = ""
    for part in filter(None, (_trimmed(clean_label(part)[0]) for part in text.split("|"))):
        measure, thing = split_head(name)
        if measure and not thing:
            name = f"{name} {lowered(part)}"  # `Diện tích` over `Lúa`
        else:
            joined = compose(name, part)
            name = joined if joined != part or not name else f"{name} {lowered(part)}"
    return name


def _trimmed(text: str) -> str:
    """The text without the filler at its ends, white space made single; empty where it is all filler."""
    tokens = list(tokenize(text))
    if words("filler").whole(text):
        return ""
    start, end = 0, len(tokens)
    while start < end and (not tokens[start].key[0].isalnum() or words("edge").leads(tokens[start:end]) == 1):
        if tokens[start].text == "(":
            break
        start += 1
    while start < end and (tokens[end - 1].text in ",;:.-–/+*=" or words("edge").leads(tokens[end - 1 : end])):
        end -= 1
    return " ".join(_between(text, tokens, start, end).split()).strip(",;:. ")


def _without(name: str, kind: str) -> str:
    """`name` without the words of a class, and without filler if no more is left."""
    tokens = tokenize(name)
    for hit in words(kind).find(tokens)[::-1]:
        name = name[: tokens[hit.start].start] + " " + name[tokens[hit.end - 1].end :]
    return _trimmed(" ".join(name.split()).strip(_ENDS))
