"""Where a project's name begins and ends, what its head is, and how an elided head comes back.

Problem: `Hoàn thành: Đường Trần Phú, Lê Lợi` names two roads; `Trường THCS Lê Lai, xã Tân Mỹ` names one
school. A name is [verb of renewal] head of works [qualifiers] proper part.
Signals, in order: the head lexicon; capital letters, codes and numbers after place words for the proper part; attribute
and predicate words (in small letters) for the end; the last head of the list for an item that is nothing but proper.
Never: invents a head that the list did not print, or takes the capital that opens a sentence for that of a name.
"""

from __future__ import annotations

import re
from functools import cache

from pipeline.frozen import dataclass
from pipeline.grammar.project_words import alternatives, head_pattern, heads, words

_TOKEN = re.compile(r"[^\W_]+(?:[&+./][^\W_]+)*")
_LABEL = re.compile(r"\s*(?:(?:\(\d{1,2}\)|\d{1,2}[.)](?=\s)|\(?[a-zđ]\)|[-–+•*])\s*)?(?:[\"“”'‘’]\s*)?")
_OF_PLACE = frozenset({"tại", "vào", "sau", "trước", "cùng", "hiện", "là", "trên"})
_JOINS = re.compile(r"(?<!\w)(?:nối|kết nối|giữa|liên thông)(?!\w)")
_PARTING = frozenset(",;:")
_OTHERS = re.compile(r":| và (?=\d)")
_LINK = re.compile(r",? ?(?:và )?(?=\w)")
_CODE = re.compile(r"(?:[A-ZĐ]{1,4}\d[\w+.-]*|\d+[A-Z]?)$")


@dataclass(frozen=True, slots=True)
class Lead:
    """The anatomy of a name that begins at `start`: its generic word (`dự án`) ends at `name`, verbs of building end at
    `built`; `renew`, `head` are where the verb of renewal and the first head end (equal to `built` if missing);
    `proper` is where the proper part begins (None without); `kind` is the class of the first head, `last` of the one
    before the proper part (`đường` and `thôn` in `đường thôn Đông`)."""

    start: int
    name: int
    built: int
    renew: int
    head: int
    proper: int | None
    kind: str | None
    last: str | None


def begin(text: str, at: int, end: int) -> int:
    """`at` behind white space, list label and opening quote."""
    match = _LABEL.match(text, at, end)
    return match.end() if match else at


def read_lead(text: str, folded: str, at: int, end: int) -> Lead:
    """The anatomy of what begins at `at` and goes on to `end` at most."""
    start, name, built, renew, first = _front(text, folded, at, end)
    kind = heads()[first.group()] if first else None
    head = first.end() if first else renew
    proper, last = _proper(text, folded, renew, head, end)
    return Lead(start, name, built, renew, head, proper, kind, last or kind)


def opens_with_head(text: str, folded: str, at: int, end: int) -> bool:
    """Does what begins at `at` have a head of works, behind its generic word and verbs?"""
    return _front(text, folded, at, end)[-1] is not None


def _front(text: str, folded: str, at: int, end: int) -> tuple[int, int, int, int, re.Match[str] | None]:
    """What stands before the proper part of a name: start, name, built and renew of a `Lead`, and its head."""
    start = begin(text, at, end)
    name = _skip(words("generic"), folded, start, end)
    if name > start:
        name = begin(text, name, end)
    built = name
    while (longer := _skip(words("build"), folded, built, end)) > built:
        built = longer
    renew = built
    while (longer := _skip(words("renew"), folded, renew, end)) > renew:
        renew = longer
        if (link := _LINK.match(folded, renew, end)) and words("renew").match(folded, link.end(), end):
            renew = link.end()
    return start, name, built, renew, head_pattern().match(folded, renew, end)


def _spaces(folded: str, at: int) -> int:
    while at < len(folded) and folded[at] == " ":
        at += 1
    return at


def _skip(pattern: re.Pattern[str], folded: str, at: int, end: int) -> int:
    match = pattern.match(folded, at, end)
    return _spaces(folded, match.end()) if match and match.end() < end else at


def _proper(text: str, folded: str, first: int, at: int, end: int) -> tuple[int | None, str | None]:
    """Where the proper part begins behind the head that ends at `at`, and the class of the last head before it."""
    kind: str | None = None
    covered = at
    for token in _TOKEN.finditer(text, at, end):
        if token.start() < covered:
            continue
        if not _PARTING.isdisjoint(folded[covered : token.start()]):
            break
        inner = head_pattern().match(folded, token.start(), end)
        if inner and (text[token.start()].islower() or " " in inner.group() or _is_acronym(inner.group())):
            kind, covered = heads()[inner.group()], inner.end()
            continue
        word, low = token.group(), folded[token.start() : token.end()]
        if word[0].isdigit() or _CODE.match(word):
            if not word[0].isdigit() or _numbers().search(folded, max(first, token.start() - 16), token.start()):
                return token.start(), kind
        elif word[0].isupper() and not _is_acronym(low):
            initial = token.start() == first
            if not initial or _capital_follows(text, token.end(), end):
                return token.start(), kind
        covered = token.end()
    return None, kind


def _is_acronym(word: str) -> bool:
    return words("acronyms").fullmatch(word) is not None


@cache
def _numbers() -> re.Pattern[str]:
    """A word that a number behind it completes to a name (`khu phố`, `hẻm`)."""
    return re.compile(rf"(?<!\w)(?:{alternatives('numbered')}|{alternatives('admin')}) ?$")


@cache
def _admin_or_number() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternatives('admin')}|số)(?!\w)")


def _capital_follows(text: str, at: int, end: int) -> bool:
    following = _TOKEN.search(text, at, end)
    return following is not None and following.group()[0].isupper() and not text[at : following.start()].strip()


def name_end(text: str, folded: str, lead: Lead, end: int) -> int:
    """Where the name that `lead` opens stops within `text[:end]`: before an attribute, a predicate or punctuation."""
    for match in words("stop").finditer(folded, max(lead.head, lead.renew), end):
        if text[match.start()].islower() and not _in_name(folded, match, lead):
            end = match.start()
            break
    if others := _OTHERS.search(folded, max(lead.head, lead.renew), end):
        end = others.start()
    return trim_end(text, lead.start, end)


def _in_name(folded: str, match: re.Match[str], lead: Lead) -> bool:
    """A word of place or order before the proper part (`cầu sau chợ Mới`), or `năm` that is no year."""
    word = match.group()
    if word == "dài":
        return folded[: match.start()].endswith(("nối ", "kéo "))
    if word == "với":
        return _JOINS.search(folded, lead.start, match.start()) is not None
    if word == "năm":
        if folded[: match.start()].endswith("đến "):
            return True
        return re.match(r" \d{4}(?!\d)", folded[match.end() : match.end() + 6]) is None
    return word in _OF_PLACE and (lead.proper is None or match.start() < lead.proper)


def is_definite(text: str, folded: str, lead: Lead, end: int) -> bool:
    """`Trạm Y tế phường`, `trụ sở UBND xã`: no proper part, but only one such there is."""
    stop = name_end(text, folded, lead, end)
    name = folded[lead.renew : stop].split()
    return lead.head > lead.renew and len(name) > 2 and words("admin").fullmatch(name[-1]) is not None


def trim_end(text: str, start: int, end: int) -> int:
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",;:.…-–—“”\"'"):
        end -= 1
    return end


def is_proper_only(text: str, folded: str, start: int, end: int, head: str) -> bool:
    """Is the item nothing but a proper part, or a place word that the shared head ends in and a proper part?"""
    word = head_pattern().match(folded, start, end)
    if (word and heads()[word.group()] != "place") or words("renew").match(folded, start, end):
        return False
    place = _admin_or_number().match(folded, start, end)
    if place and text[start].islower():
        return head.lower().endswith(" " + folded[place.start() : place.end()]) or place.group() == "số"
    tokens = [t.group() for t in _TOKEN.finditer(text, start, end)]
    return (
        bool(tokens)
        and tokens[0][0].isupper()
        and sum(t[0].isupper() or t[0].isdigit() for t in tokens) * 2 > len(tokens)
    )


def shared_head(text: str, lead: Lead) -> str:
    """The words that the next items of a list leave out: all before the proper part."""
    if lead.proper is None:
        return ""
    return text[lead.name : lead.proper].rstrip(' “"')


def restored(head: str, item: str) -> str:
    """`Đường` + `Lê Lợi`; `Nhà văn hóa thôn` + `thôn Đông` says `thôn` once."""
    if not head:
        return item
    last, first = head.split()[-1], item.split()[0]
    if last.lower() == first.lower():
        head = head[: -len(last)].rstrip()
    return f"{head[:1].upper()}{head[1:]} {item}" if head else item
