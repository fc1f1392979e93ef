"""Pages that are kept: the same as drawn anew, never out of date, nothing of a person in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest
from conftest import ROOT
from fastapi.testclient import TestClient
from served import log_in, served, store_of
from test_web_pages import digits, place, well_formed

from pipeline.report import read_report
from pipeline.web import drawing, kept
from schemas import Report


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with served(tmp_path) as one:
        one.headers["accept"] = "text/html"
        yield one


@pytest.fixture(scope="module")
def report() -> Report:
    return read_report(ROOT / "samples" / "reconcile" / "thach-lam-2022.txt")


def files(folder: Path) -> list[Path]:
    return sorted((folder / "files" / "drawn").rglob("*.z"))


def drawn(folder: Path, count: int) -> list[Path]:
    """The kept pages, once there are so many."""
    end = monotonic() + 60
    while len(files(folder)) < count and monotonic() < end:
        sleep(0.05)
    assert len(files(folder)) == count
    return files(folder)


def test_a_page_is_drawn_once_for_everybody_and_names_nobody(
    client: TestClient, report: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store_of(client).add(report)
    pages = []
    for name in ("người xem 1", "người xem 2"):
        client.cookies.clear()
        log_in(client, "review", name)
        pages.append(client.get(f"/reports/{digits(report)}").text)
        assert name in pages[-1]
        monkeypatch.setattr(drawing, "page", None)  # from now on nothing can be drawn
    (one,) = files(tmp_path)
    inner = drawing.unpacked(one.read_bytes()).decode()
    assert all(inner in page for page in pages)
    assert not re.search("người xem|csrf", inner)


def test_a_decision_is_on_the_next_page_and_the_old_one_is_gone(
    client: TestClient, report: Report, tmp_path: Path
) -> None:
    store_of(client).add(report)
    token = log_in(client, "review")
    at = f"/reports/{digits(report)}"
    one = place(report.observations[0])
    assert re.search(f'data-place="{one}" data-state=""', client.get(at).text)
    (before,) = files(tmp_path)
    sent = {"action": "accept", "seen": "0"}
    assert client.post(f"{at}/decisions/{one}", data=sent, headers={"x-csrf-token": token}).status_code == 200
    assert re.search(f'data-place="{one}" data-state="accepted"', well_formed(client.get(at).text))
    (after,) = files(tmp_path)
    assert before != after


def test_what_was_imported_is_drawn_by_the_next_server(report: Report, tmp_path: Path) -> None:
    with served(tmp_path) as client:
        store_of(client).add(report)
    with served(tmp_path) as client:
        (file,) = drawn(tmp_path, 1)
        log_in(client, "read")
        by_worker = drawing.unpacked(file.read_bytes())
        file.unlink()
        assert by_worker in client.get(f"/reports/{digits(report)}").content
        assert drawing.unpacked(drawn(tmp_path, 1)[0].read_bytes()) == by_worker


def test_a_kept_page_that_is_damaged_is_drawn_anew(client: TestClient, report: Report, tmp_path: Path) -> None:
    store_of(client).add(report)
    log_in(client, "read")
    first = client.get(f"/reports/{digits(report)}").text
    (file,) = files(tmp_path)
    file.write_bytes(file.read_bytes()[:100])
    assert client.get(f"/reports/{digits(report)}").text == first


def test_another_program_draws_its_own_page(
    client: TestClient, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    store_of(client).add(report)
    log_in(client, "read")
    assert "khác hẳn" not in client.get(f"/reports/{digits(report)}").text
    monkeypatch.setattr(kept, "_edition", lambda: "another")
    monkeypatch.setattr(drawing, "page", lambda *_, **__: "khác hẳn")
    assert "khác hẳn" in client.get(f"/reports/{digits(report)}").text


def test_the_list_knows_of_every_change(client: TestClient, report: Report) -> None:
    token = log_in(client, "review")
    assert "Kho chưa có báo cáo nào" in client.get("/").text
    store_of(client).add(report)
    assert digits(report) in client.get("/").text
    assert '<span class="done">1</span>' not in client.get("/").text
    url = f"/reports/{digits(report)}/decisions/{place(report.observations[0])}"
    client.post(url, data={"action": "accept", "seen": "0"}, headers={"x-csrf-token": token})
    assert '<span class="done">1</span>' in client.get("/").text
