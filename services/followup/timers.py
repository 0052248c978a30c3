"""What happens by itself, every so often."""

from collections.abc import Mapping
from datetime import timedelta

from services.followup.handlers.alerts import pass_on_unanswered
from services.followup.handlers.checkins import settle_due_checkins
from services.followup.settings import FollowupSettings
from shared.clock import Clock
from shared.db import Database
from shared.runtime import Task, timer


def timers(db: Database, clock: Clock, settings: FollowupSettings) -> Mapping[str, Task]:
    async def settle() -> bool:
        async with db.transaction() as conn:
            return await settle_due_checkins(conn, clock.now())

    async def escalate() -> bool:
        async with db.transaction() as conn:
            return await pass_on_unanswered(conn, clock.now())

    every = timedelta(seconds=settings.due_poll_seconds)
    return {"checkins": timer(settle, every=every), "alerts": timer(escalate, every=every)}
