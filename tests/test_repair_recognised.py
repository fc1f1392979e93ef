"""Words and labels that recognition blurred are put right in the reading; figures, names and sound words are not."""

from __future__ import annotations

import pytest

from pipeline.document import Document, Line, Page, Reading
from pipeline.repair.labels import relabelled
from pipeline.repair.recognised import reworded
from pipeline.stages.repair import repair


def read_as(text: str, doubtful: str = "") -> str:
    """The reading of recognised `text` in which the words of `doubtful` were read with doubt."""
    doubts = [text.index(word) for word in doubtful.split()]
    made = reworded(text, [(0, len(text))], lambda a, b: any(a <= at < b for at in doubts)).reading
    assert len(made) == len(text)
    return made.replace("\u2060", "")


@pytest.mark.parametrize(
    ("read", "doubtful", "meant"),
    [
        ("tiếp tục phát triến sản xuất", "triến", "tiếp tục phát triển sản xuất"),
        ("có nội dung cụ thế như sau", "thế", "có nội dung cụ thể như sau"),
        ("KẾT QUÁ THỰC HIỆN", "QUÁ", "KẾT QUẢ THỰC HIỆN"),
        ("Tiếu học", "Tiếu", "Tiểu học"),
        ("6 TYHÁNG đầu năm", "", "6 THÁNG đầu năm"),
        ("ước cả nắm 2023", "nắm", "ước cả năm 2023"),
        ("năng suất 57,8 ta/ha", "ta/ha", "năng suất 57,8 tạ/ha"),
        ("Đơn vị tính; triệu đồng", "", "Đơn vị tính: triệu đồng"),
    ],
)
def test_blurred_words_are_what_their_neighbours_say(read: str, doubtful: str, meant: str) -> None:
    assert read_as(read, doubtful) == meant


@pytest.mark.parametrize(
    ("text", "doubtful"),
    [
        ("UBND phường Tân Thế Hòa", "Thế"),  # a name: the lexicon has no say
        ("đạt 1.250 hộ, tăng 3,5%", "1.250"),
        ("THCS và THPT", "THCS THPT"),
        ("Krông Nia, Đăk Glei", "Krông Glei"),
        ("lao động nam 2.023 người", "nam"),
        ("nhất trí cao", "trí cao"),
    ],
)
def test_what_may_be_meant_is_left(text: str, doubtful: str) -> None:
    assert read_as(text, doubtful) == text


def test_the_document_tells_of_its_own_names() -> None:
    text = "xã Bàu Lát. " * 4 + "thôn Bàu Lắt"
    assert read_as(text, "Lắt").endswith("thôn Bàu Lát")


@pytest.mark.parametrize(
    ("opening", "meant"),
    [("L KẾT QUẢ", "I."), ("U KẾT QUẢ", "I."), ("___L KẾT QUẢ", "I."), ("L. KẾT QUẢ", "I."), ("Ì. KẾT QUẢ", "I.")],
)
def test_a_lost_label_is_found_by_its_sibling(opening: str, meant: str) -> None:
    lines = [opening, "Năm qua, xã đã làm tốt.", "II. TỒN TẠI", "III. NHIỆM VỤ"]
    text, spans = "\n".join(lines), []
    for line in lines:
        start = spans[-1][1] + 1 if spans else 0
        spans.append((start, start + len(line), line.isupper()))
    made = relabelled(text, spans)
    assert len(made.reading) == len(text)
    assert made.reading.split("\n")[0].replace("\u2060", "").startswith(meant)
    assert made.labels == 1


@pytest.mark.parametrize(
    "lines",
    [
        ["I. KẾT QUẢ", "L KHÁC", "II. TỒN TẠI"],  # its place is taken
        ["L KẾT QUẢ", "U TÌNH HÌNH", "II. TỒN TẠI"],  # either may be it
        ["Lúa được mùa", "II. TỒN TẠI"],
        ["L KẾT QUẢ", "B. TỒN TẠI", "II. NHIỆM VỤ"],  # another division
    ],
)
def test_a_doubtful_label_is_left(lines: list[str]) -> None:
    text, spans = "\n".join(lines), []
    for line in lines:
        start = spans[-1][1] + 1 if spans else 0
        spans.append((start, start + len(line), False))
    assert relabelled(text, spans).reading == text


def test_only_recognised_pages_are_put_right() -> None:
    text = "phát triến\fphát triến"
    document = Document(
        "a.pdf",
        "application/pdf",
        "0" * 64,
        text,
        pages=(Page(1, 0, 10, 595, 842), Page(2, 11, 21, 595, 842, "ocr")),
        lines=(Line(0, 10, 1), Line(11, 21, 2)),
        readings=(Reading(16, 21, 0.8),),
    )
    made = repair(document)
    assert made.text == text
    assert made.wording == "phát triến\fphát triển"
    assert ["1 từ nhận dạng sai dấu" in p.message for p in made.problems].count(True) == 1
