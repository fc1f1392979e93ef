"""Letter for letter, the form in which grammars compare Vietnamese text: same length, same offsets.

Set aside: case, the place of the tone mark (`hoà` = `hòa`, `uỷ` = `ủy`), `tỉ`/`tỷ` and `kì`/`kỳ`, `ð` for `đ`, kinds of
dash, quote and percent sign. Never changes the length: a match at i in the folded text is at i in the text.
"""

from __future__ import annotations

import re
from functools import lru_cache

_OLD = {
    "oa": ("oàoáoảoãoạ", "òaóaỏaõaọa"),
    "oe": ("oèoéoẻoẽoẹ", "òeóeỏeõeọe"),
    "uy": ("uỳuýuỷuỹuỵ", "ùyúyủyũyụy"),
}
_TONE = {old[i : i + 2]: new[i : i + 2] for old, new in _OLD.values() for i in range(0, 10, 2)}
# The old style differs only where the two vowels end the word: `hoàn`, `huỳnh` are spelt alike in both.
_PLACED = re.compile(r"(?:o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ])(?!\w)(?<!q..)")
_IY = re.compile(r"[tk][ìíỉĩị](?!\w)(?<!\w..)")
_Y = str.maketrans("ìíỉĩị", "ỳýỷỹỵ")
_SIGNS = (
    dict.fromkeys("–—−‑‐‒", "-")
    | dict.fromkeys("“”„«»", '"')
    | dict.fromkeys("‘’", "'")
    | dict.fromkeys("／∕⁄", "/")
    | {"ð": "đ", "％": "%", "：": ":", "\u00a0": " "}
)
_SIGN = re.compile(f"[{''.join(_SIGNS)}]")
# Most words need nothing of this; looking for any of it costs less than each replacement in turn.
_ANY = re.compile(rf"[àáảãạèéẻẽẹỳýỷỹỵìíỉĩị](?!\w)(?<=[outk].)|{_SIGN.pattern}")


@lru_cache(maxsize=1024)  # several grammars read the same paragraph
def fold(text: str) -> str:
    """`text` in comparison form; `len(fold(text)) == len(text)`."""
    low = text.lower()
    if len(low) != len(text):  # a letter whose lower case is two characters (İ)
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    if _ANY.search(low) is None:
        return low
    low = _SIGN.sub(lambda m: _SIGNS[m.group()], low)
    low = _PLACED.sub(lambda m: _TONE[m.group()], low)
    return _IY.sub(lambda m: m.group().translate(_Y), low)
