"""What happens to a page between the printer and us: one function from a clean page to a damaged one, by a table.

Order of what happens, as it does to paper: print comes through from the back, ink spreads or wears off, stamps and pens
go over it, the sheet lies askew, bent or beside another one on the glass, light falls unevenly, the lens blurs, the
sensor adds grain, dust and streaks, the machine cuts to black and white, JPEG. All accidents are drawn from the seed.
"""

from __future__ import annotations

import io
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import cv2
import numpy as np
import PIL.Image
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "samples"))
from _scan import Pixels, pages

__all__ = ["DAMAGES", "Damage", "as_pdf", "damaged", "pages"]

Floats = NDArray[Any]
RED, BLUE, VIOLET, GREEN = (60, 50, 205), (170, 60, 40), (150, 50, 110), (70, 130, 40)


@dataclass(frozen=True, slots=True)
class Damage:
    """Dots an inch, skew in degrees, blur in pixels, grain and the levels of ink and paper in grey levels, JPEG quality;
    lengths in inches; `ghost` and `shadow` as shares of full black."""

    dpi: int = 200
    skew: float = 0.6
    blur: float = 0.6
    grain: float = 4.0
    quality: int = 60
    ink: int = 25
    paper: int = 245
    spread: int = 0
    """Pixels by which strokes are thicker (or, negative, thinner), at twice the resolution."""
    ghost: float = 0.0
    seal: tuple[int, int, int] | None = None
    signature: tuple[int, int, int] | None = None
    edge: float = 0.0
    holes: bool = False
    shadow: float = 0.0
    wave: float = 0.0
    specks: float = 0.0
    """A square inch."""
    streaks: int = 0
    neighbour: float = 0.0
    """Inches of the next sheet that are seen beside this one."""
    cut: float = 0.0
    """Inches of the page's right and lower margin that were not scanned."""
    bilevel: Literal["", "plain", "thin", "thick", "dither"] = ""
    turns: int = 0


DAMAGES: dict[str, Damage] = {
    "usual": Damage(),
    "100 dpi": Damage(dpi=100, blur=0.4),
    "150 dpi": Damage(dpi=150, blur=0.5),
    "300 dpi": Damage(dpi=300, blur=0.8),
    "400 dpi": Damage(dpi=400, blur=1.0),
    "skew +3": Damage(skew=3.0),
    "skew -3": Damage(skew=-3.0),
    "bent": Damage(wave=0.06),
    "blur": Damage(blur=1.3),
    "150 dpi blur": Damage(dpi=150, blur=1.0),
    "grain": Damage(grain=16.0),
    "JPEG 30": Damage(quality=30),
    "JPEG 15": Damage(quality=15),
    "150 dpi JPEG 25": Damage(dpi=150, quality=25, grain=7.0),
    "faded": Damage(ink=150, paper=235),
    "faded grain": Damage(ink=150, paper=225, grain=10.0),
    "grey paper": Damage(ink=40, paper=175),
    "thin strokes": Damage(spread=-1),
    "thick strokes": Damage(spread=1),
    "print through": Damage(ghost=0.25),
    "red seal": Damage(seal=RED),
    "violet stamp": Damage(seal=VIOLET),
    "blue signature": Damage(signature=BLUE),
    "black pen": Damage(signature=(40, 40, 40)),
    "dark edges": Damage(edge=0.25, skew=1.5),
    "punch holes": Damage(holes=True),
    "shadow": Damage(shadow=0.55),
    "dust": Damage(specks=12.0),
    "streaks": Damage(streaks=5),
    "black and white": Damage(bilevel="plain"),
    "fax": Damage(dpi=200, bilevel="thick", specks=6.0, grain=9.0),
    "thin fax": Damage(dpi=200, bilevel="thin", grain=9.0),
    "150 dpi fax": Damage(dpi=150, bilevel="plain", grain=6.0),
    "dithered": Damage(dpi=300, bilevel="dither", paper=250),
    "beside a sheet": Damage(neighbour=0.7),
    "cut": Damage(cut=0.45),
    "on its side": Damage(turns=1),
    "on its head": Damage(turns=2),
    "worst": Damage(dpi=150, skew=-2.0, quality=30, grain=9.0, seal=RED, edge=0.15, holes=True, shadow=0.3),
}


def damaged(page: Pixels, damage: Damage, seed: int) -> Pixels:
    """A clean grey page, rendered at the damage's resolution, after what happened to it: grey, or colour (blue, green,
    red)."""
    random = np.random.default_rng(seed)
    paper = _strokes(page, damage.spread)
    if damage.ghost:
        paper = np.minimum(paper, 255 - ((255 - paper[:, ::-1]) * damage.ghost).astype(np.uint8))
    image = _stamped(paper, damage, random)
    image = _laid(image, damage, random)
    worked = _lit(image, damage, random)
    result: Pixels = np.clip(worked, 0, 255).astype(np.uint8)
    result = _scanned(result, damage, random)
    if damage.bilevel:
        result = _two_levels(result, damage)
    return np.ascontiguousarray(np.rot90(result, -damage.turns))


def _strokes(page: Pixels, spread: int) -> Pixels:
    if not spread:
        return page
    double = cv2.resize(page, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    change = cv2.erode if spread > 0 else cv2.dilate
    for _ in range(abs(spread)):
        double = change(double, np.ones((2, 2), np.uint8))
    result: Pixels = cv2.resize(double, (page.shape[1], page.shape[0]), interpolation=cv2.INTER_AREA).astype(np.uint8)
    return result


def _stamped(page: Pixels, damage: Damage, random: np.random.Generator) -> Pixels:
    """A round stamp and a signature over the print: ink over ink is darker than either."""
    if damage.seal is None and damage.signature is None:
        return page
    image = cv2.cvtColor(page, cv2.COLOR_GRAY2BGR)
    layer = np.full_like(image, 255)
    height, width = page.shape
    if damage.seal is not None:
        radius = round(0.7 * damage.dpi)
        centre = (round(width * random.uniform(0.4, 0.65)), round(height * random.uniform(0.35, 0.65)))
        for share, thick in ((1.0, 0.02), (0.9, 0.006), (0.6, 0.006)):
            cv2.circle(
                layer, centre, round(radius * share), damage.seal, max(1, round(thick * damage.dpi)), cv2.LINE_AA
            )
        for k in range(24):
            angle = 2 * np.pi * k / 24
            at = (round(centre[0] + 0.72 * radius * np.cos(angle)), round(centre[1] + 0.72 * radius * np.sin(angle)))
            size = damage.dpi / 150
            cv2.putText(layer, chr(65 + k), at, cv2.FONT_HERSHEY_DUPLEX, 0.35 * size, damage.seal, 1, cv2.LINE_AA)
        angles = np.radians(np.arange(5) * 144 - 90)
        star = np.stack([centre[0] + 0.4 * radius * np.cos(angles), centre[1] + 0.4 * radius * np.sin(angles)], 1)
        cv2.fillPoly(layer, [np.round(star).astype(np.int32)], damage.seal, cv2.LINE_AA)
    if damage.signature is not None:
        turn = np.linspace(0, 6 * np.pi, 240)
        start = np.array([width * random.uniform(0.3, 0.5), height * random.uniform(0.35, 0.65)])
        stroke = start + damage.dpi * np.stack(
            [0.1 * turn + 0.12 * np.sin(turn), 0.22 * np.sin(1.3 * turn) + 0.1 * np.cos(turn)], 1
        )
        points = [np.round(stroke).astype(np.int32)]
        cv2.polylines(layer, points, False, damage.signature, max(1, round(0.014 * damage.dpi)), cv2.LINE_AA)
    result: Pixels = (image.astype(np.uint16) * layer // 255).astype(np.uint8)
    return result


def _laid(image: Pixels, damage: Damage, random: np.random.Generator) -> Pixels:
    """The sheet on the glass: bent, turned, cut off, beside another sheet."""
    height, width = image.shape[:2]
    white = (255, 255, 255) if image.ndim == 3 else 255
    if damage.wave:
        rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
        rows += damage.wave * damage.dpi * np.sin(columns * (2 * np.pi / width) + float(random.uniform(0, 6))) / 2
        image = cv2.remap(image, columns, rows, cv2.INTER_LINEAR, borderValue=white)
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), damage.skew, 1.0)
    image = cv2.warpAffine(image, turn, (width, height), flags=cv2.INTER_LINEAR, borderValue=white)
    if damage.cut:
        off = round(damage.cut * damage.dpi)
        image = image[: height - off, : width - off]
    if damage.neighbour:
        # The next sheet's first letters, and between the two sheets the dark of the gap.
        seen = round((damage.neighbour + 0.6) * damage.dpi)
        gap = np.full((height, round(0.03 * damage.dpi), *image.shape[2:]), 60, np.uint8)
        image = np.concatenate([image, gap, np.roll(image, height // 7, axis=0)[:, :seen]], axis=1)
    return np.asarray(image, np.uint8)


def _lit(image: Pixels, damage: Damage, random: np.random.Generator) -> Floats:
    """Light, lens, sensor."""
    height, width = image.shape[:2]
    worked: Floats = cv2.GaussianBlur(image, (0, 0), damage.blur).astype(np.float32)
    worked = damage.ink + worked * ((damage.paper - damage.ink) / 255)
    across = np.linspace(0, 1, width, dtype=np.float32)
    light = 1 - 0.04 * across
    if damage.shadow:
        light = light * (1 - damage.shadow * np.exp(-(((1 - across) / 0.16) ** 2)))
    grain = cv2.GaussianBlur(random.normal(0, 2 * damage.grain, (height, width)).astype(np.float32), (0, 0), 0.7)
    lit = light[None, :] * np.ones((height, 1), np.float32)
    result: Floats = worked * (lit[..., None] if image.ndim == 3 else lit)
    result += grain[..., None] if image.ndim == 3 else grain
    return result


def _scanned(image: Pixels, damage: Damage, random: np.random.Generator) -> Pixels:
    """Dust, streaks, borders, holes."""
    height, width = image.shape[:2]
    dpi = damage.dpi
    dark = (40, 40, 40) if image.ndim == 3 else 40
    for _ in range(round(damage.specks * height * width / dpi**2)):
        at = (int(random.integers(width)), int(random.integers(height)))
        cv2.circle(image, at, max(0, round(float(random.uniform(0, 0.008)) * dpi)), dark, -1)
    for _ in range(damage.streaks):
        x = int(random.integers(width // 8, width * 7 // 8))
        image[:, x : x + max(1, dpi // 150)] = (image[:, x : x + max(1, dpi // 150)] * 0.45).astype(np.uint8)
    if damage.edge:
        wide = round(damage.edge * dpi)
        slant = np.array([[0, 0], [wide, 0], [wide // 3, height], [0, height]], np.int32)
        cv2.fillPoly(image, [slant], (25, 25, 25) if image.ndim == 3 else 25)
        image[: wide // 2] = 30
    if damage.holes:
        for share in (0.36, 0.64):
            cv2.circle(image, (round(0.45 * dpi), round(share * height)), round(0.12 * dpi), dark, -1)
    return image


def _two_levels(image: Pixels, damage: Damage) -> Pixels:
    grey = image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    if damage.bilevel == "dither":
        return np.array(PIL.Image.fromarray(grey).convert("1").convert("L"))
    level = {"plain": 0.55, "thin": 0.38, "thick": 0.72}[damage.bilevel]
    threshold = damage.ink + level * (damage.paper - damage.ink)
    return np.where(grey > threshold, 255, 0).astype(np.uint8)


def as_pdf(images: list[Pixels], damage: Damage) -> bytes:
    """An image-only PDF: JPEG, or fax compression for black and white."""
    sheets = []
    for image in images:
        sheet = PIL.Image.fromarray(image if image.ndim == 2 else np.ascontiguousarray(image[:, :, ::-1]))
        sheets.append(sheet.convert("1") if damage.bilevel else sheet)
    out = io.BytesIO()
    options = {} if damage.bilevel else {"quality": damage.quality}
    sheets[0].save(out, "PDF", save_all=True, append_images=sheets[1:], resolution=float(damage.dpi), **options)
    return out.getvalue()
