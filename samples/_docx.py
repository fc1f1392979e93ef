"""Write a report as DOCX the way Word stores an office's paper: real footnotes, a page-number header from page 2 on,
borderless tables for the header block and the signature, and where `numbering = "word"` headings whose numbers are
Word's own and in no text.

The parts are written directly (ECMA-376, transitional) so that the same source gives the same bytes: fixed dates, fixed
order. It knows no styles beyond the three it declares and never reflows a line.
"""

import io
import re
import zipfile
from xml.sax.saxutils import escape, quoteattr

from _source import Block, Line, Piece, Report, SampleError, plain
from _typst import CENTRED, HEADING, UNIT_LINE

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PARTS = ("document", "styles", "settings", "numbering", "footnotes", "header1")
TYPES = {"document": "document.main", "header1": "header"}
PORTRAIT = (11906, 16838)  # A4 in twentieths of a point
TEXT_WIDTH = 11906 - 1701 - 1134  # between margins of 3 cm and 2 cm
# Word's own numbering: level, printed form, number format; the label patterns that become each level
LEVELS = (("%1.", "upperRoman", r"[IVX]+\."), ("%2.", "decimal", r"\d+\."), ("%2.%3.", "decimal", r"\d+\.\d+\."))
LETTERS = ("%4)", "lowerLetter", r"[a-z]\)")


def docx(report: Report) -> bytes:
    """The report's DOCX."""
    parts = {"[Content_Types].xml": _content_types(), "_rels/.rels": _package(), "docProps/core.xml": _core(report)}
    parts |= {
        "word/_rels/document.xml.rels": _relations(),
        "word/document.xml": _document(report),
        "word/styles.xml": _styles(),
        "word/settings.xml": _settings(),
        "word/numbering.xml": _numbering(),
        "word/footnotes.xml": _footnotes(report),
        "word/header1.xml": _page_header(),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, xml in parts.items():
            z.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), HEAD + xml, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _document(report: Report) -> str:
    body: list[str] = []
    turned = False
    numbers = _Numbers(report)
    for i, block in enumerate(report.blocks):
        if block.kind == "signature":
            continue  # written beside the recipients
        if block.kind in ("page", "landscape"):
            body.append(f"<w:p><w:pPr>{_page_setup(turned)}</w:pPr></w:p>")
            turned = block.kind == "landscape"
        elif block.kind == "recipients":
            body.append(_close(block, [line for b in report.blocks[i:] if b.kind == "signature" for line in b.lines]))
        elif block.kind == "header":
            body.append(_header(block))
        elif block.kind == "table":
            body.append(_table(block, turned) + "<w:p/>")
        else:
            body += [_line(block, line, numbers) for line in block.lines]
    return f"<w:document {W} {R}><w:body>{''.join(body)}{_page_setup(turned)}</w:body></w:document>"


def _page_setup(turned: bool) -> str:
    """The section's page: A4 upright or turned; the first page bears no number."""
    w, h = PORTRAIT[::-1] if turned else PORTRAIT
    turn = ' w:orient="landscape"' if turned else ""
    margins = '<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1701" w:header="567" w:footer="567" w:gutter="0"/>'
    first = "" if turned else "<w:titlePg/>"
    return f'<w:sectPr><w:headerReference w:type="default" r:id="rId5"/><w:pgSz w:w="{w}" w:h="{h}"{turn}/>{margins}{first}</w:sectPr>'


def _run(p: Piece, extra: str = "") -> str:
    if p.note:
        return f'<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteReference w:id="{p.note}"/></w:r>'
    if not p.text:
        return ""
    props = "<w:b/>" * p.bold + "<w:i/>" * p.italic + extra
    return f'<w:r>{f"<w:rPr>{props}</w:rPr>" * bool(props)}<w:t xml:space="preserve">{escape(p.text)}</w:t></w:r>'


def _paragraph(
    line: Line, align: str = "both", indent: int = 0, after: int = 0, extra: str = "", properties: str = ""
) -> str:
    props = (
        f'{properties}<w:spacing w:before="0" w:after="{after}"/><w:ind w:firstLine="{indent}"/><w:jc w:val="{align}"/>'
    )
    return f"<w:p><w:pPr>{props}</w:pPr>{''.join(_run(p, extra) for p in line)}</w:p>"


def _line(block: Block, line: Line, numbers: "_Numbers") -> str:
    words = plain(line)
    bold = all(p.bold for p in line if p.text.strip())
    if block.kind in ("title", "caption"):
        extra = "<w:i/>" if words.startswith("(") else "<w:b/>"
        return _paragraph(line, "center", after=60, extra=extra)
    if bold and CENTRED.match(plain(block.lines[0])):
        return _paragraph(line, "center", after=60, properties="<w:keepNext/>")
    if UNIT_LINE.match(words):
        return _paragraph(line, "right")
    if bold and HEADING.match(words):
        numbered = numbers.take(line, block.number)
        if numbered:
            level, rest = numbered
            number = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>'
            return _paragraph(rest, indent=720, after=120, properties=f"<w:keepNext/>{number}")
        return _paragraph(line, indent=720, after=120, properties="<w:keepNext/>")
    return _paragraph(line, indent=720, after=120)


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
        for level, (form, style, pattern) in enumerate((*LEVELS, LETTERS)):
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


def _cell(width: int, paragraphs: str, properties: str = "") -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{properties}</w:tcPr>{paragraphs or "<w:p/>"}</w:tc>'


def _grid(widths: list[int], rows: list[str], border: str = "none") -> str:
    """A table of fixed column widths (twentieths of a point), `border` none or single."""
    sides = "".join(
        f'<w:{s} w:val="{border}" w:sz="4" w:space="0" w:color="000000"/>'
        for s in ["top", "left", "bottom", "right", "insideH", "insideV"]
    )
    props = (
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{sides}</w:tblBorders><w:tblLayout w:type="fixed"/>'
    )
    grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
    return f"<w:tbl><w:tblPr>{props}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def _header(block: Block) -> str:
    widths = [TEXT_WIDTH * 39 // 100, TEXT_WIDTH * 61 // 100]
    rows = []
    for row in block.rows:
        cells = []
        for width, cell in zip(widths, row, strict=True):
            words = plain(cell)
            extra = "<w:i/>" if "ngày" in words else "" if words.startswith("Số") else "<w:b/>"
            extra += '<w:u w:val="single"/>' if words.startswith("Độc lập") else ""
            cells.append(_cell(width, _paragraph(cell, "center", extra=extra + '<w:sz w:val="24"/>')))
        rows.append(f"<w:tr>{''.join(cells)}</w:tr>")
    return _grid(widths, rows) + "<w:p/>"


def _table(block: Block, turned: bool) -> str:
    total = TEXT_WIDTH + (PORTRAIT[1] - PORTRAIT[0]) * turned
    widths = [total * w // sum(block.widths) for w in block.widths]
    rows = []
    for i, row in enumerate(block.rows):
        cells = []
        for width, align, cell in zip(widths, block.aligns, row, strict=True):
            extra = ("<w:b/>" if not i else "") + '<w:sz w:val="22"/>'
            cells.append(
                _cell(width, _paragraph(cell, "center" if not i else align, extra=extra), '<w:vAlign w:val="center"/>')
            )
        head = "<w:trPr><w:tblHeader/></w:trPr>" if not i else ""
        rows.append(f"<w:tr>{head}{''.join(cells)}</w:tr>")
    return _grid(widths, rows, "single")


def _close(block: Block, signature: list[Line]) -> str:
    widths = [TEXT_WIDTH // 2, TEXT_WIDTH // 2]
    first, *rest = block.lines
    left = _paragraph(first, "left", extra='<w:b/><w:i/><w:sz w:val="24"/>')
    left += "".join(_paragraph(line, "left", extra='<w:sz w:val="22"/>') for line in rest)
    gap = len(signature) - 1
    right = "".join(
        _paragraph(line, "center", extra="<w:b/>") + "<w:p/>" * (4 * (i + 1 == gap)) for i, line in enumerate(signature)
    )
    return "<w:p/>" + _grid(widths, [f"<w:tr>{_cell(widths[0], left)}{_cell(widths[1], right)}</w:tr>"]) + "<w:p/>"


def _footnotes(report: Report) -> str:
    ruler = '<w:footnote w:type="{}" w:id="{}"><w:p><w:r><w:{}/></w:r></w:p></w:footnote>'
    out = [
        ruler.format("separator", -1, "separator"),
        ruler.format("continuationSeparator", 0, "continuationSeparator"),
    ]
    mark = '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> </w:t></w:r>'
    for note, line in report.notes.items():
        runs = "".join(_run(p) for p in line)
        out.append(
            f'<w:footnote w:id="{note}"><w:p><w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr>{mark}{runs}</w:p></w:footnote>'
        )
    return f"<w:footnotes {W}>{''.join(out)}</w:footnotes>"


def _numbering() -> str:
    levels = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{style}"/><w:suff w:val="space"/><w:lvlText w:val="{form}"/>'
        '<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="0" w:firstLine="720"/></w:pPr><w:rPr><w:b/></w:rPr></w:lvl>'
        for i, (form, style, _) in enumerate((*LEVELS, LETTERS))
    )
    abstract = f'<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
    return f'<w:numbering {W}>{abstract}<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'


def _styles() -> str:
    font = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman" w:eastAsia="Times New Roman"/>'
    default = f'<w:docDefaults><w:rPrDefault><w:rPr>{font}<w:sz w:val="28"/><w:lang w:val="vi-VN"/></w:rPr></w:rPrDefault></w:docDefaults>'
    normal = '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    note = '<w:style w:type="paragraph" w:styleId="FootnoteText"><w:name w:val="footnote text"/><w:basedOn w:val="Normal"/>'
    note += '<w:pPr><w:jc w:val="both"/></w:pPr><w:rPr><w:sz w:val="20"/></w:rPr></w:style>'
    mark = '<w:style w:type="character" w:styleId="FootnoteReference"><w:name w:val="footnote reference"/>'
    mark += '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
    return f"<w:styles {W}>{default}{normal}{note}{mark}</w:styles>"


def _settings() -> str:
    refs = '<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>'
    return f'<w:settings {W}>{refs}<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>'


def _page_header() -> str:
    field = '<w:fldSimple w:instr=" PAGE "><w:r><w:t>2</w:t></w:r></w:fldSimple>'
    return f'<w:hdr {W}><w:p><w:pPr><w:jc w:val="center"/></w:pPr>{field}</w:p></w:hdr>'


def _content_types() -> str:
    defaults = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    defaults += '<Default Extension="xml" ContentType="application/xml"/>'
    parts = "".join(f'<Override PartName="/word/{p}.xml" ContentType="{OFFICE}.{TYPES.get(p, p)}+xml"/>' for p in PARTS)
    core = '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
    return (
        f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{defaults}{parts}{core}</Types>'
    )


def _relationships(targets: list[tuple[str, str]]) -> str:
    rows = "".join(
        f'<Relationship Id="rId{i}" Type={quoteattr(kind)} Target="{target}"/>'
        for i, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}</Relationships>'


def _package() -> str:
    core = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
    return _relationships([(f"{RELATIONS}/officeDocument", "word/document.xml"), (core, "docProps/core.xml")])


def _relations() -> str:
    """Of the document to its parts: rId1 styles … rId5 header1, in the order of PARTS."""
    return _relationships([(f"{RELATIONS}/{p.rstrip('1')}", f"{p}.xml") for p in PARTS[1:]])


def _core(report: Report) -> str:
    spaces = 'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    dates = 'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    created = '<dcterms:created xsi:type="dcterms:W3CDTF">2024-01-01T00:00:00Z</dcterms:created>'
    return f"<cp:coreProperties {spaces} {dates}><dc:title>{escape(report.meta['title'])}</dc:title>{created}</cp:coreProperties>"
