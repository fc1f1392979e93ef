"""Word files that are cut, damaged or made to harm, for `hostile.py`. Everything follows from a seed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

Named = Iterator[tuple[str, bytes]]

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>{{}}</Relationships>'
)
_SAID = "Thu ngân sách ước đạt 12,5 tỷ đồng."


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p>{properties}<w:r><w:t>{text}</w:t></w:r></w:p>"


def word(body: str, parts: dict[str, str | bytes] | None = None, *, before: str = "", relations: str = "") -> bytes:
    """A Word file with this body; `parts` are added or replace others, `before` stands before the root element."""
    usual: dict[str, str | bytes] = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS.format(relations),
        "word/document.xml": f"{before}<w:document {_W}><w:body>{body}</w:body></w:document>",
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (usual | (parts or {})).items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def truncations(source: bytes, most: int) -> Named:
    """Cut in every part's header and data, in the directory, and in the end record."""
    with zipfile.ZipFile(io.BytesIO(source)) as archive:
        places = [place for entry in archive.infolist() for place in (entry.header_offset, entry.header_offset + 20)]
        places += [entry.header_offset + 60 + entry.compress_size // 2 for entry in archive.infolist()]
    directory = source.index(b"PK\x01\x02")
    places += [directory, directory + 30, source.rindex(b"PK\x05\x06"), len(source) - 3, 4, 30]
    for at in sorted(set(places))[: most * 2 : 2]:
        yield f"cut-{at}.docx", source[:at]


def bombs() -> Named:
    """Parts that unpack to far more than they are."""
    said = paragraph(_SAID)
    for size in (60 << 20, 300 << 20):
        yield f"body-of-{size >> 20}-mb-of-blanks.docx", word(said + " " * size)
    yield "styles-of-300-mb.docx", word(said, {"word/styles.xml": b" " * (300 << 20)})
    inner = word(said + " " * (50 << 20))
    for _ in range(4):
        inner = word(said, {f"word/embeddings/{number}.docx": inner for number in range(4)})
    yield "files-in-files.docx", inner
    yield "50000-parts.docx", word(said, {f"word/media/{number}.txt": "" for number in range(50_000)})
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    yield "a-billion-laughs.docx", word(paragraph("&a11;"), before=f'<!DOCTYPE x [<!ENTITY a0 "ha">{laughs}]>')
    yield (
        "one-entity-repeated.docx",
        word(paragraph("&a;" * 50_000), before=f'<!DOCTYPE x [<!ENTITY a "{"9" * 50_000}">]>'),
    )
    lying = bytearray(word(said + " " * (200 << 20)))
    at = lying.index(b"PK\x01\x02")
    while at >= 0:
        lying[at + 24 : at + 28] = (100).to_bytes(4, "little")
        at = lying.find(b"PK\x01\x02", at + 4)
    yield "sizes-that-lie.docx", bytes(lying)


def outside() -> Named:
    """Files that point outside themselves."""
    for number, target in enumerate(("file:///etc/passwd", "http://192.0.2.1/x", "/etc/passwd", "expect://id")):
        entity = f'<!DOCTYPE x [<!ENTITY secret SYSTEM "{target}">]>'
        yield f"entity-{number}.docx", word(paragraph("&secret;") + paragraph(_SAID), before=entity)
        yield f"definition-{number}.docx", word(paragraph(_SAID), before=f'<!DOCTYPE x SYSTEM "{target}">')
        parameter = f'<!DOCTYPE x [<!ENTITY % p SYSTEM "{target}"> %p;]>'
        yield f"parameter-{number}.docx", word(paragraph(_SAID), before=parameter)
        for kind in ("attachedTemplate", "footnotes", "image", "styles"):
            relation = f'<Relationship Id="r2" Type="{_OFFICE}/{kind}" Target="{target}" TargetMode="External"/>'
            relations = _RELATIONS.format(relation)
            yield f"external-{kind}-{number}.docx", word(paragraph(_SAID), {"word/_rels/document.xml.rels": relations})
    for number, name in enumerate(("../../../hostile.txt", "/hostile.txt", "..\\..\\hostile.txt", "word/../../x.xml")):
        yield f"name-{number}.docx", word(paragraph(_SAID), {name: "hostile"})
    yield (
        "main-part-above.docx",
        word(paragraph(_SAID), {"_rels/.rels": _RELATIONS.replace("word/", "../../../etc/").format("")}),
    )
    yield (
        "main-part-is-itself.docx",
        word(paragraph(_SAID), {"_rels/.rels": _RELATIONS.replace("word/document.xml", "_rels/.rels").format("")}),
    )


def shapes() -> Named:
    """Bodies of no sane shape."""
    said = paragraph(_SAID)
    yield "elements-100000-deep.docx", word("<w:sdt>" * 100_000 + said + "</w:sdt>" * 100_000)
    for depth in (40, 200, 2000):
        table = "<w:tbl><w:tr><w:tc>" * depth + said + "</w:tc></w:tr></w:tbl>" * depth
        yield f"tables-{depth}-deep.docx", word(table)
    row = "<w:tr>" + "".join(f"<w:tc>{paragraph(str(n))}</w:tc>" for n in range(100)) + "</w:tr>"
    yield "100000-cells.docx", word(f"<w:tbl>{row * 1000}</w:tbl>")
    wide = "<w:tr>" + "".join(f"<w:tc>{paragraph('1')}</w:tc>" for _ in range(20_000)) + "</w:tr>"
    yield "20000-columns.docx", word(f"<w:tbl>{wide * 3}</w:tbl>")
    for span in ("1000000000", "-4", "0", "x", "9" * 5000):
        cell = f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/><w:vMerge/></w:tcPr>{said}</w:tc>'
        yield f"span-{span[:10]}.docx", word(f"<w:tbl><w:tr>{cell * 3}</w:tr><w:tr>{cell}</w:tr></w:tbl>")
    listed = '<w:pPr><w:numPr><w:ilvl w:val="{}"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    level = '<w:lvl w:ilvl="0"><w:start w:val="{}"/><w:numFmt w:val="{}"/><w:lvlText w:val="%1.%2.%9%1"/></w:lvl>'
    for start, form in (
        ("999999999", "lowerRoman"),
        ("-7", "upperRoman"),
        ("9" * 400, "decimal"),
        ("2147483647", "lowerLetter"),
    ):
        numbering = (
            f'<w:numbering {_W}><w:abstractNum w:abstractNumId="0">{level.format(start, form)}</w:abstractNum>'
            '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
        )
        body = "".join(paragraph(_SAID, listed.format(n)) for n in ("0", "1", "99", "-1"))
        yield f"numbers-{form}-{start[:9]}.docx", word(body, {"word/numbering.xml": numbering})
    circle = "".join(
        f'<w:style w:type="paragraph" w:styleId="S{n}"><w:basedOn w:val="S{(n + 1) % 50}"/></w:style>'
        for n in range(50)
    )
    styled = paragraph(_SAID, '<w:pPr><w:pStyle w:val="S3"/></w:pPr>')
    yield "styles-in-a-circle.docx", word(styled, {"word/styles.xml": f"<w:styles {_W}>{circle}</w:styles>"})
    chain = "".join(
        f'<w:style w:type="paragraph" w:styleId="S{n}"><w:basedOn w:val="S{n + 1}"/></w:style>' for n in range(20_000)
    )
    yield "styles-20000-deep.docx", word(styled, {"word/styles.xml": f"<w:styles {_W}>{chain}</w:styles>"})
    reference = '<w:p><w:r><w:footnoteReference w:id="1"/></w:r></w:p>'
    note = f'<w:footnotes {_W}><w:footnote w:id="1">{reference}{said}</w:footnote></w:footnotes>'
    yield "note-in-itself.docx", word(said + reference * 500, {"word/footnotes.xml": note})
    yield "one-paragraph-of-5-mb.docx", word(paragraph("Tăng 5% " * 700_000))
    yield "200000-runs.docx", word("<w:p>" + "<w:r><w:t>9</w:t></w:r>" * 200_000 + "</w:p>")
    yield "100000-empty-paragraphs.docx", word("<w:p/>" * 100_000 + said)
    yield "control-characters.docx", word(paragraph("&#x1;&#x0;\ufffe" + _SAID))
    yield "right-to-left.docx", word(paragraph("\u202e" + _SAID[::-1] + "\u202c\u2066\u200f" + _SAID))
    yield "another-encoding.docx", word(said, {"word/document.xml": f"<w:document {_W}>".encode("utf-16")})
    yield "attributes-without-end.docx", word(f'<w:p w:rsidR="{"9" * 20_000_000}">{_SAID}</w:p>')
