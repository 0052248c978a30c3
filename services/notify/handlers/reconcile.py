"""Our books against the carrier's: every text it sent is one of ours, and the other way round; and
what became of each, should its reports not have come.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.notify.carrier import Accepted
from services.notify.domain import delivery
from services.notify.store import books
from services.notify.store.callbacks import Callback
from shared.db import Connection


@dataclass(frozen=True)
class Differences:
    """`unknown_here`: sids at the carrier that no text of ours has. `unknown_there`: our texts that
    the carrier does not list.
    """

    compared: int
    unknown_here: tuple[str, ...]
    unknown_there: tuple[UUID, ...]

    def __bool__(self) -> bool:
        return bool(self.unknown_here or self.unknown_there)


async def reconcile(conn: Connection, listed: Sequence[Accepted], since: datetime) -> Differences:
    """`listed` is what the carrier took since then."""
    ours = await books.list_accepted_since(conn, since)
    theirs = {accepted.sid for accepted in listed}
    known = await books.list_all_sids(conn, sorted(theirs))
    return Differences(
        compared=len(theirs),
        unknown_here=tuple(sorted(theirs - known)),
        unknown_there=tuple(text for sid, text in sorted(ours.items()) if sid not in theirs),
    )


async def list_unreported(
    conn: Connection, listed: Sequence[Accepted], now: datetime
) -> list[tuple[Callback, str]]:
    """The reports that should have told us, each with the phone it is about."""
    known = await books.list_phones(conn, [accepted.sid for accepted in listed])
    return [
        (Callback(a.sid, a.status, a.error_code, None, None, now), known[a.sid][0])
        for a in listed
        if a.sid in known and delivery.moves_on(known[a.sid][1], a.status)
    ]
