"""Where the time of a PDF goes: `python benchmarks/throughput.py [--rounds N]`, ms a page by stage, CPU, warm.

The files and the yardstick are those of `speed.py`, which measures the whole; this splits it: pdfium alone (pages and
characters loaded, nothing kept), our reader on top of it, each stage, and the JSON.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from pathlib import Path
from statistics import median
from time import process_time

import pypdfium2

from pipeline.readers import read
from pipeline.report import stages, to_json, to_report
from speed import born_digital, pages


def pdfium_alone(file: Path) -> None:
    """Every page and its text loaded, its characters fetched as one string."""
    document = pypdfium2.PdfDocument(file)
    for page in document:
        page.get_textpage().get_text_range()
    document.close()


def one_round(files: list[Path]) -> dict[str, float]:
    """CPU seconds by stage for all files."""
    seconds: dict[str, float] = defaultdict(float)
    for file in files:
        at = process_time()
        pdfium_alone(file)
        seconds["pdfium alone"] += process_time() - at
        at = process_time()
        document = read(file)
        seconds["read"] += process_time() - at
        for stage in stages():
            at = process_time()
            document = stage(document)
            seconds[stage.__name__] += process_time() - at
        at = process_time()
        to_json(to_report(document))
        seconds["records and JSON"] += process_time() - at
    return seconds


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
    one_round(files)  # models and lexicons are loaded once
    measured = [one_round(files) for _ in range(rounds)]
    print(f"{len(files)} PDFs, {count} pages, median of {rounds} rounds, CPU, ms a page")
    total = 0.0
    for stage in measured[0]:
        share = 1000 * median(seconds[stage] for seconds in measured) / count
        total += share if stage != "pdfium alone" else 0.0
        print(f"  {stage:20} {share:7.2f}" + ("   (within read)" if stage == "pdfium alone" else ""))
    print(f"  {'PDF to JSON':20} {total:7.2f}   {1000 / total:.0f} pages/s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
