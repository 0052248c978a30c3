"""Who is signed in. Redis holds it, so it may vanish: then one signs in again."""

import hmac
import json
import secrets
from collections import OrderedDict
from dataclasses import asdict, dataclass, replace
from datetime import timedelta

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from shared.clock import Clock

log = structlog.get_logger()

PREFIX = "meridian:dashboard:session:"
OF_STAFF = "meridian:dashboard:signed-in:"
REMEMBERED = 1000


@dataclass(frozen=True)
class Session:
    """Instants in seconds since 1970. After `idle_until` it is locked, after `ends_at` over."""

    staff_id: str
    signed_in_at: float
    idle_until: float
    ends_at: float
    device: str = ""
    name: str = ""  # under which it can be ended; of no use to come in with


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
        self.idle = idle
        self._longest = longest
        self._seen: OrderedDict[str, Session | None] = OrderedDict()

    async def start(self, staff_id: str, device: str = "") -> str:
        """Returns the new session's id."""
        session_id = secrets.token_urlsafe(32)
        now = self._now()
        name = self._name(session_id)
        ends_at = now + self._longest.total_seconds()
        await self._save(
            Session(staff_id, now, self._idle_from(now, ends_at), ends_at, device, name)
        )
        return session_id

    async def find(self, session_id: str, *, touch: bool) -> Session | None:
        """One that is open. `touch` is for what a person does; what a page does by itself keeps
        nobody signed in.
        """
        session = await self._living(session_id)
        if session is None or self._now() >= session.idle_until:
            return None
        return await self._touch(session) if touch else session

    async def find_locked(self, session_id: str) -> Session | None:
        """One that has idled out: a password opens it again, and the page it kept."""
        session = await self._living(session_id)
        return session if session and self._now() >= session.idle_until else None

    async def unlock(self, session: Session) -> None:
        await self._touch(session)

    async def list_of(self, staff_id: str) -> list[Session]:
        """Newest first; empty while Redis is away."""
        try:
            names = await self._redis.smembers(OF_STAFF + staff_id)
        except RedisError as error:
            log.warning("sessions.redis_away", error=type(error).__name__)
            return []
        found = [await self._load(str(name)) for name in names]
        living = [session for session in found if session and self._now() < session.ends_at]
        return sorted(living, key=lambda session: session.signed_in_at, reverse=True)

    async def end(self, session_id: str) -> None:
        await self._end(self._name(session_id))

    async def end_named(self, staff_id: str, name: str) -> bool:
        """Ends one of this staff member's sessions; False when it is not theirs."""
        session = await self._load(name)
        if session is None or session.staff_id != staff_id:
            return False
        await self._end(name)
        return True

    async def end_all(self, staff_id: str) -> None:
        """A courtesy to the list of sessions: what counts is the account's `sessions_since`."""
        for session in await self.list_of(staff_id):
            await self._end(session.name)

    def _now(self) -> float:
        return self._clock.now().timestamp()

    def _idle_from(self, now: float, ends_at: float) -> float:
        return min(now + self.idle.total_seconds(), ends_at)

    def _name(self, session_id: str) -> str:
        return hmac.digest(self._key, session_id.encode(), "sha256").hex()

    async def _living(self, session_id: str) -> Session | None:
        session = await self._load(self._name(session_id))
        return session if session and self._now() < session.ends_at else None

    async def _touch(self, session: Session) -> Session:
        touched = replace(session, idle_until=self._idle_from(self._now(), session.ends_at))
        await self._save(touched)
        return touched

    async def _load(self, name: str) -> Session | None:
        if self._is_over(name):
            return None
        try:
            text = await self._redis.get(PREFIX + name)
        except RedisError as error:
            log.warning("sessions.redis_away", error=type(error).__name__)
            return self._seen.get(name)
        if not text or self._is_over(name):
            return None
        session = Session(**json.loads(text))
        self._remember(name, session)
        return session

    def _is_over(self, name: str) -> bool:
        """Signed out here, even if Redis could not be told."""
        return name in self._seen and self._seen[name] is None

    async def _save(self, session: Session) -> None:
        self._remember(session.name, session)
        try:
            await self._redis.set(
                PREFIX + session.name, json.dumps(asdict(session)), ex=self._longest
            )
            await self._redis.sadd(OF_STAFF + session.staff_id, session.name)
            await self._redis.expire(OF_STAFF + session.staff_id, self._longest)
        except RedisError as error:
            log.warning("sessions.redis_away", error=type(error).__name__)

    async def _end(self, name: str) -> None:
        self._remember(name, None)
        try:
            await self._redis.delete(PREFIX + name)
        except RedisError as error:
            log.warning("sessions.redis_away", error=type(error).__name__)

    def _remember(self, name: str, session: Session | None) -> None:
        self._seen[name] = session
        self._seen.move_to_end(name)
        if len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
