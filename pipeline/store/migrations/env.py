"""Alembic's way in: it runs the steps on the connection that `pipeline.store.migrate` hands over."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from pipeline.store import decisions, service_tables
from pipeline.store.tables import Exact, Moment, metadata

# They have to be imported, so that their tables are known.
assert all(one.metadata is metadata for one in (service_tables.account, decisions.decision))


def render(kind: str, item: Any, _: AutogenContext) -> str | Literal[False]:
    """Steps name plain database types, not ours: they must run when ours have changed."""
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    return "sa.Numeric()" if kind == "type" and isinstance(item, Exact) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    render_item=render,
)
with context.begin_transaction():
    context.run_migrations()
