"""What people decide about figures: it holds whatever is read anew, and an undo gives back what was."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from pipeline.report import read_report
from pipeline.review.apply import review, reviewed
from pipeline.review.decision import Action, Decision, figure_of, name_of, place_of
from pipeline.review.log import standing
from pipeline.review.place import found
from schemas import Report
from schemas.finding import Finding
from schemas.observation import Figure, Observation
from schemas.source import Source

TEXT = ROOT / "samples" / "hung-khe-2024" / "hung-khe-2024.txt"
REPORT = read_report(TEXT)
COUNT = len(REPORT.observations)


def decide(
    report: Report, one: Observation, action: Action, log: Sequence[Decision] = (), *, after: Figure | None = None
) -> Decision:
    """The next entry of the log on an observation of the report."""
    place = place_of(report, one.source)
    name = review(report, log).names.get(one.id) or name_of("figure", place)
    known = standing(log).get(name)
    undoes = known.holds.number if action == "undo" and known and known.holds else None
    held = None if action in ("reject", "undo") else after or figure_of(one)
    return Decision(
        document=report.document.id, figure=name, number=(known.version if known else 0) + 1, action=action,
        place=known.holds.place if known and known.holds else place, before=figure_of(one), after=held, undoes=undoes,
        by="lan", at="2026-01-02T03:04:05+00:00",
    )  # fmt: skip


def corrected(one: Observation, **changes: object) -> Figure:
    return Figure.model_validate({**dict(figure_of(one)), **changes})


def by_place(report: Report) -> dict[str, Observation]:
    return {f"{o.source.start}:{o.source.text}": o for o in report.observations}


def test_without_decisions_nothing_changes() -> None:
    assert reviewed(REPORT, []) is REPORT
    assert '"review"' not in REPORT.model_dump_json()


def test_a_correction_says_what_the_person_means_and_that_it_is_one() -> None:
    one = REPORT.observations[3]
    log = [decide(REPORT, one, "correct", after=corrected(one, low=Decimal(7), high=Decimal(7), indicator="Tên đúng"))]
    now = next(o for o in reviewed(REPORT, log).observations if o.id == one.id)
    assert (now.low, now.indicator, now.source, now.section) == (7, "Tên đúng", one.source, one.section)
    assert now.review is not None
    assert (now.review.state, now.review.by, now.verdict) == ("corrected", "lan", "unchecked")
    assert Report.model_validate_json(reviewed(REPORT, log).model_dump_json()) == reviewed(REPORT, log)


def test_an_accepted_figure_keeps_its_value_when_it_is_read_otherwise() -> None:
    one = REPORT.observations[5]
    log = [decide(REPORT, one, "accept")]
    misread = one.model_copy(update={"low": one.low * 10, "high": one.high * 10, "indicator": "Khác"})
    again = REPORT.model_copy(update={"observations": (misread,)})
    (now,) = reviewed(again, log).observations
    assert (now.low, now.indicator) == (one.low, one.indicator)


def test_a_rejected_figure_is_gone_and_its_findings_with_it() -> None:
    finding = REPORT.findings[0]
    one = next(o for o in REPORT.observations if o.id == finding.evidence[0])
    now = reviewed(REPORT, [decide(REPORT, one, "reject")])
    assert len(now.observations) == COUNT - 1
    assert finding.id not in {f.id for f in now.findings}
    resting = {i for f in now.findings for i in f.evidence}
    assert {o.id for o in now.observations if o.verdict == "contradicted"} == resting


@pytest.mark.parametrize("finding", REPORT.findings, ids=lambda finding: finding.rule)
def test_a_finding_is_tried_again_with_the_corrected_figure(finding: Finding) -> None:
    """The value that mends it ends it; another wrong value keeps it, with the new sum in its words."""
    by_id = {o.id: o for o in REPORT.observations}
    one = by_id[finding.evidence[0]]
    low, high = finding.expected.low, finding.expected.high
    assert low is not None
    assert high is not None
    step = one.resolution
    right = ((low + high) / 2 / step).quantize(Decimal(1)) * step
    wrong = one.low + 7 * step
    mended = reviewed(REPORT, [decide(REPORT, one, "correct", after=corrected(one, low=right, high=right))])
    assert finding.id not in {f.id for f in mended.findings}
    worse = reviewed(REPORT, [decide(REPORT, one, "correct", after=corrected(one, low=wrong, high=wrong))])
    (still,) = (f for f in worse.findings if f.id == finding.id)
    assert (still.actual, still.values[0], still.expected) == (wrong, wrong, finding.expected)
    assert still.message != finding.message
    assert {o.verdict for o in worse.observations if o.id in finding.evidence} == {"contradicted"}


def test_accepting_every_side_of_a_finding_leaves_it() -> None:
    log: list[Decision] = []
    for identifier in REPORT.findings[0].evidence:
        one = next(o for o in REPORT.observations if o.id == identifier)
        log.append(decide(REPORT, one, "accept", log))
    assert reviewed(REPORT, log).findings == REPORT.findings


def test_a_figure_can_be_added_where_nothing_was_read() -> None:
    one = REPORT.observations[8]
    missed = {"observations": REPORT.observations[:8] + REPORT.observations[9:], "unexplained": (one.source,)}
    without = REPORT.model_copy(update=missed)
    log = [decide(without, one, "add", after=figure_of(one))]
    added = reviewed(without, log).observations[8]
    assert reviewed(without, log).unexplained == ()
    assert (added.source, added.section, added.low) == (one.source, one.section, one.low)
    assert added.id == f"o{COUNT + 1}"
    assert added.review is not None
    assert added.review.state == "added"
    assert len(reviewed(REPORT, log).observations) == COUNT, "what is read there now is that figure"


@given(st.data())
def test_decisions_survive_a_report_that_is_read_anew(data: st.DataObject) -> None:
    """Offsets move, ids change, spans grow, observations appear and vanish: each decision stays with its words."""
    chosen = data.draw(st.lists(st.integers(0, COUNT - 1), min_size=1, max_size=6, unique=True))
    log: list[Decision] = []
    for index in chosen:
        one = REPORT.observations[index]
        action: Action = data.draw(st.sampled_from(["accept", "correct", "reject"]))
        after = corrected(one, indicator=f"Chỉ tiêu {index}") if action != "reject" else None
        log.append(decide(REPORT, one, "correct" if after else "reject", log, after=after))
    again = _read_anew(data, set(chosen))
    before, now = by_place(reviewed(REPORT, log)), reviewed(again, log)
    shift = len(again.text) - len(REPORT.text)
    for index in chosen:
        source = REPORT.observations[index].source
        here = [o for o in now.observations if o.source.start == source.start + shift]
        held = before.get(f"{source.start}:{source.text}")
        assert [(o.indicator, o.low, o.review) for o in here] == (
            [(held.indicator, held.low, held.review)] if held else []
        )
    others = {o.source.start for o in again.observations} - {
        REPORT.observations[i].source.start + shift for i in chosen
    }
    assert others <= {o.source.start for o in now.observations if o.review is None}


def _read_anew(data: st.DataObject, decided: set[int]) -> Report:
    """The same report as a later version might read it: a line more above, new ids, other observations missing."""
    above = data.draw(st.sampled_from(["", "Nơi nhận: 12 xã\n", "\n\n\n"]))
    missing = data.draw(st.sets(st.integers(0, COUNT - 1), max_size=20))
    kept = [o for i, o in enumerate(REPORT.observations) if i not in missing]

    def moved(source: Source) -> Source:
        return source.model_copy(update={"start": source.start + len(above), "end": source.end + len(above)})

    observations = tuple(
        o.model_copy(update={"id": f"o{n}", "source": moved(o.source), "low": o.low + 1, "high": o.high + 1})
        for n, o in enumerate(kept, 1000)
    )
    return Report(text=above + REPORT.text, document=REPORT.document, observations=observations)


@given(st.lists(st.sampled_from(["accept", "correct", "reject", "undo"]), min_size=1, max_size=12))
def test_an_undo_gives_back_what_was_before(actions: list[Action]) -> None:
    one = REPORT.observations[10]
    log: list[Decision] = []
    states = [reviewed(REPORT, log)]
    for number, action in enumerate(actions):
        if action == "undo" and len(states) == 1:
            continue
        after = corrected(one, indicator=f"Lần {number}") if action in ("accept", "correct") else None
        log.append(decide(REPORT, one, action, log, after=after))
        if action == "undo":
            states.pop()
        else:
            states.append(reviewed(REPORT, log))
        assert reviewed(REPORT, log) == states[-1]
    assert [entry.number for entry in log] == list(range(1, len(log) + 1))


def test_words_that_are_gone_leave_the_decision_in_sight() -> None:
    one = REPORT.observations[0]
    log = [decide(REPORT, one, "accept")]
    other = Report(text="Văn bản khác hẳn, không có số nào.", document=REPORT.document)
    result = review(other, log)
    assert [lost.holds for lost in result.lost] == log
    assert result.report == other


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("diện tích 12 ha, sản lượng 40 tấn", (10, 12)),
        ("Lời đầu 12 ha. Nay diện tích 12 ha, sản lượng 40 tấn", (29, 31)),
        ("diện tích 112 ha, sản lượng 40 tấn", None),
        ("diện tích 12,5 ha, sản lượng 40 tấn", None),
        ("diện tích\n12 ha , sản lượng 40 tấn", (10, 12)),
        ("số 12 ở nơi khác", None),
    ],
)
def test_a_place_is_found_by_its_words_and_surroundings(text: str, expected: tuple[int, int] | None) -> None:
    original = "diện tích 12 ha, sản lượng 40 tấn"
    document = REPORT.document
    place = place_of(Report(text=original, document=document), Source(start=10, end=12, text="12"))
    assert found(text, place) == expected


def test_an_entry_is_whole() -> None:
    entry = decide(REPORT, REPORT.observations[0], "accept")
    for wrong in ({"after": None}, {"undoes": 1}, {"by": ""}, {"number": 0}):
        with pytest.raises(ValidationError):
            Decision.model_validate({**dict(entry), **wrong})
    assert Decision.model_validate_json(json.dumps(json.loads(entry.model_dump_json()))) == entry
