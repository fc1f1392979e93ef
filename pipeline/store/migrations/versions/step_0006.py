"""Projects and findings that people decided on; the sum of revisions without a walk through all reports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("project", sa.Column("review", sa.JSON(), nullable=True))
    op.add_column("finding", sa.Column("review", sa.JSON(), nullable=True))
    op.add_column("decision", sa.Column("subject", sa.String(64), server_default="figure", nullable=False))
    op.create_index("ix_document_revision", "document", ["revision"])


def downgrade() -> None:
    op.drop_index("ix_document_revision", "document")
    for table, column in (("decision", "subject"), ("finding", "review"), ("project", "review")):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column(column)
