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
from decimal import Decimal

from pipeline.grammar import names
from pipeline.grammar.clauses import Token, sentences, tokens
from pipeline.grammar.comparisons import basis_after, basis_before, measure_of, sign_of
from pipeline.grammar.names import Name
from pipeline.grammar.quantities import Quantity, Scan
from schemas.observation import Basis, Measure, Scenario

_FUNCTION = frozenset({"is", "to", "up", "down", "estimate", "plan", "share", "ratio", "aside", "against", "each", ":"})
_BASES = frozenset({"basis_year", "basis_period", "basis_base", "basis_plan"})
_PREDICATE = frozenset({"is", "to", "up", "down", "estimate", "share", "ratio", "against", "plan", "opener"})
_TARGET_WORDS = re.compile(r"kế hoạch|\bKH\b|chỉ tiêu|giao\b|dự toán|nghị quyết", re.IGNORECASE)
_LINK = re.compile(r"^(?:cho|với|của|thuộc|về|tại)?\s*(?:hơn|trên|gần|khoảng)?\s*$")
_EARLIER = re.compile(r"\bnăm (?:trước|ngoái)\b|\bcùng kỳ\b", re.IGNORECASE)
_YEAR = re.compile(r"\bnăm (\d{4})\b", re.IGNORECASE)
_SPAN_OF_YEARS = re.compile(
    r"(?:giai đoạn|nhiệm kỳ|trong các năm|từ năm) (\d{4})\s*(?:[-–]|đến(?: năm)?)\s*(\d{4})", re.IGNORECASE
)
_MONEY = frozenset({"VND", "USD"})
_CLASSIFIERS = frozenset(
    {
        "con",
        "người",
        "lượt",
        "lượt người",
        "trường hợp",
        "ca",
        "vụ",
        "việc",
        "cái",
        "chiếc",
        "lần",
        "cuộc",
        "đợt",
        "buổi",
        "đối tượng",
        "hồ sơ",
        "giường",
        "cháu",
        "em",
        "đơn vị",
        "cơ sở",
        "lượt khách",
        "khách",
        "hộ",
        "khẩu",
        "tiêu chí",
        "chỉ tiêu",
    }
)


@dataclass(frozen=True, slots=True)
class Statement:
    """One quantity, read. Offsets are the quantity's, into the paragraph's view."""

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
    condition: str | None = None


@dataclass(slots=True)
class Context:
    """What is in force where a paragraph begins, and, after reading, where it ends."""

    report_year: int | None = None
    year: int | str | None = None
    scenario: Scenario = "actual"
    topic: str = ""
    parent: Statement | None = None
    last: Statement | None = None
    at: list[tuple[int, Statement]] = field(default_factory=list)


@dataclass(slots=True)
class _Frame:
    """What a parenthesis suspends and gives back."""

    left: int
    has_figure: bool
    estimate: bool
    plan: bool
    parent: Statement | None
    last: Statement | None
    opened_at: int
    after: str | None


def read_statements(text: str, scan: Scan, context: Context) -> list[Statement]:
    """The statements of one paragraph view, in order; `context` is read and left as the paragraph leaves it."""
    out: list[Statement] = []
    for start, end in sentences(text, scan):
        inside = [q for q in scan.quantities if start <= q.start < end]
        if not inside:
            continue
        others = [x for x in scan.others if start <= x.start < end]
        out += _Sentence(text, tokens(text, start, end, inside, others), start, end, context).read()
    return out


class _Sentence:
    def __init__(self, text: str, items: Sequence[Token], start: int, end: int, context: Context) -> None:
        self.text, self.tokens, self.start, self.end, self.context = text, items, start, end, context
        self.left = start
        self.has_figure = False  # the comma part being read already states a figure
        self.estimate = self.plan = False
        self.fresh = False  # a semicolon was passed: a new subject ends the estimate
        self.parent: Statement | None = context.parent
        self.in_breakdown = context.parent is not None
        self.last: Statement | None = context.last
        self.topic = context.topic
        self.stack: list[_Frame] = []
        self.hole: tuple[int, int] | None = None
        self.out: list[Statement] = []

    def read(self) -> list[Statement]:
        for i, token in enumerate(self.tokens):
            match token.kind:
                case "Q":
                    self._figure(i, token)
                case ",":
                    if self.has_figure:
                        self._restart(token.end)
                case ";":
                    self._restart(token.end)
                    self.fresh = True
                case ":":
                    self._colon(i, token)
                case "(" | "[":
                    self._open(token)
                case ")" | "]":
                    self._close(token)
                case "opener":
                    self._break_down(token)
                case "estimate":
                    self.estimate = True
                case "plan":
                    self.plan = self.plan or self._governs(token)
                case _:
                    pass
        self.context.last = self.last
        self.context.topic = self.topic if not self.context.topic else self.context.topic
        return self.out

    # -- structure ---------------------------------------------------------------------------------------------

    def _restart(self, at: int) -> None:
        self.left, self.has_figure, self.hole = at, False, None

    def _colon(self, i: int, token: Token) -> None:
        following = self.tokens[i + 1] if i + 1 < len(self.tokens) else None
        if following is not None and following.kind == "Q" and not self.text[token.end : following.start].strip():
            return
        label = names.trim(self._without_functions(self.left, token.start))
        if self.has_figure and self.last is not None:
            self.parent, self.in_breakdown = self.last, True
        elif label:
            self.topic = label
        self._restart(token.end)

    def _break_down(self, token: Token) -> None:
        if self.last is not None and not (self.stack and self.last is self.stack[-1].last and self.stack[-1].after):
            self.parent, self.in_breakdown = self.last, True
        self._restart(token.end)

    def _open(self, token: Token) -> None:
        self.stack.append(
            _Frame(
                self.left,
                self.has_figure,
                self.estimate,
                self.plan,
                self.parent,
                self.last,
                token.start,
                self._said_before(token),
            )
        )
        self._restart(token.end)

    def _close(self, token: Token) -> None:
        if not self.stack:
            self._restart(token.end)
            return
        frame = self.stack.pop()
        stated = self.has_figure or (self.out and self.out[-1].quantity.start > frame.opened_at)
        self.estimate, self.plan, self.parent = frame.estimate, frame.plan, frame.parent
        self.in_breakdown = self.parent is not None
        if frame.last is not None:
            self.last = frame.last
        if stated and frame.has_figure:
            self.left, self.has_figure, self.hole = token.end, True, None
        else:
            self.left, self.has_figure, self.hole = frame.left, frame.has_figure, (frame.opened_at, token.end)

    def _said_before(self, token: Token) -> str | None:
        """The basis that the words just before a parenthesis name: what stands in it is that basis's own value."""
        return basis_before(self.text, self.tokens, token.start, self.left, self.context.year)

    def _governs(self, token: Token) -> bool:
        """Does a plan word rule the rest of the sentence (`phấn đấu …`), rather than name a basis?"""
        word = self.text[token.start : token.end].lower()
        return word.startswith(("phấn đấu", "mục tiêu", "đặt mục tiêu", "dự kiến", "sẽ", "phải đạt", "cần đạt"))

    # -- one figure --------------------------------------------------------------------------------------------

    def _figure(self, i: int, token: Token) -> None:
        q = token.quantity
        assert q is not None
        run, core_end = self._run(i, token.start)
        kinds = [t.kind for t in run]
        core = self._core(core_end)
        after = basis_after(self.text, self.tokens, i, self.context.year)
        before = basis_before(self.text, self.tokens, token.start, self.left, self.context.year)
        frame = self.stack[-1] if self.stack else None
        lone = not core and self._alone(i, token, run)
        q, unit, counted = self._unit(i, q)
        if unit is None:
            self.has_figure = True
            return
        measure = measure_of(unit, kinds, core, after, self._last_is_fraction(), self.last is not None)
        basis: Basis | None = None
        if measure in ("change", "ratio"):
            basis = after or before or self._default_basis(measure, run, unit)
        name, rule = self._name(i, q, unit, counted, measure, core, run, lone)
        scenario, year = self._when(q, run, core, measure, frame, lone)
        low, high = sign_of(q, measure, kinds)
        if measure == "change" and name and self.last and unit in ("VND", "USD") and self.last.name == name:
            unit = self.last.unit if self.last.unit.startswith(unit) else unit
        said = Statement(
            q, name, name.text or self.topic or "?", low, high, unit, counted if unit == "count" else None,
            q.resolution, measure, basis, scenario, year, rule,
        )  # fmt: skip
        self.out.append(said)
        self.context.at.append((q.end, said))
        self.has_figure = True
        self.left = token.end
        self.hole = None
        if self._leads(said, frame, lone):
            self.last = said

    def _leads(self, said: Statement, frame: _Frame | None, lone: bool) -> bool:
        """Does what follows lean on this statement? Comparisons, targets and values of other years do not lead."""
        if said.quantity.part == "whole" or said.scenario == "previous":
            return False
        if lone and frame is not None and frame.after:
            return False
        return said.measure in ("level", "share") or self.last is None or said.name != self.last.name

    def _run(self, i: int, at: int) -> tuple[list[Token], int]:
        """The function phrases that touch the figure from the left, nearest first, and where they begin."""
        run: list[Token] = []
        for j in range(i - 1, -1, -1):
            token = self.tokens[j]
            if token.start < self.left or self.text[token.end : at].strip(' "“”'):
                break
            period = token.kind in ("X:date", "X:period", "X:year")
            base = token.kind in _BASES and (
                self._is_against(j)
                or any(t.kind in ("up", "down", "is", ":") for t in run)
                and not self.text[self.left : token.start].strip()
            )
            if (
                token.kind == "basis_plan"
                and base
                and not self._is_against(j)
                and " " in self.text[token.start : token.end]
                and not self.stack
            ):
                base = False
            if not (token.kind in _FUNCTION or period or base):
                break
            run.append(token)
            at = token.start
        return run, at

    def _is_against(self, j: int) -> bool:
        return j > 0 and self.tokens[j - 1].kind in ("against", "up", "down", "ratio")

    def _core(self, end: int) -> str:
        """The words left of the function phrases: the last comma part, with those before it that it needs."""
        start = self._part_start(end)
        text = self.text[start:end]
        if self.hole and start <= self.hole[0] and self.hole[1] <= end:
            text = self.text[start : self.hole[0]] + self.text[self.hole[1] : end]
        return self._strip_front(text, start, end)

    def _part_start(self, end: int) -> int:
        cuts = [t.end for t in self.tokens if t.kind == "," and self.left <= t.start < end]
        if not cuts:
            return self.left
        starts = [self.left, *cuts]
        at = len(starts) - 1
        while at > 0:
            tail = self._without_functions(starts[at], end)
            before = self._without_functions(starts[at - 1], starts[at] - 1)
            head_here = bool(names.split_head(names.trim(tail))[0])
            open_list = names.split_head(names.trim(before))[0] and not self._has(
                starts[at - 1], starts[at], ("aside", "agent")
            )
            if not self._plain(starts[at], end) or (open_list and not head_here):
                at -= 1
            else:
                break
        return starts[at]

    def _has(self, start: int, end: int, kinds: Sequence[str]) -> bool:
        return any(t.kind in kinds for t in self.tokens if start <= t.start < end)

    def _plain(self, start: int, end: int) -> str:
        """The words of `start:end` that no phrase of the lexicon covers (compounds count as words)."""
        out, at = [], start
        for token in self.tokens:
            if token.end <= start or token.start >= end or token.kind in ("compound",) or token.kind.startswith("X:n"):
                continue
            out.append(self.text[at : max(at, token.start)])
            at = max(at, token.end)
        out.append(self.text[at:end])
        return names.trim(" ".join(out))

    def _without_functions(self, start: int, end: int) -> str:
        """The words of `start:end` less asides at its front."""
        return self._strip_front(self.text[start:end], start, end)

    def _strip_front(self, text: str, start: int, end: int) -> str:
        at = start
        inside = [t for t in self.tokens if start <= t.start and t.end <= end and t.kind not in ("Q",)]
        moved = True
        while moved:
            moved = False
            for token in inside:
                if token.start >= at and not self.text[at : token.start].strip(' ,-–+*•"“”:.'):
                    period = token.kind.startswith(("X:date", "X:period", "X:year", "X:list"))
                    if (
                        token.kind
                        in ("aside", "estimate", "plan", "opener", "is", "up", "down", "to", "each", ",", ":")
                        or period
                    ):
                        at, moved = token.end, True
                    elif token.kind in ("agent", "area"):
                        verb = next(
                            (t for t in inside if t.start >= token.end and t.kind in ("verb", "silent", "is", "aside")),
                            None,
                        )
                        if verb is not None and (
                            token.kind == "agent" or not self.text[token.end : verb.start].strip(" ,")
                        ):
                            at, moved = verb.start, True
        kept = text[at - start :] if len(text) == end - start else text
        return names.trim(_drop_periods(kept))

    def _verb_of(self, core: str, end: int) -> tuple[str, str]:
        """(noun phrase, verb) of a core that ends in a verb of doing; (core, "") of any other."""
        verbs: list[Token] = []
        at = end
        for token in reversed([t for t in self.tokens if self.left <= t.start and t.end <= end]):
            if token.kind in ("verb", "silent") and not self.text[token.end : at].strip(" ,"):
                verbs.append(token)
                at = token.start
            elif token.kind in ("aside", ",") and verbs and not self.text[token.end : at].strip(" ,"):
                at = token.start
            else:
                break
        if not verbs:
            return core, ""
        said = " ".join(self.text[t.start : t.end] for t in reversed(verbs) if t.kind == "verb")
        phrase = (
            self._strip_front(self.text[self._part_start(at) : at], self._part_start(at), at) if at > self.left else ""
        )
        return phrase, said

    def _follow(self, i: int, q: Quantity) -> str:
        """The words behind the figure that belong to what is counted."""
        start = max(q.end, q.counted_end)
        end, cut = self.end, None
        figure = False
        for token in self.tokens[i + 1 :]:
            if token.start < start:
                continue
            if token.kind == "Q":
                end, figure = token.start, True
                break
            if token.kind in (",", ";", ":", "(", ")", "[", "]", "opener", "-", "–", "—", "+", "•"):
                end = token.start
                break
            if cut is None and token.kind in _PREDICATE:
                cut = token.start
        if cut is not None and (figure or self._figure_within(i, end)):
            end = cut
        words = self.text[start:end]
        words = re.split(
            r"\s(?:theo|tại thời điểm|so với|trên địa bàn|nhằm|để|nên|trong đó|và (?=đã|đang|tổ chức|ban hành)|tính đến|đến nay)\b",
            " " + words,
        )[0]
        words = names.trim(_drop_periods(words))
        return " ".join(words.split()[:12])

    def _figure_within(self, i: int, end: int) -> bool:
        return any(t.kind == "Q" for t in self.tokens[i + 1 :] if t.start < end)

    def _alone(self, i: int, token: Token, run: list[Token]) -> bool:
        """Does the figure stand alone in its parenthesis, but for a copula or a year?"""
        if not self.stack or any(t.kind in ("up", "down", "share", "ratio") for t in run):
            return False
        rest = (
            self.text[token.end : self.tokens[i + 1].start]
            if i + 1 < len(self.tokens)
            else self.text[token.end : self.end]
        )
        return not rest.strip()

    # -- unit --------------------------------------------------------------------------------------------------

    def _unit(self, i: int, q: Quantity) -> tuple[Quantity, str | None, str | None]:
        """The quantity with its unit; a bare number in a list takes the unit of its siblings."""
        if q.unit is not None:
            return q, q.unit, q.counted
        sibling = self._sibling(i)
        if sibling is None or sibling.unit is None:
            return q, None, None
        scale = _scale(sibling)
        q = replace(q, low=q.low * scale, high=q.high * scale, resolution=q.resolution * scale, unit=sibling.unit)
        return q, sibling.unit, sibling.counted

    def _sibling(self, i: int) -> Quantity | None:
        """The nearest figure of the same list that prints a unit: the list's parent or item before, or an item behind."""
        if self.parent is not None and self.in_breakdown and self.parent.unit not in ("%",):
            return self.parent.quantity
        if self.out and self.out[-1].measure == "level" and self.fresh:
            return self.out[-1].quantity
        for token in self.tokens[i + 1 :]:
            if token.kind in (";", ":"):
                break
            if token.kind == "Q" and token.quantity is not None and token.quantity.unit not in (None, "%"):
                return token.quantity if self.in_breakdown else None
        return None

    # -- measure, basis, time ----------------------------------------------------------------------------------

    def _last_is_fraction(self) -> bool:
        return bool(self.out) and self.out[-1].quantity.part == "whole"

    def _default_basis(self, measure: Measure, run: list[Token], unit: str) -> Basis | None:
        word = " ".join(self.text[t.start : t.end].lower() for t in run)
        if measure == "change":
            if "vượt" in word:
                return "plan"
            previous = next((s.basis for s in reversed(self.out) if s.measure == "change"), None)
            return previous or "previous_year"
        if self._last_is_fraction():
            whole = self.out[-1]
            target = whole.unit != "count" or _TARGET_WORDS.search(self.text[self.start : self.end]) is not None
            target = target or (whole.counted or "").split(" ")[0] in ("chỉ", "tiêu")
            return "plan" if target else "total"
        if any(t.kind == "ratio" for t in run):
            return next((s.basis for s in reversed(self.out) if s.measure == "ratio"), None) or "previous_year"
        if self.last is not None and self.last.unit == "count":
            return "total"
        return "plan"

    def _when(
        self, q: Quantity, run: list[Token], core: str, measure: Measure, frame: _Frame | None, lone: bool
    ) -> tuple[Scenario, int | str | None]:
        year: int | str | None = self.context.year
        scenario: Scenario = self.context.scenario
        said = self.text[self.left : q.lead]
        if (
            self.estimate
            and self.fresh
            and core
            and not self.in_breakdown
            and not any(t.kind == "estimate" for t in run)
        ):
            self.estimate = False
        self.fresh = False if core else self.fresh
        if self.estimate and scenario == "actual":
            scenario = "estimate"
        if (
            self.plan
            or any(t.kind in ("plan",) for t in run)
            or any(t.kind == "basis_plan" for t in run)
            and measure != "ratio"
            and not _against_run(run)
        ):
            scenario = "plan"
        if q.part == "whole":
            scenario = "plan"
        if measure == "level" or measure == "share":
            if lone and frame is not None and frame.after:
                if frame.after == "plan":
                    return "plan", year
                if frame.after != "total":
                    return "previous", self._earlier(frame, year)
            stretch = _SPAN_OF_YEARS.search(said)
            stated = _YEAR.search(said)
            if stretch:
                year = f"{stretch[1]}-{stretch[2]}"
            elif stated and isinstance(year, int):
                y = int(stated[1])
                if y < year and not any(t.kind == "against" for t in run):
                    return ("previous" if scenario != "plan" or y < (self.context.report_year or y) else scenario), y
                if y > year:
                    return "plan", y
            elif (
                _EARLIER.search(said)
                and not any(t.kind in ("up", "down", "against") for t in run)
                and isinstance(year, int)
                and "so với" not in said.lower()
                and " so " not in said.lower()
            ):
                return "previous", year - 1
        return scenario, year

    def _earlier(self, frame: _Frame, year: int | str | None) -> int | str | None:
        """The year of a value that a parenthesis gives for an earlier period."""
        if not isinstance(year, int) or frame.after == "previous_period":
            return year
        stated = _YEAR.findall(self.text[self.start : frame.opened_at])
        earlier = [int(y) for y in stated if int(y) < year]
        return earlier[-1] if earlier else year - 1

    # -- names -------------------------------------------------------------------------------------------------

    def _name(
        self,
        i: int,
        q: Quantity,
        unit: str,
        counted: str | None,
        measure: Measure,
        core: str,
        run: list[Token],
        lone: bool,
    ) -> tuple[Name, str]:
        follow_from = i
        if q.part == "part" and i + 1 < len(self.tokens) and self.tokens[i + 1].kind == "Q":
            follow_from = i + 1
        whole = self.tokens[follow_from].quantity
        assert whole is not None
        if q.part == "whole" and self.out and self.out[-1].quantity.part == "part":
            return self.out[-1].name, "whole_of_part"
        if measure in ("change", "ratio") and not core:
            return (self.last.name if self.last else Name(thing=self.topic)), "inherited"
        if unit == "count":
            return self._counted(follow_from, whole, counted, core, run, lone, measure)
        return self._measured(follow_from, whole, unit, measure, core, run, lone)

    def _counted(
        self, i: int, q: Quantity, counted: str | None, core: str, run: list[Token], lone: bool, measure: Measure
    ) -> tuple[Name, str]:
        noun = counted or ""
        follow = self._follow(i, q)
        phrase, verb = self._verb_of(core, run[-1].start if run else self._lead(i, q))
        copula = any(t.kind in ("is", "to", "estimate", ":") for t in run)
        has = any(t.kind == "is" and self.text[t.start : t.end].lower().endswith("có") for t in run)
        if lone and not phrase and not follow and self.stack and self.stack[-1].after and self.last:
            return self.last.name, "value_of_basis"
        if measure == "change":
            return self._qualified(Name(thing=phrase or noun)), "change_with_subject"
        if phrase and copula and not verb and not has:
            return self._placed(Name(thing=phrase), noun), "subject_copula"
        if phrase and not verb:
            generic = noun in _CLASSIFIERS and not follow
            if names.says(phrase, noun) or generic and not has:
                return self._placed(Name(thing=phrase), noun), "subject"
            if has and follow:
                return Name(thing=f"{noun} {follow}"), "existential"
            return Name(thing=f"{noun} {follow}", verb="" if _is_area(phrase) else phrase), "counted_subject"
        if phrase or verb:
            return Name(
                thing=f"{noun} {follow}", verb=f"{verb} {phrase if verb and not follow else ''}".strip()
            ), "counted_verb"
        link = self.text[self.left : self._lead(i, q)]
        if self.in_breakdown and self.parent is not None:
            verb = self.parent.name.verb if not follow else ""
            thing = f"{noun} {follow}"
            if (
                noun
                and self.parent.counted
                and self.parent.counted.split()[0] == noun.split()[0]
                and len(follow.split()) < 3
            ):
                rest = names.without_words(self.parent.name.thing, self.parent.counted)
                thing = f"{thing} {rest}" if not names.says(thing, rest) else thing
            return Name(thing=thing, verb=verb), "breakdown_count"
        if self.out and _LINK.match(link.strip()) and self.last is not None and link.strip():
            rest = names.without_words(self.last.name.thing, self.last.counted or "")
            return Name(thing=f"{noun} {follow}", verb=rest), "linked_count"
        inherited = self.last.name.verb if self.out and self.last is not None and not follow else ""
        return Name(thing=f"{noun} {follow}", verb=inherited), "count"

    def _lead(self, i: int, q: Quantity) -> int:
        return (
            self.tokens[i].start
            if self.tokens[i].quantity is q and q.part != "whole"
            else self.tokens[i - 1].start
            if q.part == "whole"
            else q.lead
        )

    def _measured(
        self, i: int, q: Quantity, unit: str, measure: Measure, core: str, run: list[Token], lone: bool
    ) -> tuple[Name, str]:
        if lone and self.last is not None and self.stack and (self.stack[-1].after or measure == "ratio"):
            return self.last.name, "value_of_basis"
        if not core:
            if any(t.kind == "basis_plan" for t in run) and self.last is not None:
                return self.last.name, "plan_of_last"
            if measure == "share" and self.last is not None:
                return _rate(self.last.name, self.last.counted), "share_of_last"
            if self.stack and lone:
                frame = self.stack[-1]
                subject = (
                    names.trim(self._without_functions(frame.left, frame.opened_at)) if not frame.has_figure else ""
                )
                if subject:
                    head, _ = names.split_head(subject)
                    suffix = "kinh phí" if unit in _MONEY and not head else ""
                    return Name(thing=subject, verb=suffix), "value_in_parenthesis"
        phrase, verb = self._verb_of(core, run[-1].start if run else self._lead(i, q))
        if measure == "share":
            return self._share(phrase or core, run), "share"
        follow = ""
        if not phrase and unit not in _MONEY and not unit.startswith("VND") and unit not in ("%", "pp", "permille"):
            follow = self._follow(i, q)
        if phrase or verb or follow:
            return self._placed(self._whole_name(phrase, verb, follow, unit), unit), "subject" if phrase else "object"
        if self.last is not None:
            return self.last.name, "inherited"
        return Name(thing=self.topic), "topic"

    def _whole_name(self, phrase: str, verb: str, follow: str, unit: str) -> Name:
        head, thing = names.split_head(phrase)
        if not phrase:
            return Name(head=names.default_head(unit), thing=follow, verb=verb)
        return Name(head=head, thing=thing, verb=verb)

    def _placed(self, name: Name, unit: str) -> Name:
        """The name with its missing half: a thing for a bare measure, a measure for a bare thing."""
        head, thing = (name.head, name.thing) if name.head else names.split_head(name.thing)
        if head and not names.has_thing(f"{thing} {name.verb}"):
            return Name(head=f"{head} {thing}".strip(), thing=self._thing_in_force(), verb=name.verb)
        if not head and self.in_breakdown and self.parent is not None and self._same_dimension(unit):
            parent_head, parent_thing = (
                (self.parent.name.head, self.parent.name.thing)
                if self.parent.name.head
                else names.split_head(self.parent.name.thing)
            )
            parent_head = re.sub(r"^[Tt]ổng (?:số )?", "", parent_head)
            if parent_head and not names.says(thing, parent_head):
                return Name(head=parent_head, thing=thing, verb=name.verb or self.parent.name.verb)
        if not head and unit in ("ha", "t", "t/ha") and not name.verb:
            return Name(head=names.default_head(unit), thing=thing)
        return Name(head=head, thing=thing, verb=name.verb)

    def _same_dimension(self, unit: str) -> bool:
        assert self.parent is not None
        return (
            self.parent.unit == unit
            or self.parent.unit == "count"
            and unit not in _MONEY | {"ha", "t", "t/ha", "km", "m", "%"}
        )

    def _thing_in_force(self) -> str:
        for said in (self.last, self.parent):
            if said is None:
                continue
            head, thing = (said.name.head, said.name.thing) if said.name.head else names.split_head(said.name.thing)
            if names.has_thing(thing):
                return f"{thing} {said.name.verb}".strip()
        return self.topic

    def _qualified(self, name: Name) -> Name:
        head, thing = names.split_head(name.thing)
        return Name(head=head, thing=thing, verb=name.verb)

    def _share(self, subject: str, run: list[Token]) -> Name:
        head, thing = names.split_head(subject)
        if head:
            if not names.has_thing(thing):
                thing = f"{thing} {self._thing_in_force()}".strip()
            return Name(head=head, thing=thing)
        if any(t.kind == "share" for t in run):
            of = ""
            if self.parent is not None and self.in_breakdown and self.parent.counted:
                of = self.parent.counted
            return Name(head="Tỷ trọng", thing=f"{of} {subject}".strip())
        return Name(head="Tỷ lệ", thing=subject)


def _rate(name: Name, counted: str | None) -> Name:
    said = name.text[:1].lower() + name.text[1:] if not name.text[:2].isupper() else name.text
    said = re.sub(r"^(?:tổng )?số (?:lượng )?", "", said)
    return (
        name
        if names.split_head(name.text)[0].lower().startswith(("tỷ lệ", "tỷ trọng"))
        else Name(head="Tỷ lệ", thing=said)
    )


def _is_area(words: str) -> bool:
    return (
        re.match(
            r"^(?:toàn |cả |trên )?(?:địa bàn )?(?:huyện|xã|phường|thị xã|thị trấn|thành phố|tỉnh|quận)\b[\w\s]*$",
            words,
            re.IGNORECASE,
        )
        is not None
        and len(words.split()) <= 4
    )


def _against_run(run: list[Token]) -> bool:
    return any(t.kind == "against" for t in run)


_PERIOD_WORDS = re.compile(
    r"(?:,?\s*|^)(?:trong |của |đến |tính đến |vào )?(?:(?:ngày|tháng|quý|năm|giai đoạn|nhiệm kỳ) (?:\d|[IVX]+\b)[\d/.\-–IVX]*(?: (?:tháng|năm) \d+[\d/.\-–]*)*|\d+ tháng đầu năm(?: \d{4})?|\(\s*\d{1,2}/\d{1,2}/\d{4}\s*\)|\d{1,2}/\d{1,2}/\d{4})",
    re.IGNORECASE,
)


def _drop_periods(words: str) -> str:
    return _PERIOD_WORDS.sub(" ", words)


def _scale(sibling: Quantity) -> Decimal:
    """Canonical value of one printed unit of the sibling (`triệu đồng` -> 1e6)."""
    from pipeline.grammar.quantities import unit_scale

    return unit_scale(sibling)
