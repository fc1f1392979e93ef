"""Reports with words lost, doubled and swapped are read all the same: nothing crashes, every record keeps the contract."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from pipeline.report import read_report

SAMPLES = sorted(p for p in (Path(__file__).parents[1] / "samples").glob("*/*.txt") if p.stem == p.parent.name)
STRAY = ["(", ")", ";", ":", "trong đó", "\n", "\n- ", "12%", "3/4", "là", "|", "0", "1.2.3", "2_", "tăng", "–"]
LENGTH = 1500
"""Characters of a sample that are damaged together: about a page."""


def damaged(rng: random.Random) -> str:
    """A page of a sample with up to 60 words lost, doubled, swapped or replaced by stray marks."""
    text = rng.choice(SAMPLES).read_text(encoding="utf-8")
    start = rng.randrange(len(text))
    words = text[start : start + LENGTH].split(" ")
    for _ in range(rng.randrange(1, 60)):
        i, j = rng.randrange(len(words)), rng.randrange(len(words))
        match rng.randrange(4):
            case 0 if len(words) > 5:
                del words[i]
            case 1:
                words.insert(i, words[j])
            case 2:
                words[i] = rng.choice(STRAY)
            case _:
                words[i], words[j] = words[j], words[i]
    return "BÁO CÁO\n\n" + " ".join(words)


@pytest.mark.parametrize("seed", range(8))
def test_damaged_pages_are_read(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    for n in range(12):
        file = tmp_path / f"{n}.txt"
        file.write_text(damaged(rng), encoding="utf-8")
        report = read_report(file)
        for said in report.observations:
            assert said.indicator.strip()
            assert said.source.text == report.text[said.source.start : said.source.end]
