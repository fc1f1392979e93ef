"""Jobs on all cores, each in a worker process that can die alone.

A worker carries out one job at a time under limits. A job whose worker hangs, crashes, is killed or runs out of memory is
tried once more when all other work is done, in a fresh worker with nothing beside it; if that fails too, it is given up
with a typed reason and the rest is not affected. A worker is replaced after a number of jobs, so that nothing it keeps
can grow. Where there are fewer jobs than workers, the cores of those that are not needed go to the others. Results come
as they are finished. Never: a thread in a worker's birth (workers come from a clean fork server),
a lost job, a worker that outlives the run - a worker whose parent is gone ends after the job at hand.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from time import monotonic
from typing import Any, Generic, TypeVar

from pipeline.confine import shut_in
from pipeline.cores import SHARE, cores
from pipeline.errors import Reason

Job = TypeVar("Job")
Result = TypeVar("Result")

_PRELOADED = ("__main__", "pipeline.preload")
"""What the fork server imports once, so that a new worker starts at once and shares the memory."""

_BIRTH = 60.0
"""Seconds that a worker may take to start on a busy machine; a job's own time begins when the worker takes it up."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one job may take: wall-clock seconds, and bytes of data (heap and private memory) where the platform can
    limit it. `jobs` is how many a worker carries out before it is replaced. A worker writes into the `writable` folders
    alone and reaches no network (`pipeline.confine`); None leaves it free."""

    seconds: float = 600
    memory: int = 4 << 30
    jobs: int = 200
    writable: tuple[Path, ...] | None = None


@dataclass(frozen=True, slots=True)
class Pool(Generic[Job, Result]):
    """Carries out jobs with `workers` processes (one for each core at hand by default).

    `lost(job, reason, detail)` makes the result of a job that was given up. Called with the work and the jobs, both of
    which can be pickled, it yields every result once, in any order; an exception of the work ends it.
    """

    lost: Callable[[Job, Reason, str], Result]
    workers: int = 0
    limits: Limits = Limits()

    def __call__(self, work: Callable[[Job], Result], jobs: Sequence[Job]) -> Iterator[Result]:
        """The results as they come."""
        again: list[Job] = []
        yield from self._all(work, deque(jobs), self.workers or cores(), lambda job, why: again.append(job))
        for job in again:
            yield from self._alone(work, job)

    def _alone(self, work: Callable[[Job], Result], job: Job) -> Iterator[Result]:
        """The result of the last try."""
        given_up: list[tuple[Reason, str]] = []
        yield from self._all(work, deque([job]), 1, lambda job, why: given_up.append(why))
        yield from (self.lost(job, *why) for why in given_up)

    def _all(
        self,
        work: Callable[[Job], Result],
        waiting: deque[Job],
        most: int,
        failed: Callable[[Job, tuple[Reason, str]], object],
    ) -> Iterator[Result]:
        """Results of the jobs that end well; `failed` is told of the others."""
        share = max(1, most // max(len(waiting), 1))
        workers = [_Worker[Job, Result](self.limits, share) for _ in range(min(most, len(waiting)))]
        try:
            while True:
                for worker in workers:
                    if waiting and worker.job is None:
                        worker.begin(work, waiting.popleft())
                busy = [worker for worker in workers if worker.job is not None]
                if not busy:
                    return
                patience = max(0.0, min(worker.deadline for worker in busy) - monotonic())
                ready = wait([worker.connection for worker in busy], patience)
                for worker in busy:
                    if worker.connection not in ready and monotonic() < worker.deadline:
                        continue
                    if (end := worker.end(worker.connection in ready)) is None:
                        continue
                    job, ended = end
                    if isinstance(ended, _Answer):
                        yield ended.result
                    elif job is not None:
                        failed(job, ended)
        finally:
            for worker in workers:
                worker.kill()


@dataclass(frozen=True, slots=True)
class _Answer:
    result: Any


class _Worker(Generic[Job, Result]):
    """One process at a time, started when there is a job for it, and the job it is at."""

    def __init__(self, limits: Limits, share: int) -> None:
        self.job: Job | None = None
        self.deadline = 0.0
        self.connection: Any = None
        self._limits, self._share, self._jobs = limits, share, 0

    def _start(self) -> None:
        context = _context()
        self._jobs = 0
        self.connection, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, self._limits, self._share), daemon=True)
        self._process.start()
        theirs.close()

    def begin(self, work: Callable[[Job], Result], job: Job) -> None:
        """Hand over a job, to a new process where there is none or it has done its share."""
        if self.connection is not None and self._jobs >= self._limits.jobs:
            self.kill()
        if self.connection is None:
            self._start()
        self.job, self.deadline = job, monotonic() + _BIRTH + self._limits.seconds
        self._jobs += 1
        try:
            self.connection.send((work, job))
        except OSError:  # it died while idle: `end` will find nothing to receive
            self.deadline = 0.0

    def end(self, heard: bool) -> tuple[Job | None, _Answer | tuple[Reason, str]] | None:
        """The job and what became of it; None where it has only begun. A worker that is lost is ended."""
        job, self.job = self.job, None
        if not heard and self.deadline:
            self.kill()
            return job, (Reason.TIMEOUT, f"quá {self._limits.seconds:g} giây")
        try:
            kind, value = self.connection.recv()
        except (EOFError, OSError):
            self._process.join(5)
            detail = _ending(self._process.exitcode)
            self.kill()
            return job, (Reason.CRASHED, detail)
        if kind == "begun":
            self.job, self.deadline = job, monotonic() + self._limits.seconds
            return None
        if kind == "error":
            raise value
        if kind == "memory":
            self.kill()
            return job, (Reason.OUT_OF_MEMORY, f"cần hơn {self._limits.memory >> 20} MB")
        return job, _Answer(value)

    def kill(self) -> None:
        """End the process now, whatever it is at."""
        if self.connection is not None:
            self._process.kill()
            self._process.join()
            self.connection.close()
            self.connection = None


def _context() -> Any:
    """A clean fork server where there is one: forking a process with threads can deadlock the child."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(_PRELOADED))
    return context


def _serve(connection: Connection[Any, Any], limits: Limits, share: int) -> None:
    """What a worker does: receive, work, answer, until the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the whole group: the parent decides
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")  # the cores are shared out among the workers already
    os.environ[SHARE] = str(share)
    _limit_memory(limits.memory)
    if limits.writable is not None:
        shut_in(limits.writable)
    while True:
        try:
            work, job = connection.recv()
        except (EOFError, OSError):
            return
        try:
            connection.send(("begun", None))
            answer = ("done", work(job))
        except MemoryError:
            answer = ("memory", None)
        except Exception as error:  # noqa: BLE001 - it is raised again in the parent
            answer = ("error", error)
        try:
            connection.send(answer)
        except OSError:
            return


def _limit_memory(most: int) -> None:
    """Refuse more memory than that: an allocation fails instead of the machine. RLIMIT_DATA counts what is really
    private; the address space is full of files and reserves."""
    try:
        import resource
    except ImportError:
        return  # Windows has no such limit for a process
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a crash leaves no copy of the document behind


def _ending(code: int | None) -> str:
    """How a process ended, in words."""
    if code is not None and code < 0:
        try:
            return f"tín hiệu {signal.Signals(-code).name}"
        except ValueError:
            return f"tín hiệu {-code}"
    return f"mã {code}"
