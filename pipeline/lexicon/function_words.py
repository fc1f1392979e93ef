"""The phrase classes of the grammar, and nouns, read once from `phrases.toml`, `verbs.toml`,
`heads.toml`, `noun_classes.toml` and `naming.toml`."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(files("pipeline.lexicon").joinpath(f"{name}.toml").read_text(encoding="utf-8"))


@cache
def phrase_classes() -> dict[str, tuple[str, ...]]:
    """class -> phrases; a phrase listed in several classes belongs to the first of them. A table may be of a `kind`."""
    seen: set[str] = set()
    out: dict[str, tuple[str, ...]] = {}
    for name in ("phrases", "verbs"):
        for kind, entry in _table(name).items():
            new = tuple(p for p in entry["phrases"] if p not in seen)
            kind = entry.get("kind", kind)
            out[kind] = out.get(kind, ()) + new
            seen.update(new)
    return out


@cache
def measure_nouns() -> tuple[str, ...]:
    return tuple(sorted(_table("heads")["measure"]["phrases"], key=len, reverse=True))


@cache
def no_measures() -> tuple[str, ...]:
    """Phrases that begin with a measure noun and are none."""
    return tuple(_table("heads")["no_measure"]["phrases"])


@cache
def diseases() -> dict[str, str]:
    """Disease of livestock -> the animals that have it."""
    return dict(_table("heads")["disease"])


@cache
def index_names() -> dict[str, str]:
    """Abbreviation -> the name of the index."""
    return dict(_table("heads")["index"])


@cache
def whole_measures() -> frozenset[str]:
    """Measure nouns that need no thing (`thu nhập bình quân đầu người`)."""
    return frozenset(_table("heads")["whole"]["phrases"])


@cache
def neutral_words() -> frozenset[str]:
    return frozenset(word for phrase in _table("heads")["neutral"]["phrases"] for word in phrase.split())


@cache
def default_heads() -> dict[str, str]:
    """Canonical unit -> the measure noun that an elided head stands for."""
    return dict(_table("heads")["default"])


@cache
def things_of_measures() -> dict[str, str]:
    """Measure noun -> the one thing that it is said of."""
    return dict(_table("heads")["thing_of"])


@cache
def naming_words(kind: str) -> str:
    """The words of a class of `naming.toml` as alternatives of a pattern, longest first."""
    return "|".join(map(re.escape, sorted(_table("naming")[kind]["words"], key=len, reverse=True)))


@cache
def noun_class(kind: str) -> frozenset[str]:
    """The counted nouns of a class of `noun_classes.toml`."""
    return frozenset(_table("noun_classes")[kind]["nouns"])
