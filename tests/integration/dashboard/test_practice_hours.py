"""Hours and closures are changed on pages that work without a script, over the real booking."""

import pytest

from shared.db import Database
from tests.integration.dashboard.browser import Visitor
from tests.integration.dashboard.practice_pages import look, opened, send, uncovered
from tests.support.booking import TUESDAY_9, Booking
from tests.support.forms import fields_of
from tests.support.practice_desk import desk, practice

__all__ = ["desk", "practice"]

# Two databases and a password's hash for each test.
pytestmark = pytest.mark.timeout(180)

HOURS = "/settings/hours/chianni-lin"


async def test_hours_that_uncover_a_visit_are_saved_only_after_it_was_looked_at(
    wei: Visitor, practice: Booking, db: Database
) -> None:
    visit = await practice.booked(starts_at=TUESDAY_9)
    fields = await opened(wei, HOURS)
    assert fields["tue-0-opens"] == ["09:00"]
    refused = await send(wei, HOURS, fields, tue__0__opens="10:00")
    assert refused.status_code == 409
    assert "1 booked visit could not take place. Nothing is saved yet." in refused.text
    assert "Ana López" in refused.text
    assert await uncovered(practice) == []
    again = fields_of(refused.text, HOURS)
    assert again["tue-0-opens"] == ["10:00"], "what was typed is still there"
    assert (await send(wei, HOURS, again)).status_code == 303
    assert await uncovered(practice) == [visit["id"]]
    assert "Uncovered visits" in (await wei.get("/time-off")).text
    async with db.transaction() as conn:
        cursor = await conn.execute(
            "select subject from audit_entry where action = 'setting_changed'"
        )
        noted = {row[0] for row in await cursor.fetchall()}
    assert noted == {"hours/chianni-lin would_uncover", "hours/chianni-lin done"}


async def test_a_break_is_added_and_a_day_copied_without_saving(
    wei: Visitor, practice: Booking
) -> None:
    before = await look(practice)
    fields = await opened(wei, HOURS)
    added = await send(wei, HOURS, fields, act="add-wed")
    assert added.status_code == 200
    fields = fields_of(added.text, HOURS)
    assert fields["wed-1-opens"] == [""]
    copied = await wei.client.post(
        HOURS, data={**fields, "act": "copy", "copy_from": "mon", "copy_to": ["wed", "sun"]}
    )
    fields = fields_of(copied.text, HOURS)
    assert fields["sun-1-closes"] == fields["mon-1-closes"] == ["18:00"]
    assert await look(practice) == before
    assert (await send(wei, HOURS, fields)).status_code == 303
    offered = await practice.http.get(
        "/api/v1/slots?treatment=acupuncture&practitioner=chianni-lin&date=2027-01-17"
    )
    assert offered.json()["slots"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"mon__0__opens": "13:00"}, "The end must be after the beginning; or tick"),
        ({"mon__0__closes": ""}, "Say from when and until when"),
        ({"mon__1__opens": "12:00"}, "these hours overlap the ones before"),
        ({"date__0__opens": "09:00", "date__0__closes": "12:00"}, "Say on which date."),
    ],
)
async def test_hours_that_cannot_be_stay_typed_with_the_error_at_their_field(
    wei: Visitor, practice: Booking, changes: dict[str, str], words: str
) -> None:
    before = await look(practice)
    refused = await send(wei, HOURS, await opened(wei, HOURS), **changes)
    assert refused.status_code == 422
    assert words in refused.text
    for name, value in changes.items():
        assert fields_of(refused.text, HOURS)[name.replace("__", "-")] == [value]
    assert await look(practice) == before


async def test_hours_past_midnight_are_said_twice_and_booked_into_the_night(
    wei: Visitor, practice: Booking
) -> None:
    night = {"sun__0__opens": "22:00", "sun__0__closes": "02:00"}
    refused = await send(wei, HOURS, await opened(wei, HOURS), **night)
    assert refused.status_code == 422
    again = fields_of(refused.text, HOURS)
    assert (await send(wei, HOURS, again, sun__0__over="yes")).status_code == 303
    assert (await opened(wei, HOURS))["sun-0-over"] == ["yes"]
    offered = await practice.http.get(
        "/api/v1/slots?treatment=acupuncture&practitioner=chianni-lin&date=2027-01-17"
    )
    starts = [slot["starts_at"][11:16] for slot in offered.json()["slots"]]
    assert "23:00" in starts


async def test_a_single_date_is_open_besides_the_week(wei: Visitor, practice: Booking) -> None:
    fields = await opened(wei, HOURS)
    sunday = {"date__0__on": "2027-01-17", "date__0__opens": "10:00", "date__0__closes": "12:00"}
    assert (await send(wei, HOURS, fields, **sunday)).status_code == 303
    fields = await opened(wei, HOURS)
    assert fields["date-0-on"] == ["2027-01-17"]
    assert (await send(wei, HOURS, fields, date__0__remove="yes")).status_code == 303
    assert (await opened(wei, HOURS))["date-0-on"] == [""]


async def test_a_closure_shows_the_visits_it_leaves_uncovered_before_it_is_saved(
    wei: Visitor, practice: Booking
) -> None:
    visit = await practice.booked(starts_at=TUESDAY_9)
    fields = await opened(wei, "/time-off?day=2027-01-12", "/time-off")
    refused = await send(wei, "/time-off", fields, practitioner="everybody", reason="flood")
    assert "1 booked visit could not take place. Nothing is saved yet." in refused.text
    assert await uncovered(practice) == []
    again = fields_of(refused.text, "/time-off")
    assert (again["practitioner"], again["reason"]) == (["everybody"], ["flood"])
    assert (await send(wei, "/time-off", again)).status_code == 303
    assert await uncovered(practice) == [visit["id"]]
