"""The literals of the quantity grammar, read once from their TOML tables and checked as they are read.

Each table says what it holds; every entry carries an example that a test parses. A table that breaks its own form is a
programming error and raises `LexiconError` at load, naming the table and the entry.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, TypeVar, get_args

from pipeline.frozen import dataclass
from schemas.observation import Approximation, Unit

T = TypeVar("T")


class LexiconError(ValueError):
    """A lexicon table does not have the form its reader promises."""


@dataclass(frozen=True, slots=True)
class UnitForm:
    """One printed unit is `factor` canonical units `code`."""

    code: Unit
    factor: Decimal


@dataclass(frozen=True, slots=True)
class Units:
    forms: Mapping[str, UnitForm]
    denominators: Mapping[str, str]
    composites: Mapping[tuple[str, frozenset[str]], Unit]


@dataclass(frozen=True, slots=True)
class Magnitude:
    factor: Decimal
    currency: bool
    unless: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ApproximationWord:
    approx: Approximation
    not_after: frozenset[str]


@dataclass(frozen=True, slots=True)
class Approximations:
    before: Mapping[str, ApproximationWord]
    after: Mapping[str, Approximation]
    bases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """`kinds`: noun -> its kind (nouns of one kind may be listed after one number); `stop`: words that are no nouns;
    `longer`: words that begin with a counted noun and are none."""

    kinds: Mapping[str, str]
    stop: frozenset[str]
    longer: frozenset[str]


@dataclass(frozen=True, slots=True)
class NumberWords:
    """Words of numbers and, by the word before or after, where they do not count."""

    digits: Mapping[str, int]
    scales: Mapping[str, int]
    inside: tuple[str, ...]
    begin: tuple[str, ...]
    not_after: frozenset[str]
    not_before: frozenset[str]
    counts_one: frozenset[str]
    counts_five: frozenset[str]
    year_before: frozenset[str]


@dataclass(frozen=True, slots=True)
class PatternRule:
    """A non-indicator recognised by its own shape. `pattern` is matched on folded text, or as printed if `cased`;
    `open_` says that a unit or counted noun right after the match makes it a quantity after all."""

    name: str
    kind: str
    pattern: str
    cased: bool
    open_: bool


@dataclass(frozen=True, slots=True)
class HeadRule:
    """Words that a number after them completes to a name (`khu phố 3`). `firm`: whatever follows; else a unit or a
    counted noun after the number makes it a quantity (`tổ 5 hộ`)."""

    name: str
    kind: str
    words: tuple[str, ...]
    firm: bool


@dataclass(frozen=True, slots=True)
class NonIndicatorRules:
    patterns: tuple[PatternRule, ...]
    heads: tuple[HeadRule, ...]
    not_numbered: frozenset[str]
    longer_words: tuple[str, ...]
    place_types: tuple[str, ...]
    share_of: tuple[str, ...]
    counting_before: tuple[str, ...]


@cache
def table(name: str) -> dict[str, Any]:
    """The raw table `name`.toml."""
    return tomllib.loads(files("pipeline.lexicon").joinpath(f"{name}.toml").read_text(encoding="utf-8"))


@cache
def units() -> Units:
    raw = table("units")
    forms: dict[str, UnitForm] = {}
    for entry in raw["unit"]:
        _require("units", entry, {"code", "forms", "example"}, {"factor"})
        _known_unit(entry["code"])
        form = UnitForm(entry["code"], Decimal(entry.get("factor", "1")))
        _add("units", forms, entry["forms"], form)
    denominators: dict[str, str] = {}
    for entry in raw["denominator"]:
        _require("units", entry, {"name", "forms", "example"})
        _add("units", denominators, entry["forms"], entry["name"])
    composites: dict[tuple[str, frozenset[str]], Unit] = {}
    for entry in raw["composite"]:
        _require("units", entry, {"of", "by", "code", "example"})
        _known_unit(entry["code"])
        if unknown := set(entry["by"]) - set(denominators.values()):
            raise LexiconError(f"units.toml: composite {entry['code']} divides by unknown {sorted(unknown)}")
        composites[entry["of"], frozenset(entry["by"])] = entry["code"]
    return Units(MappingProxyType(forms), MappingProxyType(denominators), MappingProxyType(composites))


@cache
def magnitudes() -> Mapping[str, Magnitude]:
    out: dict[str, Magnitude] = {}
    for entry in table("magnitudes")["magnitude"]:
        _require("magnitudes", entry, {"factor", "forms", "example"}, {"currency", "unless"})
        value = Magnitude(Decimal(entry["factor"]), entry.get("currency", False), tuple(entry.get("unless", ())))
        _add("magnitudes", out, entry["forms"], value)
    return MappingProxyType(out)


@cache
def approximations() -> Approximations:
    raw = table("approximations")
    before: dict[str, ApproximationWord] = {}
    after: dict[str, Approximation] = {}
    for entry in raw["before"]:
        _require("approximations", entry, {"approx", "forms", "not_after", "example"})
        _known_approximation(entry["approx"])
        word = ApproximationWord(entry["approx"], frozenset(entry["not_after"]))
        _add("approximations", before, entry["forms"], word)
    for entry in raw["after"]:
        _require("approximations", entry, {"approx", "forms", "example"})
        _known_approximation(entry["approx"])
        _add("approximations", after, entry["forms"], entry["approx"])
    return Approximations(MappingProxyType(before), MappingProxyType(after), tuple(raw["between"]["bases"]))


@cache
def counted() -> Counted:
    raw = table("counted")
    kinds: dict[str, str] = {}
    for entry in raw["kind"]:
        _require("counted", entry, {"name", "nouns"})
        for noun in entry["nouns"]:
            _well_formed("counted", noun)
            kinds.setdefault(noun, entry["name"])
    return Counted(MappingProxyType(kinds), frozenset(raw["fallback"]["stop"]), frozenset(raw["longer"]["words"]))


@cache
def number_words() -> NumberWords:
    raw = table("number_words")
    for name, entry in raw.items():
        if "example" not in entry:
            raise LexiconError(f"number_words.toml: [{name}] lacks an example")
    guards = ("not_after", "not_before", "counts_one", "counts_five", "year_before")
    return NumberWords(
        MappingProxyType(raw["digits"]["words"]),
        MappingProxyType(raw["scales"]["words"]),
        tuple(raw["parts"]["inside"]),
        tuple(raw["parts"]["begin"]),
        *(frozenset(raw[name]["words"]) for name in guards),
    )


@cache
def nonindicators() -> NonIndicatorRules:
    raw = table("nonindicators")
    macros = raw["macro"]
    patterns = []
    for entry in raw["pattern"]:
        _require("nonindicators", entry, {"name", "kind", "pattern", "example"}, {"cased", "open"})
        pattern = entry["pattern"]
        for key, value in macros.items():
            pattern = pattern.replace("{" + key + "}", value)
        if re.compile(pattern).groups:
            raise LexiconError(f"nonindicators.toml: {entry['name']} has a capturing group")
        patterns.append(
            PatternRule(entry["name"], entry["kind"], pattern, entry.get("cased", False), entry.get("open", False))
        )
    heads = []
    for entry in raw["head"]:
        _require("nonindicators", entry, {"name", "kind", "words", "example"}, {"firm"})
        heads.append(HeadRule(entry["name"], entry["kind"], tuple(entry["words"]), entry.get("firm", False)))
    words = {}
    for name in ("not_numbered", "longer_words", "place_types", "share_of", "counting_before"):
        _require("nonindicators", raw[name], {"words", "example"})
        words[name] = tuple(raw[name]["words"])
    rules = NonIndicatorRules(
        tuple(patterns),
        tuple(heads),
        frozenset(words["not_numbered"]),
        words["longer_words"],
        words["place_types"],
        words["share_of"],
        words["counting_before"],
    )
    names = [rule.name for rule in rules.patterns] + [rule.name for rule in rules.heads]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise LexiconError(f"nonindicators.toml: names used twice: {twice}")
    return rules


def _require(name: str, entry: Mapping[str, Any], required: set[str], optional: Iterable[str] = ()) -> None:
    if missing := required - entry.keys():
        raise LexiconError(f"{name}.toml: {dict(entry)} lacks {sorted(missing)}")
    if unknown := entry.keys() - required - set(optional):
        raise LexiconError(f"{name}.toml: {dict(entry)} has unknown keys {sorted(unknown)}")


def _known_unit(code: str) -> None:
    if code not in get_args(Unit):
        raise LexiconError(f"units.toml: {code!r} is no canonical unit")


def _known_approximation(approx: str) -> None:
    if approx not in get_args(Approximation):
        raise LexiconError(f"approximations.toml: {approx!r} is no approximation")


def _well_formed(name: str, form: str) -> None:
    if form != form.lower().strip() or not form:
        raise LexiconError(f"{name}.toml: {form!r} is not in lower case without outer spaces")


def _add(name: str, into: dict[str, T], forms: Iterable[str], value: T) -> None:
    for form in forms:
        _well_formed(name, form)
        if form in into:
            raise LexiconError(f"{name}.toml: {form!r} is listed twice")
        into[form] = value
