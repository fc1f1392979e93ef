"""Who comes in: logins, keys, roles, CSRF, limits, and what every answer tells the browser."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import Ended
from fastapi.testclient import TestClient
from served import PASSWORD, key, log_in, served, store_of
from sqlalchemy import select, update

from pipeline import store
from pipeline.errors import UsageError
from pipeline.store.service_tables import account, api_key, session
from pipeline.web import accounts


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with served(tmp_path) as one:
        yield one


def test_a_browser_that_is_not_known_is_sent_to_the_login_page_and_back(client: TestClient) -> None:
    sent = client.get("/?q=a", headers={"accept": "text/html"})
    assert (sent.status_code, sent.headers["location"]) == (303, "/login?to=/%3Fq%3Da")
    assert 'name="to" value="/?q=a"' in client.get(sent.headers["location"]).text
    assert client.get("/").status_code == 401


@pytest.mark.parametrize(
    "to", ["https://a.example/", "//a.example", "/\\a.example", "javascript:alert(1)", "/a\r\nb: c"]
)
def test_a_login_never_leads_elsewhere(client: TestClient, to: str) -> None:
    accounts.add(store_of(client).engine, "lan", "read", PASSWORD)
    answer = client.post("/login", data={"name": "lan", "password": PASSWORD, "to": to})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_a_login_lets_in_until_it_ends(client: TestClient) -> None:
    token = log_in(client, "read")
    assert client.get("/").status_code == 200
    cookie = client.cookies["baocao_login"]
    assert client.post("/logout", data={"csrf_token": token}).status_code == 303
    assert client.get("/").status_code == 401
    assert client.get("/", headers={"cookie": f"baocao_login={cookie}"}).status_code == 401


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client: TestClient) -> None:
    accounts.add(store_of(client).engine, "lan", "read", PASSWORD)
    form = {"name": "lan", "password": PASSWORD}
    cookie = client.post("/login", data=form).headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" not in cookie
    assert "secure" in client.post("https://localhost/login", data=form).headers["set-cookie"].lower()


def test_a_wrong_name_and_a_wrong_password_look_the_same(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    accounts.add(store_of(client).engine, "lan", "read", PASSWORD)
    answers = [
        client.post("/login", data={"name": name, "password": "sai sai sai sai"}) for name in ("lan", "không có ai")
    ]
    assert [one.status_code for one in answers] == [401, 401]
    assert answers[0].text == answers[1].text
    assert "set-cookie" not in answers[0].headers
    assert [record.getMessage() for record in caplog.records if record.name == "baocao.login"] == [
        "login refused, from testclient"
    ] * 2


def test_an_account_without_password_cannot_log_in(client: TestClient) -> None:
    accounts.add(store_of(client).engine, "máy", "admin", None)
    assert client.post("/login", data={"name": "máy", "password": ""}).status_code in (401, 422)


def test_a_login_that_is_not_used_ends_and_one_that_is_goes_on(client: TestClient) -> None:
    log_in(client, "read")
    engine = store_of(client).engine

    def ends_in(hours: float) -> datetime.datetime:
        moment = datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=hours)
        with engine.begin() as connection:
            connection.execute(update(session).values(expires_at=moment))
        return moment

    soon = ends_in(1)
    assert client.get("/").status_code == 200
    with engine.connect() as connection:
        assert connection.execute(select(session.c.expires_at)).scalar_one() > soon
    ends_in(-0.1)
    assert client.get("/").status_code == 401


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),
        ({"x-csrf-token": "khác"}, 403),
        ({"x-csrf-token": "TOKEN", "sec-fetch-site": "cross-site"}, 403),
        ({"x-csrf-token": "TOKEN", "origin": "https://a.example"}, 403),
        ({"x-csrf-token": "TOKEN", "origin": "http://localhost"}, 303),
        ({"x-csrf-token": "TOKEN", "sec-fetch-site": "same-origin"}, 303),
    ],
)
def test_a_browser_acts_only_from_our_own_pages(client: TestClient, headers: dict[str, str], status: int) -> None:
    token = log_in(client, "read")
    sent = {name: value.replace("TOKEN", token).encode() for name, value in headers.items()}
    assert client.post("/logout", headers=sent).status_code == status


def test_a_login_from_a_foreign_page_is_refused(client: TestClient) -> None:
    accounts.add(store_of(client).engine, "lan", "read", PASSWORD)
    form = {"name": "lan", "password": PASSWORD}
    assert client.post("/login", data=form, headers={"sec-fetch-site": "cross-site"}).status_code == 403


def test_a_key_lets_a_program_in_until_it_ends(client: TestClient) -> None:
    header = key(client, "read")
    assert client.get("/", headers=header).status_code == 200
    assert client.get("/", headers={"Authorization": "Bearer baocao_sai"}).status_code == 401
    with store_of(client).engine.begin() as connection:
        past = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
        connection.execute(update(api_key).values(expires_at=past))
    assert client.get("/", headers=header).status_code == 401


def test_no_secret_is_kept_in_clear(client: TestClient) -> None:
    log_in(client, "read")
    secrets = [PASSWORD, key(client, "admin")["Authorization"].removeprefix("Bearer "), client.cookies["baocao_login"]]
    with store_of(client).engine.connect() as connection:
        kept = "\n".join(
            str(tuple(row)) for table in (account, api_key, session) for row in connection.execute(select(table))
        )
    assert "$argon2id$" in kept
    assert [secret for secret in secrets if secret in kept] == []


def test_a_key_never_has_more_than_its_account(client: TestClient) -> None:
    engine = store_of(client).engine
    accounts.add(engine, "lan", "review", None)
    with pytest.raises(UsageError, match="cao hơn"):
        accounts.add_key(engine, "lan", "", "admin")
    given = accounts.add_key(engine, "lan", "")
    with engine.begin() as connection:
        connection.execute(update(account).values(role="read"))
    user = accounts.by_key(engine, given)
    assert user is not None
    assert [user.may(role) for role in accounts.ROLES] == [True, False, False]


def test_removing_an_account_ends_its_keys_and_logins(client: TestClient) -> None:
    log_in(client, "admin", "lan")
    header = {"Authorization": f"Bearer {accounts.add_key(store_of(client).engine, 'lan', '')}"}
    accounts.remove(store_of(client).engine, "lan")
    assert client.get("/").status_code == 401
    client.cookies.clear()
    assert client.get("/", headers=header).status_code == 401


def test_a_new_password_ends_the_logins_of_before(client: TestClient) -> None:
    log_in(client, "read", "lan")
    accounts.set_password(store_of(client).engine, "lan", f"{PASSWORD} khác")
    assert client.get("/").status_code == 401
    assert accounts.log_in(store_of(client).engine, "lan", PASSWORD, 1) is None
    assert accounts.log_in(store_of(client).engine, "lan", f"{PASSWORD} khác", 1)


def test_too_many_requests_are_refused(tmp_path: Path) -> None:
    with served(tmp_path, requests=3, logins=2) as client:
        one, other = key(client, "read"), key(client, "review")
        assert [client.get("/", headers=one).status_code for _ in range(4)] == [200, 200, 200, 429]
        assert client.get("/", headers=other).status_code == 200
        tries = [client.post("/login", data={"name": "lan", "password": "sai"}) for _ in range(3)]
        assert [one.status_code for one in tries] == [401, 401, 429]
        assert tries[-1].headers["retry-after"] == "60"


def test_every_answer_binds_the_browser_to_our_own_assets(client: TestClient) -> None:
    for path in ("/login", "/static/base.css", "/", "/không-có"):
        headers = client.get(path).headers
        content = headers["content-security-policy"]
        assert "default-src 'none'" in content
        assert "unsafe" not in content
        assert (headers["x-content-type-options"], headers["x-frame-options"]) == ("nosniff", "DENY")
        assert "strict-transport-security" not in headers
    assert client.get("/login").headers["cache-control"] == "no-store"
    assert "strict-transport-security" in client.get("https://localhost/login").headers


def test_pages_hold_no_script_or_style_and_assets_are_kept(client: TestClient) -> None:
    import re

    html = client.get("/login").text
    assert re.findall(r"<script(?![^>]*src=)|<style|style=|\son\w+=", html) == []
    (sheet,) = re.findall(r'href="(/static/[^"]+)"', html)
    assert "immutable" in client.get(sheet).headers["cache-control"]


def test_another_name_for_this_host_is_refused(client: TestClient) -> None:
    assert client.get("/login", headers={"host": "rebound.example"}).status_code == 400
    for host in ("localhost:8765", "127.0.0.1", "[::1]:8765"):
        assert client.get("/login", headers={"host": host}).status_code == 200


def test_the_command_makes_accounts_and_keys(
    baocao: Callable[..., Ended], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import io

    url = tmp_path / "s.db"

    def user(*arguments: object, password: str = PASSWORD) -> Ended:
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
        return baocao("user", *arguments, "--store", url)

    assert user("add", "lan", "--role", "admin").code == 0
    assert user("add", "lan").code == 2
    assert "12" in user("add", "nga", password="ngắn").err
    assert user("list").out.splitlines()[1].split("\t")[:2] == ["lan", "admin"]
    given = user("key", "lan", "--label", "sổ", "--role", "read", "--days", "3").out.strip()
    with store.opened(f"sqlite:///{url}") as opened:
        found = accounts.by_key(opened.engine, given)
        assert found is not None
        assert (found.name, found.role) == ("lan", "read")
        assert accounts.log_in(opened.engine, "lan", PASSWORD, 1)
    assert user("password", "lan", password=f"{PASSWORD} mới").code == 0
    assert user("remove", "lan").code == 0
    assert user("remove", "lan").code == 2
    assert user("key").code == 2
