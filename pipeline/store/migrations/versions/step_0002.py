"""Accounts, keys, uploads, jobs and webhooks; what lists of reports show.

Columns are added in place, never by making `document` anew: dropping it would cascade to every record.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_COUNTED = ("observation", "project", "finding", "problem")
_RECORDS = ("observation", "project", "finding", "section", "footnote", "report_table", "problem")


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=64), nullable=False),
        sa.Column("password", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("name", name=op.f("uq_account_name")),
    )
    op.create_table(
        "api_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_api_key_account_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("digest", name=op.f("uq_api_key_digest")),
    )
    with op.batch_alter_table("api_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_api_key_account_id"), ["account_id"], unique=False)

    op.create_table(
        "original",
        sa.Column("hash", sa.String(length=71), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_original_account_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_original")),
    )
    with op.batch_alter_table("original", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_original_account_id"), ["account_id"], unique=False)

    op.create_table(
        "session",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("csrf", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_session_account_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_session")),
    )
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_session_account_id"), ["account_id"], unique=False)

    op.create_table(
        "webhook",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_webhook_account_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook")),
    )
    with op.batch_alter_table("webhook", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_webhook_account_id"), ["account_id"], unique=False)

    op.create_table(
        "job",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("original", sa.String(length=71), nullable=True),
        sa.Column("webhook_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("payload", sa.JSON(), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("alive_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=64), nullable=True),
        sa.Column("reason", sa.String(length=64), nullable=True),
        sa.Column("cause", sa.Text(), nullable=True),
        sa.Column("next_step", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_job_account_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["original"], ["original.hash"], name=op.f("fk_job_original"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["webhook_id"], ["webhook.id"], name=op.f("fk_job_webhook_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_job_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_job_created_at_id"), ["created_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_job_original"), ["original"], unique=False)
        batch_op.create_index(batch_op.f("ix_job_state_due_at"), ["state", "due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_job_webhook_id"), ["webhook_id"], unique=False)

    for name in _COUNTED:
        op.add_column("document", sa.Column(f"{name}_count", sa.Integer(), server_default="0", nullable=False))
    op.add_column("document", sa.Column("revision", sa.Integer(), server_default="1", nullable=False))
    op.add_column(
        "document",
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default="1970-01-01 00:00:00.000000", nullable=False
        ),
    )
    op.create_index(op.f("ix_document_updated_at"), "document", ["updated_at"])
    counts = ", ".join(
        f"{name}_count = (SELECT count(*) FROM {name} r WHERE r.document_id = document.id)"  # noqa: S608 - our own names
        for name in _COUNTED
    )
    imported = "SELECT imported_at FROM version v WHERE v.document_id = document.id AND v.number = document.version"
    op.execute(f"UPDATE document SET {counts}, updated_at = ({imported})")  # noqa: S608
    for name in _RECORDS:
        op.drop_index(op.f(f"ix_{name}_document_id"), name)
        op.create_index(op.f(f"ix_{name}_document_id_id"), name, ["document_id", "id"])


def downgrade() -> None:
    for name in _RECORDS:
        op.drop_index(op.f(f"ix_{name}_document_id_id"), name)
        op.create_index(op.f(f"ix_{name}_document_id"), name, ["document_id"])
    op.drop_index(op.f("ix_document_updated_at"), "document")
    for name in ("updated_at", "revision", *(f"{name}_count" for name in reversed(_COUNTED))):
        op.drop_column("document", name)
    for name in ("job", "webhook", "original", "session", "api_key", "account"):
        op.drop_table(name)
