"""The numbers of a paragraph, scanned once for all stages that read it."""

from __future__ import annotations

from pipeline.document import Document
from pipeline.grammar.quantities import NumberStyle, Scan, scan
from pipeline.text import View

__all__ = ["scanned"]


def scanned(document: Document, view: View, style: NumberStyle) -> Scan:
    """The scan of one of the document's views."""
    return document.once("scan", lambda: scan(view.text, style), view, style)
