"""From paragraphs, notes and tables to observations and projects.

Problem: a figure's meaning is spread over its sentence, its list, its section and, for a note, the sentence of its mark.
Signals, in order of precedence: the sentence (`grammar.statements`); the list item's introduction; the note's anchor; the
section's title (targets of the coming year); the header (year, period, area).
Never: takes a numeral without saying what became of it: every one ends as an observation, as a non-indicator by rule, or
as unexplained.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from pipeline.document import Document, Numeral, Paragraph
from pipeline.draft import Draft
from pipeline.frozen import replace
from pipeline.grammar.periods import PeriodMention, as_period
from pipeline.grammar.quantities import Scan, number_style
from pipeline.grammar.standing import Leader, alike
from pipeline.grammar.statements import Context, Statement, read_statements
from pipeline.grammar.tables import CellKey, read_tables
from pipeline.stages.repair import doubt
from pipeline.stages.scanned import scanned
from pipeline.stages.scope import Scope, bullet_depth, introduces, scope_of
from pipeline.stages.segment import body_end
from pipeline.text import View
from schemas.observation import Observation
from schemas.structure import Footnote

_CAPITAL = re.compile(  # by its first letter: a set of characters is sought much faster than alternatives
    r"[kKvV](?<!\w.)(?i:(?:(?<=k)(?:ế hoạch|h) v|(?<=v))ốn"
    r" (?:đầu tư công|xdcb|(?:đầu tư )?xây dựng cơ bản|đầu tư phát triển)\b)"
)
_UNNAMED, _UNNAMED_TRUST = "Không rõ chỉ tiêu", 0.5
_ANNEX = re.compile(r"\s*(?:phụ lục|biểu|bảng|danh mục)\b", re.IGNORECASE)


def extract(document: Document) -> Document:
    """Fills `observations` and `numerals`."""
    tables = read_tables(document)
    sentences = frozenset(key for table in tables for key in table.prose)
    drafts, numerals = prose(document, sentences)
    for table in tables:
        drafts += table.drafts
        numerals += [Numeral(d.start, d.number_end, "observation", d.rule) for d in table.drafts]
        numerals += table.numerals
    observations = tuple(_publish(document, drafts))
    by_start = {o.source.start: o.id for o in observations}
    numerals = [
        Numeral(n.start, n.end, n.kind, n.rule, by_start.get(n.start)) if n.kind == "observation" else n
        for n in numerals
    ]
    return replace(document, observations=observations, numerals=tuple(sorted(numerals, key=lambda n: n.start)))


def prose(document: Document, cells: frozenset[CellKey] = frozenset()) -> tuple[list[Draft], list[Numeral]]:
    """The drafts of running text, notes and the given table cells, and what became of each of their numerals."""
    view_of = document.views.of
    views = {i: view_of(p.pieces) for i, p in enumerate(document.paragraphs) if _is_prose(p, cells)}
    style = number_style(view.text for view in views.values())
    drafts: list[Draft] = []
    numerals: list[Numeral] = []
    anchors: dict[int, tuple[View, Context]] = {}
    introduced: list[tuple[int, Context]] = []
    capital = next((m[0] for view in views.values() if (m := _CAPITAL.search(view.text))), "")
    counts: list[Leader] = []
    annexed = False
    end = body_end(document)
    for i, view in views.items():
        paragraph = document.paragraphs[i]
        if paragraph.role == "note":
            continue
        if paragraph.role == "body" and paragraph.start >= end and not annexed:
            annexed = _ANNEX.match(view.text) is not None
            if not annexed:
                numerals += _closing(view)
                continue
        depth = bullet_depth(view.text)
        while introduced and introduced[-1][0] >= depth:
            introduced.pop()
        scope = scope_of(document, paragraph.start)
        context = _context(document, scope, introduced[-1][1] if introduced and depth else None)
        context.capital, context.bullet, context.counts = capital, depth > 0, counts
        found = scanned(document, view, style)
        statements = read_statements(view.text, found, context)
        drafts += _drafts(view, statements, scope, None)
        numerals += _numerals(view, found, statements)
        anchors[i] = (view, context)
        if introduces(view.text):
            introduced.append((depth, context))
    for i, view in views.items():
        if document.paragraphs[i].role != "note":
            continue
        note = _note_of(document, document.paragraphs[i])
        scope, context, before = _note_context(document, note, anchors)
        found = scanned(document, view, style)
        marked = context.parent
        context.parent = marked.settled() if marked is not None else None
        told = read_statements(view.text, found, context)
        statements = [_as_firm(said, _broken_down(told, marked, before)) for said in told]
        drafts += _drafts(view, statements, scope, note)
        numerals += _numerals(view, found, statements)
    return drafts, numerals


def _closing(view: View) -> Iterator[Numeral]:
    """The numerals of the closing block (`Nơi nhận`, signature): they state nothing of the area."""
    for match in re.finditer(r"\d+", view.text):
        start, end = view.span(*match.span())
        yield Numeral(start, end, "non_indicator", "name.closing_block")


def _is_prose(paragraph: Paragraph, cells: frozenset[CellKey]) -> bool:
    if paragraph.role == "cell":
        return (paragraph.grid, paragraph.row, paragraph.column) in cells
    return paragraph.role in ("body", "note")


def _context(document: Document, scope: Scope, above: Context | None) -> Context:
    issued = date.fromisoformat(document.header.date) if document.header.date else None
    context = Context(document.header.year, scope.year, scope.scenario, scope.thing, report_date=issued)
    context.programme = scope.programme
    if above is not None:
        context.parent, context.last, context.topic = above.last, above.last, above.topic or scope.thing
    return context


def _note_of(document: Document, paragraph: Paragraph) -> Footnote | None:
    for note in document.footnotes:
        if note.source.start <= paragraph.start < note.source.end:
            return note
    return None


def _note_context(
    document: Document, note: Footnote | None, anchors: dict[int, tuple[View, Context]]
) -> tuple[Scope, Context, Sequence[Leader]]:
    """A note stands where its mark stands: it inherits section, subject, period and estimate from there, from the last of
    the leaders before its mark, which come with it."""
    if note is None or note.anchor is None:
        scope = scope_of(document, 0)
        return scope, _context(document, scope, None), ()
    scope = scope_of(document, note.anchor.start)
    context = _context(document, scope, None)
    before: list[Leader] = []
    for i, (view, above) in anchors.items():
        if any(start <= note.anchor.start < end for start, end in document.paragraphs[i].pieces):
            at = view.find(note.anchor.start)
            before = [leader for end, leader in above.trail if end <= at + 1]
            if before:
                context.parent = context.last = before[-1]
                context.trail = [(-1, leader) for leader in before]  # for `các khu vực nêu trên`
            break
    return scope, context, before


def _broken_down(told: Sequence[Statement], marked: Leader | None, before: Sequence[Leader]) -> Leader | None:
    """Which figure a note breaks down: the one that its parts add up to, where that is not the one at its mark (`đã thanh
    toán 20,9 tỷ đồng, ước cả năm 29,6 tỷ đồng⁴`, `⁴ Cấp tỉnh 12,4 tỷ đồng; cấp huyện 8,5 tỷ đồng`)."""
    if marked is None or marked.scenario != "estimate":
        return marked
    parts = [x for x in told if x.unit == marked.unit and x.measure == "level" and x.quantity.part != "whole"]
    total = sum(x.low for x in parts)
    sums = (x for x in reversed(before) if x.unit == marked.unit and x.quantity.low == total)
    return next(sums, marked) if len(parts) > 1 else marked


def _as_firm(said: Statement, marked: Leader | None) -> Statement:
    """What a note tells of the figure that its mark stands at is as firm as that figure; what else it tells is not:
    `ước 640 tàu²`, `² Tàu cá 410 chiếc, tàu khách 230 chiếc; dư nợ vay đóng tàu 41 tỷ đồng`."""
    if marked is None or marked.scenario != "estimate" or said.scenario != "actual":
        return said
    told = said.unit in (marked.unit, "%", "pp") or said.measure in ("change", "ratio")
    same = said.unit != "count" or alike(said.counted or "", marked.counted or "")
    return replace(said, scenario="estimate") if told and same else said


def _drafts(view: View, statements: Iterable[Statement], scope: Scope, note: Footnote | None) -> Iterator[Draft]:
    for said in statements:
        q = said.quantity
        start, end = view.span(q.start, max(q.end, q.number_end))
        yield Draft(
            start=start, end=end, number_end=view.span(q.start, q.number_end)[1], indicator=said.indicator,
            low=said.low, high=said.high, unit=said.unit, resolution=said.resolution, counted=said.counted,
            approx=q.approx, measure=said.measure, basis=said.basis, scenario=said.scenario, year=said.year,
            period=as_period(said.period) if said.period and said.period.kind != "as_of" else None,
            as_of=_as_of(said.period), condition=said.condition, section=scope.section,
            footnote=note.id if note else None, rule=f"{q.rule}/{said.rule}",
        )  # fmt: skip


def _as_of(period: PeriodMention | None) -> str | None:
    """The day that a stock or running total is counted to."""
    if period is None or period.kind not in ("as_of", "to_date") or period.end_date is None:
        return None
    return period.end_date.isoformat()


def _numerals(view: View, found: Scan, statements: Iterable[Statement]) -> Iterator[Numeral]:
    read = {said.quantity.start for said in statements}
    for q in found.quantities:
        start, end = view.span(q.start, q.number_end)
        if q.start in read:
            yield Numeral(start, end, "observation", q.rule)
        else:
            yield Numeral(start, end, "unexplained", "no_unit", detail=view.text[max(0, q.start - 30) : q.end + 20])
    for other in found.others:
        start, end = view.span(other.start, other.end)
        yield Numeral(start, end, "non_indicator", f"{other.kind}.{other.rule}")
    for a, b in found.unread:
        start, end = view.span(a, b)
        yield Numeral(start, end, "unexplained", "unread", detail=view.text[max(0, a - 30) : b + 20])


def _publish(document: Document, drafts: Iterable[Draft]) -> Iterator[Observation]:
    """Drafts in reading order, with ids; what the whole report says of each (area, period, damage) is added."""
    header = document.header
    damage = doubt(document)
    titles = {section.id: section.title for section in document.sections}
    for n, d in enumerate(sorted(drafts, key=lambda d: (d.start, d.number_end)), 1):
        period = header.period if header.period and d.year == header.year and d.period is None else d.period
        trust = d.confidence * damage.at(d.start, d.end) * document.certainty(d.start, d.end)
        indicator = d.indicator
        if not indicator:  # no words name it: what its section is about, in doubt
            indicator, trust = titles.get(d.section or "") or header.subject or _UNNAMED, trust * _UNNAMED_TRUST
        yield Observation(
            id=f"o{n}", indicator=indicator, path=d.path, low=d.low, high=d.high, unit=d.unit, counted=d.counted,
            approx=d.approx, resolution=d.resolution, measure=d.measure, basis=d.basis, scenario=d.scenario, year=d.year,
            period=period, as_of=d.as_of, area=header.area, condition=d.condition, section=d.section, footnote=d.footnote,
            table=d.table, rule=d.rule or None, source=document.source(d.start, d.end),
            confidence=trust,
        )  # fmt: skip
