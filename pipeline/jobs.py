"""The values of a run: an input on its way, a comparison of two years, what became of them, the whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple

from pipeline.errors import Exit, ReportError


class Counts(NamedTuple):
    """Pages and records of a report."""

    pages: int = 0
    observations: int = 0
    projects: int = 0
    findings: int = 0
    problems: int = 0


_NOTHING = Counts()

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


class About(NamedTuple):
    """What a report is of, as far as comparing years needs it: `area` and `superior` as printed, `date` in ISO form,
    `span` the stretch of the year (`01-01/06-30`), empty where it is the whole; `code` is one of the list `scheme`."""

    year: int | None = None
    span: str = ""
    area: str | None = None
    code: str | None = None
    superior: str | None = None
    issuer: str | None = None
    date: str | None = None
    scheme: str | None = None


_NOTHING_KNOWN = About()


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one input: `stages` are their seconds, `sha256` is that of the report's JSON.

    `trace` is set for errors of the program, for its developers. A run keeps one for each input: they are small.
    """

    job: Job
    status: Status
    counts: Counts = _NOTHING
    seconds: float = 0.0
    stages: Mapping[str, float] = field(default_factory=dict)
    sha256: bytes = b""
    about: About = _NOTHING_KNOWN
    error: ReportError | None = None
    trace: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A report to compare with those of the year before: keys of the reports, `digest` of what they say. Last year's
    are in the results of this run, else in those of an `earlier` one."""

    current: str
    previous: tuple[str, ...]
    digest: str
    out: Path
    earlier: Path | None = None

    @property
    def file(self) -> Path:
        """Where the reconciliation goes."""
        return self.out / "reconciliation" / f"{self.current}.json"

    def report(self, key: str) -> Path:
        """Where the report of this key is."""
        own = self.out / "reports" / f"{key}.json"
        return own if self.earlier is None or own.exists() else self.earlier / "reports" / f"{key}.json"


@dataclass(frozen=True, slots=True)
class Compared:
    """What became of a comparison: `counts` of its records by status, `sha256` of its JSON."""

    job: Comparison
    counts: Mapping[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    sha256: str = ""
    reused: bool = False
    error: ReportError | None = None
    trace: str = ""


class StageTime(NamedTuple):
    """What a stage cost: seconds over all documents, how many they were, the seconds of the slowest."""

    seconds: float = 0.0
    documents: int = 0
    longest: float = 0.0

    def and_also(self, seconds: float) -> StageTime:
        """With one more document."""
        return StageTime(self.seconds + seconds, self.documents + 1, max(self.longest, seconds))


class Began(NamedTuple):
    """The run knows its inputs: so many different ones."""

    total: int


class Comparing(NamedTuple):
    """All inputs are finished; so many reports are compared with the year before."""

    total: int


class Delivering(NamedTuple):
    """The data set is being written."""


Event = Began | Done | Comparing | Compared | Delivering
"""What a run tells while it goes on."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A whole run: one `Done` per finished input, in the order of the inputs.

    `stages` are what was read, compared and delivered now. `compared` are the comparisons with the year before, in the
    order of their keys. `files` are the names and hashes of the data set; it is not written when the run was
    interrupted. `undelivered` is why it could not be written.
    """

    done: tuple[Done, ...]
    skipped: tuple[Path, ...]
    interrupted: bool
    seconds: float
    stages: Mapping[str, StageTime] = field(default_factory=dict)
    compared: tuple[Compared, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    undelivered: ReportError | None = None

    def having(self, *statuses: Status) -> list[Done]:
        """The finished inputs of these statuses."""
        return [one for one in self.done if one.status in statuses]

    @property
    def uncompared(self) -> list[Compared]:
        """The comparisons that failed."""
        return [one for one in self.compared if one.error is not None]

    @property
    def exit_code(self) -> Exit:
        """The exit code that the command documents."""
        if self.interrupted:
            return Exit.INTERRUPTED
        failed = self.having("failed") or self.uncompared or self.undelivered
        return Exit.SOME_FAILED if failed else Exit.OK
