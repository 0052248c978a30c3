"""A series of visits: looked at whole, saved whole or not at all (S-110)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.booking.domain.appointment import Appointment
from services.booking.domain.availability import Slot
from services.booking.domain.booking import BookingRequest, Taken, TimeRefusedError, who_may
from services.booking.domain.catalogue import Location
from services.booking.domain.series import judged_at
from services.booking.handlers import booking, slots
from services.booking.handlers.attempt import Attempt
from services.booking.handlers.facts import named, visit_of
from services.booking.handlers.slots import Question
from services.booking.handlers.visits import Desk
from services.booking.handlers.waitlist import UnknownPatientError
from services.booking.store import appointments, patients, places
from services.booking.store import series as series_store
from services.booking.store.holds import Holds
from services.booking.store.series import NewSeries, Series
from shared import outbox
from shared.db import Connection
from shared.events.outreach import Category, TextRequested
from shared.events.planning import SeriesChanged, SeriesVisit
from shared.ids import new_id


class UnknownSeriesError(LookupError):
    """There is no such series."""


@dataclass(frozen=True)
class Clash:
    """A time of the series that cannot be had, and why not."""

    starts_at: datetime
    reason: str


class SeriesClashError(Exception):
    """Nothing was saved: these times cannot be had."""

    def __init__(self, clashes: Sequence[Clash]) -> None:
        super().__init__(len(clashes))
        self.clashes = clashes


@dataclass(frozen=True)
class Plan:
    """A series as it is asked for. `practitioner_id` none means whoever has most of the times."""

    patient_id: str
    treatment_id: str
    practitioner_id: str | None
    every_weeks: int
    times: tuple[datetime, ...]
    idempotency_key: str | None = None


@dataclass(frozen=True)
class Looked:
    """At one time of a series. `reason` none means that it is free."""

    starts_at: datetime
    reason: str | None
    nearest: tuple[Slot, ...] = ()


@dataclass(frozen=True)
class Checked:
    practitioner_id: str
    times: tuple[Looked, ...]


async def check(
    conn: Connection, desk: Desk, location: Location, plan: Plan, holds: Holds, now: datetime
) -> Checked:
    """Every time of it; saves nothing. Raises UnknownChoiceError."""
    wish = slots.wish_for(desk.catalogue, location, plan.treatment_id, plan.practitioner_id)
    best: Checked | None = None
    for practitioner in wish.practitioners:
        one = slots.wish_for(desk.catalogue, location, plan.treatment_id, practitioner.id)
        looked = [await _look(conn, Question(one, now, holds), at) for at in plan.times]
        checked = Checked(practitioner.id, tuple(looked))
        if best is None or _clashes(checked) < _clashes(best):
            best = checked
        if _clashes(best) == 0:
            break
    assert best is not None  # noqa: S101 - somebody gives the treatment, or the wish was refused
    return best


async def list_nearest(conn: Connection, question: Question, starts_at: datetime) -> list[Slot]:
    """The nearest free times, however far ahead."""
    return await slots.list_nearest(conn, _judged(question, starts_at), starts_at)


async def _look(conn: Connection, question: Question, starts_at: datetime) -> Looked:
    then = _judged(question, starts_at)
    reason: str | None = None
    try:
        who_may(then.wish, starts_at, then.now)
    except TimeRefusedError as error:
        reason = error.reason
    if reason is None and not await slots.is_free(conn, then, starts_at):
        reason = Taken.SLOT
    nearest = tuple(await slots.list_nearest(conn, then, starts_at)) if reason else ()
    return Looked(starts_at, reason, nearest)


def _judged(question: Question, starts_at: datetime) -> Question:
    now = judged_at(question.wish.treatment, starts_at, question.now)
    return Question(question.wish, now, question.holds)


def _clashes(checked: Checked) -> int:
    return sum(1 for looked in checked.times if looked.reason)


async def save(
    conn: Connection, desk: Desk, location: Location, plan: Plan, actor: str, now: datetime
) -> Series:
    """All visits, or none. With an idempotency key that was used, the series of then.

    Raises UnknownPatientError, UnknownChoiceError, AmbiguousPatientError, ScreenedOutError,
    SeriesClashError, and for another try StaleCatalogueError and LostRaceError. After any of them
    the transaction must end.
    """
    wish = slots.wish_for(desk.catalogue, location, plan.treatment_id, plan.practitioner_id)
    await conn.execute(places.ONE_AT_A_TIME)
    if not await patients.exists(conn, plan.patient_id):
        raise UnknownPatientError
    new = NewSeries(
        new_id(), plan.patient_id, wish.treatment.key, plan.every_weeks, plan.idempotency_key, now
    )
    key = await series_store.add(conn, new)
    if key is None:
        return await series_store.get_by_key(conn, plan.idempotency_key or "")
    await _book_all(conn, desk, location, plan, (str(new.id), key), actor, now)
    saved = await series_store.get(conn, str(new.id))
    await tell(conn, desk, saved, saved.version, actor, now)
    await tell_patient(conn, desk, saved, "series_booked", now)
    return saved


async def _book_all(
    conn: Connection,
    desk: Desk,
    location: Location,
    plan: Plan,
    series: tuple[str, int],
    actor: str,
    now: datetime,
) -> None:
    contact = await patients.get_contact(conn, plan.patient_id)
    clashes = []
    for starts_at in sorted(plan.times):
        request = BookingRequest(
            treatment_id=plan.treatment_id,
            practitioner_id=plan.practitioner_id,
            starts_at=starts_at,
            contact=contact,
            location_id=location.id,
            actor=actor,
        )
        attempt = Attempt(request, None, now, desk.catalogue, desk.links, series=series)
        try:
            async with conn.savepoint():
                await booking.book_of_series(conn, attempt, plan.patient_id)
        except TimeRefusedError as error:
            clashes.append(Clash(starts_at, error.reason))
    if clashes:
        raise SeriesClashError(clashes)


async def get(conn: Connection, series_id: str) -> tuple[Series, list[Appointment]]:
    """Locked until the transaction ends, with its visits in order. Raises UnknownSeriesError."""
    try:
        found = await series_store.get(conn, series_id)
    except LookupError:
        raise UnknownSeriesError from None
    return found, await appointments.list_of_series(conn, found.key)


async def tell(
    conn: Connection, desk: Desk, series: Series, version: int, actor: str, at: datetime
) -> None:
    visits = await appointments.list_of_series(conn, series.key)
    event = SeriesChanged(
        patient_id=series.patient_id,
        series_id=series.id,
        version=version,
        treatment=named(desk.catalogue.treatments[series.treatment_key]),
        every_weeks=series.every_weeks,
        visits=tuple(
            SeriesVisit(appointment_id=v.id, starts_at=v.starts_at, status=v.status) for v in visits
        ),
        actor=actor,
        at=at,
    )
    await outbox.add(conn, event, at=at)


async def tell_patient(
    conn: Connection,
    desk: Desk,
    series: Series,
    kind: str,
    at: datetime,
    changed: Sequence[Appointment] = (),
    version: int = 1,
) -> None:
    """One text for all of them, with the first and how many; none when none is ahead."""
    meant = changed or await appointments.list_of_series(conn, series.key)
    ahead = [v for v in meant if v.starts_at > at]
    if not ahead:
        return
    first = visit_of(ahead[0], desk.catalogue, desk.links)
    text = TextRequested(
        patient_id=series.patient_id,
        request_id=f"{kind}:{series.id}:{version}",
        kind=kind,
        category=Category.VISIT,
        values={
            "count": str(len(ahead)),
            "starts_at": first.starts_at.isoformat(),
            "practitioner": first.practitioner.name,
            "link": first.manage_url,
        },
        expects=None,
        not_before=at,
        not_after=first.starts_at,
    )
    await outbox.add(conn, text, at=at)
