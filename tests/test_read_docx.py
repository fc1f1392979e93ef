"""Word paragraphs: what a reader of the printed page sees, automatic numbers included."""

from __future__ import annotations

import pytest
from word_parts import document, numbered, p, printed, t


def fld(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


INLINE = {
    "runs": (p("Thu ", "ngân sách"), "Thu ngân sách"),
    "tab": (p(t("a"), "<w:r><w:tab/></w:r>", t("b")), "a\tb"),
    "no-break hyphen": (p("2021", "<w:r><w:noBreakHyphen/></w:r>", "2025"), "2021-2025"),
    "soft hyphen": (p("sản", "<w:r><w:softHyphen/></w:r>", "lượng"), "sảnlượng"),
    "hidden": (p("Thấy", t(" ẩn", "<w:vanish/>")), "Thấy"),
    "not hidden": (p("Thấy", t(" rõ", '<w:vanish w:val="0"/>')), "Thấy rõ"),
    "deleted": (p("Còn", '<w:del w:id="1"><w:r><w:delText>bỏ</w:delText></w:r></w:del>'), "Còn"),
    "inserted": (p("Còn", f'<w:ins w:id="1">{t(" thêm")}</w:ins>'), "Còn thêm"),
    "moved away": (p("Còn", f"<w:moveFrom>{t(' đi')}</w:moveFrom>"), "Còn"),
    "moved here": (p("Còn", f"<w:moveTo>{t(' đến')}</w:moveTo>"), "Còn đến"),
    "link": (p("Xem ", f'<w:hyperlink r:id="x">{t("phụ lục")}</w:hyperlink>'), "Xem phụ lục"),
    "content control": (p(f"<w:sdt><w:sdtPr/><w:sdtContent>{t('Số: 5')}</w:sdtContent></w:sdt>"), "Số: 5"),
    "smart tag": (p(f"<w:smartTag>{t('xã')}</w:smartTag>"), "xã"),
    "field": (
        p(
            fld("begin"), "<w:r><w:instrText> REF a </w:instrText></w:r>",
            fld("separate"), "Biểu 2", fld("end"), " kèm",
        ),
        "Biểu 2 kèm",
    ),
    "field in a field's code": (
        p(
            fld("begin"), fld("begin"),
            fld("separate"), "5", fld("end"),
            fld("separate"), "năm", fld("end"),
        ),
        "năm",
    ),
    "simple field": (p(f'<w:fldSimple w:instr="DATE">{t("10/12/2021")}</w:fldSimple>'), "10/12/2021"),
    "capitals": (p(t("kết quả", "<w:caps/>")), "KẾT QUẢ"),
    "exponent": (p("300 m", t("2", '<w:vertAlign w:val="superscript"/>')), "300 m²"),
    "raised by position": (p("300 m", t("3", '<w:position w:val="8"/>')), "300 m³"),
    "index": (p("CO", t("2", '<w:vertAlign w:val="subscript"/>')), "CO₂"),
    "superscript word": (p("lần thứ 1", t("st", '<w:vertAlign w:val="superscript"/>')), "lần thứ 1st"),
    "symbol": (p('<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>', " 96%"), "≥ 96%"),
    "formula": (
        p("<m:oMath><m:f><m:num><m:t>3</m:t></m:num><m:den><m:r><m:t>4</m:t></m:r></m:den></m:f></m:oMath>"),
        "3/4",
    ),
    "comment": (p("Đạt", '<w:r><w:commentReference w:id="1"/></w:r>', " 5%"), "Đạt 5%"),
}  # fmt: skip


@pytest.mark.parametrize(("body", "text"), INLINE.values(), ids=INLINE)
def test_what_a_paragraph_shows(body: str, text: str) -> None:
    assert document(body).text == text


def test_line_breaks_are_lines_and_paragraphs_stand_apart() -> None:
    found = document(p("BÁO CÁO", "<w:r><w:br/></w:r>", "Năm 2022") + p() + p("Kính gửi:"))
    assert found.text == "BÁO CÁO\nNăm 2022\n\nKính gửi:"
    assert [found.text[line.start : line.end] for line in found.lines] == ["BÁO CÁO", "Năm 2022", "Kính gửi:"]


def test_a_deleted_paragraph_end_joins_the_next() -> None:
    assert printed(p("Thu ngân sách ", props='<w:rPr><w:del w:id="1"/></w:rPr>') + p("đạt 5 tỷ.")) == [
        "Thu ngân sách đạt 5 tỷ."
    ]


def test_a_text_box_follows_its_paragraph_once() -> None:
    inside = f"<w:txbxContent>{p('DỰ THẢO')}</w:txbxContent>"
    box = (
        "<w:r><mc:AlternateContent>"
        f'<mc:Choice Requires="wps"><w:drawing><wps:txbx>{inside}</wps:txbx></w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{inside}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert printed(p("BÁO CÁO", box) + p("Hết.")) == ["BÁO CÁO", "DỰ THẢO", "Hết."]


def test_looks_of_lines() -> None:
    styles = (
        '<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="28"/><w:rFonts w:ascii="Times New Roman"/></w:rPr>'
        "</w:rPrDefault></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:pPr><w:jc w:val="both"/></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Base"><w:rPr><w:b/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="H1"><w:basedOn w:val="Base"/><w:pPr><w:jc w:val="center"/></w:pPr>'
        "<w:rPr><w:i/></w:rPr></w:style>"
        '<w:style w:type="character" w:styleId="Thin"><w:rPr><w:b w:val="0"/></w:rPr></w:style>'
    )
    found = document(
        p("Thân") + p("Đề mục", props='<w:pStyle w:val="H1"/>')
        + p(t("Nhạt", '<w:rStyle w:val="Thin"/>'), props='<w:pStyle w:val="H1"/>')
        + p(t("Đậm", "<w:b/>"), t(" thường")) + p(t("To", '<w:sz w:val="40"/>'), props='<w:jc w:val="end"/>'),
        styles=styles,
    )  # fmt: skip
    assert [(line.bold, line.italic, line.align, line.size) for line in found.lines] == [
        (False, False, "justify", 14.0),
        (True, True, "center", 14.0),
        (False, True, "center", 14.0),
        (False, False, "justify", 14.0),
        (False, False, "right", 20.0),
    ]
    assert {line.font for line in found.lines} == {"Times New Roman"}


def level(at: int, form: str, template: str, more: str = "") -> str:
    inside = f'<w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{template}"/>'
    return f'<w:lvl w:ilvl="{at}">{inside}</w:lvl>'


def lists(*levels: str) -> str:
    """A numbering part with one definition and one list, number 1, of it."""
    definition = f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>'
    return definition + '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'


OUTLINE = lists(
    level(0, "upperRoman", "%1."),
    level(1, "decimal", "%2."),
    level(2, "decimal", "%2.%3."),
    level(3, "lowerLetter", "%4)"),
)


def test_an_outline_of_several_levels() -> None:
    shape = [("Kết quả", 0), ("Kinh tế", 1), ("Nông nghiệp", 2), ("Lúa", 3), ("Ngô", 3), ("Công nghiệp", 2)]
    shape += [("Xã hội", 1), ("Y tế", 2), ("Nhiệm vụ", 0), ("Thu", 1)]
    assert printed("".join(numbered(*item) for item in shape), numbering=OUTLINE) == [
        "I. Kết quả",
        "1. Kinh tế",
        "1.1. Nông nghiệp",
        "a) Lúa",
        "b) Ngô",
        "1.2. Công nghiệp",
        "2. Xã hội",
        "2.1. Y tế",
        "II. Nhiệm vụ",
        "1. Thu",
    ]


@pytest.mark.parametrize(
    ("form", "template", "labels"),
    [
        ("decimal", "%1.", ["1.", "2.", "3."]),
        ("decimalZero", "%1", ["01", "02", "03"]),
        ("lowerRoman", "(%1)", ["(i)", "(ii)", "(iii)"]),
        ("upperLetter", "%1/", ["A/", "B/", "C/"]),
        ("vietnameseCounting", "Phần thứ %1:", ["Phần thứ một:", "Phần thứ hai:", "Phần thứ ba:"]),
        ("bullet", "-", ["-", "-", "-"]),
        ("bullet", "\uf0b7", ["•", "•", "•"]),
        ("bullet", "\uf02d", ["-", "-", "-"]),
    ],
)
def test_number_formats(form: str, template: str, labels: list[str]) -> None:
    found = document(numbered("xã") * 3, numbering=lists(level(0, form, template)))
    assert found.text == "\n\n".join(f"{label} xã" for label in labels)
    assert all(found.text[line.start : line.end].endswith(" xã") for line in found.lines), (
        "the label is part of its line"
    )


def test_lists_that_share_or_restart_their_numbers() -> None:
    numbering = (
        lists(level(0, "decimal", "%1."))
        + '<w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>'
        + '<w:num w:numId="3"><w:abstractNumId w:val="0"/>'
        + '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    )
    body = "".join(numbered("x", 0, list_id) for list_id in (1, 1, 2, 3, 3))
    assert printed(body, numbering=numbering) == ["1. x", "2. x", "3. x", "1. x", "2. x"]


def test_numbers_from_a_style_and_numbers_taken_away() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="H2"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    own = '<w:pStyle w:val="H2"/><w:isLgl/><w:suff w:val="space"/>'
    numbering = lists(level(0, "upperRoman", "%1."), level(1, "decimal", "%2.", own))
    body = (
        p("Kinh tế", props='<w:pStyle w:val="H2"/>')
        + p("Không số", props='<w:pStyle w:val="H2"/><w:numPr><w:numId w:val="0"/></w:numPr>')
        + p("Xã hội", props='<w:pStyle w:val="H2"/>')
    )
    assert printed(body, numbering=numbering, styles=styles) == ["1. Kinh tế", "Không số", "2. Xã hội"]


def test_legal_numbering_shows_upper_levels_in_figures() -> None:
    numbering = lists(level(0, "upperRoman", "%1."), level(1, "decimal", "%1.%2.", "<w:isLgl/>"))
    assert printed(numbered("A") + numbered("B", 1), numbering=numbering) == ["I. A", "1.1. B"]
