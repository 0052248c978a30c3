"""Reports: every number once more by counting in Python what the events said."""

import csv
import random
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest

from services.dashboard.domain.reports import By, VisitCounts
from services.dashboard.pages.desk import Desk
from services.dashboard.store import reports
from shared.auth import Role
from shared.db import Database
from shared.events import Event, Received
from shared.events.appointments import (
    AppointmentCancelled,
    AppointmentCompleted,
    AppointmentConfirmed,
    AppointmentNoShow,
    Named,
    Visit,
    VisitStatus,
)
from shared.events.messages import TextAccepted, TextDelivered, TextFailed, TextState
from tests.integration.dashboard import facts
from tests.integration.dashboard.browser import Visitor
from tests.integration.dashboard.conftest import PASSWORD, AddStaff, FakeOwner, Project
from tests.integration.dashboard.facts import happened, received
from tests.support.facts import NOW

ENDS = {
    "none": None,
    "came": VisitStatus.COMPLETED,
    "no_show": VisitStatus.NO_SHOW,
    "by_patient": VisitStatus.CANCELLED_BY_PATIENT,
    "by_clinic": VisitStatus.CANCELLED_BY_CLINIC,
}
LEADS = (1, 5, 6, 12, 40)


class Told:
    """One visit as the events told it."""

    def __init__(self, number: int, chance: random.Random) -> None:
        self.starts_at = NOW - timedelta(days=chance.randint(1, 25), hours=chance.randint(0, 6))
        self.lead = timedelta(days=chance.choice(LEADS))
        self.practitioner = chance.choice(("Ada", "Bo", "Cleo"))
        self.confirmed = chance.random() < 0.5
        self.end = chance.choice(tuple(ENDS))
        self.cancelled_at = self.starts_at - timedelta(hours=chance.choice((2, 23, 25, 90)))
        self.visit: Visit = facts.visit(
            f"visit-{number}",
            starts_at=self.starts_at,
            booked_at=self.starts_at - self.lead,
            practitioner=Named(id=self.practitioner.lower(), name=self.practitioner),
        )

    def events(self) -> list[Event | Received[Any]]:
        found: list[Event | Received[Any]] = [facts.booked(self.visit)]
        version = 2
        if self.confirmed:
            said = self._at(version, VisitStatus.CONFIRMED)
            found.append(happened(AppointmentConfirmed, said))
            version += 1
        if status := ENDS[self.end]:
            found.append(self._ended(self._at(version, status)))
        return found

    def _at(self, version: int, status: VisitStatus) -> Visit:
        return self.visit.model_copy(update={"version": version, "status": status})

    def _ended(self, visit: Visit) -> Event | Received[Any]:
        if visit.status.cancelled:
            event = happened(AppointmentCancelled, visit, tell_patient=False)
            return received(event, self.cancelled_at)
        if visit.status is VisitStatus.NO_SHOW:
            return happened(AppointmentNoShow, visit)
        return happened(AppointmentCompleted, visit, completed_at=self.starts_at)

    @property
    def late(self) -> bool:
        return self.end == "by_patient" and self.starts_at - self.cancelled_at < timedelta(hours=24)


@pytest.fixture
async def told(project: Project) -> list[Told]:
    chance = random.Random(7)
    visits = [Told(number, chance) for number in range(60)]
    await project(*(event for visit in visits for event in visit.events()))
    return visits


def lead_time(visit: Told) -> str:
    return {1: "1", 5: "2", 6: "2", 12: "3", 40: "4"}[visit.lead.days]


@pytest.mark.parametrize(
    ("by", "name"),
    [
        (By.PRACTITIONER, lambda visit, _: visit.practitioner),
        (By.LEAD_TIME, lambda visit, _: lead_time(visit)),
        (By.WEEKDAY, lambda visit, zone: str(visit.starts_at.astimezone(zone).isoweekday())),
    ],
)
async def test_every_count_is_what_counting_the_events_by_hand_gives(
    db: Database,
    desk: Desk,
    told: list[Told],
    by: By,
    name: Callable[[Told, Any], str],
) -> None:
    start, end = NOW - timedelta(days=20), NOW - timedelta(days=4)
    async with db.transaction() as conn:
        found = await reports.count_visits(conn, by, start, end, desk.zone.key)
    within = [visit for visit in told if start <= visit.starts_at < end]
    assert len(within) > 20
    assert {row.name: _numbers(row) for row in found} == _by_hand(within, name, desk.zone)


def _numbers(row: VisitCounts) -> dict[str, int]:
    return {
        "booked": row.booked,
        "came": row.came,
        "no_show": row.no_show,
        "by_patient": row.cancelled_by_patient,
        "by_clinic": row.cancelled_by_clinic,
        "late": row.cancelled_late,
        "confirmed": row.confirmed,
    }


def _by_hand(
    visits: list[Told], name: Callable[[Told, Any], str], zone: Any
) -> dict[str, dict[str, int]]:
    counted: dict[str, Counter[str]] = {}
    for visit in visits:
        row = counted.setdefault(name(visit, zone), Counter())
        row.update(("booked", visit.end))
        row.update(["late"] * visit.late)
        row.update(["confirmed"] * (visit.confirmed and visit.end != "by_clinic"))
    keys = ("booked", "came", "no_show", "by_patient", "by_clinic", "late", "confirmed")
    return {each: {key: row[key] for key in keys} for each, row in counted.items()}


async def test_the_page_shows_the_rates_and_the_file_holds_the_same_numbers(
    robin: Visitor, told: list[Told]
) -> None:
    asked = "first=2027-02-08&last=2027-03-08&by=practitioner"
    page = (await robin.get(f"/reports?{asked}")).text
    file = (await robin.get(f"/reports/visits.csv?{asked}")).text
    rows = list(csv.DictReader(StringIO(file)))
    assert [row["name"] for row in rows] == ["Ada", "Bo", "Cleo"]
    assert sum(int(row["booked"]) for row in rows) == len(told)
    for row in rows:
        rate = round(100 * int(row["no_show"]) / (int(row["no_show"]) + int(row["came"])), 1)
        assert float(row["no_show_percent"]) == rate
        assert f"{row['name']} {rate} %" in page


async def test_texts_are_counted_by_kind_with_their_segments_and_cost(
    robin: Visitor, project: Project
) -> None:
    def sent(text_id: str, segments: int, last: type[Any], state: TextState) -> list[Any]:
        told_of = (
            facts.text(TextAccepted, TextState.ACCEPTED, version=2, text_id=text_id),
            facts.text(last, state, version=3, text_id=text_id, body=None),
        )
        return [
            event.model_copy(update={"text": event.text.model_copy(update={"segments": segments})})
            for event in told_of
        ]

    await project(
        *sent("one", 1, TextDelivered, TextState.DELIVERED),
        *sent("two", 2, TextFailed, TextState.FAILED),
    )
    page = " ".join((await robin.get("/reports")).text.split())
    assert "Reminder" in page
    assert "$0.03 in all, at $0.0108 a segment" in page


async def test_results_are_for_those_who_may_judge_them(
    browser: Visitor, add_staff: AddStaff, followup: FakeOwner
) -> None:
    group = {"name": "low_back", "patients": 9, "gained_2_points": 5, "gained_30_percent": 4}
    followup.shows["results"] = {
        "smallest_group": 5,
        "groups": [{**group, "gained_both": 4, "worse": 1}],
        "responses": {
            "asked": 40,
            "answered": 30,
            "rate_percent": 75.0,
            "median_reply_minutes": 12.0,
        },
    }
    await add_staff(Role.PRACTITIONER, "lin@example.org")
    await add_staff(Role.FRONT_DESK, "robin@example.org")
    await browser.sign_in("lin@example.org", PASSWORD)
    shown = (await browser.get("/reports")).text
    assert "30 of 40 questions answered, 75.0 %" in shown
    assert "Low back pain" in shown
    await browser.sign_in("robin@example.org", PASSWORD)
    assert "Results by" not in (await browser.get("/reports")).text


async def test_hours_are_as_full_as_what_was_booked_of_what_booking_says_was_open(
    robin: Visitor, booking: FakeOwner, project: Project
) -> None:
    opens = datetime(2027, 3, 8, 9, tzinfo=NOW.tzinfo)
    booking.shows["opening-hours"] = [
        {
            "practitioner": "lin",
            "starts_at": opens.isoformat(),
            "ends_at": (opens + timedelta(hours=8)).isoformat(),
        }
    ]
    lin = Named(id="lin", name="Dr. Chianni Lin")
    for number in range(2):
        at = NOW + timedelta(hours=number)
        visit = facts.visit(f"v-{number}", starts_at=at, practitioner=lin)
        await project(facts.booked(visit))
    page = (await robin.get("/reports?first=2027-03-08&last=2027-03-08")).text
    assert 'Filled: Dr. Chianni Lin 25.0 %"' in page


async def test_a_report_says_what_is_away(robin: Visitor) -> None:
    assert "Booking is away: how full the hours are" in (await robin.get("/reports")).text


@pytest.mark.parametrize(
    "days", ["first=2027-03-09&last=2027-03-08", "first=2020-01-01&last=2027-01-01"]
)
async def test_days_that_end_before_they_begin_or_are_too_many_are_refused(
    robin: Visitor, days: str
) -> None:
    assert (await robin.get(f"/reports?{days}")).status_code == 422
