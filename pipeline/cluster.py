"""Jobs on a Dask cluster: the same work under the same limits, on any number of machines.

Jobs go out in small shares through the cluster's `concurrent.futures` executor. On its machine a share is carried out by
`pipeline.pool`: every document in a process of its own that can hang, crash or be killed alone, with the same reasons as
in a local run. When a machine dies, the scheduler gives its shares to the others; a share that takes several machines
down with it is sent again job by job, and the job that still does so is given up. Every machine reads the inputs and
writes into the results' folder under the same path. Never: results from other code than ours - each machine tells its
version before work begins.
"""

from __future__ import annotations

import logging
import multiprocessing
import socket
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Future
from concurrent.futures import wait as wait_for
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any, NamedTuple

from pipeline.errors import Reason, UsageError, shown
from pipeline.ledger import code_version
from pipeline.pool import Limits, Pool

_SHARE = 16
"""Jobs of a share at most."""
_SHARES_EACH = 4
"""Shares for each thread of the cluster at least, where there are enough jobs, so that none is left waiting at the end."""
_CONNECT = 15.0
_ALONE = 60.0
"""Seconds without any machine after which the run ends."""
_LOOK = 2.0
_USUAL = Limits()


class _GivenUp(NamedTuple):
    """A job that a machine has given up, and why."""

    job: Any
    reason: Reason
    detail: str


@dataclass(frozen=True, slots=True)
class Cluster:
    """Carries out jobs on the Dask cluster at `address` (`tcp://host:8786`), under `limits` on each machine.

    `lost(job, reason, detail)` makes the result of a job that was given up. `folder` has to be seen by every machine.
    Raises `UsageError` where there is no such cluster, or a machine cannot take part.
    """

    address: str
    lost: Callable[[Any, Reason, str], Any]
    folder: Path
    limits: Limits = _USUAL

    def __call__(self, work: Callable[[Any], Any], jobs: Sequence[Any]) -> Iterator[Any]:
        """The results as they come, each once."""
        if not jobs:
            return
        with _connected(self.address) as client:
            threads = self._check(client)
            size = max(1, min(_SHARE, len(jobs) // (_SHARES_EACH * threads)))
            shares = [tuple(jobs[start : start + size]) for start in range(0, len(jobs), size)]
            again: list[Any] = []
            yield from self._shares(client, work, shares, again.extend)
            fatal: list[Any] = []
            yield from self._shares(client, work, [(job,) for job in again], fatal.extend)
            yield from (self.lost(job, Reason.CRASHED, "làm dừng nhiều máy của cụm") for job in fatal)

    def _shares(
        self,
        client: Any,
        work: Callable[[Any], Any],
        shares: Sequence[tuple[Any, ...]],
        died: Callable[[tuple[Any, ...]], object],
    ) -> Iterator[Any]:
        """Results of the shares that end well; `died` is told of those that machines died of."""
        from distributed import KilledWorker

        executor = client.get_executor(pure=False)
        waiting: dict[Future[Any], tuple[Any, ...]] = {
            executor.submit(carry_out, work, share, self.limits): share for share in shares
        }
        last = monotonic()
        try:
            while waiting:
                done, _ = wait_for(waiting, _LOOK, "FIRST_COMPLETED")
                if not done and client.scheduler_info()["workers"]:
                    last = monotonic()
                if not done and monotonic() - last > _ALONE:
                    raise UsageError(
                        f"cụm {self.address} không còn tiến trình nào; khởi động lại rồi chạy lại cùng lệnh"
                    )
                for future in done:
                    last = monotonic()
                    share = waiting.pop(future)
                    try:
                        results = future.result()
                    except KilledWorker:
                        died(share)
                        continue
                    except CancelledError as error:
                        raise UsageError(
                            f"mất liên lạc với cụm {self.address}; khởi động lại rồi chạy lại cùng lệnh"
                        ) from error
                    for one in results:
                        yield self.lost(*one) if isinstance(one, _GivenUp) else one
        finally:
            executor.shutdown(wait=False)  # what is still out is called back

    def _check(self, client: Any) -> int:
        """The threads of all machines, each of which has our code and sees the folder."""
        try:
            client.wait_for_workers(1, timeout=_CONNECT)
        except TimeoutError as error:
            raise UsageError(f"cụm {self.address} chưa có tiến trình nào; khởi động `dask worker` ở mỗi máy") from error
        told = client.run(_look_around, str(self.folder), on_error="return")
        for address, one in told.items():
            if isinstance(one, Exception):
                raise UsageError(f"máy {address} của cụm không chạy được baocao ({one}); cài cùng bản ở mọi máy")
            host, code, sees, daemon = one
            if code != code_version():
                raise UsageError(
                    f"máy {host} của cụm có bản baocao khác ({code}, ở đây {code_version()}); cài cùng bản"
                )
            if not sees:
                raise UsageError(f"máy {host} của cụm không thấy thư mục {shown(self.folder)}; dùng thư mục chung")
            if daemon:
                raise UsageError(f"máy {host} của cụm chạy dưới nanny; khởi động bằng `dask worker --no-nanny`")
        threads: int = sum(client.nthreads().values())
        return max(1, threads)


def carry_out(work: Callable[[Any], Any], jobs: Sequence[Any], limits: Limits) -> list[Any]:
    """A share of the jobs, on one machine of the cluster."""
    return list(Pool(_GivenUp, 1, limits)(work, jobs))


def _look_around(folder: str) -> tuple[str, str, bool, bool]:
    """What a machine tells before it takes part: host, code, whether it sees the folder, whether it may start processes."""
    return socket.gethostname(), code_version(), Path(folder).is_dir(), multiprocessing.current_process().daemon


def _connected(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError as error:
        raise UsageError("--cluster cần gói distributed; cài nhóm cluster: pip install 'baocao[cluster]'") from error
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what concerns a person is said by us
    with suppress(OSError, TimeoutError, ValueError):
        return Client(address, timeout=_CONNECT, set_as_default=False)
    raise UsageError(f"không có cụm Dask nào ở {address}; khởi động bằng `dask scheduler`, hoặc bỏ --cluster")
