"""One figure of a sentence, read in its place: what it measures, how, against what, for when."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.frozen import dataclass, replace
from pipeline.grammar.classifiers import persons_told
from pipeline.grammar.clauses import Token
from pipeline.grammar.comparisons import (
    basis_after,
    measure_of,
    measured_growth,
    says_rate,
    sign_of,
)
from pipeline.grammar.completion import PROPER, elided
from pipeline.grammar.figure_basis import basis_in_place
from pipeline.grammar.figure_moment import before_bracket, moment_in_place
from pipeline.grammar.incomes import income_unit
from pipeline.grammar.names import Name, says, split_head
from pipeline.grammar.naming import name_of, of_programme
from pipeline.grammar.passives import told
from pipeline.grammar.quantities import Quantity
from pipeline.grammar.respective import distribute, is_dealt, shared_follow, with_shared_predicate
from pipeline.grammar.rises import beside_left, is_left
from pipeline.grammar.said import Bracket, State, Statement
from pipeline.grammar.standing import VAGUE, Figure, Leader, Standing, referent
from pipeline.grammar.subject_start import part_start, said_of_it
from pipeline.grammar.turns import joins_change, since_turn, told_as_rate, turn_before, turn_beside, turned_elsewhere
from pipeline.grammar.wholes import of_counted_before
from pipeline.grammar.words import Words
from pipeline.lexicon.function_words import naming_words, noun_class
from schemas.observation import Basis, Unit

_LEANING = frozenset(
    {"in_respect", "value_of_basis", "plan_of_last", "each", "mean_per", "per", "workload", "compared"}
)
"""rules of statements that others do not lean on: comparisons, targets, values of other years"""


_LINKED_MEASURE = re.compile(r"\bvới (?=\w)", re.IGNORECASE)
_OWN_BASIS: dict[str, Basis] = {
    "basis_plan": "plan", "basis_year": "previous_year", "basis_period": "previous_period",
}  # fmt: skip
_MOST_GROWTH = 40
_WHOLE = 100
_AGAIN = re.compile(rf"(?:{naming_words('restating')})\b", re.IGNORECASE)
_OR_MORE = re.compile(r"\btrở (?:lên|xuống)\b", re.IGNORECASE)
_THIS_IS = re.compile(r"đây (?:cũng |chính )?là (?:mức|con số|kết quả|năm|tỷ lệ)\b", re.IGNORECASE)
_ADVERBIAL = re.compile(r"\s*(?:theo|tại|ở|trên địa bàn|vào|nhằm|để) ")
_CLASS = re.compile(r"\btừ \d\S*(?: \w+){1,2}$|\bcon thứ (?:3|ba)$", re.IGNORECASE)
_PLACES = re.compile(
    r"(?:xã|phường|thị trấn|thôn|bản|ấp|khóm|xóm|buôn|khu phố|tổ dân phố|huyện|thị xã)\b", re.IGNORECASE
)
_AT_SO_MANY = re.compile(r"\s*(?:tại|ở) \d")
_PLACED = re.compile(r"\b(?:tại|ở|thuộc|trên địa bàn)\s*$", re.IGNORECASE)
_CRITERIA_MET = re.compile(r"\s(?:đã )?(?P<met>(?:đạt|hoàn thành) \d{1,2}/\d{1,2} tiêu chí)\b", re.IGNORECASE)
_PREDICATED = re.compile(r"^[^\W\d].* (?:có|được|đạt|sử dụng|tham gia|đã|hoàn thành)\b", re.IGNORECASE)
_ENLARGES = re.compile(r"(?:trồng|nuôi|xây|mở|kết nạp|thành lập|phát triển|tuyển|cấp)\b", re.IGNORECASE)
_SOURCE = re.compile(r"(?:nguồn |các )?(?:vốn|ngân sách|NS|NSTW|nguồn)\b", re.IGNORECASE)
_OF_PLAN = re.compile(r"\b(?:giải ngân|thực hiện (?:kế hoạch|dự toán))\b", re.IGNORECASE)


def read_figure(s: State, i: int, q: Quantity, unit: Unit, counted: str | None) -> Statement:
    words = s.words
    bracket = s.stack[-1] if s.stack else None
    place = _place(s, i, q, unit, counted)
    kinds, core, run = place.kinds, place.core, place.run
    lone = not core and bracket is not None and _alone(s, i, run)
    after = basis_after(words, i, s.context.year) if not place.left_level else None
    of_basis = _of_basis(s, bracket, kinds, unit, after) if bracket is not None and lone else None
    follow = _follow(s, i, q)
    said_again = all(_AGAIN.match(words.text, t.start) for t in run)
    again = turn_beside(s, run) or (turn_before(s, bracket) if lone else "") if said_again and not of_basis else ""
    restated = _said_again(s, unit) if again else None
    if bracket is not None and bracket.within and unit == "%" and not core and not {"up", "down"} & set(kinds):
        shared = before_bracket(s)  # `chiếm 12,4% diện tích rừng (cùng kỳ: 11,9%)`
        restated = shared if shared is not None and shared.measure == "share" else restated
        if shared is not None and shared.measure == "change" and all(x.measure != "ratio" for x in s.out):
            # `Tăng trưởng kinh tế đạt 7,2% (cùng kỳ 6,1%)`
            kinds = ["down" if s.out[-1].high < 0 else "up"]
    standing = _standing(s, bracket, restated, _counted_last(s, unit, counted))
    compared = (
        restated
        or (persons_told(s.leaders, s.segment, counted) if not follow else None)
        or referent(unit, counted, follow, standing)
    )
    after_whole = bool(s.out) and s.out[-1].quantity.part == "whole"
    subject = bracket.words if lone and bracket is not None and says_rate(bracket.words) else core
    own_share = unit == "%" and len(run) == 1 and _said(words, run[0]) == "có" and follow[:1].islower()
    if unit == "%" and kinds == [":"] and _PREDICATED.search(follow) and not says_rate(core):
        core, own_share = "", True  # `Điện: 100% số xã có điện lưới`
        place = replace(place, start=place.end)
    measure = measure_of(unit, [] if own_share else kinds, subject, after, after_whole, compared, follow)
    if measure == "ratio" and core and not run and standing.labelled and standing.topic.lower().startswith("cơ cấu"):
        measure = "share"  # `Cơ cấu kinh tế: … thuế nhập khẩu trừ hoàn thuế 6,2%`
    if measure == "share" and unit == "%" and q.low > _WHOLE and not says_rate(subject):
        measure = "ratio"  # no part of anything
    if of_basis and of_basis != "plan" and compared and compared.unit == unit:
        measure = compared.measure
    if planned := lone and [t.kind for t in run] == ["basis_plan"] and _is_growth(q, unit, compared):
        measure = "change"
    if again:
        kinds, measure = [again], "change"
    figure = Figure(
        q, unit, counted, measure, run, core, place.start, place.end, place.left, follow,
        words.text[place.start : place.end], lone, of_basis, s.left <= s.segment and not words.plain(s.left, place.end),
        compared,
    )  # fmt: skip
    name, rule = _named(s, i, figure, standing)
    unit = _of_income(unit, q, name, compared)
    moment = moment_in_place(s, i, figure, name, rule, compared, left=place.left_level)
    basis = "previous_year" if planned else basis_in_place(s, i, figure, after, compared, moment.scenario)
    low, high = sign_of(q, measure, kinds)
    return Statement(
        q, name, told(name) or s.topic, low, high, unit, counted if unit == "count" else None,
        q.resolution, measure, basis, moment.scenario, moment.year, rule, moment.period,
    )  # fmt: skip


def _of_basis(s: State, bracket: Bracket, kinds: Sequence[str], unit: Unit, after: Basis | None) -> Basis | None:
    """The basis that a figure alone in its parenthesis is a value of."""
    planned = [t for t in kinds if t != "is"] == ["basis_plan"] and unit == "%" and bool(s.out)
    if planned and s.out[-1].measure == "ratio" and s.out[-1].basis == "total" and not bracket.filled(s.out):
        return "plan"  # `22/31 trạm có bác sĩ, đạt tỷ lệ 71% (kế hoạch 68%)`
    if bracket.basis and (own := next((k for k in kinds if k in _OWN_BASIS), None)):
        return _OWN_BASIS[own]  # `tăng 20 ha so với năm 2021 (kế hoạch 525 ha; cùng kỳ 510 ha)`
    if unit == "%" and s.out and s.out[-1].quantity.part == "whole":
        return None  # `xong 52/60 nhiệm vụ huyện giao (86,7%)`
    if bracket.filled(s.out) and (after or unit == "%"):
        return None  # `đạt 60% kế hoạch (cá nuôi 30 tấn, đạt 50%)`
    return None if after else bracket.basis  # `đạt 101% kế hoạch (tăng 2,3% so với cùng kỳ)`


def _is_growth(q: Quantity, unit: Unit, compared: Leader | None) -> bool:
    """`tốc độ tăng trưởng đạt 8,2% (kế hoạch 8%)`: the growth that was planned, no ratio to a plan"""
    told = compared is not None and unit == "%" == compared.unit and compared.measure == "change"
    return told and q.low <= _MOST_GROWTH


def _said_again(s: State, unit: Unit) -> Leader:
    """What a change that is stated again in other terms changes: what the change did, or the rate of it that was told
    with it (`hộ nghèo 1.820 hộ (8,1%) … giảm 429 hộ, tức 1,9%`)."""
    rates = [x.leader() for x in s.out if x.measure == "share" and x.unit == unit]
    return rates[-1] if rates and s.out[-1].unit == "count" else s.out[-1].leader()


@dataclass(frozen=True, slots=True)
class _Place:
    """What stands before a figure: the function phrases that touch it (and their kinds, nearest first), its subject's
    words and where they stand, and whether it is the level that a rise or fall sets out from."""

    run: Sequence[Token]
    kinds: Sequence[str]
    core: str
    start: int
    end: int
    left: int
    left_level: bool


def _place(s: State, i: int, q: Quantity, unit: Unit, counted: str | None) -> _Place:
    words, periods = s.words, s.context.periods
    run, end = words.run(i, s.left, bracketed=bool(s.stack), follows=bool(s.leaders))
    left_level = q.rule == "level.from" or is_left(words, i, periods) or beside_left(words, i, periods)
    run = [t for t in run if not (left_level and t.kind in ("up", "down"))]  # `tăng từ 5,2% lên 6%`
    if counted in noun_class("criterion"):
        run = [t for t in run if _said(words, t) not in ("vượt", "hụt")]  # `vượt 05 chỉ tiêu`: so many
    kinds = ["to"] * left_level + [t.kind for t in since_turn(words, run)]
    counts = (unit == "count" and counted not in VAGUE) or _does(words, i, q, unit, end)
    start = part_start(words, s.left, end, s.hole, counts=counts, label=s.context.bullet and kinds[:1] == [":"])
    if (
        (s.leaders or unit == "%")
        and (own := _LINKED_MEASURE.search(words.text, start, end))
        and split_head(words.front(own.end(), end))[0]
    ):
        start = own.end()  # `156 nhà cho hộ nghèo với kinh phí 7,2 tỷ đồng`
    s.hole = s.hole or said_of_it(words, start, end)
    core = _core(s, unit, start, end, run)
    if not core and unit in ("%", "count") and run and _said(words, run[-1]) == "trung bình" and s.leaders:
        core, run = "trung bình", run[:-1]  # `khá 27,2%; trung bình 6,3%`: a grade
        kinds = ["to"] * left_level + [t.kind for t in run]
    left = s.left
    if q.start in s.respective:
        core, run, left = s.respective[q.start]
        kinds = [t.kind for t in run]
    elif is_dealt(s, i, end):
        core = distribute(s, i, run, end) or core
    if of_plan := _plan_rate(s, i, unit, core, run):
        core, kinds = of_plan, ["ratio"]
    if not run and not core and (joins_change(s, i, unit) or told_as_rate(s, i, unit)):
        kinds = ["down" if s.out[-1].high < 0 else "up"]
    core, kinds = turned_elsewhere(s, q, unit, core, kinds, run)
    if kinds[:2] == ["link", "up"]:
        kinds = kinds[2:]  # `việc làm tăng thêm cho 120 lao động`: jobs, not a change
    lone = not core and bool(s.stack) and not s.stack[-1].has_figure and _alone(s, i, run)
    grown = words.text[s.stack[-1].left : s.stack[-1].opened_at] if lone else words.text[start:end]
    if unit == "%" and (measured_growth(grown) or _grows(words, q, kinds)):
        kinds = ["up", *kinds]  # `Tăng trưởng GTSX quý I (5,48%) còn thấp`
    return _Place(run, kinds, core, start, end, left, left_level)


def _does(words: Words, i: int, q: Quantity, unit: Unit, end: int) -> bool:
    """`…, trong năm đã cứng hóa được | 86,4 km đường`: what was done stands before the figure, to what behind it"""
    said = [t for t in words.starting_in(words.start, end) if t.kind != "aside"]
    acts = bool(said) and said[-1].kind == "verb" and words.blank(said[-1].end, end)
    series = [t.kind for t in said[-3:-1]] == ["verb", ","]  # `thu gom, xử lý 40 tấn rác`
    return acts and not series and unit in ("ha", "km", "m", "m2", "m3", "t") and words.follow(i, q)[0][:1].islower()


def _core(s: State, unit: Unit, start: int, end: int, run: Sequence[Token]) -> str:
    """The subject's words, with the adverb or `trở lên` behind them that belongs to the name."""
    words = s.words
    core = _with_adverb(words.front(start, end, s.hole), _said(words, run[-1]) if run else "", unit)
    if _THIS_IS.match(core):
        return ""  # `Đây là mức cao nhất từ trước đến nay, gấp 1,5 lần năm 2019`
    if unit == "%" and s.has_figure and _ADVERBIAL.match(words.text, start, end) and not says_rate(core):
        return ""  # `99 lao động đi làm việc | theo hợp đồng đạt 98%`
    if run and (more := _OR_MORE.match(words.text, run[-1].start)) and _CLASS.search(core):
        return f"{core} {more[0]}"  # `nhóm từ 30 ghế trở lên 212 chiếc`
    return core


def _grows(words: Words, q: Quantity, kinds: Sequence[str]) -> bool:
    """`Trong 8,01% tăng trưởng của quý I, …`"""
    return not {"is", "to", "share", "ratio", "up", "down"} & set(kinds) and measured_growth(
        words.text[q.end : words.end]
    )


def _with_adverb(core: str, adverb: str, unit: Unit) -> str:
    """The subject with the adverb behind it that belongs to its name."""
    if core and adverb == "bình quân":
        return f"{core} bình quân"  # `chỉ số giá tiêu dùng bình quân 9 tháng tăng 2,86%`
    return f"{core} mới" if adverb == "mới" and unit != "%" and _ENLARGES.match(core) else core  # `trồng cỏ mới 42 ha`


def _said(words: Words, token: Token) -> str:
    return words.text[token.start : token.end].lower()


def _follow(s: State, i: int, q: Quantity) -> str:
    """The words behind the figure that belong to what is counted; of x/y, those behind y."""
    paired = q.part == "part" and i + 1 < len(s.words.tokens) and s.words.tokens[i + 1].kind == "Q"
    at = i + 1 if paired else i
    follow, s.follow_end = s.words.follow(at, s.words.tokens[at].quantity or q)
    if not follow and (met := _CRITERIA_MET.match(s.words.text, s.words.tokens[at].end)):
        return met["met"]  # `6 xã đạt 19/19 tiêu chí`
    return with_shared_predicate(s, at, follow or shared_follow(s, at))


def _named(s: State, i: int, figure: Figure, standing: Standing) -> tuple[Name, str]:
    """The figure's name and the rule that gave it; a bare number's after its list, capital after its programme."""
    name, rule = name_of(s.words, figure, standing)
    if figure.measure != "level":
        return name, rule
    printed = s.words.tokens[i].quantity
    bare = printed is None or printed.unit is None
    if bare and figure.core and rule != "target_met" and s.parent is not None and figure.quantity.part == "single":
        own_list = s.labelled and s.leaders and s.leaders[-1].unit == figure.unit and s.parent is s.outer
        if not own_list:
            name, rule = elided(*_item_of_list(s, figure.core, figure.unit)), "elided"
    if s.context.programme and rule != "compared":
        name = of_programme(name, figure.unit, s.context.programme)
    return (of_counted_before(s, i, name, figure.counted) if figure.quantity.part == "part" else name), rule


def _item_of_list(s: State, item: str, unit: Unit) -> tuple[str, Leader]:
    """A list's item that prints a bare number, and what it is an item of: the list's parent, or, where that only counts
    the places, what they have (`nợ 8,9 tỷ đồng tại 04 xã: Tân Hưng 3,2; Đông Hải 2,85`)."""
    assert s.parent is not None
    whole = next((x for x in s.leaders if x.unit == unit), None)
    if s.parent.unit == unit or whole is None:
        return item, s.parent
    return f"{s.parent.counted or ''} {item}".strip() if PROPER.match(item) else item, whole


def _counted_last(s: State, unit: Unit, counted: str | None) -> Leader | None:
    """What was told last; for a count that opens a sentence, what was last counted rather than its share: `412 hộ thiếu
    đất, chiếm 8,4%. Đến nay còn 312 hộ`."""
    if unit != "count" or not counted or s.leaders or s.last is None or s.last.measure != "share":
        return s.last
    before = [leader for _, leader in s.context.trail[-3:] if leader.unit == "count"]
    return before[-1] if before and (before[-1].counted or "").split()[:1] == counted.split()[:1] else s.last


def _standing(s: State, bracket: Bracket | None, restated: Leader | None, last: Leader | None) -> Standing:
    before = bracket.words if bracket is not None else ""
    return Standing(
        last, s.leaders, s.parent, s.topic, before, not s.leaders, s.labelled or s.went,
        bool(s.context.item) and s.topic == s.context.item, s.context.bullet, restated, s.holder, s.label, s.context.capital,
    )  # fmt: skip


def leads(s: State, said: Statement) -> bool:
    """Does what follows lean on this statement? Comparisons, targets and values of other years do not lead."""
    if said.quantity.part == "whole" or said.rule in _LEANING:
        return False
    if (
        said.unit == "count"
        and s.leaders
        and _PLACES.match(said.counted or "")
        and _PLACED.search(s.words.text[: said.quantity.lead])
    ):
        return False  # `quế 412 ha, nằm tại 06 xã, tăng 1,2 lần`
    owned = said.rule == "linked_count" and s.words.text[: said.quantity.lead].rstrip().endswith(" của")
    if owned and not _AT_SO_MANY.match(s.words.text, said.quantity.end):
        return False  # `58 lồng của 17 hộ, sản lượng 4,2 tấn`
    if said.rule == "inherited" and s.last is not None and said.scenario == "plan" != s.last.scenario:
        return False  # `đạt 81% dự toán huyện giao là 280 tỷ đồng`
    return said.measure in ("level", "share") or s.last is None or said.name != s.last.name


def _alone(s: State, i: int, run: Sequence[Token]) -> bool:
    """Does the figure stand alone in its parenthesis, but for a copula or a year?"""
    bracket = s.stack[-1] if s.stack else None
    target = bracket is not None and bracket.basis == "plan" and not bracket.filled(s.out)
    turns = ("share", "ratio") if target else ("up", "down", "share", "ratio")  # `so với kế hoạch đề ra (tăng 7,5%)`
    if any(t.kind in turns for t in run):
        return False
    following = s.words.tokens[i + 1].start if i + 1 < len(s.words.tokens) else s.words.end
    return not _OR_MORE.sub("", s.words.text[s.words.tokens[i].end : following]).strip()


def _of_income(unit: Unit, q: Quantity, name: Name, compared: Leader | None) -> Unit:
    """The unit of an income a head, also of what is said again of one: `thu nhập … triệu đồng/người/năm, tăng 4,1 triệu`."""
    again = unit == "VND" and compared is not None and name == compared.name and not says(name.thing, "hộ")
    if again and compared is not None and compared.unit.startswith("VND/"):
        return compared.unit
    return income_unit(unit, (q.per or "").strip("/ "), name)


def _plan_rate(s: State, i: int, unit: Unit, core: str, run: Sequence[Token]) -> str:
    """What a percentage alone in its parenthesis says how far it is done: `giải ngân: vốn kết dư (36%); vốn phân cấp
    (95,8%)`, or that of a source of what was disbursed: `giải ngân 214 tỷ đồng, đạt 74,9% kế hoạch, trong đó ngân sách tỉnh
    đạt 81,2%`; empty where it says something else."""
    bracket = s.stack[-1] if s.stack else None
    if (
        core
        and unit == "%"
        and s.parent is not None
        and _SOURCE.match(core)
        and "giải ngân" in s.parent.name.text.lower()
    ):
        rated = any(x.measure == "ratio" and x.basis == "plan" for x in s.out)
        return f"giải ngân {core}" if rated and not {"share", "up", "down"} & {t.kind for t in run} else ""
    if core or unit != "%" or bracket is None or bracket.has_figure or bracket.basis or not _alone(s, i, run):
        return ""
    return bracket.words if _OF_PLAN.search(s.words.text[s.words.start : bracket.opened_at]) else ""
