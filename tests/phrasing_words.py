"""What the round trip speaks of: kinds of indicators with their names, parts, printed units and usual sizes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """A kind of indicator: its names, its unit as printed and the canonical one, and usual sizes."""

    names: Sequence[str]
    parts: Sequence[str]
    printed: Sequence[tuple[str, str, str]]
    """(unit as printed, canonical unit, factor)"""
    places: int
    largest: int


MONEY = Measure(
    ["Thu ngân sách trên địa bàn", "Tổng thu ngân sách nhà nước", "Chi thường xuyên", "Giá trị sản xuất công nghiệp",
     "Doanh thu du lịch", "Dư nợ tín dụng", "Vốn đầu tư toàn xã hội", "Thu tiền sử dụng đất"],
    ["khu vực I", "vốn ngân sách tỉnh", "vốn ngân sách huyện", "vốn doanh nghiệp", "vốn nhân dân đóng góp"],
    [("tỷ đồng", "VND", "1e9"), ("tỉ đồng", "VND", "1e9"), ("triệu đồng", "VND", "1e6"), ("tỷ", "VND", "1e9"),
     ("nghìn tỷ đồng", "VND", "1e12"), ("đồng", "VND", "1")], 3, 900_000,
)  # fmt: skip
AREA = Measure(
    ["Diện tích gieo trồng lúa", "Diện tích cây ăn quả", "Tổng diện tích rừng trồng", "Diện tích nuôi trồng thủy sản"],
    ["lúa", "ngô", "sắn", "rau đậu các loại", "cây lâu năm khác", "lạc"],
    [("ha", "ha", "1"), ("Ha", "ha", "1"), ("nghìn ha", "ha", "1000")], 2, 40_000,
)  # fmt: skip
MASS = Measure(
    ["Sản lượng lương thực có hạt", "Sản lượng thủy sản", "Sản lượng cà phê nhân", "Sản lượng mía"],
    ["thóc", "ngô", "cá tra", "tôm thẻ", "khoai lang"],
    [("tấn", "t", "1"), ("nghìn tấn", "t", "1000"), ("ngàn tấn", "t", "1000"), ("vạn tấn", "t", "10000")], 1, 90_000,
)  # fmt: skip
YIELD = Measure(
    ["Năng suất lúa đông xuân", "Năng suất ngô", "Năng suất mía bình quân"],
    [],
    [("tạ/ha", "t/ha", "0.1"), ("tấn/ha", "t/ha", "1"), ("tạ/ ha", "t/ha", "0.1")],
    1,
    90,
)
HEADS = Measure(
    ["Tổng đàn gia súc", "Đàn bò", "Tổng đàn gia cầm", "Đàn lợn"],
    ["trâu", "bò", "dê", "lợn", "gà", "vịt"],
    [("con", "count", "1"), ("nghìn con", "count", "1000")],
    0,
    80_000,
)
PEOPLE = Measure(
    ["Số lao động được giải quyết việc làm", "Dân số trung bình", "Số người tham gia bảo hiểm y tế"],
    [],
    [("người", "count", "1"), ("lượt người", "count", "1")],
    0,
    200_000,
)
SHARE = Measure(
    ["Tỷ lệ hộ nghèo", "Tỷ lệ che phủ rừng", "Tỷ lệ dân số dùng nước sạch", "Tỷ lệ trẻ em suy dinh dưỡng"],
    [],
    [("%", "%", "1"), (" %", "%", "1")],
    2,
    99,
)
INCOME = Measure(
    ["Thu nhập bình quân đầu người"],
    [],
    [("triệu đồng/người/năm", "VND/person/year", "1e6"), ("triệu đồng/năm/người", "VND/person/year", "1e6")],
    1,
    90,
)
EXPORT = Measure(
    ["Kim ngạch xuất khẩu", "Giá trị xuất khẩu thủy sản"], [], [("triệu USD", "USD", "1e6"), ("USD", "USD", "1")], 1, 900
)  # fmt: skip
POWER = Measure(["Điện thương phẩm", "Sản lượng điện sản xuất"], [], [("triệu kWh", "kWh", "1e6")], 1, 900)
MEASURES = (MONEY, AREA, MASS, YIELD, HEADS, PEOPLE, SHARE, INCOME, EXPORT, POWER)

APPROXIMATIONS = ["trên", "hơn", "gần", "khoảng", "xấp xỉ", "hơn trên"]
