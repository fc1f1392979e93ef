"""The name of y in x/y: `bê tông hóa 38/45 km` is of the plan for the same roads, `12/15 xã đạt chuẩn` of all communes.

Signals, in order: a target bears the part's name; a population its own, as far as the words behind it or before x/y say it.
Never: decides which of the two it is; `figures` does.
"""

from __future__ import annotations

import re

from pipeline.grammar import names
from pipeline.grammar.folding import fold
from pipeline.grammar.names import Name
from pipeline.grammar.phrases import find_phrases
from pipeline.grammar.quantities import Quantity
from pipeline.grammar.standing import CLASSIFIERS
from pipeline.grammar.units import read_measure
from pipeline.lexicon.function_words import noun_class

_PREDICATE = re.compile(
    r"\s(?:đạt|về đích|được|công nhận|đã|có|còn|(?<!thiết )bị|chưa|không|tham gia|thực hiện|hoàn thành|ra|vào|đi|đến"
    r"|(?<!mục đích )sử dụng|hưởng|trong|tại|ở|thuộc(?! diện))\b",
    re.IGNORECASE,
)


def name_of_whole(part: Name, whole: Quantity, population: str, *, target: bool) -> Name:
    """The name of y in x/y: a target bears the part's name, a population its own, as far as `population` says."""
    noun = f"{whole.counted or ''} {population}".strip()
    if whole.counted in noun_class("criterion") or part.verb == "hiện có":  # `Biên chế viên chức hiện có 312/340 người`
        return Name(part.head, part.thing, re.sub(r"^đạt ?| ?đạt$|^hiện có$", "", part.verb))
    if target or whole.unit != "count" or not noun:
        return part
    thing = noun if population else _population_before(part, noun)
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
