"""What the tests in a real browser share: the service on a port of its own, Chromium where there is one, people in it."""

from __future__ import annotations

import os
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
import uvicorn

from pipeline.store import Store
from pipeline.web import accounts
from pipeline.web.app import create_app
from pipeline.web.settings import Settings

PASSWORD = "một mật khẩu đủ dài"
SCREEN = {"width": 1366, "height": 768}
"""A small office laptop."""
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_MISSING = "no Chromium here. On Debian or Ubuntu: sudo apt-get install -y chromium"


class Service:
    """A running service; `url` is where it answers, `store` what it serves."""

    def __init__(self, url: str, store: Store) -> None:
        self.url, self.store = url, store

    def account(self, name: str, role: accounts.Role = "review") -> str:
        """An account of this name, made where there is none."""
        if name not in [one["name"] for one in accounts.listing(self.store.engine)]:
            accounts.add(self.store.engine, name, role, PASSWORD)
        return name


@contextmanager
def service(folder: Path) -> Iterator[Service]:
    """The whole service, with its jobs, over a store in `folder`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    app = create_app(Settings(store=f"sqlite:///{folder / 's.db'}", files=folder / "files", workers=1))
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    end = monotonic() + 30
    while not server.started and monotonic() < end:
        sleep(0.02)
    try:
        yield Service(f"http://localhost:{port}", app.state.store)
    finally:
        server.should_exit = True
        thread.join(20)


@contextmanager
def chromium() -> Iterator[Any]:
    """The browser; the test is skipped, with what to do, where there is none."""
    playwright = pytest.importorskip("playwright.sync_api")
    path = next((found for name in _NAMES if (found := shutil.which(name))), None)
    with playwright.sync_playwright() as driver:
        try:
            sandbox = [] if os.getuid() else ["--no-sandbox"]
            browser = driver.chromium.launch(executable_path=path, args=sandbox)
        except playwright.Error:
            pytest.skip(_MISSING)
        yield browser
        browser.close()


def told(text: str) -> bool:
    """Whether the browser only reports that a decision was refused, which the page says in words."""
    return any(f"status of {code}" in text for code in (409, 422))


@contextmanager
def person(browser: Any, at: Service, name: str, role: accounts.Role = "review") -> Iterator[Any]:
    """A page of a person who has logged in. Fails where a script of the page does, or anything is refused by policy."""
    context = browser.new_context(viewport=SCREEN, locale="vi-VN", accept_downloads=True)
    page = context.new_page()
    trouble: list[str] = []
    page.on("pageerror", lambda error: trouble.append(f"script: {error}"))
    page.on("console", lambda said: said.type == "error" and not told(said.text) and trouble.append(said.text))
    page.on("dialog", lambda dialog: (trouble.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    page.goto(at.url)
    page.get_by_label("Tên").fill(at.account(name, role))
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    trouble.clear()  # a page that needs a login answers 401 to a browser's own request for an icon, say
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Báo cáo").wait_for()
    page.wait_for_load_state("load")  # until then its keys do nothing
    yield page
    context.close()
    assert not trouble, trouble
