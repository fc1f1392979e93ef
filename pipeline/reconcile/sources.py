"""The two sides of a comparison, whatever they are given as.

Problem: last year's figures come as a report's JSON, a folder of them, a store, a table or the report itself, often
with several years and areas in one.
Signals, in order: what the input is (a URL, a folder, the opening bytes of a file); the year asked for, else the year
before the current report's; the area of the current report; the stretch of the year that both cover.
Never: picks one of two candidates silently, or compares a report with its own year.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from pipeline.errors import Reason, UnreadableInput, UsageError, shown, unreadable
from pipeline.reconcile import indicators, projects
from pipeline.reconcile.areas import AreaName, area_name
from pipeline.reconcile.indicators import Indicator
from pipeline.reconcile.names import stated_facets
from pipeline.reconcile.previous_table import read_table
from schemas import Report
from schemas.project import Project
from schemas.reconciliation import InputProblem

_TABLE_SUFFIXES = frozenset({".csv", ".tsv", ".xlsx", ".xlsm", ".parquet", ".pq"})
_SQLITE = b"SQLite format 3\x00"
_HEAD = 16


@dataclass(frozen=True, slots=True)
class Figures:
    """One side: the figures of one year, with the areas they are for. `area` is None where the source names none."""

    file: str
    year: int | None
    indicators: tuple[Indicator, ...]
    projects: tuple[Project, ...] = ()
    area: AreaName | None = None
    span: frozenset[str] = frozenset()
    day: str | None = None
    document: str | None = None
    problems: tuple[InputProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class Previous:
    """What PREVIOUS offers for the year before: one side for each area in it."""

    file: str
    year: int | None
    sides: tuple[Figures, ...]
    problems: tuple[InputProblem, ...] = field(default_factory=tuple)


def read_current(path: Path) -> Figures:
    """The current report: its JSON, or the report itself. Raises UnreadableInput."""
    if path.is_dir():
        raise UsageError(f"{shown(path)} là thư mục; chỉ ra một báo cáo hoặc JSON của một báo cáo")
    return of_report(_report(path, _bytes(path)), shown(path))


def of_report(report: Report, file: str) -> Figures:
    """A report as one side of the comparison."""
    period = report.document.header.period
    year = indicators.year_of(report)
    return Figures(
        file=file,
        year=year,
        indicators=indicators.of_report(report, year),
        projects=projects.of_report(report),
        area=_area(report),
        span=stated_facets(period.label).get("span", frozenset()) if period else frozenset(),
        day=report.document.header.date,
        document=report.document.id,
    )


def _area(report: Report) -> AreaName | None:
    header = report.document.header
    if header.area is None:
        return area_name(indicators.area_of(report), header.superior)
    return area_name(header.area.name, header.superior, header.area.code, header.area.scheme)


def read_previous(source: str, current: Figures, year: int | None = None) -> Previous:
    """The figures of `year` (else of the year before the current one) that PREVIOUS holds. Raises UnreadableInput,
    UsageError where the year or the report is not clear."""
    if "://" in source:
        return _of_reports(source, _from_store(source, current, year), current, year)
    path = Path(source)
    if path.is_dir():
        return _of_reports(source, list(_from_folder(path)), current, year)
    data = _bytes(path)
    if data[:_HEAD] == _SQLITE:
        return _of_reports(source, _from_store(f"sqlite:///{path}", current, year), current, year)
    if path.suffix.lower() in _TABLE_SUFFIXES:
        return _of_table(path, data, current, year)
    return _of_reports(source, [of_report(_report(path, data), shown(path))], current, year, named=True)


def choose_year(years: Iterable[int], current: int | None, wanted: int | None, source: str) -> int:
    """The year to compare with, out of those there are."""
    there = sorted(set(years))
    listed = ", ".join(map(str, there))
    if wanted is not None:
        if wanted not in there:
            raise UsageError(f"{source}: không có số liệu năm {wanted}; có các năm: {listed}")
        if wanted == current:
            raise UsageError(f"{source}: năm {wanted} chính là năm của báo cáo kỳ này; chọn năm trước đó bằng --year")
        return wanted
    earlier = [year for year in there if current is None or year < current]
    if current is not None and current - 1 in earlier:
        return current - 1
    if not earlier:
        same = f"chính là năm của báo cáo kỳ này ({current})" if current in there else f"không trước năm {current}"
        raise UsageError(f"{source}: năm của số liệu ({listed}) {same}; đưa số liệu của năm trước")
    if len(earlier) > 1:
        raise UsageError(f"{source}: có nhiều năm trước ({listed}); chọn một năm bằng --year")
    return earlier[0]


def _of_table(path: Path, data: bytes, current: Figures, wanted: int | None) -> Previous:
    table = read_table(path, data)
    year = choose_year(table.years, current.year, wanted, shown(path))
    problems = [*table.problems, *_other_years(shown(path), table.years, year, current.year)]
    by_area: dict[AreaName | None, list[Indicator]] = defaultdict(list)
    for one in table.years[year]:
        by_area[area_name(one.area, None, one.area_code)].append(one)
    sides = tuple(
        Figures(shown(path), year, tuple(members), area=area, span=frozenset()) for area, members in by_area.items()
    )
    return Previous(shown(path), year, sides, tuple(problems))


def _of_reports(
    source: str, sides: list[Figures], current: Figures, wanted: int | None, *, named: bool = False
) -> Previous:
    """Reports of several years, areas and periods: those of one year, at most one for each area."""
    sides = [side for side in sides if named or side.document != current.document]
    if not sides:
        raise UsageError(f"{source}: không có báo cáo nào khác báo cáo kỳ này; đọc báo cáo trước bằng `baocao run`")
    if named and sides[0].document == current.document:
        raise UsageError(f"{source}: kỳ trước và kỳ này là cùng một báo cáo; đưa báo cáo của năm trước")
    dated = [side for side in sides if side.year is not None]
    if not dated:
        raise UsageError(f"{source}: không rõ báo cáo kỳ trước là của năm nào; dùng bảng có cột year")
    year = choose_year((side.year for side in dated if side.year), current.year, wanted, source)
    by_area: dict[object, list[Figures]] = defaultdict(list)
    for side in dated:
        if side.year == year:
            by_area[side.area.key if side.area else None].append(side)
    chosen = [_one_of(source, year, same, current) for same in by_area.values()]
    problems = _other_years(source, [side.year for side in dated if side.year], year, current.year) if named else []
    return Previous(chosen[0].file if len(chosen) == 1 else source, year, tuple(chosen), tuple(problems))


def _one_of(source: str, year: int, same: list[Figures], current: Figures) -> Figures:
    """Of one area's reports for a year, the one that covers the same stretch of it as the current report."""
    fitting = [side for side in same if side.span == current.span] or same
    if len(fitting) > 1:
        files = ", ".join(sorted(side.file for side in fitting))
        raise UsageError(f"{source}: có {len(fitting)} báo cáo năm {year} của cùng địa bàn ({files}); chỉ ra một tệp")
    return fitting[0]


def _other_years(source: str, years: Iterable[int], year: int, current: int | None) -> list[InputProblem]:
    others = sorted(set(years) - {year})
    notes = []
    if others:
        listed = ", ".join(map(str, others))
        notes.append(
            InputProblem(file=source, message=f"dùng số liệu năm {year}; bỏ qua năm {listed} (chọn bằng --year)")
        )
    if current is not None and year != current - 1:
        notes.append(
            InputProblem(file=source, message=f"số liệu là của năm {year}, không phải năm liền trước {current}")
        )
    return notes


def _from_folder(folder: Path) -> Iterator[Figures]:
    """Every report in JSON under a folder; other JSON files (a run's list) are passed over."""
    for file in sorted(folder.rglob("*.json")):
        data = _bytes(file)
        if b'"schema_version"' in data and b'"observations"' in data:
            yield of_report(_parsed(file, data), shown(file))


def _from_store(url: str, current: Figures, wanted: int | None) -> list[Figures]:
    from pipeline import store

    with store.opened(url) as opened:
        years = opened.years()
        if not years:
            raise UsageError(f"{opened.name}: kho chưa có báo cáo nào; nạp bằng `baocao store import`")
        year = choose_year(years, current.year, wanted, opened.name)
        return [of_report(report, report.document.file) for report in opened.reports(year=year)]


def _report(path: Path, data: bytes) -> Report:
    if data.lstrip()[:1] == b"{":
        return _parsed(path, data)
    if path.suffix.lower() in _TABLE_SUFFIXES:
        raise UsageError(f"{shown(path)} là bảng số liệu; kỳ này phải là một báo cáo hoặc JSON của nó")
    from pipeline.report import read_report

    return read_report(path)


def _parsed(path: Path, data: bytes) -> Report:
    try:
        return Report.model_validate_json(data)
    except ValidationError as error:
        cause = f"không phải JSON của một báo cáo ({_first(error)})"
        raise UnreadableInput(path, Reason.UNSUPPORTED, cause, "tạo lại bằng `baocao extract`") from error
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise UnreadableInput(path, Reason.TRUNCATED) from error


def _first(error: ValidationError) -> str:
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"]) or "tệp"
    return f"{where}: {first['msg']}"


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from error
