"""Print a report as the text edition: what an office gets when it copies a PDF's pages into a text file.

The footnotes of a page stand where the page ends, so with `page_notes = "middle"` they cut a sentence in two. Pages end
at `{page}` in the source or, where a report has none, after `page_words` words at a place that keeps a figure with its
unit: `middle` inside a sentence, `paragraph` after it, `end` never (all notes close the text). It never rewraps a line
and adds no words of its own.
"""

import re
from dataclasses import dataclass, field

from _source import Block, Line, Report, marker

MIN_HALF = 10  # words a cut line keeps on either side, so that the page end is surely mid-sentence
SENTENCE_END = (".", ";", ":", "!", "?", "…")
JOIN_WORDS = 5


@dataclass
class Edition:
    """The text with, by footnote, the offset of its mark and the span of its text, and the cuts (end
    before, start after).
    """

    text: str = ""
    anchors: dict[int, int] = field(default_factory=dict)
    notes: dict[int, tuple[int, int]] = field(default_factory=dict)
    cuts: list[tuple[int, int]] = field(default_factory=list)
    pending: list[int] = field(default_factory=list)
    words: int = 0

    def joins(self) -> list[list[str]]:
        """The sentences that a page end interrupts, as the words before and after."""
        out = []
        for end, start in self.cuts:
            before = self.text[:end].rsplit("\n", 1)[-1]
            after = self.text[start:].split("\n", 1)[0]
            out.append([" ".join(before.split(" ")[-JOIN_WORDS:]), " ".join(after.split(" ")[:JOIN_WORDS])])
        return out


def edition(report: Report) -> Edition:
    """Lay the report out as text."""
    out = Edition()
    manual = any(not p.text and not p.note for b in report.blocks for line in b.lines for p in line)
    for block in report.blocks:
        if block.kind in ("page", "landscape"):
            if report.meta["page_notes"] != "end":
                _flush(out, report)
            continue
        if block.kind == "header":
            _header(out, block, report)
            continue
        _open(out)
        for i, line in enumerate(block.lines):
            if i:
                out.text += "\n"
            _line(out, line, report, cut=block.kind == "text", manual=manual)
        full = not manual and out.words >= report.page_words
        if report.meta["page_notes"] == "paragraph" and full and block.kind == "text":
            _flush(out, report)
    _flush(out, report)
    out.text += "\n"
    return out


def _open(out: Edition) -> None:
    if out.text:
        out.text += "\n\n"


def _header(out: Edition, block: Block, report: Report) -> None:
    if report.meta["header"] == "none":
        return
    _open(out)
    if report.meta["header"] == "table":
        out.text += "\n".join("".join(p.text for p in line) for line in block.lines)
        return
    columns = zip(*([["".join(p.text for p in cell) for cell in row] for row in block.rows]), strict=True)
    out.text += "\n\n".join("\n".join(cell for cell in column if cell) for column in columns)


def _line(out: Edition, line: Line, report: Report, cut: bool, manual: bool) -> None:
    middle = report.meta["page_notes"] == "middle"
    left = len("".join(p.text for p in line).split())
    done = 0
    for piece in line:
        if piece.note:
            out.anchors[piece.note] = len(out.text)
            out.text += marker(report.meta["marker"], piece.note)
            out.pending.append(piece.note)
        elif not piece.text:
            _cut(out, report)
            done = 0
        for word in re.findall(r"\s*\S+\s*?|\s+", piece.text):
            ready = middle and cut and not manual and out.words >= report.page_words
            if ready and done >= MIN_HALF and left >= MIN_HALF and _may_cut(out.text, word):
                _cut(out, report)
                done, word = 0, word.lstrip()
            out.text += word
            out.words, done, left = out.words + 1, done + 1, left - 1


def _may_cut(before: str, word: str) -> bool:
    previous = " ".join(before.split(" ")[-3:])  # a figure, its magnitude and its unit stay together
    plain_words = not re.search(r"\d", previous + word) and word.strip()[:1].islower()
    return word.startswith(" ") and plain_words and not previous.endswith((*SENTENCE_END, ","))


def _cut(out: Edition, report: Report) -> None:
    """End the page here: the notes, then the rest of the line as a paragraph of its own."""
    out.text = out.text.rstrip(" ")
    end = len(out.text)
    _flush(out, report)
    out.text += "\n\n"
    if not out.text[:end].endswith(SENTENCE_END):
        out.cuts.append((end, len(out.text)))


def _flush(out: Edition, report: Report) -> None:
    for note in out.pending:
        out.text += f"\n\n{marker(report.meta['marker'], note)} "
        start = len(out.text)
        out.text += "".join(p.text for p in report.notes[note])
        out.notes[note] = (start, len(out.text))
    out.pending, out.words = [], 0
