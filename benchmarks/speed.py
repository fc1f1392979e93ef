"""How fast reports are read: `python benchmarks/speed.py [--rounds N]`, over the samples' PDFs and those of ../shared/data.

- warm: PDF to JSON, models loaded, CPU seconds on one core, beside pdfplumber's `extract_text` alone on the same files;
  medians of rounds in which the two alternate file by file, so that a busy machine slows both; the share of each
  stage; and, as reading costs by the figure while the yardstick costs by the character, what a page costs without
  figures, what each figure adds, the ratio of files of like density, and each file with its figures a page and its ratio
- cold: `baocao extract` of one 7-page report in a new process, its modules compiled before as after any first run; wall
  and CPU seconds, and the libraries whose import takes longest
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from statistics import linear_regression, median
from time import perf_counter, process_time

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import pdfplumber  # noqa: E402 - after the thread counts
import pypdfium2  # noqa: E402

from pipeline.report import read_report, to_json  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "data"
DENSITIES = (0, 25, 50, 75, float("inf"))
"""Figures a page between which files are compared together: one file's yardstick alone varies by a third."""
BAOCAO = Path(sys.executable).with_name("baocao")


def born_digital() -> list[Path]:
    """The PDFs to read."""
    files = [
        *sorted((ROOT / "samples").glob("*/*.pdf")),
        *sorted(SHARED.glob("*.pdf")),
        *sorted(SHARED.glob("real/*.pdf")),
    ]
    return [file for file in files if not file.stem.endswith("scan")]


def pages(file: Path) -> int:
    """How many pages a PDF has."""
    document = pypdfium2.PdfDocument(file)
    try:
        return len(document)
    finally:
        document.close()


def to_records(file: Path) -> None:
    """Ours: the whole way from PDF to JSON."""
    to_json(read_report(file))


def text_alone(file: Path) -> None:
    """The yardstick: pdfplumber's plain text, page by page, nothing kept."""
    with pdfplumber.open(file) as document:
        for page in document.pages:
            page.extract_text()
            page.close()


def cpu(work: Callable[[Path], None], files: list[Path]) -> float:
    """CPU seconds for all files."""
    started = process_time()
    for file in files:
        work(file)
    return process_time() - started


def by_stage(files: list[Path]) -> dict[str, float]:
    """CPU seconds for all files, by stage."""
    seconds: dict[str, float] = {}
    last = process_time()

    def lap(name: str) -> None:
        nonlocal last
        now = process_time()
        seconds[name] = seconds.get(name, 0.0) + now - last
        last = now

    for file in files:
        to_json(read_report(file, lap))
        lap("validate and print")
    return seconds


def alternating(files: list[Path]) -> list[tuple[float, float]]:
    """CPU seconds for each file: ours, the yardstick's."""
    return [(cpu(to_records, [file]), cpu(text_alone, [file])) for file in files]


def by_density(files: list[Path], timed: list[list[tuple[float, float]]]) -> None:
    """Print how the cost of a page depends on how many figures it states; `timed` are rounds of `alternating`."""
    figures = [len(read_report(file).observations) / pages(file) for file in files]
    ours = [1000 * median(times[i][0] for times in timed) / pages(file) for i, file in enumerate(files)]
    ratios = [median(times[i][1] / times[i][0] for times in timed) for i in range(len(files))]
    line = linear_regression(figures, ours)
    print(f"  a page without figures {line.intercept:.1f} ms, each figure {line.slope:.2f} ms more")
    for low, high in pairwise(DENSITIES):
        band = [i for i in range(len(files)) if low <= figures[i] < high]
        if band:
            ratio = median(sum(times[i][1] for i in band) / sum(times[i][0] for i in band) for times in timed)
            print(f"  {len(band):3} files with {low:g} to {high:g} figures a page: ratio {ratio:.1f} ×")
    for i in sorted(range(len(files)), key=lambda i: figures[i]):
        print(
            f"  {files[i].name:32} {figures[i]:6.1f} figures a page {ours[i]:6.1f} ms a page, ratio {ratios[i]:.1f} ×"
        )


def spent(environment: dict[str, str], *command: str | Path) -> tuple[float, float]:
    """Wall and CPU seconds of a command, its output thrown away."""
    started, before = perf_counter(), os.times()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    after = os.times()
    used = after.children_user - before.children_user + after.children_system - before.children_system
    return perf_counter() - started, used


def cold(file: Path, count: int, rounds: int) -> None:
    """Print what a new process takes for one report."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": folder, "PYTHONDONTWRITEBYTECODE": ""}
        parts = {"the first time ever": spent(environment, BAOCAO, "extract", file)}
        parts["from then on"] = min(spent(environment, BAOCAO, "extract", file) for _ in range(rounds))
        parts["the bare command"] = min(spent(environment, BAOCAO, "--version") for _ in range(rounds))
        imports = slowest_imports(file, environment)
    print(f"cold: baocao extract {file.name}, {count} pages, fastest of {rounds}")
    for name, (clock, used) in parts.items():
        print(f"  {name:20} {clock:6.2f} s wall {used:6.2f} s CPU")
    print(f"  {'the warm report':20} {'':13} {min(cpu(to_records, [file]) for _ in range(rounds)):6.2f} s CPU")
    print("  imports: " + ", ".join(f"{package} {seconds:.2f} s" for package, seconds in imports))


def slowest_imports(file: Path, environment: dict[str, str], count: int = 8) -> list[tuple[str, float]]:
    """Top-level packages by the seconds that their own modules take to import in a cold `extract`."""
    command = [sys.executable, "-X", "importtime", "-m", "pipeline", "extract", str(file)]
    run = subprocess.run(
        command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=environment
    )
    seconds: dict[str, float] = {}
    for own, module in re.findall(r"^import time:\s+(\d+) \|\s+\d+ \|\s+(\S+)$", run.stderr, re.MULTILINE):
        package = module.split(".")[0]
        seconds[package] = seconds.get(package, 0.0) + int(own) / 1e6
    return sorted(seconds.items(), key=lambda item: -item[1])[:count]


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    files = born_digital()
    if not files:
        print("no PDF to read", file=sys.stderr)
        return 2
    count = sum(map(pages, files))
    cpu(to_records, files)  # models and lexicons are loaded once
    timed = [alternating(files) for _ in range(rounds)]
    sums = [tuple(map(sum, zip(*times, strict=True))) for times in timed]
    ours, theirs = (count / median(times) for times in zip(*sums, strict=True))
    ratio = median(plumber / mine for mine, plumber in sums)
    print(f"warm: {len(files)} PDFs, {count} pages, median of {rounds} rounds, CPU")
    print(f"  PDF to JSON                     {ours:8.1f} pages/s  {1000 / ours:6.1f} ms/page")
    print(f"  pdfplumber extract_text alone   {theirs:8.1f} pages/s  {1000 / theirs:6.1f} ms/page")
    print(f"  ratio                           {ratio:8.1f} ×")
    shares = ", ".join(f"{stage} {1000 * seconds / count:.1f}" for stage, seconds in by_stage(files).items())
    print(f"  ms/page by stage: {shares}")
    by_density(files, timed)
    report = min(files, key=lambda file: (abs(pages(file) - 7), file.name))
    cold(report, pages(report), rounds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
