"""`bao-cao.xlsx`, as an office expects it: findings, list of reports, projects, two years compared, a sheet per report.

A report's sheet lists its indicators under the report's headings: unit, result, plan, % of plan, same period, % of it,
and the words and page that state them. Values are number cells in the scale an office writes (tỷ đồng, tạ/ha); the
format carries the printed decimals and the words `trên`, `dưới`, `khoảng`; the separators are those of the reader's own
Excel. A percentage that the report leaves out and the row's two numbers give is a formula in italics. Sheets are
written row by row (constant memory). Beyond `OWN_SHEETS` reports all figures stand in shared sheets with the report's
name in front. Never: a text cell that could run as a formula.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from pipeline.deliver.office import Row, Slot, office_rows, section_titles, with_sections
from pipeline.deliver.quotes import quote
from pipeline.deliver.rows import Loaded, Years
from pipeline.deliver.sheets import Sheet, cut, decimals, inside, to_json
from pipeline.deliver.units import approximation, scale
from pipeline.deliver.wording import RULES, SEVERITIES, STATUSES
from pipeline.deliver.years_sheet import COLUMNS as YEARS
from pipeline.deliver.years_sheet import Looks, add_years
from pipeline.files import atomic

OWN_SHEETS = 100
MOST_ROWS = 1_000_000
"""Rows a shared sheet takes before the next begins; Excel's own limit is 1,048,576."""
_SLOTS: tuple[Slot, ...] = ("result", "plan", "plan_percent", "previous", "previous_percent")
_FIGURES = (
    ("Chỉ tiêu", 46), ("ĐVT", 14), ("Thực hiện / ước", 16), ("Kế hoạch", 16), ("% KH", 9), ("Cùng kỳ", 16),
    ("% so cùng kỳ", 12), ("So sánh khác", 30), ("Nguồn: trích báo cáo", 70), ("Trang", 7),
)  # fmt: skip
_FINDINGS = (
    ("Mức độ", 10), ("Báo cáo", 30), ("Phát hiện", 70), ("Loại", 30), ("Các vế được trích", 90), ("Trang", 9),
)  # fmt: skip
_REPORTS = (
    ("Báo cáo", 34), ("Cơ quan ban hành", 34), ("Số, ký hiệu", 18), ("Ngày", 12), ("Trích yếu", 60), ("Số trang", 9),
    ("Số liệu", 9), ("Dự án", 9), ("Phát hiện", 10), ("JSON", 8), ("Trang xem", 10),
)  # fmt: skip
_PROJECTS = (
    ("Dự án, công trình", 60), ("Kinh phí (triệu đồng)", 18), ("Tình trạng", 18), ("Nguồn vốn", 26), ("Chủ đầu tư", 26),
    ("Địa điểm", 26), ("Báo cáo", 34), ("Nguồn: trích báo cáo", 70), ("Trang", 7),
)  # fmt: skip


class Workbook:
    """The workbook of a run, filled report by report; `folder` is for temporary files, `years` whether any report is
    compared with the year before."""

    def __init__(self, path: Path, reports: int, folder: str, years: bool) -> None:
        self._book = xlsxwriter.Workbook(
            str(path),
            {
                "constant_memory": True,
                "tmpdir": folder,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        self._book.set_properties({"title": "Số liệu báo cáo", "created": datetime(2000, 1, 1)})
        self._formats: dict[tuple[str, bool], Any] = {}
        self._head = self._book.add_format(
            {"bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": "#DDEBF7", "border": 1}
        )
        self._bold = self._book.add_format({"bold": True, "bg_color": "#F2F2F2"})
        self._title = self._book.add_format({"bold": True, "font_size": 13})
        self._wrap = self._book.add_format({"text_wrap": True, "valign": "top"})
        self._alarm = {
            "error": self._book.add_format(
                {"bold": True, "font_color": "#9C0006", "bg_color": "#FFC7CE", "valign": "top"}
            ),
            "warning": self._book.add_format({"font_color": "#7F6000", "bg_color": "#FFEB9C", "valign": "top"}),
        }
        self._date = self._book.add_format({"num_format": "dd/mm/yyyy", "valign": "top", "align": "left"})
        self._looks = (self._head, self._bold, self._book.get_default_url_format())
        self._findings = self._sheet("Phát hiện", _FINDINGS)
        self._index = self._sheet("Mục lục", _REPORTS)
        self._projects = self._sheet("Dự án", _PROJECTS)
        self._years = self._sheet("Đối chiếu", YEARS) if years else None
        self._own = reports <= OWN_SHEETS
        self._names = {"phát hiện", "mục lục", "dự án", "đối chiếu"}
        self._shared: Sheet | None = None
        self._shared_count = 0

    def add(self, key: str, report: Loaded, years: Years | None = None) -> None:
        """One report: its own sheet or its part of a shared one, and its lines in the sheets of the run; `years` is its
        comparison with the year before."""
        sheet = self._add_figures(key, report)
        self._add_index(key, report, sheet)
        self._add_findings(key, report, sheet)
        self._add_projects(key, report, sheet)
        if years is not None and self._years is not None:
            add_years(self._years, Looks(self.number, self._wrap, self._alarm), report, years, sheet, MOST_ROWS)

    def done(self) -> None:
        """Finish the sheets and write the file."""
        if self._findings.row == 1:
            self._findings.texts(["", "", "Không phát hiện mâu thuẫn nào."])
        for sheet in (self._findings, self._index, self._projects, self._years, self._shared):
            if sheet is not None:
                sheet.done()
        self._book.close()

    def _sheet(self, name: str, columns: Sequence[tuple[str, int]], above: int = 1) -> Sheet:
        return Sheet(self._book, self._looks, name, columns, above)

    def number(self, decimals: int, approx: str = "exact", computed: bool = False) -> Any:
        """The cell format for a number with these printed decimals and approximation word."""
        word = approximation(approx)
        code = (f'"{word}"' if word else "") + "#,##0" + ("." + "0" * decimals if decimals else "")
        if (code, computed) not in self._formats:
            look = {"num_format": code, "valign": "top", "align": "right"}
            self._formats[code, computed] = self._book.add_format(
                look | ({"italic": True, "font_color": "#7F7F7F"} if computed else {})
            )
        return self._formats[code, computed]

    def _add_figures(self, key: str, report: Loaded) -> str:
        """The report's figures; the name of the sheet that holds them."""
        rows, titles = office_rows(report), section_titles(report)
        if self._own:
            name = self._sheet_name(key)
            sheet = self._sheet(name, _FIGURES, above=4)
            self._above(sheet, key, report)
        else:
            needed = 2 * len(rows)
            if self._shared is None or self._shared.row + needed > MOST_ROWS:
                if self._shared is not None:
                    self._shared.done()
                self._shared_count += 1
                self._shared = self._sheet(f"Số liệu {self._shared_count}", (("Báo cáo", 34), *_FIGURES))
            sheet = self._shared
        for title, row in with_sections(rows, titles):
            if title and self._own:
                sheet.write_title(title)
            self._figure(sheet, key, row, report["text"])
        if self._own:
            sheet.done()
        return sheet.name

    def _above(self, sheet: Sheet, key: str, report: Loaded) -> None:
        """The lines over the head of a report's own sheet."""
        header = report["document"]["header"]
        name = " ".join(filter(None, (header["type"], header["number"])))
        sheet.sheet.write_string(
            0, 0, cut(" – ".join(filter(None, (header["issuer"], name, header["date"])))), self._title
        )
        sheet.sheet.write_string(1, 0, cut(header["subject"] or report["document"]["file"]))
        sheet.link(2, 0, inside("Mục lục"), "← Mục lục")
        sheet.link(2, 1, to_json(key), "JSON")
        sheet.link(2, 2, f"external:index.html#r{key[-8:]}", "Trang xem")
        sheet.sheet.write_string(2, 3, "Số in nghiêng: tính từ hai cột bên trái, báo cáo không ghi.")

    def _figure(self, sheet: Sheet, key: str, row: Row, text: str) -> None:
        first = 0 if self._own else 1
        at = sheet.next_row()
        if first:
            sheet.sheet.write_string(at, 0, key)
        levels = [row.cells[slot] for slot in ("result", "plan", "previous") if slot in row.cells]
        largest = max((max(abs(cell.low), abs(cell.high)) for cell in levels), default=Decimal(0))
        shown = scale(row.unit, largest, row.counted) if row.unit else None
        sheet.sheet.write_string(at, first, cut(row.name), self._wrap)
        sheet.sheet.write_string(at, first + 1, shown.label if shown else "", self._wrap)
        for offset, slot in enumerate(_SLOTS, first + 2):
            factor = shown.factor if shown and not slot.endswith("percent") else Decimal(1)
            self._value(sheet, at, offset, row, slot, factor)
        sheet.sheet.write_string(at, first + 7, cut("; ".join(row.notes)), self._wrap)
        source = row.first["source"]
        sheet.sheet.write_string(at, first + 8, cut(quote(text, source).line), self._wrap)
        if source["page"] is not None:
            sheet.sheet.write_number(at, first + 9, source["page"], self._wrap)

    def _value(self, sheet: Sheet, at: int, column: int, row: Row, slot: Slot, factor: Decimal) -> None:
        cell = row.cells.get(slot)
        if cell is not None:
            shown_decimals = decimals(Decimal(str(cell.observation["resolution"])) / factor)
            if cell.low == cell.high:
                look = self.number(shown_decimals, cell.observation["approx"])
                sheet.sheet.write_number(at, column, float(cell.low / factor), look)
            else:
                low, high = (f"{end / factor:,.{shown_decimals}f}" for end in (cell.low, cell.high))
                sheet.sheet.write_string(at, column, f"{low}–{high}".translate(_SWAP), self.number(0))
            return
        base = {"plan_percent": "plan", "previous_percent": "previous"}.get(slot)
        result, other = row.cells.get("result"), row.cells.get(base) if base else None  # type: ignore[call-overload]
        if (
            result
            and other
            and result.low == result.high
            and other.low == other.high
            and other.low > 0
            and result.low >= 0
        ):
            first = column - _SLOTS.index(slot)
            top, bottom = (_address(at, first + _SLOTS.index(which)) for which in ("result", base))
            sheet.sheet.write_formula(
                at, column, f"={top}/{bottom}*100", self.number(1, computed=True), float(result.low / other.low * 100)
            )

    def _add_index(self, key: str, report: Loaded, sheet: str) -> None:
        document = report["document"]
        header, at = document["header"], self._index.next_row()
        self._index.link(at, 0, inside(sheet), document["file"])
        for column, name in ((1, "issuer"), (2, "number"), (4, "subject")):
            self._index.sheet.write_string(at, column, cut(header[name] or ""), self._wrap)
        if header["date"]:
            self._index.sheet.write_datetime(at, 3, datetime.fromisoformat(header["date"]), self._date)
        counts = (document["pages"], *(len(report[name]) for name in ("observations", "projects", "findings")))
        for column, count in enumerate(counts, 5):
            if count is not None:
                self._index.sheet.write_number(at, column, count)
        self._index.link(at, 9, to_json(key), "mở")
        self._index.link(at, 10, f"external:index.html#r{key[-8:]}", "mở")

    def _add_findings(self, key: str, report: Loaded, sheet: str) -> None:
        by_id = {one["id"]: one for one in report["observations"]}
        for finding in report["findings"]:
            sides = [by_id[one]["source"] for one in finding["evidence"] if one in by_id]
            pages = sorted({side["page"] for side in sides if side["page"] is not None})
            at = self._findings.next_row()
            severity = finding["severity"]
            self._findings.sheet.write_string(at, 0, SEVERITIES[severity], self._alarm[severity])
            self._findings.link(at, 1, f"external:index.html#r{key[-8:]}-{finding['id']}", report["document"]["file"])
            quotes = "\n".join(f"({n}) {quote(report['text'], side).line}" for n, side in enumerate(sides, 1))
            for column, value in enumerate(
                (finding["message"], RULES[finding["rule"]], quotes, ", ".join(map(str, pages))), 2
            ):
                self._findings.sheet.write_string(at, column, cut(value), self._wrap)

    def _add_projects(self, key: str, report: Loaded, sheet: str) -> None:
        for one in report["projects"]:
            at = self._projects.next_row()
            self._projects.sheet.write_string(at, 0, cut(one["name"]), self._wrap)
            if one["cost"] is not None:
                cost = Decimal(str(one["cost"])) / 1_000_000
                self._projects.sheet.write_number(at, 1, float(cost), self.number(decimals(cost)))
            texts = (STATUSES.get(one["status"] or "", ""), one["funding"], one["owner"], one["location"])
            for column, value in enumerate(texts, 2):
                self._projects.sheet.write_string(at, column, cut(value or ""), self._wrap)
            self._projects.link(at, 6, inside(sheet), report["document"]["file"])
            self._projects.sheet.write_string(at, 7, cut(quote(report["text"], one["source"]).line), self._wrap)
            if one["source"]["page"] is not None:
                self._projects.sheet.write_number(at, 8, one["source"]["page"], self._wrap)

    def _sheet_name(self, key: str) -> str:
        """A name Excel accepts: 31 characters, none of `[]:*?/\\`, unlike the others whatever the case."""
        stem = re.sub(r"[\[\]:*?/\\\x00-\x1f]", "_", key[:-9]).strip("'") or "báo cáo"
        name, number = stem[:31], 1
        while name.casefold() in self._names or name.casefold() == "history":
            number += 1
            name = f"{stem[: 31 - len(str(number)) - 1]}~{number}"
        self._names.add(name.casefold())
        return name


@contextmanager
def workbook_file(target: Path, reports: int, years: bool = False) -> Iterator[Workbook]:
    """The workbook at `target` for this many reports, `years` if some are compared with the year before; it appears
    when the block ends well."""
    # Constant memory means temporary files: they go with their folder, also where something goes wrong.
    with atomic(target) as stream, tempfile.TemporaryDirectory(prefix="baocao-") as folder:
        book = Workbook(Path(stream.name), reports, folder, years)
        yield book
        book.done()


_SWAP = str.maketrans(",.", ".,")


def _address(row: int, column: int) -> str:
    return f"{chr(ord('A') + column)}{row + 1}"
