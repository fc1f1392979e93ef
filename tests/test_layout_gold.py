"""Layout of the shared reports: joins over line ends, notes and their marks, exactly as annotated."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.layout.flow import paragraphs
from pipeline.readers.text import read

SHARED = Path(__file__).parents[2] / "shared"
GOLD = [
    p
    for name in ("quang-tri-2021", "phuong-2022", "nongthonmoi-2023")
    if (p := SHARED / "gold" / f"{name}.json").exists()
]


@pytest.mark.skipif(not GOLD, reason="the shared gold is not here")
@pytest.mark.parametrize("path", GOLD, ids=lambda p: p.stem)
def test_gold_joins_and_footnotes_agree_exactly(path: Path) -> None:
    gold = json.loads(path.read_text(encoding="utf-8"))
    source = SHARED / "data" / f"{path.stem}.txt"
    document = paragraphs(read(source, source.read_bytes()))
    for before, after in gold["joins"]:
        at = document.text.rindex(before, 0, document.text.index(after)) + len(before)
        assert any(
            start < at <= end
            and paragraph.pieces[i + 1 :]
            and document.text[paragraph.pieces[i + 1][0] :].startswith(after)
            for paragraph in document.paragraphs
            for i, (start, end) in enumerate(paragraph.pieces)
        ), (before, after)
    assert [(p.marker, p.start, p.end) for p in document.paragraphs if p.role == "note"] == [
        (note["marker"], note["start"], note["end"]) for note in gold["footnotes"]
    ]
    assert [(m.marker, m.start) for m in document.marks if m.kind == "reference"] == [
        (note["marker"], note["anchor"]) for note in gold["footnotes"]
    ]
