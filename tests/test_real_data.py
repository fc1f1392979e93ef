"""Real reports that are no part of the project: nothing that is printed as a number goes unaccounted for."""

from __future__ import annotations

import re

import pytest
from conftest import ROOT

from pipeline.document import Document
from pipeline.report import process

REAL = ROOT.parent / "shared" / "data" / "real"
NUMBER = re.compile(r"\d[\d.,]*")

pytestmark = pytest.mark.skipif(not REAL.exists(), reason="the shared data are not here")


def unaccounted(document: Document, start: int, end: int) -> list[str]:
    """The numbers of `text[start:end]` that are in no figure and in no numeral that a rule explains."""
    known = [(o.source.start, o.source.end) for o in document.observations]
    known += [(n.start, n.end) for n in document.numerals if n.kind != "unexplained"]
    return [
        document.text[max(m.start() - 20, 0) : m.end() + 20]
        for m in NUMBER.finditer(document.text, start, end)
        if not any(low <= m.start() and m.end() <= high for low, high in known)
    ]


@pytest.mark.parametrize(
    ("name", "observations"),
    [("bieu-chi-tieu-huyen-2019.pdf", 400), ("bieu-muc-tieu-xa-2020.pdf", 1000), ("bao-cao-thang-6-2026-xa.docx", 85)],
)
def test_every_cell_of_a_real_form_is_a_figure_or_explained(name: str, observations: int) -> None:
    document = process(REAL / name)
    assert len(document.observations) >= observations
    cells = [piece for grid in document.grids for cell in grid.cells for piece in cell.pieces]
    assert cells
    notes = [(p.start, p.end) for p in document.paragraphs if p.role in ("head", "furniture")]
    lost = [
        words
        for start, end in cells
        if not any(low <= start < high for low, high in notes)
        for words in unaccounted(document, start, end)
    ]
    assert lost == []


@pytest.mark.parametrize(
    "name",
    [
        "bieu-chi-tieu-huyen-2019.pdf", "bieu-muc-tieu-xa-2020.pdf", "bao-cao-thang-6-2026-xa.docx",
        "ke-hoach-nq84-2020-ky-so.pdf",
    ],
)  # fmt: skip
def test_hardly_a_numeral_of_a_real_report_is_unexplained(name: str) -> None:
    document = process(REAL / name)
    unexplained = [n for n in document.numerals if n.kind == "unexplained"]
    assert len(unexplained) <= 0.01 * len(document.numerals)
