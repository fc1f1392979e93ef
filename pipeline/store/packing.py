"""A report's JSON as the store keeps it: deflated, known by the SHA-256 of what it was before."""

from __future__ import annotations

import hashlib
import zlib

from schemas import Report


def packed(report: Report) -> tuple[bytes, str]:
    """A report's JSON, deflated, and the SHA-256 of it before."""
    data = report.model_dump_json().encode()
    return zlib.compress(data, 6), hashlib.sha256(data).hexdigest()


def json_in(data: bytes) -> bytes:
    """The report's JSON again."""
    return zlib.decompress(data)


def unpacked(data: bytes) -> Report:
    """The report again, validated."""
    return Report.model_validate_json(json_in(data))
