"""Reports with words lost, doubled and swapped are read all the same, and files with bytes lost or changed are read or
refused: nothing crashes, every record keeps the contract."""

from __future__ import annotations

import contextlib
import random
from pathlib import Path

import pytest

from pipeline.errors import UnreadableInput
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


FILES = [p.with_suffix(suffix) for p in SAMPLES for suffix in (".docx", ".pdf")]


@pytest.mark.parametrize("seed", range(4))
def test_damaged_files_are_read_or_refused(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    for _ in range(12):
        source = rng.choice(FILES)
        data = bytearray(source.read_bytes())
        if rng.random() < 0.3:
            del data[rng.randrange(len(data)) :]
        else:
            for _ in range(rng.randrange(1, 40)):
                data[rng.randrange(len(data))] = rng.randrange(256)
        file = tmp_path / source.name
        file.write_bytes(data)
        with contextlib.suppress(UnreadableInput):
            report = read_report(file)
            for said in report.observations:
                assert said.source.text == report.text[said.source.start : said.source.end]
