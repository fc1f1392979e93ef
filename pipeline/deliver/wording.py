"""How enumerations of the records read in Vietnamese, for the workbook and the page."""

from __future__ import annotations

RULES = {
    "parts_sum_to_total": "Các phần không cộng thành tổng",
    "same_indicator_same_value": "Một chỉ tiêu ghi hai giá trị",
    "list_matches_count": "Danh sách không khớp số lượng",
    "ratio_matches_parts": "Tỷ lệ không khớp tử số và mẫu số",
    "product_matches_factors": "Tích không khớp các thừa số",
    "shares_sum_to_100": "Cơ cấu không đủ 100%",
    "change_matches_levels": "Mức tăng, giảm không khớp hai kỳ",
}
SEVERITIES = {"error": "Mâu thuẫn", "warning": "Cần xem"}
STATUSES = {
    "attracted": "thu hút", "planned": "dự kiến", "approved": "đã phê duyệt", "starting": "khởi công",
    "ongoing": "đang thực hiện", "completed": "hoàn thành", "suspended": "tạm dừng", "implemented": "đã triển khai",
}  # fmt: skip
MEASURES = {"level": "", "change": "thay đổi", "ratio": "so sánh", "share": "tỷ trọng"}
SCENARIOS = {"actual": "thực hiện", "estimate": "ước", "plan": "kế hoạch", "previous": "kỳ trước"}
BASES = {
    "previous_year": "so với cùng kỳ", "previous_period": "so với kỳ trước", "plan": "so với kế hoạch",
    "base_year": "so với năm gốc", "total": "so với tổng số",
}  # fmt: skip
VERDICTS = {
    "proved": "khớp số khác", "consistent": "không trái số khác", "unchecked": "", "contradicted": "mâu thuẫn số khác",
}  # fmt: skip
