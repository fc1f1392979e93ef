"""What a worker holds while it reads a scan: `python benchmarks/scan_memory.py [PAGES …]` (3, 12, 30 and 84 by default).

Pages of the kept scans are put together in files of so many pages; each file is read by a process of its own, as a run
reads it. Printed: the most that the process held at a time, of it the file's own bytes (held once) and the rest, all in
megabytes, and the processor seconds a page.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import sys
import tempfile
from itertools import cycle, islice
from pathlib import Path
from time import process_time

import pypdfium2

from evaluate import annotated


def of_pages(count: int, file: Path, first: int = 0) -> None:
    """Write a scan of so many pages: those of the kept scans in turn, from the `first` on."""
    kept = [one.base.with_name(f"{one.base.name}.scan.pdf") for one in annotated()]
    scans = [pypdfium2.PdfDocument(scan) for scan in kept if scan.exists()]
    whole = pypdfium2.PdfDocument.new()
    sheets = [(scan, i) for scan in scans for i in range(len(scan))]
    for source, page in islice(cycle(sheets), first, first + count):
        whole.import_pages(source, [page])
    whole.save(file)
    for one in (whole, *scans):
        one.close()


def held(file: Path) -> tuple[int, int, float]:
    """Pages read, megabytes at most, and processor seconds, of this process."""
    from pipeline.report import read_report

    started = process_time()
    report = read_report(file)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    assert report.document.pages is not None
    return report.document.pages, most, process_time() - started


def main() -> int:
    """Print a line for each number of pages."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", nargs="*", type=int, default=[3, 12, 30, 84], metavar="PAGES")
    print(f"{'pages':>5} {'MB':>5} {'file':>5} {'rest':>5} {'s/page':>7}")
    for count in parser.parse_args().pages:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "scan.pdf"
            of_pages(count, file)
            size = file.stat().st_size >> 20
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                pages, most, seconds = pool.apply(held, (file,))
        assert pages == count
        print(f"{pages:5} {most:5} {size:5} {most - size:5} {seconds / pages:7.2f}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
