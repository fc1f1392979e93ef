"""Names of indicators: other wordings meet, look-alikes do not."""

from __future__ import annotations

import tomllib
from decimal import Decimal

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from pipeline import lexicon
from pipeline.check.intervals import printed
from pipeline.reconcile.catalogue import entry_of
from pipeline.reconcile.evidence import weigh
from pipeline.reconcile.indicators import Indicator, Statement, dimension
from pipeline.reconcile.match import THRESHOLD, match
from pipeline.reconcile.names import name_key
from schemas.observation import Unit

PAIRS = tomllib.loads((ROOT / "tests" / "corpus" / "indicator_pairs.toml").read_text("utf-8"))
NAMES = sorted({name for kind in PAIRS.values() for _, *names in kind for name in names})


def indicator(name: str, unit: Unit = "count", value: int | str = 100, **fields: object) -> Indicator:
    figure = printed(Decimal(value), 1, exact=unit == "count")
    return Indicator("x", name, name_key(name, dimension(unit)), unit, figure, **fields)  # type: ignore[arg-type]


def probability(one: Indicator, other: Indicator) -> float:
    evidence = weigh(one, other)
    return 0.0 if evidence is None else evidence.probability


@pytest.mark.parametrize(("unit", "one", "other"), PAIRS["same"])
def test_two_wordings_of_one_indicator_meet(unit: Unit, one: str, other: str) -> None:
    assert probability(indicator(one, unit), indicator(other, unit)) >= THRESHOLD
    assert probability(indicator(other, unit), indicator(one, unit)) >= THRESHOLD


@pytest.mark.parametrize(("unit", "one", "other"), PAIRS["different"])
def test_look_alikes_stay_apart(unit: Unit, one: str, other: str) -> None:
    assert probability(indicator(one, unit), indicator(other, unit)) < THRESHOLD
    assert probability(indicator(other, unit), indicator(one, unit)) < THRESHOLD


@pytest.mark.parametrize("unit", ["%", "ha", "VND"])
def test_a_count_is_never_its_rate(unit: Unit) -> None:
    assert weigh(indicator("Hộ nghèo", "count"), indicator("Hộ nghèo", unit)) is None


def test_an_abbreviation_means_what_its_unit_says() -> None:
    assert name_key("DT lúa", "ha").content == name_key("Diện tích lúa", "ha").content
    assert name_key("DT du lịch", "VND").content == name_key("Doanh thu du lịch", "VND").content
    assert name_key("SL lúa", "t").content == name_key("Sản lượng thóc", "t").content


@given(st.sampled_from(NAMES))
def test_a_key_does_not_see_case_bullets_or_tone_placement(name: str) -> None:
    assert name_key(f"- {name.upper()}") == name_key(name) == name_key(f"  {name}: ")
    assert name_key(name.replace("òa", "oà").replace("úy", "uý")) == name_key(name)


def test_the_unit_in_parentheses_is_no_part_of_the_name() -> None:
    assert name_key("Thu nội địa (triệu đồng)", "VND") == name_key("Thu nội địa (ĐVT: tỷ đồng)", "VND")
    assert name_key("Hộ nghèo (đa chiều)", "count").light


def test_income_per_head_is_often_typed_in_plain_money() -> None:
    typed, printed_ = (
        indicator("Thu nhập bình quân đầu người", "VND"),
        indicator("Thu nhập bình quân", "VND/person/year"),
    )
    assert probability(printed_, typed) >= THRESHOLD
    assert probability(indicator("GRDP bình quân đầu người", "VND"), indicator("GRDP", "VND")) < THRESHOLD


def test_a_name_that_only_says_what_is_counted_meets_its_like_alone() -> None:
    assert weigh(indicator("Hộ", counted="hộ"), indicator("Hộ tham gia", counted="hộ")) is None
    complaints = indicator("Đơn khiếu nại", counted="đơn khiếu nại")
    assert probability(indicator("Đơn khiếu nại nhận", counted="đơn khiếu nại"), complaints) >= THRESHOLD


def test_the_reasons_add_up_to_the_probability() -> None:
    evidence = weigh(indicator("Số vụ cháy rừng"), indicator("Vụ cháy rừng"))
    assert evidence is not None
    bits = sum(reason.weight for reason in evidence.reasons)
    assert evidence.probability == pytest.approx(1 / (1 + 2**-bits))
    assert {reason.feature for reason in evidence.reasons} >= {"prior", "name"}


@pytest.mark.parametrize(("unit", "one", "other"), PAIRS["different"])
def test_look_alikes_stay_apart_even_where_nothing_else_is_left(unit: Unit, one: str, other: str) -> None:
    assert match([indicator(one, unit, 100)], [indicator(other, unit, 97)]) == []


def test_what_is_left_over_is_paired_by_less_where_no_other_could_be_meant() -> None:
    now = indicator("Sản lượng nhân điều thô", "t", 3520)
    before = indicator("Sản lượng hạt điều thô", "t", 3415)
    assert [(pair.current, pair.previous) for pair in match([now], [before])] == [(0, 0)]
    rival = indicator("Sản lượng vỏ điều thô", "t", 3480)
    assert match([now], [before, rival]) == []
    assert match([indicator("Sản lượng nhân điều thô", "t", 35)], [before]) == []


def paired(now: list[Indicator], before: list[Indicator]) -> list[tuple[int, int]]:
    return [(pair.current, pair.previous) for pair in match(now, before)]


@pytest.mark.parametrize(("unit", "one", "other"), PAIRS["letters"])
def test_letters_that_no_table_knows_are_read_by_the_other_name(unit: Unit, one: str, other: str) -> None:
    assert paired([indicator(one, unit)], [indicator(other, unit)]) == [(0, 0)]
    assert paired([indicator(other, unit)], [indicator(one, unit)]) == [(0, 0)]


@pytest.mark.parametrize(("unit", "one", "other"), PAIRS["other_letters"])
def test_letters_alone_pair_nothing(unit: Unit, one: str, other: str) -> None:
    assert paired([indicator(one, unit)], [indicator(other, unit)]) == []
    assert paired([indicator(other, unit)], [indicator(one, unit)]) == []


@pytest.mark.parametrize(("unit", "short", "one", "other"), PAIRS["open_letters"])
def test_letters_that_two_names_read_alike_pair_neither(unit: Unit, short: str, one: str, other: str) -> None:
    both = [indicator(one, unit, 100), indicator(other, unit, 300)]
    assert paired([indicator(short, unit, 101)], both) == []
    assert paired(both, [indicator(short, unit, 301)]) == []


@pytest.mark.parametrize(("unit", "short", "right", "wrong"), PAIRS["chosen_letters"])
def test_letters_of_several_meanings_go_by_the_words_beside_them(
    unit: Unit, short: str, right: str, wrong: str
) -> None:
    both = [indicator(wrong, unit, 100), indicator(right, unit, 300)]
    assert paired([indicator(short, unit, 101)], both) == [(0, 1)]
    assert paired([indicator(short, unit, 101)], both[:1]) == []
    assert paired(both, [indicator(short, unit, 101)]) == [(1, 0)]


def test_terms_that_one_year_tells_apart_are_two_things() -> None:
    fished, caught = "Sản lượng thủy sản khai thác", "Sản lượng khai thác hải sản"
    assert paired([indicator(caught, "t")], [indicator(fished, "t")]) == [(0, 0)]
    assert paired([indicator(caught, "t", 90)], [indicator(fished, "t"), indicator(caught, "t", 300)]) == [(0, 1)]
    both = [indicator(fished, "t", 100), indicator(caught, "t", 90), indicator("Sản lượng tôm", "t", 90)]
    assert paired(both[1:], both[:1]) == [(0, 0)]
    assert paired(both, [indicator(caught, "t", 100)]) == [(1, 0)]


def test_the_reading_of_letters_is_among_the_reasons() -> None:
    (pair,) = match([indicator("Hộ có KSMT")], [indicator("Hộ có kiểm soát môi trường")])
    assert "KSMT = kiểm soát môi trường" in [reason.detail for reason in pair.reasons]


def test_words_of_a_title_are_no_difference() -> None:
    now = indicator("Doanh nghiệp Công nghiệp - thương mại", value=347, section="công nghiệp - thương mại")
    before = indicator("Số doanh nghiệp", value=212)
    assert probability(now, before) >= THRESHOLD
    assert probability(indicator("Doanh nghiệp công nghiệp", value=347), before) < THRESHOLD


def test_a_stated_change_decides_between_two_that_fit() -> None:
    rise = Statement("change", printed(12, 1, exact=True), "count", "o2")
    now = indicator("Vụ cháy rừng", value=112, statements=(rise,))
    before = [indicator("Số vụ cháy rừng", value=90), indicator("Số vụ cháy rừng", value=100)]
    (pair,) = match([now], before)
    assert pair.previous == 1


def test_equal_values_alone_pair_nothing() -> None:
    rise = Statement("change", printed(200, 1, exact=True), "count", "o2")
    now = indicator("Hộ trồng chè", value=5200, statements=(rise,))
    assert match([now], [indicator("Học sinh tiểu học", value=5000)]) == []


def test_each_figure_is_paired_at_most_once_and_in_any_order() -> None:
    current = [indicator(name) for _, name, _ in PAIRS["same"][:25]]
    previous = [indicator(name) for _, _, name in PAIRS["same"][:25]]
    pairs = match(current, previous)
    assert len({pair.previous for pair in pairs}) == len(pairs) == len({pair.current for pair in pairs})
    turned = match(current[::-1], previous[::-1])
    keys = {(current[p.current].key, previous[p.previous].key) for p in pairs}
    assert {(current[24 - p.current].key, previous[24 - p.previous].key) for p in turned} == keys  # equals may swap


def test_the_catalogue_joins_what_shares_no_word_and_parts_what_it_lists_apart() -> None:
    assert probability(indicator("Tỷ lệ đô thị hóa", "%"), indicator("Tỷ lệ dân số thành thị", "%")) >= THRESHOLD
    assert weigh(indicator("Thu ngân sách địa phương", "VND"), indicator("Chi ngân sách địa phương", "VND")) is None


def test_only_sourced_codes_are_given() -> None:
    codes = {raw["code"] for raw in lexicon.table("catalogue")["indicator"] if "code" in raw}
    assert codes == {"VN-QG-2021:1603", "VN-QG-2021:1604", "VN-QG-2021:1605", "VN-H-2016:H0302"}
    entry = entry_of(name_key("Tỷ suất tử vong trẻ em dưới 5 tuổi", "%"), "%")
    assert entry is not None
    assert entry.code == "VN-QG-2021:1605"


def test_every_table_of_the_lexicon_is_read() -> None:
    table = lexicon.table("indicator_names")
    tables = {"synonyms", "compounds", "filler", "light", "distinct", "implied", "facet"}
    assert set(table) == tables | {"bare_seasons", "counted", "pattern", "near"}
    for crop in table["bare_seasons"]["crops"]:
        assert name_key(f"Diện tích {crop} xuân", "ha").facet("season") == {"spring"}, crop
    for entry in table["facet"]:
        for value, forms in entry["values"].items():
            unit = entry.get("units", [None])[0]
            for form in forms:
                assert name_key(f"abc {form}", unit).facet(entry["name"]) == {value}, form
