"""How well scans are read: `python benchmarks/scans.py [NAME …] [--wear KIND] [--scores]`, scans of annotated reports.

The truth is the text of the same report's printed PDF. For each scan: characters wrong (Levenshtein distance over
length), figures lost, seconds a page against Tesseract alone on the same pixels, both on one core; then over all scans
how often a figure is right by the confidence it was given (a reliability table). `--wear` wears the printed PDFs of the
samples out instead of reading the scans that are kept; `--scores` adds the scores against the annotation.
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
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path
from time import perf_counter

os.environ["OMP_THREAD_LIMIT"] = "1"

import pypdfium2
from rapidfuzz.distance import Levenshtein

from evaluate import COLUMNS, annotated, predict
from pipeline.document import Document
from pipeline.ocr.engine import Image
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
BINS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 1.01)


@dataclass(frozen=True)
class Scan:
    """A scan and what it should say."""

    name: str
    file: Path
    printed: Path
    gold: Path


@dataclass(frozen=True)
class Measured:
    """One scan's figures; `right` holds (confidence, was it right) of each figure read."""

    pages: int
    characters: int
    errors: int
    figures: int
    lost: int
    seconds: float
    alone: float
    right: tuple[tuple[float, bool], ...]


def scans(names: list[str], wear: str, folder: Path) -> Iterator[Scan]:
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
            images = worn_samples.scan(printed, WEARS[wear], worn_samples.seed_of(one.name))
            file = folder / f"{one.name}.pdf"
            file.write_bytes(worn_samples.as_pdf(images, WEARS[wear]))
            yield Scan(one.name, file, printed, one.gold)


def flat(document: Document) -> str:
    """The text with line ends as spaces."""
    return " ".join(document.text.split())


def measure(one: Scan) -> Measured:
    """Read a scan and compare it with the print."""
    truth = flat(read(one.printed))
    started = perf_counter()
    document = read(one.file)
    seconds = perf_counter() - started
    text = flat(document)
    expected, found = Counter(FIGURE.findall(truth)), Counter(FIGURE.findall(text))
    return Measured(
        pages=len(document.pages),
        characters=len(truth),
        errors=Levenshtein.distance(truth, text),
        figures=expected.total(),
        lost=(expected - found).total(),
        seconds=seconds,
        alone=alone(one.file),
        right=tuple(judged(document, truth)),
    )


def judged(document: Document, truth: str) -> Iterator[tuple[float, bool]]:
    """Each figure read, in order, against the figures of the print."""
    places = [match.span() for match in FIGURE.finditer(document.text)]
    read_ones, printed = [document.text[a:b] for a, b in places], FIGURE.findall(truth)
    right: set[int] = set()
    for match in SequenceMatcher(None, read_ones, printed, autojunk=False).get_matching_blocks():
        right.update(range(match.a, match.a + match.size))
    for i, (start, end) in enumerate(places):
        yield document.certainty(start, end), i in right


def alone(file: Path) -> float:
    """Seconds that Tesseract by itself takes for the same pixels: one column of text, nothing before or after."""
    engine = scan_reader.readers().engine
    document = pypdfium2.PdfDocument(file)
    try:
        images = [grey(pdf_render.render(document.raw, i)) for i in range(len(document))]
    finally:
        document.close()
    started = perf_counter()
    for image, dpi in images:
        engine.read(image, dpi, "page")
    return perf_counter() - started


def grey(rendered: tuple[Image, float]) -> tuple[Image, float]:
    """Without colour."""
    image, dpi = rendered
    return (image if image.ndim == 2 else image[:, :, 1]), dpi


def report(name: str, m: Measured) -> str:
    """A line of the table."""
    return (
        f"{name:24} {m.pages:5} {100 * m.errors / m.characters:7.2f} {100 * m.lost / max(m.figures, 1):8.2f} "
        f"{m.seconds / m.pages:8.2f} {m.alone / m.pages:9.2f} {m.seconds / m.alone:6.2f}"
    )


def together(all_of: list[Measured]) -> Measured:
    """All scans as one."""
    sums = {
        key: sum(getattr(m, key) for m in all_of)
        for key in ("pages", "characters", "errors", "figures", "lost", "seconds", "alone")
    }
    return replace(all_of[0], **sums, right=tuple(pair for m in all_of for pair in m.right))


def reliability(right: tuple[tuple[float, bool], ...]) -> Iterator[str]:
    """How often figures are right, by the confidence they were given."""
    yield "confidence     figures   right   stated"
    for low, high in pairwise(BINS):
        inside = [(c, ok) for c, ok in right if low <= c < high]
        if inside:
            share, stated = sum(ok for _, ok in inside) / len(inside), sum(c for c, _ in inside) / len(inside)
            yield f"{low:.2f} - {min(high, 1):.2f} {len(inside):9} {share:7.3f} {stated:8.3f}"
    wrong = sum(not ok for c, ok in right if c >= 0.9)
    yield f"figures wrong with confidence of at least 0.9: {wrong} of {len(right)}"


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--wear", choices=("kept", *WEARS), default="kept")
    parser.add_argument("--scores", action="store_true")
    args = parser.parse_args()
    scan_reader.workers = lambda: 1
    scan_reader.readers()
    print(f"{'scan':24} {'pages':>5} {'CER %':>7} {'figures%':>8} {'s/page':>8} {'Tesseract':>9} {'ratio':>6}")
    every: list[Measured] = []
    scores: list[Score] = []
    with tempfile.TemporaryDirectory() as folder:
        for one in scans(args.names, args.wear, Path(folder)):
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
    print(*reliability(whole.right), sep="\n")
    if scores:
        print(", ".join(f"{column} {total(scores)[column].f1:.3f}" for column in COLUMNS))
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
