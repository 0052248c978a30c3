"""/staff/v1/switches: which kinds of text are held, or only written down."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, ConfigDict, Field

from services.notify.store import switches, texts
from shared.auth import Role, Staff
from shared.clock import Clock
from shared.db import Database
from shared.http.access import EVERYONE, Access

OWNER = frozenset({Role.OWNER})
Kind = Annotated[str, Path(pattern=r"^[a-z][a-z_0-9]{0,60}$")]


class Setting(StrEnum):
    ON = "on"
    OFF = "off"
    DRY_RUN = "dry_run"


class SwitchBody(BaseModel):
    """Off holds texts until they are of no more use; a dry run retires them."""

    model_config = ConfigDict(extra="forbid")

    state: Setting
    why: str = Field(min_length=1, max_length=200)


class SwitchOut(BaseModel):
    kind: str
    state: str
    why: str
    at: datetime


def switches_router(db: Database, clock: Clock, access: Access) -> APIRouter:
    router = APIRouter(prefix="/staff/v1/switches", tags=["switches"])

    @router.get("", dependencies=[Depends(access.allow(EVERYONE))])
    async def list_switches() -> list[SwitchOut]:
        """The kinds that are not on."""
        async with db.transaction() as conn:
            return [SwitchOut(**vars(each)) for each in await switches.list_switched(conn)]

    @router.put("/{kind}", status_code=204)
    async def switch(
        kind: Kind, body: SwitchBody, by: Annotated[Staff, Depends(access.allow(OWNER))]
    ) -> None:
        async with db.transaction() as conn:
            if body.state is Setting.ON:
                await switches.clear_kind(conn, kind)
                conn.wake(texts.BELL)
                return
            why = f"{body.why} ({by.id})"
            await switches.set_kind(conn, kind, body.state, why, clock.now())

    return router
