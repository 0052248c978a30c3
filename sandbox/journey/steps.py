"""The steps of the journey: what somebody does, and what must come of it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from sandbox.journey.booking import book, is_booked, is_open
from sandbox.journey.staff import PATIENT
from sandbox.journey.story import Story

DAY = timedelta(days=1)
# Texts go between 8 in the morning and 9 in the evening; a little after they fall due.
A_MOMENT = timedelta(minutes=1)


@dataclass(frozen=True)
class Step:
    """`act` may be tried again after a lost connection; `expect` is asked until it is true."""

    name: str
    act: Callable[[Story], Awaitable[None]]
    expect: Callable[[Story], Awaitable[bool]]


async def wait(_: Story) -> None:
    return


def says(*words: str) -> Callable[[Story], Awaitable[bool]]:
    """The last text the patient got has all these words."""

    async def expect(story: Story) -> bool:
        received = await story.phone.received()
        return bool(received) and all(word in received[-1] for word in words)

    return expect


def shows(*words: str) -> Callable[[Story], Awaitable[bool]]:
    """The visit's line on the dashboard has all these words."""

    async def expect(story: Story) -> bool:
        row = await story.row()
        return all(word in row for word in words)

    return expect


def replies(body: str) -> Callable[[Story], Awaitable[None]]:
    async def act(story: Story) -> None:
        await story.reply(body)

    return act


async def travels_the_day_before(story: Story) -> None:
    """By wall time: the clocks may change in between."""
    local = story.starts_at.astimezone(story.zone)
    story.travel_to(_instant(local - DAY) + A_MOMENT)


def travels_after(days: int, at: time) -> Callable[[Story], Awaitable[None]]:
    async def act(story: Story) -> None:
        there = datetime.combine(story.day + days * DAY, at, story.zone)
        story.travel_to(_instant(there) + A_MOMENT)

    return act


def _instant(at: datetime) -> datetime:
    """Subtracting two times of one zone gives wall time; instants must be in UTC."""
    return datetime.fromtimestamp(at.timestamp(), tz=UTC)


async def travels_to_a_working_morning(story: Story) -> None:
    """Ten o'clock, so that texts may go at once."""
    local = story.clock.now().astimezone(story.zone)
    ten = datetime.combine(local.date(), time(10), story.zone)
    if not time(9) <= local.time() < time(16):
        story.travel_to(_instant(ten if local < ten else ten + DAY))


async def finds_the_patient(story: Story) -> bool:
    found = PATIENT.search(await story.row())
    story.patient_id = found[1] if found else ""
    return bool(found)


async def marks_arrived(story: Story) -> None:
    story.travel_to(_instant(story.starts_at))
    await story.dashboard.mark(story.day, story.visit["id"], "arrive")


async def marks_completed(story: Story) -> None:
    story.travel_to(_instant(story.starts_at + timedelta(hours=1)))
    await story.dashboard.mark(story.day, story.visit["id"], "complete")


async def is_on_the_alerts_page(story: Story) -> bool:
    page = await story.dashboard.page("/alerts")
    return f"/patients/{story.patient_id}" in page and "Open alert" in await story.row()


JOURNEY: tuple[Step, ...] = (
    Step("a morning at the clinic", travels_to_a_working_morning, is_open),
    Step("the patient books", book, is_booked),
    Step("the confirmation comes", wait, says("ooked for", "Reply STOP")),
    Step("the visit is on the dashboard", wait, finds_the_patient),
    Step("the day before: the reminder", travels_the_day_before, says("Reply C to confirm")),
    Step("the patient replies C", replies("C"), says("Thanks, confirmed")),
    Step("the dashboard says confirmed", wait, shows("Confirmed")),
    Step("staff mark the arrival", marks_arrived, shows("Arrived")),
    Step("staff mark the visit completed", marks_completed, shows("Completed")),
    Step("day 1: the check-in", travels_after(1, time(17)), says("0 to 10?")),
    Step("the patient replies 7", replies("7"), says("we noted 7")),
    Step("the dashboard shows the score", wait, shows("<strong>7</strong>")),
    Step("day 3: the second check-in", travels_after(3, time(17)), says("0 to 10?")),
    Step("the patient replies 8", replies("8"), says("we noted 8")),
    Step("staff are alerted", wait, is_on_the_alerts_page),
)
