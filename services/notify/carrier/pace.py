"""How fast all senders together may go: segments a second and calls at once, kept in Redis.

Carriers count segments of one sender, whatever number of our processes they come from. Redis may
be away or have forgotten everything: then each process keeps to its own share.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from services.notify.domain.bucket import Bucket
from shared.ids import new_id

log = structlog.get_logger()

# A process that died gives its calls back after this; longer than any call takes.
LEASE_MS = 60_000

# A bucket that nobody knows starts empty: after a flush nothing goes faster than it may.
TAKE = """
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local wanted, rate, calls, owed = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local bucket = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens, at = tonumber(bucket[1]) or 0, tonumber(bucket[2]) or now
tokens = math.min(math.max(rate, 1), tokens - owed + (now - at) / 1000 * rate)
for i = 7, #ARGV do redis.call('ZREM', KEYS[2], ARGV[i]) end
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
local free = calls - redis.call('ZCARD', KEYS[2])
local granted = math.max(0, math.min(wanted, math.floor(tokens), free))
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens - granted), 'at', tostring(now))
for i = 1, granted do redis.call('ZADD', KEYS[2], now + ARGV[5], ARGV[6] .. ':' .. i) end
return granted
"""


@dataclass(frozen=True)
class Limits:
    """Of one sender at the carrier. `processes` share them while Redis is away."""

    segments_a_second: float
    calls_at_once: int
    processes: int = 1


class Pace(Protocol):
    async def take(self, wanted: int) -> int:
        """How many texts may be started now, one segment each."""
        ...

    def give_back(self, texts: int, segments: int = 0) -> None:
        """So many are over, or never went. `segments`: how many more than one each they cost."""
        ...

    async def settle(self) -> None:
        """What was given back is free for others now, and not only with the next question."""
        ...


class Unpaced:
    """For what waits for nothing."""

    async def take(self, wanted: int) -> int:
        return wanted

    def give_back(self, texts: int, segments: int = 0) -> None:
        return

    async def settle(self) -> None:
        return


class SharedPace:
    """What is given back is told with the next question: while there is work a look of the sender
    is never far. Who has none left settles.
    """

    def __init__(
        self,
        redis: Redis,
        sender: str,
        limits: Limits,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._take = redis.register_script(TAKE)
        self._keys = [f"notify:pace:{sender}:bucket", f"notify:pace:{sender}:calls"]
        self._limits = limits
        self._seconds = seconds
        share = limits.segments_a_second / limits.processes
        self._own = Bucket(share, seconds())
        self._mine: list[str] = []
        self._over = 0
        self._owed = 0

    async def take(self, wanted: int) -> int:
        try:
            return await self._ask(wanted)
        except RedisError as error:
            log.warning("pace.alone", error=type(error).__name__)
            return self._take_alone(wanted)

    def give_back(self, texts: int, segments: int = 0) -> None:
        self._over += texts
        self._owed += segments

    async def settle(self) -> None:
        if self._over or self._owed:
            await self.take(0)

    async def _ask(self, wanted: int) -> int:
        over, owed, batch = self._mine[: self._over], self._owed, str(new_id())
        limits = self._limits
        granted = int(
            await self._take(
                keys=self._keys,
                args=[
                    wanted,
                    limits.segments_a_second,
                    limits.calls_at_once,
                    owed,
                    LEASE_MS,
                    batch,
                    *over,
                ],
            )
        )
        self._mine = self._mine[len(over) :] + [f"{batch}:{n + 1}" for n in range(granted)]
        self._over -= len(over)
        self._owed -= owed
        self._own.empty(self._seconds())  # nothing was saved up for when Redis goes away
        return granted

    def _take_alone(self, wanted: int) -> int:
        self._own.owe(self._owed)
        self._mine = self._mine[self._over :]
        self._over = self._owed = 0
        free = self._limits.calls_at_once // self._limits.processes - len(self._mine)
        granted = self._own.take(min(wanted, max(free, 0)), self._seconds())
        self._mine += [str(new_id()) for _ in range(granted)]
        return granted
