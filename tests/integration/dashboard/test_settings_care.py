"""The rota, office hours and check-in plans under the settings."""

from datetime import time

import pytest

from services.dashboard.domain.opening_words import UnreadableHoursError, read_hours
from services.dashboard.pages.settings.phones import as_e164
from tests.integration.dashboard.browser import Visitor
from tests.integration.dashboard.conftest import FakeOwner
from tests.integration.dashboard.settings_shown import FOLLOWUP, NOTIFY, STEP

ON_CALL = "/settings/on-call"
WEEKLY = "/settings/check-ins/weekly"
ROW = {
    "step-1": "day_11",
    "days-1": "2",
    "at-1": "18:30",
    "asks-1": "score,reaction",
    "hours-1": "24",
    "visits-1": "5, 12",
    "based_on": "1",
}


@pytest.fixture(autouse=True)
def shown(notify: FakeOwner, followup: FakeOwner) -> None:
    notify.shows.update(NOTIFY)
    followup.shows.update(FOLLOWUP)


async def test_s116_the_week_ahead_shows_who_is_told_and_its_gaps(wei: Visitor) -> None:
    week = (await wei.get(ON_CALL)).text
    assert "Nobody is there at 1 time" in week
    assert "Dr. Lin" in week
    assert "No longer here" in week  # kim has no account


async def test_a_turn_is_taken_over_and_one_given_in_return(
    wei: Visitor, followup: FakeOwner
) -> None:
    turn, other = "2027-03-08 in_hours", "2027-03-09 on_call"
    fields = {"turn": turn, "staff_id": "kim", "in_return": other}
    swapped = await wei.post(f"{ON_CALL}/swap", page=ON_CALL, **fields)
    assert swapped.headers["location"] == f"{ON_CALL}?saved=yes"
    _, body, _ = followup.asked[-1]
    assert body["dates"] == [
        {"on": "2027-03-08", "part": "in_hours", "staff": ["kim", "dr-lin"]},
        {"on": "2027-03-09", "part": "on_call", "staff": ["dr-lin"]},
    ]
    assert (body["based_on"], body["in_hours"]) == (3, ["dr-lin"])


async def test_the_usual_order_and_a_weekday_that_differs_are_saved(
    wei: Visitor, followup: FakeOwner
) -> None:
    order = {"in_hours-first": "kim", "in_hours-second": "kim", "on_call-second": "dr-lin"}
    await wei.post(f"{ON_CALL}/rota", page=ON_CALL, **order)
    assert [followup.asked[-1][1][part] for part in ("in_hours", "on_call")] == [
        ["kim"],
        ["dr-lin"],
    ]
    fields = {"weekday": "5", "part": "on_call", "weekday-first": "kim"}
    await wei.post(f"{ON_CALL}/weekdays", page=ON_CALL, **fields)
    wanted = [{"weekday": 5, "part": "on_call", "staff": ["kim"]}]
    assert followup.asked[-1][1]["weekdays"] == wanted


async def test_a_phone_is_written_as_people_write_it(wei: Visitor, notify: FakeOwner) -> None:
    fields = {"who": "kim|Kim Ortiz", "phone": "(310) 555-0191", "alarms": "yes"}
    await wei.post(f"{ON_CALL}/phones", page=ON_CALL, **fields, **{"notice-moved": "yes"})
    path, body, _ = notify.asked[-1]
    assert (path, body["phone"], body["name"]) == ("team/kim", "+13105550191", "Kim Ortiz")
    assert (body["on_call"], body["notices"]) == (True, ["moved"])
    wrong = await wei.post(f"{ON_CALL}/phones", page=ON_CALL, who="", phone="555")
    assert "Choose whose phone it is." in wrong.text
    assert 'value="555"' in wrong.text


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("310-555-0190", "+13105550190"),
        ("1 310 555 0190", "+13105550190"),
        ("+34 600 123 456", "+34600123456"),
        ("555-0190", None),
        ("", None),
    ],
)
def test_a_number_without_a_country_is_north_american(typed: str, number: str | None) -> None:
    assert as_e164(typed) == number


async def test_office_hours_are_saved_for_texts_and_for_cases(
    wei: Visitor, notify: FakeOwner, followup: FakeOwner
) -> None:
    page = "/settings/office-hours"
    assert 'value="09:00-18:00"' in (await wei.get(page)).text
    await wei.post(page, page=page, **{"day-0": "9-12:30, 1:30pm to 6pm"})
    stretches = [
        {"weekday": 0, "opens": "09:00:00", "closes": "12:30:00"},
        {"weekday": 0, "opens": "13:30:00", "closes": "18:00:00"},
    ]
    assert notify.asked[-1][1]["hours"] == stretches
    assert followup.asked[-1][1]["hours"] == stretches
    wrong = await wei.post(page, page=page, **{"day-0": "morning", "day-1": "9-18"})
    assert "Write hours such as" in wrong.text
    assert 'value="morning"' in wrong.text


@pytest.mark.parametrize("said", ["9", "18-9", "9-12, 11-15", "25-26", "9-9"])
def test_hours_that_cannot_be_are_not_guessed(said: str) -> None:
    with pytest.raises(UnreadableHoursError):
        read_hours(said)


def test_hours_are_read_as_people_write_them() -> None:
    assert read_hours("9 - 12.30, 12:30pm–6 pm") == [
        (time(9), time(12, 30)),
        (time(12, 30), time(18)),
    ]
    assert read_hours("") == []


async def test_s95_a_check_in_plan_is_changed_for_one_complaint_alone(
    wei: Visitor, followup: FakeOwner
) -> None:
    saved = await wei.post(WEEKLY, page=WEEKLY, complaint="migraine", **ROW)
    assert saved.headers["location"] == f"{WEEKLY}?complaint=migraine&saved=yes"
    _, body, _ = followup.asked[-1]
    assert body["steps"] == [STEP]
    changed = {"days_after": 2, "at": "18:30:00", "life_hours": 24, "visits": [5, 12]}
    assert body["by_complaint"] == {"migraine": [{**STEP, **changed}]}
    assert body["based_on"] == 1


async def test_a_check_in_whose_day_is_emptied_is_taken_out_and_a_wrong_one_is_named(
    wei: Visitor, followup: FakeOwner
) -> None:
    await wei.post(WEEKLY, page=WEEKLY, **{**ROW, "days-1": ""})
    assert followup.asked[-1][1]["steps"] == []
    wrong = await wei.post(WEEKLY, page=WEEKLY, **{**ROW, "days-1": "soon", "visits-1": "x"})
    assert "A check-in is 1 to 800 days after the treatment." in wrong.text
    assert "Numbers of visits, such as 5, 12." in wrong.text
    assert 'value="soon"' in wrong.text


async def test_what_followup_refuses_is_said_in_its_words_and_stays_typed(
    wei: Visitor, followup: FakeOwner
) -> None:
    followup.status = 409
    lost = await wei.post(WEEKLY, page=WEEKLY, **ROW)
    assert "Somebody else has saved this meanwhile" in lost.text
    assert 'value="18:30"' in lost.text


async def test_an_earlier_check_in_plan_is_restored(wei: Visitor, followup: FakeOwner) -> None:
    await wei.post(f"{WEEKLY}/restore", page=WEEKLY, to="1", based_on="1")
    path, body, _ = followup.asked[-1]
    assert (path, body["steps"], body["based_on"]) == ("plans/weekly", [STEP], 1)
