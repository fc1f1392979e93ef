"""One report: everything that was read from one file, and nothing that was not in it."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field, model_validator

from schemas.finding import Finding
from schemas.observation import Observation
from schemas.project import Project
from schemas.source import Record, Source
from schemas.structure import DocumentInfo, Footnote, Problem, Section, Table

SCHEMA_VERSION = "1.0"


class Report(Record):
    """The output contract of `baocao extract`. Every source satisfies `text[start:end] == source.text`. `unexplained`
    are the numbers that are no figure and of which no rule says what else they are; left out where there is none."""

    schema_version: str = SCHEMA_VERSION
    text: str
    document: DocumentInfo
    sections: tuple[Section, ...] = ()
    footnotes: tuple[Footnote, ...] = ()
    tables: tuple[Table, ...] = ()
    observations: tuple[Observation, ...] = ()
    projects: tuple[Project, ...] = ()
    findings: tuple[Finding, ...] = ()
    problems: tuple[Problem, ...] = ()
    unexplained: tuple[Source, ...] = Field(default=(), exclude_if=lambda places: not places)

    def sources(self) -> Iterator[Source]:
        """Every source of every record, in no particular order."""
        for records in (self.sections, self.footnotes, self.tables, self.observations, self.projects):
            for record in records:
                yield record.source
        yield from self.unexplained
        yield from (note.anchor for note in self.footnotes if note.anchor is not None)
        yield from (mention for project in self.projects for mention in project.mentions)

    @model_validator(mode="after")
    def _every_source_holds(self) -> Report:
        for source in self.sources():
            if self.text[source.start : source.end] != source.text:
                raise ValueError(f"source {source.start}:{source.end} says {source.text!r}, the text says otherwise")
        return self
