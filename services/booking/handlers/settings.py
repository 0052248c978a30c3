"""The owner changes the practice: one part at a time, seen beforehand, written down, told."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from services.booking.domain.catalogue import Catalogue
from services.booking.domain.manage_link import Links
from services.booking.domain.practice_edit import changed_parts, parts_of
from services.booking.domain.practice_export import file_of
from services.booking.domain.practice_file import PracticeFile
from services.booking.handlers import covering
from services.booking.handlers.covering import Loss
from services.booking.handlers.facts import visit_of
from services.booking.store import appointments, catalogue, practice, settings_changes
from services.booking.store.appointments import ListedVisit
from services.booking.store.settings_changes import SettingsChange
from shared import outbox
from shared.db import Connection
from shared.events.appointments import AppointmentRestated

FILE = "file"


class NoPracticeError(LookupError):
    """Nothing has been loaded yet."""


class SettingsChangedError(Exception):
    """Somebody else changed this part since it was looked at."""


class WouldUncoverError(Exception):
    """The change would take from these visits what they need, and nobody has looked at that."""

    def __init__(self, found: list[Loss], known: Catalogue) -> None:
        super().__init__(len(found))
        self.found = found
        self.known = known

    @property
    def accepted(self) -> str:
        """What the change has to come back with."""
        return covering.digest(self.found)


class MadeByHandError(Exception):
    """A file would replace what staff have changed since the last one."""

    def __init__(self, parts: list[str]) -> None:
        super().__init__(", ".join(parts))
        self.parts = parts


@dataclass(frozen=True)
class Standing:
    """The practice as it is. A part that was never changed has no version: it counts as 0."""

    known: Catalogue
    practice_key: int
    file: PracticeFile
    versions: dict[str, int]


@dataclass(frozen=True)
class Author:
    """`accepted` says which losses they have seen; `unseen` is whoever has no page to see them on,
    and finds them in the list of uncovered visits.
    """

    actor: str
    at: datetime
    accepted: str | None = None
    unseen: bool = False

    def has_seen(self, found: list[Loss]) -> bool:
        return not found or self.unseen or self.accepted == covering.digest(found)


@dataclass(frozen=True)
class Edit:
    """`version` is that of `part` as it was looked at."""

    part: str
    version: int
    apply: Callable[[Standing], PracticeFile]


async def standing(conn: Connection, location_id: str | None) -> Standing:
    """Of the practice that has the location; of the first one where none is named.

    Raises NoPracticeError.
    """
    known = await catalogue.get(conn)
    for place in known.locations.values():
        if location_id in {None, place.id}:
            return await _standing_of(conn, known, place.practice_key)
    raise NoPracticeError


async def _standing_of(conn: Connection, known: Catalogue, practice_key: int) -> Standing:
    versions = await settings_changes.list_versions(conn, practice_key)
    return Standing(known, practice_key, file_of(known, practice_key), versions)


async def change(
    conn: Connection, links: Links, edit: Edit, by: Author, location_id: str | None
) -> Standing:
    """Raises NoPracticeError, SettingsChangedError, WouldUncoverError, and what `edit.apply`
    raises.
    """
    await practice.lock(conn)
    before = await standing(conn, location_id)
    if before.versions.get(edit.part, 0) != edit.version:
        raise SettingsChangedError
    await practice.save(conn, edit.apply(before))
    after = await _standing_of(conn, await catalogue.get(conn), before.practice_key)
    await _settle(conn, links, before, after, by)
    return await _standing_of(conn, after.known, after.practice_key)


async def load(
    conn: Connection, links: Links, file: PracticeFile, by: Author, *, replace: bool
) -> list[str]:
    """Make the practice what the file says; which parts that changed. What staff changed by hand is
    replaced only where that is asked for.

    Raises MadeByHandError and WouldUncoverError.
    """
    await practice.lock(conn)
    known = await catalogue.get(conn)
    was = [p.key for p in known.practices.values() if p.id == file.id]
    before = await _standing_of(conn, known, was[0]) if was else None
    await practice.save(conn, file)
    now = await catalogue.get(conn)
    key = next(p.key for p in now.practices.values() if p.id == file.id)
    after = await _standing_of(conn, now, key)
    changed = changed_parts(before.file if before else None, after.file)
    by_hand = await settings_changes.list_made_by_staff(conn, key)
    if not replace and by_hand.intersection(changed):
        raise MadeByHandError([part for part in changed if part in by_hand])
    await _settle(conn, links, before, after, by)
    return changed


async def _settle(
    conn: Connection, links: Links, before: Standing | None, after: Standing, by: Author
) -> None:
    """All that comes of the practice being another now."""
    if before:
        visits = await appointments.list_upcoming(conn, after.practice_key, by.at)
        found = covering.losses(visits, before.known, after.known)
        if not by.has_seen(found):
            raise WouldUncoverError(found, after.known)
        await covering.record(conn, visits, found, after.known, by.at)
        await _tell(conn, links, visits, before.known, after.known, by)
    await _write_down(conn, before, after, by)


async def _write_down(
    conn: Connection, before: Standing | None, after: Standing, by: Author
) -> None:
    was = parts_of(before.file) if before else {}
    now = parts_of(after.file)
    for part in changed_parts(before.file if before else None, after.file):
        version = after.versions.get(part, 0) + 1
        line = SettingsChange(part, version, by.actor, by.at, was.get(part), now.get(part))
        await settings_changes.add(conn, after.practice_key, line)


async def _tell(
    conn: Connection,
    links: Links,
    visits: list[ListedVisit],
    before: Catalogue,
    after: Catalogue,
    by: Author,
) -> None:
    """The others know the practice from its visits: what a visit's names, phone, zone and plans
    are now is said again for each that is still to come.
    """
    said_otherwise = [
        visit.appointment.id
        for visit in visits
        if visit_of(visit.appointment, before, links) != visit_of(visit.appointment, after, links)
    ]
    if not said_otherwise:
        return
    await appointments.restate(conn, said_otherwise, by.actor, by.at)
    events = [
        AppointmentRestated(
            patient_id=visit.patient_id, visit=visit_of(visit, after, links), actor=by.actor
        )
        for visit in await appointments.list_of_ids(conn, said_otherwise)
    ]
    await outbox.add(conn, *events, at=by.at)
