"""Bring a store to the present schema by the Alembic steps in `migrations/versions`."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

FOLDER = Path(__file__).parent / "migrations"


def to_present(engine: Engine) -> None:
    """Run the steps that the store lacks, in one transaction; nothing where it lacks none."""
    config = Config()
    config.set_main_option("script_location", FOLDER.as_posix().replace("%", "%%"))
    head = ScriptDirectory.from_config(config).get_current_head()
    with engine.begin() as connection:
        if MigrationContext.configure(connection).get_current_revision() == head:
            return
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            # Python's driver begins no transaction for a change of the schema: a step that fails would leave a half.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        if MigrationContext.configure(connection).get_current_revision() != head:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
