"""The page of a run: what stands in it, what cannot get into it, and the pictures of places."""

from __future__ import annotations

import base64
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from conftest import ROOT
from delivered import TEXT, lay_out, report, source
from hypothesis import given
from hypothesis import strategies as st

from pipeline.deliver import charts, deliver, page
from pipeline.deliver.crops import write_crops
from pipeline.deliver.quotes import quote
from pipeline.errors import Reason, UnreadableInput
from schemas import Report

PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==")


def made(out: Path, *reports: tuple[str, Report]) -> str:
    deliver(out, lay_out(out, *reports), [UnreadableInput("hỏng <b>.pdf", Reason.TRUNCATED)])
    return (out / "index.html").read_text("utf-8")


class Outline(HTMLParser):
    """Element ids, links and whether the tags are closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.open: list[str] = []
        self.loads: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids += [given["id"] or ""] if "id" in given else []
        self.links += [given["href"] or ""] if "href" in given else []
        self.loads += [given["src"] or ""] if "src" in given else []
        if tag not in ("meta", "input", "img", "br", "line", "rect", "circle", "polyline"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("line", "rect", "circle", "polyline"):
            return
        assert self.open.pop() == tag


def test_the_page_is_whole_and_loads_nothing(tmp_path: Path) -> None:
    text = made(tmp_path, ("một", report()), ("hai", report()))
    outline = Outline()
    outline.feed(text)
    assert outline.open == []
    assert len(set(outline.ids)) == len(outline.ids)
    inside = {link[1:] for link in outline.links if link.startswith("#")}
    assert inside - {"charts"} <= set(outline.ids)
    assert outline.loads == []
    assert "default-src 'none'" in text
    assert not re.search(r"https?://(?!x\b)", text)


def test_findings_come_first_with_their_sides_and_failures_have_reasons(tmp_path: Path) -> None:
    text = made(tmp_path, ("một", report()))
    order = [text.index(f'id="{name}"') for name in ("findings", "failed", "files", "figures")]
    assert order == sorted(order)
    article = text[text.index("<article") : text.index("</article>")]
    assert article.count("<blockquote>") == 3
    assert "<mark>167 nhiệm vụ</mark>" in article
    assert "Có thể số đúng là 29" in article
    assert "hỏng &lt;b&gt;.pdf" in text
    assert "tệp hỏng hoặc bị cắt cụt" in text
    assert "10/12/2022" in text


def test_no_markup_of_a_report_gets_through(tmp_path: Path) -> None:
    text = made(tmp_path, ("<img src=x>", report()))
    body = text[text.index("<body>") : text.rindex("<script>")]
    assert "<script" not in body
    assert "<b>Đang" not in body
    assert "<img" not in body
    assert "một &lt;chỗ&gt; lạ" in body


def test_a_picture_stands_beside_its_quote_until_there_are_too_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid = lay_out(tmp_path, ("một", report()))
    folder = tmp_path / "crops" / laid[0].key
    folder.mkdir(parents=True)
    for name in ("o10", "o11"):
        (folder / f"{name}.png").write_bytes(PNG)
    deliver(tmp_path, laid, [])
    assert (tmp_path / "index.html").read_text("utf-8").count("data:image/png;base64,iVBOR") == 2
    monkeypatch.setattr(page, "PICTURES", 100)
    deliver(tmp_path, laid, [])
    assert (tmp_path / "index.html").read_text("utf-8").count("data:image/png") == 1


def test_the_page_is_bounded_and_says_what_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "FIGURES", 15)
    monkeypatch.setattr(page, "FINDINGS", 1)
    text = made(tmp_path, ("một", report()), ("hai", report()), ("ba", report()))
    assert text.count("<details id=") == 1
    assert "Số liệu của 2 báo cáo nữa" in text
    assert "Còn 2 phát hiện nữa" in text
    outline = Outline()
    outline.feed(text)
    assert {link[1:] for link in outline.links if link.startswith("#")} <= set(outline.ids)


def test_charts_compare_like_with_like() -> None:
    gathered = charts.Charts()
    for year, value in ((2021, 10), (2022, 12), (2022, 99)):
        one = {
            "measure": "level", "scenario": "actual", "year": year, "area": {"name": "xã A"}, "condition": None, "path": [],
            "indicator": "Thu", "unit": "VND", "counted": None, "low": value * 10**9, "high": value * 10**9,
            "period": {"start": f"{year}-01-01", "end": f"{year}-09-30", "label": "9 tháng"},
        }  # fmt: skip
        months = {**one, "period": None, "year": year, "measure": "change"}
        gathered.add({"observations": [one, months]})
    [(title, svg)] = gathered.svgs()
    assert title == "Thu (tỷ đồng), từ 01/01 đến 30/09"
    assert [f"xã A, {year}: {value}" in svg for year, value in ((2021, 10), (2022, 12), (2022, 99))] == [
        True,
        True,
        False,
    ]
    other = charts.Charts()
    for name in ("xã A", "xã B"):
        other.add({"observations": [{**one, "area": {"name": name}, "low": -(10**9), "high": -(10**9)}]})
    [(_, bars)] = other.svgs()
    assert bars.count("<rect") == 2


def test_strips_of_a_pdf_are_small_and_the_same_each_time(tmp_path: Path) -> None:
    from pipeline.report import read_report

    file = ROOT / "samples" / "son-loc-2019" / "son-loc-2019.pdf"
    whole = read_report(file)
    finding = report().findings[0].model_copy(update={"evidence": ("o1", "o2", "o3")})
    whole = whole.model_copy(update={"findings": (finding,)})
    assert write_crops(file, whole, tmp_path / "a") == 3
    assert write_crops(file, whole, tmp_path / "b") == 3
    for name in ("o1.png", "o2.png", "o3.png"):
        picture = (tmp_path / "a" / name).read_bytes()
        assert picture == (tmp_path / "b" / name).read_bytes()
        assert picture.startswith(b"\x89PNG")
        assert 500 < len(picture) < 60_000


def test_a_pdf_that_cannot_be_drawn_has_no_pictures(tmp_path: Path) -> None:
    broken = tmp_path / "x.pdf"
    broken.write_bytes(b"%PDF-1.7 broken")
    whole = report()
    placed = tuple(
        one.model_copy(update={"source": one.source.model_copy(update={"page": 1, "boxes": ((0.0, 0.0, 9.0, 9.0),)})})
        for one in whole.observations
    )
    info = whole.document.model_copy(update={"media_type": "application/pdf"})
    assert write_crops(broken, whole.model_copy(update={"observations": placed, "document": info}), tmp_path / "c") == 0


@given(
    st.text(alphabet="ab \n\f", max_size=60),
    st.text("xy", min_size=1, max_size=5),
    st.text(alphabet="ab \n\f", max_size=60),
)
def test_a_quote_holds_its_figure_and_stays_in_its_paragraph(before: str, figure: str, after: str) -> None:
    words = quote(before + figure + after, {"start": len(before), "end": len(before) + len(figure)}, 20)
    assert words.figure == figure
    assert "\n" not in words.line
    assert len(words.line) <= 20 + len(figure) + 20 + 2


def test_a_quote_ends_at_words() -> None:
    words = quote(TEXT, source("102%").model_dump(), 30)
    assert words.line == "…sách ước 12,5 tỷ đồng, đạt 102% kế hoạch (kế hoạch 12,3 tỷ…"
