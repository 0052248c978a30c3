"""Care plans, series and wishes of one patient: what booking is asked, and what is said."""

from typing import Any

import pytest

from shared.auth import Role
from shared.events.appointments import Named, VisitStatus
from shared.events.planning import SeriesChanged, SeriesVisit
from tests.integration.dashboard import facts
from tests.integration.dashboard.browser import Visitor
from tests.integration.dashboard.conftest import PASSWORD, AddStaff, FakeOwner, Project
from tests.integration.dashboard.facts import PATIENT
from tests.integration.dashboard.test_booking import CATALOGUE
from tests.support.facts import NOW

PAGE = f"/patients/{PATIENT}"
KEY = "0195d7a0-0000-7000-8000-000000000005"
VISIT = "0195d7a0-0000-7000-8000-000000000006"
ACUPUNCTURE = {"id": "acupuncture", "name": "Acupuncture"}
ITEM = {"treatment": ACUPUNCTURE, "visits": 8, "every_weeks": 1, "done": 3, "booked": 2, "left": 3}
PLAN = {"id": KEY, "version": 4, "state": "active", "starts_on": "2027-03-01", "items": [ITEM]}


@pytest.fixture(autouse=True)
async def a_patient(booking: FakeOwner, project: Project) -> None:
    booking.shows |= CATALOGUE
    booking.shows[f"patients/{PATIENT}/packages"] = []
    booking.shows[f"patients/{PATIENT}/care-plans"] = [PLAN]
    await project(facts.patient())


async def test_a_care_plan_shows_what_is_done_booked_and_left(robin: Visitor) -> None:
    shown = " ".join((await robin.get(f"{PAGE}/care-plan")).text.split())
    assert 'data-heading="Done" class="number">3</td>' in shown
    assert 'data-heading="Left" class="number">3</td>' in shown
    assert 'name="visits-1" type="text" value="8"' in shown


async def test_a_care_plan_is_changed_as_it_was_seen(robin: Visitor, booking: FakeOwner) -> None:
    form = {"treatment-1": "acupuncture", "visits-1": "10", "weeks-1": "2", "treatment-2": ""}
    await robin.post(f"{PAGE}/care-plan/{KEY}/change", version="4", **form)
    [(path, asked, _)] = booking.asked
    assert path == f"care-plans/{KEY}/change"
    assert asked == {
        "version": 4,
        "items": [{"treatment": "acupuncture", "visits": 10, "every_weeks": 2}],
    }


async def test_a_care_plan_is_made_and_ended(robin: Visitor, booking: FakeOwner) -> None:
    booking.shows[f"patients/{PATIENT}/care-plans"] = []
    assert "No course is planned" in (await robin.get(f"{PAGE}/care-plan")).text
    row = {"treatment-1": "massage", "visits-1": "6", "weeks-1": "1"}
    await robin.post(f"{PAGE}/care-plan", starts_on="2027-03-15", **row)
    await robin.post(f"{PAGE}/care-plan/{KEY}/end", version="4", how="stopped", reason="moved away")
    assert [(path, asked) for path, asked, _ in booking.asked] == [
        (
            "care-plans",
            {
                "patient_id": PATIENT,
                "starts_on": "2027-03-15",
                "items": [{"treatment": "massage", "visits": 6, "every_weeks": 1}],
            },
        ),
        (f"care-plans/{KEY}/end", {"version": 4, "stopped": True, "reason": "moved away"}),
    ]


async def test_s102_a_plan_that_somebody_changed_meanwhile_is_not_written_over(
    robin: Visitor, booking: FakeOwner
) -> None:
    booking.status, booking.code = 409, "changed_meanwhile"
    form = {"treatment-1": "massage", "visits-1": "12", "weeks-1": "1"}
    answer = await robin.post(f"{PAGE}/care-plan/{KEY}/change", version="3", **form)
    assert answer.status_code == 409
    assert "Somebody else has just changed this" in answer.text
    assert 'value="12"' in answer.text


SERIES = {"treatment": "acupuncture", "practitioner": "lin", "every_weeks": "1"}
FIRST = {"day": "2027-03-09", "time": "14:00", "count": "2"}


async def test_s110_every_time_of_a_series_is_looked_at_before_anything_is_booked(
    robin: Visitor, booking: FakeOwner
) -> None:
    booking.answers = {
        "practitioner": "lin",
        "visits": [
            {"starts_at": "2027-03-09T14:00:00-08:00", "free": True, "code": None, "nearest": []},
            {
                "starts_at": "2027-03-16T14:00:00-07:00",
                "free": False,
                "code": "slot_taken",
                "nearest": [{"starts_at": "2027-03-16T15:00:00-07:00"}],
            },
        ],
    }
    answer = await robin.post(f"{PAGE}/series/check", **SERIES, **FIRST)
    shown = " ".join(answer.text.split())
    assert "1 of 2 cannot be had as they are" in shown
    assert "Tue, Mar 16, 3:00 PM</option>" in shown
    [(path, asked, _)] = booking.asked
    assert (path, asked["first_at"]) == ("series/check", "2027-03-09T14:00:00-08:00")


async def test_s110_what_was_chosen_is_booked_at_once_and_what_was_left_out_is_not(
    robin: Visitor, booking: FakeOwner
) -> None:
    times = ["2027-03-09T14:00:00-08:00", "", "2027-03-23T14:00:00-07:00"]
    await robin.post(f"{PAGE}/series", request_id=KEY, times=times, **SERIES)
    [(path, asked, _)] = booking.asked
    assert path == "series"
    assert asked["times"] == ["2027-03-09T14:00:00-08:00", "2027-03-23T14:00:00-07:00"]


@pytest.fixture
async def a_series(project: Project) -> None:
    visit = SeriesVisit(appointment_id=VISIT, starts_at=NOW, status=VisitStatus.BOOKED)
    later = visit.model_copy(update={"starts_at": NOW.replace(day=15)})
    await project(
        SeriesChanged(
            patient_id=PATIENT,
            series_id=KEY,
            version=1,
            treatment=Named(id="acupuncture", name="Acupuncture"),
            every_weeks=1,
            visits=(visit, later),
            actor="system",
            at=NOW,
        )
    )


@pytest.mark.usefixtures("a_series")
async def test_w05_this_and_later_visits_of_a_series_are_moved_or_cancelled(
    robin: Visitor, booking: FakeOwner
) -> None:
    address = f"{PAGE}/series/{KEY}"
    form: dict[str, Any] = {"appointment_id": VISIT, "scope": "later", "tell": "no"}
    await robin.post(f"{address}/move", **form, day="2027-03-17", time="10:00")
    await robin.post(f"{address}/cancel", **form, reason="on leave")
    (moved, to, _), (cancelled, why, _) = booking.asked
    assert (moved, to["scope"], to["tell_patient"]) == (f"series/{KEY}/move", "later", False)
    assert to["starts_at"] == "2027-03-17T10:00:00-07:00"
    assert (cancelled, why["reason"]) == (f"series/{KEY}/cancel", "on leave")


@pytest.mark.usefixtures("a_series")
async def test_a_series_that_would_clash_says_with_which_times(
    robin: Visitor, booking: FakeOwner
) -> None:
    booking.status = 409
    form = {"appointment_id": VISIT, "scope": "all", "tell": "yes"}
    answer = await robin.post(f"{PAGE}/series/{KEY}/move", **form, day="", time="10:00")
    assert "Choose the day and the time it moves to" in answer.text
    assert booking.asked == []


WISH: dict[str, Any] = {
    "treatment": "acupuncture",
    "practitioner": "lin",
    "weekdays": ["2", "4"],
    "from_time": "09:00",
    "until_time": "13:00",
    "notice_hours": "3",
    "last_on": "",
}


async def test_w01_the_desk_puts_a_patient_on_the_waitlist(
    robin: Visitor, booking: FakeOwner
) -> None:
    answer = await robin.post(f"{PAGE}/waitlist", **WISH)
    assert answer.headers["location"] == "/waitlist"
    [(path, asked, _)] = booking.asked
    assert path == "waitlist"
    assert asked == {
        "patient_id": PATIENT,
        "treatment": "acupuncture",
        "practitioner": "lin",
        "weekdays": [2, 4],
        "from_time": "09:00",
        "until_time": "13:00",
        "notice_hours": 3,
        "last_on": None,
        "appointment_id": None,
    }


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"weekdays": ""}, "weekdays"),
        ({"until_time": "08:00"}, "until_time"),
        ({"notice_hours": "-1"}, "notice_hours"),
        ({"last_on": "2027-03-01"}, "last_on"),
        ({"treatment": ""}, "treatment"),
    ],
)
async def test_a_wish_that_cannot_be_met_is_not_asked_for(
    robin: Visitor, booking: FakeOwner, said: dict[str, str], field: str
) -> None:
    answer = await robin.post(f"{PAGE}/waitlist", **{**WISH, **said})
    assert (answer.status_code, f'id="{field}-error"' in answer.text) == (422, True)
    assert booking.asked == []


async def test_who_waits_already_is_told_so_in_bookings_words(
    robin: Visitor, booking: FakeOwner
) -> None:
    booking.status, booking.code = 409, "waits_already"
    answer = await robin.post(f"{PAGE}/waitlist", **WISH)
    assert answer.status_code == 409
    assert 'value="13:00"' in answer.text


@pytest.mark.parametrize("page", ["packages", "care-plan", "series", "waitlist"])
async def test_while_booking_is_away_each_page_opens_and_says_so(
    robin: Visitor, booking: FakeOwner, page: str
) -> None:
    booking.shows.clear()
    shown = await robin.get(f"{PAGE}/{page}")
    assert (shown.status_code, "Booking is away" in shown.text) == (200, True)


@pytest.mark.parametrize("page", ["packages", "care-plan", "series"])
async def test_read_only_staff_see_plans_and_no_form(
    browser: Visitor, add_staff: AddStaff, page: str
) -> None:
    await add_staff(Role.READ_ONLY)
    await browser.sign_in("desk@example.org", PASSWORD)
    shown = await browser.get(f"{PAGE}/{page}")
    assert shown.status_code == 200
    assert shown.text.count('method="post"') == shown.text.count('action="/sign-out"') + 1 + (
        shown.text.count('action="/unlock"')
    )


@pytest.mark.parametrize("page", ["packages", "care-plan", "series", "waitlist"])
async def test_there_are_no_plans_of_somebody_unknown(robin: Visitor, page: str) -> None:
    assert (await robin.get(f"/patients/{KEY}/{page}")).status_code == 404
