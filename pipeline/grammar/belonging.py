"""What a count's name takes from around it: the breakdown's parent, the item's label, the event it belongs to.

Signals, in order: the parent's qualifier and what was done to it; the label before the colon, where the name says too
little alone; the event that the sentence counts cases of, for people harmed in it; who employs or attracts what is counted.
How something went (`diễn biến phức tạp`) is taken off both. Never: adds what the name says already, or to a name with a
predicate of its own.
"""

from __future__ import annotations

import re

from pipeline.grammar import names
from pipeline.grammar.classifiers import PEOPLE
from pipeline.grammar.letters import CAPITAL
from pipeline.grammar.names import Name
from pipeline.grammar.standing import AREA, FIELD, MONEY, Figure, Leader, Standing, event_in_force, halves
from pipeline.grammar.words import Words
from pipeline.lexicon.function_words import naming_words, noun_class

_SHARED_PREDICATE = re.compile(r"^(?:hưởng|được|đang|tham gia|nhận|có|đi|bị)\b", re.IGNORECASE)
_OFFENCES = re.compile(r"(?:vi phạm|phạm pháp|phạm tội|tội phạm)\b", re.IGNORECASE)
_KIND_OF_OFFENCE = re.compile(
    r"(?!liên quan|ít |rất |đặc biệt|về |thuộc |do |có |chưa |đã |tại |ở )[a-zđà-ỹ]+(?: [a-zđà-ỹ]+)+", re.IGNORECASE
)
"""what the cases of a list are of, so that what all of them are is not said again"""
_PLAIN_VERBS = ("tiếp nhận", "nhận", "giải quyết", "có", "đăng ký")
BARE = 4  # words of a name that say too little
OWN_NAME = re.compile(rf" [{CAPITAL}]")
_LOSS = re.compile(
    r"(?:diện tích |dt |gây |ước (?:tính )?)*((?:tổng |giá trị |tài sản |của cải )*(?:thiệt hại|hư hại|tổn thất|mất mát)"
    r"(?: (?:về )?tài sản)?)(?: (?:trị giá|ước tính|là))*$",
    re.IGNORECASE,
)
_WORK_ON = re.compile(r"^(?:công tác|tình hình|tình trạng|hoạt động|việc(?! làm))\s+", re.IGNORECASE)
_COURSE = re.compile(
    r"\s+(?:tiếp tục |vẫn |luôn |cơ bản |đã |đang |còn )*(?!(?:đảm bảo|bảo đảm) \w)"
    rf"(?:{naming_words('course')})\b.*$",
    re.IGNORECASE,
)
"""how something went, which is no part of a name"""
_CITED = re.compile(
    r"\s*\b(?:theo|tại|thực hiện|căn cứ)"
    r" (?:quyết định|nghị quyết|nghị định|thông tư|kế hoạch|chỉ thị|công văn|hướng dẫn|kết luận)"
    r"(?: liên tịch)? (?:số )?\d+[^\s,;]*(?: ngày \S+)?(?: của (?:chính phủ|thủ tướng chính phủ|ubnd \w+|hđnd \w+))?",
    re.IGNORECASE,
)
_HAS = re.compile(r"\w (?:có|bị|được) \w", re.IGNORECASE)
_LONGEST_LABEL = 9  # words; more, but for a named work, are a sentence that ends in a colon
EMPLOYS = re.compile(rf"(?:{naming_words('employing')})\b", re.IGNORECASE)
_HARMED = re.compile(rf"\b(?:làm |đã )?(?=(?:{naming_words('casualty')})\b)", re.IGNORECASE)
_SAID_OF = re.compile(r"\b(?:tăng|giảm|đạt|bằng|so với|như)\b", re.IGNORECASE)
OWN_PREDICATE = re.compile(r"^(?:đạt|vượt|được|đã|bị|chưa|không|đang|hoàn thành|có|về đích)\b", re.IGNORECASE)


def with_parent(name: Name, noun: str, f: Figure, s: Standing, *, acted: bool = False) -> Name:
    """A breakdown keeps its parent's qualifier: `gồm 17 sản phẩm 3 sao` of `sản phẩm OCOP`; where something else was done
    to it (`acted`: `đã giải quyết 45 đơn`), not what was done to the whole."""
    if s.parent is None:
        return name
    parent_noun = s.parent.counted or ""
    same = bool(noun and parent_noun) and parent_noun.split()[0] == noun.split()[0]
    predicate = names.without_words(halves(s.parent.name)[1], parent_noun)
    if noun.startswith("vụ") and is_offence(s.parent, f.core):
        return Name(name.head, f"{noun.split()[0]} {f.follow}", name.verb)  # `46 vụ vi phạm trật tự: gây rối 15 vụ`
    if not same and s.parent.counted and _SHARED_PREDICATE.match(predicate) and len(predicate.split()) <= 7:
        return Name(name.head, f"{name.thing} {predicate}", name.verb)
    inherited = s.parent.name.verb if s.parent.counted and not acted and (same or not name.verb) else ""
    if OWN_PREDICATE.match(f.follow) or (not same and f.follow and inherited in _PLAIN_VERBS):
        inherited = ""
    verb = f"{name.verb} {names.within(inherited)}" if inherited and not names.says(name.text, inherited) else name.verb
    if same and noun in noun_class("portion") and parent_noun.startswith(f"{noun} "):
        if names.says(name.thing, parent_noun):
            return Name(name.head, name.thing, verb)  # `lượt khách quốc tế` of `lượt khách`
        of = names.without_words(parent_noun, noun)  # `1.240 phần quà, trong đó 860 phần cho hộ nghèo`
        return Name(name.head, re.sub(rf"^{noun}\b", f"{noun} {of}", name.thing), verb)
    if same:
        kinds = parent_noun.startswith(f"{noun} ") and len(parent_noun.split()) - len(noun.split()) > 1
        # of `cuộc thanh tra`, a `cuộc` is one too
        rest = names.without_words(halves(s.parent.name)[1], noun if kinds else parent_noun)
        rest = (
            "" if acted and rest.lower() in ("phải", "cần") else rest
        )  # `phải giải quyết 90 đơn, gồm: tiếp nhận 60 đơn`
        rest = "" if noun.startswith("đơn") and rest.startswith("thư ") else rest  # `đơn thư (2.328 đơn khiếu nại, …)`
        if PEOPLE.match(name.thing) and PEOPLE.match(rest):
            return name  # `nhân viên y tế 640 người, trong đó bác sĩ 118 người`
        said = rest and names.says(name.text, rest.split()[0])  # `lượt khách lưu trú` of `lượt khách du lịch`
        if rest and not said and len(rest.split()) <= 6 and not OWN_PREDICATE.match(f.follow):
            return Name(thing=f"{name.thing} {rest}", verb=verb)
    return Name(name.head, name.thing, verb)


def is_offence(whole: Leader, item: str) -> bool:
    """Is `item` a kind of what the cases of the whole are, so that it needs no more words of it?"""
    if not (whole.counted or "").startswith("vụ") or _KIND_OF_OFFENCE.fullmatch(item) is None:
        return False
    of = names.without_words(halves(whole.name)[1], "vụ")
    return _OFFENCES.match(names.tidy(f"{of} {whole.name.verb}")) is not None


def joined_verb(words: Words, f: Figure, last: Leader) -> str:
    """What was done to the figure before it, where a comma or `và` alone joins the two: `tạm giữ 215 bảng hiệu và 38 xe`."""
    joined = words.text[f.left : f.core_end].strip() or words.text[f.left - 1 : f.left]
    return last.name.verb if not f.run and joined in (",", "và") else ""


def of_label(name: Name, s: Standing) -> Name:
    """`- Bão số 10: … chìm 03 tàu`: what says too little alone is of the item's label."""
    return _of(name, telling_label(s.topic)) if s.labelled else name


def without_course(name: Name) -> Name:
    """`Vụ cháy rừng diễn biến phức tạp` is a `Vụ cháy rừng`; nor is the law part of a name by which something was done."""
    if _CITED.search(name.text) and len(_CITED.sub("", f"{name.thing} {name.verb}").split()) >= BARE:
        name = Name(name.head, _CITED.sub("", name.thing), _CITED.sub("", name.verb))
    verb = _WORK_ON.sub("", _COURSE.sub("", name.verb)) if name.verb else ""
    return Name(name.head, _COURSE.sub("", name.thing), verb)


def beside_label(name: Name, noun: str, s: Standing) -> Name:
    """`Hỗ trợ nuôi ong: 04 mô hình, 62 hộ tham gia`: what is counted beside the label's own figure belongs to it too."""
    return name if noun in noun_class("inhabitant") else _of(name, telling_label(s.label))


def _of(name: Name, label: str) -> Name:
    own = len(f"{name.head} {name.thing}".split()) > BARE or _HAS.search(name.text) is not None
    if not label or own or names.says(name.text, label):
        return name
    said, noun = names.within(label), name.thing.strip()
    again = bool(noun) and not name.head and said.startswith(f"{noun} ")  # `Hộ nghèo: cuối năm 31 hộ`
    if noun.endswith(f" {' '.join(said.split()[:2])}"):
        return name  # `Hợp tác xã: 26 HTX; 11 tổ hợp tác`
    return Name(name.head, said if again else f"{name.thing} {said}", name.verb)


def telling_label(label: str) -> str:
    """The item's label where it says what its figures are about; not a field of work, nor a sentence."""
    label = _COURSE.sub("", _WORK_ON.sub("", label))
    label = names.trim(_SAID_OF.split(label)[0])  # `Tai nạn giao thông giảm so với cùng kỳ: xảy ra 187 vụ`
    if FIELD.fullmatch(label):
        return ""
    return label if len(label.split()) <= _LONGEST_LABEL or OWN_NAME.search(label) else ""


def course_told(words: Words, left: int, end: int) -> str:
    """What a clause without figures says how it went: `Nghề nuôi ngọc trai phát triển nhanh, | đến nay có 58 lồng`."""
    clause = words.front(left, end)
    return telling_label(clause) if _COURSE.search(clause) else ""


def harmed_in(noun: str, follow: str, s: Standing) -> Name | None:
    """People harmed in the event just counted: `tai nạn giao thông giảm 2 vụ, tăng 1 người chết`"""
    return of_event(Name(thing=f"{noun} {follow}"), noun, s) if _HARMED.match(follow) and event_in_force(s) else None


_OFFENCE = re.compile(r"\b(?:vi phạm|phạm tội)\b", re.IGNORECASE)
"""what was done against the law is no part of an accident: `xử phạt 26 trường hợp vi phạm an toàn giao thông`"""


def of_event(name: Name, noun: str, s: Standing) -> Name:
    """People and cases of the event just counted: `tai nạn giao thông 21 vụ, bị thương 16 người`."""
    event = event_in_force(s) if noun.split()[:1] in (["người"], ["trường"], ["đối"], ["em"]) else ""
    if not event or names.says(name.text, event) or _OFFENCE.search(name.thing):
        return name
    harmed = names.tidy(f"{name.thing} {name.verb}")
    if _HARMED.search(harmed):
        return Name(name.head, f"{_HARMED.sub(' ', harmed, count=1)} do {event}")
    return Name(name.head, f"{name.thing} {event}", name.verb)


def employer(words: Words, f: Figure, s: Standing) -> str:
    """Who employs or attracts what is counted: the sentence's subject, or what it counted first (`có 03 cụm công nghiệp,
    thu hút 27 dự án`)."""
    has = next((t for t in words.tokens if t.kind == "is"), None)
    subject = words.front(words.start, has.start) if has is not None and has.start < f.core_start else ""
    told = has is not None and words.has(words.start, has.start, ("verb",))
    if subject and not told and not AREA.match(subject) and not words.has(words.start, f.core_start, (":", ";")):
        return names.within(subject)
    first = s.leaders[0] if s.leaders else None
    if first is None or first.unit != "count" or words.has(first.quantity.end, f.core_start, (";",)):
        return ""
    return names.within(first.name.text)


_STRUCK = re.compile(
    rf"\W*(?:(?:do|đợt|cơn|các đợt|ảnh hưởng(?: của)?|trận) )*(?P<event>{naming_words('disaster')})\b", re.IGNORECASE
)


def loss_of_event(words: Words, f: Figure, s: Standing) -> Name | None:
    """What the event just counted cost: `tai nạn giao thông 06 vụ, …, thiệt hại gần 85 triệu đồng`"""
    lost = _LOSS.match(f.core) if f.unit in (*MONEY, "ha", "m2") else None
    event = event_in_force(s) if lost else ""
    if lost and not event and not s.labelled and (struck := _STRUCK.match(words.text, words.start, f.core_start)):
        event = struck["event"].lower()  # `Thiên tai, chủ yếu là mưa lớn, gây thiệt hại 8,4 tỷ đồng`
    head = names.default_head(f.unit) if f.unit not in MONEY else ""
    return Name(head=head, thing=f"{lost[1]} do {event}") if lost and event else None


def of_cause(harm: str, s: Standing) -> Name:
    """What a harm cost, with the event that the label names: `Bão số 10: tốc mái 46 nhà, thiệt hại 6,2 tỷ đồng`"""
    label = telling_label(s.label)
    return Name(thing=harm, verb=f"do {names.within(label)}" if label else "")


def fine_for(verb: str, last: Leader) -> Name:
    """`6 vụ sai phép, xử phạt 120 triệu đồng`"""
    of = names.within(last.name.thing) if last.unit == "count" else ""
    return Name(head="Số tiền", thing=f"{verb} {of}".strip())
