"""Which area of last year is the area of this year, across the reform of 1 July 2025.

Problem: `phường Quảng Trị` of 2026 is what `thị xã Quảng Trị` was in 2024; a new commune often bears the name of one of
the communes it was made of; two communes in ten have a namesake in another province.
Signals, in order: the official code; name and kind of unit, province, and the system valid at the time; the table of
what became of each unit. Only where whole units went in is a sum of the old figures comparable, and only of what adds
up.
Never: compares with a part of a divided unit, adds rates or averages, or decides between namesakes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from pipeline.frozen import replace
from pipeline.grammar.gazetteer import (
    SCHEMES,
    System,
    Unit,
    area_key,
    area_rows,
    bare_key,
    gazetteer,
    system_at,
)
from schemas.reconciliation import AreaRelation

REFORM_YEAR = 2025
_CITIES = frozenset(f"thành phố {name}" for name in ("hà nội", "hải phòng", "đà nẵng", "cần thơ", "hồ chí minh", "huế"))
_EARLY = frozenset({"half", "q1", "q2"})
_SYSTEMS = {scheme: system for system, scheme in SCHEMES.items()}


@dataclass(frozen=True, slots=True)
class AreaName:
    """An area as a source names it. `key` compares names; `province` is the name of the one above, where given."""

    printed: str
    key: str
    province: str | None = None
    code: str | None = None
    system: System | None = None
    """the list that `code` is of; None where the source does not say"""


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


def area_name(
    name: str | None, superior: str | None = None, code: str | None = None, scheme: str | None = None
) -> AreaName | None:
    """The area of a source; None where it names none."""
    if not name and not code:
        return None
    above = area_key(superior) if superior else ""
    province = above if above.startswith("tỉnh ") or above in _CITIES else None  # else it is a district
    return AreaName(name or code or "", area_key(name or code or ""), province, code, _SYSTEMS.get(scheme or ""))


def system_of(year: int | None, span: frozenset[str] = frozenset(), day: str | None = None) -> System:
    """The system in force on the day of a report (ISO date); without one, at the end of what it covers: the first half
    of 2025 is still the old one."""
    if day is not None:
        return system_at(date.fromisoformat(day))
    if year is None or year > REFORM_YEAR or (year == REFORM_YEAR and not span & _EARLY):
        return "new"
    return "old"


def relate(current: AreaName, now: System, previous: Sequence[AreaName | None], then: System) -> Link:
    """How `current` stands to the areas that last year's figures are for. `now` and `then` are the lists in force; what
    a code says of itself goes before them."""
    now = current.system or now
    lists = {area.system for area in previous if area is not None and area.system is not None}
    then = next(iter(lists)) if len(lists) == 1 else then
    previous = [area and _of_list(area, then) for area in previous]
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


def _of_list(area: AreaName, system: System) -> AreaName:
    """The area without a code of the other list, which says another unit."""
    return replace(area, code=None) if area.system not in (None, system) else area


def _same_name(current: AreaName, area: AreaName) -> bool:
    if current.code and area.code:
        return current.code == area.code
    return current.key == area.key and (not current.province or not area.province or current.province == area.province)


def _behind(unit: Unit, current: AreaName, previous: Sequence[AreaName | None]) -> Link:
    """The old units behind a new one, as far as last year's figures have them."""
    old = gazetteer().units["old"]
    links = _links()
    parts = links.into.get(unit.code, ()) if unit.level == "commune" else links.provinces_into.get(unit.code, ())
    divided = [old[code].name for code, whole in parts if not whole]
    whole = [old[code] for code, whole in parts if whole]
    if divided:
        there = tuple(i for i, area in enumerate(previous) if area and any(_is(area, old[code]) for code, _ in parts))
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
    table = gazetteer()
    district = table.units["old"].get(commune.district)
    if district is None or not _is(area, district):
        return False
    return all(code in wanted for code in table.communes_of[district.code])


def _in_province(area: AreaName, unit: Unit) -> bool:
    province = gazetteer().units["old"].get(unit.province)
    return area.province is None or province is None or bare_key(area.province) == bare_key(province.name)


def _units(area: AreaName, system: System) -> list[Unit]:
    units = gazetteer().units[system]
    if area.code:
        unit = units.get(area.code)
        return [unit] if unit is not None else []
    found = gazetteer().named.get((system, area.key), [])
    if area.province:
        wanted = bare_key(area.province)
        found = [unit for unit in found if unit.province and bare_key(units[unit.province].name) == wanted] or found
    return found


@dataclass(frozen=True, slots=True)
class _Links:
    """What became of the units: for each new one the old ones that went into it, and whether the whole of each did."""

    into: Mapping[str, list[tuple[str, bool]]]
    provinces_into: Mapping[str, list[tuple[str, bool]]]


@cache
def _links() -> _Links:
    into: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    provinces_into: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for old, new, whole in area_rows("links.csv"):
        (provinces_into if len(new) == 2 else into)[new].append((old, whole == "1"))
    return _Links(into, provinces_into)
