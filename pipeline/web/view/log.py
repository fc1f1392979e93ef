"""An entry of the log in words: what it is about, and what it changed. Never: a value that the entry does not hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.deliver.units import vietnamese, written
from pipeline.deliver.wording import BASES, MEASURES, RULES, SCENARIOS, STATUSES
from pipeline.review.decision import Decision
from schemas.observation import Figure
from schemas.project import ProjectFacts

SUBJECTS = {"figure": "số liệu", "project": "dự án", "finding": "phát hiện"}
Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """What one attribute was and what it is to be."""

    label: str
    before: str
    after: str


def about(entry: Decision) -> str:
    """What was decided on: an indicator, a project, the kind of a finding; else the words in the text."""
    stated = entry.after or entry.before
    if isinstance(stated, Figure):
        return " › ".join((*stated.path, stated.indicator))
    if isinstance(stated, ProjectFacts):
        return stated.name
    return RULES[entry.rule] if entry.rule else entry.place.quote


def changes(entry: Decision) -> Iterator[Change]:
    """The attributes that a correction changed, and those of what was added."""
    if entry.after is None:
        return
    before, after = _words(entry.before), _words(entry.after)
    for label, now in after.items():
        if before.get(label, "") != now:
            yield Change(label, before.get(label, ""), now)


def _words(stated: Figure | ProjectFacts | None) -> Words:
    if isinstance(stated, Figure):
        return {
            "Giá trị": written(vars(stated)), "Chỉ tiêu": stated.indicator, "Năm": str(stated.year or ""),
            "Loại": MEASURES[stated.measure] or "mức", "So với": BASES.get(stated.basis or "", ""),
            "Số": SCENARIOS[stated.scenario], "Điều kiện": stated.condition or "",
        }  # fmt: skip
    if isinstance(stated, ProjectFacts):
        cost = f"{vietnamese(stated.cost / 1_000_000)} tr.đ" if stated.cost is not None else ""
        return {
            "Tên": stated.name, "Kinh phí": cost, "Tình trạng": STATUSES.get(stated.status or "", ""),
            "Nguồn vốn": stated.funding or "", "Chủ đầu tư": stated.owner or "", "Địa điểm": stated.location or "",
        }  # fmt: skip
    return {}
