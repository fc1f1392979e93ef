"""The published records: what they refuse, and that the committed JSON Schema is current."""

from __future__ import annotations

import json
import os
from decimal import Decimal
from typing import Any

import pytest
from conftest import ROOT
from pydantic import ValidationError

from schemas import Reconciliation, Report, json_schema
from schemas.observation import Observation
from schemas.source import Period, Source

SCHEMAS = {"report.schema.json": Report, "reconciliation.schema.json": Reconciliation}


def observation(**changes: Any) -> Observation:
    fields: dict[str, Any] = {
        "id": "o1", "indicator": "Sản lượng lúa", "low": Decimal("3005"), "high": Decimal("3005"), "unit": "t",
        "resolution": Decimal(1), "source": Source(start=0, end=5, text="3.005"),
    }  # fmt: skip
    return Observation(**{**fields, **changes})


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_committed_schema_is_current(name: str) -> None:
    current = json.dumps(json_schema(SCHEMAS[name]), ensure_ascii=False, indent=2) + "\n"
    file = ROOT / "schemas" / name
    if os.environ.get("BAOCAO_GOLDEN") == "write":
        file.write_text(current, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == current, "run `make golden`"


@pytest.mark.parametrize(
    ("changes", "cause"),
    [
        ({"high": Decimal(3000)}, "is below low"),
        ({"unit": "tấn"}, "unit"),
        ({"counted": "hộ"}, "belongs to unit count"),
        ({"resolution": Decimal(0)}, "resolution"),
        ({"confidence": 1.2}, "confidence"),
        ({"indicator": ""}, "indicator"),
        ({"low": Decimal("NaN"), "high": Decimal("NaN")}, "low"),
        ({"nguồn": "x"}, "Extra inputs"),
    ],
)
def test_an_observation_refuses(changes: dict[str, Any], cause: str) -> None:
    with pytest.raises(ValidationError, match=cause):
        observation(**changes)


def test_records_do_not_change() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        observation().low = Decimal(1)  # type: ignore[misc]


def test_a_source_is_as_long_as_its_text_and_its_boxes_are_upright() -> None:
    with pytest.raises(ValidationError, match="not as long"):
        Source(start=0, end=4, text="3.005")
    with pytest.raises(ValidationError, match="inside out"):
        Source(start=0, end=1, text="3", boxes=((10, 0, 5, 4),))


def test_a_report_refuses_a_source_that_does_not_hold() -> None:
    document = {"id": "sha256:" + "0" * 64, "file": "a.txt", "media_type": "text/plain", "pages": None,
                "text_layer": "text", "header": {}}  # fmt: skip
    Report.model_validate({"text": "3.005 tấn", "document": document, "observations": [observation()]})
    with pytest.raises(ValidationError, match="the text says otherwise"):
        Report.model_validate({"text": "3.505 tấn", "document": document, "observations": [observation()]})


def test_a_period_runs_forward() -> None:
    with pytest.raises(ValidationError, match="before it starts"):
        Period(label="năm 2021", start="2021-12-31", end="2021-01-01")


def test_numbers_are_json_numbers_and_lose_nothing() -> None:
    printed = json.loads(observation(low=Decimal("10.95"), high=Decimal("10.95"), unit="%").model_dump_json())
    assert printed["low"] == 10.95
    printed = json.loads(
        observation(low=Decimal(3103000000000), high=Decimal(3103000000000), unit="VND").model_dump_json()
    )
    assert printed["low"] == 3103000000000
    assert isinstance(printed["low"], int)
