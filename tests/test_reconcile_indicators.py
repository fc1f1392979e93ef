"""Observations of a report as indicators with what is said of the year before."""

from __future__ import annotations

from typing import Any

from pipeline.reconcile.indicators import Indicator, converted, of_report
from schemas import Report


def indicators(*rows: dict[str, Any], year: int = 2022) -> dict[str, Indicator]:
    """The indicators of a report that states `rows`, by observation id; each row's source is its place in the text."""
    text, observations = "", []
    for i, row in enumerate(rows, 1):
        source = {"start": len(text), "end": len(text) + 1, "text": "x"}
        text += "x "
        low = row.pop("low")
        fields = {"unit": "count", "resolution": 1, "year": year, **row}
        observations.append({"id": f"o{i}", "low": low, "high": low, "source": source, **fields})
    document = {"id": "sha256:" + "0" * 64, "file": "a.txt", "media_type": "text/plain", "text_layer": "text",
                "header": {"year": year}}  # fmt: skip
    report = Report.model_validate({"text": text, "document": document, "observations": observations})
    return {one.id: one for one in of_report(report)}


def told(one: Indicator) -> list[tuple[str, str]]:
    return [(statement.kind, statement.id) for statement in one.statements]


def test_a_statement_belongs_to_the_level_of_its_name_before_it() -> None:
    found = indicators(
        {"indicator": "Đàn bò", "low": 120},
        {"indicator": "Đàn lợn", "low": 300},
        {"indicator": "Đàn lợn", "low": 20, "measure": "change", "basis": "previous_year"},
        {"indicator": "Đàn bò", "low": 8, "unit": "%", "measure": "change", "basis": "previous_year"},
    )
    assert {key: told(one) for key, one in found.items()} == {"o1": [("change", "o4")], "o2": [("change", "o3")]}


def test_a_value_of_last_year_may_stand_before_the_level_as_in_tables() -> None:
    found = indicators(
        {"indicator": "Đàn bò", "low": 110, "year": 2021, "scenario": "previous", "period": {"label": "cùng kỳ"}},
        {"indicator": "Đàn bò", "low": 130, "scenario": "plan"},
        {"indicator": "Đàn bò", "low": 120, "period": {"label": "6 tháng đầu năm 2022"}},
    )
    assert list(found) == ["o3"]
    assert told(found["o3"]) == [("previous", "o1")]
    assert found["o3"].key.facet("span") == {"half"}


def test_targets_contributions_and_comparisons_with_plan_say_nothing_of_last_year() -> None:
    found = indicators(
        {"indicator": "Đàn bò", "low": 120},
        {
            "indicator": "Đàn bò",
            "low": 17,
            "unit": "%",
            "measure": "change",
            "basis": "previous_year",
            "scenario": "plan",
        },
        {"indicator": "Đàn bò", "low": 98, "unit": "%", "measure": "ratio", "basis": "plan"},
        {"indicator": "Đàn bò", "low": 3, "unit": "%", "measure": "change", "basis": "previous_period"},
        {"indicator": "Đóng góp của chăn nuôi", "low": 1, "unit": "pp"},
        {"indicator": "Đàn bò", "low": 90, "year": 2018, "scenario": "previous"},
    )
    assert {key: told(one) for key, one in found.items()} == {"o1": [("previous", "o6")]}
    assert found["o1"].statements[0].base == 2018  # of another year: no word of last year's


def test_what_is_stated_twice_is_one_indicator_and_keeps_both_statements() -> None:
    found = indicators(
        {"indicator": "Số hộ nghèo", "low": 176},
        {"indicator": "Số hộ nghèo", "low": -10, "measure": "change", "basis": "previous_year"},
        {"indicator": "Hộ nghèo", "low": 176},
        {"indicator": "Hộ nghèo", "low": 94, "unit": "%", "measure": "ratio", "basis": "previous_year"},
        {"indicator": "Hộ nghèo", "low": 180},
    )
    assert {key: told(one) for key, one in found.items()} == {"o1": [("change", "o2"), ("ratio", "o4")], "o5": []}


def test_a_lone_growth_is_a_rate_of_growth_and_no_level() -> None:
    found = indicators({"indicator": "GRDP", "low": 9, "unit": "%", "measure": "change", "basis": "previous_year"})
    assert "tốc độ tăng" in found["o1"].key.content


def test_units_of_one_dimension_are_converted_and_others_not() -> None:
    found = indicators({"indicator": "Diện tích", "low": 25000, "unit": "m2"})
    figure = converted(found["o1"].figure, "m2", "ha")
    assert figure is not None
    assert (figure.value, figure.allowed.low) == (2.5, figure.value - figure.resolution / 2)
    assert converted(found["o1"].figure, "m2", "t") is None
