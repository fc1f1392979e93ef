"""Many reports: what is read, in what order, what is kept, what is done again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from conftest import SMALL_REPORT

from pipeline import batch, files, ledger
from pipeline.batch import Done, Job, Work
from pipeline.errors import Exit, UsageError


def report(number: int) -> str:
    """A readable report unlike the others."""
    return SMALL_REPORT.replace("4.250", f"4.25{number}")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three reports in two levels, and what lies beside reports in an office's folder."""
    root = tmp_path / "in"
    (root / "b").mkdir(parents=True)
    for number, name in enumerate(("b/hai.txt", "ba.txt", "b/mot.md")):
        (root / name).write_text(report(number), "utf-8")
    for name in ("README.md", "~$ba.docx", ".an.txt", "so-lieu.json", "b/anh.gif"):
        (root / name).write_text("x", "utf-8")
    return root


def names(outcome: batch.Outcome, *statuses: batch.Status) -> list[str]:
    """File names of the inputs with these statuses."""
    return [one.job.file.name for one in outcome.having(*statuses)]


def test_folders_are_read_in_a_fixed_order_without_what_is_no_report(folder: Path, tmp_path: Path) -> None:
    files, skipped = batch.discover([folder], tmp_path / "out")
    assert [file.relative_to(folder).as_posix() for file in files] == ["ba.txt", "b/hai.txt", "b/mot.md"]
    assert sorted(file.name for file in skipped) == ["README.md", "anh.gif", "so-lieu.json"]


def test_a_file_named_outright_is_tried_and_read_once(folder: Path, tmp_path: Path) -> None:
    picture = folder / "b" / "anh.gif"
    files, skipped = batch.discover([folder, picture, folder / "ba.txt"], tmp_path / "out")
    assert [file.name for file in files] == ["ba.txt", "hai.txt", "mot.md", "anh.gif"]
    assert picture not in skipped


def test_what_lies_in_the_output_folder_is_no_input(folder: Path) -> None:
    out = folder / "out"
    assert names(batch.run([folder], out), "done") == ["ba.txt", "hai.txt", "mot.md"]
    assert len(batch.run([folder], out).done) == 3


def test_a_second_run_reads_nothing_again(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = batch.run([folder], out)
    written = {file: file.stat().st_mtime_ns for file in (out / "reports").iterdir()}
    second = batch.run([folder], out)
    assert names(second, "reused") == names(first, "done")
    assert {file: file.stat().st_mtime_ns for file in (out / "reports").iterdir()} == written
    assert [one.counts for one in second.done] == [one.counts for one in first.done]
    assert len(names(batch.run([folder], out, force=True), "done")) == 3


def test_only_what_changed_is_read_again(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    batch.run([folder], out)
    (folder / "ba.txt").write_text(report(7), "utf-8")
    assert names(batch.run([folder], out), "done") == ["ba.txt"]
    monkeypatch.setattr(ledger, "code_version", lambda: "another-code")
    assert len(names(batch.run([folder], out), "done")) == 3


def test_an_interrupted_run_keeps_its_work_and_goes_on(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"

    def stop_after_one(work: Work, jobs: Sequence[Job]) -> Iterator[Done]:
        yield work(jobs[0])
        raise KeyboardInterrupt

    stopped = batch.run([folder], out, executor=stop_after_one)
    assert stopped.exit_code is Exit.INTERRUPTED
    assert names(stopped, "done") == ["ba.txt"]
    assert json.loads((out / "run.json").read_text("utf-8"))["interrupted"] is True
    resumed = batch.run([folder], out)
    assert (names(resumed, "reused"), names(resumed, "done")) == (["ba.txt"], ["hai.txt", "mot.md"])
    assert resumed.exit_code is Exit.OK


def test_a_journal_cut_short_by_a_crash_is_no_obstacle(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    batch.run([folder], out)
    journal = out / "journal.jsonl"
    journal.write_bytes(journal.read_bytes()[:-20])
    assert names(batch.run([folder], out), "done") == ["mot.md"]
    assert len(names(batch.run([folder], out), "reused")) == 3


def test_results_stand_in_input_order_whatever_the_executor_does(folder: Path, tmp_path: Path) -> None:
    def backwards(work: Work, jobs: Sequence[Job]) -> Iterator[Done]:
        return (work(job) for job in reversed(jobs))

    ordered, turned = batch.run([folder], tmp_path / "a"), batch.run([folder], tmp_path / "b", executor=backwards)
    assert [one.job.key for one in ordered.done] == [one.job.key for one in turned.done]
    for file in (tmp_path / "a" / "reports").iterdir():
        assert file.read_bytes() == (tmp_path / "b" / "reports" / file.name).read_bytes()


def test_equal_files_are_read_once_and_both_named(folder: Path, tmp_path: Path) -> None:
    copy = folder / "z" / "ba.txt"
    copy.parent.mkdir()
    copy.write_bytes((folder / "ba.txt").read_bytes())
    outcome = batch.run([folder], tmp_path / "out")
    assert names(outcome, "duplicate") == ["ba.txt"]
    assert len(list((tmp_path / "out" / "reports").iterdir())) == 3


def test_a_failure_goes_when_the_file_is_mended(tmp_path: Path) -> None:
    file, out = tmp_path / "x.txt", tmp_path / "out"
    file.write_bytes(b"")
    copy = tmp_path / "y" / "x.txt"
    copy.parent.mkdir()
    copy.write_bytes(b"")
    failed = batch.run([file, copy, tmp_path / "missing.txt"], out)
    assert failed.exit_code is Exit.SOME_FAILED
    assert [one.error and one.error.reason.value for one in failed.done] == ["empty", "empty", "missing"]
    assert {
        Path(entry["file"]).parent.name for entry in json.loads((out / "run.json").read_text("utf-8"))["failed"]
    } == {
        tmp_path.name,
        "y",
    }
    assert len(list((out / "quarantine").iterdir())) == 2
    (tmp_path / "missing.txt").write_text(report(1), "utf-8")
    file.write_text(report(2), "utf-8")
    assert names(batch.run([tmp_path / "missing.txt", file], out), "done") == ["missing.txt", "x.txt"]
    assert list((out / "quarantine").iterdir()) == []


def test_nothing_to_read_is_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    with pytest.raises(UsageError):
        batch.run([tmp_path / "in"], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_an_output_folder_that_cannot_be_is_wrong_usage(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file", "utf-8")
    with pytest.raises(UsageError):
        batch.run([folder], tmp_path / "out")


def test_a_very_long_name_still_has_its_report(tmp_path: Path) -> None:
    file = tmp_path / ("báo cáo " * 30)[:120]
    file = file.with_name(file.name.strip() + ".txt")
    file.write_text(report(1), "utf-8")
    outcome = batch.run([file], tmp_path / "out")
    assert outcome.done[0].job.report.exists()


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "a.json"
    files.write_atomically(target, "old")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        files.write_atomically(target, "new")
    assert target.read_text() == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["a.json"]


def test_a_result_without_end_is_refused(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "MOST_RESULT", 1000)
    outcome = batch.run([folder / "ba.txt"], tmp_path / "out")
    assert [one.error.reason.value for one in outcome.done if one.error] == ["too_large"]
    assert list((tmp_path / "out" / "reports").iterdir()) == []
