"""What a whole table is about, by its caption or the sentence that introduces it.

Where every row of a table is a part of one subject (`Thu ngân sách năm 2021`: thuế, phí, tiền đất), neither row nor
head prints that subject; a total row without it has no name at all.
Signals: the caption, without its label (`Bảng 1.`), its years and its first words that name nothing (`Tình hình thực
hiện`); else the beginning of the sentence before the table, up to its verb or first figure. Never: more than a phrase.
"""

from __future__ import annotations

import re

from pipeline.grammar.folding import fold
from pipeline.grammar.periods import find_periods
from pipeline.grammar.table_rows import split_label
from pipeline.grammar.table_words import tokenize, words

_LABEL = re.compile(
    r"(?i)(?:bảng|biểu|phụ\s+lục|phụ\s+biểu|mẫu)(?:\s+(?:số|mẫu))?(?:\s*[:.]?\s*(?:[IVX]+|\d+[\w./-]*))?\s*[.:)–-]*\s*"
)
_EACH = re.compile(
    r"(?i)\s+(?:(?:của|tại|ở|theo|cho)\s+)?(?:các|từng|theo)\s+(?:xã|phường|đơn vị|địa phương|thôn|huyện|ngành).*$"
)
_PARENTHESES = re.compile(r"\([^()]*\)")
_STOPS = re.compile(
    r"\s+(?:đạt|ước|được|là|có|gồm|như|cụ thể|theo|thực hiện|đã|trong đó|tính|với|cho thấy)(?!\w)|\d|[,:;(]|\s+[-–]\s"
)
_LONGEST = 12


def topic(caption: str | None, introduction: str | None) -> str:
    """The subject of a table as a phrase with a capital letter; empty where neither text names one."""
    return (_of_caption(caption) if caption else "") or (_of_sentence(introduction) if introduction else "")


def _of_caption(text: str) -> str:
    text = _PARENTHESES.sub(" ", text)
    label = _LABEL.match(text)
    text = text[label.end() :] if label else text
    for mention in reversed(find_periods(text)):
        text = text[: mention.start] + " " + text[mention.end :]
    return _phrase(_EACH.sub("", text))


def _of_sentence(text: str) -> str:
    text = split_label(text)[1]
    stop = _STOPS.search(fold(text))
    return _phrase(text[: stop.start()]) if stop else ""


def _phrase(text: str) -> str:
    """`text` from the first word that names something; small letters where it shouted."""
    text = " ".join(text.split()).strip(" .,:;-–")
    if text.isupper():
        text = text.lower()
    tokens = tokenize(text)
    at = 0
    while at < len(tokens):
        length = words("no_topic").leads(tokens[at:])
        if not length and tokens[at].key[0].isalnum():
            break
        at += length or 1
    if at == len(tokens) or len(tokens) - at > _LONGEST:
        return ""
    text = text[tokens[at].start :].strip(" .,:;-–")
    return text[:1].upper() + text[1:]
