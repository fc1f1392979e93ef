"""PDF files that are cut, damaged or made to harm, for `hostile.py`. Everything follows from a seed."""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Iterator

Named = Iterator[tuple[str, bytes]]

_STRUCTURES = re.compile(
    rb"\d+ 0 obj|endobj|stream\r?\n|endstream|xref|trailer|startxref|%%EOF|/Length|/Kids|/Contents|/Font"
)
_TEXT = b"BT /F1 12 Tf 72 700 Td (Thu ngan sach 12,5 ty dong) Tj ET"


def pdf(objects: dict[int, bytes], trailer: bytes = b"/Root 1 0 R") -> bytes:
    """A file of these objects with a table that fits them."""
    out = bytearray(b"%PDF-1.7\n")
    places = {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start, size = len(out), max(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        out += b"%010d 00000 n \n" % places.get(number, 0)
    return bytes(out + b"trailer\n<</Size %d %s>>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, start))


def stream(data: bytes, extra: bytes = b"") -> bytes:
    """A stream object."""
    return b"<</Length %d %s>>\nstream\n%s\nendstream" % (len(data), extra, data)


def page(changes: dict[int, bytes] | None = None) -> bytes:
    """One page of text; `changes` replace or add objects: 1 catalogue, 2 pages, 3 page, 4 contents, 5 font."""
    usual = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        4: stream(_TEXT),
        5: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    }
    return pdf(usual | (changes or {}))


def truncations(source: bytes, most: int) -> Named:
    """Cut before and within structures of every kind."""
    places = [(match.group().split()[-1], match.start()) for match in _STRUCTURES.finditer(source)]
    step = max(1, len(places) // most)
    for kind, at in places[::step][:most]:
        name = re.sub(rb"\W", b"", kind).decode() or "obj"
        yield f"cut-{name}-{at}.pdf", source[: at + 3]


def flips(source: bytes, seeds: range, suffix: str) -> Named:
    """Bits changed here and there, from one to some hundreds."""
    for seed in seeds:
        dice = random.Random(seed)  # noqa: S311 - damage is no secret
        data = bytearray(source)
        for _ in range(1 << dice.randint(0, 9)):
            data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
        yield f"flip-{seed:03}{suffix}", bytes(data)


def _bomb(layers: int, size: int) -> bytes:
    data = zlib.compress(bytes(size), 9)
    for _ in range(layers - 1):
        data = zlib.compress(data, 9)
    filters = b"".join([b"/FlateDecode"] * layers)
    return stream(data, b"/Filter[%s]" % filters)


def bombs() -> Named:
    """Streams that unpack to far more than they are."""
    for layers, size in ((1, 50 << 20), (1, 300 << 20), (2, 256 << 20), (3, 256 << 20), (8, 64 << 20)):
        yield f"flate-{layers}-times-{size >> 20}-mb.pdf", page({4: _bomb(layers, size)})
    spaces = zlib.compress(b" 0 0 m" * (8 << 20), 9)
    yield "flate-of-drawing.pdf", page({4: stream(spaces, b"/Filter/FlateDecode")})
    words = zlib.compress(b"BT /F1 9 Tf (12,5 ty dong) Tj ET " * 400_000, 9)
    yield "flate-of-words.pdf", page({4: stream(words, b"/Filter/FlateDecode")})
    image = stream(zlib.compress(bytes(200_000_000), 1), b"/Type/XObject/Subtype/Image/Width 20000/Height 10000"
                   b"/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/FlateDecode")  # fmt: skip
    with_image = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</XObject<</I 6 0 R>>>>>>"
    yield "huge-image.pdf", page({3: with_image, 4: stream(b"600 0 0 700 0 0 cm /I Do"), 6: image})


def pages() -> Named:
    """Page trees that are too large, empty, or go round."""
    yield "count-a-billion.pdf", page({2: b"<</Type/Pages/Kids[3 0 R]/Count 1000000000>>"})
    yield "count-negative.pdf", page({2: b"<</Type/Pages/Kids[3 0 R]/Count -5>>"})
    yield "the-same-page-100000-times.pdf", page({2: b"<</Type/Pages/Kids[%s]/Count 100000>>" % (b"3 0 R " * 100_000)})
    yield "the-same-page-3000-times.pdf", page({2: b"<</Type/Pages/Kids[%s]/Count 3000>>" % (b"3 0 R " * 3000)})
    many = dict.fromkeys(range(10, 20010), b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>")
    kids = b" ".join(b"%d 0 R" % number for number in many)
    yield "20000-empty-pages.pdf", page({2: b"<</Type/Pages/Kids[%s]/Count 20000>>" % kids, **many})
    yield "no-pages.pdf", page({2: b"<</Type/Pages/Kids[]/Count 0>>"})
    yield "kids-of-themselves.pdf", page({2: b"<</Type/Pages/Kids[2 0 R 2 0 R 3 0 R]/Count 3>>"})
    deep = {n: b"<</Type/Pages/Parent %d 0 R/Kids[%d 0 R]/Count 1>>" % (n - 1, n + 1) for n in range(10, 5010)}
    yield "tree-5000-deep.pdf", page({2: b"<</Type/Pages/Kids[10 0 R]/Count 1>>", **deep, 5010: b"<</Type/Page>>"})


def loops() -> Named:
    """Objects that contain or mean themselves."""
    form = stream(b"/X Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>")
    uses = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</XObject<</X 6 0 R>>>>>>"
    yield "form-in-itself.pdf", page({3: uses, 4: stream(b"/X Do"), 6: form})
    two = stream(b"/X Do /X Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>")
    doubling = {n: two.replace(b"%d", b"%d" % (n + 1)) for n in range(6, 46)}
    yield "forms-doubling-40-times.pdf", page({3: uses, 4: stream(b"/X Do"), **doubling, 46: form})
    yield "contents-of-themselves.pdf", page({4: b"[4 0 R 4 0 R]"})
    yield "length-of-itself.pdf", page({4: b"<</Length 4 0 R>>\nstream\n" + _TEXT + b"\nendstream"})
    yield "parent-of-itself.pdf", page({3: b"<</Type/Page/Parent 3 0 R/Contents 4 0 R>>"})
    yield "resources-of-itself.pdf", page({3: b"<</Type/Page/Parent 2 0 R/Resources 3 0 R/Contents 4 0 R>>"})
    yield "root-of-itself.pdf", pdf({1: b"1 0 R"})
    yield "font-of-itself.pdf", page({5: b"<</Type/Font/Subtype/Type0/DescendantFonts[5 0 R]/ToUnicode 5 0 R>>"})
    yield "table-before-itself.pdf", page().replace(b"trailer\n<<", b"trailer\n<</Prev 9 ")
    table = page()
    start = table.rindex(b"xref\n0")
    yield "table-of-itself.pdf", table.replace(b"trailer\n<<", b"trailer\n<</Prev %d " % start)
    outline = b"<</Type/Outlines/First 7 0 R/Last 7 0 R/Count 9>>"
    yield (
        "outline-round.pdf",
        page({1: b"<</Pages 2 0 R/Outlines 6 0 R>>", 6: outline, 7: b"<</Next 7 0 R/Parent 6 0 R>>"}),
    )


def nonsense() -> Named:
    """Values that no page has."""
    yield "arrays-100000-deep.pdf", page({6: b"[" * 100_000 + b"]" * 100_000})
    yield "dictionaries-100000-deep.pdf", page({3: b"<</A" * 100_000})
    yield "states-saved-a-million-times.pdf", page({4: stream(b"q " * 1_000_000 + _TEXT)})
    yield "text-never-ended.pdf", page({4: stream(b"BT (" + b"a" * 2_000_000)})
    for box in (b"0 0 1e30 1e30", b"0 0 0 0", b"0 0 -5 -5", b"1 2", b"9" * 4000 + b" 0 0 0", b"0 0 100000 100000"):
        name = box.decode()[:18].replace(" ", "_")
        yield f"box-{name}.pdf", page({3: b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R>>" % box})
    for size in (b"1e38", b"0", b"-12", b"9" * 400, b"0.0000001"):
        data = _TEXT.replace(b"12 Tf", size + b" Tf")
        yield f"letters-of-{size[:6].decode()}.pdf", page({4: stream(data)})
    yield "matrix-of-nothing.pdf", page({4: stream(b"0 0 0 0 0 0 cm " + _TEXT)})
    far = b"".join(
        b"BT /F1 9 Tf %d %d Td (9) Tj ET " % (n * 10_007 % 900_000, n * 7919 % 900_000) for n in range(20_000)
    )
    yield "letters-far-apart.pdf", page({4: stream(far)})
    lines = b"".join(b"%d %d m %d %d l S " % (n % 600, n * 7 % 790, n * 3 % 600, n % 790) for n in range(60_000))
    yield "60000-lines.pdf", page({4: stream(lines + _TEXT)})
    grid = b"".join(b"%d 0 m %d 792 l S 0 %d m 612 %d l S " % (n, n, n, n) for n in range(0, 612, 2))
    cells = b"".join(b"BT /F1 1 Tf %d %d Td (1) Tj ET " % (x, y) for x in range(1, 612, 6) for y in range(1, 792, 6))
    yield "a-table-of-90000-cells.pdf", page({4: stream(grid + cells)})
    yield (
        "actions.pdf",
        page({1: b"<</Pages 2 0 R/OpenAction<</S/Launch/F(/bin/sh)>>/AA<</O<</S/URI/URI(http://192.0.2.1)>>>>>>"}),
    )
    yield (
        "locked-with-nonsense.pdf",
        pdf({1: b"<</Pages 2 0 R>>", 2: b"<</Kids[]>>"}, b"/Root 1 0 R/Encrypt<</V 99/R 99>>"),
    )
    yield "only-a-header.pdf", b"%PDF-1.7\n"
    yield "header-and-noise.pdf", b"%PDF-1.7\n" + random.Random(1).randbytes(200_000)  # noqa: S311 - noise
    yield "header-late.pdf", b" " * 1000 + page()
    yield "objects-without-a-table.pdf", page().partition(b"xref")[0]
    yield "table-into-nowhere.pdf", page().replace(b"startxref\n", b"startxref\n99999")
