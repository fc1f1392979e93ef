"""`kill -9` of a run at random points: `python benchmarks/kills.py [--points N] [--seed S] [--reports N] [--no-samples]`.

A run over small reports of several years and a few samples is killed without warning, by turns the parent alone and the
parent with all its workers, at moments spread over the whole of its work. After each kill every file that can be seen is
whole: a report or reconciliation has the bytes of an undisturbed run, so has each file of the data set. The run is then
resumed, and everything but its times has to have the bytes of the undisturbed run. Ends with code 1 where it has not.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from small_reports import write_reports

ROOT = Path(__file__).resolve().parent.parent
BAOCAO = Path(sys.executable).with_name("baocao")
TIMES = {"run.json", "journal.jsonl"}
"""The files that tell when and how: they alone may differ."""
_WAIT = 120.0


def hashes(out: Path) -> dict[str, str]:
    """What can be seen of a run's results: SHA-256 by path."""
    files = (file for file in out.rglob("*") if file.is_file() and not file.name.startswith("."))
    return {
        file.relative_to(out).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in files
        if file.name not in TIMES
    }


def start(inputs: Path, out: Path) -> subprocess.Popen[bytes]:
    """The run in a session of its own, so that it can be killed with all its workers."""
    command = [str(BAOCAO), "run", str(inputs), "--out", str(out), "--quiet", "--workers", "2"]
    return subprocess.Popen(command, stderr=subprocess.DEVNULL, start_new_session=True)


def begun(out: Path) -> float:
    """When the run has begun to work."""
    patience = time.monotonic() + _WAIT
    while not any((out / "reports").glob("*")) and time.monotonic() < patience:
        time.sleep(0.002)
    return time.monotonic()


def kill(run: subprocess.Popen[bytes], *, all_of_it: bool) -> bool:
    """End the run at once; whether it was still going on."""
    going = run.poll() is None
    if going:
        (os.killpg if all_of_it else os.kill)(run.pid, signal.SIGKILL)
    run.wait()
    return going


def phase(out: Path, whole: dict[str, str]) -> str:
    """How far the run had come."""
    seen = hashes(out)
    for name in ("reports", "reconciliation"):
        if sum(path.startswith(f"{name}/") for path in seen) < sum(path.startswith(f"{name}/") for path in whole):
            return name
    return "data set"


def write_inputs(inputs: Path, reports: int, *, samples: bool) -> None:
    """Small reports of several years, and two samples in Word and PDF."""
    write_reports(inputs, reports)
    for sample in ("kim-thach-2018", "long-thanh-2023") if samples else ():
        for suffix in ("pdf", "docx"):
            shutil.copy(ROOT / "samples" / sample / f"{sample}.{suffix}", inputs)


def try_points(points: int, seed: int, inputs: Path, folder: Path) -> tuple[Counter[str], list[str]]:
    """Kills by phase, and what was wrong."""
    undisturbed, out = folder / "undisturbed", folder / "out"
    run = start(inputs, undisturbed)
    first = begun(undisturbed)
    run.wait()
    lasts = time.monotonic() - first
    whole = hashes(undisturbed)
    dice, phases, wrong = random.Random(seed), Counter[str](), []  # noqa: S311 - when to kill is no secret
    for point in range(points):
        shutil.rmtree(out, ignore_errors=True)
        run = start(inputs, out)
        begun(out)
        time.sleep(lasts * (point + dice.random()) / points)
        if not kill(run, all_of_it=bool(point % 2)):
            phases["finished before"] += 1
        phases[phase(out, whole)] += 1
        torn = [path for path, digest in hashes(out).items() if path in whole and digest != whole[path]]
        wrong += [f"point {point}: {path} can be seen unfinished" for path in torn]
        start(inputs, out).wait()
        left = [file for file in out.rglob(".*") if file.is_file()]
        wrong += [f"point {point}: {file} was left behind" for file in left]
        if (resumed := hashes(out)) != whole:
            differing = sorted(path for path in resumed.keys() | whole.keys() if resumed.get(path) != whole.get(path))
            wrong.append(f"point {point}: after resuming, other bytes in {', '.join(differing[:5])}")
    return phases, wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--reports", type=int, default=30, help="small reports of the run")
    parser.add_argument("--no-samples", action="store_true", help="no Word and PDF samples beside them")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="baocao-kills-") as folder:
        inputs = Path(folder, "in")
        write_inputs(inputs, options.reports, samples=not options.no_samples)
        phases, wrong = try_points(options.points, options.seed, inputs, Path(folder))
    print(f"{options.points} kills, by what was being written: {dict(phases)}")
    print(
        "\n".join(wrong) or "every file whole after each kill, every resumed run has the bytes of the undisturbed one"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
