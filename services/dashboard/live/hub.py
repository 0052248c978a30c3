"""From hints on Redis to the streams of this process's open pages."""

import asyncio
import contextlib
import math
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import timedelta

import structlog
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.exceptions import RedisError

from services.dashboard.live.hints import CHANNEL, SEQUENCE, Hint, Kind
from shared.db import Bell
from shared.runtime import Heart, Stop

log = structlog.get_logger()

LISTEN_SECONDS = 0.4
AGAIN = timedelta(seconds=1)
PATIENT = "patient"
# For each open page. Together at most 3.5 s: with a part to fetch, no page is 5 s behind.
GATHER_FOR_EACH_SECONDS, LONGEST_GATHER_SECONDS = 0.005, 1.0
PAUSE_FOR_EACH_SECONDS, LONGEST_PAUSE_SECONDS = 0.0125, 2.5


class Subscriber:
    """One open page. Hints wait here as a set, so a slow page cannot pile them up."""

    def __init__(self, patient_ids: Collection[str]) -> None:
        self.patient_ids = patient_ids
        self.bell = Bell()
        self._names: set[str] = set()
        self._all = False

    def hear(self, hint: Hint) -> None:
        """Kinds tell which parts have changed; for the page of one patient, also whether it was
        that patient, under whichever record.
        """
        self._names.update(*hint.changes.values())
        for patient_id in self.patient_ids:
            if kinds := hint.changes.get(patient_id):
                self._names.add(PATIENT)
                self._names.update(f"{PATIENT}-{kind}" for kind in kinds)
        self.bell.ring()

    async def hears_of_patient(self, within: timedelta) -> bool:
        """Whether the patient changes in time."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within.total_seconds()):
                while PATIENT not in self._names:
                    await self.bell.wait(within)
        return PATIENT in self._names

    def miss(self) -> None:
        """Something may have been missed: all parts of the page are to be fetched again."""
        self._all = True
        self.bell.ring()

    def take(self) -> list[str]:
        """The names of the stream's events to send now."""
        names = ["refresh"] if self._all else sorted(self._names)
        self._names, self._all = set(), False
        return names


class Hub:
    def __init__(self, redis: Redis, monotonic: Callable[[], float] = time.monotonic) -> None:
        """`monotonic`: seconds since whenever."""
        self._redis = redis
        self._monotonic = monotonic
        self._subscribers: set[Subscriber] = set()
        self._heard: str | None = None
        self._told: str | None = None
        self._told_at = -math.inf
        self._gathered: list[Hint] = []
        self._changes: Counter[Kind] = Counter()
        self.closed = False

    @property
    def listening(self) -> bool:
        """Whether hints arrive. While not, pages look for news by themselves."""
        return self._told is not None

    @property
    def latest(self) -> str:
        """The id of the last hint that pages were told, empty while Redis is away."""
        return self._told or ""

    def revision(self, kinds: Iterable[Kind]) -> int | None:
        """Another number once one of these may have changed; None while hints do not arrive."""
        return sum(self._changes[kind] for kind in kinds) if self.listening else None

    @property
    def pause_seconds(self) -> float:
        """How long a page that was just told something is told no more: the more pages are open,
        the longer, so that what they all fetch after it stays within what a process can make.
        """
        return min(PAUSE_FOR_EACH_SECONDS * len(self._subscribers), LONGEST_PAUSE_SECONDS)

    @property
    def gather_seconds(self) -> float:
        """How long hints wait for others after pages were told some: each time, what pages share is
        made again.
        """
        return min(GATHER_FOR_EACH_SECONDS * len(self._subscribers), LONGEST_GATHER_SECONDS)

    @contextlib.contextmanager
    def subscribed(self, *patient_ids: str) -> Iterator[Subscriber]:
        subscriber = Subscriber(patient_ids)
        self._subscribers.add(subscriber)
        try:
            yield subscriber
        finally:
            self._subscribers.discard(subscriber)

    async def run(self, stop: Stop, heart: Heart) -> None:
        while not stop.is_set():
            heart.beat()
            try:
                await self._listen(stop, heart)
            except RedisError as error:
                log.warning("live.redis_away", error=type(error).__name__)
                self._lose()
                await stop.wait(AGAIN)
        self._close()

    async def _listen(self, stop: Stop, heart: Heart) -> None:
        async with self._redis.pubsub() as pubsub:
            await pubsub.subscribe(CHANNEL)
            await pubsub.get_message(timeout=LISTEN_SECONDS)  # Redis says that it is so
            while not stop.is_set():
                heart.beat()
                await self._catch_up()
                await self._hear(pubsub)

    async def _catch_up(self) -> None:
        """The client subscribes again by itself after a lost connection, and Redis may have been
        emptied: whatever the reason, a number we did not hear means that something was missed.
        """
        sent = str(await self._redis.get(SEQUENCE) or 0)
        if sent != self._heard:
            self._heard = self._told = sent
            self._gathered.clear()
            self._changes.update(Kind)
            for subscriber in self._subscribers:
                subscriber.miss()

    async def _hear(self, pubsub: PubSub) -> None:
        """One hint, and all that wait behind it; those before it, once they have waited enough."""
        message = await pubsub.get_message(timeout=self._patience_seconds())
        while message is not None:
            if message["type"] == "message":
                hint = Hint.from_json(message["data"])
                self._heard = hint.id
                self._gathered.append(hint)
            message = await pubsub.get_message(timeout=0)
        if self._gathered and self._patience_seconds() == 0:
            for hint in self._gathered:
                self._spread(hint)
            self._gathered.clear()
            self._told_at = self._monotonic()

    def _patience_seconds(self) -> float:
        """How long to listen before there is something to tell."""
        if not self._gathered:
            return LISTEN_SECONDS
        left = self._told_at + self.gather_seconds - self._monotonic()
        return min(max(left, 0), LISTEN_SECONDS)

    def _spread(self, hint: Hint) -> None:
        self._told = hint.id
        self._changes.update(frozenset().union(*hint.changes.values()))
        for subscriber in self._subscribers:
            subscriber.hear(hint)

    def _lose(self) -> None:
        self._heard = self._told = None
        self._gathered.clear()
        for subscriber in self._subscribers:
            subscriber.bell.ring()

    def _close(self) -> None:
        self.closed = True
        for subscriber in self._subscribers:
            subscriber.bell.ring()
