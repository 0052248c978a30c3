"""What a patient answers to an offered time."""

from datetime import timedelta
from uuid import UUID

from services.booking.domain.appointment import Appointment
from services.booking.domain.safety import NOTHING_SAID, needs_review
from services.booking.domain.waitlist import Offer, OfferClosedError, WaitlistEntry
from services.booking.handlers import holding, visits, waitlist
from services.booking.handlers.facts import visit_of
from services.booking.handlers.holding import NOT_FOR_THEM, SlotGoneError
from services.booking.handlers.visits import Change, Desk
from services.booking.handlers.waitlist import UnknownEntryError
from services.booking.store import appointments, care_plans, freed_slots, reviews
from services.booking.store import waitlist as waitlist_store
from services.booking.store.appointments import HistoryEntry
from services.booking.store.freed_slots import FreedSlot
from shared import outbox
from shared.db import Connection
from shared.events.appointments import AppointmentBooked
from shared.events.outreach import Category, TextRequested
from shared.events.planning import OfferState
from shared.events.replies import ReplyReceived

# An answer to a text is of use this long.
ANSWER_LIFE = timedelta(hours=1)


async def answer(conn: Connection, desk: Desk, reply: ReplyReceived) -> None:
    """To the question of an offer; what is neither yes nor no is for a person to read."""
    assert reply.question is not None  # noqa: S101 - the caller looked
    offer_id = reply.question.request_id.removeprefix(waitlist.REQUEST)
    change = Change("patient", reply.received_at, reply_id=reply.reply_id)
    if reply.yes is True:
        try:
            await accept(conn, desk, offer_id, change)
        except OfferClosedError:
            await _reply(conn, reply, "waitlist_taken")
    elif reply.yes is False:
        entry = await decline(conn, desk, offer_id, OfferState.DECLINED, change)
        await _reply(conn, reply, "waitlist_noted", link=desk.links.wait_url(entry.id))


async def accept(conn: Connection, desk: Desk, offer_id: str, change: Change) -> Appointment:
    """Also after it has expired, as long as the time is still free; the same visit again when it
    was accepted before. Raises UnknownEntryError, and OfferClosedError when somebody else has the
    time (S-107).
    """
    slot, entry, offer = await _get(conn, offer_id)
    if offer.state is OfferState.ACCEPTED:
        return await visits.get(conn, offer.appointment_id, change)
    if offer.state is not OfferState.OPEN:
        return await _take_late(conn, desk, slot, entry, offer, change)
    taken = entry.accept(offer.id, offer.appointment_id)
    return await _take(conn, desk, slot, taken, offer.appointment_id, change)


async def decline(
    conn: Connection, desk: Desk, offer_id: str, state: OfferState, change: Change
) -> WaitlistEntry:
    """The next one is asked. The same again when it was closed before. Raises UnknownEntryError."""
    slot, entry, offer = await _get(conn, offer_id)
    if offer.state is not OfferState.OPEN:
        return entry
    entry = entry.close(offer.id, state)
    await waitlist.free(conn, entry, offer, state.value, change.at)
    await freed_slots.wait(conn, slot.id, change.at)
    await waitlist_store.save(conn, entry, change.at)
    await waitlist.tell(conn, desk.catalogue, entry, change.actor, change.at)
    return entry


async def book_slot(
    conn: Connection, desk: Desk, slot: FreedSlot, entry_id: str, change: Change
) -> Appointment:
    """Without an offer by text. Raises UnknownEntryError, NotWaitingError, and what
    `holding.hold` raises.
    """
    entry = (await waitlist.get(conn, entry_id)).book()
    held = await holding.hold(conn, desk, slot, entry, change.at)
    return await _take(conn, desk, slot, entry, held.id, change)


async def _take_late(
    conn: Connection,
    desk: Desk,
    slot: FreedSlot,
    entry: WaitlistEntry,
    offer: Offer,
    change: Change,
) -> Appointment:
    if offer.starts_at <= change.at:
        raise OfferClosedError
    try:
        held = await holding.hold(conn, desk, slot, entry, change.at)
    except (SlotGoneError, *NOT_FOR_THEM):
        raise OfferClosedError from None
    taken = entry.accept(offer.id, held.id)
    return await _take(conn, desk, slot, taken, held.id, change)


async def _take(
    conn: Connection,
    desk: Desk,
    slot: FreedSlot,
    entry: WaitlistEntry,
    appointment_id: str,
    change: Change,
) -> Appointment:
    """What was held is theirs; the later visit goes in the same transaction (S-108)."""
    written = HistoryEntry("book", change.actor, change.at, change.reason, change.reply_id)
    booked = await _reviewed_first(
        conn, await appointments.take_hold(conn, appointment_id, written), change
    )
    event = AppointmentBooked(
        patient_id=entry.patient_id,
        visit=visit_of(booked, desk.catalogue, desk.links),
        actor=change.actor,
        reply_id=change.reply_id,
    )
    await outbox.add(conn, event, at=change.at)
    await care_plans.touch(conn, entry.patient_id, change.at)
    await freed_slots.close(conn, slot.id, "taken", change.at)
    await waitlist_store.save(conn, entry, change.at)
    await waitlist.tell(conn, desk.catalogue, entry, change.actor, change.at)
    if entry.appointment_id and entry.earlier_than and booked.starts_at < entry.earlier_than:
        await visits.give_up(conn, desk, entry.appointment_id, change)
    return booked


async def _reviewed_first(conn: Connection, booked: Appointment, change: Change) -> Appointment:
    """With the mark of a visit that a practitioner must look at, where it is one."""
    released = await reviews.was_released(conn, booked.patient_id)
    if not needs_review(NOTHING_SAID, booked.flags, released_before=released):
        return booked
    await reviews.add(conn, UUID(booked.id), change.at)
    return await appointments.get(conn, booked.id)


async def _get(conn: Connection, offer_id: str) -> tuple[FreedSlot, WaitlistEntry, Offer]:
    """The slot is locked first, as by whoever offers it. Raises UnknownEntryError."""
    slot_id = await waitlist_store.find_slot_of_offer(conn, offer_id)
    if slot_id is None:
        raise UnknownEntryError
    slot = await freed_slots.get(conn, slot_id)
    entry = await waitlist_store.get_of_offer(conn, offer_id)
    return slot, entry, next(offer for offer in entry.offers if offer.id == offer_id)


async def _reply(conn: Connection, reply: ReplyReceived, kind: str, **values: str) -> None:
    text = TextRequested(
        patient_id=reply.patient_id,
        request_id=f"{kind}:{reply.reply_id}",
        kind=kind,
        category=Category.VISIT,
        values=values,
        expects=None,
        not_before=reply.received_at,
        not_after=reply.received_at + ANSWER_LIFE,
        in_reply_to=reply.reply_id,
    )
    await outbox.add(conn, text, at=reply.received_at)
