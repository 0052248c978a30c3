"""Looks at open pages, which are written down once in a while and asked about all the time."""

from collections import OrderedDict
from datetime import datetime, timedelta

from services.dashboard.pages.desk import Desk
from services.dashboard.pages.gate import Visitor
from services.dashboard.store import audit
from services.dashboard.store.audit import Audited

# An open page fetches its parts every few seconds; that this look is written down is asked less often.
ASKED_EVERY = timedelta(minutes=1)
REMEMBERED = 2000

Look = tuple[str, Audited, str | None]


class Looks:
    def __init__(self) -> None:
        self._asked: OrderedDict[Look, datetime] = OrderedDict()

    async def note(
        self, desk: Desk, visitor: Visitor, action: Audited, subject: str | None
    ) -> None:
        look, now = (visitor.staff.id, action, subject), desk.clock.now()
        asked_at = self._asked.get(look)
        if asked_at and now - asked_at < ASKED_EVERY:
            return
        async with desk.db.transaction() as conn:
            await audit.add_look(conn, action, staff_id=visitor.staff.id, at=now, subject=subject)
        self._asked[look] = now
        self._asked.move_to_end(look)
        if len(self._asked) > REMEMBERED:
            self._asked.popitem(last=False)
