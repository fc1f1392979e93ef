"""Which way a figure went, where no word of rise or fall stands right before it.

Signals, in order: the verb before what it changes; a printed sign; the verb before the parenthesis that states the parts;
the change that a parenthesis states again.
Never: gives a direction that the report does not state.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.grammar.clauses import Token
from pipeline.grammar.disbursing import disburses
from pipeline.grammar.names import split_head
from pipeline.grammar.quantities import Quantity
from pipeline.grammar.said import Bracket, State
from pipeline.grammar.words import Words
from schemas.observation import Unit

_RATE = ("tỷ lệ", "tỉ lệ")
_IN_RESPECT = re.compile(r" về [^,;:()\d]{2,40}? và ")
_COMPARED = re.compile(r"[,;()]|\bso với\b", re.IGNORECASE)  # the change is told: what follows is another figure
_NEXT_OF_LIST = re.compile(r"(?: \w+){0,2}, ")
_TAKES_BACK = re.compile(r"nhưng|song|tuy nhiên", re.IGNORECASE)
_MOST = re.compile(r"\s*(?:\w+ )?nhất\b")


def _opening_turn(s: State, q: Quantity, core: str) -> str:
    """The direction of a change whose verb stands before what it changes: `giảm tỷ lệ hộ nghèo 1 điểm %`."""
    if not split_head(core)[0]:
        return ""
    before = [t for t in s.words.between(s.left, q.lead) if t.kind not in ("compound", "silent", "plan", "aside", ",")]
    turn = before[0] if before and before[0].kind in ("up", "down") else None
    if any(t.kind != "verb" for t in before[1:]):
        return ""
    return turn.kind if turn is not None and not s.words.plain(s.left, turn.start) else ""


def _signed(s: State, q: Quantity) -> str:
    """The direction of a change that is printed with its sign in a parenthesis: `chè khô 640 tấn (+4,1%)`."""
    if q.low < 0:
        return "down"
    return "up" if s.words.text[: q.start].endswith("(+") else ""


def _turn_of_parts(s: State, unit: Unit) -> str:
    """The direction that a parenthesis states part by part: `các đàn đều tăng (trâu 1,2%, bò 2,6%)`."""
    if not s.stack or unit not in ("%", "pp"):
        return ""
    opened_at = s.stack[-1].opened_at
    turn = next(
        (t for t in reversed(s.words.between(s.words.start, opened_at)) if s.words.blank(t.end, opened_at)), None
    )
    return turn.kind if turn is not None and turn.kind in ("up", "down") else ""


def _told_most(s: State, at: int) -> tuple[str, str]:
    """The direction and the subject of what rose or fell most, told before the comma at `at`: `nhóm ăn uống tăng cao nhất, đạt
    9,8%`, `Tăng cao nhất là nhóm giao thông, 6,2%`; both empty where nothing is."""
    before = s.words.between(s.words.start, at)
    if not before or before[-1].kind != "," or not s.words.blank(before[-1].end, at):
        return "", ""
    comma = before[-1]
    edge = next((t for t in reversed(before[:-1]) if t.kind in (",", ";", ":", "Q", "opener")), None)
    start = edge.end if edge is not None else s.words.start
    turn = next((t for t in before if t.start >= start and t.kind in ("up", "down")), None)
    if turn is None or (edge is not None and edge.kind == "Q"):
        return "", ""
    most = _MOST.match(s.words.text, turn.end, comma.start)
    if most is None:
        return "", ""
    return turn.kind, s.words.front(start, turn.start) or s.words.front(most.end(), comma.start)


def since_turn(words: Words, run: Sequence[Token]) -> Sequence[Token]:
    """The phrases before a figure, nearest first, as far as a `nhưng` that takes back what stands before it: `tảo hôn giảm
    nhưng | vẫn còn 26 cặp` is no fall by 26."""
    at = next(
        (i for i, t in enumerate(run) if t.kind == "aside" and _TAKES_BACK.fullmatch(words.text, t.start, t.end)), None
    )
    return run if at is None else run[:at]


def turn_before(s: State, bracket: Bracket | None) -> str:
    """The direction of the change that a parenthesis states again in other terms: `giảm 05 vụ (12,8%)`."""
    if bracket is None or not s.out or s.out[-1].measure != "change" or s.out[-1].quantity.end > bracket.opened_at:
        return ""
    return "down" if s.out[-1].high < 0 else "up"


def turn_beside(s: State, run: Sequence[Token]) -> str:
    """The direction of the change that the next words state again in other terms: `giảm 12 ha, tức 1,9%`."""
    if not run or not s.out or s.out[-1].measure != "change":
        return ""
    if not s.words.blank(s.out[-1].quantity.end, run[-1].start, ","):
        return ""
    return "down" if s.out[-1].high < 0 else "up"


def turned_elsewhere(
    s: State, q: Quantity, unit: Unit, core: str, kinds: list[str], run: Sequence[Token]
) -> tuple[str, list[str]]:
    """The subject and the kinds of the phrases before a figure whose turn is told elsewhere: before what it changes, by a
    sign, before its comma or bracket; or that a bare `tỷ lệ` calls the rate of the plan told before it."""
    if unit == "%" and core.lower() in _RATE and s.last is not None and disburses(s.last.name):
        return "", ["ratio", *kinds]  # `giao 38 tỷ đồng; giải ngân 28 tỷ đồng; tỷ lệ 75,3%`
    if unit == "%" and not core and not {"up", "down"} & set(kinds):
        turned, subject = _told_most(s, run[-1].start if run else q.lead)
        if turned and subject:
            return subject, [turned]
    if unit == "%" and not kinds and core and _parts_disbursed(s):
        return f"giải ngân {core if core.startswith('vốn') else f'vốn {core}'}", ["ratio"]
    if not kinds and (turned := _opening_turn(s, q, core) or _signed(s, q) or _turn_of_parts(s, unit)):
        return core, [turned]
    return core, kinds


def _parts_disbursed(s: State) -> bool:
    """Does a bracket say how far each part of a plan is disbursed: `đạt 62% (đầu tư 71,2%, sự nghiệp 43%)`?"""
    said = next((x for x in reversed(s.out) if s.stack and x.quantity.end <= s.stack[-1].opened_at), None)
    return said is not None and said.measure == "ratio" and said.basis == "plan" and disburses(said.name)


def joins_change(s: State, i: int, unit: Unit) -> bool:
    """Is the count coordinated with a change of a count: `tăng 3 quầy và 12 bàn so với đầu năm`?"""
    if unit != "count" or not s.out or s.out[-1].measure != "change" or s.out[-1].unit != "count":
        return False
    between = s.words.text[s.out[-1].quantity.end : s.words.tokens[i].start]
    if s.against is not None and len(s.out) == 1 and not s.stack and _NEXT_OF_LIST.fullmatch(between):
        return True  # `So với cùng kỳ giảm 146 lượt tiếp, 127 lượt người`
    return between.endswith(" và ") and not _COMPARED.search(between)


def told_as_rate(s: State, i: int, unit: Unit) -> bool:
    """Does a percentage right behind a change say it again: `tăng 46 việc, 0,9% so với cùng kỳ`?"""
    if unit != "%" or not s.out or s.out[-1].measure != "change":
        return False
    if s.out[-1].unit == "%":  # `giảm 11% số vụ, 16% số người chết`
        if _IN_RESPECT.fullmatch(s.words.text, s.out[-1].quantity.end, s.words.tokens[i].start):
            return s.words.text.startswith(" về ", s.words.tokens[i].end)  # `tăng 6% về lượt và 5% về luân chuyển`
        if s.out[-1].basis == "plan" and s.words.text.endswith(" và ", 0, s.words.tokens[i].start):
            behind = s.words.tokens[i + 1 : i + 2]
            return (
                bool(behind) and behind[0].kind == "basis_plan"
            )  # `vượt 8% dự toán tỉnh giao và 4% dự toán huyện giao`
        return s.out[-1].rule == "changed_object" and s.words.text.startswith(" số ", s.words.tokens[i].end)
    return s.words.blank(s.out[-1].quantity.end, s.words.tokens[i].start, ",")
