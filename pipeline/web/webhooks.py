"""Telling other systems that a report is done: a signed request to an address that they gave.

The form is that of Standard Webhooks 1.0: the headers `webhook-id`, `webhook-timestamp` and `webhook-signature`
(`v1,` and the Base64 of the HMAC-SHA256 of id, timestamp and body), a secret `whsec_…`, an answer 2xx within 15 seconds,
and tries that lie further and further apart. An address is looked up once and connected to as it was found, and must be a
public one unless its host was allowed: the service is no way into the network it stands in (OWASP, server-side request
forgery). Never: a redirect that is followed, an answer that is kept.
"""

from __future__ import annotations

import base64
import datetime
import hashlib
import hmac
import ipaddress
import json
import secrets
import socket
import ssl
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlsplit

import httpcore
from sqlalchemy import select

from pipeline.errors import Reason, ReportError
from pipeline.store.service_tables import webhook
from pipeline.store.tables import document
from pipeline.web.work import Ended, Row, Work

PREFIX = "whsec_"
WAITS = (5, 300, 1800, 7200, 18000, 36000, 36000)
"""Seconds between tries; after the last one it is given up."""
_SECONDS = 15.0
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_COLUMNS = ("file", "area_name", "year", "type", "issuer", "version", "revision", "observation_count", "project_count",
            "finding_count", "problem_count")  # fmt: skip


class NotAllowed(Exception):
    """The address is none that may be called."""


def new_secret() -> str:
    """A secret to sign with."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """What stands in `webhook-signature`."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = hmac.digest(key, f"{message_id}.{timestamp}.".encode() + body, hashlib.sha256)
    return f"v1,{base64.b64encode(signed).decode()}"


def tell(work: Work, event: str, hash_: str, *, outcome: str | None = None, error: ReportError | None = None) -> None:
    """Queue one message to every webhook: what became of the report of this content."""
    engine = work.store.engine
    with engine.begin() as connection:
        hooks = list(connection.execute(select(webhook.c.id)).scalars())
        if not hooks:
            return
        columns = [document.c[name] for name in _COLUMNS]
        found = connection.execute(select(*columns).where(document.c.hash == hash_)).mappings().one_or_none()
        data = {"id": hash_, "outcome": outcome, **(_failed(error) if error else dict(found or {}))}
        told = {"type": event, "timestamp": datetime.datetime.now(datetime.UTC).isoformat(), "data": data}
        body = json.dumps(told, ensure_ascii=False)
        made = [work.add(connection, "webhook", webhook_id=one, payload={"body": body}) for one in hooks]
    work.begin(made)


def _failed(error: ReportError) -> dict[str, str]:
    return {"file": error.file, "reason": error.reason, "cause": error.cause, "next_step": error.next_step}


def run(work: Work, row: Row) -> Ended:
    """Send one message; on a refusal say when to try again."""
    with work.store.engine.connect() as connection:
        hook = connection.execute(select(webhook).where(webhook.c.id == row["webhook_id"])).one_or_none()
    if hook is None:
        return Ended(outcome="removed")
    try:
        status = send(hook.url, hook.secret, row["id"], row["payload"]["body"].encode(), work.settings.webhook_hosts)
    except NotAllowed as error:
        return Ended(error=_failure(hook.url, str(error)))
    except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, OSError) as error:
        cause = f"{type(error).__name__} {error}".strip()
    else:
        if 200 <= status < 300:
            return Ended(outcome=str(status))
        cause = f"HTTP {status}"
    tries = row["attempts"]
    again = WAITS[tries - 1] if tries <= len(WAITS) else None
    return Ended(error=_failure(hook.url, cause), again=again)


def send(url: str, secret: str, message_id: str, body: bytes, allowed: Sequence[str]) -> int:
    """POST a signed message; the status of the answer. Raises NotAllowed, OSError and what httpcore raises."""
    check(url)
    timestamp = int(datetime.datetime.now(datetime.UTC).timestamp())
    headers: dict[bytes | str, bytes | str] = {
        "host": urlsplit(url).netloc.rpartition("@")[2],
        "content-type": "application/json",
        "content-length": str(len(body)),
        "user-agent": "baocao",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(secret, message_id, timestamp, body),
    }
    patience = dict.fromkeys(("connect", "read", "write", "pool"), _SECONDS)
    with (
        httpcore.ConnectionPool(ssl_context=ssl.create_default_context(), network_backend=_Guarded(allowed)) as pool,
        pool.stream("POST", url, headers=headers, content=body, extensions={"timeout": patience}) as response,
    ):
        return int(response.status)


def check(url: str) -> None:
    """Refuse what is no address to call, before anything is looked up. Raises NotAllowed."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise NotAllowed(f"địa chỉ không đúng ({error})") from error
    if parts.scheme not in ("https", "http") or not host or parts.username is not None or not url.isascii():
        raise NotAllowed("địa chỉ phải là http(s)://máy/đường-dẫn, không có tên và mật khẩu")


class _Guarded(httpcore.SyncBackend):
    """Connects to public addresses, and to hosts that were allowed, at the very address that was judged."""

    def __init__(self, allowed: Sequence[str]) -> None:
        self._allowed = allowed

    def connect_tcp(self, host: str, port: int, *arguments: Any, **named: Any) -> httpcore.NetworkStream:
        found = [str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        if host not in self._allowed and f"{host}:{port}" not in self._allowed:
            all_public(found)
        return super().connect_tcp(found[0], port, *arguments, **named)


def all_public(addresses: Iterable[str]) -> None:
    """Refuse addresses of this machine and of inner networks, however they are wrapped. Raises NotAllowed."""
    for one in addresses:
        address = ipaddress.ip_address(one.partition("%")[0])
        inside = _wrapped(address) or address
        if not (address.is_global and inside.is_global) or address.is_multicast:
            raise NotAllowed(f"{one} không phải địa chỉ công cộng; máy nội bộ phải được cho phép bằng --webhooks")


def _wrapped(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 address stands for: mapped, 6to4, or translated (NAT64)."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    translated = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None
    return address.ipv4_mapped or address.sixtofour or translated


def _failure(url: str, cause: str) -> ReportError:
    return ReportError(url, Reason.NO_ACCESS, f"không gọi được địa chỉ báo tin ({cause})"[:500], "kiểm tra nơi nhận")
