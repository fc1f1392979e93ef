"""Layout of printed pages: paragraphs come back as they were written, whatever the pages did to them.

The oracle is typesetting: known paragraphs, headings, items and footnotes are set in the styles that offices use, and
must come back word for word. The reports at hand add what real files do.
"""

from __future__ import annotations

import json
import random
import re
from array import array
from collections.abc import Callable
from pathlib import Path

import pytest
import typst
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from pipeline.document import Cell, Document, Grid, Line, Page
from pipeline.layout import pages
from pipeline.readers.pdf import read

SHARED = ROOT.parent / "shared"
SAMPLES = sorted((ROOT / "samples").glob("*/*.pdf"))
FILES = [*SAMPLES, *(p for p in sorted((SHARED / "data").glob("**/*.pdf")) if "scan" not in p.name)]

Printer = Callable[[str], Document]


@pytest.fixture
def printed(tmp_path: Path) -> Printer:
    """Typesets typst markup, reads the PDF and lays it out."""
    opening = (
        "#set document(date: none)\n#set super(typographic: false)\n"
        '#set text(font: "Libertinus Serif", size: 13pt, lang: "vi", hyphenate: false)\n'
    )

    def lay_out(markup: str) -> Document:
        source = tmp_path / "page.typ"
        source.write_text(opening + markup, "utf-8")
        return pages.paragraphs(read(tmp_path / "page.pdf", typst.compile(str(source))))

    return lay_out


def texts(document: Document, role: str = "body") -> list[str]:
    return [document.view(p).text for p in document.paragraphs if p.role == role]


# --- the oracle -------------------------------------------------------------------------------------------------------

STYLES = {
    "first line indented, justified": "#set par(justify: true, first-line-indent: (amount: 1.27cm, all: true))",
    "indented and spaced": "#set par(justify: true, first-line-indent: (amount: 1cm, all: true), spacing: 1em)",
    "blocks with space between": "#set par(justify: true, spacing: 1.2em)",
    "ragged blocks": "#set par(justify: false, spacing: 1.2em)",
    "ragged, indented": "#set par(justify: false, first-line-indent: (amount: 1cm, all: true))",
}
PROSE = (
    "thực hiện kế hoạch phát triển kinh tế - xã hội năm 2023 tăng cường chỉ đạo sản xuất nông nghiệp thu ngân sách đạt"
    " 12,5 tỷ đồng công tác quản lý đất đai giải phóng mặt bằng dự án đầu tư xây dựng nông thôn mới y tế 1.234 ha 15%"
)
WORDS = PROSE.split()


class Written:
    """Random text with what it must come back as. Words are dull on purpose: only geometry and punctuation help."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.paragraphs: list[str] = []
        self.notes: list[str] = []
        self.markup = "\n\n".join(self._block(number) for number in range(1, 25))

    def _sentence(self, shortest: int, longest: int) -> str:
        words = (self.random.choice(WORDS) for _ in range(self.random.randint(shortest, longest)))
        text = " ".join(words).strip(" -,")
        return text[:1].upper() + text[1:] + "."

    def _block(self, number: int) -> str:
        kind = self.random.random()
        if kind < 0.12:
            title = self._sentence(3, 8).rstrip(".")
            self.paragraphs.append(f"{number}. {title}")
            return f"*{number}\\. {title}*"
        bullet = "- " if kind < 0.35 else ""
        sentences = [self._sentence(4, 30) for _ in range(self.random.randint(1, 6))]
        self.paragraphs.append(bullet + " ".join(sentences))
        if self.random.random() < 0.35:
            note = " ".join(self._sentence(4, 30) for _ in range(self.random.randint(1, 4)))
            self.notes.append(note)
            at = self.random.randrange(len(sentences))
            sentences[at] = f"{sentences[at][:-1]}#footnote[{note}]."
        return ("\\- " if bullet else "") + " ".join(sentences)


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("style", STYLES)
def test_paragraphs_and_notes_come_back_as_written(printed: Printer, style: str, seed: int) -> None:
    written = Written(seed)
    document = printed(f'#set page(paper: "a4", numbering: "1")\n{STYLES[style]}\n\n{written.markup}')
    assert len(document.pages) > 2
    assert texts(document) == written.paragraphs
    assert texts(document, "note") == written.notes
    assert [p.marker for p in document.paragraphs if p.marker] == [str(n + 1) for n in range(len(written.notes))]
    assert texts(document, "furniture") == [str(page.number) for page in document.pages]


# --- single phenomena -------------------------------------------------------------------------------------------------

LOREM = "Toàn huyện tiếp tục thực hiện đồng bộ các giải pháp phát triển sản xuất và bảo đảm an sinh xã hội. "


def test_note_stands_after_the_paragraph_it_interrupts(printed: Printer) -> None:
    document = printed(
        '#set page(paper: "a5")\n#set par(justify: true)\n'
        f"{LOREM * 5} Diện tích lúa 530 ha#footnote[Vụ Hè Thu 200 ha.] {LOREM * 12}\n\n{LOREM}"
    )
    kinds = [(p.role, p.page, len(p.pieces)) for p in document.paragraphs]
    assert kinds == [("body", 1, 2), ("note", 1, 1), ("body", 2, 1)]
    first = document.view(document.paragraphs[0]).text
    assert "530 ha Toàn huyện" in first
    assert "Hè Thu" not in first
    note = document.paragraphs[1]
    assert note.marker == "1"
    assert document.text[note.start :].startswith("Vụ Hè Thu")


def test_note_goes_on_at_the_foot_of_the_next_page(printed: Printer) -> None:
    long = "Đã hoàn thành đường liên xã và kênh mương nội đồng ở các thôn phía bắc. " * 14
    document = printed(
        f'#set page(paper: "a5")\n#set par(justify: true)\n{LOREM * 12} Công trình#footnote[{long}] {LOREM * 12}'
    )
    notes = [p for p in document.paragraphs if p.role == "note"]
    assert [document.view(p).text for p in notes] == [long.strip()]
    assert len({document.page_at(start) for start, _ in notes[0].pieces}) == 2
    assert len(texts(document)) == 1


@pytest.mark.parametrize(
    ("label", "reference"), [("[1]", "[1]"), ("(1)", "(1)"), ("\\*", "\\*"), ("[1]", "#super[[1]]")]
)
def test_notes_without_a_rule_are_told_by_size_and_label(printed: Printer, label: str, reference: str) -> None:
    document = printed(
        f"Xử lý 12 hồ sơ{reference}, đạt 100% (2 hồ sơ (1) chậm). {LOREM * 3}\n#v(1fr)\n"
        f"#text(size: 10pt)[{label} Trong đó 3 hồ sơ chuyển tiếp từ năm trước.]"
    )
    plain = label.replace("\\", "").strip("[]()")
    assert texts(document, "note") == ["Trong đó 3 hồ sơ chuyển tiếp từ năm trước."]
    assert [(m.marker, m.kind) for m in document.marks] == [(plain, "reference"), (plain, "label")]
    assert texts(document)[0].startswith("Xử lý 12 hồ sơ, đạt 100% (2 hồ sơ (1) chậm).")


def test_recipients_in_small_print_are_no_notes(printed: Printer) -> None:
    document = printed(f"{LOREM}\n\n#text(size: 10pt)[*Nơi nhận:* \\\n\\- Như trên; \\\n\\- Lưu: VT.]")
    assert texts(document, "note") == []
    assert texts(document)[1:] == ["Nơi nhận:", "- Như trên;", "- Lưu: VT."]


def test_page_of_short_items_takes_its_margin_from_the_other_pages(printed: Printer) -> None:
    items = [f"Công trình thứ {number} đang thi công phần móng" for number in range(1, 16)]
    markup = "\n\n".join(items)
    document = printed(f"#set par(justify: true, spacing: 0.65em)\n{LOREM * 6}\n#pagebreak()\n{markup}")
    assert texts(document)[1:] == items


def test_header_block_is_head_and_its_broken_lines_are_whole(printed: Printer) -> None:
    document = printed(
        "#grid(columns: (45%, 55%), align: center, [ỦY BAN NHÂN DÂN \\ *HUYỆN AN HÒA* \\ Số: 15/BC-UBND],"
        " [#block(width: 7cm)[*CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM* \\ *Độc lập - Tự do - Hạnh phúc*]"
        " #block(width: 4.6cm)[_An Hòa, ngày 05 tháng 7 năm 2023_]])\n"
        f"#align(center)[*BÁO CÁO* \\ *Tình hình kinh tế - xã hội năm 2023 và phương hướng, nhiệm vụ, giải pháp"
        f" năm 2024 của Ủy ban nhân dân huyện*]\n{LOREM}"
    )
    head = texts(document, "head")
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in head
    assert "An Hòa, ngày 05 tháng 7 năm 2023" in head
    title = (
        "Tình hình kinh tế - xã hội năm 2023 và phương hướng, nhiệm vụ, giải pháp năm 2024 của Ủy ban nhân dân huyện"
    )
    assert texts(document) == ["BÁO CÁO", title, LOREM.strip()]
    assert [p.align for p in document.paragraphs if p.role == "body"][:2] == ["center", "center"]


def test_header_block_set_as_a_ruled_table_is_head_line_by_line(printed: Printer) -> None:
    document = printed(
        "#table(columns: 2, [ỦY BAN NHÂN DÂN \\ XÃ ĐÔNG LÂM], [CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM \\ Độc lập - Tự do])"
        f"\nBÁO CÁO\n\n{LOREM}"
    )
    assert texts(document, "head") == [
        "ỦY BAN NHÂN DÂN",
        "XÃ ĐÔNG LÂM",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do",
    ]


def test_furniture_is_set_aside(printed: Printer) -> None:
    document = printed(
        '#set page(paper: "a5", header: [Báo cáo của huyện An Hòa], footer: context counter(page).display("1/1",'
        " both: true))\n#set par(justify: true)\n"
        "#place(top + right)[#text(size: 7pt)[Ký bởi: Ủy ban nhân dân huyện An Hòa \\"
        " Thời gian ký: 20/10/2023 11:06:09 +07:00]]\n#v(1cm)\n" + LOREM * 20
    )
    count = len(document.pages)
    assert count > 1
    assert texts(document) == [(LOREM * 20).strip()]
    assert texts(document, "furniture").count("Báo cáo của huyện An Hòa") == count
    assert sum("/" in text and len(text) < 6 for text in texts(document, "furniture")) == count
    assert any(text.startswith("Ký bởi:") for text in texts(document, "furniture"))


# Lines of paragraphs in reading order as they are printed on a narrow page; `|` parts paragraphs.
NEVER_JOINED = [
    "I. KẾT QUẢ THỰC HIỆN|Thu ngân sách đạt 12 tỷ đồng.",
    "1. Trồng trọt|- Diện tích lúa 530 ha.|- Diện tích ngô 120 ha.",
    "- Cây lúa:|+ Vụ Đông Xuân 300 ha;|+ Vụ Hè Thu 230 ha.",
    "a) Chăn nuôi|Đàn bò 1.050 con.",
]


@pytest.mark.parametrize("printed_lines", NEVER_JOINED)
def test_headings_and_items_open_paragraphs(printed: Printer, printed_lines: str) -> None:
    expected = printed_lines.split("|")
    markup = " \\\n".join(re.sub(r"^([-+]|\w+(?=[.)]))", r"#[\1]", line) for line in expected)
    assert texts(printed(markup)) == expected


def test_table_cells_are_cells_and_interrupt_nothing_but_a_sentence_end(printed: Printer) -> None:
    document = printed(
        f"{LOREM}\n#table(columns: 2, [Chỉ tiêu], [TH], [Lúa], [530], [], [120])"
        f"\n#text(size: 10pt)[Ghi chú: ước.]\n\n{LOREM}"
    )
    assert [(p.row, p.column, document.view(p).text) for p in document.paragraphs if p.role == "cell"] == [
        (0, 0, "Chỉ tiêu"),
        (0, 1, "TH"),
        (1, 0, "Lúa"),
        (1, 1, "530"),
        (2, 1, "120"),
    ]
    assert texts(document) == [LOREM.strip(), "Ghi chú: ước.", LOREM.strip()]


# --- nothing lost, nothing twice --------------------------------------------------------------------------------------


def assert_every_character_has_one_paragraph(document: Document) -> None:
    """Each printed character stands in exactly one paragraph, but for the labels of notes."""
    owner: dict[int, int] = {}
    labels = {i for mark in document.marks if mark.kind == "label" for i in range(mark.start, mark.end)}
    for number, paragraph in enumerate(document.paragraphs):
        assert paragraph.pieces
        for start, end in paragraph.pieces:
            assert 0 <= start < end <= len(document.text)
            for i in range(start, end):
                assert owner.setdefault(i, number) == number
    lost = [i for i, char in enumerate(document.text) if not char.isspace() and i not in owner and i not in labels]
    assert not lost, document.text[lost[0] : lost[0] + 40]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_character_of_a_report_has_one_paragraph(file: Path) -> None:
    assert_every_character_has_one_paragraph(pages.paragraphs(read(file, file.read_bytes())))


CONTENT = st.sampled_from(
    [
        "Thu ngân sách đạt 12 tỷ",
        "1. Kinh tế",
        "- Cây lúa;",
        "(1) xem",
        "1 Vụ Đông Xuân.",
        "2",
        "BÁO CÁO",
        "___",
        "năm 2023.",
        "*",
    ]
)
PRINTED = st.tuples(
    CONTENT, st.floats(20, 500), st.floats(5, 300), st.sampled_from([7.0, 10.0, 13.0]), st.booleans(), st.integers(0, 9)
)


@given(st.lists(st.lists(PRINTED, max_size=9), min_size=1, max_size=4))
def test_any_lines_anywhere_end_in_one_paragraph_each(
    layout: list[list[tuple[str, float, float, float, bool, int]]],
) -> None:
    text, lines, sheets, grids = "", [], [], []
    for number, items in enumerate(layout, 1):
        text += "\f" if number > 1 else ""
        start, top = len(text), 30.0
        for content, x0, width, size, bold, kind in items:
            text += "\n" if len(text) > start else ""
            begin = len(text)
            text += content
            box = (x0, top, x0 + width, top + 1.12 * size)
            edges = array("d", [x0 + width * i / len(content) for i in range(len(content) + 1)])
            role = "note" if kind == 0 else None
            lines.append(Line(begin, len(text), number, box, edges, size, bold, role=role))
            if kind == 1:
                cell = Cell(0, 0, ((begin, len(text)),), box=box)
                grids.append(Grid(begin, len(text), 1, 2, (cell,), number, box))
            top += size * (1.2 if kind < 8 else 3)
        sheets.append(Page(number, start, len(text), 595, 842))
    document = pages.paragraphs(
        Document("x.pdf", "application/pdf", "", text, tuple(sheets), tuple(lines), grids=tuple(grids))
    )
    assert document.text == text
    assert_every_character_has_one_paragraph(document)


# --- the annotated reports --------------------------------------------------------------------------------------------


def plain(text: str) -> str:
    return " ".join(re.sub("[¹²³⁴⁵⁶⁷⁸⁹⁰]", "", text).replace("…", "...").split())


GOLD = [file for file in sorted(SHARED.glob("gold/*.json")) if (SHARED / "data" / f"{file.stem}.pdf").exists()]


@pytest.mark.skipif(not GOLD, reason="the annotated reports are not at hand")
@pytest.mark.parametrize("gold_file", GOLD, ids=lambda file: file.stem)
def test_joins_and_footnotes_of_annotated_reports(gold_file: Path) -> None:
    gold = json.loads(gold_file.read_text("utf-8"))
    file = SHARED / "data" / f"{gold_file.stem}.pdf"
    document = pages.paragraphs(read(file, file.read_bytes()))
    body = [plain(text) for text in texts(document)]
    for before, after in gold["joins"]:
        assert sum(plain(f"{before} {after}") in text for text in body) == 1
    notes = [(p.marker, plain(document.view(p).text)) for p in document.paragraphs if p.role == "note"]
    assert notes == [(note["marker"], plain(note["text"])) for note in gold["footnotes"]]
