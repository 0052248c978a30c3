"""No more texts: by keyword, in plain words, from the wrong person, by the carrier; and yes again."""

from datetime import timedelta

import psycopg
import pytest

from shared.events.messages import TextState
from shared.events.replies import Intent, ReplyReceived, TaskOpened
from tests.integration.notify.visits import STARTS_AT, VISIT, booked
from tests.integration.notify.worlds import World
from tests.support.patients import ANA, ANAS_PHONE, consent, patient_saved

# When the last reminder is due: three hours before the visit would be in the night's quiet.
EVENING_BEFORE = STARTS_AT - timedelta(hours=12, minutes=31)


@pytest.fixture
async def told(world: World) -> World:
    """Ana has her confirmation."""
    await world.hear(patient_saved(), booked())
    await world.send_due()
    world.carrier.accepted.clear()
    return world


async def tasks(world: World) -> list[tuple[str, str | None]]:
    return [(t.kind, t.appointment_id) for t in await world.published(TaskOpened)]


async def sent(world: World) -> list[str]:
    await world.send_urgent()
    await world.send_due()
    return world.carrier.bodies


@pytest.mark.parametrize("word", ["CANCEL", "end", "Quit"])
async def test_s61_a_word_that_may_mean_the_visit_opts_out_and_asks_staff_to_call(
    told: World, word: str
) -> None:
    await told.reply(word)
    assert await tasks(told) == [("may_want_to_cancel", VISIT)]
    assert await sent(told) == []
    (reply,) = await told.published(ReplyReceived)
    assert reply.intent is Intent.OPT_OUT


async def test_s60_stop_opens_no_task(told: World) -> None:
    await told.reply("STOP")
    assert await tasks(told) == []
    assert await sent(told) == []


async def test_s62_a_wish_to_cancel_in_a_sentence_is_asked_back_and_opts_nobody_out(
    told: World,
) -> None:
    await told.reply("please cancel my appointment tomorrow")
    assert await sent(told) == [
        "Lin Center: cancel Tue Mar 16, 9:30 AM? Reply X again to cancel, or C to keep it."
    ]
    await told.reply("X")
    replies = await told.published(ReplyReceived)
    assert [r.intent for r in replies] == [Intent.CANCEL_WISH, Intent.CANCEL]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("stop texting me", "You will get no more texts from us."),
        ("no más mensajes por favor", "No le mandaremos otros mensajes."),
        ("不要再发短信了", "我们不会再给您发短信"),
    ],
)
async def test_s63_plain_words_opt_out_and_are_confirmed_once(
    told: World, body: str, said: str
) -> None:
    await told.reply(body)
    await told.reply(body)
    (confirmation,) = await sent(told)
    assert confirmation.startswith(said)
    assert {t.state for t in await told.texts("reminder")} == {TextState.RETIRED}


async def test_s63_a_confirmation_that_is_late_is_not_sent(told: World) -> None:
    await told.reply("stop texting me")
    told.clock.advance(timedelta(minutes=6))
    assert await sent(told) == []


async def test_s65_start_plans_the_reminders_anew_and_revives_none(told: World) -> None:
    await told.reply("STOP")
    await told.reply("START")
    states = [t.state for t in await told.texts("reminder")]
    assert states.count(TextState.RETIRED) == states.count(TextState.PLANNED) == 2
    told.clock.set(EVENING_BEFORE)
    assert any("visit Tue Mar 16" in body for body in await sent(told))


async def test_s65_yes_without_a_stop_before_it_plans_nothing_twice(told: World) -> None:
    await told.reply("START")
    assert len(await told.texts("reminder")) == 2


async def test_s66_the_carriers_opt_out_is_a_task_and_no_retry(world: World) -> None:
    await world.hear(patient_saved(), booked())
    world.carrier.refusals = [21610]
    await world.send_due()
    assert ("opted_out_at_the_carrier", None) in await tasks(world)
    assert (await world.text("confirmation")).state is TextState.FAILED


async def test_s67_a_phone_that_opted_out_stays_so_when_its_holder_books_again(
    told: World,
) -> None:
    await told.reply("STOP")
    await told.hear(patient_saved(version=2, text_consent=consent("visit", "checkin")))
    await told.hear(booked(appointment_id="appointment-2"))
    assert await sent(told) == []
    assert ("call_instead", "appointment-2") in await tasks(told)


@pytest.mark.parametrize("body", ["wrong number", "This isn't Ana"])
async def test_s68_somebody_elses_phone_is_left_alone(told: World, body: str) -> None:
    await told.reply(body)
    assert await sent(told) == ["Sorry about that. We will not text this number again."]
    assert await tasks(told) == [("wrong_number", None)]
    told.clock.set(EVENING_BEFORE)
    assert len(await sent(told)) == 1
    await told.reply("C")
    last: ReplyReceived = (await told.published(ReplyReceived))[-1]
    assert (last.patient_id != ANA, last.appointment_id) == (True, None)


async def test_s57_a_number_no_text_can_reach_is_marked_and_called_instead(world: World) -> None:
    await world.hear(patient_saved(), booked())
    world.carrier.refusals = [21614]
    await world.send_due()
    assert ("number_unusable", None) in await tasks(world)
    world.clock.set(EVENING_BEFORE)
    await world.send_due()
    assert world.carrier.accepted == []
    assert ("call_instead", VISIT) in await tasks(world)
    await world.reply("hello?")
    await world.hear(
        booked(appointment_id="appointment-2", starts_at=STARTS_AT + timedelta(days=7))
    )
    await world.send_due()
    assert world.carrier.accepted != []


async def test_s94_a_phone_that_moves_on_takes_neither_question_nor_consent_along(
    told: World,
) -> None:
    await told.hear(patient_saved(version=2, phone="+13105550199"))
    carla = patient_saved(patient_id="carla", name="Carla Ruiz", phone=ANAS_PHONE)
    await told.hear(carla.model_copy(update={"text_consent": None}))
    visit = booked(appointment_id="carlas")
    await told.hear(visit.model_copy(update={"patient_id": "carla"}))
    assert [t for t in told.carrier.accepted if t.phone == ANAS_PHONE] == []
    await told.send_due()
    assert [t for t in told.carrier.accepted if t.phone == ANAS_PHONE] == []


async def test_the_ledger_cannot_be_rewritten(told: World) -> None:
    await told.reply("STOP")
    for change in ("update consent_entry set state = 'granted'", "delete from consent_entry"):
        with pytest.raises(psycopg.errors.RaiseException, match="append-only"):
            await told.rows(change)
