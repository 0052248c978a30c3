"""Who is signed in. Redis holds it, so it may vanish: then one signs in again."""

import hmac
import json
import secrets
from collections import OrderedDict
from dataclasses import asdict, dataclass
from datetime import timedelta

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from shared.clock import Clock

log = structlog.get_logger()

PREFIX = "meridian:dashboard:session:"
REMEMBERED = 1000


@dataclass(frozen=True)
class Session:
    staff_id: str
    signed_in_at: float  # seconds since 1970
    idle_until: float


class Sessions:
    """Sessions by their id, which is kept nowhere: Redis knows only a keyed hash of it.

    While Redis is away, the sessions this process has seen stay good until they idle out, so that
    the desk can go on reading.
    """

    def __init__(
        self, redis: Redis, key: bytes, clock: Clock, *, idle: timedelta, longest: timedelta
    ) -> None:
        self._redis = redis
        self._key = key
        self._clock = clock
        self._idle = idle
        self._longest = longest
        self._seen: OrderedDict[str, Session | None] = OrderedDict()

    async def start(self, staff_id: str) -> str:
        """Returns the new session's id."""
        session_id = secrets.token_urlsafe(32)
        now = self._clock.now().timestamp()
        await self._save(self._name(session_id), self._until_idle(staff_id, now, now))
        return session_id

    async def find(self, session_id: str, *, touch: bool) -> Session | None:
        """`touch` is for what a person does; what a page does by itself keeps nobody signed in."""
        name, now = self._name(session_id), self._clock.now().timestamp()
        session = await self._load(name)
        if session is None or now >= session.idle_until:
            return None
        if touch:
            session = self._until_idle(session.staff_id, session.signed_in_at, now)
            await self._save(name, session)
        return session

    async def end(self, session_id: str) -> None:
        name = self._name(session_id)
        self._remember(name, None)
        try:
            await self._redis.delete(name)
        except RedisError as error:
            log.warning("sessions.redis_away", error=type(error).__name__)

    def _until_idle(self, staff_id: str, signed_in_at: float, now: float) -> Session:
        longest = signed_in_at + self._longest.total_seconds()
        return Session(staff_id, signed_in_at, min(now + self._idle.total_seconds(), longest))

    def _name(self, session_id: str) -> str:
        return PREFIX + hmac.digest(self._key, session_id.encode(), "sha256").hex()

    async def _load(self, name: str) -> Session | None:
        if name in self._seen and self._seen[name] is None:
            return None  # signed out, even if Redis could not be told
        try:
            text = await self._redis.get(name)
        except RedisError as error:
            log.warning("sessions.redis_away", error=type(error).__name__)
            return self._seen.get(name)
        return Session(**json.loads(text)) if text else None

    async def _save(self, name: str, session: Session) -> None:
        self._remember(name, session)
        try:
            await self._redis.set(name, json.dumps(asdict(session)), ex=self._idle)
        except RedisError as error:
            log.warning("sessions.redis_away", error=type(error).__name__)

    def _remember(self, name: str, session: Session | None) -> None:
        self._seen[name] = session
        self._seen.move_to_end(name)
        if len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
