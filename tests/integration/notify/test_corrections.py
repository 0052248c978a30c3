"""What staff say a patient meant."""

from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest

from shared.events.appointments import AppointmentConfirmed, VisitStatus
from shared.events.messages import TextingStopped, TextState
from shared.events.replies import Intent, ReplyReceived
from tests.integration.notify.desks import token
from tests.integration.notify.talks import (
    QUESTION,
    last_change,
    last_reply,
    talking,
)
from tests.integration.notify.visits import VISIT, booked, happened
from tests.integration.notify.worlds import World
from tests.support.patients import ANAS_PHONE, patient_saved


@pytest.fixture
async def desk(world: World) -> AsyncIterator[httpx.AsyncClient]:
    async with talking(world) as http:
        yield http


async def correct(
    world: World, desk: httpx.AsyncClient, meant: str, appointment_id: str | None = None
) -> httpx.Response:
    reply_id = (await last_reply(world)).reply_id
    return await desk.post(
        f"/staff/v1/replies/{reply_id}/correction",
        json={"meant": meant, "appointment_id": appointment_id},
        headers=token(world),
    )


async def test_s70_what_staff_say_was_a_confirmation_confirms_once(
    world: World, desk: httpx.AsyncClient
) -> None:
    await world.reply("we will be there on tuesday, sure")
    assert (await correct(world, desk, "confirm", VISIT)).status_code == 204
    reply = await last_reply(world)
    assert (reply.intent, reply.appointment_id, reply.corrected_by) == (
        Intent.CONFIRM,
        VISIT,
        "staff-1",
    )
    again = await correct(world, desk, "confirm", VISIT)
    assert (again.status_code, again.json()["code"]) == (409, "corrected_before")
    assert (await last_change(world)).unread == 0
    await world.hear(
        happened(
            AppointmentConfirmed, version=2, status=VisitStatus.CONFIRMED, reply_id=reply.reply_id
        )
    )
    await world.send_due()
    assert "Thanks, confirmed: Tue Mar 16, 9:30 AM. See you then." in world.carrier.bodies


@pytest.mark.parametrize(
    ("meant", "visit", "code"),
    [
        ("confirm", "appointment-of-somebody", "no_such_visit"),
        ("confirm", None, "no_such_visit"),
        ("answer", None, "nothing_was_asked"),
    ],
)
async def test_a_correction_that_cannot_be_is_refused_and_changes_nothing(
    world: World, desk: httpx.AsyncClient, meant: str, visit: str | None, code: str
) -> None:
    await world.hear(
        patient_saved(patient_id="ben", phone="+13105550112"),
        booked(appointment_id="appointment-of-somebody").model_copy(update={"patient_id": "ben"}),
    )
    await world.reply(QUESTION)
    refused = await correct(world, desk, meant, visit)
    assert (refused.status_code, refused.json()["code"]) == (409, code)
    assert len(await world.published(ReplyReceived)) == 1
    assert (await last_change(world)).unread == 1


async def test_s73_a_correction_does_not_cancel_what_is_too_late_to_cancel(
    world: World, desk: httpx.AsyncClient
) -> None:
    world.clock.advance(timedelta(days=7, hours=12))
    await world.reply("something came up")
    refused = await correct(world, desk, "cancel", VISIT)
    assert (refused.status_code, refused.json()["code"]) == (409, "too_late_to_cancel")


async def test_s63_what_staff_say_was_an_opt_out_stops_texts_at_once(
    world: World, desk: httpx.AsyncClient
) -> None:
    await world.reply("I would rather not have these")
    assert (await correct(world, desk, "opt_out")).status_code == 204
    assert [s.source for s in await world.published(TextingStopped)] == ["staff_correction"]
    open_texts = [t for t in await world.texts() if t.state is TextState.PLANNED]
    assert open_texts == []
    assert await world.rows(
        "select words, recorded_by from consent_entry where source = 'staff_correction'"
    ) == [("I would rather not have these", "staff-1")]


async def test_s68_what_staff_say_was_a_wrong_number_unlinks_the_phone(
    world: World, desk: httpx.AsyncClient
) -> None:
    await world.reply("never been there in my life")
    assert (await correct(world, desk, "wrong_number")).status_code == 204
    assert await world.rows("select unlinked_phone from patient") == [(ANAS_PHONE,)]
    assert (await desk.get("/staff/v1/tasks")).json()[0]["kind"] == "wrong_number"
