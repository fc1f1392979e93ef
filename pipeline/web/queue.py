"""The queue in the store's own database: huey, over SQLite and PostgreSQL alike.

huey hands a task to one worker and forgets it, so that a task is lost with the process that carries it out. What is to be
done therefore stands in the table `job`, and a task of huey is but the id of a job: `pipeline.web.work` claims it there
and queues it again when it was left behind. Messages are JSON: whoever can write to the database cannot make the service
run what they wrote (huey's own serializer is pickle).
"""

from __future__ import annotations

import datetime
import json
from typing import Any

from huey import Huey, PostgresHuey, SqliteHuey
from huey.consumer import Consumer
from huey.registry import Message
from huey.serializer import Serializer
from sqlalchemy import Engine

NAME = "baocao"
_BUSY = 30.0


class JsonSerializer(Serializer):  # type: ignore[misc]  # huey has no types
    """A message as JSON; `args` are strings."""

    def _serialize(self, data: Any) -> bytes:
        fields = data._asdict()
        eta = fields["eta"]
        return json.dumps({**fields, "eta": eta and eta.isoformat()}).encode()

    def _deserialize(self, data: Any) -> Message:
        fields = json.loads(bytes(data))
        eta = fields["eta"]
        return Message(**{**fields, "eta": eta and datetime.datetime.fromisoformat(eta), "args": tuple(fields["args"])})


class QuietConsumer(Consumer):  # type: ignore[misc]  # huey has no types
    """A consumer inside of a process whose signals are not its own."""

    def _set_signal_handlers(self) -> None:
        return


def queue_of(engine: Engine) -> Huey:
    """The queue in the database of this engine."""
    shared = {"name": NAME, "results": False, "utc": True, "serializer": JsonSerializer()}
    if engine.dialect.name == "sqlite":
        return SqliteHuey(filename=engine.url.database, timeout=_BUSY, **shared)
    dsn = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    return PostgresHuey(dsn=dsn, **shared)
