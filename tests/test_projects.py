"""What projects are read from which texts (tests/corpus/projects.toml), and what holds for any text."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import lexicon
from pipeline.grammar.folding import fold
from pipeline.grammar.projects import Setting, Work, announced, read_projects
from pipeline.grammar.quantities import scan

CORPUS: dict[str, Any] = tomllib.loads((Path(__file__).parent / "corpus" / "projects.toml").read_text(encoding="utf-8"))
CASES: list[dict[str, Any]] = CORPUS["case"]


def read(text: str, setting: Setting | None = None) -> list[Work]:
    return read_projects(text, scan(text), setting or Setting())


def setting_of(case: dict[str, Any]) -> Setting:
    whole = case.get("whole", False)
    return Setting(ahead=case.get("ahead", False), listed=case.get("listed", whole), whole=whole)


def row(work: Work, printed: str) -> str:
    """The work in the corpus' notation, with as many of the optional fields as `printed` has."""
    fields = [work.name, work.status or "", str(int(work.cost.low)) if work.cost else ""]
    others = {"fund": work.funding, "owner": work.owner, "place": work.location}
    fields += [f"{key}={others[key]}" for key in others if f"| {key}=" in printed]
    return " | ".join(fields)


@pytest.mark.parametrize("case", CASES, ids=[case["text"][:50] for case in CASES])
def test_projects_of_a_text(case: dict[str, Any]) -> None:
    works = read(case["text"], setting_of(case))
    expected = case["projects"]
    assert [row(work, p) for work, p in zip(works, [*expected, *[""] * len(works)], strict=False)] == expected


@pytest.mark.parametrize("text", CORPUS["never"])
def test_never_a_project(text: str) -> None:
    assert [work.name for work in read(text)] == []


@pytest.mark.parametrize("case", CASES, ids=[case["text"][:50] for case in CASES])
def test_spans_hold(case: dict[str, Any]) -> None:
    text, at = case["text"], 0
    for work in read(text, setting_of(case)):
        assert at <= work.start < work.end <= work.until <= len(text)
        assert work.name.casefold().endswith(text[work.start : work.end].casefold())
        if work.cost:
            assert text[work.cost.start].isdigit()
            assert work.cost.start < work.until
        at = work.end


def test_counted_list_points_at_its_figure() -> None:
    text = "Trong năm khởi công 02 công trình: Cầu Bàu Trắng, Chợ Phú Lâm."
    assert [text[w.counted_at :][:2] for w in read(text) if w.counted_at is not None] == ["02", "02"]


def test_sums_beside_the_cost_are_named() -> None:
    text = "Khởi công 01 dự án: Đường Tân An (dài 3 km, tổng mức đầu tư 75 tỷ đồng, vốn ngân sách tỉnh 45 tỷ đồng)."
    (work,) = read(text)
    assert work.cost is not None
    assert (work.cost.low, work.cost_word) == (Decimal(75_000_000_000), "tổng mức đầu tư")
    assert [(q.low, called) for q, called in work.figures] == [
        (Decimal(3), "Chiều dài "), (Decimal(45_000_000_000), "vốn ngân sách tỉnh")]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "status", "count", "others"),
    [
        ("Trong năm hoàn thành, đưa vào sử dụng 04 công trình chuyển tiếp", "completed", 4, {}),
        ("triển khai 22 công trình: 3 công trình chủ yếu sử dụng nguồn ngân sách tỉnh hỗ trợ", "implemented", 3,
         {"funding": "ngân sách tỉnh"}),
        ("triển khai đầu tư 5 công trình do cấp thị làm chủ đầu tư", "implemented", 5, {"owner": "cấp thị"}),
        ("Tình hình cụ thể của một số công trình như sau:", None, None, {}),
        ("- Các dự án khởi công mới:", "starting", None, {}),
        ("Hoàn thành xây mới 03 nhà văn hóa thôn", "completed", 3, {"head": "nhà văn hóa thôn"}),
    ],
)  # fmt: skip
def test_what_announces_a_list(text: str, status: str | None, count: int | None, others: dict[str, str]) -> None:
    at = len(text) - text.endswith(":")
    told = announced(text, scan(text), at, Setting())
    assert told is not None
    setting, counted_at = told
    assert (setting.listed, setting.status, setting.count) == (True, status, count)
    assert (counted_at is None) == (count is None)
    assert {key: getattr(setting, key) for key in others} == others


@pytest.mark.parametrize(
    "text", ["Đàn trâu có 412 con", "Tổng chi ngân sách, gồm:", "Hoàn thành đường Trần Phú", "Các xã đạt chuẩn:"]
)
def test_what_announces_none(text: str) -> None:
    assert announced(text, scan(text), len(text) - text.endswith(":"), Setting()) is None


def _lists() -> list[tuple[str, str, list[str]]]:
    """Every list of the lexicon: its name, its example, its phrases."""
    out = []
    for name, entry in lexicon.table("projects").items():
        nested = {f"{name}.{key}": part for key, part in entry.items() if isinstance(part, dict)}
        for inner, part in (nested or {name: entry}).items():
            phrases = part.get("phrases") or [p for listed in part.values() if isinstance(listed, list) for p in listed]
            out.append((inner, part["example"], phrases))
    return out


@pytest.mark.parametrize(("name", "example", "phrases"), _lists(), ids=[name for name, _, _ in _lists()])
def test_lexicon_list(name: str, example: str, phrases: list[str]) -> None:
    assert any(phrase in fold(example) for phrase in map(fold, phrases))
    assert len({fold(phrase) for phrase in phrases}) == len(phrases), "listed twice"
    assert all(phrase == phrase.lower().strip() for phrase in phrases)


PIECES = [
    "dự án ", "công trình: ", "02 công trình ", "Hoàn thành ", "khởi công ", "Đường ", "Trường Mầm non ", "Lê Lợi",
    " và ", ", ", "; ", "(", ")", ": ", "4,5 tỷ đồng", "xã ", '"', "…", " - ", ". ", "kinh phí ", "thôn 3",
    "đang thi công", "\u0130",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=14), st.booleans())
def test_any_text_is_read_with_spans_in_it(pieces: list[str], listed: bool) -> None:
    text = " ".join("".join(pieces).split())
    for work in read(text, Setting(listed=listed, whole=listed)):
        assert 0 <= work.start < work.end <= len(text)
        assert work.name
