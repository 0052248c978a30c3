"""From a committed change to a hint on Redis that all replicas hear."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from shared.db import Bell
from shared.runtime import Heart, Stop

log = structlog.get_logger()

CHANNEL = "meridian:dashboard:live"
SEQUENCE = "meridian:dashboard:live:sequence"
# Changes of this long become one hint: a busy minute must not redraw a page fifty times a second.
GATHER_SECONDS = 0.1


class Kind(StrEnum):
    """Which part of a page has changed."""

    PATIENTS = "patients"
    VISITS = "visits"
    TEXTS = "texts"
    REPLIES = "replies"
    SCORES = "scores"
    ALERTS = "alerts"
    TASKS = "tasks"
    PLANS = "plans"


@dataclass(frozen=True)
class Hint:
    """`changes`: patient id -> kinds. `id` rises while Redis lives; equal ids, nothing missed."""

    id: str
    changes: Mapping[str, frozenset[Kind]]

    def to_json(self) -> str:
        changes = {patient: sorted(kinds) for patient, kinds in self.changes.items()}
        return json.dumps({"id": self.id, "changes": changes})

    @staticmethod
    def from_json(text: str) -> "Hint":
        said = json.loads(text)
        changes = {p: frozenset(map(Kind, kinds)) for p, kinds in said["changes"].items()}
        return Hint(said["id"], changes)


class Hints:
    """Gathers what changed in this process and publishes it. A hint that Redis cannot take is
    dropped: pages then look for news by themselves.
    """

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._bell = Bell()
        self._changes: defaultdict[str, set[Kind]] = defaultdict(set)

    def add(self, patient_id: str, kind: Kind) -> None:
        self._changes[patient_id].add(kind)
        self._bell.ring()

    async def publish(self) -> None:
        """Raises RedisError; what could not be published is gone."""
        gathered, self._changes = self._changes, defaultdict(set)
        if not gathered:
            return
        changes = {patient: frozenset(kinds) for patient, kinds in gathered.items()}
        number = await self._redis.incr(SEQUENCE)
        await self._redis.publish(CHANNEL, Hint(str(number), changes).to_json())

    async def run(self, stop: Stop, heart: Heart) -> None:
        while not stop.is_set():
            heart.beat()
            await self._bell.wait(timedelta(seconds=1))
            await asyncio.sleep(GATHER_SECONDS)
            try:
                await self.publish()
            except RedisError as error:
                log.warning("live.redis_away", error=type(error).__name__)
