"""The pages without a browser: every one of them for an empty store and for a full one, escaping, decisions, conflicts."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import ROOT
from fastapi.testclient import TestClient
from served import log_in, served, store_of

from pipeline.report import read_report
from pipeline.store.tables import document
from pipeline.web import lists
from schemas import Report
from schemas.observation import Observation
from schemas.project import Project
from schemas.reading import Reading
from schemas.source import Area, Period, Source
from schemas.structure import DocumentInfo, Footnote, Header, Section

SAMPLE = ROOT / "samples" / "hung-khe-2024"
EMPTY = {"img", "input", "link", "meta", "br", "rect", "circle", "line", "polyline", "image", "hr", "option"}
ATTACK = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'{{7*7}}"


class Balanced(HTMLParser):
    """Raises where a page's tags are not closed in order; gathers what could run."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.running: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name for name, _ in attrs}
        if any(name.startswith("on") or name == "style" for name in names) or (tag == "script" and "src" not in names):
            self.running.append(f"{tag} {attrs}")
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        if tag not in EMPTY:
            assert self.open, f"</{tag}> without a start"
            assert self.open.pop() == tag, f"</{tag}> at {self.getpos()}"


def well_formed(html: str) -> str:
    page = Balanced()
    page.feed(html)
    page.close()
    assert page.open == []
    assert page.running == []
    return html


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with served(tmp_path) as one:
        one.headers["accept"] = "text/html"
        yield one


@pytest.fixture(scope="module")
def report() -> Report:
    return read_report(SAMPLE / "hung-khe-2024.pdf")


def attack(year: int, letter: str = "a") -> Report:
    """A report whose every text is an attempt to run a script."""
    text = f"{ATTACK} 12 ha, {ATTACK} 7%\n{ATTACK} (1) 5 km"

    def at(words: str) -> Source:
        return Source(start=text.index(words), end=text.index(words) + len(words), text=words)

    area = Area(name=ATTACK)
    given: dict[str, Any] = {"resolution": Decimal(1), "year": year, "area": area, "section": "s1", "condition": None,
                             "period": Period(label=ATTACK)}  # fmt: skip
    return Report(
        text=text,
        document=DocumentInfo(
            id=f"sha256:{letter * 64}", file=f"{ATTACK}.txt", media_type="text/plain", text_layer="text",
            header=Header(type=ATTACK, number=ATTACK, issuer=ATTACK, subject=ATTACK, year=year),
        ),
        sections=(Section(id="s1", label=ATTACK, title=ATTACK, level=1, source=at("12 ha")),),
        footnotes=(Footnote(id="f1", marker=ATTACK, text=ATTACK, anchor=at("(1)"), source=at("5 km")),),
        observations=(
            Observation(id="o1", indicator=ATTACK, low=Decimal(12), high=Decimal(12), unit="ha", source=at("12 ha"),
                        reading=Reading(raw=ATTACK, read_as=ATTACK, alternatives=(ATTACK,), chosen_by="first_reader"), **given),
            Observation(id="o2", indicator=ATTACK, low=Decimal(7), high=Decimal(7), unit="count", counted=ATTACK,
                        source=at("7%"), **given),
        ),
        unexplained=(at("(1)"),),
        projects=(Project(id="p1", name=ATTACK, funding=ATTACK, location=ATTACK, source=at("5 km")),),
    )  # fmt: skip


def digits(report: Report) -> str:
    return report.document.id.removeprefix("sha256:")


def place(one: Observation) -> str:
    return f"{one.source.start}-{one.source.end}"


def test_every_page_is_well_formed_over_an_empty_store(client: TestClient) -> None:
    log_in(client, "review")
    paths = ("/", "/?q=x&year=2021&findings=true&p=9", "/review", "/compare", "/indicators", "/indicators?name=x",
             "/projects", "/projects?area=x")  # fmt: skip
    for path in paths:
        answer = client.get(path)
        assert (answer.status_code, path) == (200, path)
        assert 'lang="vi"' in well_formed(answer.text)


def test_no_text_of_a_report_becomes_markup(client: TestClient) -> None:
    first, second = attack(2021), attack(2022, "b")
    store_of(client).add_all([first, second])
    token = log_in(client, "review")
    name, where = digits(second), place(second.observations[0])
    sent = {"action": "correct", "seen": 0, "value": "13 ha", "indicator": ATTACK, "note": ATTACK, "condition": ATTACK}
    changed = client.post(f"/reports/{name}/decisions/{where}", data=sent, headers={"x-csrf-token": token})
    assert changed.status_code == 200, changed.text
    pages = [
        "/", "/?q=script", "/review", "/compare", f"/compare?current={name}&previous={digits(first)}", "/indicators",
        "/projects", f"/reports/{name}", f"/reports/{name}/text", f"/reports/{name}/figures/{where}",
    ]  # fmt: skip
    params = {"name": ATTACK, "area": ATTACK}
    answers = [client.get(page) for page in pages] + [
        client.get(page, params=params) for page in ("/indicators", "/projects")
    ]
    for answer in answers:
        assert answer.status_code == 200, answer.url
        html = well_formed(answer.text)
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert "{{7*7}}" in html or "7*7" not in html
        assert "script-src 'self'" in answer.headers["content-security-policy"]
    for part in ("row", "detail", "findings"):
        assert "<script>alert" not in well_formed(changed.json()[part])


def test_the_list_finds_without_diacritics_and_pages(client: TestClient, report: Report) -> None:
    store_of(client).add(report)
    log_in(client, "read")
    assert "hung-khe-2024.pdf" in client.get("/", params={"q": "xa hung khe 2024"}).text
    assert "Không có báo cáo nào như vậy" in client.get("/", params={"q": "nơi khác"}).text
    assert "hung-khe-2024.pdf" not in client.get("/?year=1999").text
    assert 'id="drop"' not in client.get("/").text, "who may only read is offered no upload"
    rows, count = lists.reports(store_of(client).engine, page=2)
    assert (list(rows), count) == ([], 1)


def test_a_report_shows_every_figure_once_in_the_table_and_all_its_text(client: TestClient, report: Report) -> None:
    store_of(client).add(report)
    log_in(client, "read")
    html = well_formed(client.get(f"/reports/{digits(report)}").text)
    for one in report.observations:
        assert html.count(f'id="row-{place(one)}"') == 1
    for finding in report.findings:
        assert finding.message.split(":")[0] in html
    text = client.get(f"/reports/{digits(report)}/text").text
    plain = re.sub(r'<span class="break".*?</span>', "", text)
    assert re.sub(r"\s+", "", _unescaped(re.sub(r"<[^>]+>", "", plain))) == re.sub(r"\s+", "", report.text)
    for note in report.footnotes:
        assert f'data-jump="note-{note.id}"' in text
    assert (
        'data-act="accept"' not in client.get(f"/reports/{digits(report)}/figures/{place(report.observations[0])}").text
    )


def _unescaped(html: str) -> str:
    from html import unescape

    return unescape(html)


def test_what_is_not_there_is_not_found(client: TestClient, report: Report) -> None:
    store_of(client).add(report)
    log_in(client, "review")
    name = digits(report)
    for path in (
        f"/reports/{'0' * 64}", f"/reports/{name}/figures/x", f"/reports/{name}/figures/5-2", f"/reports/{name}/pages/1.png",
        f"/reports/{name}/figures/0-99999999", f"/compare?current={'0' * 64}",
    ):  # fmt: skip
        assert client.get(path).status_code == 404, path


def test_a_decision_is_shown_kept_and_taken_back(client: TestClient, report: Report) -> None:
    store_of(client).add(report)
    token = log_in(client, "review", "lan")
    one = report.observations[3]
    url = f"/reports/{digits(report)}/decisions/{place(one)}"

    def send(**fields: Any) -> Any:
        return client.post(url, data=fields, headers={"x-csrf-token": token})

    changed = send(
        action="correct", seen=0, value="7.654,5 ha", indicator="Tên đúng", measure="level", year="2024", note="nhầm"
    )
    assert changed.status_code == 200
    assert "7.654,5 ha" in changed.json()["row"]
    assert "nhầm" in changed.json()["detail"]
    now = next(store_of(client).reports())
    (mended,) = (o for o in now.observations if o.id == one.id)
    assert (mended.indicator, mended.low, mended.unit, mended.review and mended.review.by) == (
        "Tên đúng", Decimal("7654.5"), "ha", "lan",
    )  # fmt: skip
    served_rows = client.get(
        "/api/v1/observations", params={"indicator": "Tên đúng"}, headers={"accept": "application/json"}
    )
    (row,) = served_rows.json()["items"]
    assert (row["low"], row["review_state"], row["review_by"]) == (7654.5, "corrected", "lan")
    assert json.loads(client.get(f"/reports/{digits(report)}/report.json").text) == now.model_dump(mode="json")
    assert client.get(f"/reports/{digits(report)}/gold.json").json()["reviewed"]["decided"] == 1
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"/reports/{digits(report)}/report.xlsx").content))
    assert 7654.5 in [cell.value for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert send(action="undo", seen=1).json()["state"] == ""
    assert next(store_of(client).reports()) == report


def test_the_second_of_two_is_told_and_shown_what_holds(client: TestClient, report: Report) -> None:
    store_of(client).add(report)
    one = report.observations[0]
    url = f"/reports/{digits(report)}/decisions/{place(one)}"
    for number, (name, action) in enumerate((("an", "reject"), ("bình", "accept"))):
        client.cookies.clear()
        token = log_in(client, "review", name)
        answer = client.post(url, data={"action": action, "seen": 0}, headers={"x-csrf-token": token})
        assert answer.status_code == (200, 409)[number]
    assert "an đã quyết định" in answer.json()["message"]
    assert 'data-seen="1"' in answer.json()["detail"]
    assert answer.json()["state"] == "rejected"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"action": "correct", "value": "không rõ", "indicator": "x"}, "gõ như trong báo cáo"),
        ({"action": "correct", "value": "12 ha", "indicator": " "}, "chưa ghi tên chỉ tiêu"),
        ({"action": "correct", "value": "12 ha", "indicator": "x", "year": "hai nghìn"}, "gõ 2021"),
        ({"action": "undo"}, "không còn quyết định"),
        ({"action": "add", "value": "12 ha", "indicator": "x"}, "đã là một số liệu"),
    ],
)
def test_what_cannot_be_is_said_in_words(
    client: TestClient, report: Report, fields: dict[str, str], message: str
) -> None:
    store_of(client).add(report)
    token = log_in(client, "review")
    url = f"/reports/{digits(report)}/decisions/{place(report.observations[0])}"
    answer = client.post(url, data={"seen": "0", **fields}, headers={"x-csrf-token": token})
    assert answer.status_code == 422
    assert message in answer.json()["message"]


def test_only_reviewers_with_their_token_decide(client: TestClient, report: Report) -> None:
    store_of(client).add(report)
    url = f"/reports/{digits(report)}/decisions/{place(report.observations[0])}"
    sent = {"action": "accept", "seen": "0"}
    token = log_in(client, "read")
    assert client.post(url, data=sent, headers={"x-csrf-token": token}).status_code == 403
    client.cookies.clear()
    log_in(client, "review")
    assert client.post(url, data=sent).status_code == 403
    with store_of(client).engine.connect() as connection:
        assert connection.execute(document.select()).one().revision == 1


def test_a_missed_figure_is_found_by_its_box_and_added(client: TestClient, report: Report) -> None:
    one = next(o for o in report.observations if o.source.page == 2 and not o.table)
    others = tuple(o for o in report.observations if o is not one)
    store_of(client).add(report.model_copy(update={"observations": others, "findings": ()}))
    token = log_in(client, "review")
    x0, top, x1, bottom = one.source.boxes[0]
    near = client.get(
        f"/reports/{digits(report)}/box", params={"number": 2, "x": (x0 + x1) / 2, "y": (top + bottom) / 2}
    ).json()
    assert str(one.source.start) in {name.partition("-")[0] for name in near}
    url = f"/reports/{digits(report)}/decisions/{place(one)}"
    sent = {"action": "add", "seen": 0, "value": one.source.text, "indicator": one.indicator, "year": str(one.year),
            "measure": "level", "box": f"{x0},{top},{x1},{bottom}"}  # fmt: skip
    assert client.post(url, data=sent, headers={"x-csrf-token": token}).status_code == 200
    (added,) = (o for o in next(store_of(client).reports()).observations if o.source.start == one.source.start)
    assert (added.low, added.source.page, added.source.boxes) == (one.low, 2, one.source.boxes[:1])
    assert added.review is not None
    assert added.review.state == "added"


def test_two_years_are_compared_and_their_projects_followed(client: TestClient) -> None:
    years = [read_report(ROOT / "samples" / "reconcile" / f"thach-lam-{year}.txt") for year in (2021, 2022)]
    store_of(client).add_all(years)
    log_in(client, "read")
    html = well_formed(client.get(f"/compare?current={digits(years[1])}").text)
    assert "2022 so với 2021" in html
    assert html.count('class="chip verdict-contradicts"') >= 3
    assert f"/reports/{digits(years[1])}?at=" in html
    assert "chưa có báo cáo năm trước" in client.get(f"/compare?current={digits(years[0])}").text
    name = next(o.indicator for o in years[0].observations if o.measure == "level" and o.scenario == "actual"
                and o.indicator in {p.indicator for p in years[1].observations})  # fmt: skip
    drawn = well_formed(client.get("/indicators", params={"name": name, "area": "huyện Thạch Lâm"}).text)
    assert "<svg" in drawn
    assert "2021" in drawn
    renamed = {"name": "Tổng mức bán lẻ hàng hóa và doanh thu dịch vụ", "area": "huyện Thạch Lâm"}
    both = client.get("/indicators", params=renamed).text
    assert "cũng ghi là: Tổng mức bán lẻ hàng hóa và doanh thu dịch vụ tiêu dùng" in both
    assert "<polyline" in both


def test_a_project_is_one_row_over_its_years(client: TestClient) -> None:
    def year(number: int, letter: str, status: str) -> Report:
        text = f"Trường THCS Đông Lâm {number}"
        source = Source(start=0, end=20, text=text[:20])
        area = Area(name="xã Đông Lâm")
        figure = Observation(id="o1", indicator="Năm", low=Decimal(number), high=Decimal(number), unit="count", counted="x",
                             resolution=Decimal(1), year=number, area=area, source=source)  # fmt: skip
        project = Project(
            id="p1", name="Trường THCS Đông Lâm", cost=Decimal(9_500_000_000), status=status, source=source
        )
        info = DocumentInfo(id=f"sha256:{letter * 64}", file=f"{number}.txt", media_type="text/plain", text_layer="text",
                            header=Header(year=number))  # fmt: skip
        return Report(text=text, document=info, observations=(figure,), projects=(project,))

    store_of(client).add_all([year(2021, "a", "starting"), year(2022, "b", "ongoing"), year(2023, "c", "completed")])
    log_in(client, "read")
    html = well_formed(client.get("/projects").text)
    assert html.count("Trường THCS Đông Lâm") == 1
    for said in ("khởi công, 9.500 tr.đ", "đang thực hiện, 9.500 tr.đ", "hoàn thành, 9.500 tr.đ"):
        assert said in html
