"""What the README says of quality holds: `make eval` on annotated reports reaches at least these figures."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest
from conftest import ROOT

FLOORS = {
    # F1, or the share of right values: what was measured, less what one record may weigh.
    "shared": {"found": 0.995, "full": 0.94, "projects": 0.99, "sections": 0.99, "footnotes": 0.99, "findings": 0.99},
    "dev": {"found": 0.99, "full": 0.946, "projects": 0.965, "sections": 0.99, "footnotes": 0.99, "findings": 0.98},
    "test": {"found": 0.99, "full": 0.921, "projects": 0.975, "sections": 0.99, "footnotes": 0.99},
}


@pytest.mark.parametrize("split", FLOORS)
def test_quality_is_kept(split: str) -> None:
    if split == "shared" and not (ROOT.parent / "shared" / "gold").exists():
        pytest.skip("the shared gold is not here")
    command = [sys.executable, "benchmarks/evaluate.py", "--split", split, "--json"]
    rows = json.loads(subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout)
    for edition in ("txt", "docx", "pdf"):
        measured = {name: f1(tally) for name, tally in rows[f"{split:6} all .{edition}"].items()}
        short = {name: (measured[name], floor) for name, floor in FLOORS[split].items() if measured[name] < floor}
        assert not short, f"{edition}: {short}"


def test_the_evaluation_tells_kinds_of_error_and_unexplained_numerals() -> None:
    command = [sys.executable, "benchmarks/evaluate.py", "--edition", "txt"]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    told = re.findall(
        r"^(dev|test) +txt +differences: (.+); unexplained (\d+) of (\d+) numerals$", printed, re.MULTILINE
    )
    assert [split for split, *_ in told] == ["dev", "test"]
    for _, kinds, left, numerals in told:
        assert re.search(r"\bwrong indicator \d+", kinds)
        assert int(left) <= 0.01 * int(numerals)


def f1(tally: dict[str, int]) -> float:
    """The harmonic mean of precision and recall."""
    return 2 * tally["right"] / (tally["predicted"] + tally["gold"])
