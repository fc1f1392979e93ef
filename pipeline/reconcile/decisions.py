"""Pairs that a person confirmed or refused: a small CSV that people edit and that wins over the matcher.

    current,previous,decision
    Thu NSNN trên địa bàn,Tổng thu ngân sách,same
    Số hộ nghèo,Số hộ cận nghèo,different

Names are compared without case, composition, tone placement and punctuation. A third answer is an error, named by line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from pipeline.errors import Reason, UnreadableInput, unreadable
from pipeline.grammar.folding import fold
from pipeline.reconcile.table_cells import Row, read_rows

_SAME = frozenset({"same", "yes", "giống", "cùng", "đúng", "xác nhận", "confirmed"})
_DIFFERENT = frozenset({"different", "no", "khác", "không", "sai", "từ chối", "refused"})
_HEADS = ("current", "previous", "decision")


@dataclass(frozen=True, slots=True)
class Decisions:
    """For each current name, the previous names that are the same and those that are not."""

    same: Mapping[str, frozenset[str]] = field(default_factory=dict)
    different: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def confirmed(self, current: str) -> frozenset[str]:
        """The previous names (as `plain`) confirmed for a current name."""
        return self.same.get(plain(current), frozenset()) if self.same else frozenset()

    def refused(self, current: str, previous: str) -> bool:
        """Whether a person refused the pair."""
        return bool(self.different) and plain(previous) in self.different.get(plain(current), frozenset())


@lru_cache(maxsize=100_000)
def plain(name: str) -> str:
    """The form in which names of decisions are compared."""
    return " ".join(re.findall(r"[\w%]+", fold(name)))


def read_decisions(path: Path) -> Decisions:
    """The decisions of a CSV or XLSX file. Raises UnreadableInput with the line that is wrong."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from error
    rows = read_rows(path, data)
    heads = [str(cell).strip().casefold() for cell in rows[0].cells]
    if any(head not in heads for head in _HEADS):
        raise UnreadableInput(path, Reason.UNSUPPORTED, "thiếu cột current, previous, decision", "sửa dòng tiêu đề")
    same: dict[str, set[str]] = {}
    different: dict[str, set[str]] = {}
    for row in rows[1:]:
        if any(row.cells):
            current, previous, said = (_cell(row, heads.index(head)) for head in _HEADS)
            answers = same if said.casefold() in _SAME else different if said.casefold() in _DIFFERENT else None
            if answers is None or not current or not previous:
                cause = f"dòng {row.line}: cần hai tên và same hoặc different, thấy {said!r}"
                raise UnreadableInput(path, Reason.UNSUPPORTED, cause, "sửa dòng đó rồi chạy lại")
            answers.setdefault(plain(current), set()).add(plain(previous))
    return Decisions(_frozen(same), _frozen(different))


def _cell(row: Row, at: int) -> str:
    cell = row.cells[at] if at < len(row.cells) else ""
    return cell.strip() if isinstance(cell, str) else f"{cell.value:f}"


def _frozen(answers: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    return {name: frozenset(others) for name, others in answers.items()}
