"""How the verdicts on two years read in Vietnamese, and which of them a person should see first."""

from __future__ import annotations

STATUS = {
    "contradicts": "mâu thuẫn", "restated": "ghi lại số khác", "agrees": "khớp", "no_statement": "không nêu so sánh",
    "missing": "kỳ này không có", "new": "mới", "regressed": "thụt lùi", "cost_changed": "đổi kinh phí",
    "completed": "hoàn thành", "continued": "tiếp tục",
}  # fmt: skip
ORDER = {status: place for place, status in enumerate(STATUS)}
"""The place of a status among indicators: contradictions first."""
PROJECT_ORDER = {
    status: place
    for place, status in enumerate(("regressed", "cost_changed", "completed", "missing", "new", "continued"))
}
ALARMS = {"contradicts": "error", "regressed": "error", "restated": "warning", "cost_changed": "warning"}
"""What a person should look at, and how urgently."""
