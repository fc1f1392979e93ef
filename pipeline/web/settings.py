"""What may be told to the service. Everything has a safe default: loopback, no request to private addresses."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import make_url

from pipeline import store
from pipeline.pool import Limits

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
"""Names of this machine alone, as they stand in a request."""


@dataclass(frozen=True, slots=True)
class Settings:
    """`store` is a URL, `files` the folder of originals (beside an SQLite store by default). `hosts` are the names under
    which it may be asked for. `upload_bytes` bounds one file, `upload_files` those of one request,
    `request_bytes` all of it. `requests` are allowed
    a minute to each account, `logins` to each name and address. `idle_hours` end a login that is not used.
    """

    store: str = store.DEFAULT_URL
    files: Path | None = None
    hosts: tuple[str, ...] = LOOPBACK
    upload_bytes: int = 50 << 20
    upload_files: int = 50
    request_bytes: int = 500 << 20
    requests: int = 1200
    logins: int = 10
    idle_hours: float = 12
    webhook_hosts: tuple[str, ...] = ()
    workers: int = 0
    limits: Limits = field(default_factory=Limits)
    stale_seconds: float = 15

    @property
    def folder(self) -> Path:
        """Where originals lie."""
        if self.files is not None:
            return self.files
        url = make_url(self.store)
        if url.drivername.startswith("sqlite") and url.database:
            return Path(f"{url.database}.files")
        return Path("baocao.files")
