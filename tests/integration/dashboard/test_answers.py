"""Answers that are not one number, alerts that are passed on, patients who are forgotten."""

from datetime import timedelta

import pytest
from psycopg import sql

from services.dashboard.domain.tables import READ_MODEL
from shared.auth import Role
from shared.db import Database
from shared.events import Event
from shared.events.alerts import AlertNeedsCall, AlertPassedOn
from shared.events.appointments import AppointmentConfirmed, VisitStatus
from shared.events.checkins import (
    PainDaysReported,
    PainRangeKept,
    PegScored,
    ReactionReported,
)
from shared.events.messages import TextAccepted, TextState
from shared.events.patients import PatientErased
from shared.events.replies import Intent
from tests.integration.dashboard import facts
from tests.integration.dashboard.browser import Visitor
from tests.integration.dashboard.conftest import AddStaff, Project
from tests.integration.dashboard.facts import PATIENT, happened, received
from tests.integration.dashboard.test_projection import story
from tests.support.facts import NOW

RANGE = PainRangeKept(
    patient_id=PATIENT,
    report_id="range",
    complaint_id=None,
    checkin_id="c",
    low=6,
    high=7,
    reported_at=NOW,
)
PEG = PegScored(
    patient_id=PATIENT,
    checkin_id=None,
    complaint_id=None,
    pain_average=6,
    enjoyment=5,
    general_activity=4,
    score=5.0,
    reported_at=NOW,
)
DAYS = PainDaysReported(
    patient_id=PATIENT, checkin_id="c", complaint_id=None, days=3, reported_at=NOW
)


def reaction(**changes: object) -> ReactionReported:
    said: dict[str, object] = {
        "patient_id": PATIENT,
        "reaction_id": "reaction",
        "checkin_id": "c",
        "appointment_id": "visit-1",
        "reply_id": "reply-1",
        "grade": None,
        "signs": (),
        "unclear": False,
        "reported_at": NOW,
    }
    return ReactionReported.model_validate({**said, **changes})


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (RANGE, "Pain between 6 and 7"),
        (PEG, "PEG 5.0 of 10"),
        (DAYS, "Pain on 3 of 7 days"),
        (reaction(), "Nothing noticed after the treatment"),
        (reaction(grade="yellow", signs=("bruise", "itch")), "bruise, itching or a rash"),
        (reaction(unclear=True), "What was noticed could not be read"),
    ],
)
async def test_every_answer_is_in_the_story(
    robin: Visitor, project: Project, event: Event, said: str
) -> None:
    await project(facts.patient(), event)
    assert said in (await robin.get(f"/patients/{PATIENT}")).text


async def test_a_reaction_nobody_could_read_waits_in_the_inbox(
    robin: Visitor, project: Project
) -> None:
    await project(facts.patient(), facts.reply("a bit odd", intent=Intent.ANSWER))
    assert "a bit odd" not in (await robin.part("/parts/panels")).text
    await project(reaction(unclear=True))
    assert "a bit odd" in (await robin.part("/parts/panels")).text


async def test_s116_the_story_says_whom_an_alert_was_told_to_and_in_which_order(
    robin: Visitor, project: Project, add_staff: AddStaff
) -> None:
    other = await add_staff(Role.OWNER, "owner@example.org")
    told = [
        AlertPassedOn(
            patient_id=PATIENT,
            alert_id="alert-1",
            to_staff_id=other,
            turn=turn,
            at=NOW + timedelta(minutes=15 * turn - 15),
        )
        for turn in (0, 1)
    ]
    await project(facts.patient(), facts.alert(at=NOW - timedelta(minutes=15)), *told)
    page = (await robin.get(f"/patients/{PATIENT}")).text
    assert page.index("Alert passed on to Robin Reyes") < page.index("Alert told to Robin Reyes")


async def test_an_alert_of_somebody_texts_do_not_reach_says_so_even_if_that_came_first(
    robin: Visitor, project: Project
) -> None:
    await project(AlertNeedsCall(patient_id=PATIENT, alert_id="alert-1", at=NOW), facts.alert())
    assert "Texts do not reach them" in (await robin.part("/parts/panels")).text


async def test_what_happened_in_the_same_second_stands_with_its_cause_below(
    db: Database, project: Project
) -> None:
    confirmed = facts.visit(version=2, status=VisitStatus.CONFIRMED)
    await project(
        facts.text(TextAccepted, TextState.ACCEPTED, version=2, about="confirm_noted"),
        received(happened(AppointmentConfirmed, confirmed, reply_id="reply-1"), NOW),
        facts.reply("C", intent=Intent.CONFIRM, at=NOW),
    )
    assert [entry.kind for entry in await story(db)] == ["text", "visit", "reply"]


async def rows_of_the_patient(db: Database) -> int:
    total = 0
    async with db.transaction() as conn:
        for table in READ_MODEL:
            count = sql.SQL("select count(*) from {} where patient_id = %s")
            cursor = await conn.execute(count.format(sql.Identifier(table)), (PATIENT,))
            row = await cursor.fetchone()
            total += row[0] if row else 0
    return total


async def test_a_forgotten_patient_is_gone_and_stays_gone_when_events_come_late_or_again(
    db: Database, project: Project, robin: Visitor
) -> None:
    everything = [facts.patient(), facts.booked(facts.visit()), facts.reply(), facts.alert(), RANGE]
    await project(*everything, PEG, DAYS, facts.intake(), facts.pain(5))
    assert await rows_of_the_patient(db) > 10
    await project(PatientErased(patient_id=PATIENT, erased_at=NOW))
    await project(*everything, facts.patient("other", name="Kim Sample"))
    assert await rows_of_the_patient(db) == 0
    assert (await robin.get(f"/patients/{PATIENT}")).status_code == 404
    assert (await robin.get("/patients/other")).status_code == 200
