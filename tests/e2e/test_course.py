"""Four months of two patients on one phone, told by their texts and the events behind them.

`pytest -s tests/e2e/test_course.py` prints the whole of it.
"""

from collections.abc import AsyncIterator
from datetime import date, time, timedelta

import pytest

from tests.e2e.course.clinic import Clinic, Patient, open_clinic
from tests.e2e.course.story import DAY, Story
from tests.e2e.course.transcript import transcript
from tests.support.sandboxes import RunningSandbox

pytestmark = pytest.mark.timeout(900)
WEEK = timedelta(weeks=1)
PLATEAU = 5


@pytest.fixture
async def story(sandbox: RunningSandbox) -> AsyncIterator[Story]:
    async with open_clinic(sandbox.layout) as clinic:
        yield Story(clinic)


async def test_s100_a_course_of_twelve_visits_ends_on_a_sheet_that_says_no_clear_gain(
    story: Story,
) -> None:
    clinic = story.clinic
    phone = await clinic.new_phone()
    ana = Patient("Ana Morales", "low_back", 6, phone)
    ben = Patient("Ben Morales", "neck", 7, phone)
    try:
        await _tell(story, ana, ben)
    finally:
        told = await transcript(
            clinic.layout, {ana.id, ben.id}, await phone.bubbles(), clinic.noted
        )
        print(f"\n{told}\n")


async def _tell(story: Story, ana: Patient, ben: Patient) -> None:
    clinic = story.clinic
    clinic.travel(clinic.today() + DAY, time(10))
    first = _next_tuesday(clinic)
    # A week without a visit lies between the eighth and the ninth.
    days = [first + n * WEEK + (WEEK if n >= 8 else 0 * WEEK) for n in range(12)]
    visits = [await story.books(ana, day) for day in days]

    await story.visits(ana, visits[0], days[0])
    await _week(story, ana, days[0], day_1="5", day_3="5")

    await story.visits(ana, visits[1], days[1])
    await _bad_reaction(story, ana, days[1])

    await story.visits(ana, visits[2], days[2])
    await _corrected(story, ana, days[2])

    for visit in (3, 4, 5):
        await story.visits(ana, visits[visit], days[visit])
        await _week(story, ana, days[visit], day_1="5", day_3="5", peg=visit == 4)

    await story.visits(ana, visits[6], days[6])
    await _missed_week(story, ana, days[6])

    await story.visits(ana, visits[7], days[7])
    await _week(story, ana, days[7], day_1="5", day_3="4")
    await story.asked(ana, days[7] + WEEK, "0 to 10")
    await story.answers(ana, "5", "noted 5", "7 days")
    await story.answers(ana, "4 days", "that is noted")

    for visit in (8, 9, 10, 11):
        await story.visits(ana, visits[visit], days[visit])
        await _week(story, ana, days[visit], day_1="5", day_3="5", peg=visit == 11)
    await _sheet(story, ana)
    await _nudged(story, ana, days[11] + WEEK)
    await _ben(story, ana, ben, days[11] + 2 * WEEK)
    await _forgotten(story, ben)


async def _week(
    story: Story, patient: Patient, visited: date, *, day_1: str, day_3: str, peg: bool = False
) -> None:
    await story.asked(patient, visited + DAY, "0 to 10")
    await story.answers(patient, day_1, f"noted {day_1}", "new or unusual")
    await story.answers(patient, "N", "that is noted")
    await story.asked(patient, visited + 3 * DAY, "0 to 10")
    if not peg:
        await story.answers(patient, day_3, f"noted {day_3}")
        return
    await story.answers(patient, day_3, f"noted {day_3}", "1 of 3")
    await story.answers(patient, "5", "2 of 3")
    await story.answers(patient, "6", "3 of 3")
    await story.answers(patient, "6", "that is noted")


async def _bad_reaction(story: Story, patient: Patient, visited: date) -> None:
    """8 on the day after the needles, and a numb leg: two cases, both followed to their end."""
    await story.asked(patient, visited + DAY, "0 to 10")
    await story.answers(patient, "8", "noted 8", "new or unusual")
    bad = await story.alert(patient, "score_8_or_more")
    assert bad["grade"] == "orange"
    await story.answers(patient, "my left leg is numb since last night", "may call you")
    for alert in await story.open_alerts(patient):
        await story.followup("POST", f"/alerts/{alert['alert_id']}/acknowledge", {})
        await story.followup("POST", f"/alerts/{alert['alert_id']}/close", {"outcome": "called"})
    story.clinic.note("Dr. Lin calls, and closes the case")
    await story.asked(patient, visited + 3 * DAY, "0 to 10")
    await story.answers(patient, "6", "noted 6")


async def _corrected(story: Story, patient: Patient, visited: date) -> None:
    await story.asked(patient, visited + DAY, "0 to 10")
    await story.answers(patient, "3", "noted 3")
    await story.answers(patient, "FIX 5", "noted 5")
    await story.answers(patient, "N", "that is noted")
    await story.asked(patient, visited + 3 * DAY, "0 to 10")
    await story.answers(patient, "about 5 or 6", "one whole number")
    await story.answers(patient, "5", "noted 5")
    points = (await story.course(patient))["series"][0]["points"]
    assert [p["score"] for p in points if p["corrected"]] == [5]
    assert 3 not in [p["score"] for p in points]


async def _missed_week(story: Story, patient: Patient, visited: date) -> None:
    """The week's texts are used up, so the nudge stays behind; then somebody calls."""
    await story.asked(patient, visited + DAY, "0 to 10")
    await story.asked(patient, visited + 3 * DAY, "0 to 10")
    story.clinic.travel(visited + 4 * DAY, time(12))
    call = await story.call_for(patient)
    done = {"outcome": "reached", "score": PLATEAU}
    await story.followup("POST", f"/calls/{call['call_id']}/done", done)
    story.clinic.note("Kim calls; Ana says 5")


async def _nudged(story: Story, patient: Patient, week: date) -> None:
    """After the last visit the weeks go on, and a day of silence is asked about once more."""
    await story.asked(patient, week, "0 to 10")
    await story.asked(patient, week + DAY, "last ask")
    await story.answers(patient, "5", "noted 5", "7 days")
    await story.answers(patient, "every day", "that is noted")
    course = await story.course(patient)
    assert [days["days"] for days in course["pain_days"]] == [4, 7]


async def _ben(story: Story, ana: Patient, ben: Patient, week: date) -> None:
    """Ana's weekly question, then Ben's own visit: each answer is its own patient's."""
    await story.asked(ana, week, "0 to 10")
    await story.answers(ana, "5", "noted 5", "7 days")
    await story.answers(ana, "0", "that is noted")
    visit = await story.books(ben, week + 2 * DAY)
    story.clinic.travel(week + 2 * DAY, time(15))
    await story.clinic.complete(visit)
    await story.planned(ben, visit)
    await story.asked(ben, week + 3 * DAY, "0 to 10")
    await story.answers(ben, "4", "noted 4")
    await story.answers(ben, "nothing", "noted")
    told = len((await story.course(ana))["series"][0]["points"])
    [series] = (await story.course(ben))["series"]
    assert [point["score"] for point in series["points"]] == [4]
    assert told == len((await story.course(ana))["series"][0]["points"])


async def _forgotten(story: Story, ben: Patient) -> None:
    """Ben asks to be forgotten; a legal hold makes it wait, here and everywhere."""
    asked, held = f"/patients/{ben.id}/erase", f"/patients/{ben.id}/hold"
    await story.booking("PUT", held, {"reason": "a claim is pending"})
    assert await story.booking("POST", asked) == {"state": "held"}
    assert (await story.course(ben))["visits"] != []
    await story.booking("DELETE", held)
    story.clinic.note("Dr. Lin lifts the hold; Ben is forgotten")
    await story.has_nothing_of(ben)


async def _sheet(story: Story, patient: Patient) -> None:
    course = await story.course(patient)
    [series] = course["series"]
    path = f"/patients/{patient.id}/complaints/{series['complaint_id']}/sheet"
    sheet = await story.followup("GET", path)
    assert sheet["no_clear_gain"] is True
    assert series["baseline"] == 6
    assert series["trend"] == "plateau"
    assert [(d["visit"], d["score"], d["responder"]) for d in series["decisions"]] == [
        (6, 5, False),
        (12, 5, False),
    ]
    assert sheet["coverage"] == {
        "visits_in_90_days": 12,
        "visits_in_12_months": 12,
        "improvement_shown": False,
        "left": 0,
    }
    assert [peg["score"] for peg in course["pegs"]] == [5.7, 5.7]
    assert [days["days"] for days in course["pain_days"]] == [4]
    reviews = (await story.followup("GET", "/reviews"))["reviews"]
    assert [r["reason"] for r in reviews if r["patient_id"] == patient.id] == ["no_clear_gain"]


def _next_tuesday(clinic: Clinic) -> date:
    """At least a week ahead, so that confirmations and check-ins do not share a week."""
    day = clinic.today() + WEEK
    return next(day + n * DAY for n in range(7) if (day + n * DAY).weekday() == 1)
