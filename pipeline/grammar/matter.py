"""What a sum of money by itself is about: `số tiền`, `thiệt hại`, `nộp Kho bạc` take the matter of their sentence.

Signals, in order: what the sentence counted first, without the noun that says nothing of it (`xử lý 873 trường hợp lấn chiếm,
nộp Kho bạc 1.420 triệu đồng`); the label of the item.
Never: adds to a sum that says what it is for, to a plan or capital, which are those of the whole report.
"""

from __future__ import annotations

import re

from pipeline.grammar import names
from pipeline.grammar.belonging import telling_label
from pipeline.grammar.names import Name
from pipeline.grammar.standing import MONEY, Figure, Leader, Standing
from pipeline.lexicon.function_words import naming_words, noun_class

_ALONE = re.compile(rf"(?:(?:{naming_words('sum_alone')})(?: |$))+", re.IGNORECASE)
_PURPOSE = re.compile(
    r"(?:tổng )?(?:số )?(?:nguồn |giá trị )?(?:kinh phí|vốn|nguồn lực)(?: huy động)?"
    rf" (?P<of>(?:{naming_words('purpose')})\b.+)",
    re.IGNORECASE,
)
_SOURCE = re.compile(
    r"(?:(?:nguồn |kinh phí )?(?:vốn|ngân sách|NS|quỹ|nguồn)|nhân dân|dân|xã hội hóa|doanh nghiệp|DN)\b", re.IGNORECASE
)
_EMPTY = noun_class("case")
_CASES = (["vụ"], ["trường"])  # `vụ`, `vụ vi phạm`, `trường hợp`
_HARMED = re.compile(r"(?:số )?người (?:chết|mất tích|bị thương)\b", re.IGNORECASE)
_LONGEST = 8  # words; more are a sentence


def of_matter(name: Name, f: Figure, s: Standing) -> Name:
    """The name of a sum with the matter of its sentence, where it has none of its own."""
    if f.unit not in MONEY or f.measure != "level" or _ALONE.fullmatch(name.text) is None:
        return name
    cases = [x for x in s.leaders if (x.counted or "").split()[:1] in _CASES]
    matters = (said for x in (*cases, *s.leaders) if x.unit == "count" and (said := matter_of(x)))
    matter = next(matters, "") or telling_label(s.label)
    if not matter or names.says(name.text, matter) or _ALONE.fullmatch(matter):
        return name
    return Name(name.head, f"{name.thing} {name.verb}".strip(), names.within(matter))


def of_purpose(name: Name, f: Figure, s: Standing) -> Name:
    """A source of capital with what the whole is for: `kinh phí sửa nhà ở 2,5 tỷ đồng, gồm ngân sách huyện 1,4 tỷ đồng, quỹ
    công đoàn 720 triệu đồng`."""
    whole = s.parent
    if whole is None or whole.unit != f.unit or f.unit not in MONEY or f.measure != "level":
        return name
    purpose = _PURPOSE.fullmatch(whole.name.text)
    if purpose is None or _SOURCE.match(name.text) is None or names.says(name.text, purpose["of"]):
        return name
    return Name(name.head, f"{name.thing} {name.verb}".strip(), names.within(purpose["of"]))


def matter_of(counted: Leader) -> str:
    """`lấn chiếm lối thoát hiểm` of `Trường hợp lấn chiếm lối thoát hiểm xử lý`; empty for a mere counted noun, and for acts
    (`ban hành 12 quyết định xử phạt`)."""
    noun = counted.counted or ""
    if noun.startswith("đợt ") and not _ALONE.fullmatch(noun.removeprefix("đợt ")):
        return noun.removeprefix("đợt ")  # `06 đợt thiên tai`
    if _HARMED.match(counted.name.text):
        return ""  # damage is not that of the dead
    rest = names.without_words(names.tidy(f"{counted.name.head} {names.within(counted.name.thing)}"), noun)
    said = rest if noun.lower() in _EMPTY else f"{noun} {rest}"
    if not names.has_thing(rest):
        return names.within(counted.name.verb) if noun.lower() in _EMPTY else ""
    return said if len(said.split()) <= _LONGEST and not _ALONE.fullmatch(rest) else ""
