"""Whole reports as offices kept them before Unicode say what their Unicode edition says: Word and PDF files whose fonts
are named `.VnTime` or `VNI-Times`, files that mix encodings, and such fonts over text that is Unicode all along."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from functools import cache
from itertools import count
from pathlib import Path
from xml.sax.saxutils import escape, unescape

import pytest
from conftest import ROOT
from legacy_pdf import Font, Kind, laid_out, pdf
from test_repair_document import said, shape
from test_repair_encodings import BY_NAME, encoded

from pipeline.report import read_report
from schemas import Report

WORD_SAMPLES = ("hon-lach-q3-2025", "ky-trach-9t-2025", "yen-linh-9t-2024")
_TEXT = re.compile(r"(<w:t(?: [^>]*)?>)([^<]*)(</w:t>)")
_FONTS = re.compile(r"<w:rFonts [^>]*/>")

Recode = Callable[[str, int], str]
"""The text of a run and the number of its paragraph, to the characters that the file has."""


def in_one(name: str) -> Recode:
    return lambda text, _: encoded(text, BY_NAME[name])


def in_turns(*names: str, each: int = 1) -> Recode:
    """`each` paragraphs in each of `names` in turn; `""` is Unicode."""
    return lambda text, n: encoded(text, BY_NAME[name]) if (name := names[n // each % len(names)]) else text


def word_edition(source: Path, target: Path, recode: Recode, font: str) -> None:
    """The Word file `source` with all its text recoded and set in `font`."""
    paragraphs = count()

    def part(xml: str) -> str:
        def paragraph(m: re.Match[str]) -> str:
            n = next(paragraphs)
            return _TEXT.sub(lambda t: t[1] + escape(recode(unescape(t[2]), n)) + t[3], m[0])

        xml = re.sub(r"<w:p[ >].*?</w:p>", paragraph, xml, flags=re.DOTALL)
        return _FONTS.sub(f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:cs="{font}"/>', xml)

    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            data = old.read(info)
            if info.filename.startswith("word/") and info.filename.endswith(".xml"):
                data = part(data.decode("utf-8")).encode("utf-8")
            new.writestr(info, data)


@cache
def healthy(file: Path) -> Report:
    return read_report(file)


def same(report: Report, meant: Report) -> None:
    assert [said(o) for o in report.observations] == [said(o) for o in meant.observations]
    assert shape(report) == shape(meant)
    assert all(report.text[source.start : source.end] == source.text for source in report.sources())


@pytest.mark.parametrize(
    ("recode", "font"),
    [
        pytest.param(in_one("tcvn3"), ".VnTime", id="tcvn3"),
        pytest.param(in_one("vni"), "VNI-Times", id="vni"),
        pytest.param(in_one("tcvn3"), "Times New Roman", id="tcvn3 under a font of another name"),
        pytest.param(lambda text, _: text, ".VnTime", id="unicode under .VnTime"),
        pytest.param(lambda text, _: text, "VNI-Times", id="unicode under VNI-Times"),
        pytest.param(in_turns("tcvn3", ""), ".VnTime", id="tcvn3 and unicode under one font"),
        pytest.param(
            in_turns("tcvn3", "", "vni", each=5), "Times New Roman", id="three kinds of text, no telling font"
        ),
    ],
)
@pytest.mark.parametrize("name", WORD_SAMPLES)
def test_a_word_report_in_an_old_encoding(name: str, recode: Recode, font: str, tmp_path: Path) -> None:
    source = ROOT / "samples" / name / f"{name}.docx"
    word_edition(source, tmp_path / source.name, recode, font)
    same(read_report(tmp_path / source.name), healthy(source))


PRINTED = """
ỦY BAN NHÂN DÂN | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
HUYỆN MƯỜNG LẠN | Độc lập - Tự do - Hạnh phúc
Số: 214/BC-UBND | Mường Lạn, ngày 08 tháng 12 năm 2011
# BÁO CÁO
# Tình hình kinh tế - xã hội năm 2011, nhiệm vụ năm 2012
Thực hiện Nghị quyết số 15/NQ-HĐND ngày 20/12/2010 của HĐND huyện, UBND huyện báo cáo kết quả như sau:
= I. KẾT QUẢ THỰC HIỆN
= 1. Trồng trọt
- Tổng diện tích gieo trồng được 6.412 ha, đạt 101,3% kế hoạch, tăng 2,4% so với cùng kỳ năm trước; sản lượng lương
thực có hạt ước đạt 21.350 tấn, bình quân lương thực đầu người 486 kg/người/năm.
- Diện tích lúa mùa 1.830 ha, năng suất 41,5 tạ/ha, sản lượng 7.594,5 tấn; diện tích ngô 2.905 ha, giảm 35 ha so với
năm 2010. Trong đó: ngô lai 2.410 ha.
= 2. Tài chính, đầu tư
a) Thu ngân sách trên địa bàn ước thực hiện 18 tỷ 450 triệu đồng, đạt 112,6% dự toán tỉnh giao; chi ngân sách 196,7
tỷ đồng.
b) Vốn đầu tư xây dựng cơ bản giải ngân 42.180 triệu đồng, bằng 87,5% kế hoạch. Đã hoàn thành 12/15 công trình.
= 3. Văn hóa - xã hội
- Toàn huyện có 38 trường với 11.264 học sinh; tỷ lệ hộ nghèo còn 34,2%, giảm 4,1% so với năm 2010.
= II. PHƯƠNG HƯỚNG, NHIỆM VỤ NĂM 2012
1. Phấn đấu tổng sản lượng lương thực đạt 22.000 tấn; thu ngân sách 20 tỷ đồng; giảm tỷ lệ hộ nghèo xuống còn 30%./.
Nơi nhận: | TM. ỦY BAN NHÂN DÂN
- UBND tỉnh; | CHỦ TỊCH
- Lưu: VT. | Lò Văn K
"""
_JOINED = re.sub(r"\n(?=thực có|năm 2010|tỷ đồng\.)", " ", PRINTED)
UNICODE = Font("TimesNewRomanPSMT", "Type0"), Font("TimesNewRomanPS-BoldMT", "Type0")


def printed(regular: Font, bold: Font, file: Path) -> Report:
    file.write_bytes(pdf(laid_out(_JOINED, regular, bold)))
    return read_report(file)


def old_font(encoding: str, name: str, kind: Kind) -> Font:
    return Font(name, kind, lambda text: encoded(text, BY_NAME[encoding]))


@pytest.mark.parametrize("kind", ["Type1", "TrueType", "symbolic"])
@pytest.mark.parametrize(
    ("encoding", "regular", "bold"),
    [
        ("tcvn3", ".VnTime", ".VnTimeH"),
        ("tcvn3", "ABCDEF+.VnTime", "ABCDEF+.VnTime,Bold"),
        ("vni", "VNI-Times", "VNI-Times,Bold"),
        ("tcvn3", "ArialMT", "Arial-BoldMT"),
    ],
)
def test_a_printed_report_in_an_old_encoding(
    encoding: str, regular: str, bold: str, kind: Kind, tmp_path: Path
) -> None:
    meant = printed(*UNICODE, tmp_path / "a.pdf")
    assert len(meant.observations) > 20
    same(printed(old_font(encoding, regular, kind), old_font(encoding, bold, kind), tmp_path / "a.pdf"), meant)


def test_a_printed_report_whose_body_is_unicode_and_whose_heads_are_not(tmp_path: Path) -> None:
    meant = printed(*UNICODE, tmp_path / "a.pdf")
    same(printed(UNICODE[0], old_font("tcvn3", ".VnTimeH", "TrueType"), tmp_path / "a.pdf"), meant)
    same(printed(old_font("tcvn3", ".VnTime", "TrueType"), UNICODE[1], tmp_path / "a.pdf"), meant)


@pytest.mark.parametrize("name", [".VnTime", "VNI-Times"])
def test_a_printed_report_that_is_unicode_under_an_old_name(name: str, tmp_path: Path) -> None:
    meant = printed(*UNICODE, tmp_path / "a.pdf")
    same(printed(Font(name, "Type0"), Font(f"{name}H", "Type0"), tmp_path / "a.pdf"), meant)
