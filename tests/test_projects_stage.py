"""What projects a whole report has: bullets under their announcement, notes, several namings of one project."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.document import Document
from pipeline.draft import ProjectDraft
from pipeline.grammar.project_merge import merged, name_key, same_project
from pipeline.report import process
from pipeline.stages.projects import cost_names
from schemas.project import Project

REPORT = """\
ỦY BAN NHÂN DÂN
HUYỆN HÒA ĐÔNG
Số: 41/BC-UBND

Hòa Đông, ngày 08 tháng 12 năm 2022

BÁO CÁO
Tình hình đầu tư xây dựng năm 2022 và nhiệm vụ năm 2023

I. KẾT QUẢ THỰC HIỆN NĂM 2022

1. Các công trình hoàn thành

Trong năm hoàn thành, đưa vào sử dụng 03 công trình chuyển tiếp¹; nâng cấp hệ thống giao thông nội thị. Đã triển khai \
đầu tư 02 công trình chủ yếu sử dụng nguồn ngân sách tỉnh hỗ trợ²; chấp thuận chủ trương đầu tư 02 dự án: Nhà máy may \
Tân Phú của Công ty CP Dệt Đông Á (vốn đăng ký 120 tỷ đồng); Trung tâm thương mại Hòa Đông³.

¹ Đường liên xã Phú Lâm - An Sơn (dài 6,4 km, tổng mức đầu tư 32,5 tỷ đồng); Trường THCS Lê Lai, xã An Sơn (9,7 tỷ \
đồng); Chợ trung tâm thị trấn.

² Trạm bơm Bàu Cá; Kè sông Cái đoạn qua xã An Sơn.

³ Chủ đầu tư: Công ty TNHH Hoàng Long; vốn đăng ký 86 tỷ đồng.

2. Các công trình chuyển tiếp

Tình hình cụ thể của một số công trình như sau:

- Đường vành đai phía Tây (đoạn Km0 - Km3+500), tổng mức đầu tư 86,5 tỷ đồng: khối lượng thực hiện đạt 78%; giải ngân \
20,35 tỷ đồng.

- Hồ điều hòa Bàu Cá (37,85 tỷ đồng): tạm dừng do vướng mặt bằng 09 hộ.

Ra quân lập lại trật tự tại đường Lê Lai và chợ thị trấn.

II. NHIỆM VỤ TRỌNG TÂM NĂM 2023

1. Tập trung hoàn thành các dự án: Đường vành đai phía Tây (đoạn Km0 - Km3+500); khởi công Cầu Ông Cả (18,9 tỷ đồng).

2. Xây dựng Trường THCS Lê Lai giai đoạn 2.
"""


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Document:
    file = tmp_path_factory.mktemp("report") / "hoa-dong.txt"
    file.write_text(REPORT, "utf-8")
    return process(file)


def project(document: Document, name: str) -> Project:
    (found,) = [p for p in document.projects if p.name == name]
    return found


def test_note_on_a_count_lists_its_works(document: Document) -> None:
    names = ["Đường liên xã Phú Lâm - An Sơn", "Trường THCS Lê Lai, xã An Sơn", "Chợ trung tâm thị trấn"]
    works = [project(document, name) for name in names]
    assert [w.status for w in works] == ["completed"] * 3
    assert [w.cost for w in works] == [Decimal(32_500_000_000), Decimal(9_700_000_000), None]
    assert {w.footnote for w in works} == {"f1"}
    (counted,) = {w.group for w in works}
    (observation,) = [o for o in document.observations if o.id == counted]
    assert observation.source.text.startswith("03")


def test_note_inherits_the_money_source(document: Document) -> None:
    assert [project(document, n).funding for n in ("Trạm bơm Bàu Cá", "Kè sông Cái đoạn qua xã An Sơn")] == [
        "ngân sách tỉnh"
    ] * 2


def test_note_on_a_name_tells_of_it(document: Document) -> None:
    mall = project(document, "Trung tâm thương mại Hòa Đông")
    assert (mall.status, mall.owner, mall.cost) == ("approved", "Công ty TNHH Hoàng Long", Decimal(86_000_000_000))


def test_bullets_are_items_of_the_list_above(document: Document) -> None:
    road = project(document, "Đường vành đai phía Tây (đoạn Km0 - Km3+500)")
    lake = project(document, "Hồ điều hòa Bàu Cá")
    assert (road.status, road.cost) == ("ongoing", Decimal(86_500_000_000))
    assert (lake.status, lake.cost) == ("suspended", Decimal(37_850_000_000))


def test_one_record_with_all_its_namings(document: Document) -> None:
    road = project(document, "Đường vành đai phía Tây (đoạn Km0 - Km3+500)")
    assert len(road.mentions) == 2
    assert road.source == road.mentions[0]


def test_targets_are_planned(document: Document) -> None:
    assert project(document, "Cầu Ông Cả").status == "planned"


def test_no_passing_street(document: Document) -> None:
    assert not [p.name for p in document.projects if p.name.startswith(("đường Lê Lai", "chợ"))]


def test_every_source_holds(document: Document) -> None:
    for p in document.projects:
        for source in (p.source, *p.mentions):
            assert document.text[source.start : source.end] == source.text


def test_costs_are_named_observations(document: Document) -> None:
    named = {o.indicator: o for o in document.observations if o.rule == "project_cost"}
    assert {
        "Đường liên xã Phú Lâm - An Sơn tổng mức đầu tư", "Trường THCS Lê Lai, xã An Sơn kinh phí",
        "Nhà máy may Tân Phú vốn đăng ký", "Trung tâm thương mại Hòa Đông vốn đăng ký", "Hồ điều hòa Bàu Cá kinh phí",
        "Cầu Ông Cả kinh phí",
    } <= set(named)  # fmt: skip
    assert {(o.scenario, o.measure, o.basis, o.year) for o in named.values()} == {("actual", "level", None, 2022)}
    names = cost_names(document)
    assert {names[o.source.start] for o in named.values()} == set(named)
    assert not [o for o in document.observations if o.source.text.startswith("20,35") and o.rule == "project_cost"]


def test_items_without_bullets(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    lines = [
        "BÁO CÁO", "Kết quả năm 2022", "", "Các công trình khởi công mới trong năm, gồm:", "",
        "Trường Mầm non Sơn Ca, kinh phí 4,2 tỷ đồng;", "", "Đường trục thôn Đông Hòa (1,8 tỷ đồng).", "",
        "Trường THCS Lê Lai đạt giải nhất hội thi cấp huyện.", "",
    ]  # fmt: skip
    file.write_text("\n".join(lines), "utf-8")
    works = process(file).projects
    assert [(w.name, w.status, w.cost) for w in works] == [
        ("Trường Mầm non Sơn Ca", "starting", Decimal(4_200_000_000)),
        ("Đường trục thôn Đông Hòa", "starting", Decimal(1_800_000_000)),
    ]


@pytest.mark.parametrize(
    ("name", "other", "same"),
    [
        ("Dự án Trường THCS Lê Lai", "trường THCS Lê Lai", True),
        ("Trường THCS Lê Lai, xã An Sơn", "Trường THCS Lê Lai", True),
        ("Nhà văn hoá thôn Đông", "Nhà văn hóa thôn Đông", True),
        ("Hệ thống thoát nước khu dân cư Xóm Mới", "Hệ thống thóat nước khu dân cư Xóm Mới", True),
        ("Nhà văn hóa thôn 1", "Nhà văn hóa thôn 2", False),
        ("Chợ Phú Lâm (giai đoạn 1)", "Chợ Phú Lâm (giai đoạn 2)", False),
        ("Trạm Y tế xã Phú Lâm", "Trạm Y tế xã Phú Lâng", False),
        ("Đường Lê Lai", "Nâng cấp Đường Lê Lai", False),
        ("Trường Mầm non Hoa Mai, Hoa Đào", "Trường Mầm non Hoa Mai", False),
    ],
)
def test_which_names_are_one_project(name: str, other: str, same: bool) -> None:
    key, other_key = name_key(name), name_key(other)
    assert (key.words == other_key.words or same_project(key, other_key)) is same
    drafts = [ProjectDraft(0, 5, name, status="implemented"), ProjectDraft(9, 12, other, Decimal(7), status="ongoing")]
    found = merged(drafts)
    assert len(found) == (1 if same else 2)
    if same:
        assert (found[0].draft.cost, found[0].draft.status, len(found[0].mentions)) == (Decimal(7), "ongoing", 2)
