"""Word notes, tables, header block and page headers: where they stand in the text, and what layout makes of them."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from word_parts import R, W, cell, document, note, p, ref, row, t, tbl, views, word_file

from pipeline.layout.flow import paragraphs
from pipeline.readers.docx import read

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
SHARED = Path(__file__).parents[2] / "shared"


def test_notes_follow_their_paragraph_with_mark_and_label() -> None:
    found = document(
        p("Lúa 300 ha", ref(5), ", ngô 20 ha", ref(2), ".") + p("Hết."),
        footnotes='<w:footnote w:type="separator" w:id="0"/>' + note(2, "Ngô lai.") + note(5, "Lúa thuần;", "lúa lai."),
    )
    assert found.text == "Lúa 300 ha¹, ngô 20 ha².\n\n¹ Lúa thuần;\n\nlúa lai.\n\n² Ngô lai.\n\nHết."
    assert [(m.kind, m.marker, found.text[m.start : m.end]) for m in found.marks] == [
        ("reference", "1", "¹"), ("reference", "2", "²"), ("label", "1", "¹"), ("label", "2", "²"),
    ]  # fmt: skip
    laid_out = paragraphs(found)
    assert [(q.role, q.marker, laid_out.view(q).text) for q in laid_out.paragraphs] == [
        ("body", None, "Lúa 300 ha, ngô 20 ha."),
        ("note", "1", "Lúa thuần;"),
        ("note", None, "lúa lai."),
        ("note", "2", "Ngô lai."),
        ("body", None, "Hết."),
    ]


def test_a_note_does_not_join_what_stands_before_and_after_it() -> None:
    found = document(
        p("Tổng thu ngân sách trên địa bàn, không kể thu tiền sử dụng đất, tăng khá", ref(1))
        + p("Chi ngân sách ổn định"),
        footnotes=note(1, "Theo kho bạc"),
    )
    assert len(views(found, "body")) == 2


def test_endnotes_custom_marks_and_starts() -> None:
    own = '<w:r><w:footnoteReference w:id="1" w:customMarkFollows="1"/><w:t>*</w:t></w:r>'
    found = document(
        p("Lúa", own, " và ngô", ref(2), " và mía", '<w:r><w:endnoteReference w:id="1"/></w:r>'),
        footnotes=f'<w:footnote w:id="1">{p("* Ước tính.")}</w:footnote>' + note(2, "Ngô lai."),
        endnotes=f'<w:endnote w:id="1">{p("Mía tím.")}</w:endnote>',
        settings='<w:footnotePr><w:numStart w:val="4"/></w:footnotePr>',
    )
    assert found.text == "Lúa* và ngô⁴ và mía[i]\n\n* Ước tính.\n\n⁴ Ngô lai.\n\n[i] Mía tím."
    laid_out = paragraphs(found)
    assert [(q.marker, laid_out.view(q).text) for q in laid_out.paragraphs if q.role == "note"] == [
        ("*", "Ước tính."), ("4", "Ngô lai."), ("i", "Mía tím."),
    ]  # fmt: skip
    assert views(found, "body") == ["Lúa và ngô và mía"]


def test_a_reference_to_a_missing_note_leaves_no_mark() -> None:
    found = document(p("Lúa", ref(9), " tốt."), footnotes=note(1, "Khác."))
    assert (found.text, found.marks) == ("Lúa tốt.", ())


def test_typed_superscript_notes() -> None:
    raised = '<w:vertAlign w:val="superscript"/>'
    found = paragraphs(
        document(p("Lúa", t("1", raised), " 300 m", t("2", raised), ".") + p(t("1", raised), " Cả hai vụ.") + p("Hết."))
    )
    assert [(m.kind, m.marker) for m in found.marks] == [("reference", "1"), ("label", "1")]
    assert [found.view(q).text for q in found.paragraphs] == ["Lúa 300 m².", "Cả hai vụ.", "Hết."]


def test_a_table_stands_where_it_is_and_its_notes_after_it() -> None:
    body = (
        p("Trước.")
        + tbl(row(cell("Chỉ tiêu"), cell("Số")), row(f"<w:tc>{p('Lúa', ref(1))}</w:tc>", cell("30", "ha")))
        + p("Sau.")
    )
    found = document(body, footnotes=note(1, "Cả năm."))
    assert found.text == "Trước.\n\nChỉ tiêu\tSố\nLúa¹\t30\nha\n\n¹ Cả năm.\n\nSau."
    (grid,) = found.grids
    assert found.text[grid.start : grid.end] == "Chỉ tiêu\tSố\nLúa¹\t30\nha"
    assert [(c.row, c.column, [found.text[a:b] for a, b in c.pieces]) for c in grid.cells] == [
        (0, 0, ["Chỉ tiêu"]), (0, 1, ["Số"]), (1, 0, ["Lúa¹"]), (1, 1, ["30", "ha"]),
    ]  # fmt: skip
    laid_out = paragraphs(found)
    assert [(q.role, laid_out.view(q).text) for q in laid_out.paragraphs] == [
        ("body", "Trước."), ("cell", "Chỉ tiêu"), ("cell", "Số"), ("cell", "Lúa"), ("cell", "30 ha"),
        ("note", "Cả năm."), ("body", "Sau."),
    ]  # fmt: skip


def test_merged_cells() -> None:
    start, go_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    found = document(
        tbl(
            row(
                cell("TT", props=start),
                cell("Chỉ tiêu", props=start),
                cell("Năm 2022", props='<w:gridSpan w:val="2"/>'),
            ),
            row(cell(props=go_on), cell(props=go_on), cell("KH"), cell("TH")),
            row(cell("1"), cell("Lúa"), cell("30"), cell("31")),
            row(cell("bỏ"), props='<w:del w:id="1"/>'),
            row(cell("Tổng"), props='<w:gridBefore w:val="1"/>'),
        )
    )
    (grid,) = found.grids
    assert (grid.rows, grid.columns) == (4, 4)
    shape = [(c.row, c.column, c.row_span, c.column_span) for c in grid.cells]
    content = ["".join(found.text[a:b] for a, b in c.pieces) for c in grid.cells]
    assert [(*place, text) for place, text in zip(shape, content, strict=True)] == [
        (0, 0, 2, 1, "TT"), (0, 1, 2, 1, "Chỉ tiêu"), (0, 2, 1, 2, "Năm 2022"), (1, 2, 1, 1, "KH"), (1, 3, 1, 1, "TH"),
        (2, 0, 1, 1, "1"), (2, 1, 1, 1, "Lúa"), (2, 2, 1, 1, "30"), (2, 3, 1, 1, "31"), (3, 1, 1, 1, "Tổng"),
    ]  # fmt: skip


def test_a_table_in_a_cell_is_read_through_and_a_frame_is_no_table() -> None:
    nested = f"<w:tc>{p('Ngoài')}{tbl(row(cell('a'), cell('b')))}{p()}</w:tc>"
    assert [[c.pieces for c in g.cells if c.pieces].__len__() for g in document(tbl(row(nested, cell("c")))).grids] == [
        2
    ]
    framed = document(tbl(row(f"<w:tc>{p('Mở đầu.')}{tbl(row(cell('a'), cell('b')))}{p('Kết.')}</w:tc>")))
    assert framed.text == "Mở đầu.\n\na\tb\n\nKết."
    assert len(framed.grids) == 1


def test_header_block_and_signature_in_tables() -> None:
    body = (
        tbl(
            row(cell("UBND HUYỆN A", "UBND XÃ B"), cell(NATION, "Độc lập – Tự do – Hạnh phúc")),
            row(cell("Số: 12/BC-UBND"), cell("Xã B, ngày 02 tháng 3 năm 2022")),
        )
        + p("BÁO CÁO") + p("Đạt 5%.")
        + tbl(row(cell("Nơi nhận:", "- Lưu: VT."), cell("CHỦ TỊCH", "Trần Văn B")))
    )  # fmt: skip
    found = document(body)
    assert views(found, "head") == [
        "UBND HUYỆN A", "UBND XÃ B", "Số: 12/BC-UBND", NATION, "Độc lập – Tự do – Hạnh phúc",
        "Xã B, ngày 02 tháng 3 năm 2022",
    ]  # fmt: skip
    assert views(found, "body") == ["BÁO CÁO", "Đạt 5%.", "Nơi nhận:", "- Lưu: VT.", "CHỦ TỊCH", "Trần Văn B"]
    assert views(found, "cell") == []


def test_page_headers_and_footers_are_furniture_at_the_end() -> None:
    found = document(p("Thân."), header1=p("Báo cáo năm 2022"), header2=p("Báo cáo năm 2022"), footer1=p("3"))
    assert found.text == "Thân.\n\nBáo cáo năm 2022\n\n3"
    assert [line.role for line in found.lines] == [None, "furniture", "furniture"]
    assert views(found, "furniture") == ["Báo cáo năm 2022", "3"]


def test_the_strict_form_of_the_format() -> None:
    data = word_file(p("Đạt 5%.") + p(ref(1)), footnotes=note(1, "Ghi chú."))
    strict = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(strict, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode()
            text = text.replace(W, "http://purl.oclc.org/ooxml/wordprocessingml/main")
            new.writestr(name, text.replace(R, "http://purl.oclc.org/ooxml/officeDocument/relationships"))
    assert read(Path("a.docx"), strict.getvalue()).text == "Đạt 5%.\n\n¹\n\n¹ Ghi chú."


GOLD = [
    q
    for name in ("quang-tri-2021", "phuong-2022", "nongthonmoi-2023")
    if (q := SHARED / "gold" / f"{name}.json").exists()
]


@pytest.mark.skipif(not GOLD, reason="the shared gold is not here")
@pytest.mark.parametrize("path", GOLD, ids=lambda q: q.stem)
def test_gold_footnotes(path: Path) -> None:
    gold = json.loads(path.read_text(encoding="utf-8"))
    source = SHARED / "data" / f"{path.stem}.docx"
    found = paragraphs(read(source, source.read_bytes()))
    notes = [(q.marker, found.view(q).text.replace("…", "...")) for q in found.paragraphs if q.role == "note"]
    assert notes == [(note["marker"], note["text"]) for note in gold["footnotes"]]
    assert [m.marker for m in found.marks if m.kind == "reference"] == [note["marker"] for note in gold["footnotes"]]
    assert any("CỘNG HÒA" in text for text in views(found, "head"))
