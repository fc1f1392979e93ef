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

from pipeline.grammar.clauses import sentences, tokens
from pipeline.grammar.names import says, trim
from pipeline.grammar.periods import find_periods
from pipeline.grammar.phrases import find_phrases
from pipeline.grammar.quantities import Scan
from pipeline.grammar.said import Context, Statement, state_of
from pipeline.grammar.sentence import BY_OWNER, read_sentence
from pipeline.grammar.words import Words

__all__ = ["Context", "Statement", "read_statements"]

_ITEM = re.compile(r"\s*[-–+•*]\s*([^,:(;]{6,90}?)\s*[,:(]")
_NAMED_WITHIN = re.compile(r"\s[A-ZĐÀ-Ỹ]")


def read_statements(text: str, scan: Scan, context: Context) -> list[Statement]:
    """The statements of one paragraph view, in order; `context` is read and left as the paragraph leaves it."""
    out: list[Statement] = []
    heading = context.topic
    if scan.quantities:
        context.periods = find_periods(text, context.report_year, context.report_date)
        if subject := _item_subject(text, scan):
            context.topic = context.item = subject
    for start, end in sentences(text, scan):
        inside = [q for q in scan.quantities if start <= q.start < end]
        if inside:
            others = [x for x in scan.others if start <= x.start < end]
            found = tokens(text, start, end, inside, others)
            words = Words(text, found, [token.start for token in found], start, end)
            out += read_sentence(state_of(words, context))
            if context.bullet and heading and context.topic == heading and out and not says(out[0].name.text, heading):
                context.topic = ""  # `b) Cây màu, cây ăn trái`: `- Khóm: 1.318 ha. Sản lượng: 19.900 tấn`
        elif text[start:end].rstrip().endswith(":"):
            context.topic = trim(text[start:end].rsplit(",", 1)[-1])
            if context.last is not None and not any(p.kind == "opener" for p in find_phrases(text[start:end])):
                context.last = context.last.settled()  # `Sản lượng ước đạt 70 tấn. Tình hình một số cây như sau:`
    return out


def _item_subject(text: str, scan: Scan) -> str:
    """The named subject that opens a list item, before its first figure: `- Cầu Ông Đội (dài 42 m, …)`."""
    match = _ITEM.match(text)
    if match is None or match.end(1) > scan.quantities[0].lead or not _NAMED_WITHIN.search(match[1]):
        return ""
    verbs = [p for p in find_phrases(match[1]) if p.kind not in ("compound", "verb")]
    return trim(BY_OWNER.sub("", match[1])) if not verbs else ""
