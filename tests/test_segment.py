"""Section trees and footnotes of laid-out documents (tests/corpus/headings.toml), and what holds for any of them."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from laid_out import document

from pipeline.document import Document, Mark, Page, Paragraph
from pipeline.grammar.headings import read_label, roman
from pipeline.layout.flow import paragraphs as laid_out
from pipeline.readers import text as text_reader
from pipeline.stages.segment import section_at, section_lookup, segment

CORPUS: dict[str, Any] = tomllib.loads((Path(__file__).parent / "corpus" / "headings.toml").read_text(encoding="utf-8"))
LABELS = [(label, phrase) for label, phrases in CORPUS["labels"].items() for phrase in phrases]


def tree(read: Document) -> list[str]:
    by_id = {section.id: section for section in read.sections}

    def path(section_id: str | None) -> str:
        if section_id is None:
            return ""
        section = by_id[section_id]
        return f"{path(section.parent)}/{section.label}" if section.parent else section.label

    return [f"{path(section.id)} | {section.title or '-'}" for section in read.sections]


@pytest.mark.parametrize(("label", "phrase"), LABELS, ids=[phrase for _, phrase in LABELS])
def test_label(label: str, phrase: str) -> None:
    found = read_label(phrase)
    assert found is not None
    assert found.text == label


@pytest.mark.parametrize("phrase", CORPUS["never"]["phrases"])
def test_no_label(phrase: str) -> None:
    assert read_label(phrase) is None


@pytest.mark.parametrize("case", CORPUS["outline"], ids=lambda case: case["name"])
def test_section_tree(case: dict[str, Any]) -> None:
    assert tree(segment(document(("body", case["paragraphs"])))) == case["tree"]


def test_bold_decides_where_words_do_not() -> None:
    lines = ["1. Thu ngân sách.", "2. Chi ngân sách.", "3. Tồn tại."]
    plain = document(("body", lines))
    bold = Document(
        plain.file, plain.media_type, plain.sha256, plain.text,
        paragraphs=tuple(Paragraph("body", p.pieces, bold=True) for p in plain.paragraphs),
    )  # fmt: skip
    assert tree(segment(plain))[:2] == ["1 | -", "2 | -"]
    assert tree(segment(bold)) == ["1 | Thu ngân sách", "2 | Chi ngân sách", "3 | Tồn tại"]


def test_roman_numerals() -> None:
    assert [roman(n) for n in ("i", "iv", "ix", "xiv", "xxxix")] == [1, 4, 9, 14, 39]
    assert [roman(n) for n in ("", "iiii", "vv", "ixi", "abc")] == [None] * 5


TREES = [case["paragraphs"] for case in CORPUS["outline"]]


@given(st.lists(st.sampled_from(sorted({line for lines in TREES for line in lines})), max_size=25))
def test_any_order_of_paragraphs_gives_a_sound_tree(lines: list[str]) -> None:
    read = segment(document(("body", lines)))
    seen: dict[str, int] = {}
    for section in read.sections:
        assert read.text[section.source.start : section.source.end] == section.source.text
        assert section.level == (seen[section.parent] + 1 if section.parent else 1)
        seen[section.id] = section.level
    starts = [section.source.start for section in read.sections]
    assert starts == sorted(set(starts))


REPORT = """\
UBND XÃ PHÚ AN

BÁO CÁO
Công tác năm 2022

I. KẾT QUẢ

Diện tích cây lúa¹ đạt 12 ha; toàn xã có 5 công trình², trong đó

¹ Năng suất 56 tạ/ha.

² Đường thôn 1 (2 tỷ đồng).

3 công trình đã hoàn thành.

II. NHIỆM VỤ

Thu 12 tỷ đồng.

Nơi nhận:
- Lưu: VT.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH

Nguyễn Văn A
"""


def test_footnotes_of_a_text_edition_take_the_section_of_their_mark() -> None:
    read = segment(laid_out(text_reader.read(Path("bao-cao.txt"), REPORT.encode())))
    assert tree(read) == ["I | KẾT QUẢ", "II | NHIỆM VỤ"]
    assert [(note.marker, note.text, note.section) for note in read.footnotes] == [
        ("1", "Năng suất 56 tạ/ha.", "s1"),
        ("2", "Đường thôn 1 (2 tỷ đồng).", "s1"),
    ]
    for note, before in zip(read.footnotes, ("cây lúa", "5 công trình"), strict=True):
        assert note.anchor is not None
        assert read.text[: note.anchor.start].endswith(before)
        assert read.text[note.source.start : note.source.end] == note.source.text == note.text
    assert read.header.issuer == "UBND xã Phú An"
    assert read.problems == ()


def test_section_at_knows_the_ends_of_the_body() -> None:
    read = segment(laid_out(text_reader.read(Path("bao-cao.txt"), REPORT.encode())))
    at = section_lookup(read)
    found = {
        words: at(REPORT.index(words))
        for words in ("BÁO CÁO", "3 công trình", "Năng suất", "Thu 12", "Nơi nhận", "Nguyễn")
    }
    assert {words: section and section.label for words, section in found.items()} == {
        "BÁO CÁO": None, "3 công trình": "I", "Năng suất": "I", "Thu 12": "II", "Nơi nhận": None, "Nguyễn": None,
    }  # fmt: skip
    assert section_at(read, REPORT.index("Thu 12")) == found["Thu 12"]


def noted(
    text: str, marks: Sequence[tuple[str, str, int]], notes: Sequence[tuple[str | None, str]], page_length: int
) -> Document:
    """A document of one body paragraph a line; `marks` are (kind, marker, offset), `notes` (marker, line)."""
    lines = text.splitlines()
    note_lines = {line: marker for marker, line in notes}
    paragraphs, at = [], 0
    for line in lines:
        role = "note" if line in note_lines else "body"
        paragraphs.append(Paragraph(role=role, pieces=((at, at + len(line)),), marker=note_lines.get(line)))  # type: ignore[arg-type]
        at += len(line) + 1
    pages = tuple(
        Page(i + 1, start, start + page_length, 595, 842) for i, start in enumerate(range(0, len(text), page_length))
    )
    found = tuple(Mark(offset, offset + 1, marker, kind) for kind, marker, offset in marks)  # type: ignore[arg-type]
    return Document(
        "bao-cao.pdf", "application/pdf", "0" * 64, text, pages=pages, marks=found, paragraphs=tuple(paragraphs)
    )


def test_a_marker_used_again_on_each_page_belongs_to_its_page() -> None:
    text = "một* x\nGhi chú A\nhai* x\nGhi chú B\n"
    page = text.index("hai")
    marks = [("reference", "*", 3), ("reference", "*", page + 3)]
    read = segment(noted(text, marks, [("*", "Ghi chú A"), ("*", "Ghi chú B")], page))
    assert [(note.text, note.anchor and note.anchor.start) for note in read.footnotes] == [
        ("Ghi chú A", 3),
        ("Ghi chú B", page + 3),
    ]


def test_a_note_over_several_paragraphs_is_one_note() -> None:
    text = "một* x\nGhi chú A\ntiếp theo\n"
    read = segment(noted(text, [("reference", "*", 3)], [("*", "Ghi chú A"), (None, "tiếp theo")], len(text)))
    (note,) = read.footnotes
    assert note.text == "Ghi chú A tiếp theo"


def test_marks_and_notes_without_partner_are_problems() -> None:
    text = "một1 x\nGhi chú A\n"
    read = segment(noted(text, [("reference", "1", 3)], [("2", "Ghi chú A")], len(text)))
    assert [note.anchor for note in read.footnotes] == [None]
    assert [(problem.stage, problem.page) for problem in read.problems] == [("segment", 1), ("segment", 1)]
    assert "chú thích 2" in read.problems[0].message
    assert "dấu chú thích 1" in read.problems[1].message
