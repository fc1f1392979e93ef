"""The data set of a run: what other systems, a spreadsheet and a person's browser take from `DIR`.

    DIR/{reports,observations,projects,findings,reconciliation}.{csv,parquet}   typed tables   rows, csv, parquet
    DIR/observations.sdmx.csv   SDMX-CSV 2.0          sdmx
    DIR/datapackage.json        what the tables are   package
    DIR/bao-cao.xlsx            for an office         office, workbook, years_sheet
    DIR/index.html              to look at            page, years_page, charts, crops

One pass over the reports' JSON in `DIR/reports`, in the order of their keys, one report in memory at a time (with that
of the year before, where both are quoted): the bytes depend on the reports alone, not on the order of the inputs, the
number of workers or what was resumed. Each file appears whole or stays as it was. Never: a value that is not in a
report's or a reconciliation's JSON.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from pipeline.deliver import csv, package, sdmx
from pipeline.deliver.page import page_file
from pipeline.deliver.parquet import parquet_file
from pipeline.deliver.rows import Years, load, rows_of, tables
from pipeline.deliver.workbook import workbook_file
from pipeline.errors import ReportError, shown
from pipeline.files import write_atomically

__all__ = ["Delivered", "deliver", "load"]


@dataclass(frozen=True, slots=True)
class Delivered:
    """A report to deliver: `file` as read, `key` of its JSON, `digest` of the file's content; `previous` are the
    JSON files of the reports it was compared with in `DIR/reconciliation`."""

    file: Path
    key: str
    digest: str
    previous: tuple[Path, ...] = ()


def deliver(out: Path, reports: Iterable[Delivered], failures: Sequence[ReportError]) -> dict[str, str]:
    """Write the data set of these reports into `out`; name and SHA-256 of every file written.

    The same content under several names is delivered once, under the name that sorts first.
    """
    chosen = _distinct(reports)
    failed = sorted((shown(error.file), error.cause, error.next_step) for error in failures)
    names = ["observations.sdmx.csv", "bao-cao.xlsx", "index.html"]
    with ExitStack() as stack:
        flat = [
            (
                table,
                stack.enter_context(csv.csv_file(out / f"{table.name}.csv", [column.name for column in table.columns])),
                stack.enter_context(parquet_file(out / f"{table.name}.parquet", table)),
            )
            for table in tables()
        ]
        exchange = stack.enter_context(csv.csv_file(out / "observations.sdmx.csv", sdmx.HEADS))
        book = stack.enter_context(
            workbook_file(out / "bao-cao.xlsx", len(chosen), years=any(one.previous for one in chosen))
        )
        html = stack.enter_context(page_file(out / "index.html", failed))
        for one in chosen:
            report = load(out / "reports" / f"{one.key}.json")
            years = None
            if one.previous:
                keys = tuple(file.stem for file in one.previous)
                years = Years(load(out / "reconciliation" / f"{one.key}.json"), keys, one.previous)
            for table, sheet, columns in flat:
                made = list(rows_of(table, one.key, report, years))
                csv.add(sheet, table, made)
                columns.add(made)
            sdmx.add(exchange, one.key, report)
            book.add(one.key, report, years)
            html.add(one.key, report, one.file, years)
    names += [f"{table.name}.{kind}" for table in tables() for kind in ("csv", "parquet")]
    write_atomically(out / "datapackage.json", package.descriptor(out, tables(), metadata.version("baocao")))
    return {name: package.sha256(out / name) for name in sorted([*names, "datapackage.json"])}


def _distinct(reports: Iterable[Delivered]) -> list[Delivered]:
    first: dict[str, Delivered] = {}
    for one in sorted(reports, key=lambda one: (one.key, shown(one.file))):
        first.setdefault(one.digest, one)
    return sorted(first.values(), key=lambda one: one.key)
