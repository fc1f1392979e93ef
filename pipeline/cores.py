"""How many cores there are to use: by this process, and by a worker that has others beside it.

Never: who works on them.
"""

from __future__ import annotations

import multiprocessing
import os

__all__ = ["SHARE", "cores", "own"]

SHARE = "BAOCAO_CORES"
"""Environment variable of a worker process: how many cores are its own."""


def cores() -> int:
    """The cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def own() -> int:
    """The cores that this process has to itself: all of them; in a worker process its share, one if it was told none."""
    return cores() if multiprocessing.parent_process() is None else int(os.environ.get(SHARE, "1"))
