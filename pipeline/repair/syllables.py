"""Is a string spelt like a Vietnamese syllable? The measure by which every repair is judged.

Signals: the table of initials and rimes (syllables.toml); at most one tone; a stop at the end takes sắc or nặng; all
small, all capital, or a capital first; a tone on a vowel that may bear it, in either manner of writing (`hoà`, `hòa`,
also `tòan`, `qúy`: that is taste or a slip, not damage). Never: a list of words; meaning.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from pipeline.lexicon import table
from pipeline.text import compose, view_of

_TONES = {"\u0300": "f", "\u0301": "s", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
_VOWELS = "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
_COMBINING = re.compile("[\u0300-\u036f]")
_SHAPED = "ăâêôơư"
_LONGEST = 8
_STOPS = ("c", "ch", "p", "t")

TONED = {
    unicodedata.normalize("NFC", vowel + mark): (vowel, tone) for vowel in _VOWELS for mark, tone in _TONES.items()
}
"""Every vowel with a tone -> the vowel without it, the tone's letter in Telex."""
LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZđĐ" + _VOWELS).union(TONED)
"""What a Vietnamese word is written with (and f, j, w, z of names), composed."""
ACCENTED = LETTERS.difference("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
WORD_LETTERS = "A-Za-zÀ-ÖØ-öø-ʯ\u0370-\u052fḀ-ỿ"
"""Letters that words in these texts have, damaged ones too, as ranges for a pattern (faster than `\\w`)."""

_WITHOUT_TONE = str.maketrans({letter: vowel for letter, (vowel, _) in TONED.items()})


def composed(word: str) -> str:
    """`word` (or a longer text) in the composed form of views."""
    return view_of(word).apply(compose(word)).text if _COMBINING.search(word) else word


def is_syllable(word: str) -> bool:
    """Is the composed `word` one well-formed syllable?"""
    return len(word) <= _LONGEST and _is_syllable(word)


@lru_cache(maxsize=1 << 15)
def _is_syllable(word: str) -> bool:
    if not (word.islower() or word.isupper() or (word[:1].isupper() and word[1:].islower())):
        return False
    lower = word.lower()
    bare = lower.translate(_WITHOUT_TONE)
    bearers = _bearers().get(bare)
    if bearers is None:
        return False
    stopped = bare.endswith(_STOPS) and len(bare) > 1
    if lower == bare:
        return not stopped or bare in _loans()
    tones = [i for i, letter in enumerate(lower) if letter in TONED]
    return len(tones) == 1 and tones[0] in bearers and (not stopped or TONED[lower[tones[0]]][1] in "sj")


@cache
def _bearers() -> dict[str, frozenset[int]]:
    """Every syllable without its tone -> the positions of the vowels that may bear one."""
    raw = table("syllables")
    rimes = {rime for key, group in raw["rimes"].items() if key != "example" for rime in group}
    front = {rime for rime in rimes if rime[0] in "eêiy"}
    pairs = {(initial, rime) for initial in raw["plain"]["initials"] for rime in rimes}
    pairs -= {("", rime) for rime in rimes if rime.startswith("iê")}  # without an initial: yê, in [special]
    pairs |= {(initial, rime) for initial in raw["split"]["back"] for rime in rimes - front}
    pairs |= {(initial, rime) for initial in raw["split"]["front"] for rime in front}
    out = {initial + rime: _positions(initial, rime) for initial, rime in pairs}
    for initial, group in raw["special"].items():
        for rime in group if initial != "example" else ():
            swallowed = {1} if initial in ("qu", "gi") else set()
            out[initial + rime] = _positions(initial, rime) | swallowed | out.get(initial + rime, frozenset())
    out.update({loan: frozenset(range(len(loan))) for loan in _loans()})
    return out


def _positions(initial: str, rime: str) -> frozenset[int]:
    vowels = [i for i, letter in enumerate(rime) if letter in _VOWELS]
    shaped = [i for i in vowels if rime[i] in _SHAPED]
    if shaped:
        places = shaped[-1:]
    elif rime.startswith(("oa", "oe", "uy")):
        places = [0, 1]
    elif len(vowels) == len(rime):
        places = vowels[:1]  # open: the glide or second half bears none
    else:
        places = vowels[-1:]
    return frozenset(len(initial) + place for place in places)


@cache
def _loans() -> frozenset[str]:
    return frozenset(table("syllables")["loans"]["syllables"])
