"""From paragraphs, notes and annexes to project records; the sums that are their costs get their names.

Problem: what is said of a list of works stands where it is announced (the verb, the count, the money source), the works
themselves in bullets below it or in a footnote on the count; the same project comes back in prose, note and annex.
Signals, in order: the paragraph's own words (`grammar.projects`); the paragraph that announces the bullets; the
sentence before the note's mark; the section's title (targets of the coming year).
Never: alters an observation that is not a project's figure, or adds a record for a second naming of one project.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.document import Document, Paragraph
from pipeline.draft import ProjectDraft
from pipeline.frozen import dataclass, replace
from pipeline.grammar.folding import fold
from pipeline.grammar.project_details import read_details
from pipeline.grammar.project_merge import merged
from pipeline.grammar.projects import Setting, Work, announced, opens_with_work, read_projects, speaks_of_works
from pipeline.grammar.quantities import NumberStyle, Scan, number_style
from pipeline.grammar.tables import read_tables
from pipeline.stages.scanned import scanned
from pipeline.stages.scope import Scope, bullet_depth, introduces, scope_of
from pipeline.text import Span, View
from schemas.observation import Observation
from schemas.project import Project
from schemas.structure import Footnote

_NUMBERED = re.compile(r"^\s*(?:\(?\d{1,2}[.)]|\(?[a-zđ][.)])\s")
_STRETCH = re.compile(r"\s*\((?!giai đoạn|đợt)[^()]*\)", re.IGNORECASE)  # `(đoạn Km0 - Km3+500)`
_NOTE_GAP = 3
_PLAN = re.compile(r"\b(?:kế hoạch|KHV?|dự toán)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Naming:
    """One naming of a project with the indicator names of its figures: (source start, name, whether it is the cost)."""

    draft: ProjectDraft
    figures: tuple[tuple[int, str, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class _Read:
    """A body paragraph that was read: its view and scan, the works it names and where they stand among all namings."""

    view: View
    found: Scan
    setting: Setting
    works: tuple[Work, ...]
    first: int


_COUNTED = re.compile(r"\d\s+(?:dự án|công trình|đề án|gói thầu|hạng mục)$", re.IGNORECASE)
"""What only counts works is none: `Hàn Quốc 8 dự án, Đài Loan 7 dự án`."""


def projects(document: Document) -> Document:
    """Fill `projects`; name the observations that are their costs."""
    namings = prose(document)
    names = {start: (name, cost) for naming in namings for start, name, cost in naming.figures}
    drafts = [naming.draft for naming in namings]
    if document.tables:
        drafts += [draft for reading in read_tables(document) for draft in reading.projects]
    observations = tuple(_named(o, names, document.header.year) for o in document.observations)
    document = replace(document, observations=observations)
    return replace(document, projects=tuple(_publish(document, drafts)))


def cost_names(document: Document) -> dict[int, str]:
    """Source start of each sum that is a project's cost -> what its indicator is called."""
    return {start: name for naming in prose(document) for start, name, cost in naming.figures if cost}


def prose(document: Document) -> list[Naming]:
    """The namings of running text and notes."""
    view_of = document.views.of
    views = {i: view_of(p.pieces) for i, p in enumerate(document.paragraphs) if p.role in ("body", "note")}
    style = number_style(view.text for view in views.values())
    namings: list[Naming] = []
    read: dict[int, _Read] = {}
    above: list[tuple[int, Setting]] = []
    last = -1
    open_at = -2  # the last paragraph of a list whose items may come without bullets
    for i, view in views.items():
        paragraph = document.paragraphs[i]
        if paragraph.role != "body":
            continue
        before, last = last, i
        depth = bullet_depth(view.text) or int(_NUMBERED.match(view.text) is not None)
        unmarked = (
            bool(above) and not depth and open_at == before and above[-1][1].listed and opens_with_work(view.text)
        )
        while above and above[-1][0] >= depth and not unmarked:
            above.pop()
        if unmarked:
            open_at = i
        setting = above[-1][1] if above and (depth or unmarked) else Setting()
        if not setting.listed and not speaks_of_works(fold(view.text)):
            continue
        scope = scope_of(document, paragraph.start)
        setting = replace(setting, ahead=scope.scenario == "plan")
        found = scanned(document, view, style)
        works = tuple(read_projects(view.text, found, setting))
        read[i] = _Read(view, found, setting, works, len(namings))
        namings += [_naming(view, work, scope, None) for work in works]
        if told := _announcement(document, paragraph, view, found, setting):
            above.append((depth, told))
            open_at = i
    for i, view in views.items():
        paragraph = document.paragraphs[i]
        if paragraph.role == "note" and (note := _note_of(document, paragraph)):
            namings += _in_note(document, note, view, style, read, namings)
    return [naming for naming in namings if not _COUNTED.search(naming.draft.name)]


def _announcement(
    document: Document, paragraph: Paragraph, view: View, found: Scan, setting: Setting
) -> Setting | None:
    """What the paragraph says of the bullets below it: a list of works, or, as a heading, only its status."""
    text = view.text.rstrip()
    if introduces(text):
        told = announced(text, found, len(text) - 1, replace(setting, listed=False))
        return _settled(view, told) if told else None
    if any(s.source.start == paragraph.start and s.title for s in document.sections):
        told = announced(text, found, len(text), replace(setting, listed=False))
        return replace(told[0], listed=False, count=None) if told else None
    return None


def _settled(view: View, told: tuple[Setting, int | None]) -> Setting:
    setting, counted_at = told
    return setting if counted_at is None else replace(setting, group=view.span(counted_at, counted_at + 1))


def _note_of(document: Document, paragraph: Paragraph) -> Footnote | None:
    for note in document.footnotes:
        if note.source.start <= paragraph.start < note.source.end:
            return note
    return None


def _in_note(
    document: Document, note: Footnote, view: View, style: NumberStyle, read: dict[int, _Read], namings: list[Naming]
) -> Iterator[Naming]:
    """A note lists the works that the words before its mark count, or says more of the work that it is put to."""
    found = scanned(document, view, style)
    at = note.anchor.start if note.anchor else 0
    scope = scope_of(document, at)
    setting = Setting(ahead=scope.scenario == "plan")
    holder = next((i for i in read if note.anchor and _holds(document.paragraphs[i], at)), None)
    if holder is not None:
        above = read[holder]
        place = above.view.find(at)
        told = announced(above.view.text, above.found, place, replace(above.setting, listed=False))
        if told:
            setting = replace(_settled(above.view, told), whole=True)
    works = read_projects(view.text, found, setting)
    if holder is not None and not works:
        above = read[holder]
        place = above.view.find(at)
        for n, work in enumerate(above.works):
            if work.end <= place and _is_marked(above.view.text, work, place):
                namings[above.first + n] = _completed(namings[above.first + n], work, view, found)
    for work in works:
        yield _naming(view, work, scope, note)


def _is_marked(text: str, work: Work, place: int) -> bool:
    """Does the mark at `place` stand with the work's name, or behind the parentheses that follow it?"""
    return place - work.end <= _NOTE_GAP or (place <= work.until + _NOTE_GAP and text[:place].endswith(")"))


def _holds(paragraph: Paragraph, offset: int) -> bool:
    return any(start <= offset < end for start, end in paragraph.pieces)


def _completed(naming: Naming, work: Work, view: View, found: Scan) -> Naming:
    """The naming with what its note says: `Chủ đầu tư: Công ty X; vốn đăng ký 86 tỷ đồng`."""
    details = read_details(view.text, fold(view.text), [(0, len(view.text), False)], found.quantities)
    draft, figures = naming.draft, naming.figures
    for quantity, called in details.figures:
        figures += ((view.span(quantity.start, quantity.end)[0], _figure_name(draft.name, called), False),)
    if draft.cost is None and details.cost is not None:
        span = view.span(details.cost.start, details.cost.end)
        figures += ((span[0], f"{_title(draft.name)} {details.cost_word}", True),)
        draft = replace(draft, cost=details.cost.low, cost_span=span)
    draft = replace(
        draft,
        status=draft.status or details.status,
        funding=draft.funding or details.funding,
        owner=draft.owner or details.owner,
        location=draft.location or details.location,
    )
    return Naming(draft, figures)


def _naming(view: View, work: Work, scope: Scope, note: Footnote | None) -> Naming:
    start, end = view.span(work.start, work.end)
    figures: list[tuple[int, str, bool]] = []
    cost_span: Span | None = None
    if work.cost is not None:
        cost_span = view.span(work.cost.start, work.cost.end)
        figures.append((cost_span[0], f"{_title(work.name)} {work.cost_word}", True))
    for quantity, called in work.figures:
        figures.append((view.span(quantity.start, quantity.end)[0], _figure_name(work.name, called), False))
    group = work.group if work.counted_at is None else view.span(work.counted_at, work.counted_at + 1)
    draft = ProjectDraft(
        start=start, end=end, name=work.name, cost=work.cost.low if work.cost else None, cost_span=cost_span,
        status=work.status, funding=work.funding, owner=work.owner, location=work.location, group_span=group,
        section=scope.section, footnote=note.id if note else None, confidence=work.confidence, rule=work.rule,
    )  # fmt: skip
    return Naming(draft, tuple(figures))


def _figure_name(project: str, called: str) -> str:
    """`Chiều dài cầu Cửa Lở`; `Cầu Cửa Lở vốn ngân sách tỉnh`."""
    size = called.endswith(" ")
    return f"{called}{_inner(_STRETCH.sub('', project))}" if size else f"{_title(project)} {called}"


def _title(name: str) -> str:
    return name[:1].upper() + name[1:]


def _inner(name: str) -> str:
    """`Đường liên xã …` within a longer name: `đường liên xã …`; acronyms stay."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def _named(observation: Observation, names: dict[int, tuple[str, bool]], year: int | None) -> Observation:
    told = names.get(observation.source.start)
    if told is None:
        return observation
    name, cost = told
    if cost and observation.unit == "VND":
        settled = {"measure": "level", "basis": None, "scenario": "actual", "year": year}
        return observation.model_copy(update={"indicator": name, "rule": "project_cost", **settled})
    if not cost and observation.measure in ("level", "ratio"):
        planned = observation.scenario == "plan" and observation.measure == "level" and not _PLAN.search(name)
        of_work = {"scenario": "actual", "year": year} if planned else {}  # a work is as long as it is planned to be
        return observation.model_copy(update={"indicator": name, "rule": "project_figure", **of_work})
    return observation


def _publish(document: Document, drafts: list[ProjectDraft]) -> Iterator[Project]:
    counts = {o.source.start: o.id for o in document.observations}
    for n, named in enumerate(merged(drafts), 1):
        d = named.draft
        yield Project(
            id=f"p{n}", name=d.name, cost=d.cost, status=d.status, funding=d.funding, owner=d.owner,
            location=d.location,
            group=counts.get(d.group_span[0]) if d.group_span else None, section=d.section, footnote=d.footnote,
            table=d.table, confidence=d.confidence, source=document.source(d.start, d.end),
            mentions=tuple(document.source(start, end) for start, end in named.mentions),
        )  # fmt: skip
