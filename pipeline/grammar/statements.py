"""What a sentence states: each quantity with the indicator it measures, how, against what, for when, and how firmly.

Problem: one sentence carries a dozen figures, and each leans on words said once, before or after it. The reader walks the
sentence from left to right and keeps what is in force: the last indicator, the breakdown's parent, estimate and plan, the
parenthesis it is in.
Signals, in order of precedence: the function phrases that touch the figure (`giảm`, `bằng`, `chiếm`, `ước đạt`); what
follows it up to the next figure or punctuation (`so với cùng kỳ`, `kế hoạch`); the parenthesis and breakdown around it;
the sentence's, the list's and the section's own period and scenario.
Never: changes a value, or lets a sentence's estimate or plan reach into the next one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from pipeline.grammar.clauses import Token, sentences, tokens
from pipeline.grammar.comparisons import (
    basis_after,
    basis_before,
    basis_in_run,
    default_basis,
    is_target,
    is_workload,
    measured_growth,
    measure_of,
    past_basis,
    sign_of,
)
from pipeline.grammar.moments import Hold, Moment, moment_of
from pipeline.grammar.names import Name, split_head, trim
from pipeline.grammar.naming import (
    VAGUE,
    Figure,
    Leader,
    Standing,
    elided,
    name_of,
    name_of_whole,
    of_plan,
    of_programme,
    referent,
)
from pipeline.grammar.numbers import parse_number
from pipeline.grammar.phrases import find_phrases
from pipeline.grammar.periods import PeriodMention, find_periods
from pipeline.grammar.quantities import Quantity, Scan
from pipeline.grammar.words import Words
from schemas.observation import Basis, Measure, Scenario

_RESPECTIVELY = re.compile(r"lần lượt|tương ứng|theo thứ tự", re.IGNORECASE)
_BY_OWNER = re.compile(r"\s+do\s.+$")
_ITEM = re.compile(r"\s*[-–+•*]\s*([^,:(;]{6,90}?)\s*[,:(]")
_NAMED_WITHIN = re.compile(r"\s[A-ZĐÀ-Ỹ]")
_PER = re.compile(r"(?:\btrên|/)\s", re.IGNORECASE)
_COMPARING = frozenset({"against", "basis_year", "basis_plan", "basis_period", "basis_total", "up", "down", "ratio"})
_NEGATED = re.compile(r"\bkhông (?:còn|có|để)\b[^,;]*$", re.IGNORECASE)
_PER_10000 = re.compile(r"(?:trên|/) ?(?:một |1 )?(?:vạn|10\.000) dân", re.IGNORECASE)
_SHARED = re.compile(r"(?:về|vi phạm|liên quan)\b", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:[-–;,]|và|;? ?và)\s*")
_DASHES = re.compile(r"\s[-–]\s")
_SEMICOLONS = re.compile(r";\s+(?:và\s+)?")
_COMMAS = re.compile(r"[,;]\s+|\s+và\s+")
_DIGITS = re.compile(r"\d[\d.,]*(?<=\d)")


@dataclass(frozen=True, slots=True)
class Statement:
    """One quantity, read. The quantity's offsets are into the paragraph's view."""

    quantity: Quantity
    name: Name
    indicator: str
    low: Decimal
    high: Decimal
    unit: str
    counted: str | None
    resolution: Decimal
    measure: Measure
    basis: Basis | None
    scenario: Scenario
    year: int | str | None
    rule: str
    period: PeriodMention | None = None
    condition: str | None = None

    def leader(self) -> Leader:
        return Leader(self.name, self.unit, self.counted, self.measure, self.scenario, self.quantity)


@dataclass(slots=True)
class Context:
    """What is in force where a paragraph begins, and, after reading, where it ends."""

    report_year: int | None = None
    year: int | str | None = None
    scenario: Scenario = "actual"
    topic: str = ""
    parent: Leader | None = None
    last: Leader | None = None
    trail: list[tuple[int, Leader]] = field(default_factory=list)
    """each leader with the view offset behind it: what a footnote mark after it speaks of"""
    periods: list[PeriodMention] = field(default_factory=list)
    report_date: date | None = None
    item: str = ""
    """the subject that opens a list item (`- Đường vành đai phía Tây, tổng mức đầu tư …`)"""
    bullet: bool = False
    capital: str = ""
    programme: str = ""
    """`xây dựng NTM` in a section on that programme: its capital and criteria are the programme's"""


@dataclass(frozen=True, slots=True)
class _Bracket:
    """What a parenthesis suspends and gives back."""

    left: int
    has_figure: bool
    estimate: bool
    plan: bool
    parent: Leader | None
    last: Leader | None
    opened_at: int
    basis: Basis | None
    words: str


def read_statements(text: str, scan: Scan, context: Context) -> list[Statement]:
    """The statements of one paragraph view, in order; `context` is read and left as the paragraph leaves it."""
    out: list[Statement] = []
    if scan.quantities:
        context.periods = find_periods(text, context.report_year, context.report_date)
        if subject := _item_subject(text, scan):
            context.topic = context.item = subject
    for start, end in sentences(text, scan):
        inside = [q for q in scan.quantities if start <= q.start < end]
        if inside:
            others = [x for x in scan.others if start <= x.start < end]
            out += _Sentence(Words(text, tokens(text, start, end, inside, others), start, end), context).read()
        elif text[start:end].rstrip().endswith(":"):
            context.topic = trim(text[start:end].rsplit(",", 1)[-1])
    return out


def _item_subject(text: str, scan: Scan) -> str:
    """The named subject that opens a list item, before its first figure: `- Cầu Ông Đội (dài 42 m, …)`."""
    match = _ITEM.match(text)
    if match is None or match.end(1) > scan.quantities[0].lead or not _NAMED_WITHIN.search(match[1]):
        return ""
    verbs = [p for p in find_phrases(match[1]) if p.kind not in ("compound", "verb")]
    return trim(_BY_OWNER.sub("", match[1])) if not verbs else ""


class _Sentence:
    """The walk over one sentence; its fields are what is in force at the token being read."""

    def __init__(self, words: Words, context: Context) -> None:
        self.words, self.context = words, context
        self.left = words.start
        self.has_figure = False  # the comma part being read already states a figure
        self.estimate = self.plan = False
        self.estimate_at = self.segment = words.start  # where `ước` stood; where the semicolon's segment begins
        self.fresh = False  # a semicolon was passed: a new subject ends the estimate
        self.parent, self.last, self.topic = context.parent, context.last, context.topic
        self.labelled = False  # this sentence names its topic before a colon
        self.outer = context.parent
        self.opened_with = 0  # leaders before the breakdown in force
        self.stack: list[_Bracket] = []
        self.hole: tuple[int, int] | None = None
        self.follow_end = words.start  # how far the words behind the last figure belong to it
        self.figure_end = words.start
        self.respective: dict[
            int, tuple[str, list[Token], int]
        ] = {}  # figures named by an earlier list (`lần lượt là`)
        self.out: list[Statement] = []
        self.leaders: list[Leader] = []

    def read(self) -> list[Statement]:
        for i, token in enumerate(self.words.tokens):
            match token.kind:
                case "Q":
                    self._figure(i, token)
                case "," if self.has_figure and token.end > self.follow_end:
                    self._restart(token.end)
                case ";":
                    if len(self.leaders) - self.opened_with > 1:
                        self.parent = self.outer  # the breakdown's items were parted by commas
                    self.opened_with = len(self.leaders)
                    self._restart(token.end)
                    self.fresh, self.segment = True, token.end
                case ":":
                    self._colon(i, token)
                case "(" | "[":
                    self._open(token)
                case ")" | "]":
                    self._close(token)
                case "opener":
                    self._break_down(token)
                case "estimate":
                    self.estimate, self.estimate_at = True, token.start
                case "plan":
                    self.plan = self.plan or not self.words.plain(self.words.start, token.start)
                case _:
                    pass
        self.context.last = self.last
        self.context.topic = self.topic
        return self.out

    # -- structure ---------------------------------------------------------------------------------------------

    def _restart(self, at: int) -> None:
        self.left, self.has_figure, self.hole = at, False, None

    def _colon(self, i: int, token: Token) -> None:
        """A colon before a figure is a copula; after a figure it opens a breakdown; else it names a topic."""
        following = self.words.tokens[i + 1] if i + 1 < len(self.words.tokens) else None
        if following is not None and following.kind == "Q" and self.words.blank(token.end, following.start):
            return
        if self.has_figure and self.last is not None:
            self.parent = self.last
        else:
            self.topic = _BY_OWNER.sub("", self.words.front(self.left, token.start, self.hole)) or self.topic
            self.labelled = True
        self._restart(token.end)

    def _break_down(self, token: Token) -> None:
        singled_out = self.words.text[token.start : token.end].lower() == "riêng" and self.parent is not None
        if (self.leaders or self.parent is None) and not singled_out:
            self.parent, self.opened_with = self.last, len(self.leaders)
        self._restart(token.end)

    def _open(self, token: Token) -> None:
        start = self.figure_end if self.has_figure else self.left
        words = self.words.front(start, token.start, self.hole)
        if self.has_figure and (len(words.split()) < 3 or self.words.has(start, token.start, _COMPARING)):
            words = ""
        basis = basis_before(self.words, token.start, self.figure_end, self.context.year)
        self.stack.append(
            _Bracket(
                self.left, self.has_figure, self.estimate, self.plan, self.parent, self.last, token.start, basis, words
            )
        )
        if self.has_figure and self.last is not None:
            self.parent = self.last
        self.opened_with = len(self.leaders)
        self._restart(token.end)

    def _close(self, token: Token) -> None:
        if not self.stack:
            self._restart(token.end)
            return
        was = self.stack.pop()
        inner = [said for said in self.out if said.quantity.start > was.opened_at]
        self.estimate, self.plan, self.parent = was.estimate, was.plan, was.parent
        named = bool(inner) and inner[-1].rule == "value_in_parenthesis"
        if was.last is not None and not named:
            self.last = was.last
        if inner and (was.has_figure or named):
            self.left, self.has_figure, self.hole = token.end, True, None
        else:
            self.left, self.has_figure, self.hole = was.left, was.has_figure, (was.opened_at, token.end)

    # -- one figure --------------------------------------------------------------------------------------------

    def _figure(self, i: int, token: Token) -> None:
        assert token.quantity is not None
        q, unit, counted = self._unit(i, token.quantity)
        if q.part != "whole":
            self.follow_end = token.end
        if (
            q.counted == "dân"
            and q.low in (1000, 10000, 100000)
            and _PER.search(self.words.text[self.left : q.lead + 5])
        ):
            return  # the denominator of a rate
        if unit not in (None, "%", "count", "VND") and self._is_threshold(q):
            return  # `loại dài từ 15 m trở lên` is a class
        negated = q.approx != "exact" and _NEGATED.search(self.words.text[self.left : q.lead]) is not None
        if unit is None or negated:
            self.has_figure, self.figure_end = True, token.end
            return
        if q.part == "whole" and self.out and self.out[-1].quantity.part == "part":
            said = self._whole(q, unit, counted)
        else:
            said = self._read(i, q, unit, counted)
        self.out.append(said)
        self.has_figure, self.hole, self.figure_end = True, None, token.end
        if said.measure in ("change", "ratio"):
            self.left = past_basis(self.words, i)
        else:
            self.left = max(token.end, self.follow_end) if q.part != "part" else token.end
        if said.rule == "per":
            self.leaders.append(said.leader())
        if self._leads(said):
            self.last = said.leader()
            self.leaders.append(self.last)
            self.context.trail.append((q.end, self.last))

    def _is_threshold(self, q: Quantity) -> bool:
        behind = self.words.text[q.end :].lstrip().lower()
        return behind.startswith(("trở lên", "trở xuống")) and self.words.text[: q.lead].rstrip().lower().endswith("từ")

    def _read(self, i: int, q: Quantity, unit: str, counted: str | None) -> Statement:
        words = self.words
        printed = words.tokens[i].quantity
        token_unit = printed.unit if printed is not None else None
        bracket = self.stack[-1] if self.stack else None
        token_end = bracket.opened_at if bracket is not None else 0
        run, core_end = words.run(i, self.left, bracketed=bracket is not None, follows=bool(self.leaders))
        if q.rule == "level.from":
            run = [t for t in run if t.kind not in ("up", "down")]  # `tăng từ 5,2% lên 6%`
        kinds = [t.kind for t in run]
        core_start = words.part_start(
            self.left,
            core_end,
            self.hole,
            counts=unit == "count" and counted not in VAGUE,
            label=self.context.bullet and kinds[:1] == [":"],
        )
        core = words.front(core_start, core_end, self.hole)
        left = self.left
        if q.start in self.respective:
            core, run, left = self.respective[q.start]
            kinds = [t.kind for t in run]
        elif _RESPECTIVELY.search(words.text[core_end : q.lead]):
            core = self._distribute(i, run, core_end) or core
        lone = not core and bracket is not None and self._alone(i, run)
        after = basis_after(words, i, self.context.year)
        if unit == "%" and measured_growth(words.text[core_start:core_end]):
            kinds = ["up", *kinds]
        of_basis = bracket.basis if bracket is not None and lone else None
        follow_from = i + 1 if q.part == "part" and i + 1 < len(words.tokens) and words.tokens[i + 1].kind == "Q" else i
        whole = words.tokens[follow_from].quantity or q
        follow, self.follow_end = words.follow(follow_from, whole)
        follow = follow or self._shared_follow(follow_from)
        standing = self._standing(bracket)
        compared = referent(unit, counted, follow, standing)
        after_whole = bool(self.out) and self.out[-1].quantity.part == "whole"
        measure = measure_of(unit, kinds, core, after, after_whole, compared, follow)
        if of_basis and of_basis != "plan" and compared and compared.unit == unit:
            measure = compared.measure
        if (
            lone
            and not run
            and not of_basis
            and self.out
            and self.out[-1].measure == "change"
            and self.out[-1].quantity.end <= token_end
        ):
            kinds = ["down" if self.out[-1].high < 0 else "up"]  # `giảm 05 vụ (12,8%)`
            measure = "change"
        basis: Basis | None = None
        if measure in ("change", "ratio"):
            basis = basis_in_run(run) or after or basis_before(words, q.lead, self.left, self.context.year, firm=True)
            basis = "total" if is_workload(core) else basis
            basis = basis or default_basis(words, measure, run, self.out, compared, follow)
        figure = Figure(
            q, unit, counted, measure, run, core, core_start, core_end, left, follow,
            words.text[core_start:core_end], lone, of_basis,
        )  # fmt: skip
        name, rule = name_of(words, figure, standing)
        if token_unit is None and core and self.parent is not None and measure == "level" and q.part == "single":
            name, rule = elided(core, self.parent), "elided"
        if self.context.programme and measure == "level" and rule != "compared":
            name = of_programme(name, unit, self.context.programme)
        if compared and name == compared.name and unit == "VND" and compared.unit.startswith("VND/"):
            unit = compared.unit  # `thu nhập … triệu đồng/người/năm, tăng 4,1 triệu đồng`
        moment = self._moment(figure, bracket)
        if rule in ("plan_of_last", "allotted"):
            moment = replace(moment, scenario="plan")
        low, high = sign_of(q, measure, kinds)
        return Statement(
            q, name, name.text or self.topic or "?", low, high, unit, counted if unit == "count" else None,
            q.resolution, measure, basis, moment.scenario, moment.year, rule, moment.period,
        )  # fmt: skip

    def _shared_follow(self, i: int) -> str:
        """What two counts share behind the second (`11 vụ, 17 đối tượng về ma túy`)."""
        tokens = self.words.tokens
        if i + 2 >= len(tokens) or tokens[i + 1].kind != "," or tokens[i + 2].kind != "Q":
            return ""
        second = tokens[i + 2].quantity
        if second is None or not self.words.blank(tokens[i + 1].end, tokens[i + 2].start):
            return ""
        follow, _ = self.words.follow(i + 2, second)
        behind = self.words.text[max(second.end, second.counted_end) :].lstrip()
        return follow if _SHARED.match(behind) else ""

    def _distribute(self, i: int, run: list[Token], end: int) -> str:
        """Names the figures of `A, B và C lần lượt là x, y và z` each by its own noun; returns the first one's."""
        tokens, text = self.words.tokens, self.words.text
        chain = [i]
        for j in range(i + 1, len(tokens)):
            if tokens[j].kind == "Q":
                if not _BETWEEN.fullmatch(text[tokens[chain[-1]].end : tokens[j].start]):
                    break
                chain.append(j)
        said = [leader for leader in self.leaders if leader.unit == "%" or leader.measure == "level"][-len(chain) :]
        nouns = self.words.front(self.left, end, self.hole)
        if not nouns and len(said) == len(chain) > 1:
            for j, leader in zip(chain[1:], said[1:], strict=True):
                again = tokens[j].quantity
                assert again is not None
                self.respective[again.start] = (leader.name.text, run, self.left)
            return said[0].name.text
        for start in (self.left, self.figure_end):
            listed = trim(self.words.front(start, end, self.hole).rsplit(":", 1)[-1])
            head, rest = split_head(listed)
            for separator in (_DASHES, _SEMICOLONS, _COMMAS):
                items = [trim(item) for item in separator.split(rest)]
                if len(items) == len(chain) > 1:
                    for j, item in zip(chain[1:], items[1:], strict=True):
                        q = tokens[j].quantity
                        assert q is not None
                        whole = item if split_head(item)[0] else f"{head} {item}".strip()
                        self.respective[q.start] = (whole, run, self.left)
                    return f"{head} {items[0]}".strip()
        return ""

    def _whole(self, q: Quantity, unit: str, counted: str | None) -> Statement:
        """y of x/y: a target, or the population of which x is a part."""
        part = self.out[-1]
        population = self.words.population(q)
        if part.rule == "counted_subject" and not population:
            population = part.name.verb  # `nhà trẻ 1.862/4.720 trẻ`
        target = is_target(self.words, q, unit)
        if "giải ngân" in part.name.verb:
            name = of_plan(part.name)
            return replace(
                part, quantity=q, name=name, indicator=name.text, low=q.low, high=q.high, unit=unit, counted=counted,
                resolution=q.resolution, scenario="plan", rule="whole_of_part",
            )  # fmt: skip
        noun = (counted or "").split()[:1]
        told = (
            []
            if noun == ["tiêu"] or noun == ["chỉ"]
            else [x for _, x in self.context.trail if x.quantity is not part.quantity]
        )
        named = [x.name for x in told if x.quantity.low == q.low and (x.counted or "").split()[:1] == noun]
        name = named[-1] if named and not target else name_of_whole(part.name, q, population, target=target)
        return replace(
            part, quantity=q, name=name, indicator=name.text, low=q.low, high=q.high, unit=unit, counted=counted,
            resolution=q.resolution, scenario="plan", rule="whole_of_part",
        )  # fmt: skip

    def _standing(self, bracket: _Bracket | None) -> Standing:
        before = bracket.words if bracket is not None else ""
        return Standing(
            self.last, self.leaders, self.parent, self.topic, before, not self.leaders, self.labelled,
            bool(self.context.item) and self.topic == self.context.item, self.context.bullet, self.context.capital,
        )  # fmt: skip

    def _leads(self, said: Statement) -> bool:
        """Does what follows lean on this statement? Comparisons, targets and values of other years do not lead."""
        if said.quantity.part == "whole" or said.rule in (
            "value_of_basis",
            "plan_of_last",
            "each",
            "per",
            "workload",
            "compared",
        ):
            return False
        return said.measure in ("level", "share") or self.last is None or said.name != self.last.name

    def _alone(self, i: int, run: Sequence[Token]) -> bool:
        """Does the figure stand alone in its parenthesis, but for a copula or a year?"""
        if any(t.kind in ("up", "down", "share", "ratio") for t in run):
            return False
        following = self.words.tokens[i + 1].start if i + 1 < len(self.words.tokens) else self.words.end
        return self.words.blank(self.words.tokens[i].end, following)

    def _moment(self, figure: Figure, bracket: _Bracket | None) -> Moment:
        of_new_subject = figure.core or (figure.measure in ("level", "share") and not figure.lone)
        if self.estimate and self.fresh and of_new_subject and self.parent is None:
            self.estimate = self.estimate_at >= self.segment
        self.fresh = self.fresh and not of_new_subject
        hold = Hold(
            self.context.year, self.context.report_year, self.context.scenario, self.estimate, self.plan,
            self.parent.scenario if self.parent is not None else None,
            bracket.opened_at if bracket is not None else None, self.context.periods,
        )  # fmt: skip
        return moment_of(self.words, figure, hold)

    # -- unit --------------------------------------------------------------------------------------------------

    def _unit(self, i: int, q: Quantity) -> tuple[Quantity, str | None, str | None]:
        """The quantity with its unit; a bare number in a list takes the unit of its siblings, one after `số …` counts."""
        if q.unit is not None:
            return q, q.unit, q.counted
        if q.part == "whole" and self.out and self.out[-1].quantity.part == "part":
            return replace(q, unit=self.out[-1].unit), self.out[-1].unit, self.out[-1].counted
        run, core_end = self.words.run(i, self.left, bracketed=bool(self.stack), follows=bool(self.leaders))
        core = self.words.front(self.left, core_end, self.hole)
        head, noun = split_head(core)
        if _PER_10000.search(core):
            return replace(q, unit="per_10000"), "per_10000", None
        if self.last is not None and not core and any(t.kind in ("up", "down") for t in run):
            return self._scaled(q, self.last.quantity, self.last.unit)
        if (
            head.lower() in ("số", "tổng số", "số lượng", "tổng số lượng", "tổng đàn", "đàn")
            and q.low == q.low.to_integral_value()
        ):
            counted = " ".join(noun.split()[:2]) or None
            return replace(q, unit="count", counted=counted), "count", counted
        sibling = self._sibling(q)
        if sibling is None or sibling.unit is None:
            counts = self._counts(i, q, core)
            counted = self.last.counted if counts and self.last is not None and self.last.unit == "count" else None
            return replace(q, unit="count" if counts else None, counted=counted), "count" if counts else None, counted
        return self._scaled(q, sibling, sibling.unit)

    def _counts(self, i: int, q: Quantity, core: str) -> bool:
        """Does a bare whole number count what the words before it name (`Hồ sơ tiếp nhận 4.862`, `chết 01`)? It does in a
        list, where offices leave the noun out; not behind a name or code (`giống OM 5451`)."""
        if q.low != q.low.to_integral_value() or not (self.context.bullet or self.stack or self.leaders):
            return False
        before = self.words.text[self.left : self.words.tokens[i].start].rstrip(" :").split()
        named = bool(before) and before[-1][:1].isupper() and len(before) < 3
        verb = self.words.has(self.left, self.words.tokens[i].start, ("verb", "silent", "to", "is"))
        return bool(core or verb) and not named and before[-1:] != ["số"]

    def _scaled(self, q: Quantity, like: Quantity, unit: str) -> tuple[Quantity, str, str | None]:
        scale = _scale(like)
        q = replace(q, low=q.low * scale, high=q.high * scale, resolution=q.resolution * scale, unit=like.unit)
        return q, unit, like.counted

    def _sibling(self, q: Quantity) -> Quantity | None:
        """The nearest figure of the same list that can share its unit: the item before, else the list's parent."""
        before = [x.quantity for x in reversed(self.out) if x.measure == "level"][:2]
        if not (self.parent is not None or self.fresh):
            return None
        listed = before + ([self.parent.quantity] if self.parent is not None else [])
        whole = q.low == q.low.to_integral_value()
        return next((x for x in listed if x.unit not in (None, "%") and (whole or x.unit != "count")), None)


def _scale(sibling: Quantity) -> Decimal:
    """Canonical value of one printed unit of the sibling (`triệu đồng` -> 1e6)."""
    digits = _DIGITS.match(sibling.raw)
    read = parse_number(digits.group()) if digits else None
    return sibling.low / read[0] if read and read[0] else Decimal(1)
