"""The waitlist itself: joining it, leaving it, and telling of it."""

import contextlib
from datetime import datetime, timedelta

from services.booking.domain.catalogue import Catalogue
from services.booking.domain.manage_link import fingerprint, wait_token
from services.booking.domain.waitlist import NotWaitingError, Offer, WaitlistEntry
from services.booking.domain.wall_time import local_date
from services.booking.handlers.facts import named
from services.booking.handlers.visits import Change, Desk
from services.booking.store import appointments, freed_slots, patients, waitlist
from services.booking.store.waitlist import ListedEntry, NewEntry
from shared import outbox
from shared.db import Connection
from shared.events import planning
from shared.events.outreach import Category, TextRequested, TextWithdrawn
from shared.events.planning import OfferState, WaitlistEntryChanged

REQUEST = "waitlist-offer:"
# After a night the patient may still like to read that they are on the list.
WORTH_TELLING = timedelta(hours=12)


class UnknownEntryError(LookupError):
    """Nobody waits under this name."""


class UnknownPatientError(LookupError):
    """There is no such patient."""


class WaitsAlreadyError(Exception):
    """The patient waits for this treatment already."""


async def join(conn: Connection, desk: Desk, new: NewEntry, actor: str) -> ListedEntry:
    """Raises UnknownPatientError and WaitsAlreadyError."""
    if not await patients.exists(conn, new.patient_id):
        raise UnknownPatientError
    link = fingerprint(wait_token(str(new.id), desk.links.secret))
    if not await waitlist.add(conn, new, link):
        raise WaitsAlreadyError
    listed = await waitlist.find(conn, str(new.id))
    assert listed is not None  # noqa: S101 - it was added
    await tell(conn, desk.catalogue, listed.entry, actor, new.joined_at)
    if actor == "patient" and new.appointment_id is None:
        await outbox.add(conn, _joined(desk, new), at=new.joined_at)
    return listed


def _joined(desk: Desk, new: NewEntry) -> TextRequested:
    """The page does not tell who waits: only the phone's holder gets the link that leaves."""
    return TextRequested(
        patient_id=new.patient_id,
        request_id=f"waitlist-joined:{new.id}",
        kind="waitlist_joined",
        category=Category.VISIT,
        values={"link": desk.links.wait_url(str(new.id))},
        expects=None,
        not_before=new.joined_at,
        not_after=new.joined_at + WORTH_TELLING,
    )


async def get_by_link(conn: Connection, token: str) -> WaitlistEntry:
    """Raises UnknownEntryError."""
    entry = await waitlist.find_by_link(conn, fingerprint(token))
    if entry is None:
        raise UnknownEntryError
    return entry


async def leave_by_link(conn: Connection, desk: Desk, token: str, now: datetime) -> WaitlistEntry:
    """The same result again when they wait no more. Raises UnknownEntryError."""
    entry = await get_by_link(conn, token)
    with contextlib.suppress(NotWaitingError):
        return await leave(conn, desk, entry.id, Change("patient", now))
    return entry


async def get(conn: Connection, entry_id: str) -> WaitlistEntry:
    """Locked until the transaction ends. Raises UnknownEntryError."""
    try:
        return await waitlist.get(conn, entry_id)
    except LookupError:
        raise UnknownEntryError from None


async def leave(conn: Connection, desk: Desk, entry_id: str, change: Change) -> WaitlistEntry:
    """Raises UnknownEntryError and NotWaitingError."""
    listed = await waitlist.find(conn, entry_id)
    if listed and listed.entry.open_offer:  # the slot is locked first, as by whoever offers it
        await freed_slots.get(conn, listed.entry.open_offer.freed_slot_id)
    entry = (await get(conn, entry_id)).leave()
    offer = entry.open_offer
    if offer:
        entry = entry.close(offer.id, OfferState.WITHDRAWN)
        await free(conn, entry, offer, "left_the_waitlist", change.at)
        await freed_slots.wait(conn, offer.freed_slot_id, change.at)
    await waitlist.save(conn, entry, change.at)
    await tell(conn, desk.catalogue, entry, change.actor, change.at)
    return entry


async def free(
    conn: Connection, entry: WaitlistEntry, offer: Offer, reason: str, at: datetime
) -> None:
    """The slot of an offer that is over; its text, if it has not gone, never goes."""
    await appointments.release_hold(conn, offer.appointment_id)
    withdrawn = TextWithdrawn(
        patient_id=entry.patient_id, request_id=REQUEST + offer.id, reason=reason
    )
    await outbox.add(conn, withdrawn, at=at)


async def run_out_past(conn: Connection, desk: Desk, location_key: int, now: datetime) -> None:
    """Those who could only come until yesterday."""
    today = local_date(now, desk.catalogue.locations[location_key].zone)
    for listed in await waitlist.list_past(conn, location_key, today):
        if listed.entry.open_offer is None:
            entry = listed.entry.run_out()
            await waitlist.save(conn, entry, now)
            await tell(conn, desk.catalogue, entry, "system", now)


async def tell(
    conn: Connection, catalogue: Catalogue, entry: WaitlistEntry, actor: str, at: datetime
) -> None:
    wanted = entry.preferences
    who = wanted.practitioner_key
    event = WaitlistEntryChanged(
        patient_id=entry.patient_id,
        entry_id=entry.id,
        version=entry.version,
        state=entry.state,
        treatment=named(catalogue.treatments[entry.treatment_key]),
        practitioner=named(catalogue.practitioners[who]) if who else None,
        location_id=catalogue.locations[entry.location_key].id,
        weekdays=tuple(sorted(wanted.weekdays)),
        from_time=f"{wanted.from_time:%H:%M}",
        until_time=f"{wanted.until_time:%H:%M}",
        notice_hours=wanted.notice_hours,
        last_on=wanted.last_on,
        appointment_id=entry.appointment_id,
        joined_at=entry.joined_at,
        offers=tuple(offered(catalogue, offer) for offer in entry.offers),
        actor=actor,
    )
    await outbox.add(conn, event, at=at)


def offered(catalogue: Catalogue, offer: Offer) -> planning.Offer:
    return planning.Offer(
        offer_id=offer.id,
        state=offer.state,
        starts_at=offer.starts_at,
        practitioner=named(catalogue.practitioners[offer.practitioner_key]),
        offered_at=offer.offered_at,
        reply_by_at=offer.reply_by_at,
    )
