"""Pages from templates, every value escaped; assets under names that change with their content, so that they are kept."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import Request, Response
from starlette.staticfiles import StaticFiles
from starlette.templating import Jinja2Templates
from starlette.types import Scope

from pipeline.web.accounts import User
from pipeline.web.markup import environment

STATIC = Path(__file__).parent / "static"
_HERE = "\0"
"""Where the content goes into its frame; no page has this character of its own."""
_KEPT = "public, max-age=31536000, immutable"


def page(request: Request, name: str, status: int = 200, **values: Any) -> Response:
    """The template `name` with `values`; it also knows `user` (None on the login page), `csrf` and `asset(name)`."""
    return _templates().TemplateResponse(request, name, values, status_code=status)


def framed(request: Request, name: str, content: bytes, **values: Any) -> Response:
    """The page `name` around markup that is long and ready to be sent: it is not copied through a template."""
    frame = _templates().get_template(name).render(request=request, content=_HERE, **_known(request), **values)
    before, _, behind = frame.partition(_HERE)
    return Response(b"".join((before.encode(), content, behind.encode())), media_type="text/html")


def fragment(request: Request, name: str, **values: Any) -> str:
    """A piece of a page, for the script that puts it in."""
    return _templates().get_template(name).render(request=request, **_known(request), **values)


@cache
def asset(name: str) -> str:
    """Where the asset is to be had."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()
    return f"/static/{name}?v={digest[:12]}"


class Assets(StaticFiles):
    """Assets; those asked for under the name of their content are kept."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        if b"v=" in scope["query_string"] and response.status_code in (200, 304):
            response.headers["Cache-Control"] = _KEPT
        return response


def _known(request: Request) -> dict[str, Any]:
    user: User | None = getattr(request.state, "user", None)
    return {"user": user, "csrf": user.csrf if user else "", "asset": asset}


@cache
def _templates() -> Jinja2Templates:
    return Jinja2Templates(env=environment(), context_processors=[_known])
