"""Each rule is held against what is measured now: raised once, cleared when it is over."""

from collections.abc import Sequence
from datetime import datetime

import structlog

from services.notify.domain.office_hours import OfficeHours
from services.notify.domain.watch import Rule
from services.notify.store import operation_alarms
from services.notify.store.measures import MEASURES
from shared.db import Connection

log = structlog.get_logger()


async def watch(
    conn: Connection, rules: Sequence[Rule], office: OfficeHours, now: datetime
) -> dict[str, bool]:
    """Whether each is out of bounds."""
    return {rule.name: await _look(conn, rule, office, now) for rule in rules}


async def _look(conn: Connection, rule: Rule, office: OfficeHours, now: datetime) -> bool:
    reading = await MEASURES[rule.measure](conn, now, office)
    broken = rule.is_broken_by(reading)
    if broken:
        if await operation_alarms.open_or_worsen(conn, rule.name, reading.value, now):
            log.error("operations.alarm_raised", kind=rule.name)
    elif await operation_alarms.clear(conn, rule.name, now):
        log.info("operations.alarm_cleared", kind=rule.name)
    return broken
