"""How many contradictions `check` finds when they are planted: `python benchmarks/planted.py [NAME …] [--each N] [--missed]`.

Problem: annotated contradictions are few, and rules are written with them in view. The annotations also say what holds
(`consistent`: `42,5 + 58,4 = 100,9; 7/9 = 77,8%; 03 công trình, chú thích 1 có 3 tên`), and figures stand twice. So
each relation that holds is broken in turn: one of its figures gets two digits swapped, one changed, one lost, its
separator moved, or ten percent more or less; the changed text is read by the whole pipeline. Found is a finding whose
evidence is the changed figure; false is one that neither touches it nor stood in the report before.
Never: a plant that rounding could explain, and a report of the split `test`.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

from evaluate import Annotated, annotated
from pipeline.check.intervals import Quantity, printed
from pipeline.check.relations import Kind, Relation
from pipeline.document import Document
from pipeline.report import process, read_report
from pipeline.stages.check import claims
from schemas.finding import Finding, Rule
from schemas.report import Report
from scoring import Record, alike

NUMBER = r"\d+(?:[.,]\d+)*"
_SUM = re.compile(rf"({NUMBER})[^\d+=/]*(?:\+[^\d+=/]*({NUMBER})[^\d+=/]*)+=[^\d]*({NUMBER})\s*(%?)")
_RATIO = re.compile(rf"({NUMBER})[^\d+=/;]*/[^\d+=/;]*({NUMBER})[^\d+=/;]*=\s*({NUMBER})\s*%")
_MOVED = re.compile(rf"({NUMBER})[^\d+=/;]*/[^\d+=/;]*({NUMBER})[^\d+=/;]* là (?:giảm|tăng) ({NUMBER})\s*%")
_PRODUCT = re.compile(rf"({NUMBER})[^\d+=/;]* x [^\d+=/;]*({NUMBER})[^\d=;]*=\s*({NUMBER})")
_LESS = re.compile(rf"({NUMBER})[^\d+=/;-]*-[^\d+=/;-]*({NUMBER})[^\d+=/;-]*=\s*({NUMBER})")
_COUNT = re.compile(rf"^({NUMBER}) (\w+)\b[^;=+]*?(\d+|[Hh]ai|[Bb]a) tên")
_MOST_FAR = 6_000  # characters from one end of a relation to the other
_REPEATED_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Planted:
    """A relation that holds in a report: the figures that take part, by their place in the gold; the result first."""

    rule: Rule
    kind: Kind
    members: tuple[Record, ...]
    said: str


@dataclass(slots=True)
class Count:
    planted: int = 0
    found: int = 0
    false: int = 0


def relations(gold: Record) -> Iterator[Planted | str]:
    """The relations that the annotation says hold, and figures that stand twice; words where one cannot be placed."""
    figures = [one for one in gold["observations"] if re.match(NUMBER, one["text"])]
    for line in gold["consistent"]:
        for said in re.split(r";\s+", re.sub(r"\([^)]*\)", "", line)):
            read = _read(said)
            if read is None:
                continue
            rule, kind, numbers, noun = read
            members = _placed(figures, numbers, noun)
            if members is None or (kind != "count" and _relation(kind, members).state() == "fails"):
                yield said
            else:
                yield Planted(rule, kind, members, said)
    yield from _repeats(figures)


def _read(said: str) -> tuple[Rule, Kind, list[str], str] | None:
    """Rule, kind, printed numbers (the result first) and, of counts, the noun."""
    if match := _COUNT.search(said):
        return "list_matches_count", "count", [match[1]], match[2]
    if match := _SUM.search(said):
        terms = re.findall(NUMBER, said[match.start() : match.start(3)])
        if match[3] == "100" and match[4]:
            return "shares_sum_to_100", "sum", terms, ""
        return "parts_sum_to_total", "sum", [match[3], *terms], ""
    if match := _MOVED.search(said):
        return "change_matches_levels", "growth", [match[3], match[1], match[2]], ""
    if match := _RATIO.search(said):
        return "ratio_matches_parts", "ratio", [match[3], match[1], match[2]], ""
    if match := _PRODUCT.search(said):
        return "product_matches_factors", "product", [match[3], match[1], match[2]], ""
    if match := _LESS.search(said):
        return "change_matches_levels", "difference", [match[3], match[1], match[2]], ""
    return None


def _value(number: str) -> Decimal:
    return Decimal(number.replace(".", "").replace(",", "."))


def _number(figure: Record) -> str:
    match = re.match(NUMBER, figure["text"])
    assert match is not None
    return match.group()


def _placed(figures: Sequence[Record], numbers: Sequence[str], noun: str) -> tuple[Record, ...] | None:
    """The figures that print these numbers and stand nearest to each other."""
    by_number = [[f for f in figures if _value(_number(f)) == _value(number)
                  and (not noun or noun in f["text"])] for number in numbers]  # fmt: skip
    if not all(by_number):
        return None
    best: tuple[int, tuple[Record, ...]] | None = None
    for anchor in by_number[0]:
        near: list[Record] = [anchor]
        for candidates in by_number[1:]:
            free = [f for f in candidates if f not in near]
            if not free:
                break
            near.append(min(free, key=lambda f: abs(f["start"] - anchor["start"])))
        reach = max(f["start"] for f in near) - min(f["start"] for f in near)
        if len(near) == len(numbers) and (best is None or reach < best[0]):
            best = reach, tuple(near)
    return best[1] if best is not None and best[0] < _MOST_FAR else None


def _repeats(figures: Sequence[Record]) -> Iterator[Planted]:
    """Figures of many digits that stand twice under like names, far apart."""
    for i, first in enumerate(figures):
        for other in figures[i + 1 :]:
            same = all(first[key] == other[key] for key in ("low", "unit", "measure", "year"))
            digits = len(_number(first).replace(".", "").replace(",", "").strip("0"))
            if not same or other["start"] - first["start"] < 500 or first["basis"] != other["basis"]:
                continue
            likeness = alike(first["indicator"], other["indicator"])
            if likeness >= 0.85 or (digits >= _REPEATED_DIGITS and likeness >= 0.4):
                said = f"{first['indicator']} = {other['indicator']}"
                yield Planted("same_indicator_same_value", "same", (first, other), said)
                break


def _quantity(figure: Record, instead: str | None = None) -> Quantity:
    """As the figure would be read with the number `instead` of its own."""
    own = _value(_number(figure))
    scale = abs(Decimal(str(figure["low"]))) / own if own else Decimal(1)
    number = instead or _number(figure)
    places = len(number.partition(",")[2])
    exact = figure["unit"] == "count" and scale == 1 and not places
    return printed(_value(number) * scale, scale * Decimal(1).scaleb(-places), exact=exact)


def _relation(kind: Kind, members: Sequence[Record], changed: int = -1, instead: str | None = None) -> Relation:
    quantities = [_quantity(one, instead if i == changed else None) for i, one in enumerate(members)]
    if kind == "growth":
        return Relation("growth", quantities[0] if quantities[1].value > quantities[2].value else -quantities[0],
                        tuple(quantities[1:]))  # fmt: skip
    if kind == "sum" and abs(sum((q.value for q in quantities), Decimal(0)) - 100) < 1:
        return Relation("sum", printed(100, exact=True), tuple(quantities))
    return Relation(kind, quantities[0], tuple(quantities[1:]))


def slips(number: str) -> Iterator[tuple[str, str]]:
    """What a slip makes of a printed number, with the slip's name; grouping dots stay where they were read."""
    digits = [i for i, c in enumerate(number) if c.isdigit()]
    for a, b in pairwise(digits):
        if b == a + 1 and number[a] != number[b] and not (a == 0 and number[b] == "0"):
            yield "swapped", number[:a] + number[b] + number[a] + number[b + 1 :]
    for i in digits:
        for step in (1, 3, 6):
            digit = str((int(number[i]) + step) % 10)
            if i or digit != "0":
                yield "digit", number[:i] + digit + number[i + 1 :]
    if "," in number:
        whole, _, fraction = number.partition(",")
        if len(fraction) > 1:
            yield "separator", f"{whole}{fraction[0]},{fraction[1:]}"
        elif len(whole) > 1 and whole.isdigit():
            yield "separator", f"{whole[:-1]},{whole[-1]}{fraction}"
        yield "lost", f"{whole},{fraction[:-1]}" if len(fraction) > 1 else whole
    elif "." not in number and len(number.lstrip("0")) > 2:
        yield "lost", number[:-2] + number[-1]
    value = _value(number)
    for factor in ("0.9", "1.1"):
        places = len(number.partition(",")[2])
        moved = (value * Decimal(factor)).quantize(Decimal(1).scaleb(-places))
        yield "tenth", f"{moved:,}".replace(",", " ").replace(".", ",").replace(" ", ".")


def plants(one: Planted, chance: random.Random, each: int) -> Iterator[tuple[Record, str, str]]:
    """Figures to change, what to print there, and the slip's name: `each` of them, over members and slips."""
    choices: list[tuple[Record, str, str]] = []
    for i, member in enumerate(one.members):
        number = _number(member)
        if one.kind == "count":
            near = [str(int(number) + 1), *([str(int(number) - 1)] if int(number) > 2 else [])]
            choices += [(member, n.zfill(len(number)), "count") for n in near]
            continue
        for name, printed_so in slips(number):
            if _value(printed_so) and _relation(one.kind, one.members, i, printed_so).state() == "fails":
                choices.append((member, printed_so, name))
    chance.shuffle(choices)
    seen: set[tuple[int, str]] = set()
    for member, printed_so, name in choices:
        if len(seen) < each and (member["start"], name) not in seen:
            seen.add((member["start"], name))
            yield member, printed_so, name


def read_text(text: str, file: Path) -> Report:
    file.write_text(text, encoding="utf-8")
    return read_report(file)


def _paired(document: Document) -> list[frozenset[int]]:
    """Where the figures of each relation stand that `check` sees in a report, holding or not."""
    places = {o.id: o.source.start for o in document.observations}
    return [frozenset(places[i] for i in claim.ids) for claim in claims(document)]


def _claimed(relation: Planted, member: Record, paired: Sequence[frozenset[int]]) -> bool:
    """Does `check` relate the figure to another of the relation?"""
    others = {one["start"] for one in relation.members if one is not member}
    return any(member["start"] in places and (not others or places & others) for places in paired)


def touches(report: Report, finding: Finding, start: int, end: int) -> bool:
    places = {o.id: o.source for o in report.observations}
    return any(places[i].start < end and start < places[i].end for i in finding.evidence)


def measure(one: Annotated, file: Path, each: int, *, missed: bool) -> tuple[dict[Rule, Count], list[str]]:
    """The counts by rule of one report, and a line for each plant missed and each false finding."""
    gold = json.loads(one.gold.read_text("utf-8"))
    text = one.base.with_name(f"{one.base.name}.txt").read_text("utf-8")
    file.write_text(text, encoding="utf-8")
    document = process(file)
    before = {(f.rule, f.values) for f in document.findings}
    paired = _paired(document)
    counts: dict[Rule, Count] = {}
    lines: list[str] = []
    for relation in relations(gold):
        if isinstance(relation, str):
            lines.append(f"{one.name}: not placed: {relation}")
            continue
        chance = random.Random(f"{one.name} {relation.said}")  # noqa: S311
        for member, printed_so, name in plants(relation, chance, each):
            start, end = member["start"], member["start"] + len(_number(member))
            report = read_text(text[:start] + printed_so + text[end:], file)
            grown = len(printed_so) - (end - start)
            count = counts.setdefault(relation.rule, Count())
            found = any(touches(report, f, start, end + grown) for f in report.findings)
            count.planted += 1
            count.found += found
            false = [f for f in report.findings if (f.rule, f.values) not in before
                     and not touches(report, f, start, end + grown)]  # fmt: skip
            count.false += len(false)
            around = " ".join(report.text[max(0, start - 60) : end + 40].split())
            if not found and missed:
                related = "paired" if _claimed(relation, member, paired) else "unpaired"
                lines.append(
                    f"{one.name}: missed {related} {relation.rule} {name}: {relation.said}; {printed_so}: …{around}…"
                )
            lines += [f"{one.name}: false: {f.message} after {printed_so} in {relation.said}" for f in false]
    return counts, lines


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these reports")
    parser.add_argument("--each", type=int, default=3, help="how many figures of each relation are changed in turn")
    parser.add_argument("--missed", action="store_true", help="print each plant that is missed")
    arguments = parser.parse_args()
    totals: dict[Rule, Count] = {}
    with tempfile.TemporaryDirectory() as folder:
        for one in annotated():
            if one.split == "test" or (arguments.names and one.name not in arguments.names):
                continue
            counts, lines = measure(one, Path(folder) / f"{one.name}.txt", arguments.each, missed=arguments.missed)
            print(*lines, sep="\n", end="\n" if lines else "", file=sys.stderr)
            for rule, count in counts.items():
                sums = totals.setdefault(rule, Count())
                sums.planted, sums.found, sums.false = (
                    sums.planted + count.planted, sums.found + count.found, sums.false + count.false)  # fmt: skip
            print(f"{one.name:24} planted {sum(c.planted for c in counts.values()):4}  "
                  f"found {sum(c.found for c in counts.values()):4}  "
                  f"false {sum(c.false for c in counts.values()):3}")  # fmt: skip
    for rule, count in sorted(totals.items()):
        print(f"{rule:28} planted {count.planted:4}  recall {count.found / count.planted:.3f}  false {count.false}")
    planted = sum(c.planted for c in totals.values())
    print(f"{'all':28} planted {planted:4}  recall {sum(c.found for c in totals.values()) / planted:.3f}  "
          f"false {sum(c.false for c in totals.values())}")  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
