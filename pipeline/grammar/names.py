"""How an indicator is named: the noun phrase a statistician would give the row, in words that the document prints.

Signals, in order: the noun phrase that stands with the figure; the verb that says what was done; the measure noun of the
breakdown's parent, or the default of the unit, where the phrase is only a thing (`lúa` -> `Sản lượng lúa`); the thing last
spoken of, where the phrase is only a measure (`năng suất` -> `Năng suất lúa`).
Never: invents a word beyond the measure nouns of the lexicon, or keeps a year, an approximation or a verb of attaining.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from pipeline.frozen import dataclass
from pipeline.grammar.phrases import word_key
from pipeline.lexicon.function_words import default_heads, measure_nouns, neutral_words, no_measures

_EDGE = " ,;:.-–+*•\"“”'()/…"
_LIST_LABEL = re.compile(r"^\s*(?:[-–+*•]|\(?\d{1,2}[.)]|[a-zđ]\)|[IVX]+\.)\s+")
_LEAD_WORDS = re.compile(
    r"^(?:và|với|cho(?! thuê| vay| mượn| phép)|của(?! cải)"
    r"|về(?! đích| nước| quê)|tại|ở|các|những|một số|số|từ|trong(?! hạn| nước)|là|có(?! mặt)|được|do|để"
    r"|việc(?! làm)|công tác"
    r"|bằng(?! cấp| chứng| khen)"
    r"|đã|đang|cùng|theo|hoặc|thì|mà|như|nên|vẫn|còn|cả|thêm|(?:đến )?(?:đầu|cuối) (?:năm|kỳ|quý|tháng))\s+(?=\S)",
    re.IGNORECASE,
)
_TAIL_WORDS = re.compile(
    r"(?:^|\s)(?:và|với|cho|của|về|tại|(?<!nhà )(?<!đất )ở|từ"
    r"|trong|là|do|để|theo|hoặc|thì|mà|như|nên|đã|đang|gồm|bao gồm|đến|thuộc|hiện có"
    r"|(?<!cấp )(?<!tuyến )trên|(?:trên|dưới|từ) \d+|(?:tại )?thời điểm(?: ngày)?"
    r"|(?:đến|tính đến|đến hết) ngày|đến hết|vào|khi|các|những|ước"
    r"|(?<!dân )(?<!chỉ )(?<!tỷ )(?<!hệ )(?<!thiểu )(?<!sĩ )(?<!quân )(?<!doanh )số|hơn|gần|khoảng|nhất là"
    r"|(?:đầu|cuối) năm|giai đoạn|cuối|trong số|so|(?<!hàng )(?<!hằng )(?<!lâu )(?<!cả )(?:năm|tháng)|(?<!chưa )(?<!không )đạt"
    r"|(?<!cấp )được|(?<!chưa )(?<!không )có|còn|(?<!việc )làm|khiến)$",
    re.IGNORECASE,
)


_AT_DATE = re.compile(r"\s(?:tại|đến|tính đến) thời điểm(?: ngày)? \d{1,2}/\d{1,2}(?:/\d{4})?\s*$")
_NAMED_BY = frozenset({"quỹ", "chương trình", "đề án"})  # `Quỹ Đền ơn đáp nghĩa`: their things are names
_TWICE = re.compile(r"\b(\w++ \w++) \1\b", re.IGNORECASE)  # `sản lượng khai thác` + `khai thác biển`
_LONGEST_TAIL = 20  # characters that the longest of them takes
_RECENT = 4096  # phrases remembered: a figure's name is looked at from many sides, and comes back with the next figure


@dataclass(frozen=True, slots=True)
class Name:
    """`head` the measure noun, `thing` what is measured or counted with its qualifiers, `verb` what was done to it."""

    head: str = ""
    thing: str = ""
    verb: str = ""

    @property
    def text(self) -> str:
        return _joined(self.head, self.thing, self.verb)

    def __bool__(self) -> bool:
        return bool(self.head or self.thing or self.verb)


@lru_cache(maxsize=_RECENT)
def _joined(head: str, thing: str, verb: str) -> str:
    named = not head or head.lower() in _NAMED_BY
    words = tidy(f"{head} {thing if named else within(thing)} {within(verb)}")
    said = words.lower().split()
    if any(map(str.endswith, said, said[2:])):  # few names say a word again so soon
        words = _TWICE.sub(r"\1", words)
    return words[:1].upper() + words[1:]


@lru_cache(maxsize=_RECENT)
def tidy(words: str) -> str:
    """Single spaces, no dangling punctuation, no unpaired parenthesis."""
    words = " ".join(words.split())
    words = words.replace(" ,", ",").replace("( ", "(").replace(" )", ")")
    if words.count("(") != words.count(")"):
        words = words.replace("(", " ").replace(")", " ")
        words = " ".join(words.split())
    else:
        words = words.replace("()", "")
    closing = words.endswith(")")
    words = words.strip(_EDGE)
    return words + ")" if closing and words.count("(") > words.count(")") else words


def within(words: str) -> str:
    """Words that began a sentence, as they stand within a name: `Cây lúa` -> `cây lúa`; names keep their capitals."""
    first, _, rest = words.partition(" ")
    begins = first.isalpha() and first.istitle() and rest[:1].islower()
    return words[:1].lower() + words[1:] if begins else words


@lru_cache(maxsize=_RECENT)
def trim(words: str) -> str:
    """Without list label, and without connectives at either end."""
    label = _LIST_LABEL.match(words)
    words = _AT_DATE.sub("", words) if "thời điểm" in words else words
    words = tidy(words[label.end() :] if label else words)
    while tail := _TAIL_WORDS.search(words, max(0, len(words) - _LONGEST_TAIL)):
        words = tidy(words[: tail.start()])
    while (lead := _LEAD_WORDS.match(words)) and not _is_measure(words):
        words = words[lead.end() :]
    return words


@cache
def _measure_keys() -> dict[tuple[str, ...], None]:
    return {tuple(word_key(word) for word in noun.split()): None for noun in measure_nouns()}


@cache
def _verb_keys() -> frozenset[tuple[str, ...]]:
    """Verbs and offices that begin with a measure noun: `thu gom`, `chi cục`."""
    return frozenset(tuple(word_key(word) for word in phrase.split()) for phrase in no_measures())


@cache
def _neutral_keys() -> frozenset[str]:
    return frozenset(word_key(word) for word in neutral_words())


@cache
def _longest() -> int:
    return max(len(key) for key in _measure_keys())


@lru_cache(maxsize=_RECENT)
def split_head(words: str) -> tuple[str, str]:
    """(`Sản lượng`, `lúa`) of `Sản lượng lúa`; (``, `lúa`) of `lúa`."""
    parts = words.split()
    keys = tuple(word_key(part.rstrip(",;")) for part in parts)  # `thu gom, vận chuyển` is no revenue
    for n in range(min(_longest(), len(parts)), 0, -1):
        if keys[:n] in _measure_keys() and keys[: n + 1] not in _verb_keys():
            return " ".join(parts[:n]), " ".join(parts[n:])
    return "", words


def _is_measure(words: str) -> bool:
    return bool(split_head(words)[0])


def has_thing(words: str) -> bool:
    """Does the phrase name a thing, beyond neutral words (`bình quân`, `cả năm`)?"""
    return any(word_key(word.strip(_EDGE)) not in _neutral_keys() for word in words.split() if word.strip(_EDGE))


def default_head(unit: str | None) -> str:
    return default_heads().get(unit or "", "")


def without_words(words: str, gone: str) -> str:
    """`words` less the leading or trailing run that `gone` already says."""
    keys, drop = [word_key(w) for w in words.split()], [word_key(w) for w in gone.split()]
    if not drop or len(keys) < len(drop):
        return words
    if keys[: len(drop)] == drop:
        return " ".join(words.split()[len(drop) :])
    if keys[-len(drop) :] == drop:
        return " ".join(words.split()[: -len(drop)])
    return words


def says(words: str, said: str) -> bool:
    """Are all words of `said` among `words`?"""
    have = {word_key(w.strip(_EDGE)) for w in words.split()}
    return all(word_key(w.strip(_EDGE)) in have for w in said.split() if w.strip(_EDGE))
