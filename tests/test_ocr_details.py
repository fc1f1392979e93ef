"""Small things of a scanned page that recognition loses: separators of numbers, labels of notes, print under stamps."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pypdfium2
import pytest
import typst

pytest.importorskip("cv2")
import cv2

from pipeline.ocr.bends import flat
from pipeline.ocr.doubts import _same
from pipeline.ocr.engine import Image, Row, Word, figure
from pipeline.ocr.labels import agreed, filled, opening
from pipeline.ocr.marks import _is_power
from pipeline.ocr.measure import Stretch, Weights, stretches
from pipeline.ocr.prepare import prepare, skew
from pipeline.ocr.rulings import rulings
from pipeline.ocr.separators import separated

DPI = 300


def drawn(folder: Path, text: str) -> Image:
    """The text in print, black on white, cropped to its ink."""
    source = folder / "text.typ"
    setting = '#set page(width: 400pt, height: 60pt, margin: 10pt)\n#set text(font: "Tinos", size: 12pt)\n'
    source.write_text(f"#set document(date: none)\n{setting}{text}", "utf-8")
    page = pypdfium2.PdfDocument(typst.compile(str(source)))[0]
    image = np.asarray(page.render(scale=DPI / 72, grayscale=True).to_pil().convert("L"))
    rows, columns = np.nonzero(image < 128)
    return np.ascontiguousarray(image[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1])


def word(image: Image, text: str) -> Word:
    return figure(text, (0.0, 0.0, float(image.shape[1]), float(image.shape[0])), 0.96)


@pytest.mark.parametrize("printed", ["4.826", "12,5", "52.970", "1.104", "57,8", "0,61", "11,1", "102,7"])
def test_a_lost_separator_is_found_by_the_room_it_takes(printed: str, tmp_path: Path) -> None:
    image = drawn(tmp_path, printed)
    lost = printed.replace(".", "").replace(",", "")
    found = separated(word(image, lost), image)
    assert (found.text, found.raw) == (printed, lost)
    assert found.confidence < 0.9


@pytest.mark.parametrize("printed", ["2350", "1111", "2023", "471", "10", "74147", "31.500", "12,5%"])
def test_figures_without_room_for_a_separator_stay(printed: str, tmp_path: Path) -> None:
    image = drawn(tmp_path, printed)
    read = word(image, printed)
    assert separated(read, image) is read


@pytest.mark.parametrize(
    ("references", "labels", "right"),
    [
        (["2", "3"], ["", "5"], (["2", "3"], ["2", "3"])),
        (["1", "4"], ["1", "2"], (["1", "2"], ["1", "2"])),
        (["[2]"], ["[2"], (["[2]"], ["[2"])),
        (["3"], ["3", ""], (["3"], ["3", ""])),
        (["3", "4", "5"], ["3", ""], (["3", "4", "5"], ["3", "4"])),
        (["1", "2"], ["*", "2"], (["1", "2"], ["1", "2"])),
        ([], [""], ([], [""])),
        (["*"], ["*"], (["*"], ["*"])),
        (["(1)", "(2)"], ["(1)", "(7)"], (["(1)", "(2)"], ["(1)", "(2)"])),
        (["7", "9"], ["7", "9"], (["7", "9"], ["7", "9"])),
    ],
)
def test_marks_and_labels_of_a_page_put_each_other_right(
    references: list[str], labels: list[str], right: tuple[list[str], list[str]]
) -> None:
    assert agreed(references, labels) == right


@pytest.mark.parametrize(
    ("references", "labels", "right"),
    [
        ([""], ["2"], ["2"]),
        (["1", "", "3"], ["1", "2", "3"], ["1", "2", "3"]),
        (["1", "", "", "3"], ["1", "2", "3"], ["1", "", "", "3"]),
        (["", "3"], ["3", "4"], ["", "3"]),
        (["", ""], [], ["", ""]),
        (["", "2"], ["(1)", "(2)"], ["(1)", "2"]),
    ],
)
def test_a_reference_nobody_could_read_is_the_one_its_note_lacks(
    references: list[str], labels: list[str], right: list[str]
) -> None:
    assert filled(references, labels) == right


@pytest.mark.parametrize(
    ("text", "power"), [("12km", True), ("m", True), ("1.250m", True), ("năm", False), ("phẩm", False)]
)
def test_a_raised_figure_is_a_power_behind_a_length_alone(text: str, power: bool) -> None:
    unit = figure(text, (0.0, 0.0, 100.0, 30.0), 0.96)
    assert _is_power(Stretch((unit,), 30.0, 45.0, 3.0), (102.0, 0.0, 110.0, 15.0)) == power


@pytest.mark.parametrize("taller", [1.0, 1.6])
def test_print_is_as_large_as_its_rows_of_small_letters_say(taller: float, tmp_path: Path) -> None:
    """Where letters run into each other their boxes are as high as all of them."""
    image = drawn(tmp_path, "Nước mắm cá cơm và muối")
    height, width = image.shape
    ink = np.where(image < 128, 255, 0).astype(np.uint8)
    letters = figure("Nướcmắmcácơmvàmuối", (0.0, height - 0.46 * taller * 50, float(width), float(height)), 0.96)
    (part,) = stretches(Row((letters,), float(height)), Weights(ink), DPI)
    assert part.size == pytest.approx(12 * DPI / 72, rel=0.1)


@pytest.mark.parametrize(("text", "raised"), [("#super[2]Trong", True), ("Trong", False), ("– Trong", False)])
def test_what_is_raised_before_a_small_line_is_found_whatever_was_read(text: str, raised: bool, tmp_path: Path) -> None:
    image = drawn(tmp_path, text)
    letter = float(image.shape[1] - drawn(tmp_path, "Trong").shape[1])
    line, em = float(image.shape[0]), 12 * DPI / 72
    image = np.pad(image, 40, constant_values=255)
    read = figure("T", (letter + 40, 40 + line - 0.66 * em, letter + 70, 40 + line), 0.9)
    place = opening(Stretch((read,), 40 + line, em, 5.0), image, 1.3 * em)
    assert (place is not None) is raised
    if place is not None:
        assert place[2] <= letter + 41


@pytest.mark.parametrize("colour", [(60, 50, 205), (150, 50, 110), (170, 60, 40), (70, 130, 40)])
def test_print_under_a_stamp_of_any_colour_stays_and_the_stamp_goes(colour: tuple[int, int, int]) -> None:
    import cv2

    page = np.full((900, 700), 255, np.uint8)
    for top in range(100, 800, 40):
        page[top : top + 14, 100:600:6] = 20
        page[top : top + 14, 101:600:6] = 20
    layer = np.full((900, 700, 3), 255, np.uint8)
    cv2.circle(layer, (350, 420), 120, colour, 8, cv2.LINE_AA)
    image = (page[..., None].astype(np.uint16) * layer // 255).astype(np.uint8)
    clean, stamped = prepare(page, 150), prepare(image, 150)
    assert stamped.coloured
    assert not clean.coloured
    assert np.count_nonzero(clean.ink != stamped.ink) < 0.01 * np.count_nonzero(clean.ink)


def test_print_in_colour_stays() -> None:
    image = np.full((900, 700, 3), 255, np.uint8)
    for top in range(100, 800, 60):
        image[top : top + 14, 100:600:6] = (170, 60, 40)
    prepared = prepare(image, 150)
    assert not prepared.coloured
    assert prepared.ink[100:114].any()


def test_faded_print_is_ink() -> None:
    page = np.full((900, 700), 235, np.uint8)
    for top in range(100, 800, 40):
        for left, shade in ((100, 185), (101, 165), (102, 165), (103, 185)):
            page[top : top + 14, left:600:8] = shade
    prepared = prepare(page, 150)
    assert prepared.ink[101:113, 100:600].mean() > 0.7 * 255 / 2
    assert prepared.grey[107, 101:500:8].mean() < 80


def test_streaks_of_a_scanner_are_no_lines_of_a_table() -> None:
    ink = np.zeros((1500, 1000), np.uint8)
    for y in (300, 400, 500):
        ink[y : y + 3, 200:800] = 255
    for x in (200, 500, 797):
        ink[300:503, x : x + 3] = 255
    ink[:, 620:622] = 255
    found, pixels = rulings(ink, 150)
    lefts = sorted(line.box[0] for line in found if not line.horizontal)
    assert lefts == pytest.approx([200, 500, 797], abs=2)
    assert pixels[1200, 618:624].any()


def lines_of_print(apart: int = 33) -> Image:
    page = np.full((1650, 1275), 255, np.uint8)
    random = np.random.default_rng(1)
    for top in range(150, 1500, apart):
        for left in range(130, 1130, 12):
            if random.random() < 0.8:
                page[top : top + 14, left : left + 3] = page[top : top + 3, left : left + 8] = 20
    return page


@pytest.mark.parametrize("tilted", [False, True])
def test_a_sheet_that_did_not_lie_flat_is_flattened(tilted: bool) -> None:
    import cv2

    page = lines_of_print()
    rows, columns = np.mgrid[0 : page.shape[0], 0 : page.shape[1]].astype(np.float32)
    wave = 9 * np.sin(columns / 260 + 1) * (rows / page.shape[0] if tilted else 1)
    bent = cv2.remap(page, columns, rows + wave.astype(np.float32), cv2.INTER_LINEAR, borderValue=255)
    straight = prepare(bent, 150)
    sharp = [
        float(np.sum(np.diff((image < 128).sum(axis=1, dtype=np.int64)) ** 2)) for image in (page, straight.grey, bent)
    ]
    assert sharp[1] > 0.35 * sharp[0]
    assert sharp[1] > 3 * sharp[2]


def test_a_flat_sheet_and_a_page_of_little_print_are_left_as_they_are() -> None:
    page = lines_of_print()
    ink = np.where(page < 128, 255, 0).astype(np.uint8)
    assert flat(page, ink, 150) is None
    page[300:], ink[300:] = 255, 0
    assert flat(page, ink, 150) is None


def test_print_that_shines_through_is_made_paler_and_print_stays() -> None:
    page = lines_of_print(60)
    through = np.minimum(page, 255 - (255 - np.roll(page, 30, axis=0)) // 4)
    shining = (through < 220) & (page == 255)
    clean = prepare(through, 150)
    assert np.median(clean.grey[shining]) > np.median(through[shining]) + 8
    assert np.mean(clean.ink[page < 128] > 0) > 0.95
    assert np.median(prepare(page, 150).grey[page < 128]) == pytest.approx(np.median(clean.grey[page < 128]), abs=10)


def test_dust_goes_and_full_stops_stay() -> None:
    page = lines_of_print(60)
    page[160:164, 1135:1139] = 20  # a full stop behind its line
    dusty = page.copy()
    for top in range(195, 1400, 60):
        dusty[top : top + 3, 300:900:97] = dusty[top : top + 3, 301:900:97] = dusty[top : top + 3, 302:900:97] = 20
    assert np.count_nonzero(prepare(dusty, 150).ink != prepare(page, 150).ink) < 20
    assert prepare(page, 150).ink[160:164, 1135:1139].any()


def test_a_dithered_page_is_straightened_by_its_print_and_not_by_its_dots() -> None:
    import cv2
    import PIL.Image

    page = np.minimum(lines_of_print(), 240)  # paper that is not quite white becomes dots
    turn = cv2.getRotationMatrix2D((page.shape[1] / 2, page.shape[0] / 2), 1.0, 1.0)
    page = cv2.warpAffine(page, turn, (page.shape[1], page.shape[0]), borderValue=240)
    large = cv2.resize(page, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    dots = np.array(PIL.Image.fromarray(large).convert("1").convert("L"))
    assert prepare(dots, 300).angle == pytest.approx(prepare(large, 300).angle, abs=0.1)
    assert abs(prepare(large, 300).angle) == pytest.approx(1.0, abs=0.1)


@pytest.mark.parametrize("seed", range(4))
def test_chance_turns_no_page_steeply(seed: int) -> None:
    """Rows of bent print are hardly sharper at their angle than dots without any rows at a steep one."""
    ink = np.where(np.random.default_rng(seed).random((1400, 1000)) < 0.02, 255, 0).astype(np.uint8)
    ink = cv2.dilate(ink, np.ones((2, 2), np.uint8))
    assert abs(skew(ink, 120)) <= 3.5


@pytest.mark.parametrize(
    ("first", "second", "agree"), [("7./.", "7.1.", True), ("7.1.", "7.1.", True), ("7./.", "1.1.", False)]
)
def test_the_sign_that_ends_a_report_is_no_figure(first: str, second: str, agree: bool) -> None:
    assert _same(second, first) == agree
