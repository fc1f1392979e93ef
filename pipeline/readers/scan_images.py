"""Image files to pages: PNG, JPEG and TIFF bytes to arrays of pixels with their resolution, one page at a time.

A page is refused before its pixels are unpacked when it has more of them than any scanner gives (a decompression bomb).
Resolution is the file's own where it makes a page of paper of it, else the one that makes it A4. Never: recognition.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import PIL.Image
import PIL.ImageOps

from pipeline.errors import Reason, UnreadableInput
from pipeline.ocr.engine import Image

__all__ = ["MOST_PIXELS", "frames"]

MOST_PIXELS = 100_000_000
"""A3 at 600 dots an inch has 70 million."""
_MOST_PAGES = 2000
_FEWEST_PIXELS = 60
"""A side of fewer pixels holds no line of print."""
_A4_WIDTH = 8.27
_PAPER = (3.0, 25.0)
"""Inches that the shorter side of a sheet may have."""
_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "MPO": "image/jpeg", "TIFF": "image/tiff"}
_BROKEN = (OSError, EOFError, SyntaxError, ValueError, ZeroDivisionError, IndexError, KeyError, TypeError)
"""What the image library raises on damaged files, whatever the format."""


def frames(path: Path, data: bytes) -> tuple[str, Iterator[tuple[Image, float] | str]]:
    """The media type, and for each page its pixels with dots an inch, or why it cannot be read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = PIL.Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "TIFF"))
    except PIL.Image.DecompressionBombError as error:
        raise UnreadableInput(path, Reason.TOO_LARGE, "ảnh có quá nhiều điểm ảnh", _smaller()) from error
    except _BROKEN as error:
        raise UnreadableInput(path, Reason.TRUNCATED) from error
    try:
        count = getattr(image, "n_frames", 1)
    except _BROKEN:
        count = 1
    if count > _MOST_PAGES:
        raise UnreadableInput(path, Reason.TOO_LARGE, f"tệp có {count} trang, nhiều hơn {_MOST_PAGES}")
    if count == 1 and (refusal := _refused(image)):
        raise UnreadableInput(path, Reason.TOO_LARGE if "quá" in refusal else Reason.NO_TEXT, refusal, _smaller())
    return _TYPES.get(image.format or "", "application/octet-stream"), _pages(image, count)


def _smaller() -> str:
    return "quét lại từng trang ở 200–300 dpi"


def _refused(image: PIL.Image.Image) -> str:
    width, height = image.size
    if width * height > MOST_PIXELS:
        return f"ảnh {width}×{height} điểm ảnh, quá lớn cho một trang quét"
    if min(width, height) < _FEWEST_PIXELS:
        return f"ảnh {width}×{height} điểm ảnh, nhỏ hơn một dòng chữ"
    return ""


def _pages(image: PIL.Image.Image, count: int) -> Iterator[tuple[Image, float] | str]:
    for number in range(count):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                if count > 1:
                    image.seek(number)
                yield _refused(image) or _pixels(image)
        except (*_BROKEN, PIL.Image.DecompressionBombError) as error:
            yield f"ảnh hỏng ({str(error)[:80]})"


def _pixels(image: PIL.Image.Image) -> tuple[Image, float]:
    dpi = _resolution(image)
    upright = PIL.ImageOps.exif_transpose(image)
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        upright = upright.convert("RGBA")
        paper = PIL.Image.new("RGBA", upright.size, "white")
        upright = PIL.Image.alpha_composite(paper, upright)
    if upright.mode.startswith(("I", "F")):
        values = np.asarray(upright, np.float64)
        top = 65535.0 if values.max() > 255 else 255.0
        return np.ascontiguousarray(np.clip(values * (255.0 / top), 0, 255).astype(np.uint8)), dpi
    if upright.mode in ("1", "L"):
        return np.array(upright.convert("L"), np.uint8), dpi
    return np.ascontiguousarray(np.asarray(upright.convert("RGB"), np.uint8)[:, :, ::-1]), dpi


def _resolution(image: PIL.Image.Image) -> float:
    shorter = min(image.size)
    try:
        stated = float(image.info.get("dpi", (0, 0))[0])
    except (TypeError, ValueError, ZeroDivisionError, IndexError):
        stated = 0.0
    if stated > 0 and _PAPER[0] <= shorter / stated <= _PAPER[1]:
        return stated
    return shorter / _A4_WIDTH
