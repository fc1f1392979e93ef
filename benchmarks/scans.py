"""How well scans are read: `python benchmarks/scans.py [NAME …] [--wear KIND] [--scores]`, scans of annotated reports.

The truth is the text of the same report's printed PDF. For each scan: characters wrong (Levenshtein distance over
length), figures lost, processor seconds a page against Tesseract alone on the same page at the resolution at which lines
are read, for pages of prose and pages with ruled tables; then over all scans how often a figure is right by the
confidence it was given (a reliability table), and the figures that are wrong though surely read. `--wear` wears the
printed PDFs of the samples out instead of reading the scans that are kept, `--seed` otherwise; `--scores` adds the scores
against the annotation.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path
from time import process_time

os.environ["OMP_THREAD_LIMIT"] = "1"

import cv2
import pypdfium2
from rapidfuzz.distance import Levenshtein

from evaluate import COLUMNS, annotated, predict
from pipeline import cores
from pipeline.document import Document
from pipeline.ocr.engine import Image
from pipeline.ocr.page import read_page
from pipeline.readers import pdf_render, read
from pipeline.readers import scan as scan_reader
from scoring import Record, Score, score, total

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "samples"))
import _scan as worn_samples

WEARS = {
    "light": worn_samples.Wear(dpi=300, skew=0.4, blur=0.5, grain=3, specks=1),
    "usual": worn_samples.Wear(dpi=200, skew=0.8, blur=0.6, grain=6, seal=True),
    "hard": worn_samples.Wear(dpi=150, skew=2.0, blur=0.7, grain=10, specks=8, edge=True, holes=True, quality=30),
}
FIGURE = re.compile(r"\d[\d.,/]*\d|\d")
THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")
LINES = 200.0
"""Dots an inch at which lines are read."""
TELLING = 2
"""Digits of a figure that is not met twice by chance."""
SURE = 0.9
BINS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 1.01)


@dataclass(frozen=True)
class Scan:
    """A scan and what it should say."""

    name: str
    file: Path
    printed: Path
    gold: Path


@dataclass(frozen=True)
class Cost:
    """Pages, and the processor seconds that they took us, and Tesseract alone."""

    pages: int = 0
    seconds: float = 0.0
    alone: float = 0.0

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.pages + other.pages, self.seconds + other.seconds, self.alone + other.alone)

    def __str__(self) -> str:
        if not self.pages:
            return f"{'-':>6} {'-':>6} {'-':>5}"
        return f"{self.seconds / self.pages:6.2f} {self.alone / self.pages:6.2f} {self.seconds / self.alone:5.2f}"


@dataclass(frozen=True)
class Measured:
    """One scan's figures; `right` holds (confidence, was it right) of each figure read."""

    pages: int
    characters: int
    errors: int
    figures: int
    lost: int
    prose: Cost
    tables: Cost
    right: tuple[tuple[float, bool], ...]
    surely_wrong: tuple[str, ...] = ()


def scans(names: list[str], wear: str, seed: int, folder: Path) -> Iterator[Scan]:
    """The scans to read; worn ones are made in `folder`."""
    for one in annotated():
        printed = one.base.with_name(f"{one.base.name}.pdf")
        if (names and one.name not in names) or not printed.exists():
            continue
        kept = one.base.with_name(f"{one.base.name}.scan.pdf")
        if wear == "kept":
            if kept.exists():
                yield Scan(one.name, kept, printed, one.gold)
        elif one.split == "dev" or names:
            images = worn_samples.scan(printed, WEARS[wear], worn_samples.seed_of(one.name) + seed)
            file = folder / f"{one.name}.pdf"
            file.write_bytes(worn_samples.as_pdf(images, WEARS[wear]))
            yield Scan(one.name, file, printed, one.gold)


def flat(document: Document) -> str:
    """The text with line ends as spaces."""
    return " ".join(document.text.split())


def measure(one: Scan) -> Measured:
    """Read a scan and compare it with the print."""
    truth = flat(read(one.printed))
    document = read(one.file)
    text = flat(document)
    expected, found = Counter(FIGURE.findall(truth)), Counter(FIGURE.findall(text))
    judgements = list(judged(document, truth))
    prose, tables = costs(one.file)
    return Measured(
        pages=len(document.pages),
        characters=len(truth),
        errors=Levenshtein.distance(truth, text),
        figures=expected.total(),
        lost=(expected - found).total(),
        prose=prose,
        tables=tables,
        right=tuple((c, ok) for c, ok, _ in judgements),
        surely_wrong=tuple(f"{one.name}: {said!r}" for c, ok, said in judgements if c >= SURE and not ok),
    )


def judged(document: Document, truth: str) -> Iterator[tuple[float, bool, str]]:
    """Each figure read, in order, against the figures of the print: its confidence, is it right, where it stands. One
    that lost the points between its thousands says the same number; one that was read in another line is no wrong one."""
    places = [match.span() for match in FIGURE.finditer(document.text)]
    read_ones = [number(document.text[a:b]) for a, b in places]
    sure = [document.certainty(a, b) for a, b in places]
    right = aligned(read_ones, sure, [number(figure) for figure in FIGURE.findall(truth)])
    for i, (start, end) in enumerate(places):
        yield sure[i], i in right, document.text[max(start - 20, 0) : end + 12]


def aligned(read_ones: list[str], sure: list[float], printed: list[str]) -> set[int]:
    """Which of the figures read are right: in their order, or, with digits enough to be no chance, out of it. Of equal
    neighbours of which one is too many it is the least sure."""
    right: set[int] = set()
    spare = Counter(printed)
    for match in SequenceMatcher(None, read_ones, printed, autojunk=False).get_matching_blocks():
        right.update(range(match.a, match.a + match.size))
        spare.subtract(printed[match.b : match.b + match.size])
    for i, figure in enumerate(read_ones):
        if i in right or not spare[figure] or sum(map(str.isdigit, figure)) < TELLING:
            continue
        right.add(i)
        spare[figure] -= 1
    for i in set(range(len(read_ones))) - right:
        twins = [j for j in (i - 1, i + 1) if j in right and read_ones[j] == read_ones[i] and sure[j] < sure[i]]
        if twins:
            right ^= {i, twins[0]}
    return right


def number(figure: str) -> str:
    """The figure without the points between its thousands."""
    return figure.replace(".", "") if THOUSANDS.fullmatch(figure) else figure


def costs(file: Path) -> tuple[Cost, Cost]:
    """Pages of prose and pages with ruled tables: what they take us, and what Tesseract takes for one column of text,
    nothing before or after."""
    by = scan_reader.readers()
    document = pypdfium2.PdfDocument(file)
    prose = tables = Cost()
    try:
        for i in range(len(document)):
            image, dpi = pdf_render.render(document.raw, i)
            started = process_time()
            reading = read_page(image, dpi, by)
            seconds = process_time() - started
            plain = cv2.resize(grey(image), None, fx=LINES / dpi, fy=LINES / dpi, interpolation=cv2.INTER_AREA)
            started = process_time()
            by.engine.read(plain, LINES, "page")
            cost = Cost(1, seconds, process_time() - started)
            if by.cells_of(reading.rulings, reading.dpi):
                tables += cost
            elif reading.stretches:
                prose += cost
    finally:
        document.close()
    return prose, tables


def grey(image: Image) -> Image:
    """Without colour."""
    return image if image.ndim == 2 else image[:, :, 1]


def report(name: str, m: Measured) -> str:
    """A line of the table."""
    return (
        f"{name:22} {m.pages:5} {100 * m.errors / m.characters:6.2f} {100 * m.lost / max(m.figures, 1):8.2f} "
        f"{m.prose} {m.tables}"
    )


def together(all_of: list[Measured]) -> Measured:
    """All scans as one."""
    sums = {key: sum(getattr(m, key) for m in all_of) for key in ("pages", "characters", "errors", "figures", "lost")}
    return Measured(
        **sums,
        prose=sum((m.prose for m in all_of), Cost()),
        tables=sum((m.tables for m in all_of), Cost()),
        right=tuple(pair for m in all_of for pair in m.right),
        surely_wrong=tuple(one for m in all_of for one in m.surely_wrong),
    )


def reliability(right: tuple[tuple[float, bool], ...]) -> Iterator[str]:
    """How often figures are right, by the confidence they were given."""
    yield "confidence     figures   right   stated"
    for low, high in pairwise(BINS):
        inside = [(c, ok) for c, ok in right if low <= c < high]
        if inside:
            share, stated = sum(ok for _, ok in inside) / len(inside), sum(c for c, _ in inside) / len(inside)
            yield f"{low:.2f} - {min(high, 1):.2f} {len(inside):9} {share:7.3f} {stated:8.3f}"


def reliable(m: Measured) -> Iterator[str]:
    """The reliability table, and what it must not hold: figures wrong though surely read."""
    yield from reliability(m.right)
    sure = sum(c >= SURE for c, _ in m.right)
    yield f"figures wrong with confidence of at least {SURE}: {len(m.surely_wrong)} of {sure}"
    yield from m.surely_wrong


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--wear", choices=("kept", *WEARS), default="kept")
    parser.add_argument("--seed", type=int, default=0, help="for accidents other than those of the kept scans")
    parser.add_argument("--scores", action="store_true")
    args = parser.parse_args()
    cores.own = lambda: 1
    scan_reader.readers()
    print(f"{'':22} {'':5} {'':6} {'figures':>8} {'prose, s/page':^19} {'tables, s/page':^19}")
    print(f"{'scan':22} {'pages':>5} {'CER %':>6} {'lost %':>8}" + f" {'ours':>6} {'alone':>6} {'ratio':>5}" * 2)
    every: list[Measured] = []
    scores: list[Score] = []
    with tempfile.TemporaryDirectory() as folder:
        for one in scans(args.names, args.wear, args.seed, Path(folder)):
            every.append(measure(one))
            print(report(one.name, every[-1]), flush=True)
            if args.scores:
                gold: Record = json.loads(one.gold.read_text("utf-8"))
                scores.append(score({k: v for k, v in gold.items() if k != "text"}, predict(one.file)))
    if not every:
        print("no scan to read", file=sys.stderr)
        return 2
    whole = together(every)
    print(report("all", whole))
    print(*reliable(whole), sep="\n")
    if scores:
        print(", ".join(f"{column} {total(scores)[column].f1:.3f}" for column in COLUMNS))
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
