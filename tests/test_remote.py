"""Inputs and results by URL, with fsspec's own file systems: in memory, and of this machine by `file://`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import fsspec
import pytest
from conftest import SMALL_REPORT, Ended
from delivered import contents

from pipeline import remote
from pipeline.errors import UsageError

Baocao = Callable[..., Ended]


@pytest.fixture
def memory() -> Iterator[Any]:
    """An object storage: keys and bytes, and a key that would lead out of a folder."""
    storage = fsspec.filesystem("memory")
    storage.store.clear()
    storage.pseudo_dirs.clear()
    for number in range(3):
        storage.pipe(f"/in/xã {number}/báo cáo.txt", SMALL_REPORT.replace("4.250", f"4.25{number}").encode())
    storage.pipe("/in/README.txt", b"not read")
    storage.pipe("/in/data.bin", b"not brought")
    yield storage
    storage.store.clear()


def results(storage: Any) -> dict[str, bytes]:
    return {key.removeprefix("/out/"): storage.cat(key) for key in storage.find("/out")}


def test_a_run_from_url_to_url_gives_what_a_local_run_gives(baocao: Baocao, memory: Any, tmp_path: Path) -> None:
    ended = baocao("run", "memory://in", "--out", "memory://out", "--work", tmp_path / "work")
    assert (ended.code, ended.out) == (0, ""), ended.err
    there = results(memory)
    assert {"run.json", "index.html", "observations.parquet", "published.json"} <= set(there)
    assert len([name for name in there if name.startswith("reports/")]) == 3
    assert not any(".part" in name for name in there)
    storage = tmp_path / "in"
    for number in range(3):
        (storage / f"xã {number}").mkdir(parents=True)
        (storage / f"xã {number}" / "báo cáo.txt").write_bytes(memory.cat(f"/in/xã {number}/báo cáo.txt"))
    baocao("run", storage, "--out", tmp_path / "out")
    local = contents(tmp_path / "out")
    same = {name for name in local if local[name] == there.get(name)}
    assert set(local) - same == {"run.json", "journal.jsonl", "index.html"} or set(local) - same == {
        "run.json",
        "index.html",
    }


def test_only_what_has_changed_is_read_and_put_again(baocao: Baocao, memory: Any, tmp_path: Path) -> None:
    run = ("run", "memory://in", "--out", "memory://out", "--work", tmp_path / "work")
    baocao(*run)
    before = {key: memory.info(key)["created"] for key in memory.find("/out")}
    memory.pipe("/in/xã 1/báo cáo.txt", SMALL_REPORT.replace("4.250", "9.999").encode())
    memory.rm_file("/in/xã 2/báo cáo.txt")
    assert baocao(*run).code == 0
    after = {key: memory.info(key)["created"] for key in memory.find("/out")}
    told = json.loads(memory.cat("/out/run.json"))["counts"]
    assert (told["done"], told["reused"]) == (1, 1)
    kept = [key for key in after if key.startswith("/out/reports/") and before.get(key) == after[key]]
    assert len(kept) == 3  # those of files that changed or went stay, as in a local folder


def test_another_machine_goes_on_where_the_first_stopped(baocao: Baocao, memory: Any, tmp_path: Path) -> None:
    baocao("run", "memory://in", "--out", "memory://out", "--work", tmp_path / "one")
    first = results(memory)
    baocao("run", "memory://in", "--out", "memory://out", "--work", tmp_path / "two")
    told = json.loads(memory.cat("/out/run.json"))["counts"]
    assert (told["done"], told["reused"]) == (0, 3)
    changed = {name for name, data in results(memory).items() if first.get(name) != data}
    assert changed <= {"run.json", "published.json", "journal.jsonl", "index.html"}


def test_what_is_no_longer_delivered_is_taken_away_and_nothing_else(
    baocao: Baocao, memory: Any, tmp_path: Path
) -> None:
    memory.pipe("/in/hỏng.pdf", b"%PDF-1.7\n1 0 obj<</Type/Cata")
    memory.pipe("/out/của người khác.txt", b"keep")
    run = ("run", "memory://in", "--out", "memory://out", "--work", tmp_path / "work")
    assert baocao(*run).code == 1
    assert len(memory.find("/out/quarantine")) == 1
    memory.pipe("/in/hỏng.pdf", SMALL_REPORT.replace("4.250", "8.888").encode())
    assert baocao(*run).code == 0
    assert memory.find("/out/quarantine") == []
    assert memory.cat("/out/của người khác.txt") == b"keep"


def test_a_folder_of_this_machine_by_its_url(baocao: Baocao, small_report: Path, tmp_path: Path) -> None:
    inputs, out = small_report.parent.as_uri(), (tmp_path / "out").as_uri()
    ended = baocao("run", inputs, "--out", out, "--work", tmp_path / "work")
    assert ended.code == 0, ended.err
    assert json.loads((tmp_path / "out" / "run.json").read_text("utf-8"))["counts"]["done"] == 1
    assert not list((tmp_path / "out").rglob(".*"))
    single = baocao("run", small_report.as_uri(), "--out", tmp_path / "local", "--work", tmp_path / "work")
    assert single.code == 0
    assert len(list((tmp_path / "local" / "reports").iterdir())) == 1


def test_no_key_leads_out_of_the_work_folder(tmp_path: Path) -> None:
    names = ["a.txt", "b/c.txt", "../x.txt", "b/../../x.txt", "/etc/x.txt", ".fetched.json", "", "a\0.txt"]
    assert [name for name in names if remote._stays_inside(name)] == ["a.txt", "b/c.txt"]


@pytest.mark.parametrize("url", ["memory://nothing-here", "nosuchscheme://x/y"])
def test_a_place_that_is_not_there_is_told_in_one_line(baocao: Baocao, tmp_path: Path, url: str) -> None:
    ended = baocao("run", url, "--out", tmp_path / "out", "--work", tmp_path / "work")
    assert (ended.code, ended.out, ended.err.count("\n")) == (2, "", 1)


def test_an_error_of_a_storage_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refused(url: str) -> None:
        raise RuntimeError("no credentials\nand more")

    monkeypatch.setattr("fsspec.core.url_to_fs", refused)
    with pytest.raises(UsageError, match="s3://x: no credentials;"):
        remote.fetch("s3://x", tmp_path)
