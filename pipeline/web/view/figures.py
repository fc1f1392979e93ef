"""A figure as a person sees it: a row of the table, a box on the page, a mark in the text.

A figure is named by its place (`1075-1082`), which the page, the text and the log share. Figures that a person rejected
stay in sight, struck through. Never: a value that the report or a person does not state.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.deliver.units import written
from pipeline.deliver.wording import BASES, MEASURES, SCENARIOS, VERDICTS
from pipeline.review.apply import Reviewed
from pipeline.review.decision import Decision, figure_of
from pipeline.review.log import Standing
from schemas.observation import Figure
from schemas.reading import Reading
from schemas.source import Period, Source

_SURE, _LIKELY = 0.9, 0.6
STATES = {
    "": "chưa duyệt", "accepted": "đã chấp nhận", "corrected": "đã sửa", "added": "thêm tay", "rejected": "đã loại",
    "confirmed": "đúng là mâu thuẫn", "dismissed": "đã bỏ qua",
}  # fmt: skip
ACTIONS = {
    "accept": "chấp nhận", "correct": "sửa", "reject": "loại", "add": "thêm", "confirm": "xác nhận", "dismiss": "bỏ qua",
    "undo": "hoàn tác",
}  # fmt: skip
CHOICES = (
    ("measure", "Loại", (("level", "mức, số lượng"), ("change", "tăng, giảm"), ("ratio", "so với mốc"), ("share", "tỷ trọng"))),
    ("basis", "So với", (("", "–"), ("previous_year", "cùng kỳ"), ("previous_period", "kỳ trước"), ("plan", "kế hoạch"),
                         ("base_year", "năm gốc"), ("total", "tổng số"))),
    ("scenario", "Số", (("actual", "thực hiện"), ("estimate", "ước"), ("plan", "kế hoạch"), ("previous", "kỳ trước"))),
)  # fmt: skip
"""The attributes that a person chooses: field, label, values with their words."""


@dataclass(frozen=True, slots=True)
class Shown:
    """`place` names it; `id` is the observation's (empty where rejected); `brief` leaves out of `when` the period that the
    report itself is for; `seen` is the number of its last log entry, `certainty` high, middle or low, `state` one of
    STATES, `reading` how a scan was read where that was in doubt."""

    place: str
    id: str
    figure: Figure
    value: str
    when: str
    brief: str
    kind: str
    verdict: str
    confidence: float
    certainty: str
    state: str
    seen: int
    log: tuple[Decision, ...]
    section: str | None
    source: Source
    reading: Reading | None

    @property
    def name(self) -> str:
        """The indicator with what it is a part of."""
        return " › ".join((*self.figure.path, self.figure.indicator))

    @property
    def verdict_words(self) -> str:
        return VERDICTS[self.verdict]

    @property
    def state_words(self) -> str:
        return STATES[self.state]


def place_name(source: Source) -> str:
    """How a place is named in links and marks."""
    return f"{source.start}-{source.end}"


def span_of(place: str) -> tuple[int, int]:
    """Start and end of a place by its name. Raises ValueError."""
    start, _, end = place.partition("-")
    return int(start), int(end)


def shown(now: Reviewed) -> list[Shown]:
    """Every figure of the report in reading order, rejected ones among them."""
    own = now.report.document.header.period
    rows = []
    for o in now.report.observations:
        standing = now.standing.get(now.names.get(o.id, ""))
        state = o.review.state if o.review else ""
        rows.append(
            Shown(
                place_name(o.source), o.id, *_said(figure_of(o), own), o.verdict, o.confidence, _certainty(o.confidence),
                state, *_log(standing), o.section, o.source, o.reading,
            )
        )  # fmt: skip
    for standing, source in now.rejected:
        before = standing.holds.before if standing.holds else None
        if isinstance(before, Figure):
            rows.append(
                Shown(
                    place_name(source), "", *_said(before, own), "unchecked", 1.0, "high", "rejected", *_log(standing),
                    _section(now, source), source, None,
                )
            )  # fmt: skip
    return sorted(rows, key=lambda row: (row.source.start, row.source.end))


def _said(figure: Figure, own: Period | None) -> tuple[Figure, str, str, str, str]:
    """The figure, its value, when in full and in brief, its kind."""
    return figure, written(vars(figure)), _when(figure), _brief(figure, own), kind_words(figure)


def kind_words(figure: Figure) -> str:
    """Measure, basis and scenario in words, as far as they are not a plain result: `thay đổi so với cùng kỳ, ước`."""
    words = " ".join(filter(None, (MEASURES[figure.measure], BASES.get(figure.basis or "", ""))))
    return ", ".join(filter(None, (words, SCENARIOS[figure.scenario] if figure.scenario != "actual" else "")))


def by_id(rows: list[Shown]) -> Mapping[str, Shown]:
    """The rows that are observations now, by their id."""
    return {row.id: row for row in rows if row.id}


def _brief(figure: Figure, own: Period | None) -> str:
    if own is not None and figure.period is not None and figure.period.label == own.label and figure.year is not None:
        return str(figure.year)
    return _when(figure)


def _when(figure: Figure) -> str:
    label = figure.period.label if figure.period else ""
    year = str(figure.year) if figure.year is not None else ""
    return label.removeprefix("năm ") if year in label else " ".join(filter(None, (label, year)))


def _certainty(confidence: float) -> str:
    return "high" if confidence >= _SURE else "middle" if confidence >= _LIKELY else "low"


def _log(standing: Standing | None) -> tuple[int, tuple[Decision, ...]]:
    return (standing.version, standing.entries) if standing else (0, ())


def _section(now: Reviewed, source: Source) -> str | None:
    before = [one for one in now.report.sections if one.source.start <= source.start]
    return max(before, key=lambda one: one.source.start).id if before else None
