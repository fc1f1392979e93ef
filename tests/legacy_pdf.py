"""PDF files as old printer drivers wrote them: simple fonts that are named and not embedded, whose codes are the bytes
of the text, and as new ones write them: composite fonts with a table to Unicode. Built part by part, without a library,
so that a test says which bytes stand in the file."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

WIDTH = 500
"""Of every letter, in thousandths of the size."""
SIZE, MARGIN, INDENTED = 12.0, 72.0, 5
STEP = SIZE * WIDTH / 1000
INDENT, ACROSS = INDENTED * STEP, int((595 - 2 * MARGIN) / STEP)

Kind = Literal["Type1", "TrueType", "symbolic", "Type0"]
"""`symbolic`: a TrueType font with a code of its own, as fonts that are no Latin ones were written."""


@dataclass(frozen=True)
class Font:
    """`encode` gives the characters whose Latin-1 codes are the bytes in the file (of a simple font)."""

    name: str
    kind: Kind = "TrueType"
    encode: Callable[[str], str] = str


@dataclass(frozen=True)
class Line:
    x: float
    y: float
    """from the foot of the page, in points"""
    text: str
    font: Font
    size: float = 12.0


def pdf(pages: Sequence[Sequence[Line]]) -> bytes:
    """One PDF; the same bytes for the same lines."""
    fonts = list(dict.fromkeys(line.font for page in pages for line in page))
    letters = sorted({letter for page in pages for line in page for letter in line.text})
    glyphs = {letter: number for number, letter in enumerate(letters, 1)}
    objects: list[bytes] = [b"", b""]  # the catalogue and the tree of pages come last, and are 1 and 2

    def add(data: str | bytes) -> int:
        objects.append(data.encode("latin-1") if isinstance(data, str) else data)
        return len(objects)

    names = {font: f"F{number}" for number, font in enumerate(fonts)}
    resources = " ".join(f"/{names[font]} {_font(font, glyphs, add)} 0 R" for font in fonts)
    kids = []
    for page in pages:
        content = add(_stream(b"\n".join(_shown(line, names, glyphs) for line in page)))
        kids.append(
            add(
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {content} 0 R"
                f" /Resources << /Font << {resources} >> >> >>"
            )
        )
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{k} 0 R' for k in kids)}] >>".encode()
    return _file(objects)


def _font(font: Font, glyphs: dict[str, int], add: Callable[[str | bytes], int]) -> int:
    name = "".join(c if c.isalnum() or c in ".-," else f"#{ord(c):02X}" for c in font.name)
    if font.kind != "Type0":
        descriptor = add(_descriptor(name, 4 if font.kind == "symbolic" else 32))
        widths = " ".join([str(WIDTH)] * 224)
        subtype, encoding = (font.kind, "/Encoding /WinAnsiEncoding") if font.kind != "symbolic" else ("TrueType", "")
        return add(
            f"<< /Type /Font /Subtype /{subtype} /BaseFont /{name} {encoding} /FirstChar 32"
            f" /LastChar 255 /Widths [{widths}] /FontDescriptor {descriptor} 0 R >>"
        )
    rows = [f"<{number:04X}> <{letter.encode('utf-16-be').hex()}>" for letter, number in glyphs.items()]
    chunks = [rows[i : i + 100] for i in range(0, len(rows), 100)]
    table = "".join(f"{len(c)} beginbfchar\n" + "\n".join(c) + "\nendbfchar\n" for c in chunks)
    to_unicode = add(
        _stream(
            (
                "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n"
                f"1 begincodespacerange <0000> <FFFF> endcodespacerange\n{table}endcmap end end"
            ).encode()
        )
    )
    descriptor = add(_descriptor(name, 4))
    inner = add(
        f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{name} /CIDSystemInfo << /Registry (Adobe)"
        f" /Ordering (Identity) /Supplement 0 >> /DW {WIDTH} /FontDescriptor {descriptor} 0 R >>"
    )
    return add(
        f"<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H /DescendantFonts [{inner} 0 R]"
        f" /ToUnicode {to_unicode} 0 R >>"
    )


def _descriptor(name: str, flags: int) -> str:
    return (
        f"<< /Type /FontDescriptor /FontName /{name} /Flags {flags} /FontBBox [0 -250 1000 900] /ItalicAngle 0"
        " /Ascent 900 /Descent -250 /CapHeight 700 /StemV 80 >>"
    )


def _shown(line: Line, names: dict[Font, str], glyphs: dict[str, int]) -> bytes:
    if line.font.kind == "Type0":
        codes = "".join(f"{glyphs[letter]:04X}" for letter in line.text)
    else:
        codes = line.font.encode(line.text).encode("latin-1").hex()
    return f"BT /{names[line.font]} {line.size} Tf {line.x} {line.y} Td <{codes}> Tj ET".encode()


def _stream(data: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%b\nendstream" % (len(data), data)


def _file(objects: Sequence[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, data in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, data)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def laid_out(report: str, regular: Font, bold: Font, *, numbered: bool = False) -> list[list[Line]]:
    """Pages of A4 with a report on them: `left | right` for two columns, `# ` for a centred line, `= ` for a bold one
    at the margin, `---` for a new page, a paragraph with its first line set in for every other line of `report`.
    `numbered`: pages bear numbers at the head but for the first, and count anew after each `---`."""
    pages: list[list[Line]] = [[]]
    y, number = 780.0, 1

    def put(x: float, text: str, font: Font) -> None:
        pages[-1].append(Line(x, y, text, font, SIZE))

    def turn(to: int) -> None:
        nonlocal y, number
        pages.append([])
        y, number = 810.0, to
        if numbered and number > 1:
            put(297, str(number), regular)
        y = 780.0

    for row in filter(None, map(str.strip, report.splitlines())):
        if row == "---" or y < 120:
            turn(1 if row == "---" else number + 1)
        if row == "---":
            continue
        left, bar, right = row.partition(" | ")
        if bar:
            put(MARGIN, left, bold)
            put(300, right, bold)
        elif row.startswith("# "):
            put(297 - len(row[2:]) * STEP / 2, row[2:], bold)
        elif row.startswith("= "):
            put(MARGIN + INDENT, row[2:], bold)
        else:
            first, *rest = textwrap.wrap(row, ACROSS, initial_indent=" " * INDENTED)
            put(MARGIN + INDENT, first.strip(), regular)
            for line in rest:
                y -= SIZE * 1.3
                put(MARGIN, line, regular)
        y -= SIZE * 1.8
    return pages
