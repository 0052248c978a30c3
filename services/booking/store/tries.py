"""Who tried to book, and which proofs of work were spent, for ten minutes.

In Redis, where all processes see it. With Redis away each process counts for itself: a limit that
is several times too wide is better than none, and better than no booking.
"""

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


# Eight commands as one: the process had spent a fifteenth of a booking on them.
COUNT = """
local counts = {}
for n, key in ipairs(KEYS) do
    redis.call('zremrangebyscore', key, '-inf', ARGV[1])
    redis.call('zadd', key, ARGV[2], ARGV[3])
    redis.call('expire', key, ARGV[4])
    counts[n] = redis.call('zcard', key)
end
return counts
"""


class Tries:
    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._count = redis.register_script(COUNT)
        self._own = _OwnTries()

    async def count(self, whos: Sequence[str], now: datetime) -> list[int]:
        """Note a try of each, and say how many of each lie within the window."""
        expired, at = (now - WINDOW).timestamp(), now.timestamp()
        arguments: list[str | float] = [expired, at, str(new_id()), int(WINDOW.total_seconds())]
        try:
            return list(await self._count([_key(who) for who in whos], arguments))
        except RedisError as error:
            log.warning("tries.counted_alone", error=type(error).__name__)
            return [self._own.count(who, now) for who in whos]

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
