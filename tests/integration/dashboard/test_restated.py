"""The practice calls something otherwise: the desk shows it, and nothing happened to the visit."""

from datetime import timedelta

from services.dashboard.store import timeline, today
from shared.db import Database
from shared.events.appointments import AppointmentRestated
from tests.integration.dashboard import facts
from tests.integration.dashboard.conftest import Project
from tests.integration.dashboard.facts import PATIENT, happened
from tests.support.facts import NOW


async def test_what_the_practice_calls_otherwise_is_shown_and_is_no_part_of_the_story(
    db: Database, project: Project
) -> None:
    before = facts.visit()
    named = before.treatment.model_copy(update={"name": "Fine needles"})
    after = before.model_copy(update={"version": 2, "treatment": named})
    await project(facts.booked(before), happened(AppointmentRestated, after, actor="staff:x"))
    async with db.transaction() as conn:
        shown = await today.find_visit(conn, "visit-1")
        story = await timeline.list_entries(conn, PATIENT, NOW + timedelta(days=1), 100)
    assert shown is not None
    assert shown.treatment == "Fine needles"
    assert [entry.detail["what"] for entry in story] == ["booked"]
