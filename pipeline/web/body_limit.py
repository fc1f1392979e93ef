"""No request is longer than it may be: refused by what it says of itself, and cut off where it said less than it sends."""

from __future__ import annotations

from fastapi import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SMALL = 1 << 20
"""Bytes of a request that uploads nothing."""


class BodyLimit:
    """At most `most` bytes in a form with files, little in any other body. 413 where there are more."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self.app, self.most = app, most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        most = self.most if headers.get(b"content-type", b"").lower().startswith(b"multipart/form-data") else _SMALL
        said = headers.get(b"content-length", b"0")
        scope["state"]["too_long"] = not said.isdigit() or int(said) > most
        got = 0

        async def counted() -> Message:
            nonlocal got
            if scope["state"]["too_long"]:
                raise too_long()
            message = await receive()
            got += len(message.get("body", b""))
            if got > most:
                raise too_long()
            return message

        await self.app(scope, counted, send)


def too_long() -> HTTPException:
    """413, in words."""
    return HTTPException(413, "yêu cầu quá dài; gửi ít tệp hơn hoặc tệp nhỏ hơn", {"Connection": "close"})
