"""Scans of our own reports: `python samples/_scan.py [NAME …]` prints a sample's PDF to pixels and wears them out.

The same bytes on every run: every accident is drawn from a seed made of the sample's name and the page. What happens to a
page, in order: the seal and a signature's stroke over the last lines, skew, uneven light, blur, grain, specks, a dark
edge and punch holes, JPEG. `worn(page, wear, seed)` is what the benchmark uses for other resolutions and harder wear.
"""

from __future__ import annotations

import argparse
import io
import sys
import time
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import PIL.Image
import pypdfium2
from numpy.typing import NDArray

SAMPLES = Path(__file__).resolve().parent
Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Wear:
    """How a page was scanned: dots an inch; most skew in degrees; blur and grain in pixels and grey levels; specks a
    square inch; JPEG quality; whether there are a seal, a dark edge and punch holes."""

    dpi: int = 200
    skew: float = 0.8
    blur: float = 0.6
    grain: float = 7.0
    specks: float = 3.0
    quality: int = 45
    seal: bool = False
    edge: bool = False
    holes: bool = False


SCANS = {
    "hung-khe-2024": Wear(dpi=150, skew=1.2, blur=0.4, grain=5, holes=True, quality=50),
    "tan-khanh-2023": Wear(dpi=200, skew=0.7, grain=5, seal=True, edge=True, quality=40),
}
"""The scans that are kept beside their samples."""


def pages(pdf: Path, dpi: int) -> list[Pixels]:
    """The pages of a PDF as grey pixels."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [np.array(page.render(scale=dpi / 72, grayscale=True).to_pil().convert("L")) for page in document]
    finally:
        document.close()


def worn(page: Pixels, wear: Wear, seed: int, sealed: bool = False) -> Pixels:
    """One page after the copier: grey, or colour (blue, green, red) where a seal is on it."""
    random = np.random.default_rng(seed)
    image = cv2.cvtColor(page, cv2.COLOR_GRAY2BGR) if sealed else page.copy()
    if sealed:
        _seal(image, wear.dpi)
    height, width = page.shape
    white = (255, 255, 255) if sealed else 255
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), float(random.uniform(-wear.skew, wear.skew)), 1.0)
    image = cv2.warpAffine(image, turn, (width, height), flags=cv2.INTER_LINEAR, borderValue=white)
    worked: NDArray[Any] = cv2.GaussianBlur(image, (0, 0), wear.blur).astype(np.float32) if wear.blur else image
    light = np.linspace(random.uniform(225, 240), random.uniform(242, 252), width, dtype=np.float32)[None, :] / 255
    grain = cv2.GaussianBlur(random.normal(0, 2 * wear.grain, (height, width)).astype(np.float32), (0, 0), 0.7)
    dots = random.random((height, width)) < wear.specks / wear.dpi**2
    if sealed:
        light, grain, dots = light[..., None], grain[..., None], dots[..., None]
    worked = np.where(dots, 60, worked * light + grain)
    if wear.edge:
        worked[:, -round(0.08 * wear.dpi) :] = 40
    result: Pixels = np.clip(worked, 0, 255).astype(np.uint8)
    if wear.holes:
        for share in (0.35, 0.65):
            cv2.circle(result, (round(0.4 * wear.dpi), round(share * height)), round(0.11 * wear.dpi), (30, 30, 30), -1)
    return result


def _seal(image: Pixels, dpi: int) -> None:
    """A round red seal with a star and a pen stroke, over the lowest lines on the right half of the page."""
    right = image[:, image.shape[1] // 2 :, 0]
    inked = np.flatnonzero((right < 128).sum(axis=1) > 3)
    foot = int(inked[-1]) if len(inked) else image.shape[0] // 2
    centre = (round(image.shape[1] * 0.62), max(foot - round(0.6 * dpi), round(0.8 * dpi)))
    red, radius = (70, 60, 215), round(0.62 * dpi)
    layer = image.copy()
    for share, thick in ((1.0, 4), (0.72, 2)):
        cv2.circle(layer, centre, round(radius * share), red, max(1, thick * dpi // 200), cv2.LINE_AA)
    angles = np.radians(np.arange(5) * 144 - 90)
    star = np.stack([centre[0] + 0.5 * radius * np.cos(angles), centre[1] + 0.5 * radius * np.sin(angles)], 1)
    cv2.polylines(layer, [np.round(star).astype(np.int32)], True, red, max(2, 3 * dpi // 200), cv2.LINE_AA)
    image[:] = np.minimum(image, layer)


def scan(pdf: Path, wear: Wear, seed: int) -> list[Pixels]:
    """All pages of a PDF, worn; the seal is on the page with the signature: the last upright one that has some text."""
    clean = pages(pdf, wear.dpi)
    signed = [i for i, page in enumerate(clean) if page.shape[0] > page.shape[1] and np.mean(page < 128) > 0.005]
    sealed = signed[-1] if wear.seal and signed else -1
    return [worn(page, wear, seed + i, i == sealed) for i, page in enumerate(clean)]


def as_pdf(images: list[Pixels], wear: Wear) -> bytes:
    """An image-only PDF, one JPEG a page."""
    sheets = []
    for image in images:
        picture = PIL.Image.fromarray(image if image.ndim == 2 else np.ascontiguousarray(image[:, :, ::-1]))
        sheets.append(picture)
    out = io.BytesIO()
    moment = time.gmtime(0)
    sheets[0].save(
        out,
        "PDF",
        save_all=True,
        append_images=sheets[1:],
        resolution=wear.dpi,
        quality=wear.quality,
        creationDate=moment,
        modDate=moment,
    )
    return out.getvalue()


def seed_of(name: str) -> int:
    """The seed of a sample's accidents."""
    return zlib.crc32(name.encode())


def main() -> int:
    """Write the scans that are kept."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"default: {' '.join(SCANS)}")
    for name in parser.parse_args().names or SCANS:
        wear = SCANS.get(name, Wear())
        images = scan(SAMPLES / name / f"{name}.pdf", wear, seed_of(name))
        target = SAMPLES / name / f"{name}.scan.pdf"
        target.write_bytes(as_pdf(images, wear))
        print(target.name, len(images), "pages", target.stat().st_size // 1024, "KB", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
