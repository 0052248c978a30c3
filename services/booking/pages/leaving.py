"""What a patient waits for, by the link from the text: looked at, and left."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from services.booking.api.counter import Open
from services.booking.domain.manage_link import wait_token
from services.booking.domain.waitlist import WaitlistEntry
from services.booking.handlers import waitlist
from services.booking.pages.frame import Frame, see
from services.booking.pages.words import TimeWords
from services.booking.store import waitlist as waitlist_store
from shared.events.planning import WaitlistState

ALL_DAY_FROM, ALL_DAY_UNTIL = "00:00", "23:59"


def router(frame: Frame) -> APIRouter:
    pages = APIRouter(prefix="/w/{token}")

    @pages.get("")
    async def waits(token: str) -> Response:
        """Changes nothing: phones and scanners open links by themselves."""
        async with frame.counter.open() as at:
            entry = await waitlist.get_by_link(at.conn, token)
            shown = waited_for(at, entry, frame.when(at))
            return frame.page("on_the_list.html", at, token=token, entry=shown)

    @pages.post("/leave")
    async def leave(token: str) -> Response:
        async with frame.counter.open() as at:
            await waitlist.leave_by_link(at.conn, at.desk, token, at.now)
        return see(f"/w/{token}")

    return pages


async def list_waits(at: Open, patient_id: str, words: TimeWords) -> list[dict[str, Any]]:
    """What this patient waits for, with the link to each."""
    entries = await waitlist_store.list_of_patient(at.conn, patient_id)
    return [waited_for(at, entry, words) for entry in entries]


def waited_for(at: Open, entry: WaitlistEntry, words: TimeWords) -> dict[str, Any]:
    """`hours` is none where any time of the day suits; `days` where every day does."""
    wanted, who = entry.preferences, entry.preferences.practitioner_key
    begins, ends = wanted.from_time, wanted.until_time
    all_day = (f"{begins:%H:%M}", f"{ends:%H:%M}") == (ALL_DAY_FROM, ALL_DAY_UNTIL)
    return {
        "token": wait_token(entry.id, at.desk.links.secret),
        "waits": entry.state is WaitlistState.WAITING,
        "treatment": at.catalogue.treatments[entry.treatment_key],
        "practitioner": at.catalogue.practitioners[who] if who else None,
        "days": None if len(wanted.weekdays) == 7 else words.weekdays(sorted(wanted.weekdays)),
        "hours": None if all_day else f"{words.wall(begins)} – {words.wall(ends)}",
        "until": wanted.last_on,
        "since": entry.joined_at,
        "open_until": entry.open_offer.reply_by_at if entry.open_offer else None,
    }
