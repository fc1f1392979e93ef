"""Webhooks: signed, tried again, never sent where the service must not reach - with a real receiver on this machine."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from served import finished, key, served, store_of, upload
from sqlalchemy import select

from pipeline.store.service_tables import job, webhook
from pipeline.web import webhooks
from pipeline.web.webhooks import NotAllowed


class Receiver(HTTPServer):
    """Keeps what it is sent; answers with the next of `answers`, then with 200."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[int] = []
        self.heard = threading.Event()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
        status = self.server.answers.pop(0) if self.server.answers else 200
        self.send_response(status)
        if status == 302:
            self.send_header("Location", f"http://{self.server.host}/elsewhere")
        self.end_headers()
        self.server.heard.set()

    def log_message(self, *_: Any) -> None:
        return


@contextmanager
def receiving() -> Iterator[Receiver]:
    receiver = Receiver()
    thread = threading.Thread(target=receiver.serve_forever, daemon=True)
    thread.start()
    yield receiver
    receiver.shutdown()
    receiver.server_close()
    thread.join()


def hook(client: TestClient, url: str) -> str:
    """A new webhook; its secret."""
    answer = client.post("/api/v1/webhooks", headers=key(client, "admin"), json={"url": url})
    assert answer.status_code == 201, answer.text
    secret: str = answer.json()["secret"]
    return secret


def test_a_report_that_is_done_is_told_signed(tmp_path: Path, small_report: Path) -> None:
    with receiving() as receiver, served(tmp_path, webhook_hosts=(receiver.host,)) as client:
        secret = hook(client, f"http://{receiver.host}/baocao")
        header = key(client, "review")
        (one,) = upload(client, header, small_report)
        finished(client, header, one["job"])
        assert receiver.heard.wait(30)
        headers, body = receiver.got[0]
        timestamp = int(headers["webhook-timestamp"])
        assert headers["webhook-signature"] == webhooks.signature(secret, headers["webhook-id"], timestamp, body)
        told = json.loads(body)
        assert (told["type"], told["data"]["id"], told["data"]["outcome"]) == ("report.done", one["report"], "new")
        assert (told["data"]["file"], told["data"]["version"]) == ("dong-lam.txt", 1)
        assert told["data"]["observation_count"] > 0


def test_a_report_that_failed_is_told_with_its_reason(tmp_path: Path) -> None:
    broken = tmp_path / "hỏng.pdf"
    broken.write_bytes(b"%PDF-1.7\n" + b"x" * 2000)
    with receiving() as receiver, served(tmp_path, webhook_hosts=("127.0.0.1",)) as client:
        hook(client, f"http://{receiver.host}/")
        upload(client, key(client, "review"), broken)
        assert receiver.heard.wait(30)
        told = json.loads(receiver.got[0][1])
        assert (told["type"], told["data"]["reason"]) == ("report.failed", "truncated")


def test_the_signature_is_that_of_the_standard() -> None:
    """The example of the specification (Standard Webhooks 1.0)."""
    body = b'{"event_type":"ping","data":{"success":true}}'
    signed = webhooks.signature("whsec_plJ3nmyCDGBKInavdOK15jsl", "msg_loFOjxBNrRLzqYUf", 1731705121, body)
    assert signed == "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0="


def test_a_refusal_is_tried_again_later(tmp_path: Path, small_report: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhooks, "WAITS", (0.2, 0.2))
    with receiving() as receiver, served(tmp_path, webhook_hosts=(receiver.host,)) as client:
        receiver.answers = [500, 302]
        hook(client, f"http://{receiver.host}/")
        upload(client, key(client, "review"), small_report)
        for _ in range(3):
            assert receiver.heard.wait(30)
            receiver.heard.clear()
        assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1
        assert state_of(client) == ("done", None)


def test_after_the_last_try_it_is_given_up(tmp_path: Path, small_report: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhooks, "WAITS", (0.1,))
    with receiving() as receiver, served(tmp_path, webhook_hosts=(receiver.host,)) as client:
        receiver.answers = [500] * 9
        hook(client, f"http://{receiver.host}/")
        upload(client, key(client, "review"), small_report)
        state, cause = state_of(client)
        assert (state, len(receiver.got)) == ("failed", 2)
        assert "HTTP 500" in (cause or "")


def test_a_private_address_is_never_called(tmp_path: Path, small_report: Path) -> None:
    with receiving() as receiver, served(tmp_path) as client:
        hook(client, f"http://{receiver.host}/")
        upload(client, key(client, "review"), small_report)
        state, cause = state_of(client)
        assert state == "failed"
        assert "không phải địa chỉ công cộng" in (cause or "")
        assert receiver.got == []


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_this_machine_is_not_called_by_any_name(host: str) -> None:
    with pytest.raises((NotAllowed, OSError)):  # a machine without IPv6 has no address for the last one
        webhooks.send(f"http://{host}:9/", webhooks.new_secret(), "m", b"", ())


@pytest.mark.parametrize(
    "address",
    ["10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "::1",  # noqa: S104
     "::ffff:10.0.0.1", "fe80::1%eth0", "fd00::1", "2002:a00:1::", "64:ff9b::a00:1"],
)  # fmt: skip
def test_every_inner_address_is_refused(address: str) -> None:
    webhooks.all_public(["8.8.8.8", "2001:4860:4860::8888"])
    with pytest.raises(NotAllowed):
        webhooks.all_public(["8.8.8.8", address])


@pytest.mark.parametrize(
    "url", ["ftp://a.example/", "http://", "http://u:p@a.example/", "http://a.example:x/", "http://ă/"]
)
def test_what_is_no_address_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(NotAllowed):
        webhooks.check(url)


def test_webhooks_are_for_administrators_and_can_be_removed(tmp_path: Path) -> None:
    with served(tmp_path) as client:
        admin = key(client, "admin")
        secret = hook(client, "https://a.example/b")
        assert client.get("/api/v1/webhooks", headers=key(client, "review")).status_code == 403
        listed = client.get("/api/v1/webhooks", headers=admin)
        assert secret not in listed.text
        (one,) = listed.json()["items"]
        assert client.delete(f"/api/v1/webhooks/{one['id']}", headers=admin).status_code == 204
        assert client.delete(f"/api/v1/webhooks/{one['id']}", headers=admin).status_code == 404
        with store_of(client).engine.connect() as connection:
            assert connection.execute(select(webhook)).all() == []


def state_of(client: TestClient) -> tuple[str, str | None]:
    """State and cause of the webhook's job when it is over."""
    from time import monotonic, sleep

    end = monotonic() + 60
    while monotonic() < end:
        with store_of(client).engine.connect() as connection:
            row = connection.execute(select(job.c.state, job.c.cause).where(job.c.kind == "webhook")).one_or_none()
        if row is not None and row.state in ("done", "failed"):
            return row.state, row.cause
        sleep(0.05)
    raise AssertionError("the webhook is not over")
