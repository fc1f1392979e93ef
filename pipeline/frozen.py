"""Values that nobody changes: `dataclass(frozen=True, slots=True)`, frozen by the type checker and not at run time.

A frozen dataclass writes each field through `object.__setattr__`, which takes several times as long as an assignment, and
a report makes thousands of values a page. So the type checker sees dataclasses' own decorator and refuses every
assignment, while at run time the same class is written to as it is made, compared and hashed by its fields.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

__all__ = ["dataclass"]

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(*, frozen=False, slots=False):
        return dataclasses.dataclass(slots=slots, unsafe_hash=frozen)
