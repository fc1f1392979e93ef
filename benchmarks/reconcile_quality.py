"""How well two years' indicators are paired and judged, on annotated pairs.

    python benchmarks/reconcile_quality.py [--sweep] [--errors]

`names`: the annotated names themselves, so the matcher alone. `reports`: the two reports read from their text, so
extraction and matching; a record is told by its values and unit. A wrong pair counts against precision and recall both.
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

from pipeline.check.intervals import printed
from pipeline.reconcile import reconcile
from pipeline.reconcile.indicators import Indicator, Statement, dimension
from pipeline.reconcile.match import THRESHOLD, match
from pipeline.reconcile.names import name_key
from pipeline.reconcile.sources import read_current, read_previous
from pipeline.reconcile.verdicts import judge
from schemas.observation import Unit

FOLDER = Path(__file__).resolve().parent.parent / "samples" / "reconcile"
_STATED = re.compile(r"(?P<sign>[+=-]|prev )(?P<value>[\d.]+) (?P<unit>\S+)")


@dataclass(frozen=True, slots=True)
class Score:
    """Pairs found, right ones among them, pairs annotated; statuses right among the right pairs."""

    found: int
    right: int
    wanted: int
    status_right: int

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.found + self.wanted)

    def __str__(self) -> str:
        precision, recall = self.right / max(1, self.found), self.right / max(1, self.wanted)
        return (
            f"F1 {self.f1:.3f}  P {precision:.3f}  R {recall:.3f}  status {self.status_right / max(1, self.right):.3f}"
            f"  ({self.right}/{self.wanted} pairs, {self.found} found)"
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
                figure=_figure(row[f"{side}_value"], unit), statements=_statements(row) if side == "current" else (),
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
    right = status = 0
    pairs = match(current, previous, threshold=threshold)
    for pair in pairs:
        one, other = current[pair.current], previous[pair.previous]
        if one.id != other.id:
            _note(errors, f"wrong pair  {one.name} <-> {other.name} ({pair.probability:.2f})")
            continue
        right += 1
        got, want = judge(one, other).status, annotated[int(one.id)]["status"]
        status += got == want
        if got != want:
            _note(errors, f"status      {one.name}: {got}, not {want}")
    paired = {previous[pair.previous].id for pair in pairs}
    for i, row in enumerate(annotated):
        if row["current"] and row["previous"] and str(i) not in paired:
            _note(errors, f"not paired  {row['previous']} <-> {row['current']}")
    return Score(len(pairs), right, wanted, status)


def score_reports(current: Path, previous: Path, file: Path, errors: list[str] | None = None) -> Score:
    """Both reports read and reconciled; only records of annotated values count."""
    annotated = rows(file)
    want = {(row["unit"], _key(row["previous_value"])): row for row in annotated if row["previous"]}
    side = read_current(current)
    result = reconcile(side, read_previous(str(previous), side))
    found = right = status = 0
    seen = set()
    for record in result.indicators:
        row = want.get((record.unit, _key(record.previous_value))) if record.previous else None
        if row is None or record.current is None:
            continue
        found += 1
        if _key(record.current_value) != _key(row["current_value"]):
            _note(errors, f"wrong pair  {record.current_name} <-> {record.previous_name} ({record.match})")
            continue
        seen.add(row["previous"])
        right += 1
        status += record.status == row["status"]
        if record.status != row["status"]:
            _note(errors, f"status      {record.current_name}: {record.status}, not {row['status']}: {record.message}")
    wanted = [row for row in annotated if row["current"] and row["previous"]]
    for row in wanted:
        if row["previous"] not in seen:
            names = [
                r.current_name
                for r in result.indicators
                if r.current and _key(r.current_value) == _key(row["current_value"])
            ]
            before = [
                r.previous_name
                for r in result.indicators
                if r.previous and _key(r.previous_value) == _key(row["previous_value"])
            ]
            _note(errors, f"not paired  {row['previous']} <-> {row['current']}; read as {before} and {names}")
    return Score(found, right, len(wanted), status)


def _key(value: object) -> Decimal | None:
    return Decimal(str(value)).normalize() if value not in (None, "") else None


def _note(errors: list[str] | None, text: str) -> None:
    if errors is not None:
        errors.append(text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sweep", action="store_true", help="pair F1 by threshold")
    parser.add_argument("--errors", action="store_true", help="each difference")
    options = parser.parse_args()
    pairs = FOLDER / "pairs.csv"
    errors: list[str] = []
    print("names  ", score_names(pairs, errors=errors))
    print("reports", score_reports(FOLDER / "thach-lam-2022.txt", FOLDER / "thach-lam-2021.txt", pairs, errors))
    if options.errors:
        print(*errors, sep="\n")
    if options.sweep:
        for percent in (1, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 99):
            print(f"threshold {percent / 100:.2f}  {score_names(pairs, percent / 100)}")


if __name__ == "__main__":
    main()
