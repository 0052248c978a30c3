"""One week of free times, as the pages show it."""

from dataclasses import replace
from datetime import date
from typing import Any

from services.booking.api.counter import Open
from services.booking.domain.availability import Slot
from services.booking.domain.wall_time import DAY, local_date
from services.booking.handlers import slots
from services.booking.handlers.slots import Question
from services.booking.pages.words import TimeWords, parts_of_day, week

WEEK = 7


async def week_of_times(
    at: Open, question: Question, day: date | None, words: TimeWords
) -> dict[str, Any]:
    """The week of `day`, or else of the first day that has a free time."""
    first_free = await slots.find_free_day(at.conn, question, question.today)
    shown = _within(question, day) or first_free or question.today
    start = shown - DAY * shown.weekday()
    days = slots.days(start, start + 6 * DAY)
    free = await slots.list_slots(at.conn, question, days)
    zone = at.location.zone
    free_days = {s.starts_at.astimezone(zone).date() for s in free}
    if day is None and shown not in free_days and free_days:
        shown = min(free_days)
    here = [s for s in free if s.starts_at.astimezone(zone).date() == shown]
    following = None if here else await slots.find_free_day(at.conn, question, shown)
    return {
        "days": week(days, free_days, shown, words),
        "parts": parts_of_day(here, words),
        "shown": shown,
        "earlier": _within(question, start - DAY),
        "later": _within(question, start + WEEK * DAY),
        "following": following,
        "by_phone": await _times_by_phone(at, question, shown, here, words),
    }


async def _times_by_phone(
    at: Open, question: Question, shown: date, here: list[Slot], words: TimeWords
) -> list[str]:
    """Times of the day that are too close to be booked here: a call may still get one."""
    treatment = question.wish.treatment
    if shown > local_date(question.now + treatment.notice, at.location.zone):
        return []
    at_once = replace(question.wish, treatment=replace(treatment, notice_hours=0))
    free = await slots.list_slots(at.conn, replace(question, wish=at_once), [shown])
    offered = {slot.starts_at for slot in here}
    return [words.time(s.starts_at) for s in free if s.starts_at not in offered]


def _within(question: Question, day: date | None) -> date | None:
    return day if day and question.today <= day <= question.last_day else None
