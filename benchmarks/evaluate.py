"""Score every annotated report over its text, Word and PDF edition: `python benchmarks/evaluate.py [NAME …] [options]`.

Reads `samples/<name>/<name>.gold.json` (the split is in `meta.toml`: the code is tuned on `dev` and never on `test`),
and `../shared/gold` with its reports where that folder is present. A report that cannot be read counts as one without
records. Behind the table stand, for each split and edition, how many differences there are of each kind, and how many of the
reports' numerals are unexplained: neither an observation nor told to be something else.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from pipeline.errors import ReportError
from pipeline.report import process, to_json, to_report
from scoring import Record, Score, Tally, score, total

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
EDITIONS = ("txt", "docx", "pdf")
RECORDS = ("observations", "projects", "sections", "footnotes", "findings")
COLUMNS = ("found", "full", "projects", "project cost", "project status", "sections", "footnotes", "findings", "header")


@dataclass(frozen=True, slots=True)
class Annotated:
    """A report with its gold: `base` plus `.txt`, `.docx` or `.pdf` is the file to read."""

    name: str
    split: str
    gold: Path
    base: Path

    def editions(self) -> Iterator[Path]:
        """The files that exist."""
        for edition in EDITIONS:
            if (file := self.base.with_name(f"{self.base.name}.{edition}")).exists():
                yield file


def annotated() -> list[Annotated]:
    """All annotated reports, by split and name."""
    found = []
    for gold in (ROOT / "samples").glob("*/*.gold.json"):
        folder = gold.parent
        split = tomllib.loads((folder / "meta.toml").read_text("utf-8"))["split"]
        found.append(Annotated(folder.name, split, gold, folder / folder.name))
    reports = (g for g in (SHARED / "gold").glob("*.json") if "observations" in json.loads(g.read_text("utf-8")))
    found += [Annotated(gold.stem, "shared", gold, SHARED / "data" / gold.stem) for gold in reports]
    return sorted(found, key=lambda one: (one.split, one.name))


def predict(file: Path) -> Record:
    """The report's records, as the command prints them, with `numerals`, the number of its numerals; none of them where it
    cannot be read."""
    try:
        document = process(file)
    except ReportError as error:
        print(f"{error}", file=sys.stderr)
        return {"document": {"file": file.name, "header": {}}, "numerals": 0} | {group: [] for group in RECORDS}
    record: Record = json.loads(to_json(to_report(document)))
    return record | {"numerals": len(document.numerals)}


def kinds(differences: Iterable[str]) -> Counter[str]:
    """How many differences there are of each kind: an attribute that is wrong, a record that is missed or extra, …"""
    found: Counter[str] = Counter()
    for difference in differences:
        what = difference.partition(":")[0]
        if what.startswith("wrong "):
            found.update(f"wrong {attribute}" for attribute in what.removeprefix("wrong ").split(","))
        else:
            found[what] += 1
    return found


def _row(label: str, tallies: dict[str, Tally]) -> str:
    """The F1 of each group; `-` where there was nothing to find and nothing was said."""
    cells = (f"{tallies[column].f1:.3f}" if tallies[column] != Tally() else "-" for column in COLUMNS)
    return f"{label:36}" + " ".join(
        f"{cell:>{max(7, len(column))}}" for cell, column in zip(cells, COLUMNS, strict=True)
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these reports")
    parser.add_argument("--split", choices=("dev", "test", "shared"), help="only this split")
    parser.add_argument("--edition", choices=EDITIONS, action="append", help="only these editions")
    parser.add_argument("--errors", action="store_true", help="print each difference to standard error")
    parser.add_argument("--json", action="store_true", help="print the tallies as JSON")
    return parser.parse_args()


def main() -> int:
    """Print one row per report and edition, and the totals of each split."""
    arguments = _arguments()
    scores: dict[tuple[str, str, str], Score] = {}
    numerals: Counter[tuple[str, str]] = Counter()
    unexplained: Counter[tuple[str, str]] = Counter()
    for one in annotated():
        if (arguments.names and one.name not in arguments.names) or arguments.split not in (None, one.split):
            continue
        gold = json.loads(one.gold.read_text("utf-8"))
        for file in one.editions():
            edition = file.suffix[1:]
            if arguments.edition and edition not in arguments.edition:
                continue
            record = predict(file)
            numerals[one.split, edition] += record["numerals"]
            unexplained[one.split, edition] += len(record.get("unexplained", ()))
            result = scores[one.split, one.name, edition] = score(gold, record)
            if arguments.errors:
                print(f"== {file.name}", *result.differences, sep="\n", file=sys.stderr)
    if not scores:
        print("nothing to score", file=sys.stderr)
        return 2
    rows = {f"{split:6} {name}.{edition}": dict(one.tallies) for (split, name, edition), one in scores.items()}
    groups = sorted({(split, edition) for split, _, edition in scores}, key=lambda g: (g[0], EDITIONS.index(g[1])))
    for split, edition in groups:
        rows[f"{split:6} all .{edition}"] = total(
            one for (of, _, kind), one in scores.items() if (of, kind) == (split, edition)
        )
    if arguments.json:
        print(json.dumps({label: {k: asdict(t) for k, t in row.items()} for label, row in rows.items()}, indent=1))
        return 0
    print(f"{'':36}" + " ".join(f"{column:>7}" for column in COLUMNS))
    print(*(_row(label, tallies) for label, tallies in rows.items()), sep="\n")
    for group in groups:
        differences = (d for (of, _, kind), one in scores.items() if (of, kind) == group for d in one.differences)
        told = ", ".join(f"{kind} {n}" for kind, n in kinds(differences).most_common())
        left, of = unexplained[group], numerals[group]
        print(f"{group[0]:6} {group[1]:4} differences: {told or 'none'}; unexplained {left} of {of} numerals")
    return 0


if __name__ == "__main__":
    sys.exit(main())
