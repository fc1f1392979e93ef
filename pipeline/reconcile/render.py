"""A reconciliation for people: text table, Markdown or workbook, contradictions first.

The same rows in every format: what contradicts, what was restated, what jumped, then the rest by status; projects after
indicators. Never: leaves out a record.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator, Sequence

from pipeline.reconcile.wording import amount
from pipeline.verdicts import ORDER, PROJECT_ORDER, STATUS
from schemas.reconciliation import ReconciledIndicator, ReconciledProject, Reconciliation, Side

INDICATOR_HEADS = ("Kết quả", "Chỉ tiêu kỳ này", "Chỉ tiêu kỳ trước", "Kỳ trước", "Kỳ này", "Khớp tên", "Giải thích")
PROJECT_HEADS = ("Kết quả", "Dự án kỳ này", "Dự án kỳ trước", "Kỳ trước", "Kỳ này", "Khớp tên", "Giải thích")
_Sheet = tuple[str, tuple[str, ...], list[tuple[str, ...]]]
_WIDTHS = (18, 36, 36, 18, 18, 8, 80)


def to_json(result: Reconciliation) -> str:
    """The contract's JSON: UTF-8, two-space indent, one trailing newline."""
    return result.model_dump_json(indent=2) + "\n"


def to_markdown(result: Reconciliation) -> str:
    """Two Markdown tables under a heading each, and the notes."""
    return "\n".join(_markdown(result)) + "\n"


def _markdown(result: Reconciliation) -> Iterator[str]:
    yield f"# Đối chiếu {_side(result.current)} với {_side(result.previous)}"
    yield ""
    yield _counts(result)
    for title, heads, rows in _tables(result):
        yield f"\n## {title}\n"
        yield "| " + " | ".join(heads) + " |"
        yield "|" + "---|" * len(heads)
        for row in rows:
            yield "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |"
    if notes := list(_notes(result)):
        yield "\n## Ghi chú\n"
        yield from (f"- {note}" for note in notes)


def to_table(result: Reconciliation) -> str:
    """Columns of fixed width for a terminal; what does not fit ends in `…`."""
    lines = [_counts(result)]
    for title, heads, rows in _tables(result):
        lines += ["", title.upper(), _line(heads), _line(["─" * width for width in _WIDTHS])]
        lines += [_line(row) for row in rows]
    lines += ["", *_notes(result)] if list(_notes(result)) else []
    return "\n".join(lines) + "\n"


def to_xlsx(result: Reconciliation) -> bytes:
    """A workbook: indicators, projects, notes; the first row frozen, contradictions coloured."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill

    book = Workbook()
    book.properties.created = book.properties.modified = datetime.datetime(2000, 1, 1)
    book.remove(book.active)
    alarm = {STATUS["contradicts"]: "F8CBAD", STATUS["regressed"]: "F8CBAD", STATUS["restated"]: "FFE699"}
    notes: _Sheet = ("Ghi chú", ("Ghi chú",), [(note,) for note in _notes(result)])
    for title, heads, rows in (*_tables(result), notes):
        sheet = book.create_sheet(title)
        sheet.append(list(heads))
        for row in rows:
            sheet.append([_safe(cell) for cell in row])
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        sheet.freeze_panes = "A2"
        for column, width in zip("ABCDEFG", _WIDTHS if len(heads) > 1 else (100,), strict=False):
            sheet.column_dimensions[column].width = width
        for cells in sheet.iter_rows(min_row=2):
            for cell in cells:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
            if fill := alarm.get(str(cells[0].value)):
                cells[0].fill = PatternFill("solid", fgColor=fill)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _safe(cell: str) -> str:
    """A cell that a spreadsheet would take for a formula is shown as text."""
    return f"'{cell}" if cell[:1] in ("=", "+", "@") else cell


def _side(side: Side) -> str:
    return f"{side.file} (năm {side.year})" if side.year else side.file


def _counts(result: Reconciliation) -> str:
    counts = {status: sum(one.status == status for one in result.indicators) for status in ORDER}
    return (
        ", ".join(f"{STATUS[status]}: {count}" for status, count in counts.items() if count) or "không có chỉ tiêu nào"
    )


def _tables(result: Reconciliation) -> Iterator[_Sheet]:
    indicators = sorted(result.indicators, key=lambda one: (ORDER[one.status], not one.improbable))
    yield "Chỉ tiêu", INDICATOR_HEADS, [_indicator(one) for one in indicators]
    if result.projects:
        projects = sorted(result.projects, key=lambda one: PROJECT_ORDER[one.status])
        yield "Dự án", PROJECT_HEADS, [_project(one) for one in projects]


def _indicator(one: ReconciledIndicator) -> tuple[str, ...]:
    area = f" ({one.area})" if one.area else ""
    return (
        STATUS[one.status], (one.current_name or "") + (area if one.current_name else ""), one.previous_name or "",
        "" if one.previous_value is None else amount(one.previous_value, one.unit),
        "" if one.current_value is None else amount(one.current_value, one.unit),
        "" if one.match is None else f"{one.match:.0%}", one.message,
    )  # fmt: skip


def _project(one: ReconciledProject) -> tuple[str, ...]:
    before, now = (
        " ".join(part for part in (status or "", "" if cost is None else amount(cost, "VND")) if part)
        for status, cost in ((one.previous_status, one.previous_cost), (one.current_status, one.current_cost))
    )
    match = "" if one.match is None else f"{one.match:.0%}"
    return STATUS[one.status], one.current_name or "", one.previous_name or "", before, now, match, one.message


def _notes(result: Reconciliation) -> Iterator[str]:
    for link in result.areas:
        if link.relation != "same":
            yield f"Địa bàn {link.current}: {link.message}"
    for problem in result.problems:
        yield f"{problem.file}{f', dòng {problem.line}' if problem.line else ''}: {problem.message}"


def _line(cells: Sequence[str]) -> str:
    return " ".join(_fit(cell, width) for cell, width in zip(cells, _WIDTHS, strict=True)).rstrip()


def _fit(cell: str, width: int) -> str:
    return cell.ljust(width) if len(cell) <= width else cell[: width - 1] + "…"
