"""Segment: the header, the section tree and the footnotes of a laid-out document.

Problem: later stages must know for every figure in which section it stands, whether it is in a footnote and where that
footnote's mark is, and for which year and agency the report speaks. This stage cuts the paragraphs into head, title,
body and closing, and hands each to its grammar (`header`, `headings` and `outline`, `signature`).

Signals in order of precedence: roles and footnote marks from layout; the line that names the kind of document; the
first numbered heading; `Nơi nhận:` or a signature as the end of the body. Never: what stands after the body's end is no
section (annexes number their own lists); a secret document is refused before anything of it is kept.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from unicodedata import normalize

from pipeline.document import Document, Paragraph
from pipeline.errors import Reason, UnreadableInput
from pipeline.frozen import dataclass, replace
from pipeline.grammar import header, headings, outline, secrecy, signature
from pipeline.grammar.letters import is_capitals
from pipeline.stages.footnotes import footnotes
from pipeline.text import View
from schemas.structure import Header, Section

_TITLE_WINDOW = 40
_HEAD_LIMIT = 250
_SUBJECT_LINES = 8
_TITLE_LINES = 3
_FRAME_CELLS = 2
"""A frame around a mark may be read as a table of so many cells."""


@dataclass(frozen=True, slots=True)
class _Text:
    """A paragraph that is no footnote and no furniture, with its view."""

    paragraph: Paragraph
    view: View

    @property
    def text(self) -> str:
        return self.view.text


@dataclass(frozen=True, slots=True)
class _Cut:
    """Where the parts of a document begin, as places in its list of texts."""

    title: int | None
    body: int
    end: int


def segment(document: Document) -> Document:
    """Fill `header`, `sections` and `footnotes`. Raises UnreadableInput for a document marked as a state secret."""
    view_of = document.views.of
    texts = [_Text(p, view_of(p.pieces)) for p in document.paragraphs if p.role in ("body", "head", "cell")]
    if _is_secret(document):
        raise UnreadableInput(document.file, Reason.SECRET)
    cut = _cut(texts)
    sections = tuple(_sections(document, texts[cut.body : cut.end]))
    document = replace(document, header=_header(texts, cut), sections=sections)
    notes, problems = footnotes(document, section_lookup(document))
    return replace(document, footnotes=tuple(notes), problems=(*document.problems, *problems))


def _is_secret(document: Document) -> bool:
    """Is the document marked as a state secret anywhere: on a line as read, also of page headers and notes, in a
    paragraph or cell, on a stamp?"""
    wording, view_of = document.wording, document.views.of
    lines = (wording[line.start : line.end] for line in document.lines)
    paragraphs = (view_of(paragraph.pieces).text for paragraph in document.paragraphs)
    return (
        secrecy.is_secret(lines)
        or secrecy.is_secret(paragraphs)
        or any(map(secrecy.is_secret_stamp, (*document.stamps, *_recognised(document))))
    )


def _recognised(document: Document) -> Iterator[str]:
    """The lines of recognised pages that stand in no table (but a frame): a mark in black is read with a letter wrong."""
    scanned = {page.number for page in document.pages if page.origin == "ocr"}
    grids = [(grid.start, grid.end) for grid in document.grids if grid.rows * grid.columns > _FRAME_CELLS]
    for line in document.lines if scanned else ():
        if line.page in scanned and not any(start <= line.start < end for start, end in grids):
            yield document.wording[line.start : line.end]


def section_lookup(document: Document) -> Callable[[int], Section | None]:
    """A function from an offset to the section that it stands in: the last heading above it; within a footnote, the
    section of the footnote's mark; None above the first heading and below the body's end."""
    starts = [section.source.start for section in document.sections]
    notes = sorted((note.source.start, note.source.end, note.section) for note in document.footnotes)
    by_id = {section.id: section for section in document.sections}
    end = body_end(document)

    def at(offset: int) -> Section | None:
        i = bisect_right(notes, offset, key=lambda note: note[0]) - 1
        if i >= 0 and offset < notes[i][1]:
            return by_id.get(notes[i][2] or "")
        i = bisect_right(starts, offset) - 1
        return document.sections[i] if i >= 0 and offset < end else None

    return at


def section_at(document: Document, offset: int) -> Section | None:
    """The section that `offset` stands in; for many offsets take `section_lookup` once."""
    return section_lookup(document)(offset)


def body_end(document: Document) -> int:
    """The offset where the running text ends and the closing block begins."""

    def find() -> int:
        running = [p for p in document.paragraphs if p.role in ("body", "cell")]
        end = _end_of_body([normalize("NFC", document.wording[p.start : p.end]) for p in running])
        return running[end].start if end < len(running) else len(document.text)

    return document.once("body end", find, document.paragraphs, document.wording)


def _end_of_body(texts: Sequence[str]) -> int:
    """The place of the first text of the closing block; without one, what follows the final `./.`."""
    closing = next((i for i, text in enumerate(texts) if len(text) < _HEAD_LIMIT and signature.closes(text)), None)
    if closing is not None:
        return closing
    return next((i + 1 for i, text in enumerate(texts) if text.rstrip().endswith("./.")), len(texts))


def _cut(texts: Sequence[_Text]) -> _Cut:
    running = [i for i, t in enumerate(texts) if t.paragraph.role != "head"]
    end = _end_of_body([texts[i].text for i in running])
    end = running[end] if end < len(running) else len(texts)
    title = next((i for i, t in enumerate(texts[:_TITLE_WINDOW]) if i < end and _is_title(t)), None)
    if title is None:
        body = next((i for i, t in enumerate(texts) if t.paragraph.role != "head"), 0)
        return _Cut(None, body, end)
    body = title + 1
    while body < end and body <= title + _SUBJECT_LINES and _goes_on(texts, title, body):
        body += 1
    return _Cut(title, body, end)


def _is_title(text: _Text) -> bool:
    return text.paragraph.role != "cell" and len(text.text) <= _HEAD_LIMIT and header.type_at(text.text) is not None


def _goes_on(texts: Sequence[_Text], title: int, i: int) -> bool:
    """Does the subject go on with paragraph i?"""
    text = texts[i]
    if text.paragraph.role == "cell" or headings.read_label(text.text):
        return False
    stripped = text.text.strip()
    if stripped.startswith("(") and stripped.endswith(")"):
        return i > title + 1  # `(Trình tại kỳ họp …)`: passed over, see `_subject`
    alone = header.type_at(texts[title].text) == len(texts[title].text.rstrip())
    if i == title + 1 and alone:
        return (
            len(stripped) <= 400
            and not stripped.endswith((":", ";", ",", "./."))
            and not stripped.lower().startswith("kính gửi")
        )
    if header.opens_body(text.text):
        return False
    same_look = (
        text.paragraph.bold == texts[i - 1].paragraph.bold and text.paragraph.align == texts[i - 1].paragraph.align
    )
    return stripped[:1].islower() or (
        same_look and len(stripped) <= _HEAD_LIMIT and (text.paragraph.bold or _adjoins(texts, i))
    )


def _adjoins(texts: Sequence[_Text], i: int) -> bool:
    """Are paragraphs i - 1 and i of a plain text on successive lines, without a blank one between?"""
    return texts[i].paragraph.start - texts[i - 1].paragraph.end <= 2


def _header(texts: Sequence[_Text], cut: _Cut) -> Header:
    above = cut.title if cut.title is not None else cut.body
    head = [t for i, t in enumerate(texts) if t.paragraph.role == "head" or i < above]
    titles = [] if cut.title is None else [t.text for t in texts[cut.title : cut.body]]
    titles = [t for i, t in enumerate(titles) if i == 0 or not (t.strip().startswith("(") and t.strip().endswith(")"))]
    body = [t.text for t in texts[cut.body : cut.end]]
    return header.read_header(
        header.Parts(
            head=[t.text for t in head],
            title=titles,
            opening=" ".join(body[:2]),
            closing=[t.text for t in texts[cut.end :][:_TITLE_WINDOW]],
            body="\n".join(body),
        )
    )


def _sections(document: Document, texts: Sequence[_Text]) -> Iterator[Section]:
    for i, node in enumerate(outline.build(list(_candidates(texts)))):
        label = node.candidate.label
        start, end = texts[node.candidate.index].view.span(label.start, label.end)
        title, title_end = _title(texts, node)
        yield Section(
            id=f"s{i + 1}",
            label=label.text,
            title=title,
            level=node.level,
            parent=None if node.parent is None else f"s{node.parent + 1}",
            source=document.source(start, title_end or end),
        )


def _candidates(texts: Sequence[_Text]) -> Iterator[outline.Candidate]:
    for i, text in enumerate(texts):
        if text.paragraph.role != "body":
            continue
        label = headings.read_label(text.text)
        if label is not None and not _is_list_item(texts, i, label):
            title = headings.read_title(text.text, label, text.paragraph.bold)
            after_head = i > 0 and _is_unnumbered_head(texts[i - 1])
            yield outline.Candidate(i, label, title, text.paragraph.bold, after_head)


def _is_list_item(texts: Sequence[_Text], i: int, label: headings.Label) -> bool:
    """`(1) …` under a line that ends in a colon, or ending in a semicolon: an item of a list, no section."""
    if not label.text.startswith("("):
        return False
    announced = i > 0 and texts[i - 1].text.rstrip().endswith(":") and not headings.read_label(texts[i - 1].text)
    return announced or texts[i].text.rstrip().endswith(";")


def _is_unnumbered_head(text: _Text) -> bool:
    if text.paragraph.role != "body" or headings.read_label(text.text) or len(text.text) > _HEAD_LIMIT:
        return False
    return (text.paragraph.bold or is_capitals(text.text)) and text.text[:1].isalpha()


def _title(texts: Sequence[_Text], node: outline.Node) -> tuple[str | None, int | None]:
    """A heading's title and the source offset of its end."""
    candidate = node.candidate
    text, title = texts[candidate.index], candidate.title
    if node.titled:
        return text.text[title.start : title.end], text.view.span(title.start, title.end)[1]
    if title.kind != "empty":
        return None, None
    below = []
    for following in texts[candidate.index + 1 : candidate.index + 1 + _TITLE_LINES]:
        if not _is_unnumbered_head(following):
            break
        below.append(following)
    if not below:
        return None, None
    return " ".join(t.text.strip() for t in below), below[-1].paragraph.end
