"""An item that says only what differs from the one before it: `tỷ lệ lên lớp bậc tiểu học 99%, bậc THCS 98%`.

Signals, in order: the item begins with a word of the name before it (`bậc`); the item is nothing but one of a few words
that stand for each other (`tiểu học`, `THCS`; lexicon/siblings.toml), and the name before it holds another of them.
Never: changes a name by an item that says more than its difference.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from pipeline.grammar.phrases import word_key

_KINDS = ("bậc", "cấp", "khối", "khu vực", "vùng")
"""what may stand before such a word (`bậc tiểu học`, `khu vực nông thôn`)"""


@cache
def _classes() -> tuple[frozenset[tuple[str, ...]], ...]:
    tables = tomllib.loads(files("pipeline.lexicon").joinpath("siblings.toml").read_text(encoding="utf-8"))
    return tuple(frozenset(_keys(member) for member in entry["members"]) for entry in tables.values())


def _keys(phrase: str) -> tuple[str, ...]:
    return tuple(word_key(word) for word in phrase.split())


def is_class_word(item: str) -> bool:
    """Does the item say nothing but which of a few kinds: `tiểu học`, `vàng`?"""
    key = _keys(item)
    return any(key in members for members in _classes())


def from_shared_word(said: str, item: str) -> str:
    """`said` up to the word that `item` begins with, then `item`; empty where they share none."""
    told, words = said.split(), item.split()
    keys = _keys(said)
    if not words or word_key(words[0]) not in keys[1:] or word_key(words[0]) == keys[0]:
        return ""
    return " ".join([*told[: keys.index(word_key(words[0]), 1)], *words])


def from_sibling(said: str, item: str) -> str:
    """`said` with `item` for the word it stands for; empty where `item` is more than such a word, or `said` has none."""
    bare = item
    for kind in _KINDS:
        bare = bare.removeprefix(kind + " ")
    key, keys, told = _keys(bare), _keys(said), said.split()
    for members in _classes():
        if key not in members:
            continue
        for size in range(4, 0, -1):
            for at in range(len(keys) - size, -1, -1):
                if keys[at : at + size] in members and keys[at : at + size] != key:
                    said_kind = at > 0 and told[at - 1].lower() in _KINDS  # `bậc tiểu học`, `bậc trung học`
                    return " ".join([*told[:at], bare if said_kind else item, *told[at + size :]])
    return ""


def in_time(done: str, said: str, item: str) -> str:
    """What was done in time or not, of what was `done`: `đã giải quyết 90 hồ sơ, đúng hạn 84 hồ sơ`; else empty."""
    return f"{said} {item}" if done and _keys(item) in _timeliness() else ""


@cache
def _timeliness() -> frozenset[tuple[str, ...]]:
    return next(members for members in _classes() if _keys("đúng hạn") in members)
