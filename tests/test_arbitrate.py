"""Doubtful figures of scans are decided by what the report says; what it says wrongly, clearly printed, is left."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.check.lookalikes import lookalikes
from pipeline.document import Document, Mark, Reading, replace
from pipeline.readers import read
from pipeline.report import stages, to_report
from pipeline.stages.arbitrate import arbitrate
from pipeline.stages.extract import extract
from pipeline.stages.tabulate import tabulate
from schemas.observation import Observation

SUM = "Năm 2023, toàn xã tiếp nhận {total} hồ sơ, gồm: 90 hồ sơ đất đai, 14 hồ sơ xây dựng, {part} hồ sơ hộ tịch."


TABLE = """| Chỉ tiêu | Đơn vị | Năm 2023 |
|---|---|---|
| Tỷ lệ hộ nghèo | % | 4,37 |
| Tỷ lệ hộ cận nghèo | % | 5,12 |
| Tỷ lệ lao động qua đào tạo | % | 61,05 |
| Tỷ lệ người dân tham gia bảo hiểm y tế | % | 9218 |
"""


def said(text: str, doubts: dict[str, Reading], folder: Path, suffix: str = ".txt") -> Document:
    """The document of a report in which each word of `doubts` was read as its `Reading` says (offsets are filled in)."""
    file = folder / f"report{suffix}"
    file.write_text(f"BÁO CÁO\nTình hình kinh tế - xã hội năm 2023\n\n{text}\n", "utf-8")
    document = read(file)
    readings = []
    for word, reading in doubts.items():
        start = document.text.index(word)
        readings.append(replace(reading, start=start, end=start + len(word)))  # type: ignore[type-var]
    document = replace(document, readings=tuple(sorted(readings, key=lambda r: r.start)))
    for stage in stages():
        document = stage(document)
    return document


def doubt(confidence: float, *alternatives: str, raw: str = "") -> Reading:
    return Reading(0, 0, confidence, alternatives, raw)


def of(document: Document, word: str) -> Observation:
    start = document.text.index(word)
    (found,) = (o for o in document.observations if o.source.start == start)
    return found


def test_a_total_decides_between_two_readings(tmp_path: Path) -> None:
    document = said(SUM.format(total="134", part="80"), {"80": doubt(0.6, "30")}, tmp_path)
    figure = of(document, "80")
    assert figure.low == 30
    assert figure.source.text.startswith("80")
    assert figure.reading is not None
    assert (figure.reading.raw, figure.reading.read_as, figure.reading.chosen_by) == ("80", "30", "parts_sum_to_total")
    assert 0.8 < figure.confidence < 0.9
    assert not document.findings
    assert document.text[figure.source.start : figure.source.end] == figure.source.text
    to_report(document)


def test_a_look_alike_that_nobody_saw_is_taken_only_in_great_doubt(tmp_path: Path) -> None:
    text = SUM.format(total="134", part="80")
    assert of(said(text, {"80": doubt(0.6)}, tmp_path), "80").low == 30
    kept = said(text, {"80": doubt(0.85)}, tmp_path)
    assert of(kept, "80").low == 80
    assert [f.rule for f in kept.findings] == ["parts_sum_to_total"]


def test_the_error_of_the_report_is_no_error_of_the_reader(tmp_path: Path) -> None:
    clear = said(SUM.format(total="134", part="80"), {"80": doubt(0.97)}, tmp_path)
    assert of(clear, "80").low == 80
    assert of(clear, "80").reading is None
    assert [f.rule for f in clear.findings] == ["parts_sum_to_total"]


def test_no_reading_that_mends_leaves_the_figure_and_the_finding(tmp_path: Path) -> None:
    document = said(SUM.format(total="134", part="55"), {"55": doubt(0.6, "56")}, tmp_path)
    figure = of(document, "55")
    assert (figure.low, figure.confidence) == (55, 0.6)
    assert figure.reading is not None
    assert (figure.reading.alternatives, figure.reading.chosen_by) == (("56",), "first_reader")
    assert document.findings


def test_two_figures_that_would_mend_it_are_both_left(tmp_path: Path) -> None:
    document = said(SUM.format(total="184", part="30"), {"184": doubt(0.6, "134"), "30": doubt(0.6, "80")}, tmp_path)
    assert (of(document, "184").low, of(document, "30").low) == (184, 30)


def test_a_figure_that_the_report_needs_as_read_is_borne_out(tmp_path: Path) -> None:
    document = said(SUM.format(total="134", part="30"), {"30": doubt(0.6, "80")}, tmp_path)
    figure = of(document, "30")
    assert figure.low == 30
    assert figure.reading is not None
    assert figure.reading.chosen_by == "parts_sum_to_total"
    assert figure.confidence == pytest.approx(0.88)


@pytest.mark.parametrize(
    ("text", "word", "other", "rule"),
    [
        ("Thu ngân sách đạt 53000 triệu đồng, bằng 106% kế hoạch (kế hoạch 50.000 triệu đồng).", "53000", "83000", None),
        ("Năm 2023 thu ngân sách đạt 58.000 triệu đồng, bằng 106% kế hoạch (kế hoạch 50.000 triệu đồng).", "58.000",
         "53.000", "ratio_matches_parts"),
        ("Diện tích lúa 500 ha, năng suất 62 tạ/ha, sản lượng 3.700 tấn.", "3.700", "3.100", "product_matches_factors"),
    ],
)  # fmt: skip
def test_percentages_and_products_decide(text: str, word: str, other: str, rule: str | None, tmp_path: Path) -> None:
    document = said(text, {word: doubt(0.6, other)}, tmp_path)
    figure = of(document, word)
    assert figure.reading is not None
    assert figure.reading.read_as == (other if rule else word)
    if rule:
        assert figure.reading.chosen_by == rule


@pytest.mark.parametrize(("confidence", "value"), [(0.6, "92.18"), (0.97, "9218")])
def test_a_column_shows_where_a_comma_was_lost(confidence: float, value: str, tmp_path: Path) -> None:
    document = said(TABLE, {"9218": doubt(confidence)}, tmp_path, ".md")
    figure = of(document, "9218")
    assert figure.low == Decimal(value)
    assert (figure.reading.chosen_by if figure.reading else None) == ("column_decimals" if confidence < 0.9 else None)


def test_a_figure_that_begins_within_a_recognised_number_is_left(tmp_path: Path) -> None:
    document = said(SUM.format(total="134", part="1.280"), {"1.280": doubt(0.6, "1.290")}, tmp_path)
    start = document.text.index("1.280") + 2
    cut = [
        o.model_copy(update={"source": document.source(start, start + 3)}) if o.source.start == start - 2 else o
        for o in document.observations
    ]
    (left,) = (o for o in arbitrate(replace(document, observations=tuple(cut))).observations if o.source.start == start)
    assert left.reading is not None
    assert left.reading.chosen_by == "first_reader"


def test_a_mark_beside_the_digits_of_a_doubtful_figure_is_no_part_of_it(tmp_path: Path) -> None:
    document = said(SUM.format(total="134", part="801"), {}, tmp_path)
    at = document.text.index("801")
    marks, readings = (Mark(at + 2, at + 3, "1", "reference"),), (Reading(at, at + 3, 0.6, ("30",)),)
    figure = of(arbitrate(extract(tabulate(replace(document, marks=marks, readings=readings)))), "801")
    assert figure.low == 30
    assert figure.source.text.startswith("80")


def test_born_digital_figures_say_nothing_of_readings(tmp_path: Path) -> None:
    document = said(SUM.format(total="134", part="80"), {}, tmp_path)
    assert '"reading":' not in to_report(document).model_dump_json()


def test_lookalikes_have_the_shape_of_numbers() -> None:
    assert {"53.000", "58000", "530,00"} <= set(lookalikes("53000"))
    assert "4,37" in set(lookalikes("4437"))
    assert all(not n.startswith(("0,0,", ".")) for n in lookalikes("1.250"))
    assert "12" in set(lookalikes("72"))
