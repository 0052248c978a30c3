"""One week of free times, as the pages show it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from services.booking.api.counter import Open
from services.booking.domain.availability import Slot
from services.booking.domain.wall_time import DAY, local_date
from services.booking.handlers import combined, slots
from services.booking.handlers.combined import Together
from services.booking.handlers.slots import Question
from services.booking.pages.words import TimeWords, parts_of_day, week

WEEK = 7
Asked = Question | Together


async def week_of_times(
    at: Open, asked: Asked, day: date | None, words: TimeWords
) -> dict[str, Any]:
    """The week of `day`, or else of the first day that has a free time."""
    first_free = await _find_free_day(at, asked, asked.today)
    shown = _within(asked, day) or first_free or asked.today
    start = shown - DAY * shown.weekday()
    days = slots.days(start, start + 6 * DAY)
    free = await _list_slots(at, asked, days)
    zone = at.location.zone
    free_days = {s.starts_at.astimezone(zone).date() for s in free}
    if day is None and shown not in free_days and free_days:
        shown = min(free_days)
    here = [s for s in free if s.starts_at.astimezone(zone).date() == shown]
    following = None if here else await _find_free_day(at, asked, shown)
    return {
        "days": week(days, free_days, shown, words),
        "parts": parts_of_day(here, words),
        "shown": shown,
        "earlier": _within(asked, start - DAY),
        "later": _within(asked, start + WEEK * DAY),
        "following": following,
        "by_phone": await _times_by_phone(at, asked, shown, here, words),
    }


async def _list_slots(at: Open, asked: Asked, days: list[date]) -> Sequence[Slot]:
    if isinstance(asked, Together):
        return await combined.list_slots(at.conn, asked, days)
    return await slots.list_slots(at.conn, asked, days)


async def _find_free_day(at: Open, asked: Asked, first: date) -> date | None:
    if isinstance(asked, Together):
        return await combined.find_free_day(at.conn, asked, first)
    return await slots.find_free_day(at.conn, asked, first)


async def _times_by_phone(
    at: Open, question: Asked, shown: date, here: list[Slot], words: TimeWords
) -> list[str]:
    """Times of the day that are too close to be booked here: a call may still get one."""
    if isinstance(question, Together):
        return []
    treatment = question.wish.treatment
    if shown > local_date(question.now + treatment.notice, at.location.zone):
        return []
    at_once = replace(question.wish, treatment=replace(treatment, notice_hours=0))
    free = await slots.list_slots(at.conn, replace(question, wish=at_once), [shown])
    offered = {slot.starts_at for slot in here}
    return [words.time(s.starts_at) for s in free if s.starts_at not in offered]


def _within(asked: Asked, day: date | None) -> date | None:
    return day if day and asked.today <= day <= asked.last_day else None
