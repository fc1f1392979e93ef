"""Uploads: bounds, kinds and names of files; jobs that end well, badly, and after a restart."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from conftest import ROOT, SMALL_REPORT
from fastapi.testclient import TestClient
from httpx import Response
from served import finished, key, log_in, served, store_of, upload
from sqlalchemy import func, select

from pipeline.pool import Limits
from pipeline.store.tables import document, version
from pipeline.web import originals
from schemas import Report


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with served(tmp_path) as one:
        yield one


@pytest.fixture
def header(client: TestClient) -> Mapping[str, str]:
    return key(client, "review")


def test_an_upload_becomes_a_report(client: TestClient, header: Mapping[str, str], small_report: Path) -> None:
    (one,) = upload(client, header, small_report)
    hash_ = f"sha256:{hashlib.sha256(small_report.read_bytes()).hexdigest()}"
    assert (one["file"], one["report"], one["refused"]) == ("dong-lam.txt", hash_, None)
    state = finished(client, header, one["job"])
    assert (state["state"], state["outcome"], state["failure"]) == ("done", "new", None)
    report = Report.model_validate_json(client.get(f"/api/v1/reports/{hash_}", headers=header).content)
    assert (report.document.file, report.text) == ("dong-lam.txt", SMALL_REPORT)
    assert report.observations
    original = client.get(f"/api/v1/reports/{hash_[7:15]}/original", headers=header)
    assert original.content == small_report.read_bytes()
    assert original.headers["content-disposition"].startswith("attachment")


def test_the_same_content_is_read_once_unless_asked_again(
    client: TestClient, header: Mapping[str, str], small_report: Path, tmp_path: Path
) -> None:
    (one,) = upload(client, header, small_report)
    assert finished(client, header, one["job"])["outcome"] == "new"
    copy = tmp_path / "bản sao.txt"
    copy.write_bytes(small_report.read_bytes())
    (other,) = upload(client, header, copy)
    assert (other["report"], other["file"]) == (one["report"], "dong-lam.txt")
    assert finished(client, header, other["job"])["outcome"] == "unchanged"
    (third,) = upload(client, header, copy, again=True)
    assert finished(client, header, third["job"])["outcome"] == "unchanged"
    with store_of(client).engine.connect() as connection:
        assert [connection.execute(select(func.count()).select_from(one)).scalar() for one in (document, version)] == [
            1, 1,
        ]  # fmt: skip


def test_many_files_at_once_and_each_is_told_apart(
    client: TestClient, header: Mapping[str, str], small_report: Path, tmp_path: Path
) -> None:
    empty, page, program = tmp_path / "a.txt", tmp_path / "b.txt", tmp_path / "c.pdf"
    empty.write_bytes(b"")
    page.write_bytes(b"<!doctype html><script>alert(1)</script>")
    program.write_bytes(b"MZ\x00\x00" + b"\x00" * 100)
    told = upload(client, header, empty, small_report, page, program)
    assert [one["refused"] and one["refused"]["reason"] for one in told] == [
        "empty", None, "unsupported", "wrong_suffix",
    ]  # fmt: skip
    assert [one["job"] is None for one in told] == [True, False, True, True]
    assert finished(client, header, told[1]["job"])["state"] == "done"
    files = tmp_path / "files"
    kept = [path for path in files.rglob("*") if path.is_file() and not path.is_relative_to(files / "drawn")]
    assert kept == [originals.place(files, told[1]["report"])]


def test_a_file_that_cannot_be_read_says_why(client: TestClient, header: Mapping[str, str], tmp_path: Path) -> None:
    broken = tmp_path / "hỏng.pdf"
    broken.write_bytes(b"%PDF-1.7\n" + b"x" * 2000)
    (one,) = upload(client, header, broken)
    state = finished(client, header, one["job"])
    assert (state["state"], state["failure"]["reason"]) == ("failed", "truncated")
    assert state["failure"]["next_step"]
    assert client.get(f"/api/v1/reports/{one['report']}", headers=header).status_code == 404


def test_a_file_marked_as_a_state_secret_is_not_kept(
    client: TestClient, header: Mapping[str, str], tmp_path: Path
) -> None:
    secret = tmp_path / "a.txt"
    secret.write_text("UBND XÃ ĐÔNG LÂM\nTỐI MẬT\n\nBÁO CÁO\n\nQuân số 12 người, kho số 7.\n", "utf-8")
    (one,) = upload(client, header, secret)
    state = finished(client, header, one["job"])
    assert (state["state"], state["failure"]["reason"]) == ("failed", "secret")
    secret.unlink()
    kept = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert not any("Quân số".encode() in data for data in kept)


def test_a_file_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    with served(tmp_path, limits=Limits(seconds=0.005)) as client:
        header = key(client, "review")
        (one,) = upload(client, header, ROOT / "samples" / "reconcile" / "thach-lam-2021.txt")
        assert finished(client, header, one["job"])["failure"]["reason"] == "timeout"


def test_uploads_are_bounded_in_size_and_number(tmp_path: Path, small_report: Path) -> None:
    with served(tmp_path, upload_bytes=100, upload_files=2, request_bytes=20_000) as client:
        header = key(client, "review")
        (one,) = upload(client, header, small_report)
        assert (one["refused"]["reason"], one["job"]) == ("too_large", None)
        three = [("files", (f"{i}.txt", b"a")) for i in range(3)]
        assert client.post("/api/v1/reports", headers=header, files=three).status_code == 413
        large = {"files": ("a.txt", b"a" * 30_000)}
        assert client.post("/api/v1/reports", headers=header, files=large).status_code == 413
        unsaid = (b"a" * 1000 for _ in range(40))  # sent in pieces, without a length
        told = {**header, "content-type": "multipart/form-data; boundary=x"}
        assert client.post("/api/v1/reports", headers=told, content=unsaid).status_code == 413
        assert client.post("/api/v1/webhooks", headers=header, content=b"[" * (2 << 20)).status_code == 413
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []


def test_jobs_run_on_postgresql(tmp_path: Path, small_report: Path, server: str) -> None:
    with served(tmp_path, store=server) as client:
        header = key(client, "review")
        (one,) = upload(client, header, small_report)
        assert finished(client, header, one["job"])["outcome"] == "new"
        (again,) = upload(client, header, small_report, again=True)
        assert finished(client, header, again["job"])["outcome"] == "unchanged"
        listed = client.get("/api/v1/jobs", headers=header).json()["items"]
        assert [state["id"] for state in listed] == [again["job"], one["job"]]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("báo cáo 2022.docx", "báo cáo 2022.docx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Báo cáo\\a.pdf", "a.pdf"),
        ("a\x00b\n\u202e.txt", "ab.txt"),
        ("<script>.txt", "_script_.txt"),
        ("...", "bao-cao"),
        ("", "bao-cao"),
        ("CON.txt", "_CON.txt"),
        ("ba\u0301o.txt", "báo.txt"),
        ("ă" * 300 + ".txt", "ă" * 60 + ".txt"),
    ],
)
def test_a_name_is_cut_down_to_a_plain_one(given: str, kept: str) -> None:
    assert originals.plain_name(given) == kept


def test_who_only_reads_cannot_upload(client: TestClient, small_report: Path) -> None:
    sent = {"files": ("a.txt", small_report.read_bytes())}
    assert client.post("/api/v1/reports", headers=key(client, "read"), files=sent).status_code == 403
    assert client.post("/api/v1/reports", files=sent).status_code == 401
    token = log_in(client, "review")
    assert client.post("/api/v1/reports", files=sent).status_code == 403
    assert client.post("/api/v1/reports", files=sent, data={"csrf_token": token}).status_code == 202
    assert client.post("/api/v1/reports", files=sent, headers={"x-csrf-token": token}).status_code == 202


def test_what_a_killed_server_left_is_swept_when_it_is_old(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    kept = folder / "ab" / "ab00"
    for path in (kept, folder / ".work-a" / "a.txt", folder / ".b.part", folder / ".work-c" / "c.txt"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"a")
    for path in (folder / ".work-a", folder / ".b.part", kept):
        os.utime(path, (0, 0))
    with served(tmp_path):
        pass
    assert sorted(path.name for path in folder.iterdir()) == [".work-c", "ab"]
    assert kept.exists()


def test_pages_are_drawn_for_what_has_pages(client: TestClient, header: Mapping[str, str], small_report: Path) -> None:
    from PIL import Image

    folder = ROOT / "samples" / "ea-knang-2016"
    told = upload(client, header, folder / "ea-knang-2016.pdf", small_report)
    for one in told:
        assert finished(client, header, one["job"])["state"] == "done"

    def page(at: int, number: int, **asked: int) -> Response:
        return client.get(f"/api/v1/reports/{told[at]['report']}/pages/{number}", headers=header, params=asked)

    drawn = page(0, 1, dpi=72)
    assert drawn.headers["content-type"] == "image/png"
    picture = Image.open(io.BytesIO(drawn.content))
    assert (picture.width, picture.height) == (596, 842)  # A4 is 595.3 by 841.9 points
    assert len(picture.convert("L").getcolors() or ()) > 10
    assert page(0, 1, dpi=72).content == drawn.content
    assert [page(0, 999).status_code, page(0, 0).status_code, page(1, 1).status_code] == [404, 422, 404]
    assert page(0, 1, dpi=10_000).status_code == 422


def test_pages_of_a_scan_are_drawn_as_they_lie(tmp_path: Path) -> None:
    """Boxes of records are places on the page as any viewer shows it."""
    from PIL import Image

    from pipeline.web.page_images import Drawing, draw

    page = Image.new("L", (800, 1100), 255)
    for top in range(100, 1000, 40):
        page.paste(0, (80, top, 720, top + 12))
    askew = page.rotate(3, fillcolor=255)
    askew.save(tmp_path / "a.png", dpi=(96, 96))
    drawn = draw(Drawing(tmp_path / "a.png", "scan", 1, 96))
    assert drawn is not None
    assert Image.open(io.BytesIO(drawn)).convert("L").tobytes() == askew.tobytes()
