"""PostgreSQL: one pool a process, one transaction a request, message or tick."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import psycopg
from psycopg import AsyncConnection
from psycopg.rows import TupleRow
from psycopg_pool import AsyncConnectionPool, PoolTimeout

# A statement that takes longer than this is a bug, not patience. Each is prepared once in each
# connection and finds its rows by an index whatever its values are: to plan it for every call
# would cost more than to run it.
SESSION = (
    "-c timezone=UTC -c statement_timeout=15s -c lock_timeout=5s"
    " -c idle_in_transaction_session_timeout=30s -c plan_cache_mode=force_generic_plan"
)


class Connection(AsyncConnection[TupleRow]):
    """A connection in a transaction that was opened at the edge. Nothing below commits."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._to_wake: set[str] = set()
        self._after_commit: list[Callable[[], None]] = []

    def wake(self, name: str) -> None:
        """Ring the bell `name` in this process once the transaction has committed."""
        self._to_wake.add(name)

    def after_commit(self, call: Callable[[], None]) -> None:
        """Call it once the transaction has committed; never when it was rolled back."""
        self._after_commit.append(call)

    @contextlib.asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """When the body raises, only what it did is undone; the transaction goes on."""
        async with self.transaction():
            yield

    def take_wakes(self) -> set[str]:
        wakes, self._to_wake = self._to_wake, set()
        return wakes

    def take_after_commit(self) -> list[Callable[[], None]]:
        calls, self._after_commit = self._after_commit, []
        return calls


class Bell:
    """Lets a loop sleep until there is something to do, or for a while, whichever is sooner."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        self._event.set()

    async def wait(self, at_most: timedelta) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._event.wait(), at_most.total_seconds())
        self._event.clear()


class Database:
    def __init__(self, url: str, *, pool_size: int, schema: str = "public") -> None:
        """Tables without a schema are looked for in `schema` first."""
        self.url = url
        self._bells: defaultdict[str, Bell] = defaultdict(Bell)
        self._pool: AsyncConnectionPool[Connection] = AsyncConnectionPool(
            url,
            connection_class=Connection,
            kwargs={"autocommit": True, "options": f"{SESSION} -c search_path={schema},public"},
            min_size=2,
            max_size=pool_size,
            timeout=5,
            open=False,
        )

    async def __aenter__(self) -> "Database":
        await self._pool.open(wait=False)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._pool.close()

    @contextlib.asynccontextmanager
    async def transaction(self, *, pipelined: bool = False) -> AsyncIterator[Connection]:
        """The one place where a transaction begins and ends. Raises what the body raises,
        PoolTimeout or psycopg.OperationalError when the database is away.

        `pipelined` saves round trips: begin travels with the first statement, commit with the
        last. A statement whose result is not fetched then fails only later, or at the end.
        """
        async with self._pool.connection() as conn:
            conn.take_wakes()
            conn.take_after_commit()
            together = conn.pipeline() if pipelined else contextlib.nullcontext()
            async with together, conn.transaction():
                yield conn
            wakes, calls = conn.take_wakes(), conn.take_after_commit()
        self._after_commit(wakes, calls)

    @contextlib.asynccontextmanager
    async def reading(self) -> AsyncIterator[Connection]:
        """For statements that only look, each at what is committed when it begins: without a
        transaction around them they cost less than half. Raises what `transaction` raises.
        """
        async with self._pool.connection() as conn:
            yield conn

    @contextlib.asynccontextmanager
    async def statements(self) -> AsyncIterator[Connection]:
        """As `reading`, when one statement then writes all there is to write: each is a transaction
        of its own.
        """
        async with self._pool.connection() as conn:
            conn.take_wakes()
            conn.take_after_commit()
            yield conn
            wakes, calls = conn.take_wakes(), conn.take_after_commit()
        self._after_commit(wakes, calls)

    def _after_commit(self, wakes: set[str], calls: list[Callable[[], None]]) -> None:
        for name in wakes:
            self._bells[name].ring()
        for call in calls:
            call()

    def bell(self, name: str) -> Bell:
        return self._bells[name]

    async def connect(self) -> Connection:
        """A connection outside the pool, in autocommit, for a session-long advisory lock."""
        return await Connection.connect(self.url, autocommit=True, options=SESSION)


def is_outage(error: BaseException) -> bool:
    """Whether the database is away or restarting, rather than refusing this statement."""
    if isinstance(error, PoolTimeout):
        return True
    if not isinstance(error, psycopg.OperationalError):
        return False
    state = error.sqlstate
    return state is None or (state[:2] in {"08", "57"} and state != "57014")


# Two transactions got in each other's way; the loser should simply try again.
CONFLICTS = (
    psycopg.errors.DeadlockDetected,
    psycopg.errors.SerializationFailure,
    psycopg.errors.LockNotAvailable,
)
