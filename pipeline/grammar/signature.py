"""The closing block of a document: recipients, power to sign, position and name of the signatory.

Problem: `Nơi nhận:` and the signature stand side by side, above one another, or in the cells of a table, each line
apart or several run together (`TM. ỦY BAN NHÂN DÂN CHỦ TỊCH`).

Signals in order of precedence: the abbreviations of powers (`TM.`, `KT.`, `TL.`, `TUQ.`, `Q.`) before an office; the
list of positions (`lexicon/header.toml`); for the name, two to six capitalised words after the position. Where several
powers are printed (`TM. ỦY BAN NHÂN DÂN` / `KT. CHỦ TỊCH`) `authority` is the first, the body in whose name the report
is signed, and the position is the signatory's own (`Phó Chủ tịch`). Never: a name from anywhere else in the report.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import field

from pipeline.frozen import dataclass
from pipeline.grammar.folding import fold
from pipeline.grammar.letters import CAPITAL, SMALL
from pipeline.lexicon import table

_LEXICON = table("header")
_POSITIONS: dict[str, str] = {fold(name): name for name in _LEXICON["positions"]["names"]}
_POWERS: dict[str, str] = _LEXICON["authorities"]["forms"]


def _any_of(words: Sequence[str]) -> str:
    return "(?:" + "|".join(r"\s+".join(map(re.escape, w.split())) for w in sorted(words, key=len, reverse=True)) + ")"


_OFFICE = (
    rf"(?:{_any_of([fold(d) for d in _LEXICON['positions']['deputy']])}\s*)?{_any_of(list(_POSITIONS))}"
    rf"|{_any_of(_LEXICON['authorities']['bodies'])}"
)
_POWER = re.compile(rf"(?<![\w/]){_any_of(list(_POWERS))}\s*\.?\s*(?=(?:{_OFFICE})(?!\w))")
_POSITION = re.compile(
    rf"(?<!\w)(?:(?P<deputy>{_any_of([fold(d) for d in _LEXICON['positions']['deputy']])})\s*)?"
    rf"(?P<name>{_any_of(list(_POSITIONS))})(?!\w)(?P<tail>\s+{_any_of(_LEXICON['positions']['tails'])}(?!\w))?"
)
_RECIPIENTS = re.compile(r"nơi\s+(?:nhận|gửi)\s*(?::\s*|$|(?=[-–]))")
_OPENING = {power[0] for power in _POWERS} | {"n"}
"""The letters that a power or `Nơi nhận` begins with."""
_BULLET = re.compile(r"\s*[-–—+•*·]\s*")
_NAME = re.compile(rf"[{CAPITAL}][\w’'-]*(?:\s+[{CAPITAL}][\w’'-]*){{1,5}}|[A-ZĐ](?:\s?\.\s?[A-ZĐ]){{1,4}}\.?")
_SIGNED = re.compile(r"\W*(?:đã\s+ký|ký\s+tên|đã\s+ký\s+và\s+đóng\s+dấu|ký,\s+.*)\W*")
_RANK = re.compile(rf"(?:{_any_of(_LEXICON['positions']['ranks'])}\.?\s+)+")
_NAME_WINDOW = 6


@dataclass(slots=True)
class Signature:
    """What a closing block says; fields as in `schemas.structure.Header`."""

    authority: str | None = None
    position: str | None = None
    signatory: str | None = None
    recipients: list[str] = field(default_factory=list)


def closes(text: str) -> bool:
    """Does this paragraph open the closing block: `Nơi nhận:`, or a power to sign at its start in capitals?"""
    stripped = text.strip(" *_|")
    if stripped[:1].lower() not in _OPENING:
        return False
    folded = fold(stripped)
    power = _POWER.match(folded)
    signed = power is not None and len(text) < 120 and stripped[power.end() :][:4].isupper()
    return signed or _RECIPIENTS.match(folded) is not None


def read_signature(lines: Sequence[str]) -> Signature:
    """The closing block whose paragraphs (or cells) are `lines`, in reading order."""
    signature = Signature()
    listing = False
    wanted = 0
    for raw in lines:
        text = raw.strip(" *_|")
        opened = _RECIPIENTS.match(fold(text))
        if opened:
            listing, text = True, text[opened.end() :]
        if listing and (opened or _BULLET.match(text)):
            text = _take_recipients(text, signature, opened=bool(opened))
        if not text:
            continue
        rest = _take_powers(text, signature)
        if rest == text and signature.authority and not signature.position and text.isupper():
            signature.authority += f" {text}"  # the body's name goes on: `TM. ỦY BAN NHÂN DÂN` / `XÃ …`
            continue
        if rest != text:
            listing, wanted = False, _NAME_WINDOW
        wanted = _take_name(rest, signature, wanted)
        if signature.signatory and signature.position:
            break
    return signature


def _take_recipients(text: str, signature: Signature, opened: bool) -> str:
    """Add the recipients of one paragraph; what is left is a signature that stands on the same line."""
    power = _POWER.search(fold(text))
    listed, rest = (text[: power.start()], text[power.start() :]) if power else (text, "")
    if not listed.strip() or (opened and not _BULLET.match(listed)):
        return text
    for part in re.split(r"[;.]\s*(?=[-–+•]\s*)", listed):
        recipient = _BULLET.sub("", part, count=1).strip(" ;.,/")
        if recipient:
            signature.recipients.append(recipient)
    return rest


def _take_powers(text: str, signature: Signature) -> str:
    """Note the powers and the position of one paragraph; what is left may be the name."""
    folded = fold(text)
    powers = list(_POWER.finditer(folded))
    if not powers:
        position = _POSITION.match(folded)
        if position is None or not (text.isupper() or position.end() == len(text) or signature.authority):
            return text
        signature.position = signature.position or _position(position)
        return text[position.end() :].strip(" ,")
    rest = ""
    for power, following in zip(powers, [*powers[1:], None], strict=True):
        stop = following.start() if following else len(text)
        body = folded[power.end() : stop]
        own = _POSITION.match(body)
        other = _POSITION.search(body, own.end() if own else 0)
        end = power.end() + (other.start() if other else len(_capitals(text[power.end() : stop])))
        if signature.authority is None:
            signature.authority = f"{_power(power)} {' '.join(text[power.end() : end].split())}".strip()
        if other:
            signature.position = signature.position or _position(other)
            end = power.end() + other.end()
        elif own and _power(power) == "Q.":
            signature.position = signature.position or f"Quyền {_position(own)}"
        rest = text[end:stop]
    return rest.strip(" ,")


def _power(m: re.Match[str]) -> str:
    return _POWERS[" ".join(m.group().strip(" .").split())]


def _capitals(text: str) -> str:
    """The words in capitals that open `text`: the name of the body, before the name of a person."""
    m = re.match(rf"(?:[^\s{SMALL}]+(?:\s+|$))+", text)
    return m.group().rstrip() if m and m.group().strip() else text


def _position(m: re.Match[str]) -> str:
    name = _POSITIONS[" ".join(m["name"].split())]
    deputy = m["deputy"]
    tail = f" {m['tail'].strip()}" if m["tail"] else ""
    return f"{'Phó ' if deputy == 'phó' else 'Quyền ' if deputy else ''}{name}{tail}"


def _take_name(text: str, signature: Signature, wanted: int) -> int:
    """Look for the name among the paragraphs after the position; returns how many more to look at."""
    if wanted <= 0 or not text or _SIGNED.fullmatch(fold(text)):
        return wanted
    text = text[rank.end() :] if (rank := _RANK.match(fold(text))) else text
    if _NAME.fullmatch(text.strip(" .")) and not _POSITION.match(fold(text)):
        signature.signatory = " ".join(text.split())
        return 0
    return wanted - 1
