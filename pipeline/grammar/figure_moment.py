"""The moment of a figure in its sentence: `moments` says what words and periods give, this what the figures around it add.

Signals, in order: the figure's own period and plan words (`moments`); the levels of a rise; what is allotted is a plan; a
comparison is as firm as what it compares; what stands beside a stock of the year's beginning is of then too.
Never: carries the beginning of the year over a semicolon or a change.
"""

from __future__ import annotations

import re

from pipeline.frozen import replace
from pipeline.grammar.moments import Hold, Moment, moment_beside, moment_left, moment_of
from pipeline.grammar.names import Name, split_head
from pipeline.grammar.rises import is_reached, period_behind
from pipeline.grammar.said import State
from pipeline.grammar.standing import MONEY, Figure, Leader

_GRANTED = re.compile(r"\b(?<!bàn )(?<!chuyển )(?:giao|phân bổ)\s*$", re.IGNORECASE)
_COST = re.compile(r"\b(?:tổng mức đầu tư|TMĐT)\b", re.IGNORECASE)
_BODY = re.compile(r"(?:các )?(?:UBND|HĐND|Phòng|Ban|Sở|Công an|Chi cục|Văn phòng|xã|huyện)\b")
_POSTS = re.compile(r"\b(?:biên chế|chỉ tiêu biên chế|số người làm việc)\b.*\b(?:được )?giao\s*$", re.IGNORECASE)
_PROVIDED = re.compile(r"\bbố trí (?:từ )?đầu năm\s*$", re.IGNORECASE)
_LATER = re.compile(r"\b(?:cuối|nay|hiện|sau)\b", re.IGNORECASE)


def moment_in_place(
    s: State, i: int, figure: Figure, name: Name, rule: str, compared: Leader | None, *, left: bool
) -> Moment:
    """The moment of figure `i`, named `name` by `rule`; `compared` is what it is compared with, `left` whether it is the
    level that a rise sets out from."""
    moment = _of_rise(s, i, _of_words(s, figure), left=left)
    if figure.unit in MONEY and figure.measure == "level" and _is_cost(s, name, rule):
        return Moment("actual", s.context.report_year, moment.period if moment.scenario == "actual" else None)
    if rule in ("plan_of_last", "allotted", "set_by_another") or _is_allotted(
        figure, name, s.words.text[s.words.start : figure.quantity.lead]
    ):
        moment = replace(moment, scenario="plan")
    rate = s.out[-1] if s.out and figure.lone and rule == "count_of_share" else None
    if rate is not None and moment.period is None:
        moment = Moment(rate.scenario, rate.year, rate.period)  # `năm 2022 là 8,42% (1.286 hộ)`
    estimated = compared in s.leaders and compared.scenario == "estimate"
    if figure.measure in ("change", "ratio") and moment.scenario == "actual" and estimated and rule != "subject":
        moment = replace(moment, scenario="estimate")  # a comparison is as firm as what it compares
    return _with_stock(s, figure, moment)


def _is_cost(s: State, name: Name, rule: str) -> bool:
    """Is it what a work costs, which is a fact of the report's year, however far the work is (`khởi công trong quý III năm
    sau Khu dân cư Đồng Lách (tổng mức đầu tư 52,3 tỷ đồng)`)?"""
    planned = s.parent is not None and s.parent.scenario == "plan"
    bracketed = (
        rule == "value_in_parenthesis" and name.verb == "kinh phí" and not planned and not _BODY.match(name.thing)
    )
    return bracketed or _COST.search(name.text) is not None


def before_bracket(s: State) -> Leader | None:
    """A comparison or share right before the parenthesis, which may tell the same period's:  `chiếm 12,4% diện tích (cùng
    kỳ: 11,9%)`."""
    bracket = s.stack[-1] if s.stack else None
    if bracket is None or not s.out or s.out[-1].quantity.end > bracket.opened_at or not bracket.has_figure:
        return None
    return s.out[-1].leader() if s.out[-1].measure in ("change", "share") else None


def _with_stock(s: State, figure: Figure, moment: Moment) -> Moment:
    """`đầu năm có 200 hộ nghèo, chiếm 4%, và 90 hộ cận nghèo`: all of them are of the year's beginning."""
    last = s.out[-1] if s.out else None
    beside = last is not None and figure.measure == "level" == last.measure
    if beside and last is not None and s.words.text[last.quantity.end : figure.quantity.lead].strip() == "/":
        return Moment(last.scenario, last.year, last.period)  # `(quý I/2022 tiếp 1.012 lượt/1.091 lượt người)`
    if last is None or last.scenario != "previous" or figure.measure not in ("level", "share"):
        return moment
    if moment.scenario != "actual" or moment.period is not None:
        return moment
    after, before = last.quantity.end, figure.quantity.lead
    if figure.measure == "share" and last.unit == "count" and not figure.core:
        ends = s.words.has(after, before, ("up", "down", ";"))
    else:
        ends = last.period is None or last.period.kind != "year_start"
        ends = ends or s.words.has(after, before, ("to", "up", "down", "verb", "opener", ";", ":"))
    if ends or _LATER.search(s.words.text, after, before):
        return moment
    return replace(moment, scenario="previous", year=last.year, period=last.period)


def _is_allotted(figure: Figure, name: Name, said: str) -> bool:
    """Is the sum what was planned or allotted: `Vốn làm kè được giao 42 tỷ đồng`, `Dự toán giao đầu năm 71 tỷ đồng`?"""
    if _POSTS.search(figure.raw):
        return figure.measure == "level"  # `Biên chế được giao 48 viên chức`
    if figure.unit not in MONEY or figure.measure != "level":
        return False
    if _PROVIDED.search(said):
        return True  # `Dự phòng ngân sách bố trí đầu năm 14 tỷ đồng`
    return _GRANTED.search(figure.raw) is not None or name.text.startswith(("Dự toán", "Kế hoạch vốn"))


def _of_rise(s: State, i: int, moment: Moment, *, left: bool) -> Moment:
    """The moment of either level of a rise or fall; that of any other figure as it is."""
    if not left and not is_reached(s.words, i, s.context.periods):
        return moment
    own = period_behind(s.words, i, s.context.periods)
    if left:
        s.follow_end = max(s.follow_end, own.end if own is not None else 0)
        return moment_left(own, s.context.year)
    if own is None and not left and moment.period is not None and moment.scenario == "previous":
        return Moment(s.context.scenario, s.context.year)  # the period is that of the level it sets out from
    return moment_beside(own, moment, s.context.year) if own is not None else moment


def _of_words(s: State, figure: Figure) -> Moment:
    bracket = s.stack[-1] if s.stack else None
    of_new_subject = figure.core or (figure.measure in ("level", "share") and not figure.lone)
    parent = s.parent
    own = split_head(figure.core)[0] != ""
    apart = parent is not None and own and (figure.unit, figure.counted) != (parent.unit, parent.counted)
    if apart and s.fresh and not s.stack and not s.words.has(s.segment, figure.core_start, ("opener",)):
        s.parent = parent = s.outer  # `ước 40 nghìn lượt khách, trong đó quốc tế 900 lượt; doanh thu 3 tỷ đồng`
    if s.estimate and s.fresh and of_new_subject and parent is None:
        goes_on = not own and figure.measure == "change" and s.words.has(s.words.start, s.segment, ("opener",))
        s.estimate = s.estimate_at >= s.segment or goes_on  # `trong đó, khối A tăng 2,7%, …; khối B tăng 7,3%`
    s.fresh = s.fresh and not of_new_subject
    hold = Hold(
        s.context.year, s.context.report_year, s.context.scenario, s.estimate, s.plan,
        parent.scenario if parent is not None else None, parent.year if parent is not None else None,
        bracket.opened_at if bracket is not None else None, bracket.within if bracket is not None else None,
        s.context.periods, s.opening, figure.measure == "change" and before_bracket(s) is not None,
    )  # fmt: skip
    return moment_of(s.words, figure, hold)
