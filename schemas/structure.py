"""A report's outer form: its header (Nghị định 30/2020/NĐ-CP), sections, footnotes, tables and problems."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from schemas.source import Area, Confidence, Period, Record, Source

TextLayer = Literal["born-digital", "ocr", "mixed", "text"]


class Header(Record):
    """The header fields of Nghị định 30/2020/NĐ-CP; null where the document leaves a field blank or out."""

    type: str | None = None
    number: str | None = None
    issuer: str | None = None
    superior: str | None = None
    area: Area | None = None
    place: str | None = None
    date: str | None = Field(default=None, pattern=r"^\d{4}-\d{2}-\d{2}$")
    subject: str | None = None
    year: int | None = Field(default=None, ge=1945, le=2200)
    period: Period | None = None
    signatory: str | None = None
    signatory_position: str | None = None
    authority: str | None = None
    recipients: tuple[str, ...] = ()
    security: str | None = None
    urgency: str | None = None


class DocumentInfo(Record):
    """The file a report came from. `id` is the content hash; `text_layer` says how its text was got."""

    id: str = Field(pattern=r"^sha256:[0-9a-f]{64}$")
    file: str
    media_type: str
    pages: int | None = Field(default=None, ge=1)
    text_layer: TextLayer
    ocr_confidence: Confidence | None = None
    header: Header


class Section(Record):
    """A numbered heading; `title` is null where the numbered paragraph simply runs on."""

    id: str = Field(pattern=r"^s\d+$")
    label: str
    title: str | None = None
    level: int = Field(ge=1)
    parent: str | None = None
    source: Source


class Footnote(Record):
    """`anchor` is its mark in the body (null where the body has none), `source` the note's own text."""

    id: str = Field(pattern=r"^f\d+$")
    marker: str
    text: str
    section: str | None = None
    anchor: Source | None = None
    source: Source


class Table(Record):
    """A table as printed: `columns` the head cells flattened to one row, `rows` the body cells."""

    id: str = Field(pattern=r"^t\d+$")
    caption: str | None = None
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    section: str | None = None
    source: Source


class Problem(Record):
    """What went wrong with the document (not with the run), by stage; `page` counts from 1."""

    stage: str
    page: int | None = Field(default=None, ge=1)
    message: str
