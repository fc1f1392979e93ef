"""An indicator's name as a key that other wordings of the same indicator share.

Problem: `Giá trị SX công nghiệp (giá so sánh 2010)` and `Giá trị sản xuất công nghiệp` are one indicator, `Diện tích
lúa` and `Diện tích lúa vụ Đông Xuân` are two, and both differ by a few words.
Signals, in order: abbreviations written out (some only beside a fitting unit); the longest term of the lexicon: a facet
(season, price basis, growth phase, span of the year), a synonym, a filler, a light word; every other word is content.
Never: weighs words by their number, drops a word that no table names, or looks at values.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Literal

from pipeline import lexicon
from pipeline.grammar.folding import fold
from pipeline.reconcile.abbreviations import expanded
from pipeline.reconcile.words import AND, WORD, Words, split

Kind = Literal["facet", "content", "light", "filler"]

_YEAR = re.compile(r"(?:19|20)\d\d")
_LEAD = re.compile(r"^\s*(?:[-–—+*•·]+|\(?[a-zđ\d]{1,2}[.)]|[ivx]+[.)]|\d+(?:\.\d+)+\.?)\s+")
# The kind of a place before its name: one drafter writes `xã Đồng Tâm`, the other `Đồng Tâm`.
_PLACE_KIND = re.compile(
    r"(?<!\w)(?:của |tại |ở )?(?:(?<!tác )[Xx]ã|[Pp]hường|[Tt]hị trấn|[Hh]uyện|[Tt]hôn|[Bb]ản) (?=[A-ZĐÂÊÔƠƯÁÀẢÃẠ])"
)
_BETWEEN: tuple[Words, ...] = ((), ("đạt",), ("đạt", "chuẩn"), ("đạt", "tiêu", "chuẩn"))
"""What may stand between a thing and its naming again (`khu phố đạt khu phố văn hóa`)."""
_LONGEST = 8
"""Words of the longest term that the lexicon may hold."""
_PARENTHESES = re.compile(r"\(([^()]*)\)")
_INITIALS = re.compile(r"\s*\(\s*([A-ZĐƯƠÔ]{2,8})\s*\)")
_PER_TOTAL = re.compile(r"\s*/\s*tổng\b|\bso với tổng\b")
_SHARES, _ON, _OF = ("%", "permille"), ("trên", "trong"), "of"
_INDEX, _GROWTH = "chỉ số", "tốc độ tăng"
"""An index is stated by its growth, whether the name says so or not."""


@dataclass(frozen=True, slots=True)
class NameKey:
    """What a name says. `content` decides identity; `light` words may be missing from the other name; `facets` are
    pairs of facet and the values stated for it."""

    content: frozenset[str]
    light: frozenset[str] = frozenset()
    facets: tuple[tuple[str, frozenset[str]], ...] = ()

    def facet(self, name: str) -> frozenset[str]:
        """The stated values of a facet; empty where the name is silent."""
        return next((values for facet, values in self.facets if facet == name), frozenset())

    def with_facet(self, name: str, values: Iterable[str]) -> NameKey:
        """The key with one facet set from elsewhere (a column, a period)."""
        others = tuple(pair for pair in self.facets if pair[0] != name)
        return NameKey(self.content, self.light, tuple(sorted((*others, (name, frozenset(values))))))


@dataclass(frozen=True, slots=True)
class Facet:
    """`default`: the value that a silent name means; None where silence is compatible with every value, or, if there
    are `neutral` values, with those alone. `overlap`: two names agree that share one value and differ in neutral ones
    alone."""

    name: str
    default: str | None
    neutral: frozenset[str]
    overlap: bool

    def agrees(self, mine: frozenset[str], theirs: frozenset[str]) -> bool:
        """Can one indicator state both?"""
        if mine and theirs:
            return bool(mine & theirs) and mine ^ theirs <= self.neutral if self.overlap else mine == theirs
        stated = mine or theirs
        if self.default is not None:
            return stated == {self.default}
        return not self.neutral or bool(stated & self.neutral)


@dataclass(frozen=True, slots=True)
class _Term:
    kind: Kind
    token: str
    facet: str = ""


@cache
def facets() -> tuple[Facet, ...]:
    return tuple(
        Facet(entry["name"], entry.get("default"), frozenset(entry.get("neutral", ())), entry.get("overlap", False))
        for entry in _table()["facet"]
    )


@lru_cache(maxsize=200_000)
def name_key(name: str, unit: str | None = None) -> NameKey:
    """The key of `name` for a figure in the canonical `unit`."""
    words = _rewritten(_without_insertions(expanded(words_of(name), unit)), unit)
    whole = _whole(words) if unit in _SHARES else len(words)
    words, of = words[:whole], words[whole:]
    content, light = set[str](), set[str]()
    stated: dict[str, set[str]] = {}
    for term in _segmented(words, _terms(unit)):
        if term.kind == "facet":
            stated.setdefault(term.facet, set()).add(term.token)
        elif term.kind == "content":
            content.add(term.token)
        elif term.kind == "light":
            light.add(term.token)
    if of:
        stated[_OF] = {" ".join(sorted(term.token for term in _segmented(of, _terms(unit)) if term.kind == "content"))}
    if _INDEX in content:
        content.discard(_GROWTH)
    if not content and stated and implied_words(unit or ""):  # `Cây vụ Đông` beside ha
        content = set(_table()["implied"][unit][:1])
    if not content:  # nothing but common words (`Lao động`): then they are what it says
        content, light = light or set(words), set()
    return NameKey(
        frozenset(content), frozenset(light), tuple(sorted((key, frozenset(values)) for key, values in stated.items()))
    )


def _whole(words: Words) -> int:
    """Where a share says what it is of (`nợ xấu trên tổng dư nợ`); the end where it does not."""
    places = range(1, len(words) - 2)
    return next((at for at in places if words[at] in _ON and words[at + 1] == "tổng"), len(words))


def bare(text: str) -> str:
    """Letters without tone and vowel marks; `đ` stays."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def stated_facets(text: str) -> dict[str, frozenset[str]]:
    """The facets that words outside a name state (a period's label, a column)."""
    return dict(name_key(text).facets)


def words_of(name: str) -> Words:
    """The folded words of a name, without what numbers it, its unit, and the kinds of places."""
    name = _PLACE_KIND.sub("", unicodedata.normalize("NFC", name))
    name = _INITIALS.sub(lambda match: "" if _are_initials(match[1], name[: match.start()]) else match[0], name)
    folded = _PER_TOTAL.sub(" trên tổng", fold(name)).replace("<", " dưới ").replace(">", " trên ")
    text = _PARENTHESES.sub(_unless_unit, folded)
    return tuple(word.lstrip("0") or word for word in WORD.findall(_LEAD.sub("", text)) if word != AND)


def _are_initials(letters: str, before: str) -> bool:
    """`Hội đồng nhân dân (HĐND)`: the parentheses repeat the words before them."""
    words = [word[0] for word in WORD.findall(fold(before))]
    return "".join(words[-len(letters) :]) == fold(letters)


def _unless_unit(match: re.Match[str]) -> str:
    """Parentheses give the unit (`(triệu đồng)`, `(ĐVT: ha)`) or say something of the indicator."""
    inner = match.group(1).strip()
    inner = re.sub(r"^(?:đvt|đơn vị tính|đơn vị)\s*:?\s*", "", inner)
    return " " if inner in _unit_words() else f" {inner} "


@cache
def _unit_words() -> frozenset[str]:
    forms = {fold(form) for form in lexicon.units().forms}
    money = {fold(word) for word in lexicon.magnitudes()}
    return frozenset(
        forms | {f"{magnitude} {form}" for magnitude in money for form in ("đồng", "usd", "đ")} | {"1000 đồng"}
    )


def _without_insertions(words: Words) -> Words:
    """Words without what may stand in the middle of a term, and what that leaves twice in a row once (`khu phố đạt danh
    hiệu khu phố văn hóa`)."""
    out: list[str] = []
    at = 0
    while at < len(words):
        size = next((n for n in (4, 3, 2, 1) if words[at : at + n] in _insertions()), 0)
        out.extend(() if size else words[at : at + 1])
        at += size or 1
    for size, between in itertools.product((3, 2, 1), _BETWEEN):
        if size == 1 and not between:
            continue  # the end of one term, the beginning of the next (`Hè Thu thu hoạch`)
        at = 0
        while at + 2 * size + len(between) <= len(out):
            again = at + size + len(between)
            if out[at : at + size] == out[again : again + size] and tuple(out[at + size : again]) == between:
                del out[at:again]
            else:
                at += 1
    return tuple(out) or words


def _rewritten(words: Words, unit: str | None) -> Words:
    """Words with what a pattern of the lexicon says of many wordings of one term."""
    text = " ".join(words)
    for pattern, term in _patterns(unit):
        text = pattern.sub(term, text)
    return tuple(text.split())


@cache
def _patterns(unit: str | None) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile(rf"(?<!\S)(?:{entry['words']})(?!\S)"), entry["term"])
        for entry in _table()["pattern"]
        if unit in entry.get("units", [unit])
    )


@cache
def _insertions() -> frozenset[Words]:
    return frozenset(split(phrase) for phrase in _table()["filler"]["insertions"])


def _segmented(words: Words, terms: Mapping[Words, _Term]) -> Iterator[_Term]:
    """The terms that words fall into: as few unknown words as can be, then as few terms, then the longest first
    (`số | dân quân`, not `số dân | quân`)."""
    best: list[tuple[int, int, int]] = [(0, 0, 0)] * (len(words) + 1)  # unknown words, terms, length of the first
    for at in range(len(words) - 1, -1, -1):
        unknown, count, _ = best[at + 1]
        found = (unknown + (words[at : at + 1] not in terms), count + 1, -1)
        for size in range(2, min(_LONGEST, len(words) - at) + 1):
            if words[at : at + size] in terms:
                unknown, count, _ = best[at + size]
                found = min(found, (unknown, count + 1, -size))
        best[at] = found
    at = 0
    while at < len(words):
        size = -best[at][2]
        term = terms.get(words[at : at + size])
        if term is not None:
            yield term
        elif not _YEAR.fullmatch(words[at]):
            yield _Term("content", words[at])
        at += size


def _table() -> dict[str, Any]:
    return lexicon.table("indicator_names")


@cache
def counted_alike() -> tuple[tuple[str, ...], ...]:
    """Nouns of one kind of thing counted, which drafters use for one another (`em`, `học sinh`)."""
    return tuple(tuple(fold(noun) for noun in nouns) for nouns in _table()["counted"]["alike"])


@dataclass(frozen=True, slots=True)
class Near:
    """Terms of which one drafter writes one, another the other, where names share one of the words `beside`, if any."""

    terms: frozenset[str]
    beside: frozenset[str]


@cache
def near_terms() -> tuple[Near, ...]:
    return tuple(Near(frozenset(one["terms"]), frozenset(one.get("beside", ()))) for one in _table()["near"])


@cache
def _roots() -> dict[str, str]:
    return {term: min(group.terms) for group in near_terms() for term in group.terms}


def rooted(content: frozenset[str]) -> frozenset[str]:
    """Content with one term for all that drafters use for one another: by what names are looked up."""
    return content if content.isdisjoint(_roots()) else frozenset(_roots().get(word, word) for word in content)


@cache
def distinct() -> frozenset[str]:
    """Content that makes another indicator of the one whose name lacks it."""
    return frozenset(" ".join(split(word)) for word in _table()["distinct"]["words"])


@cache
def opposed() -> tuple[frozenset[str], ...]:
    """Content of which one name has the one, another the other: never the same."""
    return tuple(frozenset(" ".join(split(word)) for word in pair) for pair in _table()["distinct"]["opposed"])


@cache
def loose() -> frozenset[str]:
    """Those of the distinct content that a drafter leaves out where a report has but one of the two."""
    return frozenset(" ".join(split(word)) for word in _table()["distinct"]["loose"])


@cache
def _terms(unit: str | None) -> dict[Words, _Term]:
    """Every phrase of the lexicon under a unit; where tables overlap, facets win, then synonyms, compounds, filler,
    light words."""
    terms: dict[Words, _Term] = {}
    table = _table()
    for phrase in table["light"]["words"]:
        terms[_form(phrase)] = _light(phrase)
    for phrase in _holding(table["filler"], "words", "words", unit):
        terms[_form(phrase)] = _Term("filler", "")
    for phrase in table["distinct"]["words"]:
        terms.setdefault(_form(phrase), _Term("content", " ".join(split(phrase))))
    for phrase in (*table["compounds"]["words"], *table["implied"].get(unit, ())):
        terms[_form(phrase)] = _Term("content", " ".join(split(phrase)))
    for forms in _holding(table["synonyms"], "always", "forms", unit):
        for form in forms:
            terms[_form(form)] = _Term("content", forms[0])
    for phrase in _holding({**table["light"], "words": []}, "words", "words", unit):
        terms[_form(phrase)] = _light(phrase)
    for entry in table["facet"]:
        if unit is not None and unit not in entry.get("units", [unit]):
            continue
        for value, forms in entry["values"].items():
            for form in forms:
                terms[_form(form)] = _Term("facet", value, entry["name"])
    return terms


@cache
def _form(phrase: str) -> Words:
    """A phrase of the tables as it stands in a name from which insertions were taken."""
    return _without_insertions(split(phrase))


def _light(phrase: str) -> _Term:
    return _Term("light", " ".join(split(phrase)))


@cache
def implied_words(unit: str) -> frozenset[str]:
    """The measure that a unit gives by itself (`diện tích` beside ha)."""
    return frozenset(_table()["implied"].get(unit, ()))


def _holding(table: Mapping[str, Any], always: str, by_unit: str, unit: str | None) -> Sequence[Any]:
    more = [one for entry in table.get("by_unit", ()) if unit in entry["units"] for one in entry[by_unit]]
    return [*table[always], *more]
