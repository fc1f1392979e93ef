"""Areas across the reform of 1 July 2025, and what may be added up."""

from __future__ import annotations

import hashlib

import pytest
from conftest import ROOT

from pipeline.check.intervals import printed
from pipeline.grammar import gazetteer
from pipeline.grammar.gazetteer import area_key
from pipeline.reconcile.alignment import align
from pipeline.reconcile.areas import AreaName, Link, area_name, relate, system_of
from pipeline.reconcile.indicators import Indicator, dimension
from pipeline.reconcile.names import name_key
from pipeline.reconcile.sources import Figures, Previous
from schemas.observation import Unit


def named(*names: str) -> list[AreaName | None]:
    return [area_name(name) for name in names]


def behind(current: str, *previous: str, superior: str | None = None) -> Link:
    area = area_name(current, superior)
    assert area is not None
    return relate(area, "new", named(*previous), "old")


def test_the_table_is_the_one_that_was_made() -> None:
    folder = ROOT / "pipeline" / "lexicon" / "areas"
    for name, digest in gazetteer._HASHES.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    sides = gazetteer.gazetteer().units
    levels = [(unit.system, unit.level) for side in sides.values() for unit in side.values()]
    counts = {kind: levels.count(kind) for kind in set(levels)}
    assert counts == {("old", "province"): 63, ("old", "district"): 696, ("old", "commune"): 10035,
                      ("new", "province"): 34, ("new", "commune"): 3321}  # fmt: skip


@pytest.mark.parametrize("printed_name", ["UBND TX. Quảng Trị", "Thị xã Quảng Trị", "thị  xã quảng trị"])
def test_an_area_has_one_key(printed_name: str) -> None:
    assert area_key(printed_name) == "thị xã quảng trị"


def test_a_ward_that_was_a_whole_town_is_that_town_renamed() -> None:
    link = behind("phường Quảng Trị", "TX. Quảng Trị")
    assert (link.relation, link.parts) == ("renamed", (0,))


def test_a_unit_of_whole_units_is_their_sum_if_all_are_there() -> None:
    parts = ["Phường 1", "Phường 2", "Phường 3", "Phường An Đôn", "Xã Hải Lệ"]
    assert behind("phường Quảng Trị", *parts).relation == "merged"
    lacking = behind("phường Quảng Trị", *parts[:4])
    assert (lacking.relation, lacking.comparable) == ("unknown", False)
    assert "Xã Hải Lệ" in lacking.message


def test_a_province_that_kept_its_name_is_not_the_same_province() -> None:
    assert behind("tỉnh Quảng Trị", "tỉnh Quảng Trị").comparable is False
    assert behind("tỉnh Quảng Trị", "tỉnh Quảng Trị", "tỉnh Quảng Bình").relation == "merged"


def test_a_part_of_a_divided_unit_is_not_compared() -> None:
    assert behind("phường Ba Đình", "phường Trúc Bạch", superior="thành phố Hà Nội").relation == "split"


def test_namesakes_are_not_decided_between() -> None:
    assert behind("xã Tân Thành", "xã Tân Thành").relation == "unknown"


def test_an_area_outside_the_table_is_compared_by_name() -> None:
    assert behind("xã Thạch Lâm Thượng", "xã Thạch Lâm Thượng").relation == "same"


def test_the_first_half_of_2025_is_the_old_system() -> None:
    assert system_of(2025, frozenset({"half"})) == "old"
    assert system_of(2025) == system_of(2026) == "new"
    assert system_of(2024) == "old"


def figures(year: int, area: str, *rows: tuple[str, Unit, int]) -> Figures:
    made = tuple(
        Indicator(
            f"o{i}", name, name_key(name, dimension(unit)), unit, printed(value, 1, exact=unit == "count"), order=i
        )
        for i, (name, unit, value) in enumerate(rows)
    )
    return Figures(f"{area}.json", year, made, area=area_name(area), document=area)


def test_only_what_adds_up_is_added_up() -> None:
    rows: tuple[tuple[str, Unit], ...] = (
        ("Số hộ nghèo", "count"),
        ("Tỷ lệ hộ nghèo", "%"),
        ("Thu nhập bình quân", "VND/person/year"),
    )
    parts = ["Phường 1", "Phường 2", "Phường 3", "Phường An Đôn", "Xã Hải Lệ"]
    previous = tuple(figures(2024, part, *((name, unit, 10) for name, unit in rows)) for part in parts)
    current = figures(2026, "phường Quảng Trị", *((name, unit, 44) for name, unit in rows))
    both = align(current, Previous("folder", 2024, previous))
    poor, rate, income = both.previous
    assert (poor.value, poor.figure.allowed.low, poor.figure.allowed.high, poor.incomparable) == (50, 50, 50, None)
    assert rate.incomparable is not None
    assert income.incomparable is not None
    assert [link.relation for link in both.links] == ["merged"]


def test_a_sum_needs_every_part() -> None:
    parts = ["Phường 1", "Phường 2", "Phường 3", "Phường An Đôn", "Xã Hải Lệ"]
    previous = tuple(figures(2024, part, ("Số hộ nghèo", "count", 10)) for part in parts[:4])
    empty = figures(2024, parts[4], ("Số hộ cận nghèo", "count", 5))
    both = align(
        figures(2026, "phường Quảng Trị", ("Số hộ nghèo", "count", 44)), Previous("f", 2024, (*previous, empty))
    )
    (poor,) = [one for one in both.previous if one.name == "Số hộ nghèo"]
    assert poor.incomparable is not None
    assert "4/5" in poor.incomparable
