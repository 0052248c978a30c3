"""Slot holds in Redis: a courtesy to whoever is filling in the form, never the truth.

One hash a location: holder -> hold. Expiry is judged when read, by the caller's clock, so that no
job has to run for a held time to be free again (S-29).
"""

import asyncio
import json
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from services.booking.domain.intervals import Block, Interval

log = structlog.get_logger()

LIFETIME = timedelta(minutes=10)
# What others hold is asked for again after this: who looks at free times together, or at one after
# the other, looks at the same holds. To ask each time cost a fourteenth of an answer.
FRESH_SECONDS = 0.2
# Redis may drop the whole hash long after the last hold in it has expired.
FORGOTTEN = timedelta(hours=1)


@dataclass(frozen=True)
class Hold:
    block: Block
    expires_at: datetime


class Holds:
    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        # By location: when they were read, by the event loop's clock, and what was held.
        self._seen: dict[str, tuple[float, dict[str, Hold]]] = {}

    async def hold(self, location_id: str, holder: str, block: Block, now: datetime) -> None:
        """Replaces whatever this holder held."""
        key = _key(location_id)
        fields = {
            "practitioner": block.practitioner_key,
            "room": block.room_key,
            "start": block.during.start.isoformat(),
            "end": block.during.end.isoformat(),
            "hands_on": [(p.start.isoformat(), p.end.isoformat()) for p in block.hands_on],
            "equipment": block.equipment_key,
            "class_time": block.class_time_key,
            "expires": (now + LIFETIME).isoformat(),
        }
        self._seen.pop(location_id, None)
        try:
            async with self._redis.pipeline(transaction=False) as pipe:
                pipe.hset(key, holder, json.dumps(fields))
                pipe.expire(key, FORGOTTEN)
                await pipe.execute()
        except RedisError as error:
            log.warning("hold.not_kept", error=type(error).__name__)

    async def release(self, location_id: str, holder: str) -> None:
        self._seen.pop(location_id, None)
        try:
            await self._redis.hdel(_key(location_id), holder, then_of(holder))
        except RedisError as error:
            log.warning("hold.not_released", error=type(error).__name__)

    async def find(self, location_id: str, holder: str, now: datetime) -> Hold | None:
        """What this holder still holds. With Redis away: nothing."""
        try:
            text = await self._redis.hget(_key(location_id), holder)
        except RedisError as error:
            log.warning("hold.unknown", error=type(error).__name__)
            return None
        held = _hold(str(text)) if text else None
        return held if held and held.expires_at > now else None

    async def list_of_others(
        self, location_id: str, holder: str | None, now: datetime
    ) -> list[Block]:
        """What others hold, or held a moment ago. With Redis away: nothing."""
        holds = await self._list(location_id)
        expired = [who for who, hold in holds.items() if hold.expires_at <= now]
        for who in expired:
            await self.release(location_id, who)
        own = {holder, then_of(holder)} if holder else set()
        return [
            hold.block for who, hold in holds.items() if who not in own and hold.expires_at > now
        ]

    async def _list(self, location_id: str) -> dict[str, Hold]:
        asked_at = asyncio.get_running_loop().time()
        read_at, holds = self._seen.get(location_id, (-FRESH_SECONDS, {}))
        if asked_at - read_at < FRESH_SECONDS:
            return holds
        try:
            held = await self._redis.hgetall(_key(location_id))
        except RedisError as error:
            log.warning("hold.unknown", error=type(error).__name__)
            return {}
        holds = {str(who): _hold(str(text)) for who, text in held.items()}
        self._seen[location_id] = asked_at, holds
        return holds


def then_of(holder: str) -> str:
    """Under which the second of two visits is held that one patient books as one."""
    return f"{holder}+then"


def _key(location_id: str) -> str:
    return f"booking:holds:{location_id}"


def _hold(text: str) -> Hold:
    fields = json.loads(text)
    during = _interval(fields["start"], fields["end"])
    hands_on = tuple(_interval(start, end) for start, end in fields["hands_on"])
    block = Block(
        fields["practitioner"],
        fields["room"],
        during,
        hands_on,
        fields["equipment"],
        fields["class_time"],
    )
    return Hold(block, datetime.fromisoformat(fields["expires"]))


def _interval(start: str, end: str) -> Interval:
    return Interval(datetime.fromisoformat(start), datetime.fromisoformat(end))
