"""Values that nobody changes: `dataclass(frozen=True, slots=True)`, frozen by the type checker and not at run time.

A frozen dataclass writes each field through `object.__setattr__`, which takes several times as long as an assignment, and
a report makes thousands of values a page. So the type checker sees dataclasses' own decorator and refuses every
assignment, while at run time the same class is written to as it is made, compared and hashed by its fields. Likewise
`replace`: what a class's fields are is asked once, and all of a value's are read by one call.
"""

from __future__ import annotations

import dataclasses
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING

__all__ = ["dataclass", "replace"]

if TYPE_CHECKING:
    from dataclasses import dataclass, replace
else:

    def dataclass(*, frozen=False, slots=False):
        return dataclasses.dataclass(slots=slots, unsafe_hash=frozen)

    def replace(value, /, **changes):
        kind = type(value)
        names, fields_of = _fields(kind)
        return kind(**{**dict(zip(names, fields_of(value), strict=False)), **changes})

    @cache
    def _fields(kind):
        names = tuple(field.name for field in dataclasses.fields(kind))
        return names, attrgetter(*names, "__class__")  # of one name alone it would give no tuple
