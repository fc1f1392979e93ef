"""What people decide about projects and findings: it holds whatever is read anew, in every delivery, from pages and API."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from fastapi.testclient import TestClient
from pydantic import ValidationError
from served import key, log_in, served, store_of
from sqlalchemy import select
from test_web_pages import digits, well_formed

from pipeline.errors import UsageError
from pipeline.report import read_report
from pipeline.review.apply import review
from pipeline.review.decision import Decision, facts_of
from pipeline.review.entry import Conflict, Wanted, entry
from pipeline.review.gold import gold
from pipeline.store import tables
from pipeline.store.decisions import decision
from pipeline.store.tables import records
from schemas import Report
from schemas.project import Project
from schemas.structure import Problem

REPORT = read_report(ROOT / "samples" / "hung-khe-2024" / "hung-khe-2024.txt")
NOW = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)
WHY = "hai số tính theo hai cách"


def wanted(action: str, about: Project | str, seen: int = 0, **more: Any) -> Wanted:
    at = {"subject": "finding", "start": 0, "end": 0, "finding": about} if isinstance(about, str) else {
        "subject": "project", "start": about.source.start, "end": about.source.end,
    }  # fmt: skip
    return Wanted(document=REPORT.document.id, action=action, seen=seen, by="lan", **{**at, **more})  # type: ignore[arg-type]


def logged(*asked: Wanted, report: Report = REPORT) -> list[Decision]:
    log: list[Decision] = []
    for one in asked:
        log.append(entry(review(report, log), one, NOW))
    return log


def moved(report: Report) -> Report:
    """The same report with a line before it and other numbers for its records, as a later program may read it."""
    extra = "Dòng thêm.\n"

    def shift(value: Any) -> Any:
        if isinstance(value, dict):
            return {
                k: v + len(extra) if k in ("start", "end") and isinstance(v, int) else shift(v)
                for k, v in value.items()
            }
        return [shift(one) for one in value] if isinstance(value, list) else value

    made = shift(report.model_dump(mode="json"))
    made["text"] = extra + report.text
    for one in made["findings"]:
        one["id"] = f"n{int(one['id'][1:]) + 50}"
    for one in made["projects"]:
        one["id"] = f"p{int(one['id'][1:]) + 50}"
    for one in (*made["observations"], *made["projects"], *made["sections"]):
        if period := one.get("period"):
            period.update(next(o.period.model_dump() for o in report.observations if o.id == one["id"] and o.period))
    header = report.document.header.period
    made["document"]["header"]["period"] = header and header.model_dump(mode="json")
    return Report.model_validate(made)


def test_a_dismissed_finding_is_not_delivered_and_frees_its_figures() -> None:
    finding = REPORT.findings[0]
    now = review(REPORT, logged(wanted("dismiss", finding.id, note=WHY)))
    assert [one.id for one in now.report.findings] == [one.id for one in REPORT.findings[1:]]
    assert [(one.holds and one.holds.note, gone.id) for one, gone in now.dismissed] == [(WHY, finding.id)]
    against = {i for one in now.report.findings for i in one.evidence}
    for o in now.report.observations:
        before = next(one.verdict for one in REPORT.observations if one.id == o.id)
        free = o.id in finding.evidence and o.id not in against and before == "contradicted"
        assert o.verdict == ("unchecked" if free else before)
    assert any(o.id in finding.evidence and o.verdict == "unchecked" for o in now.report.observations)


def test_a_confirmed_finding_says_who_and_an_undo_gives_back_what_was() -> None:
    finding = REPORT.findings[1]
    log = logged(wanted("confirm", finding.id))
    (now,) = (one for one in review(REPORT, log).report.findings if one.id == finding.id)
    assert now.review is not None
    assert (now.review.state, now.review.by) == ("confirmed", "lan")
    log.append(entry(review(REPORT, log), wanted("undo", finding.id, seen=1), NOW))
    assert review(REPORT, log).report == REPORT
    assert '"review"' not in REPORT.model_dump_json()


@pytest.mark.parametrize("action", ["confirm", "dismiss"])
def test_a_judgement_follows_its_finding_through_a_new_reading(action: str) -> None:
    log = logged(wanted(action, REPORT.findings[2].id, note=WHY))
    now = review(moved(REPORT), log)
    number = f"n{int(REPORT.findings[2].id[1:]) + 50}"
    if action == "dismiss":
        assert number not in [one.id for one in now.report.findings]
    else:
        assert [one.id for one in now.report.findings if one.review] == [number]


def test_a_finding_that_is_gone_is_not_brought_back() -> None:
    log = logged(wanted("confirm", REPORT.findings[0].id))
    without = REPORT.model_copy(update={"findings": REPORT.findings[1:]})
    assert review(without, log).report == without


def test_a_project_is_corrected_refused_and_given_back() -> None:
    first, second = REPORT.projects[:2]
    facts = facts_of(first).model_copy(
        update={"name": "Tên đúng", "cost": Decimal(9_500_000_000), "status": "completed"}
    )
    log = logged(wanted("correct", first, facts=facts), wanted("reject", second))
    now = review(REPORT, log)
    found = {one.id: one for one in now.report.projects}
    assert (found[first.id].name, found[first.id].cost, found[first.id].source) == (
        "Tên đúng",
        9_500_000_000,
        first.source,
    )
    assert found[first.id].review is not None
    assert second.id not in found
    assert [source for _, source in now.refused] == [second.source]
    again = review(moved(REPORT), log).report.projects
    assert [one.name for one in again] == [one.name for one in now.report.projects]
    assert {one["name"] for one in gold(now.report)["projects"]} == {one.name for one in now.report.projects}
    log.append(entry(now, wanted("undo", second, seen=1), NOW))
    assert [one.id for one in review(REPORT, log).report.projects] == [one.id for one in REPORT.projects]


def test_a_project_that_is_read_no_more_is_put_in_and_one_whose_words_are_gone_is_told() -> None:
    first = REPORT.projects[0]
    log = logged(wanted("accept", first))
    without = REPORT.model_copy(update={"projects": REPORT.projects[1:]})
    (put_in,) = (one for one in review(without, log).report.projects if one.review)
    assert (put_in.name, put_in.source, put_in.section) == (first.name, first.source, first.section)
    other = read_report(ROOT / "samples" / "tan-rach-2021" / "tan-rach-2021.txt")
    assert [one.figure for one in review(other, log).lost] == [log[0].figure]


def test_a_project_keeps_no_group_that_is_rejected() -> None:
    project = next(one for one in REPORT.projects if one.group)
    figure = next(o for o in REPORT.observations if o.id == project.group)
    at = {"start": figure.source.start, "end": figure.source.end, "subject": "figure"}
    now = review(REPORT, logged(wanted("reject", project, **at)))
    assert all(one.group != figure.id for one in now.report.projects)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (wanted("dismiss", "n1"), "vì sao"),
        (wanted("accept", "n1"), "không thể"),
        (wanted("confirm", "n99"), "không có mâu thuẫn"),
        (wanted("add", REPORT.projects[0]), "không thể"),
        (wanted("correct", REPORT.projects[0]), "giá trị đúng"),
        (wanted("undo", REPORT.projects[0]), "không còn quyết định"),
        (wanted("accept", REPORT.projects[0], start=0, end=3), "không có dự án"),
        (wanted("undo", "n1", name="không có"), "nhật ký không có"),
    ],
)
def test_what_cannot_be_is_said_in_words(asked: Wanted, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        entry(review(REPORT, []), asked, NOW)


def test_the_second_of_two_is_told_who_was_first() -> None:
    log = logged(wanted("confirm", "n1"))
    with pytest.raises(Conflict, match="lan đã quyết định"):
        entry(review(REPORT, log), wanted("dismiss", "n1", note=WHY), NOW)
    with pytest.raises(ValidationError):
        Decision.model_validate({**log[0].model_dump(), "action": "accept"})


@pytest.fixture(params=["sqlite", "postgresql"])
def client(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[TestClient]:
    told = {} if request.param == "sqlite" else {"store": request.getfixturevalue("server")}
    with served(tmp_path, **told) as one:
        with store_of(one).engine.begin() as connection:
            connection.execute(tables.document.delete())
            connection.execute(decision.delete())
        store_of(one).add(REPORT)
        yield one


def test_a_program_decides_and_every_delivery_follows(client: TestClient) -> None:
    client.headers.update(key(client, "review"))
    at = f"/api/v1/reports/{REPORT.document.id}"
    project, finding = REPORT.projects[0], REPORT.findings[0]
    facts = {**facts_of(project).model_dump(mode="json"), "name": "Tên đúng"}
    span = {"start": project.source.start, "end": project.source.end}
    answer = client.post(f"{at}/decisions", json={"subject": "project", "action": "correct", **span, "project": facts})
    assert answer.status_code == 201, answer.text
    said = answer.json()["decision"]
    assert (said["by"], said["after"]["name"], answer.json()["last"]) == ("program-review", "Tên đúng", True)
    dismissal = {"subject": "finding", "action": "dismiss", "finding": finding.id, "note": WHY}
    assert client.post(f"{at}/decisions", json=dismissal).status_code == 201
    assert client.post(f"{at}/decisions", json=dismissal).status_code == 409
    one = REPORT.observations[0]
    refusal = {"action": "reject", "start": one.source.start, "end": one.source.end}
    assert client.post(f"{at}/decisions", json=refusal).status_code == 201

    whole = client.get(at).json()
    assert "Tên đúng" in [row["name"] for row in whole["projects"]]
    assert finding.id not in [row["id"] for row in whole["findings"]]
    rows = client.get("/api/v1/projects", params={"name": "Tên đúng"}).json()["items"]
    assert [(row["review_state"], row["review_by"]) for row in rows] == [("corrected", "program-review")]
    assert finding.id not in [row["id"] for row in client.get("/api/v1/findings").json()["items"]]
    assert client.get("/api/v1/reports").json()["items"][0]["findings"] == len(REPORT.findings) - 1
    again = REPORT.model_copy(update={"problems": (*REPORT.problems, Problem(stage="read", message="khác"))})
    assert store_of(client).add(again) == "version"
    assert client.get("/api/v1/projects", params={"name": "Tên đúng"}).json()["items"] != []
    with store_of(client).engine.connect() as connection:
        assert connection.execute(select(records["finding"].c.key)).scalars().all() == [
            f.id for f in REPORT.findings[1:]
        ]

    log = client.get("/api/v1/decisions").json()["items"]
    assert [(row["decision"]["subject"], row["decision"]["action"]) for row in log] == [
        ("figure", "reject"), ("finding", "dismiss"), ("project", "correct"),
    ]  # fmt: skip
    page = client.get("/api/v1/decisions", params={"limit": 2}).json()
    rest = client.get("/api/v1/decisions", params={"limit": 2, "after": page["next"]}).json()
    assert [*page["items"], *rest["items"]] == log
    assert (
        len(client.get("/api/v1/decisions", params={"subject": "finding", "by": "program-review"}).json()["items"]) == 1
    )
    undo = {"action": "undo", "name": log[1]["decision"]["figure"], "seen": 1}
    assert client.post(f"{at}/decisions", json=undo).status_code == 201
    assert finding.id in [row["id"] for row in client.get(at).json()["findings"]]


def test_readers_see_the_log_and_decide_nothing(client: TestClient) -> None:
    header = key(client, "read")
    assert client.get("/api/v1/decisions", headers=header).json()["items"] == []
    sent = {"subject": "finding", "action": "confirm", "finding": "n1"}
    assert client.post(f"/api/v1/reports/{REPORT.document.id}/decisions", json=sent, headers=header).status_code == 403
    assert client.post(f"/api/v1/reports/{REPORT.document.id}/decisions", json=sent).status_code == 401


def test_a_number_too_long_for_the_database_is_refused_in_words(tmp_path: Path) -> None:
    with served(tmp_path) as client:
        store_of(client).add(REPORT)
        one = REPORT.observations[0]
        long = {**one.model_dump(mode="json"), "low": "1.23456789012345678901", "high": "1.23456789012345678901"}
        figure = {name: long[name] for name in type(one).__mro__[1].model_fields if name in long}
        sent = {"action": "correct", "start": one.source.start, "end": one.source.end, "figure": figure}
        at = f"/api/v1/reports/{REPORT.document.id}/decisions"
        answer = client.post(at, json=sent, headers=key(client, "review"))
        assert answer.status_code == 409
        assert "digits" in answer.json()["detail"]


def test_the_pages_of_a_project_a_finding_and_the_log(tmp_path: Path) -> None:
    with served(tmp_path) as client:
        client.headers["accept"] = "text/html"
        store_of(client).add(REPORT)
        token = log_in(client, "review", "lan")
        at, sign = f"/reports/{digits(REPORT)}", {"x-csrf-token": token}
        project, finding = REPORT.projects[0], REPORT.findings[0]
        place = f"{project.source.start}-{project.source.end}"
        assert project.name in well_formed(client.get(f"{at}/projects/{place}").text)
        typed = {"action": "correct", "seen": "0", "name": "Tên đúng", "cost": "9,5 tỷ đồng", "status": "completed"}
        answer = client.post(f"{at}/projects/{place}/decisions", data=typed, headers=sign)
        assert answer.json()["state"] == "corrected"
        assert "9.500" in answer.json()["row"]
        unread = client.post(
            f"{at}/projects/{place}/decisions", data={**typed, "seen": "1", "cost": "nhiều"}, headers=sign
        )
        assert (unread.status_code, "gõ như trong báo cáo" in unread.json()["message"]) == (422, True)
        late = client.post(f"{at}/projects/{place}/decisions", data={"action": "reject", "seen": "0"}, headers=sign)
        assert (late.status_code, "lan đã quyết định" in late.json()["message"]) == (409, True)

        assert "Đúng là mâu thuẫn" in well_formed(client.get(f"{at}/findings/{finding.id}").text)
        reasonless = client.post(
            f"{at}/findings/{finding.id}/decisions", data={"action": "dismiss", "seen": "0"}, headers=sign
        )
        assert reasonless.status_code == 422
        sent = {"action": "dismiss", "seen": "0", "note": WHY}
        answer = client.post(f"{at}/findings/{finding.id}/decisions", data=sent, headers=sign)
        assert (answer.json()["state"], answer.json()["counts"]["findings"]) == ("dismissed", len(REPORT.findings) - 1)
        page = well_formed(client.get(at).text)
        assert f'id="finding-{finding.id}"' in page
        assert WHY in page
        assert client.get(f"{at}/findings/n99").status_code == client.get(f"{at}/projects/1-2").status_code == 404

        log = well_formed(client.get("/log").text)
        assert log.index(WHY) < log.index("Tên đúng")
        assert "Kinh phí" in log
        assert WHY not in client.get("/log?subject=project").text
        assert "Chưa có quyết định nào như vậy" in client.get("/log?by=ai").text
        name = client.get("/api/v1/decisions", headers={"accept": "application/json"}).json()["items"][0]["decision"][
            "figure"
        ]
        form = {"report": digits(REPORT), "name": name, "seen": "1"}
        assert client.post("/log/undo", data=form).status_code == 403
        assert client.post("/log/undo", data={**form, "csrf_token": token}).status_code == 303
        assert client.post("/log/undo", data={**form, "csrf_token": token}).status_code == 409
        assert finding.id in [one.id for one in next(store_of(client).reports()).findings]
