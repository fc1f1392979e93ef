"""What a change or ratio is against, in its sentence: `comparisons` says what words give, this what the figures around it
add.

Signals, in order: the words between the change and its figure; those behind it; those before it; what the sentence opens by
comparing with; what it ends by comparing with, for changes in parentheses; the usual basis of its kind; for a ratio, a plan
told before that the figures fit.
Never: gives a basis where the report compares with something else than time or plan.
"""

from __future__ import annotations

from pipeline.grammar.comparisons import basis_before, basis_in_run, default_basis, is_workload
from pipeline.grammar.disbursing import disburses
from pipeline.grammar.said import State
from pipeline.grammar.standing import MONEY, Figure, Leader
from schemas.observation import Basis, Scenario


def basis_in_place(
    s: State, i: int, figure: Figure, after: Basis | None, compared: Leader | None, scenario: Scenario
) -> Basis | None:
    """What a change or ratio is against, also where its parenthesis only tells it for the plan or an earlier time."""
    if figure.measure not in ("change", "ratio"):
        return None
    if figure.of_basis == "plan" and figure.measure == "ratio" and s.out:
        return s.out[-1].basis  # `đạt tỷ lệ 71% (kế hoạch 68%)`
    basis = _basis_of(s, i, figure, after, compared)
    if figure.measure == "ratio" and basis == "previous_year" and scenario == "previous":  # `(cùng kỳ đạt 57%)`
        return next((x.basis for x in reversed(s.out) if x.measure == "ratio" and x.basis), "plan")
    return basis


def _basis_of(s: State, i: int, figure: Figure, after: Basis | None, compared: Leader | None) -> Basis | None:
    """What a change or ratio is against; none where the report compares with something else than time or plan."""
    if is_workload(figure.core) and after != "plan":
        return "total"
    before = basis_before(s.words, figure.quantity.lead, s.left, s.context.year, firm=True)
    said = basis_in_run(figure.run) or after or before
    if figure.measure == "change":
        said = said or s.against or (_told_at_end(s) if s.stack else None)
    behind = s.words.tokens[i + 1] if i + 1 < len(s.words.tokens) else None
    against = behind is not None and behind.kind == "against"
    usual = default_basis(s.words, figure.measure, figure.run, s.out, compared, figure.follow, against=against)
    if said is None and usual == "plan" and figure.lone and not figure.run and _is_part(s, figure, compared):
        return "total"
    return said or ("plan" if usual == "total" and _of_told_plan(s, figure, compared) else usual)


def _is_part(s: State, figure: Figure, compared: Leader | None) -> bool:
    """`Tổng vốn 28.640 tỷ đồng; vốn nhà nước 8.120 tỷ (28,4%)`: does the percentage say what part of a whole told before
    in the sentence the sum beside it is? Only the figures tell; of a plan, or of what is disbursed, it is what was done."""
    if compared is None or compared.unit not in MONEY or compared.measure != "level" or disburses(compared.name):
        return False
    low, percent = compared.quantity.low, figure.quantity
    wholes = [x for x in s.leaders if x.unit == compared.unit and x.quantity.low > low]
    told = next((x for x in wholes if abs(low * 100 / x.quantity.low - percent.low) <= percent.resolution / 2), None)
    return told is not None and told.scenario != "plan"


def _told_at_end(s: State) -> Basis | None:
    """What all changes in parentheses are against, where the sentence ends by saying so: `412 hộ nghèo (giảm 96 hộ), chiếm
    3,1% (giảm 0,7%) so với cuối năm 2022`."""
    closed = next((t.end for t in reversed(s.words.tokens) if t.kind == ")"), s.words.end)
    if s.words.has(closed, s.words.end, ("Q", ",", ";", "up", "down", "ratio")):
        return None
    return basis_before(s.words, s.words.end, closed, s.context.year, firm=True)


def _of_told_plan(s: State, figure: Figure, compared: Leader | None) -> bool:
    """Is the ratio that of what was done to the plan told before: `Chỉ tiêu kết nạp: 120 đảng viên. Kết quả: 98 đảng
    viên, đạt 81,7%`? Only the figures tell."""
    if compared is None or compared.unit not in ("count", *MONEY) or figure.follow:
        return False
    plans = [x.quantity.low for _, x in s.context.trail[-4:] if x.scenario == "plan" and x.unit == compared.unit]
    done, ratio = compared.quantity.low, figure.quantity
    return any(abs(100 * done / plan - ratio.low) <= ratio.resolution / 2 for plan in plans if plan)
