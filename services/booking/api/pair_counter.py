"""Where a combined visit becomes a transaction: tried again until it is won or refused."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

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
from services.booking.handlers.attempt import Attempt
from services.booking.handlers.combined import Both, Together
from shared.db import Connection

# What no header can hold keeps the second visit's key apart from every client's.
SECOND = "\x1f2"


@dataclass(frozen=True)
class PairCounter:
    """`by_one`: one practitioner gives both, whoever can."""

    counter: Counter
    by_one: bool = False
    holder: str | None = None

    async def book(
        self, first: BookingRequest, then: BookingRequest, key: str
    ) -> Both | TimeRefused:
        """Raises UnknownChoiceError, NotTogetherError, ScreenedOutError and KeyReusedError."""
        reason: Refusal | Taken = Taken.SLOT
        for practitioner_id in await self._candidates(first, then, key):
            try:
                return await self._win(first, then, key, practitioner_id)
            except TimeRefusedError as error:
                reason = error.reason
        return await self._refuse(first, then, key, reason)

    async def _candidates(
        self, first: BookingRequest, then: BookingRequest, key: str
    ) -> Sequence[str | None]:
        """Who may give both, in an order that is the same whenever the key comes back; or nobody
        in particular.
        """
        if not self.by_one:
            return [None]
        async with self.counter.db.transaction() as conn:
            able = [
                {p.id for p in attempt.wish().practitioners}
                for attempt in await self._attempts(conn, first, then, key)
            ]
        both = sorted(set.intersection(*able))
        if not both:
            raise UnknownChoiceError("practitioner")
        turn = sum(key.encode()) % len(both)
        return [*both[turn:], *both[:turn]]

    async def _win(
        self, first: BookingRequest, then: BookingRequest, key: str, practitioner_id: str | None
    ) -> Both | TimeRefused:
        """Raises TimeRefusedError, also once every try was lost to somebody else."""
        for _ in range(TRIES):
            try:
                return await self._try(first, then, key, practitioner_id)
            except StaleCatalogueError:
                self.counter.catalogues.forget()
            except LostRaceError:
                continue
            except (UnknownChoiceError, TimeRefusedError):
                if not await self.counter.was_outdated():
                    raise
        raise TimeRefusedError(Taken.SLOT)

    async def _try(
        self, first: BookingRequest, then: BookingRequest, key: str, practitioner_id: str | None
    ) -> Both | TimeRefused:
        async with self.counter.db.transaction(pipelined=True) as conn:
            one, other = await self._attempts(conn, first, then, key)
            return await combined.book(
                conn, replace(one, only=practitioner_id), replace(other, only=practitioner_id)
            )

    async def _refuse(
        self, first: BookingRequest, then: BookingRequest, key: str, reason: Refusal | Taken
    ) -> TimeRefused:
        async with self.counter.db.transaction() as conn:
            attempts = await self._attempts(conn, first, then, key)
            one, other = (
                slots.Question(a.wish(), a.now, self.counter.holds, self.holder) for a in attempts
            )
            together = Together(one, other, self.by_one)
            return await combined.refuse(conn, attempts[0], reason, together)

    async def _attempts(
        self, conn: Connection, first: BookingRequest, then: BookingRequest, key: str
    ) -> tuple[Attempt, Attempt]:
        return (
            await self.counter.attempt(conn, first, key),
            await self.counter.attempt(conn, then, key + SECOND),
        )
