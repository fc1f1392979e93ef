"""How a whole run behaves: `python benchmarks/batch.py [throughput|scaling|many …] [--documents N] [--copies N]`.

    throughput   PDF to delivered data set with one worker, pages per second, beside pdfplumber's `extract_text` alone on
                 the same files in the same minutes; where the time goes, by stage
    scaling      the same with two workers, against one
    many         thousands of small reports: processor seconds a document in the last tenth against the second, and what
                 the memory of the parent and of its workers comes to

Ratios are of alternating rounds in one run, or of processor time, so that a busy machine slows both sides.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

from pipeline import batch  # noqa: E402
from pipeline.jobs import Began, Delivering, Done, Event  # noqa: E402
from pipeline.pool import Limits, Pool  # noqa: E402
from small_reports import write_reports  # noqa: E402 - after the thread counts
from speed import born_digital, pages, text_alone  # noqa: E402

_TENTHS = 10


def write_copies(folder: Path, copies: int) -> list[Path]:
    """Every born-digital PDF so many times, each copy another content by a comment at its end."""
    files = []
    folder.mkdir()
    for number in range(copies):
        for source in born_digital():
            files.append(folder / f"{source.stem}-{number}.pdf")
            files[-1].write_bytes(source.read_bytes() + b"\n%% copy %d\n" % number)
    return files


def run(inputs: Sequence[Path], workers: int, tell: batch.Tell = lambda event: None) -> tuple[float, batch.Outcome]:
    """Seconds of a run that begins with nothing done, and its outcome."""
    with tempfile.TemporaryDirectory(prefix="baocao-batch-") as folder:
        out = Path(folder, "out")
        pool: Pool[Any, Any] = Pool(batch.lost, workers, Limits(writable=batch.writable(out)))
        begun = perf_counter()
        outcome = batch.run(inputs, out, executor=pool, tell=tell)
        return perf_counter() - begun, outcome


def throughput(files: Sequence[Path], rounds: int) -> None:
    total = sum(map(pages, files))
    ours, theirs = [], []
    for _ in range(rounds):
        seconds, outcome = run(files, 1)
        ours.append(seconds)
        begun = perf_counter()
        for file in files:
            text_alone(file)
        theirs.append(perf_counter() - begun)
    ratio = median(them / us for us, them in zip(ours, theirs, strict=True))
    print(
        f"throughput: {len(files)} PDFs, {total} pages, one worker, {total / median(ours):.1f} pages/s to the data set;"
    )
    print(f"  pdfplumber's text alone {total / median(theirs):.1f} pages/s; ratio {ratio:.1f}")
    spent = sum(one.seconds for one in outcome.stages.values())
    shares = sorted(outcome.stages.items(), key=lambda item: -item[1].seconds)
    print("  " + ", ".join(f"{name} {one.seconds / spent:.0%}" for name, one in shares))


def scaling(files: Sequence[Path], rounds: int) -> None:
    """Time from the first to the last document, which is what is shared out; the data set is written by one process."""
    ratios = []
    for _ in range(rounds):
        spans = [reading(files, workers) for workers in (1, 2)]
        ratios.append(spans[0] / spans[1])
    print(
        f"scaling: two workers read {median(ratios):.2f} times as fast as one ({', '.join(f'{one:.2f}' for one in ratios)})"
    )


def reading(files: Sequence[Path], workers: int) -> float:
    """Seconds from the first finished document to the end of reading, for each document between."""
    times: list[float] = []

    def tell(event: Event) -> None:
        if isinstance(event, Done):
            times.append(perf_counter())

    run(files, workers, tell)
    return (times[-1] - times[0]) / (len(times) - 1)


def many(documents: int) -> None:
    """A long run: is the last document read as fast as the first, and does anything grow?"""
    times: list[float] = []
    spent: list[float] = []
    parent: dict[str, float] = {}
    workers, inputs = 0.0, 0

    def tell(event: Event) -> None:
        nonlocal workers, inputs
        match event:
            case Began(total):
                parent["start"] = resident(os.getpid())
                inputs = total
            case Done():
                times.append(perf_counter())
                if len(times) % (documents // _TENTHS) == 0:
                    spent.append(processor_seconds(os.getpid()))
                if len(times) == documents // _TENTHS:
                    parent["a tenth"] = resident(os.getpid())
                if len(times) == inputs:
                    parent["read"] = resident(os.getpid())
                if len(times) % 200 == 0:
                    workers = max(workers, *map(resident, descendants(os.getpid())), 0.0)
            case Delivering():
                parent["compared"] = resident(os.getpid())

    with tempfile.TemporaryDirectory(prefix="baocao-many-") as folder:
        write_reports(Path(folder), documents)
        seconds, outcome = run([Path(folder)], 0, tell)
    parent["end"] = resident(os.getpid())
    first, last = spent[1] - spent[0], spent[-1] - spent[-2]
    each = first / (documents // _TENTHS) * 1000
    print(f"many: {len(outcome.done)} documents, {len(outcome.compared)} comparisons in {seconds:.0f} s")
    print(f"  a document at the end takes {last / first:.3f} of one in the second tenth ({each:.1f} ms of a core)")
    grown = parent["read"] - parent["start"]
    print(
        f"  parent: {', '.join(f'{name} {size:.1f} MB' for name, size in parent.items())}; grown by {grown:.1f} MB of reading"
    )
    print(f"  workers: {workers:.0f} MB at most")


def processor_seconds(process: int) -> float:
    """Processor time of a process, its children that have ended, and all that are alive beneath it."""
    total = 0.0
    for one in (process, *descendants(process)):
        try:
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    return total


def resident(process: int) -> float:
    """Resident memory in MB; 0 where the process is gone."""
    try:
        text = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in text.splitlines() if line.startswith("VmRSS")), 0.0)


def descendants(process: int) -> Iterator[int]:
    """Children, and theirs."""
    for tasks in Path(f"/proc/{process}/task").glob("*/children"):
        for child in map(int, tasks.read_text().split()):
            yield child
            yield from descendants(child)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="*", metavar="WHAT", help="throughput, scaling, many; all of them without one")
    parser.add_argument("--documents", type=int, default=10_000, help="small reports of `many`")
    parser.add_argument("--copies", type=int, default=3, help="copies of each PDF")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    what = options.what or ["throughput", "scaling", "many"]
    with tempfile.TemporaryDirectory(prefix="baocao-copies-") as folder:
        files = write_copies(Path(folder, "pdf"), options.copies)
        if "throughput" in what:
            throughput(files, options.rounds)
        if "scaling" in what:
            scaling(files, options.rounds)
    if "many" in what:
        many(options.documents)


if __name__ == "__main__":
    main()
