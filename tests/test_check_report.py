"""Checks on reports: what contradicts is found, in every phrasing; what fits is never reported."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from conftest import ROOT, Ended
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pipeline.report import read_report
from schemas.report import Report

CORPUS = tomllib.loads((ROOT / "tests/corpus/relations.toml").read_text(encoding="utf-8"))
RELATIONS = tomllib.loads((ROOT / "pipeline/lexicon/relations.toml").read_text(encoding="utf-8"))
HEAD = "BÁO CÁO\nTình hình kinh tế - xã hội năm 2022\n\nI. KẾT QUẢ THỰC HIỆN\n\n"


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Report]:
    file = tmp_path_factory.mktemp("check") / "bao-cao.txt"

    def run(body: str) -> Report:
        file.write_text(HEAD + body + "\n", encoding="utf-8")
        return read_report(file)

    return run


def told(report: Report) -> list[str]:
    return [f"{finding.rule}: {finding.message}" for finding in report.findings]


@pytest.mark.parametrize(
    ("rule", "values", "text"),
    [(case["rule"], case["values"], text) for case in CORPUS["contradiction"] for text in case["phrasings"]],
)
def test_a_contradiction_is_found(checked: Callable[[str], Report], rule: str, values: list[float], text: str) -> None:
    report = checked(text)
    assert [finding.rule for finding in report.findings] == [rule], told(report)
    (finding,) = report.findings
    assert sorted(map(float, finding.values)) == sorted(values)
    assert "báo cáo ghi" in finding.message or "chỗ kia" in finding.message or "100%" in finding.message
    by_id = {o.id: o for o in report.observations}
    assert all(by_id[identifier].verdict == "contradicted" for identifier in finding.evidence)


@pytest.mark.parametrize("text", CORPUS["never"]["texts"])
def test_what_fits_is_not_reported(checked: Callable[[str], Report], text: str) -> None:
    assert told(checked(text)) == []


@pytest.mark.parametrize(
    "entry",
    [entry for kind in ("partition", "product", "whole", "formula") for entry in RELATIONS[kind]],
    ids=lambda entry: entry["name"],
)
def test_each_named_relation_holds_in_its_example(checked: Callable[[str], Report], entry: dict[str, str]) -> None:
    report = checked(entry["example"][0].upper() + entry["example"][1:] + ".")
    assert told(report) == []
    assert sum(o.verdict == "proved" for o in report.observations) >= 3, [
        (o.source.text, o.verdict) for o in report.observations
    ]


def test_verdicts_say_what_stands(checked: Callable[[str], Report]) -> None:
    report = checked("Đã giải quyết 45/50 đơn, đạt 90%. Tổ chức 12 hội nghị. Có 9/10 thôn, đạt trên 88%.")
    verdicts = {o.source.text: o.verdict for o in report.observations}
    assert verdicts["90%"] == "proved"
    assert verdicts["12 hội nghị"] == "unchecked"
    assert verdicts["88%"] == "consistent"


def test_the_smallest_change_is_suggested(checked: Callable[[str], Report]) -> None:
    report = checked("Toàn xã có 1.474 học sinh, gồm: mầm non 420 học sinh, tiểu học 586 học sinh, THCS 441 học sinh.")
    (finding,) = report.findings
    assert finding.suggestion is not None
    assert (finding.suggestion.value, finding.suggestion.change) == (1447, "swapped")


def test_one_slip_is_one_finding(checked: Callable[[str], Report]) -> None:
    report = checked(
        "1. Tiếp nhận\n\nTiếp nhận 8.450 hồ sơ, trong đó trực tuyến 6.200 hồ sơ, trực tiếp 2.250 hồ sơ.\n\n"
        "II. ĐÁNH GIÁ CHUNG\n\nTiếp nhận 8.540 hồ sơ, trong đó trực tuyến 6.200 hồ sơ, trực tiếp 2.250 hồ sơ."
    )
    assert len(report.findings) == 1, told(report)


TABLE = """\
Đơn vị tính: triệu đồng

| TT | Nguồn vốn | Kế hoạch năm 2022 | Thực hiện năm 2022 | Tỷ lệ % TH/KH |
|:--:|-----------|----------:|----------:|-------:|
{rows}"""


def table(rows: list[tuple[str, str, list[int]]], percent: dict[int, str] | None = None) -> str:
    lines = []
    for i, (ordinal, label, (plan, done)) in enumerate(rows):
        share = (percent or {}).get(i) or vietnamese(Decimal(done) * 100 / plan, 1)
        lines.append(
            f"| {ordinal} | {label} | {vietnamese(Decimal(plan), 0)} | {vietnamese(Decimal(done), 0)} | {share} |"
        )
    return TABLE.format(rows="\n".join(lines))


def vietnamese(value: Decimal, places: int) -> str:
    rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"{rounded:,}".replace(",", " ").replace(".", ",").replace(" ", ".")


NAMES = ["Ngân sách tỉnh", "Ngân sách huyện", "Ngân sách xã", "Vốn tín dụng", "Nhân dân đóng góp", "Doanh nghiệp"]
ROW = st.tuples(st.integers(1_000, 90_000), st.integers(1_000, 90_000)).filter(lambda pair: pair[0] != pair[1])


def rows_of(figures: list[tuple[int, int]]) -> list[tuple[str, str, list[int]]]:
    rows = [(str(i), NAMES[i - 1], list(pair)) for i, pair in enumerate(figures, 1)]
    return [*rows, ("", "Tổng cộng", [sum(plan for plan, _ in figures), sum(done for _, done in figures)])]


@settings(max_examples=25)
@given(st.lists(ROW, min_size=3, max_size=6))
def test_a_coherent_table_raises_nothing(checked: Callable[[str], Report], figures: list[tuple[int, int]]) -> None:
    assert told(checked(table(rows_of(figures)))) == []


@settings(max_examples=25)
@given(st.lists(ROW, min_size=3, max_size=6), st.integers(40, 900))
def test_a_wrong_total_of_a_table_is_an_error(
    checked: Callable[[str], Report], figures: list[tuple[int, int]], off: int
) -> None:
    rows = rows_of(figures)
    rows[-1][2][0] += off
    errors = [f for f in checked(table(rows)).findings if f.rule == "parts_sum_to_total" and f.severity == "error"]
    assert [float(f.values[0]) for f in errors] == [rows[-1][2][0] * 1e6]


@settings(max_examples=25)
@given(st.lists(ROW, min_size=4, max_size=6), st.integers(3, 60))
def test_a_wrong_percentage_of_a_table_is_an_error(
    checked: Callable[[str], Report], figures: list[tuple[int, int]], off: int
) -> None:
    rows = rows_of(figures)
    plan, done = figures[1]
    assume(done < 3 * plan)  # a plan printed in whole millions leaves the percentage of a larger result open by as much
    wrong = vietnamese(Decimal(done) * 100 / plan + Decimal(off) / 10, 1)
    errors = [f for f in checked(table(rows, {1: wrong})).findings if f.severity == "error"]
    assert [f.rule for f in errors] == ["ratio_matches_parts"]


COUNTS = st.lists(st.integers(20, 4_000), min_size=2, max_size=5)


def sentence(counts: list[int], total: int, share: Decimal, places: int) -> str:
    kinds = ["chứng thực", "hộ tịch", "đất đai", "xây dựng", "bảo trợ xã hội"]
    parts = ", ".join(f"{vietnamese(Decimal(n), 0)} hồ sơ {kind}" for n, kind in zip(counts, kinds, strict=False))
    whole = vietnamese(Decimal(total), 0)
    done = vietnamese(Decimal(total - counts[0] // 2), 0)
    return (
        f"Tiếp nhận {whole} hồ sơ, gồm: {parts}; đã giải quyết {done}/{whole} hồ sơ, đạt {vietnamese(share, places)}%."
    )


@settings(max_examples=25)
@given(COUNTS, st.integers(0, 2))
def test_a_coherent_sentence_raises_nothing(checked: Callable[[str], Report], counts: list[int], places: int) -> None:
    total = sum(counts)
    share = Decimal(total - counts[0] // 2) * 100 / total
    assert told(checked(sentence(counts, total, share, places))) == []


@settings(max_examples=25)
@given(COUNTS, st.integers(3, 40))
def test_a_wrong_percentage_is_an_error(checked: Callable[[str], Report], counts: list[int], off: int) -> None:
    total = sum(counts)
    share = Decimal(total - counts[0] // 2) * 100 / total - Decimal(off) / 10
    errors = [f for f in checked(sentence(counts, total, share, 1)).findings if f.severity == "error"]
    assert [f.rule for f in errors] == ["ratio_matches_parts"]


@settings(max_examples=25)
@given(COUNTS, st.integers(1, 15))
def test_a_wrong_total_is_an_error(checked: Callable[[str], Report], counts: list[int], off: int) -> None:
    total = sum(counts) + off
    share = Decimal(total - counts[0] // 2) * 100 / total
    errors = [f for f in checked(sentence(counts, total, share, 2)).findings if f.severity == "error"]
    assert [f.rule for f in errors] == ["parts_sum_to_total"]


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    file = tmp_path / "sai.txt"
    file.write_text(HEAD + "Đã giải quyết 76/84 đơn, đạt 94,1%.\n", encoding="utf-8")
    return file


def test_the_command_lists_findings_with_quotes(baocao: Callable[..., Ended], wrong: Path) -> None:
    ended = baocao("check", wrong)
    assert (ended.code, ended.err) == (0, "")
    assert "76 / 84 đơn = 90,48%, báo cáo ghi 94,1%" in ended.out
    assert "dòng 6: «" in ended.out
    assert "[76]/[84 đơn]" in ended.out
    assert "1 mâu thuẫn" in ended.out


def test_the_command_as_json_and_strict(baocao: Callable[..., Ended], wrong: Path, small_report: Path) -> None:
    ended = baocao("check", wrong, "--json", "--strict")
    assert ended.code == 1
    (finding,) = json.loads(ended.out)["findings"]
    assert finding["rule"] == "ratio_matches_parts"
    assert finding["quotes"][0]["place"] == "mục I, dòng 6"
    assert baocao("check", small_report, "--strict").code == 0
    assert "Không thấy mâu thuẫn" in baocao("check", small_report).out
