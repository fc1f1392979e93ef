"""A run as JSON lines, for programs that watch it: one object per event, with its time and level.

    began, report, comparing, comparison, delivering, ended

Above the level `debug` a line holds names of files, counts, seconds and codes alone, nothing that a document says: the
words of an error can quote the document, so they and the traceback are written under `--debug` only. Never: printing;
the stream is given.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TextIO

from pipeline.errors import ReportError, shown
from pipeline.jobs import Began, Compared, Comparing, Delivering, Done, Event, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable

Fields = Mapping[str, object]


class JsonLog:
    """Writes the events of one run to a text stream, each at once."""

    def __init__(
        self, stream: TextIO, *, debug: bool = False, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._stream, self._debug, self._now = stream, debug, now
        self._run = uuid.uuid4().hex[:12]

    def tell(self, event: Event) -> None:
        """Write what happened."""
        match event:
            case Began(total):
                self._write("info", "began", inputs=total)
            case Done():
                self._done(event)
            case Comparing(total):
                self._write("info", "comparing", reports=total)
            case Compared():
                self._compared(event)
            case Delivering():
                self._write("info", "delivering")

    def ended(self, outcome: Outcome) -> None:
        """Write how the run ended."""
        counts = {status: len(outcome.having(status)) for status in ("done", "reused", "duplicate", "failed")}
        level = "error" if outcome.undelivered else "info"
        stages = {name: round(one.seconds, 3) for name, one in outcome.stages.items()}
        self._write(
            level, "ended", code=int(outcome.exit_code), seconds=round(outcome.seconds, 3), counts=counts, stages=stages,
            **self._failure(outcome.undelivered, ""),
        )  # fmt: skip

    def _done(self, done: Done) -> None:
        stages = {name: round(seconds, 3) for name, seconds in done.stages.items()}
        self._write(
            "warning" if done.error else "info", "report",
            file=shown(done.job.file), id=f"sha256:{done.job.digest}", status=done.status,
            seconds=round(done.seconds, 3), counts=done.counts._asdict(), stages=stages, **self._failure(done.error, done.trace),
        )  # fmt: skip

    def _compared(self, one: Compared) -> None:
        self._write(
            "warning" if one.error else "info", "comparison",
            current=one.job.current, previous=list(one.job.previous), reused=one.reused,
            seconds=round(one.seconds, 3), counts=dict(one.counts), **self._failure(one.error, one.trace),
        )  # fmt: skip

    def _failure(self, error: ReportError | None, trace: str) -> Fields:
        """The code of a failure; its words under `debug` alone."""
        if error is None:
            return {}
        if self._debug:
            self._write("debug", "failure", cause=str(error), trace=trace)
        return {"reason": error.reason.value}

    def _write(self, level: str, event: str, **fields: object) -> None:
        time = self._now().isoformat(timespec="milliseconds")
        entry = {"time": time, "level": level, "run": self._run, "event": event, **fields}
        self._stream.write(json.dumps(entry, ensure_ascii=False) + "\n")
        self._stream.flush()
