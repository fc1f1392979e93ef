"""A worker that reads hostile files is shut in: no network, no other program, no file written outside its folders.

What the kernel offers an ordinary process, in order:
- Landlock (Linux 5.13 and later): files can be made, changed or removed only beneath the given folders, no program can be
  started; from 6.7 on no TCP port is reached, from 6.12 on no process outside is signalled
- a seccomp filter (x86-64 and ARM64): no socket of any kind is opened, nor a ring that could open one unseen
Both hold for good, for all threads and children to come, and need no privilege. Elsewhere, or in a container that
forbids them, a worker goes on without; `means` says what the platform has. Never: a limit on reading - what a document
makes the program read cannot leave the process.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION = 1
"""Flag of _CREATE_RULESET: tell the version instead."""
_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2
_EXECUTE, _WRITE, _REFER, _TRUNCATE = 1 << 0, 1 << 1, 1 << 13, 1 << 14
_REMOVE = 1 << 4 | 1 << 5
_MAKE_FOLDER, _MAKE_FILE = 1 << 7, 1 << 8
_MAKE_OTHER = 1 << 6 | 1 << 9 | 1 << 10 | 1 << 11 | 1 << 12
_TCP = 1 << 0 | 1 << 1
_SCOPES = 1 << 0 | 1 << 1
"""Sockets without a file, and signals."""
_ARCHITECTURES = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
"""As seccomp tells them, with the number of the system call `socket`."""
_IO_URING = 425
_X32 = 0x40000000
"""Set in the numbers of x86-64's second set of system calls."""
_LOAD, _IF_EQUAL, _IF_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000
_AT_NUMBER, _AT_ARCHITECTURE = 0, 4


def shut_in(folders: Iterable[Path]) -> None:
    """Confine this process, for good, to writing beneath `folders`, as far as the platform allows."""
    held = means()
    if not held:
        return
    library = ctypes.CDLL(None, use_errno=True)
    with suppress(_RefusedError):
        _succeeded(library.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0))
        if "files" in held:
            with suppress(_RefusedError):
                _only_beneath(library, folders)
        if "network" in held:
            _no_sockets(library)


@cache
def means() -> tuple[str, ...]:
    """What can be shut off here: `files`, `network`."""
    if sys.platform != "linux":
        return ()
    library = ctypes.CDLL(None, use_errno=True)
    held = ["files"] if _landlock_version(library) >= 1 else []
    if platform.machine() in _ARCHITECTURES and sys.maxsize > 1 << 32 and _has_seccomp():
        held.append("network")
    return tuple(held)


def _has_seccomp() -> bool:
    with suppress(OSError):
        return "Seccomp:" in Path("/proc/self/status").read_text()
    return False


def _landlock_version(library: ctypes.CDLL) -> int:
    version: int = library.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _VERSION)
    return version


def _only_beneath(library: ctypes.CDLL, folders: Iterable[Path]) -> None:
    version = _landlock_version(library)
    beneath = _WRITE | _REMOVE | _MAKE_FOLDER | _MAKE_FILE
    beneath |= (_REFER if version >= 2 else 0) | (_TRUNCATE if version >= 3 else 0)
    handled = struct.pack("=Q", beneath | _EXECUTE | _MAKE_OTHER)
    handled += struct.pack("=Q", _TCP) if version >= 4 else b""
    handled += struct.pack("=Q", _SCOPES) if version >= 6 else b""
    rules = library.syscall(_CREATE_RULESET, handled, ctypes.c_size_t(len(handled)), 0)
    _succeeded(rules)
    try:
        for path, allowed in _writable(folders, beneath, version):
            descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
            try:
                rule = struct.pack("=Qi", allowed, descriptor)
                _succeeded(library.syscall(_ADD_RULE, rules, 1, rule, 0))
            finally:
                os.close(descriptor)
        _succeeded(library.syscall(_RESTRICT_SELF, rules, 0))
    finally:
        os.close(rules)


def _writable(folders: Iterable[Path], beneath: int, version: int) -> Iterator[tuple[Path, int]]:
    yield from ((folder, beneath) for folder in folders)
    if (nowhere := Path(os.devnull)).exists():
        yield nowhere, _WRITE | (_TRUNCATE if version >= 3 else 0)


def _no_sockets(library: ctypes.CDLL) -> None:
    architecture, socket = _ARCHITECTURES[platform.machine()]
    refuse = _REFUSE | errno.EACCES
    steps = (  # a jump skips so many steps where its condition holds, else the second number
        (_LOAD, 0, 0, _AT_ARCHITECTURE),
        (_IF_EQUAL, 0, 4, architecture),
        (_LOAD, 0, 0, _AT_NUMBER),
        (_IF_AT_LEAST, 2, 0, _X32),
        (_IF_EQUAL, 1, 0, socket),
        (_IF_EQUAL, 0, 1, _IO_URING),
        (_RETURN, 0, 0, refuse),
        (_RETURN, 0, 0, _ALLOW),
    )
    program = b"".join(struct.pack("=HBBI", *step) for step in steps)
    held = ctypes.create_string_buffer(program, len(program))
    whole = struct.pack("@HP", len(steps), ctypes.addressof(held))
    _succeeded(library.prctl(_SECCOMP, _FILTER, whole, 0, 0))


class _RefusedError(Exception):
    """The kernel has the means, but does not let this process use it (some containers)."""


def _succeeded(result: int) -> None:
    if result < 0:
        raise _RefusedError(os.strerror(ctypes.get_errno()))
