"""Write the next step of the store's migrations: what `pipeline/store/tables.py` has and the last step has not.

    python scripts/new_migration.py "what changed"

Read the file before committing it: a renamed column looks like one dropped and one added, and on SQLite a change that
makes `document` anew (`batch_alter_table` where a column is altered) would drop it, and every record with it.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from pipeline.store.migrate import FOLDER, to_present


def main(message: str) -> None:
    config = Config()
    config.set_main_option("script_location", FOLDER.as_posix())
    config.set_main_option("file_template", "step_%%(rev)s")
    steps = len(list(ScriptDirectory.from_config(config).walk_revisions()))
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{folder}/empty.db")
        to_present(engine)
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.revision(config, message=message, autogenerate=True, rev_id=f"{steps + 1:04}")
        engine.dispose()
    written = FOLDER / "versions" / f"step_{steps + 1:04}.py"
    ruff = Path(sys.executable).with_name("ruff")
    subprocess.run([ruff, "check", "--quiet", "--fix", written], check=False)  # noqa: S603 - our own tools
    subprocess.run([ruff, "format", "--quiet", written], check=True)  # noqa: S603
    sys.stdout.write(f"{written}\n")


if __name__ == "__main__":
    main(sys.argv[1])
