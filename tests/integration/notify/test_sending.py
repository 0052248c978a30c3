"""The way to the carrier, with a worker that dies between any two steps."""

import asyncio
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from services.notify.carrier import Outcome, Outgoing
from services.notify.domain.text import Text
from shared.db import is_outage
from shared.events.appointments import AppointmentCancelled, VisitStatus
from shared.events.messages import TextAccepted, TextFailed, TextingStopped, TextState
from tests.integration.notify.carriers import FakeCarrier, sid_of
from tests.integration.notify.visits import STARTS_AT, booked, happened
from tests.integration.notify.worlds import World
from tests.support.eventually import eventually
from tests.support.patients import ANA, patient_saved

LATER = timedelta(seconds=61)


@pytest.fixture
async def due(world: World) -> World:
    """One confirmation is due."""
    await world.hear(patient_saved(), booked())
    return world


async def claim_one(world: World) -> Text:
    claimed = await world.sender().claim(10)
    assert [text.kind for text in claimed] == ["confirmation"]
    return claimed[0]


async def prepared(world: World) -> Text:
    [text] = await world.sender().prepare([await claim_one(world)])
    return text


async def test_s31_a_visit_cancelled_after_the_claim_is_not_texted_about(due: World) -> None:
    claimed = await claim_one(due)
    await due.hear(
        happened(AppointmentCancelled, version=2, status=VisitStatus.CANCELLED_BY_CLINIC)
    )
    assert await due.sender().prepare([claimed]) == []
    assert (await due.text("confirmation")).state is TextState.RETIRED


async def test_s31_the_version_is_checked_even_if_nobody_retired_the_row(due: World) -> None:
    claimed = await claim_one(due)
    await due.rows(
        "update visit set version = 2, content = content || %s returning 1", '{"version": 2}'
    )
    assert await due.sender().prepare([claimed]) == []
    assert (await due.text("confirmation")).reason == "superseded"


async def test_s36_a_text_the_carrier_took_is_found_in_its_list_not_sent_again(due: World) -> None:
    await due.sender().call(await prepared(due))  # and the worker dies
    due.clock.advance(LATER)
    await due.look_up()
    text = await due.text("confirmation")
    assert (text.state, text.sid) == (TextState.SENT, sid_of(due.carrier.accepted[0]))
    await due.send_due()
    assert len(due.carrier.accepted) == 1


async def test_s36_a_text_nobody_knows_after_ten_minutes_goes_once_more(due: World) -> None:
    await prepared(due)  # and the worker dies before it calls
    due.clock.advance(timedelta(minutes=9))
    await due.look_up()
    assert (await due.text("confirmation")).state is TextState.SENDING
    due.clock.advance(timedelta(minutes=2))
    await due.look_up()
    await due.send_due()
    text = await due.text("confirmation")
    assert text.state is TextState.ACCEPTED
    assert ("planned", "unsure") in await due.history(text.text_id)
    assert len(due.carrier.accepted) == 1


async def test_s36_a_text_is_sent_again_for_lack_of_news_only_once(due: World) -> None:
    due.carrier.listed = False
    for _ in range(2):
        await prepared(due)
        due.clock.advance(timedelta(minutes=11))
        await due.look_up()
    assert (await due.text("confirmation")).state is TextState.SENDING
    due.clock.advance(timedelta(minutes=50))
    await due.look_up()
    text = await due.text("confirmation")
    assert (text.state, text.reason) == (TextState.UNSURE, "outcome_unknown")
    assert [e.text.state for e in await due.published(TextFailed)] == [TextState.UNSURE]


async def test_s36_what_the_list_is_past_and_does_not_show_never_went_and_goes_again(
    due: World,
) -> None:
    due.carrier.busy = True
    for _ in range(3):
        await prepared(due)  # and the worker dies before it calls
        due.clock.advance(timedelta(minutes=11))
        await due.look_up()
    await due.send_due()
    assert (await due.text("confirmation")).state is TextState.ACCEPTED
    assert len(due.carrier.accepted) == 1


async def test_s36_nothing_is_decided_while_the_carrier_cannot_be_asked(due: World) -> None:
    await due.sender().call(await prepared(due))
    due.carrier.away = True
    due.clock.advance(timedelta(hours=1))
    await due.look_up()
    assert (await due.text("confirmation")).state is TextState.SENDING


async def test_s36_an_answer_that_never_came_is_looked_up_at_once(due: World) -> None:
    due.carrier.silent = 1
    await due.send_due()
    await due.look_up()
    assert (await due.text("confirmation")).state is TextState.SENT
    assert len(due.carrier.accepted) == 1


async def test_s37_a_claim_that_runs_out_is_taken_over_and_sent_once(due: World) -> None:
    first = await claim_one(due)  # and the worker dies
    await due.send_due()
    assert due.carrier.bodies == []
    due.clock.advance(LATER)
    await due.send_due()
    assert len(due.carrier.bodies) == 1
    assert await due.sender().prepare([first]) == []  # should the dead one wake


class DatabaseGoesWithTheCall(FakeCarrier):
    """Takes the text, and when it has, nobody can write it down."""

    admin_dsn = ""
    database = ""

    async def send(self, outgoing: Outgoing) -> Outcome:
        outcome = await super().send(outgoing)
        await self.let_connect(False)
        return outcome

    async def let_connect(self, allowed: bool) -> None:
        async with await psycopg.AsyncConnection.connect(self.admin_dsn, autocommit=True) as admin:
            await admin.execute(
                sql.SQL("alter database {} allow_connections {}").format(
                    sql.Identifier(self.database), sql.Literal(allowed)
                )
            )
            await admin.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s",
                (self.database,),
            )


async def test_s38_a_database_that_is_away_after_the_call_does_not_repeat_the_call(
    due: World, notify_dsn: str, postgres: str
) -> None:
    due.carrier = carrier = DatabaseGoesWithTheCall()
    carrier.admin_dsn = postgres
    carrier.database = str(conninfo_to_dict(notify_dsn)["dbname"])
    async with due.sender() as sender:
        await sender.tick()
        await eventually(lambda: not sender.in_flight)
        with pytest.raises(Exception) as away:
            await sender.tick()
    assert is_outage(away.value)
    await carrier.let_connect(True)
    due.clock.advance(LATER)
    await eventually(lambda: due.look_up_worked())
    assert (await due.text("confirmation")).sid == sid_of(carrier.accepted[0])
    assert len(carrier.accepted) == 1


async def test_one_slow_call_does_not_hold_up_the_next_text(due: World) -> None:
    held = asyncio.Event()

    class Slow(FakeCarrier):
        async def send(self, outgoing: Outgoing) -> Outcome:
            if not self.accepted:
                self.accepted.append(outgoing)
                await held.wait()
            return await super().send(outgoing)

    carrier = Slow()
    async with due.sender(carrier, at_once=2) as sender:
        await sender.tick()
        await eventually(lambda: len(carrier.accepted) == 1)
        await due.hear(booked(appointment_id="appointment-2"))
        await sender.tick()
        await eventually(lambda: len(carrier.accepted) == 2)
        held.set()


@pytest.mark.parametrize(
    ("code", "state", "reason"),
    [
        (21614, TextState.FAILED, "21614"),
        (30034, TextState.FAILED, "30034"),
        (20429, TextState.PLANNED, "20429"),
        (20003, TextState.PLANNED, "20003"),
        (20500, TextState.SENDING, None),
    ],
)
async def test_a_refusal_is_treated_by_its_class(
    due: World, code: int, state: TextState, reason: str | None
) -> None:
    due.carrier.refusals = [code]
    await due.send_due()
    text = await due.text("confirmation")
    assert (text.state, text.reason) == (state, reason)


async def test_a_busy_carrier_is_asked_again_until_the_text_is_of_no_use(due: World) -> None:
    due.carrier.refusals = [20429, 20429]
    for _ in range(3):
        await due.send_due()
        due.clock.advance(timedelta(minutes=1))
    text = await due.text("confirmation")
    assert (text.state, text.attempts) == (TextState.ACCEPTED, 3)
    assert len(await due.published(TextAccepted)) == 1


async def test_a_refusal_as_opted_out_stops_everything_to_that_phone(due: World) -> None:
    due.carrier.refusals = [21610]
    await due.send_due()
    states = {(t.kind, t.state, t.reason) for t in await due.texts()}
    assert states == {
        ("confirmation", TextState.FAILED, "21610"),
        ("reminder", TextState.RETIRED, "opted_out"),
    }
    assert [(e.patient_id, e.source) for e in await due.published(TextingStopped)] == [
        (ANA, "carrier")
    ]


async def test_a_reminder_nobody_could_send_before_the_visit_expires(due: World) -> None:
    await due.send_due()
    due.clock.set(STARTS_AT + timedelta(minutes=1))
    await due.send_due()
    assert {t.state for t in await due.texts("reminder")} == {TextState.EXPIRED}
    assert len(due.carrier.bodies) == 1


async def test_a_booking_made_at_night_is_confirmed_then_and_there(world: World) -> None:
    night = datetime(2027, 3, 9, 7, 0, tzinfo=UTC)  # 23:00
    world.clock.set(night)
    await world.hear(patient_saved(), booked(booked_at=night))
    await world.send_due()
    assert len(world.carrier.bodies) == 1


async def test_a_confirmation_that_is_no_answer_any_more_waits_for_the_morning(
    world: World,
) -> None:
    night = datetime(2027, 3, 9, 7, 0, tzinfo=UTC)
    world.clock.set(night)
    await world.hear(patient_saved(), booked(booked_at=night - timedelta(hours=1)))
    await world.send_due()
    text = await world.text("confirmation")
    assert (text.state, text.reason) == (TextState.PLANNED, "quiet_hours")
    assert text.due_at == datetime(2027, 3, 9, 16, 0, tzinfo=UTC)
