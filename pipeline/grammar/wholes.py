"""The name of y in x/y: `bê tông hóa 38/45 km` is of the plan for the same roads, `12/15 xã đạt chuẩn` of all communes.

Signals, in order: a target bears the part's name; a population its own, as far as the words behind it or before x/y say it.
Never: decides which of the two it is; `figures` does.
"""

from __future__ import annotations

import re

from pipeline.frozen import replace
from pipeline.grammar import names
from pipeline.grammar.comparisons import is_target
from pipeline.grammar.disbursing import disburses, of_plan
from pipeline.grammar.folding import fold
from pipeline.grammar.names import Name, has_thing, says, without_words
from pipeline.grammar.passives import told
from pipeline.grammar.phrases import find_phrases
from pipeline.grammar.quantities import Quantity
from pipeline.grammar.said import State, Statement
from pipeline.grammar.standing import CLASSIFIERS, Leader, alike
from pipeline.grammar.units import read_measure
from pipeline.lexicon.function_words import noun_class
from schemas.observation import Unit

_PREDICATE = re.compile(
    r"\s(?:đạt|về đích|được|công nhận|đã|có|còn|(?<!thiết )bị|chưa|không|tham gia|thực hiện|hoàn thành|ra|vào|đi|đến"
    r"|cho (?:thuê|vay)|(?<!mục đích )sử dụng|hưởng|trong|tại|ở|thuộc(?! diện))\b",
    re.IGNORECASE,
)


_UNLIKELY = 1000  # two unlike things are hardly ever this many
_SHORT = 3  # words of a verb; more say what it is themselves
_CUTS = frozenset({",", ";", ":", "(", "opener"})


def read_whole(s: State, q: Quantity, unit: Unit, counted: str | None) -> Statement:
    """y of x/y: a target, or the population of which x is a part."""
    part = s.out[-1]
    population = s.words.population(q)
    if part.rule in ("counted_subject", "existential") and not population:
        population = part.name.verb  # `nhà trẻ 1.862/4.720 trẻ`
    if part.rule == "parallel" and not population and counted:
        cut = max((t.end for t in s.words.between(s.words.start, part.quantity.lead) if t.kind in _CUTS), default=0)
        population = (
            s.words.front(cut, part.quantity.lead) if cut else ""
        )  # `mầm non 11/12 trường, tiểu học 9/12 trường`
    if part.rule == "label" and not population and counted:
        population = without_words(part.name.thing, counted)  # `Chợ phiên: 146/180 quầy`
    if part.rule == "counted_verb" and not population and counted:
        population = without_words(part.name.thing, counted)  # `quyết toán 23/31 đề án hoàn thành`
    target = is_target(s.words, q, unit) or part.low > q.low  # `186/170 người`: more than all of them
    if disburses(part.name):
        name = of_plan(part.name)
        return replace(
            part, quantity=q, name=name, indicator=told(name), low=q.low, high=q.high, unit=unit, counted=counted,
            resolution=q.resolution, scenario="plan", rule="whole_of_part",
        )  # fmt: skip
    if (change := _change_between(s, part, q)) is not None:
        year = part.year - 1 if isinstance(part.year, int) else part.year
        return replace(
            part, quantity=q, name=change.name, indicator=change.indicator, low=q.low, high=q.high, unit=unit,
            counted=counted, resolution=q.resolution, scenario="previous", year=year, rule="whole_of_part",
        )  # fmt: skip
    known = None if target else _counted_before(s, q, counted)
    name = known.name if known is not None else name_of_whole(part.name, q, population, target=target)
    return replace(
        part, quantity=q, name=name, indicator=told(name), low=q.low, high=q.high, unit=unit, counted=counted,
        resolution=q.resolution, scenario="plan", rule="whole_of_part",
    )  # fmt: skip


def _change_between(s: State, part: Statement, q: Quantity) -> Statement | None:
    """The change against last year that this year's x and last year's y make: `giảm 04 vụ so với cùng kỳ (9/13 vụ)`."""
    last = s.out[-2] if len(s.out) > 1 and s.stack and s.stack[-1].opened_at == part.quantity.lead - 1 else None
    if last is None or last.measure != "change" or last.basis != "previous_year" or last.unit != part.unit:
        return None
    return last if last.low == last.high == part.low - q.low else None


def _counted_before(s: State, q: Quantity, counted: str | None) -> Leader | None:
    """What y of x/y is, where the report has counted it before: `19.486 nhân khẩu … tham gia bảo hiểm y tế 18.726/19.486
    người`. A small number is the same count only within its paragraph, and any number only of like things."""
    if counted in noun_class("criterion"):
        return None
    trail = [leader for _, leader in s.context.trail]
    near = [x for x in trail if x.quantity.part != "part"] + (s.context.counts if q.low >= _UNLIKELY else [])
    same = [x for x in near if x.unit == "count" and x.quantity.low == x.quantity.high == q.low]
    like = [x for x in same if not counted or alike(counted, x.counted or "") or says(x.name.text, counted)]
    return like[-1] if like else None


def of_counted_before(s: State, i: int, name: Name, counted: str | None) -> Name:
    """The name of x in x/y with what y was told to be: `74 đơn, trong đó 51 đơn thuộc thẩm quyền; đã giải quyết 45/51 đơn`,
    unless its own words say what it counts."""
    whole = s.words.tokens[i + 1].quantity if i + 1 < len(s.words.tokens) else None
    known = _counted_before(s, whole, counted) if whole is not None else None
    if known is None or known.unit != "count":
        return name
    own = without_words(name.thing, counted or known.counted or "")
    acted = 0 < len(name.verb.split()) <= _SHORT and not has_thing(own)
    if not acted or says(known.name.text, name.text):
        return name
    told_by_verb = not has_thing(without_words(known.name.thing, known.counted or ""))  # `vi phạm trật tự xã hội 14 vụ`
    thing = f"{known.name.thing} {names.within(known.name.verb)}" if told_by_verb else known.name.thing
    return Name(known.name.head, thing, name.verb)


def name_of_whole(part: Name, whole: Quantity, population: str, *, target: bool) -> Name:
    """The name of y in x/y: a target bears the part's name, a population its own, as far as `population` says."""
    noun = f"{whole.counted or ''} {population}".strip()
    if whole.counted in noun_class("criterion") or part.verb == "hiện có":  # `Biên chế viên chức hiện có 312/340 người`
        return Name(part.head, part.thing, re.sub(r"^đạt ?| ?đạt$|^hiện có$", "", part.verb))
    if target or whole.unit != "count" or not noun:
        return part
    thing = noun if population else _population_before(part, noun)
    if noun == "con" and not says(part.thing, noun) and not part.thing.lower().startswith(("đàn", "tổng đàn")):
        thing = f"con {names.within(part.thing)}"  # `tiêm phòng lở mồm long móng …, 7.760/10.000 con`
    if thing in CLASSIFIERS and part.thing.startswith(f"{thing} "):
        thing = part.thing  # `tiêm phòng đợt 2 cho 2.940/3.200 con`: the herd that it was meant for
    return Name(head="Tổng số", thing=thing)


def _acted_on(said: str) -> str:
    """What a verb is said of: `dân phòng` of `huấn luyện dân phòng`, `học sinh lớp 6` of `học sinh lớp 6 tiêm nhắc`; empty
    where no verb is said."""
    verb = next((phrase for phrase in find_phrases(said) if phrase.kind == "verb"), None)
    if verb is None:
        return ""
    return names.within(names.trim(said[: verb.start] or said[verb.end :]))


def _population_before(part: Name, noun: str) -> str:
    """The counted noun with what the words before x/y say of it: `huy động trẻ 5 tuổi ra lớp 412/412 trẻ`, `giải quyết
    52/58 hồ sơ chuyển mục đích sử dụng đất`."""
    at = re.search(rf"\b{re.escape(noun)}\b", part.thing, re.IGNORECASE)
    if at is None:
        return _acted_on(part.thing) or noun if noun in CLASSIFIERS else noun
    said = noun + part.thing[at.end() :]
    end = _PREDICATE.search(said)
    if at.start() == 0 and not part.verb and end is None:
        longer = read_measure(said, fold(said), 0, guess=False)  # `Tổ dân phố văn hóa: 96/120 tổ`
        return said[: longer.noun_end] if longer is not None and longer.code == "count" else noun
    return names.trim(said[: end.start()] if end else said)
