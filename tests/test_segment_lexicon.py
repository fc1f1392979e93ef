"""Every table that segmenting reads carries an example, and the grammar that reads the table parses it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from laid_out import document

from pipeline.grammar.agencies import read_agencies
from pipeline.grammar.header import opens_body, type_at
from pipeline.grammar.headings import read_label
from pipeline.grammar.periods import find_periods
from pipeline.grammar.signature import read_signature
from pipeline.lexicon import table
from pipeline.stages.segment import segment

READ: dict[str, dict[str, Callable[[str], object]]] = {
    "periods": dict.fromkeys(table("periods"), lambda example: find_periods(example, 2023)),
    "numbering": dict.fromkeys(table("numbering"), read_label),
    "header": {
        "types": type_at,
        "opening": opens_body,
        "agencies": lambda example: read_agencies([example], "").issuer,
        "units": lambda example: read_agencies(["ỦY BAN NHÂN DÂN", example], "").issuer,
        "positions": lambda example: read_signature(example.split(" / ")).position,
        "authorities": lambda example: read_signature([example]).authority,
        "urgency": lambda example: segment(document(("head", [example]))).header.urgency,
        "circulation": lambda example: segment(document(("head", [example]))).header.security,
    },
}


@pytest.mark.parametrize(("lexicon", "name"), [(lexicon, name) for lexicon in READ for name in table(lexicon)])
def test_example_is_parsed(lexicon: str, name: str) -> None:
    assert READ[lexicon][name](table(lexicon)[name]["example"])


def test_every_kind_of_document_is_known_by_name_and_by_number() -> None:
    for abbreviation, name in table("header")["types"]["names"].items():
        assert type_at(name.upper()) == len(name)
        head = ["UBND XÃ PHÚ AN", f"Số: 1/{abbreviation}-UBND"]
        assert segment(document(("head", head), ("body", ["Thu 12 tỷ đồng."]))).header.type == name
