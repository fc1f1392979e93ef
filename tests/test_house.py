"""What the README, the Makefile, the lock and the import contract promise, checked against the things themselves."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, Ended

from pipeline.errors import WORDING, Exit, Reason, ReportError, UnreadableInput

README = (ROOT / "README.md").read_text("utf-8")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LOCK = (ROOT / "requirements.lock").read_text("utf-8")
TARGETS = set(re.findall(r"^([a-z]+):.*## ", MAKEFILE, re.MULTILINE))


def test_readme_lists_every_make_target_and_no_other() -> None:
    assert set(re.findall(r"^\| `make ([a-z]+)` \|", README, re.MULTILINE)) == TARGETS
    assert set(re.findall(r"make ([a-z]+)", "".join(re.findall(r"`make [^`]*`", README)))) <= TARGETS
    assert set(re.findall(r"^make ([a-z]+)", README, re.MULTILINE)) <= TARGETS


def test_make_without_a_target_lists_the_targets() -> None:
    listing = subprocess.run(["make", "-C", ROOT], capture_output=True, text=True, check=True).stdout
    assert set(re.findall(r"^  make ([a-z]+)", listing, re.MULTILINE)) == TARGETS


def test_readme_commands_and_options_exist(baocao: Callable[..., Ended]) -> None:
    documented = re.findall(r"^\| `baocao ([^`]+)` \|", README, re.MULTILINE)
    used: dict[str, set[str]] = {}
    for line in documented:
        words = line.split()
        command = next((word for word in words if word.isalpha() and word.islower()), "")
        used.setdefault(command, set()).update(word for word in words if word.startswith("--"))
    top = baocao("--help").out
    assert set(used) - {""} == set(re.findall(r"^  ([a-z]+) ", top.split("Commands:")[1], re.MULTILINE))
    for command, options in used.items():
        text = baocao(command, "--help").out if command else top
        offered = set(re.findall(r"^  (--[a-z-]+)", text, re.MULTILINE)) - {"--help", "--debug"}
        assert options == offered, command


def test_readme_exit_codes_are_those_of_the_program() -> None:
    assert {int(code) for code in re.findall(r"^\| (\d+) \|", README, re.MULTILINE)} == set(Exit)


def test_readme_tree_exists() -> None:
    tree = re.findall(r"^((?:[a-z]+/)+(?:[a-z]+\.py)?) +\S", README, re.MULTILINE)
    assert len(tree) >= 12
    assert [path for path in tree if not (ROOT / path).exists()] == []


def test_every_dependency_is_locked_by_hash_and_no_index_is_named() -> None:
    entries = re.split(r"\n(?=\S)", LOCK.strip())
    locked = {re.split(r"[=\[ ]", entry)[0] for entry in entries}
    wanted = PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"]
    assert {re.split(r"[><=\[ ]", name)[0].lower().replace("_", "-") for name in wanted} <= locked
    assert [entry.split()[0] for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []
    assert "://" not in LOCK


def test_the_import_contract_places_every_part() -> None:
    (layers,) = (one["layers"] for one in PROJECT["tool"]["importlinter"]["contracts"] if one["type"] == "layers")
    placed = set(re.findall(r"[\w.]+", " ".join(layers)))
    parts = {f"pipeline.{path.stem}" for path in (ROOT / "pipeline").iterdir() if path.suffix in ("", ".py")}
    assert parts - {"pipeline.__init__", "pipeline.__pycache__"} <= placed


def test_golden_files_and_pictures_are_not_being_written() -> None:
    """The regenerate switches are for `make golden` and `make screenshots`: with the first on, golden tests prove
    nothing."""
    assert not {"BAOCAO_GOLDEN", "BAOCAO_SCREENSHOTS"} & set(os.environ)


@pytest.mark.parametrize("folder", ["pipeline", "schemas", "benchmarks", "samples", "tests"])
def test_no_file_is_too_long_to_read(folder: str) -> None:
    lengths = {path: path.read_text("utf-8").count("\n") for path in (ROOT / folder).rglob("*.py")}
    assert {str(path): length for path, length in lengths.items() if length > 400} == {}


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_a_cause_and_a_next_step(reason: Reason) -> None:
    error = UnreadableInput(Path("a/b.pdf"), reason)
    assert str(error) == f"a/b.pdf: {error.cause}; {error.next_step}"
    assert (error.cause, error.next_step) == WORDING[reason]
    assert "\n" not in str(error)


def test_an_error_survives_a_process_boundary() -> None:
    import pickle

    error = UnreadableInput("b.pdf", Reason.ENCRYPTED, "có mật khẩu mở", "hỏi nơi gửi")
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert isinstance(copy, ReportError)
    assert (str(copy), copy.reason) == (str(error), error.reason)
