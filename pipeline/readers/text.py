"""Plain text and Markdown: the file's own characters, its lines, its markup and its pipe tables.

`Document.text` is the decoded file itself, line ends as they stand, so that offsets are offsets into the file. A line
is a source line with something in it; a form feed ends one. There are no pages: a text file does not say where its
pages were (form feeds stay in the text for layout to see). Never: joining lines, telling notes from body.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from pipeline.document import Document, Line, Mark
from pipeline.readers import markdown
from pipeline.readers.encoding import decode
from schemas.structure import Problem

_MARKDOWN_SUFFIXES = {".md", ".markdown", ".mdown"}
_LINE = re.compile(r"[^\r\n\f\v\u2028\u2029]*\S[^\r\n\f\v\u2028\u2029]*")


def read(path: Path, data: bytes) -> Document:
    """The text file `path` with the content `data`. Raises UnreadableInput where that is no text."""
    text, repair = decode(path, data)
    plain = [Line(match.start(), match.start() + len(match.group().rstrip())) for match in _LINE.finditer(text)]
    marks = markdown.markup(text, plain)
    return Document(
        file=path.name,
        media_type="text/markdown" if path.suffix.lower() in _MARKDOWN_SUFFIXES else "text/plain",
        sha256=hashlib.sha256(data).hexdigest(),
        text=text,
        lines=tuple(_with_emphasis(text, plain, marks)),
        marks=tuple(marks),
        grids=tuple(markdown.grids(text, plain)),
        problems=(Problem(stage="read", message=repair),) if repair else (),
    )


def _with_emphasis(text: str, lines: list[Line], marks: list[Mark]) -> Iterator[Line]:
    """Lines that are bold or italic from end to end, also where the emphasis began on an earlier line."""
    depth = {"**": 0, "*": 0, "***": 0, "__": 0, "_": 0}
    at = 0
    for line in lines:
        runs = []
        while at < len(marks) and marks[at].start < line.end:
            runs.append(marks[at])
            at += 1
        within = {run: open_ for run, open_ in depth.items() if open_}
        heading = False
        position = line.start
        for mark in runs:
            heading |= mark.marker.startswith("#")
            if mark.marker in depth:
                if text[position : mark.start].strip() == "" and not depth[mark.marker]:
                    within[mark.marker] = 1
                depth[mark.marker] ^= 1
            if text[position : mark.start].strip() == "":
                position = mark.end
            elif mark.marker in within and not depth[mark.marker] and text[mark.end : line.end].strip("*_ "):
                del within[mark.marker]
        yield Line(
            line.start,
            line.end,
            bold=heading or bool(within.keys() & {"**", "***", "__"}),
            italic=bool(within.keys() & {"*", "***", "_"}),
        )
