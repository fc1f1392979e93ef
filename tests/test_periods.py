"""What periods are read from which phrases (tests/corpus/periods.toml), and what holds for any text."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.grammar.periods import PeriodMention, as_period, find_periods

CORPUS: dict[str, Any] = tomllib.loads((Path(__file__).parent / "corpus" / "periods.toml").read_text(encoding="utf-8"))
CASES = [(phrase, case) for case in CORPUS["period"] for phrase in case["phrases"]]
FRAMES = ["{}", "Kết quả {}, tổng thu ngân sách ước đạt 12 tỷ đồng.", "so sánh ({})"]


def read(text: str) -> list[PeriodMention]:
    return find_periods(text, CORPUS["report_year"], CORPUS["report_date"])


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize(("phrase", "case"), CASES, ids=[phrase for phrase, _ in CASES])
def test_phrase_is_read_whole(frame: str, phrase: str, case: dict[str, Any]) -> None:
    text = frame.format(phrase)
    (mention,) = read(text)
    assert text[mention.start : mention.end] == phrase
    assert (mention.kind, mention.year) == (case["kind"], case["year"])
    assert (mention.start_date, mention.end_date) == (case.get("start"), case.get("end"))


@pytest.mark.parametrize("phrase", CORPUS["never"])
def test_never_a_period(phrase: str) -> None:
    assert read(phrase) == []


def test_years_in_a_list_are_each_read() -> None:
    assert [m.year for m in read("các năm 2020, 2021 và 2022")] == [2020, 2021, 2022]
    assert [m.year for m in read("năm 2021, 2022 hộ thoát nghèo 15 người")] == [2021, 2022]
    assert [m.year for m in read("năm 2021, 1950 hộ 15 người")] == [2021]


@pytest.mark.parametrize(
    "text",
    [
        "Nghị quyết số 18/NQ-HĐND ngày 24/12/2021 về kế hoạch",
        "Báo cáo số 541/BC-KT ngày 24 tháng 12 năm 2021",
        "Chỉ thị ngày 24/12/2021 của Thủ tướng Chính phủ",
    ],
)
def test_date_of_a_cited_document_is_no_time_of_a_figure(text: str) -> None:
    assert [(m.kind, m.end_date) for m in read(text)] == [("citation", date(2021, 12, 24))]


def test_without_a_report_year_only_printed_years_are_known() -> None:
    assert [m.year for m in find_periods("quý III; năm 2021, cùng kỳ, đến ngày 15/11")] == [None, 2021, None, None]
    assert all(m.start_date is None for m in find_periods("quý III, 6 tháng đầu năm, cả năm"))


def test_published_period_carries_iso_dates() -> None:
    (mention,) = read("6 tháng  đầu năm 2024")
    period = as_period(mention)
    assert (period.label, period.start, period.end) == ("6 tháng đầu năm 2024", "2024-01-01", "2024-06-30")


@given(
    st.lists(
        st.sampled_from([phrase for phrase, _ in CASES] + CORPUS["never"] + ["İ", " ", ", ", "12", "/"]), max_size=8
    )
)
def test_mentions_are_in_order_and_forward(parts: list[str]) -> None:
    text = "".join(parts)
    at = 0
    for mention in read(text):
        assert at <= mention.start < mention.end <= len(text)
        assert mention.label == " ".join(text[mention.start : mention.end].split())
        if mention.start_date and mention.end_date:
            assert mention.start_date <= mention.end_date
        as_period(mention)
        at = mention.end
