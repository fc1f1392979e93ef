"""`kill -9` in the middle of a run: the script that tries 50 points, here with a few."""

from __future__ import annotations

import subprocess
import sys

import pytest
from conftest import ROOT


@pytest.mark.timeout(400)
@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_a_killed_run_leaves_no_half_file_and_resumes_to_the_same_bytes() -> None:
    script = [sys.executable, ROOT / "benchmarks" / "kills.py", "--points", "2", "--reports", "12", "--no-samples"]
    ended = subprocess.run(script, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert ended.stdout.startswith("2 kills")
