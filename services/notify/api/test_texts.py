"""/staff/v1/test-texts: one text to a phone of the clinic's own, followed until it has arrived."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from services.notify.api.staff import Body, Desk
from services.notify.handlers.send_test import (
    NoPhoneError,
    TooManyTestsError,
    find_test,
    send_test,
)
from services.notify.store import texts
from shared.auth import Role
from shared.events.messages import TextState
from shared.http import Problem

OWNER = frozenset({Role.OWNER})
# Nothing more will become of it.
SETTLED = frozenset(
    {TextState.DELIVERED, TextState.FAILED, TextState.RETIRED, TextState.EXPIRED, TextState.UNSURE}
)


class TestBody(Body):
    """`request_id`: the same one is sent once."""

    request_id: UUID
    staff_id: str = Field(min_length=1, max_length=100)
    body: str = Field(min_length=1, max_length=1600)


class TestSentOut(BaseModel):
    text_id: UUID


class StepOut(BaseModel):
    at: datetime
    state: TextState
    why: str | None


class TestTextOut(BaseModel):
    """`settled`: nothing more will become of it."""

    text_id: UUID
    state: TextState
    settled: bool
    segments: int | None
    error_code: str | None
    steps: list[StepOut]


def test_texts_router(desk: Desk) -> APIRouter:
    router = APIRouter(prefix="/staff/v1/test-texts", tags=["test texts"])
    owning = desk.access.allow(OWNER)

    @router.post("", status_code=202, dependencies=[Depends(owning)])
    async def send(body: TestBody) -> TestSentOut:
        now = desk.clock.now()
        try:
            async with desk.db.transaction() as conn:
                text_id = await send_test(conn, body.staff_id, body.body, body.request_id, now)
        except NoPhoneError:
            raise Problem(404, "no_such_phone", "No phone is known of them") from None
        except TooManyTestsError:
            raise Problem(429, "too_many_tests", "Too many test texts in an hour") from None
        return TestSentOut(text_id=text_id)

    @router.get("/{text_id}", dependencies=[Depends(owning)])
    async def get_test(text_id: UUID) -> TestTextOut:
        async with desk.db.transaction() as conn:
            text = await find_test(conn, text_id)
            if text is None:
                raise Problem(404, "no_such_text", "There is no such test text")
            moves = await texts.list_history(conn, text_id)
        return TestTextOut(
            text_id=text_id,
            state=text.state,
            settled=text.state in SETTLED,
            segments=text.segments,
            error_code=text.error_code,
            steps=[StepOut(at=at, state=TextState(state), why=why) for at, state, why in moves],
        )

    return router
