"""`webhooks`: addresses that are told when a report is done. Administrators manage them; the secret is told once."""

from __future__ import annotations

import datetime
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Response
from pydantic import BaseModel, Field
from sqlalchemy import delete, func, insert, select

from pipeline.store.service_tables import webhook
from pipeline.web import webhooks
from pipeline.web.access import Admin, OpenStore
from pipeline.web.api import problems

router = APIRouter(prefix="/webhooks")
_MOST = 20


_PORT = "[0-9]{1,4}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]"


class NewHook(BaseModel):
    """The address that is to be told."""

    url: str = Field(min_length=8, max_length=2000, pattern=rf"^https?://[A-Za-z0-9.-]+(:({_PORT}))?(/[!-~]*)?$")


class Hook(BaseModel):
    """An address that is told."""

    id: int
    url: str
    created_at: datetime.datetime


class HookWithSecret(Hook):
    """A new address, with the secret that signs what it is told (Standard Webhooks 1.0)."""

    secret: str


class Hooks(BaseModel):
    """All addresses that are told."""

    items: list[Hook]


@router.get("", responses=problems.described())
def listing(store: OpenStore, _: Admin) -> Hooks:
    """All addresses."""
    columns = (webhook.c.id, webhook.c.url, webhook.c.created_at)
    with store.engine.connect() as connection:
        found = connection.execute(select(*columns).order_by(webhook.c.id)).mappings().all()
    return Hooks(items=[Hook.model_validate(dict(row)) for row in found])


@router.post("", status_code=201, responses=problems.described(409))
def add(store: OpenStore, user: Admin, wanted: NewHook) -> HookWithSecret:
    """Tell one more address: `report.done` and `report.failed`."""
    try:
        webhooks.check(wanted.url)
    except webhooks.NotAllowed as error:
        raise HTTPException(422, str(error)) from error
    secret, now = webhooks.new_secret(), datetime.datetime.now(datetime.UTC)
    row = {"account_id": user.id, "url": wanted.url, "secret": secret, "created_at": now}
    with store.engine.begin() as connection:
        if connection.execute(select(func.count()).select_from(webhook)).scalar_one() >= _MOST:
            raise HTTPException(409, f"nhiều nhất {_MOST} địa chỉ; xóa một địa chỉ cũ trước")
        made = connection.execute(insert(webhook).values(row).returning(webhook.c.id)).scalar_one()
    return HookWithSecret(id=made, url=wanted.url, created_at=now, secret=secret)


@router.delete("/{hook}", status_code=204, responses=problems.described(404))
def remove(store: OpenStore, _: Admin, hook: Annotated[int, Path(ge=1, le=2**31 - 1)]) -> Response:
    """Tell it no more; what is still to be sent to it is forgotten."""
    with store.engine.begin() as connection:
        if not connection.execute(delete(webhook).where(webhook.c.id == hook)).rowcount:
            raise HTTPException(404, "không có địa chỉ này")
    return Response(status_code=204)
