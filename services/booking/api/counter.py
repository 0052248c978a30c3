"""Where requests become transactions: bookings are tried again until they are won or refused."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from services.booking.domain.appointment import Appointment
from services.booking.domain.booking import (
    BookingRequest,
    LostRaceError,
    Outcome,
    StaleCatalogueError,
    Taken,
    TakenError,
    TimeRefused,
    TimeRefusedError,
)
from services.booking.domain.catalogue import Catalogue, Location, UnknownChoiceError
from services.booking.domain.manage_link import Links
from services.booking.domain.opening import Refusal
from services.booking.handlers import booking, moving, slots, visits
from services.booking.handlers.attempt import Attempt
from services.booking.handlers.gate import Gate
from services.booking.handlers.moving import Move
from services.booking.handlers.visits import Change, Desk
from services.booking.store.catalogue import CatalogueCache
from services.booking.store.holds import Holds
from shared.clock import Clock
from shared.db import Connection, Database

# A lost race is for one room, one practitioner or one patient's record: each further try finds one
# rival less, and those at work at once are no more than the pool has connections.
TRIES = 10
T = TypeVar("T")


@dataclass(frozen=True)
class Open:
    """An open transaction, and what every request needs in it."""

    conn: Connection
    catalogue: Catalogue
    location: Location
    desk: Desk
    now: datetime


@dataclass(frozen=True)
class Counter:
    db: Database
    clock: Clock
    catalogues: CatalogueCache
    links: Links
    holds: Holds
    gate: Gate
    location_id: str | None
    offers_email: bool = False

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Open]:
        """A transaction with the catalogue as it stands. Raises UnknownChoiceError when nothing
        has been loaded.
        """
        async with self.db.transaction(pipelined=True) as conn:
            yield await self._opened(conn)

    @asynccontextmanager
    async def look(self) -> AsyncIterator[Open]:
        """As `open`, to look only."""
        async with self.db.reading() as conn:
            yield await self._opened(conn)

    async def ask(self, question: Callable[[Open], Awaitable[T]]) -> T:
        """Answered with the catalogue at hand; again with a newer one when the question raises
        StaleCatalogueError. `look` asks for the revision first, which was a tenth of an answer.
        """
        while True:
            try:
                async with self.db.reading() as conn:
                    return await question(self._with(conn, await self.catalogues.known(conn)))
            except StaleCatalogueError:
                self.catalogues.forget()
            except UnknownChoiceError:
                if not await self.was_outdated():
                    raise

    async def zone(self) -> ZoneInfo:
        """Of the clinic's clock."""
        async with self.db.reading() as conn:
            return (await self.catalogues.known(conn)).location(self.location_id).zone

    async def _opened(self, conn: Connection) -> Open:
        return self._with(conn, await self.catalogues.current(conn))

    def _with(self, conn: Connection, catalogue: Catalogue) -> Open:
        location = catalogue.location(self.location_id)
        return Open(conn, catalogue, location, Desk(catalogue, self.links), self.clock.now())

    async def book(self, request: BookingRequest, key: str, holder: str | None = None) -> Outcome:
        """Raises UnknownChoiceError and KeyReusedError."""
        reason: Refusal | Taken = Taken.SLOT
        overbooked = False
        for _ in range(TRIES):
            try:
                async with self.db.statements() as conn:
                    attempt = await self.attempt(conn, request, key)
                    return await booking.book(conn, replace(attempt, overbooked=overbooked))
            except StaleCatalogueError:
                self.catalogues.forget()
            except LostRaceError:
                continue
            except TimeRefusedError as error:
                if not isinstance(error, TakenError) and await self.was_outdated():
                    continue
                reason = error.reason
                if overbooked or request.overrule_reason is None:
                    break
                overbooked = True
            except UnknownChoiceError:
                if await self.was_outdated():
                    continue
                return await self._answered_before(request, key)
        async with self.db.statements() as conn:
            attempt = await self.attempt(conn, request, key)
            question = slots.Question(attempt.wish(), attempt.now, self.holds, holder)
            return await booking.refuse(conn, attempt, reason, question)

    async def move(self, visit_id: str, move: Move, change: Change) -> Appointment | TimeRefused:
        """Raises what `moving.move` raises, but for refused times."""
        reason: Refusal | Taken = Taken.SLOT
        for _ in range(TRIES):
            try:
                async with self.open() as at:
                    return await moving.move(at.conn, at.desk, visit_id, move, change)
            except LostRaceError:
                continue
            except TimeRefusedError as error:
                reason = error.reason
                break
        async with self.open() as at:
            appointment = await visits.get(at.conn, visit_id, change)
            wish = move.wish(appointment, at.catalogue)
            question = slots.Question(wish, at.now, self.holds, moving=visit_id)
            starts_at = move.starts_at or appointment.starts_at
            return await slots.refused(at.conn, question, reason, starts_at)

    async def was_outdated(self) -> bool:
        """Whether the catalogue has changed since it was read; it is read again."""
        reasoned_from = self.catalogues.at_hand()
        async with self.db.reading() as conn:
            return await self.catalogues.current(conn) is not reasoned_from

    async def _answered_before(self, request: BookingRequest, key: str) -> Outcome:
        """The practice no longer offers this, but may have booked it for this key before."""
        async with self.db.reading() as conn:
            attempt = await self.attempt(conn, request, key)
            answer = await booking.find_answer(conn, attempt)
            if answer is None:
                attempt.wish()
                raise StaleCatalogueError
            return answer

    async def attempt(self, conn: Connection, request: BookingRequest, key: str) -> Attempt:
        catalogue = await self.catalogues.known(conn)
        return Attempt(request, key, self.clock.now(), catalogue, self.links)
