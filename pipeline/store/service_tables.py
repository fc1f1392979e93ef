"""The tables of the service beside those of the reports: who may come in, what was uploaded, what is still to be done.

    account, api_key, session   people and programs, their roles, their secrets (hashed)
    original                    files as they were uploaded, known by their hash; the bytes lie in a folder
    job                         work that must survive a restart: a report to read, a webhook to call
    webhook                     whom to tell when a report is done

Secrets are kept as hashes, but for a webhook's: it signs, so it must be known. Never: a report's content.
"""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, String, Table, Text

from pipeline.store.tables import Moment, metadata

_SHORT = 64
_HASH = 71
"""`sha256:` and 64 digits."""

account = Table(
    "account", metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(_SHORT), nullable=False, unique=True),
    Column("role", String(_SHORT), nullable=False),
    Column("password", Text),
    Column("created_at", Moment, nullable=False),
)  # fmt: skip
"""`password` is an Argon2id hash; null for a program's account, which has keys alone."""

api_key = Table(
    "api_key", metadata,
    Column("id", Integer, primary_key=True),
    Column("account_id", ForeignKey("account.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("digest", String(_SHORT), nullable=False, unique=True),
    Column("label", Text, nullable=False),
    Column("role", String(_SHORT), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment),
)  # fmt: skip
"""`digest` is the SHA-256 of a key of 256 random bits: nothing to guess, so nothing to slow down."""

session = Table(
    "session", metadata,
    Column("digest", String(_SHORT), primary_key=True),
    Column("account_id", ForeignKey("account.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("csrf", String(_SHORT), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
)  # fmt: skip
"""One login in one browser; the cookie's value is known here by its SHA-256."""

original = Table(
    "original", metadata,
    Column("hash", String(_HASH), primary_key=True),
    Column("file", Text, nullable=False),
    Column("kind", String(_SHORT), nullable=False),
    Column("size", Integer, nullable=False),
    Column("account_id", ForeignKey("account.id", ondelete="SET NULL"), index=True),
    Column("uploaded_at", Moment, nullable=False),
)  # fmt: skip
"""`file` is its sanitised name, `kind` the reader that its content calls for."""

webhook = Table(
    "webhook", metadata,
    Column("id", Integer, primary_key=True),
    Column("account_id", ForeignKey("account.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("url", Text, nullable=False),
    Column("secret", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
)  # fmt: skip

job = Table(
    "job", metadata,
    Column("id", String(_SHORT), primary_key=True),
    Column("kind", String(_SHORT), nullable=False),
    Column("state", String(_SHORT), nullable=False),
    Column("original", ForeignKey("original.hash", ondelete="CASCADE"), index=True),
    Column("webhook_id", ForeignKey("webhook.id", ondelete="CASCADE"), index=True),
    Column("account_id", ForeignKey("account.id", ondelete="SET NULL"), index=True),
    Column("payload", JSON),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("created_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("alive_at", Moment),
    Column("finished_at", Moment),
    Column("outcome", String(_SHORT)),
    Column("reason", String(_SHORT)),
    Column("cause", Text),
    Column("next_step", Text),
    Index(None, "state", "due_at"),
    Index(None, "created_at", "id"),
)  # fmt: skip
"""`state`: queued, running, done, failed. Whoever runs a job renews `alive_at`; one that is not renewed was left behind
by a process that died, and is queued again. `outcome` says what a report became in the store; `reason`, `cause` and
`next_step` why there is none."""
