"""Alembic's way in: it runs the steps on the connection that `pipeline.store.migrate` hands over."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from pipeline.store.tables import Exact, metadata


def render(kind: str, item: Any, _: AutogenContext) -> str | Literal[False]:
    """Steps name plain database types, not ours: they must run when ours have changed."""
    return "sa.Numeric()" if kind == "type" and isinstance(item, Exact) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    render_item=render,
)
with context.begin_transaction():
    context.run_migrations()
