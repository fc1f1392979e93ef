"""No test reaches beyond this machine: a connection, datagram or look-up of a name that would is an error.

`conftest.py` imports it, and puts its folder on the path of every Python that a test starts.
"""

from __future__ import annotations

import ipaddress
import sys

_NAMES = {"localhost", "", None}
_ADDRESS_AT = {
    "socket.connect": 1,
    "socket.sendto": 1,
    "socket.sendmsg": 1,
    "socket.getaddrinfo": 0,
    "socket.gethostbyname": 0,
}


class OutboundConnectionError(BaseException):
    """Not an Exception: no handler of the program's own hides it."""


def is_here(address: object) -> bool:
    """Whether an address, or its host, is of this machine; a path or None is."""
    host = address[0] if isinstance(address, tuple) else address
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host in _NAMES or not isinstance(host, str) or host.startswith(("/", "\0")):
        return True
    try:
        found = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return found.is_loopback or found.is_unspecified


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    at = _ADDRESS_AT.get(event)
    if at is not None and not is_here(arguments[at]):
        raise OutboundConnectionError(f"{event} {arguments[at]!r}")


sys.addaudithook(_watch)
