"""Which area of last year is the area of this year, across the reform of 1 July 2025.

Problem: `phường Quảng Trị` of 2026 is what `thị xã Quảng Trị` was in 2024; a new commune often bears the name of one of
the communes it was made of; two communes in ten have a namesake in another province.
Signals, in order: the official code; name and kind of unit, province, and the system valid at the time; the table of
what became of each unit. Only where whole units went in is a sum of the old figures comparable, and only of what adds
up.
Never: compares with a part of a divided unit, adds rates or averages, or decides between namesakes.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from pipeline.grammar.folding import fold
from schemas.reconciliation import AreaRelation

System = Literal["old", "new"]
REFORM_YEAR = 2025
_HASHES = {
    "units.csv": "0304a79793a95b8e94e1590eee43991f8ca3e64fb399da0fe9e06e7abd262d64",
    "links.csv": "62ba228fa448a437bd43f929fd9b5684564d7049b545dc66b53e17f247b9bb62",
}
_KINDS = (
    ("thành phố", "tp"), ("thị xã", "tx"), ("thị trấn", "tt"), ("đặc khu", "đk"), ("phường", "p"),
    ("huyện", "h"), ("quận", "q"), ("tỉnh", "t"), ("xã", "x"),
)  # fmt: skip
_SHORT = re.compile(
    r"^(?:ubnd |ủy ban nhân dân )?(?P<kind>" + "|".join(re.escape(short) for _, short in _KINDS) + r")\s*\.\s*"
)
_CITIES = frozenset(f"thành phố {name}" for name in ("hà nội", "hải phòng", "đà nẵng", "cần thơ", "hồ chí minh", "huế"))
_AGENCY = re.compile(r"^(?:ủy ban nhân dân|ubnd|hội đồng nhân dân|hđnd)\s+")
_EARLY = frozenset({"half", "q1", "q2"})


@dataclass(frozen=True, slots=True)
class AreaName:
    """An area as a source names it. `key` compares names; `province` is the name of the one above, where given."""

    printed: str
    key: str
    province: str | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    system: System
    level: str
    code: str
    name: str
    province: str
    district: str


@dataclass(frozen=True, slots=True)
class Link:
    """What stands behind a current area: `parts` are indices of the previous areas, all of them whole where
    comparable."""

    relation: AreaRelation
    parts: tuple[int, ...]
    message: str

    @property
    def comparable(self) -> bool:
        return self.relation in ("same", "renamed", "merged")


class AreaTableError(RuntimeError):
    """The table of areas is not the one that was made."""


def area_name(name: str | None, superior: str | None = None, code: str | None = None) -> AreaName | None:
    """The area of a source; None where it names none."""
    if not name and not code:
        return None
    above = area_key(superior) if superior else ""
    province = above if above.startswith("tỉnh ") or above in _CITIES else None  # else it is a district
    return AreaName(name or code or "", area_key(name or code or ""), province, code)


def area_key(name: str) -> str:
    """`UBND TX. Quảng Trị` -> `thị xã quảng trị`."""
    text = re.sub(r"\s+", " ", fold(name)).strip()
    text = _AGENCY.sub("", text)
    short = _SHORT.match(text)
    if short is not None:
        kind = next(long for long, abbreviation in _KINDS if abbreviation == short["kind"])
        text = f"{kind} {text[short.end() :]}"
    return re.sub(r"[^\w ]+", "", text)


def system_of(year: int | None, span: frozenset[str] = frozenset()) -> System:
    """The system in force at the end of what a report covers: the first half of 2025 is still the old one."""
    if year is None or year > REFORM_YEAR or (year == REFORM_YEAR and not span & _EARLY):
        return "new"
    return "old"


def relate(current: AreaName, now: System, previous: Sequence[AreaName | None], then: System) -> Link:
    """How `current` stands to the areas that last year's figures are for."""
    if len(previous) == 1 and previous[0] is None:
        return Link("same", (0,), "số kỳ trước không ghi địa bàn: coi là cùng địa bàn")
    same = tuple(i for i, area in enumerate(previous) if area is not None and _same_name(current, area))
    if now == then:
        if same:
            return Link("same", same[:1], "cùng tên địa bàn")
        return Link("unknown", (), f"số kỳ trước không có địa bàn {current.printed}")
    found = _units(current, now)
    if not found:
        if same:
            return Link("same", same[:1], "không có trong bảng đơn vị hành chính: so theo tên")
        return Link("unknown", (), f"không tìm thấy {current.printed} trong bảng đơn vị hành chính")
    links = [_behind(unit, current, previous) for unit in found]
    fitting = [link for link in links if link.parts]
    if len(fitting) == 1 or (fitting and len(found) == 1):
        return fitting[0]
    if len(found) == 1:
        return links[0]
    return Link("unknown", (), f"có {len(found)} đơn vị tên {current.printed}; ghi thêm tỉnh hoặc mã đơn vị")


def _same_name(current: AreaName, area: AreaName) -> bool:
    if current.code and area.code:
        return current.code == area.code
    return current.key == area.key and (not current.province or not area.province or current.province == area.province)


def _behind(unit: Unit, current: AreaName, previous: Sequence[AreaName | None]) -> Link:
    """The old units behind a new one, as far as last year's figures have them."""
    table = _table()
    parts = table.into.get(unit.code, ()) if unit.level == "commune" else table.provinces_into.get(unit.code, ())
    divided = [table.old[code].name for code, whole in parts if not whole]
    whole = [table.old[code] for code, whole in parts if whole]
    if divided:
        there = tuple(
            i for i, area in enumerate(previous) if area and any(_is(area, table.old[code]) for code, _ in parts)
        )
        return Link("split", there, f"{unit.name} nhận một phần {', '.join(sorted(divided))}: không cộng được")
    cover: list[int] = []
    missing = {one.code: one.name for one in whole}
    for i, area in enumerate(previous):
        if area is None:
            continue
        inside = [
            one.code for one in whole if one.code in missing and (_is(area, one) or _is_all_of(area, one, missing))
        ]
        if inside:
            cover.append(i)
            for code in inside:
                missing.pop(code)
    names = " + ".join(one.name for one in whole)
    if missing and cover:
        return Link("unknown", (), f"{unit.name} gồm {names}; thiếu số kỳ trước của {', '.join(missing.values())}")
    if missing:
        return Link("unknown", (), f"{unit.name} gồm {names}; số kỳ trước là của địa bàn khác")
    if len(cover) == 1:
        area = previous[cover[0]]
        relation: AreaRelation = "same" if area and area.key == current.key else "renamed"
        return Link(relation, tuple(cover), f"{unit.name} là nguyên {names}")
    return Link("merged", tuple(cover), f"{unit.name} gồm trọn {names}")


def _is(area: AreaName, unit: Unit) -> bool:
    if area.code:
        return area.code == unit.code
    return area.key == area_key(unit.name) and _in_province(area, unit)


def _is_all_of(area: AreaName, commune: Unit, wanted: Mapping[str, str]) -> bool:
    """Is the area the old district of the commune, and are all communes of the district wanted?"""
    table = _table()
    district = table.old.get(commune.district)
    if district is None or not _is(area, district):
        return False
    return all(code in wanted for code in table.communes_of[district.code])


def _in_province(area: AreaName, unit: Unit) -> bool:
    province = _table().old.get(unit.province)
    return area.province is None or province is None or _bare(area.province) == _bare(province.name)


def _units(area: AreaName, system: System) -> list[Unit]:
    table = _table()
    if area.code:
        unit = table.new.get(area.code) if system == "new" else table.old.get(area.code)
        return [unit] if unit is not None else []
    found = table.named.get((system, area.key), [])
    if area.province:
        provinces = table.new if system == "new" else table.old
        inside = [
            unit for unit in found if unit.province and _bare(provinces[unit.province].name) == _bare(area.province)
        ]
        found = inside or found
    return found


def _bare(province: str) -> str:
    return re.sub(r"^(?:tỉnh|thành phố) ", "", area_key(province))


@dataclass(frozen=True, slots=True)
class _Table:
    old: Mapping[str, Unit]
    new: Mapping[str, Unit]
    named: Mapping[tuple[System, str], list[Unit]]
    into: Mapping[str, list[tuple[str, bool]]]
    provinces_into: Mapping[str, list[tuple[str, bool]]]
    communes_of: Mapping[str, list[str]]


@cache
def _table() -> _Table:
    sides: dict[System, dict[str, Unit]] = {"old": {}, "new": {}}
    named: dict[tuple[System, str], list[Unit]] = defaultdict(list)
    communes: dict[str, list[str]] = defaultdict(list)
    for row in _rows("units.csv"):
        system: System = "old" if row["system"] == "old" else "new"
        unit = Unit(system, row["level"], row["code"], row["name"], row["province"], row["district"])
        sides[system][unit.code] = unit
        named[system, area_key(unit.name)].append(unit)
        if unit.district:
            communes[unit.district].append(unit.code)
    into: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    provinces_into: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for row in _rows("links.csv"):
        target = provinces_into if len(row["new"]) == 2 else into
        target[row["new"]].append((row["old"], row["whole"] == "1"))
    return _Table(sides["old"], sides["new"], named, into, provinces_into, communes)


def _rows(name: str) -> Iterable[dict[str, str]]:
    data = files("pipeline.lexicon").joinpath("areas", name).read_bytes()
    if hashlib.sha256(data).hexdigest() != _HASHES[name]:
        raise AreaTableError(f"pipeline/lexicon/areas/{name} differs from what scripts/make_areas.py made")
    return csv.DictReader(data.decode("utf-8").splitlines())
