"""What names lean on: leaders (statements that others lean on), the figure in its place, what is in force around it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.frozen import dataclass, replace
from pipeline.grammar import names
from pipeline.grammar.clauses import Token
from pipeline.grammar.names import Name
from pipeline.grammar.quantities import Quantity
from pipeline.grammar.words import Words
from pipeline.lexicon.function_words import naming_words, noun_class, things_of_measures
from schemas.observation import Measure, Scenario, Unit

MONEY = frozenset({"VND", "USD"})
CLASSIFIERS = noun_class("classifier")
VAGUE = CLASSIFIERS | noun_class("vague")
AREA = re.compile(
    r"^(?:(?:toàn|cả|trên|trên địa bàn|trên toàn|địa bàn) )*"
    r"(?:huyện|xã|phường|thị xã|thị trấn|thành phố|tỉnh|quận|địa phương|ngành|khu|địa bàn)(?: ta| nhà| mình)?$",
    re.IGNORECASE,
)
FIELD = re.compile(rf"(?:(?:công tác|lĩnh vực|về|sự nghiệp) )?(?:{naming_words('field')}|, | - | và )+", re.IGNORECASE)
SEASON = re.compile(
    r"\b(?<!dịch )(?<!nhiệm )(?<!nghiệp )(?<!công )"
    r"(?:(?:sản xuất )?vụ (?:đông xuân|hè thu|thu đông|thu mùa|mùa|xuân|hè|thu|đông|chiêm xuân|chiêm|1|2|3|i{1,3})|cả năm)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Leader:
    """A statement that others lean on: its name and what it counts or measures."""

    name: Name
    unit: Unit
    counted: str | None
    measure: Measure
    scenario: Scenario
    quantity: Quantity
    year: int | str | None = None

    def settled(self) -> Leader:
        """Itself, without its estimate: for what is told of it in other sentences."""
        return replace(self, scenario="actual") if self.scenario == "estimate" else self


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in its place. `core` is its subject's words, `run` the function phrases before it, nearest first."""

    quantity: Quantity
    unit: Unit
    counted: str | None
    measure: Measure
    run: Sequence[Token]
    core: str
    core_start: int
    core_end: int
    left: int
    follow: str
    raw: str
    """the core as printed"""
    lone: bool
    """alone in its parenthesis, but for a copula or a year"""
    of_basis: str | None
    """the basis that the words before its parenthesis name"""
    opens: bool
    """nothing but function phrases stands before it in its clause"""
    compared: Leader | None
    """what it compares or is compared with, if it is a comparison or a value of one's basis"""

    def said(self, text: str) -> str:
        return " ".join(text[t.start : t.end].lower() for t in self.run)


@dataclass(frozen=True, slots=True)
class Standing:
    """What is in force: the last leader, the leaders of this sentence, the breakdown's parent, the item's topic, and
    the words before the parenthesis the figure is in."""

    last: Leader | None
    leaders: Sequence[Leader]
    parent: Leader | None
    topic: str
    before_bracket: str
    first_in_sentence: bool
    labelled: bool
    """the sentence names its topic itself, before a colon"""
    item: bool
    """the topic is the list item's own subject"""
    bullet: bool
    restated: Leader | None
    """the change that a parenthesis states again in other terms: `giảm 24 vụ (-11,4%)`"""
    holder: str
    """the named place or work that the sentence is about: `Chợ Mường Lay có 310 lô sạp, …`"""
    label: str
    """what stands before the sentence's first colon"""
    capital: str
    """the report's investment capital (`kế hoạch vốn đầu tư công`): what `giải ngân` alone disburses"""


def referent(unit: str, counted: str | None, follow: str, standing: Standing) -> Leader | None:
    """What a comparison in `unit` compares: the nearest leader in that unit (and noun), else the last."""
    if unit == "count" and counted:
        alike = [x for x in standing.leaders if (x.counted or "").split()[:1] == counted.split()[:1]]
        said = " ".join(f"{counted} {follow}".split()[1:])
        if said and len(alike) > 1:
            alike = [x for x in alike if names.says(x.name.text, said)] or alike
        if alike:
            return alike[-1]
    last = standing.last
    if unit == "%" and last is not None and last.unit == "count" and last.name.head == "Số":
        rates = [x for x in standing.leaders if x.measure == "share" and x.name.thing == last.name.thing]
        if rates:
            return rates[-1]  # `tỷ lệ hộ cận nghèo 5,12%, tương ứng 820 hộ, giảm 0,4%`
    if unit in ("%", "times") and _is_share_of_sum(standing):
        return next((x for x in reversed(standing.leaders) if x.measure == "level"), standing.last)
    if unit not in ("%", "times", "permille"):
        for leader in reversed(standing.leaders):
            if leader.unit == unit or leader.unit.startswith(unit + "/") or (unit == "pp" and leader.unit == "%"):
                return leader
    return standing.last


def _is_share_of_sum(standing: Standing) -> bool:
    """Was a level last said to be so much of a sum: `vận tải 310 tỷ đồng, chiếm 36,9%, tăng 7,4%`? A rate has changes of
    its own (`hộ nghèo 21 hộ, chiếm 0,65%, giảm 0,2%`)."""
    last = standing.last
    return last is not None and last.measure == "share" and last.name.head == "Tỷ trọng"


def alike(counted: str, other: str) -> bool:
    """Can two counted nouns be of the same things: `đơn`, `đơn thư`; `người`, `nhân khẩu`?"""
    heads = counted.split()[:1], other.split()[:1]
    return heads[0] == heads[1] or {counted, other} <= noun_class("inhabitant")


def halves(name: Name) -> tuple[str, str]:
    return (name.head, name.thing) if name.head else names.split_head(name.thing)


def split(name: Name) -> Name:
    head, thing = names.split_head(name.thing)
    return Name(head=head, thing=thing, verb=name.verb)


_OF_LAND = re.compile(r"(?:tổng )?(?:diện tích|sản lượng|năng suất|đàn)\b", re.IGNORECASE)
_OF_BANK = re.compile(
    r"(?:tổng )?(?:dư nợ|nợ quá hạn|nợ xấu|nguồn vốn|doanh số|vốn huy động|huy động vốn)\b", re.IGNORECASE
)
_TURNED = re.compile(r"\bthu nợ\b", re.IGNORECASE)  # what was paid back is no part of what is owed
_CAUGHT = re.compile(rf"(?:tổng )?sản lượng (?:{naming_words('fishing')})\b", re.IGNORECASE)
_GRANTED = re.compile(rf"(?:{naming_words('granted')})\b", re.IGNORECASE)
_BORROWERS = re.compile(r"\b(?:lượt hộ|hộ|khách hàng|người) (?:được )?vay\b", re.IGNORECASE)
"""debts are not those of the borrowers just counted"""
_OF_ALL_LAND = re.compile(r"tổng diện tích(?: gieo trồng| canh tác)?$", re.IGNORECASE)
_BUDGETED = re.compile(r"(?:tổng )?(?:thu|chi|dự toán) (?:ngân sách|nsnn|nội địa|cân đối|thường xuyên)", re.IGNORECASE)


def thing_in_force(s: Standing, head: str = "") -> str:
    """The thing last spoken of; of a measure that is said of one thing only, that thing."""
    if only := things_of_measures().get(head.lower()):
        return only
    again = s.last is not None and (s.last.unit == "count" or _CAUGHT.match(s.last.name.text))
    if again and _CAUGHT.fullmatch(head):
        return ""  # neither boats nor what others caught
    about = SEASON.sub("", s.topic).strip()  # `Lúa cả năm: diện tích 790 ha`
    if names.has_thing(about) and (s.first_in_sentence or s.item):
        return about
    if s.holder:
        return s.holder
    for leader in (s.last, s.parent):
        case = (
            leader is not None and leader.counted in noun_class("case") and leader.name.thing.strip() == leader.counted
        )
        if leader is not None and case and leader.name.verb:
            return names.within(leader.name.verb)  # `xâm thực bãi cát với 17 điểm, diện tích 46 ha`
        if (
            leader is not None
            and leader.name != Name()
            and not (_OF_LAND.match(head) and _BUDGETED.match(leader.name.text))  # the budget is not sown
            and not (_OF_BANK.match(head) and (leader.unit == "count" or _BORROWERS.search(leader.name.text)))
            and not (head.lower().endswith("dư nợ") and _TURNED.search(leader.name.text))
            and not (_OF_ALL_LAND.match(head) and s.first_in_sentence)  # of all crops, not of the last
            and leader.counted not in noun_class("criterion") | {"nhiệm vụ"}
        ):
            if "giải ngân" in head.lower() and leader.name.verb == "giải ngân":  # of `vốn đầu tư công giải ngân`, all
                return names.within(f"{leader.name.head} {leader.name.thing}".strip())
            thing = SEASON.sub("", halves(leader.name)[1]).strip()
            if leader is s.last and s.parent is not None and STAGE_ONLY.match(thing):
                continue  # `cam 142 ha (diện tích đang thu hoạch 96 ha, năng suất 8,5 tấn/ha)`
            if names.has_thing(thing) or (leader.name.head and leader.name.verb):  # `diện tích nuôi trồng 8 ha`
                verb = "" if thing and PLANTED.fullmatch(leader.name.verb) else names.within(leader.name.verb)
                given = leader.unit == "count" and _GRANTED.match(verb)
                return (f"{verb} {thing}" if given else f"{thing} {verb}").strip()  # `kinh phí hỗ trợ hộ bị thiên tai`
    return "" if SEASON.search(s.topic) else s.topic


def event_in_force(s: Standing) -> str:
    """The event that the sentence has counted cases of: `tai nạn giao thông` of `Tai nạn giao thông xảy ra 21 vụ`."""
    event = next(
        (x for x in reversed(s.leaders) if _EVENT.match(x.counted or "") and not _POLICED.search(x.name.text)), None
    )
    said = names.without_words(event.name.text, (event.counted or "").split()[0]) if event is not None else ""
    said = _NUMBER.sub("", said)
    return said if said[:2].isupper() else said[:1].lower() + said[1:]


STAGE_ONLY = re.compile(r"(?:đang|đã|chưa|cho) \w+(?: \w+)?$", re.IGNORECASE)
_NUMBER = re.compile(r"^(?:tổng )?số (?:vụ |ca )?", re.IGNORECASE)
PLANTED = re.compile(rf"(?:{naming_words('planting')})", re.IGNORECASE)
_EVENT = re.compile(r"(?:vụ|ca)\b")
_POLICED = re.compile(rf"\b(?:{naming_words('police')})\b", re.IGNORECASE)
_OCCASION = re.compile(r"(?:nhân|nhân dịp|vào dịp|trong dịp|dịp|chào mừng|hưởng ứng) ", re.IGNORECASE)

_CAUSES = re.compile(
    rf"\W*(?:đã |được )*(?:{naming_words('causing')}) (?:các |những )?(?:{naming_words('people')}|{naming_words('doer')})\b",
    re.IGNORECASE,
)
_MEANS = re.compile(r"\W*(?:từ|bằng|nhờ|qua|thông qua|trong thời gian|trong dịp|trong đợt) ", re.IGNORECASE)
"""when or by what something was done: `từ nguồn vốn này đã | bê tông hóa 24 km đường`"""


def phrase_and_verb(words: Words, f: Figure) -> tuple[str, str]:
    """The subject's noun phrase and the verb of doing that closes it."""
    verb, at = words.verb(f.core_start, f.core_end)
    if at == f.core_end:
        return f.core, ""
    phrase = words.front(f.core_start, at)
    by_means = bool(f.follow) and _MEANS.match(words.text, f.core_start) is not None
    if _CAUSES.fullmatch(phrase):
        return "", verb  # `hướng dẫn bà con | chuyển 95 ha ngô sang trồng đậu`
    if words.agent_acts(f.core_start, at) or _OCCASION.match(phrase) or by_means:
        return "", verb
    doer = next((t for t in words.between(f.core_start, at) if t.kind == "agent"), None)
    if doer is not None and SEASON.fullmatch(words.front(f.core_start, doer.start)) and not words.plain(doer.end, at):
        return words.front(f.core_start, doer.start), verb  # `Vụ Hè Thu bà con nông dân | đã gieo cấy 3.120 ha lúa`
    return phrase, verb
