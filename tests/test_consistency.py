"""Sentences and tables in many drafters' hands: what only looks like a contradiction is never reported, and of those that
are, as many are found as `benchmarks/consistency.py` has measured."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from conftest import ROOT

sys.path.insert(0, str(ROOT / "benchmarks"))

from consistency import cases, is_found, report_of

COHERENT = cases("coherent")
CONTRADICTIONS = cases("contradictions")
RECALL = 0.93
"""Of the cases of `contradictions.toml`; a case that the rules do not reach stays in."""


@pytest.mark.parametrize("case", COHERENT, ids=[case["about"] for case in COHERENT])
def test_what_only_looks_like_a_contradiction_is_not_reported(tmp_path: Path, case: dict[str, str]) -> None:
    report = report_of(case["text"], tmp_path / "bao-cao.txt")
    assert [finding.message for finding in report.findings] == []


def test_contradictions_are_found_and_nothing_else_with_them(tmp_path: Path) -> None:
    found = 0
    for case in CONTRADICTIONS:
        findings = report_of(case["text"], tmp_path / "bao-cao.txt").findings
        right = [finding for finding in findings if is_found(case, finding)]
        assert len(right) == len(findings), (case["about"], [finding.message for finding in findings])
        found += bool(right)
    assert found / len(CONTRADICTIONS) >= RECALL


def test_there_are_as_many_that_fit_as_contradict() -> None:
    assert len(COHERENT) >= len(CONTRADICTIONS)
    assert len(COHERENT) + len(CONTRADICTIONS) >= 120
