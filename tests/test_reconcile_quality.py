"""The annotated pairs: two years, two drafters, and no look-alike paired."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, Ended
from rapidfuzz import fuzz

from benchmarks.reconcile_quality import DRAFTERS as DRAFTED
from benchmarks.reconcile_quality import score_left_out, score_names, score_reports, year_pairs
from pipeline.reconcile import reconcile
from pipeline.reconcile.decisions import Decisions
from pipeline.reconcile.projects import reconcile_projects
from pipeline.reconcile.sources import read_current, read_previous
from schemas import Reconciliation
from schemas.project import Project
from schemas.source import Source

SHARED = ROOT.parent / "shared" / "gold" / "quang-tri-reconcile.json"
SAMPLES = ROOT / "samples" / "reconcile"


YEARS = {years.name: years for years in year_pairs()}


def test_the_annotated_names_pair_and_are_judged_right() -> None:
    errors: list[str] = []
    score = score_names(SAMPLES / "pairs.csv", errors=errors)
    assert errors == []
    assert score.wanted >= 60


@pytest.mark.parametrize("name", YEARS)
def test_no_look_alike_is_paired_by_name(name: str) -> None:
    errors: list[str] = []
    score_names(YEARS[name].pairs, errors=errors)
    assert [line for line in errors if line.startswith(("wrong", "status"))] == []


DRAFTERS = {
    "city": 0.96, "coast": 0.94, "commune": 0.96, "delta": 1, "health": 0.98, "highland": 1, "interior": 0.95, "north": 1,
    "redriver": 1, "school": 0.96, "ward": 1,
}  # fmt: skip
"""Pair F1 of names that eleven drafters wrote for two years, as measured, rounded down."""


@pytest.mark.parametrize("name", DRAFTERS)
def test_names_of_other_drafters_in_two_years_meet(name: str) -> None:
    errors: list[str] = []
    score = score_names(DRAFTED / f"{name}.csv", errors=errors)
    assert [line for line in errors if line.startswith(("wrong", "status"))] == []
    assert score.f1 >= DRAFTERS[name], errors


def test_figures_whose_partner_is_missing_are_left_alone() -> None:
    errors: list[str] = []
    files = [*(years.pairs for years in YEARS.values()), *sorted(DRAFTED.glob("*.csv"))]
    scores = [score_left_out(file, errors) for file in files]
    found, right = sum(score.found for score in scores), sum(score.right for score in scores)
    assert found > 4000
    assert right / found >= 0.998, errors


LEAST = {
    "thach-lam": 0.99, "an-loc": 0.92, "cua-ngan": 0.91, "nam-lung": 0.91,
    "cai-sung": 0.98, "dai-khe": 0.91, "dak-brong": 0.96, "hoanh-son": 0.98, "lach-van": 0.90, "le-hai": 0.94,
    "dinh-ky": 0.97, "khau-lac": 0.96, "muong-luan": 0.98, "na-long": 0.96, "phu-dien": 0.99, "rach-sam": 0.96, "tam-khe": 0.98,
    "vinh-hoa": 0.98, "yen-truong": 0.97,
}  # fmt: skip
"""Pair F1 as measured, rounded down; what is missing is mostly named otherwise when the reports are read."""


@pytest.mark.parametrize("name", YEARS)
def test_two_years_of_reports_and_tables_are_paired_and_judged(name: str) -> None:
    errors: list[str] = []
    score = score_reports(YEARS[name], errors)
    assert [line for line in errors if line.startswith("wrong")] == []
    assert score.f1 >= LEAST[name], score
    assert score.status >= 0.97, score


@pytest.mark.skipif(not SHARED.is_file(), reason="the shared gold is not here")
@pytest.mark.parametrize("edition", ["txt", "docx", "pdf"])
def test_the_shared_pairs_are_all_right_in_text_word_and_pdf(edition: str) -> None:
    gold = json.loads(SHARED.read_text("utf-8"))
    data = SHARED.parents[1] / "data"
    current = read_current(data / Path(gold["current"]).with_suffix(f".{edition}"))
    found = {
        one.previous_name: one
        for one in reconcile(current, read_previous(str(data / gold["previous"]), current)).indicators
    }
    for pair in gold["pairs"]:
        one = found[pair["previous"]]
        assert one.status == pair["status"], one.message
        assert fuzz.token_sort_ratio((one.current_name or "").casefold(), pair["current"].casefold()) >= 60
    assert [found[name].status for name in gold["missing"]] == ["missing"] * len(gold["missing"])


def test_the_output_is_the_contract(baocao: Callable[..., Ended]) -> None:
    out = baocao("reconcile", SAMPLES / "thach-lam-2022.txt", SAMPLES / "thach-lam-2021.txt").out
    result = Reconciliation.model_validate_json(out)
    assert (result.current.year, result.previous.year) == (2022, 2021)
    for one in result.indicators:
        assert (one.current is None) == (one.status == "missing")
        assert (one.previous is None) == (one.status == "new")
        assert (one.match is None) == (one.status in ("new", "missing"))
        if one.status == "contradicts":
            assert one.implied_previous is not None
            assert one.stated_change is not None
            assert one.computed_change is not None
    ids = [one.current for one in result.indicators if one.current]
    assert len(ids) == len(set(ids))


def project(number: int, name: str, status: str | None = None, cost: int | None = None, **fields: str) -> Project:
    source = Source(start=0, end=len(name), text=name)
    return Project.model_validate(
        {"id": f"p{number}", "name": name, "status": status, "cost": cost, "source": source, **fields}
    )


@pytest.mark.parametrize(
    ("now", "before", "status"),
    [
        (("Đường Lê Lợi", "completed"), ("Dự án nâng cấp, cải tạo đường Lê Lợi", "ongoing"), "completed"),
        (("Trường THCS Nguyễn Huệ", "ongoing", 9), ("Xây dựng Trường Trung học cơ sở Nguyễn Huệ", "ongoing", 9),
         "continued"),
        (("Chợ Bến Đò", "ongoing", 12), ("Chợ Bến Đò", "planned", 9), "cost_changed"),
        (("Cầu Suối Trai", "ongoing"), ("Cầu Suối Trai", "completed"), "regressed"),
        (("Cầu Suối Trai", None), ("Cầu Suối Trai", "completed"), "continued"),
        (("Hệ thống thoát nước khu phố 3", None), ("Thoát nước khu phố 3", None), "continued"),
        (("Đường Phan Chu Trinh", None), ("Đường Phan Bội Châu", None), "new"),
        (("Thoát nước khu phố 3", None), ("Thoát nước khu phố 4", None), "new"),
        (("Trường Tiểu học Thành Cổ", None), ("Trường THCS Thành Cổ", None), "new"),
        (("Khu dân cư Đông Nam giai đoạn 1", None), ("Khu dân cư Đông Nam giai đoạn 2", None), "new"),
        (("Trạm Y tế xã Bình Minh", "ongoing", 5), ("Đường trục xã Bình An", "ongoing", 5), "new"),
    ],
)  # fmt: skip
def test_projects_across_years(now: tuple[object, ...], before: tuple[object, ...], status: str) -> None:
    records = list(reconcile_projects([project(1, *now)], [project(2, *before)], Decisions()))  # type: ignore[arg-type]
    assert records[0].status == status
    assert len(records) == (2 if status == "new" else 1)
    if status == "new":
        assert records[1].status == "missing"


def test_the_place_of_a_project_may_stand_in_its_name_or_beside_it() -> None:
    now = project(1, "Nhà văn hóa thôn Hạ, xã Đông Lâm")
    before = project(2, "Nhà văn hóa thôn Hạ", location="xã Đông Lâm")
    (record,) = reconcile_projects([now], [before], Decisions())
    assert record.status == "continued"
