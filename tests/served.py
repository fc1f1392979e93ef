"""What the tests of the service share: a client of the application over a store of its own, and accounts in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from fastapi.testclient import TestClient

from pipeline.store import Store
from pipeline.web import accounts
from pipeline.web.app import create_app
from pipeline.web.settings import Settings

PASSWORD = "một mật khẩu đủ dài"


@contextmanager
def served(folder: Path, **settings: Any) -> Iterator[TestClient]:
    """The running application over an SQLite store in `folder`, or the one that `settings` name."""
    told = replace(Settings(store=f"sqlite:///{folder / 'store.db'}", files=folder / "files"), **settings)
    with TestClient(create_app(told), "http://localhost", follow_redirects=False) as client:
        yield client


def store_of(client: TestClient) -> Store:
    found: Store = client.app.state.store
    return found


def key(client: TestClient, role: accounts.Role) -> Mapping[str, str]:
    """The header of a program of this role, whose account is made where there is none."""
    engine, name = store_of(client).engine, f"program-{role}"
    if name not in [one["name"] for one in accounts.listing(engine)]:
        accounts.add(engine, name, role, None)
    return {"Authorization": f"Bearer {accounts.add_key(engine, name, 'test')}"}


def log_in(client: TestClient, role: accounts.Role, name: str = "") -> str:
    """A login in the client's cookies, by an account that is made for it; its CSRF token."""
    name = name or f"person-{role}"
    accounts.add(store_of(client).engine, name, role, PASSWORD)
    answer = client.post("/login", data={"name": name, "password": PASSWORD, "to": "/"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    found = re.search(r'name="csrf-token" content="([^"]+)"', client.get("/").text)
    assert found is not None
    return found[1]


def upload(client: TestClient, header: Mapping[str, str], *files: Path, again: bool = False) -> list[dict[str, Any]]:
    """What the service says of each file."""
    sent = [("files", (file.name, file.read_bytes())) for file in files]
    answer = client.post("/api/v1/reports", headers=header, files=sent, params={"again": again})
    assert answer.status_code == 202, answer.text
    uploads: list[dict[str, Any]] = answer.json()["uploads"]
    return uploads


def finished(client: TestClient, header: Mapping[str, str], job: str, seconds: float = 60) -> dict[str, Any]:
    """The job when it is over."""
    end = monotonic() + seconds
    while monotonic() < end:
        state: dict[str, Any] = client.get(f"/api/v1/jobs/{job}", headers=header).json()
        if state["state"] in ("done", "failed"):
            return state
        sleep(0.05)
    raise AssertionError(f"job {job} is not over: {state}")
