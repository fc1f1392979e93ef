"""A damaged report gives the records of the healthy one; what is beyond repair is said, and lowers confidence."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.document import Document, Line, Page
from pipeline.errors import UnreadableInput
from pipeline.readers import read
from pipeline.repair import mend
from pipeline.repair.syllables import composed
from pipeline.repair.wellformed import quality
from pipeline.report import read_report
from pipeline.stages.repair import doubt, repair
from schemas import Report
from schemas.observation import Observation
from tests.test_repair import ROOT, document_of
from tests.test_repair_encodings import BY_NAME, encoded

SAMPLE = ROOT / "samples/son-loc-2019/son-loc-2019.txt"
CELLS = ROOT.parent / "shared/data/real/tcvn3-cells-2013.txt"
FOREIGN_WORDS = 0.02
"""Share of words in the statistics workbook that are names of countries and products."""

DAMAGES: dict[str, Callable[[str], str]] = {
    **{name: lambda text, e=encoding: encoded(text, e) for name, encoding in BY_NAME.items()},
    "horn and eth": lambda text: text.translate(str.maketrans("ưƯĐđ", "ƣƢÐð")),
    "minus for ư": lambda text: text.replace("ư", "−"),
    "soft hyphen for ư": lambda text: text.replace("ư", "\u00ad"),
    "mu for à": lambda text: text.replace("à", "μ"),
    "ự for đ": lambda text: re.sub(r"\bđ(?=\w)", "ự", text),
    "Cyrillic": lambda text: text.translate(str.maketrans("oaeTHKM", "оаеТНКМ")),
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "no width": lambda text: text.replace("tỷ", "t\u200bỷ").replace("đạt", "đạ\u00adt"),
    "spaced out": lambda text: text.replace("BÁO CÁO", "B Á O  C Á O"),
    "glued": lambda text: re.sub(r"\b(được|bằng|đạt) ", r"\1", text),
}


def said(observation: Observation) -> tuple[object, ...]:
    o = observation
    return o.indicator.casefold(), o.low, o.high, o.unit, o.measure, o.basis, o.scenario, o.year, o.approx, o.counted


def shape(report: Report) -> tuple[object, ...]:
    header = {k: str(v).casefold() for k, v in report.document.header.model_dump().items()}
    projects = [(p.name.casefold(), p.cost, p.status) for p in report.projects]
    return header, projects, [s.label for s in report.sections], [f.marker for f in report.footnotes]


@pytest.fixture(scope="module")
def healthy() -> Report:
    return read_report(SAMPLE)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_report_says_what_the_healthy_one_says(damage: str, healthy: Report, tmp_path: Path) -> None:
    text = unicodedata.normalize("NFC", SAMPLE.read_text("utf-8"))
    file = tmp_path / SAMPLE.name
    file.write_text(DAMAGES[damage](text), "utf-8")
    report = read_report(file)
    assert [said(o) for o in report.observations] == [said(o) for o in healthy.observations]
    assert shape(report) == shape(healthy)
    assert all(report.text[o.source.start : o.source.end] == o.source.text for o in report.observations)
    assert report.text == DAMAGES[damage](text)


def test_a_stamp_of_secrecy_is_seen_in_every_encoding(tmp_path: Path) -> None:
    text = "TỐI MẬT\nBÁO CÁO\nTình hình kinh tế năm 2013 của huyện, tổng thu ngân sách được 12 tỷ đồng\n"
    for name, encoding in BY_NAME.items():
        file = tmp_path / f"{name}.txt"
        file.write_text(encoded(text, encoding), "utf-8")
        with pytest.raises(UnreadableInput):
            read_report(file)


def test_what_was_repaired_is_said() -> None:
    document = document_of("Tæng s¶n l\u00adîng lóa n¨m nay ®¹t 4.250 tÊn\nkhu Hƣơng Lƣơng đượcthu gom")
    messages = [problem.message for problem in document.problems if problem.stage == "repair"]
    assert any("TCVN3" in message for message in messages)
    assert any("ký tự lạ" in message for message in messages)
    assert any("dính chữ" in message for message in messages)
    assert document_of("Tổng sản lượng lúa năm nay đạt 4.250 tấn").problems == ()


def paged(*texts: str) -> Document:
    text = "\f".join(texts)
    pages, lines, at = [], [], 0
    for number, page in enumerate(texts, start=1):
        pages.append(Page(number, at, at + len(page), 595, 842))
        lines.append(Line(at, at + len(page), page=number))
        at += len(page) + 1
    return repair(Document("a.pdf", "application/pdf", "0" * 64, text, pages=tuple(pages), lines=tuple(lines)))


def test_a_page_of_garbage_is_flagged_and_doubted() -> None:
    good = "Tổng sản lượng lúa của toàn huyện trong năm nay ước đạt 4.250 tấn, tăng 3,2% so với cùng kỳ năm trước"
    bad = "CONG HOA xA HQI CHiJ NGHiA VIVT NAM DQc lip Tu do H?nh phuc UY BAN NHAN DAN huyQn BAO CAO tinh hinh kinh t0"
    document = paged(good, bad, good)
    assert [problem.page for problem in document.problems] == [2]
    found = doubt(document)
    assert found.at(0, 10) == 1.0
    assert found.at(len(good) + 5, len(good) + 9) < 0.5
    assert found.at(len(document.text) - 9, len(document.text)) == 1.0


def test_a_line_with_lost_characters_is_flagged_and_doubted() -> None:
    good = "Diện tích gieo trồng lúa của huyện trong năm là 1.204 ha, năng suất bình quân đạt 58,4 tạ/ha"
    document = document_of(
        f"{good}\nT\ufffdng s\ufffdn lượng 4.250 tấn\n{good}\n{good}\n{good}\nnhân khҦu hҸc 12 người\n● Σ 5 μm\uf0b7 ok"
    )
    assert [p.message for p in document.problems] == ["2 dòng có chữ hỏng hoặc mất, không khôi phục được"]
    found = doubt(document)
    assert found.at(0, len(good)) == 1.0
    assert found.at(len(good) + 2, len(good) + 8) == 0.6
    assert doubt(document_of(good)).parts == ()


@pytest.mark.parametrize("lost", ["tng diện tích", "thng kê", "B\u0301nh Sơn", "trng lúa", "chnh quyền"])
def test_a_line_that_lost_a_vowel_is_flagged_and_its_figure_doubted(lost: str) -> None:
    good = "Diện tích gieo trồng lúa của huyện trong năm là 1.204 ha, năng suất bình quân đạt 58,4 tạ/ha"
    document = document_of(f"{good}\n- {lost} đạt 415 ha, tăng 12 ha so với cùng kỳ năm trước\n{good}")
    assert [p.message for p in document.problems] == ["1 dòng có chữ hỏng hoặc mất, không khôi phục được"]
    at = document.text.index("415")
    assert doubt(document).at(at, at + 3) == 0.6
    assert doubt(document).at(0, 10) == 1.0
    assert composed(document.wording) == composed(document.text)  # what was lost is not guessed


@pytest.mark.skipif(not CELLS.exists(), reason="the shared data are not here")
def test_every_cell_of_a_real_workbook_is_well_formed() -> None:
    rows = [row.split("\t") for row in CELLS.read_text("utf-8").splitlines() if not row.startswith("#")]
    cells = {(row[3], row[4]) for row in rows if len(row) == 5 and any(char.isalpha() for char in row[4])}
    assert len(cells) > 500
    text = "\n".join(cell for _, cell in sorted(cells))
    fonts = [font for font, _ in sorted(cells)]
    lines, at = [], 0
    for font, (_, cell) in zip(fonts, sorted(cells), strict=True):
        lines.append((at, at + len(cell), font or None))
        at += len(cell) + 1
    reading = composed(mend(text, lines).reading)
    assert quality(reading).wellformed > 1 - FOREIGN_WORDS
    assert not set(reading) & set("¸µ¶·¹¨©ª«¬®")  # letters of TCVN3 that Unicode text has not


def test_a_word_document_with_fonts_of_two_encodings(tmp_path: Path) -> None:
    docx = pytest.importorskip("docx")
    document = docx.Document()
    for font, text in (
        (".VnTimeH", "b¸o c¸o"),
        (".VnTime", "Tæng s¶n l\u00adîng lóa n¨m 2013 ®¹t 4.250 tÊn, t¨ng 3,2%."),
        (".VnTime", "Lóa m\u00ed"),
        ("Times New Roman", "Thu ngân sách trên địa bàn được 12,5 tỷ đồng."),
        (".VnTime", "Đàn bò 1.204 con, đàn lợn 5.310 con."),
    ):
        document.add_paragraph().add_run(text).font.name = font
    file = tmp_path / "cu.docx"
    document.save(str(file))
    mended = repair(read(file))
    wording = composed(mended.wording)
    assert "BÁO CÁO" in wording
    assert "Tổng sản lượng lúa năm 2013 đạt 4.250 tấn, tăng 3,2%." in wording
    assert "Đàn bò 1.204 con, đàn lợn 5.310 con." in wording
    values = {o.low for o in read_report(file).observations}
    assert {Decimal("4250"), Decimal("12500000000"), Decimal("1204"), Decimal("5310")} <= values
