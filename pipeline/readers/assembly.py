"""Pages to a Document: the same for print, for scans, and for files that have both.

Never: how a page is read, or what is written of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import field
from pathlib import Path

from pipeline.document import Document, Page
from pipeline.frozen import dataclass
from pipeline.readers.page_writer import PageWriter
from pipeline.readers.scan_certainty import Certainty
from schemas.structure import Problem

__all__ = ["Assembly"]


@dataclass(slots=True)
class Assembly:
    """A document as it grows, page by page."""

    writer: PageWriter = field(default_factory=PageWriter)
    certainty: Certainty = field(default_factory=Certainty)
    pages: list[Page] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    stamps: list[str] = field(default_factory=list)

    def add(self, found: Iterable[Callable[[Assembly, int], tuple[Page, str]]]) -> None:
        """Write pages, each by a call with its number that answers with the page and what is to be told about it
        (empty: nothing)."""
        for number, write in enumerate(found, 1):
            if number > 1:
                self.writer.put("\f")
            page, message = write(self, number)
            self.pages.append(page)
            if message:
                self.problems.append(Problem(stage="read", page=number, message=message))

    @property
    def is_empty(self) -> bool:
        """Has no page given any text?"""
        return not any(part.strip() for part in self.writer.parts)

    def document(self, path: Path, media_type: str, data: bytes) -> Document:
        """What was read of the file."""
        return Document(
            file=path.name,
            media_type=media_type,
            sha256=hashlib.sha256(data).hexdigest(),
            text="".join(self.writer.parts),
            pages=tuple(self.pages),
            lines=tuple(self.writer.lines),
            marks=tuple(self.writer.marks),
            grids=tuple(self.writer.grids),
            readings=tuple(self.certainty.readings),
            stamps=tuple(self.stamps),
            problems=tuple(self.problems),
        )
