"""Administrative units of Vietnam by name, with the official code that was valid at a document's date.

Problem: codes are used again: `44` is tỉnh Quảng Bình until 30 June 2025 and tỉnh Quảng Trị from the day after, and two
communes in three bear the code of another one of before; one commune in four has a namesake elsewhere.
Signals, in order: the day, which says which list was in force; kind and name of the unit; the agency above it; the
province or district that the document names.
Never: decides between namesakes, gives a commune's code by its name alone (it may be one that was merged away before
the list was made), or a code of a unit that the list of that day does not have.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

from pipeline.frozen import dataclass
from pipeline.grammar.folding import fold

System = Literal["old", "new"]
REFORM = date(2025, 7, 1)
SCHEMES: Mapping[System, str] = {"old": "VN-2025H1", "new": "VN-2025H2"}
"""How the lists of codes are called where a code is published: that of the last day before the reform, and its own."""
_HASHES = {
    "units.csv": "0304a79793a95b8e94e1590eee43991f8ca3e64fb399da0fe9e06e7abd262d64",
    "links.csv": "62ba228fa448a437bd43f929fd9b5684564d7049b545dc66b53e17f247b9bb62",
}
_SINCE = {("old", "46"): date(2025, 1, 1)}
"""Units that another one was called like before that day (thành phố Huế was a part of tỉnh Thừa Thiên Huế)."""
_KINDS = (
    ("thành phố", "tp"), ("thị xã", "tx"), ("thị trấn", "tt"), ("đặc khu", "đk"), ("phường", "p"),
    ("huyện", "h"), ("quận", "q"), ("tỉnh", "t"), ("xã", "x"),
)  # fmt: skip
_SHORT = re.compile(
    r"^(?:ubnd |ủy ban nhân dân )?(?P<kind>" + "|".join(re.escape(short) for _, short in _KINDS) + r")\s*\.\s*"
)
_SHORT_CITY = re.compile(r"(?<!\w)(tp|tx|tt)\s*\.?\s*(?=\w)")
_LONG = {short: long for long, short in _KINDS}
_AGENCY = re.compile(r"^(?:ủy ban nhân dân|ubnd|hội đồng nhân dân|hđnd)\s+")
_KIND = re.compile(rf"^(?:{'|'.join(long for long, _ in _KINDS)}) ")
_SPELT = (
    (re.compile(r"(?<!\w)đ[ăắ][ck](?!\w)"), "đắk"),  # Đăk, Đắc
    (re.compile(r"(?<!\w)0+(?=\d)"), ""),  # Phường 04
    (re.compile(r"(?<!\w)hcm(?!\w)"), "hồ chí minh"),
)
_BREAKS, _DASH, _NO_LETTER = re.compile(r"\s+"), re.compile(r"\s*-\s*"), re.compile(r"[^\w ]+")
_ODD = re.compile(
    r"[^\w ]|^ | $|  |^(?:ủy ban|ubnd|hội đồng|hđnd)|(?<!\w)(?:t[pxt](?!\w)|đ[ăắ][ck](?!\w)|0\d|hcm(?!\w))"
)


class Unit(NamedTuple):
    """`province` and `district` are codes of its own system; empty where it is one itself."""

    system: System
    level: str
    code: str
    name: str
    province: str
    district: str


class AreaTableError(RuntimeError):
    """The table of areas is not the one that was made."""


@dataclass(frozen=True, slots=True)
class Gazetteer:
    units: Mapping[System, Mapping[str, Unit]]
    named: Mapping[tuple[System, str], list[Unit]]
    communes_of: Mapping[str, list[str]]


def area_key(name: str) -> str:
    """`UBND TX. Quảng Trị` -> `thị xã quảng trị`: what two spellings of one name have in common."""
    text = fold(name)
    if _ODD.search(text) is None:  # next to all of the table, which is read once in each process
        return text
    text = _AGENCY.sub("", _BREAKS.sub(" ", text).strip())
    short = _SHORT.match(text)
    if short is not None:
        text = f"{_LONG[short['kind']]} {text[short.end() :]}"
    text = _SHORT_CITY.sub(lambda m: f"{_LONG[m[1]]} ", text)
    for spelling, usual in _SPELT:
        text = spelling.sub(usual, text)
    return _BREAKS.sub(" ", _NO_LETTER.sub("", _DASH.sub(" ", text))).strip()


def bare_key(name: str) -> str:
    """The name without the kind of unit: `Tỉnh Long An` -> `long an`. A town of today may have been a district."""
    return _KIND.sub("", area_key(name))


def system_at(day: date) -> System:
    return "old" if day < REFORM else "new"


def locate(name: str, day: date, above: str | None, said: Callable[[], str]) -> Unit | None:
    """The unit called `name` in a document of `day`; None where the list of that day does not say which one it is.

    `above` is the name of the unit whose agency stands above the issuer, `said` gives the text of the document."""
    system = system_at(day)
    found = [one for one in _gazetteer_named(system, name) if day >= _SINCE.get((system, one.code), day)]
    if above and found:
        exactly = [one for one in found if area_key(above) in map(area_key, _above(one))]
        found = exactly or [one for one in found if bare_key(above) in map(bare_key, _above(one))]
    elif found and (len(found) > 1 or found[0].level == "commune"):
        found = _told_apart(found, said())
    elif found:
        return found[0]
    if len(found) > 1:
        found = _told_apart(found, said())
    return found[0] if len(found) == 1 else None


def _gazetteer_named(system: System, name: str) -> list[Unit]:
    return gazetteer().named.get((system, area_key(name)), [])


def _above(unit: Unit) -> Iterable[str]:
    units = gazetteer().units[unit.system]
    return (units[code].name for code in (unit.district, unit.province) if code)


def _told_apart(found: list[Unit], text: str) -> list[Unit]:
    """Those whose province, or whose district, the text names; where it names districts, they alone decide."""
    keys = f" {area_key(text)} "
    units = gazetteer().units[found[0].system]
    for code in ("district", "province"):
        names = {one.code: units[getattr(one, code)].name for one in found if getattr(one, code)}
        named = [one for one in found if one.code in names and f" {area_key(names[one.code])} " in keys]
        if named:
            return named
    return []


@cache
def gazetteer() -> Gazetteer:
    sides: dict[System, dict[str, Unit]] = {"old": {}, "new": {}}
    named: dict[tuple[System, str], list[Unit]] = defaultdict(list)
    communes: dict[str, list[str]] = defaultdict(list)
    for of, *fields in area_rows("units.csv"):
        system: System = "old" if of == "old" else "new"
        unit = Unit(system, *fields)
        sides[system][unit.code] = unit
        named[system, area_key(unit.name)].append(unit)
        if unit.district:
            communes[unit.district].append(unit.code)
    return Gazetteer(sides, named, communes)


def area_rows(name: str) -> Iterator[list[str]]:
    """The rows of one file of `lexicon/areas`. Raises AreaTableError where it was changed by hand."""
    data = files("pipeline.lexicon").joinpath("areas", name).read_bytes()
    if hashlib.sha256(data).hexdigest() != _HASHES[name]:
        raise AreaTableError(f"pipeline/lexicon/areas/{name} differs from what scripts/make_areas.py made")
    rows = csv.reader(data.decode("utf-8").splitlines())
    next(rows)
    return rows
