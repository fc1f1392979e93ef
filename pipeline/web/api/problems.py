"""Errors as programs read them: problem details (RFC 9457), `application/problem+json`."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import Request, Response
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.routing import compile_path

MEDIA_TYPE = "application/problem+json"


class WrongField(BaseModel):
    """One part of the request that is wrong: `where` it stands, `message` what is wrong with it."""

    where: list[str | int]
    message: str


class Problem(BaseModel):
    """Why a request was refused."""

    type: str = Field(default="about:blank")
    title: str
    status: int
    detail: str
    errors: list[WrongField] = Field(default_factory=list)


def answer(status: int, detail: str, headers: Mapping[str, str] | None = None, errors: Any = ()) -> Response:
    """A problem as an answer."""
    body = Problem(title=HTTPStatus(status).phrase, status=status, detail=detail, errors=list(errors))
    return JSONResponse(body.model_dump(), status, headers, MEDIA_TYPE)


async def refused(request: Request, error: HTTPException) -> Response:
    """What a route refused."""
    headers = {"Allow": ", ".join(_allowed(request))} if error.status_code == 405 else error.headers
    return answer(error.status_code, str(error.detail), headers)


async def invalid(_: Request, error: RequestValidationError) -> Response:
    """What does not fit the description of the route. The value itself is not repeated."""
    wrong = [WrongField(where=jsonable_encoder(one["loc"]), message=one["msg"]) for one in error.errors()]
    return answer(422, "yêu cầu không đúng dạng", errors=wrong)


def described(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The description of these refusals, and of those that any route may give."""
    every = sorted({400, 401, 403, 406, 422, 429, *statuses})
    return {
        status: {"description": HTTPStatus(status).phrase, "model": Problem, "content": {MEDIA_TYPE: {}}}
        for status in every
    }


def _allowed(request: Request) -> list[str]:
    """Every method that some route takes at this path (RFC 9110, 15.5.6); the router tells those of one route."""
    described: Mapping[str, Mapping[str, Any]] = request.app.openapi()["paths"]
    taken = {
        method.upper()
        for template, methods in described.items()
        if compile_path(template)[0].fullmatch(request.url.path)
        for method in methods
    }
    return sorted(taken)
