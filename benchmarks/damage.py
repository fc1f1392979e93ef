"""What each kind of damage costs: `python benchmarks/damage.py [DAMAGE …] [--seed N] [--errors]`.

Some pages of the samples (prose, footnotes of every form, ruled tables) are damaged in one way at a time
(`damages.DAMAGES`) and read. The truth is what is read from the same pages in print, so that only what the damage does
is counted: characters wrong, F1 of figures found, of figures right in every attribute, of sections, footnotes and
projects, figures wrong though surely read, processor seconds a page. Worst damages stand last.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import process_time

os.environ["OMP_THREAD_LIMIT"] = "1"

import pypdfium2
from rapidfuzz.distance import Levenshtein

from damages import DAMAGES, Damage, as_pdf, damaged, pages
from evaluate import ROOT, SHARED, predict
from pipeline import cores
from pipeline.document import Document
from pipeline.readers import read
from pipeline.report import process, to_json, to_report
from scans import SURE, flat, judged
from scoring import Record, Score, score, total

PAGES: dict[str, tuple[int, ...]] = {
    "lam-thuan-2020": (2,),
    "son-loc-2019": (2, 5),
    "tan-khanh-2023": (1, 2),
    "ky-trach-9t-2025": (3,),
    "hung-khe-2024": (2,),
    "thanh-ban-2022": (1,),
    "vinh-sa-2025": (2,),
}
COLUMNS = ("found", "full", "sections", "footnotes", "projects")


@dataclass(frozen=True, slots=True)
class Printed:
    """Some pages of a report in print, and what is read from them."""

    name: str
    file: Path
    text: str
    records: Record


def printed(folder: Path, chosen: dict[str, tuple[int, ...]]) -> Iterator[Printed]:
    """The pages to damage, each report's in a file of its own."""
    for name, numbers in chosen.items():
        source = ROOT / "samples" / name / f"{name}.pdf"
        whole = pypdfium2.PdfDocument(source if source.exists() else SHARED / "data" / f"{name}.pdf")
        part = pypdfium2.PdfDocument.new()
        part.import_pages(whole, [number - 1 for number in numbers] or None)
        file = folder / f"{name}.print.pdf"
        part.save(file)
        part.close()
        whole.close()
        yield Printed(name, file, flat(read(file)), as_gold(predict(file)))


def as_gold(records: Record) -> Record:
    """Extracted records in the shape of an annotation."""
    by_id = {one["id"]: one for one in records["sections"]}

    def path(section: Record) -> str:
        parent = by_id.get(section["parent"])
        return f"{path(parent)}/{parent['label']}".strip("/") if parent else ""

    def placed(one: Record) -> Record:
        return one | {"start": one["source"]["start"], "number_end": None, "text": one["source"]["text"]}

    return {
        "doc": records["document"]["file"],
        "header": {},
        "sections": [one | {"parent": path(one)} for one in records["sections"]],
        "footnotes": records["footnotes"],
        "observations": [placed(one) for one in records["observations"]],
        "projects": records["projects"],
        "findings": records["findings"],
    }


def as_records(document: Document) -> Record:
    """The document as the command prints it."""
    records: Record = json.loads(to_json(to_report(document)))
    return records


@dataclass(frozen=True, slots=True)
class Result:
    """What one kind of damage did to all pages."""

    pages: int
    errors: float
    score: dict[str, float]
    wrong: tuple[str, ...]
    seconds: float
    differences: tuple[str, ...]


def tried(damage: Damage, prints: list[Printed], folder: Path, seed: int) -> Result:
    """Damage the pages and read them."""
    scores: list[Score] = []
    wrong: list[str] = []
    count = errors = characters = 0
    seconds = 0.0
    for one in prints:
        clean = pages(one.file, damage.dpi)
        first = zlib.crc32(one.name.encode()) + seed
        file = folder / f"{one.name}.pdf"
        file.write_bytes(as_pdf([damaged(page, damage, first + i) for i, page in enumerate(clean)], damage))
        started = process_time()
        document = process(file)
        seconds += process_time() - started
        count += len(clean)
        errors += Levenshtein.distance(one.text, flat(document))
        characters += len(one.text)
        wrong += [f"{one.name}: {said!r}" for c, ok, said in judged(document, one.text) if c >= SURE and not ok]
        scores.append(score(one.records, as_records(document)))
    f1 = {column: tally.f1 for column, tally in total(scores).items() if column in COLUMNS}
    differences = tuple(difference for one in scores for difference in one.differences)
    return Result(count, errors / characters, f1, tuple(wrong), seconds / count, differences)


def row(name: str, result: Result) -> str:
    """A line of the table."""
    cells = " ".join(f"{result.score[column]:>9.3f}" for column in COLUMNS)
    return f"{name:18} {100 * result.errors:6.2f} {cells} {len(result.wrong):>12} {result.seconds:>7.2f}"


def main() -> int:
    """Print a row for each damage, worst last."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("damages", nargs="*", metavar="DAMAGE", help=", ".join(DAMAGES))
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--report", action="append", metavar="NAME", help="other reports, whole")
    parser.add_argument("--errors", action="store_true", help="print each difference to standard error")
    args = parser.parse_args()
    if unknown := set(args.damages) - set(DAMAGES):
        parser.error(f"no such damage: {', '.join(unknown)}")
    cores.own = lambda: 1
    rows: list[tuple[float, str]] = []
    head = f"{'damage':18} {'CER %':>6} " + " ".join(f"{column:>9}" for column in COLUMNS)
    print(f"{head} {'surely wrong':>12} {'s/page':>7}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prints = list(printed(folder, dict.fromkeys(args.report, ()) if args.report else PAGES))
        for damage in args.damages or DAMAGES:
            result = tried(DAMAGES[damage], prints, folder, args.seed)
            rows.append((-result.score["full"], row(damage, result)))
            print(rows[-1][1], flush=True)
            if args.errors:
                print(f"== {damage}", *result.differences, *result.wrong, sep="\n", file=sys.stderr)
    if len(rows) > 1:
        print("\nworst last:", *(line for _, line in sorted(rows)), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
