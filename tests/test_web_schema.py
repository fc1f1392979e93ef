"""The API against its own description: requests made from the OpenAPI document, right ones and wrong ones, over the
network, answered as it says."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from time import sleep

import pytest
import schemathesis
import uvicorn
from conftest import ROOT
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from pipeline import store
from pipeline.report import read_report
from pipeline.web import accounts
from pipeline.web.app import create_app
from pipeline.web.settings import Settings

EXAMPLES = 12
"""Of each route, beside those at the edges of what its description allows."""


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str]]]:
    """A server over a store with a report: its address, and the header of an administrator's key."""
    folder = tmp_path_factory.mktemp("served")
    url = f"sqlite:///{folder / 'store.db'}"
    with store.opened(url) as opened:
        opened.add(read_report(ROOT / "samples" / "reconcile" / "thach-lam-2022.txt"))
        accounts.add(opened.engine, "máy", "admin", None)
        header = {"Authorization": f"Bearer {accounts.add_key(opened.engine, 'máy', '')}"}
    app = create_app(Settings(store=url, files=folder / "files", requests=10**6))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            sleep(0.02)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}", header
        server.should_exit = True
        thread.join()


_BEYOND = {
    # A part of a form has no type, so a number among the files is a file of digits: nothing to refuse.
    ("POST", "/api/v1/reports"): [negative_data_rejection],
    # No schema says that a range does not end before it begins, or that only what is to hold is stated.
    ("POST", "/api/v1/reports/{report}/decisions"): [positive_data_acceptance],
}
"""Checks that a description cannot bear out."""

schema = schemathesis.openapi.from_dict(create_app(Settings()).openapi())


def test_the_readme_lists_every_route_and_no_other() -> None:
    described = {
        f"{method.upper()} {path}" for path, one in create_app(Settings()).openapi()["paths"].items() for method in one
    }
    listed = re.findall(r"`((?:GET|POST|DELETE|PUT|PATCH) /[^`]*)`", (ROOT / "README.md").read_text("utf-8"))
    assert {one.replace(" ", " /api/v1", 1) for one in listed} == described


@schema.parametrize()
@settings(max_examples=EXAMPLES, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_request_is_answered_as_described(case: schemathesis.Case, at: tuple[str, dict[str, str]]) -> None:
    address, header = at
    case.call_and_validate(base_url=address, headers=header, excluded_checks=_BEYOND.get((case.method, case.path), []))
