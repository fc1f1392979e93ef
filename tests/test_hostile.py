"""Files made to harm, a few of each kind, through a whole run: `benchmarks/hostile.py` has hundreds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, SMALL_REPORT

from pipeline import batch

KINDS = [
    "pdf-kids", "pdf-form-in", "pdf-count", "pdf-table-", "pdf-arrays", "pdf-only", "pdf-flate-3", "word-entity", "word-a-bill",
    "word-name", "word-span", "word-note", "word-external-image", "word-sizes", "text-right", "text-controls", "text-one-word",
    "text-utf-16", "disguise-pdf", "disguise-word", "picture-png-of-2", "picture-tiff-round",
]  # fmt: skip


@pytest.mark.timeout(400)
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the set has pipes")
def test_hostile_files_end_in_time_with_a_report_or_a_typed_reason() -> None:
    script = [sys.executable, ROOT / "benchmarks" / "hostile.py", "--only", *KINDS]
    ended = subprocess.run(script, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert int(ended.stdout.split()[0]) >= 50


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes")
def test_what_is_no_file_is_told_and_not_waited_for(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "tốt.txt").write_text(SMALL_REPORT, "utf-8")
    os.mkfifo(folder / "ống.txt")
    (folder / "vô tận.txt").symlink_to("/dev/zero")
    (folder / "vòng.txt").symlink_to("vòng.txt")
    with (folder / "rỗng ruột.pdf").open("wb") as sparse:
        sparse.truncate(1 << 40)
    ended = batch.run([folder], tmp_path / "out")
    told = {one.job.file.name: one.error.reason.value if one.error else "report" for one in ended.done}
    assert told == {
        "tốt.txt": "report", "ống.txt": "unsupported", "vô tận.txt": "unsupported", "vòng.txt": "no_access",
        "rỗng ruột.pdf": "too_large",
    }  # fmt: skip
    kept = [json.loads(file.read_text("utf-8")) for file in (tmp_path / "out" / "quarantine").iterdir()]
    assert sorted(one["reason"] for one in kept) == ["no_access", "too_large", "unsupported", "unsupported"]
