"""Row labels: hierarchy by numbering, and the names that rows take from the rows above them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.grammar.table_rows import Label, clean_label, compose, lowered, name_rows, split_label


@pytest.mark.parametrize(
    ("text", "mark", "label"),
    [
        ("1. Diện tích lúa", "1.", "Diện tích lúa"),
        ("1.2 Cây ngô", "1.2", "Cây ngô"),
        ("II. Xã hội", "II.", "Xã hội"),
        ("a) Trồng trọt", "a)", "Trồng trọt"),
        ("- Lúa", "-", "Lúa"),
        ("+ Vụ Mùa", "+", "Vụ Mùa"),
        ("-Lúa", "-", "Lúa"),
        ("Diện tích", "", "Diện tích"),
        ("Công an huyện", "", "Công an huyện"),
    ],
)
def test_a_label_parts_from_its_number(text: str, mark: str, label: str) -> None:
    assert split_label(text) == (mark, label)


@pytest.mark.parametrize(
    ("text", "label", "among"),
    [
        ("Trong đó: nữ", "nữ", True),
        ("Trong đó: - Có thẻ BHYT", "Có thẻ BHYT", True),
        ("Trong đó", "", True),
        ("Chia ra:", "", True),
        ("- Lúa:", "Lúa", False),
        ("Riêng ngân sách xã", "Riêng ngân sách xã", False),
        ("Gồm: Trâu", "Trâu", True),
    ],
)
def test_a_label_is_cleaned(text: str, label: str, among: bool) -> None:
    assert clean_label(text) == (label, among)


@pytest.mark.parametrize(
    ("parent", "label", "name"),
    [
        ("", "Diện tích lúa", "Diện tích lúa"),
        ("Cây lúa", "Diện tích", "Diện tích cây lúa"),
        ("Diện tích cây lúa", "Năng suất", "Năng suất cây lúa"),
        ("Diện tích cây hàng năm", "Lúa", "Diện tích lúa"),
        ("Tổng diện tích gieo trồng", "Lúa", "Diện tích gieo trồng lúa"),
        ("Diện tích lúa cả năm", "Vụ Đông Xuân", "Diện tích lúa vụ Đông Xuân"),
        ("Lúa cả năm", "Vụ Mùa", "Lúa vụ Mùa"),
        ("Tổng đàn gia súc", "Trâu", "Đàn trâu"),
        ("Giá trị sản xuất", "Nông, lâm nghiệp", "Giá trị sản xuất nông, lâm nghiệp"),
        ("Tổng số hộ nghèo", "Hộ dân tộc thiểu số", "Số hộ nghèo dân tộc thiểu số"),
        ("Dân số trung bình", "Nữ", "Dân số trung bình nữ"),
        ("Số lượt người khám bệnh", "Có thẻ BHYT", "Số lượt người khám bệnh có thẻ BHYT"),
        ("Số trường mầm non", "Số giáo viên", "Số giáo viên"),
        ("Thu nội địa", "Thuế tài nguyên", "Thu thuế tài nguyên"),
        ("Tổng vốn đầu tư", "Ngân sách tỉnh", "Vốn đầu tư ngân sách tỉnh"),
        ("Đất nông nghiệp", "Đất trồng lúa", "Đất trồng lúa"),
        ("Giảm tỷ lệ hộ nghèo", "Giảm tỷ lệ hộ nghèo dân tộc Kinh", "Giảm tỷ lệ hộ nghèo dân tộc Kinh"),
        ("Hộ nghèo", "Số hộ", "Số hộ nghèo"),
    ],
)
def test_a_child_takes_what_it_lacks_from_its_parent(parent: str, label: str, name: str) -> None:
    assert compose(parent, label) == name


@pytest.mark.parametrize(
    ("text", "small"),
    [
        ("Diện tích lúa", "diện tích lúa"),
        ("UBND huyện", "UBND huyện"),
        ("Xã Tân An", "xã Tân An"),
        ("Bình Sơn", "Bình Sơn"),
        ("NÔNG NGHIỆP KHÁC", "nông nghiệp khác"),
        ("GRDP", "GRDP"),
    ],
)
def test_names_keep_their_capitals(text: str, small: str) -> None:
    assert lowered(text) == small


def parents(*ordinals: str) -> list[str | None]:
    """For each row, the number of the row it hangs under."""
    rows = name_rows([Label(ordinal, f"Hàng thứ {i}") for i, ordinal in enumerate(ordinals)])
    return [None if row.parent is None else ordinals[row.parent] for row in rows]


def test_numbering_gives_the_hierarchy() -> None:
    assert parents("A", "I", "1", "1.1", "-", "+", "1.2", "2", "II", "B") == [
        None, "A", "I", "1", "1.1", "-", "1", "I", "A", None,
    ]  # fmt: skip


def test_letters_that_look_like_roman_numbers_are_read_by_what_follows() -> None:
    assert parents("G", "I", "II", "H", "I", "J") == [None, "G", "G", None, None, None]
    assert parents("B", "C", "D") == [None, None, None]
    assert parents("GG", "HH", "II", "JJ") == [None, None, None, None]
    assert parents("IV", "1", "V", "1") == [None, "IV", None, "V"]


def test_rows_in_brackets_of_trong_do_hang_under_the_row_above() -> None:
    rows = name_rows([Label("1", "Dân số"), Label("", "Trong đó: Nam"), Label("", "Nữ"), Label("2", "Số hộ")])
    assert [row.name for row in rows] == ["Dân số", "Dân số nam", "Dân số nữ", "Số hộ"]


def test_indentation_gives_the_hierarchy_where_there_are_no_numbers() -> None:
    rows = name_rows([
        Label("", "Sản lượng cây trồng chính", indent=72.0),
        Label("", "Lúa", indent=80.0),
        Label("", "Vụ Mùa", indent=88.0),
        Label("", "Ngô", indent=80.0),
        Label("", "Đàn trâu", indent=72.0),
    ])  # fmt: skip
    assert [row.name for row in rows] == [
        "Sản lượng cây trồng chính", "Sản lượng lúa", "Sản lượng lúa vụ Mùa", "Sản lượng ngô", "Đàn trâu",
    ]  # fmt: skip


def test_headings_over_everything_name_nothing() -> None:
    rows = name_rows(
        [Label("I", "NÔNG NGHIỆP", values=False), Label("1", "Diện tích gieo trồng"), Label("2", "Đàn bò")]
    )
    assert [row.name for row in rows] == ["NÔNG NGHIỆP", "Diện tích gieo trồng", "Đàn bò"]


def test_a_total_hangs_under_nothing() -> None:
    rows = name_rows([Label("I", "Thu nội địa"), Label("1", "Thuế"), Label("", "Tổng cộng")])
    assert rows[2].total
    assert rows[2].parent is None


@given(
    st.lists(
        st.builds(Label, st.sampled_from(["", "1", "I", "A", "-", "1.1", "a)"]), st.text(max_size=25)), max_size=12
    )
)
def test_any_labels_make_a_forest(labels: list[Label]) -> None:
    rows = name_rows(labels)
    assert len(rows) == len(labels)
    for i, row in enumerate(rows):
        assert row.parent is None or (row.parent < i and rows[row.parent].rank < row.rank)
