"""What a function phrase is among its neighbours: the lexicon tells its class, the words around it may tell another.

Signals, in order: `đột xuất` in the same sentence (`kế hoạch` is then a kind of inspection); a figure right behind
`vượt kế hoạch`; who set a plan, behind the plan (`kế hoạch | HĐND xã giao`); a basis right behind `hơn`, `kém` (`hơn cùng kỳ
3,2%`); a concession that its `nhưng` closes without a figure (`tuy giảm | nhưng còn 5,2%`).
Never: touches a figure, or adds a comparison where no basis is named.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.frozen import replace
from pipeline.grammar.folding import fold
from pipeline.lexicon.function_words import naming_words

if TYPE_CHECKING:
    from pipeline.grammar.clauses import Token

_SETTER = r"(?: |, )(?:(?i:của|do|được|đã|đầu năm)|(?:HĐND|UBND)(?: và UBND)?|(?i:hội đồng nhân dân|ủy ban nhân dân))"
_PLACE = r" (?i:trung ương|chính phủ|bộ|cấp trên|tỉnh|huyện|xã|phường|thị xã|thị trấn|thành phố|đặc khu|cùng cấp)"
_SET_BY = re.compile(rf"(?:{_SETTER}|{_PLACE})+ (?i:{naming_words('setting')})(?! (?:đất|mặt bằng|thông))\b")
_MORE_OR_LESS = re.compile(
    # both by their first letters: a set of characters is sought much faster than alternatives
    r"[hnkHNK](?<=[\s,;(].)(?i:(?P<up>(?<=h)ơn|(?<=n)hiều thêm)|(?<=k)ém)"
    r"(?= (?i:cùng (?:kỳ|thời)|ck\b|cknt\b|đầu năm|năm (?:trước|ngoái|\d{4})|(?:quý|tháng|vụ) trước"
    r"|(?:kế hoạch|kh|chỉ tiêu|dự toán|nghị quyết|mục tiêu|định mức)\b))"
)
_CONCESSION = re.compile(
    r"[tdmTDM](?<!\w.)(?i:(?:(?<=t)uy|(?<=d)ù|(?<=m)ặc dù)\b(?! nhiên)"
    r"(?:[^,;:()\d]|, (?=nhưng|song))*?\s(?:nhưng|song)(?= ))"
)


def in_context(text: str, start: int, end: int, found: list[Token]) -> list[Token]:
    """The tokens of `text[start:end]`, in order, each of the class that its neighbours give it."""
    kinds = {token.kind for token in found}
    if "basis_plan" in kinds:
        found = _set_by(text, _scheduled(text, start, end, found))
    if "compound" in kinds:
        found = _beyond_plan(text, found)
    if "silent" in kinds:
        found = _how_done(text, found)
    return _conceded(text, start, end, _compared(text, start, end, found))


def unscheduled(text: str, start: int, end: int) -> bool:
    """Does the sentence tell what was planned from what was not: `đột xuất`?"""
    return fold(text).find("đột xuất", start, end) >= 0


def _scheduled(text: str, start: int, end: int, found: list[Token]) -> list[Token]:
    """`kế hoạch` beside `đột xuất` is a kind of inspection, no target: `36 cuộc (kế hoạch 30 cuộc, đột xuất 6 cuộc)`."""
    if not unscheduled(text, start, end):
        return found
    kind = [t.kind == "basis_plan" and text[t.start : t.end].lower() == "kế hoạch" for t in found]
    return [replace(t, kind="compound") if plain else t for t, plain in zip(found, kind, strict=True)]


def _beyond_plan(text: str, found: list[Token]) -> list[Token]:
    """`vượt kế hoạch` before a figure says by how much (`vượt kế hoạch 212 tấn`); elsewhere it is part of a name."""
    out: list[Token] = []
    for i, token in enumerate(found):
        if token.kind == "compound" and _goes_beyond(text, token, found[i + 1 : i + 2]):
            cut = token.start + len("vượt")
            out += [replace(token, end=cut, kind="up"), replace(token, start=cut + 1, kind="basis_plan")]
        elif _praises(text, found[i - 1 : i], token, found[i + 1 : i + 2]):
            out.append(replace(token, kind="aside"))
        else:
            out.append(token)
    return out


def _how_done(text: str, found: list[Token]) -> list[Token]:
    """`trong đó tập trung 860 người, tại nhà 3.260 người`: how it was done, where no verb stands beside it."""
    out: list[Token] = []
    for i, token in enumerate(found):
        touches = i + 1 < len(found) and found[i + 1].kind == "Q" and not text[token.end : found[i + 1].start].strip()
        behind = i > 0 and found[i - 1].kind in ("opener", ",", "verb", "(")
        how = token.kind == "silent" and touches and behind and text[token.start : token.end].lower() == "tập trung"
        out.append(replace(token, kind="compound") if how else token)
    return out


def _praises(text: str, before: list[Token], token: Token, behind: list[Token]) -> bool:
    """Is it said of what stands before the comma: `31.984 tấn, | vượt kế hoạch đề ra và | tăng 768 tấn`?"""
    apart = bool(before) and before[0].kind == "," and not text[before[0].end : token.start].strip()
    joined = bool(behind) and behind[0].kind in ("up", "down") and text[token.end : behind[0].start].strip() == "và"
    return apart and joined and text[token.start : token.end].lower().startswith("vượt ")


def _goes_beyond(text: str, token: Token, behind: list[Token]) -> bool:
    touches = bool(behind) and behind[0].kind == "Q" and not text[token.end : behind[0].start].strip()
    return touches and text[token.start : token.end].lower().startswith("vượt ")


def _set_by(text: str, found: list[Token]) -> list[Token]:
    """`so với kế hoạch HĐND xã đề ra 515 ha`: who set the plan belongs to it."""
    out: list[Token] = []
    for token in found:
        if out and out[-1].kind == "basis_plan" and token.start < out[-1].end:
            continue
        said = _SET_BY.match(text, token.end) if token.kind == "basis_plan" else None
        crossed = said is not None and any(t.kind == "Q" and token.end <= t.start < said.end() for t in found)
        out.append(replace(token, end=said.end()) if said is not None and not crossed else token)
    return out


def _compared(text: str, start: int, end: int, found: list[Token]) -> list[Token]:
    """`hơn cùng kỳ 3,2%`, `kém chỉ tiêu 12 ha`: comparisons without `tăng`, `giảm`."""
    out = list(found)
    for said in _MORE_OR_LESS.finditer(text, start, end):
        if not any(t.start < said.end() and said.start() < t.end for t in found):
            like = next((t for t in found if t.start >= said.end() and t.kind != "Q"), None)
            if like is not None:
                turn = replace(like, start=said.start(), end=said.end(), kind="up" if said["up"] else "down")
                out.append(turn)
    return sorted(out, key=lambda t: (t.start, t.end)) if len(out) > len(found) else found


def _conceded(text: str, start: int, end: int, found: list[Token]) -> list[Token]:
    """`tỷ lệ hộ nghèo tuy giảm nhưng còn 5,2%`: what is conceded without a figure says nothing of the figure behind it."""
    for said in reversed(list(_CONCESSION.finditer(text, start, end))):
        within = [t for t in found if t.start < said.end() and said.start() < t.end]
        if (
            within
            and not any(t.kind == "Q" or t.kind.startswith("X:") for t in within)
            and within[-1].end <= said.end()
        ):
            at = found.index(within[0])
            aside = replace(within[0], start=said.start(), end=said.end(), kind="aside")
            found = [*found[:at], aside, *found[at + len(within) :]]
    return found
