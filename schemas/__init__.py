"""The published records: the one source of the JSON Schema files, the database columns and the documentation."""

from __future__ import annotations

from typing import Any

from schemas.reconciliation import Reconciliation
from schemas.report import SCHEMA_VERSION, Report

__all__ = ["SCHEMA_VERSION", "Reconciliation", "Report", "json_schema"]


def json_schema(record: type[Report | Reconciliation] = Report) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of an output of the command, `Report` or `Reconciliation`, and of every record in
    it."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **record.model_json_schema(mode="serialization")}
