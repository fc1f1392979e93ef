"""Lines to paragraphs: by geometry where the input has it, by wording where it has none."""

from __future__ import annotations

from pipeline.document import Document
from pipeline.layout import flow, pages

__all__ = ["layout"]


def layout(document: Document) -> Document:
    """Fill `paragraphs`, and the marks that only their place gives away."""
    printed = any(line.box is not None for line in document.lines)
    return pages.paragraphs(document) if printed else flow.paragraphs(document)
