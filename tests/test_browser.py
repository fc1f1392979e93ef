"""The pages in a real browser: from an upload to the workbook, by keys alone, under attack, two people at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from typing import Any

import openpyxl
import pytest
from browser import Service, chromium, person, service
from conftest import ROOT
from test_web_pages import attack

from pipeline.report import read_report
from pipeline.store import decisions
from schemas import Report
from schemas.observation import Observation

PDF = ROOT / "samples" / "hung-khe-2024" / "hung-khe-2024.pdf"
TEXT = PDF.with_suffix(".txt")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as one:
        yield one


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Service]:
    with service(tmp_path) as one:
        yield one


@pytest.fixture(scope="module")
def report() -> Report:
    return read_report(TEXT)


def link(at: Service, report: Report) -> str:
    return f"{at.url}/reports/{report.document.id.removeprefix('sha256:')}"


def place(one: Observation) -> str:
    return f"{one.source.start}-{one.source.end}"


def now(at: Service, report: Report) -> dict[str, Observation]:
    """The figures of the store by place."""
    state = decisions.reviewed_report(at.store, report.document.id)
    assert state is not None
    return {place(o): o for o in state.report.observations}


def settled(page: Any, name: str, sign: str) -> None:
    """Waits until the row of this place shows the sign of a decision."""
    page.locator(f"[id='row-{name}'] .state", has_text=sign).wait_for()


def chosen(page: Any, name: str) -> None:
    """Waits until the detail is that of this place."""
    page.locator(f"#detail .figure[data-place='{name}']").wait_for()


def drawn(page: Any) -> None:
    """Waits until the picture of the first page is there. (Waiting inside of the page is what our policy forbids.)"""
    end = monotonic() + 30
    while not page.evaluate("document.querySelector('#page-1 img').naturalWidth") and monotonic() < end:
        page.wait_for_timeout(50)
    assert page.evaluate("document.querySelector('#page-1 img').naturalWidth > 600")


def test_from_upload_to_workbook(browser: Any, at: Service, tmp_path: Path) -> None:
    with person(browser, at, "lan") as page:
        (tmp_path / "lạ.bin").write_bytes(bytes(range(256)) * 20)
        page.set_input_files("#files", [PDF, tmp_path / "lạ.bin"])
        page.get_by_text("mở báo cáo").first.wait_for(timeout=60_000)
        page.get_by_text("Xem danh sách mới").wait_for(timeout=60_000)
        assert page.locator("#uploads .failed").count() == 1, "what no reader reads is refused in words"
        page.goto(at.url)
        page.get_by_role("row", name=re.compile("hung-khe-2024.pdf")).get_by_role("link").click()
        page.wait_for_load_state("load")
        page.locator(".finding").first.click()
        assert page.locator("#pages g.side-of").count() >= 2, "both sides of a contradiction are shown"
        drawn(page)
        page.get_by_role("tab", name=re.compile("Số liệu")).click()
        row = page.locator("#figures tr[data-place]").nth(4)
        name = row.get_attribute("data-place")
        row.click()
        chosen(page, name)
        assert page.locator("#pages g.selected").count() == 1
        assert page.evaluate("""() => {
            const frame = document.getElementById("paper").getBoundingClientRect();
            const box = document.querySelector("#pages g.selected").getBoundingClientRect();
            return Math.abs(box.top + box.height / 2 - frame.top - frame.height / 2) < frame.height / 4;
        }"""), "the place of a chosen row is centred"  # fmt: skip
        page.get_by_role("button", name="Sửa").click()
        page.get_by_label("Giá trị").fill("4.321,5 ha")
        page.get_by_label("Ghi chú").fill("đọc nhầm")
        page.get_by_role("button", name="Lưu").click()
        settled(page, name, "✎")
        other = page.locator("#pages g[data-box]").nth(7)
        other.click(force=True)
        assert page.locator("#figures tr.selected").get_attribute("data-place") == other.get_attribute("data-box")
        with page.expect_download() as waited:
            page.get_by_role("link", name="Excel").click()
        target = tmp_path / "so.xlsx"
        waited.value.save_as(target)
    cells = {
        cell.value for sheet in openpyxl.load_workbook(target).worksheets for row in sheet.iter_rows() for cell in row
    }
    assert 4321.5 in cells


def test_by_keys_alone(browser: Any, at: Service, report: Report) -> None:
    at.store.add(report)
    names = [place(o) for o in report.observations]
    with person(browser, at, "lan") as page:
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        page.locator("#report").wait_for()
        page.wait_for_load_state("load")
        page.keyboard.press("2")
        page.keyboard.press("j")
        chosen(page, names[0])
        page.keyboard.press("a")
        settled(page, names[0], "✓")
        chosen(page, names[1])
        page.keyboard.press("x")
        settled(page, names[1], "✕")
        chosen(page, names[2])
        page.keyboard.press("s")
        page.keyboard.type("77 ha")
        page.keyboard.press("Enter")
        settled(page, names[2], "✎")
        chosen(page, names[3])
        page.keyboard.press("s")
        page.keyboard.type("không phải số")
        page.keyboard.press("Enter")
        page.get_by_text("gõ như trong báo cáo").wait_for()
        page.keyboard.press("Escape")
        page.keyboard.press("k")
        page.keyboard.press("k")
        chosen(page, names[1])
        page.keyboard.press("u")
        page.locator(f"[id='row-{names[1]}'][data-state='']").wait_for()
        page.keyboard.press("/")
        page.keyboard.type("duoi khong dau nao khop ca")
        assert page.locator("#figures tr[data-place]:visible").count() == 0
        page.keyboard.press("Escape")
        page.keyboard.press("?")
        page.get_by_role("dialog").get_by_text("hoàn tác").wait_for()
        page.keyboard.press("Escape")
        page.keyboard.press("g")
        page.get_by_text("Hàng chờ duyệt").wait_for()
    held = now(at, report)
    assert [held[name].review and held[name].review.state for name in names[:4]] == [
        "accepted",
        None,
        "corrected",
        None,
    ]  # type: ignore[union-attr]
    assert held[names[2]].low == 77


def test_the_queue_goes_on_by_itself(browser: Any, at: Service, report: Report) -> None:
    at.store.add(report)
    order = [f"{row['source_start']}-{row['source_end']}" for row in decisions.queue(at.store)]
    with person(browser, at, "lan") as page:
        page.goto(f"{at.url}/review")
        for number, key in enumerate("axa"):
            chosen(page, order[number])
            page.keyboard.press(key)
        chosen(page, order[3])
        page.keyboard.press("o")
        page.wait_for_url(re.compile(r"\?at="))
        chosen(page, order[3])
        assert f"?at={order[3]}" in page.url
    assert {name for name, one in now(at, report).items() if one.review} == {order[0], order[2]}
    assert order[1] not in now(at, report)


def test_a_report_that_is_a_script_runs_nothing(browser: Any, at: Service, tmp_path: Path) -> None:
    hostile = tmp_path / "<img src=x onerror=alert(1)>.txt"
    code = "<script>alert(1)</script><img src=x onerror=alert(2)><svg onload=alert(3)>"
    hostile.write_text(f"BÁO CÁO\n{code}\n\n1. {code}\n\nDiện tích {code} đạt 12 ha, tăng 5%{code}.\n", "utf-8")
    at.store.add_all([attack(2021), attack(2022, "b")])
    with person(browser, at, "lan") as page:
        page.set_input_files("#files", hostile)
        page.get_by_text("mở báo cáo").wait_for(timeout=60_000)
        links = [at.url, f"{at.url}/review", f"{at.url}/compare", f"{at.url}/indicators", f"{at.url}/projects"]
        page.goto(at.url)
        links += [f"{at.url}{one.get_attribute('href')}" for one in page.locator("td.title a").all()]
        assert len(links) == 8
        for one in links:
            page.goto(one)
            assert page.locator("img[src=x], svg[onload], main script:not([src])").count() == 0
            for tab in page.get_by_role("tab").all():
                tab.click()
            row = page.locator("tr[data-place]").first
            if row.count() and row.is_visible():
                row.click()
                page.locator("#detail .figure").wait_for()


def test_two_reviewers_at_once(browser: Any, at: Service, report: Report) -> None:
    at.store.add(report)
    name = place(report.observations[0])
    with person(browser, at, "an") as first, person(browser, at, "bình") as second:
        for page in (first, second):
            page.goto(f"{link(at, report)}?at={name}")
            chosen(page, name)
        first.keyboard.press("x")
        settled(first, name, "✕")
        second.keyboard.press("a")
        second.get_by_role("status").get_by_text("an đã quyết định").wait_for()
        settled(second, name, "✕")
        second.keyboard.press("u")
        second.locator(f"[id='row-{name}'][data-state='']").wait_for()
        second.keyboard.press("a")
        settled(second, name, "✓")
    state = decisions.reviewed_report(at.store, report.document.id)
    assert state is not None
    (figure,) = state.standing.values()
    assert [(entry.by, entry.action) for entry in figure.entries] == [
        ("an", "reject"),
        ("bình", "undo"),
        ("bình", "accept"),
    ]


def test_a_missed_figure_is_added_by_its_words(browser: Any, at: Service, report: Report) -> None:
    spans = [(o.source.start, o.source.end) for o in report.observations]
    alone = [o for o in report.observations[20:] if sum(a < o.source.end and o.source.start < b for a, b in spans) == 1]
    missed = alone[0]
    others = tuple(o for o in report.observations if o is not missed)
    at.store.add(report.model_copy(update={"observations": others, "findings": ()}))
    with person(browser, at, "lan") as page:
        page.goto(link(at, report))
        page.evaluate(
            """([start, end]) => {
                const pieces = [...document.querySelectorAll("[data-start]")];
                const piece = pieces.findLast((one) => Number(one.dataset.start) <= start);
                const from = start - Number(piece.dataset.start);
                getSelection().setBaseAndExtent(piece.firstChild, from, piece.firstChild, from + end - start);
            }""",
            [missed.source.start, missed.source.end],
        )
        page.keyboard.press("n")
        page.get_by_text("Thêm số liệu ở chỗ này").wait_for()
        assert page.get_by_label("Giá trị").input_value() == missed.source.text
        page.get_by_label("Chỉ tiêu", exact=True).fill("Tên do người đặt")
        page.keyboard.press("Enter")
        settled(page, place(missed), "+")
    added = now(at, report)[place(missed)]
    assert (added.indicator, added.low, added.unit, added.section) == (
        "Tên do người đặt",
        missed.low,
        missed.unit,
        missed.section,
    )


def test_a_missed_figure_is_added_by_a_box_on_the_page(browser: Any, at: Service) -> None:
    with person(browser, at, "lan") as page:
        page.set_input_files("#files", PDF)
        page.get_by_text("mở báo cáo").wait_for(timeout=60_000)
        report = next(at.store.reports())
        missed = next(o for o in report.observations if o.source.page == 1 and o.unit == "m")
        others = tuple(o for o in report.observations if o is not missed)
        at.store.add(report.model_copy(update={"observations": others, "findings": ()}))
        page.get_by_text("mở báo cáo").click()
        page.locator("#page-1 img").wait_for()
        page.wait_for_load_state("load")
        drawn(page)
        page.keyboard.press("n")
        x0, top, x1, bottom = missed.source.boxes[0]
        corners = page.evaluate(
            """(box) => {
                const svg = document.querySelector("#page-1 svg");
                document.getElementById("paper").scrollTop = 200;
                const at = (x, y) => { const p = new DOMPoint(x, y).matrixTransform(svg.getScreenCTM()); return [p.x, p.y]; };
                return [...at(box[0] - 2, box[1] - 1), ...at(box[2] + 2, box[3] + 1)];
            }""",
            [x0, top, x1, bottom],
        )
        page.mouse.move(corners[0], corners[1])
        page.mouse.down()
        page.mouse.move(corners[2], corners[3], steps=4)
        page.mouse.up()
        page.get_by_text("Thêm số liệu ở chỗ này").wait_for()
        assert page.get_by_label("Giá trị").input_value() == re.match(r"[\d.,]+", missed.source.text)[0]  # type: ignore[index]
        page.get_by_label("Giá trị").fill(missed.source.text)
        page.get_by_label("Chỉ tiêu", exact=True).fill("Kênh mương nạo vét")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"\?at="))
    (added,) = (o for o in next(at.store.reports()).observations if o.indicator == "Kênh mương nạo vét")
    assert (added.low, added.unit, added.source.page, len(added.source.boxes)) == (missed.low, "m", 1, 1)


def test_projects_and_findings_by_keys(browser: Any, at: Service, report: Report) -> None:
    at.store.add(report)
    with person(browser, at, "lan") as page:
        page.goto(link(at, report))
        page.wait_for_load_state("load")
        page.keyboard.press("1")
        page.keyboard.press("j")
        page.locator("#detail .figure[data-kind='finding']").wait_for()
        page.keyboard.press("a")
        page.locator(".finding.confirmed", has_text="đúng là mâu thuẫn").wait_for()
        second = report.findings[1].id
        page.locator(f"#finding-{second}.selected").wait_for()
        page.locator(f"#detail .figure[data-to*='{second}']").wait_for()
        page.keyboard.press("x")
        page.keyboard.type("hai số tính theo hai cách")
        page.keyboard.press("Enter")
        page.locator(".finding.dismissed", has_text="hai số tính theo hai cách").wait_for()
        assert page.locator("[data-count=findings]").inner_text() == str(len(report.findings) - 1)
        page.keyboard.press("3")
        page.keyboard.press("j")
        page.locator("#detail .figure[data-kind='project']").wait_for()
        page.keyboard.press("s")
        page.keyboard.press("Tab")
        page.keyboard.type("9,5 tỷ đồng")
        page.keyboard.press("Enter")
        page.locator("#projects tr.corrected .value", has_text="9.500").wait_for()
        page.locator("#projects tr.selected").nth(0).wait_for()
        page.locator(f"#detail .figure[data-to*='{report.projects[1].source.start}-']").wait_for()
        page.keyboard.press("x")
        page.locator("#projects tr.rejected").wait_for()
        page.goto(f"{at.url}/log")
        page.get_by_role("row", name=re.compile("loại")).get_by_role("button", name="Hoàn tác").click()
        page.locator(".action-undo").wait_for()
    state = decisions.reviewed_report(at.store, report.document.id)
    assert state is not None
    assert len(state.report.projects) == len(report.projects)
    assert state.report.projects[0].cost == 9_500_000_000
    first = state.report.findings[0].review
    assert first is not None
    assert first.state == "confirmed"


def test_the_queue_turns_its_pages(browser: Any, at: Service, report: Report) -> None:
    at.store.add(report)
    order = [f"{row['source_start']}-{row['source_end']}" for row in decisions.queue(at.store, limit=1000)]
    assert len(order) > 100
    with person(browser, at, "lan") as page:
        page.goto(f"{at.url}/review")
        chosen(page, order[0])
        page.keyboard.press("]")
        page.wait_for_url(re.compile("p=2"))
        chosen(page, order[100])
        page.keyboard.press("x")
        chosen(page, order[101])
        page.keyboard.press("[")
        page.wait_for_url(re.compile("p=1"))
        chosen(page, order[0])
    assert order[100] not in now(at, report)
