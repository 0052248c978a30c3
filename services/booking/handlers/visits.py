"""What becomes of a booked visit. Each change is one version, one line of history, one event."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from services.booking.domain.appointment import Appointment
from services.booking.domain.catalogue import Catalogue
from services.booking.domain.manage_link import Links, fingerprint
from services.booking.handlers import freeing, packages
from services.booking.handlers.facts import visit_of
from services.booking.store import appointments, care_plans, reviews
from services.booking.store.appointments import HistoryEntry
from shared import outbox
from shared.db import Connection
from shared.events.appointments import (
    AppointmentArrived,
    AppointmentCancelled,
    AppointmentCompleted,
    AppointmentConfirmed,
    AppointmentEvent,
    AppointmentNoShow,
    AppointmentRestated,
    AppointmentRestored,
    AppointmentReviewed,
    Visit,
    VisitStatus,
)


class ChangedMeanwhileError(Exception):
    """The visit is no longer at the version that was looked at."""


class UnknownVisitError(LookupError):
    """There is no such visit, or its link has expired."""


@dataclass(frozen=True)
class Change:
    """Who asks for a change, when and why. `version` is the one they looked at, if they say so."""

    actor: str
    at: datetime
    reason: str | None = None
    reply_id: str | None = None
    version: int | None = None
    tell_patient: bool = True

    @property
    def by_patient(self) -> bool:
        return self.actor == "patient"


@dataclass(frozen=True)
class Desk:
    """What every change needs besides the visit."""

    catalogue: Catalogue
    links: Links


Fact = Callable[..., AppointmentEvent]


async def confirm(conn: Connection, desk: Desk, visit_id: str, change: Change) -> Appointment:
    appointment = await get(conn, visit_id, change)
    return await _save(conn, desk, "confirm", appointment.confirm(), change, AppointmentConfirmed)


async def arrive(conn: Connection, desk: Desk, visit_id: str, change: Change) -> Appointment:
    appointment = (await get(conn, visit_id, change)).arrive(change.at)
    return await _save(conn, desk, "arrive", appointment, change, AppointmentArrived)


async def complete(conn: Connection, desk: Desk, visit_id: str, change: Change) -> Appointment:
    appointment = (await get(conn, visit_id, change)).complete(change.at)

    def completed(**fields: object) -> AppointmentEvent:
        return AppointmentCompleted.model_validate({**fields, "completed_at": change.at})

    return await _save(conn, desk, "complete", appointment, change, completed)


async def mark_no_show(conn: Connection, desk: Desk, visit_id: str, change: Change) -> Appointment:
    appointment = (await get(conn, visit_id, change)).mark_no_show(change.at)
    return await _save(conn, desk, "mark_no_show", appointment, change, AppointmentNoShow)


async def restore(conn: Connection, desk: Desk, visit_id: str, change: Change) -> Appointment:
    appointment = (await get(conn, visit_id, change)).restore()
    return await _save(conn, desk, "restore", appointment, change, AppointmentRestored)


async def release(conn: Connection, desk: Desk, visit_id: str, change: Change) -> Appointment:
    """After a practitioner's look at what the patient said. Raises IllegalTransitionError."""
    appointment = (await get(conn, visit_id, change)).release()
    await reviews.release(conn, appointment.id, change.actor, change.at)
    return await _save(conn, desk, "release", appointment, change, AppointmentReviewed)


async def keep(
    conn: Connection, desk: Desk, appointment: Appointment, change: Change
) -> Appointment:
    """Raises IllegalTransitionError."""
    return await _keep(conn, desk, "keep", appointment.keep(), change, AppointmentRestated)


async def cancel_by_patient(
    conn: Connection, desk: Desk, visit_id: str, change: Change
) -> Appointment:
    appointment = await get(conn, visit_id, change)
    cancelled = appointment.cancel_by_patient(change.at)
    return await _save(conn, desk, "cancel", cancelled, change, _cancelled(change))


async def cancel_by_clinic(
    conn: Connection, desk: Desk, visit_id: str, change: Change
) -> Appointment:
    appointment = await get(conn, visit_id, change)
    cancelled = appointment.cancel_by_clinic()
    return await _save(conn, desk, "cancel", cancelled, change, _cancelled(change))


async def cancel_for_patient(
    conn: Connection, desk: Desk, visit_id: str, change: Change
) -> Appointment:
    """They called: never too late, but perhaps late by the rule of their package (S-113)."""
    cancelled = (await get(conn, visit_id, change)).give_up()
    return await _save(conn, desk, "cancel", cancelled, change, _cancelled(change))


async def give_up(conn: Connection, desk: Desk, visit_id: str, change: Change) -> None:
    """The later visit of a patient who has taken an earlier time, if they still have it (S-108)."""
    appointment = await get(conn, visit_id, replace(change, version=None))
    if appointment.status.upcoming:
        quietly = replace(change, reason="took an earlier time", reply_id=None, tell_patient=False)
        given_up = appointment.give_up()
        await _keep(conn, desk, "cancel", given_up, quietly, _cancelled(quietly))


async def get_by_link(conn: Connection, token: str, now: datetime) -> Appointment:
    """Raises UnknownVisitError, also once the link has expired."""
    found = await appointments.find_by_link(conn, fingerprint(token))
    if found is None or now > found.appointment.link_expires_at:
        raise UnknownVisitError
    return found.appointment


async def confirm_by_link(conn: Connection, desk: Desk, token: str, now: datetime) -> Appointment:
    """The same result again when it is confirmed already. Raises IllegalTransitionError."""
    appointment = await get_by_link(conn, token, now)
    if appointment.status is VisitStatus.CONFIRMED:
        return appointment
    return await confirm(conn, desk, appointment.id, Change("patient", now))


async def cancel_by_link(conn: Connection, desk: Desk, token: str, now: datetime) -> Appointment:
    """The same result again when it is cancelled already (S-24).

    Raises IllegalTransitionError and TooLateToCancelError.
    """
    found = await get_by_link(conn, token, now)
    appointment = await appointments.get(conn, found.id)  # as the other of two taps left it
    if appointment.status.cancelled:
        return appointment
    return await cancel_by_patient(conn, desk, appointment.id, Change("patient", now))


async def get(conn: Connection, visit_id: str, change: Change) -> Appointment:
    """Locked until the transaction ends. Raises UnknownVisitError and ChangedMeanwhileError."""
    try:
        appointment = await appointments.get(conn, visit_id)
    except LookupError:
        raise UnknownVisitError from None
    if change.version not in {None, appointment.version}:
        raise ChangedMeanwhileError
    return appointment


def _cancelled(change: Change) -> Fact:
    def cancelled(**fields: object) -> AppointmentEvent:
        return AppointmentCancelled.model_validate({**fields, "tell_patient": change.tell_patient})

    return cancelled


async def _save(
    conn: Connection,
    desk: Desk,
    action: str,
    appointment: Appointment,
    change: Change,
    fact: Fact,
) -> Appointment:
    saved = await _keep(conn, desk, action, appointment, change, fact)
    await packages.settle(conn, desk.catalogue, saved, change.actor, change.at, change.reason)
    return saved


async def _keep(
    conn: Connection,
    desk: Desk,
    action: str,
    appointment: Appointment,
    change: Change,
    fact: Fact,
) -> Appointment:
    told = change.tell_patient if appointment.status.cancelled else None
    entry = HistoryEntry(action, change.actor, change.at, change.reason, change.reply_id, told)
    await appointments.save(conn, appointment, entry)
    if appointment.status.cancelled:
        await freeing.give_back(conn, appointment, change.at)
    await tell(conn, desk, appointment, change, fact)
    return appointment


async def tell(
    conn: Connection, desk: Desk, appointment: Appointment, change: Change, fact: Fact
) -> None:
    visit: Visit = visit_of(appointment, desk.catalogue, desk.links)
    event = fact(
        patient_id=appointment.patient_id,
        visit=visit,
        actor=change.actor,
        reason=change.reason,
        reply_id=change.reply_id,
    )
    await outbox.add(conn, event, at=change.at)
    await care_plans.touch(conn, appointment.patient_id, change.at)
