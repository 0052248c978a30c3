"""What stands around the visits, and what staff said of a text, in whatever order it comes."""

from datetime import date

import pytest

from shared.db import Database
from shared.events import Event
from shared.events.planning import (
    CarePlanChanged,
    CarePlanState,
    RecallChanged,
    RecallState,
    WaitlistCallClosed,
)
from shared.events.replies import Intent, ThreadAge, ThreadChanged
from tests.integration.dashboard import facts
from tests.integration.dashboard.browser import Visitor
from tests.integration.dashboard.conftest import Project
from tests.integration.dashboard.facts import PATIENT
from tests.integration.dashboard.test_projection import story
from tests.support.facts import NOW


def recall(version: int, state: RecallState) -> RecallChanged:
    return RecallChanged(
        patient_id=PATIENT,
        recall_id="recall-1",
        version=version,
        state=state,
        last_visit_at=NOW,
        course_unfinished=True,
        snoozed_until=None,
        actor="system",
        at=NOW,
    )


def care_plan(version: int, state: CarePlanState) -> CarePlanChanged:
    return CarePlanChanged(
        patient_id=PATIENT,
        care_plan_id="plan-1",
        version=version,
        state=state,
        starts_on=date(2027, 3, 1),
        items=(),
        actor="system",
        at=NOW,
    )


@pytest.mark.parametrize(
    ("newer", "older", "state"),
    [
        (recall(2, RecallState.TEXTED), recall(1, RecallState.DUE), "texted"),
        (care_plan(5, CarePlanState.STOPPED), care_plan(4, CarePlanState.ACTIVE), "stopped"),
    ],
)
async def test_the_newest_version_counts_even_if_it_came_first(
    db: Database, project: Project, newer: Event, older: Event, state: str
) -> None:
    await project(newer, older)
    async with db.transaction() as conn:
        found = await conn.execute("select state from planned")
        assert await found.fetchall() == [(state,)]


async def test_a_call_that_ended_before_it_began_is_over(db: Database, project: Project) -> None:
    closed = WaitlistCallClosed(
        patient_id=PATIENT, call_id="c", outcome="booked", actor="staff:x", at=NOW
    )
    await project(closed)
    async with db.transaction() as conn:
        found = await conn.execute("select outcome from waitlist_call")
        assert await found.fetchall() == [("booked",)]


async def test_a_recall_is_part_of_the_story(robin: Visitor, project: Project) -> None:
    await project(facts.patient(), recall(1, RecallState.TEXTED))
    assert "Recall: texted" in (await robin.get(f"/patients/{PATIENT}")).text


async def test_what_staff_say_a_text_meant_counts_whichever_of_the_two_comes_first(
    db: Database, project: Project
) -> None:
    first = facts.reply("Ok see you", intent=Intent.OTHER)
    corrected = first.model_copy(update={"intent": Intent.CONFIRM, "corrected_by": "staff-1"})
    await project(corrected, first)
    [entry] = await story(db)
    assert (entry.detail["intent"], entry.unread) == ("confirm", False)


async def test_an_older_state_of_a_thread_changes_nothing(db: Database, project: Project) -> None:
    def thread(version: int, assigned_to: str | None) -> ThreadChanged:
        return ThreadChanged(
            patient_id=PATIENT,
            version=version,
            unread=1,
            unread_since=NOW,
            age=ThreadAge.RED,
            assigned_to=assigned_to,
            changed_at=NOW,
            by_staff_id=None,
        )

    await project(thread(2, "staff-1"), thread(1, None))
    async with db.transaction() as conn:
        found = await conn.execute("select version, assigned_to from thread")
        assert await found.fetchall() == [(2, "staff-1")]
