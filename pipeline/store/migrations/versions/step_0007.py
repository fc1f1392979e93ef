"""Codes of areas, and the list that a code is of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_ADDED = (("document", "area_code"), ("document", "area_scheme"), ("observation", "area_scheme"))


def upgrade() -> None:
    for table, column in _ADDED:
        op.add_column(table, sa.Column(column, sa.Text(), nullable=True))


def downgrade() -> None:
    for table, column in reversed(_ADDED):
        op.drop_column(table, column)
