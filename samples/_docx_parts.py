"""The parts of a DOCX that hold no words of a report: package, styles, settings, numbering, page header.

Element order follows the schema (ECMA-376, transitional), which Word insists on. Nothing here looks at a block.
"""

from xml.sax.saxutils import escape

from _source import Report

SCHEMAS = "http://schemas.openxmlformats.org"
W = f'xmlns:w="{SCHEMAS}/wordprocessingml/2006/main"'
R = f'xmlns:r="{SCHEMAS}/officeDocument/2006/relationships"'
RELATIONS = f"{SCHEMAS}/officeDocument/2006/relationships"
PACKAGE = f"{SCHEMAS}/package/2006"
OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
PARTS = ("document", "styles", "settings", "numbering", "footnotes", "header1")
TYPES = {"document": "document.main", "header1": "header"}
HEADER_ID = "rId5"  # the last of the document's relations: PARTS without the document itself
# Word's own numbering by level: printed form, number format, and the typed label that it replaces
LEVELS = (
    ("%1.", "upperRoman", r"[IVX]+\."),
    ("%2.", "decimal", r"\d+\."),
    ("%2.%3.", "decimal", r"\d+\.\d+\."),
    ("%4)", "lowerLetter", r"[a-z]\)"),
)


def fixed(report: Report) -> dict[str, str]:
    """The parts by their place in the package."""
    return {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _package(),
        "docProps/core.xml": _core(report),
        "word/_rels/document.xml.rels": _relationships(
            [(f"{RELATIONS}/{p.rstrip('1')}", f"{p}.xml") for p in PARTS[1:]]
        ),
        "word/styles.xml": _styles(),
        "word/settings.xml": _settings(),
        "word/numbering.xml": _numbering(),
        "word/header1.xml": _page_header(),
    }


def _content_types() -> str:
    types = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    types += '<Default Extension="xml" ContentType="application/xml"/>'
    for part in PARTS:
        types += f'<Override PartName="/word/{part}.xml" ContentType="{OFFICE}.{TYPES.get(part, part)}+xml"/>'
    core = "application/vnd.openxmlformats-package.core-properties+xml"
    types += f'<Override PartName="/docProps/core.xml" ContentType="{core}"/>'
    return f'<Types xmlns="{PACKAGE}/content-types">{types}</Types>'


def _relationships(targets: list[tuple[str, str]]) -> str:
    rows = "".join(f'<Relationship Id="rId{i}" Type="{kind}" Target="{t}"/>' for i, (kind, t) in enumerate(targets, 1))
    return f'<Relationships xmlns="{PACKAGE}/relationships">{rows}</Relationships>'


def _package() -> str:
    core = f"{PACKAGE}/relationships/metadata/core-properties"
    return _relationships([(f"{RELATIONS}/officeDocument", "word/document.xml"), (core, "docProps/core.xml")])


def _core(report: Report) -> str:
    """Title and a fixed date: the bytes must not depend on the day."""
    spaces = f'xmlns:cp="{PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    spaces += ' xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    title = f"<dc:title>{escape(report.meta['title'])}</dc:title>"
    created = '<dcterms:created xsi:type="dcterms:W3CDTF">2024-01-01T00:00:00Z</dcterms:created>'
    return f"<cp:coreProperties {spaces}>{title}{created}</cp:coreProperties>"


def _styles() -> str:
    name = "Times New Roman"
    font = f'<w:rFonts w:ascii="{name}" w:eastAsia="{name}" w:hAnsi="{name}" w:cs="{name}"/>'
    default = f'<w:rPrDefault><w:rPr>{font}<w:sz w:val="28"/><w:lang w:val="vi-VN"/></w:rPr></w:rPrDefault>'
    normal = '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    note = '<w:style w:type="paragraph" w:styleId="FootnoteText"><w:name w:val="footnote text"/>'
    note += '<w:basedOn w:val="Normal"/><w:pPr><w:jc w:val="both"/></w:pPr><w:rPr><w:sz w:val="20"/></w:rPr></w:style>'
    mark = '<w:style w:type="character" w:styleId="FootnoteReference"><w:name w:val="footnote reference"/>'
    mark += '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
    return f"<w:styles {W}><w:docDefaults>{default}</w:docDefaults>{normal}{note}{mark}</w:styles>"


def _settings() -> str:
    notes = '<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>'
    word = "http://schemas.microsoft.com/office/word"
    mode = f'<w:compatSetting w:name="compatibilityMode" w:uri="{word}" w:val="15"/>'
    return f"<w:settings {W}>{notes}<w:compat>{mode}</w:compat></w:settings>"


def _numbering() -> str:
    levels = ""
    for i, (form, style, _) in enumerate(LEVELS):
        number = f'<w:start w:val="1"/><w:numFmt w:val="{style}"/><w:suff w:val="space"/><w:lvlText w:val="{form}"/>'
        look = '<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="0" w:firstLine="720"/></w:pPr><w:rPr><w:b/></w:rPr>'
        levels += f'<w:lvl w:ilvl="{i}">{number}{look}</w:lvl>'
    abstract = f'<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
    return f'<w:numbering {W}>{abstract}<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'


def _page_header() -> str:
    field = '<w:fldSimple w:instr=" PAGE "><w:r><w:t>2</w:t></w:r></w:fldSimple>'
    return f'<w:hdr {W}><w:p><w:pPr><w:jc w:val="center"/></w:pPr>{field}</w:p></w:hdr>'
