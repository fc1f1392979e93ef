"""The named relations of `lexicon/relations.toml`, compiled once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, Literal

from pipeline.frozen import dataclass
from pipeline.grammar.letters import any_word
from pipeline.lexicon import table


@dataclass(frozen=True, slots=True)
class Partition:
    """Figures whose words match one of each of `parts` make up the figure whose words match `total`."""

    name: str
    total: re.Pattern[str]
    parts: tuple[re.Pattern[str], ...]
    open_parts: bool
    words: tuple[tuple[str, ...], ...]
    """The words of each part: a report or passage without one of each needs no closer look."""


@dataclass(frozen=True, slots=True)
class Product:
    name: str
    factors: tuple[str, str]
    result: str
    each: re.Pattern[str] | None


@cache
def pattern(section: str, *keys: str) -> re.Pattern[str]:
    """The words of a section (under `keys`; else `words`) as one pattern of whole words."""
    return any_of(word for key in keys or ("words",) for word in table("relations")[section][key])


@cache
def cues(section: str, *keys: str) -> tuple[str, ...]:
    """Phrases for `says`: a text that has none of them has no match of `pattern` with the same arguments."""
    return _shortest([word for key in keys or ("words",) for word in table("relations")[section][key]])


def is_spoken_of(needed: Iterable[Iterable[str]], folded: str) -> bool:
    """Is one phrase of each there?"""
    for phrases in needed:
        for phrase in phrases:
            if phrase in folded:
                break
        else:
            return False
    return True


def _rare_first(needed: Iterable[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """Long phrases are rare: most reports are done with by the first."""
    return tuple(sorted(map(_shortest, needed), key=lambda phrases: -min(map(len, phrases))))


def _shortest(phrases: Sequence[str]) -> tuple[str, ...]:
    """Those without another one in them: a text without these has none."""
    return tuple(one for one in phrases if not any(other in one for other in phrases if other != one))


def says(folded: str, phrases: Iterable[str]) -> bool:
    """Is one of the phrases there, if only within longer words? Much cheaper than a pattern, where mostly none is."""
    for phrase in phrases:  # noqa: SIM110 (`any` makes a generator each time)
        if phrase in folded:
            return True
    return False


@cache
def partitions() -> tuple[Partition, ...]:
    return tuple(
        Partition(entry["name"], any_of(entry["total"]), tuple(any_of(part) for part in entry["parts"]),
                  entry.get("open_parts", False), _rare_first(entry["parts"]))
        for entry in table("relations")["partition"]
    )  # fmt: skip


@cache
def products() -> tuple[Product, ...]:
    return tuple(
        Product(entry["name"], (entry["factors"][0], entry["factors"][1]), entry["result"],
                any_of(entry["each"]) if "each" in entry else None)
        for entry in table("relations")["product"]
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Whole:
    """A figure whose words match `part` is a percentage of the figure whose whole name is one of `whole`."""

    name: str
    part: re.Pattern[str]
    whole: frozenset[str]


@cache
def wholes() -> tuple[Whole, ...]:
    return tuple(
        Whole(entry["name"], any_of(entry["part"]), frozenset(entry["whole"])) for entry in table("relations")["whole"]
    )


@dataclass(frozen=True, slots=True)
class Member:
    """A figure of `unit` whose whole name is one of `words`, that counts one of `counted`, or has `printed` in it."""

    unit: str
    words: frozenset[str]
    counted: frozenset[str]
    printed: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Formula:
    """`result` is the first of `terms` by the second: times 100 where `kind` is `ratio`, 10,000 where it is `rate`.
    `together`: within one sentence."""

    name: str
    kind: Literal["ratio", "rate", "quotient"]
    result: Member
    terms: tuple[Member, ...]
    together: bool


@dataclass(frozen=True, slots=True)
class Bound:
    """Of two names that agree but for these words, the `lesser` is no more than the `greater`."""

    name: str
    lesser: re.Pattern[str]
    greater: re.Pattern[str]
    wholes: tuple[str, ...]
    """The words of the `greater`, for `says`."""


@cache
def formulas() -> tuple[Formula, ...]:
    return tuple(
        Formula(entry["name"], entry["kind"], _member(entry["result"]), tuple(map(_member, entry["terms"])),
                entry.get("together", False))
        for entry in table("relations")["formula"]
    )  # fmt: skip


@cache
def bounds() -> tuple[Bound, ...]:
    return tuple(
        Bound(entry["name"], any_of(entry["lesser"]), any_of(entry["greater"]), _shortest(entry["greater"]))
        for entry in table("relations")["bound"]
    )


@dataclass(frozen=True, slots=True)
class Role:
    """One term of a balance: the words that tell it; `kind` is `result`, `plus` or `minus`."""

    kind: str
    words: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Balance:
    """`result` = the sum of `plus` less the sum of `minus` roles; see the comment in the lexicon for the rest."""

    name: str
    units: frozenset[str]
    roles: tuple[Role, ...]
    required: tuple[Role, ...]
    optional: tuple[Role, ...]
    needed: tuple[tuple[str, ...], ...]
    """The words of the result and of each required term: a report without one of each needs no closer look."""
    results: tuple[str, ...]
    opening: tuple[str, ...]
    """The words of all roles: a passage without any holds no figure of the balance."""
    noun: re.Pattern[str] | None
    earlier: re.Pattern[str] | None
    carried: re.Pattern[str] | None
    never: re.Pattern[str] | None
    strict: bool
    slip: bool
    trailing: bool


@dataclass(frozen=True, slots=True)
class Mean:
    """A whole told by the words `of`, that grows by the mean of its `parts` and the `rest`; `rest_moves`: where that is
    not told, the whole may grow faster or slower than each of its parts."""

    name: str
    of: re.Pattern[str]
    parts: tuple[re.Pattern[str], ...]
    rest: re.Pattern[str]
    rest_moves: bool


@cache
def means() -> tuple[Mean, ...]:
    return tuple(
        Mean(entry["name"], any_of(entry["of"]), tuple(map(any_of, entry["parts"])), any_of(entry["rest"]),
             entry["rest_moves"])
        for entry in table("relations")["mean"]
    )  # fmt: skip


@cache
def balances() -> tuple[Balance, ...]:
    return tuple(_balance(entry) for entry in table("relations")["balance"])


def _balance(entry: dict[str, Any]) -> Balance:
    def roles(kind: str, key: str) -> tuple[Role, ...]:
        return tuple(Role(kind, any_of(words)) for words in entry.get(key, ()))

    def some(key: str) -> re.Pattern[str] | None:
        return any_of(entry[key]) if key in entry else None

    result = Role("result", any_of(entry["result"]))
    required = roles("plus", "plus") + roles("minus", "minus")
    optional = roles("plus", "maybe_plus") + roles("minus", "maybe_minus")
    needed = (entry["result"], *entry["plus"], *entry.get("minus", ()))
    every = (*needed, *entry.get("maybe_plus", ()), *entry.get("maybe_minus", ()))
    return Balance(
        entry["name"], frozenset(entry["units"]), (result, *required, *optional), required, optional,
        _rare_first(needed), _shortest(entry["result"]), _shortest([word for words in every for word in words]),
        some("noun"), some("earlier"), some("carried"), some("never"),
        entry.get("strict", False), entry.get("slip", False), entry.get("trailing", False),
    )  # fmt: skip


def _member(entry: dict[str, Any]) -> Member:
    printed = any_of(entry["printed"]) if "printed" in entry else None
    return Member(entry["unit"], frozenset(entry.get("words", ())), frozenset(entry.get("counted", ())), printed)


@cache
def generic_names() -> frozenset[str]:
    return frozenset(table("relations")["generic"]["words"])


@cache
def filler() -> frozenset[str]:
    return frozenset(table("relations")["filler"]["words"])


@cache
def basis_words() -> re.Pattern[str]:
    """Nothing but words of a basis, years and signs."""
    words = "|".join(sorted(map(re.escape, table("relations")["basis"]["words"]), key=len, reverse=True))
    return re.compile(rf"(?:\s|[:,]|(?:{words})\b|(?:năm|tháng|quý)\s+\d[\d/]*|\d{{1,2}}/\d{{1,2}}/\d{{4}})*")


def any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Any of `words`, longest first, as whole words (signs such as `…` as they are)."""
    return re.compile(rf"{any_word(words)}(?!\w)")
