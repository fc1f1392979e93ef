"""The values of a run: an input on its way, what became of it, the whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pipeline.errors import Exit, ReportError

COUNTED = ("observations", "projects", "findings", "problems")

Status = Literal["done", "reused", "duplicate", "failed"]


@dataclass(frozen=True, slots=True)
class Job:
    """One input on its way: `key` is `<stem>-<id8>`, `digest` the SHA-256 of the content in hex."""

    file: Path
    key: str
    digest: str
    out: Path

    @property
    def report(self) -> Path:
        """Where the report goes."""
        return self.out / "reports" / f"{self.key}.json"

    @property
    def crops(self) -> Path:
        """Where the pictures for its findings go."""
        return self.out / "crops" / self.key

    @property
    def quarantine(self) -> Path:
        """Where the reason goes if there is no report."""
        return self.out / "quarantine" / f"{self.key}.json"


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one input: `counts` of pages and records, `stages` their seconds, `sha256` of the report's JSON.

    `trace` is set for errors of the program, for its developers.
    """

    job: Job
    status: Status
    counts: Mapping[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    stages: Mapping[str, float] = field(default_factory=dict)
    sha256: str = ""
    error: ReportError | None = None
    trace: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A whole run: one `Done` per finished input, in the order of the inputs.

    `files` are the names and hashes of the data set; it is not written when the run was interrupted. `undelivered` is
    why it could not be written.
    """

    done: tuple[Done, ...]
    skipped: tuple[Path, ...]
    interrupted: bool
    seconds: float
    deliver_seconds: float = 0.0
    files: Mapping[str, str] = field(default_factory=dict)
    undelivered: ReportError | None = None

    def having(self, *statuses: Status) -> list[Done]:
        """The finished inputs of these statuses."""
        return [one for one in self.done if one.status in statuses]

    @property
    def exit_code(self) -> Exit:
        """The exit code that the command documents."""
        if self.interrupted:
            return Exit.INTERRUPTED
        return Exit.SOME_FAILED if self.having("failed") or self.undelivered else Exit.OK
