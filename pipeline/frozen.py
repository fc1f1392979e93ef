"""Values that nobody changes: `dataclass(frozen=True, slots=True)`, made, compared and copied in C.

A report makes thousands of values a page, and a dataclass makes each by a Python function, a frozen one through
`object.__setattr__`, which takes several times as long. So the type checker sees dataclasses' own decorator, while at run
time the same class is a `msgspec.Struct`: made in a third of the time, compared and hashed by its fields too, and defined
much faster when the program starts. Likewise `replace`, which takes values of either kind.
Never: values of which a field is not to be compared; they are dataclasses.
"""

from __future__ import annotations

import dataclasses
from functools import partial
from typing import TYPE_CHECKING

import msgspec

__all__ = ["dataclass", "replace"]

if TYPE_CHECKING:
    from dataclasses import dataclass, replace
else:

    def dataclass(*, frozen=False, slots=False, eq=True):
        return partial(_struct, frozen=frozen, eq=eq)

    def _struct(kind, *, frozen, eq):
        members = {name: value for name, value in vars(kind).items() if name not in _OWN}
        fields = [_field(name, type_, members) for name, type_ in vars(kind)["__annotations__"].items()]
        return msgspec.defstruct(kind.__name__, fields, namespace=members, module=kind.__module__, frozen=frozen, eq=eq)

    def _field(name, type_, members):
        default = members.pop(name, msgspec.NODEFAULT)
        if isinstance(default, dataclasses.Field):
            default = msgspec.field(default_factory=default.default_factory)
        return name, type_, default

    _OWN = ("__annotations__", "__dict__", "__weakref__")
    """What a class has of its own and does not hand on."""

    def replace(value, /, **changes):
        kind = msgspec.structs if isinstance(value, msgspec.Struct) else dataclasses
        return kind.replace(value, **changes)
