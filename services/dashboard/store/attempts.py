"""How often sign-ins from one address failed. Redis counts for all replicas; without it, each
process for itself.
"""

import hmac
from collections import OrderedDict
from datetime import timedelta

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from shared.clock import Clock

log = structlog.get_logger()

PREFIX = "meridian:dashboard:tries:"
# A clinic's desk may stand behind one address, and people mistype; a guesser needs thousands.
FAILURES = 30
WINDOW = timedelta(minutes=15)
REMEMBERED = 10_000


class Attempts:
    def __init__(self, redis: Redis, key: bytes, clock: Clock) -> None:
        self._redis = redis
        self._key = key
        self._clock = clock
        self._own: OrderedDict[str, int] = OrderedDict()

    async def exhausted(self, address: str) -> bool:
        name = self._name(address)
        try:
            counted = int(await self._redis.get(name) or 0)
        except RedisError as error:
            log.warning("attempts.redis_away", error=type(error).__name__)
            counted = 0
        return max(counted, self._own.get(name, 0)) >= FAILURES

    async def note_failure(self, address: str) -> None:
        name = self._name(address)
        self._own[name] = self._own.get(name, 0) + 1
        if len(self._own) > REMEMBERED:
            self._own.popitem(last=False)
        try:
            await self._redis.incr(name)
            await self._redis.expire(name, WINDOW)
        except RedisError as error:
            log.warning("attempts.redis_away", error=type(error).__name__)

    def _name(self, address: str) -> str:
        """Of this quarter of an hour; addresses are people's and are not kept."""
        window = int(self._clock.now().timestamp() // WINDOW.total_seconds())
        return PREFIX + hmac.digest(self._key, f"{address} {window}".encode(), "sha256").hex()
