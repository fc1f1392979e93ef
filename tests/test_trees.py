"""Section trees of whole reports (tests/corpus/trees.toml) in their text, Word and printed edition."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest
from legacy_pdf import Font, laid_out, pdf
from word_parts import word_file

from pipeline.report import read_report
from schemas import Report

CASES: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "corpus" / "trees.toml").read_text("utf-8"))[
    "tree"
]
FILLERS = (
    (
        "Trong năm, các đơn vị đã chủ động triển khai nhiệm vụ được giao; nhiều chỉ tiêu đạt và vượt kế hoạch, góp phần hoàn "
        "thành mục tiêu chung của địa phương. Tổng kinh phí thực hiện 1,8 tỷ đồng."
    ),
    "Đã tổ chức 12 cuộc kiểm tra, phát hiện 03 trường hợp vi phạm, xử lý theo quy định.",
    (
        "Công tác tuyên truyền được duy trì thường xuyên với 46 tin, bài; qua đó nhận thức của người dân từng bước được nâng "
        "lên, số hộ đăng ký tham gia tăng 8% so với cùng kỳ năm trước."
    ),
)
HEAD = """
UBND HUYỆN MƯỜNG LẠN | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Số: 87/BC-UBND | Mường Lạn, ngày 12 tháng 12 năm 2017
# BÁO CÁO
# Tình hình thực hiện nhiệm vụ năm 2017
Thực hiện Công văn số 312/UBND-VP ngày 01/12/2017, UBND huyện báo cáo kết quả như sau:
"""
FOOT = """
Trên đây là báo cáo kết quả thực hiện nhiệm vụ, kính trình cấp trên xem xét./.
Nơi nhận: | TM. ỦY BAN NHÂN DÂN
- Như trên; | CHỦ TỊCH
- Lưu: VT. | Lò Văn K
"""
REGULAR, BOLD = Font("TimesNewRomanPSMT", "Type0"), Font("TimesNewRomanPS-BoldMT", "Type0")


def lines(case: dict[str, Any]) -> list[str]:
    """The report's paragraphs, `~` replaced by running text."""
    fillers = cycle(FILLERS)
    text = case["report"] if case.get("bare") else HEAD + case["report"] + FOOT + case.get("annexes", "")
    return [next(fillers) if line == "~" else line for line in text.split("\n") if line.strip()]


def text_edition(case: dict[str, Any], folder: Path) -> Path:
    file = folder / "a.txt"
    plain = (line.removeprefix("# ").removeprefix("= ") for line in lines(case))
    file.write_text("\n\n".join(part for line in plain for part in line.split(" | ")), "utf-8")
    return file


def dense_text_edition(case: dict[str, Any], folder: Path) -> Path:
    """Without a blank line between paragraphs."""
    file = text_edition(case, folder)
    file.write_text(file.read_text("utf-8").replace("\n\n", "\n"), "utf-8")
    return file


def word_edition(case: dict[str, Any], folder: Path) -> Path:
    def body() -> Iterator[str]:
        for line in lines(case):
            look = "<w:rPr><w:b/></w:rPr>" if line[:2] in ("# ", "= ") else ""
            centred = '<w:pPr><w:jc w:val="center"/></w:pPr>' if line.startswith("# ") else ""
            for part in line.removeprefix("# ").removeprefix("= ").split(" | "):
                yield f"<w:p>{centred}<w:r>{look}<w:t>{escape(part)}</w:t></w:r></w:p>"

    file = folder / "a.docx"
    file.write_bytes(word_file("".join(body())))
    return file


def printed_edition(case: dict[str, Any], folder: Path) -> Path:
    file = folder / "a.pdf"
    file.write_bytes(pdf(laid_out("\n".join(lines(case)), REGULAR, BOLD)))
    return file


def plain_word_edition(case: dict[str, Any], folder: Path) -> Path:
    return word_edition({**case, "report": case["report"].replace("= ", "")}, folder)


def plain_printed_edition(case: dict[str, Any], folder: Path) -> Path:
    return printed_edition({**case, "report": case["report"].replace("= ", "")}, folder)


def tree(report: Report) -> list[str]:
    """`path | title` of each section."""
    paths: dict[str, str] = {}
    for section in report.sections:
        paths[section.id] = f"{paths[section.parent]}/{section.label}" if section.parent else section.label
    return [f"{paths[section.id]} | {' '.join((section.title or '-').split())}" for section in report.sections]


@pytest.mark.parametrize(
    "edition",
    [text_edition, dense_text_edition, word_edition, printed_edition, plain_word_edition, plain_printed_edition],
)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_tree_is_the_same_in_every_edition(case: dict[str, Any], edition: Any, tmp_path: Path) -> None:
    report = read_report(edition(case, tmp_path))
    assert tree(report) == case["tree"]
    for section in report.sections:
        assert report.text[section.source.start : section.source.end] == section.source.text


LONG = """
= I. KẾT QUẢ THỰC HIỆN
= 1. Kinh tế
{fillers}
= 2. Xã hội
{fillers}
= II. NHIỆM VỤ
1. Thu ngân sách năm sau 15 tỷ đồng.
2. Rà soát hộ nghèo theo chuẩn mới.
"""
ANNEXES = """
---
# PHỤ LỤC I
# KẾT QUẢ THỰC HIỆN CHỈ TIÊU
(Kèm theo Báo cáo số 87/BC-UBND ngày 12/12/2017)
I. CHỈ TIÊU KINH TẾ
1. Thu ngân sách trên địa bàn đạt 12 tỷ đồng.
{fillers}
{fillers}
---
# PHỤ LỤC II
# DANH MỤC CÔNG TRÌNH
A. Công trình hoàn thành
1. Đường trục thôn 3 dài 1,2 km, kinh phí 900 triệu đồng.
{fillers}
"""


def test_pages_and_annexes_with_numbers_of_their_own(tmp_path: Path) -> None:
    fillers = "\n".join(FILLERS * 4)
    report = HEAD + LONG.format(fillers=fillers) + FOOT + ANNEXES.format(fillers=fillers)
    pages = laid_out(report, REGULAR, BOLD, numbered=True)
    numbers = [page[0].text for page in pages if page[0].text.isdigit()]
    assert numbers.count("2") == 2  # of the report and of its longer annex
    printed, plain = tmp_path / "a.pdf", tmp_path / "a.txt"
    printed.write_bytes(pdf(pages))
    lines = (line.removeprefix("# ").removeprefix("= ") for line in report.splitlines() if line.strip("- "))
    plain.write_text("\n\n".join(part for line in lines for part in line.split(" | ")), "utf-8")
    read, meant = read_report(printed), read_report(plain)
    assert tree(read) == tree(meant)
    assert tree(read) == [
        "I | KẾT QUẢ THỰC HIỆN",
        "I/1 | Kinh tế",
        "I/2 | Xã hội",
        "II | NHIỆM VỤ",
        "II/1 | -",
        "II/2 | -",
    ]
    found = [[(o.indicator, o.low, o.unit, o.year) for o in one.observations] for one in (read, meant)]
    assert found[0] == found[1]
    assert len(found[0]) > 50
    assert not read.unexplained
