"""Pictures of a report's pages, to lay its boxes over: drawn by a worker shut in under limits, kept beside the originals.

Boxes are places on the page as any viewer shows it, so pages are drawn as they are: askew or on their side where they were
scanned so. A dot of the picture is `72 / dpi` points. Never: a PDF opened in the process that serves; a page that is no page.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import Reason
from pipeline.files import atomic
from pipeline.pool import Limits, Pool
from pipeline.web import originals
from pipeline.web.originals import Original

LEAST_DPI, USUAL_DPI, MOST_DPI = 50, 110, 200
_KEPT_DPI = (72, USUAL_DPI, 150, MOST_DPI)
"""Pictures of other resolutions are drawn anew each time: who asks for all of them fills no disk."""
_LIMITS = Limits(seconds=60, memory=2 << 30, writable=())
_MOST_PIXELS = 40_000_000


@dataclass(frozen=True, slots=True)
class Drawing:
    """What to draw: page `number` from 1 of a file of this kind."""

    file: Path
    kind: str
    number: int
    dpi: int


def page_image(folder: Path, found: Original, number: int, dpi: int) -> bytes | None:
    """A PNG of the page; None where the file has no such page or it cannot be drawn."""
    if found.kind not in ("pdf", "scan"):
        return None
    digits = found.hash.removeprefix("sha256:")
    kept = folder / "pages" / digits[:2] / f"{digits}-{number}-{dpi}.png"
    if kept.exists():
        return kept.read_bytes()
    pool: Pool[Drawing, bytes | None] = Pool(_lost, 1, _LIMITS)
    (drawn,) = pool(draw, [Drawing(originals.place(folder, found.hash), found.kind, number, dpi)])
    if drawn is not None and dpi in _KEPT_DPI:
        kept.parent.mkdir(parents=True, exist_ok=True)
        with atomic(kept) as stream:
            stream.write(drawn)
    return drawn


def draw(asked: Drawing) -> bytes | None:
    """The picture, in a process that may die of it."""
    drawn = _of_pdf(asked) if asked.kind == "pdf" else _of_scan(asked)
    if drawn is None:
        return None
    picture, dpi = drawn
    if dpi != asked.dpi:
        size = (max(1, round(side * asked.dpi / dpi)) for side in picture.size)
        picture = picture.resize(tuple(size))
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=4)
    return out.getvalue()


def _of_pdf(asked: Drawing) -> tuple[Any, float] | None:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(asked.file)
    except pypdfium2.PdfiumError:
        return None
    try:
        if not 0 < asked.number <= len(document):
            return None
        page = document[asked.number - 1]
        width, height = page.get_size()
        if not 0 < width * height * (asked.dpi / 72) ** 2 <= _MOST_PIXELS:
            return None
        return page.render(scale=asked.dpi / 72, may_draw_forms=True).to_pil(), asked.dpi
    except pypdfium2.PdfiumError:
        return None
    finally:
        document.close()


def _of_scan(asked: Drawing) -> tuple[Any, float] | None:
    from itertools import islice

    from PIL import Image

    from pipeline.errors import UnreadableInput
    from pipeline.readers.scan_images import frames

    try:
        _, pages = frames(asked.file, asked.file.read_bytes())
    except UnreadableInput:
        return None
    page = next(islice(pages, asked.number - 1, None), "")
    if isinstance(page, str):
        return None
    pixels, dpi = page
    return Image.fromarray(pixels if pixels.ndim == 2 else pixels[:, :, ::-1]), dpi


def _lost(_: Drawing, __: Reason, ___: str) -> bytes | None:
    return None
