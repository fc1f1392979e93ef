"""What a reviewer sees first, what he types, and the gold that comes out of it."""

from __future__ import annotations

import sys
from decimal import Decimal

import pytest
from conftest import ROOT
from test_review import REPORT, corrected, decide

from pipeline.deliver.units import written
from pipeline.review.apply import reviewed
from pipeline.review.decision import Decision, figure_of
from pipeline.review.doubt import priorities
from pipeline.review.gold import gold
from pipeline.review.typed import read_value
from schemas import Report
from schemas.finding import Finding, Interval, Suggestion
from schemas.observation import Observation
from schemas.source import Source

sys.path.insert(0, str(ROOT / "benchmarks"))
from scoring import score

TEXT = "một hai ba bốn năm sáu"


def figure(number: int, **changes: object) -> Observation:
    start = 0 if number == 1 else 4
    source = Source(start=start, end=start + 3, text=TEXT[start : start + 3])
    fields = {
        "id": f"o{number}", "indicator": f"Chỉ tiêu {number}", "low": number, "high": number, "unit": "ha",
        "resolution": 1, "verdict": "consistent", "source": source,
    }  # fmt: skip
    return Observation.model_validate(fields | changes)


def order(*figures: Observation, findings: tuple[Finding, ...] = ()) -> list[str]:
    report = Report(text=TEXT, document=REPORT.document, observations=figures, findings=findings)
    ranked = priorities(report)
    return sorted(ranked, key=lambda identifier: -ranked[identifier])


def contradiction(*evidence: str, severity: str = "error", mend: str | None = None) -> Finding:
    suggestion = Suggestion(observation=mend, value=Decimal(1), change="digit") if mend else None
    return Finding(
        id="n1", rule="parts_sum_to_total", severity=severity, message="…", values=(), expected=Interval(),
        actual=Decimal(1), evidence=evidence, suggestion=suggestion,
    )  # fmt: skip


def test_doubt_comes_from_reading_verdict_and_findings() -> None:
    assert order(figure(1, confidence=0.5), figure(2, confidence=0.9))[0] == "o1"
    assert order(figure(1, verdict="contradicted"), figure(2))[0] == "o1"
    assert order(figure(1), figure(2), findings=(contradiction("o1"),))[0] == "o1"
    alike = figure(1, low=2, high=2), figure(2)
    assert order(*alike, findings=(contradiction("o9", "o1", "o2", mend="o2"),))[0] == "o2"
    assert order(figure(1, confidence=0.5, verdict="proved"), figure(2, confidence=0.8))[0] == "o2"


def test_a_number_that_nobody_can_explain_makes_its_neighbours_doubtful() -> None:
    text = "một hai" + " " * 200 + "ba 7"
    far = figure(1, low=2, high=2)
    near = figure(2, source=Source(start=207, end=209, text="ba"))
    strange = Source(start=210, end=211, text="7")
    report = Report(text=text, document=REPORT.document, observations=(far, near), unexplained=(strange,))
    ranked = priorities(report)
    assert ranked["o2"] > ranked["o1"]
    plain = priorities(report.model_copy(update={"unexplained": ()}))
    assert plain["o2"] == plain["o1"]
    assert "unexplained" not in report.model_copy(update={"unexplained": ()}).model_dump(mode="json")


def test_impact_comes_from_size_and_role() -> None:
    assert order(figure(1, low=900, high=900), figure(2))[0] == "o1"
    assert order(figure(1, indicator="Tổng diện tích", low=2, high=2), figure(2))[0] == "o1"
    assert order(figure(1, low=2, high=2), figure(2, path=("Chỉ tiêu 1",)))[0] == "o1"
    assert order(figure(1, low=2, high=2), figure(2), findings=(contradiction("o1", "o2"),))[0] == "o1"


def test_what_a_person_has_decided_is_in_no_doubt() -> None:
    one = REPORT.observations[0]
    ranked = priorities(reviewed(REPORT, [decide(REPORT, one, "accept")]))
    assert ranked[one.id] == 0
    assert all(0 <= value <= 1 for value in ranked.values())
    assert sum(value == 0 for value in priorities(REPORT).values()) < len(ranked) / 1.5


def test_a_value_is_typed_as_it_is_shown() -> None:
    for one in REPORT.observations:
        read = read_value(written(one.model_dump()), figure_of(one))
        assert (read.low, read.high, read.unit, read.counted, read.approx) == (
            one.low, one.high, one.unit, one.counted, one.approx,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "unit", "expected"),
    [
        ("12,7", "VND", ("12700000000", "VND", "100000000")),
        ("12,7 triệu đồng", "VND", ("12700000", "VND", "100000")),
        ("12 tỷ 346 triệu đồng", "VND", ("12346000000", "VND", "1000000")),
        ("-3,2", "%", ("-3.2", "%", "0.1")),
        ("1.234 tấn", "VND", ("1234", "t", "1")),
        ("45 con nghé tơ", "VND", ("45", "count", "1")),
    ],
)
def test_a_bare_number_takes_the_unit_shown(typed: str, unit: str, expected: tuple[str, str, str]) -> None:
    like = figure_of(figure(1, unit=unit, low=Decimal(9_000_000_000), high=Decimal(9_000_000_000)))
    read = read_value(typed, like)
    assert (read.low, read.unit, read.resolution) == (Decimal(expected[0]), expected[1], Decimal(expected[2]))


@pytest.mark.parametrize("typed", ["", "không", "12/10/2024", "12 và 13 ha", "19-17", "<b>5</b>"])
def test_what_cannot_be_read_is_said(typed: str) -> None:
    with pytest.raises(ValueError, match="gõ như trong báo cáo"):
        read_value(typed, figure_of(figure(1)))


def test_gold_scores_the_extraction_that_it_came_from_and_what_was_corrected() -> None:
    one = REPORT.observations[4]
    predicted = REPORT.model_dump(mode="json")
    alike = score(gold(REPORT), predicted).tallies.values()
    assert [(tally.precision, tally.recall) for tally in alike] == [(1.0, 1.0)] * len(alike)
    log: list[Decision] = [decide(REPORT, one, "correct", after=corrected(one, low=Decimal(1), high=Decimal(1)))]
    log.append(decide(REPORT, REPORT.observations[9], "reject", log))
    made = gold(reviewed(REPORT, log))
    found = score(made, predicted).tallies["found"]
    count = len(REPORT.observations)
    assert (found.gold, found.predicted, found.right) == (count - 1, count, count - 2)
    assert made["reviewed"] == {"figures": len(REPORT.observations) - 1, "decided": 1}
