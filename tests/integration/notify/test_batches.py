"""Texts that share a transaction on their way count for each other, and hold nobody up."""

import asyncio
from datetime import timedelta

from services.notify.carrier import Outgoing
from shared.events.messages import TextState
from shared.events.outreach import Answer, Category, TextRequested
from tests.integration.notify.carriers import sid_of
from tests.integration.notify.visits import booked
from tests.integration.notify.webhooks import open_door
from tests.integration.notify.worlds import World
from tests.support.facts import NOW
from tests.support.patients import ANA, patient_saved

BEN = "patient-ben"


def asked(patient_id: str, request_id: str) -> TextRequested:
    return TextRequested(
        patient_id=patient_id,
        request_id=request_id,
        kind="checkin_score",
        category=Category.CHECKIN,
        values={},
        expects=Answer.SCORE,
        not_before=NOW,
        not_after=NOW + timedelta(days=2),
    )


async def test_two_check_ins_to_one_phone_that_are_due_together_count_for_each_other(
    world: World,
) -> None:
    await world.hear(patient_saved(), booked(), asked(ANA, "1"), asked(ANA, "2"))
    await world.rows("delete from text_history returning 1")
    await world.rows("delete from text where kind <> 'checkin_score' returning 1")
    await world.send_due()
    states = sorted((t.state, t.reason) for t in await world.texts("checkin_score"))
    assert states == [(TextState.ACCEPTED, None), (TextState.PLANNED, "cap")]


async def test_a_text_that_may_not_go_leaves_the_others_of_its_batch_alone(world: World) -> None:
    ben = patient_saved(patient_id=BEN, phone="+13105550112", text_consent=None)
    visit = booked(appointment_id="appointment-2").model_copy(update={"patient_id": BEN})
    await world.hear(patient_saved(), ben, booked(), visit)
    await world.send_due()
    states = {(t.patient_id, t.state) for t in await world.texts("confirmation")}
    assert states == {(ANA, TextState.ACCEPTED), (BEN, TextState.RETIRED)}


async def test_reports_that_come_together_are_all_kept_and_only_the_last_word_counts(
    world: World,
) -> None:
    await world.hear(patient_saved(), booked())
    await world.send_due()
    [outgoing] = world.carrier.accepted
    async with open_door(world) as door:
        told = ("sent", "delivered", "sent", "queued")
        await asyncio.gather(
            *(door.status(sid_of(outgoing), status, _ids(outgoing)) for status in told)
        )
    text = await world.text("confirmation")
    assert (text.state, text.carrier_status) == (TextState.DELIVERED, "delivered")
    kept = await world.rows("select status from callback order by status")
    assert kept == [("delivered",), ("queued",), ("sent",)]


def _ids(outgoing: Outgoing) -> str:
    return f"?text={outgoing.text_id}&attempt={outgoing.attempt_id}"
