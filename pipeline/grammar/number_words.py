"""Numbers in words (`hai`, `ba mươi hai`, `một nghìn hai trăm`, `hai tỷ rưỡi`): their value, and where they count.

Problem: the same words are ordinals, dates, idioms and names (`thứ ba`, `tháng tư`, `một số`, `hai bên`, Ba Đồn), and
`năm` is the year far more often than five.
Signals, in order: the closed set of number words, read by place (units, tens, hundreds, then falling scale words);
lower case (a capital only where a sentence begins); the word before; the word after a lone number word.
Never: reads Roman numerals, ordinals or fractions, or asks what is counted; that is the caller's business.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from pipeline import lexicon
from pipeline.grammar.numbers import ONE, Numeral

_WORD_BEFORE = re.compile(r"([^\W\d_]+) $")
_NEXT_WORDS = re.compile(r" ([^\W_]+)(?: ([^\W_]+))?")
_HALF = ("rưỡi", "rưởi")
_AND = ("lẻ", "linh")
_TEN = ("mươi", "chục")


@cache
def _run() -> re.Pattern[str]:
    words = lexicon.number_words()
    every = "|".join([*words.digits, *words.scales, *words.inside])
    return re.compile(rf"(?:{every})(?: (?:{every})){{0,24}}(?!\w)")


def read_number_words(folded: str, start: int) -> Numeral | None:
    """The longest number in words at `folded[start]`, None where the words there make no number. Does not ask whether
    it counts."""
    match = _run().match(folded, start)
    words = match.group().split(" ") if match else []
    while words:
        end = start + len(" ".join(words))
        if not _is_begun(folded, end, words[-1]) and (read := parse_words(words)) is not None:
            return Numeral(start, end, *read)
        words.pop()
    return None


def _is_begun(folded: str, end: int, word: str) -> bool:
    """Does the scale word that ends at `end` only begin another word: `cuối năm tỷ lệ hộ nghèo`?"""
    scale = lexicon.magnitudes().get(word)
    following = _NEXT_WORDS.match(folded, end) if scale is not None and scale.unless else None
    return scale is not None and following is not None and following.group(1) in scale.unless


def counting_words(text: str, folded: str, at: int) -> Numeral | None:
    """The number in words at `at` where it counts; None in ordinals, dates, idioms, names and for the year."""
    numeral = read_number_words(folded, at)
    if numeral is None:
        return None
    printed = text[at : numeral.end]
    opens_sentence = at == 0 or text[at - 2 : at] in (". ", "; ", ": ", "- ", "+ ")
    if not printed.islower() and not (opens_sentence and printed[0].isupper() and printed[1:].islower()):
        return None
    words = lexicon.number_words()
    match = _WORD_BEFORE.search(folded, max(0, at - 12), at)
    before = match.group(1) if match else ""
    if before in words.not_after:
        return None
    following = _NEXT_WORDS.match(folded, numeral.end)
    after = {following.group(1), f"{following.group(1)} {following.group(2)}"} if following else set()
    if printed == "năm":
        counts = (
            before in words.counts_five and not after & words.year_before and not any(w[0].isdigit() for w in after)
        )
        return numeral if counts else None
    if " " not in printed and after & words.not_before:
        return None
    if printed.lower() == "một" and before not in words.counts_one:
        return None
    return numeral


def parse_words(words: list[str]) -> tuple[Decimal, Decimal] | None:
    """Value and resolution: groups below a thousand, each scaled by the scale word after it; a scale that is not
    smaller than the one before multiplies everything so far (`ba nghìn tỷ`). None where the words make no number."""
    scales = lexicon.number_words().scales
    done, resolution, step = Decimal(0), ONE, None
    group: Decimal | None = None
    at = 0
    while at < len(words):
        word = words[at]
        if word in scales:
            if group is None and not done:
                return None
            scale = Decimal(scales[word])
            if step is not None and scale >= step:
                done = (done + (group or 0)) * scale
                resolution = scale * (step if group is None else ONE)
            elif group is None:
                return None
            else:
                done, resolution = done + group * scale, scale
            group, step, at = None, scale, at + 1
        elif word in _HALF:
            closes = step is not None and group is None and at + 1 == len(words)
            return (done + step / 2, step / 10) if closes and step is not None else None
        elif group is None and (taken := _below_thousand(words, at)) is not None:
            group, at, resolution = Decimal(taken[0]), taken[1], ONE
        else:
            return None
    return done + (group or 0), resolution


def _below_thousand(words: list[str], at: int) -> tuple[int, int] | None:
    """Value and next position of the hundreds, tens and units that begin at `at`."""
    digits = lexicon.number_words().digits

    def word(i: int) -> str:
        return words[i] if i < len(words) else ""

    def unit(i: int) -> int | None:
        """The digit at `i` where it is one and does not itself open hundreds or tens."""
        return digits[word(i)] if word(i) in digits and word(i + 1) not in (*_TEN, "trăm") else None

    total, start = 0, at
    if word(at) in digits and word(at + 1) == "trăm":
        total, at = digits[word(at)] * 100, at + 2
        if word(at) in _AND:
            rest = unit(at + 1)
            return None if rest is None else (total + rest, at + 2)
    tens = 10 if word(at) == "mười" else digits[word(at)] * 10 if word(at) in digits and word(at + 1) in _TEN else 0
    if tens:
        total, at = total + tens, at + (1 if word(at) == "mười" else 2)
        if (rest := unit(at)) is not None:
            total, at = total + rest, at + 1
    elif at == start and (only := unit(at)) is not None:
        total, at = only, at + 1
    return (total, at) if at > start else None
