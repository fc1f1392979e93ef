"""Reports of our own for the tests of delivery: every record kind, and texts that try to break a format."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.deliver import Delivered
from pipeline.report import to_json
from schemas import Report
from schemas.finding import Finding, Interval, Suggestion
from schemas.observation import Observation
from schemas.project import Project
from schemas.source import Area, Period, Source
from schemas.structure import DocumentInfo, Header, Problem, Section

TEXT = """I. KINH TẾ

Thu ngân sách ước 12,5 tỷ đồng, đạt 102% kế hoạch (kế hoạch 12,3 tỷ đồng), tăng 8,2% so với cùng kỳ.
Dân số giảm 250 người. Nhiệt độ -4,5 °C. Sản lượng khoảng 4.250 tấn, năm trước 4.000 tấn. Lương 17-19 triệu đồng.
Tổng 167 nhiệm vụ: 128 xong, 39 đang làm. =HYPERLINK("http://x") <script>alert(1)</script> Trường Hoa Mai 9,5 tỷ đồng.
"""
AREA = Area(name="xã Đông Lâm", code="00123")


def source(words: str, text: str = TEXT) -> Source:
    """The place of some words in the text."""
    start = text.index(words)
    return Source(start=start, end=start + len(words), text=words)


def observation(number: int, indicator: str, value: str, unit: str, words: str, **fields: Any) -> Observation:
    """A figure that the text states with these words."""
    usual: dict[str, Any] = {"low": Decimal(value), "high": Decimal(value), "resolution": Decimal(1), "year": 2022}
    given = usual | {"area": AREA, "section": "s1"} | fields
    return Observation(id=f"o{number}", indicator=indicator, unit=unit, source=source(words), **given)  # type: ignore[arg-type]


def report(**changes: Any) -> Report:
    """A report with every kind of record; `changes` replace fields of the whole."""
    year = Period(label="năm 2022", start="2022-01-01", end="2022-12-31")
    full: dict[str, Any] = {"period": year}
    tenth, point = Decimal("100000000"), Decimal("0.1")
    observations = (
        observation(1, "Thu ngân sách", "12500000000", "VND", "12,5 tỷ đồng", scenario="estimate", resolution=tenth, **full),
        observation(2, "Thu ngân sách", "102", "%", "102%", measure="ratio", basis="plan", scenario="estimate", **full),
        observation(3, "Thu ngân sách", "12300000000", "VND", "12,3 tỷ đồng", scenario="plan", resolution=tenth, **full),
        observation(4, "Thu ngân sách", "8.2", "%", "8,2%", measure="change", basis="previous_year", resolution=point, **full),
        observation(5, "Dân số", "-250", "count", "250 người", counted="người", measure="change"),
        observation(6, "=Nhiệt độ", "-4.5", "degC", "-4,5 °C", resolution=point),
        observation(7, "Sản lượng", "4250", "t", "4.250 tấn", approx="about"),
        observation(8, "Sản lượng", "4000", "t", "4.000 tấn", scenario="previous", year=2021),
        observation(9, "Lương", "17000000", "VND", "17-19 triệu đồng", high=Decimal(19000000), resolution=Decimal(1000000)),
        observation(10, "Nhiệm vụ", "167", "count", "167 nhiệm vụ", counted="nhiệm vụ"),
        observation(11, "Nhiệm vụ xong", "128", "count", "128", path=("Nhiệm vụ",), year=None),
        observation(12, "<b>Đang làm</b>", "39", "count", "39", condition="@không tính", year="2021-2025"),
    )  # fmt: skip
    project = Project(
        id="p1",
        name='=HYPERLINK("http://x")',
        cost=Decimal(9500000000),
        status="completed",
        source=source("Trường Hoa Mai"),
    )
    finding = Finding(
        id="n1", rule="parts_sum_to_total", severity="error", message="-128 + 39 = 167 <script>",
        values=(Decimal(-5), Decimal(3)), expected=Interval(low=Decimal(167)),
        actual=Decimal(167), evidence=("o10", "o11", "o12"),
        suggestion=Suggestion(observation="o12", value=Decimal(29), change="digit"),
    )  # fmt: skip
    header = Header(
        type="Báo cáo",
        number="15/BC-UBND",
        issuer="UBND xã Đông Lâm",
        date="2022-12-10",
        subject="+Kinh tế",
        year=2022,
        period=year,
    )
    whole = Report(
        text=TEXT,
        document=DocumentInfo(
            id=f"sha256:{'a' * 64}", file="báo cáo.txt", media_type="text/plain", text_layer="text", header=header
        ),
        sections=(Section(id="s1", label="I", title="KINH TẾ", level=1, source=source("I. KINH TẾ")),),
        observations=observations,
        projects=(project,),
        findings=(finding,),
        problems=(Problem(stage="read", message="một <chỗ> lạ"),),
    )
    return whole.model_copy(update=changes)


def lay_out(out: Path, *reports: tuple[str, Report]) -> list[Delivered]:
    """Write the reports' JSON into a run's folder, as the batch does; what there is to deliver."""
    (out / "reports").mkdir(parents=True, exist_ok=True)
    laid = []
    for stem, one in reports:
        digest = hashlib.sha256(stem.encode()).hexdigest()
        key = f"{stem}-{digest[:8]}"
        (out / "reports" / f"{key}.json").write_text(to_json(one), "utf-8")
        laid.append(Delivered(out / f"{stem}.txt", key, digest))
    return laid


def contents(folder: Path, keep: Callable[[Path], bool] = lambda file: True) -> dict[str, bytes]:
    """Every file under a folder by its relative path."""
    files = (file for file in sorted(folder.rglob("*")) if file.is_file() and keep(file))
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}
