"""Where a combined visit becomes a transaction: tried again until it is won or refused."""

from dataclasses import dataclass

from services.booking.api.counter import TRIES, Counter
from services.booking.domain.booking import (
    BookingRequest,
    LostRaceError,
    StaleCatalogueError,
    Taken,
    TimeRefused,
    TimeRefusedError,
)
from services.booking.domain.catalogue import UnknownChoiceError
from services.booking.domain.opening import Refusal
from services.booking.handlers import combined, slots
from services.booking.handlers.combined import Both

# What no header can hold keeps the second visit's key apart from every client's.
SECOND = "\x1f2"


@dataclass(frozen=True)
class PairCounter:
    counter: Counter

    async def book(
        self, first: BookingRequest, then: BookingRequest, key: str
    ) -> Both | TimeRefused:
        """Raises UnknownChoiceError, NotTogetherError, ScreenedOutError and KeyReusedError."""
        reason: Refusal | Taken = Taken.SLOT
        for _ in range(TRIES):
            try:
                return await self._try(first, then, key)
            except StaleCatalogueError:
                self.counter.catalogues.forget()
            except LostRaceError:
                continue
            except UnknownChoiceError:
                if not await self.counter.was_outdated():
                    raise
            except TimeRefusedError as error:
                if not await self.counter.was_outdated():
                    reason = error.reason
                    break
        return await self._refuse(first, then, key, reason)

    async def _try(
        self, first: BookingRequest, then: BookingRequest, key: str
    ) -> Both | TimeRefused:
        async with self.counter.db.transaction(pipelined=True) as conn:
            one = await self.counter.attempt(conn, first, key)
            other = await self.counter.attempt(conn, then, key + SECOND)
            return await combined.book(conn, one, other)

    async def _refuse(
        self, first: BookingRequest, then: BookingRequest, key: str, reason: Refusal | Taken
    ) -> TimeRefused:
        async with self.counter.db.transaction() as conn:
            one = await self.counter.attempt(conn, first, key)
            other = await self.counter.attempt(conn, then, key + SECOND)
            questions = [
                slots.Question(attempt.wish(), attempt.now, self.counter.holds)
                for attempt in (one, other)
            ]
            return await combined.refuse(conn, one, reason, *questions)
