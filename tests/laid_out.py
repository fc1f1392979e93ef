"""Laid-out documents for tests of the stages after layout: one paragraph a line."""

from __future__ import annotations

from pipeline.document import Document, Paragraph, Role


def document(*groups: tuple[Role, list[str]]) -> Document:
    """A document whose paragraphs are the lines of `groups`, each with its group's role."""
    paragraphs: list[Paragraph] = []
    text = ""
    for role, lines in groups:
        for line in lines:
            paragraphs.append(Paragraph(role=role, pieces=((len(text), len(text) + len(line)),)))
            text += line + "\n\n"
    return Document("bao-cao.txt", "text/plain", "0" * 64, text, paragraphs=tuple(paragraphs))
