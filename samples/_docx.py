"""Write a report as DOCX the way Word stores an office's paper: real footnotes, a page-number header from page 2 on,
borderless tables for the header block and the signature, and where `numbering = "word"` headings whose numbers are
Word's own and in no text.

The XML is written directly so that the same source gives the same bytes: fixed dates, fixed order. It knows no styles
beyond the three that `_docx_parts` declares and never reflows a line.
"""

import io
import re
import zipfile
from typing import NamedTuple
from xml.sax.saxutils import escape

from _docx_parts import HEADER_ID, LEVELS, R, W, fixed
from _source import Block, Line, Piece, Report, SampleError, plain
from _typst import CENTRED, HEADING, UNIT_LINE

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
NOTE_MARK = '<w:rStyle w:val="FootnoteReference"/>'
PORTRAIT = (11906, 16838)  # A4 in twentieths of a point
TEXT_WIDTH = 11906 - 1701 - 1134  # between margins of 3 cm and 2 cm


def docx(report: Report) -> bytes:
    """The report's DOCX; the same bytes for the same source."""
    parts = fixed(report) | {"word/document.xml": _document(report), "word/footnotes.xml": _footnotes(report)}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, xml in parts.items():
            z.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), XML + xml, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _document(report: Report) -> str:
    body: list[str] = []
    turned, first = False, True
    numbers = _Numbers(report)
    for i, block in enumerate(report.blocks):
        if block.kind == "signature":
            continue  # written beside the recipients
        if block.kind in ("page", "landscape"):
            body.append(f"<w:p><w:pPr>{_page_setup(turned, first)}</w:pPr></w:p>")
            first = False
            turned = block.kind == "landscape"
        elif block.kind == "recipients":
            body.append(_close(block, [line for b in report.blocks[i:] if b.kind == "signature" for line in b.lines]))
        elif block.kind == "header":
            body.append(_header(block))
        elif block.kind == "table":
            body.append(_table(block, turned) + "<w:p/>")
        else:
            body += [_line(block, line, numbers) for line in block.lines]
    return f"<w:document {W} {R}><w:body>{''.join(body)}{_page_setup(turned, first)}</w:body></w:document>"


def _page_setup(turned: bool, first: bool) -> str:
    """The section's page: A4 upright or turned; the first page of the first section bears no number."""
    w, h = PORTRAIT[::-1] if turned else PORTRAIT
    turn = ' w:orient="landscape"' if turned else ""
    size = f'<w:pgSz w:w="{w}" w:h="{h}"{turn}/>'
    margins = '<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1701" w:header="567" w:footer="567"/>'
    head = f'<w:headerReference w:type="default" r:id="{HEADER_ID}"/>'
    return f"<w:sectPr>{head}{size}{margins}{'<w:titlePg/>' * first}</w:sectPr>"


class Look(NamedTuple):
    """What a place adds to its runs; `size` in half points, 0 for the document's own."""

    bold: bool = False
    italic: bool = False
    size: int = 0
    underline: bool = False

    def properties(self, piece: Piece) -> str:
        """The run properties in the order that the schema asks for."""
        out = "<w:b/>" * (self.bold or piece.bold) + "<w:i/>" * (self.italic or piece.italic)
        out += f'<w:sz w:val="{self.size}"/>' * bool(self.size) + '<w:u w:val="single"/>' * self.underline
        return f"<w:rPr>{out}</w:rPr>" * bool(out)


PLAIN = Look()


def _run(p: Piece, look: Look) -> str:
    if p.note:
        return f'<w:r><w:rPr>{NOTE_MARK}</w:rPr><w:footnoteReference w:id="{p.note}"/></w:r>'
    if not p.text:
        return ""
    return f'<w:r>{look.properties(p)}<w:t xml:space="preserve">{escape(p.text)}</w:t></w:r>'


def _paragraph(
    line: Line, align: str, look: Look = PLAIN, properties: str = "", indent: int = 0, after: int = 0
) -> str:
    """A paragraph; indent of the first line and space after it in twentieths of a point."""
    space = f'<w:spacing w:before="0" w:after="{after}"/><w:ind w:firstLine="{indent}"/><w:jc w:val="{align}"/>'
    return f"<w:p><w:pPr>{properties}{space}</w:pPr>{''.join(_run(p, look) for p in line)}</w:p>"


def _line(block: Block, line: Line, numbers: "_Numbers") -> str:
    words = plain(line)
    bold = all(p.bold for p in line if p.text.strip())
    if block.kind in ("title", "caption"):
        aside = words.startswith("(")
        return _paragraph(line, "center", Look(bold=not aside, italic=aside), after=60)
    if bold and CENTRED.match(plain(block.lines[0])):
        return _paragraph(line, "center", properties="<w:keepNext/>", after=60)
    if UNIT_LINE.match(words):
        return _paragraph(line, "right")
    if bold and HEADING.match(words):
        numbered = numbers.take(line, block.number)
        if numbered:
            level, rest = numbered
            number = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>'
            return _paragraph(rest, "both", properties=f"<w:keepNext/>{number}", indent=720, after=120)
        return _paragraph(line, "both", properties="<w:keepNext/>", indent=720, after=120)
    return _paragraph(line, "both", indent=720, after=120)


class _Numbers:
    """Counts headings as Word will, so that a label taken out of the text is the label that Word prints."""

    def __init__(self, report: Report) -> None:
        self.on = report.meta["numbering"] == "word"
        self.where = report.folder / "report.md"
        self.counts = [0, 0, 0, 0]

    def take(self, line: Line, number: int) -> tuple[int, Line] | None:
        """The level and the heading without its label, or None where labels stay typed."""
        if not self.on:
            return None
        label, _, _ = plain(line).partition(" ")
        for level, (form, style, pattern) in enumerate(LEVELS):
            if not re.fullmatch(pattern, label):
                continue
            self.counts[level] += 1
            self.counts[level + 1 :] = [0] * (3 - level)
            printed = form.replace("%1", _roman(self.counts[0])).replace("%4", "abcdefgh"[self.counts[3] - 1])
            printed = printed.replace("%2", str(self.counts[1])).replace("%3", str(self.counts[2]))
            if printed != label:
                raise SampleError(
                    f"{self.where}:{number}: Word would number {printed!r} ({style}), the source has {label!r}"
                )
            first, *rest = line
            return level, (Piece(first.text[len(label) :].lstrip(), first.bold, first.italic), *rest)
        return None


def _roman(n: int) -> str:
    return ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"][n]


def _cell(width: int, paragraphs: str, align: str = "top") -> str:
    place = f'<w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="{align}"/>'
    return f"<w:tc><w:tcPr>{place}</w:tcPr>{paragraphs}</w:tc>"


def _grid(widths: list[int], rows: list[str], border: str = "none") -> str:
    """A table of fixed column widths (twentieths of a point), `border` none or single."""
    sides = "".join(
        f'<w:{s} w:val="{border}" w:sz="4" w:space="0" w:color="000000"/>'
        for s in ["top", "left", "bottom", "right", "insideH", "insideV"]
    )
    props = f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{sides}</w:tblBorders>'
    props += '<w:tblLayout w:type="fixed"/>'
    grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
    return f"<w:tbl><w:tblPr>{props}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def _header(block: Block) -> str:
    widths = [TEXT_WIDTH * 39 // 100, TEXT_WIDTH * 61 // 100]
    rows = []
    for row in block.rows:
        cells = []
        for width, cell in zip(widths, row, strict=True):
            words = plain(cell)
            dated, numbered = "ngày" in words, words.startswith("Số")
            look = Look(not dated and not numbered, dated, 24, underline=words.startswith("Độc lập"))
            cells.append(_cell(width, _paragraph(cell, "center", look)))
        rows.append(f"<w:tr>{''.join(cells)}</w:tr>")
    return _grid(widths, rows) + "<w:p/>"


def _table(block: Block, turned: bool) -> str:
    total = TEXT_WIDTH + (PORTRAIT[1] - PORTRAIT[0]) * turned
    widths = [total * w // sum(block.widths) for w in block.widths]
    head, *rows = (
        "".join(
            _cell(width, _paragraph(cell, align if i else "center", Look(not i, size=22)), "center")
            for width, align, cell in zip(widths, block.aligns, row, strict=True)
        )
        for i, row in enumerate(block.rows)
    )
    repeated = f"<w:tr><w:trPr><w:tblHeader/></w:trPr>{head}</w:tr>"
    return _grid(widths, [repeated, *(f"<w:tr>{row}</w:tr>" for row in rows)], "single")


def _close(block: Block, signature: list[Line]) -> str:
    widths = [TEXT_WIDTH // 2, TEXT_WIDTH // 2]
    first, *rest = block.lines
    left = _paragraph(first, "left", Look(True, True, 24))
    left += "".join(_paragraph(line, "left", Look(size=22)) for line in rest)
    *office, name = (_paragraph(line, "center", Look(True)) for line in signature or [()])
    right = "".join(office) + "<w:p/>" * 4 + name  # room for the signature
    return "<w:p/>" + _grid(widths, [f"<w:tr>{_cell(widths[0], left)}{_cell(widths[1], right)}</w:tr>"]) + "<w:p/>"


def _footnotes(report: Report) -> str:
    notes = ""
    for kind, number in (("separator", -1), ("continuationSeparator", 0)):
        notes += f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>'
    mark = f"<w:r><w:rPr>{NOTE_MARK}</w:rPr><w:footnoteRef/></w:r>"
    for note, line in report.notes.items():
        runs = mark + "".join(_run(p, PLAIN) for p in (Piece(" "), *line))
        paragraph = f'<w:p><w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr>{runs}</w:p>'
        notes += f'<w:footnote w:id="{note}">{paragraph}</w:footnote>'
    return f"<w:footnotes {W}>{notes}</w:footnotes>"
