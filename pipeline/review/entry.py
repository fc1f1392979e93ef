"""The next entry of a log: what a person wants, against what holds now.

Signals: what is decided on is found by its place (a figure, a project) or by the name or number of a finding; who decides
says which entry of its log was the last one seen, so that of two people the second is told who was first.
Never: an entry about something that is not there, or one that changes nothing it says it changes.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.errors import UsageError
from pipeline.review.apply import Reviewed
from pipeline.review.decision import ALLOWED, Action, Decision, Place, Subject, facts_of, figure_of, name_of, place_of
from pipeline.review.findings import sides_of
from pipeline.review.log import Standing
from schemas import Report
from schemas.finding import Rule
from schemas.observation import Figure, Observation
from schemas.project import Project, ProjectFacts
from schemas.source import Box, Source

_GONE = "ở chỗ này không có {}; tải lại trang rồi quyết định"
_NOUNS: dict[Subject, str] = {"figure": "số liệu nào", "project": "dự án nào", "finding": "mâu thuẫn nào"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person decides about the figure or project at `text[start:end]`, or about the finding of this id or name.
    `seen` is the number of the last entry of its log that the person saw (0: none); `figure`, `facts` what is to hold,
    for correct and add; `page`, `boxes` for add; `note` says why, for a dismissal always. An undo may go by the `name` in
    the log instead, also where the words are gone from the text."""

    document: str
    start: int
    end: int
    action: Action
    seen: int
    by: str
    figure: Figure | None = None
    note: str | None = None
    page: int | None = None
    boxes: tuple[Box, ...] = ()
    subject: Subject = "figure"
    facts: ProjectFacts | None = None
    finding: str = ""
    name: str = ""


class Conflict(Exception):
    """Somebody else decided in between; `newest` is the last entry."""

    def __init__(self, newest: Decision) -> None:
        super().__init__(f"{newest.by} đã quyết định về chỗ này lúc {newest.at}; xem lại rồi quyết định")
        self.newest = newest


@dataclass(frozen=True, slots=True)
class _Target:
    """What is decided on: its name in the log, its place, what it states; `here`: it is in the report now."""

    name: str
    place: Place
    here: bool
    before: Figure | ProjectFacts | None = None
    rule: Rule | None = None
    sides: tuple[Place, ...] = ()


def entry(now: Reviewed, wanted: Wanted, at: datetime.datetime) -> Decision:
    """The next entry. Raises Conflict; UsageError where there is nothing to decide on, or nothing is said."""
    known = now.standing.get(wanted.name) if wanted.name else None
    subject, action = known.subject if known else wanted.subject, wanted.action
    if wanted.name and (known is None or action != "undo"):
        raise UsageError("nhật ký không có quyết định này")
    if action not in ALLOWED[subject]:
        raise UsageError(f"không thể {action} ở đây")
    target = _known(known) if known else _TARGETS[subject](now, wanted)
    known = now.standing.get(target.name)
    if (known.version if known else 0) != wanted.seen:
        if known is None:
            raise UsageError("số này đã đổi chỗ từ khi trang được mở; tải lại trang rồi quyết định")
        raise Conflict(known.entries[-1])
    if action == "undo" and (known is None or known.holds is None):
        raise UsageError("không còn quyết định nào để hoàn tác ở đây")
    if not target.here and action not in ("add", "undo"):
        raise UsageError(_GONE.format(_NOUNS[subject]))
    if target.here and action == "add":
        raise UsageError("chỗ này đã là một số liệu; hãy sửa số liệu ấy")
    if action == "dismiss" and not wanted.note:
        raise UsageError("chưa ghi vì sao bỏ qua mâu thuẫn này")
    after = _after(wanted, target)
    return Decision(
        subject=subject, document=now.report.document.id, figure=target.name, number=wanted.seen + 1, action=action,
        place=target.place, before=target.before, after=after,
        undoes=known.holds.number if action == "undo" and known and known.holds else None,
        by=wanted.by, at=at.isoformat(timespec="seconds"), note=wanted.note or None, rule=target.rule, sides=target.sides,
    )  # fmt: skip


def _after(wanted: Wanted, target: _Target) -> Figure | ProjectFacts | None:
    if wanted.action == "accept":
        return target.before
    if wanted.action not in ("correct", "add"):
        return None
    stated = wanted.figure if wanted.subject == "figure" else wanted.facts
    if stated is None:
        raise UsageError("chưa ghi giá trị đúng")
    return stated


def _known(one: Standing) -> _Target:
    """What the log names, wherever it is now."""
    last, held = one.entries[-1], one.holds.after if one.holds else None
    return _Target(one.figure, last.place, True, held, last.rule, last.sides)


def _of_figure(now: Reviewed, wanted: Wanted) -> _Target:
    span = wanted.start, wanted.end
    here = next((o for o in now.report.observations if (o.source.start, o.source.end) == span), None)
    return _of_record(now, wanted, here, now.rejected, figure_of(here) if here else None)


def _of_project(now: Reviewed, wanted: Wanted) -> _Target:
    span = wanted.start, wanted.end
    here = next((one for one in now.report.projects if (one.source.start, one.source.end) == span), None)
    return _of_record(now, wanted, here, now.refused, facts_of(here) if here else None)


def _of_record(
    now: Reviewed,
    wanted: Wanted,
    here: Observation | Project | None,
    refused: Iterable[tuple[Standing, Source]],
    said: Figure | ProjectFacts | None,
) -> _Target:
    """The record that stands in the place that a person means, or that a person refused there."""
    span = wanted.start, wanted.end
    gone = next((one for one, source in refused if (source.start, source.end) == span), None)
    place = place_of(now.report, here.source if here else _source(now.report, wanted))
    name = now.names.get(here.id) if here else gone.figure if gone else None
    return _Target(name or name_of(wanted.subject, place), place, here is not None, said)


def _of_finding(now: Reviewed, wanted: Wanted) -> _Target:
    report = now.report
    here = next((f for f in report.findings if wanted.finding in (f.id, now.names.get(f.id))), None)
    done = next((f for one, f in now.dismissed if wanted.finding in (f.id, one.figure)), None)
    finding = here or done
    sides = tuple(place_of(report, source) for source in sides_of(report, finding)) if finding else ()
    if finding is None or not sides:
        raise UsageError(_GONE.format(_NOUNS["finding"]))
    name = now.names.get(finding.id) or name_of("finding", *sides, rule=finding.rule)
    return _Target(name, sides[0], here is not None, rule=finding.rule, sides=sides)


_TARGETS = {"figure": _of_figure, "project": _of_project, "finding": _of_finding}


def _source(report: Report, wanted: Wanted) -> Source:
    if not 0 <= wanted.start < wanted.end <= len(report.text):
        raise UsageError("chỗ được chọn nằm ngoài văn bản")
    quote = report.text[wanted.start : wanted.end]
    return Source(page=wanted.page, start=wanted.start, end=wanted.end, text=quote, boxes=wanted.boxes)
