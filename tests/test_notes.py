"""What notes and lists take from the figure that they stand at."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.report import read_report

_REPORT = """\
ỦY BAN NHÂN DÂN
HUYỆN HÒA ĐÔNG
Số: 41/BC-UBND

Hòa Đông, ngày 08 tháng 12 năm 2022

BÁO CÁO
Tình hình kinh tế - xã hội năm 2022

I. KẾT QUẢ THỰC HIỆN NĂM 2022

{}¹; các mặt khác giữ vững.

¹ {}
"""


@pytest.mark.parametrize(
    ("body", "note", "scenarios"),
    [
        (
            "Lượt khách đến ước đạt 41.200 lượt",
            "Khách trong tỉnh 30.100 lượt, ngoài tỉnh 11.100 lượt; có 03 công ty ký kết đón khách.",
            {"30.100 lượt": "estimate", "11.100 lượt": "estimate", "03 công ty": "actual"},
        ),
        (
            "Tàu thuyền ước còn 640 chiếc",
            "Tàu cá 410 chiếc, chiếm 64%; dư nợ vay đóng tàu là 41 tỷ đồng với 186 chủ tàu vay.",
            {"410 chiếc": "estimate", "64%": "estimate", "41 tỷ đồng": "actual", "186 chủ tàu": "actual"},
        ),
        (
            "Tàu thuyền có 640 chiếc",
            "Tàu cá 410 chiếc; dư nợ vay đóng tàu ước 41 tỷ đồng.",
            {"410 chiếc": "actual", "41 tỷ đồng": "estimate"},
        ),
    ],
)
def test_a_note_is_as_firm_as_the_figure_it_explains(
    tmp_path: Path, body: str, note: str, scenarios: dict[str, str]
) -> None:
    path = tmp_path / "bao-cao.txt"
    path.write_text(_REPORT.format(body, note), encoding="utf-8")
    read = {o.source.text: o.scenario for o in read_report(path).observations if o.footnote}
    assert read == scenarios


@pytest.mark.parametrize(
    ("lead", "scenarios"),
    [
        ("Sản lượng cây có củ ước đạt 7.310 tấn. Tình hình một số cây như sau:", ["estimate", "actual", "actual"]),
        ("Sản lượng cây có củ ước đạt 7.310 tấn, trong đó:", ["estimate", "estimate", "estimate"]),
        ("Sản lượng cây có củ ước đạt 7.310 tấn. Trong đó:", ["estimate", "estimate", "estimate"]),
    ],
)
def test_a_list_is_as_firm_as_what_it_breaks_down(tmp_path: Path, lead: str, scenarios: list[str]) -> None:
    path = tmp_path / "bao-cao.txt"
    items = "- Sắn: sản lượng 5.200 tấn.\n\n- Khoai lang: sản lượng 2.110 tấn.\n"
    path.write_text(_REPORT.split("{}")[0] + f"{lead}\n\n{items}", encoding="utf-8")
    assert [o.scenario for o in read_report(path).observations] == scenarios
