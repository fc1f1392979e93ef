"""Small reports by the thousand, each unlike the others: one page of a commune's year, for measuring runs.

Areas and figures follow from the number alone, so that the same number always gives the same bytes; consecutive numbers
of one area are consecutive years, with last year's figures for what this year's report says of them.
"""

from __future__ import annotations

import random
from pathlib import Path

YEARS = 10
_TEMPLATE = """\
ỦY BAN NHÂN DÂN
XÃ {upper}
Số: {number}/BC-UBND

{name}, ngày 10 tháng 12 năm {year}

BÁO CÁO
Tình hình kinh tế - xã hội năm {year}

I. KẾT QUẢ THỰC HIỆN

1. Về kinh tế

Tổng sản lượng lương thực có hạt đạt {grain} tấn, tăng {grain_change}% so với năm trước. Diện tích gieo trồng cây hằng năm
đạt {area} ha. Thu ngân sách trên địa bàn ước đạt {income} tỷ đồng, đạt {of_plan}% dự toán.

2. Về xã hội

Tổng số hộ nghèo là {poor} hộ, giảm {fewer} hộ so với năm trước. Thu nhập bình quân đầu người đạt {head} triệu đồng/người/năm.
Công trình đường liên thôn {name} với kinh phí {cost} triệu đồng đã hoàn thành.
"""
_SYLLABLES = (
    "An", "Bình", "Cẩm", "Đông", "Giang", "Hòa", "Khê", "Lâm", "Minh", "Nam", "Phú", "Quế", "Sơn", "Tân", "Thạch", "Trung",
    "Vĩnh", "Xuân", "Yên", "Hải", "Lộc", "Mỹ",
)  # fmt: skip


def small_report(number: int) -> str:
    """The report of this number: its area is number // YEARS, its year number % YEARS."""
    place, year = divmod(number, YEARS)
    first, rest = divmod(place, len(_SYLLABLES) ** 2)
    second, third = divmod(rest, len(_SYLLABLES))
    name = " ".join(_SYLLABLES[index % len(_SYLLABLES)] for index in ([first - 1] if first else []) + [second, third])
    dice = random.Random(place)  # noqa: S311 - figures of no consequence
    grain = [dice.randint(2000, 9000)]
    poor = [dice.randint(400, 900)]
    for _ in range(year + 1):
        grain.append(grain[-1] + dice.randint(10, 200))
        poor.append(poor[-1] - dice.randint(5, 30))
    change = f"{(grain[-1] / grain[-2] - 1) * 100:.1f}".replace(".", ",")
    return _TEMPLATE.format(
        upper=name.upper(), name=name, number=number % 900 + 1, year=2014 + year,
        grain=f"{grain[-1]:,}".replace(",", "."), grain_change=change, area=f"{dice.randint(300, 900)},{year}",
        income=f"{dice.randint(5, 40)},{year}", of_plan=100 + year, poor=poor[-1], fewer=poor[-2] - poor[-1],
        head=30 + 3 * year, cost=f"{dice.randint(1, 9)}.{number % 1000:03}",
    )  # fmt: skip


def write_reports(folder: Path, count: int, first: int = 0) -> list[Path]:
    """`count` reports from number `first` on, a thousand to a folder; their files."""
    files = []
    for number in range(first, first + count):
        here = folder / f"{number // 1000:03}"
        here.mkdir(parents=True, exist_ok=True)
        files.append(here / f"bao-cao-{number:06}.txt")
        files[-1].write_text(small_report(number), "utf-8")
    return files
