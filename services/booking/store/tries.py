"""Who tried to book, and which proofs of work were spent, for ten minutes.

In Redis, where all processes see it. With Redis away each process counts for itself: a limit that
is several times too wide is better than none, and better than no booking.
"""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Sequence
from datetime import datetime

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from services.booking.domain.limits import WINDOW
from shared.ids import new_id

log = structlog.get_logger()

# Of a process on its own: whoever is pushed out begins anew.
MOST_REMEMBERED = 10_000


# Eight commands as one: the process had spent a fifteenth of a booking on them. The arguments are
# how long a key is kept, and for each key what has expired, the time now, and the try.
COUNT = """
local counts = {}
for n, key in ipairs(KEYS) do
    redis.call('zremrangebyscore', key, '-inf', ARGV[3 * n - 1])
    redis.call('zadd', key, ARGV[3 * n], ARGV[3 * n + 1])
    redis.call('expire', key, ARGV[1])
    counts[n] = redis.call('zcard', key)
end
return counts
"""


class Tries:
    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._count = redis.register_script(COUNT)
        self._own = _OwnTries()
        # Who asked since the event loop last came round, and what counts for them.
        self._asked: list[tuple[Sequence[str], datetime]] = []
        self._counting: asyncio.Future[list[list[int]]] | None = None

    async def count(self, whos: Sequence[str], now: datetime) -> list[int]:
        """Note a try of each, and say how many of each lie within the window.

        All who ask in one turn of the event loop are counted in one call, each as if alone. When
        it is busy they are two or three, and that is a tenth of the service's part of a booking.
        """
        if self._counting is None:
            self._counting = asyncio.ensure_future(self._count_together())
        counting, place = self._counting, len(self._asked)
        self._asked.append((whos, now))
        # Whoever leaves takes nobody else's count along.
        return (await asyncio.shield(counting))[place]

    async def _count_together(self) -> list[list[int]]:
        asked, self._asked, self._counting = self._asked, [], None
        arguments: list[str | float] = [int(WINDOW.total_seconds())]
        for whos, now in asked:
            arguments += [(now - WINDOW).timestamp(), now.timestamp(), str(new_id())] * len(whos)
        try:
            keys = [_key(who) for whos, _ in asked for who in whos]
            counts = iter(await self._count(keys, arguments))
            return [[next(counts) for _ in whos] for whos, _ in asked]
        except RedisError as error:
            log.warning("tries.counted_alone", error=type(error).__name__)
            return [[self._own.count(who, now) for who in whos] for whos, now in asked]

    async def spend(self, proof: str, now: datetime) -> bool:
        """False when this proof has been used before."""
        key = f"booking:proof:{proof}"
        try:
            return bool(await self._redis.set(key, "1", nx=True, ex=WINDOW))
        except RedisError as error:
            log.warning("tries.counted_alone", error=type(error).__name__)
            return self._own.count(key, now) == 1


class _OwnTries:
    def __init__(self) -> None:
        self._tries: OrderedDict[str, deque[datetime]] = OrderedDict()

    def count(self, who: str, now: datetime) -> int:
        tries = self._tries.setdefault(who, deque())
        self._tries.move_to_end(who)
        while tries and tries[0] <= now - WINDOW:
            tries.popleft()
        tries.append(now)
        if len(self._tries) > MOST_REMEMBERED:
            self._tries.popitem(last=False)
        return len(tries)


def _key(who: str) -> str:
    return f"booking:tries:{who}"
