"""Words that a report is found by; they are those of the step, not of today's program."""

from __future__ import annotations

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_FIELDS = ("file", "area_name", "issuer", "number", "subject", "place", "type", "period_label", "year")


def upgrade() -> None:
    op.add_column("document", sa.Column("words", sa.Text(), server_default="", nullable=False))
    names = ("id", "words", *_FIELDS)
    document = sa.table("document", *(sa.column(name) for name in names))
    connection = op.get_bind()
    for row in connection.execute(sa.select(document)).mappings().all():
        words = _folded(" ".join(str(row[name]) for name in _FIELDS if row[name] is not None))
        connection.execute(sa.update(document).where(document.c.id == row["id"]).values(words=words))


def downgrade() -> None:
    op.drop_column("document", "words")


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D").casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
