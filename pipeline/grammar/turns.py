"""Which way a figure went, where no word of rise or fall stands right before it.

Signals, in order: the verb before what it changes; a printed sign; the verb before the parenthesis that states the parts;
the change that a parenthesis states again.
Never: gives a direction that the report does not state.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.grammar.clauses import Token
from pipeline.grammar.names import split_head
from pipeline.grammar.quantities import Quantity
from pipeline.grammar.said import Bracket, State
from schemas.observation import Unit

_MOST = re.compile(r"\s*(?:\w+ )?nhất\b")


def opening_turn(s: State, q: Quantity, core: str) -> str:
    """The direction of a change whose verb stands before what it changes: `giảm tỷ lệ hộ nghèo 1 điểm %`."""
    if not split_head(core)[0]:
        return ""
    before = [t for t in s.words.between(s.left, q.lead) if t.kind not in ("compound", "silent", "plan", "aside", ",")]
    turn = before[0] if before and before[0].kind in ("up", "down") else None
    if any(t.kind != "verb" for t in before[1:]):
        return ""
    return turn.kind if turn is not None and not s.words.plain(s.left, turn.start) else ""


def signed(s: State, q: Quantity) -> str:
    """The direction of a change that is printed with its sign in a parenthesis: `chè khô 640 tấn (+4,1%)`."""
    if q.low < 0:
        return "down"
    return "up" if s.words.text[: q.start].endswith("(+") else ""


def turn_of_parts(s: State, unit: Unit) -> str:
    """The direction that a parenthesis states part by part: `các đàn đều tăng (trâu 1,2%, bò 2,6%)`."""
    if not s.stack or unit not in ("%", "pp"):
        return ""
    opened_at = s.stack[-1].opened_at
    turn = next(
        (t for t in reversed(s.words.between(s.words.start, opened_at)) if s.words.blank(t.end, opened_at)), None
    )
    return turn.kind if turn is not None and turn.kind in ("up", "down") else ""


def told_most(s: State, at: int) -> tuple[str, str]:
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
