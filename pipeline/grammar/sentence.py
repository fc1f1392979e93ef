"""The walk over one sentence, from left to right: what each token opens, closes or states.

A comma ends the reach of a part that states a figure; a semicolon that of a breakdown whose items commas part; a colon
before a figure is a copula, after one it opens a breakdown, else it names a topic; a parenthesis suspends everything.
"""

from __future__ import annotations

import re

from pipeline.frozen import replace
from pipeline.grammar.belonging import course_told
from pipeline.grammar.clauses import Token
from pipeline.grammar.comparisons import basis_before, past_basis
from pipeline.grammar.elision import unit_in_label, unit_of
from pipeline.grammar.figures import leads, read_figure
from pipeline.grammar.names import Name, split_head
from pipeline.grammar.naming import EXCLUDES
from pipeline.grammar.passives import told
from pipeline.grammar.quantities import Quantity
from pipeline.grammar.rated import tied_to_rate
from pipeline.grammar.said import Bracket, State, Statement, holder_of, measure_opens
from pipeline.grammar.standing import Leader, split
from pipeline.grammar.subject_start import reason_of
from pipeline.grammar.wholes import read_whole
from pipeline.lexicon.function_words import naming_words, noun_class
from schemas.observation import Basis, Unit

BY_OWNER = re.compile(r"\s+do\s.+$")
_MANAGED = re.compile(r",? do [^,()]+ (?:làm chủ đầu tư|quản lý|đầu tư|thực hiện)$")
"""whose a work is: `Bến cá Hòn Nưa, do Phòng Nông nghiệp làm chủ đầu tư (tổng mức đầu tư …)`"""
_PER = re.compile(r"(?:\btrên|/)\s", re.IGNORECASE)
_EACH_OF = re.compile(r"\b(?:bình quân|trung bình|mỗi|cứ) ?$", re.IGNORECASE)
_HAVE = re.compile(r"\s*(?:thì )?(?:có|đạt|là)\b")
_GIRLS = re.compile(r"(?:bé |trẻ em |trẻ )?(?:nữ|gái)\b")
_PER_HECTARE = re.compile(r"(?:giá trị|thu nhập|doanh thu|lợi nhuận)\b.*(?:\btrên|/|\bmỗi) ?$", re.IGNORECASE)
_COMPARING = frozenset({"against", "basis_year", "basis_plan", "basis_period", "basis_total", "up", "down", "ratio"})
_REASON = re.compile(r"do|vì|(?P<then>nên)", re.IGNORECASE)
_INTRODUCES = re.compile(
    r"^(?:kết quả )?(?:các |một số |những )*(?:chỉ tiêu|mục tiêu|kết quả|nội dung|nhiệm vụ|sản phẩm|quy mô|số lượng)"
    r"(?: (?:chủ yếu|cụ thể|chính|sau|như sau|đạt được|cơ bản|trọng tâm|khá|tăng|giảm|về|kinh tế|xã hội|-|,|và))*$",
    re.IGNORECASE,
)
"""labels that only say that figures follow"""
_CLASS_COUNTED = re.compile(r"\s*trở (?:lên|xuống):? (?:là |có )?\d")
"""the number of a class follows: `số xã đạt từ 10 tiêu chí trở lên là 37 xã`"""
_SPREAD = re.compile(
    r"\b(?:tập trung|phân bố|xảy ra|chủ yếu|nằm|xuất hiện)\b[^,;:]* (?:tại|ở|từ|các xã|các thôn|các phường)"
    r"(?: (?:các|một số|những))?(?: (?:địa phương|địa bàn|huyện|xã|phường|thôn|bản|ấp|nơi|đơn vị|thị trường|nước|tỉnh))?\s*$",
    re.IGNORECASE,
)
"""where what was counted is"""
_BOUND = re.compile(r"(?:dưới|trên)\b")
_COUNTS_CLASS = ("", ":", "có", "là", "chiếm")
_OF_SIZE = re.compile(r"(?:vốn|doanh thu|thu nhập|diện tích|quy mô|công suất) $", re.IGNORECASE)
_HELD_UP = re.compile(rf"\b(?:{naming_words('held_up')})\b", re.IGNORECASE)
_NEGATED = re.compile(r"\bkhông (?:còn|có|để)\b[^,;]*$", re.IGNORECASE)
_HUNDRED, _LISTED = 100, 2


def read_sentence(s: State) -> list[Statement]:
    for i, token in enumerate(s.words.tokens):
        match token.kind:
            case "Q":
                _figure(s, i, token)
            case ",":
                _comma(s, token)
            case ";":
                _semicolon(s, token)
            case ":":
                _colon(s, i, token)
            case "(" | "[":
                _open(s, token)
            case ")" | "]":
                _close(s, token)
            case "opener" if not _counts_subject(s, i, token):
                _break_down(s, token)
            case "aside" if _gives_reason(s, token):
                _restart(s, token.end)
            case "estimate":
                s.estimate, s.estimate_at = True, token.start
            case "plan" if (
                "giao " not in s.words.text[token.start : token.end]
            ):  # `giao chỉ tiêu 40 ha` is of its figure
                s.plan = s.plan or not s.words.plain(s.words.start, token.start)
            case _:
                pass
    s.out = compared_ahead(s)
    s.context.last = whole_of(s.parent if s.parent in s.leaders else s.last, s.leaders)
    s.context.topic, s.context.said = s.topic, s.leaders
    named = basis_before(s.words, s.words.end, s.words.start, s.context.year, firm=True)
    s.context.against = next((x.basis for x in reversed(s.out) if x.measure == "change"), s.against or named)
    return s.out


def whole_of(last: Leader | None, leaders: list[Leader]) -> Leader | None:
    """What the next sentence leans on: not the last part of a breakdown, nor what was left out of an account (`thu 31 tỷ
    đồng; nếu không tính phí đường bộ thì thu 26 tỷ đồng. Chi tiết từng khoản: …`)."""
    if last is None or not EXCLUDES.search(last.name.verb):
        return last
    told = (x for x in leaders if x.unit == last.unit and last.name.text.startswith(x.name.text) and x is not last)
    return next(told, last)


def compared_ahead(s: State) -> list[Statement]:
    """Comparisons that stand before what they compare take its name: `Đạt 66%/KH và tăng 5% so CK, doanh thu vận tải ước
    214 tỷ đồng`."""
    ahead = [x for x in s.out if x.measure in ("change", "ratio")]
    first = next((x for x in s.out if x.measure in ("level", "share")), None)
    if not ahead or first is None or s.out[0] is not ahead[0] or s.words.plain(s.words.start, ahead[0].quantity.lead):
        return s.out
    if s.words.tokens[0].kind not in ("up", "down", "ratio", "is"):
        return s.out  # `Trong 7% tăng trưởng, khu vực dịch vụ đóng góp 3 điểm phần trăm`
    led = [x for x in ahead if x.quantity.start < first.quantity.start]
    between = s.words.text[led[-1].quantity.end : first.quantity.lead]
    if "," not in between or ";" in between or any(x.rule not in ("compared", "changed_object") for x in led):
        return s.out
    told = [
        replace(
            x,
            name=first.name,
            indicator=first.indicator,
            scenario=first.scenario,
            year=first.year,
            rule="compared_ahead",
        )
        for x in led
    ]
    return [*told, *s.out[len(told) :]]


def _counts_subject(s: State, i: int, token: Token) -> bool:
    """Does `gồm` say how many its subject is: `Đội tàu đánh bắt xa bờ gồm 214 chiếc`?"""
    following = s.words.tokens[i + 1] if i + 1 < len(s.words.tokens) else None
    if following is None or following.quantity is None or s.has_figure or s.leaders:
        return False
    one = following.quantity.counted in noun_class("piece") and s.words.blank(token.end, following.start)
    return one and bool(s.words.plain(s.left, token.start))


def _gives_reason(s: State, token: Token) -> bool:
    """Does a clause of its own begin behind what was said: `thi công cầm chừng do | giá cát tăng 35%`?"""
    joins = None if s.has_figure else _REASON.fullmatch(s.words.text, token.start, token.end)
    if joins is None:
        return False
    if joins["then"] is not None and s.hole is None and (reason := reason_of(s.words, s.left, token.start)):
        s.hole = reason
        return False
    return joins["then"] is not None or _HELD_UP.search(s.words.text, s.left, token.start) is not None


def _restart(s: State, at: int) -> None:
    s.left, s.has_figure, s.hole = at, False, None


def _comma(s: State, token: Token) -> None:
    """A comma ends a part that states a figure, and a clause that only says how its topic went."""
    if s.has_figure:
        if token.end > s.follow_end:
            _restart(s, token.end)
        return
    if s.leaders or s.labelled or s.went or s.out:
        return
    if went := course_told(s.words, s.left, token.start):
        s.topic = s.label = went  # `Nghề nuôi ngọc trai phát triển nhanh, đến nay có 58 lồng`
        s.went = True
        _restart(s, token.end)


def _semicolon(s: State, token: Token) -> None:
    """A semicolon ends a breakdown whose items commas part; what follows is said of its whole again. An item may be told
    by more than one figure: `nông nghiệp 36 tỷ đồng, chiếm 52,8%; dịch vụ 32 tỷ đồng`."""
    units = [leader.unit for leader in s.leaders[s.opened_with :]]
    if len(units) > len(set(units)):
        if s.parent is not None and s.parent in s.leaders:
            s.last = s.parent
        s.parent = s.outer
    s.opened_with, s.per_inhabitants = len(s.leaders), False
    _restart(s, token.end)
    s.fresh, s.segment = True, token.end
    s.holder = holder_of(s.words, token.end) or (s.holder if measure_opens(s.words, token.end) else "")
    season = next((m for m in s.context.periods if m.start > token.end and m.kind == "season"), None)
    if season is not None and not s.words.plain(token.end, season.start):
        s.opening = season  # `Vụ Xuân gieo 310 ha, …; vụ Mùa gieo 280 ha, năng suất 48 tạ/ha`


def _colon(s: State, i: int, token: Token) -> None:
    """A colon before a figure is a copula; after a figure it opens a breakdown; else it names a topic."""
    following = s.words.tokens[i + 1] if i + 1 < len(s.words.tokens) else None
    if (
        not s.has_figure
        and following is not None
        and following.kind == "Q"
        and s.words.blank(token.end, following.start)
    ):
        # `Mầm non: 24 trường, …; tiểu học: 28 trường, …`
        again = s.label and s.words.text[: s.left].rstrip().endswith(";")
        s.label = s.label if s.leaders and not again else BY_OWNER.sub("", s.words.front(s.left, token.start, s.hole))
        beside = s.topic == s.context.item and s.label.split()[:1] == s.topic.split()[:1] and not split_head(s.label)[0]
        # `- Ngô đông: 164 ha, SL 760 tấn. Ngô hè: 212 ha, SL 900 tấn`
        s.topic = s.label if beside and s.topic else s.topic
        return
    before = s.words.tokens[:i]
    year = s.opening.year if s.opening is not None else None
    ahead = isinstance(year, int) and s.context.report_year is not None and year > s.context.report_year
    if ahead and not s.words.plain(s.words.start, token.start) and any(t.kind == "basis_plan" for t in before):
        s.plan = True  # `Kế hoạch năm 2024: thu ngân sách 342 tỷ đồng; …`
        _restart(s, token.end)
        return
    spread = _SPREAD.search(s.words.text, s.left, token.start) if s.leaders else None
    if (s.has_figure or spread) and s.last is not None:  # `có 73 ca mắc, tập trung tại: Bãi Dừa 41 ca`
        s.parent, s.opened_with = s.last, len(s.leaders)
    else:
        if s.against is not None and s.words.blank(s.words.start, s.words.tokens[0].start) and not s.out:
            _restart(s, token.end)  # `So CK: giảm 02 vụ`
            return
        s.topic = _INTRODUCES.sub("", BY_OWNER.sub("", s.words.front(s.left, token.start, s.hole))) or s.topic
        s.labelled, s.label = True, s.topic
        unit = unit_in_label(s.words.text[slice(*s.hole)]) if s.hole is not None else None
        if unit is not None and unit.unit is not None:
            name = split(Name(thing=s.topic))
            s.parent = Leader(name, unit.unit, unit.counted, "level", s.context.scenario, unit)
            s.opened_with = len(s.leaders)
    _compare_parts(s, token)
    _restart(s, token.end)


def _compare_parts(s: State, token: Token) -> None:
    """What the parts are compared with, where their whole says so: `23 ngành tăng so với tháng trước: dệt tăng 1,3%`, or
    the sentence before, and this tells the rest: `Có 2 ngành giảm: in giảm 0,3%`."""
    told_from = s.figure_end if s.has_figure else s.segment
    told_from = max(told_from, s.words.text.rfind(")", told_from, token.start) + 1)  # `(kế hoạch tăng 7%), trong đó …`
    s.against = s.against or basis_before(s.words, token.start, told_from, s.context.year, firm=True)
    again = s.against is None and not any(x.measure == "change" for x in s.out)
    if again and s.words.has(s.segment, token.start, ("up", "down")):
        s.against = s.context.against


def _break_down(s: State, token: Token) -> None:
    singles_out = s.words.text[token.start : token.end].lower() == "riêng"
    s.fresh = s.fresh and not singles_out  # `ước đạt 45 nghìn tấn; riêng vụ Mùa 12 nghìn tấn`
    if (s.leaders or s.parent is None) and not (singles_out and (s.parent is not None or not s.has_figure)):
        s.parent, s.opened_with = _summed_up(s, token) or s.last, len(s.leaders)
    _compare_parts(s, token)
    _restart(s, token.end)


def _summed_up(s: State, token: Token) -> Leader | None:
    """What the bare numbers of a list come to, over what was told last: `142 doanh nghiệp, vốn 860 tỷ đồng, trong đó DNNN 4,
    FDI 18, tư nhân 120`."""
    behind = [t for t in s.words.tokens if t.start >= token.end]
    end = next((t.start for t in behind if t.kind in (";", ")")), s.words.end)
    bare = [t.quantity for t in behind if t.kind == "Q" and t.quantity is not None and t.start < end]
    if len(bare) < _LISTED or any(q.unit is not None or q.low != q.low.to_integral_value() for q in bare):
        return None
    total = sum(q.low for q in bare)
    told = (x for at, x in reversed(s.context.trail) if at > s.words.start)
    return next((x for x in told if x.unit == "count" and x.quantity.low == total), None)


def _open(s: State, token: Token) -> None:
    start = s.figure_end if s.has_figure else s.left
    words = s.words.front(start, token.start, s.hole)
    if (told := words.rfind(" là ")) >= 0 and split_head(words[told + len(" là ") :])[0]:
        words = words[told + len(" là ") :]  # `Ba chỉ tiêu chưa đạt là tăng trưởng GRDP (kịch bản 9,5%)`
    if s.has_figure and (len(words.split()) < 3 or s.words.has(start, token.start, _COMPARING)):
        words = ""
    words = _MANAGED.sub("", words)
    part = max((t.end for t in s.words.between(s.figure_end, token.start) if t.kind == ","), default=s.figure_end)
    told = s.figure_end if s.words.has(part, token.start, _COMPARING) or not s.words.plain(part, token.start) else part
    basis = basis_before(s.words, token.start, told, s.context.year)
    held = len(s.leaders)
    first = next((t for t in s.words.tokens if t.start >= token.end), None)
    within: Basis | None = None
    if first is not None and first.kind == "basis_year" and s.words.blank(token.end, first.start):
        within = "previous_year"
    was = Bracket(
        s.left, s.has_figure, s.estimate, s.plan, s.parent, s.last, token.start, basis, within, words, s.opened_with,
        held,
    )  # fmt: skip
    s.stack.append(was)
    if s.has_figure and s.last is not None:
        s.parent = s.last
    s.opened_with = len(s.leaders)
    _restart(s, token.end)


def _close(s: State, token: Token) -> None:
    if not s.stack:
        _restart(s, token.end)
        return
    was = s.stack.pop()
    s.estimate, s.plan, s.parent = was.estimate, was.plan, was.parent
    inner = [said for said in s.out if said.quantity.start > was.opened_at]
    named = bool(inner) and inner[-1].rule == "value_in_parenthesis"
    s.opened_with = was.opened_with
    if inner and was.has_figure and not named:
        del s.leaders[was.leaders :]  # what follows is not said of the parts: `04 vụ (trộm cắp 02 vụ), giảm 01 vụ`
    else:
        s.opened_with += len(s.leaders) - was.leaders
    if was.last is not None and not named:
        s.last = was.last
    if inner and (was.has_figure or named):
        s.left, s.has_figure, s.hole = token.end, True, None
    else:
        s.left, s.has_figure, s.hole = was.left, was.has_figure, (was.opened_at, token.end)


def _figure(s: State, i: int, token: Token) -> None:
    assert token.quantity is not None
    q, unit, counted = unit_of(s, i, token.quantity)
    if q.part != "whole":
        s.follow_end = token.end
    if _is_denominator(s, q, unit) or _bounds_class(s, i, q, unit) or _is_per_hundred(s, q):
        return
    if s.per_inhabitants and unit == "count":
        q, unit, counted = replace(q, unit="per_10000", counted=None), "per_10000", None
    negated = q.approx != "exact" and _NEGATED.search(s.words.text[s.left : q.lead]) is not None
    if unit is None or negated:
        s.has_figure, s.figure_end = True, token.end
        return
    if unit == "count" and not s.has_figure and _is_embedded(s, i, q):
        _embed(s, i, q, counted)
        return
    if q.part == "whole" and s.out and s.out[-1].quantity.part == "part":
        said = read_whole(s, q, unit, counted)
    else:
        said = tied_to_rate(s, read_figure(s, i, q, unit, counted))
    s.out.append(said)
    s.has_figure, s.hole, s.figure_end = True, None, token.end
    if said.measure in ("change", "ratio"):
        # `tăng 1 người chết và giảm 3 người bị thương`
        s.left = max(past_basis(s.words, i), s.follow_end if said.rule in ("changed_object", "in_respect") else 0)
    else:
        s.left = max(token.end, s.follow_end) if q.part != "part" else token.end
    if said.rule == "per":
        s.leaders.append(said.leader())
    if leads(s, said):
        s.last = said.leader()
        s.leaders.append(s.last)
        s.context.trail.append((q.end, s.last))
        if said.unit == "count" and q.part != "part":
            s.context.counts.append(s.last)


def _is_per_hundred(s: State, q: Quantity) -> bool:
    """`tỷ số giới tính khi sinh 112/100`: so many boys to a hundred girls"""
    said = s.out[-1] if s.out and q.part == "whole" else None
    return said is not None and q.low == _HUNDRED and said.name.text.lower().startswith("tỷ số")


def _is_embedded(s: State, i: int, q: Quantity) -> bool:
    """Is a count part of the next figure's subject: `Tỷ lệ lấp đầy bình quân của 11 khu công nghiệp là 74,3%`?"""
    before = s.words.text[s.left : q.lead]
    following = s.words.tokens[i + 1 : i + 6]
    says = next((k for k, t in enumerate(following) if t.kind in ("is", "to", "estimate", ",", ";", "Q", "(")), None)
    if says is None or following[says].kind not in ("is", "estimate") or not before.rstrip().endswith((" của", " từ")):
        return False
    return bool(split_head(s.words.front(s.left, q.lead))[0])


def _embed(s: State, i: int, q: Quantity, counted: str | None) -> None:
    """States an embedded count by its own noun; its number is left out of the subject it is part of."""
    follow, _ = s.words.follow(i, q)
    said = read_figure(s, i, q, "count", counted)
    name = Name(thing=f"{counted or ''} {follow}")
    s.out.append(replace(said, name=name, indicator=told(name), rule="embedded", measure="level", basis=None))
    s.hole = (q.lead, q.number_end)


def _is_denominator(s: State, q: Quantity, unit: Unit | None) -> bool:
    """`trên 10.000 dân`, `giá trị sản phẩm trên 1 ha đất trồng trọt`"""
    if q.counted == "dân" and q.low in (1000, 10000, 100000):
        if _EACH_OF.search(s.words.text, s.words.start, q.lead) and _HAVE.match(s.words.text, q.end):
            s.per_inhabitants, s.left = q.low == 10000, q.end  # `Bình quân một vạn dân có 25 giường bệnh`
            return True
        return _PER.search(s.words.text[s.left : q.lead + 5]) is not None
    if q.low == q.high == 100 and _GIRLS.match(q.counted or ""):
        return s.words.text[: q.lead].rstrip().endswith("/")  # `109 bé trai/100 bé gái`
    return unit == "ha" and q.low == q.high == 1 and _PER_HECTARE.search(s.words.text[s.left : q.start]) is not None


def _bounds_class(s: State, i: int, q: Quantity, unit: Unit | None) -> bool:
    """Is it the bound of a class that is counted: `loại dài từ 15 m trở lên`, `số xã đạt từ 10 tiêu chí trở lên là 37 xã`,
    `loại dưới 16 ghế 40 chiếc`, `hộ nuôi dưới 10 con có 86 hộ`?"""
    if unit in (None, "%"):
        return False
    measured = unit not in ("count", "VND") or (q.counted or "").lower() in noun_class("power")
    if measured or (unit == "count" and _CLASS_COUNTED.match(s.words.text, q.end)):
        behind = s.words.text[q.end :].lstrip().lower()
        if behind.startswith(("trở lên", "trở xuống")) and s.words.text[: q.lead].rstrip().lower().endswith("từ"):
            return True
    following = next((t for t in s.words.tokens[i + 1 :] if t.kind == "Q"), None)
    bound = _BOUND.match(s.words.text, q.lead)
    if following is None or bound is None or not (measured or s.words.plain(s.left, q.lead)):
        return False
    between = s.words.text[q.end : following.start].strip()
    above = bound[0] == "trên" and not (between == "chiếm" and _OF_SIZE.search(s.words.text, s.left, q.lead))
    return not above and between in _COUNTS_CLASS
