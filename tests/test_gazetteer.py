"""Units by name: the list of the document's day, the agency above, what the document says; and never a guess."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.grammar.agencies import unit_of
from pipeline.grammar.gazetteer import area_key, gazetteer, locate

BEFORE, LAST_DAY, FIRST_DAY, AFTER = date(2019, 12, 6), date(2025, 6, 30), date(2025, 7, 1), date(2026, 3, 27)


def code(name: str, day: date, above: str | None = None, said: str = "") -> tuple[str, str] | None:
    found = locate(name, day, above, lambda: said)
    return (found.system, found.code) if found else None


@pytest.mark.parametrize(
    ("name", "day", "above", "expected"),
    [
        ("tỉnh Quảng Trị", LAST_DAY, None, ("old", "45")),
        ("tỉnh Quảng Trị", FIRST_DAY, None, ("new", "44")),
        ("tỉnh Quảng Bình", BEFORE, None, ("old", "44")),
        ("tỉnh Quảng Bình", AFTER, None, None),
        ("thị xã Quảng Trị", BEFORE, "tỉnh Quảng Trị", ("old", "462")),
        ("phường Quảng Trị", AFTER, "tỉnh Quảng Trị", ("new", "19360")),
        ("TX. Quảng Trị", AFTER, None, None),
        ("thành phố Huế", AFTER, None, ("new", "46")),
        ("thành phố Huế", BEFORE, None, None),
        ("huyện Đăk Song", BEFORE, "tỉnh Đăk Nông", ("old", "665")),
        ("Phường 04", BEFORE, "thành phố Đà Lạt", ("old", "24793")),
        ("TP. HCM", AFTER, None, ("new", "79")),
        ("huyện Châu Thành", BEFORE, "tỉnh Long An", ("old", "808")),
        ("huyện Châu Thành", BEFORE, "tỉnh Không Có", None),
        ("xã Tân Thành", BEFORE, "huyện Thường Xuân", ("old", "15661")),
    ],
)
def test_the_code_is_that_of_the_day(name: str, day: date, above: str | None, expected: tuple[str, str] | None) -> None:
    assert code(name, day, above) == expected


def test_namesakes_are_told_apart_by_the_document_alone() -> None:
    assert code("huyện Châu Thành", BEFORE) is None
    assert code("huyện Châu Thành", BEFORE, said="Nghị quyết của HĐND tỉnh Long An giao huyện 12 chỉ tiêu.") == (
        "old",
        "808",
    )
    both = "UBND tỉnh Long An và UBND tỉnh Bến Tre đã ký kết chương trình phối hợp."
    assert code("huyện Châu Thành", BEFORE, said=both) is None


def test_a_commune_is_not_known_by_its_name_alone() -> None:
    alone = next(
        (unit, gazetteer().units["new"][unit.province].name)
        for (system, _), units in gazetteer().named.items()
        if system == "new" and len(units) == 1
        for unit in units
        if unit.level == "commune"
    )
    unit, province = alone
    assert code(unit.name, AFTER) is None
    assert code(unit.name, AFTER, said=f"Thực hiện chỉ đạo của {province}, xã đã hoàn thành.") == ("new", unit.code)
    assert code(unit.name, AFTER, above=province) == ("new", unit.code)


def test_every_unit_of_either_list_is_found_again_from_the_line_above_it() -> None:
    """But communes of districts that have a namesake with a commune of that name."""
    named, lost = gazetteer().named, []
    for system, day in (("old", LAST_DAY), ("new", FIRST_DAY)):
        units = gazetteer().units[system]
        for unit in units.values():
            above = units.get(unit.district or unit.province)
            found = code(unit.name, day, above.name if above else None)
            if found is None and above is not None and len(named[system, area_key(above.name)]) > 1:
                continue
            if found != (system, unit.code):
                lost.append((unit.code, unit.name, above and above.name))
    assert lost == []


@pytest.mark.parametrize(
    ("agency", "unit"),
    [
        ("UBND thị xã Quảng Trị", "thị xã Quảng Trị"),
        ("UBND TP. Hòa An", "TP. Hòa An"),
        ("UBND Phường 4", "Phường 4"),
        ("Sở Y tế tỉnh An Bình", "tỉnh An Bình"),
        ("Phòng Lao động - Thương binh và Xã hội huyện Ba Tơ", "huyện Ba Tơ"),
        ("Ban Dân vận Huyện ủy Sơn Hà", "huyện Sơn Hà"),
        ("Thành ủy Hòa An", "thành phố Hòa An"),
        ("UBND xã Ba Xa, huyện Ba Tơ", "xã Ba Xa"),
        ("Liên minh Hợp tác xã tỉnh An Bình", "tỉnh An Bình"),
        ("Hợp tác xã Nông nghiệp Kim Sơn", None),
        ("Trường Tiểu học Kim Sơn", None),
        ("UBND xã", None),
    ],
)
def test_the_unit_that_an_agency_is_of(agency: str, unit: str | None) -> None:
    assert unit_of(agency) == unit


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("tỉnh Bà Rịa - Vũng Tàu", "Tỉnh Bà Rịa-Vũng Tàu"),
        ("huyện Đắk R'Lấp", "Huyện Đăk R’Lấp"),
        ("UBND TP Đà Lạt", "Thành phố Đà Lạt"),
        ("Phường 04", "phường 4"),
        ("Thị xã Hoà Thành", "TX. Hòa Thành"),
    ],
)
def test_spellings_of_one_name_have_one_key(one: str, other: str) -> None:
    assert area_key(one) == area_key(other)
