"""Which words name a figure's indicator, and what it takes over from what was said before.

Signals, in order of precedence: whether the figure is a comparison or a value of its basis (it takes the name of what it
compares); whether it counts (`128 nhiệm vụ hoàn thành đúng hạn`: the counted noun, what follows it, what was done) or
measures (`diện tích lúa đạt 536 ha`: the noun phrase before it); the breakdown's parent; the topic of the list item.
Never: names a figure by words of another sentence, unless it has none of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.grammar import names
from pipeline.grammar.clauses import Token
from pipeline.grammar.names import Name
from pipeline.grammar.quantities import Quantity
from pipeline.grammar.words import Words
from schemas.observation import Measure, Scenario

MONEY = frozenset({"VND", "USD"})
CLASSIFIERS = frozenset(
    {
        "con",
        "người",
        "lượt người",
        "cái",
        "chiếc",
        "cháu",
        "em",
        "khẩu",
        "viên",
        "giường",
        "cụ",
        "lao động",
        "đồng chí",
        "đ/c",
        "lít",
        "quả",
        "tấm",
        "bao",
        "chai",
        "kg",
    }
)
PERSONS = frozenset({"người", "lượt người", "lao động", "em", "cháu"})
"""counted nouns that say nothing of what is counted: its name stands elsewhere"""
VAGUE = CLASSIFIERS | {"vụ", "ca", "trường hợp", "lượt", "việc", "lần", "hộ", "đối tượng"}
_SHARED_PREDICATE = re.compile(r"^(?:hưởng|được|đang|tham gia|nhận|có|đi|bị)\b", re.IGNORECASE)
_OWN_PREDICATE = re.compile(r"^(?:đạt|vượt|được|đã|bị|chưa|không|đang|hoàn thành|có)\b", re.IGNORECASE)
_PLAIN_VERBS = ("tiếp nhận", "nhận", "giải quyết", "có", "đăng ký")
_ABBREVIATED = {("ns", "t/ha"): "Năng suất", ("sl", "t"): "Sản lượng", ("dt", "ha"): "Diện tích"}
_SEASON = re.compile(
    r"\b(?:vụ|cả năm|sản xuất vụ) ?(?:đông xuân|hè thu|thu đông|thu mùa|mùa|xuân|hè|đông|chiêm xuân|chiêm|1|2|3|i{1,3})?\b",
    re.IGNORECASE,
)
_POOR = re.compile(r"\bhộ (?:nghèo|cận nghèo)", re.IGNORECASE)
_PLACE = re.compile(r"^\s*(?:tại|ở|khu vực)\s")
_PLACE_TAIL = re.compile(r"\s(?:tại|ở|khu vực)\s.*$")
_MEMBERS = frozenset(
    {
        "thành viên",
        "tổ viên",
        "hội viên",
        "đoàn viên",
        "chủ thể",
        "lượt hộ",
        "hộ",
        "lượt người",
        "học viên",
        "xã viên",
        "hộ dân",
    }
)
_CRITERIA = ("tiêu chí", "chỉ tiêu", "điểm")
_LEVELS_OF_GOVERNMENT = re.compile(
    r"^(?:trung ương|tw|tỉnh|huyện|xã|thành phố|thị xã|thị trấn|phường|quận)(?:, (?:tỉnh|huyện|xã|phường))*$",
    re.IGNORECASE,
)
_LINK = re.compile(r"^(?:cho|với|của|thuộc|về|tại)\s*(?:hơn|trên|gần|khoảng)?$")
_AREA = re.compile(
    r"^(?:(?:toàn|cả|trên|trên địa bàn|trên toàn|địa bàn) )*(?:huyện|xã|phường|thị xã|thị trấn|thành phố|tỉnh|quận|địa phương|ngành|khu)"
    r"(?: ta| nhà| mình)?$",
    re.IGNORECASE,
)
_OF_AREA = ("huyện ", "xã ", "phường ", "thị xã ", "thị trấn ", "thành phố ", "tỉnh ", "quận ", "toàn ", "cả ")
_LENGTHWISE = {"dài": "Chiều dài", "rộng": "Chiều rộng", "cao": "Chiều cao", "sâu": "Chiều sâu"}
_WORKLOAD = re.compile(r"^khối lượng\b", re.IGNORECASE)
_CAPITAL = re.compile(
    r"\bvốn\b|nguồn lực|ngân sách|đóng góp|nstw|nsđp|ns (?:tỉnh|huyện|xã|trung ương)|tín dụng|tiền mặt|lồng ghép|hiến",
    re.IGNORECASE,
)
_PROPER = re.compile(r"^(?:(?:xã|phường|thị trấn|huyện|thôn|ấp|bản) )?[A-ZĐÀ-Ỹ][\w-]*(?: [A-ZĐÀ-Ỹ0-9][\w-]*)*$")
_EACH_PLACE = re.compile(r"\s+(?:của )?(?:từng|các) (?:xã|huyện|thôn|đơn vị|địa phương).*$", re.IGNORECASE)
_TOTAL = re.compile(r"^tổng (?:số )?", re.IGNORECASE)
_RATES = ("tỷ lệ", "tỉ lệ", "tỷ trọng", "tỷ suất", "tỉ trọng")
_DONE = re.compile(
    r"^(?:đã |đang )?(?:hoàn thành|tiếp tục|thi công|chuẩn bị|khởi công)(?: thi công| đầu tư)?\s+", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Leader:
    """A statement that others lean on: its name and what it counts or measures."""

    name: Name
    unit: str
    counted: str | None
    measure: Measure
    scenario: Scenario
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in its place. `core` is its subject's words, `run` the function phrases before it, nearest first."""

    quantity: Quantity
    unit: str
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
    capital: str
    """the capital plan that the report last spoke of: what `giải ngân` alone disburses"""


def referent(unit: str, counted: str | None, follow: str, standing: Standing) -> Leader | None:
    """What a comparison in `unit` compares: the nearest leader in that unit (and noun), else the last."""
    if unit == "count" and counted:
        alike = [x for x in standing.leaders if (x.counted or "").split()[:1] == counted.split()[:1]]
        said = " ".join(f"{counted} {follow}".split()[1:])
        if said and len(alike) > 1:
            alike = [x for x in alike if names.says(x.name.text, said)] or alike
        if alike:
            return alike[-1]
    if unit not in ("%", "times", "permille"):
        for leader in reversed(standing.leaders):
            if leader.unit == unit or leader.unit.startswith(unit + "/") or (unit == "pp" and leader.unit == "%"):
                return leader
    return standing.last


def name_of(words: Words, figure: Figure, standing: Standing) -> tuple[Name, str]:
    """The figure's name, and the rule that gave it."""
    q = figure.quantity
    compared = referent(figure.unit, figure.counted, figure.follow, standing)
    if figure.measure == "share" and not figure.core and compared and figure.lone:
        return rate_of(compared.name, counted=compared.unit == "count"), "rate_of_count"
    if figure.measure == "ratio" and _WORKLOAD.match(figure.follow):
        return Name(
            head="Khối lượng", thing=standing.before_bracket or standing.topic or _thing_in_force(standing)
        ), "workload"
    if figure.measure in ("change", "ratio") and not figure.core:
        return (compared.name if compared else Name(thing=standing.topic)), "compared"
    if figure.lone and compared and (figure.of_basis or figure.measure == "change"):
        disbursed = figure.of_basis == "plan" and "giải ngân" in compared.name.verb
        return of_plan(compared.name) if disbursed else compared.name, "value_of_basis"
    if not figure.core and standing.before_bracket and figure.unit == "count" and not figure.follow:
        noun = figure.counted or ""
        if names.says(standing.before_bracket, noun):
            return Name(thing=standing.before_bracket), "of_bracket"
        if noun not in CLASSIFIERS and figure.lone:
            return Name(head="Số", thing=f"{noun} {standing.before_bracket}"), "of_bracket"
    if not figure.core and compared and not figure.follow:
        if any(t.kind == "basis_plan" for t in figure.run):
            return compared.name, "plan_of_last"
        if any(t.kind in ("basis_year", "basis_period") for t in figure.run):
            return compared.name, "value_of_basis"
    if figure.unit == "count":
        name, rule = _counted(words, figure, standing)
    else:
        name, rule = _measured(words, figure, standing)
    if q.part == "part" and (figure.counted or "") in _CRITERIA and "đạt" not in name.text.lower():
        if not any(t.kind == "verb" for t in words.between(figure.core_start, figure.core_end)):
            name = Name(name.head, name.thing, f"đạt {name.verb}".strip())
    return name, rule


def of_programme(name: Name, unit: str, programme: str) -> Name:
    """The name with the programme that the section is about, where capital and criteria are the programme's own."""
    said = name.text.lower()
    if "nông thôn mới" in said or "ntm" in said.split():
        return name
    if unit in MONEY and _CAPITAL.search(said):
        return Name(name.head, name.thing, f"{name.verb} {programme}".strip())
    short = (
        programme.rsplit(" ", 1)[-1]
        if programme.isascii() or programme.endswith("NTM")
        else programme.removeprefix("xây dựng ")
    )
    if said.startswith("tiêu chí") or re.match(r"(?:tổng )?số tiêu chí", said):
        return Name(name.head, re.sub(r"tiêu chí", f"tiêu chí {short}", name.thing, count=1), name.verb)
    if re.search(r"\bđạt chuẩn$", said):
        return Name(name.head, name.thing, f"{name.verb} {short}".strip())
    return name


def of_plan(name: Name) -> Name:
    """What a disbursed sum is held against: `Cầu Vực Sành giải ngân` -> `Cầu Vực Sành kế hoạch vốn`."""
    if re.match(
        r"(?:tổng )?(?:kế hoạch vốn|kh vốn|vốn|ngân sách|ns)", f"{name.head} {name.thing}".strip(), re.IGNORECASE
    ):
        return Name(name.head, name.thing, name.verb.replace("giải ngân", "").strip())
    return Name(name.head, name.thing, name.verb.replace("giải ngân", "kế hoạch vốn"))


def name_of_whole(part: Name, whole: Quantity, population: str, *, target: bool) -> Name:
    """The name of y in x/y: a target bears the part's name, a population its own, as far as `population` says."""
    noun = f"{whole.counted or ''} {population}".strip()
    if whole.counted in _CRITERIA:
        return Name(part.head, part.thing, re.sub(r"^đạt ?| ?đạt$", "", part.verb))
    if target or whole.unit != "count" or not noun:
        return part
    return Name(head="Tổng số", thing=noun)


# -- counts ----------------------------------------------------------------------------------------------------


def _counted(words: Words, f: Figure, s: Standing) -> tuple[Name, str]:
    noun = f.counted or ""
    phrase, verb = _phrase_and_verb(words, f)
    if _AREA.match(phrase) or (
        f.run
        and phrase.lower().startswith(_OF_AREA)
        and words.text[f.run[0].start : f.run[0].end].lower().endswith("có")
    ):
        phrase = ""
    copula = any(t.kind in ("is", "to", "estimate", ":") for t in f.run)
    colon = bool(f.run) and f.run[0].kind == ":"
    has = f.said(words.text).split(" ")[0:1] == ["có"] or f.said(words.text).endswith("có")
    if f.measure == "change":
        return _split(Name(thing=phrase or noun)), "change_with_subject"
    if f.quantity.per and f.quantity.part == "single":
        thing = "" if names.says(noun, phrase) else phrase
        return Name(head="Số", thing=f"{noun} bình quân {f.quantity.per.strip('/ ')} {thing}"), "per"
    if phrase and not verb:
        if colon and not f.follow and noun and noun not in CLASSIFIERS and not names.says(phrase, noun.split()[0]):
            return Name(thing=f"{noun} {phrase}"), "label"
        if names.says(phrase, noun) or (copula and not has and not (colon and f.follow)):
            head = "" if noun != "con" or names.split_head(phrase)[0] or names.says(phrase, "con") else "Đàn"
            return complete(Name(head=head, thing=phrase), f.unit, s), "subject"
        if noun in PERSONS and not f.follow and not has:
            return _of_event(Name(thing=f"{noun} {phrase}"), noun, s), "person"
        if noun in CLASSIFIERS and not f.follow and not has:
            head = "" if noun != "con" or names.split_head(phrase)[0] else "Đàn"
            return complete(Name(head=head, thing=phrase), f.unit, s), "subject"
        if (has or colon) and len(f.follow.split()) > 1:
            return _with_parent(Name(thing=f"{noun} {f.follow}"), noun, f, s), "existential"
        name = _with_parent(Name(thing=f"{noun} {f.follow}", verb=phrase), noun, f, s)
        return _of_event(name, noun, s), "counted_subject"
    if phrase and noun in CLASSIFIERS and not f.follow:
        return complete(Name(thing=phrase, verb=verb), f.unit, s), "subject"
    if verb or phrase:
        thing = f"{noun} {f.follow}" if f.follow or not phrase else f"{noun} {phrase}"
        name = _of_event(_with_parent(Name(thing=thing, verb=verb), noun, f, s), noun, s)
        if s.labelled and not f.follow and len(name.text.split()) <= 4 and not names.says(name.text, s.topic):
            name = Name(name.head, f"{name.thing} {s.topic}", name.verb)
        return name, "counted_verb"
    again = s.last if s.last is not None and (s.last.counted or "").split()[:1] == noun.split()[:1] else None
    if again is not None and not f.follow and any(t.kind in ("to", "is", "estimate") for t in f.run):
        return again.name, "same_again"
    if s.parent is not None:
        return _with_parent(Name(thing=f"{noun} {f.follow}"), noun, f, s), "breakdown_count"
    link = words.text[f.left : f.core_end].strip().lower()
    if s.last is not None and link == "/":
        return Name(thing=noun, verb=names.without_words(s.last.name.text, s.last.counted or "")), "slash_count"
    if s.last is not None and not s.first_in_sentence and _LINK.match(link):
        rest = names.without_words(s.last.name.thing, s.last.counted or "")
        return Name(thing=f"{noun} {f.follow}", verb=rest), "linked_count"
    if noun in CLASSIFIERS and s.last is not None and not s.first_in_sentence and len(f.follow.split()) < 4:
        name = _of_event(Name(thing=f"{noun} {f.follow}"), noun, s)
        return Name(thing=name.thing, verb=s.last.name.verb if not f.follow else ""), "coordinate_count"
    if noun in _MEMBERS and s.last is not None and not s.first_in_sentence and not f.follow:
        rest = names.without_words(s.last.name.text, s.last.counted or "")
        return Name(thing=noun, verb=rest), "member_count"
    if f.follow or s.last is None or s.first_in_sentence:
        thing = f"{noun} {f.follow}"
        topical = len(s.topic.split()) > 2 or any(word.isupper() for word in s.topic.split())
        if not f.follow and topical and not _AREA.match(s.topic) and noun not in CLASSIFIERS:
            thing = f"{noun} {s.topic}"
        return Name(thing=thing), "count"
    return Name(thing=noun, verb=s.last.name.verb), "coordinate_count"


def _with_parent(name: Name, noun: str, f: Figure, s: Standing) -> Name:
    """A breakdown keeps its parent's qualifier: `gồm 17 sản phẩm 3 sao` of `sản phẩm OCOP`."""
    if s.parent is None:
        return name
    parent_noun = s.parent.counted or ""
    same = bool(noun and parent_noun) and parent_noun.split()[0] == noun.split()[0]
    predicate = names.without_words(_halves(s.parent.name)[1], parent_noun)
    if not same and s.parent.counted and _SHARED_PREDICATE.match(predicate) and len(predicate.split()) <= 7:
        return Name(name.head, f"{name.thing} {predicate}", name.verb)
    inherited = s.parent.name.verb if s.parent.counted and (same or not name.verb) else ""
    if _OWN_PREDICATE.match(f.follow) or (not same and f.follow and inherited in _PLAIN_VERBS):
        inherited = ""
    verb = f"{name.verb} {inherited}" if inherited and not names.says(name.text, inherited) else name.verb
    if same:
        rest = names.without_words(_halves(s.parent.name)[1], parent_noun)
        if rest and not names.says(name.text, rest) and len(rest.split()) <= 6 and not _OWN_PREDICATE.match(f.follow):
            return Name(thing=f"{name.thing} {rest}", verb=verb)
    return Name(name.head, name.thing, verb)


def _of_event(name: Name, noun: str, s: Standing) -> Name:
    """People and cases of the event just counted: `tai nạn giao thông 21 vụ, bị thương 16 người`."""
    event = next((x for x in reversed(s.leaders) if (x.counted or "").split()[:1] in (["vụ"], ["ca"])), None)
    if noun.split()[:1] in (["người"], ["trường"], ["đối"], ["em"]) and event is not None:
        rest = names.without_words(event.name.thing, event.counted)
        if rest and not names.says(name.text, rest):
            return Name(name.head, f"{name.thing} {rest}", name.verb)
    return name


# -- measures --------------------------------------------------------------------------------------------------


def elided(item: str, parent: Leader) -> Name:
    """An item that prints a bare number measures what its parent measures: `162 người đi làm việc (Đài Loan 41)`."""
    head, thing = _halves(parent.name)
    head = _TOTAL.sub("", head) if thing and parent.unit != "count" else head
    if parent.counted == "con":
        return Name(head="Đàn", thing=item)
    if parent.unit != "count" and not _PROPER.match(item):
        return Name(head=head or parent.name.head, thing=item if head else f"{thing} {item}", verb=parent.name.verb)
    return Name(head=head, thing=f"{thing} {item}", verb=parent.name.verb)


def _measured(words: Words, f: Figure, s: Standing) -> tuple[Name, str]:
    if f.measure == "share":
        if not f.core and f.follow and not f.run:
            return Name(
                head="Tỷ lệ", thing=re.sub(r"^số (?:này|đó) ?", f"{_thing_in_force(s)} ", f.follow)
            ), "share_of_follow"
        if not f.core and s.last is not None:
            return rate_of(s.last.name, counted=s.last.unit == "count"), "share_of_last"
        return _share(f, s), "share"
    if not f.core and f.lone and s.before_bracket:
        head, _ = names.split_head(s.before_bracket)
        suffix = "kinh phí" if f.unit in MONEY and not head else ""
        return Name(thing=s.before_bracket, verb=suffix), "value_in_parenthesis"
    if any(t.kind == "each" for t in words.between(f.core_start, f.core_end)) and f.unit in MONEY:
        each = s.last.counted if s.last and s.last.counted and s.last.counted.startswith(f.core) else f.core
        return Name(head="Giá trị", thing=f"mỗi {each}"), "each"
    phrase, verb = _phrase_and_verb(words, f)
    if verb and _AREA.match(phrase):
        phrase = ""
    first, _, rest = f.core.partition(" ")
    if full := _ABBREVIATED.get((first.lower(), f.unit)):
        return complete(Name(head=full, thing=rest), f.unit, s, words, f), "subject"
    if phrase and names.split_head(phrase)[0]:
        return complete(_split(Name(thing=f.core)), f.unit, s, words, f), "subject"
    objects = f.unit not in MONEY and not f.unit.startswith("VND") and f.unit not in ("%", "pp", "permille")
    copula = any(t.kind in ("is", "to", "estimate", ":") for t in f.run)
    if phrase and objects and f.follow and not copula and not verb:
        return Name(head=names.default_head(f.unit), thing=f.follow, verb=phrase[:1].lower() + phrase[1:]), "object"
    if f.unit == "pp":
        of = f.core if f.core.lower() not in ("", "đóng góp") else _thing_in_force(s)
        return Name(head="Đóng góp vào tăng trưởng", thing=re.sub(r"^đóng góp ?| ?đóng góp$", "", of)), "contribution"
    if phrase:
        *thing, last = phrase.split()
        if f.unit in ("km", "m") and last.lower() in _LENGTHWISE:
            of = _DONE.sub("", " ".join(thing)) or s.before_bracket or s.topic or _thing_in_force(s)
            return Name(head=_LENGTHWISE[last.lower()], thing=of), "extent"
        return complete(Name(thing=_DONE.sub("", phrase), verb=verb), f.unit, s, words, f), "subject"
    if objects and (f.follow or verb):
        name = Name(head=names.default_head(f.unit), thing=f.follow, verb=verb)
        return complete(name, f.unit, s, words, f), "object"
    if f.unit in MONEY and words.text[f.core_start : f.core_end].rstrip().endswith("giao"):
        who = names.trim(re.sub(r"\s*(?:được|đã)?\s*giao\s*$", "", words.text[f.core_start : f.core_end]))
        who = who or (s.topic if s.first_in_sentence or s.bullet else "")
        if who or s.last is not None:
            return (Name(head="Kế hoạch vốn", thing=who) if who else s.last.name if s.last else Name()), "allotted"
    if verb.startswith("giải ngân") and not phrase:
        planned = s.leaders[-1].name.text if s.leaders and not names.says(s.leaders[-1].name.text, "giải ngân") else ""
        of = s.topic if s.bullet and s.topic else planned or s.capital
        if of:
            return Name(thing=of[:1].lower() + of[1:] if not of[:2].isupper() else of, verb=verb), "disbursed"
    if verb and (f.measure != "level" or not s.leaders):
        return Name(thing=verb), "verb"
    if verb and s.last is not None and not names.says(s.last.name.text, verb):
        return Name(thing=names.without_words(s.last.name.thing, s.last.counted or ""), verb=verb), "verb_alone"
    if s.labelled and s.first_in_sentence:
        return complete(_split(Name(thing=s.topic)), f.unit, s), "topic"
    if f.quantity.per and s.last is not None and f.unit in MONEY:
        return Name(s.last.name.head, s.last.name.thing, f"bình quân {f.quantity.per.strip('/ ')}"), "each"
    if s.last is not None and s.last.unit != f.unit and (head := names.default_head(f.unit)):
        of = (
            _thing_in_force(s)
            if s.last.unit != "count"
            else names.without_words(s.last.name.text, s.last.counted or "")
        )
        return Name(head=head, thing=of), "other_measure"
    if s.last is not None:
        return s.last.name, "inherited"
    return Name(thing=s.topic, verb=verb), "topic"


def complete(name: Name, unit: str, s: Standing, words: Words | None = None, f: Figure | None = None) -> Name:
    """The name with its missing half: a thing for a bare measure, a measure for a bare thing; a crop's with the season
    that the item is about."""
    whole = _completed(name, unit, s, words, f)
    told = [s.topic] + [leader.name.text for leader in (s.parent, s.last) if leader is not None]
    season = next((m for words in told if (m := _SEASON.search(words))), None) if unit in ("ha", "t", "t/ha") else None
    if season and not _SEASON.search(whole.text):
        return Name(whole.head, f"{whole.thing} {season.group()}", whole.verb)
    return whole


def _completed(name: Name, unit: str, s: Standing, words: Words | None, f: Figure | None) -> Name:
    head, thing = (name.head, name.thing) if name.head else names.split_head(name.thing)
    if head and not names.has_thing(f"{thing} {name.verb}"):
        found = s.before_bracket or (_part_before(words, f, s) if words and f else "") or _thing_in_force(s)
        return Name(head=f"{head} {thing}".strip(), thing=found, verb=name.verb)
    parent = s.parent
    if not head and _PROPER.match(thing) and not name.verb and len(thing.split()) <= 5:
        if names.split_head(s.topic)[0]:
            return Name(thing=f"{_EACH_PLACE.sub('', s.topic)} {thing}")
        if parent is not None and parent.unit == unit:
            return Name(parent.name.head, f"{parent.name.thing} {thing}", parent.name.verb)
    if parent is not None and parent.unit == unit:
        parent_head, parent_thing = _halves(parent.name)
        if name.verb and f is not None and not head and unit != "count":
            name = Name(thing=f.core)  # `nuôi trồng 876 tấn` of `Sản lượng thủy sản`
            thing = f.core
        if not head and not name.verb and parent_head:
            plain_head = "" if parent_head.lower() in ("tổng", "tổng số", "số") else _TOTAL.sub("", parent_head)
            if unit in MONEY and _LEVELS_OF_GOVERNMENT.match(thing):
                thing = f"ngân sách {thing}"
            if plain_head and not names.says(thing, plain_head):
                return Name(head=plain_head, thing=thing, verb=parent.name.verb)
        whole = parent.name.text
        if not head and not name.verb and unit != "count" and len(whole.split()) <= 10 and not names.says(thing, whole):
            if not parent_head or parent_head.lower() in ("tổng", "tổng số", "số"):
                return Name(thing=f"{_TOTAL.sub('', whole)} {thing}")  # `GRDP` -> `GRDP khu vực dịch vụ`
        if head and parent_head.lower().endswith(" " + head.lower()):
            head = _TOTAL.sub("", parent_head)  # `vốn khác` of `Tổng nhu cầu vốn` -> `Nhu cầu vốn khác`
        if head and unit in MONEY and parent_thing and not names.has_thing(parent_thing):
            return Name(head=head, thing=f"{thing} {parent_thing}", verb=name.verb)
    if not head and unit in ("ha", "t", "t/ha", "km", "m") and not (name.verb and unit == "t"):
        return Name(head=names.default_head(unit), thing=thing, verb=name.verb)
    return Name(head=head, thing=thing, verb=name.verb)


def _halves(name: Name) -> tuple[str, str]:
    return (name.head, name.thing) if name.head else names.split_head(name.thing)


def _split(name: Name) -> Name:
    head, thing = names.split_head(name.thing)
    return Name(head=head, thing=thing, verb=name.verb)


def _thing_in_force(s: Standing) -> str:
    """The thing last spoken of."""
    if s.topic and (s.first_in_sentence or s.item) and not _SEASON.search(s.topic):
        return s.topic
    for leader in (s.last, s.parent):
        if leader is not None and leader.name != Name():
            head, thing = _halves(leader.name)
            thing = _SEASON.sub("", thing).strip()
            if names.has_thing(thing):
                return f"{thing} {leader.name.verb}".strip()
    return "" if _SEASON.search(s.topic) else s.topic


def _part_before(words: Words, f: Figure, s: Standing) -> str:
    """The comma part before the figure's own, where it names a thing (`kè sông Hậu, tổng mức đầu tư 6 tỷ`)."""
    if f.core_start <= f.left or s.topic or not s.first_in_sentence:
        return ""
    cuts = [t.end for t in words.tokens if t.kind == "," and f.left <= t.start < f.core_start - 1]
    start = max(cuts, default=f.left)
    if words.has(start, f.core_start, ("agent", "is", "silent")):
        return ""
    return words.front(start, f.core_start - 1)


def _share(f: Figure, s: Standing) -> Name:
    head, thing = names.split_head(f.core)
    if head.lower().startswith(_RATES) or head.lower() in ("cơ cấu", "độ che phủ", "chỉ số", "tỷ số"):
        return Name(head=head, thing=thing if names.has_thing(thing) else f"{thing} {_thing_in_force(s)}".strip())
    if s.last is not None and s.last.measure == "share" and f.core:
        told, first = s.last.name.thing.split(), f.core.split()[0]
        if first.lower() in told[1:] and not head:
            return Name(s.last.name.head, " ".join([*told[: told.index(first.lower())], f.core]))  # `thể thấp còi`
    if _PLACE.match(f.raw) and s.last is not None and s.last.measure == "share":
        return Name(s.last.name.head, _PLACE_TAIL.sub("", s.last.name.thing) + " " + f.raw.strip())
    if "cơ cấu" in s.topic.lower():
        return Name(head="Tỷ trọng", thing=f.core)
    if any(t.kind == "share" for t in f.run):
        of = s.parent.counted if s.parent is not None and s.parent.counted else ""
        return Name(head="Tỷ trọng", thing=f"{of} {f.core}".strip())
    return Name(head="Tỷ lệ", thing=f.core)


def rate_of(name: Name, *, counted: bool) -> Name:
    """The rate of what a count has just named: `hộ nghèo … chiếm 0,65%` -> `Tỷ lệ hộ nghèo`."""
    said = name.text
    if said.lower().startswith(_RATES):
        return name
    said = re.sub(r"^(?:[Tt]ổng )?[Ss]ố (?:lượng )?", "", said)
    return Name(
        head="Tỷ lệ" if counted else "Tỷ trọng", thing=said if said[:2].isupper() else said[:1].lower() + said[1:]
    )


def _phrase_and_verb(words: Words, f: Figure) -> tuple[str, str]:
    """The subject's noun phrase and the verb of doing that closes it."""
    verb, at = words.verb(f.core_start, f.core_end)
    if at == f.core_end:
        return f.core, ""
    if words.agent_acts(f.core_start, at):
        return "", verb
    return words.front(f.core_start, at), verb
