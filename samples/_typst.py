"""Print a report as PDF by typst, in the look of Vietnamese office paper (Nghị định 30/2020): A4, 14 pt, page number at
the head from page 2 on, two-column header block and signature without rules, justified paragraphs, real notes at the
page foot.

All text is emitted as typst strings, so no character of a report is ever taken for markup. Needs the Tinos fonts
(Debian: fonts-croscore); the bytes depend on the typst release and on them, nothing else.
"""

import re

import typst

from _source import Block, Line, Piece, Report, SampleError, marker, plain

PREAMBLE = """
#set document(date: none, title: TITLE)
#set page(paper: "a4", margin: (top: 2cm, bottom: 2cm, left: 3cm, right: 2cm), header-ascent: 0.6cm,
  header: context { if counter(page).get().first() > 1 { align(center, text(13pt, counter(page).display())) } })
#set text(font: "Tinos", size: 14pt, lang: "vi", hyphenate: false)
#set par(justify: true, first-line-indent: (amount: 1.27cm, all: true), spacing: 9pt, leading: 6.5pt)
#set super(typographic: false, size: 0.6em, baseline: -0.45em)
#set footnote(numbering: MARKS)
#set footnote.entry(separator: line(length: 5cm, stroke: 0.5pt), gap: 3pt, indent: 0cm)
#show footnote.entry: set text(size: 10pt)
#show footnote.entry: set par(first-line-indent: 0cm, leading: 4pt)
#set table(stroke: 0.5pt, inset: (x: 3pt, y: 4pt))
#let lines(size, ..rows) = { set text(size: size); set par(first-line-indent: 0cm, justify: false, leading: 5pt)
  set block(spacing: 5pt)
  for row in rows.pos() { block(row) } }
"""
HEADING = re.compile(r"([IVX]+[./]|[A-ZĐ][./]|\d+(\.\d+)*[./)]|[a-zđ][./)]|PHẦN|Phần)\s")
CENTRED = re.compile(r"^(PHỤ LỤC|Phụ lục|BIỂU|Biểu|BẢNG|Bảng|PHẦN|Phần|\*{3})")
UNIT_LINE = re.compile(r"^(ĐVT|Đơn vị)")


def pdf(report: Report) -> bytes:
    """The report's PDF; the same bytes for the same source, fonts and typst release."""
    try:
        return typst.compile(source(report).encode(), font_paths=[], ignore_system_fonts=False)
    except typst.TypstError as e:
        raise SampleError(f"{report.folder}: typst: {e}") from e


def source(report: Report) -> str:
    """The report as typst markup."""
    marks = marker(report.meta["marker"], 1) if report.meta["marker"] != "¹" else "1"
    out = [PREAMBLE.replace("TITLE", _string(report.meta["title"])).replace("MARKS", _string(marks))]
    blocks = list(report.blocks)
    turned = False
    for i, block in enumerate(blocks):
        if block.kind == "signature":
            continue  # printed beside the recipients
        if block.kind in ("page", "landscape"):
            out.append("]" if turned else "")
            turned = block.kind == "landscape"
            out.append("#page(flipped: true)[" if turned else "#pagebreak(weak: true)")
        elif block.kind == "recipients":
            signature = [line for b in blocks[i:] if b.kind == "signature" for line in b.lines]
            out.append(_close(block, signature, report))
        else:
            out.append(PRINTERS[block.kind](block, report))
    out.append("]" if turned else "")
    return "\n".join(out)


def _string(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _piece(p: Piece, report: Report) -> str:
    if p.note:
        return f"#footnote[{_content(report.notes[p.note], report)}]"
    if not p.text:
        return ""
    styles = ', weight: "bold"' * p.bold + ', style: "italic"' * p.italic
    return f"#text({_string(p.text)}{styles})"


def _content(line: Line, report: Report) -> str:
    return "".join(_piece(p, report) for p in line)


def _header(block: Block, report: Report) -> str:
    left: list[str] = []
    right: list[str] = []
    for row in block.rows:
        for cells, cell in ((left, row[0]), (right, row[1])):
            words = plain(cell)
            if not words.strip():
                continue
            weight = "regular" if words.startswith("Số") or "ngày" in words else "bold"
            style = "italic" if "ngày" in words else "normal"
            rule = "#block(above: 4pt, line(length: 4.6cm, stroke: 0.6pt))" if words.startswith("Độc lập") else ""
            gap = "#v(4pt)" if words.startswith("Số") or "ngày" in words else ""
            cells.append(f'[{gap}#text(weight: "{weight}", style: "{style}")[{_content(cell, report)}]{rule}]')
    columns = ", ".join(f"lines(12.5pt, {', '.join(cells)})" for cells in (left, right))
    return f"#block(width: 100%, below: 20pt)[#grid(columns: (42%, 58%), align: center, {columns})]"


def _title(block: Block, report: Report) -> str:
    rows = ", ".join(f'[#text(weight: "bold")[{_content(line, report)}]]' for line in block.lines)
    return f"#align(center, block(below: 18pt)[#lines(14pt, {rows})])"


def _text(block: Block, report: Report) -> str:
    out = []
    centred = CENTRED.match(plain(block.lines[0]))
    for line in block.lines:
        words, body = plain(line), _content(line, report)
        bold = all(p.bold for p in line if p.text.strip())
        if bold and centred:
            out.append(f"#align(center, block(sticky: true)[#lines(14pt, [{body}])])")
        elif bold and HEADING.match(words):
            out.append(f"#block(sticky: true, width: 100%)[#par[{body}]]")
        elif UNIT_LINE.match(words):
            out.append(f"#align(right, block(sticky: true)[#lines(12pt, [{body}])])")
        else:
            out.append(body)
    return "\n\n".join(out) + "\n"


def _caption(block: Block, report: Report) -> str:
    rows = []
    for line in block.lines:
        weight = "regular" if plain(line).startswith("(") else "bold"
        style = "italic" if weight == "regular" else "normal"
        rows.append(f'[#text(weight: "{weight}", style: "{style}")[{_content(line, report)}]]')
    return f"#align(center, block(below: 10pt)[#lines(13pt, {', '.join(rows)})])"


def _table(block: Block, report: Report) -> str:
    widths = ", ".join(f"{w}fr" for w in block.widths)
    aligns = ", ".join(f"{a} + horizon" for a in block.aligns)
    head, *rows = ([f"[{_content(cell, report)}]" for cell in row] for row in block.rows)
    titles = ", ".join(f'table.cell(align: center + horizon)[#text(weight: "bold")[{cell[1:-1]}]]' for cell in head)
    cells = ",\n".join(", ".join(row) for row in rows)
    body = f"#table(columns: ({widths}), align: ({aligns}), table.header({titles}),\n{cells})"
    look = "#set text(size: 11pt)\n#set par(first-line-indent: 0cm, justify: false, leading: 4pt)"
    return f"#block(width: 100%)[{look}\n{body}]"


def _close(block: Block, signature: list[Line], report: Report) -> str:
    first, *rest = (_content(line, report) for line in block.lines)
    left = f'#lines(12pt, [#text(weight: "bold", style: "italic")[{first}]])'
    left += f"\n#lines(11pt, {', '.join(f'[{r}]' for r in rest)})"
    right = ""
    if signature:
        *office, name = (f'[#text(weight: "bold")[{_content(line, report)}]]' for line in signature)
        right = f"#lines(14pt, {', '.join(office)}, [#v(2cm)], {name})"
    grid = f"#grid(columns: (50%, 50%), align: (left, center), [{left}], [{right}])"
    return f"#block(width: 100%, breakable: false, above: 16pt)[{grid}]"


PRINTERS = {"header": _header, "title": _title, "text": _text, "caption": _caption, "table": _table}
