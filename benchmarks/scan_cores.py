"""Are all cores used while scans are read: `python benchmarks/scan_cores.py [--pages N]`, by whole runs of `baocao run`.

Two inputs: one scan of many pages, and a folder of short scans, each read with one worker and with a worker for each
core. Printed: processor and wall seconds, how many cores were asked for on average while pages were read (threads that
ran or waited for a core, which other work on the machine does not change), and how many times as fast all cores were
(which it does). Each run must leave the same bytes. Linux only: threads are looked at through /proc.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import fmean
from time import perf_counter, sleep

from batch import descendants
from pipeline.cores import cores
from scan_memory import of_pages

BAOCAO = Path(sys.executable).with_name("baocao")
SHORT = 3
"""Pages of a short scan."""
LOOK = 0.05
"""Seconds between two looks at the threads."""
_SUBREAPER = 36
"""prctl: processes without a parent become children of this one, whose processor time is then known."""


def run(inputs: Path, out: Path, workers: int) -> tuple[float, float, float]:
    """Processor and wall seconds of a run, all its processes together, and the cores that it asked for."""
    command: list[str | Path] = [BAOCAO, "run", inputs, "--out", out, "--workers", str(workers), "--quiet"]
    before, started = used(), perf_counter()
    looks = []
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None:
            if asking := sum(map(running, list(descendants(os.getpid())))):
                looks.append(asking)
            sleep(LOOK)
    wall = perf_counter() - started
    assert process.returncode == 0, "the run failed"
    while True:
        try:
            os.wait()
        except ChildProcessError:
            return used() - before, wall, fmean(looks)


def running(process: int) -> int:
    """Threads of a process that run or wait for a core."""
    states = 0
    for stat in Path(f"/proc/{process}/task").glob("*/stat"):
        try:
            states += stat.read_text().rpartition(")")[2].split()[0] == "R"
        except OSError:  # it has ended
            continue
    return states


def used() -> float:
    """Processor seconds of all children that have ended."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return children.ru_utime + children.ru_stime


def reports(out: Path) -> dict[str, bytes]:
    """The reports that a run left."""
    return {file.name: file.read_bytes() for file in sorted((out / "reports").iterdir())}


def compare(name: str, inputs: Path, folder: Path) -> None:
    """Print a line for one worker, and one for a worker for each core."""
    spans, left = [], []
    for workers in (1, cores()):
        out = folder / f"{inputs.name}-{workers}"
        processor, wall, asked = run(inputs, out, workers)
        spans.append(wall)
        left.append(reports(out))
        print(f"{name:18} {workers:7} {processor:9.1f} {wall:6.1f} {asked:9.2f}", flush=True)
    assert left[0], "nothing was read"
    assert left[0] == left[-1], "other bytes"
    print(f"{name:18} {spans[0] / spans[-1]:.2f} times as fast with {cores()} workers", flush=True)


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=24, help="of the long scan, and of all short ones")
    pages = parser.parse_args().pages
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    print(f"{'':18} {'workers':>7} {'processor':>9} {'wall':>6} {'cores':>9}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for kind in ("long", "short"):
            (folder / kind).mkdir()
        of_pages(pages, folder / "long" / "scan.pdf")
        for number in range(pages // SHORT):
            of_pages(SHORT, folder / "short" / f"scan-{number:02}.pdf", number * SHORT)
        compare("one long scan", folder / "long", folder)
        compare("a folder of scans", folder / "short", folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
