"""Random reports that are coherent raise nothing, however their figures were rounded; what is planted beyond rounding does."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pipeline.report import read_report
from schemas.report import Report

HEAD = "BÁO CÁO\nTình hình kinh tế - xã hội năm 2022\n\nI. KẾT QUẢ THỰC HIỆN\n\n"
Check = Callable[[str], Report]
often = settings(max_examples=25)


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Check:
    file = tmp_path_factory.mktemp("check") / "bao-cao.txt"

    def run(body: str) -> Report:
        file.write_text(HEAD + body + "\n", encoding="utf-8")
        return read_report(file)

    return run


def said(report: Report) -> list[str]:
    return [finding.message for finding in report.findings]


def rules(report: Report, *severities: str) -> list[str]:
    return [finding.rule for finding in report.findings if not severities or finding.severity in severities]


def printed(value: Decimal | int, places: int = 0) -> str:
    rounded = Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"{rounded:,}".replace(",", " ").replace(".", ",").replace(" ", ".")


# --- what is carried over ---------------------------------------------------------------------------------------------------


def dossiers(carried: int, new: int, settled: int, left: int) -> str:
    return (
        f"Tồn kỳ trước chuyển sang {printed(carried)} hồ sơ, tiếp nhận mới {printed(new)} hồ sơ. Đã giải quyết "
        f"{printed(settled)} hồ sơ; đang giải quyết {printed(left)} hồ sơ."
    )


CARRIED, NEW = st.integers(20, 400), st.integers(1_000, 9_000)


@often
@given(CARRIED, NEW, st.integers(10, 900))
def test_dossiers_that_add_up_raise_nothing(checked: Check, carried: int, new: int, left: int) -> None:
    assert said(checked(dossiers(carried, new, carried + new - left, left))) == []


@often
@given(CARRIED, NEW, st.integers(10, 900), st.integers(1, 150))
def test_dossiers_from_nowhere_are_found(checked: Check, carried: int, new: int, left: int, off: int) -> None:
    report = checked(dossiers(carried, new, carried + new - left, left + off))
    assert rules(report) == ["parts_sum_to_total"], said(report)


# --- trade ------------------------------------------------------------------------------------------------------------------


def trade(exports: Decimal, imports: Decimal, balance: Decimal, places: int) -> str:
    word = "xuất siêu" if exports > imports else "nhập siêu"
    return (
        f"Kim ngạch xuất khẩu đạt {printed(exports, 1)} triệu USD, tăng 6,1%. Kim ngạch nhập khẩu đạt "
        f"{printed(imports, 1)} triệu USD, {word} {printed(balance, places)} triệu USD."
    )


MILLIONS = st.decimals(200, 3_000, places=2)


@often
@given(MILLIONS, MILLIONS, st.integers(0, 1))
def test_a_trade_balance_rounded_in_any_way_raises_nothing(
    checked: Check, exports: Decimal, imports: Decimal, places: int
) -> None:
    assume(abs(exports - imports) > 10)
    assert said(checked(trade(exports, imports, abs(exports - imports), places))) == []


@often
@given(MILLIONS, MILLIONS, st.decimals("0.3", "20", places=1))
def test_a_wrong_trade_balance_is_an_error(checked: Check, exports: Decimal, imports: Decimal, off: Decimal) -> None:
    assume(abs(exports - imports) > 10)
    report = checked(trade(exports, imports, abs(exports - imports) + off, 1))
    assert rules(report, "error") == ["parts_sum_to_total"], said(report)


# --- area, yield, output ------------------------------------------------------------------------------------------------------


def crop(area: int, harvest: Decimal, output: Decimal, *, sentences: bool) -> str:
    if sentences:
        return (
            f"Diện tích ngô {printed(area)} ha. Năng suất ngô bình quân đạt {printed(harvest, 1)} tạ/ha. "
            f"Sản lượng ngô đạt {printed(output)} tấn."
        )
    return f"Diện tích ngô {printed(area)} ha, năng suất {printed(harvest, 1)} tạ/ha, sản lượng {printed(output)} tấn."


AREA, HARVEST = st.integers(120, 9_000), st.decimals("20", "90", places=1)


@often
@given(AREA, HARVEST, st.booleans())
def test_a_harvest_raises_nothing(checked: Check, area: int, harvest: Decimal, sentences: bool) -> None:
    assert said(checked(crop(area, harvest, area * harvest / 10, sentences=sentences))) == []


@often
@given(AREA, HARVEST, st.booleans(), st.decimals("1.04", "1.14", places=2))
def test_a_wrong_output_is_an_error(
    checked: Check, area: int, harvest: Decimal, sentences: bool, factor: Decimal
) -> None:
    report = checked(crop(area, harvest, area * harvest / 10 * factor, sentences=sentences))
    assert rules(report, "error") == ["product_matches_factors"], said(report)


# --- levels and changes -----------------------------------------------------------------------------------------------------


def change(now: int, before: int, percent: Decimal, places: int) -> str:
    word = "tăng" if percent > 0 else "giảm"
    return (
        f"Tổng mức bán lẻ hàng hóa đạt {printed(now)} tỷ đồng, {word} {printed(abs(percent), places)}% so với năm 2021 "
        f"({printed(before)} tỷ đồng)."
    )


LEVEL = st.integers(400, 9_000)


@often
@given(LEVEL, LEVEL, st.integers(0, 2))
def test_a_change_rounded_in_any_way_raises_nothing(checked: Check, now: int, before: int, places: int) -> None:
    percent = Decimal(now) * 100 / before - 100
    assume(abs(percent) > 1)
    assert said(checked(change(now, before, percent, places))) == []


@often
@given(LEVEL, st.integers(3, 60), st.decimals("1", "9", places=1))
def test_a_wrong_change_is_an_error(checked: Check, before: int, rise: int, off: Decimal) -> None:
    now = before * (100 + rise) // 100
    percent = Decimal(now) * 100 / before - 100
    report = checked(change(now, before, percent + off, 1))
    assert rules(report, "error") == ["change_matches_levels"], said(report)


# --- sums of money in other magnitudes ----------------------------------------------------------------------------------------


def money(total: Decimal, parts: list[int]) -> str:
    names = ["ngân sách tỉnh", "ngân sách huyện", "ngân sách xã", "nhân dân đóng góp"]
    listed = "; ".join(f"{name} {printed(part)} triệu đồng" for name, part in zip(names, parts, strict=False))
    return f"Tổng nguồn vốn huy động {printed(total, 1)} tỷ đồng, gồm: {listed}."


MONEY = st.lists(st.integers(10_100, 90_000), min_size=2, max_size=4)


@often
@given(MONEY)
def test_parts_in_another_magnitude_raise_nothing(checked: Check, parts: list[int]) -> None:
    assert said(checked(money(Decimal(sum(parts)) / 1000, parts))) == []


@often
@given(MONEY, st.decimals("0.2", "1.5", places=1))
def test_a_total_beyond_rounding_is_an_error(checked: Check, parts: list[int], off: Decimal) -> None:
    report = checked(money(Decimal(sum(parts)) / 1000 + off, parts))
    assert rules(report, "error") == ["parts_sum_to_total"], said(report)


# --- growth and shares -------------------------------------------------------------------------------------------------------


@often
@given(st.lists(st.tuples(st.integers(200, 4_000), st.integers(-50, 180)), min_size=3, max_size=3))
def test_growth_of_sectors_and_their_shares_raise_nothing(checked: Check, sectors: list[tuple[int, int]]) -> None:
    before = [Decimal(value) for value, _ in sectors]
    now = [value * (1000 + rate) / 1000 for value, (_, rate) in zip(before, sectors, strict=True)]
    rates = [Decimal(rate) / 10 for _, rate in sectors]
    whole = (sum(now) / sum(before) - 1) * 100
    assume(all(abs(rate) >= 1 for rate in [*rates, whole]))
    names = ["nông, lâm nghiệp và thủy sản", "công nghiệp - xây dựng", "thương mại - dịch vụ"]
    moved = "; ".join(
        f"{name} {'tăng' if rate > 0 else 'giảm'} {printed(abs(rate), 1)}%"
        for name, rate in zip(names, rates, strict=True)
    )
    shares = "; ".join(f"{name} {printed(value * 100 / sum(now), 1)}%" for name, value in zip(names, now, strict=True))
    report = checked(
        f"Tổng giá trị sản xuất {'tăng' if whole > 0 else 'giảm'} {printed(abs(whole), 1)}% so với năm 2021, "
        f"trong đó: {moved}.\n\nCơ cấu kinh tế: {shares}."
    )
    assert said(report) == []
