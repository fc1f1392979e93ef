"""How the pages look on a small laptop screen: nothing is cut off, and the pictures in README are of this very run.

`BAOCAO_SCREENSHOTS=write` (`make screenshots`) puts the pictures into `docs/`; look at them before committing.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from browser import SCREEN, Service, chromium, person, service
from conftest import ROOT
from PIL import Image

from pipeline.report import read_report

DOCS = ROOT / "docs"
WRITE = os.environ.get("BAOCAO_SCREENSHOTS") == "write"
SAMPLES = ROOT / "samples"
OTHERS = ("hung-giang-q1-2026", "tan-rach-2021", "lam-thuan-2020", "son-loc-2019")
IN_README = ("list", "report", "queue", "compare")
LARGEST = 160_000
"""Bytes of one picture in the repository."""


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Service, Any]]:
    """A store of several reports, one of them uploaded as PDF, and a reviewer in front of it."""
    with chromium() as browser, service(tmp_path_factory.mktemp("shown")) as at:
        at.store.add_all(read_report(SAMPLES / name / f"{name}.txt") for name in OTHERS)
        at.store.add_all(read_report(SAMPLES / "reconcile" / f"thach-lam-{year}.txt") for year in (2021, 2022))
        with person(browser, at, "lan") as page:
            page.set_input_files("#files", SAMPLES / "hung-khe-2024" / "hung-khe-2024.pdf")
            page.get_by_text("mở báo cáo").wait_for(timeout=60_000)
            yield at, page


def picture(page: Any, name: str, folder: Path) -> None:
    """A screenshot, in few colours so that it stays small."""
    image = Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    assert image.size == (SCREEN["width"], SCREEN["height"])
    target = (DOCS if WRITE and name in IN_README else folder) / f"{name}.png"
    target.parent.mkdir(exist_ok=True)
    image.quantize(128, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(target, optimize=True)
    assert target.stat().st_size < LARGEST


def fits(page: Any) -> None:
    """Nothing is wider than the screen; a page of panes is as high as the screen."""
    width, height, full = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.scrollHeight, document.body.className === 'full']"
    )
    assert width <= SCREEN["width"]
    assert not full or height <= SCREEN["height"]
    cut = page.evaluate("""() => [...document.querySelectorAll("main button, main h1, main td.number, main .chip")]
        .filter((one) => one.offsetParent && one.getBoundingClientRect().right > innerWidth + 1)
        .map((one) => one.outerHTML.slice(0, 80))""")
    assert cut == []


def test_the_list(shown: tuple[Service, Any], tmp_path: Path) -> None:
    at, page = shown
    page.goto(at.url)
    fits(page)
    picture(page, "list", tmp_path)


def test_a_report(shown: tuple[Service, Any], tmp_path: Path) -> None:
    at, page = shown
    page.goto(at.url)
    page.get_by_role("row", name=re.compile("hung-khe-2024.pdf")).get_by_role("link").click()
    page.wait_for_load_state("networkidle")
    page.locator(".finding").nth(2).locator(".said").click()
    page.wait_for_load_state("networkidle")
    fits(page)
    picture(page, "report", tmp_path)
    page.locator(".finding").nth(2).locator("button.side").first.click()
    page.locator("#detail .figure[data-kind='figure']").wait_for()
    page.keyboard.press("s")
    fits(page)
    box = page.get_by_role("button", name="Lưu").bounding_box()
    assert box["y"] + box["height"] <= SCREEN["height"], "the form is in sight without scrolling"
    picture(page, "correct", tmp_path)
    page.keyboard.press("Escape")
    page.keyboard.press("t")
    page.locator("#words mark").first.wait_for()
    for tab in page.get_by_role("tab").all():
        tab.click()
        fits(page)


def test_a_page_on_its_side_keeps_its_shape_and_its_boxes(shown: tuple[Service, Any], tmp_path: Path) -> None:
    at, page = shown
    turned = tmp_path / "nam-ngang.pdf"
    document = pypdfium2.PdfDocument(SAMPLES / "hung-khe-2024" / "hung-khe-2024.pdf")
    for one in document:
        one.set_rotation(90)
    document.save(turned)
    page.goto(at.url)
    page.set_input_files("#files", turned)
    page.get_by_text("mở báo cáo").click(timeout=60_000)
    page.wait_for_load_state("networkidle")
    page.locator("#page-1 g[data-box]").first.click(force=True)
    page.locator("#detail .figure").wait_for()
    shape, box = page.evaluate("""() => {
        const image = document.querySelector("#page-1 img"), mark = document.querySelector("#page-1 g.selected rect");
        const [sheet, side] = [image, mark].map((one) => one.getBoundingClientRect());
        return [[sheet.width / sheet.height, image.naturalWidth / image.naturalHeight], [side.width, side.height]];
    }""")
    assert shape[0] == pytest.approx(shape[1], rel=0.01)
    assert shape[0] > 1.3, "it lies as the file shows it"
    assert box[1] > box[0], "so do the words, and their box"
    fits(page)
    picture(page, "on-its-side", tmp_path)
    page.keyboard.press("r")
    page.keyboard.press("r")
    page.keyboard.press("r")
    inside, box = page.evaluate("""() => {
        const [sheet, mark] = ["#page-1", "#page-1 g.selected rect"]
            .map((one) => document.querySelector(one).getBoundingClientRect());
        const within = mark.left > sheet.left && mark.right < sheet.right && mark.top > sheet.top && mark.bottom < sheet.bottom;
        return [within && sheet.height > sheet.width, [mark.width, mark.height]];
    }""")
    assert inside
    assert box[0] > box[1], "turned to be read"
    fits(page)
    picture(page, "turned", tmp_path)


def test_the_log(shown: tuple[Service, Any], tmp_path: Path) -> None:
    at, page = shown
    page.goto(at.url)
    page.get_by_role("row", name=re.compile("hung-khe-2024.pdf")).get_by_role("link").click()
    page.wait_for_load_state("networkidle")
    page.keyboard.press("1")
    page.keyboard.press("j")
    page.locator("#detail .figure[data-kind='finding']").wait_for()
    page.keyboard.press("a")
    page.locator(".finding.confirmed").wait_for()
    page.goto(f"{at.url}/log")
    page.get_by_role("button", name="Hoàn tác").first.wait_for()
    fits(page)
    picture(page, "log", tmp_path)


def test_the_queue(shown: tuple[Service, Any], tmp_path: Path) -> None:
    at, page = shown
    page.goto(f"{at.url}/review")
    row = page.get_by_role("row", name=re.compile("xã Hưng Khê")).first
    row.click()
    page.locator("#detail svg.crop").wait_for()
    page.wait_for_load_state("networkidle")
    fits(page)
    picture(page, "queue", tmp_path)


def test_two_years(shown: tuple[Service, Any], tmp_path: Path) -> None:
    at, page = shown
    page.goto(f"{at.url}/compare")
    fits(page)
    page.get_by_role("row", name=re.compile("thach-lam-2022")).get_by_role("link").click()
    page.locator(".verdict-contradicts").first.wait_for()
    fits(page)
    picture(page, "compare", tmp_path)


def test_over_the_years(shown: tuple[Service, Any], tmp_path: Path) -> None:
    at, page = shown
    page.goto(f"{at.url}/indicators?name=Tổng đàn gia cầm&area=huyện Thạch Lâm")
    page.locator("svg circle").first.wait_for()
    fits(page)
    picture(page, "indicator", tmp_path)
    page.goto(f"{at.url}/projects?area=huyện Thạch Lâm")
    fits(page)


@pytest.mark.parametrize("name", IN_README)
def test_readme_shows_pictures_that_are_there(name: str) -> None:
    assert f"docs/{name}.png" in (ROOT / "README.md").read_text("utf-8")
    assert (DOCS / f"{name}.png").stat().st_size < LARGEST
