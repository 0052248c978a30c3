"""Our books against the carrier's: every text it sent is one of ours, and the other way round."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.notify.carrier import Accepted
from services.notify.store import books
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
