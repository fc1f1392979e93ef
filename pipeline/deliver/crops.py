"""Small pictures of the places that findings speak of: strips of PDF pages with the figure framed.

Made by the worker that reads the report, while it has the file: the page of the run embeds them later without opening
any PDF. Bounded: `MOST` strips a report, each of the page's width and a few lines high, in 15 greys and a red.
Never: a failure of the report; a page that cannot be drawn has no picture, its quote remains.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.files import atomic
from schemas import Report
from schemas.source import Source

MOST = 24
LARGEST = 80_000
"""Bytes of one picture."""
_DPI = 110
_RED = (208, 24, 24)
_GREYS = [level * 14 // 255 for level in range(256)]
_AROUND, _TALLEST = 22.0, 170.0
"""Points of page above and below the figure, and of the whole strip."""


def write_crops(path: Path, report: Report, folder: Path) -> int:
    """Write `<observation id>.png` into `folder` for the evidence of the report's findings; how many there are."""
    wanted = list(_evidence(report))
    if report.document.media_type != "application/pdf" or not wanted:
        return 0
    folder.mkdir(parents=True, exist_ok=True)
    written = 0
    for name, picture in _pictures(path, wanted):
        with atomic(folder / f"{name}.png", flush=False) as stream:  # a dozen flushes cost more than the rest
            stream.write(picture)
        written += 1
    return written


def _evidence(report: Report) -> Iterator[tuple[str, Source]]:
    by_id = {one.id: one.source for one in report.observations}
    names = dict.fromkeys(name for finding in report.findings for name in finding.evidence)
    placed = ((name, by_id[name]) for name in names if name in by_id)
    yield from [(name, source) for name, source in placed if source.page is not None and source.boxes][:MOST]


def _pictures(path: Path, wanted: list[tuple[str, Source]]) -> Iterator[tuple[str, bytes]]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError:
        return
    try:
        for name, source in wanted:
            try:
                picture = _picture(document, source)
            except (pypdfium2.PdfiumError, ValueError, IndexError, OSError):
                continue
            if len(picture) <= LARGEST:
                yield name, picture
    finally:
        document.close()


def _picture(document: Any, source: Source) -> bytes:
    """A PNG of the strip of the page that holds the source."""
    from PIL import Image, ImageDraw

    page = document[(source.page or 1) - 1]
    try:
        width, height = page.get_size()
        if not (0 < width < 5000 and 0 < height < 5000):
            raise ValueError("no paper has this size")
        top = max(0.0, min(box[1] for box in source.boxes) - _AROUND)
        bottom = min(height, max(box[3] for box in source.boxes) + _AROUND, top + _TALLEST)
        if bottom - top < 4:
            raise ValueError("the figure is not on the page")
        scale = _DPI / 72
        grey = page.render(scale=scale, crop=(0, height - bottom, 0, top), grayscale=True).to_pil().convert("L")
    finally:
        page.close()
    image = Image.frombytes("P", grey.size, grey.point(_GREYS).tobytes())
    image.putpalette([level * 255 // 14 for level in range(15) for _ in "rgb"] + [*_RED])
    draw = ImageDraw.Draw(image)
    for x0, y0, x1, y1 in source.boxes:
        frame = [(x0 - 2) * scale, (y0 - top - 2) * scale, (x1 + 2) * scale, (y1 - top + 2) * scale]
        draw.rectangle(frame, outline=15, width=2)
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=6, bits=4)  # the highest level: four times as long, a fiftieth less
    return out.getvalue()
