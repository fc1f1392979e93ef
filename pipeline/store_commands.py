"""What `baocao store import|list|export` does; the command line prints, this tells it what.

A file that is no report is named and passed over; the others are imported. Exports are named as `baocao run` names
reports, so that an export is again an input of `reconcile` and `store import`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from pipeline import store
from pipeline.deliver import Delivered, deliver
from pipeline.errors import Exit, Reason, ReportError, UnreadableInput, UsageError, shown, unreadable
from pipeline.review.gold import gold
from schemas import Report

Form = Literal["json", "tables", "gold"]
Told = Callable[[str], None]
_SAID = {"new": "đã nạp", "version": "đã nạp bản mới", "unchanged": "không đổi"}
_DIGITS = 8


def load(url: str | None, inputs: Sequence[Path], *, on_done: Told, on_error: Callable[[ReportError], object]) -> Exit:
    """Import every report under `inputs`. Raises UsageError where there is nothing to import."""
    files = list(_files(inputs))
    if not files:
        raise UsageError("không có tệp JSON nào để nạp; tạo bằng `baocao run … --out DIR` rồi nạp DIR/reports")
    failed = 0
    with store.opened(store_url(url)) as opened:
        for file, named in files:
            try:
                report = _read(file, named=named)
            except ReportError as error:
                on_error(error)
                failed += 1
                continue
            if report is not None:
                on_done(f"{shown(file)}: {_SAID[opened.add(report)]}")
    return Exit.SOME_FAILED if failed else Exit.OK


def listing(url: str | None) -> Iterator[str]:
    """A head and one line per document, tab-separated."""
    yield "id\tyear\tarea\tissuer\tversions\tobservations\tfile"
    with store.opened(store_url(url)) as opened:
        for one in opened.entries():
            digits = one.hash.removeprefix("sha256:")[:_DIGITS]
            fields = (digits, one.year, one.area, one.issuer, one.versions, one.observations, one.file)
            yield "\t".join("" if field is None else str(field).replace("\t", " ") for field in fields)


def export(url: str | None, hashes: Iterable[str], out: Path, form: Form, *, on_done: Told) -> Exit:
    """Write the reports as people left them, all or those whose hash begins as named.

    `json`: one file each in `out`. `tables`: the data set of a run (`pipeline.deliver`) with the reports in
    `out/reports`. `gold`: annotations for `make eval`.
    """
    folder = out / "reports" if form == "tables" else out
    folder.mkdir(parents=True, exist_ok=True)
    wanted: list[str | None] = [*hashes] or [None]
    written: list[Delivered] = []
    missing = 0
    with store.opened(store_url(url)) as opened:
        for digits in wanted:
            found = 0
            for report in opened.reports(digits=digits):
                digest = report.document.id.removeprefix("sha256:")
                key = f"{Path(report.document.file).stem}-{digest[:_DIGITS]}"
                target = folder / (f"{key}.gold.json" if form == "gold" else f"{key}.json")
                target.write_text(_gold(report) if form == "gold" else report.model_dump_json(indent=2) + "\n", "utf-8")
                on_done(shown(target))
                # The store keeps no original: what the page of the run links to is the JSON.
                written.append(Delivered(target, key, digest))
                found += 1
            if not found and digits:
                on_done(f"{digits}: kho không có văn bản này")
                missing += 1
    if not written:
        raise UsageError("kho không có báo cáo nào để lấy ra; xem `baocao store list`")
    if form == "tables":
        for name in deliver(out, written, ()):
            on_done(shown(out / name))
    return Exit.SOME_FAILED if missing else Exit.OK


def _gold(report: Report) -> str:
    return json.dumps(gold(report), ensure_ascii=False, indent=1) + "\n"


def store_url(url: str | None) -> str | None:
    """A URL as given; a path of a file means SQLite."""
    return url if url is None or "://" in url else f"sqlite:///{url}"


def _files(inputs: Iterable[Path]) -> Iterator[tuple[Path, bool]]:
    """JSON files with whether they were named outright; a folder's other JSON files (a run's list) are passed over."""
    for path in inputs:
        if path.is_dir():
            yield from ((file, False) for file in sorted(path.rglob("*.json")) if "quarantine" not in file.parts)
        else:
            yield path, True


def _read(file: Path, *, named: bool) -> Report | None:
    try:
        data = file.read_bytes()
    except OSError as error:
        raise unreadable(file, error) from error
    if not named and b'"schema_version"' not in data:
        return None
    try:
        return Report.model_validate_json(data)
    except ValidationError as error:
        cause = f"không phải JSON của một báo cáo ({error.errors()[0]['msg']})"
        raise UnreadableInput(file, Reason.UNSUPPORTED, cause, "tạo lại bằng `baocao extract`") from error
