"""Files that appear whole or not at all.

A file is written beside its target under a name of its own, flushed to the disk, and put in place in one step: whoever
looks sees the old file or the complete new one, also after a power cut. Never: a half file under the target's name.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

PART = ".part"
"""How the name of an unfinished file ends; it begins with a full stop. A process killed while it writes leaves it."""


@contextmanager
def atomic(target: Path, *, flush: bool = True) -> Iterator[BinaryIO]:
    """A binary stream that becomes `target` when the block ends without an exception, and is gone otherwise. Without
    `flush` a power cut may leave it empty: for what can be done without."""
    part = target.with_name(f".{target.name[:200]}.{os.getpid()}{PART}")
    try:
        with part.open("w+b") as stream:
            yield stream
            stream.flush()
            if flush:
                os.fsync(stream.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def write_atomically(target: Path, text: str) -> None:
    """Write `text` as UTF-8; a character that has no UTF-8 form becomes `?`."""
    with atomic(target) as stream:
        stream.write(text.encode("utf-8", "replace"))
