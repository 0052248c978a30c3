"""What every page of the dashboard stands on, built once in __main__."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from jinja2 import Environment

from services.dashboard.handlers.passwords import Passwords
from services.dashboard.live.fragments import Fragments
from services.dashboard.live.hub import Hub
from services.dashboard.neighbours import Neighbours
from services.dashboard.owners import Owners
from services.dashboard.pages.known_practice import KnownPractice
from services.dashboard.store.attempts import Attempts
from services.dashboard.store.sessions import Sessions
from shared.auth import Role
from shared.clock import Clock
from shared.db import Database
from shared.operations import Operations

# Everybody who works with patients; read-only looks. The owners check again: what is hidden here
# is refused there.
ACTING = frozenset({Role.OWNER, Role.PRACTITIONER, Role.FRONT_DESK})
# What came of an alert is for those who may judge it.
JUDGING = frozenset({Role.OWNER, Role.PRACTITIONER})


@dataclass(frozen=True)
class Desk:
    db: Database
    clock: Clock
    hub: Hub
    fragments: Fragments
    sessions: Sessions
    attempts: Attempts
    passwords: Passwords
    owners: Owners
    operations: Operations
    neighbours: Neighbours
    templates: Environment
    practice: KnownPractice
    segment_price_usd: Decimal
    form_key: bytes
    secure_cookies: bool

    @property
    def zone(self) -> ZoneInfo:
        return self.practice.zone

    @property
    def practice_name(self) -> str:
        return self.practice.name

    def today(self) -> date:
        return self.clock.now().astimezone(self.zone).date()

    def bounds(self, day: date) -> tuple[datetime, datetime]:
        """The instants at which a day of the practice begins and ends; 23 to 25 hours apart."""
        start, end = (
            datetime.combine(d, time(), self.zone) for d in (day, day + timedelta(days=1))
        )
        return start, end
