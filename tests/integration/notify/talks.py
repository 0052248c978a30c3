"""Talks with Ana, and the desk that reads them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx

from shared.events.replies import ReplyReceived, ThreadChanged
from tests.integration.notify.desks import new_desk
from tests.integration.notify.visits import booked
from tests.integration.notify.worlds import World
from tests.support.patients import ANA, patient_saved

DR_LIN = "+13105550190"
THREAD = f"/staff/v1/threads/{ANA}"
QUESTION = "Can I bring my sister?"


@asynccontextmanager
async def talking(world: World) -> AsyncIterator[httpx.AsyncClient]:
    """Ana has a visit on Tue Mar 16; it is Monday, 10:00."""
    await world.put_on_call(DR_LIN)
    await world.hear(patient_saved(), booked())
    await world.send_due()
    world.carrier.accepted.clear()
    async with new_desk(world) as http:
        yield http


async def last_change(world: World) -> ThreadChanged:
    changes: list[ThreadChanged] = await world.published(ThreadChanged)
    return changes[-1]


async def last_reply(world: World) -> ReplyReceived:
    replies: list[ReplyReceived] = await world.published(ReplyReceived)
    return replies[-1]


async def waits(world: World, hours: float) -> None:
    world.clock.advance(timedelta(hours=hours))
    await world.grow_older()


def an_answer(body: str = "Of course.", request_id: UUID | None = None) -> dict[str, Any]:
    return {"body": body, "request_id": str(request_id or uuid4())}
