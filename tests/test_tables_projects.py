"""Annexes of projects: items are projects, groups and parts are not; costs, statuses, owners, names of figures."""

from __future__ import annotations

from decimal import Decimal

from grids import grid_document

from pipeline.document import Document
from pipeline.draft import ProjectDraft
from pipeline.grammar.tables import read_tables, table_observations

ANNEX = """
STT | Dự án | Chủ đầu tư | Địa điểm | KC-HT | QĐ đầu tư | < | Lũy kế đến hết 2020 | KHV 2021 | Giải ngân | Tỷ lệ (%)
^ | ^ | ^ | ^ | ^ | Số, ngày | TMĐT | ^ | ^ | ^ | ^
1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11=10/9
A | Dự án chuyển tiếp | | | | | 25.001 | 8.000 | 9.000 | 8.100 | 90
I | Lĩnh vực giao thông | | | | | 15.000 | 5.000 | 5.000 | 4.500 | 90
1 | Đường Tân An - Bình Sơn | UBND huyện | Tân An | 2019-2021 | 12/QĐ, 05/3/2019 | 15.002 | 5.005 | 5.100 | 4.590 | 90
- | Ngân sách tỉnh | | | | | 10.000 | | | |
- | Ngân sách huyện | | | | | 5.002 | | | |
II | Lĩnh vực giáo dục | | | | | 10.003 | 3.000 | 4.000 | 3.600 | 90
1 | Trường Mầm non Hoa Sen | " | Xã Bình Sơn | 2020-2021 | 45/QĐ-UBND | 9.999 | 3.000 | 4.000 | 3.600 | 90
B | Dự án khởi công mới | | | | | 7.500 | | 2.500 | 1.000 | 40
1 | Chợ trung tâm xã | UBND xã | Xã Tân An | 2021-2022 | | 7.501 | | 2.500 | 1.000 | 40
| Tổng cộng | | | | | 32.502 | 8.000 | 11.500 | 9.100 | 79,13
"""
ABOVE = ["PHỤ LỤC II", "DANH MỤC DỰ ÁN TỪ NGUỒN THU TIỀN SỬ DỤNG ĐẤT NĂM 2021", "ĐVT: triệu đồng"]


def annex() -> Document:
    return grid_document(ANNEX, before=ABOVE, year=2021)


def projects(document: Document) -> list[ProjectDraft]:
    return [project for reading in read_tables(document) for project in reading.projects]


def test_items_are_projects_and_groups_are_not() -> None:
    assert [project.name for project in projects(annex())] == [
        "Đường Tân An - Bình Sơn", "Trường Mầm non Hoa Sen", "Chợ trung tâm xã",
    ]  # fmt: skip


def test_a_project_has_its_row() -> None:
    road, school, market = projects(annex())
    assert (road.cost, road.status, road.owner, road.location) == (
        Decimal(15_002_000_000), "ongoing", "UBND huyện", "Tân An",
    )  # fmt: skip
    assert (school.owner, school.status) == ("UBND huyện", "ongoing")
    assert (market.cost, market.status) == (Decimal(7_501_000_000), "starting")
    assert road.funding == "nguồn thu tiền sử dụng đất"


def test_sources_of_name_and_cost_hold() -> None:
    document = annex()
    for project in projects(document):
        assert document.text[project.start : project.end] == project.name
        assert project.cost_span is not None
    road = projects(document)[0]
    assert road.cost_span is not None
    assert document.text[slice(*road.cost_span)] == "15.002"


def test_money_columns_are_observations_of_the_project() -> None:
    document = annex()
    got = {document.text[d.start : d.number_end]: d for d in table_observations(document)}
    cost = got["15.002"]
    assert (cost.indicator, cost.scenario, cost.year) == ("Đường Tân An - Bình Sơn tổng mức đầu tư", "actual", 2021)
    assert (got["5.100"].indicator, got["5.100"].scenario) == ("Đường Tân An - Bình Sơn kế hoạch vốn", "plan")
    assert (got["5.005"].scenario, got["5.005"].year) == ("previous", 2020)
    assert got["4.590"].indicator == "Đường Tân An - Bình Sơn giải ngân"
    assert got["5.002"].indicator == "Đường Tân An - Bình Sơn ngân sách huyện tổng mức đầu tư"
    assert got["25.001"].indicator == "Dự án chuyển tiếp tổng mức đầu tư"
    assert got["32.502"].indicator == "Dự án từ nguồn thu tiền sử dụng đất tổng mức đầu tư"
    assert (got["79,13"].measure, got["79,13"].basis, got["79,13"].unit) == ("ratio", "plan", "%")


def test_decisions_and_years_of_construction_count_nothing() -> None:
    document = annex()
    explained = {document.text[n.start : n.end]: n.kind for r in read_tables(document) for n in r.numerals}
    assert explained["12"] == explained["2019"] == "non_indicator"
    assert "unexplained" not in explained.values()


def test_a_row_says_its_own_status() -> None:
    document = grid_document(
        "TT | Tên công trình | Kinh phí (tỷ đồng) | Tiến độ\n1 | Cầu Suối Đá | 32 | Đã hoàn thành\n"
        "2 | Kênh tiêu Gò Dưa | 4,5 | Đang thi công\n3 | Trạm Y tế xã | 6 | Tạm dừng\n4 | Chợ xã | 2 |",
        before=["Danh mục công trình khởi công mới năm 2022"],
        year=2022,
    )
    assert [project.status for project in projects(document)] == ["completed", "ongoing", "suspended", "starting"]
    assert projects(document)[1].cost == Decimal(4_500_000_000)


def test_the_size_of_a_project_is_no_unit() -> None:
    document = grid_document(
        "STT | Tên dự án | Quy mô | Tổng mức đầu tư | <\n^ | ^ | ^ | Tổng số | NSTW\n"
        "1 | Đường trục xã Đông | 2,5 km | 12.000 | 10.000\n2 | Trường tiểu học Tây | 8 phòng học | 18.000 | 9.000",
        before=["DANH MỤC DỰ ÁN", "Đơn vị tính: triệu đồng"],
        year=2022,
    )
    got = {document.text[d.start : d.end]: (d.indicator, d.low, d.unit) for d in table_observations(document)}
    assert got["2,5 km"] == ("Đường trục xã Đông quy mô", Decimal("2.5"), "km")
    assert got["12.000"] == ("Đường trục xã Đông tổng mức đầu tư", Decimal(12_000_000_000), "VND")
    assert got["9.000"][0] == "Trường tiểu học Tây tổng mức đầu tư NSTW"
    assert [project.cost for project in projects(document)] == [Decimal(12_000_000_000), Decimal(18_000_000_000)]


def test_a_list_of_sources_is_no_list_of_projects() -> None:
    document = grid_document(
        "TT | Nguồn vốn | Kế hoạch (trđ) | Giải ngân (trđ)\n1 | Ngân sách tỉnh | 3.500 | 3.400\n"
        "2 | Xã hội hóa | 200 | 150",
        before=["Bảng 3. Kết quả giải ngân vốn đầu tư công năm 2022"],
        year=2022,
    )
    assert projects(document) == []
