"""Names of agencies: lines of a header in capitals to the name as running text writes it.

Problem: a header prints `ỦY BAN NHÂN DÂN` / `THỊ XÃ SƠN HÀ`, over one to four lines, with or without the agency above;
records want `UBND thị xã Sơn Hà`. Capitals do not say which words are names.

Signals in order of precedence: the same name in the body of the same report, in its own spelling; the words agencies
and units begin with (`lexicon/header.toml`); the spelling rules of Nghị định 30/2020 (units lower case but before a
number, fields of work with a capital). Never: a name that the document does not print.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from pipeline.frozen import dataclass
from pipeline.grammar.folding import fold
from pipeline.grammar.letters import CAPITAL, SMALL, is_capitals
from pipeline.lexicon import table

_LEXICON = table("header")
_AGENCIES = _LEXICON["agencies"]
_TIERS: dict[str, int] = _LEXICON["units"]["tiers"]
_SHORT_UNITS = frozenset(unit.strip(".") for unit in _TIERS if len(unit.strip(".")) == 2 and unit != "xã")
_KINDS = frozenset(_AGENCIES["kinds"])
_ACRONYMS = frozenset(_AGENCIES["acronyms"])


def _opens(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))})(?!\w)")


_HEAD = _opens(_AGENCIES["heads"])
_BARE = _opens(_AGENCIES["bare"])
_UNIT = re.compile(_opens(list(_TIERS)).pattern + r"(?!\s+(?:hội|ủy)\b)")
_UNIT_INSIDE = re.compile(rf"(?<!\w)(?<!hợp tác ){_UNIT.pattern}")
_LOCAL, _OWNING = _opens(_AGENCIES["local"]), _opens(_AGENCIES["owning"])
_COMMITTEES = _opens([short.lower() for short in _AGENCIES["short"].values()])
_NAMED_KINDS = tuple(_AGENCIES["named"])
_NO_VOWEL = re.compile(r"[bcdđghklmnpqrstvx]{2,}")
_PARTY: dict[str, str] = _AGENCIES["party"]
_COMMITTEE_OF_PARTY = _opens(list(_PARTY))
_PARTY_INSIDE = re.compile(rf"(?<!\w){_COMMITTEE_OF_PARTY.pattern}")
_NAMED = re.compile(rf"\.?\s*(?:[{CAPITAL}]|\d)")
_LINKS_ON = re.compile(r"(?:\b(?:và|của|của các)|[-–,&])\s*$")


@dataclass(frozen=True, slots=True)
class Agencies:
    """The agency that issued a document and the one above it, as running text writes them."""

    issuer: str | None = None
    superior: str | None = None


def read_agencies(lines: Sequence[str], body: str) -> Agencies:
    """The agencies named by the left column of a header; `body` is the running text, for the spelling of names."""
    named = _grouped([" ".join(line.split()).strip(" *_-–|") for line in lines])
    if not named:
        return Agencies()
    superior = spelled(named[-2], body) if len(named) > 1 else None
    own = named[-1]
    if _UNIT.match(fold(own)) and superior and superior.startswith(tuple(_AGENCIES["short"].values())):
        own = f"{superior.split()[0]} {own}"  # `UBND HUYỆN X` / `XÃ Y`: the commune's committee
    issuer = spelled(own, body)
    return Agencies(_whole(issuer, superior) if superior else issuer, superior)


def unit_of(agency: str) -> str | None:
    """The administrative unit whose agency it is: `Phòng Nội vụ huyện Sơn Hà` -> `huyện Sơn Hà`."""
    party = _PARTY_INSIDE.search(fold(agency))
    if party is not None and agency[party.end() :].strip():
        return f"{_PARTY[party.group()]} {agency[party.end() :].strip()}"
    m = next((m for m in _UNIT_INSIDE.finditer(fold(agency)) if _NAMED.match(agency, m.end())), None)
    if m is None:
        return None
    above = next((n for n in _UNIT_INSIDE.finditer(fold(agency), m.end()) if _NAMED.match(agency, n.end())), None)
    return agency[m.start() : above.start() if above else None].strip(" ,-–")


def _whole(issuer: str, superior: str) -> str:
    """The issuer with the unit that only the line above it names: `Sở Y tế` under `UBND tỉnh An Bình`."""
    unit = unit_of(superior)
    if unit is None or unit_of(issuer) or not _LOCAL.match(fold(issuer)):
        return issuer
    owned = _OWNING.match(fold(superior)) and not _COMMITTEES.fullmatch(fold(issuer))
    return f"{issuer} {superior if owned else unit}"


def names_agency(line: str) -> bool:
    """Does this line of a header, in small letters too, begin as the name of an agency?"""
    return _HEAD.match(fold(line)) is not None


def _grouped(lines: Sequence[str]) -> list[str]:
    named: list[str] = []
    for line in lines:
        if line and named and _continues(fold(named[-1]), fold(line)):
            named[-1] = f"{named[-1]} {line}"
        elif line:
            named.append(line)
    return named


def _continues(above: str, line: str) -> bool:
    if _BARE.fullmatch(above) or _LINKS_ON.search(above):
        return True
    if _HEAD.match(line):
        return False
    ends_with_unit = any(above.endswith(f" {unit}") for unit in _TIERS)
    return not _UNIT.match(line) or not _UNIT_INSIDE.search(above) or ends_with_unit


def spelled(name: str, body: str) -> str:
    """`name` (in capitals, or already as printed) in the spelling of running text."""
    for long, short in _AGENCIES["short"].items():
        at = fold(name).find(long)
        if at >= 0:
            name = name[:at] + short + name[at + len(long) :]
    if not is_capitals(_SHORT.sub("", name)) and not is_capitals(name):
        return name
    return _as_in(body, name) or _by_rule(re.sub(r"(?<=\w{3})[-–](?=\w)", " - ", name))


_SHORT = re.compile(rf"\b(?:{'|'.join(_AGENCIES['short'].values())})\b")


def _as_in(body: str, name: str) -> str | None:
    """The spelling that the body gives `name` most often, if it has it outside capitals."""
    words = r"\s*-\s*".join(re.escape(part) for part in re.split(r"\s*-\s*", fold(name)))
    found = Counter(body[m.start() : m.end()] for m in re.finditer(rf"(?<!\w){words}(?!\w)", fold(body)))
    spelt = [text for text in found if text[0].isupper() and not is_capitals(_SHORT.sub("", text))]
    return max(spelt, key=lambda text: (found[text], text), default=None)


def _by_rule(name: str) -> str:
    words = fold(name).split()
    out: list[str] = []
    in_place = False
    while len(out) < len(words):
        i = len(out)
        unit = _UNIT.match(" ".join(words[i:])) or _COMMITTEE_OF_PARTY.match(" ".join(words[i:]))
        if unit is None:
            out.append(_word(words[i], i, words, in_place))
            in_place = in_place or " ".join(words[: i + 1]).endswith(_NAMED_KINDS)
            continue
        in_place = True
        size = len(unit.group().split())
        before_number = words[i + size : i + size + 1] and words[i + size][0].isdigit()
        short = words[i].strip(".") in _SHORT_UNITS
        first = words[i].upper() if short else words[i].capitalize() if before_number or i == 0 else words[i]
        out += [first, *words[i + 1 : i + size]]
    return _proper(" ".join(out))


def _proper(name: str) -> str:
    """The name with what is a name of its own within it spelt as such (`MTTQ Việt Nam`)."""
    for proper in _AGENCIES["proper"]:
        name = re.sub(rf"(?<!\w){proper}(?!\w)", proper, name, flags=re.IGNORECASE)
    return name


def _word(word: str, i: int, words: Sequence[str], in_place: bool) -> str:
    if word in _ACRONYMS or "&" in word or _NO_VOWEL.fullmatch(word):
        return word.upper()
    if word == "và":
        return word
    opens = i == 0 or words[i - 1] in _KINDS or " ".join(words[max(0, i - 2) : i]) in _KINDS or in_place
    return word[:1].upper() + word[1:] if opens else word


_CAPITALISED = rf"(?:\s+[{CAPITAL}][{SMALL}’'-]*){{1,4}}(?!\w)|\s+\d+"
_COMMITTEE = re.compile(
    rf"(?<!\w)(?:UBND|[ỦU][ỷỶyY] ban nhân dân|Ủy ban nhân dân)\s+(?P<unit>{_UNIT.pattern})(?P<name>{_CAPITALISED})?"
)
_REPORTS = re.compile(r",?\s+(?:xin\s+)?(?:tổng\s+hợp\s*,?\s+)?báo\s+cáo\b")


def issuer_from_body(opening: str, body: str) -> str | None:
    """The issuer of a report without a header block: the committee that its opening names as reporting; the unit's
    name, where the opening leaves it out (`UBND thị xã báo cáo`), from where the body gives it most often."""
    named = [*_COMMITTEE.finditer(opening), *_COMMITTEE.finditer(body)]
    reporting = [m for m in named if _REPORTS.match(m.string, m.end())]
    found = next(iter((*reporting, *named)), None)
    if found is None:
        return None
    unit, name = found["unit"], " ".join((found["name"] or "").split()) or _name_of(found["unit"], body)
    if not name:
        return f"UBND {unit}"
    return f"UBND {unit.capitalize() if name.isdigit() else unit} {name}"


def _name_of(unit: str, body: str) -> str | None:
    """The name that `unit` bears most often in the body; where an agency of that unit is named it counts more."""
    counts: Counter[str] = Counter()
    for m in re.finditer(rf"(?P<agency>(?:UBND|HĐND|Đảng ủy)\s+)?(?<!\w){unit}(?P<name>{_CAPITALISED})", body):
        counts[" ".join(m["name"].split())] += 3 if m["agency"] else 1
    return max(counts, key=lambda name: (counts[name], -len(name))) if counts else None
