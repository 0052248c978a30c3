"""Where a change of the settings becomes a transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from services.booking.api.counter import Counter
from services.booking.api.settings_problems import as_settings_problems
from services.booking.api.staff_settings_models import PartBody, SavedOut, Seen
from services.booking.domain.practice_edit import (
    Kind,
    Part,
    new_id,
    with_entry,
    with_new,
    with_part,
    with_words,
    without,
)
from services.booking.domain.practice_export import retired_entry
from services.booking.domain.practice_file import PracticeFile
from services.booking.handlers import settings
from services.booking.handlers.settings import Author, Edit, Standing
from services.booking.store import catalogue
from shared.auth import Staff

# What a part of that kind has to have beside itself.
Also = Callable[[PracticeFile, Part], PracticeFile]
Write = Callable[[PracticeFile, Part, Any], PracticeFile]


@dataclass(frozen=True)
class Office:
    """What the endpoints of the settings share."""

    counter: Counter

    async def save(
        self, staff: Staff, seen: Seen, part: Part, apply: Callable[[Standing], PracticeFile]
    ) -> SavedOut:
        with as_settings_problems(self.counter.links):
            async with self.counter.db.transaction() as conn:
                saved = await settings.change(
                    conn,
                    self.counter.links,
                    Edit(str(part), seen.version, apply),
                    self.author(staff, seen),
                    self.counter.location_id,
                )
        return SavedOut(id=part.of, version=saved.versions.get(str(part), 0))

    async def add(
        self, staff: Staff, body: PartBody[Any], kind: Kind, also: Also | None = None
    ) -> SavedOut:
        """Its id is made from its name."""
        return await self._write(
            staff, body, await self._free_part(kind, body.value.name), with_new, also
        )

    async def put(
        self, staff: Staff, body: PartBody[Any], part: Part, also: Also | None = None
    ) -> SavedOut:
        return await self._write(staff, body, part, with_part, also)

    async def _write(
        self, staff: Staff, body: PartBody[Any], part: Part, write: Write, also: Also | None
    ) -> SavedOut:
        def apply(standing: Standing) -> PracticeFile:
            file = write(standing.file, part, body.value)
            if also is not None:
                file = also(file, part)
            return with_words(standing.file, file, body.words)

        return await self.save(staff, body, part, apply)

    async def retire(self, staff: Staff, seen: Seen, part: Part) -> SavedOut:
        return await self.save(staff, seen, part, lambda standing: without(standing.file, part))

    async def bring_back(self, staff: Staff, seen: Seen, part: Part) -> SavedOut:
        def apply(standing: Standing) -> PracticeFile:
            entry = retired_entry(standing.known, standing.practice_key, part)
            return with_entry(standing.file, part, entry)

        return await self.save(staff, seen, part, apply)

    async def _free_part(self, kind: Kind, name: str) -> Part:
        """Ids are never used again: old visits name what is retired."""
        with as_settings_problems(self.counter.links):
            async with self.counter.db.reading() as conn:
                known = await catalogue.get(conn)
        taken = {
            Kind.LOCATION: {each.id for each in known.locations.values()},
            Kind.TREATMENT: {each.id for each in known.treatments.values()},
            Kind.PRACTITIONER: {each.id for each in known.practitioners.values()},
        }
        return Part(kind, new_id(name, taken[kind]))

    def author(self, staff: Staff, seen: Seen) -> Author:
        return Author(f"staff:{staff.id}", self.counter.clock.now(), seen.accepted)
