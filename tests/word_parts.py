"""Word files for tests, built part by part: only what a test is about stands in them."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from pipeline.document import Document
from pipeline.layout.flow import paragraphs
from pipeline.readers.docx import read

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)


def word_file(body: str, relations: str = "", **parts: str) -> bytes:
    """A Word file with `body` and further parts (`numbering="<w:num …/>"`), each the inside of its root."""
    data = io.BytesIO()
    related = "".join(
        f'<Relationship Id="{name}" Type="{R}/{name.rstrip("0123456789")}" Target="{name}.xml"/>' for name in parts
    )
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{RELATIONS}">'
            f'<Relationship Id="a" Type="{R}/officeDocument" Target="word/document.xml"/></Relationships>',
        )
        archive.writestr(
            "word/_rels/document.xml.rels", f'<Relationships xmlns="{RELATIONS}">{related}{relations}</Relationships>'
        )
        archive.writestr("word/document.xml", f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>")
        for name, inside in parts.items():
            archive.writestr(f"word/{name}.xml", f"<w:{name} {NAMESPACES}>{inside}</w:{name}>")
    return data.getvalue()


def p(*runs: str, props: str = "") -> str:
    return f"<w:p><w:pPr>{props}</w:pPr>{''.join(r if r.startswith('<') else t(r) for r in runs)}</w:p>"


def t(text: str, props: str = "") -> str:
    return f'<w:r><w:rPr>{props}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def numbered(text: str, level: int = 0, list_id: int = 1) -> str:
    return p(text, props=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>')


def note(id_: int, *texts: str) -> str:
    first, *others = texts
    opening = p("<w:r><w:footnoteRef/></w:r>", f" {first}")
    return f'<w:footnote w:id="{id_}">{opening}{"".join(map(p, others))}</w:footnote>'


def ref(id_: int) -> str:
    return f'<w:r><w:footnoteReference w:id="{id_}"/></w:r>'


def cell(*texts: str, props: str = "") -> str:
    return f"<w:tc><w:tcPr>{props}</w:tcPr>{''.join(map(p, texts))}</w:tc>"


def row(*cells: str, props: str = "") -> str:
    return f"<w:tr><w:trPr>{props}</w:trPr>{''.join(cells)}</w:tr>"


def tbl(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def rezip(data: bytes, **parts: bytes | None) -> bytes:
    """The file with parts of the body's folder replaced or (None) left out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            stem = name.removeprefix("word/").removesuffix(".xml")
            content = parts.get(stem, old.read(name)) if name.startswith("word/") else old.read(name)
            if content is not None:
                new.writestr(name, content)
    return out.getvalue()


def document(body: str, **parts: str) -> Document:
    return read(Path("bao-cao.docx"), word_file(body, **parts))


def printed(body: str, **parts: str) -> list[str]:
    """The lines of the text, blank ones left out."""
    return [line for line in document(body, **parts).text.split("\n") if line.strip()]


def views(found: Document, role: str) -> list[str]:
    laid_out = paragraphs(found)
    return [laid_out.view(q).text for q in laid_out.paragraphs if q.role == role]
