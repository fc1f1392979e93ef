"""Read one sample's source, `report.md` and `meta.toml`, into blocks that every edition prints from.

The source is a small subset of Pandoc markdown, one printed line per source line:

* the first pipe table is the two-column header block; later pipe tables are ruled tables;
* a blank line ends a block; `---` starts a new page (an annex), `--- landscape` a turned one;
* the block that opens with `BÁO CÁO` is the title; `Nơi nhận:` opens the recipients, and what follows is the signature;
* inline: `**bold**`, `*italic*`, `[^1]` (with `[^1]: text` anywhere), a backslash escapes; `{page}` as a word of its
  own ends a page of the text edition there.

It never interprets numbering or list marks: `I.`, `a)`, `-` and `+` are text, as an office types them.
"""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

INLINE = re.compile(r"\\(?P<escape>.)|(?P<bold>\*\*)|(?P<italic>\*)|\[\^(?P<note>\d+)\]|(?P<page>\{page\} ?)")
NOTE_TEXT = re.compile(r"\[\^(\d+)\]:\s+(.*)")
RULE = re.compile(r"\|(\s*:?-+:?\s*\|)+")
CHOICES = {
    "split": ("dev", "test"),
    "header": ("table", "lines", "none"),
    "page_notes": ("middle", "paragraph", "end"),
    "marker": ("¹", "[1]", "(1)"),
    "pdf": ("typst", "libreoffice"),
    "numbering": ("typed", "word"),
}
DEFAULTS = {"header": "table", "page_notes": "middle", "marker": "¹", "pdf": "typst", "numbering": "typed"}


class SampleError(Exception):
    """The source of a sample is wrong; the message names the file, the line and what to change."""


@dataclass(frozen=True)
class Piece:
    """A run of one line: printed `text`, or the mark of footnote `note`, or (both empty) a page end of the
    text edition.
    """

    text: str = ""
    bold: bool = False
    italic: bool = False
    note: int = 0


Line = tuple[Piece, ...]


@dataclass(frozen=True)
class Block:
    """What stands between two blank lines. `kind`: header, title, text, table, caption, recipients, signature, page,
    landscape.

    `lines` are the printed lines; for tables `rows` are the cells by row (the first row is the head), `widths` the
    dashes of the rule line in characters, `aligns` its colons as left, center or right.
    """

    kind: str
    number: int
    lines: tuple[Line, ...] = ()
    rows: tuple[tuple[Line, ...], ...] = ()
    widths: tuple[int, ...] = ()
    aligns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """A sample's source: its folder name, `meta.toml`, blocks in order, and the text of each footnote."""

    name: str
    folder: Path
    meta: dict[str, str]
    blocks: tuple[Block, ...]
    notes: dict[int, Line]

    @property
    def page_words(self) -> int:
        """Words on a page of the text edition where no `{page}` is written."""
        return int(self.meta.get("page_words", 430))


def marker(style: str, note: int) -> str:
    """The printed footnote mark in the style named by its form for 1: `¹`, `[1]`, `(1)`."""
    if style == "¹":
        return str(note).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return style.replace("1", str(note))


def pieces(source: str, where: str) -> Line:
    """Split one source line into runs; `where` names the place in error messages."""
    out: list[Piece] = []
    bold = italic = False
    text, at = "", 0

    def close() -> None:
        nonlocal text
        if text:
            out.append(Piece(text, bold, italic))
        text = ""

    for m in INLINE.finditer(source):
        text += source[at : m.start()]
        at = m.end()
        if m["escape"]:
            text += m["escape"]
            continue
        close()
        if m["bold"]:
            bold = not bold
        elif m["italic"]:
            italic = not italic
        else:
            out.append(Piece(note=int(m["note"] or 0)))
    text += source[at:]
    close()
    if bold or italic:
        raise SampleError(f"{where}: unclosed * or ** (write \\* for a printed asterisk): {source[:60]!r}")
    return tuple(out)


def plain(line: Line) -> str:
    """The line's words without marks, for comparing."""
    return "".join(p.text for p in line)


def load(folder: Path) -> Report:
    """Read a sample's folder. Raises SampleError with file and line."""
    meta = _meta(folder / "meta.toml")
    path = folder / "report.md"
    blocks: list[Block] = []
    notes: dict[int, Line] = {}
    held: list[tuple[int, str]] = []
    for number, raw in enumerate([*path.read_text(encoding="utf-8").split("\n"), ""], 1):
        source = raw.rstrip()
        if m := NOTE_TEXT.fullmatch(source):
            notes[int(m[1])] = pieces(m[2], f"{path}:{number}")
        elif source:
            held.append((number, source))
        elif held:
            blocks.append(_block(held, blocks, path))
            held = []
    _check_notes(path, blocks, notes)
    return Report(folder.name, folder, meta, tuple(blocks), notes)


def _meta(path: Path) -> dict[str, str]:
    meta = DEFAULTS | tomllib.loads(path.read_text(encoding="utf-8"))
    for key, allowed in CHOICES.items():
        if meta.get(key) not in allowed:
            raise SampleError(f"{path}: {key} = {meta.get(key)!r}, expected one of {', '.join(allowed)}")
    return meta


def _block(held: list[tuple[int, str]], before: list[Block], path: Path) -> Block:
    number, first = held[0]
    if first in ("---", "--- landscape") and len(held) == 1:
        return Block("landscape" if first != "---" else "page", number)
    if first.startswith("|"):
        return _table("header" if not before else "table", held, path)
    lines = tuple(pieces(source, f"{path}:{n}") for n, source in held)
    return Block(_kind(plain(lines[0]), before), number, lines)


def _kind(first: str, before: list[Block]) -> str:
    kinds = [b.kind for b in before]
    last = kinds[-1] if kinds else ""
    if first.startswith("BÁO CÁO") and "title" not in kinds:
        return "title"
    if first.startswith("Nơi nhận"):
        return "recipients"
    if last in ("recipients", "signature"):
        return "signature"
    return "caption" if last in ("page", "landscape") else "text"


def _table(kind: str, held: list[tuple[int, str]], path: Path) -> Block:
    rows: list[tuple[Line, ...]] = []
    widths: tuple[int, ...] = ()
    aligns: tuple[str, ...] = ()
    for number, source in held:
        cells = source.strip("|").split("|")
        if RULE.fullmatch(source):
            widths = tuple(c.count("-") for c in cells)
            aligns = tuple(_align(c.strip()) for c in cells)
            continue
        if rows and len(cells) != len(rows[0]):
            raise SampleError(
                f"{path}:{number}: {len(cells)} cells, the table's head has {len(rows[0])}: {source[:80]!r}"
            )
        rows.append(tuple(pieces(c.strip(), f"{path}:{number}") for c in cells))
    if not widths or len(widths) != len(rows[0]):
        raise SampleError(f"{path}:{held[0][0]}: the table needs a rule line |---|---:| with {len(rows[0])} cells")
    lines = tuple(pieces(source, f"{path}:{n}") for n, source in held)
    return Block(kind, held[0][0], lines, tuple(rows), widths, aligns)


def _align(rule: str) -> str:
    if rule.endswith(":"):
        return "center" if rule.startswith(":") else "right"
    return "left"


def _check_notes(path: Path, blocks: list[Block], notes: dict[int, Line]) -> None:
    used = [p.note for b in blocks for line in b.lines for p in line if p.note]
    if used != list(range(1, len(used) + 1)) or set(used) != set(notes):
        raise SampleError(
            f"{path}: footnotes are to be marked 1, 2, 3 … once each; marked {used}, defined {sorted(notes)}"
        )
