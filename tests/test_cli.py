"""The command: data on standard output, one line per failure on standard error, the documented exit codes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from conftest import SMALL_REPORT, Ended

from pipeline import report as pipeline_report
from schemas.report import Report

Baocao = Callable[..., Ended]
COMMAND = Path(sys.executable).with_name("baocao")


def assert_one_line(ended: Ended, *parts: str) -> None:
    """A failure is one line on standard error, names these parts, and leaves standard output empty."""
    assert ended.out == ""
    assert ended.err.count("\n") == 1, ended.err
    assert "Traceback" not in ended.err
    for part in parts:
        assert part in ended.err


def test_extract_prints_one_valid_report(baocao: Baocao, small_report: Path) -> None:
    ended = baocao("extract", small_report)
    assert (ended.code, ended.err) == (0, "")
    record = json.loads(ended.out)
    assert record["text"] == SMALL_REPORT
    assert record["document"]["file"] == "dong-lam.txt"
    report = Report.model_validate_json(ended.out)
    assert {(one.low, one.unit) for one in report.observations} >= {(4250, "t"), (12_500_000_000, "VND")}
    for source in report.sources():
        assert report.text[source.start : source.end] == source.text


def test_extract_is_the_same_on_every_run(baocao: Baocao, small_report: Path) -> None:
    assert baocao("extract", small_report).out == baocao("extract", small_report).out


def test_explain_accounts_for_indicators_and_other_numbers(baocao: Baocao, small_report: Path) -> None:
    ended = baocao("extract", "--explain", small_report)
    assert (ended.code, ended.err) == (0, "")
    for printed, meaning in (("4.250", "4250 t"), ("12,5", "12500000000"), ("năm 2022", "non_indicator")):
        (line,) = (line for line in ended.out.splitlines() if printed in line)
        assert meaning in line
    with pytest.raises(json.JSONDecodeError):
        json.loads(ended.out)


def test_schema_describes_the_report(baocao: Baocao) -> None:
    ended = baocao("schema")
    assert (ended.code, ended.err) == (0, "")
    assert set(json.loads(ended.out)["properties"]) == set(Report.model_fields)


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        ([], "baocao --help"),
        (["unknown"], "unknown"),
        (["extract"], "FILE"),
        (["extract", "--wrong", "x.txt"], "--wrong"),
        (["extract", "missing.txt"], "missing.txt"),
        (["extract", "."], "baocao run"),
        (["run", "missing"], "--out"),
        (["run", "missing", "--out", "nowhere"], "missing"),
        (["run", "--out", "nowhere"], "INPUT"),
    ],
)
def test_wrong_usage_and_nothing_to_read_give_2(baocao: Baocao, arguments: list[str], part: str) -> None:
    ended = baocao(*arguments)
    assert ended.code == 2
    assert_one_line(ended, part)
    assert not Path("nowhere").exists()


ENCRYPTED_PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj
4 0 obj<</Filter/Standard/V 1/R 2/P -44/O<OWNER>/U<USER>>>endobj
trailer<</Root 1 0 R/Encrypt 4 0 R/ID[<00><00>]/Size 5>>
%%EOF
""".replace(b"OWNER", b"11" * 32).replace(b"USER", b"22" * 32)

BLANK_PDF = ENCRYPTED_PDF.replace(b"/Encrypt 4 0 R", b"")
NO_PAGES_PDF = BLANK_PDF.replace(b"/Kids[3 0 R]/Count 1", b"/Kids[]/Count 0")
SCANNED_PDF = BLANK_PDF.replace(
    b"842]>>endobj",
    b"842]/Contents 5 0 R>>endobj\n5 0 obj<</Length 66>>stream\n"
    b"q 595 0 0 842 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G /F /AHx ID 80> EI Q\nendstream endobj",
)

BAD_FILES = {
    "empty.pdf": b"",
    "empty.txt": b"",
    "blank.txt": b" \n\n\t \n",
    "truncated.pdf": b"%PDF-1.7\n1 0 obj<</Type/Cata",
    "encrypted.pdf": ENCRYPTED_PDF,
    "blank.pdf": BLANK_PDF,
    "scanned.pdf": SCANNED_PDF,
    "no-pages.pdf": NO_PAGES_PDF,
    "truncated.docx": b"PK\x03\x04\x14\x00\x06\x00\x08\x00",
    "pdf.docx": BLANK_PDF,
    "picture.txt": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(200),
    "old.doc": bytes.fromhex("d0cf11e0a1b11ae1") + bytes(1000),
}


@pytest.fixture(params=sorted(BAD_FILES))
def bad_file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A file that is no readable report."""
    file = tmp_path / str(request.param)
    file.write_bytes(BAD_FILES[request.param])
    return file


def test_a_bad_file_gives_one_line_and_1(baocao: Baocao, bad_file: Path) -> None:
    ended = baocao("extract", bad_file)
    assert ended.code == 1, ended
    assert_one_line(ended, bad_file.name, "; ")
    assert "lỗi của chương trình" not in ended.err


def test_a_text_named_as_word_is_read_by_its_content(baocao: Baocao, tmp_path: Path) -> None:
    file = tmp_path / "text.docx"
    file.write_bytes(SMALL_REPORT.encode())
    ended = baocao("extract", file)
    assert ended.code == 0, ended
    assert "đuôi tệp là .docx" in json.loads(ended.out)["problems"][0]["message"]


@pytest.mark.parametrize(
    "names",
    [
        ["encrypted.pdf", "mật khẩu"],
        ["scanned.pdf", "trang trắng"],
        ["blank.pdf", "trang trắng"],
        ["empty.pdf", "rỗng"],
    ],
)
def test_the_line_says_what_is_wrong(baocao: Baocao, tmp_path: Path, names: list[str]) -> None:
    name, cause = names
    (tmp_path / name).write_bytes(BAD_FILES[name])
    assert cause in baocao("extract", tmp_path / name).err


@pytest.fixture
def broken_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipeline that fails inside, as no reader should."""

    def crash(path: Path) -> Report:
        raise ZeroDivisionError("first line\nsecond line")

    monkeypatch.setattr(pipeline_report, "read_report", crash)


@pytest.mark.usefixtures("broken_reader")
def test_an_error_of_the_program_is_one_line_too(baocao: Baocao, small_report: Path) -> None:
    ended = baocao("extract", small_report)
    assert ended.code == 1
    assert_one_line(ended, "dong-lam.txt", "ZeroDivisionError: first line", "--debug")


@pytest.mark.usefixtures("broken_reader")
def test_debug_shows_the_traceback(baocao: Baocao, small_report: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        baocao("extract", "--debug", small_report)


def test_run_reports_on_standard_error_only(baocao: Baocao, small_report: Path, tmp_path: Path) -> None:
    ended = baocao("run", small_report.parent, "--out", tmp_path / "out")
    assert (ended.code, ended.out) == (0, "")
    assert "dong-lam.txt" in ended.err
    assert "1 báo cáo" in ended.err
    assert str(tmp_path / "out" / "run.json") in ended.err.replace("\n", "")


def test_run_with_a_bad_file_delivers_the_others_and_gives_1(
    baocao: Baocao, bad_file: Path, small_report: Path, tmp_path: Path
) -> None:
    ended = baocao("run", bad_file, small_report, "--out", tmp_path / "out")
    assert (ended.code, ended.out) == (1, "")
    assert "Traceback" not in ended.err
    assert len(list((tmp_path / "out" / "reports").glob("dong-lam-????????.json"))) == 1
    (reason,) = (tmp_path / "out" / "quarantine").iterdir()
    record = json.loads(reason.read_text("utf-8"))
    assert Path(record["file"]).name == bad_file.name
    assert record["reason"] != "internal"
    assert record["cause"]
    assert record["next_step"]


def test_the_installed_command_keeps_data_and_messages_apart(small_report: Path, tmp_path: Path) -> None:
    plain = os.environ | {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    done = subprocess.run([COMMAND, "extract", small_report], capture_output=True, env=plain, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert Report.model_validate_json(done.stdout).text == SMALL_REPORT
    gone = subprocess.run([COMMAND, "extract", tmp_path / "không có.txt"], capture_output=True, env=plain, check=False)
    assert (gone.returncode, gone.stdout) == (2, b"")
    assert "không tìm thấy tệp" in gone.stderr.decode()


@pytest.mark.parametrize("arguments", [["extract"], ["extract", "--explain"]])
def test_a_reader_that_stops_early_is_no_error(small_report: Path, arguments: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run([COMMAND, *arguments, small_report], stdout=writing, stderr=subprocess.PIPE, check=False)
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_gives_130_and_can_be_resumed(tmp_path: Path, stop: signal.Signals) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    for number in range(300):
        (folder / f"{number:03}.txt").write_text(SMALL_REPORT.replace("4.250", f"4.{number:03}"), "utf-8")
    heard = partial(signal.signal, stop, signal.SIG_DFL)  # what runs these tests in the background may ignore it
    command = [COMMAND, "run", folder, "--out", out]
    running = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, preexec_fn=heard)
    try:
        assert running.stderr is not None
        running.stderr.readline()
        running.send_signal(stop)
        _, messages = running.communicate(timeout=60)
    finally:
        running.kill()
    assert running.returncode == 130, messages
    assert "Traceback" not in messages
    kept = list((out / "reports").iterdir())
    assert 0 < len(kept) < 300
    assert {file.suffix for file in kept} == {".json"}
    for file in kept:
        Report.model_validate_json(file.read_text("utf-8"))
    summary = json.loads((out / "run.json").read_text("utf-8"))
    assert summary["interrupted"] is True
    # What a worker has written and not yet told is read again.
    assert len(kept) - (os.cpu_count() or 1) <= len(summary["reports"]) <= len(kept)


def test_version(baocao: Baocao) -> None:
    ended = baocao("--version")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("baocao ")
