"""How well two years' indicators are paired and judged, on annotated pairs.

    python benchmarks/reconcile_quality.py [NAME …] [--sweep] [--errors]

`names`: the annotated names themselves, so the matcher alone. `reports`: both years read from their files, so
extraction and matching; a record is told by its values and unit. `drafters`: names alone that other drafters wrote for
two years (tests/corpus/drafters). `left out`: all names, where a third of the figures lack their partner. A wrong pair
counts against precision and recall both. A status is right where pair and verdict are; an indicator of one year only
counts as one that is to be `new` or `missing`.
"""

from __future__ import annotations

import argparse
import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import cast

from rapidfuzz import fuzz

from pipeline.check.intervals import printed
from pipeline.reconcile import reconcile
from pipeline.reconcile.indicators import Indicator, Statement, converted, dimension
from pipeline.reconcile.match import THRESHOLD, match
from pipeline.reconcile.names import name_key
from pipeline.reconcile.sources import read_current, read_previous
from pipeline.reconcile.verdicts import judge
from schemas.observation import Unit
from schemas.reconciliation import ReconciledIndicator

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
DRAFTERS = SAMPLES.parent / "tests" / "corpus" / "drafters"
_TURNS = 6
_STATED = re.compile(r"(?P<sign>[+=-]|prev )(?P<value>[\d.]+) (?P<unit>\S+)")


@dataclass(frozen=True, slots=True)
class YearPair:
    """Two years of one area with the annotation of their pairs; `year` is that of the previous side."""

    name: str
    current: Path
    previous: Path
    year: int
    pairs: Path


def year_pairs() -> tuple[YearPair, ...]:
    """Those of the samples: `samples/years/NAME/NAME-YEAR.*` with `pairs.csv`, and the two of `samples/reconcile`."""
    folders = [SAMPLES / "reconcile", *sorted((SAMPLES / "years").iterdir())]
    return tuple(_year_pair(folder) for folder in folders if folder.is_dir())


def _year_pair(folder: Path) -> YearPair:
    previous, current = sorted(folder.glob("*-[0-9][0-9][0-9][0-9].*"), key=lambda file: file.stem[-4:])
    return YearPair(current.stem[:-5], current, previous, int(previous.stem[-4:]), folder / "pairs.csv")


@dataclass(frozen=True, slots=True)
class Score:
    """Pairs found, right ones among them, pairs annotated; right statuses of all that were annotated and read."""

    found: int
    right: int
    wanted: int
    status_right: int
    status_of: int

    @property
    def f1(self) -> float:
        return 2 * self.right / max(1, self.found + self.wanted)

    @property
    def status(self) -> float:
        return self.status_right / max(1, self.status_of)

    def __add__(self, other: Score) -> Score:
        return Score(*(getattr(self, field) + getattr(other, field) for field in self.__slots__))

    def __str__(self) -> str:
        precision, recall = self.right / max(1, self.found), self.right / max(1, self.wanted)
        return (
            f"F1 {self.f1:.3f}  P {precision:.3f}  R {recall:.3f}  status {self.status:.3f}"
            f"  ({self.right}/{self.wanted} pairs, {self.found} found; {self.status_right}/{self.status_of} statuses)"
        )


def rows(file: Path) -> list[dict[str, str]]:
    """The annotated rows: pairs, missing and new indicators."""
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def sides(annotated: Sequence[dict[str, str]]) -> tuple[list[Indicator], list[Indicator]]:
    """Both years' indicators as the annotation names them; `id` is the row."""
    return list(_side(annotated, "current")), list(_side(annotated, "previous"))


def _side(annotated: Sequence[dict[str, str]], side: str) -> Iterator[Indicator]:
    for i, row in enumerate(annotated):
        if row[side]:
            unit = cast(Unit, row["unit"])
            yield Indicator(
                id=str(i), name=row[side], key=name_key(row[side], dimension(unit)), unit=unit, order=i,
                figure=_figure(row[f"{side}_value"] or "1", unit), statements=_statements(row) if side == "current" else (),
            )  # fmt: skip


def _figure(text: str, unit: str):  # type: ignore[no-untyped-def]
    value = Decimal(text)
    place = Decimal(10) ** (len(text) - len(text.rstrip("0"))) if unit.startswith("VND") else Decimal(1)
    decimals = value.as_tuple().exponent
    return printed(value, Decimal(1).scaleb(int(decimals)) if int(decimals) < 0 else place, exact=unit == "count")


def _statements(row: dict[str, str]) -> tuple[Statement, ...]:
    match = _STATED.fullmatch(row["stated"])
    if match is None:
        return ()
    kind = {"=": "ratio", "prev ": "previous"}.get(match["sign"], "change")
    value = match["value"] if match["sign"] != "-" else f"-{match['value']}"
    return (Statement(kind, _figure(value, match["unit"]), cast(Unit, match["unit"])),)


def score_names(file: Path, threshold: float = THRESHOLD, errors: list[str] | None = None) -> Score:
    """The matcher on the annotated names."""
    annotated = rows(file)
    current, previous = sides(annotated)
    wanted = sum(bool(row["current"] and row["previous"]) for row in annotated)
    right = status = judged = 0
    pairs = match(current, previous, threshold=threshold)
    for pair in pairs:
        one, other = current[pair.current], previous[pair.previous]
        if one.id != other.id:
            _note(errors, f"wrong pair  {one.name} <-> {other.name} ({pair.probability:.2f})")
            continue
        right += 1
        if annotated[int(one.id)]["previous_value"]:
            judged += 1
            got, want = judge(one, other).status, annotated[int(one.id)]["status"]
            status += got == want
            if got != want:
                _note(errors, f"status      {one.name}: {got}, not {want}")
    paired = {previous[pair.previous].id for pair in pairs}
    for i, row in enumerate(annotated):
        if row["current"] and row["previous"] and str(i) not in paired:
            _note(errors, f"not paired  {row['previous']} <-> {row['current']}")
    return Score(len(pairs), right, wanted, status, judged)


def score_left_out(file: Path, errors: list[str] | None = None) -> Score:
    """The matcher where a sixth of the figures lack their partner this year and another sixth last year, each in turn:
    are they left alone, or paired with what resembles them?"""
    annotated = rows(file)
    current, previous = sides(annotated)
    found = right = wanted = 0
    for turn in range(_TURNS):
        now = [one for one in current if (int(one.id) + turn) % _TURNS != 0]
        then = [one for one in previous if (int(one.id) + turn) % _TURNS != _TURNS // 2]
        wanted += len({one.id for one in now} & {one.id for one in then})
        for pair in match(now, then):
            one, other = now[pair.current], then[pair.previous]
            found += 1
            right += one.id == other.id
            if one.id != other.id:
                _note(errors, f"wrong pair  {one.name} <-> {other.name} ({pair.probability:.2f})")
    return Score(found, right, wanted, 0, 0)


def score_reports(years: YearPair, errors: list[str] | None = None) -> Score:
    """Both years read and reconciled; only records of annotated figures count."""
    annotated = rows(years.pairs)
    side = read_current(years.current)
    records = reconcile(side, read_previous(str(years.previous), side, years.year)).indicators
    found = right = status = read = 0
    seen: set[int] = set()
    for record in records:
        mine, theirs = _row_of(record, annotated, "current"), _row_of(record, annotated, "previous")
        row = mine if mine is not None else theirs
        if row is None:
            continue
        if record.current and record.previous:
            found += 1
            if mine != theirs:
                names = f"{record.current_name} <-> {record.previous_name} ({record.match})"
                _note(errors, f"wrong pair  {names}")
                continue
            right += 1
        elif annotated[row]["current"] and annotated[row]["previous"]:
            continue  # it misses its partner
        if row in seen:
            continue
        seen.add(row)
        read += 1
        status += record.status == annotated[row]["status"]
        if record.status != annotated[row]["status"]:
            name = record.current_name or record.previous_name
            _note(errors, f"status      {name}: {record.status}, not {annotated[row]['status']}: {record.message}")
    for i, row_ in enumerate(annotated):
        if i not in seen:
            _note(errors, f"not paired  {row_['previous']} <-> {row_['current']}; read as {_read(records, row_)}")
    wanted = sum(bool(row["current"] and row["previous"]) for row in annotated)
    return Score(found, right, wanted, status, read)


def _row_of(record: ReconciledIndicator, annotated: Sequence[dict[str, str]], side: str) -> int | None:
    """The annotated row that one side of a record is. A figure that is not to be compared has no value: it goes by
    name."""
    if getattr(record, side) is None:
        return None
    value, name = _key(getattr(record, f"{side}_value")), getattr(record, f"{side}_name")
    there = [
        i
        for i, row in enumerate(annotated)
        if row[side]
        and dimension(cast(Unit, row["unit"])) == dimension(record.unit)
        and (_same(row[f"{side}_value"], row["unit"], value, record.unit) if value is not None else row[side] == name)
    ]
    return max(there, key=lambda i: fuzz.token_set_ratio(annotated[i][side], name), default=None)


def _same(printed_value: str, unit: str, value: Decimal, of: Unit) -> bool:
    if not printed_value:
        return False
    figure = converted(_figure(printed_value, unit), cast(Unit, unit), of)
    return figure is not None and figure.value == value


def _read(records: Sequence[ReconciledIndicator], row: dict[str, str]) -> str:
    """How the two figures of a row that was not paired were read."""
    names = [
        [getattr(one, f"{side}_name") for one in records if _row_of(one, [row], side) == 0]
        for side in ("previous", "current")
    ]
    return f"{names[0]} and {names[1]}"


def _key(value: object) -> Decimal | None:
    return Decimal(str(value)).normalize() if value not in (None, "") else None


def _note(errors: list[str] | None, text: str) -> None:
    if errors is not None:
        errors.append(text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="these alone")
    parser.add_argument("--sweep", action="store_true", help="pair F1 by threshold")
    parser.add_argument("--errors", action="store_true", help="each difference")
    options = parser.parse_args()
    totals: dict[str, Score] = {}
    for years in year_pairs():
        if options.names and years.name not in options.names:
            continue
        for kind in ("names", "reports"):
            errors: list[str] = []
            score = score_names(years.pairs, errors=errors) if kind == "names" else score_reports(years, errors)
            print(f"{years.name:<12} {kind:<8} {score}")
            totals[kind] = totals[kind] + score if kind in totals else score
            if options.errors:
                print(*(f"    {error}" for error in errors), sep="\n")
        if options.sweep:
            for percent in (1, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 99):
                print(f"    threshold {percent / 100:.2f}  {score_names(years.pairs, percent / 100)}")
    if not options.names:
        for file in sorted(DRAFTERS.glob("*.csv")):
            totals["drafters"] = totals.get("drafters", Score(0, 0, 0, 0, 0)) + score_names(file.resolve())
        files = [*(years.pairs for years in year_pairs()), *sorted(DRAFTERS.glob("*.csv"))]
        for file in files:
            totals["left out"] = totals.get("left out", Score(0, 0, 0, 0, 0)) + score_left_out(file)
    for kind, score in totals.items():
        print(f"{'all':<12} {kind:<8} {score}")


if __name__ == "__main__":
    main()
