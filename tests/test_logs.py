"""The log of a run for programs: whole JSON lines, and nothing in them that a document says."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from conftest import SMALL_REPORT, Ended

from pipeline.document import Document

Baocao = Callable[..., Ended]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two years of one commune, and a file that gives no report."""
    root = tmp_path / "in"
    root.mkdir()
    (root / "nay.txt").write_text(SMALL_REPORT, "utf-8")
    (root / "truoc.txt").write_text(SMALL_REPORT.replace("2022", "2021").replace("12,5 tỷ", "11,9 tỷ"), "utf-8")
    (root / "hong.pdf").write_bytes(b"%PDF-1.7\n1 0 obj<</Type/Cata")
    return root


def lines(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_a_line_per_event_with_time_level_counts_and_seconds(baocao: Baocao, folder: Path, tmp_path: Path) -> None:
    log = tmp_path / "run.jsonl"
    ended = baocao("run", folder, "--out", tmp_path / "out", "--log-json", log)
    assert (ended.code, ended.out) == (1, "")
    told = lines(log.read_text("utf-8"))
    assert [one["event"] for one in told] == [
        "began", "report", "report", "report", "comparing", "comparison", "delivering", "ended",
    ]  # fmt: skip
    assert len({one["run"] for one in told}) == 1
    assert all(datetime.fromisoformat(str(one["time"])).tzinfo for one in told)
    failed = next(one for one in told if one.get("status") == "failed")
    assert (failed["level"], failed["reason"]) == ("warning", "truncated")
    read = next(one for one in told if one.get("status") == "done")
    assert read["counts"]["observations"] >= 4  # type: ignore[index]
    assert {"read", "extract", "check"} <= set(read["stages"])  # type: ignore[call-overload]
    assert told[-1]["counts"] == {"done": 2, "reused": 0, "duplicate": 0, "failed": 1}
    assert "reconcile" in told[-1]["stages"]  # type: ignore[operator]
    baocao("run", folder, "--out", tmp_path / "out", "--log-json", log)
    again = lines(log.read_text("utf-8"))
    assert again[: len(told)] == told
    assert {one["run"] for one in again} > {told[0]["run"]}


def test_a_dash_gives_the_lines_alone_on_standard_error(baocao: Baocao, folder: Path, tmp_path: Path) -> None:
    ended = baocao("run", folder, "--out", tmp_path / "out", "--log-json", "-")
    assert ended.out == ""
    assert {"began", "ended"} <= {str(one["event"]) for one in lines(ended.err)}


@pytest.mark.parametrize("debug", [False, True])
def test_the_words_of_documents_and_of_errors_about_them_are_for_debug_alone(
    baocao: Baocao, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, debug: bool
) -> None:
    from pipeline import batch
    from pipeline.pool import Pool

    def quoting(document: Document) -> Document:
        raise ValueError(f"cannot read {document.text}")

    monkeypatch.setattr("pipeline.stages.extract.extract", quoting)
    # The workers of a pool are other processes, which know nothing of this test's broken stage.
    monkeypatch.setattr(Pool, "__call__", lambda self, work, jobs: batch.in_process(work, jobs))
    log = tmp_path / "run.jsonl"
    ended = baocao("run", folder, "--out", tmp_path / "out", "--log-json", log, *(["--debug"] if debug else []))
    assert ended.code == 1
    told = lines(log.read_text("utf-8"))
    assert [one["reason"] for one in told if one.get("reason") == "internal"] == ["internal"] * 2
    words = [word for word in SMALL_REPORT.split() if len(word) >= 4]
    quoted = [one for one in told if any(word in json.dumps(one, ensure_ascii=False) for word in words)]
    assert {one["level"] for one in quoted} == ({"debug"} if debug else set())
