"""A time that came free is offered to those who wait, one after the other."""

from datetime import datetime

import structlog

from services.booking.domain.waitlist import (
    CALL_WITHIN,
    Offer,
    WaitlistEntry,
    may_text,
    next_opening,
    reply_by,
)
from services.booking.handlers import calling, holding, waitlist
from services.booking.handlers.holding import NOT_FOR_THEM, SlotGoneError
from services.booking.handlers.visits import Desk
from services.booking.store import appointments, freed_slots
from services.booking.store import waitlist as waitlist_store
from services.booking.store.freed_slots import FreedSlot
from services.booking.store.waitlist import ListedEntry
from shared import outbox
from shared.db import Connection
from shared.events.outreach import Answer, Category, TextRequested
from shared.events.planning import OfferState
from shared.ids import new_id

log = structlog.get_logger()


async def offer_next(conn: Connection, desk: Desk, now: datetime) -> bool:
    """What is next for one freed slot. False when none is due."""
    slot = await freed_slots.claim_due(conn, now)
    if slot is None:
        return False
    await _expire(conn, desk, slot, now)
    zone = desk.catalogue.locations[slot.location_key].zone
    too_near = slot.starts_at - CALL_WITHIN
    if slot.starts_at <= now:
        await freed_slots.close(conn, slot.id, "begun", now)
    elif now >= too_near:
        await _call(conn, desk, slot, now)
    elif not may_text(now, zone):
        await freed_slots.wait(conn, slot.id, min(next_opening(now, zone), too_near))
    else:
        await _offer(conn, desk, slot, now)
    return True


async def _expire(conn: Connection, desk: Desk, slot: FreedSlot, now: datetime) -> None:
    """Silence: the next one is asked (S-106). The question stays open, so that a late yes is
    heard as one (S-107).
    """
    found = await waitlist_store.find_asked(conn, slot.id)
    if found is None:
        return
    entry = await waitlist_store.get(conn, found)
    offer = entry.open_offer
    assert offer is not None  # noqa: S101 - the slot is locked, so nobody closed it meanwhile
    entry = entry.close(offer.id, OfferState.EXPIRED)
    await appointments.release_hold(conn, offer.appointment_id)
    await waitlist_store.save(conn, entry, now)
    await waitlist.tell(conn, desk.catalogue, entry, "system", now)


async def _call(conn: Connection, desk: Desk, slot: FreedSlot, now: datetime) -> None:
    """By text it would be too late: staff call those who want it (S-106)."""
    wanting = [
        listed.entry
        for listed in await _list_wanting(conn, desk, slot, now)
        if await holding.can_have(conn, desk, slot, listed.entry, now)
    ]
    await calling.open_calls(conn, desk, slot, wanting, now)
    await freed_slots.close(conn, slot.id, "called" if wanting else "nobody", now)


async def _offer(conn: Connection, desk: Desk, slot: FreedSlot, now: datetime) -> None:
    """To the first who may be asked now."""
    zone = desk.catalogue.locations[slot.location_key].zone
    wanting = [w for w in await _list_wanting(conn, desk, slot, now) if w.can_be_texted]
    for listed in wanting:
        entry = await waitlist_store.get(conn, listed.entry.id)
        if entry.may_be_offered(zone, now) and await _ask(conn, desk, slot, entry, now):
            return
    too_near = slot.starts_at - CALL_WITHIN
    await freed_slots.wait(conn, slot.id, min(next_opening(now, zone), too_near))


async def _ask(
    conn: Connection, desk: Desk, slot: FreedSlot, entry: WaitlistEntry, now: datetime
) -> bool:
    """False when they cannot have it after all."""
    try:
        held = await holding.hold(conn, desk, slot, entry, now)
    except (SlotGoneError, *NOT_FOR_THEM) as error:
        log.info("waitlist.passed_over", reason=type(error).__name__)
        return False
    offer = Offer(
        id=str(new_id()),
        freed_slot_id=slot.id,
        appointment_id=held.id,
        practitioner_key=held.practitioner_key,
        starts_at=held.starts_at,
        state=OfferState.OPEN,
        offered_at=now,
        reply_by_at=reply_by(held.starts_at, now),
    )
    entry = entry.offer(offer)
    await waitlist_store.save(conn, entry, now)
    await waitlist.tell(conn, desk.catalogue, entry, "system", now)
    await outbox.add(conn, _question(desk, entry, offer), at=now)
    await freed_slots.wait(conn, slot.id, offer.reply_by_at)
    return True


def _question(desk: Desk, entry: WaitlistEntry, offer: Offer) -> TextRequested:
    return TextRequested(
        patient_id=entry.patient_id,
        request_id=waitlist.REQUEST + offer.id,
        kind="waitlist_offer",
        category=Category.VISIT,
        values={
            "starts_at": offer.starts_at.isoformat(),
            "practitioner": desk.catalogue.practitioners[offer.practitioner_key].name,
            "reply_by_at": offer.reply_by_at.isoformat(),
        },
        expects=Answer.YES_NO,
        not_before=offer.offered_at,
        not_after=offer.reply_by_at,
    )


async def _list_wanting(
    conn: Connection, desk: Desk, slot: FreedSlot, now: datetime
) -> list[ListedEntry]:
    """In turn, but for who gave the time back or had it offered."""
    able = desk.catalogue.practitioners[slot.practitioner_key].treatment_keys
    zone = desk.catalogue.locations[slot.location_key].zone
    return [
        listed
        for listed in await waitlist_store.list_waiting(conn, slot.location_key)
        if listed.entry.treatment_key in able
        and listed.entry.patient_id != slot.patient_id
        and not listed.entry.had(slot.id)
        and listed.entry.wants(slot.starts_at, slot.practitioner_key, zone, now)
    ]
