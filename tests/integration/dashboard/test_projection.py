"""The read model follows every event, in whatever order they come."""

import itertools
from datetime import timedelta
from typing import Any

from services.dashboard.consumer import handlers
from services.dashboard.live.hints import Hints
from services.dashboard.store import alerts, patients, replies, scores, timeline, today
from services.dashboard.store.timeline import Entry
from shared.consumer import Consumer
from shared.db import Database
from shared.events import Event, Received, envelope
from shared.events.alerts import AlertAcknowledged, AlertClosed
from shared.events.appointments import (
    AppointmentConfirmed,
    AppointmentRescheduled,
    VisitStatus,
)
from shared.events.checkins import AnswerUnclear, CheckinMissed, CheckinPlanned, CheckinRetired
from shared.events.messages import (
    TextAccepted,
    TextDelivered,
    TextingResumed,
    TextingStopped,
    TextPlanned,
    TextRetired,
    TextState,
)
from shared.events.replies import Intent
from shared.inbox import Record
from shared.service import Ground
from tests.integration.dashboard import facts
from tests.integration.dashboard.conftest import Project
from tests.integration.dashboard.facts import PATIENT, happened, received
from tests.support.facts import NOW

SOON = NOW + timedelta(hours=1)


async def story(db: Database, patient_id: str = PATIENT) -> list[Entry]:
    async with db.transaction() as conn:
        return await timeline.list_entries(conn, patient_id, NOW + timedelta(days=1), 100)


async def the_visit(db: Database) -> today.VisitRow:
    async with db.transaction() as conn:
        row = await today.find_visit(conn, "visit-1")
    assert row is not None
    return row


async def the_patient(db: Database) -> patients.Patient:
    async with db.transaction() as conn:
        found = await patients.find(conn, PATIENT)
    assert found is not None
    return found


async def test_a_visit_is_there_before_its_patient_is(db: Database, project: Project) -> None:
    await project(facts.booked(facts.visit()))
    assert (await the_visit(db)).patient_name is None
    await project(facts.patient())
    assert (await the_visit(db)).patient_name == "Alex Example"


async def test_an_older_version_of_a_patient_changes_nothing(
    db: Database, project: Project
) -> None:
    await project(facts.patient(version=2, name="New Name"), facts.patient(version=1))
    assert (await the_patient(db)).name == "New Name"


async def test_s33_moves_that_arrive_in_reverse_end_at_the_higher_version(
    db: Database, project: Project
) -> None:
    first = facts.visit(version=2, starts_at=SOON)
    second = facts.visit(version=3, starts_at=SOON + timedelta(hours=2))
    moves = [
        happened(AppointmentRescheduled, moved, previous_starts_at=SOON, tell_patient=True)
        for moved in (second, first)
    ]
    await project(*moves)
    row = await the_visit(db)
    assert (row.version, row.starts_at) == (3, second.starts_at)


async def test_the_story_keeps_each_thing_that_happened_to_a_visit(
    db: Database, project: Project
) -> None:
    await project(
        received(facts.booked(facts.visit()), NOW - timedelta(days=2)),
        received(
            happened(
                AppointmentConfirmed,
                facts.visit(version=2, status=VisitStatus.CONFIRMED),
                reply_id="r",
            ),
            NOW,
        ),
    )
    assert [(e.detail["what"], e.detail["by_text"]) for e in await story(db)] == [
        ("confirmed", True),
        ("booked", False),
    ]


async def test_a_late_version_of_a_text_does_not_undo_its_delivery(
    db: Database, project: Project
) -> None:
    planned = facts.text(TextPlanned, TextState.PLANNED, version=1, body=None)
    accepted = facts.text(TextAccepted, TextState.ACCEPTED, version=2)
    delivered = facts.text(TextDelivered, TextState.DELIVERED, version=3, body=None)
    await project(planned, delivered, accepted)
    (entry,) = await story(db)
    assert entry.detail["state"] == "delivered"


async def test_the_words_of_a_text_outlive_the_events_that_do_not_carry_them(
    db: Database, project: Project
) -> None:
    await project(
        facts.text(TextAccepted, TextState.ACCEPTED, version=2, body="See you Tuesday"),
        facts.text(TextDelivered, TextState.DELIVERED, version=3, body=None),
    )
    (entry,) = await story(db)
    assert entry.detail["body"] == "See you Tuesday"
    assert entry.at == NOW  # when the carrier took it


async def test_a_planned_text_is_ahead_and_not_in_the_story(db: Database, project: Project) -> None:
    due = NOW + timedelta(days=2)
    await project(facts.text(TextPlanned, TextState.PLANNED, version=1, due_at=due))
    assert await story(db) == []
    async with db.transaction() as conn:
        (item,) = await patients.list_ahead(conn, PATIENT, NOW)
    assert (item.kind, item.at) == ("text", due)


async def test_a_retired_text_says_why_it_did_not_go(db: Database, project: Project) -> None:
    await project(facts.text(TextRetired, TextState.RETIRED, version=2, reason="opted_out"))
    (entry,) = await story(db)
    assert entry.detail["reason"] == "opted_out"


async def test_what_the_patient_said_last_about_texting_counts(
    db: Database, project: Project
) -> None:
    stopped = TextingStopped(patient_id=PATIENT, at=NOW, source="keyword")
    resumed = TextingResumed(
        patient_id=PATIENT, at=NOW - timedelta(days=3), source="keyword", categories=()
    )
    await project(facts.patient(), stopped, resumed)
    assert (await the_patient(db)).texting_stopped


async def test_consent_is_part_of_the_story_once(db: Database, project: Project) -> None:
    await project(facts.patient(version=1), facts.patient(version=2))
    assert [e.kind for e in await story(db)] == ["consent"]


async def unread(db: Database) -> list[str]:
    async with db.transaction() as conn:
        return [reply.reply_id for reply in await replies.list_unread(conn, 10)]


async def test_only_texts_that_wait_for_a_person_are_unread(db: Database, project: Project) -> None:
    await project(
        *(facts.reply(intent=intent, reply_id=intent.value) for intent in Intent),
    )
    assert sorted(await unread(db)) == ["cancel_wish", "other"]


async def test_an_unclear_answer_is_unread_even_if_it_comes_before_its_reply(
    db: Database, project: Project
) -> None:
    unclear = AnswerUnclear(
        patient_id=PATIENT, checkin_id=None, reply_id="r", reason="range", asked_again=True
    )
    await project(unclear)
    assert await unread(db) == []
    await project(facts.reply("5 or 6", intent=Intent.ANSWER, reply_id="r"))
    assert await unread(db) == ["r"]
    assert (await story(db))[0].unclear == "range"


async def test_scores_belong_to_their_complaint_with_its_baseline(
    db: Database, project: Project
) -> None:
    await project(facts.pain(5), facts.intake(baseline=7))
    async with db.transaction() as conn:
        (complaint,) = await scores.list_complaints(conn, PATIENT)
        (score,) = await scores.list_scores(conn, PATIENT, [f"complaint-{PATIENT}"])
    assert (complaint.code, complaint.baseline, score.score) == ("low_back", 7, 5)


async def test_a_corrected_score_counts_no_longer_and_stays_in_the_story(
    db: Database, project: Project
) -> None:
    wrong = facts.pain(7, report_id="wrong", at=NOW - timedelta(minutes=2))
    right = facts.pain(1, report_id="right", at=NOW - timedelta(minutes=1))
    await project(right.model_copy(update={"corrects": "wrong"}), wrong)
    async with db.transaction() as conn:
        kept = await scores.list_scores(conn, PATIENT, [f"complaint-{PATIENT}"])
    assert [score.score for score in kept] == [1]
    assert [entry.detail["score"] for entry in await story(db)] == [1, 7]


async def test_a_missed_checkin_is_a_gap_at_the_time_it_was_due(
    db: Database, project: Project
) -> None:
    complaint_id, due = f"complaint-{PATIENT}", NOW - timedelta(days=2)
    planned = CheckinPlanned(
        patient_id=PATIENT,
        checkin_id="c",
        appointment_id="visit-1",
        complaint_id=complaint_id,
        kind="weekly",
        due_at=due,
    )
    missed = CheckinMissed(patient_id=PATIENT, checkin_id="c", complaint_id=complaint_id, at=NOW)
    await project(missed, planned)
    async with db.transaction() as conn:
        (point,) = await scores.list_missed(conn, PATIENT, [complaint_id])
    assert (point.at, point.score) == (due, None)


async def test_a_retired_checkin_is_no_longer_ahead(db: Database, project: Project) -> None:
    planned = CheckinPlanned(
        patient_id=PATIENT,
        checkin_id="c",
        appointment_id="visit-1",
        complaint_id=None,
        kind="day_1",
        due_at=NOW + timedelta(days=1),
    )
    await project(planned)
    async with db.transaction() as conn:
        assert [item.kind for item in await patients.list_ahead(conn, PATIENT, NOW)] == ["checkin"]
    await project(CheckinRetired(patient_id=PATIENT, checkin_id="c", reason="cancelled"))
    async with db.transaction() as conn:
        assert await patients.list_ahead(conn, PATIENT, NOW) == []


def life_of_an_alert() -> list[Event]:
    return [
        facts.alert(),
        AlertAcknowledged(patient_id=PATIENT, alert_id="alert-1", by_staff_id="s", at=NOW),
        AlertClosed(
            patient_id=PATIENT, alert_id="alert-1", by_staff_id="s", outcome="called", at=NOW
        ),
    ]


async def test_an_alert_ends_closed_in_whatever_order_its_events_come(
    db: Database, project: Project
) -> None:
    for number, order in enumerate(itertools.permutations(life_of_an_alert())):
        own = [e.model_copy(update={"alert_id": f"alert-{number}"}) for e in order]
        await project(*own)
    async with db.transaction() as conn:
        assert await alerts.list_open(conn) == []
        closed = await alerts.list_closed(conn, 10)
    assert [(a.outcome, a.acknowledged_at) for a in closed] == [("called", NOW)] * 6


def record(arrived: Received[Any], offset: int) -> Record:
    event = arrived.event
    value, headers = envelope.write(
        event_id=arrived.id,
        event_type=event.type,
        source="test",
        occurred_at=arrived.occurred_at,
        payload=event.model_dump_json(),
        traceparent=None,
    )
    return Record(event.topic, 0, offset, event.patient_id.encode(), value, tuple(headers))


async def test_s39_events_delivered_twice_have_one_effect(
    db: Database, ground: Ground, hints: Hints
) -> None:
    consumer: Consumer = ground.consumer(handlers(hints))
    records = [
        record(received(event), offset)
        for offset, event in enumerate(
            [facts.booked(facts.visit()), facts.pain(5), facts.reply(), facts.alert()]
        )
    ]
    await consumer.apply(records)
    before = await story(db)
    await consumer.apply(records)
    await consumer.apply(list(reversed(records)))
    assert await story(db) == before
    assert len(before) == 4
