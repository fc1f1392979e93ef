"""Fuzzing guided by coverage, a little of it: `benchmarks/fuzz.py` goes on for as long as one likes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT


@pytest.mark.timeout(300)
@pytest.mark.parametrize("target", ["numbers", "segment", "text", "docx", "pdf"])
def test_no_input_breaks_the_target(target: str, tmp_path: Path) -> None:
    pytest.importorskip("atheris", reason="has no wheel for this platform")
    script = [sys.executable, ROOT / "benchmarks" / "fuzz.py", target, "--runs", "400", "--keep", tmp_path]
    ended = subprocess.run(script, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert ended.stdout.startswith(f"{target}: ")
    assert int(ended.stdout.split()[1]) >= 400
