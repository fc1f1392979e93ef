"""Every record of the development samples, one line each, as it was when someone last looked: `make golden` renews.

The lines hold everything but the boxes, so that a change of behaviour is a readable difference. The annotations say
what is right; these files say what changes.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from conftest import ROOT

from pipeline.report import read_report
from schemas.report import Report
from schemas.source import Source

GOLDEN = Path(__file__).with_name("golden")
WRITE = os.environ.get("BAOCAO_GOLDEN") == "write"


def development_samples() -> list[Path]:
    """The text, Word and PDF edition of every sample of the `dev` split."""
    folders = sorted(meta.parent for meta in (ROOT / "samples").glob("*/meta.toml"))
    dev = [folder for folder in folders if tomllib.loads((folder / "meta.toml").read_text("utf-8"))["split"] == "dev"]
    return [folder / f"{folder.name}.{edition}" for folder in dev for edition in ("txt", "docx", "pdf")]


def line(*cells: object) -> str:
    """One record: its cells, `-` where there is nothing."""
    return " | ".join("-" if cell in (None, (), "") else str(cell).replace("\n", "⏎") for cell in cells)


def place(source: Source) -> str:
    """Where a record stands."""
    return f"{source.start}:{source.end}" + (f" p{source.page}" if source.page else "")


def lines(report: Report) -> Iterator[str]:
    """The report as readable lines."""
    for name, value in report.document.header.model_dump().items():
        yield line("header", name, value)
    for s in report.sections:
        yield line(s.id, s.parent, s.label, s.title, place(s.source))
    for f in report.footnotes:
        yield line(f.id, f.marker, f.section, f.anchor and place(f.anchor), place(f.source), f.text)
    for t in report.tables:
        yield line(t.id, t.caption, t.section, place(t.source), f"{len(t.columns)} × {len(t.rows)}")
    for o in report.observations:
        value = f"{o.low}" if o.low == o.high else f"{o.low}–{o.high}"
        kind = " ".join(str(part or "-") for part in (o.measure, o.basis, o.scenario, o.approx, o.year))
        where = " ".join(part or "-" for part in (o.section, o.footnote))
        yield line(o.id, o.indicator, f"{value} {o.unit}", o.counted, kind, where, place(o.source), o.source.text)
    for p in report.projects:
        seen = ", ".join(place(mention) for mention in p.mentions)
        yield line(p.id, p.name, p.cost, p.status, p.funding, p.owner, p.location, p.group, p.footnote, seen)
    for n in report.findings:
        yield line(n.id, n.rule, n.severity, n.message, ", ".join(n.evidence))
    for problem in report.problems:
        yield line("problem", problem.stage, problem.page, problem.message)


def compare(target: Path, content: Iterable[str]) -> None:
    """Hold the lines against the golden file, or write it while the switch is on."""
    text = "\n".join(content) + "\n"
    if WRITE:
        target.parent.mkdir(exist_ok=True)
        target.write_text(text, "utf-8")
    assert target.exists(), f"{target.name} is missing: `make golden` writes it"
    assert text.splitlines() == target.read_text("utf-8").splitlines()


@pytest.mark.parametrize("file", development_samples(), ids=lambda file: file.name)
def test_records_are_as_last_seen(file: Path) -> None:
    compare(GOLDEN / f"{file.name}.records", lines(read_report(file)))


def test_no_golden_file_is_left_over() -> None:
    wanted = {f"{file.name}.records" for file in development_samples()}
    if WRITE:
        for left_over in {file for file in GOLDEN.iterdir() if file.name not in wanted}:
            left_over.unlink()
    assert {file.name for file in GOLDEN.iterdir()} == wanted
