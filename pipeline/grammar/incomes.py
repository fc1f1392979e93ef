"""The unit of money that is an income a head, where the report leaves `/người` unsaid.

Signals: a name of income a head (lexicon/naming.toml); the time that stands behind the money, else a year.
Never: takes a household's income for a person's, nor any other sum for an income.
"""

from __future__ import annotations

import re

from pipeline.grammar.names import Name, says
from pipeline.lexicon.function_words import naming_words
from schemas.observation import Unit

_BY_TIME: dict[str, Unit] = {"người": "VND/person/year", "năm": "VND/person/year", "tháng": "VND/person/month"}
_INCOME = re.compile(rf"(?:{naming_words('income')})\b", re.IGNORECASE)
_A_HEAD = re.compile(r"\b(?:đầu người|một người|người dân)\b", re.IGNORECASE)


def income_unit(unit: Unit, per: str, name: Name) -> Unit:
    """`unit`, or that of an income a head (`thu nhập bình quân 61 triệu đồng/năm`, `thu nhập bình quân đầu người 61 triệu
    đồng`); `per` is what stands behind the money."""
    if unit != "VND" or says(name.thing, "hộ") or not _INCOME.match(name.text):
        return unit
    if per:
        return _BY_TIME.get(per.strip("/ "), unit)
    return "VND/person/year" if _A_HEAD.search(name.text) else unit  # with no time named it is a year's
